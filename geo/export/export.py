"""Exports the zones or streets of a release: one file, whole and read back, or none at all."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from sqlalchemy import Connection, Row

from geo.catalog.columns import check_moment
from geo.catalog.state import NO_RECORDS, Moment, read_state
from geo.crs import STORAGE, transform_shapes
from geo.crs_names import list_names
from geo.db import Database, load_sql
from geo.errors import InputError, NotFoundError, Text
from geo.export.columns import make_columns
from geo.export.draft import prove_draft, require_free, write_draft
from geo.export.draw import draw_page, read_leaflet
from geo.export.files import Layer, Tell, write_geojson, write_geopackage, write_shapefile
from geo.export.forms import Form
from geo.export.page import read_page
from geo.profile import Profile
from geo.rows import Progress, no_progress
from geo.surveys import PlaceKind

_READING = Text("读取", "reading")
_WRITING = Text("写入", "writing")
_PROVING = Text("核对", "reading it back")


_WRITERS = {
    Form.GPKG: write_geopackage,
    Form.GEOJSON: write_geojson,
    Form.SHP: write_shapefile,
}


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """What to export; `release` None is the one in force, `srid` an EPSG code."""

    kind: PlaceKind
    form: Form
    srid: int = STORAGE
    release: int | None = None


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written: so many places of a release, so many bytes."""

    path: Path
    release: int
    kind: PlaceKind
    form: Form
    srid: int
    places: int
    size: int

    def as_dict(self) -> dict[str, Any]:
        """Returns it as plain JSON values."""
        return {**asdict(self), "path": str(self.path)}


def export_release(
    database: Database,
    profile: Profile,
    request: ExportRequest,
    target: Path,
    *,
    web: Path,
    force: bool = False,
    progress: Progress = no_progress,
) -> Exported:
    """Writes one kind of a release's places to a file; returns what was written.

    The file appears under its name at once and whole. One for a GIS was read back by the reader
    of surveys before; handed in again, it would change nothing.

    Args:
        database: what is read.
        profile: spellings, labels and reference systems of the district.
        request: which release, of what, as what.
        target: the file.
        web: the built web pages, which hold the scripts of a page.
        force: a file that is there may be replaced.
        progress: is told how many places are written.

    Raises:
        InputError: file_exists, export_ending, export_crs, or the form cannot hold it all.
        NotFoundError: there is no such release.
        SetupError: disk_full, export_not_written, web_not_built.
    """
    _check_request(request, profile, target)
    require_free(target, force=force)
    if request.form is Form.HTML:
        leaflet = read_leaflet(web)
        with database.read() as connection:
            page = read_page(connection, profile, _find_moment(connection, request), request.kind)
        progress(0, 1, _WRITING)
        with write_draft(target, force=force) as draft:
            draft.write_bytes(draw_page(page, leaflet))
        release, places = page.release, len(page.places or page.streets)
    else:
        progress(0, 1, _READING)
        with database.read() as connection:
            release = _find_moment(connection, request).release_id
            rows = _read_places(connection, release, request.kind)
        layer, places = _make_layer(rows, profile, request), len(rows)
        with write_draft(target, force=force) as draft:
            _WRITERS[request.form](layer, draft, _tell_places(progress, places))
            progress(places, max(1, places), _PROVING)
            prove_draft(draft, places)
    size = target.stat().st_size
    return Exported(target, release, request.kind, request.form, request.srid, places, size)


def _check_request(request: ExportRequest, profile: Profile, target: Path) -> None:
    if target.suffix.lower() != request.form.ending:
        raise InputError(
            "export_ending",
            Text(
                f"{request.form} 的文件名应以 {request.form.ending} 结尾。",
                f"The name of a file as {request.form} ends in {request.form.ending}.",
            ),
        )
    # What may be handed in can come out; a page is always in degrees.
    taken = (STORAGE,) if request.form is Form.HTML else (STORAGE, *profile.crs.survey)
    if request.srid not in taken:
        names = list_names(taken)
        raise InputError(
            "export_crs",
            Text(
                f"不能以 EPSG:{request.srid} 导出，可选：{names.zh}。",
                f"EPSG:{request.srid} is not offered; there are: {names.en}.",
            ),
        )


def _find_moment(connection: Connection, request: ExportRequest) -> Moment:
    """Returns the release that is wanted, with the newest records.

    Raises:
        NotFoundError: there is none (no_release), or not that one.
    """
    state = read_state(connection)
    release = request.release or state.release
    if release is None:
        raise NotFoundError(
            "no_release", Text("尚未发布任何边界。", "No boundaries were published yet.")
        )
    moment = Moment(release, state.revision or NO_RECORDS)
    check_moment(connection, moment)
    return moment


def _read_places(connection: Connection, release: int, kind: PlaceKind) -> Sequence[Row[Any]]:
    statement = load_sql("export_places", place=kind.value)
    return connection.execute(statement, {"release": release}).all()


def _make_layer(rows: Sequence[Row[Any]], profile: Profile, request: ExportRequest) -> Layer:
    columns = make_columns(
        [row.code for row in rows],
        [row.name for row in rows],
        [row.attributes for row in rows],
        request.kind,
        profile,
        short=request.form is Form.SHP,
    )
    shapes = np.asarray(shapely.from_wkb([bytes(row.wkb) for row in rows]), dtype=object)
    placed = transform_shapes(shapes, STORAGE, request.srid)
    return Layer(request.kind, [row.uid for row in rows], columns, placed, request.srid)


def _tell_places(progress: Progress, places: int) -> Tell:
    def tell(done: int) -> None:
        progress(done, max(1, places), _WRITING)

    return tell
