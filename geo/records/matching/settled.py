"""What needs no likeness: what a person decided, another district."""

from collections.abc import Sequence
from dataclasses import replace

from geo.records.matching import confidence
from geo.records.matching.candidates import Candidate, Fact, rank
from geo.records.matching.cascade import Answer, ask
from geo.records.matching.gazetteer import Gazetteer
from geo.records.matching.said import Said
from geo.rows import Decided, Outcome


def settle(
    said: Said,
    decided: Decided | None,
    stages: Sequence[Sequence[Candidate]],
    gazetteer: Gazetteer,
) -> Answer | None:
    """Returns the answer that needs no comparing of stages, or None.

    Args:
        said: what a record says.
        decided: what a person decided about it, if anybody did.
        stages: candidates by code, name, point and address: these may contradict the district.
        gazetteer: the district's.
    """
    if decided is not None:
        return _obey(decided, gazetteer)
    if said.district is not None and not gazetteer.streets.is_ours(said.district):
        return _answer_elsewhere(said.district, stages)
    return None


def _answer_elsewhere(district: str, stages: Sequence[Sequence[Candidate]]) -> Answer:
    """Returns that a record lies elsewhere; a person decides where the zone is surely ours."""
    fact: Fact = ("other_district", district)
    ours = rank(
        replace(candidate, facts=(*candidate.facts, fact))
        for stage in stages
        for candidate in stage
        if candidate.confidence >= confidence.AUTOMATIC and _is_ours(candidate)
    )
    if ours:
        return ask(ours, conflict=True)
    return Answer(Outcome.OUT_OF_AREA, None, "none", 1.0, (fact,))


def _is_ours(candidate: Candidate) -> bool:
    """Tells whether no other district can be meant: many have an estate of the same name."""
    named = candidate.by in ("name", "alias")
    return not named or any(known == "street_agrees" for known, *_ in candidate.facts)


def _obey(decided: Decided, gazetteer: Gazetteer) -> Answer | None:
    """Returns what a person decided; None if the zone is gone and nothing alone came from it."""
    fact: Fact = (f"decided_{decided.verdict}",)
    if decided.verdict != "zone" or decided.zone_uid is None:
        return Answer(decided.placement, None, "decided", confidence.DECIDED, (fact,))
    zones = gazetteer.trace(decided.zone_uid)
    if len(zones) != 1:
        return None
    return Answer(Outcome.MATCHED, zones[0], "decided", confidence.DECIDED, (fact,))
