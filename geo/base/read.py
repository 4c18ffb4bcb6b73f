"""Reads a reference layer as surveys are read: sealed, by content, placed by evidence.

What a survey would be asked about is told here by numbers: a layer is looked at, not measured.
Pure: no database.
"""

import hashlib
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from geo.base.layers import MAY_BE_LINES, LayerRequest, LayerRows
from geo.base.ranks import read_ranks
from geo.base.shapes import clip_shapes, repair_shapes, require_kind
from geo.boundaries.coordinates.georeference import Georeference, georeference, place_shapes
from geo.boundaries.readers.job import Options
from geo.boundaries.reading.read import understand_crs
from geo.boundaries.reading.sandbox import Source, read_source
from geo.boundaries.reading.uploads import hash_files
from geo.crs import STORAGE, find_window, transform_shapes
from geo.errors import InputError, Text
from geo.places import pack_shapes
from geo.profile import Profile
from geo.surveys import BaseKind, PlaceKind, QuestionError, SurveyRequest

if TYPE_CHECKING:
    from numpy.typing import NDArray

# How such files spell the columns, in capitals; the first that is there is taken.
SPELLINGS: dict[str, tuple[str, ...]] = {
    "name": (
        *("名称", "道路名称", "路名", "河流名称", "水系名称", "公园名称", "绿地名称", "社区名称"),
        *("NAME", "MC", "DLMC", "LM", "SQMC", "NAME_ZH", "NAME:ZH", "LABEL"),
    ),
    "rank": (
        *("等级", "道路等级", "道路类型", "类别", "类型"),
        *("RANK", "CLASS", "FCLASS", "HIGHWAY", "DLDJ", "DJ", "LEVEL", "TYPE"),
    ),
}
MAX_NAME = 100


def read_layer(path: Path, request: LayerRequest, profile: Profile) -> LayerRows:
    """Returns a reference layer's rows; the file is only read.

    Args:
        path: a file, a folder (.gdb), or the .shp among its parts.
        request: the kind of layer, and what a person decided.
        profile: reference systems and extent.

    Raises:
        InputError: the file cannot be taken; it draws points, or lines where areas are wanted; a
            chosen column is missing; nothing of it lies in the district; its coordinates are not
            what a person said.
        QuestionError: a person must choose (the layer, the reference system).
    """
    kind = request.kind
    with tempfile.TemporaryDirectory(prefix="onemap-survey-") as workspace:
        source = read_source(path, Path(workspace), _make_options(request))
        sha256 = hash_files(path)
    if source.told.questions:
        first = source.told.questions[0]
        raise QuestionError("layer_unclear", first.message, questions=source.told.questions)
    if source.shapes is None:
        raise InputError(
            "layer_without_shapes",
            Text(f"{path.name} 没有图形。", f"{path.name} draws nothing."),
            Text("请提交带图形的图层。", "Hand in a layer with shapes."),
        )
    drawn = shapely.force_2d(source.shapes.take())
    require_kind(kind, drawn, path.name)
    placed = _place(drawn, source, request, profile)
    repaired, invalid = repair_shapes(place_shapes(drawn, placed))
    window = find_window(STORAGE, profile.extent.bounds, profile.extent.margin_m)
    shapes, outside, clipped = clip_shapes(repaired, window)
    kept = np.flatnonzero(~(shapely.is_missing(shapes) | shapely.is_empty(shapes)))
    empty = int(len(shapes) - len(kept) - outside.sum())
    if not len(kept):
        raise _nothing_there(path.name, int(outside.sum()), profile)
    table = source.read_frame()
    columns = _choose_columns(table, request)
    names = _read_names(table, columns.get("name"))
    ranks = np.zeros(len(shapes), dtype=np.int64)
    if kind is BaseKind.ROAD:
        lengths = _measure_roads(shapes, names, profile)
        ranks = read_ranks(_take(table, columns.get("rank")), lengths)
    kept_names = [names[at] for at in kept]
    return LayerRows(
        kind=kind,
        row_no=kept + 1,
        names=kept_names,
        ranks=ranks[kept],
        shapes=shapes[kept],
        file_name=path.name,
        file_sha256=sha256,
        digest=_digest(kept_names, ranks[kept], shapes[kept]),
        decisions=_tell_decisions(source, placed, columns),
        counts={
            "read": len(shapes),
            "empty": empty,
            "outside": int(outside.sum()),
            "clipped": int(clipped.sum()),
            "repaired": int(invalid[kept].sum()),
        },
    )


def _make_options(request: LayerRequest) -> Options:
    areas = request.kind not in MAY_BE_LINES
    return Options(
        layer=request.layer,
        encoding=request.encoding,
        # Closed lines of a drawing are areas: nothing depends on them but the picture.
        polygonise=True if areas else None,
        only_polygons=areas,
        fields=SPELLINGS,
    )


def _place(
    drawn: "NDArray[Any]", source: Source, request: LayerRequest, profile: Profile
) -> Georeference:
    """Returns where the coordinates lie, decided as for a survey without known places.

    Raises:
        InputError: coordinates_doubtful, what a person said contradicts the numbers.
        QuestionError: it cannot be decided.
    """
    asked = SurveyRequest(PlaceKind.ZONE, srid=request.srid, axes=request.axes, datum=request.datum)
    declared = understand_crs(source.told.crs, source.told.format)
    placed = georeference(pack_shapes(drawn), declared, asked, profile)
    for finding in placed.findings:
        if finding.blocks:
            raise InputError("coordinates_doubtful", finding.message, finding.hint)
    return placed


def _choose_columns(table: pd.DataFrame, request: LayerRequest) -> dict[str, str]:
    """Returns our field -> the file's column: a person's choice, or the first known spelling.

    Raises:
        InputError: field_missing, a chosen column is not there; usage, no such field of ours.
    """
    by_spelling = {str(column).strip().upper(): str(column) for column in table.columns}
    columns = {}
    for ours, spellings in SPELLINGS.items():
        found = [by_spelling[spelling] for spelling in spellings if spelling in by_spelling]
        columns.update({ours: found[0]} if found else {})
    for ours, column in request.fields.items():
        if ours not in SPELLINGS:
            raise InputError(
                "usage",
                Text(f"图层没有字段 {ours}。", f"A layer has no field {ours}."),
                Text("可用：name、rank。", "There are name and rank."),
            )
        if column not in table.columns:
            there = "、".join(map(str, table.columns)) or "–"
            raise InputError(
                "field_missing",
                Text(f"文件没有“{column}”这一列。", f"The file has no column “{column}”."),
                Text(f"有：{there}", f"It has: {there}"),
            )
        columns[ours] = column
    return columns


def _take(table: pd.DataFrame, column: str | None) -> pd.Series | None:
    return None if column is None else table[column].reset_index(drop=True)


def _read_names(table: pd.DataFrame, column: str | None) -> list[str | None]:
    if column is None:
        return [None] * len(table)
    values = table[column].tolist()
    return [
        None if value is None or value != value else str(value).strip()[:MAX_NAME] or None
        for value in values
    ]


def _measure_roads(shapes: "NDArray[Any]", names: list[str | None], profile: Profile) -> pd.Series:
    """Returns metres of each road, all pieces of one name together."""
    metric = transform_shapes(shapes, STORAGE, profile.crs.measure)
    own = pd.Series(np.nan_to_num(shapely.length(metric)))
    areas = shapely.get_dimensions(metric) == 2
    own[areas] = own[areas] / 2  # along both of its sides
    named = pd.Series(names, dtype=object)
    whole = own.groupby(named).transform("sum")
    return whole.where(named.notna(), own)


def _digest(names: list[str | None], ranks: "NDArray[Any]", shapes: "NDArray[Any]") -> str:
    digest = hashlib.sha256()
    for name, rank, wkb in zip(names, ranks, shapely.to_wkb(shapes), strict=True):
        digest.update(f"{name or ''}\x1f{rank}\x1f{len(wkb)}\x1e".encode())
        digest.update(wkb)
    return digest.hexdigest()


def _nothing_there(file_name: str, outside: int, profile: Profile) -> InputError:
    name = profile.short_name
    return InputError(
        "layer_elsewhere",
        Text(
            f"{file_name} 没有图形落在{name.zh}范围内（{outside} 个在外）。",
            f"{file_name} draws nothing in {name.en} ({outside} shapes lie outside).",
        ),
        Text("请核对文件与坐标系（--crs）。", "Check the file and its reference system (--crs)."),
    )


def _tell_decisions(
    source: Source, placed: Georeference, columns: dict[str, str]
) -> dict[str, Any]:
    """Returns how the file was understood, as JSON values."""
    told = source.told
    where = placed.as_decisions()
    return {
        "format": told.format,
        "layer": told.layer,
        "encoding": {"value": told.encoding.value, "from": told.encoding.source},
        "fields": columns,
        **where,
        "srid": placed.srid,
        "srid_from": where["crs"]["from"],
    }
