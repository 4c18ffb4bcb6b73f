"""Places the points of records in zones, and tells which of them can be trusted.

A point decides inside of one zone, more than 15 m from its walls, when its coordinates are
understood (see geo.records.matching.coordinates) and the geocoder says that it stands for a door,
a building or an estate. Every other point proposes the zones around it.
"""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo.crs import STORAGE, transform_shapes
from geo.profile import Profile
from geo.records.matching.candidates import Fact
from geo.records.matching.coordinates import (
    DATUMS,
    LEAST_ROWS,
    Understood,
    average_by_zone,
    find_systems,
    to_metres,
    understand,
    undo_datum,
    weigh,
)
from geo.records.matching.crs_names import read_crs_name
from geo.records.matching.distances import find_nearest, measure_edges
from geo.records.matching.levels import read_levels
from geo.records.matching.points import NOWHERE, Located, locate_points
from geo.surveys import Datum

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Integers = NDArray[np.int64]
    Floats = NDArray[np.float64]

# Zones so near to a point are proposed, and so many.
NEAR_M = 200.0
MOST = 5
# Where of many rows whose zone is known a larger share of points lies elsewhere, and one zone's
# more, no point decides.
_MOST_ASTRAY = 0.01


def place_points(
    rows: pd.DataFrame, known: "pd.Series[Any]", shapes: "NDArray[Any]", profile: Profile
) -> pd.DataFrame:
    """Returns which zone holds each row's point, and whether that decides.

    Args:
        rows: lon and lat (numbers of any system that the district takes, in either order), and
            where there are such: point_crs; geocoder_level; source: rows of one source with one
            point_crs are understood together; crs_read: how coordinates were understood when
            they came, which is kept.
        known: the position of each row's zone where code or name tells it, else -1.
        shapes: the current zones (EPSG:4490).
        profile: the systems that are taken, the extent, the measuring system.

    Returns:
        For each row: position (of the zone, -1: none), edge_m (how far from its walls, NaN where
        there is none), decides, level ("exact", "coarse" or "missing"), crs (how the coordinates
        are understood, None where nobody can be sure), trusted (whether points of this group may
        decide), lon and lat (EPSG:4490, NaN where they are unreadable), facts (see
        geo.records.matching.explain), and candidates: (position, metres, datum) of the zones
        within 200 m, nearest first, where the zone is neither known nor decided; the datum by
        which a point lies there.
    """
    batch = _Batch(rows, known.to_numpy(np.int64), shapes, profile)
    degrees = batch.undo_datums()
    found = locate_points(degrees[:, 0], degrees[:, 1], shapes)
    edge_m = measure_edges(*to_metres(degrees, profile), batch.metric, found.position)
    deep = ~found.several & (edge_m > batch.depth)
    batch.doubt(deep, found.position)
    trusted = batch.spread(batch.trusted).astype(bool)
    decides = deep & trusted
    columns = {
        "position": found.position,
        "edge_m": edge_m,
        "decides": decides,
        "level": np.select(
            [batch.coarse, np.isfinite(batch.depth)], ["coarse", "exact"], "missing"
        ),
        "crs": batch.spread([one.crs for one in batch.understood]),
        "trusted": trusted,
        "lon": degrees[:, 0],
        "lat": degrees[:, 1],
        "facts": batch.tell(found, edge_m),
        "candidates": batch.propose(~decides & (batch.known == NOWHERE)),
    }
    return pd.DataFrame(columns, index=rows.index)


class _Batch:
    """Rows with points, in groups that are understood together.

    Attributes:
        known: the position of each row's zone, -1 where it is not known.
        degrees: EPSG:4490, no datum undone, shape (n, 2).
        depth: how deep in a zone each point must lie to decide; NaN: it never does.
        coarse: whether that is so because the geocoder says so.
        group: of each row; `members` are the rows of each.
        understood: how each group is read, and `trusted` whether its points may decide.
        metric: the zones in the measuring system.
    """

    def __init__(
        self, rows: pd.DataFrame, known: "Integers", shapes: "NDArray[Any]", profile: Profile
    ) -> None:
        self.known, self.profile = known, profile
        self.metric = transform_shapes(shapes, STORAGE, profile.crs.measure)
        read = _read_texts(rows, "crs_read")
        spelling, texts = _factorise(read.fillna(_read_texts(rows, "point_crs")))
        names = [read_crs_name(text) for text in texts]
        srids = np.array([NOWHERE if name.srid is None else name.srid for name in names], np.int64)
        x, y = (pd.to_numeric(rows[c], errors="coerce").to_numpy(float) for c in ("lon", "lat"))
        systems = find_systems(x, y, srids[spelling], profile)
        self.degrees, self.swapped = systems.degrees, systems.swapped
        self.missing = np.isnan(x) | np.isnan(y)
        keys = [_factorise(_read_texts(rows, "source"))[0], spelling, systems.srid]
        self.group, kinds = pd.factorize(pd.MultiIndex.from_arrays(keys))
        order = np.argsort(self.group, kind="stable")
        ends = np.cumsum(np.bincount(self.group, minlength=len(kinds)))
        self.members = np.split(order, ends[:-1]) if len(kinds) else []
        self.levels = _read_texts(rows, "geocoder_level")
        self.depth = read_levels(self.levels, self.group)
        # What stands for a road or a village says nothing of the datum; what was understood once
        # may stand among rows of other workbooks now.
        self.coarse = self.levels.notna().to_numpy(bool) & np.isnan(self.depth)
        told = np.where(self.coarse | read.notna().to_numpy(bool), NOWHERE, known)
        self.understood: list[Understood] = []
        for (_, name, srid), at in zip(kinds, self.members, strict=True):
            evidence = weigh(self.degrees[at], told[at], self.metric, profile)
            self.understood.append(understand(names[name], int(srid), evidence))
        self.trusted = [one.crs is not None for one in self.understood]

    def spread(self, values: list[Any]) -> "NDArray[Any]":
        """Returns for each row what there is for its group."""
        return np.array([*values, None], object)[self.group]

    def undo_datums(self) -> "Floats":
        """Returns longitudes and latitudes as each group is understood."""
        degrees = np.empty_like(self.degrees)
        for at, one in zip(self.members, self.understood, strict=True):
            degrees[at] = undo_datum(self.degrees[at], one.datum)
        return degrees

    def doubt(self, deep: "NDArray[np.bool_]", position: "NDArray[Any]") -> None:
        """Takes their word from groups whose points often lie in other zones than are known."""
        for number, members in enumerate(self.members):
            at = members[deep[members] & (self.known[members] != NOWHERE)]
            agreeing = average_by_zone(position[at] == self.known[at], self.known[at])
            allowed = _MOST_ASTRAY + 1 / max(len(np.unique(self.known[at])), 1)
            if len(at) >= LEAST_ROWS and 1 - agreeing > allowed:
                one = self.understood[number]
                fact: Fact = ("points_astray", f"{100 * agreeing:.0f}", str(len(at)))
                self.understood[number] = replace(one, facts=(*one.facts, fact))
                self.trusted[number] = False

    def tell(self, found: Located, edge_m: "Floats") -> list[tuple[Fact, ...]]:
        """Returns the facts of each row."""
        frame = pd.DataFrame(
            {
                "missing": self.missing,
                "swapped": self.swapped,
                "position": found.position,
                "several": found.several,
                "edge_m": edge_m,
                "depth": self.depth,
                "level": self.levels.astype(object).to_numpy(),
            }
        )
        return [
            () if row.missing else (*_tell_point(row), *self.understood[group].facts)
            for group, row in zip(self.group.tolist(), frame.itertuples(), strict=True)
        ]

    def propose(self, wanted: "NDArray[np.bool_]") -> list[list[tuple[int, float, Datum]]]:
        """Returns the zones near to the rows that are wanted, by each datum that is possible."""
        pairs: list[pd.DataFrame] = []
        for at, one in zip(self.members, self.understood, strict=True):
            rows = at[wanted[at]]
            for datum in (one.datum,) if one.crs else DATUMS:
                x, y = to_metres(undo_datum(self.degrees[rows], datum), self.profile)
                near = find_nearest(x, y, self.metric, NEAR_M, MOST)
                columns = {"row": rows[near.point], "zone": near.zone, "metres": near.metres}
                pairs.append(pd.DataFrame({**columns, "datum": datum}))
        nearest = pd.concat(pairs) if pairs else pd.DataFrame(columns=["row", "zone", "metres"])
        nearest = nearest.sort_values(["row", "metres", "zone"], kind="stable")
        nearest = nearest.drop_duplicates(["row", "zone"]).groupby("row").head(MOST)
        proposed: list[list[tuple[int, float, Datum]]] = [[] for _ in range(len(wanted))]
        for row, *candidate in nearest.itertuples(index=False, name=None):
            proposed[row].append(tuple(candidate))
        return proposed


def _tell_point(row: Any) -> tuple[Fact, ...]:
    """Returns where a point lies, what its level is worth, and whether its axes were swapped."""
    edge = f"{row.edge_m:.0f}"
    if row.position == NOWHERE:
        place: Fact = ("point_outside_zones",)
    elif row.several:
        place = ("point_shared",)
    elif row.edge_m <= row.depth:
        place = ("point_near_edge", edge, f"{row.depth:.0f}")
    else:
        place = ("point_inside", edge)
    if pd.isna(row.level):
        level: Fact = ("level_missing",)
    else:
        level = ("level_coarse" if np.isnan(row.depth) else "level_exact", row.level)
    return (place, level, ("axes_swapped",)) if row.swapped else (place, level)


def _read_texts(rows: pd.DataFrame, name: str) -> "pd.Series[Any]":
    """Returns the texts of a column, missing where they are empty or there is no such column."""
    if name not in rows:
        return pd.Series(pd.NA, index=rows.index, dtype="string")
    texts = rows[name].astype("string").str.strip()
    return texts.mask(texts == "")


def _factorise(texts: "pd.Series[Any]") -> "tuple[Integers, list[Any]]":
    codes, different = pd.factorize(texts, use_na_sentinel=False)
    return codes, list(different)
