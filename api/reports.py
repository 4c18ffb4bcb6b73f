"""Where the files lie that a survey's reading delivered, and as what they are handed out."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

MEDIA_TYPES = {
    "json": "application/json",
    "gpkg": "application/geopackage+sqlite3",
    "csv": "text/csv; charset=utf-8",
    "html": "text/html; charset=utf-8",
}


def find_report(folder: Path, survey: Mapping[str, Any], ending: str) -> Path | None:
    """Returns the report of a survey's last reading in a format, or None when there is none."""
    path = _find(folder, survey) / f"report.{ending}"
    return path if path.is_file() else None


def list_reports(folder: Path, survey: Mapping[str, Any]) -> list[str]:
    """Returns the formats in which a survey's last reading has a report."""
    return [ending for ending in MEDIA_TYPES if find_report(folder, survey, ending)]


def read_proposed(folder: Path, survey: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Returns the repairs that a survey's last reading proposed, each with whether it is taken.

    A repair that was taken already has nothing left to propose and tells only that.
    """
    taken = {int(row): wanted for row, wanted in survey["request"].get("repairs", {}).items()}
    path = _find(folder, survey) / "repairs.json"
    proposed = json.loads(path.read_text("utf-8")) if path.is_file() else []
    rows = {one["row"] for one in proposed}
    done = [
        {"row": row, "id": wanted, "area_before_m2": None, "area_after_m2": None, "taken": True}
        for row, wanted in sorted(taken.items())
        if row not in rows
    ]
    return [*done, *({**one, "taken": taken.get(one["row"]) == one["id"]} for one in proposed)]


def _find(folder: Path, survey: Mapping[str, Any]) -> Path:
    return folder / f"{survey['id']}-{survey['run']}"
