"""Codes of zones over time: who had a code, and when."""

import datetime as dt
import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import pandas as pd

_GAPS = re.compile(r"\s+")
_DASHES = re.compile("[‐-―−]+")


@dataclass(frozen=True, slots=True)
class CodeVersion:
    """A zone that has a code, or had it from the day `since` to before the day `until`."""

    uid: int
    since: dt.date | None
    until: dt.date | None
    current: bool

    def holds(self, day: dt.date) -> bool:
        """Tells whether the zone had the code on a day."""
        begun = self.since is None or self.since <= day
        return begun and (self.until is None or day < self.until)


def fold_code(code: str) -> str:
    """Returns a code without full-width forms, long dashes and blanks; it is never completed."""
    plain = _GAPS.sub("", unicodedata.normalize("NFKC", code)).casefold()
    return _DASHES.sub("-", plain)


def index_codes(zones: pd.DataFrame, timezone: str) -> dict[str, tuple[CodeVersion, ...]]:
    """Returns who had each code; moments are days in the district's time zone."""
    found: defaultdict[str, list[CodeVersion]] = defaultdict(list)
    columns = ["uid", "code", "since", "until", "current"]
    for uid, code, since, until, current in zones[columns].itertuples(index=False):
        version = CodeVersion(
            int(uid), _to_day(since, timezone), _to_day(until, timezone), bool(current)
        )
        found[fold_code(str(code))].append(version)
    return {code: tuple(versions) for code, versions in found.items()}


def _to_day(moment: Any, timezone: str) -> dt.date | None:
    if moment is None or pd.isna(moment):
        return None
    if not isinstance(moment, dt.datetime):
        return dt.date.fromisoformat(str(moment))
    stamp = pd.Timestamp(moment)
    return (stamp if stamp.tzinfo is None else stamp.tz_convert(timezone)).date()
