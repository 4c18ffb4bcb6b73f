"""Files as offices hand them over, with the same bytes each time: shapefile, workbook, CSV."""

import csv
import datetime as dt
import io
import re
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import openpyxl
import pyogrio.raw
import shapely

# What a cell may hold.
Cell: TypeAlias = str | int | float | dt.date | None
# Office PCs in China write this; a .cpg that would say so is usually missing.
ENCODING = "GB18030"
# Zip members carry a date; it is the same for all, or no file would be made twice alike.
STAMP = (2022, 9, 30, 18, 0, 0)


@dataclass
class Sheet:
    """One workbook: a header row and rows, with a title line above where there is one."""

    header: tuple[str, ...]
    rows: list[tuple[Cell, ...]] = field(default_factory=list)
    title: str | None = None


def write_workbook(path: Path, sheet: Sheet) -> None:
    """Writes an .xlsx with one worksheet; dates are date cells."""
    book = openpyxl.Workbook(write_only=True)
    page = book.create_sheet("Sheet1")
    if sheet.title:
        page.append([sheet.title])
    page.append(sheet.header)
    for row in sheet.rows:
        page.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    _write_zip(path, _read_zip(buffer))


def _read_zip(file: io.BytesIO) -> dict[str, bytes]:
    with zipfile.ZipFile(file) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    # The writer notes the moment of saving.
    moment = "{:04d}-{:02d}-{:02d}T{:02d}:{:02d}:{:02d}Z".format(*STAMP).encode()
    name = "docProps/core.xml"
    members[name] = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", moment, members[name])
    return members


def _write_zip(path: Path, members: dict[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            info = zipfile.ZipInfo(name, STAMP)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, content)


def write_csv(path: Path, sheet: Sheet) -> None:
    """Writes a CSV in the encoding of office PCs."""
    with path.open("w", encoding=ENCODING, newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(sheet.header)
        writer.writerows(sheet.rows)


def write_shapefile(
    path: Path, shapes: Sequence[shapely.Geometry], columns: dict[str, npt.NDArray[Any]], epsg: int
) -> None:
    """Writes a zipped shapefile without .cpg; coordinates are millimetres of that system.

    Args:
        path: the .zip; the layer inside has the same stem.
        shapes: all polygons, or all lines, in the projected system.
        columns: one array per field; the name has at most ten bytes in the file's encoding.
        epsg: EPSG code of the projected system.
    """
    layer = path.stem
    # A masked value is an empty cell.
    masks = [np.ma.getmaskarray(column) for column in columns.values()]
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder) / f"{layer}.shp"
        pyogrio.raw.write(
            raw,
            shapely.to_wkb(shapely.set_precision(np.asarray(shapes), 0.001)),
            [np.ma.getdata(column) for column in columns.values()],
            list(columns),
            field_mask=masks,
            geometry_type="Polygon" if shapely.get_dimensions(shapes[0]) == 2 else "LineString",
            crs=f"EPSG:{epsg}",
            driver="ESRI Shapefile",
            encoding=ENCODING,
            layer_options={"DBF_DATE_LAST_UPDATE": "{:04d}-{:02d}-{:02d}".format(*STAMP[:3])},
        )
        parts = [raw.with_suffix(suffix) for suffix in (".shp", ".shx", ".dbf", ".prj")]
        _write_zip(path, {part.name: part.read_bytes() for part in parts})
