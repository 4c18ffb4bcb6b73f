"""Stage S3: the only zone at a road and number, or in a building."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from geo.records.matching import confidence
from geo.records.matching.by_street import find_street, lies_in, tell_street
from geo.records.matching.candidates import Candidate, Fact, rank
from geo.records.matching.gazetteer import Gazetteer
from geo.records.matching.said import Said
from geo.records.matching.wording.addresses import Address, read_addresses
from geo.records.matching.wording.readings import find_beside, is_tail, list_tail
from geo.records.matching.wording.texts import split_text
from geo.records.matching.wording.words import holds_landmark, is_road

# Behind a court's number: 听雨路8号院内3号楼.
_INSIDE = re.compile("^[内里]")


@dataclass(frozen=True, slots=True)
class AddressHit:
    """An address of the gazetteer found in a text.

    Attributes:
        road, number: as the gazetteer has them.
        zones: the zones there; one where it is unique.
        explained: whether nothing else is before the road but areas.
        beside: the word behind it that says the place is not there but beside it, if any.
    """

    road: str
    number: str
    zones: tuple[int, ...]
    explained: bool
    beside: str | None


def find_addresses(folded: str, gazetteer: Gazetteer) -> tuple[AddressHit, ...]:
    """Returns the known addresses in a folded text."""
    hits: list[AddressHit] = []
    for part in split_text(folded):
        for _, several in groupby(read_addresses(part), key=lambda address: address.start):
            numbers = list(several)
            found = [hit for one in numbers for hit in _look_up(one, part, gazetteer)]
            # Of a range, 听雨路4-6号, the numbers that nobody knows are another estate's.
            whole = len({hit.number for hit in found}) == len(numbers)
            hits += [replace(hit, explained=hit.explained and whole) for hit in found]
    return tuple(dict.fromkeys(hits))


def says_where(folded: str, gazetteer: Gazetteer) -> bool:
    """Tells whether all of a folded text is addresses, areas, buildings, gates: no name."""
    return all(_is_where(part, gazetteer) for part in split_text(folded))


def _look_up(address: Address, part: str, gazetteer: Gazetteer) -> Iterator[AddressHit]:
    """Yields an address of a text as the gazetteer has it, by the longest road with the number."""
    for start in range(len(address.road) - 1):
        road = address.road[start:]
        known = gazetteer.addresses.get(road, {}).get(address.number)
        if known:
            inner = {uid for uid, within in known if within and within == address.inner}
            zones = inner or {uid for uid, _ in known}
            explained = gazetteer.words.are_areas(address.road[:start])
            tail = () if address.inner else list_tail(part[address.end :])
            yield AddressHit(
                road, address.number, tuple(sorted(zones)), explained, find_beside(tail)
            )
            return


def _is_where(part: str, gazetteer: Gazetteer) -> bool:
    """Tells whether a part of a text is areas, an address and where in it, or only the latter."""
    found = read_addresses(part)
    if not found:
        return is_tail(part) or _is_near(part, gazetteer)
    road, rest = found[0].road, _INSIDE.sub("", part[found[0].end :])
    known = any(
        road[start:] in gazetteer.addresses and gazetteer.words.are_areas(road[:start])
        for start in range(len(road) - 1)
    )
    return known and (is_tail(rest) or _is_near(rest, gazetteer))


def _is_near(text: str, gazetteer: Gazetteer) -> bool:
    """Tells whether a text is areas and roads; a school is a place of its own."""
    return gazetteer.words.explains(text) and not holds_landmark(text)


def judge_address(
    hit: AddressHit, said: Said, gazetteer: Gazetteer, *, unknown: bool
) -> list[Candidate]:
    """Returns a candidate for each zone at an address of a text, the likeliest first.

    Args:
        hit: the address.
        said: what the record says.
        gazetteer: the district's.
        unknown: whether the record also names something that is neither address nor area.
    """
    street = find_street(said, gazetteer)
    return rank(_judge(hit, street, said, gazetteer, unknown=unknown))


def _judge(
    hit: AddressHit, street: str | None, said: Said, gazetteer: Gazetteer, *, unknown: bool
) -> Iterator[Candidate]:
    sure = confidence.BY_ADDRESS if hit.explained else confidence.ADDRESS_UNEXPLAINED
    if not is_road(hit.road) and _numbers_are_names(hit.road, gazetteer):
        sure = min(sure, confidence.NUMBERED_NAMES)
    if hit.beside:
        sure = min(sure, confidence.BESIDE)
    if unknown:
        sure = min(sure, confidence.ADDRESS_OF_UNKNOWN)
    for zone in hit.zones:
        place = gazetteer.places[zone]
        weighed = sure * (confidence.STREET_DIFFERS if lies_in(place, street) is False else 1)
        yield Candidate(
            zone=zone,
            by="address",
            confidence=weighed / len(hit.zones),
            facts=(*_tell(hit), *tell_street(said, place, street)),
            section=len(hit.zones) > 1,
            doubtful=not hit.explained or hit.beside is not None,
        )


def _numbers_are_names(road: str, gazetteer: Gazetteer) -> bool:
    """Tells whether zones there are called by their numbers, so that a number may be a name."""
    named = (gazetteer.names[at].name for at in gazetteer.by_body.get(road, ()))
    return any(unit == "号" for name in named for unit, _ in name.parts)


def _tell(hit: AddressHit) -> Iterator[Fact]:
    number = hit.number.removesuffix("楼") + ("号楼" if hit.number.endswith("楼") else "号")
    yield ("address_equal", hit.road, number)
    if len(hit.zones) > 1:
        yield ("address_shared", str(len(hit.zones)))
    if hit.beside:
        yield ("beside", hit.beside)
