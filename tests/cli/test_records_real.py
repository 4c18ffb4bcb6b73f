"""onemap records match on places as portals write them, against the shared zones."""

import csv
import json

import pytest

pytestmark = pytest.mark.shared


@pytest.fixture
def answered(office, shared, tmp_path):
    """The answers to the shared requests, from the file to the file, as a user gets them."""
    from tests.cli.conftest import CommandLine

    url = office.database.url.set(drivername="postgresql").render_as_string(hide_password=False)
    onemap = CommandLine(tmp_path, database_url=url)
    real = shared / "real"
    loaded = onemap.run("survey", "load", real / "zones.gpkg", "--kind", "zone", "--json")
    assert json.loads(loaded.out)["features"] == 1106, loaded.err

    def run(name: str) -> dict[str, dict[str, str]]:
        out = tmp_path / "answers.csv"
        done = onemap.run("records", "match", real / name, "--output", out)
        assert done.code == 0, done.err
        with out.open(encoding="utf-8-sig", newline="") as file:
            return {row["order_no"]: row for row in csv.DictReader(file)}

    return run


def read_truth(path) -> dict[str, dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return {row["order_no"]: row for row in csv.DictReader(file)}


def test_requests_are_answered_right_or_asked(answered, shared):
    truth = read_truth(shared / "real" / "requests_dev.csv")
    answers = answered("requests_dev.csv")
    assert answers.keys() == truth.keys()
    automatic = {no: row for no, row in answers.items() if row["outcome"] == "matched"}
    right = sum(row["zone_code"] == truth[no]["truth_zone_code"] for no, row in automatic.items())
    assert right / len(automatic) >= 0.99
    known = {no: row for no, row in truth.items() if row["truth_zone_code"] != "NONE"}
    offered = sum(
        row["truth_zone_code"] in (answers[no]["zone_code"], *answers[no]["candidates"].split("|"))
        for no, row in known.items()
    )
    assert offered / len(known) >= 0.95
    none = [no for no, row in truth.items() if row["truth_zone_code"] == "NONE"]
    assert sum(answers[no]["outcome"] == "matched" for no in none) <= len(none) / 100


def test_ambiguous_requests_are_never_chosen(answered, shared):
    truth = read_truth(shared / "real" / "requests_ambiguous_dev.csv")
    answers = answered("requests_ambiguous_dev.csv")
    assert answers.keys() == truth.keys()
    assert {row["outcome"] for row in answers.values()} == {"review"}
    assert all(row["zone_code"] == "" for row in answers.values())
