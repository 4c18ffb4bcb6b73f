"""Draws a page by folium, with everything inside: it asks nobody for anything.

Leaflet is written into the page where folium would link to other hosts, and there is no ground
map. Names come from surveys; they are escaped before they become text of the page (or of one of
folium's templates), and the page's own policy runs nothing but the scripts whose hashes it names.
"""

import base64
import hashlib
import re
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

import folium
from branca.element import Element, Figure
from jinja2 import Template

from geo.errors import SetupError, Text
from geo.export.page import Page
from geo.export.palette import HOVER, LINE

_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src "
_STYLE = """
html,body{height:100%;margin:0;font:14px/1.5 "Noto Sans CJK SC","Microsoft YaHei",sans-serif}
.leaflet-container{background:#f6f5f1;font:inherit}
.note{position:absolute;z-index:1000;right:12px;top:12px;max-width:22em;padding:10px 14px;
background:#fff;border:1px solid #cbc7bb;border-radius:4px;color:#22272c}
.note h1{font-size:16px;margin:0}.note p{margin:2px 0}.note small{color:#6a6860;display:block}
.note table{margin-top:6px;border-collapse:collapse}.note td{padding:1px 10px 1px 0}
.note td:last-child{text-align:right;padding-right:0}
.note i{display:inline-block;width:14px;height:14px;border:1px solid #8a867b}
.leaflet-tooltip table td{padding:0}
"""


@dataclass(frozen=True, slots=True)
class Leaflet:
    """Leaflet's script and style."""

    script: str
    style: str


class _Inline(Element):
    """Writes a script or a style into the page; it is no template, whatever it holds."""

    _template = Template("<{{ this.tag }}>{{ this.text }}</{{ this.tag }}>")

    def __init__(self, tag: str, text: str) -> None:
        super().__init__()
        self.tag, self.text = tag, text


class _Note(Element):
    """Says in the page's corner what it shows; texts are escaped here."""

    _template = Template(
        """<aside class="note">
<h1>{{ this.page.title.zh|e }}</h1><small>{{ this.page.title.en|e }}</small>
{% for note in this.page.notes %}<p>{{ note.zh|e }}<small>{{ note.en|e }}</small></p>
{% endfor %}<table>{% for label, colour, count in this.page.legend %}
<tr><td><i style="background:{{ colour|e }}"></i></td>
<td>{{ label.zh|e }} <small>{{ label.en|e }}</small></td><td>{{ count }}</td></tr>
{% endfor %}</table></aside>"""
    )

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page = page


def read_leaflet(web: Path) -> Leaflet:
    """Returns Leaflet as the build of the web pages left it, without references to other files.

    Raises:
        SetupError: web_not_built.
    """
    try:
        script, style = (
            (web / "vendor" / name).read_text("utf-8") for name in ("leaflet.js", "leaflet.css")
        )
    except FileNotFoundError as error:
        raise SetupError(
            "web_not_built",
            Text(
                "网页尚未构建，缺少地图脚本。", "The web pages, which hold Leaflet, are not built."
            ),
            Text("请先运行一次 ./onemap up。", "Run ./onemap up once."),
        ) from error
    return Leaflet(
        re.sub(r"//# sourceMappingURL=\S+", "", script), re.sub(r"url\([^)]*\)", "none", style)
    )


def draw_page(page: Page, leaflet: Leaflet) -> bytes:
    """Returns the page in UTF-8: a map that can be moved, with labels where the pointer is."""
    chart = folium.Map(tiles=None, prefer_canvas=True, zoom_snap=0.25, attribution_control=False)
    # They would link to other hosts.
    chart.default_js, chart.default_css = [], []
    figure = Figure()
    figure.add_child(chart)
    title = escape(f"{page.title.zh} {page.title.en}")
    figure.header.add_child(_Inline("title", title), name="title")
    figure.header.add_child(_Inline("style", leaflet.style + _STYLE), name="style")
    figure.header.add_child(_Inline("script", leaflet.script), name="leaflet")
    if page.places:
        _add_layer(chart, page.streets, labelled=False)
    _add_layer(chart, page.places or page.streets, labelled=True)
    figure.html.add_child(_Note(page), name="note")
    if page.streets or page.places:
        west, south, east, north = page.bounds
        corners = [[south, west], [north, east]]
        chart.fit_bounds(corners, padding_top_left=(60, 20), padding_bottom_right=(360, 20))
    return _seal(figure.render()).encode()


def _add_layer(chart: folium.Map, features: list[dict[str, Any]], *, labelled: bool) -> None:
    if not features:
        return
    layer = folium.GeoJson(
        {"type": "FeatureCollection", "features": features},
        style_function=_style,
        highlight_function=_highlight if labelled else None,
        tooltip=folium.GeoJsonTooltip(["label"], labels=False) if labelled else None,
        interactive=labelled,
    )
    layer.add_to(chart)


def _style(feature: dict[str, Any]) -> dict[str, Any]:
    colour = feature["properties"]["colour"]
    return {"color": LINE, "weight": 1, "fillColor": colour, "fillOpacity": 1}


def _highlight(feature: dict[str, Any]) -> dict[str, Any]:
    return {**_style(feature), "color": HOVER, "weight": 2}


def _seal(page: str) -> str:
    """Returns the page with a policy that runs its own scripts and nothing else."""
    digests = [hashlib.sha256(script.encode()).digest() for script in _SCRIPT.findall(page)]
    hashes = " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)
    policy = f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}{hashes}">'
    return page.replace("<html>", '<html lang="zh">', 1).replace("<head>", f"<head>\n{policy}", 1)
