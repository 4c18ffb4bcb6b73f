"""Matches records to zones by a cascade of stages. Pure; each thing that is said is judged once.

decided by a person -> S0 code -> S1 name or alias, S2 point, S3 address -> S4 alike (proposed
only) -> S5 stages that disagree wait for a person. Every row ends as matched, waiting for review
or out of area, with the evidence kept so that it can be matched again when the zones change.
"""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from geo.profile import Profile
from geo.records.matching.by_address import find_addresses, judge_addresses
from geo.records.matching.by_name import judge_names
from geo.records.matching.candidates import Candidate, put_behind
from geo.records.matching.cascade import Answer, join_stages
from geo.records.matching.find import find_names, list_subjects
from geo.records.matching.fuzzy import Subject, find_similar
from geo.records.matching.gazetteer import Gazetteer
from geo.records.matching.said import Said, list_said, make_key
from geo.records.matching.settled import settle
from geo.records.matching.texts import fold_text
from geo.rows import Decided, Outcome


def match_records(
    rows: pd.DataFrame,
    gazetteer: Gazetteer,
    profile: Profile,
    *,
    place_optional: bool,
    decided: Mapping[str, Decided] | None = None,
) -> pd.DataFrame:
    """Returns the rows with zone_uid (nullable Int64), placement, evidence (dict) and match_key.

    Equal rows get equal answers, in any order. The street that a record names is evidence: it
    tells zones of one name apart and lowers the confidence where it differs, and never decides.

    Args:
        rows: typed rows with any of zone_code, zone_name, address, street_name, community,
            district (texts), lon, lat (degrees or metres of point_crs), point_crs,
            geocoder_level; `on` is the day of the event, `source` who sent the workbook.
        gazetteer: the district's.
        profile: names the district, for records that say they belong to another.
        place_optional: whether rows without any place concern a firm and need none.
        decided: what people decided, by match_key; goes before everything else.
    """
    _ = profile
    said = list_said(rows)
    unique = list(dict.fromkeys(said))
    keys = {one: make_key(one, gazetteer.streets) for one in unique}
    answers = _answer_all(unique, keys, gazetteer, decided or {})
    if place_optional:
        answers |= {one: _NEEDS_NONE for one in unique if _says_nothing(one)}
    evidence = {one: _keep(one, answers[one]) for one in unique}
    return rows.assign(
        zone_uid=pd.array([answers[one].zone for one in said], dtype="Int64"),
        placement=pd.Series([answers[one].placement.value for one in said], rows.index, object),
        evidence=pd.Series([evidence[one] for one in said], rows.index, object),
        match_key=pd.array([keys[one] for one in said], dtype="string"),
    )


_NEEDS_NONE = Answer(Outcome.MATCHED, None, "none", 1.0)


def _says_nothing(said: Said) -> bool:
    return said.zone_code is None and said.zone_name is None and said.address is None


def _answer_all(
    unique: list[Said],
    keys: Mapping[Said, str | None],
    gazetteer: Gazetteer,
    decided: Mapping[str, Decided],
) -> dict[Said, Answer]:
    """Returns the answer to everything that is said; what stays open gets similar names too."""
    answers: dict[Said, Answer] = {}
    stages: dict[Said, list[list[Candidate]]] = {}
    for said in unique:
        known = decided.get(keys[said] or "")
        stages[said] = _judge(said, gazetteer)
        settled = settle(said, known, stages[said][0], gazetteer)
        answers[said] = settled or join_stages(stages[said])
    open_ends = [said for said in unique if answers[said].is_open and said.zone_name]
    subjects = [_tell_subject(said, gazetteer) for said in open_ends]
    for said, similar in zip(open_ends, find_similar(subjects, gazetteer), strict=True):
        found = [candidate for stage in stages[said] for candidate in stage]
        answers[said] = join_stages([*stages[said], put_behind(similar, found)])
    return answers


def _judge(said: Said, gazetteer: Gazetteer) -> list[list[Candidate]]:
    """Returns the candidates by name and by address."""
    texts = [fold_text(text) for text in (said.zone_name, said.address) if text]
    named = find_names(texts[0], gazetteer) if said.zone_name else []
    readings = [find_addresses(text, gazetteer) for text in texts]
    unknown = not all(reading.alone for reading in readings)
    return [
        judge_names(named, said, gazetteer),
        *(judge_addresses(one, said, gazetteer, unknown=unknown) for one in readings),
    ]


def _tell_subject(said: Said, gazetteer: Gazetteer) -> Subject:
    street = gazetteer.streets.identify(said.street_name) if said.street_name else None
    texts = list_subjects(fold_text(said.zone_name or ""), gazetteer)
    return Subject(tuple(texts), street)


def _keep(said: Said, answer: Answer) -> dict[str, Any]:
    """Returns the evidence of an answer: what was said, by what, how sure, and what else."""
    return {
        "said": said.as_dict(),
        "by": answer.by,
        "confidence": round(answer.confidence, 3),
        "facts": [list(fact) for fact in answer.facts],
        "candidates": [candidate.as_dict() for candidate in answer.candidates],
    }
