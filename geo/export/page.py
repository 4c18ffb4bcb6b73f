"""What a page of a release shows: places with colours and labels, a title, a legend."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Any
from zoneinfo import ZoneInfo

import shapely
from sqlalchemy import Connection, select

from geo.catalog.columns import UNKNOWN, Columns, read_columns
from geo.catalog.state import Moment
from geo.db import load_sql
from geo.errors import Text
from geo.export.palette import GROUND, pick_colours
from geo.models import Release
from geo.parts import EnumValue
from geo.profile import Profile, Theme
from geo.surveys import PlaceKind

# A tenth of a metre: finer than any screen shows.
_DECIMALS = 6
_KINDS = {
    PlaceKind.ZONE: Text("物业管理区域", "Property management zones"),
    PlaceKind.STREET: Text("街道（地区、乡）", "Subdistricts and townships"),
}


@dataclass(frozen=True, slots=True)
class Page:
    """What a page shows.

    `places` and `streets` are GeoJSON features (degrees) with their uid as id and the properties
    label (HTML, escaped) and colour; `legend` has a label, a colour and a count for each class.
    """

    release: int
    title: Text
    notes: tuple[Text, ...]
    places: list[dict[str, Any]]
    streets: list[dict[str, Any]]
    legend: list[tuple[Text, str, int]]

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """(west, south, east, north) of all that is shown, in degrees."""
        shapes = [json.dumps(shown["geometry"]) for shown in (*self.places, *self.streets)]
        west, south, east, north = shapely.total_bounds(shapely.from_geojson(shapes)).tolist()
        return west, south, east, north


def read_page(connection: Connection, profile: Profile, moment: Moment, kind: PlaceKind) -> Page:
    """Returns the places of a moment, coloured by the profile's first theme that has classes.

    Streets are outlined beneath the zones; asked for themselves, they are all there is.
    """
    columns = read_columns(connection, moment, profile)
    streets = list(_read_streets(connection, moment))
    places: list[dict[str, Any]] = []
    legend: list[tuple[Text, str, int]] = []
    theme = _find_theme(columns, profile) if kind is PlaceKind.ZONE else None
    if kind is PlaceKind.ZONE:
        classes = {UNKNOWN: Text("", "")} if theme is None else _label_classes(theme, profile)
        colours = pick_colours(classes)
        of_zone = _classify(columns, theme)
        counts = Counter(of_zone.values())
        legend = [(classes[name], colours[name], counts[name]) for name in classes if theme]
        in_street = dict(zip(columns.zones["uid"], columns.zones["street"], strict=True))
        named = dict(zip(columns.streets["uid"], columns.streets["name"], strict=True))
        for uid, code, name, shape in _read_shapes(connection, moment, kind):
            shown = classes.get(of_zone[uid], Text(of_zone[uid], of_zone[uid]))
            said = (name, code, named.get(in_street[uid]), shown.zh, shown.en)
            places.append(_make_feature(uid, shape, said, colours.get(of_zone[uid], GROUND)))
    notes = _tell_notes(connection, columns, profile, theme)
    title = Text(f"{profile.name.zh} · {_KINDS[kind].zh}", f"{profile.name.en} · {_KINDS[kind].en}")
    return Page(moment.release_id, title, notes, places, streets, legend)


def _find_theme(columns: Columns, profile: Profile) -> Theme | None:
    """Returns the first theme whose classes are the values of one enumeration."""
    usable = columns.categories.keys() & profile.enums.keys()
    return next((theme for theme in profile.themes if theme.attribute in usable), None)


def _label_classes(theme: Theme, profile: Profile) -> dict[str, Text]:
    values: tuple[EnumValue, ...] = profile.enum(theme.attribute or "").values
    return {value.id: value.text for value in values}


def _classify(columns: Columns, theme: Theme | None) -> dict[int, str]:
    uids = columns.zones["uid"]
    if theme is None or theme.attribute is None:
        return dict.fromkeys(uids, UNKNOWN)
    return dict(zip(uids, columns.categories[theme.attribute], strict=True))


def _tell_notes(
    connection: Connection, columns: Columns, profile: Profile, theme: Theme | None
) -> tuple[Text, ...]:
    release = columns.moment.release_id
    published = connection.execute(
        select(Release.published_at).where(Release.id == release)
    ).scalar_one()
    day = published.astimezone(ZoneInfo(profile.timezone)).date()
    notes = [Text(f"第 {release} 版，{day} 发布", f"Release {release}, published {day}")]
    if theme is not None:
        until = columns.as_of or "–"
        notes.append(Text(f"{theme.zh}，数据截至 {until}", f"{theme.en}, records as of {until}"))
    return tuple(notes)


def _read_streets(connection: Connection, moment: Moment) -> Iterator[dict[str, Any]]:
    for uid, code, name, shape in _read_shapes(connection, moment, PlaceKind.STREET):
        yield _make_feature(uid, shape, (name, code), GROUND)


def _read_shapes(
    connection: Connection, moment: Moment, kind: PlaceKind
) -> Iterator[tuple[int, str, str, dict[str, Any]]]:
    rows = connection.execute(
        load_sql("export_places", place=kind.value), {"release": moment.release_id}
    )
    for row in rows:
        shape = shapely.from_wkb(bytes(row.wkb))
        drawn = shapely.transform(shape, lambda points: points.round(_DECIMALS))
        yield row.uid, row.code, row.name, json.loads(shapely.to_geojson(drawn))


def _make_feature(
    uid: int, shape: dict[str, Any], lines: tuple[str | None, ...], colour: str
) -> dict[str, Any]:
    """Returns a feature whose label is the lines, the first of them bold; empty ones left out."""
    first, *others = [_escape(line) for line in lines if line]
    label = "<br>".join([f"<b>{first}</b>", *others])
    properties = {"label": label, "colour": colour}
    return {"type": "Feature", "id": uid, "properties": properties, "geometry": shape}


def _escape(text: str) -> str:
    """Returns a text as HTML that folium, which reads its scripts as templates, leaves alone."""
    return escape(text).replace("{", "&#123;").replace("}", "&#125;")
