"""Every awkward file ends as it must: read right, asked with the right proposal, or refused."""

from pathlib import Path

import geopandas as gpd
import pytest

from geo.boundaries.reading.read import read_survey
from geo.crs import STORAGE
from geo.errors import InputError
from geo.surveys import PlaceKind, QuestionError, SurveyRequest
from tests.checking import check_rows
from tests.packing import pack, show

pytestmark = [pytest.mark.shared, pytest.mark.sealed]

# Each with its kind, rows, EPSG code, encoding (None: it holds no Chinese that would tell).
READ = {
    "gbk_with_cpg": ("street", 43, 4326, "GB18030"),
    "gbk_no_cpg_ldid4d": ("street", 43, 4326, "GB18030"),
    "gbk_no_cpg_ldid0": ("street", 43, 4326, "GB18030"),
    "cgcs2000_degrees": ("street", 43, 4490, "GB18030"),
    "cgcs2000_cm117": ("street", 43, 4548, "GB18030"),
    "six_degree_zone20": ("street", 43, 4498, "GB18030"),
    "streets.kml": ("street", 43, 4326, "UTF-8"),
    "streets.gdb": ("street", 43, 4548, "UTF-8"),
    "chinese_layer_name.gpkg": ("street", 43, 4490, "UTF-8"),
    "gbk.geojson": ("street", 43, 4326, "GB18030"),
    "gbk_member_names.zip": ("street", 43, 4326, "GB18030"),
    "missing_shx": ("street", 43, 4326, "GB18030"),
    "nested_macosx.zip": ("zone", 40, 4548, None),
    "two_layers.gpkg": ("zone", 50, 4490, "UTF-8"),
    "polygons_zm": ("zone", 30, 4548, None),
    "register.xlsx": ("zone", 60, 4490, None),
    "codes_lost_zeros.csv": ("zone", 80, 4490, "UTF-8"),
}
# Each with its kind, its rows, and what is proposed to each question.
ASKED = {
    "field_names_cut_no_prj": ("street", 43, {"srid": 4490}),
    "no_prj_degrees": ("street", 43, {"srid": 4490}),
    "zone39_no_prj": ("street", 43, {"srid": 4527}),
    "gcj02_called_wgs84": ("street", 43, {"datum": "gcj02"}),
    "swapped_axes.geojson": ("zone", 40, {"axes": "swapped"}),
    "wkt_metres.csv": ("zone", 40, {"srid": 4548}),
    "prj_says_cm114": ("zone", 40, {"srid": 4548}),
    "metres_no_crs.geojson": ("zone", 40, {"srid": 4548}),
    "closed_polylines_r2010.dxf": ("street", 43, {"polygonise": True, "srid": 4548}),
}
# Each with its kind, the error's code, and what its text must hold.
REFUSED = {
    "truncated.geojson": ("street", "survey_refused", "incomplete"),
    "empty_layer": ("zone", "no_features", "no features"),
    "disguised_vrt.geojson": ("zone", "survey_refused", "none of the formats"),
}
# What reading finds by itself, beside the names that ten bytes cut off.
FOUND = {"missing_shx": {"F3"}, "polygons_zm": {"G6"}, "streets.kml": {"G6"}}


@pytest.fixture(scope="module")
def known(shared) -> dict[str, gpd.GeoDataFrame]:
    """The places that the awkward files were made from."""
    streets = gpd.read_file(shared / "real" / "streets.geojson").to_crs(STORAGE)
    zones = gpd.read_file(shared / "real" / "zones.gpkg").to_crs(STORAGE)
    return {
        "street": streets.assign(code=streets["code9"]),
        "zone": zones.rename(columns={"zone_code": "code"}),
    }


@pytest.fixture
def read(profile, known, shared):
    """Reads an awkward file, knowing the places that it was made from."""

    def run(name: str, kind: str, **answers):
        request = SurveyRequest(PlaceKind(kind), **answers)
        return show(read_survey(shared / "awkward" / name, request, profile, pack(known[kind])))

    return run


def assert_right(survey, places: gpd.GeoDataFrame, rows: int) -> None:
    """All rows, readable names, in the right place."""
    assert len(survey.rows) == rows
    west, south, east, north = survey.rows.total_bounds
    assert 116.34 < west < east < 116.65
    assert 39.80 < south < north < 40.12
    official = places.drop_duplicates("code").set_index("code")
    assert survey.rows["name"].tolist() == official["name"][survey.rows["code"]].tolist()
    drawn = official.geometry[survey.rows["code"]].to_numpy()
    metres = survey.rows.to_crs(4548).hausdorff_distance(
        gpd.GeoSeries(drawn, crs=STORAGE, index=survey.rows.index).to_crs(4548)
    )
    # The files were rounded to a centimetre or to 1e-7 degrees, some through another system.
    assert metres.max() < 2


@pytest.mark.parametrize("name", READ)
def test_files_that_are_read(read, known, name):
    kind, rows, srid, encoding = READ[name]
    survey = read(name, kind)
    assert_right(survey, known[kind], rows)
    assert survey.srid == srid
    assert encoding in (None, survey.encoding)
    assert {f.check for f in survey.findings} - {"F6", "A2"} == FOUND.get(name, set())


@pytest.mark.parametrize("name", ASKED)
def test_files_that_are_asked_about(read, known, name):
    kind, rows, proposals = ASKED[name]
    with pytest.raises(QuestionError) as asked:
        read(name, kind)
    questions = {question.id: question for question in asked.value.questions}
    assert {id_: q.proposed for id_, q in questions.items()} == proposals
    for question in questions.values():
        assert question.proposed in [option.value for option in question.options]
        assert any("\u4e00" <= c <= "\u9fff" for c in question.message.zh)
    survey = read(name, kind, **proposals)
    if name.endswith(".dxf"):
        # Four further parts of streets have no text inside; nothing says whose they are.
        unnamed = survey.rows["name"].isna()
        assert unnamed.sum() == 4
        assert survey.rows.loc[~unnamed, "code"].nunique() == rows
        assert survey.rows.loc[unnamed, "code"].isna().all()
        return
    assert_right(survey, known[kind], rows)


@pytest.mark.parametrize("name", REFUSED)
def test_files_that_are_refused(read, name):
    kind, code, said = REFUSED[name]
    with pytest.raises(InputError) as refused:
        read(name, kind)
    assert refused.value.code == code
    assert said in refused.value.message.en


def test_cut_field_names_are_repaired_and_told(read):
    survey = read("field_names_cut_no_prj", "street", srid=4490)
    assert survey.decisions["fields"]["code"] == "行政代"
    assert {f.check for f in survey.findings} == {"F6"}
    assert set(survey.decisions["repaired_names"]) == {"街道名", "行政代"}


def test_lost_zeros_are_told_row_by_row(read):
    survey = read("codes_lost_zeros.csv", "zone")
    told = [finding for finding in survey.findings if finding.check == "A2"]
    assert survey.rows["code"].is_unique
    assert {finding.code for finding in told} <= set(survey.rows["code"])
    assert len(told) == 80


def test_what_is_no_data_of_a_register_is_told(read):
    decisions = read("register.xlsx", "zone").decisions
    assert decisions["partial"] is True
    assert [text["en"].split(":")[0] for text in decisions["left_out"]] == [
        "row 1 of the sheet is no data",
        "row 63 of the sheet is no data",
        "row 64 of the sheet is no data",
    ]


def test_a_point_layer_beside_the_polygons_is_told(read):
    decisions = read("two_layers.gpkg", "zone").decisions
    assert decisions["layer"] == "zones"
    assert "zone_labels" in decisions["left_out"][0]["en"]


@pytest.mark.parametrize(
    ("name", "kind", "expected"),
    [
        ("bow_tie.geojson", "zone", {"G3": [6]}),
        (
            "defects.geojson",
            "street",
            {"G1": [6, 7], "G2": [14], "A1": [16, 17], "A3": [18]},
        ),
    ],
)
def test_rows_that_the_checks_stop(read, profile, name, kind, expected):
    survey = read(name, kind)
    findings = check_rows(survey.rows, profile, kind=survey.kind)
    for check, rows in expected.items():
        stopped = {f.row for f in findings if f.check == check and f.blocks}
        stopped |= {f.other_row for f in findings if f.check == check and f.other_row}
        assert stopped == set(rows)


def test_nothing_is_printed_by_the_libraries(read, capfd, recwarn):
    read("polygons_zm", "zone")
    assert tuple(capfd.readouterr()) == ("", "")
    assert not recwarn.list


def test_every_file_has_its_end(shared):
    named = {*READ, *ASKED, *REFUSED, "bow_tie.geojson", "defects.geojson", "README.md"}
    there = {path.name for path in Path(shared / "awkward").iterdir()}
    assert there == named
