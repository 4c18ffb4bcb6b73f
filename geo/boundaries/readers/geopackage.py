"""GeoPackages: SQLite says what they hold, GDAL reads the layer."""

import sqlite3
from contextlib import closing
from pathlib import Path

from geo.boundaries.readers import gdal
from geo.boundaries.readers.formats import SurveyFile
from geo.boundaries.readers.job import Options, Reading, refuse_file
from geo.boundaries.readers.layers import ask_layer, tell_layer
from geo.boundaries.readers.limits import MAX_LAYERS
from geo.errors import Text

# SQLite quotes a damaged name in its error, which then is no text.
_DAMAGED = (sqlite3.Error, UnicodeDecodeError)

# The numbers by which a GeoPackage says that its coordinates are in no system that is known.
_UNDEFINED = (-1, 0)


def read(file: SurveyFile, options: Options) -> Reading:
    """Returns the reading of a GeoPackage's one layer of polygons, or of the one chosen.

    Raises:
        InputError: the file is damaged, or has no such layer.
        QuestionError: it has several layers of polygons.
    """
    _check_whole(file.path)
    layer, names, left_out = choose_layer(file.path, options)
    declared, shaped, srid = count_rows(file.path, layer)
    reading = Reading(
        batches=(),
        declared=declared,
        layer=layer,
        layers=names,
        crs=None if srid in _UNDEFINED else gdal.describe_layer(file.path, layer)["crs"],
        shaped=shaped,
        left_out=left_out,
    )
    reading.batches = gdal.stream_layer(file.path, layer, reading)
    return reading


def choose_layer(path: Path, options: Options) -> tuple[str, list[str], list[Text]]:
    """Returns the layer to read, the names of those it could be, and what is passed over.

    Raises:
        InputError: there is no layer of polygons.
        QuestionError: there are several, and none or another was chosen.
    """
    layers = gdal.list_layers(path)
    if len(layers) > MAX_LAYERS:
        raise refuse_file(path, "图层过多", "it holds too many layers", check="F1")
    drawn = [(name, kind) for name, kind in layers if kind is not None]
    # "Unknown" is a layer of shapes of several kinds: polygons and multipolygons, as a rule.
    names = [
        name
        for name, kind in drawn
        if not options.only_polygons
        or any(word in kind for word in ("Polygon", "Surface", "Unknown", "Collection"))
    ]
    if not names:
        raise refuse_file(path, "没有面图层", "it has no layer of polygons", check="G2")
    wanted = [name for name in names if options.layer in (None, name)]
    if len(wanted) != 1:
        raise ask_layer(names)
    left_out = [tell_layer(name) for name, _ in drawn if name not in names]
    return wanted[0], names, left_out


def _check_whole(path: Path) -> None:
    with closing(_open(path)) as database:
        try:
            if database.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
                raise _refuse_damaged(path)
            # A view or a virtual table could be made of anything, even of other files.
            odd = database.execute(
                "SELECT count(*) FROM gpkg_contents c LEFT JOIN sqlite_master m"
                " ON lower(m.name) = lower(c.table_name)"
                " WHERE m.type IS NOT 'table' OR m.sql LIKE 'CREATE VIRTUAL%'"
            ).fetchone()
        except _DAMAGED as error:
            raise _refuse_damaged(path) from error
    if odd != (0,):
        raise refuse_file(
            path, "GeoPackage 的图层不是普通数据表", "a layer of the GeoPackage is no plain table"
        )


def count_rows(path: Path, layer: str) -> tuple[int, int, int]:
    """Returns a layer's rows, how many of them have a shape, and its srs_id, as SQLite says.

    Raises:
        InputError: the file is damaged.
    """
    with closing(_open(path)) as database:
        try:
            found = database.execute(
                "SELECT column_name, srs_id FROM gpkg_geometry_columns WHERE table_name = ?",
                (layer,),
            ).fetchone()
            if found is None:
                raise _refuse_damaged(path)
            table, column = (str(name).replace('"', '""') for name in (layer, found[0]))
            query = f'SELECT count(*), count("{column}") FROM "{table}"'  # noqa: S608 - quoted
            declared, shaped = database.execute(query).fetchone()
        except _DAMAGED as error:
            raise _refuse_damaged(path) from error
    return int(declared), int(shaped), int(found[1])


def _open(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)


def _refuse_damaged(path: Path) -> Exception:
    return refuse_file(path, "GeoPackage 已损坏", "the GeoPackage is damaged")
