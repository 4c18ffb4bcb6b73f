"""Where the reports of a survey's readings lie, and as what they are handed out."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

MEDIA_TYPES = {
    "json": "application/json",
    "gpkg": "application/geopackage+sqlite3",
    "csv": "text/csv; charset=utf-8",
    "html": "text/html; charset=utf-8",
}
# A report page carries its own style and script, and reaches nothing; it is not of our origin.
REPORT_POLICY = (
    "sandbox allow-scripts; default-src 'none'; img-src data:; "
    "style-src 'unsafe-inline'; script-src 'unsafe-inline'"
)


def report_folder(store: Path, survey_id: int, run: int) -> Path:
    """Returns the folder of the reports of a survey's reading."""
    return store / "reports" / f"{survey_id}-{run}"


def find_report(store: Path, survey: Mapping[str, Any], ending: str) -> Path | None:
    """Returns the report of a survey's last reading in a format, or None when there is none."""
    path = report_folder(store, survey["id"], survey["run"]) / f"report.{ending}"
    return path if path.is_file() else None


def list_reports(store: Path, survey: Mapping[str, Any]) -> list[str]:
    """Returns the formats in which a survey's last reading has a report."""
    return [ending for ending in MEDIA_TYPES if find_report(store, survey, ending)]
