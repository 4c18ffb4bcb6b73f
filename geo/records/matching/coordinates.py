"""In which coordinates a workbook's points are: what it says, where numbers fall, what they hit.

The system and the order of the axes follow from the numbers: each system that the district takes
has its window. Plain degrees, GCJ-02 and BD-09 fall into the same one; which of these it is says
the workbook, or its rows whose zone is known by code or name: read rightly, their points lie in
these zones. What stays open proposes and never decides. Pure: no database.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo.crs import LOCAL, STORAGE, find_window, get_transformer, is_in_degrees
from geo.errors import SetupError
from geo.gcj02 import bd09_to_wgs84, gcj02_to_wgs84
from geo.placing import LocalGrid, read_local_grid
from geo.profile import Profile
from geo.records.matching.crs_names import CrsName
from geo.records.matching.distances import measure_distances
from geo.surveys import Datum
from geo.threads import work_in_chunks

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]

DATUMS: Mapping[Datum, str] = {"as_declared": "CGCS2000", "gcj02": "GCJ-02", "bd09": "BD-09"}
NOWHERE = -1
# So far BD-09 lies from CGCS2000 at most.
_DISPLACED_M = 1_500.0
# A geocoder puts an estate at its gate.
NEAR_M = 30.0
# So many rows, in so many zones, tell a datum by themselves.
LEAST_ROWS = 30
LEAST_ZONES = 5
# Most points must be near their zones, and by another datum at most half as many.
_MOST = 0.6
_CLEAR = 0.5
# So few rows speak against what a workbook says of itself: another datum fits, or none does.
_LEAST_AGAINST = 2
_LEAST_ASTRAY = 5
# Of many rows so many, evenly chosen, are enough.
_MOST_ROWS = 5_000

Fact = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Systems:
    """Where numbers fall.

    Attributes:
        degrees: longitude and latitude in EPSG:4490, shape (n, 2), no datum undone; NaN where
            a point lies in no system's window.
        srid: the system of each point; -1 for none.
        swapped: whether its axes were written north first.
    """

    degrees: "Floats"
    srid: "Integers"
    swapped: "NDArray[np.bool_]"


@dataclass(frozen=True, slots=True)
class Evidence:
    """How many points lie near the zones that are known for them, by datum.

    Attributes:
        rows: how many there are.
        zones: in how many zones.
        near: the share of them that are near, each zone counted alike.
    """

    rows: int
    zones: int
    near: Mapping[Datum, float]

    def find_datum(self) -> Datum | None:
        """Returns the datum that they tell, or None if it is not clear."""
        best = max(self.near, key=lambda datum: self.near[datum])
        enough = self.rows >= LEAST_ROWS and self.zones >= LEAST_ZONES
        clear = self.near[best] >= _MOST and self._beats(best) == len(self.near) - 1
        return best if enough and clear else None

    def speaks_against(self, datum: Datum) -> bool:
        """Whether they doubt a datum: another one fits much better, or this one does not fit."""
        better = any(self.near[datum] < _CLEAR * share for share in self.near.values())
        astray = self.near[datum] < _MOST
        return (self.rows >= _LEAST_AGAINST and better) or (self.rows >= _LEAST_ASTRAY and astray)

    def _beats(self, best: Datum) -> int:
        return sum(
            share <= _CLEAR * self.near[best] for datum, share in self.near.items() if datum != best
        )


@dataclass(frozen=True, slots=True)
class Understood:
    """How one group of points is read, and why.

    Attributes:
        datum: which one is undone.
        crs: what the coordinates are called, as `read_crs_name` reads it again; None where nobody
            can be sure: then each datum is possible, and no point decides.
        facts: why, as geo.records.matching.explain puts it into words.
    """

    datum: Datum
    crs: str | None
    facts: tuple[Fact, ...]


def find_systems(x: "Floats", y: "Floats", named: "Integers", profile: Profile) -> Systems:
    """Returns in which system's window each point lies, whichever of its numbers comes first.

    Args:
        x: first numbers, shape (n,): eastings or longitudes, or northings where they are swapped.
        y: second numbers.
        named: the number of the system that the workbook names, 0 for the local grid, else -1;
            it goes before others whose window holds the point too.
        profile: the systems that are taken, and the extent.
    """
    found = Systems(
        np.full((len(x), 2), np.nan), np.full(len(x), NOWHERE), np.zeros(len(x), dtype=bool)
    )
    local = _open_local_grid(profile) if (named == LOCAL).any() else None
    if local is not None:
        _enter_system(found, x, y, LOCAL, named == LOCAL, profile, local)
    for srid in profile.crs.survey:
        _enter_system(found, x, y, srid, named == srid, profile)
    for srid in profile.crs.survey:
        _enter_system(found, x, y, srid, np.ones(len(x), dtype=bool), profile)
    return found


def _enter_system(
    found: Systems,
    x: "Floats",
    y: "Floats",
    srid: int,
    asked: "NDArray[np.bool_]",
    profile: Profile,
    local: LocalGrid | None = None,
) -> None:
    """Enters the points that lie in a system's window and in no other's before it."""
    extent = profile.extent
    margin_m = extent.margin_m + _DISPLACED_M
    window = find_window(STORAGE if local else srid, extent.bounds, margin_m)
    for swapped in (False, True):
        rows = np.flatnonzero(asked & (found.srid == NOWHERE))
        points = np.column_stack([x[rows], y[rows]])[:, :: -1 if swapped else 1]
        if local is not None:
            points = local.move(points)
        with np.errstate(invalid="ignore"):
            inside = (points >= window[:2]).all(axis=1) & (points <= window[2:]).all(axis=1)
        rows, points = rows[inside], points[inside]
        if local is None and not is_in_degrees(srid):
            points = np.column_stack(get_transformer(srid, STORAGE).transform(*points.T))
        found.degrees[rows] = points
        found.srid[rows] = srid
        found.swapped[rows] = swapped


def _open_local_grid(profile: Profile) -> LocalGrid | None:
    """Returns the customer's local grid, if it is set and sound."""
    path = profile.crs.local_grid
    try:
        return None if path is None else read_local_grid(path)
    except SetupError:
        return None


def undo_datum(degrees: "Floats", datum: Datum) -> "Floats":
    """Returns degrees (EPSG:4490, shape (n, 2)) for such on a datum."""
    if datum == "as_declared":
        return degrees
    return work_in_chunks(gcj02_to_wgs84 if datum == "gcj02" else bd09_to_wgs84, degrees)


def to_metres(degrees: "Floats", profile: Profile) -> "tuple[Floats, Floats]":
    """Returns eastings and northings in the measuring system; NaN where there is no place."""
    x, y = get_transformer(STORAGE, profile.crs.measure).transform(*degrees.T)
    lost = ~(np.isfinite(x) & np.isfinite(y))
    x[lost] = y[lost] = np.nan
    return x, y


def weigh(
    degrees: "Floats", known: "Integers", metric: "NDArray[Any]", profile: Profile
) -> Evidence:
    """Returns how many points lie near their zones, by each datum.

    Args:
        degrees: shape (n, 2), EPSG:4490, no datum undone.
        known: the position of each one's zone, found by code or name; -1: none.
        metric: the zones in the measuring system.
        profile: for the measuring system.
    """
    usable = np.isfinite(degrees).all(axis=1) & (known >= 0)
    rows = np.flatnonzero(usable)
    rows = rows[np.isfinite(shapely.bounds(metric[known[rows]])).all(axis=1)]
    rows = rows[:: max(1, -(-len(rows) // _MOST_ROWS))]
    near: dict[Datum, float] = {}
    for datum in DATUMS:
        x, y = to_metres(undo_datum(degrees[rows], datum), profile)
        hits = measure_distances(x, y, metric, known[rows]) <= NEAR_M
        near[datum] = average_by_zone(hits, known[rows])
    return Evidence(len(rows), len(np.unique(known[rows])), near)


def average_by_zone(hits: "NDArray[np.bool_]", zones: "Integers") -> float:
    """Returns the share of hits, each zone counted alike however many rows it has."""
    different, which, count = np.unique(zones, return_inverse=True, return_counts=True)
    return float((hits / count[which]).sum() / max(len(different), 1))


def understand(name: CrsName, srid: int, evidence: Evidence) -> Understood:
    """Returns how a group of points is read: as evidence tells, else as the workbook says.

    Args:
        name: what the workbook calls its coordinates.
        srid: in which system's window they lie; -1 for none.
        evidence: of its rows whose zone is known.
    """
    if srid == NOWHERE:
        return Understood("as_declared", None, (("point_outside",),))
    if name.useless:
        return Understood("as_declared", None, (("crs_useless", name.text),))
    told = evidence.find_datum()
    said: Datum | None = name.datum or (None if name.srid is None else "as_declared")
    if told is not None:
        fits = ("crs_told", DATUMS[told], _percent(evidence.near[told]), str(evidence.rows))
        against = said not in {None, told} or name.srid not in {None, srid}
        facts = (("crs_contradicted", name.text), fits) if against else (fits,)
        return Understood(told, _call(told, srid), facts)
    if said is None:
        fact = ("crs_unclear", name.text) if name.text else ("crs_unknown",)
        return Understood("as_declared", None, (fact,))
    if name.srid not in {None, srid}:
        return Understood(said, None, (("crs_elsewhere", name.text, f"EPSG:{srid}"),))
    if evidence.speaks_against(said):
        near = _percent(evidence.near[said])
        return Understood(said, None, (("crs_doubted", name.text, near),))
    return Understood(said, _call(said, srid), (("crs_named", name.text),))


def _call(datum: Datum, srid: int) -> str:
    if srid == LOCAL:
        return "地方坐标"
    if is_in_degrees(srid):
        return DATUMS[datum]
    return f"EPSG:{srid}" + ("" if datum == "as_declared" else f" {DATUMS[datum]}")


def _percent(share: float) -> str:
    return f"{100 * share:.0f}"
