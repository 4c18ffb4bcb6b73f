"""What the demo district must add up to and what its names are made of, read from a TOML file."""

import datetime as dt
import tomllib
from pathlib import Path
from typing import Literal

import numpy as np
from pydantic import Field, ValidationError

from geo.errors import SetupError, Text
from geo.parts import Part
from geo.profile import Profile
from geo.settings import ROOT

PLAN = ROOT / "data" / "boundaries" / "demo.toml"


class Total(Part):
    """A number that the records must add up to, and where it comes from."""

    value: int
    figure: str | None = None
    chosen: str | None = None
    flag: Literal["exact", "at_least", "about"] = "exact"
    printed: int | None = None
    note: str | None = None


class Places(Part):
    """Where the streets are, how codes and names are written, and where the city is densest."""

    streets: str
    zone_code: str
    town: str
    firm: str
    centre: tuple[float, float]
    centre_reach_m: float = Field(gt=0)
    centre_street_bonus: dict[str, float]


class Shares(Part):
    """Small imperfections that real workbooks have, as shares of one."""

    complaints_without_code: float
    complaints_unknown_estate: float
    households_unknown: float
    lagging_streets: int
    lagging_none: float


class Ratings(Part):
    """Which streets were assessed whole, and the periods of the ratings."""

    assessed_streets: tuple[str, ...]
    service_period: str
    credit_period: str


class Names(Part):
    """The characters and words that invented names are made of."""

    first: str
    second: str
    firm_third: str
    firm_forms: tuple[str, ...]
    roads: tuple[str, ...]
    sections: tuple[tuple[str, ...], ...]
    works: tuple[str, ...]
    kiosk: str
    suffixes: dict[str, tuple[str, ...]]


class ComplaintKind(Part):
    """One kind of complaint: how often, in which season and estates, and what its title says."""

    category: str
    path: str
    weight: float
    winter: float = 1.0
    summer: float = 1.0
    old: float = 1.0
    titles: tuple[str, ...]


class Topics(Part):
    """The monthly topics: the tag that marks them, since when, and what each weighs."""

    tag: str
    since: dt.date
    weights: dict[str, float]


class Offence(Part):
    """What an authority punishes."""

    authority: str
    violation: str
    article: str


class Enforcement(Part):
    """How decisions are numbered, and the offences."""

    individual: str
    unit: str
    decision_no: str
    prefixes: dict[str, str]
    offences: tuple[Offence, ...]

    def of(self, authority: str) -> list[Offence]:
        """Returns the offences that one authority punishes."""
        return [offence for offence in self.offences if offence.authority == authority]


class Plan(Part):
    """Everything that is the demo district's own."""

    district: str
    first_day: dt.date
    as_of: dt.date
    places: Places
    totals: dict[str, Total]
    shares: Shares
    ratings: Ratings
    names: Names
    complaints: tuple[ComplaintKind, ...]
    topics: Topics
    enforcement: Enforcement

    def total(self, name: str) -> int:
        """Returns the number that the records of that name must add up to."""
        return self.totals[name].value


def read_plan(path: Path = PLAN) -> Plan:
    """Returns the validated plan.

    Raises:
        SetupError: demo_plan_invalid, when the file is missing or lacks something.
    """
    try:
        return Plan.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, tomllib.TOMLDecodeError, ValidationError) as error:
        raise SetupError(
            "demo_plan_invalid",
            Text(f"演示数据方案有误：{path}\n{error}", f"Demo plan is not valid: {path}\n{error}"),
            Text("请按提示修改或恢复该文件。", "Correct or restore this file."),
        ) from error


def make_rng(seed: int, purpose: str) -> np.random.Generator:
    """Returns a generator of its own for each purpose, so that one change leaves the others."""
    return np.random.default_rng([seed, *purpose.encode()])


def read_labels(profile: Profile, enumeration: str) -> dict[str, str]:
    """Returns the Chinese label of each id, as offices write it."""
    return {value.id: value.zh for value in profile.enum(enumeration).values}
