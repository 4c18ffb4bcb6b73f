"""What a kind of record is: its columns, its key, how it is placed, which tables it feeds."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from geo.errors import Text
from geo.profile import Profile

CellType = Literal[
    "key", "text", "masked", "date", "datetime", "integer", "amount", "boolean", "enum"
]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a workbook: our name, how offices spell it, its type.

    A key is read as it is written; text loses the numbers of telephones and identity cards, and
    masked text people's names too. `enum` names the enumeration of an enum column. A required
    column must be there, and its cell must not be empty. `ten_thousands` are spellings whose
    amounts are in units of 10,000 yuan; an amount has at most `digits` before its point.
    """

    name: str
    spellings: tuple[str, ...]
    type: CellType = "text"
    enum: str | None = None
    required: bool = False
    ten_thousands: tuple[str, ...] = ()
    digits: int = 12


@dataclass(frozen=True, slots=True)
class Feed:
    """A table that a kind of record fills, by name, and how its columns come from the rows.

    A workbook without the column `only_with` says nothing of this table and leaves it alone.
    """

    table: str
    select: Callable[[pd.DataFrame, Profile], pd.DataFrame]
    only_with: str | None = None


@dataclass(frozen=True, slots=True)
class RecordKind:
    """A kind of record, as one small module describes it.

    `make_key` gives each placed row (zone_uid as nullable Int64) its key in the source; the same
    key means the same record. `event` is the column whose newest day says how far records reach.
    `place_optional` lets rows without any place through, since they concern a firm.
    """

    id: str
    label: Text
    columns: tuple[Column, ...]
    make_key: Callable[[pd.DataFrame], "pd.Series[Any]"]
    feeds: tuple[Feed, ...]
    event: str | None = None
    placed: bool = True
    place_optional: bool = False


ZONE_COLUMNS = (
    Column("zone_code", ("区域编码", "物业管理区域编码", "小区编码", "zone_code"), "key"),
    Column("zone_name", ("小区名称", "区域名称", "物业管理区域名称", "小区", "zone_name")),
    Column("street_name", ("街道名称", "街乡", "所属街乡", "被反映街乡镇", "street_name")),
)
FIRM_COLUMNS = (
    Column("firm_name", ("企业名称", "物业企业", "物业服务企业", "firm_name")),
    Column("firm_uscc", ("统一社会信用代码", "信用代码", "firm_uscc"), "key"),
)


def key_by_zone(frame: pd.DataFrame) -> "pd.Series[Any]":
    """Returns the key of records of which a zone has one: the zone, or what was written of it."""
    written = join_texts(frame, ("zone_code", "zone_name", "street_name"))
    known = frame["zone_uid"].notna()
    zone = "zone:" + frame["zone_uid"].astype("string")
    return zone.where(known, "written:" + written)


def key_by_subject(frame: pd.DataFrame) -> "pd.Series[Any]":
    """Returns the key of what a zone or a firm gets once per kind and period."""
    zone = key_by_zone(frame)
    firm = "firm:" + join_texts(frame, ("firm_uscc", "firm_name"))
    has_zone = frame["zone_uid"].notna() | frame["zone_name"].notna() | frame["zone_code"].notna()
    return join_texts(frame, ("kind", "period")) + "|" + zone.where(has_zone, firm)


def join_texts(frame: pd.DataFrame, names: tuple[str, ...]) -> "pd.Series[Any]":
    """Returns the columns' texts joined by bars; missing ones are empty."""
    parts = [frame[name].astype("string").fillna("") for name in names]
    joined = parts[0]
    for part in parts[1:]:
        joined = joined + "|" + part
    return joined


def pick(
    *names: str, unknown: tuple[str, ...] = (), **renamed: str
) -> Callable[[pd.DataFrame, Profile], pd.DataFrame]:
    """Returns a selector of columns: `names` as they are, `renamed` as new=old.

    What an office left empty in the columns `unknown` (by their new names) is "unknown".
    """

    def select(frame: pd.DataFrame, _profile: Profile) -> pd.DataFrame:
        out = frame[[*names, *renamed.values()]].copy()
        out = out.rename(columns={old: new for new, old in renamed.items()})
        return out.assign(**{name: out[name].fillna("unknown") for name in unknown})

    return select
