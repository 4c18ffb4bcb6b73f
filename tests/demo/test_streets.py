"""The shipped streets: a valid partition of the outline, with the areas that the facts give."""

import hashlib
import tomllib

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from shapely.geometry import box

from geo.demo.borders import bend_borders, curve, staircase
from geo.demo.partition import partition
from geo.demo.streets import make_streets
from geo.settings import ROOT

FOLDER = ROOT / "data" / "boundaries"
SIDECAR = FOLDER / "chaoyang_streets.toml"


@pytest.fixture(scope="module")
def streets() -> gpd.GeoDataFrame:
    return gpd.read_file(FOLDER / "chaoyang_streets.geojson")


@pytest.fixture(scope="module")
def facts() -> pd.DataFrame:
    return pd.read_csv(FOLDER / "chaoyang_facts.csv", dtype={"code": str}).set_index("code")


def test_the_streets_are_the_43_of_the_facts(streets, facts):
    assert len(streets) == 43
    assert streets.crs.to_epsg() == 4490
    named = streets.set_index("code")[["name", "kind"]].astype(object)
    assert named.equals(facts[["name", "kind"]].astype(object))


def test_the_streets_are_single_valid_polygons_without_gap_or_overlap(streets):
    shapes = streets.geometry.to_numpy()
    assert set(shapely.get_type_id(shapes)) == {shapely.GeometryType.POLYGON}
    assert shapely.is_valid(shapes).all()
    assert shapely.coverage_is_valid(shapes)
    # Two parts, the airport apart, and no hole between streets.
    whole = shapely.coverage_union_all(shapes)
    assert shapely.get_num_geometries(whole) == 2
    assert sum(len(part.interiors) for part in whole.geoms) == 0


def test_each_street_has_its_area_and_lies_around_its_centroid(streets, facts):
    metric = streets.to_crs(4548).set_index("code")
    wanted = facts["area_km2"] * 1e6
    assert ((metric.area - wanted).abs() / wanted).max() < 0.01
    centres = gpd.GeoSeries.from_xy(
        facts["centroid_lon"], facts["centroid_lat"], index=facts.index, crs=4490
    ).to_crs(4548)
    apart = metric.centroid.distance(centres)
    assert (apart / np.sqrt(wanted / np.pi)).max() < 1.0
    assert apart.median() < 200


def test_coordinates_have_seven_decimals(streets):
    points = shapely.get_coordinates(streets.geometry.to_numpy())
    assert np.array_equal(points, np.round(points, 7))


def test_the_toml_describes_the_file():
    described = tomllib.loads(SIDECAR.read_text(encoding="utf-8"))
    digest = hashlib.sha256((FOLDER / described["file"]).read_bytes()).hexdigest()
    assert described["sha256"] == digest
    assert described["crs"] == "EPSG:4490"
    assert "非测绘成果" in described["note"]["zh"]
    assert "not a survey" in described["note"]["en"]
    assert {source["table"] for source in described["sources"]} == {
        described["facts"],
        described["outline"],
    }
    assert all(source["from"] and source["licence"] for source in described["sources"])


def test_the_generator_makes_the_shipped_file_again(streets):
    made = make_streets(FOLDER / "chaoyang_facts.csv", FOLDER / "chaoyang_outline.csv", 4548)
    again = gpd.GeoDataFrame.from_features(made, crs=4490)
    assert again["code"].tolist() == streets["code"].tolist()
    # The last decimal may differ between machines' linear algebra.
    difference = shapely.hausdorff_distance(again.geometry.to_numpy(), streets.geometry.to_numpy())
    assert difference.max() < 1e-5


def test_a_square_is_divided_by_area():
    square = box(0, 0, 1000, 1000)
    centres = np.array([[250.0, 250.0], [750.0, 300.0], [500.0, 800.0]])
    areas = np.array([1.0, 2.0, 5.0])
    cells = partition(square, centres, areas)
    assert np.allclose([cell.area for cell in cells], areas * 125_000, rtol=1e-3)
    assert shapely.union_all(cells).symmetric_difference(square).area < 1


def test_bent_borders_leave_the_areas():
    cells = [box(0, 0, 1000, 2000), box(1000, 0, 2500, 2000)]
    bent = bend_borders(cells, np.random.default_rng(1))
    assert bent[0] != cells[0]
    assert np.allclose([b.area for b in bent], [c.area for c in cells])
    assert shapely.coverage_is_valid(bent)


@pytest.mark.parametrize(
    "path",
    [
        staircase(np.array([0.0, 0.0]), np.array([900.0, 250.0]), 4),
        curve(np.array([0.0, 0.0]), np.array([900.0, 250.0]), 0.05),
    ],
)
def test_a_bend_gives_what_it_takes(path):
    x, y = path.T
    swept = np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]) / 2
    assert abs(swept) < 1e-6
