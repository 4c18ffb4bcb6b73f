"""The district profile: everything that is one district's own, read from a TOML file."""

import re
import tomllib
from pathlib import Path
from typing import Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    Field,
    ValidationError,
    field_validator,
    model_validator,
)

from geo.errors import SetupError, Text
from geo.parts import Enumeration, EnumValue, Label, Part

# The lists of values that the kinds of records are read by; another district has others in them.
NEEDED_ENUMS = frozenset({
    "authority", "committee_kind", "complaint_category", "contract_stage", "credit_dimension",
    "estate_kind", "fund_custody", "fund_replenishment", "list_kind", "mediation_kind",
    "mediation_outcome", "monthly_topic", "oc_status", "order_kind", "order_nature",
    "order_status", "outcome", "party_holder", "party_organisation", "penalty_kind", "pmc_ground",
    "pmc_status", "procedure", "rating_kind", "satisfaction", "service_group", "service_mode",
})  # fmt: skip


class Extent(Part):
    """The district's box in degrees (CGCS2000) and how far outside a survey may reach."""

    west: float = Field(ge=-180, le=180)
    south: float = Field(ge=-90, le=90)
    east: float = Field(ge=-180, le=180)
    north: float = Field(ge=-90, le=90)
    margin_m: float = Field(gt=0)

    @model_validator(mode="after")
    def _check_order(self) -> Self:
        if not (self.west < self.east and self.south < self.north):
            msg = "west must be less than east, and south less than north"
            raise ValueError(msg)
        return self

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """(west, south, east, north) in degrees."""
        return self.west, self.south, self.east, self.north


class ReferenceSystems(Part):
    """EPSG codes: where areas and lengths are measured, and what a survey may declare.

    `local_grid` is the file of the customer's local grid; it comes from the settings.
    """

    measure: int
    survey: tuple[int, ...]
    local_grid: Path | None = Field(default=None, exclude=True, repr=False)


class Codes(Part):
    """Patterns that street and zone codes must match."""

    street: str
    street_full: str | None = None
    zone: str

    @field_validator("street", "street_full", "zone")
    @classmethod
    def _compile(cls, pattern: str | None) -> str | None:
        try:
            re.compile(pattern or "")
        except re.error as error:
            msg = f"not a regular expression: {error}"
            raise ValueError(msg) from error
        return pattern


class MapSettings(Part):
    """Zoom range of the tiles and the budget of one compressed tile."""

    zone_min_zoom: int = Field(ge=0, le=22)
    max_zoom: int = Field(ge=0, le=22)
    tile_budget_kb: int = Field(gt=0)


class Basemap(Part):
    """An optional ground map; off by default, since no request may leave the server's origin."""

    kind: Literal["none", "xyz", "wmts", "pmtiles"] = "none"
    url: str = ""
    attribution: str = ""


class StreetKinds(Part):
    """The kinds of street that the district knows."""

    kinds: tuple[EnumValue, ...]

    def identify(self, text: str | None) -> str | None:
        """Returns the kind's id for what an office wrote, or None."""
        return next((k.id for k in self.kinds if text in (k.id, k.zh, k.en, *k.aliases)), None)


class RateDefinition(Label):
    """One definition (口径) of a rate: what is counted, and which of it makes the numerator."""

    id: str
    of: Literal["zone", "committee", "firm"]
    where: dict[str, tuple[str, ...]]


class Indicator(Label):
    """A rate with its definitions and the target of each year, in percent."""

    id: str
    short_zh: str
    short_en: str
    targets: dict[int, float]
    source: str
    definitions: tuple[RateDefinition, ...] = Field(min_length=1)


class Theme(Label):
    """A question that the map answers by colour."""

    id: str
    kind: Literal["category", "density"]
    attribute: str | None = None
    indicator: str | None = None
    measure: str | None = None
    per: str | None = None
    per_count: int | None = None
    window_months: int | None = None
    classes: int | None = None


class RecordMapping(Part):
    """Which column of ours each header of a source's workbooks is; "" for one that is not read."""

    kind: str
    source: str
    columns: dict[str, str]
    header_row: int | None = Field(default=None, ge=1)
    sheets: tuple[str, ...] | None = None


class RecordSettings(Part):
    """How workbooks of records are read, and what of them never comes in.

    `personal` are headers of columns of personal data, `personal_words` words that such headers
    hold. In free text, what stands before `name_titles` or after `name_words` is a name.
    `fund_low_percent` is the share of its first raise below which a maintenance fund is low.
    `other_districts` are those of the same city: a place that says one of them is not here.
    """

    personal: tuple[str, ...] = ()
    personal_words: tuple[str, ...] = ()
    name_titles: tuple[str, ...] = ()
    name_words: tuple[str, ...] = ()
    fund_low_percent: float = Field(default=30, gt=0, le=100)
    other_districts: tuple[str, ...] = ()
    mappings: tuple[RecordMapping, ...] = ()


class Profile(Part):
    """A district: names, codes, extent, enumerations, indicators and how offices spell fields."""

    schema_version: Literal[1] = Field(alias="schema")
    code: str
    timezone: str
    name: Label
    short_name: Label
    extent: Extent
    crs: ReferenceSystems
    codes: Codes
    map: MapSettings
    basemap: Basemap
    streets: StreetKinds
    enums: dict[str, Enumeration]
    indicators: tuple[Indicator, ...]
    themes: tuple[Theme, ...]
    fields: dict[str, dict[str, tuple[str, ...]]]
    records: RecordSettings = RecordSettings()

    @field_validator("timezone")
    @classmethod
    def _find_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            msg = f"no such time zone: {name}"
            raise ValueError(msg) from error
        return name

    @model_validator(mode="after")
    def _check_needed(self) -> Self:
        if missing := sorted(NEEDED_ENUMS - self.enums.keys()):
            msg = f"enums: {', '.join(missing)} are missing"
            raise ValueError(msg)
        for kind in ("street", "zone"):
            if missing := sorted({"code", "name"} - self.fields.get(kind, {}).keys()):
                msg = f"fields.{kind}: {', '.join(missing)} are missing"
                raise ValueError(msg)
        return self

    @model_validator(mode="after")
    def _check_references(self) -> Self:
        for indicator in self.indicators:
            for definition in indicator.definitions:
                for attribute, ids in definition.where.items():
                    name = "party_organisation" if attribute.startswith("party_") else attribute
                    known = self.enums[name].ids if name in self.enums else ()
                    if unknown := set(ids) - set(known):
                        msg = f"{indicator.id}/{definition.id}: {attribute} has no value {unknown}"
                        raise ValueError(msg)
        return self

    def enum(self, name: str) -> Enumeration:
        """Returns the enumeration of that name (KeyError if the profile has none)."""
        return self.enums[name]


def read_profile(path: Path, local_grid: Path | None = None) -> Profile:
    """Returns the validated profile; `local_grid` is the file of the customer's local grid.

    Raises:
        SetupError: the file is missing, is no TOML, or lacks something; says which key.
    """
    try:
        profile = Profile.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
        systems = profile.crs.model_copy(update={"local_grid": local_grid})
        return profile.model_copy(update={"crs": systems})
    except FileNotFoundError as error:
        raise SetupError(
            "profile_missing",
            Text(f"找不到区级配置文件：{path}", f"District profile not found: {path}"),
            Text("请检查 ONEMAP_PROFILE。", "Check ONEMAP_PROFILE."),
        ) from error
    except (tomllib.TOMLDecodeError, ValidationError, OSError, ValueError) as error:
        reason = _tell(error)
        raise SetupError(
            "profile_invalid",
            Text(
                f"区级配置文件有误：{path}\n{reason}",
                f"District profile is not valid: {path}\n{reason}",
            ),
            Text("请按提示修改后重试。", "Correct the keys named above and try again."),
        ) from error


def _tell(error: Exception) -> str:
    """Returns one line for each fault, which begins with the key's place."""
    if not isinstance(error, ValidationError):
        return str(error)
    return "\n".join(
        f"  {'.'.join(map(str, fault['loc'])) or 'profile'}: {fault['msg']}"
        for fault in error.errors()
    )
