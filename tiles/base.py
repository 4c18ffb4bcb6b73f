"""The reference layers of a release, as quiet ground under its zones, cut into the same tiles.

Where a tile would be larger than the profile allows, its smallest buildings are left out.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy import Connection, text

from geo.crs import DISPLAY
from geo.db import load_sql
from geo.errors import Text
from geo.profile import MapSettings
from geo.surveys import BaseKind
from tiles.display import PIXEL_AT_ZOOM_0, STRAY_PIXELS, STRAY_PIXELS_LAST, Display
from tiles.mvt import TileKey, TileRange, compress, describe_range

# In the order in which they lie in a tile.
BASE_LAYERS = (
    BaseKind.WATER.value,
    BaseKind.GREEN.value,
    BaseKind.COMMUNITY.value,
    BaseKind.ROAD.value,
    BaseKind.BUILDING.value,
)
# An area's name has room where the area is this many pixels wide, if it is as high as wide.
NAME_PIXELS = 72
_PRESENT = "SELECT DISTINCT kind FROM pg_temp.flat_base"
_BOX = (
    "SELECT ST_XMin(b), ST_YMin(b), ST_XMax(b), ST_YMax(b)"
    " FROM (SELECT ST_Extent(geom) AS b FROM pg_temp.flat_base) AS f WHERE b IS NOT NULL"
)
_INDEX = (
    "CREATE INDEX ON pg_temp.display_base USING gist (part, geom); ANALYZE pg_temp.display_base"
)


@dataclass(slots=True)
class BasePart:
    """A tile's part of the reference layers: all but the buildings, and these with their number."""

    ground: bytes = b""
    buildings: bytes = b""
    count: int = 0


@dataclass(slots=True)
class BaseTiles:
    """Cuts the reference layers, and counts the buildings that had no room.

    Attributes:
        kinds: the layers that the release has, in their order; none, and nothing is cut.
        bounds: their box in metres of EPSG:3857.
        budget: the bytes that a compressed tile may have.
        left_out: the buildings that had no room, by tile.
    """

    kinds: tuple[str, ...]
    bounds: tuple[float, float, float, float] | None
    budget: int
    left_out: dict[TileKey, int] = field(default_factory=dict)

    def cut(self, connection: Connection, wanted: TileRange) -> dict[TileKey, BasePart]:
        """Returns the parts of the tiles of a range that show anything of the layers."""
        parts: dict[TileKey, BasePart] = {}
        for key, kind, count, mvt in _cut(connection, wanted, self.kinds, None):
            part = parts.setdefault(key, BasePart())
            if kind == BaseKind.BUILDING:
                part.buildings, part.count = mvt, count
            else:
                part.ground += mvt
        return parts

    def pack(self, connection: Connection, key: TileKey, places: bytes, part: BasePart) -> bytes:
        """Returns the compressed tile, with as many of its buildings as its budget has room for."""
        packed = compress(places + part.ground + part.buildings)
        if len(packed) <= self.budget or not part.count:
            return packed
        bare = compress(places + part.ground)
        most = part.count
        while most and len(packed) > self.budget:
            room = max(0.0, (self.budget - len(bare)) / (len(packed) - len(bare)))
            most = int(0.95 * most * min(room, 1.0))
            packed = bare
            if most:
                zoom, x, y = key
                one = TileRange(zoom, x, y, x, y)
                cut = _cut(connection, one, (BaseKind.BUILDING.value,), most)
                packed = compress(places + part.ground + b"".join(mvt for *_, mvt in cut))
        self.left_out[key] = part.count - most
        return packed

    def tell(self) -> Iterator[Text]:
        """Yields a sentence for each zoom at which buildings had no room."""
        for zoom in sorted({zoom for zoom, _, _ in self.left_out}):
            counts = [count for key, count in self.left_out.items() if key[0] == zoom]
            yield Text(
                f"{zoom} 级有 {len(counts)} 个瓦片放不下全部建筑，省略了最小的 {sum(counts)} 个",
                f"{len(counts)} tiles of zoom {zoom} have no room for all buildings: the smallest "
                f"{sum(counts)} are left out",
            )


def make_base(
    connection: Connection, release_id: int, settings: MapSettings, display: Display
) -> BaseTiles:
    """Fills the temporary table display_base for a release, after `make_display`.

    It lasts until the transaction ends. The places' box and that of the layers are joined.
    """
    connection.execute(load_sql("display_base"), {"release": release_id, "display": DISPLAY})
    present = set(connection.execute(text(_PRESENT)).scalars())
    kinds = tuple(kind for kind in BASE_LAYERS if kind in present)
    budget = settings.tile_budget_kb * 1024
    if not kinds:
        return BaseTiles((), display.bounds, budget)
    first, last = settings.zone_min_zoom, settings.max_zoom
    for zoom in range(first, last + 1):
        pixel = PIXEL_AT_ZOOM_0 / (1 << zoom)
        stray = pixel * (STRAY_PIXELS_LAST if zoom == last else STRAY_PIXELS)
        size = {"zoom": zoom, "last": zoom == last, "pixel": pixel, "stray": stray}
        shown = {**size, "kinds": list(BASE_LAYERS)}
        connection.execute(load_sql("display_base_zoom"), shown)
    room = {"first": first, "last": last, "room": PIXEL_AT_ZOOM_0 * NAME_PIXELS}
    connection.execute(load_sql("display_base_label"), room)
    connection.execute(text(_INDEX))
    box = tuple(map(float, connection.execute(text(_BOX)).one()))
    own = display.bounds or box
    west, south = min(own[0], box[0]), min(own[1], box[1])
    east, north = max(own[2], box[2]), max(own[3], box[3])
    return BaseTiles(kinds, (west, south, east, north), budget)


def _cut(
    connection: Connection, wanted: TileRange, kinds: tuple[str, ...], most: int | None
) -> Iterator[tuple[TileKey, str, int, bytes]]:
    """Yields (zoom, column, row), layer, number of features and tile of each that is not empty."""
    if not kinds:
        return
    parameters = {**describe_range(wanted), "most": most}
    parameters |= {"kinds": list(BASE_LAYERS), "wanted": list(kinds)}
    for x, y, kind, count, mvt in connection.execute(load_sql("tiles_base"), parameters):
        yield (wanted.zoom, x, y), kind, count, bytes(mvt)
