"""Answers where the places of any table belong, and keeps nothing of it."""

import csv
from collections.abc import Iterable, Iterator
from collections.abc import Mapping as Mapped
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from geo.db import Database
from geo.profile import Profile
from geo.records.kinds.place import PLACE
from geo.records.matching.match import match_records
from geo.records.matching.why import tell_why
from geo.records.reading.read import read_records
from geo.records.reviewing.known import Known, read_known
from geo.rows import Mapping, Outcome, RecordRows, Rejection

COLUMNS = (
    "sheet", "row", "order_no", "outcome", "zone_code", "zone_name", "by", "confidence",
    "runner_up", "margin", "candidates", "reason", "reason_en",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Answers:
    """One answer for each row of a table, in its order, and how many there are of each outcome."""

    rows: list[dict[str, Any]]
    outcomes: dict[str, int]


def answer_places(
    database: Database, profile: Profile, path: Path, mapping: Mapping | None = None
) -> Answers:
    """Returns for each row of a table its outcome, zone, stage, confidence, candidates and why.

    `runner_up` is the code of the next likeliest zone, `margin` by how much the answer is likelier.
    `candidates` are the codes of up to five zones, best first: where a row waits for a person. What
    people decided, and the names that they gave, count.

    Raises:
        InputError: the file cannot be taken.
    """
    records = read_records(path, PLACE, profile, mapping)
    with database.read() as connection:
        known = read_known(connection, profile)
    rows = [*_answer(records, known, profile), *map(_reject, records.rejections)]
    rows.sort(key=lambda row: (row["sheet"] or "", row["row"]))
    outcomes = {outcome.value: 0 for outcome in Outcome}
    for row in rows:
        outcomes[row["outcome"]] += 1
    return Answers(rows, outcomes)


def write_answers(answers: Answers, path: Path) -> None:
    """Writes answers as CSV (UTF-8 with a BOM); candidates are joined by bars."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\r\n")
        writer.writeheader()
        for row in answers.rows:
            writer.writerow({**row, "candidates": "|".join(row["candidates"])})


def _answer(records: RecordRows, known: Known, profile: Profile) -> Iterator[dict[str, Any]]:
    matched = match_records(
        records.rows, known.gazetteer, profile, place_optional=False, decided=known.decided
    )
    current = known.gazetteer.zones[known.gazetteer.zones["current"].astype(bool)]
    uids = current["uid"].tolist()
    zones = dict(
        zip(uids, zip(current["code"].tolist(), current["name"].tolist(), strict=True), strict=True)
    )
    names = ("sheet", "row_no", "order_no", "placement", "zone_uid", "evidence")
    for sheet, row, order, placement, uid, evidence in zip(
        *(matched[name].tolist() for name in names), strict=True
    ):
        code, name = (None, None) if pd.isna(uid) else zones[uid]
        waits = placement == Outcome.REVIEW.value
        why = tell_why(placement, evidence)
        next_best = [why.runner_up] if why.runner_up else []
        yield {
            "sheet": sheet,
            "row": row,
            "order_no": order,
            "outcome": placement,
            "zone_code": code,
            "zone_name": name,
            "by": why.by,
            "confidence": why.confidence,
            "runner_up": next(iter(_list_codes(next_best, zones)), None),
            "margin": why.margin,
            "candidates": _list_codes(evidence["candidates"], zones) if waits else [],
            "reason": "；".join(text.zh for text in why.reasons),
            "reason_en": "; ".join(text.en for text in why.reasons),
        }


def _list_codes(candidates: Iterable[Mapped[str, Any]], zones: dict[Any, Any]) -> list[str]:
    return [zones[c["zone"]][0] for c in candidates if c["zone"] in zones]


def _reject(rejection: Rejection) -> dict[str, Any]:
    return {
        **dict.fromkeys(COLUMNS),
        "sheet": rejection.sheet,
        "row": rejection.row,
        "outcome": Outcome.REJECTED.value,
        "candidates": [],
        "reason": f"{rejection.column or ''}：{rejection.reason.zh}",
        "reason_en": f"{rejection.column or ''}: {rejection.reason.en}",
    }
