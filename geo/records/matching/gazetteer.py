"""The district's own gazetteer: every zone that was ever known here, and all that it is called."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from geo.profile import Profile
from geo.records.matching.known import (
    ALIAS_COLUMNS,
    KnownName,
    Place,
    list_given,
    list_names,
    list_places,
    trace_lineage,
)
from geo.records.matching.wording.addresses import list_addresses, read_addresses
from geo.records.matching.wording.codes import CodeVersion, index_codes
from geo.records.matching.wording.names import SHORTEST, read_name
from geo.records.matching.wording.streets import Streets, make_streets
from geo.records.matching.wording.texts import sound_text, split_text
from geo.records.matching.wording.words import Words, find_stem, is_road, make_words

__all__ = ["ALIAS_COLUMNS", "LINEAGE_COLUMNS", "ZONE_COLUMNS", "Gazetteer", "build_gazetteer"]

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
LINEAGE_COLUMNS = ("parent_uid", "child_uid", "share")


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
        bodies: the keys of by_body in their order; `turned` are the same read backwards, in order.
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
    turned: tuple[str, ...]
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
    places = {place.uid: place for place in list_places(ordered, streets)}
    successors = trace_lineage(lineage, places)
    names = tuple(
        dict.fromkeys(
            [
                *list_names(ordered, places, successors),
                *list_given(aliases, places, successors, streets),
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
        turned=tuple(sorted({n.name.body[::-1] for n in names})),
        mentions=_index_mentions(places.values(), words),
        addresses=_index_addresses(places.values(), words, streets),
        words=words,
        streets=streets,
    )


def _make_words(places: Iterable[Place], streets: Streets) -> Words:
    """Returns the districts, streets, communities, roads, old estates, and what they stem from."""
    areas = set(streets.words)
    roads: set[str] = set()
    for place in places:
        areas |= {place.community, f"{place.community}社区"}
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
