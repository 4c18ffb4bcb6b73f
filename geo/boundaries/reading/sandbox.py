"""Has an upload read by a sealed process of its own, and believes nothing that it answers.

This process never opens an upload with a reader of formats. The other one (readers/__main__.py)
reads it without a network, with few files, bounded memory and time; what comes back is data in a
plain form (Arrow and JSON), which is validated here.
"""

import json
import shutil
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import shapely
from pydantic import BaseModel, ConfigDict, NonNegativeInt, ValidationError

from geo.boundaries.readers.job import SHAPE, Encoding, Format, Options, refuse_file
from geo.boundaries.readers.limits import MAX_ANSWER_BYTES, allow_seconds
from geo.boundaries.readers.unpack import lack_room
from geo.boundaries.reading.uploads import list_uploads, measure_uploads
from geo.errors import InputError, OneMapError, SetupError, Text
from geo.findings import Finding
from geo.places import Shapes, measure_shapes
from geo.surveys import Question, QuestionError

if TYPE_CHECKING:
    import pandas as pd

_ROOM_TO_ANSWER = 1 << 20
_ROOT = Path(__file__).resolve().parents[3]
# Every driver of GDAL but those of shapefiles, GeoPackage and FileGDB is switched off.
_SKIPPED = (
    "ADBC,AIVector,AVCBin,AVCE00,AmigoCloud,CSV,CSW,Carto,DGN,DXF,EDIGEO,EEDA,ESRIJSON,"
    "Elasticsearch,FlatGeobuf,GDALG,GML,GPSBabel,GPX,GTFS,GeoJSON,GeoJSONSeq,GeoRSS,HTTP,Idrisi,"
    "JML,JSONFG,KML,LIBKML,LVBAG,MBTiles,MEM,MVT,MapInfo File,MapML,MiraMonVector,NGW,OAPIF,ODS,"
    "OGCAPI,OGR_GMT,OGR_PDS,OGR_VRT,OSM,PCIDSK,PDF,PDS4,PGDUMP,PLSCENES,PMTiles,S57,SQLite,SXF,"
    "Selafin,TopoJSON,VDV,VFK,VICAR,WAsP,WFS,XLSX"
)
_ENVIRONMENT = {
    "OGR_SKIP": _SKIPPED,
    "CPL_LOG": "/dev/null",
    "GDAL_DISABLE_READDIR_ON_OPEN": "FALSE",
    "LC_ALL": "C.UTF-8",
    # Else the interpreter asks the system whose process it is.
    "HOME": "/",
    # One thread each: a survey is read no faster by more, and each takes its own memory.
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
}
_CAUSES = {"InputError": InputError, "SetupError": SetupError}
_PLAIN = ("large_string", "int64", "double", "bool")


class _Sentence(BaseModel):
    model_config = ConfigDict(extra="forbid")
    zh: str
    en: str

    @property
    def text(self) -> Text:
        return Text(self.zh, self.en)


class _Failure(BaseModel):
    """Why the upload was not read."""

    model_config = ConfigDict(extra="forbid")
    kind: str
    code: str
    message: _Sentence
    hint: _Sentence | None
    details: list[dict[str, str]]
    questions: tuple[Question, ...]


class Description(BaseModel):
    """What the reader tells of an upload beside its features."""

    model_config = ConfigDict(extra="forbid")
    format: Format
    layer: str
    layers: tuple[str, ...]
    encoding: Encoding
    crs: str | None
    features: NonNegativeInt
    has_shapes: bool
    raised: NonNegativeInt
    raised_rows: tuple[NonNegativeInt, ...]
    curved: tuple[NonNegativeInt, ...]
    repaired: dict[str, str]
    left_out: tuple[_Sentence, ...]
    findings: tuple[Finding, ...]
    questions: tuple[Question, ...]


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid")
    survey: Description | None = None
    error: _Failure | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """An upload as its reader saw it.

    `table` has one row per feature, in the file's order, and its columns as they are named there:
    texts, whole numbers, numbers, truth values. `shapes` are as drawn, in the file's coordinates,
    Z and M included; None where the upload is a table without any. Both lie in a file.
    """

    table: pa.Table
    shapes: Shapes | None
    told: Description

    def read_frame(self, most: int | None = None) -> "pd.DataFrame":
        """Returns the table, or its first rows."""
        # Whole numbers stay whole beside empty cells: a code of 17 digits is no measurement.
        frame: pd.DataFrame = self.table.slice(0, most).to_pandas(integer_object_nulls=True)
        return frame


def read_source(path: Path, workspace: Path, options: Options) -> Source:
    """Returns what an upload holds; lines and points too, if the options ask for them.

    Args:
        path: a file, a folder (loose parts of a shapefile, a .gdb) or the .shp among its parts.
        workspace: an empty folder, which the reader may fill.
        options: what a person decided, and what the profile says of fields and codes.

    Raises:
        InputError: file_missing; the upload cannot be taken; reading took too long or broke down.
        QuestionError: a person must choose first (the layer).
        SetupError: disk_full, or the reader cannot be sealed on this machine.
    """
    uploads = list_uploads(path)
    answer = _ask_reader(path, uploads, workspace, options)
    if answer.error is not None:
        raise _rebuild_error(answer.error)
    if answer.survey is None:
        raise _refuse_broken(path)
    table = _take_features(path, workspace / "features.arrow", answer.survey)
    shapes = None
    if answer.survey.has_shapes:
        try:
            shapes = measure_shapes(table.column(0))
        except shapely.errors.ShapelyError as error:
            raise refuse_file(
                path, f"图形无法读取（{error}）", f"its shapes cannot be read ({error})"
            ) from error
    return Source(table.remove_column(0), shapes, answer.survey)


def _ask_reader(path: Path, uploads: list[Path], workspace: Path, options: Options) -> _Answer:
    seconds = allow_seconds(measure_uploads(uploads))
    job = {
        "uploads": [str(upload) for upload in uploads],
        "workspace": str(workspace),
        "seconds": seconds,
        "options": asdict(options),
    }
    with (workspace / "reader.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "geo.boundaries.readers"],
            cwd=_ROOT,
            env={**_ENVIRONMENT, "TMPDIR": str(workspace)},
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
        )
    try:
        process.communicate(json.dumps(job).encode(), timeout=seconds + 10)
    except subprocess.TimeoutExpired as error:
        raise refuse_file(
            path, f"{seconds} 秒内未能读完", f"it could not be read within {seconds} seconds"
        ) from error
    finally:
        # Also when this process was told to stop: nothing goes on without it.
        process.kill()
        process.wait()
    return _read_answer(path, workspace, process.returncode)


def _read_answer(path: Path, workspace: Path, code: int) -> _Answer:
    said = workspace / "answer.json"
    # A reader on a full disk has no room to say so.
    if code != 0 and shutil.disk_usage(workspace).free < _ROOM_TO_ANSWER:
        raise lack_room(workspace)
    if code != 0 or not said.is_file() or said.stat().st_size > MAX_ANSWER_BYTES:
        raise _refuse_broken(path, _read_end(workspace / "reader.log"))
    try:
        return _Answer.model_validate_json(said.read_bytes())
    except ValidationError as error:
        raise _refuse_broken(path, str(error)) from error


def _read_end(log: Path) -> str:
    with log.open("rb") as file:
        file.seek(max(log.stat().st_size - 2_000, 0))
        lines = file.read().decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else ""


def _rebuild_error(failure: _Failure) -> OneMapError:
    hint = failure.hint.text if failure.hint else None
    if failure.questions:
        return QuestionError(
            failure.code, failure.message.text, hint, failure.details, failure.questions
        )
    cause = _CAUSES.get(failure.kind, InputError)
    return cause(failure.code, failure.message.text, hint, failure.details)


def _refuse_broken(path: Path, why: str = "") -> InputError:
    error = refuse_file(
        path, "读取时出错，文件可能已损坏", "reading it broke down; it may be damaged"
    )
    error.details = [*error.details, *([why] if why else [])]
    return error


def _take_features(path: Path, file: Path, told: Description) -> pa.Table:
    """Returns the features after their form was checked: the count, the types, every offset."""
    try:
        with pa.memory_map(str(file)) as source:
            table = pa.ipc.open_file(source).read_all()
        table.validate(full=True)
    except (pa.ArrowException, OSError) as error:
        raise _refuse_broken(path, str(error)) from error
    names, types = table.schema.names, [str(field.type) for field in table.schema]
    plain = names[:1] == [SHAPE] and types[0] in ("binary", "large_binary")
    if not plain or len(set(names)) != len(names) or not set(types[1:]) <= set(_PLAIN):
        raise _refuse_broken(path, f"schema {types}")
    if table.num_rows != told.features:
        raise _refuse_broken(path, f"{table.num_rows} rows, {told.features} told")
    return table
