"""Why a record stands where it does can be read wherever it is given out."""

import csv

import pytest

from geo.records.answers import answer_places, write_answers
from geo.records.exporting.export import export_records
from geo.records.matching.why import tell_why
from tests.world import write_workbook

NAMED = {"区域编码": None}


@pytest.fixture
def exported(town, load, tmp_path):
    """The exported rows by the name that they say."""

    def run(*rows):
        load("complaint", *({**NAMED, "工单编号": f"GD-{n}", **row} for n, row in enumerate(rows)))
        path = tmp_path / "out.csv"
        with town.database.read() as connection:
            export_records(connection, town.profile, "complaint", path)
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))

    return run


def test_an_export_tells_why_each_record_is_where_it_is(town, exported):
    placed, near, waits, nothing = exported(
        {"小区点位": "八号院"},
        {"小区点位": "青石苑", "被反映街乡镇": "河西街道"},
        {"小区点位": "河畔家园"},
        {"小区点位": "天外村"},
    )
    assert (placed["区域名称"], placed["依据"]) == ("机床厂宿舍", "name")
    assert placed["理由"] == "名称规范化后一致：八号院；命中调查登记的别名：八号院"
    assert placed["理由（英文）"].startswith("Name equal after normalising: 八号院; ")
    assert (placed["次选区域编码"], placed["与次选之差"]) == ("", "")

    assert near["区域编码"] == town.world.code("stone_west")
    assert near["次选区域编码"] == town.world.code("stone_east")
    assert near["次选区域名称"] == "青石苑"
    assert 0 < float(near["与次选之差"]) < float(near["置信度"]) <= 1
    assert "街乡一致" in near["理由"]

    assert (waits["落位"], waits["区域编码"]) == ("待核实", "")
    assert waits["次选区域编码"] == town.world.code("river_2")
    assert float(waits["与次选之差"]) == 0
    assert "河畔家园一期" in waits["理由"]
    assert (nothing["落位"], nothing["置信度"]) == ("待核实", "0.0")


def test_answers_about_any_table_tell_why(town, tmp_path):
    rows = [("A1", "青石苑", "河西街道"), ("A2", "八号院", ""), ("A3", "天外村", "")]
    path = write_workbook(tmp_path / "any.xlsx", ("order_no", "name", "street"), rows)
    answers = answer_places(town.database, town.profile, path)
    near, listed, nothing = answers.rows
    assert near["runner_up"] == town.world.code("stone_east")
    assert 0 < near["margin"] <= near["confidence"]
    assert near["reason"].startswith("名称规范化后一致：青石苑")
    assert near["reason_en"].startswith("Name equal after normalising: 青石苑")
    assert near["candidates"] == []
    assert (listed["runner_up"], listed["margin"]) == (None, None)
    assert nothing["outcome"] == "review"

    write_answers(answers, tmp_path / "out.csv")
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        written = list(csv.DictReader(file))
    assert written[0]["runner_up"] == near["runner_up"]
    assert written[0]["margin"] == str(near["margin"])
    assert written[1]["reason_en"] == listed["reason_en"]


def test_of_what_waits_the_second_candidate_is_the_runner_up():
    first = {"zone": 1, "by": "name", "confidence": 0.5, "facts": [["name_equal", "青石苑"]]}
    second = {"zone": 2, "by": "name", "confidence": 0.3, "facts": []}
    evidence = {"by": "conflict", "confidence": 0.5, "facts": [["stages_differ"]]}
    why = tell_why("review", {**evidence, "candidates": [first, second]})
    assert (why.runner_up, why.margin) == (second, 0.2)
    assert [text.en for text in why.reasons][1] == "Name equal after normalising: 青石苑"
    assert tell_why("matched", {**evidence, "candidates": [second]}).runner_up == second
    assert tell_why("review", {}).margin is None
