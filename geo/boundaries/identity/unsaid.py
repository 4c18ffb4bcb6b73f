"""What a survey does not speak of: attributes of known places that it has no column for.

A survey without a column of addresses, or a boundary moved by hand, takes no address away; where
there is a column, an empty cell is empty. Pure: no database.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from geo.places import Words, write_json
from geo.surveys import FURTHER

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Attributes:
    """What the places of a survey will say, as JSON.

    Attributes:
        rows: the survey's attributes.
        known: those of the known places.
        place: per row the position of the place that it is, or -1.
        said: the fields and other columns that the survey has.
    """

    rows: Words
    known: Words
    place: "NDArray[np.intp]"
    said: Collection[str]

    def take(self, at: "slice | NDArray[np.intp]") -> pa.Array:
        """Returns the texts of these rows, with what is known and not spoken of."""
        now, place = self.rows.tell("attributes", at), self.place[at]
        for row, then in self._list_before(place):
            now[row] = keep_unsaid(now[row], then, self.said)
        return pa.array(now, pa.large_string())

    def _list_before(self, place: "NDArray[np.intp]") -> "zip[tuple[int, str]]":
        known = np.flatnonzero(place >= 0)
        before = self.known.tell("attributes", place[known])
        return zip(known.tolist(), before, strict=True)


def keep_unsaid(now: str, then: str, said: Collection[str]) -> str:
    """Returns attributes (JSON) with those of before that are none of the columns of a survey."""
    if now == then:
        return now
    kept = _leave_out(json.loads(then), said)
    return _join(kept, json.loads(now)) if kept else now


def _leave_out(attributes: Mapping[str, Any], said: Collection[str]) -> dict[str, Any]:
    kept = {name: value for name, value in attributes.items() if name not in said}
    before = kept.pop(FURTHER, {})
    further = {column: value for column, value in before.items() if column not in said}
    return {**kept, FURTHER: further} if further else kept


def _join(kept: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    further = {**kept.get(FURTHER, {}), **now.get(FURTHER, {})}
    joined = {**kept, **now}
    return write_json({**joined, FURTHER: further} if further else joined)
