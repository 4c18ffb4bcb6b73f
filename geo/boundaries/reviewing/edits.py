"""Places drawn by hand: what is known of what they are, or came from, goes with them.

What is drawn becomes a survey like any other, so whatever it should keep of its attributes has to
stand in it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from geo.db import load_sql
from geo.errors import Text
from geo.surveys import PlaceKind

# What is counted of a whole place: no part has as much, and a whole has the sum.
COUNTS = ("households", "buildings", "floor_area_m2")
_NAMED = 3


@dataclass(frozen=True, slots=True)
class DrawnPlace:
    """A drawn place: the known one that it is, or the several that it was split off or merged from.

    `parents` are uids, the place's own among them; it is empty where the place is itself.
    """

    code: str
    name: str
    uid: int | None = None
    parents: tuple[int, ...] = ()

    @property
    def origin(self) -> tuple[int, ...]:
        """The uids of the places whose attributes it has."""
        own = () if self.uid is None else (self.uid,)
        return tuple(dict.fromkeys(self.parents or own))


@dataclass(frozen=True, slots=True)
class KnownPlace:
    """What a release knows of a place."""

    uid: int
    area_m2: float
    attributes: Mapping[str, Any]


def read_origins(
    connection: Connection, kind: PlaceKind, release_id: int, drawn: Iterable[DrawnPlace]
) -> dict[int, KnownPlace]:
    """Returns what a release knows of the places that drawn ones are or came from, by uid."""
    uids = sorted({uid for place in drawn for uid in place.origin})
    rows = connection.execute(
        load_sql("edit_origins", place=kind.value), {"release": release_id, "uids": uids}
    )
    return {row.uid: KnownPlace(row.uid, row.area_m2, row.attributes) for row in rows}


def carry_attributes(
    drawn: Sequence[DrawnPlace], known: Mapping[int, KnownPlace]
) -> list[dict[str, Any]]:
    """Returns the attributes of each drawn place, by our field names.

    A place that is itself keeps all it has. The parts of a split have what their parent says of
    where and what it is; what is counted (COUNTS) is left empty, for nobody has counted the parts,
    and its other names stay with the part that keeps its code. A merged place has what the largest
    says, the names of all, and the sum of what is counted where all of them tell it.
    """
    parts = Counter(uid for place in drawn for uid in place.origin)
    return [_carry(place, known, parts) for place in drawn]


def name_edits(drawn: Sequence[DrawnPlace]) -> Text:
    """Returns what a survey of drawn places is called, since its file is nobody's."""
    names = [place.name for place in drawn[:_NAMED]]
    zh, en = "、".join(names), ", ".join(names)
    more = len(drawn) > _NAMED
    places = "place" if len(drawn) == 1 else "places"
    return Text(
        f"手工编辑 {len(drawn)} 处：{zh}{'等' if more else ''}",
        f"Hand edit of {len(drawn)} {places}: {en}{' and others' if more else ''}",
    )


def _carry(
    place: DrawnPlace, known: Mapping[int, KnownPlace], parts: Mapping[int, int]
) -> dict[str, Any]:
    parents = [known[uid] for uid in place.origin if uid in known]
    if not parents:
        return {}
    largest = max(parents, key=lambda parent: parent.area_m2)
    carried = dict(largest.attributes)
    split = any(parts[parent.uid] > 1 for parent in parents)
    if not split and len(parents) == 1:
        return carried
    for name in COUNTS:
        told = [parent.attributes.get(name) for parent in parents]
        whole = not split and all(value is not None for value in told)
        carried[name] = sum(value for value in told if value is not None) if whole else None
    named = [parent for parent in parents if not split or parent.uid == place.uid]
    carried["aliases"] = _join(parent.attributes.get("aliases") for parent in named)
    return {name: value for name, value in carried.items() if value is not None}


def _join(lists: Iterable[Any]) -> list[str] | None:
    return list(dict.fromkeys(name for names in lists for name in names or ())) or None
