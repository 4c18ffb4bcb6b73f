"""Reads the survey and writes it out: features.arrow and a description, in the workspace."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from geo.boundaries.readers.batches import read_wkb_types
from geo.boundaries.readers.containers import open_survey
from geo.boundaries.readers.job import EVERY_LAYER, Options, Reading, note, refuse_file
from geo.boundaries.readers.limits import (
    MAX_CELL,
    MAX_COLUMNS,
    MAX_FEATURES,
    MAX_NAMED_ROWS,
    MAX_VERTICES,
)
from geo.findings import Finding

FEATURES, ANSWER = "features.arrow", "answer.json"
_BYTES_PER_VERTEX = 16
# A reader is imported when a file needs it: a drawing's takes longer than most surveys.
_READERS = {
    "shapefile": "shapefile",
    "gpkg": "geopackage",
    "gdb": "filegdb",
    "geojson": "geojson",
    "kml": "kml",
    "dxf": "drawing",
    "csv": "table",
    "xlsx": "table",
}


def read_upload(paths: list[Path], workspace: Path, options: Options) -> dict[str, Any]:
    """Writes the upload's features as Arrow IPC; returns its description as JSON values.

    Raises:
        InputError: the upload cannot be taken.
        QuestionError: a person must decide something before it can be read.
    """
    file = open_survey(paths, workspace, options)
    reader = import_module(f"geo.boundaries.readers.{_READERS[file.format]}")
    reading: Reading = reader.read(file, options)
    shown = paths[0]
    written = _write(shown, reading, workspace / FEATURES)
    _require_count(shown, reading.declared, written.features)
    if not written.features:
        raise refuse_file(
            shown, "图层里没有要素", "the layer has no features", "no_features", check="F4"
        )
    if reading.shaped is not None and reading.has_shapes:
        _require_count(shown, reading.shaped, written.shaped)
    reading.findings.extend(_tell_passed_over(reading, options))
    return {
        "format": file.format,
        "layer": reading.layer,
        "layers": reading.layers,
        "encoding": asdict(reading.encoding),
        "crs": reading.crs,
        "features": written.features,
        "has_shapes": reading.has_shapes,
        "raised": written.raised,
        "raised_rows": written.raised_rows,
        "curved": reading.curved,
        "repaired": reading.repaired,
        "left_out": [asdict(text) for text in reading.left_out],
        "findings": [asdict(finding) for finding in reading.findings],
        "questions": [asdict(question) for question in reading.questions],
    }


def _tell_passed_over(reading: Reading, options: Options) -> Iterator[Finding]:
    """F7: a person chose one of several layers; the others were not read (W)."""
    if options.layer in (None, EVERY_LAYER):
        return
    if others := [name for name in reading.layers if name != options.layer]:
        yield note(
            "F7",
            f"另有 {len(others)} 个面图层未读取：{'、'.join(others)}",
            f"{len(others)} further layers of polygons were not read: {', '.join(others)}",
            measured=len(others),
        )


class _Written:
    """Counts what goes out, and keeps it within the limits."""

    def __init__(self) -> None:
        self.features = 0
        self.shaped = 0
        self.raised = 0
        self.raised_rows: list[int] = []
        self.bytes = 0

    def add(self, shown: Path, batch: pa.RecordBatch) -> None:
        shapes = batch.column(0)
        _, raised = read_wkb_types(shapes)
        room = MAX_NAMED_ROWS - len(self.raised_rows)
        self.raised_rows += (np.flatnonzero(raised)[:room] + self.features + 1).tolist()
        self.features += batch.num_rows
        self.shaped += batch.num_rows - shapes.null_count
        self.raised += int(np.count_nonzero(raised))
        self.bytes += shapes.nbytes
        limits = (
            (self.features, MAX_FEATURES, "要素", "features"),
            (self.bytes // _BYTES_PER_VERTEX, MAX_VERTICES, "节点", "vertices"),
            (batch.num_columns - 1, MAX_COLUMNS, "字段", "fields"),
            (max(_measure_texts(batch), default=0), MAX_CELL, "单个文字的字节", "bytes in a text"),
        )
        for found, limit, zh, en in limits:
            if found > limit:
                raise refuse_file(
                    shown, f"{zh}超过 {limit}", f"it has more than {limit} {en}", check="F1"
                )


def _measure_texts(batch: pa.RecordBatch) -> Iterator[int]:
    for column in batch.columns[1:]:
        if pa.types.is_large_string(column.type) and len(column):
            offsets = np.frombuffer(column.buffers()[1], np.int64)
            yield int(np.diff(offsets[column.offset : column.offset + len(column) + 1]).max())


def _write(shown: Path, reading: Reading, target: Path) -> _Written:
    written = _Written()
    writer = None
    with pa.OSFile(str(target), "wb") as sink:
        for batch in reading.batches:
            written.add(shown, batch)
            if writer is None:
                writer = pa.ipc.new_file(sink, batch.schema)
            writer.write_batch(batch)
        if writer is not None:
            writer.close()
    return written


def _require_count(shown: Path, declared: int, read: int) -> None:
    if declared != read:
        raise refuse_file(
            shown,
            f"文件声明 {declared} 个要素，只读出 {read} 个",
            f"it declares {declared} features but only {read} can be read",
            "count_differs",
            check="F4",
        )


def write_answer(workspace: Path, answer: dict[str, Any]) -> None:
    """Writes the answer for the process that waits for it."""
    (workspace / ANSWER).write_text(json.dumps(answer, ensure_ascii=False), encoding="utf-8")
