"""Field mapping: from the column names that offices use to ours, by the profile's spellings."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from geo.errors import InputError, Text
from geo.profile import Profile
from geo.surveys import Option, PlaceKind, Question, QuestionError

_INTEGERS = ("built_year", "households", "buildings")
_NUMBERS = ("floor_area_m2",)
# Households, floors and square metres stay far below; NaN and infinity do too.
MAX_NUMBER = 1e9
SAMPLES = 3
# A shapefile's field name has ten bytes: five characters of GBK, three of UTF-8.
_NAME_BYTES = 10
_LOOKED_AT = 500
_YES = {"是", "有", "1", "true", "True", "Y", "y"}
_NO = {"否", "无", "0", "false", "False", "N", "n"}

Mappings = Sequence[tuple[Sequence[str], Mapping[str, str]]]
Why = Literal["spelling", "cut", "person", "remembered"]


@dataclass(frozen=True, slots=True)
class FieldPlan:
    """Which column each of our fields is read from, and why that one.

    `missing` are the fields without which the survey cannot be understood.
    """

    fields: dict[str, str]
    why: dict[str, Why]
    missing: tuple[str, ...]


def plan_fields(
    columns: Sequence[str],
    kind: PlaceKind,
    profile: Profile,
    *,
    chosen: Mapping[str, str] | None = None,
    mappings: Mappings = (),
    cut_names: bool = False,
) -> FieldPlan:
    """Returns the plan: a person's choice, else what was remembered, else the spellings.

    Args:
        columns: the file's.
        kind: streets or zones.
        profile: how offices spell the fields.
        chosen: our field -> the column that a person chose; an empty text: none.
        mappings: (columns, fields) that persons chose for files with just these columns; the
            first that fits counts.
        cut_names: the names may have been cut to ten bytes (a shapefile's).

    Raises:
        InputError: field_unknown, when a person chose a column that the file has not.
    """
    fields, why = _match_spellings(columns, kind, profile, cut_names=cut_names)
    same = (remembered for names, remembered in mappings if set(names) == set(columns))
    remembered = next(same, {})
    fields.update(remembered)
    why.update(dict.fromkeys(remembered, "remembered"))
    for name, column in (chosen or {}).items():
        if column and column not in columns:
            raise _refuse_column(name, column, columns)
        fields[name] = column
        why[name] = "person"
    fields = {name: column for name, column in fields.items() if column in columns}
    missing = [] if "name" in fields else ["name"]
    if not {"code", "code_full"} & fields.keys():
        missing.insert(0, "code")
    return FieldPlan(fields, {n: w for n, w in why.items() if n in fields}, tuple(missing))


def _match_spellings(
    columns: Sequence[str], kind: PlaceKind, profile: Profile, *, cut_names: bool
) -> tuple[dict[str, str], dict[str, Why]]:
    lower = {column.strip().lower(): column for column in reversed(columns)}
    fields: dict[str, str] = {}
    why: dict[str, Why] = {}
    # Our own names are always understood: the program's exports, and the labels of a drawing.
    spelled = {n: (*spellings, n) for n, spellings in profile.fields[kind].items()}
    for name, spellings in spelled.items():
        found = next((lower[s.lower()] for s in spellings if s.lower() in lower), None)
        if found is not None:
            fields[name], why[name] = found, "spelling"
    if cut_names:
        taken = set(fields.values())
        for column in (column for column in columns if column not in taken):
            meant = [n for n, spellings in spelled.items() if _is_cut(column, spellings)]
            if len(meant) == 1 and meant[0] not in fields:
                fields[meant[0]], why[meant[0]] = column, "cut"
    return fields, why


def _is_cut(column: str, spellings: Sequence[str]) -> bool:
    """Whether a column's name is what ten bytes leave of one of the spellings."""
    low = column.lower()
    return any(
        len(spelling) > len(column) and spelling.lower().startswith(low) and any(
            len(spelling.encode(encoding)[:_NAME_BYTES].decode(encoding, errors="ignore"))
            == len(column)
            for encoding in ("utf-8", "gb18030")
        )
        for spelling in spellings
    )  # fmt: skip


def _refuse_column(name: str, column: str, columns: Sequence[str]) -> InputError:
    return InputError(
        "field_unknown",
        Text(f"文件中没有字段“{column}”。", f"The file has no field “{column}” (for {name})."),
        _list_columns(columns),
    )


def _list_columns(columns: Sequence[str]) -> Text:
    return Text(
        f"文件中的字段有：{'、'.join(columns)}", f"The file's fields are: {', '.join(columns)}"
    )


def ask_fields(
    table: pd.DataFrame, plan: FieldPlan, kind: PlaceKind, profile: Profile
) -> QuestionError:
    """Returns the question which columns hold the missing fields, with what they hold.

    Proposed is the plan, with a column whose values have the form of codes as the code.
    """
    wanted = {m: "、".join(profile.fields[kind][m]) for m in plan.missing}
    listed = "；".join(f"{m}（{w}）" for m, w in wanted.items())
    message = Text(f"缺少字段：{listed}。", f"Fields are missing: {listed}.")
    proposed = dict(plan.fields)
    if "code" in plan.missing and (code := _find_codes(table, kind, profile)) is not None:
        proposed["code"] = code
    options = tuple(
        Option(column, Text(column, column), Text("、".join(samples), ", ".join(samples)))
        for column, samples in sample_columns(table).items()
    )
    question = Question("fields", message, options, proposed)
    hint = _list_columns([str(column) for column in table.columns])
    return QuestionError("fields_missing", message, hint, questions=(question,))


def _find_codes(table: pd.DataFrame, kind: PlaceKind, profile: Profile) -> str | None:
    pattern = re.compile(profile.codes.street if kind is PlaceKind.STREET else profile.codes.zone)
    for column in table.columns:
        texts = [_text(value) for value in table[column].head(_LOOKED_AT).tolist()]
        fitting = sum(text is not None and pattern.fullmatch(text) is not None for text in texts)
        if fitting * 2 > len(texts):
            return str(column)
    return None


def sample_columns(table: pd.DataFrame) -> dict[str, list[str]]:
    """Returns up to three different values of every column, as texts."""
    sampled = {}
    for column in table.columns:
        texts = (_text(value) for value in table[column].head(_LOOKED_AT).tolist())
        different = dict.fromkeys(text[:60] for text in texts if text is not None)
        sampled[str(column)] = list(different)[:SAMPLES]
    return sampled


def map_fields(
    table: pd.DataFrame, kind: PlaceKind, profile: Profile
) -> tuple[dict[str, str], pd.DataFrame]:
    """Returns which source column each field came from, and the rows in the fields' names.

    Raises:
        QuestionError: fields_missing, when there is no column for the code or the name.
    """
    plain = pd.DataFrame(table.drop(columns="geometry", errors="ignore"))
    plan = plan_fields([str(column) for column in plain.columns], kind, profile)
    if plan.missing:
        raise ask_fields(plain, plan, kind, profile)
    return plan.fields, build_rows(plain, plan.fields, kind, profile)


def build_rows(
    table: pd.DataFrame, fields: Mapping[str, str], kind: PlaceKind, profile: Profile
) -> pd.DataFrame:
    """Returns the rows in our fields' names.

    They hold row_no (from 1), code, name, street_code (str or None) and attributes (dict).
    """
    read = {name: _read_texts(table[column]) for name, column in fields.items()}
    nothing: list[str | None] = [None] * len(table)
    code = read.get("code", read.get("code_full", nothing))
    street = read.get("street_code", nothing)
    rows = pd.DataFrame({"row_no": np.arange(1, len(table) + 1)})
    texts = {
        "code": [_shorten(c, profile) for c in code] if kind is PlaceKind.STREET else code,
        "name": read.get("name", nothing),
        "street_code": [_shorten(c, profile) for c in street],
        "attributes": _read_attributes(table, read, fields, kind, profile),
    }
    for name, values in texts.items():
        # As objects, None stays None.
        rows[name] = pd.Series(values, dtype=object)
    return rows


def _read_texts(column: "pd.Series[Any]") -> list[str | None]:
    """Returns a column's values as texts; a text that is repeated is held once."""
    held: dict[str, str] = {}
    texts = (_text(value) for value in column.tolist())
    return [None if text is None else held.setdefault(text, text) for text in texts]


def _text(value: Any) -> str | None:
    if isinstance(value, str):
        # JSON can write NUL, a database cannot.
        return (value.replace("\x00", "") if "\x00" in value else value).strip() or None
    if value is None or (isinstance(value, float) and math.isnan(value)) or value is pd.NaT:
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value)


def _shorten(code: str | None, profile: Profile) -> str | None:
    """Returns a street's own code where an office wrote the longer statistical one."""
    full = profile.codes.street_full
    if code is None or full is None or not re.fullmatch(full.strip("^$"), code):
        return code
    shorter = (code[:length] for length in range(len(code) - 1, 0, -1))
    return next((c for c in shorter if re.fullmatch(profile.codes.street.strip("^$"), c)), code)


def _read_attributes(
    table: pd.DataFrame,
    read: Mapping[str, list[str | None]],
    fields: Mapping[str, str],
    kind: PlaceKind,
    profile: Profile,
) -> list[dict[str, Any]]:
    """Returns what else each row says, by our field names; unmapped columns go under "other"."""
    said: list[dict[str, Any]] = [{} for _ in range(len(table))]
    unread: dict[str, list[str | None]] = {
        str(column): _read_texts(table[column])
        for column in table.columns
        if column not in set(fields.values())
    }
    for name in read.keys() - {"code", "code_full", "name"}:
        texts = read[name]
        understood = {t: _understand(name, t, kind, profile) for t in set(texts) if t is not None}
        values = [None if t is None else understood[t] for t in texts]
        _fill(said, name, values)
        # What is not understood is kept as it was written.
        left = [t if v is None else None for t, v in zip(texts, values, strict=True)]
        unread[fields[name]] = left
    other: list[dict[str, Any]] = [{} for _ in said]
    for column, left in unread.items():
        _fill(other, column, left)
    _fill(said, "other", [rest or None for rest in other])
    return said


def _fill(rows: list[dict[str, Any]], key: str, values: Sequence[Any]) -> None:
    for row, value in zip(rows, values, strict=True):
        if value is not None:
            row[key] = value


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
