"""The shared file of faulty streets: each of its faults is reported with its row."""

import json

import geopandas as gpd
import numpy as np
import pyogrio
import pytest
import shapely

from geo.boundaries.repair import propose_repairs
from geo.crs import STORAGE
from geo.surveys import PlaceKind
from tests.checking import check_rows

pytestmark = pytest.mark.shared

# Index of the feature -> the checks that tell of its fault. Heights (7) are told by the reader,
# as G6; the direction of a ring (11) is that of all the others in the file, and means nothing.
FAULTS = {
    0: {"G3", "G5"},
    1: {"G3", "G5"},
    2: {"G3", "G5", "G11"},
    3: {"G3", "G5"},
    4: {"G9"},
    5: {"G1"},
    6: {"G1"},
    8: {"G3", "G10"},
    9: {"T1"},
    10: {"T2"},
    12: {"C1"},
    13: {"G2"},
    14: {"G3", "G5"},
    15: {"A1"},
    16: {"A1"},
    17: {"A3"},
    18: {"A4"},
}


@pytest.fixture(scope="module")
def rows(shared):
    """The file's features, as the reader hands them on."""
    text = (shared / "awkward" / "defects.geojson").read_text("utf-8")
    said = [feature["properties"] for feature in json.loads(text)["features"]]
    drawn = pyogrio.read_dataframe(shared / "awkward" / "defects.geojson", columns=["code12"])
    # One name is NaN, which is no JSON, though it is written like that.
    names = [one["name_std"].strip() if isinstance(one["name_std"], str) else None for one in said]
    return gpd.GeoDataFrame(
        {
            "row_no": range(1, len(said) + 1),
            "code": [one["code12"][:9] for one in said],
            "name": names,
            "attributes": [{} for _ in names],
        },
        geometry=shapely.force_2d(drawn.geometry.to_numpy()),
        crs=STORAGE,
    )


@pytest.fixture(scope="module")
def findings(rows, profile):
    return check_rows(rows, profile, kind=PlaceKind.STREET)


@pytest.mark.parametrize("index", FAULTS)
def test_each_fault_is_told_with_its_row(findings, index):
    row = index + 1
    told = {f.check for f in findings if row in (f.row, f.other_row)}
    assert FAULTS[index] <= told


def test_nothing_else_blocks(findings):
    blocking = {(f.check, f.row) for f in findings if f.blocks}
    rows = {row for _, row in blocking} | {f.other_row for f in findings if f.blocks}
    faulty = {index + 1 for index in FAULTS}
    # Three neighbours are overlapped by the street that was drawn too wide.
    assert rows - faulty - {None} == {40, 43}


def test_every_finding_has_a_place_where_there_is_a_shape(findings):
    assert {f.check for f in findings if f.point is None} == {"G1"}


def test_every_invalid_street_has_a_repair_that_is_valid(rows, profile):
    shapes = rows.geometry.to_numpy()
    invalid = np.flatnonzero(~shapely.is_valid(shapes) & ~shapely.is_missing(shapes))
    proposed = propose_repairs(rows, profile)
    assert {int(at) + 1 for at in invalid} <= {repair.row for repair in proposed}
    assert all(repair.geometry.is_valid for repair in proposed)


def test_the_whole_streets_have_no_findings(shared, profile):
    frame = gpd.read_file(shared / "real" / "streets.geojson")
    rows = gpd.GeoDataFrame(
        {
            "row_no": range(1, len(frame) + 1),
            "code": frame["code9"],
            "name": frame["name"],
            "attributes": [{} for _ in range(len(frame))],
        },
        geometry=frame.geometry.to_numpy(),
        crs=STORAGE,
    )
    findings = check_rows(rows, profile, kind=PlaceKind.STREET)
    assert {f.check for f in findings} <= {"G9", "G11"}
