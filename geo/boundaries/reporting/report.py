"""The report of a survey's checks: JSON, CSV for a table calculator, GeoPackage for QGIS, a page.

Pure: the same survey and findings give the same bytes (but for the GeoPackage, in which GDAL notes
the time). A page for people is drawn by geo.boundaries.reporting.page.
"""

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely
from shapely.geometry.base import BaseGeometry

from geo.boundaries.checks.registry import CHECK_RULES, CHECKS_VERSION
from geo.crs import STORAGE
from geo.findings import Finding, Waiver

# Findings about the ground that two shapes share; their error is drawn as that ground.
SHARED_GROUND = frozenset({"T1", "T3"})
# What a table calculator would take for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


@dataclass(frozen=True)
class Report:
    """What a report tells of.

    Attributes:
        facts: the survey as plain JSON values: file_name, file_sha256, layer, kind, and whatever
            else is known of it.
        findings: in the order of the checks.
        waivers: those in force.
        rows: the survey's rows (row_no, code, name, geometry in EPSG:4490), where shapes are drawn.
        known: the places before it (code, name, geometry in EPSG:4490), likewise.
    """

    facts: Mapping[str, Any]
    findings: Sequence[Finding]
    waivers: Sequence[Waiver] = field(default_factory=tuple)
    rows: gpd.GeoDataFrame | None = None
    known: gpd.GeoDataFrame | None = None

    def list_findings(self) -> list[dict[str, Any]]:
        """Returns one flat record a finding, numbered from 1, with its check, file and waiver."""
        waived = {(waiver.fingerprint, waiver.check): waiver for waiver in self.waivers}
        return [
            self._tell(number, finding, waived.get((finding.fingerprint, finding.check)))
            for number, finding in enumerate(self.findings, start=1)
        ]

    def count_findings(self) -> dict[str, Any]:
        """Returns how many findings there are by severity and check, and how many are waived."""
        records = self.list_findings()
        checks = sorted({record["check"] for record in records}, key=list(CHECK_RULES).index)
        return {
            "E": sum(record["severity"] == "E" for record in records),
            "W": sum(record["severity"] == "W" for record in records),
            "waived": sum(record["waived_by"] is not None for record in records),
            "by_check": {
                check: sum(record["check"] == check for record in records) for check in checks
            },
        }

    def _tell(self, number: int, finding: Finding, waiver: Waiver | None) -> dict[str, Any]:
        title = CHECK_RULES[finding.check].title
        lon, lat = finding.point or (None, None)
        return {
            "number": number,
            "check": finding.check,
            "checks_version": CHECKS_VERSION,
            "severity": finding.severity,
            "title_zh": title.zh,
            "title_en": title.en,
            "file_sha256": self.facts.get("file_sha256"),
            "layer": self.facts.get("layer"),
            "row": finding.row,
            "code": finding.code,
            "place_uid": finding.place,
            "other_row": finding.other_row,
            "other_code": finding.other_code,
            "measured": _plain(finding.measured),
            "threshold": _plain(finding.threshold),
            "unit": finding.unit,
            "lon": lon,
            "lat": lat,
            "message_zh": finding.message.zh,
            "message_en": finding.message.en,
            "hint_zh": finding.hint.zh if finding.hint else None,
            "hint_en": finding.hint.en if finding.hint else None,
            "fingerprint": finding.fingerprint,
            "waived_by": waiver.by if waiver else None,
            "waiver_reason": waiver.reason if waiver else None,
            "waived_until": waiver.until.isoformat() if waiver and waiver.until else None,
        }


def tell_json(report: Report) -> bytes:
    """Returns the report as JSON in UTF-8, its keys sorted: the same survey, the same bytes."""
    content = {
        "survey": dict(report.facts),
        "checks_version": CHECKS_VERSION,
        "counts": report.count_findings(),
        "findings": report.list_findings(),
    }
    text = json.dumps(
        content, ensure_ascii=False, sort_keys=True, indent=1, allow_nan=False, default=str
    )
    return f"{text}\n".encode()


def tell_csv(report: Report) -> bytes:
    """Returns the findings as CSV: UTF-8 with a byte order mark, no cell that is a formula."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for record in report.list_findings():
        writer.writerow([_guard(record[column]) for column in _COLUMNS])
    return text.getvalue().encode("utf-8-sig")


def write_layers(report: Report, path: Path) -> Path:
    """Writes the findings as a GeoPackage for QGIS (EPSG:4490).

    The layer `findings` holds their points (a finding about the whole survey has none), the layer
    `errors` the ground or the shape that each is about, where the report knows the rows.
    """
    table = pd.DataFrame(report.list_findings(), columns=list(_COLUMNS)).convert_dtypes()
    place = table[["lon", "lat"]].to_numpy(dtype=float, na_value=np.nan)
    points = np.asarray(shapely.points(place), dtype=object)
    points[~np.isfinite(place).all(axis=1)] = None
    _write_layer(gpd.GeoDataFrame(table, geometry=points, crs=STORAGE), path, "findings", "Point")
    if report.rows is not None:
        drawn = list(draw_errors(report.findings, report.rows))
        there = [shape is not None for shape in drawn]
        errors = gpd.GeoDataFrame(
            table[there], geometry=[shape for shape in drawn if shape is not None], crs=STORAGE
        )
        _write_layer(errors, path, "errors", "Unknown")
    return path


def draw_errors(
    findings: Sequence[Finding], rows: gpd.GeoDataFrame
) -> Iterator[BaseGeometry | None]:
    """Yields for each finding what it is about (EPSG:4490).

    That is the ground that its two rows share for an overlap, else the row's shape; None where the
    finding is about no row, or the row has no shape that can be drawn.
    """
    position = {int(number): at for at, number in enumerate(rows["row_no"].tolist())}
    shapes = np.asarray(rows.geometry.array, dtype=object)
    for finding in findings:
        at = position.get(finding.row) if finding.row is not None else None
        shape = None if at is None else shapes[at]
        if shape is None or not np.isfinite(shapely.get_coordinates(shape)).all():
            yield None
            continue
        other = position.get(finding.other_row) if finding.other_row is not None else None
        if finding.check in SHARED_GROUND and other is not None:
            shape = shapely.intersection(shape, shapes[other])
        yield None if shapely.is_empty(shape) else shape


def _write_layer(frame: gpd.GeoDataFrame, path: Path, layer: str, geometry: str) -> None:
    pyogrio.write_dataframe(
        frame,
        path,
        layer=layer,
        driver="GPKG",
        geometry_type=geometry,
        promote_to_multi=False,
        append=path.exists(),
    )


def _guard(value: object) -> object:
    """Returns a cell that no table calculator runs: a text that begins like a formula is quoted."""
    if isinstance(value, str) and value.lstrip(" \u3000").startswith(_FORMULA):
        return f"'{value}"
    return value


def _plain(number: float | None) -> float | None:
    return None if number is None or not np.isfinite(number) else round(float(number), 6)


_COLUMNS = (
    "number",
    "check",
    "checks_version",
    "severity",
    "title_zh",
    "title_en",
    "file_sha256",
    "layer",
    "row",
    "code",
    "place_uid",
    "other_row",
    "other_code",
    "measured",
    "threshold",
    "unit",
    "lon",
    "lat",
    "message_zh",
    "message_en",
    "hint_zh",
    "hint_en",
    "fingerprint",
    "waived_by",
    "waiver_reason",
    "waived_until",
)
