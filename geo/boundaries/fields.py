"""Field mapping: from the column names that offices use to ours, by the profile's spellings."""

import math
import re
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.errors import InputError, Text
from geo.profile import Profile
from geo.surveys import PlaceKind

_INTEGERS = ("built_year", "households", "buildings")
_NUMBERS = ("floor_area_m2",)
# Households, floors and square metres stay far below; NaN and infinity do too.
MAX_NUMBER = 1e9
_YES = {"是", "有", "1", "true", "True", "Y", "y"}
_NO = {"否", "无", "0", "false", "False", "N", "n"}


def map_fields(
    frame: gpd.GeoDataFrame, kind: PlaceKind, profile: Profile
) -> tuple[dict[str, str], pd.DataFrame]:
    """Returns which source column each field came from, and the rows in the fields' names.

    The rows hold row_no (from 1), code, name, street_code (str or None) and attributes (dict).

    Raises:
        InputError: fields_missing, when there is no column for the code or the name.
    """
    columns = {str(c).strip().lower(): str(c) for c in frame.columns if c != frame.geometry.name}
    fields = {
        name: columns[spelling.lower()]
        for name, spellings in profile.fields[kind].items()
        for spelling in reversed(spellings)
        if spelling.lower() in columns
    }
    missing = [name for name in ("name",) if name not in fields]
    if "code" not in fields and "code_full" not in fields:
        missing.insert(0, "code")
    if missing:
        wanted = {m: "、".join(profile.fields[kind][m]) for m in missing}
        listed = "；".join(f"{m}（{w}）" for m, w in wanted.items())
        raise InputError(
            "fields_missing",
            Text(f"缺少字段：{listed}。", f"Fields are missing: {listed}."),
            Text(
                f"文件中的字段有：{'、'.join(columns.values())}",
                f"The file's fields are: {', '.join(columns.values())}",
            ),
        )
    code = _texts(frame[fields.get("code", fields.get("code_full", ""))])
    rows = pd.DataFrame(
        {
            "row_no": np.arange(1, len(frame) + 1),
            "code": [_shorten(c, profile) for c in code] if kind is PlaceKind.STREET else code,
            "name": _texts(frame[fields["name"]]),
            "street_code": (
                [_shorten(c, profile) for c in _texts(frame[fields["street_code"]])]
                if "street_code" in fields
                else None
            ),
        }
    )
    rows["attributes"] = pd.Series(_attributes(frame, kind, fields, profile), dtype=object)
    return fields, rows


def _texts(column: "pd.Series[Any]") -> list[str | None]:
    """Returns a column as stripped texts; a code that was stored as a number loses its '.0'."""
    return [_text(value) for value in column.tolist()]


def _text(value: Any) -> str | None:
    if value is None or (isinstance(value, float) and math.isnan(value)) or value is pd.NaT:
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    # JSON can write NUL, a database cannot.
    return str(value).replace("\x00", "").strip() or None


def _shorten(code: str | None, profile: Profile) -> str | None:
    """Returns a street's own code where an office wrote the longer statistical one."""
    full = profile.codes.street_full
    if code is None or full is None or not re.fullmatch(full.strip("^$"), code):
        return code
    shorter = (code[:length] for length in range(len(code) - 1, 0, -1))
    return next((c for c in shorter if re.fullmatch(profile.codes.street.strip("^$"), c)), code)


def _attributes(
    frame: gpd.GeoDataFrame, kind: PlaceKind, fields: dict[str, str], profile: Profile
) -> list[dict[str, Any]]:
    """Returns what else each row says, by our field names; unmapped columns go under "other"."""
    used = set(fields.values()) | {frame.geometry.name}
    named = {n: c for n, c in fields.items() if n not in ("code", "code_full", "name")}
    plain = pd.DataFrame(frame.drop(columns=frame.geometry.name))
    records = plain.astype(object).where(plain.notna(), None).to_dict("records")
    result = []
    for record in records:
        attributes = {n: _value(n, record[c], kind, profile) for n, c in named.items()}
        # What a column of ours says in words that are not understood is kept as it was written.
        unread = {c for n, c in named.items() if attributes[n] is None}
        other = {str(k): _text(v) for k, v in record.items() if k not in used - unread}
        kept = {k: v for k, v in attributes.items() if v is not None}
        other = {k: v for k, v in other.items() if v is not None}
        result.append({**kept, "other": other} if other else kept)
    return result


def _number(text: str, *, whole: bool) -> float | None:
    try:
        number = float(text.replace(",", ""))
    except ValueError:
        return None
    if not 0 <= number < MAX_NUMBER:
        return None
    return int(number) if whole else number


def _value(name: str, value: Any, kind: PlaceKind, profile: Profile) -> Any:
    text = _text(value)
    if text is None:
        return None
    if name in _INTEGERS or name in _NUMBERS:
        return _number(text, whole=name in _INTEGERS)
    if name == "old_estate":
        return True if text in _YES else False if text in _NO else None
    if name == "aliases":
        return [part for part in re.split(r"[、;；|,，]", text) if part]
    if name == "estate_kind":
        return profile.enum("estate_kind").by_label.get(text, "unknown")
    if name == "kind" and kind is PlaceKind.STREET:
        return profile.streets.identify(text)
    return text
