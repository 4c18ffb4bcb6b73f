"""Drawings (DXF): lines are closed to polygons and take their code and name from the texts inside.

A drawing has no attributes and no reference system. Blocks are read where they are placed
(references.py); references to other drawings and pictures are never followed.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from ezdxf import path as curves
from ezdxf.entities.dxfentity import DXFTagStorage
from ezdxf.entities.dxfgfx import DXFGraphic
from ezdxf.entities.lwpolyline import LWPolyline
from ezdxf.entities.mtext import MText
from ezdxf.entities.polygon import DXFPolygon
from ezdxf.entities.text import Text as PlainText
from ezdxf.filemanagement import readfile
from ezdxf.lldxf.const import DXFError
from ezdxf.math import Vec3

from geo.boundaries.readers.batches import make_batches
from geo.boundaries.readers.formats import SurveyFile
from geo.boundaries.readers.job import Encoding, Options, Reading, note, refuse_file
from geo.boundaries.readers.references import References
from geo.boundaries.readers.rings import (
    Label,
    build_areas,
    find_lost_codes,
    is_closed,
    label_areas,
)
from geo.boundaries.readers.texts import pick_samples
from geo.errors import Text, tag
from geo.findings import Finding
from geo.surveys import Option, Question

if TYPE_CHECKING:
    from ezdxf.document import Drawing
    from numpy.typing import NDArray

_AREAS = ("HATCH", "MPOLYGON")
_CURVED = ("ARC", "CIRCLE", "ELLIPSE", "SPLINE")
_LINES = ("LWPOLYLINE", "POLYLINE", "LINE", *_CURVED)
_TEXTS = ("TEXT", "MTEXT")
_LABELS = (*_TEXTS, "ATTRIB")
_SAGITTA = 0.01
_ESCAPED = re.compile(r"\\U\+([0-9A-Fa-f]{4})")
_BINARY = b"AutoCAD Binary DXF"
_KIND, _NAME = b"0", b"2"
_FAILURES = (
    DXFError,
    UnicodeError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    ArithmeticError,
    AssertionError,
    StopIteration,
    RecursionError,
    OSError,
)


def read(file: SurveyFile, options: Options) -> Reading:
    """Returns the reading of a drawing's closed lines.

    Raises:
        InputError: not whole, or it draws nothing that closes; a person does not want its lines
            to be closed.
    """
    if options.polygonise is False and options.only_polygons:
        raise refuse_file(
            file.path,
            "图中只有线，没有面；请把界线转为面后提交",
            "it draws lines, no polygons; convert them before you hand it in",
            check="G2",
        )
    drawing = _open(file.path)
    try:
        page = list(drawing.modelspace())
        _require_count(file.path, [*page, *drawing.paperspace()])
        references = References(file.path)
        entities = list(references.open_all(page))
        lines, curved = _trace(entities)
        labels = list(_read_labels(entities))
    except _FAILURES as error:
        raise _refuse(file.path, error) from error
    if not options.only_polygons:
        return _describe_lines(file, drawing, lines)
    # A line of one point draws nothing; it is counted as one that does not close.
    areas = build_areas([line for line in lines if len(line) > 1])
    if not len(areas):
        raise refuse_file(
            file.path, "图中没有闭合的界线", "no line in it closes to a polygon", check="G2"
        )
    columns, shapes = label_areas(areas, labels, options.codes)
    reading = _describe(file, drawing, columns, shapes)
    reading.left_out.extend((*references.tell(), *_tell_unknown(page)))
    reading.findings.extend(map(_tell_lost, find_lost_codes(labels, columns, options.codes)))
    loose = sum(not is_closed(line) for line in lines)
    if loose:
        reading.left_out.append(
            Text(
                f"{loose} 条线没有自行闭合，只取其围成的面",
                f"{loose} lines do not close by themselves; only what they enclose was taken",
            )
        )
    if curved:
        reading.findings.append(
            note(
                "G7",
                f"{curved} 条线含弧或曲线，已用短直线代替",
                f"{curved} lines have arcs or curves, which were drawn as short straight lines",
                measured=curved,
            )
        )
    if options.polygonise is None:
        reading.questions.append(_ask(len(lines), len(shapes), columns))
    return reading


def _open(path: Path) -> "Drawing":
    raw = path.read_bytes()
    ends = raw.rstrip().endswith(b"EOF") or raw.startswith(_BINARY)
    if not ends:
        raise refuse_file(path, "文件不完整（没有结尾）", "it is incomplete: its end is missing")
    try:
        return readfile(path)
    except _FAILURES as error:
        raise _refuse(path, error) from error


def _refuse(path: Path, error: Exception) -> Exception:
    return refuse_file(
        path, f"文件无法读取（{error}）", f"it cannot be read ({error})", "unreadable"
    )


def _require_count(path: Path, entities: Iterable[DXFGraphic]) -> None:
    """F4: as many lines, areas and texts as the text of the file has; blocks' are not counted."""
    with path.open("rb") as file:
        if file.read(len(_BINARY)) == _BINARY:
            return
    wanted = {name.encode() for name in (*_AREAS, *_LINES, *_TEXTS)}
    declared = Counter(kind for kind in _list_declared(path) if kind in wanted)
    found = Counter(e.dxftype().encode() for e in entities if e.dxftype().encode() in wanted)
    if declared != found:
        raise refuse_file(
            path,
            f"文件有 {declared.total()} 个图元，只读出 {found.total()} 个",
            f"it has {declared.total()} entities but {found.total()} were read",
            check="F4",
        )


def _list_declared(path: Path) -> Iterator[bytes]:
    """Yields the kind of every entity that the text of a drawing holds.

    Lines come in pairs, a group's code and its value: a value that looks like a code (a layer
    called 0) begins nothing.
    """
    with path.open("rb") as file:
        within, named = False, b""
        for code, value in zip(map(bytes.strip, file), map(bytes.strip, file), strict=False):
            if code == _NAME and named == b"SECTION":
                within = value == b"ENTITIES"
            named = value if code == _KIND else b""
            if within and named:
                yield named


def _tell_unknown(entities: list[DXFGraphic]) -> Iterator[Text]:
    """Yields what is told of entities of kinds that only one maker's programs know."""
    unknown = [entity.dxftype() for entity in entities if isinstance(entity, DXFTagStorage)]
    if unknown:
        kinds = ", ".join(sorted({kind[:40] for kind in unknown})[:5])
        yield Text(
            f"{len(unknown)} 个图元的类型无法识别（{kinds}），未读取",
            f"{len(unknown)} entities of unknown kinds ({kinds}) were not read",
        )


def _trace(entities: list[DXFGraphic]) -> tuple["list[NDArray[np.float64]]", int]:
    """Returns every line as its points (closed ones end where they begin), how many are curved."""
    traced = [one for entity in entities for one in _trace_one(entity)]
    return [points for points, _ in traced], sum(is_curved for _, is_curved in traced)


def _trace_one(entity: DXFGraphic) -> "Iterator[tuple[NDArray[np.float64], bool]]":
    if isinstance(entity, LWPolyline) and not entity.has_arc and entity.dxf.extrusion.z > 0:
        points = np.array(entity.get_points("xy"), dtype=float).reshape(-1, 2)
        yield (np.vstack([points, points[:1]]) if entity.closed else points), False
        return
    traced: Iterable[curves.Path] = ()
    if isinstance(entity, DXFPolygon):
        traced = curves.from_hatch(entity)
    elif entity.dxftype() in _LINES:
        traced = (curves.make_path(entity),)
    for one in traced:
        points = np.array([(v.x, v.y) for v in one.flattening(_SAGITTA)], dtype=float)
        yield points.reshape(-1, 2), one.has_curves


def _read_labels(entities: list[DXFGraphic]) -> Iterator[Label]:
    for entity in entities:
        if not isinstance(entity, PlainText | MText) or entity.dxftype() not in _LABELS:
            continue
        # How drawings before 2007 write characters that their code page has not.
        said = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), str(entity.plain_text()))
        at = _find_place(entity)
        if said.strip() and math.isfinite(at.x) and math.isfinite(at.y):
            yield Label(at.x, at.y, " ".join(said.split()))


def _find_place(text: PlainText | MText) -> Vec3:
    """Returns where a text stands: an aligned one is placed by its second point alone."""
    if isinstance(text, MText):
        return Vec3(text.dxf.insert)
    _, first, second = text.get_placement()
    return Vec3(text.ocs().to_wcs(first if second is None else first.lerp(second)))


def _tell_lost(code: str) -> Finding:
    return note(
        "G2",
        f"编码 {code} 的文字不在任何闭合界线内（或与别的编码同在一个面内），该区域没有读到",
        f"the text {code} stands in no closed outline (or shares one with another code); that zone "
        "was not read",
        severity="E",
        hint=Text(
            "请在图中闭合其界线（首尾点重合），每个面内只放一个编码。",
            "Close its outline in the drawing (ends that meet), with one code in each area.",
        ),
        other_code=code,
    )


def _describe(
    file: SurveyFile,
    drawing: "Drawing",
    columns: dict[str, list[Any]],
    shapes: "NDArray[Any]",
) -> Reading:
    return Reading(
        batches=make_batches(columns, shapes, len(shapes)),
        declared=len(shapes),
        layer=file.name,
        encoding=_tell_encoding(drawing, columns.get("text", [])),
        left_out=list(file.left_out),
    )


def _describe_lines(
    file: SurveyFile, drawing: "Drawing", lines: "list[NDArray[np.float64]]"
) -> Reading:
    drawn = [shapely.LineString(points) for points in lines if len(points) > 1]
    shapes = np.array(drawn, dtype=object)
    return _describe(file, drawing, {}, shapes)


def _tell_encoding(drawing: "Drawing", texts: list[Any]) -> Encoding:
    value = "GB18030" if drawing.encoding.startswith("gb") else "UTF-8"
    version = drawing.acad_release
    evidence = Text(
        f"{version} 图形文件声明的编码", f"as this {version} drawing declares its texts"
    )
    return Encoding(value, "standard", evidence, pick_samples(texts))


def _ask(lines: int, areas: int, columns: dict[str, list[Any]]) -> Question:
    labelled = sum(text is not None for text in columns["text"])
    message = Text(
        f"图中只有线：{lines} 条线可闭合为 {areas} 个面，其中 {labelled} 个面内有文字作为编码或"
        "名称。要这样读取吗？",
        f"It draws lines only: {lines} lines close to {areas} polygons, {labelled} of which have "
        "a text inside for their code or name. Shall they be read so?",
    )
    options = (
        Option(True, Text("闭合为面", "close them to polygons")),  # noqa: FBT003 - the answer
        Option(False, Text("不读取", "do not read them")),  # noqa: FBT003 - the answer
    )
    return Question("polygonise", tag("G2", message), options, proposed=True)
