"""Registers: tables without shapes, joined to the known places by their codes."""

import re
from collections.abc import Callable, Mapping
from typing import Any

import geopandas as gpd
import pandas as pd

from geo.crs import STORAGE
from geo.errors import InputError, Text
from geo.surveys import Finding

_TOLD = 10
_MOST_ZEROS = 12


def join_known(
    rows: pd.DataFrame, known: gpd.GeoDataFrame | None, pattern: str
) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...]]:
    """Returns the rows with the shapes of the known places that have their codes.

    A code that lost leading zeros is padded to the profile's form before it is compared, and a
    finding (A2) tells each; codes are never compared by their beginnings. What a place says and
    the register does not stays as it is known.

    Args:
        rows: row_no, code, name, street_code, attributes.
        known: code, name, geometry (EPSG:4490) and, if there, attributes.
        pattern: of a code, from the profile.

    Raises:
        InputError: geometry_missing (there are no known places yet), codes_unknown (some rows
            match none: a table cannot draw a new place).
    """
    if known is None or known.empty:
        raise InputError(
            "geometry_missing",
            Text(
                "这是没有图形的表格，而系统里还没有可以按编码对应的图形。",
                "This is a table without shapes, and no places are known yet to join it to.",
            ),
            Text("请先提交带图形的测绘成果。", "Hand in a survey with shapes first."),
        )
    places = known.drop_duplicates("code").set_index("code")
    restored = [restore_zeros(code, pattern, places.index.__contains__) for code in rows["code"]]
    findings = tuple(
        _tell_padded(int(row), str(said), str(code))
        for row, said, code in zip(rows["row_no"], rows["code"], restored, strict=True)
        if code is not None and said != code
    )
    lost = [at for at, code in enumerate(restored) if code is None]
    if lost:
        raise _refuse_lost(rows.iloc[lost])
    found = places.loc[restored]
    joined = rows.copy()
    joined["code"] = pd.Series(restored, index=rows.index, dtype=object)
    joined["name"] = [
        name or known_name for name, known_name in zip(rows["name"], found["name"], strict=True)
    ]
    if "attributes" in found:
        joined["attributes"] = pd.Series(
            [
                _merge(before, said)
                for before, said in zip(found["attributes"], rows["attributes"], strict=True)
            ],
            index=joined.index,
            dtype=object,
        )
    return gpd.GeoDataFrame(joined, geometry=found.geometry.to_numpy(), crs=STORAGE), findings


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


def _merge(before: Any, said: Mapping[str, Any]) -> dict[str, Any]:
    known = before if isinstance(before, Mapping) else {}
    merged = {**known, **said}
    other = {**known.get("other", {}), **said.get("other", {})}
    return {**merged, "other": other} if other else merged


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


def _refuse_lost(rows: pd.DataFrame) -> InputError:
    told = [
        f"{row}: {code or '（空 empty）'}"
        for row, code in zip(rows["row_no"], rows["code"], strict=True)
    ]
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


def name_codes(rows: pd.DataFrame, known: gpd.GeoDataFrame | None) -> pd.DataFrame:
    """Returns a drawing's rows with the codes of the known places that have just their names.

    A name that several places have gives no code; nor does one that no place has.
    """
    if known is None or known.empty:
        return rows
    codes = known.drop_duplicates("name", keep=False).set_index("name")["code"]
    found = [codes.get(name) if name is not None else None for name in rows["name"]]
    named = rows.copy()
    named["code"] = pd.Series(found, index=rows.index, dtype=object)
    return named
