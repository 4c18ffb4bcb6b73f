"""KML (and KMZ, once unpacked): places with their folders, read as a stream of XML.

Only what draws or names a place is looked at: no link, style or overlay is followed, and a
document that declares entities of its own is refused.
"""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.parsers import expat

import numpy as np
import shapely

from geo.boundaries.readers.batches import make_batches
from geo.boundaries.readers.descriptions import read_description
from geo.boundaries.readers.formats import SurveyFile
from geo.boundaries.readers.job import EVERY_LAYER, Options, Reading, refuse_file
from geo.boundaries.readers.layers import ask_layer
from geo.boundaries.readers.texts import decode_file
from geo.errors import InputError, Text

_WGS84 = "EPSG:4326"
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
# People write blanks behind the commas within a point; what parts two points has none.
_COMMA = re.compile(r"\s*,\s+|\s+,")
_FOLDERS = ("Folder", "Document")
_POLYGONS = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)


class Place:
    """A Placemark while it is read: its folder, what it says, its rings, lines and points."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.said: dict[str, str] = {}
        self.polygons: list[list[list[Sequence[float]]]] = []
        self.others: list[shapely.Geometry] = []

    @property
    def labels(self) -> int:
        """How many points stand beside its polygons, to hold its label."""
        points = sum(isinstance(other, shapely.Point) for other in self.others)
        return points if self.polygons and points == len(self.others) else 0

    def draw(self) -> shapely.Geometry | None:
        """Returns its shape: a polygon, several, or whatever it draws; labels are no part of it."""
        drawn = [shapely.Polygon(rings[0], rings[1:]) for rings in self.polygons if rings]
        if drawn and len(self.others) == self.labels:
            return drawn[0] if len(drawn) == 1 else shapely.MultiPolygon(drawn)
        every = [*drawn, *self.others]
        if len(every) > 1:
            return shapely.GeometryCollection(every)
        return every[0] if every else None


class Listener:
    """Hears the parser's events and keeps the places."""

    def __init__(self) -> None:
        self.path: list[str] = []
        self.folders: list[str] = []
        self.places: list[Place] = []
        self.place: Place | None = None
        self.key = ""
        self.text: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Takes an opening tag."""
        name = tag.rpartition(":")[2]
        self.path.append(name)
        self.text.clear()
        if name in _FOLDERS:
            self.folders.append("")
        elif name == "Placemark":
            self.place = Place(next((f for f in reversed(self.folders) if f), ""))
            self.places.append(self.place)
        elif name in ("SimpleData", "Data"):
            self.key = attributes.get("name", "")
        elif name == "Polygon" and self.place is not None:
            self.place.polygons.append([])

    def end(self, tag: str) -> None:
        """Takes a closing tag."""
        name = tag.rpartition(":")[2]
        said = "".join(self.text).strip()
        self.text.clear()
        self.path.pop()
        if name in _FOLDERS:
            self.folders.pop()
        elif name == "Placemark":
            self.place = None
        elif name == "name" and self.path[-1:] and self.path[-1] in _FOLDERS:
            self.folders[-1] = said
        elif self.place is not None:
            self._take(name, said)

    def _take(self, name: str, said: str) -> None:
        place = self.place
        if place is None:
            return
        if name == "coordinates":
            self._take_points(place, said)
        elif name in ("name", "description") and self.path[-1] == "Placemark":
            place.said.setdefault(name, said)
        elif name == "SimpleData" or (name == "value" and self.path[-1] == "Data"):
            place.said[self.key] = said

    def _take_points(self, place: Place, said: str) -> None:
        points: list[Sequence[float]] = [
            tuple(map(float, at.split(","))) for at in _COMMA.sub(",", said).split()
        ]
        if "Polygon" in self.path:
            if points:
                place.polygons[-1].append(points)
        elif len(points) == 1:
            place.others.append(shapely.Point(points[0]))
        elif points:
            place.others.append(shapely.LineString(points))


def read(file: SurveyFile, options: Options) -> Reading:
    """Returns the reading of a KML file's places; a folder counts as a layer.

    Raises:
        InputError: not whole, not XML, declares entities, or draws no polygons.
        QuestionError: several folders hold polygons; all of them may be taken as one.
    """
    decoded = decode_file(file.path.read_bytes(), options.encoding)
    if decoded is None:
        raise refuse_file(file.path, "无法识别文字编码", "its text encoding is unknown", check="F5")
    text, encoding = decoded
    places = _parse(file.path, text)
    shapes = [_draw(file.path, place, row) for row, place in enumerate(places, 1)]
    kept, layer, names, left_out = _choose(places, shapes, options)
    if places and not kept:
        raise refuse_file(file.path, "没有面", "it draws no polygons", check="G2")
    kept_shapes = np.array([shapes[at] for at in kept], dtype=object)
    if labels := sum(places[at].labels for at in kept):
        left_out.append(
            Text(
                f"{labels} 个与面同在一个地标的点是注记位置，未读取",
                f"{labels} points beside the polygons of their placemarks hold labels; not read",
            )
        )
    said = [_take_description(places[at].said) for at in kept]
    return Reading(
        batches=make_batches(_read_columns(said), kept_shapes, len(kept)),
        declared=len(kept),
        layer=layer or file.name,
        layers=names,
        encoding=encoding,
        crs=_WGS84,
        shaped=sum(shapes[at] is not None for at in kept),
        left_out=[*file.left_out, *left_out],
    )


def _parse(path: Path, text: str) -> list[Place]:
    listener = Listener()
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartElementHandler = listener.start
    parser.EndElementHandler = listener.end
    parser.CharacterDataHandler = listener.text.append

    def refuse_entities(*_declared: Any) -> None:
        raise refuse_file(path, "含有 DTD 声明", "it declares a document type of its own")

    parser.StartDoctypeDeclHandler = refuse_entities
    try:
        # The text was decoded already; what it says of its encoding no longer holds.
        parser.Parse(_DECLARATION.sub("", text, count=1).encode(), True)  # noqa: FBT003 - "final"
    except (expat.ExpatError, ValueError) as error:
        raise refuse_file(
            path, f"文件不完整或不是 KML（{error}）", f"it is incomplete or no KML ({error})"
        ) from error
    return listener.places


def _draw(path: Path, place: Place, row: int) -> shapely.Geometry | None:
    try:
        return place.draw()
    except (shapely.errors.ShapelyError, ValueError) as error:
        raise _refuse_shape(path, row, error) from error


def _refuse_shape(path: Path, row: int, error: Exception) -> InputError:
    return refuse_file(
        path,
        f"第 {row} 个地标的图形无法读取（{error}）",
        f"the shape of placemark {row} cannot be read ({error})",
        "geometry_unreadable",
        check="F4",
    )


def _choose(
    places: list[Place], shapes: list[shapely.Geometry | None], options: Options
) -> tuple[list[int], str, list[str], list[Text]]:
    """Returns which places are read, their folder's name, the folders, what is left out."""
    folders = list(dict.fromkeys(
        place.folder
        for place, shape in zip(places, shapes, strict=True)
        if not options.only_polygons or _is_area(shape)
    ))  # fmt: skip
    wanted = folders if options.layer == EVERY_LAYER else [
        folder for folder in folders if options.layer in (None, folder)
    ]  # fmt: skip
    if folders and len(wanted) != 1 and options.layer != EVERY_LAYER:
        raise ask_layer(folders, together=True)
    inside = [at for at, place in enumerate(places) if place.folder in wanted]
    # A place without any shape is a row to be complained of; a label or a line is no row.
    kept = [
        at
        for at in inside
        if not options.only_polygons or shapes[at] is None or _is_area(shapes[at])
    ]
    left_out = []
    if len(kept) < len(places):
        count = len(places) - len(kept)
        left_out.append(
            Text(
                f"另有 {count} 个地标不是面或在别的文件夹，未读取",
                f"{count} further placemarks are no polygons, or in other folders; not read",
            )
        )
    return kept, " ".join(wanted[:1]), folders, left_out


def _take_description(said: dict[str, str]) -> dict[str, str]:
    """Returns what a place says with the values of its description; its data go before these."""
    text = said.get("description", "")
    found = read_description(text)
    if found and "<tr" in text.lower():
        # A table says nothing else.
        said = {name: value for name, value in said.items() if name != "description"}
    return {**found, **said}


def _is_area(shape: shapely.Geometry | None) -> bool:
    if shape is None:
        return False
    return shapely.get_type_id(shape) in (*_POLYGONS, shapely.GeometryType.GEOMETRYCOLLECTION)


def _read_columns(said: list[dict[str, str]]) -> dict[str, list[str | None]]:
    names: dict[str, None] = {}
    for one in said:
        names.update(dict.fromkeys(one))
    return {name: [one.get(name) or None for one in said] for name in names}
