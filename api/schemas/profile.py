"""The district profile, as far as pages need it."""

from typing import Literal

from pydantic import Field

from api.schemas.common import Bilingual, Body


class ProfileExtent(Body):
    """The district's box in degrees."""

    west: float
    south: float
    east: float
    north: float


class ProfileMap(Body):
    """First and last zoom of the tiles."""

    min_zoom: int
    max_zoom: int


class ProfileBasemap(Body):
    """A ground map from outside; none by default."""

    kind: Literal["none", "xyz", "wmts", "pmtiles"]
    url: str
    attribution: str


class EnumValue(Bilingual):
    """One value of an enumeration: records carry the id, people read the labels."""

    id: str
    short_zh: str | None
    short_en: str | None


class Enumeration(Bilingual):
    """A closed list of values, in the order in which they are shown."""

    values: list[EnumValue]


class Definition(Bilingual):
    """A named definition of a rate."""

    id: str


class Indicator(Bilingual):
    """A rate with its definitions and the target of each year in percent."""

    id: str
    short_zh: str
    short_en: str
    targets: dict[str, float]
    source: str
    definitions: list[Definition]


class Theme(Bilingual):
    """A question that the map answers by colour."""

    id: str
    kind: Literal["category", "density"]
    attribute: str | None
    measure: str | None
    per: str | None
    per_count: int | None
    window_months: int | None
    classes: int | None
    indicator: str | None


class StreetKind(Bilingual):
    """A kind of street."""

    id: str


class ReferenceSystem(Body):
    """A coordinate reference system; its name begins with its number."""

    epsg: int
    name: Bilingual


class Profile(Body):
    """What pages need to know of the district."""

    code: str
    name: Bilingual
    short_name: Bilingual
    timezone: str
    extent: ProfileExtent
    map: ProfileMap
    basemap: ProfileBasemap
    enums: dict[str, Enumeration]
    indicators: list[Indicator]
    themes: list[Theme]
    street_kinds: list[StreetKind]
    export_systems: list[ReferenceSystem] = Field(
        description="In which a release may be exported; the first is how places are kept."
    )
