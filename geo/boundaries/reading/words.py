"""What a survey's rows say, in our fields' names: codes and names, all else as JSON.

A value is understood once, however many rows have it; the rows are put together of such pieces.
"""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa

from geo.boundaries.reading.tidy import tidy_code, tidy_name
from geo.places import place_key, write_json, write_object
from geo.profile import Profile
from geo.surveys import FURTHER, PlaceKind

if TYPE_CHECKING:
    from numpy.typing import NDArray

_INTEGERS = ("built_year", "households", "buildings")
_NUMBERS = ("floor_area_m2",)
# Households, floors and square metres stay far below; NaN and infinity do too.
MAX_NUMBER = 1e9
_YES = {"是", "有", "1", "true", "True", "Y", "y"}
_NO = {"否", "无", "0", "false", "False", "N", "n"}
# Those that have columns of their own.
_NAMING = ("code", "code_full", "name")

_TEXT = pa.large_string()
WORDS = pa.schema(
    [
        ("row_no", pa.int64()),
        *((name, _TEXT) for name in ("code", "name", "street_code", "attributes")),
    ]
)


@dataclass(frozen=True, slots=True)
class _Cells:
    """A column: its different values as texts, None the last of them, and which each row has."""

    texts: list[str | None]
    at: "NDArray[np.intp]"

    def spread(self, made: Sequence[Any]) -> list[Any]:
        """Returns for each row what was made of its value."""
        pieces = np.empty(len(made), dtype=object)
        pieces[:] = made
        spread: list[Any] = pieces[self.at].tolist()
        return spread


def read_words(
    table: pa.Table, first: int, fields: Mapping[str, str], kind: PlaceKind, profile: Profile
) -> pa.RecordBatch:
    """Returns what rows say: row_no, code, name, street_code (text or null), attributes (JSON).

    Attributes are written as PostgreSQL writes them, so that equal ones are equal texts; columns
    that are no field of ours are among them under "other".

    Args:
        table: some of the file's rows, as the file has them.
        first: the number of the first one in the file, from 1.
        fields: our field -> the file's column.
        kind: street or zone.
        profile: the district's forms of codes and lists of values.
    """
    cells = {str(name): _read_cells(table.column(name)) for name in table.column_names}
    read = {name: cells[column] for name, column in fields.items()}
    nothing = _Cells([None], np.zeros(len(table), dtype=np.intp))
    code = read.get("code", read.get("code_full", nothing))
    street = read.get("street_code", nothing)
    name = read.get("name", nothing)
    codes = [_read_code(c, kind, profile) for c in code.texts]
    streets = [_read_code(c, PlaceKind.STREET, profile) for c in street.texts]
    # None where the file says nothing else of its rows.
    attributes = _read_attributes(cells, fields, kind, profile)
    columns = [
        pa.array(np.arange(first, first + len(table))),
        pa.array(code.spread(codes), _TEXT),
        pa.array(name.spread([tidy_name(text) for text in name.texts]), _TEXT),
        pa.array(street.spread(streets), _TEXT),
        pa.array(attributes or ["{}"] * len(table), _TEXT),
    ]
    return pa.RecordBatch.from_arrays(columns, schema=WORDS)


def _read_cells(column: pa.ChunkedArray) -> _Cells:
    values = column.combine_chunks().dictionary_encode()
    texts = [read_text(value) for value in values.dictionary.to_pylist()]
    return _Cells([*texts, None], values.indices.fill_null(-1).to_numpy().astype(np.intp))


def read_text(value: Any) -> str | None:
    """Returns a cell's value as a text; None for an empty cell."""
    if isinstance(value, str):
        # JSON can write NUL, a database cannot.
        return (value.replace("\x00", "") if "\x00" in value else value).strip() or None
    if value is None or (isinstance(value, float) and math.isnan(value)) or value is pd.NaT:
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value)


def _read_code(text: str | None, kind: PlaceKind, profile: Profile) -> str | None:
    codes = profile.codes
    if kind is PlaceKind.ZONE:
        return tidy_code(text, codes.zone)
    forms = codes.street if codes.street_full is None else f"{codes.street}|{codes.street_full}"
    return _shorten(tidy_code(text, forms), profile)


def _shorten(code: str | None, profile: Profile) -> str | None:
    """Returns a street's own code where an office wrote the longer statistical one."""
    full = profile.codes.street_full
    if code is None or full is None or not re.fullmatch(full.strip("^$"), code):
        return code
    shorter = (code[:length] for length in range(len(code) - 1, 0, -1))
    return next((c for c in shorter if re.fullmatch(profile.codes.street.strip("^$"), c)), code)


def _read_attributes(
    cells: Mapping[str, _Cells], fields: Mapping[str, str], kind: PlaceKind, profile: Profile
) -> list[str]:
    """Returns what else each row says, if there is a column for it.

    What is not understood is kept as it was written.
    """
    members: dict[str, list[str | None]] = {}
    left = {column: c.texts for column, c in cells.items() if column not in fields.values()}
    for name in sorted(fields.keys() - set(_NAMING)):
        read = cells[fields[name]]
        values = [None if t is None else _understand(name, t, kind, profile) for t in read.texts]
        members[name] = read.spread(_write_members(name, values))
        left[fields[name]] = [
            t if v is None else None for t, v in zip(read.texts, values, strict=True)
        ]
    others = [
        cells[column].spread(_write_members(column, left[column]))
        for column in sorted(left, key=place_key)
        if any(left[column])
    ]
    if others:
        name = write_json(FURTHER)
        rows = ([*filter(None, row)] for row in zip(*others, strict=True))
        members[FURTHER] = [f"{name}: {write_object(row)}" if row else None for row in rows]
    ordered = (members[name] for name in sorted(members, key=place_key))
    return [write_object(row) for row in zip(*ordered, strict=True)]


def _write_members(name: str, values: Iterable[Any]) -> list[str | None]:
    key = write_json(name)
    return [None if value is None else f"{key}: {write_json(value)}" for value in values]


def _number(text: str, *, whole: bool) -> float | None:
    try:
        number = float(text.replace(",", ""))
    except ValueError:
        return None
    if not 0 <= number < MAX_NUMBER:
        return None
    return int(number) if whole else number


def _understand(name: str, text: str, kind: PlaceKind, profile: Profile) -> Any:
    if name in _INTEGERS or name in _NUMBERS:
        return _number(text, whole=name in _INTEGERS)
    if name == "old_estate":
        return True if text in _YES else False if text in _NO else None
    if name == "aliases":
        return [part for part in re.split(r"[、;；|,，]", text) if part]
    if name == "estate_kind":
        return profile.enum("estate_kind").by_label.get(text)
    if name == "kind" and kind is PlaceKind.STREET:
        return profile.streets.identify(text)
    return text
