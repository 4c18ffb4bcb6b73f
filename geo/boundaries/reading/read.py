"""Reads a boundary survey: from a file to rows that say code, name, attributes and shape."""

import tempfile
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError

from geo.boundaries.coordinates.georeference import Georeference, georeference, place_shapes
from geo.boundaries.readers.job import Options
from geo.boundaries.reading.fields import (
    FieldPlan,
    Mappings,
    ask_fields,
    build_rows,
    plan_fields,
    sample_columns,
)
from geo.boundaries.reading.register import join_known, name_codes
from geo.boundaries.reading.sandbox import Source, read_source
from geo.boundaries.reading.uploads import hash_files
from geo.crs import STORAGE
from geo.errors import InputError, Text
from geo.profile import Profile
from geo.surveys import Finding, PlaceKind, QuestionError, SurveyRequest, SurveyRows
from geo.threads import renew_shapes

if TYPE_CHECKING:
    from numpy.typing import NDArray

_POLYGON = 3
_GIVEN = {"dxf": ("code",)}
# What a question of the reader is called as an error.
_CODES = {"encoding": "encoding_doubtful", "polygonise": "lines_only"}


def read_survey(
    path: Path,
    request: SurveyRequest,
    profile: Profile,
    known: gpd.GeoDataFrame | None = None,
    mappings: Mappings = (),
) -> SurveyRows:
    """Returns the survey's rows; the upload is only read, and nothing but the upload is.

    Args:
        path: a file, a folder, or the .shp among its parts.
        request: what is asked, and what a person decided.
        profile: spellings of the fields, forms of the codes, reference systems, extent.
        known: the current places (code, name, attributes, geometry in EPSG:4490), to compare the
            place with and to join a table without shapes to.
        mappings: remembered (columns, fields) pairs.

    Raises:
        InputError: the file cannot be taken: see geo.boundaries.readers, georeference, register.
        QuestionError: a person must decide; everything that can be asked at once is.
    """
    with tempfile.TemporaryDirectory(prefix="onemap-survey-") as workspace:
        source = read_source(path, Path(workspace), _make_options(request, profile))
        sha256 = hash_files(path)
    told = source.told
    asked = _Asked([QuestionError(_CODES[q.id], q.message, questions=(q,)) for q in told.questions])
    plan = _plan(source, request, profile, mappings)
    needed = _list_needed(source, plan, known)
    if needed:
        asked.errors.append(
            ask_fields(source.table, replace(plan, missing=needed), request.kind, profile)
        )
    rows = build_rows(source.table, plan.fields, request.kind, profile)
    if told.format == "dxf" and "code" in plan.missing:
        rows = name_codes(rows, known)
    findings: tuple[Finding, ...] = told.findings
    placed: Georeference | None = None
    if source.shapes is not None:
        frame, placed = _place_rows(source, rows, request, profile, (known, asked))
        findings += placed.findings
    else:
        asked.raise_any()
        pattern = profile.codes.street if request.kind is PlaceKind.STREET else profile.codes.zone
        frame, padded = join_known(rows, known, pattern)
        findings += padded
    decisions = _tell_decisions(source, plan, placed)
    return SurveyRows(
        kind=request.kind,
        rows=frame,
        file_name=path.name,
        sha256=sha256,
        layer=told.layer,
        encoding=told.encoding.value,
        srid=STORAGE if placed is None else placed.srid,
        said=frozenset((*plan.fields, *map(str, source.table.columns))),
        decisions=decisions,
        findings=_name_rows((*findings, *_tell_changed(source, plan)), frame),
    )


@dataclass(slots=True)
class _Asked:
    """Gathers questions, so that a person answers all of them in one go."""

    errors: list[QuestionError] = field(default_factory=list)

    def raise_any(self) -> None:
        """Raises one error with all questions; its code is the first one's.

        Raises:
            QuestionError: if there are any.
        """
        if self.errors:
            raise self.join()

    def join(self, *last: QuestionError) -> QuestionError:
        """Returns one error with all questions, those of `last` too."""
        errors = [*self.errors, *last]
        messages = [error.message for error in errors]
        hints = [error.hint for error in errors if error.hint is not None]
        return QuestionError(
            errors[0].code,
            _join(messages),
            _join(hints) if hints else None,
            [detail for error in errors for detail in error.details],
            tuple(question for error in errors for question in error.questions),
        )


def _join(texts: list[Text]) -> Text:
    return Text("\n".join(t.zh for t in texts), "\n".join(t.en for t in texts))


def _make_options(request: SurveyRequest, profile: Profile) -> Options:
    return Options(
        layer=request.layer,
        encoding=request.encoding,
        polygonise=request.polygonise,
        fields=profile.fields[request.kind],
        codes=(profile.codes.street if request.kind is PlaceKind.STREET else profile.codes.zone,),
    )


def _plan(
    source: Source, request: SurveyRequest, profile: Profile, mappings: Mappings
) -> FieldPlan:
    columns = [str(column) for column in source.table.columns]
    return plan_fields(
        columns,
        request.kind,
        profile,
        chosen=request.fields,
        mappings=mappings,
        cut_names=source.told.format == "shapefile",
    )


def _list_needed(
    source: Source, plan: FieldPlan, known: gpd.GeoDataFrame | None
) -> tuple[str, ...]:
    """Returns the missing fields that the known places cannot give.

    A register may leave out the names, and a drawing the codes: known places have them.
    """
    given = () if known is None or known.empty else _GIVEN.get(source.told.format, ())
    given = ("name",) if source.shapes is None else given
    return tuple(name for name in plan.missing if name not in given)


def _place_rows(
    source: Source,
    rows: pd.DataFrame,
    request: SurveyRequest,
    profile: Profile,
    context: tuple[gpd.GeoDataFrame | None, _Asked],
) -> tuple[gpd.GeoDataFrame, Georeference]:
    """Returns the rows with their shapes in EPSG:4490, and how they were placed.

    Raises:
        QuestionError: a question is open, of these shapes or from before.
    """
    known, asked = context
    # Each renewed in place: there need not be room for a large survey's shapes twice.
    shapes = np.asarray(source.shapes)
    renew_shapes(lambda part: _as_multipolygons(shapely.force_2d(part)), shapes)
    declared = understand_crs(source.told.crs, source.told.format)
    try:
        placed = georeference(shapes, declared, rows[["code", "name"]], request, profile, known)
    except QuestionError as error:
        raise asked.join(error) from error
    asked.raise_any()
    renew_shapes(lambda part: place_shapes(part, placed), shapes)
    return gpd.GeoDataFrame(rows, geometry=shapes, crs=STORAGE), placed


def understand_crs(said: str | None, form: str) -> CRS | None:
    """Returns the system that a file declares; a text that makes no sense declares none.

    Raises:
        InputError: crs_unreadable, for a GeoJSON's crs member that names no system.
    """
    if said is None:
        return None
    try:
        return CRS.from_user_input(said) if form == "geojson" else _parse_crs(said)
    except CRSError as error:
        if form != "geojson":
            return None
        raise InputError(
            "crs_unreadable",
            Text(
                f"crs 成员“{said[:80]}”无法识别。",
                f"Its crs member “{said[:80]}” cannot be understood.",
            ),
        ) from error


def _parse_crs(said: str) -> CRS:
    # Not a PROJ string, nor a file's name, which a .prj has no business to hold.
    authority, _, number = said.partition(":")
    if authority == "EPSG" and number.isdigit():
        return CRS.from_epsg(int(number))
    return CRS.from_wkt(said)


def _as_multipolygons(shapes: "NDArray[Any]") -> "NDArray[Any]":
    """Returns the shapes with every polygon as a multipolygon of one part, as it is stored."""
    single = np.flatnonzero(shapely.get_type_id(shapes) == _POLYGON)
    shapes = shapes.copy()
    shapes[single] = shapely.multipolygons(shapes[single], indices=np.arange(len(single)))
    return shapes


def _tell_changed(source: Source, plan: FieldPlan) -> tuple[Finding, ...]:
    """Returns what reading left out or drew anew: G6 (Z and M), G7 (curves), F6 (names)."""
    told, found = source.told, []
    if (count := told.raised) > 0:
        zh = f"{count} 个图形带有高程或量测值，已去掉"
        message = Text(zh, f"{count} shapes had heights or measures, which were dropped")
        found.append(Finding("G6", "W", None, None, message, measured=count))
    for row in told.curved:
        message = Text(
            f"第 {row} 行：图形含曲线，已用短直线代替",
            f"row {row}: its shape has curves, which were drawn as short straight lines",
        )
        found.append(Finding("G7", "W", row, None, message))
    cut = [column for name, column in plan.fields.items() if plan.why[name] == "cut"]
    for column in dict.fromkeys((*told.repaired, *cut)):
        meant = next((n for n, c in plan.fields.items() if c == column), None)
        message = Text(
            f"字段名“{column}”被截断" + (f"，按 {meant} 读取" if meant else "，按此名保留"),
            f"the field name “{column}” was cut off; "
            + (f"it is read as {meant}" if meant else "it is kept under that name"),
        )
        found.append(Finding("F6", "W", None, None, message))
    return tuple(found)


def _name_rows(findings: tuple[Finding, ...], rows: gpd.GeoDataFrame) -> tuple[Finding, ...]:
    """Returns the findings of reading with the codes of their rows."""
    codes = rows["code"].tolist()
    return tuple(
        replace(finding, code=codes[finding.row - 1])
        if finding.row is not None and finding.code is None and finding.row <= len(codes)
        else finding
        for finding in findings
    )


def _tell_decisions(source: Source, plan: FieldPlan, placed: Georeference | None) -> dict[str, Any]:
    """Returns how the file was understood, as JSON values for people to see and overrule."""
    told = source.told
    evidence = told.encoding.evidence
    decisions: dict[str, Any] = {
        "format": told.format,
        "layer": told.layer,
        "layers": list(told.layers),
        "left_out": [text.model_dump() for text in told.left_out],
        "encoding": {
            "value": told.encoding.value,
            "from": told.encoding.source,
            "evidence": None if evidence is None else evidence.as_dict(),
            "samples": list(told.encoding.samples),
        },
        "fields": plan.fields,
        "fields_from": plan.why,
        "columns": [
            {"name": name, "samples": samples}
            for name, samples in sample_columns(source.table).items()
        ],
        "repaired_names": sorted(told.repaired),
        "had_z": told.raised > 0,
        "curved": len(told.curved),
    }
    if placed is None:
        return {**decisions, "srid": STORAGE, "srid_from": "known", "partial": True}
    where = placed.as_decisions()
    return {**decisions, **where, "srid": placed.srid, "srid_from": where["crs"]["from"]}
