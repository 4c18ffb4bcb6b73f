"""Frames as packed places and back, for tests that draw places one by one and look at them."""

import json
from dataclasses import replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa

from geo.boundaries.checks.measured import measure_rows
from geo.boundaries.checks.subject import NO_STREETS, Subject
from geo.boundaries.identity.identify import identify_places
from geo.crs import STORAGE
from geo.places import Places, Words, pack_shapes, write_json
from geo.profile import Profile
from geo.surveys import FURTHER, Identified, PlaceKind, SurveyRows

_NUMBERS = {
    "row_no": pa.int64(),
    "uid": pa.int64(),
    "street_uid": pa.int64(),
    "drawn_area_m2": pa.float64(),
}
_TEXTS = ("code", "name", "street_code", "attributes")


def pack(frame: gpd.GeoDataFrame) -> Places:
    """Returns the places of a frame; its attributes are dicts."""
    shapes = np.asarray(frame.geometry.to_crs(STORAGE).array, dtype=object)
    return Places(pack_words(frame), pack_shapes(shapes, STORAGE))


def pack_words(frame: pd.DataFrame) -> Words:
    """Returns what a frame says in the columns that places have; all rows are numbered."""
    said = frame.assign(attributes=[write_json(said) for said in _list_attributes(frame)])
    if "row_no" not in said:
        said["row_no"] = np.arange(1, len(said) + 1)
    columns = {name: said[name].tolist() for name in (*_TEXTS, *_NUMBERS) if name in said}
    return Words(
        pa.table(
            {
                name: pa.array(
                    [None if pd.isna(value) else value for value in values],
                    _NUMBERS.get(name, pa.large_string()),
                )
                for name, values in columns.items()
            }
        )
    )


def _list_attributes(frame: pd.DataFrame) -> list[dict[str, Any]]:
    given = frame["attributes"] if "attributes" in frame else [{}] * len(frame)
    return [said if isinstance(said, dict) else {} for said in given]


def unpack(places: Places) -> gpd.GeoDataFrame:
    """Returns places as a frame; attributes are dicts."""
    frame = places.unpack()
    said = [json.loads(text) for text in frame["attributes"]]
    return frame.assign(attributes=pd.Series(said, dtype=object))


def show(survey: SurveyRows) -> Any:
    """Returns a survey that was read with its rows as a frame, for looking at them."""
    return replace(survey, rows=unpack(survey.rows))


def identify(
    rows: gpd.GeoDataFrame, known: gpd.GeoDataFrame, profile: Profile, *, partial: bool = False
) -> Identified:
    """Returns whom the rows of a frame are that speaks of all there is; without streets.

    What else the frame says of its rows stays beside it.
    """
    places = pack(rows.reset_index(drop=True))
    told = [said.keys() | said.get(FURTHER, {}) for said in _list_attributes(known)]
    survey = SurveyRows(
        PlaceKind.ZONE, places, "rows", "", "", "UTF-8", STORAGE, frozenset().union(*told)
    )
    measured = measure_rows(Subject(PlaceKind.ZONE, places, NO_STREETS, profile))
    found = identify_places(survey, pack(known), NO_STREETS, profile, measured, partial=partial)
    more = [name for name in found.rows if name not in rows]
    shown = rows.reset_index(drop=True).assign(**{name: found.rows[name] for name in more})
    return replace(found, rows=shown)
