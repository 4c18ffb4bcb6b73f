"""Registers: tables without shapes, joined to the known places by their codes."""

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from geo.errors import InputError, Text, tag
from geo.findings import Finding
from geo.places import Places, Words, write_json
from geo.surveys import FURTHER

_TOLD = 10
_MOST_ZEROS = 12


def join_known(
    rows: Words, known: Places | None, pattern: str
) -> tuple[Places, tuple[Finding, ...]]:
    """Returns the rows with the shapes of the known places that have their codes.

    A code that lost leading zeros is padded to the profile's form before it is compared, and a
    finding (A2) tells each; codes are never compared by their beginnings. What a place says and
    the register does not stays as it is known.

    Args:
        rows: row_no, code, name, street_code, attributes.
        known: code, name, attributes and shapes.
        pattern: of a code, from the profile.

    Raises:
        InputError: geometry_missing (there are no known places yet), codes_unknown (some rows
            match none: a table cannot draw a new place).
    """
    if not known:
        raise InputError(
            "geometry_missing",
            tag(
                "G1",
                Text(
                    "这是没有图形的表格，而系统里还没有可以按编码对应的图形。",
                    "This is a table without shapes, and no places are known yet to join it to.",
                ),
            ),
            Text("请先提交带图形的测绘成果。", "Hand in a survey with shapes first."),
            [{"check": "G1"}],
        )
    codes, numbers = rows.tell("code"), rows.tell("row_no")
    # Of several places with one code the first.
    place_of = {code: at for at, code in reversed([*enumerate(known.words.tell("code"))])}
    restored = [restore_zeros(code, pattern, place_of.__contains__) for code in codes]
    findings = tuple(
        _tell_padded(row, said, code)
        for row, said, code in zip(numbers, codes, restored, strict=True)
        if code is not None and said != code
    )
    lost = [at for at, code in enumerate(restored) if code is None]
    if lost:
        raise _refuse_lost([(numbers[at], codes[at]) for at in lost])
    at = np.array([place_of[code] for code in restored])
    names = zip(rows.tell("name"), known.words.tell("name", at), strict=True)
    said = zip(known.words.tell("attributes", at), rows.tell("attributes"), strict=True)
    words = rows.renew(
        code=restored,
        name=[name or known_name for name, known_name in names],
        attributes=[_merge(json.loads(before), json.loads(now)) for before, now in said],
    )
    return Places(words, known.shapes.pick(at)), findings


def restore_zeros(code: str | None, pattern: str, is_known: Callable[[str], bool]) -> str | None:
    """Returns a known code: the one given, or the one that it is with its lost zeros.

    Zeros go before the last number of the code, or else before the one before it, until the code
    has the form; None where that gives no code that is known.
    """
    if code is None or is_known(code):
        return code
    form = re.compile(pattern)
    for number in reversed(list(re.finditer(r"\d+", code))):
        for zeros in range(1, _MOST_ZEROS):
            padded = f"{code[: number.start()]}{'0' * zeros}{code[number.start() :]}"
            if form.fullmatch(padded) and is_known(padded):
                return padded
    return None


def _merge(before: Mapping[str, Any], said: Mapping[str, Any]) -> str:
    merged = {**before, **said}
    further = {**before.get(FURTHER, {}), **said.get(FURTHER, {})}
    return write_json({**merged, FURTHER: further} if further else merged)


def _tell_padded(row: int, said: str, code: str) -> Finding:
    return Finding(
        "A2",
        "W",
        row,
        code,
        Text(
            f"第 {row} 行：编码 {said} 丢失了前导零，已按 {code} 对应",
            f"row {row}: the code {said} lost leading zeros and was read as {code}",
        ),
        Text("请把编码列设为文本后重新导出。", "Set the column of codes to text and export again."),
    )


def _refuse_lost(lost: Sequence[tuple[int, str | None]]) -> InputError:
    told = [f"{row}: {code or '（空 empty）'}" for row, code in lost]
    listed = "；".join(told[:_TOLD])
    return InputError(
        "codes_unknown",
        Text(
            f"表格没有图形，其中 {len(told)} 行的编码在现有图形中找不到（行：编码 {listed}）。",
            f"The table has no shapes, and {len(told)} of its codes are not those of known places "
            f"(row: code {listed}).",
        ),
        Text(
            "请改正这些编码；新增的要连同图形提交。",
            "Correct these codes; new places must come with their shapes.",
        ),
        details=told,
    )


def name_codes(rows: Words, known: Places | None) -> Words:
    """Returns a drawing's rows with the codes of the known places that have just their names.

    A name that several places have gives no code; nor does one that no place has.
    """
    if not known:
        return rows
    names = known.words.tell("name")
    once = {name for name, count in Counter(names).items() if count == 1}
    pairs = zip(names, known.words.tell("code"), strict=True)
    codes = {name: code for name, code in pairs if name in once}
    return rows.renew(code=[codes.get(name) for name in rows.tell("name")])
