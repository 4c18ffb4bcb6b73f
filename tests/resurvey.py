"""Re-surveys of known places whose truth is known: noise, shifts, and all that offices do.

`make_town` draws a town of cells with wiggly common walls; `Resurvey` redraws known places step by
step and remembers who each row truly is.
"""

from collections.abc import Iterable

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely import affinity

from geo.crs import STORAGE

METRIC = 4548


def make_town(count: int, seed: int = 1, cell_m: float = 150) -> gpd.GeoDataFrame:
    """Returns `count` known places (EPSG:4490) side by side; every ninth cell is empty ground."""
    rng = np.random.default_rng(seed)
    cells = count * 9 // 8 + 1
    side = int(np.ceil(np.sqrt(cells)))
    steps = 6
    at = np.stack(np.meshgrid(np.arange(side + 1), np.arange(side + 1), indexing="ij"), axis=-1)
    corners = (at + rng.uniform(-0.15, 0.15, at.shape)) * cell_m

    def draw_walls(start: np.ndarray, end: np.ndarray) -> np.ndarray:
        along = np.linspace(0, 1, steps, endpoint=False)[:, None]
        walls = start[:, :, None] * (1 - along) + end[:, :, None] * along
        wiggle = rng.uniform(-0.03, 0.03, walls.shape) * cell_m
        wiggle[:, :, 0] = 0
        return walls + wiggle

    across, up = draw_walls(corners[:-1], corners[1:]), draw_walls(corners[:, :-1], corners[:, 1:])
    i, j = np.divmod(np.flatnonzero(np.arange(side * side) % 9 != 4)[:count], side)
    ring = np.concatenate(
        [
            across[i, j],
            up[i + 1, j],
            corners[i + 1, j + 1][:, None],
            across[i, j + 1][:, :0:-1],
            corners[i, j + 1][:, None],
            up[i, j][:, :0:-1],
            across[i, j][:, :1],
        ],
        axis=1,
    )
    shapes = shapely.polygons(ring + np.array([446_000, 4_412_000]))
    return make_known(gpd.GeoSeries(shapes, crs=METRIC), [f"小区{n}号院" for n in range(count)])


def make_known(shapes: gpd.GeoSeries, names: Iterable[str]) -> gpd.GeoDataFrame:
    """Returns known places as the database tells them, their uids from 1001."""
    count = len(shapes)
    return gpd.GeoDataFrame(
        {
            "uid": np.arange(1001, 1001 + count),
            "code": [f"CY-110105901-{n:05d}" for n in range(count)],
            "name": list(names),
            "street_uid": pd.array([pd.NA] * count, dtype="Int64"),
            "attributes": [{"households": n} for n in range(count)],
        },
        geometry=shapes.to_crs(STORAGE).to_numpy(),
        crs=STORAGE,
    )


class Resurvey:
    """Rows in metres, with `truth`: the uid that each one is, or 0 for a new place.

    Attributes:
        families: (parent uids, keys of the children) of every split and merger.
        gone: uids of places that were plainly removed.
    """

    def __init__(self, known: gpd.GeoDataFrame, seed: int) -> None:
        self.rng = np.random.default_rng(seed)
        self.rows = known.to_crs(METRIC).assign(truth=known["uid"], key=known["uid"])
        self.ground = shapely.STRtree(self.rows.geometry.to_numpy())
        self.free = known["uid"].tolist()
        self.rng.shuffle(self.free)
        self.families: list[tuple[set[int], set[int]]] = []
        self.gone: set[int] = set()
        self.new = 0

    def take(self, count: int) -> list[int]:
        """Returns that many places with which nothing was done yet."""
        taken, self.free = self.free[:count], self.free[count:]
        return taken

    def shape(self, uid: int) -> shapely.Geometry:
        return self.rows.geometry[self.rows["key"] == uid].iloc[0]

    def set(self, key: int, **values) -> None:
        for name, value in values.items():
            self.rows.loc[self.rows["key"] == key, name] = value

    def drop(self, *keys: int) -> None:
        self.rows = self.rows[~self.rows["key"].isin(keys)]

    def add(self, geometry, code: str | None = None, name: str | None = None) -> int:
        """Adds a row for a new place; returns its key, a negative number."""
        self.new += 1
        row = {
            "key": -self.new,
            "truth": 0,
            "code": code or f"CY-110105999-{self.new:05d}",
            "name": name or f"新院{self.new}",
            "attributes": {},
        }
        new = gpd.GeoDataFrame([row], geometry=[geometry], crs=METRIC)
        self.rows = pd.concat([self.rows, new], ignore_index=True)
        return -self.new

    # --- What offices do -----------------------------------------------------------------------

    def rename(self, count: int) -> None:
        for uid in self.take(count):
            self.set(uid, name=f"改名{uid}")

    def recode(self, count: int) -> None:
        for uid in self.take(count):
            self.set(uid, code=f"CY-110105888-{uid:05d}")

    def rename_and_recode(self, count: int) -> None:
        for uid in self.take(count):
            self.set(uid, code=f"CY-110105888-{uid:05d}", name=f"全改{uid}")

    def trim(self, count: int, by_m: float = 3.0) -> None:
        for uid in self.take(count):
            self.set(uid, geometry=self.shape(uid).buffer(-by_m))

    def remove(self, count: int) -> None:
        for uid in self.take(count):
            self.drop(uid)
            self.gone.add(uid)

    def add_some(self, count: int, side_m: float = 40.0) -> None:
        """Draws squares on empty ground."""
        west, south, east, north = self.rows.total_bounds
        taken: list[shapely.Geometry] = []
        while len(taken) < count:
            x, y = self.rng.uniform((west, south), (east - side_m, north - side_m))
            square = shapely.box(x, y, x + side_m, y + side_m)
            room = square.buffer(2)
            if len(self.ground.query(room, "intersects")) or any(map(room.intersects, taken)):
                continue
            taken.append(square)
            self.add(square)

    def split(self, count: int) -> None:
        """Cuts places in two, sometimes three; a part may keep the code, or all the name."""
        for uid in self.take(count):
            whole = self.rows[self.rows["key"] == uid].iloc[0]
            parts = cut(whole.geometry, self.rng.uniform(0.3, 0.7))
            if self.rng.random() < 0.3:
                parts = [*cut(parts[0], 0.5), parts[1]]
            keeps, same_name = self.rng.random() < 0.5, self.rng.random() < 0.5
            children = set()
            for number, part in enumerate(parts):
                code = whole["code"] if keeps and number == 0 else None
                name = whole["name"] if same_name else f"{whole['name']}{number + 1}期"
                children.add(self.add(part, code, name))
            self.drop(uid)
            self.families.append(({uid}, children))

    def merge(self, count: int) -> None:
        """Joins each place with its nearest one that is free; the child may keep a code."""
        for _ in range(count):
            (uid,) = self.take(1)
            shape = self.shape(uid)
            free = self.rows[self.rows["key"].isin(self.free)]
            free = free[free.area.between(shape.area / 4, shape.area * 4)]
            other = free.loc[free.distance(shape).idxmin()]
            self.free.remove(other["key"])
            gap = shape.distance(other.geometry) / 2 + 1
            both = shapely.union(shape, other.geometry).buffer(gap).buffer(-gap)
            code = self.rows.loc[self.rows["key"] == uid, "code"].iloc[0]
            keeps = self.rng.random() < 0.5
            child = self.add(both, code if keeps else None, None if keeps else other["name"])
            self.drop(uid, int(other["key"]))
            self.families.append(({uid, int(other["key"])}, {child}))

    def shake(self, least_m: float = 0.1, most_m: float = 0.5) -> None:
        """Moves every vertex by so much in some direction; common vertices together."""
        shapes = self.rows.geometry.to_numpy().copy()
        points = shapely.get_coordinates(shapes)
        _, which = np.unique(points.round(3), axis=0, return_inverse=True)
        which = which.ravel()
        length = self.rng.uniform(least_m, most_m, which.max() + 1)
        angle = self.rng.uniform(0, 2 * np.pi, which.max() + 1)
        step = np.column_stack([length * np.cos(angle), length * np.sin(angle)])[which]
        self.rows = self.rows.set_geometry(
            shapely.set_coordinates(shapes, points + step), crs=METRIC
        )

    def shift(self, length_m: float) -> None:
        """Moves the whole survey."""
        angle = self.rng.uniform(0, 2 * np.pi)
        self.rows = self.rows.set_geometry(
            self.rows.geometry.translate(length_m * np.cos(angle), length_m * np.sin(angle))
        )

    def finish(self) -> gpd.GeoDataFrame:
        """Returns the survey's rows (EPSG:4490) in another order; truth and key beside them."""
        order = self.rng.permutation(len(self.rows))
        rows = self.rows.iloc[order].reset_index(drop=True).to_crs(STORAGE)
        valid = rows.geometry.is_valid
        rows.loc[~valid, "geometry"] = rows.geometry[~valid].make_valid()
        return rows.assign(row_no=np.arange(1, len(rows) + 1), street_code=None)[
            ["row_no", "code", "name", "street_code", "attributes", "geometry", "truth", "key"]
        ]


def cut(shape: shapely.Geometry, share: float) -> list[shapely.Geometry]:
    """Returns two parts of a shape, cut across its longer side; the first has about that share."""
    west, south, east, north = shape.bounds
    low, high = 0.0, 1.0
    wide = east - west > north - south
    parts: list[shapely.Geometry] = []
    for _ in range(20):
        middle = (low + high) / 2
        box = (
            shapely.box(west, south, west + (east - west) * middle, north)
            if wide
            else shapely.box(west, south, east, south + (north - south) * middle)
        )
        parts = [shape.intersection(box), shape.difference(box)]
        if parts[0].area < share * shape.area:
            low = middle
        else:
            high = middle
    return parts


def nudge(shape: shapely.Geometry, east_m: float, north_m: float = 0.0) -> shapely.Geometry:
    return affinity.translate(shape, east_m, north_m)
