"""What a kind of record is: its columns, its key, how it is placed, which tables it feeds."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from geo.errors import Text
from geo.profile import Profile

if TYPE_CHECKING:
    import pandas as pd

CellType = Literal[
    "key", "code", "text", "masked", "place", "date", "datetime", "integer", "number", "point",
    "amount", "boolean", "enum", "enums", "party",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a workbook: our name, how offices spell it, its type.

    A key is read as it is written, a code in capitals without blanks. Text, and what is no code
    where one is wanted, lose the numbers of telephones and identity cards, masked text people's
    names and rooms too. A place is such a text whose rooms are cut off, a party one that may be
    nothing but a name. A point is longitude and latitude in one cell.

    `enum` names the enumeration of an enum column, or of `enums`, whose cell may name several. A
    required column must be there, and its cell must not be empty. `ten_thousands` are spellings
    whose amounts are in units of 10,000 yuan though they do not say so; an amount has at most
    `digits` before its point. A column with `each` stands for one column per value of that
    enumeration.
    """

    name: str
    spellings: tuple[str, ...]
    type: CellType = "text"
    enum: str | None = None
    required: bool = False
    ten_thousands: tuple[str, ...] = ()
    digits: int = 12
    each: str | None = None
    english: str = ""

    @property
    def label(self) -> Text:
        """The column's name for people: the usual spelling, and English made from our name."""
        return Text(self.spellings[0], self.english or self.name.replace("_", " ").capitalize())


@dataclass(frozen=True, slots=True)
class Feed:
    """A table that a kind of record fills, by name, and how its columns come from the rows.

    A workbook without the column `only_with` says nothing of this table and leaves it alone.
    """

    table: str
    select: Callable[["pd.DataFrame", Profile], "pd.DataFrame"]
    only_with: str | None = None


@dataclass(frozen=True, slots=True)
class Flaw:
    """Why a typed row cannot be taken: its position in the frame, the column, the reason."""

    position: int
    column: str
    reason: Text


@dataclass(frozen=True, slots=True)
class RecordKind:
    """A kind of record, as one small module describes it.

    `make_key` gives each placed row (zone_uid as nullable Int64) its key in the source; the same
    key means the same record. `event` is the column whose newest day says how far records reach.
    `place_optional` lets rows without any place through, since they concern a firm. `find_flaws`
    finds rows that contradict themselves or leave open whom they concern.
    """

    id: str
    label: Text
    columns: tuple[Column, ...]
    make_key: Callable[["pd.DataFrame"], "pd.Series[Any]"]
    feeds: tuple[Feed, ...]
    event: str | None = None
    placed: bool = True
    place_optional: bool = False
    find_flaws: Callable[["pd.DataFrame"], Iterable[Flaw]] = lambda _rows: ()

    def fit(self, profile: Profile) -> "RecordKind":
        """Returns the kind with the columns that the profile adds to it."""
        columns = [part for column in self.columns for part in _expand(column, profile)]
        return replace(self, columns=tuple(columns))


def _expand(column: Column, profile: Profile) -> Iterator[Column]:
    if column.each is None:
        yield column
        return
    for value in profile.enum(column.each).values:
        spellings = (value.zh, *value.aliases, value.id)
        name = f"{column.name}_{value.id}"
        yield replace(column, name=name, spellings=spellings, each=None, english=value.en)


STREET_NAME = Column(
    "street_name",
    ("街道名称", "街乡", "街乡名称", "所属街乡", "所属街道", "街道", "街道（乡）", "街乡镇",
     "属地街乡", "属地街道", "属地", "town", "street_name"),
)  # fmt: skip
ZONE_NAME = Column(
    "zone_name",
    ("小区名称", "区域名称", "物业管理区域名称", "项目名称", "物业项目名称", "小区（项目）名称",
     "小区", "小区名", "所在小区", "所属小区", "location_point", "zone_name"),
    "place",
)  # fmt: skip
# What a row may say of where it belongs beside the zone's name; any of it may be missing.
PLACE_COLUMNS = (
    Column(
        "zone_code",
        ("区域编码", "物业管理区域编码", "小区编码", "小区代码", "项目编码", "zone_code"),
        "key",
    ),
    Column(
        "address",
        ("地址", "详细地址", "小区地址", "项目地址", "坐落", "项目坐落", "问题地址", "事发地址",
         "address"),
        "place",
    ),
    Column("community", ("村/社区", "所在村社区", "社区", "社区名称", "所属社区", "community")),
    Column("district", ("被反映区", "所属区", "所在区", "区县", "行政区", "district")),
    Column("lon", ("经度", "东经", "lon", "lng", "longitude"), "number", english="Longitude"),
    Column("lat", ("纬度", "北纬", "lat", "latitude"), "number", english="Latitude"),
    Column("lon_lat", ("经纬度", "坐标", "经纬度坐标", "定位坐标"), "point", english="Coordinates"),
    Column(
        "point_crs",
        ("坐标系", "坐标类型", "坐标系统", "point_crs"),
        english="Coordinate system",
    ),
    Column(
        "geocoder_level",
        ("定位精度", "地址级别", "匹配级别", "解析级别", "geocoder_level"),
        english="Geocoder level",
    ),
)  # fmt: skip
ZONE_COLUMNS = (PLACE_COLUMNS[0], ZONE_NAME, STREET_NAME, *PLACE_COLUMNS[1:])
FIRM_COLUMNS = (
    Column(
        "firm_name",
        ("企业名称", "物业企业", "物业企业名称", "物业服务企业", "物业服务企业名称", "物业公司",
         "物业公司名称", "firm_name"),
    ),
    Column(
        "firm_uscc",
        ("统一社会信用代码", "信用代码", "企业统一社会信用代码", "firm_uscc"),
        "code",
        english="Unified social credit code",
    ),
)  # fmt: skip


def key_by_zone(frame: "pd.DataFrame") -> "pd.Series[Any]":
    """Returns the key of records of which a zone has one: the zone, or what was written of it."""
    written = join_texts(frame, ("zone_code", "zone_name", "street_name"))
    unnamed = frame["zone_code"].isna() & frame["zone_name"].isna()
    place = written + "|" + join_texts(frame, ("address", "lon", "lat"))
    zone = "zone:" + frame["zone_uid"].astype("string")
    return zone.where(frame["zone_uid"].notna(), "written:" + written.mask(unnamed, place))


def key_by_subject(frame: "pd.DataFrame") -> "pd.Series[Any]":
    """Returns the key of what a zone or a firm gets once per kind and period."""
    zone = key_by_zone(frame)
    firm = "firm:" + join_texts(frame, ("firm_uscc", "firm_name"))
    return join_texts(frame, ("kind", "period")) + "|" + zone.where(names_zone(frame), firm)


def names_zone(frame: "pd.DataFrame") -> "pd.Series[bool]":
    """Returns which rows say a place: a zone's code or name, an address, a point."""
    return frame[["zone_code", "zone_name", "address", "lon"]].notna().any(axis=1)


def join_texts(frame: "pd.DataFrame", names: tuple[str, ...]) -> "pd.Series[Any]":
    """Returns the columns' texts joined by bars; missing ones are empty."""
    parts = [frame[name].astype("string").fillna("") for name in names]
    joined = parts[0]
    for part in parts[1:]:
        joined = joined + "|" + part
    return joined


def make_column(frame: "pd.DataFrame", values: Sequence[Any]) -> "pd.Series[Any]":
    """Returns plain values as a column beside those of a frame."""
    import pandas as pd  # noqa: PLC0415 - the server describes the kinds without frames

    return pd.Series(values, index=frame.index, dtype=object)


def pick(
    *names: str, unknown: tuple[str, ...] = (), **renamed: str
) -> Callable[["pd.DataFrame", Profile], "pd.DataFrame"]:
    """Returns a selector of columns: `names` as they are, `renamed` as new=old.

    What an office left empty in the columns `unknown` (by their new names) is "unknown".
    """

    def select(frame: "pd.DataFrame", _profile: Profile) -> "pd.DataFrame":
        out = frame[[*names, *renamed.values()]].copy()
        out = out.rename(columns={old: new for new, old in renamed.items()})
        return out.assign(**{name: out[name].fillna("unknown") for name in unknown})

    return select


def find_backward(first: str, last: str) -> Callable[["pd.DataFrame"], Iterator[Flaw]]:
    """Returns a finder of rows whose day `last` is before their day `first`."""

    def find(rows: "pd.DataFrame") -> Iterator[Flaw]:
        pairs = zip(rows[first].tolist(), rows[last].tolist(), strict=True)
        for position, (start, end) in enumerate(pairs):
            if start is not None and end is not None and end < start:
                reason = Text(f"{end} 早于 {start}", f"{end} is before {start}")
                yield Flaw(position, last, reason)

    return find
