"""What is known of zones: the current ones as records speak of them, and every name they had."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from geo.records.matching.wording.names import Name, read_name
from geo.records.matching.wording.streets import Streets, strip_community
from geo.records.matching.wording.texts import fold_text, join_text, split_text

ALIAS_COLUMNS = ("name", "zone_uid", "scope", "street_uid", "source")

# own: what the zone is called; listed: its survey's other names; given: by a person;
# former: before it was renamed; retired: a zone that is no more, whose successors answer.
NameKind = Literal["own", "listed", "given", "former", "retired"]


@dataclass(frozen=True, slots=True)
class Place:
    """A current zone, as records speak of it; texts are folded, but for those that are shown."""

    uid: int
    code: str
    name: Name
    shown: str
    street: str | None
    street_name: str
    community: str
    firm: str
    address: str


@dataclass(frozen=True, slots=True)
class KnownName:
    """A name and the current zones that it stands for; several where a zone was divided.

    `street` and `source` limit a name that somebody gave: it says nothing elsewhere.
    """

    name: Name
    zones: tuple[int, ...]
    kind: NameKind
    shown: str
    street: str | None = None
    source: str | None = None


def list_places(zones: pd.DataFrame, streets: Streets) -> Iterable[Place]:
    """Yields the current zones."""
    current = zones[zones["current"].astype(bool)]
    columns = ("uid", "code", "name", "street_name", "attributes")
    for uid, code, name, street, attributes in current[list(columns)].itertuples(index=False):
        said = attributes if isinstance(attributes, dict) else {}
        yield Place(
            uid=int(uid),
            code=str(code),
            name=_name(name),
            shown=str(name),
            street=None if pd.isna(street) else streets.identify(str(street)),
            street_name="" if pd.isna(street) else str(street),
            community=strip_community(str(said.get("community") or "")),
            firm=fold_text(str(said.get("firm") or "")),
            address=fold_text(str(said.get("address") or "")),
        )


def _name(text: object) -> Name:
    return read_name(join_text(fold_text(str(text))))


def trace_lineage(lineage: pd.DataFrame, places: Mapping[int, Place]) -> dict[int, tuple[int, ...]]:
    """Returns the current zones that each earlier one became, over any number of steps."""
    children: defaultdict[int, set[int]] = defaultdict(set)
    for parent, child in lineage[["parent_uid", "child_uid"]].itertuples(index=False):
        children[int(parent)].add(int(child))
    traced: dict[int, tuple[int, ...]] = {}
    for parent in sorted(children.keys() - places.keys()):
        seen, open_ends = {parent}, [parent]
        found: set[int] = set()
        while open_ends:
            for child in children.get(open_ends.pop(), set()) - seen:
                seen.add(child)
                (found.add if child in places else open_ends.append)(child)
        traced[parent] = tuple(sorted(found))
    return traced


def list_names(
    zones: pd.DataFrame, places: Mapping[int, Place], successors: Mapping[int, tuple[int, ...]]
) -> Iterable[KnownName]:
    """Yields what surveys call the zones, now and before."""
    columns = ["uid", "name", "attributes", "current"]
    for key, own, attributes, current in zones[columns].itertuples(index=False):
        uid = int(key)
        listed = attributes.get("aliases") if isinstance(attributes, dict) else None
        others = [str(name) for name in listed] if isinstance(listed, list) else []
        heirs = (uid,) if uid in places else successors.get(uid, ())
        kinds: tuple[NameKind, NameKind] = ("own", "listed") if current else ("former", "former")
        if uid not in places:
            kinds = ("retired", "retired")
        yield from _spell(str(own), heirs, kinds[0])
        for other in others:
            yield from _spell(other, heirs, kinds[1])


def _spell(shown: str, zones: tuple[int, ...], kind: NameKind) -> Iterable[KnownName]:
    """Yields a name, and again without a gloss: 恭和家园(养老社区) is 恭和家园 too."""
    folded = fold_text(shown)
    whole = read_name(join_text(folded))
    if not whole.whole:
        return
    yield KnownName(whole, zones, kind, shown)
    head = read_name(split_text(folded)[0])
    if head.parts == whole.parts and len(head.whole) > 1:
        yield KnownName(head, zones, kind, shown)


def list_given(
    aliases: pd.DataFrame,
    places: Mapping[int, Place],
    successors: Mapping[int, tuple[int, ...]],
    streets: Streets,
) -> Iterable[KnownName]:
    """Yields the names that people gave."""
    columns = list(ALIAS_COLUMNS)
    for shown, zone, scope, street, source in aliases[columns].itertuples(index=False):
        uid = int(zone)
        heirs = (uid,) if uid in places else successors.get(uid, ())
        yield KnownName(
            name=_name(shown),
            zones=heirs,
            kind="given",
            shown=str(shown),
            street=streets.by_uid.get(int(street)) if scope == "street" else None,
            source=str(source) if scope == "source" else None,
        )
