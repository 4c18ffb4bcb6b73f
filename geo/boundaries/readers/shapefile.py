"""Shapefiles: shapes by GDAL from .shp and .shx, attributes from the .dbf's own bytes."""

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from geo.boundaries.readers import gdal
from geo.boundaries.readers.batches import ROWS
from geo.boundaries.readers.dbf import Dbf, open_dbf, read_hint
from geo.boundaries.readers.formats import SurveyFile
from geo.boundaries.readers.job import Encoding, Options, Reading, note, refuse_file
from geo.boundaries.readers.limits import MAX_PRJ_BYTES
from geo.boundaries.readers.texts import GB18030, UTF8, pick_samples, tell
from geo.errors import Text, tag
from geo.findings import Finding
from geo.surveys import Option, Question

if TYPE_CHECKING:
    from numpy.typing import NDArray

_HEADER = 100


def read(file: SurveyFile, options: Options) -> Reading:
    """Returns the reading of a shapefile whose parts are whole and agree.

    Raises:
        InputError: a part is missing or cut short, records are marked as deleted, or its parts
            disagree on their number.
    """
    shp, parts = file.path, file.parts
    if ".dbf" not in parts:
        raise refuse_file(shp, "缺少 .dbf 文件", "its .dbf file is missing", check="F3")
    _require_whole(shp, parts[".shp"], ".shp")
    rebuilt = ".shx" not in parts
    if rebuilt:
        rebuild_index(parts[".shp"], shp.with_suffix(".shx"), shp)
    shx = parts.get(".shx", shp.with_suffix(".shx"))
    _require_whole(shp, shx, ".shx")
    index = _read_index(shx)
    table = open_dbf(parts[".dbf"], shp)
    _require_agreement(shp, len(index), table)
    kinds = _read_kinds(shp, parts[".shp"], index)
    encoding, question = _decide_encoding(table, parts.get(".cpg"), options.encoding)
    names, cut = table.name_fields(encoding.value)
    reading = Reading(
        batches=(),
        declared=table.count,
        layer=file.name,
        layers=list(file.layers),
        encoding=encoding,
        crs=_read_prj(parts.get(".prj")),
        shaped=int((kinds != 0).sum()),
        repaired={name: name for name in cut},
        left_out=list(file.left_out),
        questions=[] if question is None else [question],
    )
    reading.findings.extend(_tell_declared(table, parts.get(".cpg"), encoding))
    if rebuilt:
        reading.findings.append(
            note(
                "F3",
                "缺少 .shx 索引文件，已按 .shp 重建",
                "its .shx index is missing and was built again from the .shp",
            )
        )
    reading.batches = _join_batches(shp, table, names, reading)
    return reading


def _join_batches(
    shp: Path, table: Dbf, names: list[str], reading: Reading
) -> Iterator[pa.RecordBatch]:
    row = 0
    for batch in gdal.stream_layer(shp, None, reading, attributes=False):
        stop = min(row + batch.num_rows, table.count)
        columns = list(table.read(reading.encoding.value, row, stop))
        if stop - row != batch.num_rows:
            raise _refuse_counts(shp, row + batch.num_rows, table.count)
        yield pa.RecordBatch.from_arrays(
            [batch.column(0), *columns], names=[batch.schema.names[0], *names]
        )
        row = stop


def _require_whole(shown: Path, part: Path, suffix: str) -> None:
    with part.open("rb") as file:
        header = file.read(_HEADER)
    size = struct.unpack(">i", header[24:28])[0] * 2 if len(header) == _HEADER else -1
    if size != part.stat().st_size:
        raise refuse_file(
            shown, f"{suffix} 文件不完整", f"its {suffix} file is cut short", check="F3"
        )


def _read_index(shx: Path) -> "NDArray[np.int64]":
    """Returns the place and the length in bytes of every record."""
    words = np.fromfile(shx, ">i4", offset=_HEADER)
    entries: NDArray[np.int64] = words[: len(words) // 2 * 2].reshape(-1, 2).astype(np.int64) * 2
    return np.asarray(entries, np.int64)


def _require_agreement(shp: Path, shapes: int, table: Dbf) -> None:
    if shapes != table.count:
        raise _refuse_counts(shp, shapes, table.count)
    deleted = table.count_deleted()
    if deleted:
        raise refuse_file(
            shp,
            f"属性表有 {deleted} 条记录带删除标记，请先整理（pack）",
            f"{deleted} records of its table are marked as deleted; pack it first",
            check="F4",
        )


def _refuse_counts(shp: Path, shapes: int, records: int) -> Exception:
    return refuse_file(
        shp,
        f"图形 {shapes} 个而属性 {records} 条",
        f"it has {shapes} shapes but {records} records",
        check="F4",
    )


def _read_kinds(shown: Path, shp: Path, index: "NDArray[np.int64]") -> "NDArray[np.int64]":
    """Returns the kind of every shape (0: none), after each record was found where it should be.

    A damaged record would otherwise be read as an empty shape, without a word.
    """
    if not len(index):
        return np.zeros(0, np.int64)
    raw = np.memmap(shp, np.uint8, "r")
    starts, lengths = index[:, 0], index[:, 1]
    inside = (starts >= _HEADER) & (lengths >= 4) & (starts + 8 + lengths <= len(raw))
    if inside.all():
        heads = raw[starts[:, None] + np.arange(4, 12)]
        said = heads[:, :4].copy().view(">i4")[:, 0].astype(np.int64) * 2
        kinds = np.asarray(heads[:, 4:].copy().view("<i4")[:, 0], np.int64)
        inside = (said == lengths) & np.isin(kinds, (0, raw[32]))
    else:
        kinds = np.zeros(len(index), np.int64)
    if not inside.all():
        row = int(np.argmin(inside)) + 1
        raise refuse_file(
            shown, f"第 {row} 个图形记录已损坏", f"the record of shape {row} is damaged", check="F4"
        )
    return kinds


def rebuild_index(shp: Path, shx: Path, shown: Path) -> None:
    """Writes the .shx of a .shp, by walking from record to record.

    Raises:
        InputError: the records do not end where the file does.
    """
    raw = np.memmap(shp, np.uint8, "r")
    at, entries = _HEADER, bytearray()
    while at + 8 <= len(raw):
        length = int.from_bytes(raw[at + 4 : at + 8].tobytes(), "big", signed=True)
        if length < 2:
            break
        entries += struct.pack(">ii", at // 2, length)
        at += 8 + 2 * length
    if at != len(raw):
        raise refuse_file(
            shown,
            "缺少 .shx 文件，且 .shp 已损坏，无法重建",
            "its .shx is missing, and its .shp is too damaged to build it again",
            check="F3",
        )
    header = raw[:_HEADER].tobytes()
    size = struct.pack(">i", (_HEADER + len(entries)) // 2)
    shx.write_bytes(header[:24] + size + header[28:] + entries)


def _decide_encoding(
    table: Dbf, cpg: Path | None, chosen: str | None
) -> tuple[Encoding, Question | None]:
    """Returns how the table is written, and the question where its bytes leave that open."""
    if chosen is not None:
        return Encoding(chosen, "person", samples=_sample(table, chosen)), None
    hint = read_hint(cpg) or table.language_hint
    judge = table.judge
    found = judge.decide(hint)
    if found is not None:
        return Encoding(found, "bytes", tell(found), _sample(table, found)), None
    proposed = GB18030 if judge.gb18030 else hint or GB18030
    options = tuple(
        Option(name, Text(name, name), Text("、".join(samples), ", ".join(samples)))
        for name in (UTF8, GB18030)
        for samples in (_sample(table, name),)
    )
    message = tag(
        "F5",
        Text(
            "无法从属性表的字节判断文字编码，请按样例选择。",
            "The attribute table's bytes do not tell its text encoding; choose by the samples.",
        ),
    )
    question = Question("encoding", message, options, proposed)
    return Encoding(proposed, "bytes", samples=_sample(table, proposed)), question


def _tell_declared(table: Dbf, cpg: Path | None, found: Encoding) -> Iterator[Finding]:
    """F5: the .cpg or the language byte names another encoding than the one of the bytes (W)."""
    declared = {".cpg": read_hint(cpg), "LDID": table.language_hint}
    wrong = {where: said for where, said in declared.items() if said not in (None, found.value)}
    if wrong and not table.judge.ascii:
        where, said = next(iter(wrong.items()))
        yield note(
            "F5",
            f"{where} 声明编码为 {said}，实际按 {found.value} 读取",
            f"its {where} declares {said}, but its texts were read as {found.value}",
        )


def _sample(table: Dbf, encoding: str) -> tuple[str, ...]:
    texts = (
        value
        for field, column in zip(
            table.fields, table.read(encoding, 0, min(table.count, ROWS)), strict=True
        )
        if field.type == "C"
        for value in column.to_pylist()
    )
    return pick_samples(texts)


def _read_prj(prj: Path | None) -> str | None:
    if prj is None:
        return None
    with prj.open("rb") as file:
        raw = file.read(MAX_PRJ_BYTES)
    return raw.decode("utf-8", errors="replace").strip("\ufeff \r\n\t\x00") or None
