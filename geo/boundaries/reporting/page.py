"""The report of a survey's checks as one page: an overview, and each finding with its own map.

The page needs nothing but itself: no script, no request, one style whose hash its own policy names.
So it can be handed on as a file, and a name that somebody wrote into a survey can do nothing in it.
The overview links to the findings and they link back by plain fragments.
"""

import base64
import hashlib
import html
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.boundaries.reporting.report import Report, draw_errors

if TYPE_CHECKING:
    from numpy.typing import NDArray

LISTED = 2_000
DRAWN = 300
OVERVIEW_PX = 1_000
INSET_PX = 240
# A fault at a point is shown with so much of its surroundings (degrees, some 40 m).
AROUND = 0.0004
# No district is wider than this.
DISTRICT_DEGREES = 2.0
POLAR_DEGREES = 89.0
# Found at one point of an outline, however large the shape.
AT_POINT = frozenset({"G3", "G9", "G10", "T2", "T6", "Z1"})

_FACTS = {
    "file_name": "文件 File",
    "kind": "种类 Kind",
    "layer": "图层 Layer",
    "features": "要素数 Features",
    "srid": "坐标系 EPSG",
    "encoding": "编码 Encoding",
    "surveyed_on": "测绘日期 Surveyed on",
    "loaded_by": "提交人 Handed in by",
    "loaded_at": "提交时间 Handed in at",
    "status": "状态 Status",
    "file_sha256": "SHA-256",
}
_STYLE = """
body{font:14px/1.5 "Noto Sans CJK SC","Microsoft YaHei",sans-serif;margin:2em auto;max-width:1040px;
padding:0 1em;color:#1d2733}
h1{font-size:20px}h2{font-size:16px;margin-top:2em}
table{border-collapse:collapse}th,td{text-align:left;padding:2px 16px 2px 0;vertical-align:top}
th{font-weight:normal;color:#5c6b7a}td{overflow-wrap:anywhere}
svg{background:#f6f8fa;border:1px solid #d5dce3;display:block}
.overview{width:100%;height:auto}
path{fill:none;stroke-width:1;vector-effect:non-scaling-stroke}
.old{stroke:#8a97a5;stroke-dasharray:4 3}.new{stroke:#1f6feb}
.error{fill:#d1242f;fill-opacity:.25;stroke:#d1242f}
circle{vector-effect:non-scaling-stroke;stroke:#fff;stroke-width:1}
.E{fill:#d1242f}.W{fill:#bf8700}
article{display:flex;gap:16px;border-top:1px solid #d5dce3;padding:10px 0}
article:target{background:#fff8c5}circle:target{stroke:#000;stroke-width:4}
article p{margin:0 0 4px}article svg{flex:none;width:240px;height:240px}
.tag{font-weight:bold}.en,.hint{color:#5c6b7a}
"""
_POLICY = (
    "default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'sha256-"
    + base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
    + "'"
)


@dataclass(frozen=True, slots=True)
class Window:
    """A piece of the map (degrees) on so many pixels; north is up and a metre as long as wide."""

    west: float
    south: float
    east: float
    north: float
    pixels: int

    @property
    def scale(self) -> tuple[float, float]:
        """Pixels for a degree of longitude and of latitude."""
        shrink = float(np.cos(np.radians((self.south + self.north) / 2)))
        wide, high = (self.east - self.west) * shrink, self.north - self.south
        per_degree = self.pixels / max(wide, high, 1e-9)
        return per_degree * shrink, per_degree

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in pixels."""
        x, y = self.scale
        return (self.east - self.west) * x, (self.north - self.south) * y

    def place(self, points: "NDArray[np.float64]") -> "NDArray[np.float64]":
        """Returns pixels, from the upper left, for (n, 2) degrees."""
        x, y = self.scale
        return np.column_stack([(points[:, 0] - self.west) * x, (self.north - points[:, 1]) * y])


def draw_page(report: Report) -> bytes:
    """Returns the report as an HTML page in UTF-8, in Chinese and English.

    At most LISTED findings are on the page and DRAWN of them have a map of their own; it says how
    many are left out. The other formats of the report hold them all.
    """
    records = report.list_findings()
    title = f"测绘成果检查报告 Survey report: {report.facts.get('file_name') or ''}"
    parts = [
        '<!doctype html>\n<html lang="zh">\n<head>\n<meta charset="utf-8">\n',
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n',
        f"<title>{_escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n",
        f"<h1>{_escape(title)}</h1>\n",
        *_tell_facts(report),
        *_draw_overview(report, records[:LISTED]),
        f"<h2>检查结果 Findings ({len(records)})</h2>\n",
        *_list_findings(report, records[:LISTED]),
    ]
    rest = len(records) - LISTED
    if rest > 0:
        parts.append(f"<p>另有 {rest} 处见 CSV 或 JSON。 {rest} more: see CSV or JSON.</p>\n")
    parts.append("</body>\n</html>\n")
    return "".join(parts).encode()


def _tell_facts(report: Report) -> Iterator[str]:
    counts = report.count_findings()
    yield "<table>\n"
    for name, label in _FACTS.items():
        if (value := report.facts.get(name)) is not None:
            yield f"<tr><th>{label}</th><td>{_escape(value)}</td></tr>\n"
    yield (
        f"<tr><th>错误 Errors</th><td>{counts['E']}</td></tr>\n"
        f"<tr><th>警告 Warnings</th><td>{counts['W']}</td></tr>\n"
        f"<tr><th>已放行 Waived</th><td>{counts['waived']}</td></tr>\n</table>\n"
    )


def _draw_overview(report: Report, records: Sequence[dict[str, Any]]) -> Iterator[str]:
    new, old = _list_shapes(report.rows), _list_shapes(report.known)
    placed = [record for record in records if record["lon"] is not None]
    points = np.array([(record["lon"], record["lat"]) for record in placed], dtype=float)
    window = _frame(np.append(new, old), points.reshape(-1, 2))
    if window is None:
        return
    width, height = window.size
    yield "<h2>总览 Overview</h2>\n"
    yield f'<svg class="overview" viewBox="-8 -8 {width + 16:.0f} {height + 16:.0f}">\n'
    yield _draw_paths(old, window, "old")
    yield _draw_paths(new, window, "new")
    for record, (x, y) in zip(placed, window.place(points.reshape(-1, 2)), strict=True):
        told = _escape(f"{record['check']} {record['message_zh']}")
        number = record["number"]
        yield (
            f'<a href="#f{number}"><circle id="m{number}" class="{record["severity"]}" '
            f'cx="{x:.1f}" cy="{y:.1f}" r="5"><title>{told}</title></circle></a>\n'
        )
    yield '</svg>\n<p class="en">虚线为现有，蓝线为本次。 Dashed: before; blue: this survey.</p>\n'


def _list_findings(report: Report, records: Sequence[dict[str, Any]]) -> Iterator[str]:
    new, old = _list_shapes(report.rows), _list_shapes(report.known)
    trees = [
        (shapely.STRtree(shapes), shapes, name) for shapes, name in ((old, "old"), (new, "new"))
    ]
    errors: Iterable[BaseGeometry | None] = [None] * len(records)
    if report.rows is not None:
        errors = draw_errors(report.findings[: len(records)], report.rows)
    for at, (record, error) in enumerate(zip(records, errors, strict=True)):
        yield f'<article id="f{record["number"]}">\n'
        window = _frame_finding(record, error)
        if window is not None and at < DRAWN:
            yield _draw_inset(record, error, window, trees)
        yield _tell_finding(record, last=at == len(records) - 1)
        yield "</article>\n"


def _tell_finding(record: dict[str, Any], *, last: bool) -> str:
    number = record["number"]
    lines = [
        f'<p><span class="tag">{record["severity"]} {record["check"]}</span> '
        f"{_escape(record['title_zh'])} "
        f'<span class="en">{_escape(record["title_en"])}</span></p>',
        f"<p>{_escape(record['message_zh'])}</p>",
        f'<p class="en">{_escape(record["message_en"])}</p>',
    ]
    if record["hint_zh"]:
        lines.append(
            f'<p class="hint">{_escape(record["hint_zh"])} {_escape(record["hint_en"])}</p>'
        )
    if record["waived_by"] is not None:
        until = f"（至 until {record['waived_until']}）" if record["waived_until"] else ""
        told = f"{record['waived_by']}：{record['waiver_reason']}{until}"
        lines.append(f"<p>已放行 Waived: {_escape(told)}</p>")
    links = [f'<a href="#m{number}">图上 map</a>'] if record["lon"] is not None else []
    if number > 1:
        links.append(f'<a href="#f{number - 1}">上一处 previous</a>')
    if not last:
        links.append(f'<a href="#f{number + 1}">下一处 next</a>')
    return "<div>\n" + "\n".join(lines) + f"\n<p>{' · '.join(links)}</p>\n</div>\n"


def _draw_inset(
    record: dict[str, Any],
    error: BaseGeometry | None,
    window: Window,
    trees: Sequence[tuple[shapely.STRtree, "NDArray[Any]", str]],
) -> str:
    width, height = window.size
    box = (window.west, window.south, window.east, window.north)
    drawn = [
        _draw_paths(_cut(shapes[np.sort(tree.query(shapely.box(*box)))], box), window, name)
        for tree, shapes, name in trees
    ]
    if error is not None and record["check"] not in AT_POINT:
        drawn.append(_draw_paths(_cut(np.array([error], dtype=object), box), window, "error"))
    mark = ""
    if record["lon"] is not None:
        ((x, y),) = window.place(np.array([[record["lon"], record["lat"]]]))
        mark = f'<circle class="{record["severity"]}" cx="{x:.1f}" cy="{y:.1f}" r="4"/>'
    return f'<svg viewBox="0 0 {width:.0f} {height:.0f}">\n{"".join(drawn)}{mark}</svg>\n'


def _frame_finding(record: dict[str, Any], error: BaseGeometry | None) -> Window | None:
    """Returns a square window about a finding; None where it is nowhere on earth."""
    if error is not None and record["check"] not in AT_POINT:
        west, south, east, north = shapely.bounds(error).tolist()
    elif record["lon"] is not None:
        west, south, east, north = record["lon"], record["lat"], record["lon"], record["lat"]
    else:
        return None
    lon, lat = (west + east) / 2, (south + north) / 2
    if max(abs(south), abs(north)) >= POLAR_DEGREES:
        return None
    shrink = float(np.cos(np.radians(lat)))
    half = max(AROUND, 0.6 * (north - south), 0.6 * (east - west) * shrink)
    return Window(lon - half / shrink, lat - half, lon + half / shrink, lat + half, INSET_PX)


def _frame(shapes: "NDArray[Any]", points: "NDArray[np.float64]") -> Window | None:
    """Returns the window of the shapes; of the points, where there is no shape.

    A shape far away from all others would make a speck of them: it is left outside.
    """
    box = shapely.bounds(shapes)
    if not len(box):
        if not len(points):
            return None
        box = np.column_stack([points - AROUND, points + AROUND])
    away = np.abs(box - np.median(box, axis=0)).max(axis=1)
    box = box[away < DISTRICT_DEGREES]
    if not len(box):
        return None
    (west, south), (east, north) = box[:, :2].min(axis=0), box[:, 2:].max(axis=0)
    return Window(float(west), float(south), float(east), float(north), OVERVIEW_PX)


def _list_shapes(frame: gpd.GeoDataFrame | None) -> "NDArray[Any]":
    """Returns the polygons of a frame that can be drawn: there, and finite."""
    if frame is None:
        return np.array([], dtype=object)
    shapes = np.asarray(frame.geometry.array, dtype=object)
    finite = np.isfinite(shapely.bounds(shapes)).all(axis=1)
    sensible = (np.abs(np.nan_to_num(shapely.bounds(shapes), nan=1e9)) <= 180).all(axis=1)
    drawn: NDArray[Any] = shapes[finite & sensible]
    return drawn


def _cut(shapes: "NDArray[Any]", box: tuple[float, float, float, float]) -> "NDArray[Any]":
    """Returns the sides of shapes inside a box, as lines: what is cut off shows no edge there."""
    lines: NDArray[Any] = shapely.clip_by_rect(shapely.boundary(shapes), *box)
    polygons = shapely.get_type_id(shapes) == 3
    whole = polygons & shapely.covers(shapely.box(*box), shapes)
    return np.where(whole, shapes, lines)


def _draw_paths(shapes: "NDArray[Any]", window: Window, name: str) -> str:
    """Returns one path of all outlines and lines, simplified to half a pixel."""
    parts = shapely.get_parts(shapely.get_parts(shapes))
    kinds = shapely.get_type_id(parts)
    lines = np.append(shapely.get_rings(parts[kinds == 3]), parts[kinds == 1])
    placed = shapely.simplify(shapely.transform(lines, window.place), 0.5, preserve_topology=False)
    commands = []
    for line in placed:
        points = shapely.get_coordinates(line).tolist()
        if len(points) > 1:
            commands.append("M" + " ".join(f"{x:.1f},{y:.1f}" for x, y in points))
    return f'<path class="{name}" d="{"".join(commands)}"/>\n' if commands else ""


def _escape(value: object) -> str:
    text = "".join(c if c.isprintable() or c == " " else "\ufffd" for c in str(value))
    return html.escape(text, quote=True)
