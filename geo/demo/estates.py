"""The demo district's estates: how many in which street, their shapes, names and attributes."""

import datetime as dt
import json
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import shapely
from shapely import Polygon, affinity
from shapely.geometry import box, shape

from geo import crs
from geo.demo.blocks import Block, Land, make_land
from geo.demo.names import NameMaker
from geo.demo.partition import Floats
from geo.demo.plan import Plan, make_rng

FEWEST, MOST = 2, 110
# One zone in so many is a strip along a road, and one in the district is as small as a kiosk.
STRIP_EVERY = 90
STRIP_M = (14.0, 26.0)
KIOSK_M = (4.2, 12.4)
# Shares of the kinds of estate in the old city and in the open country.
KINDS = {
    "commodity": (0.40, 0.42),
    "public_sold": (0.27, 0.05),
    "public_direct": (0.05, 0.0),
    "public_unit": (0.09, 0.05),
    "three_supplies": (0.05, 0.03),
    "affordable_economic": (0.03, 0.08),
    "affordable_price_limited": (0.01, 0.05),
    "affordable_shared": (0.005, 0.03),
    "affordable_rental": (0.015, 0.04),
    "resettlement": (0.02, 0.22),
    "mixed": (0.045, 0.02),
    "non_residential": (0.015, 0.01),
}
OLD_KINDS = {"public_sold", "public_direct", "public_unit", "three_supplies"}
NEW_KINDS = {"affordable_price_limited", "affordable_shared", "affordable_rental"}


@dataclass(frozen=True, slots=True)
class Street:
    """A street: code, name, kind, shape in metres, and how urban it is (0 to 1)."""

    code: str
    name: str
    kind: str
    shape: Polygon
    urbanity: float


@dataclass(frozen=True, slots=True)
class Estate:
    """A property management zone as a survey describes it; the shape is in metres."""

    code: str
    name: str
    street: Street
    community: str
    address: str
    built_year: int
    households: int | None
    buildings: int
    floor_area_m2: int
    kind: str
    old: bool
    shape: Polygon

    @property
    def homes(self) -> int:
        """Households, or a small number where they are unknown: for weighing only."""
        return self.households or 60


def read_streets(path: Path, plan: Plan, measure: int) -> list[Street]:
    """Returns the shipped streets, projected to the system of that EPSG code."""
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    degrees = np.asarray([shape(feature["geometry"]) for feature in features])
    shapes = crs.transform_shapes(degrees, crs.STORAGE, measure)
    centre_degrees = np.asarray([shapely.Point(plan.places.centre)])
    centre = crs.transform_shapes(centre_degrees, crs.STORAGE, measure)[0]
    streets = []
    for feature, polygon in zip(features, shapes, strict=True):
        facts = feature["properties"]
        apart = polygon.centroid.distance(centre) / plan.places.centre_reach_m
        bonus = plan.places.centre_street_bonus[facts["kind"]]
        urbanity = min(1.0, float(np.exp(-(apart**1.6))) + bonus)
        streets.append(Street(facts["code"], facts["name"], facts["kind"], polygon, urbanity))
    return streets


def apportion(total: int, weights: Floats, fewest: int, most: int) -> list[int]:
    """Returns whole shares of a total by largest remainder, each between fewest and most."""
    shares = np.clip(weights / weights.sum() * total, fewest, most)
    for _ in range(50):
        shares = np.clip(shares * (total / shares.sum()), fewest, most)
    counts = np.floor(shares).astype(int)
    for i in np.argsort(counts - shares, kind="stable")[: total - counts.sum()]:
        counts[i] += 1
    return [int(count) for count in counts]


def make_lands(streets: list[Street], plan: Plan, seed: int) -> list[Land]:
    """Returns the land of each street, its zones from north to south."""
    weights = np.array([s.shape.area**0.7 * (0.10 + s.urbanity) for s in streets])
    weights *= make_rng(seed, "counts").lognormal(0, 0.3, len(streets))
    counts = apportion(plan.total("zones"), weights, FEWEST, MOST)
    lands = []
    for street, count in zip(streets, counts, strict=True):
        rng = make_rng(seed, f"blocks {street.code}")
        land = make_land(street.shape, count, street.urbanity, rng)
        zones = [_thin(b, rng) if rng.random() < 1 / STRIP_EVERY else b for b in land.zones]
        zones.sort(key=lambda b: (b.superblock, -b.shape.centroid.y, b.shape.centroid.x))
        lands.append(replace(land, zones=zones))
    return lands


def make_estates(
    streets: list[Street], lands: list[Land], plan: Plan, names: NameMaker, seed: int
) -> list[Estate]:
    """Returns the zones of all streets, coded in the order of their land."""
    estates: list[Estate] = []
    for street, land in zip(streets, lands, strict=True):
        rng = make_rng(seed, f"estates {street.code}")
        estates += _settle(street, land.zones, plan, names, rng)
    kiosk = int(make_rng(seed, "kiosk").integers(len(estates)))
    estates[kiosk] = _make_kiosk(estates[kiosk], names)
    return estates


def _thin(block: Block, rng: np.random.Generator) -> Block:
    """Returns the block cut down to a strip along its western edge."""
    west, south, _, north = block.shape.bounds
    strip = box(west, south, west + rng.uniform(*STRIP_M), north)
    rest = max(
        shapely.get_parts(shapely.intersection(block.shape, strip)), key=lambda p: float(p.area)
    )
    return replace(block, shape=rest) if isinstance(rest, Polygon) and rest.area > 200 else block


def _make_kiosk(estate: Estate, names: NameMaker) -> Estate:
    """Returns the estate shrunk to a kiosk in the middle of its block."""
    width, depth = KIOSK_M
    x, y = estate.shape.representative_point().coords[0]
    small = affinity.rotate(box(x, y, x + width, y + depth), 8.0)
    return replace(
        estate,
        name=names.make_kiosk(names.make_stem()),
        shape=small,
        kind="non_residential",
        old=False,
        households=None,
        buildings=1,
        floor_area_m2=round(small.area),
    )


def _settle(
    street: Street, blocks: list[Block], plan: Plan, names: NameMaker, rng: np.random.Generator
) -> list[Estate]:
    """Returns one estate per block; neighbours in a superblock may be sections of one name."""
    estates: list[Estate] = []
    at = 0
    community, road = "", ""
    while at < len(blocks):
        here = blocks[at].superblock
        alike = sum(block.superblock == here for block in blocks[at : at + 6])
        count = int(min(alike, rng.choice([1, 1, 1, 1, 1, 2, 2, 3, 4])))
        kind = _choose_kind(street.urbanity, rng)
        year = _choose_year(kind, street.urbanity, rng, plan.as_of)
        stem = names.make_stem()
        if at == 0 or blocks[at - 1].superblock != here:
            community, road = f"{stem}社区", names.make_road()
        number = int(rng.integers(1, 60))
        for i, name in enumerate(names.make_estates(stem, kind, count)):
            code = plan.places.zone_code.format(street=street.code, number=len(estates) + 1)
            address = f"{road}{number + 2 * i}号"
            label = (code, name, street, community, address)
            built = min(year + i, plan.as_of.year)
            estates.append(_furnish(label, kind, built, blocks[at + i].shape, rng))
        at += count
    unknown = plan.shares.households_unknown
    return [replace(e, households=None) if rng.random() < unknown else e for e in estates]


def weigh_by_street(estates: list[Estate], rng: np.random.Generator) -> Floats:
    """Returns a weight per estate that its whole street shares: a few streets stand out."""
    streets = sorted({estate.street.code for estate in estates})
    weights = dict(zip(streets, rng.pareto(1.2, len(streets)) + 0.15, strict=True))
    return np.array([weights[estate.street.code] for estate in estates])


def _choose_kind(urbanity: float, rng: np.random.Generator) -> str:
    shares = np.array([urbanity * inside + (1 - urbanity) * out for inside, out in KINDS.values()])
    return str(rng.choice(list(KINDS), p=shares / shares.sum()))


def _choose_year(kind: str, urbanity: float, rng: np.random.Generator, as_of: dt.date) -> int:
    if kind in OLD_KINDS:
        year = rng.normal(1984, 7)
    elif kind in NEW_KINDS:
        year = rng.normal(2014, 3)
    else:
        year = rng.normal(2008 - 6 * urbanity, 6)
    return int(np.clip(round(year), 1955, as_of.year - 1))


def _furnish(
    label: tuple[str, str, Street, str, str],
    kind: str,
    year: int,
    polygon: Polygon,
    rng: np.random.Generator,
) -> Estate:
    """Returns the estate with floor area, households and buildings that fit its kind and land."""
    code, name, street, community, address = label
    old = kind in OLD_KINDS | {"mixed"} and year <= 2000
    density = rng.uniform(0.7, 1.25) if old else rng.uniform(0.7, 1.6)
    floor_area = polygon.area * density
    home_m2 = rng.uniform(52, 70) if old else rng.uniform(78, 125)
    house_m2 = rng.uniform(2800, 5200) if old else rng.uniform(5500, 12000)
    return Estate(
        code=code,
        name=name,
        street=street,
        community=community,
        address=address,
        built_year=year,
        households=None if kind == "non_residential" else max(12, round(floor_area / home_m2)),
        buildings=max(1, round(floor_area / house_m2)),
        floor_area_m2=round(floor_area),
        kind=kind,
        old=old,
        shape=polygon,
    )
