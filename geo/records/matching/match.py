"""Matches records to zones by a cascade of stages. Pure; each thing that is said is judged once.

decided by a person -> S0 code, S1 name or alias, S2 point, S3 address -> S4 alike (proposed
only) -> S5 stages that disagree wait for a person. Every row ends as matched, waiting for review
or out of area, with the evidence kept so that it can be matched again when the zones change.
"""

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache, partial
from typing import Any

import numpy as np
import pandas as pd

from geo.profile import Profile
from geo.records.matching.by_address import find_addresses, judge_address, says_where
from geo.records.matching.by_code import judge_code
from geo.records.matching.by_name import judge_beside, judge_names, tell_apart
from geo.records.matching.by_point import Pointed, judge_points
from geo.records.matching.by_street import find_street
from geo.records.matching.candidates import Candidate, put_behind
from geo.records.matching.cascade import NEEDS_NONE, Answer, join_stages
from geo.records.matching.confidence import AUTOMATIC
from geo.records.matching.find import find_names, list_subjects
from geo.records.matching.fuzzy import Subject, find_similar
from geo.records.matching.gazetteer import Gazetteer
from geo.records.matching.said import Said, list_said, make_key
from geo.records.matching.settled import settle
from geo.records.matching.wording.texts import fold_text
from geo.rows import Decided

# What tells a zone without its point.
_TELLING = frozenset({"decided", "code", "name", "alias"})


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
            geocoder_level, crs_read; `on` is the day of the event, `source` who sent the workbook.
        gazetteer: the district's.
        profile: names the district, for records that say they belong to another.
        place_optional: whether rows without any place concern a firm and need none.
        decided: what people decided, by match_key; goes before everything else.
    """
    with _collecting_nothing():
        return _match(rows, gazetteer, profile, decided or {}, place_optional=place_optional)


@contextmanager
def _collecting_nothing() -> Iterator[None]:
    """Keeps the garbage collector away: no circles arise here; looking for some costs a third."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _match(
    rows: pd.DataFrame,
    gazetteer: Gazetteer,
    profile: Profile,
    decided: Mapping[str, Decided],
    *,
    place_optional: bool,
) -> pd.DataFrame:
    said = list_said(rows)
    numbers: dict[Said, int] = {}
    at = [numbers.setdefault(one, len(numbers)) for one in said]
    unique = list(numbers)
    needs_none = [place_optional and one.names_no_place for one in unique]
    keys = [
        None if none else make_key(one, gazetteer.streets)
        for one, none in zip(unique, needs_none, strict=True)
    ]
    known = [decided.get(key or "") for key in keys]
    answers, points = _answer_all(unique, known, gazetteer, profile)
    for number in np.flatnonzero(needs_none):
        answers[number] = NEEDS_NONE
    evidence = [_keep(*each) for each in zip(unique, points, answers, strict=True)]
    return rows.assign(
        zone_uid=pd.array([answers[n].zone for n in at], dtype="Int64"),
        placement=pd.Series([answers[n].placement.value for n in at], rows.index, object),
        evidence=pd.Series([evidence[n] for n in at], rows.index, object),
        match_key=pd.array([keys[n] for n in at], dtype="string"),
    )


def _answer_all(
    unique: Sequence[Said],
    decided: Sequence[Decided | None],
    gazetteer: Gazetteer,
    profile: Profile,
) -> tuple[list[Answer], list[Pointed]]:
    """Returns the answer to everything that is said, and what its point says.

    The zones that code and name tell make out the coordinates of a workbook, so points come
    second; what stays open gets similar names too.
    """
    all_stages = list(_judge_all(unique, gazetteer))
    answers = [
        settle(one, known, stages, gazetteer)
        for one, known, stages in zip(unique, decided, all_stages, strict=True)
    ]
    told = [answer.zone if answer.by in _TELLING else None for answer in answers]
    points = judge_points(unique, told, gazetteer, profile)
    for n, pointed in enumerate(points):
        if pointed.candidates:
            all_stages[n].append(list(pointed.candidates))
            answers[n] = settle(unique[n], decided[n], all_stages[n], gazetteer)
    open_ends = [n for n, one in enumerate(unique) if one.texts and answers[n].is_open]
    subjects = [_tell_subject(unique[n], gazetteer) for n in open_ends]
    for n, similar in zip(open_ends, find_similar(subjects, gazetteer), strict=True):
        found = [candidate for stage in all_stages[n] for candidate in stage]
        answers[n] = join_stages([*all_stages[n], put_behind(similar, found)])
    return answers, points


def _judge_all(unique: Sequence[Said], gazetteer: Gazetteer) -> Iterator[list[list[Candidate]]]:
    """Yields the candidates by code, by name and by address; equal texts are read once.

    What stands in the column of names is the name; where nothing does, the address may hold it.
    """
    find = cache(lambda text: tell_apart(find_names(text, gazetteer)))
    read = cache(partial(find_addresses, gazetteer=gazetteer))
    for said in unique:
        coded = judge_code(said.zone_code, said.on, gazetteer) if said.zone_code else []
        texts = [fold_text(text) for text in said.texts]
        # What stands first is the name; further names and each address speak for themselves.
        first, *beside = [hits for text in texts for hits in find(text)] or [()]
        addresses = dict.fromkeys(hit for text in texts for hit in read(text))
        named = judge_names(first, said, gazetteer)
        sure = bool(named) and named[0].confidence >= AUTOMATIC
        beside = [hits for hits in beside if hits]
        asked = texts if addresses or beside else []
        where = [says_where(text, gazetteer) for text in asked]
        # A sure name stands for its own text: another one may be an address all the same.
        clear = where[1:] or where if sure else where
        yield [
            coded,
            named,
            *(
                judge_beside(hits, named, said, gazetteer, unknown=not (sure or where[0]))
                for hits in beside
            ),
            # Where the name is sure, an address need not be.
            *(
                judge_address(hit, said, gazetteer, unknown=not all(clear))
                for hit in addresses
                if not (sure and hit.beside)
            ),
        ]


def _tell_subject(said: Said, gazetteer: Gazetteer) -> Subject:
    texts = list_subjects(fold_text(said.texts[0]), gazetteer)
    return Subject(tuple(texts), find_street(said, gazetteer))


def _keep(said: Said, pointed: Pointed, answer: Answer) -> dict[str, Any]:
    """Returns the evidence of an answer: what was said, by what, how sure, and what else."""
    return {
        **pointed.as_dict(said),
        "by": answer.by,
        "confidence": round(answer.confidence, 3),
        "facts": [list(fact) for fact in answer.facts],
        "candidates": [candidate.as_dict() for candidate in answer.candidates],
    }
