"""Settles an answer: what a person decided, another district, else what the stages say."""

import re
from collections.abc import Sequence
from dataclasses import replace

from geo.records.matching import confidence
from geo.records.matching.candidates import Candidate, Fact, rank
from geo.records.matching.cascade import Answer, ask, join_stages
from geo.records.matching.find import find_longer, find_names
from geo.records.matching.gazetteer import Gazetteer
from geo.records.matching.said import Said
from geo.records.matching.wording.names import SHORTEST, read_name
from geo.records.matching.wording.readings import SEVERAL, is_tail, list_tail
from geo.records.matching.wording.streets import strip_districts
from geo.records.matching.wording.texts import fold_text, split_text
from geo.rows import Decided, Outcome

# What a text begins with is likely a district: 青江区, and neither 东区 nor 生活区.
_DISTRICT = re.compile(
    r"[\u4e00-\u9fff]{3,4}(?<![东西南北中上下前后新老小社街园院活宅属里村城地][区县])(?<=[区县])"
)
# Before a former name, or what lies near.
_BEFORE_OLD = tuple("原旧曾近临邻靠又亦现即")
_LONGEST_NAME = 12
_COURT = r"\d(?:号院|号|院)(?!楼)"
_SEVERAL = re.compile(rf"{SEVERAL}(?=,|\)|$)|{_COURT}(?:和|以?及|与|至|到)[^,()]*{_COURT}")


def settle(
    said: Said,
    decided: Decided | None,
    stages: Sequence[list[Candidate]],
    gazetteer: Gazetteer,
) -> Answer:
    """Returns the answer to what a record says.

    Args:
        said: what a record says.
        decided: what a person decided about it, if anybody did; None of that counts if the zone
            is gone and nothing alone came from it.
        stages: candidates by code, name, point and address: these may contradict the district.
        gazetteer: the district's.
    """
    obeyed = _obey(decided, gazetteer) if decided is not None else None
    if obeyed is not None:
        return obeyed
    if said.district is not None and not gazetteer.streets.is_ours(said.district):
        return _answer_elsewhere(said.district, stages)
    answer = join_stages(stages)
    if answer.zone is None or not said.texts:
        return answer
    fact = _find_doubt(said, answer.zone, gazetteer)
    if fact is None:
        return answer
    return ask([replace(c, facts=(*c.facts, fact)) for c in _list_sure(stages)], conflict=True)


def _find_doubt(said: Said, zone: int, gazetteer: Gazetteer) -> Fact | None:
    """Returns what in a record's words speaks against any one zone of ours, if anything does."""
    district = _find_elsewhere(said, gazetteer)
    if district is not None:
        return ("other_district", district)
    # An address lists old places, as the zone's own address does.
    own = gazetteer.places[zone].address
    called = [name for name in _list_called(fold_text(said.texts[0])) if name not in own]
    other = next((name for name in called if not _is_known(name, gazetteer)), None)
    if other is not None:
        return ("other_name", other)
    several = next((text for text in said.texts if _SEVERAL.search(fold_text(text))), None)
    return ("several_said", several) if several else None


def _list_called(folded: str) -> list[str]:
    """Returns what else is called like an estate behind the first name: 青桐里、白榆公寓3号楼."""
    parts = [part for part in split_text(folded)[1:] if not part.startswith(_BEFORE_OLD)]
    plain = (part.removesuffix("".join(reversed(list_tail(part)))) for part in parts)
    names = (read_name(part) for part in plain if len(part) <= _LONGEST_NAME)
    return [name.whole for name in names if name.kinds and len(name.core) >= SHORTEST]


def _is_known(name: str, gazetteer: Gazetteer) -> bool:
    """Tells whether a name is words that say where, or that of a zone of ours, or is like it."""
    return gazetteer.words.explains(name) or bool(find_names(name, gazetteer)) or is_tail(name)


def _list_sure(stages: Sequence[Sequence[Candidate]]) -> list[Candidate]:
    return rank(c for stage in stages for c in stage if c.confidence >= confidence.AUTOMATIC)


def _find_elsewhere(said: Said, gazetteer: Gazetteer) -> str | None:
    """Returns what begins a part of a text like another district; no zone's name begins so."""
    parts = (part for text in said.texts for part in split_text(fold_text(text)))
    names = (name for part in parts if (name := _read_district(part, gazetteer)))
    return next((name for name in names if not any(find_longer(name, gazetteer))), None)


def _read_district(part: str, gazetteer: Gazetteer) -> str | None:
    """Returns the district that a part of a text begins with, if it is not ours."""
    plain = strip_districts(part, gazetteer.streets.districts)
    if plain in gazetteer.streets.words:
        return None
    ours = part.removesuffix(plain)
    if ours.endswith(("区", "县")):
        return None
    found = _DISTRICT.match(plain)
    return gazetteer.streets.find_other(plain) or (found[0] if found else None)


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
