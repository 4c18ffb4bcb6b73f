"""Attribute tables of shapefiles (.dbf), read from their bytes.

No reader in between guesses an encoding, stumbles over a field name that was cut inside a
character, or passes over a record in silence.
"""

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geo.boundaries.readers.batches import ROWS, name_apart
from geo.boundaries.readers.job import refuse_file
from geo.boundaries.readers.texts import Judge, decode_cut, decode_strictly, name_encoding

if TYPE_CHECKING:
    from numpy.typing import NDArray

_HEADER, _FIELD, _END = 32, 32, 0x0D
_LATIN = "latin-1"
_LARGEST = 1e18
_YES, _NO = (b"T", b"Y"), (b"F", b"N")
# Language byte -> what it says of the texts; others are not Chinese or say nothing.
_LANGUAGES = {0x4D: "GB18030", 0x7A: "GB18030"}


@dataclass(frozen=True, slots=True)
class DbfField:
    """A field as the header has it: name in bytes, type letter, width, place in the record."""

    name: bytes
    type: str
    width: int
    decimals: int
    at: int


@dataclass(frozen=True)
class Dbf:
    """An attribute table whose header was read and fits the file's length."""

    path: Path
    count: int
    start: int
    width: int
    language: int
    fields: tuple[DbfField, ...]

    @cached_property
    def records(self) -> "NDArray[np.void]":
        """The records as they stand in the file, one field of bytes each; read when touched."""
        kind = np.dtype(
            {
                "names": ["deleted", *(str(at) for at in range(len(self.fields)))],
                "formats": ["S1", *(f"S{max(field.width, 1)}" for field in self.fields)],
                "offsets": [0, *(field.at for field in self.fields)],
                "itemsize": self.width,
            }
        )
        if self.count == 0:
            return np.zeros(0, kind)
        return np.memmap(self.path, kind, "r", self.start, (self.count,))

    def count_deleted(self) -> int:
        """Returns how many records are marked as deleted, yet stand in the file."""
        return int((self.records["deleted"] == b"*").sum())

    @cached_property
    def judge(self) -> Judge:
        """What the bytes of all names and texts say about their encoding."""
        judge = Judge()
        for field in self.fields:
            judge.hear(_cut_name(field.name))
        for at, field in enumerate(self.fields):
            if field.type == "C":
                for start in range(0, self.count, ROWS):
                    texts = _list(self.records[str(at)][start : start + ROWS])
                    _hear(judge, texts, field.width)
        return judge

    @property
    def language_hint(self) -> str | None:
        """The encoding that the language byte names, if it names one of ours."""
        return _LANGUAGES.get(self.language)

    def name_fields(self, encoding: str) -> tuple[list[str], list[str]]:
        """Returns the field names, and those of them that were cut inside a character."""
        names, cut = [], []
        for field, name in zip(self.fields, self._decode_names(encoding), strict=True):
            names.append(name)
            if decode_strictly(field.name, encoding) is None:
                cut.append(name)
        return names, cut

    def _decode_names(self, encoding: str) -> list[str]:
        raw = [decode_cut(field.name, encoding) for field in self.fields]
        plain = [
            field.name.decode(encoding, errors="replace") if name is None else name
            for field, name in zip(self.fields, raw, strict=True)
        ]
        return list(name_apart(plain))

    def read(self, encoding: str, start: int, stop: int) -> Iterator[pa.Array]:
        """Yields each field's values of some records as a column."""
        for at, field in enumerate(self.fields):
            values = _list(self.records[str(at)][start:stop])
            yield _COLUMNS.get(field.type, _read_texts)(values, field, encoding)


def open_dbf(path: Path, shown: Path) -> Dbf:
    """Returns the table.

    Raises:
        InputError: the header contradicts itself or the file is shorter than it says.
    """
    with path.open("rb") as file:
        head = file.read(_HEADER)
        if len(head) < _HEADER:
            raise refuse_file(shown, ".dbf 文件不完整", "its .dbf file is cut short", check="F3")
        count, start, width = struct.unpack("<IHH", head[4:12])
        described = file.read(max(start - _HEADER, 0))
    if path.stat().st_size < start + count * width:
        raise refuse_file(shown, ".dbf 文件不完整", "its .dbf file is cut short", check="F3")
    fields = tuple(_read_fields(described))
    if not fields or 1 + sum(field.width for field in fields) != width:
        raise refuse_file(
            shown,
            ".dbf 的字段描述前后矛盾",
            "the fields described in its .dbf contradict its size",
            check="F3",
        )
    return Dbf(path, count, start, width, head[29], fields)


def _read_fields(described: bytes) -> Iterator[DbfField]:
    at = 1
    for start in range(0, len(described) - _FIELD + 1, _FIELD):
        raw = described[start : start + _FIELD]
        if raw[0] == _END:
            return
        letter, width, decimals = chr(raw[11]), raw[16], raw[17]
        if letter == "C":
            # Long texts keep the upper byte of their width where numbers keep their decimals.
            width, decimals = width + 256 * decimals, 0
        yield DbfField(raw[:11].split(b"\x00")[0].strip(), letter, width, decimals, at)
        at += width


def _cut_name(name: bytes) -> bytes:
    """Returns a field name without the character that its ten bytes cut in two."""
    for encoding in ("UTF-8", "GB18030"):
        text = decode_cut(name, encoding)
        if text is not None:
            return text.encode(encoding)
    return name


def _list(values: "NDArray[np.bytes_]") -> list[bytes]:
    return [value.strip(b" \x00") for value in values.tolist()]


def _hear(judge: Judge, texts: list[bytes], width: int) -> None:
    joined = b"\n".join(texts)
    if joined.isascii():
        return
    whole = Judge()
    whole.hear(joined)
    if not (whole.utf8 or whole.gb18030):
        # A text that fills its field may have lost half of its last character.
        joined = b"\n".join(_cut_name(text) if len(text) >= width - 1 else text for text in texts)
    judge.hear(joined)


def _read_texts(values: list[bytes], field: DbfField, encoding: str) -> pa.Array:
    joined = b"\n".join(values)
    text = decode_strictly(joined, encoding)
    parts = [] if text is None else text.split("\n")
    if len(parts) != len(values):
        parts = [_decode_text(value, field, encoding) for value in values]
    return pa.array([part or None for part in parts], type=pa.large_string())


def _decode_text(value: bytes, field: DbfField, encoding: str) -> str:
    value = value.split(b"\x00")[0]
    text = decode_strictly(value, encoding)
    if text is None and len(value) >= field.width - 1:
        text = decode_cut(value, encoding)
    return value.decode(encoding, errors="replace") if text is None else text


def _read_numbers(values: list[bytes], field: DbfField, _encoding: str) -> pa.Array:
    texts = pa.array([v.decode(_LATIN) or None for v in values], type=pa.string())
    whole = field.decimals == 0 and field.type == "N" and field.width <= 18
    try:
        return pc.cast(texts, pa.int64() if whole else pa.float64())
    except pa.ArrowInvalid:
        numbers = [_number(value) for value in values]
        if not whole:
            return pa.array(numbers, type=pa.float64())
        return pa.array([None if n is None else int(n) for n in numbers], type=pa.int64())


def _number(value: bytes) -> float | None:
    try:
        number = float(value)
    except ValueError:
        return None  # asterisks where the number was too long for the field
    return number if abs(number) < _LARGEST else None


def _read_dates(values: list[bytes], _field: DbfField, _encoding: str) -> pa.Array:
    texts: list[str | None] = []
    for value in values:
        day = value.decode(_LATIN)
        said = day.isdigit() and len(day) == 8 and day != "0" * 8
        texts.append(f"{day[:4]}-{day[4:6]}-{day[6:]}" if said else None)
    return pa.array(texts, type=pa.large_string())


def _read_yes(values: list[bytes], _field: DbfField, _encoding: str) -> pa.Array:
    said = [None if v.upper() not in _YES + _NO else v.upper() in _YES for v in values]
    return pa.array(said, type=pa.bool_())


def _skip(values: list[bytes], _field: DbfField, _encoding: str) -> pa.Array:
    return pa.nulls(len(values), pa.large_string())


_COLUMNS: dict[str, Callable[[list[bytes], DbfField, str], Any]] = {
    "N": _read_numbers,
    "F": _read_numbers,
    "D": _read_dates,
    "L": _read_yes,
    # Pointers into other files, and binary numbers of other database programs.
    **dict.fromkeys("MGPBIOYT@+", _skip),
}


def read_hint(cpg: Path | None) -> str | None:
    """Returns the encoding that a .cpg file names, if it names one of ours."""
    if cpg is None:
        return None
    with cpg.open("rb") as file:
        return name_encoding(file.read(64).decode("ascii", errors="replace"))
