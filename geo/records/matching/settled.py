"""What needs no likeness: what a person decided, a zone's code (S0), another district."""

from collections.abc import Sequence
from dataclasses import replace

from geo.records.matching import confidence
from geo.records.matching.by_code import judge_code
from geo.records.matching.candidates import Candidate, Fact
from geo.records.matching.cascade import Answer, ask
from geo.records.matching.gazetteer import Gazetteer
from geo.records.matching.said import Said
from geo.rows import Decided, Outcome


def settle(
    said: Said, decided: Decided | None, named: Sequence[Candidate], gazetteer: Gazetteer
) -> Answer | None:
    """Returns the answer that needs no comparing of names, or None.

    Args:
        said: what a record says.
        decided: what a person decided about it, if anybody did.
        named: candidates by name: a code and the name of another zone contradict each other.
        gazetteer: the district's.
    """
    if decided is not None:
        return _obey(decided, gazetteer)
    if said.zone_code is not None:
        coded = judge_code(said.zone_code, said.on, gazetteer)
        if coded:
            return _answer_code(coded, named)
    if said.district is not None and not gazetteer.streets.is_ours(said.district):
        return _answer_elsewhere(said.district, named)
    return None


def _answer_elsewhere(district: str, named: Sequence[Candidate]) -> Answer:
    """Returns that a record lies elsewhere; not if the zone and the street are surely ours."""
    fact: Fact = ("other_district", district)
    ours = [
        replace(candidate, facts=(*candidate.facts, fact))
        for candidate in named
        if candidate.confidence >= confidence.AUTOMATIC
        and any(known == "street_agrees" for known, *_ in candidate.facts)
    ]
    if ours:
        return ask(ours, conflict=True)
    return Answer(Outcome.OUT_OF_AREA, None, "none", 1.0, (fact,))


def _obey(decided: Decided, gazetteer: Gazetteer) -> Answer | None:
    """Returns what a person decided; None if the zone is gone and nothing alone came from it."""
    fact: Fact = (f"decided_{decided.verdict}",)
    if decided.verdict != "zone" or decided.zone_uid is None:
        return Answer(decided.placement, None, "decided", confidence.DECIDED, (fact,))
    zones = gazetteer.trace(decided.zone_uid)
    if len(zones) != 1:
        return None
    return Answer(Outcome.MATCHED, zones[0], "decided", confidence.DECIDED, (fact,))


def _answer_code(coded: list[Candidate], named: Sequence[Candidate]) -> Answer:
    best = coded[0]
    if best.confidence < confidence.AUTOMATIC:
        return ask(coded)
    sure = [c for c in named if c.confidence >= confidence.AUTOMATIC and c.zone != best.zone]
    if sure:
        return ask([best, *sure], conflict=True)
    agreeing = next((c.facts for c in named if c.zone == best.zone), ())
    return Answer(Outcome.MATCHED, best.zone, "code", best.confidence, (*best.facts, *agreeing))
