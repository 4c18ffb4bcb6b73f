"""Reads a boundary survey: from a file to rows that say code, name, attributes and shape."""

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError

from geo.boundaries.coordinates.georeference import Georeference, georeference, place_shapes
from geo.boundaries.readers.job import Options
from geo.boundaries.reading.asked import Asked
from geo.boundaries.reading.fields import (
    LOOKED_AT,
    FieldPlan,
    Mappings,
    ask_fields,
    doubt_code,
    plan_fields,
    sample_columns,
)
from geo.boundaries.reading.register import join_known, name_codes
from geo.boundaries.reading.sandbox import Description, Source, read_source
from geo.boundaries.reading.tidy import tell_tidied
from geo.boundaries.reading.uploads import hash_files
from geo.boundaries.reading.words import WORDS, read_words
from geo.crs import STORAGE
from geo.errors import InputError, Text, tag
from geo.findings import Finding
from geo.places import Places, Shapes, Words, cut, pack_shapes, write_shapes, write_table
from geo.profile import Profile
from geo.surveys import PlaceKind, Question, QuestionError, SurveyRequest, SurveyRows
from geo.threads import work_through

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

_POLYGON = 3
# What many rows say alike is understood once.
_WORDS_AT_ONCE = 16_000
_GIVEN = {"dxf": ("code",)}
# What a question of the reader is called as an error, and which check asks it.
_CODES = {"encoding": ("encoding_doubtful", "F5"), "polygonise": ("lines_only", "G2")}


def read_survey(
    path: Path,
    request: SurveyRequest,
    profile: Profile,
    known: Places | None = None,
    mappings: Mappings = (),
) -> SurveyRows:
    """Returns the survey's rows; the upload is only read, and nothing but the upload is.

    Args:
        path: a file, a folder, or the .shp among its parts.
        request: what is asked, and what a person decided.
        profile: spellings of the fields, forms of the codes, reference systems, extent.
        known: the current places, to compare the place with and to join a table without shapes to.
        mappings: remembered (columns, fields) pairs.

    Raises:
        InputError: the file cannot be taken: see geo.boundaries.readers, georeference, register.
        QuestionError: a person must decide; everything that can be asked at once is.
    """
    with tempfile.TemporaryDirectory(prefix="onemap-survey-") as workspace:
        source = read_source(path, Path(workspace), _make_options(request, profile))
        sha256 = hash_files(path)
    told = source.told
    asked = Asked([_ask(question) for question in told.questions])
    head = source.read_frame(LOOKED_AT)
    plan = doubt_code(_plan(source, request, profile, mappings), head, request.kind, profile)
    needed = _list_needed(source, plan, known)
    if needed:
        asked.errors.append(ask_fields(head, replace(plan, missing=needed), request.kind, profile))
    words = _read_words(source, plan, request.kind, profile)
    if told.format == "dxf" and "code" in plan.missing:
        words = name_codes(words, known)
    findings: tuple[Finding, ...] = told.findings
    if request.kind is PlaceKind.ZONE and "code" in plan.fields:
        findings += tell_tidied(source.table.column(plan.fields["code"]), words)
    placed: Georeference | None = None
    if source.shapes is not None:
        shapes, placed = _place_shapes(source.shapes, told, words, request, profile, (known, asked))
        rows = Places(words, shapes)
        findings += placed.findings
    else:
        asked.raise_any()
        pattern = profile.codes.street if request.kind is PlaceKind.STREET else profile.codes.zone
        rows, padded = join_known(words, known, pattern)
        findings += padded
    decisions = _tell_decisions(told, plan, placed, head)
    return SurveyRows(
        kind=request.kind,
        rows=rows,
        file_name=path.name,
        sha256=sha256,
        layer=told.layer,
        encoding=told.encoding.value,
        srid=STORAGE if placed is None else placed.srid,
        said=frozenset((*plan.fields, *source.table.column_names)),
        decisions=decisions,
        findings=_name_rows((*findings, *_tell_changed(told, plan)), words),
    )


def _ask(question: Question) -> QuestionError:
    code, check = _CODES[question.id]
    return QuestionError(code, question.message, None, [{"check": check}], (question,))


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
    return plan_fields(
        source.table.column_names,
        request.kind,
        profile,
        chosen=request.fields,
        mappings=mappings,
        cut_names=source.told.format == "shapefile",
    )


def _list_needed(source: Source, plan: FieldPlan, known: Places | None) -> tuple[str, ...]:
    """Returns the missing fields that the known places cannot give.

    A register may leave out the names, and a drawing the codes: known places have them.
    """
    given = _GIVEN.get(source.told.format, ()) if known else ()
    given = ("name",) if source.shapes is None else given
    return tuple(name for name in plan.missing if name not in given)


def _read_words(source: Source, plan: FieldPlan, kind: PlaceKind, profile: Profile) -> Words:
    parts = (
        read_words(source.table[at], at.start + 1, plan.fields, kind, profile)
        for at in cut(len(source.table), _WORDS_AT_ONCE)
    )
    return Words(write_table(WORDS, parts))


def _place_shapes(
    drawn: Shapes,
    told: Description,
    words: Words,
    request: SurveyRequest,
    profile: Profile,
    context: tuple[Places | None, Asked],
) -> tuple[Shapes, Georeference]:
    """Returns the shapes in EPSG:4490, and how they were placed.

    Raises:
        QuestionError: a question is open, of these shapes or from before.
    """
    known, asked = context
    declared = understand_crs(told.crs, told.format)
    try:
        placed = georeference(drawn, declared, request, profile, words, known)
    except QuestionError as error:
        raise asked.join(error) from error
    asked.raise_any()

    def place(at: slice) -> Shapes:
        flat = _as_multipolygons(shapely.force_2d(drawn.take(at)))
        return pack_shapes(place_shapes(flat, placed), STORAGE)

    return write_shapes(work_through(place, drawn.chunks)), placed


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
            tag(
                "C2",
                Text(
                    f"crs 成员“{said[:80]}”无法识别。",
                    f"Its crs member “{said[:80]}” cannot be understood.",
                ),
            ),
            details=[{"check": "C2"}],
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


def _tell_changed(told: Description, plan: FieldPlan) -> tuple[Finding, ...]:
    """Returns what reading left out or drew anew: G6 (Z and M), G7 (curves), F6 (names)."""
    found = []
    for row in told.raised_rows:
        message = Text(
            f"第 {row} 行：图形带有高程或量测值，已去掉",
            f"row {row}: its shape had heights or measures, which were dropped",
        )
        found.append(Finding("G6", "W", row, None, message))
    if (rest := told.raised - len(told.raised_rows)) > 0:
        message = Text(
            f"另有 {rest} 个图形带有高程或量测值，已去掉",
            f"{rest} more shapes had heights or measures, which were dropped",
        )
        found.append(Finding("G6", "W", None, None, message, measured=rest))
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


def _name_rows(findings: tuple[Finding, ...], words: Words) -> tuple[Finding, ...]:
    """Returns the findings of reading with the codes of their rows."""
    codes = words.tell("code") if any(finding.row is not None for finding in findings) else []
    return tuple(
        replace(finding, code=codes[finding.row - 1])
        if finding.row is not None and finding.code is None and finding.row <= len(codes)
        else finding
        for finding in findings
    )


def _tell_decisions(
    told: Description, plan: FieldPlan, placed: Georeference | None, head: "pd.DataFrame"
) -> dict[str, Any]:
    """Returns how the file was understood, as JSON values for people to see and overrule."""
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
            {"name": name, "samples": samples} for name, samples in sample_columns(head).items()
        ],
        "repaired_names": sorted(told.repaired),
        "had_z": told.raised > 0,
        "curved": len(told.curved),
    }
    if placed is None:
        return {**decisions, "srid": STORAGE, "srid_from": "known", "partial": True}
    where = placed.as_decisions()
    return {**decisions, **where, "srid": placed.srid, "srid_from": where["crs"]["from"]}
