"""What a record says of its place, and the key under which a decision about it is kept."""

import datetime as dt
import hashlib
import json
from dataclasses import dataclass, fields
from functools import lru_cache
from operator import attrgetter
from typing import Any

import pandas as pd

from geo.records.matching.wording.readings import peel_within
from geo.records.matching.wording.streets import Streets, strip_districts
from geo.records.matching.wording.texts import fold_text, join_text

TEXTS = ("zone_code", "zone_name", "address", "street_name", "community", "district")
POINT = ("lon", "lat", "point_crs", "geocoder_level", "crs_read")
SAID = (*TEXTS, *POINT)
# A point that alone says where: so many decimals of a degree are a metre.
_DECIMALS = 5


@dataclass(frozen=True, slots=True)
class Said:
    """What one or many records say of their place; each is None where nothing is said.

    `crs_read` tells how the point was understood when it came, `on` is the day of the event,
    `source` who sent the workbook.
    """

    zone_code: str | None = None
    zone_name: str | None = None
    address: str | None = None
    street_name: str | None = None
    community: str | None = None
    district: str | None = None
    lon: float | None = None
    lat: float | None = None
    point_crs: str | None = None
    geocoder_level: str | None = None
    crs_read: str | None = None
    on: dt.date | None = None
    source: str | None = None

    @property
    def names_no_place(self) -> bool:
        """Whether it holds neither a code nor a name, an address or a point."""
        named = (self.zone_code, self.zone_name, self.address, self.lon)
        return all(value is None for value in named)

    @property
    def texts(self) -> tuple[str, ...]:
        """The texts that may hold a name or an address, the column of names first."""
        return tuple(text for text in (self.zone_name, self.address) if text)

    def as_dict(self) -> dict[str, Any]:
        """Returns what is said, as it was written, for the evidence."""
        found = zip(SAID, _tell_all(self), strict=True)
        return {name: value for name, value in found if value is not None}


_tell_all = attrgetter(*SAID)


def list_said(rows: pd.DataFrame) -> list[Said]:
    """Returns what each row says; columns that are missing say nothing."""
    columns = (_read_column(rows, field.name) for field in fields(Said))
    return [Said(*values) for values in zip(*columns, strict=True)]


def _read_column(rows: pd.DataFrame, name: str) -> list[Any]:
    if name == "on":
        return _read_days(rows)
    return _read_numbers(rows, name) if name in POINT[:2] else _read_texts(rows, name)


def _read_texts(rows: pd.DataFrame, name: str) -> list[Any]:
    if name not in rows:
        return [None] * len(rows)
    texts = rows[name].astype("string").str.strip()
    texts = texts.mask(texts == "")
    return texts.astype(object).where(texts.notna(), None).tolist()


def _read_numbers(rows: pd.DataFrame, name: str) -> list[Any]:
    if name not in rows:
        return [None] * len(rows)
    numbers = pd.to_numeric(rows[name], errors="coerce").astype(float)
    return numbers.astype(object).where(numbers.notna(), None).tolist()


def _read_days(rows: pd.DataFrame) -> list[Any]:
    if "on" not in rows:
        return [None] * len(rows)
    return [None if pd.isna(on) else _to_day(on) for on in rows["on"]]


def _to_day(on: Any) -> dt.date:
    return on.date() if isinstance(on, dt.datetime) else on


def make_key(said: Said, streets: Streets) -> str:
    """Returns a short hash of what is said, the same however it is written.

    It hangs on nothing that a release could change. Doors, floors and gates say nothing; a point
    counts only where there are no words.
    """
    words = {
        "code": join_text(fold_text(said.zone_code or "")),
        "name": _plain(said.zone_name, streets),
        "address": _plain(said.address, streets),
    }
    if not any(words.values()):
        words |= _tell_point(said)
    words["street"] = streets.identify(said.street_name) if said.street_name else ""
    words["community"] = join_text(fold_text(said.community or ""))
    ours = said.district is None or streets.is_ours(said.district)
    words["district"] = "" if ours else join_text(fold_text(said.district or ""))
    kept = {name: word for name, word in words.items() if word}
    text = json.dumps(kept, ensure_ascii=False, sort_keys=True)
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def _tell_point(said: Said) -> dict[str, str]:
    if said.lon is None or said.lat is None:
        return {}
    point = f"{said.lon:.{_DECIMALS}f} {said.lat:.{_DECIMALS}f}"
    return {"point": point, "crs": said.point_crs or "", "level": said.geocoder_level or ""}


def _plain(text: str | None, streets: Streets) -> str:
    return _normalise(text, streets.districts) if text else ""


@lru_cache(maxsize=20_000)
def _normalise(text: str, districts: tuple[str, ...]) -> str:
    plain = strip_districts(fold_text(text), districts)
    return "".join(peel_within(join_text(part)) for part in plain.split(","))
