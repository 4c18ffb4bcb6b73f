"""What the reading process is asked and what it answers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from geo.errors import InputError, Text, tag
from geo.findings import Finding
from geo.surveys import Question

if TYPE_CHECKING:
    import pyarrow as pa

Format = Literal["shapefile", "gpkg", "gdb", "geojson", "kml", "dxf", "csv", "xlsx"]
# Shapes stand in the first column of every batch, as WKB; it has no name that a file could use.
SHAPE = "\x1fshape"
EVERY_LAYER = "*"


@dataclass(frozen=True, slots=True)
class Options:
    """What a reader must know beside the file.

    Attributes:
        layer: the one that a person chose.
        encoding: the one that a person chose, "UTF-8" or "GB18030".
        polygonise: whether a person lets lines be closed to polygons.
        only_polygons: layers of lines and points are passed over.
        fields: our field -> how offices spell it, to find a table's header.
        codes: patterns of a code, to tell it from a name in a drawing's texts.
    """

    layer: str | None = None
    encoding: str | None = None
    polygonise: bool | None = None
    only_polygons: bool = True
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Encoding:
    """How the texts are written: the value, whether the bytes or a person said so, and why."""

    value: str
    source: Literal["standard", "bytes", "person"] = "standard"
    evidence: Text | None = None
    samples: tuple[str, ...] = ()


@dataclass(slots=True)
class Reading:
    """A file as its reader understands it, to be written out batch by batch.

    Attributes:
        batches: record batches; the first column is SHAPE (WKB, or null throughout where the
            file has no shapes at all).
        declared: how many features the file says it has.
        shaped: how many of them have a shape, where the file says so.
        crs: "EPSG:…", a URN or WKT; None where the file says nothing.
        findings, questions, curved: may grow while the batches are drawn.
        curved: rows (from 1) whose curves were drawn as short straight lines.
    """

    batches: "Iterable[pa.RecordBatch]"
    declared: int
    layer: str
    layers: list[str] = field(default_factory=list)
    encoding: Encoding = field(default_factory=lambda: Encoding("UTF-8"))
    crs: str | None = None
    shaped: int | None = None
    has_shapes: bool = True
    repaired: dict[str, str] = field(default_factory=dict)
    left_out: list[Text] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    curved: list[int] = field(default_factory=list)


TAKEN = Text(
    "可接收：Shapefile（整套或 zip）、GeoPackage、FileGDB、GeoJSON、KML/KMZ、DXF、CSV、XLSX；"
    "DWG、MDB、XLS 请先转换，RAR、7z 请改用 zip。",
    "Taken are shapefile (all parts, or a zip), GeoPackage, FileGDB, GeoJSON, KML/KMZ, DXF, CSV "
    "and XLSX; convert DWG, MDB and XLS first, and pack RAR and 7z as zip.",
)
# What to do, by the check that refuses; for all others: hand in another format.
_HINTS = {
    "F3": Text(
        "请把同名的 .shp、.shx、.dbf（及 .prj、.cpg）整套打成一个 zip 重新提交。",
        "Hand in all its parts (.shp, .shx, .dbf, .prj, .cpg) again, packed as one zip.",
    ),
    "F4": Text(
        "请在制作该文件的软件里改正后重新导出整份文件；不会只读其中一部分。",
        "Correct it in the program that made it and export all of it again; no part is read alone.",
    ),
    "F5": Text("请以 UTF-8 或 GBK 重新导出。", "Export it again as UTF-8 or GBK."),
    "C2": Text(
        "请在导出时写明坐标系（如 EPSG:4490），或删去这项说明后由人选定。",
        "Name the system when exporting (such as EPSG:4490), or leave it out and choose it here.",
    ),
    "G2": Text(
        "请把界线闭合（首尾点重合）并转为面后重新导出。",
        "Close the outlines (ends that meet), convert them to polygons and export them again.",
    ),
}


def refuse_file(
    path: Path,
    zh: str,
    en: str,
    code: str = "survey_refused",
    check: str = "F2",
    hint: Text | None = None,
) -> InputError:
    """Returns the error that says why a survey file cannot be taken, by which check (F1-F7, …)."""
    message = Text(f"不能接收 {path.name}：{zh}。", f"{path.name} cannot be taken: {en}.")
    return InputError(
        code, tag(check, message), hint or _HINTS.get(check, TAKEN), [{"check": check}]
    )


def note(check: str, zh: str, en: str, **more: Any) -> Finding:
    """Returns a finding of reading that only has to be noticed."""
    row = more.pop("row", None)
    severity = more.pop("severity", "W")
    return Finding(check, severity, row, None, Text(zh, en), **more)
