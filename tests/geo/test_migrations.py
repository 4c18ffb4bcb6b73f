"""What an older database holds is still there when it is brought to the newest shape."""

import json
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import text

import geo.migrations
from geo.migrations import find_differences, migrate

FINDINGS = [
    {
        "check": "T1", "severity": "E", "row": 3, "code": "CY-1", "other_row": 4,
        "message": {"zh": "重叠", "en": "overlaps"}, "hint": {"zh": "改", "en": "mend"},
        "measured": 12.5, "threshold": 1.0, "unit": "m²", "point": [116.5, 39.9],
    },
    {
        "check": "D1", "severity": "E", "row": None, "code": None, "other_row": None,
        "message": {"zh": "缺少", "en": "lacks"}, "hint": None,
        "measured": 8.0, "threshold": 5.0, "unit": "%", "point": None,
    },
]  # fmt: skip
SURVEY = (
    "INSERT INTO survey (kind, status, file_name, file_sha256, layer, encoding, srid, features,"
    " partial, loaded_by, decisions, findings) VALUES ('zone', 'published', 'a.gpkg', 'x', 'l',"
    " 'UTF-8', 4548, 9, false, 'li', '{\"srid\": 4548}', CAST(:findings AS jsonb))"
)


def go_down(database, version: str) -> None:
    with database.write() as connection:
        config = Config()
        folder = Path(geo.migrations.__file__).parent
        config.set_main_option("script_location", str(folder))
        config.attributes["connection"] = connection
        command.downgrade(config, version)


def test_findings_of_older_surveys_are_kept(database):
    go_down(database, "0001")
    with database.write() as connection:
        for findings in (FINDINGS, []):
            connection.execute(text(SURVEY), {"findings": json.dumps(findings)})
    migrate(database)
    with database.read() as connection:
        assert find_differences(connection) == []
        rows = connection.execute(
            text("SELECT * FROM survey_finding ORDER BY survey_id, number")
        ).all()
        surveys = connection.execute(
            text("SELECT run, status, request, questions, summary, decisions FROM survey")
        ).all()
    first, second = rows
    assert (first.survey_id, first.number, first.check_id, first.severity) == (1, 1, "T1", "E")
    assert (first.row_no, first.code, first.other_row_no) == (3, "CY-1", 4)
    assert (first.measured, first.threshold, first.unit) == (12.5, 1.0, "m²")
    assert (first.lon, first.lat) == (116.5, 39.9)
    assert first.message == {"zh": "重叠", "en": "overlaps"}
    assert first.hint == {"zh": "改", "en": "mend"}
    assert (second.number, second.check_id, second.row_no, second.code) == (2, "D1", None, None)
    assert (second.hint, second.lon, second.lat) == (None, None, None)
    assert surveys == [(0, "published", {}, [], {}, {"srid": 4548})] * 2
