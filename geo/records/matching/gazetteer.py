"""The district's own gazetteer: every zone that was ever known here, and all that it is called."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from geo.profile import Profile
from geo.records.matching.addresses import list_addresses, read_addresses
from geo.records.matching.codes import CodeVersion, index_codes
from geo.records.matching.names import SHORTEST, Name, read_name
from geo.records.matching.streets import Streets, make_streets
from geo.records.matching.texts import fold_text, join_text, sound_text, split_text
from geo.records.matching.words import Words, find_stem, is_road, make_words

ZONE_COLUMNS = (
    "uid",
    "code",
    "name",
    "street_uid",
    "street_code",
    "street_name",
    "attributes",
    "since",
    "until",
    "current",
)
ALIAS_COLUMNS = ("name", "zone_uid", "scope", "street_uid", "source")
LINEAGE_COLUMNS = ("parent_uid", "child_uid", "share")

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


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """What records are matched against; made once per load by `build_gazetteer`.

    Attributes:
        zones: as they were given: one row per version of a zone.
        places: the current zones by uid.
        successors: for a zone that is no more: the current zones that came from it.
        codes: who has each code, or had it.
        names: all names.
        by_form: where in `names` a name stands, by all its forms: whole, body, core (see Name).
        by_whole, by_body: the same by one form.
        heads: the first two signs of all names.
        by_sound: the same by how a name's body sounds.
        bodies: the keys of by_body in their order.
        mentions: zones by the names of estates and old places in their address.
        addresses: road -> number -> (uid, what follows the number).
        words: what may stand before a name.
        streets: how the streets are written.
    """

    zones: pd.DataFrame
    places: Mapping[int, Place]
    successors: Mapping[int, tuple[int, ...]]
    codes: Mapping[str, tuple[CodeVersion, ...]]
    names: tuple[KnownName, ...]
    by_form: Mapping[str, tuple[int, ...]]
    by_whole: Mapping[str, tuple[int, ...]]
    by_body: Mapping[str, tuple[int, ...]]
    heads: frozenset[str]
    by_sound: Mapping[str, tuple[int, ...]]
    bodies: tuple[str, ...]
    mentions: Mapping[str, tuple[int, ...]]
    addresses: Mapping[str, Mapping[str, tuple[tuple[int, str], ...]]]
    words: Words
    streets: Streets

    def trace(self, uid: int) -> tuple[int, ...]:
        """Returns the current zones that a zone is or became."""
        return (uid,) if uid in self.places else self.successors.get(uid, ())


def build_gazetteer(
    zones: pd.DataFrame, aliases: pd.DataFrame, lineage: pd.DataFrame, profile: Profile
) -> Gazetteer:
    """Returns the gazetteer of a district.

    Args:
        zones: one row per version of a zone as it is known now: uid, code, name, street_uid,
            street_code, street_name (NA where none), attributes (dict: aliases, address,
            community, firm …), since and until (days; until is NA while it lasts), current (bool)
            and, for matching points, geometry (EPSG:4490) of the current ones.
        aliases: names that people gave: name, zone_uid, scope ("district", "street" or "source"),
            street_uid, source.
        lineage: parent_uid, child_uid, share of the parent's area.
        profile: the district's.
    """
    streets = make_streets(zones, profile)
    ordered = zones.sort_values(["uid", "code", "name"], kind="stable")
    places = {place.uid: place for place in _list_places(ordered, streets)}
    successors = _trace(lineage, places)
    names = tuple(
        dict.fromkeys(
            [
                *_list_names(ordered, places, successors),
                *_list_given(aliases, places, successors, streets),
            ]
        )
    )
    words = _make_words(places.values(), streets)
    return Gazetteer(
        zones=zones,
        places=places,
        successors=successors,
        codes=index_codes(zones, profile.timezone),
        names=names,
        by_form=_index({n.name.whole, n.name.body, n.name.core} for n in names),
        by_whole=_index({n.name.whole} for n in names),
        by_body=_index({n.name.body} for n in names),
        heads=frozenset(n.name.whole[:SHORTEST] for n in names),
        by_sound=_index({sound_text(n.name.body)} for n in names),
        bodies=tuple(sorted({n.name.body for n in names})),
        mentions=_index_mentions(places.values(), words),
        addresses=_index_addresses(places.values(), words, streets),
        words=words,
        streets=streets,
    )


def _list_places(zones: pd.DataFrame, streets: Streets) -> Iterable[Place]:
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
            community=fold_text(str(said.get("community") or "")),
            firm=fold_text(str(said.get("firm") or "")),
            address=fold_text(str(said.get("address") or "")),
        )


def _name(text: object) -> Name:
    return read_name(join_text(fold_text(str(text))))


def _trace(lineage: pd.DataFrame, places: Mapping[int, Place]) -> dict[int, tuple[int, ...]]:
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


def _list_names(
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


def _list_given(
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


def _make_words(places: Iterable[Place], streets: Streets) -> Words:
    """Returns the districts, streets, communities, roads, old estates, and what they stem from."""
    areas = set(streets.words)
    roads: set[str] = set()
    for place in places:
        areas.add(join_text(place.community))
        named = [address.road for address in list_addresses(place.address)]
        named += split_text(place.address)
        roads |= {name for name in named if read_name(name).like_road}
        if place.name.like_road:
            roads.add(place.name.body)
    areas |= {road for road in roads if is_road(road)}
    return make_words(areas, roads | {find_stem(name) for name in roads | areas})


def _index(forms: Iterable[set[str]]) -> dict[str, tuple[int, ...]]:
    found: defaultdict[str, list[int]] = defaultdict(list)
    for position, keys in enumerate(forms):
        for key in keys:
            found[key].append(position)
    return {key: tuple(positions) for key, positions in found.items()}


def _index_addresses(
    places: Iterable[Place], words: Words, streets: Streets
) -> dict[str, dict[str, tuple[tuple[int, str], ...]]]:
    """Returns the zones by road and number; a road also without the areas written before it."""
    found: defaultdict[str, defaultdict[str, set[tuple[int, str]]]] = defaultdict(
        lambda: defaultdict(set)
    )
    for place in places:
        for address in list_addresses(place.address):
            for road in words.cut_areas(streets.strip(address.road)):
                found[road][address.number].add((place.uid, address.inner))
    return {
        road: {number: tuple(sorted(zones)) for number, zones in numbers.items()}
        for road, numbers in found.items()
    }


def _index_mentions(places: Iterable[Place], words: Words) -> dict[str, tuple[int, ...]]:
    """Returns the zones by what their address names without a number: 北苑路86号嘉铭园二区."""
    found: defaultdict[str, set[int]] = defaultdict(set)
    for place in places:
        for part in split_text(place.address):
            end = max([a.end for a in read_addresses(part)], default=0)
            named = part[end:] if len(part) - end > 1 else part
            for text in words.cut_areas(named):
                found[read_name(text).body].add(place.uid)
    return {body: tuple(sorted(uids)) for body, uids in found.items()}
