"""Field mapping: from the column names that offices use to ours, by the profile's spellings."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from geo.boundaries.reading.tidy import tidy_code, tidy_name
from geo.boundaries.reading.words import read_text
from geo.errors import InputError, Text, tag
from geo.profile import Profile
from geo.surveys import Option, PlaceKind, Question, QuestionError

SAMPLES = 3
_BRACKETS = re.compile(r"\s*[（(【\[].*$", re.DOTALL)
# A shapefile's field name has ten bytes: five characters of GBK, three of UTF-8.
_NAME_BYTES = 10
LOOKED_AT = 500

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
    plain = {_plain(column): column for column in reversed(columns)}
    # What stands in brackets explains a name, unless only that tells two columns apart.
    bare = [_plain(_BRACKETS.sub("", column)) for column in columns]
    named = {name: c for name, c in zip(bare, columns, strict=True) if bare.count(name) == 1}
    known = {**named, **plain}
    fields: dict[str, str] = {}
    why: dict[str, Why] = {}
    # Our own names are always understood: the program's exports, and the labels of a drawing.
    spelled = {n: (*spellings, n) for n, spellings in profile.fields[kind].items()}
    for name, spellings in spelled.items():
        found = next((known[_plain(s)] for s in spellings if _plain(s) in known), None)
        if found is not None:
            fields[name], why[name] = found, "spelling"
    if cut_names:
        taken = set(fields.values())
        for column in (column for column in columns if column not in taken):
            meant = [n for n, spellings in spelled.items() if _is_cut(column, spellings)]
            if len(meant) == 1 and meant[0] not in fields:
                fields[meant[0]], why[meant[0]] = column, "cut"
    return fields, why


def _plain(name: str) -> str:
    """Returns a column's name in half-width small letters, without blanks and unseen signs."""
    return "".join((tidy_name(unicodedata.normalize("NFKC", name)) or "").split()).casefold()


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
    message = tag("F6", Text(f"缺少字段：{listed}。", f"Fields are missing: {listed}."))
    proposed = dict(plan.fields)
    if "code" in plan.missing and (code := _find_codes(table, kind, profile)) is not None:
        proposed["code"] = code
    options = tuple(
        Option(column, Text(column, column), Text("、".join(samples), ", ".join(samples)))
        for column, samples in sample_columns(table).items()
    )
    question = Question("fields", message, options, proposed)
    hint = _list_columns([str(column) for column in table.columns])
    return QuestionError("fields_missing", message, hint, [{"check": "F6"}], (question,))


def doubt_code(
    plan: FieldPlan, table: pd.DataFrame, kind: PlaceKind, profile: Profile
) -> FieldPlan:
    """Returns the plan without a code column of which no value has a code's form, if another fits.

    An office's BSM is a running number as often as it is a code; nothing is doubted that a person
    chose.
    """
    column = plan.fields.get("code")
    if column is None or plan.why["code"] in ("person", "remembered"):
        return plan
    better = _find_codes(table, kind, profile)
    if better is None or _count_codes(table[column], kind, profile):
        return plan
    fields = {name: said for name, said in plan.fields.items() if name != "code"}
    why = {name: said for name, said in plan.why.items() if name != "code"}
    missing = () if "code_full" in fields else ("code",)
    return FieldPlan(fields, why, (*missing, *plan.missing))


def _find_codes(table: pd.DataFrame, kind: PlaceKind, profile: Profile) -> str | None:
    looked_at = min(len(table), LOOKED_AT)
    for column in table.columns:
        if _count_codes(table[column], kind, profile) * 2 > looked_at:
            return str(column)
    return None


def _count_codes(column: "pd.Series[Any]", kind: PlaceKind, profile: Profile) -> int:
    """Returns how many of a column's first values have the form of a code."""
    pattern = profile.codes.street if kind is PlaceKind.STREET else profile.codes.zone
    texts = (tidy_code(read_text(value), pattern) for value in column.head(LOOKED_AT).tolist())
    return sum(text is not None and re.fullmatch(pattern, text) is not None for text in texts)


def sample_columns(table: pd.DataFrame) -> dict[str, list[str]]:
    """Returns up to three different values of every column, as texts."""
    sampled = {}
    for column in table.columns:
        texts = (read_text(value) for value in table[column].head(LOOKED_AT).tolist())
        different = dict.fromkeys(text[:60] for text in texts if text is not None)
        sampled[str(column)] = list(different)[:SAMPLES]
    return sampled
