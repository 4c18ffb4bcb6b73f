"""The report of a survey: the same bytes for the same survey, and nothing in it that can act."""

import csv
import datetime as dt
import io
import json
import re

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import shapely

from geo.boundaries.reporting import report as reports
from geo.boundaries.reporting.page import DRAWN, LISTED, draw_page
from geo.errors import Text
from geo.findings import Finding, Waiver
from tests.checking import block, check_rows, make_rows, place, shape

HOSTILE = '<script>alert("1")</script>'
FACTS = {"file_name": f"{HOSTILE}.zip", "file_sha256": "ab" * 32, "layer": "=1+1", "kind": "zone"}


@pytest.fixture(scope="module")
def rows():
    shapes = [
        block(0, 0, 100, 100),
        block(90, 0, 200, 100),
        shape((300, 0), (400, 100), (400, 0), (300, 100)),
        None,
        shapely.Polygon([(39.9, 116.4), (39.91, 116.4), (39.91, 116.41)]),
    ]
    names = [HOSTILE, "=HYPERLINK(1)", "\u202e甲'\"&", "无图", "颠倒"]
    made = make_rows(shapes[:4], names=names[:4])
    swapped = make_rows([block(0, 0, 9, 9)], names=names[4:], codes=["CY-110105901-005"], row_no=5)
    swapped.geometry = [shapes[4]]
    return gpd.GeoDataFrame(pd.concat([made, swapped], ignore_index=True), crs=4490)


@pytest.fixture(scope="module")
def report(rows, profile):
    findings = check_rows(rows, profile)
    overlap = next(finding for finding in findings if finding.check == "T1")
    waiver = Waiver(overlap.fingerprint, "T1", "共用围墙", "王工", dt.date(2027, 1, 1))
    known = make_rows([block(0, 0, 95, 100)])
    return reports.Report(FACTS, findings, (waiver,), rows, known)


def test_json_holds_everything_and_is_the_same_again(report):
    content = reports.tell_json(report)
    assert content == reports.tell_json(report)
    told = json.loads(content)
    assert told["survey"]["file_sha256"] == "ab" * 32
    assert told["counts"]["by_check"]["T1"] == 1
    assert (told["counts"]["E"], told["counts"]["waived"]) == (
        sum(finding.blocks for finding in report.findings),
        1,
    )
    assert len(told["findings"]) == len(report.findings)
    (overlap,) = [finding for finding in told["findings"] if finding["check"] == "T1"]
    assert (overlap["row"], overlap["other_row"], overlap["waived_by"]) == (1, 2, "王工")
    assert overlap["waived_until"] == "2027-01-01"
    assert overlap["measured"] == pytest.approx(1_000, rel=1e-4)
    assert (overlap["lon"], overlap["lat"]) == pytest.approx(place(95, 50), abs=1e-7)
    assert overlap["checks_version"] == reports.CHECKS_VERSION


@pytest.mark.parametrize(
    "name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\u3000=1"]
)
def test_csv_runs_no_formula(name):
    finding = Finding("A4", "W", 1, name, Text(name, name), measured=-1.5, other_code=name)
    content = reports.tell_csv(reports.Report({"layer": name}, (finding,)))
    assert content.startswith(b"\xef\xbb\xbf")
    (row,) = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    for column in ("code", "other_code", "layer", "message_zh", "message_en"):
        assert row[column] == f"'{name}"
    assert row["measured"] == "-1.5"


def test_csv_has_a_line_for_each_finding(report):
    lines = list(csv.DictReader(io.StringIO(reports.tell_csv(report).decode("utf-8-sig"))))
    assert [line["check"] for line in lines] == [finding.check for finding in report.findings]


def test_geopackage_holds_points_and_errors(report, tmp_path):
    path = reports.write_layers(report, tmp_path / "report.gpkg")
    assert {name for name, _ in pyogrio.list_layers(path)} == {"findings", "errors"}
    points = pyogrio.read_dataframe(path, layer="findings")
    assert len(points) == len(report.findings)
    assert points.crs.to_epsg() == 4490
    overlap = points[points["check"] == "T1"].geometry.iloc[0]
    assert (overlap.x, overlap.y) == pytest.approx(place(95, 50), abs=1e-7)
    errors = pyogrio.read_dataframe(path, layer="errors")
    ground = errors[errors["check"] == "T1"].to_crs(4548).geometry.iloc[0]
    assert ground.area == pytest.approx(1_000, rel=1e-4)
    assert "G1" not in set(errors["check"])


def test_geopackage_of_no_finding_is_a_layer_all_the_same(tmp_path):
    path = reports.write_layers(reports.Report(FACTS, ()), tmp_path / "report.gpkg")
    assert len(pyogrio.read_dataframe(path, layer="findings")) == 0


def test_the_page_can_do_nothing(report):
    page = draw_page(report).decode()
    assert page == draw_page(report).decode()
    assert HOSTILE not in page
    assert "&lt;script&gt;alert(&quot;1&quot;)" in page
    assert "\u202e" not in page
    tags = set(re.findall(r"<(\w+)", page))
    assert not tags & {"script", "img", "link", "iframe", "object", "form", "use", "base"}
    assert not re.findall(r"\son\w+=|\sstyle=|javascript:|url\(|@import", page)
    assert re.findall(r'(?:href|src)="(?!#)', page) == []
    assert "default-src 'none'" in page


def test_the_page_leads_from_the_map_to_each_finding_and_back(report):
    page = draw_page(report).decode()
    named = set(re.findall(r'id="(\w+)"', page))
    linked = set(re.findall(r'href="#(\w+)"', page))
    assert linked <= named
    for number in range(1, len(report.findings) + 1):
        assert f"f{number}" in linked or number == 1
        assert f'<article id="f{number}">' in page
    assert 'class="old"' in page
    assert 'class="new"' in page
    assert 'class="error"' in page
    assert "王工：共用围墙" in page
    assert "-nan" not in page
    assert not re.search(r'viewBox="[^"]*(nan|inf|-[1-9]\d\d)', page)


def test_a_long_page_says_what_it_leaves_out():
    findings = [
        Finding("G11", "W", at, f"C{at}", Text("甲", "A"), point=(116.4 + at / 1e5, 39.9))
        for at in range(1, LISTED + 8)
    ]
    page = draw_page(reports.Report(FACTS, findings)).decode()
    assert page.count("<article") == LISTED
    assert page.count("<svg viewBox") == DRAWN
    assert "7 more: see CSV or JSON" in page


def test_a_report_without_findings_says_so():
    page = draw_page(reports.Report({"file_name": "a.zip"}, ())).decode()
    assert "Findings (0)" in page
    assert json.loads(reports.tell_json(reports.Report({}, ())))["findings"] == []


def test_the_style_is_the_one_that_the_policy_names(report):
    import base64
    import hashlib

    page = draw_page(report).decode()
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in page
