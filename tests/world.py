"""A tiny town for loading: its surveys and workbooks as offices hand them over.

The town has two streets, 河西 and 河东, which meet at a straight river; each is a kilometre
square. Nine zones stand in it, each for one trap:

- 青石苑 stands in 河西, and another 青石苑 in 河东: a name alone does not tell them apart.
- 河畔家园一期 and 河畔家园二期 share a wall and all but one character of their names.
- 机床厂宿舍 is called 八号院 by everybody, and 机厂大院 by the rest.
- 报刊亭 is a kiosk three metres wide and twelve long: too small to be a zone, yet surveyed.
- 跨河里 lies astride both streets, two thirds of it in 河东, but is declared to be in 河西.
- 空置楼 has no households on record.
- 两岸公馆 is two blocks, 200 m apart, under one name.

A `World` is that town at some place on earth, with the codes and column names of one district.
Its frames are what a test spoils; the writers turn a frame into the files of an office.
"""

import csv
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import openpyxl
import pyogrio
import shapely
from shapely import MultiPolygon, Polygon, box

Cells = Sequence[Any]

# Metres from the middle of the town: west, south, east, north.
STREETS = {"west": ("河西街道", (-1000, 0, 0, 1000)), "east": ("河东街道", (0, 0, 1000, 1000))}
ZONES: dict[str, tuple[str, str, str, int | None, list[tuple[int, int, int, int]]]] = {
    # key: (name, declared street, aliases, households, boxes)
    "stone_west": ("青石苑", "west", "", 100, [(-900, 100, -700, 250)]),
    "stone_east": ("青石苑", "east", "", 200, [(700, 100, 900, 250)]),
    "river_1": ("河畔家园一期", "west", "", 300, [(-600, 100, -400, 300)]),
    "river_2": ("河畔家园二期", "west", "", 400, [(-400, 100, -200, 300)]),
    "works": ("机床厂宿舍", "east", "八号院、机厂大院", 500, [(400, 500, 600, 700)]),
    "kiosk": ("报刊亭", "east", "", 1, [(300, 300, 303, 312)]),
    "astride": ("跨河里", "west", "", 600, [(-100, 600, 200, 800)]),
    "empty": ("空置楼", "west", "", None, [(-900, 600, -700, 800)]),
    "two_blocks": ("两岸公馆", "east", "", 800, [(400, 100, 450, 200), (650, 300, 680, 380)]),
}


@dataclass(frozen=True)
class World:
    """The town at a place (east and north in metres of `srid`), in one district's own words."""

    srid: int
    middle: tuple[float, float]
    street_codes: dict[str, str]
    zone_code: str
    fields: dict[str, str]
    kind: str

    def code(self, zone: str) -> str:
        """Returns the code of a zone of ZONES."""
        street = self.street_codes[ZONES[zone][1]]
        return self.zone_code.format(street=street, number=list(ZONES).index(zone) + 1)

    def block(self, *corners: float) -> Polygon:
        """Returns a rectangle (west, south, east, north in metres of the town) in `srid`."""
        east, north = self.middle
        west, south, right, top = corners
        return box(east + west, north + south, east + right, north + top)

    def streets(self) -> gpd.GeoDataFrame:
        """Returns the survey of the two streets."""
        return gpd.GeoDataFrame(
            {
                self.fields["street_code"]: list(self.street_codes.values()),
                self.fields["street_name"]: [name for name, _ in STREETS.values()],
                self.fields["street_kind"]: [self.kind] * len(STREETS),
            },
            geometry=[self.block(*corners) for _, corners in STREETS.values()],
            crs=self.srid,
        )

    def zones(self, *only: str) -> gpd.GeoDataFrame:
        """Returns the survey of all zones, or of those named; indexed by their key."""
        keys = list(only or ZONES)
        shapes = [[self.block(*corners) for corners in ZONES[key][4]] for key in keys]
        return gpd.GeoDataFrame(
            {
                self.fields["code"]: [self.code(key) for key in keys],
                self.fields["name"]: [ZONES[key][0] for key in keys],
                self.fields["street"]: [self.street_codes[ZONES[key][1]] for key in keys],
                self.fields["aliases"]: [ZONES[key][2] or None for key in keys],
                self.fields["households"]: [ZONES[key][3] for key in keys],
            },
            geometry=[s[0] if len(s) == 1 else MultiPolygon(s) for s in shapes],
            index=keys,
            crs=self.srid,
        )


CHAOYANG = World(
    srid=4548,
    middle=(457_000.0, 4_422_000.0),
    street_codes={"west": "110105901", "east": "110105902"},
    zone_code="CY-{street}-{number:03d}",
    fields={
        "street_code": "街道代码",
        "street_name": "街道名称",
        "street_kind": "类型",
        "code": "区域编码",
        "name": "小区名称",
        "street": "街道代码",
        "aliases": "别名",
        "households": "户数",
    },
    kind="街道",
)
QINGSHI = World(
    srid=4544,
    middle=(500_000.0, 3_319_500.0),
    street_codes={"west": "Z01", "east": "Z02"},
    zone_code="{street}/{number:04d}",
    fields={
        "street_code": "镇编号",
        "street_name": "镇名",
        "street_kind": "镇类",
        "code": "片区编号",
        "name": "片区名",
        "street": "镇编号",
        "aliases": "俗称",
        "households": "住户",
    },
    kind="建制镇",
)


def write_geojson(
    frame: gpd.GeoDataFrame,
    path: Path,
    srid: int | None = 4326,
    encoding: str = "utf-8",
    *,
    crs_member: bool = False,
) -> Path:
    """Writes a survey as GeoJSON; `srid` None leaves the coordinates as they are."""
    moved = frame if srid is None else frame.to_crs(srid)
    collection = json.loads(moved.to_json(na="null", drop_id=True))
    collection.pop("crs", None)
    if crs_member:
        name = f"urn:ogc:def:crs:EPSG::{moved.crs.to_epsg()}"
        collection["crs"] = {"type": "name", "properties": {"name": name}}
    path.write_text(json.dumps(collection, ensure_ascii=False), encoding=encoding)
    return path


def write_geopackage(
    frame: gpd.GeoDataFrame, path: Path, srid: int, layer: str = "界线", **options: Any
) -> Path:
    """Writes a survey as a layer of a GeoPackage, which may hold others already."""
    pyogrio.write_dataframe(frame.to_crs(srid), path, layer=layer, driver="GPKG", **options)
    return path


def write_shapefile(
    frame: gpd.GeoDataFrame,
    path: Path,
    srid: int,
    encoding: str = "GB18030",
    *,
    leave_out: Sequence[str] = (".cpg",),
    folder: str = "",
) -> Path:
    """Writes a survey as a zipped shapefile without the parts that `leave_out` names."""
    raw = path.parent / f"{path.stem}-parts" / f"{path.stem}.shp"
    raw.parent.mkdir(exist_ok=True)
    pyogrio.write_dataframe(frame.to_crs(srid), raw, driver="ESRI Shapefile", encoding=encoding)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in sorted(raw.parent.iterdir()):
            if part.suffix not in leave_out:
                archive.write(part, f"{folder}{part.name}")
    return path


def spoil(frame: gpd.GeoDataFrame, key: str, **values: Any) -> gpd.GeoDataFrame:
    """Returns the survey with one row's cells replaced; `geometry` takes a shape."""
    out = frame.copy()
    for column, value in values.items():
        series = out[column].astype(object) if column != "geometry" else out[column]
        series[key] = value
        out[column] = series
    return out


def bow_tie(shape: shapely.Geometry) -> Polygon:
    """Returns a polygon on the corners of a shape's box whose sides cross."""
    west, south, east, north = shape.bounds
    return Polygon([(west, south), (east, north), (east, south), (west, north)])


def write_workbook(
    path: Path,
    header: Sequence[str],
    rows: Sequence[Cells],
    *,
    above: Sequence[Cells] = (),
    below: Sequence[Cells] = (),
    merged: str | None = None,
    sheet: str = "Sheet1",
) -> Path:
    """Writes an .xlsx with rows above and below the table; `merged` is a range such as A1:D1."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = sheet
    for row in (*above, header, *rows, *below):
        page.append(list(row))
    if merged:
        page.merge_cells(merged)
    book.save(path)
    return path


def write_csv(
    path: Path, header: Sequence[str], rows: Sequence[Cells], encoding: str = "gb18030"
) -> Path:
    """Writes a CSV as office programs do: CRLF, GB18030 or (utf-8-sig) UTF-8 with a BOM."""
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(header)
        writer.writerows(rows)
    return path
