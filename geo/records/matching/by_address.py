"""Stage S3: the only zone at a road and number, or in a building."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from geo.records.matching import confidence
from geo.records.matching.by_street import find_street, lies_in, tell_street
from geo.records.matching.candidates import Candidate, Fact, rank
from geo.records.matching.gazetteer import Gazetteer
from geo.records.matching.said import Said
from geo.records.matching.wording.addresses import Address, read_addresses
from geo.records.matching.wording.readings import is_tail
from geo.records.matching.wording.texts import split_text
from geo.records.matching.wording.words import is_road


@dataclass(frozen=True, slots=True)
class AddressHit:
    """An address of the gazetteer found in a text.

    Attributes:
        road, number: as the gazetteer has them.
        zones: the zones there; one where it is unique.
        explained: whether nothing else is before the road but areas.
    """

    road: str
    number: str
    zones: tuple[int, ...]
    explained: bool


def find_addresses(folded: str, gazetteer: Gazetteer) -> tuple[AddressHit, ...]:
    """Returns the known addresses in a folded text."""
    found = (address for part in split_text(folded) for address in read_addresses(part))
    return tuple(dict.fromkeys(hit for one in found for hit in _look_up(one, gazetteer)))


def says_where(folded: str, gazetteer: Gazetteer) -> bool:
    """Tells whether all of a folded text is addresses, areas, buildings, gates: no name."""
    return all(
        gazetteer.words.explains(part) or _is_address(part, gazetteer)
        for part in split_text(folded)
    )


def _look_up(address: Address, gazetteer: Gazetteer) -> Iterator[AddressHit]:
    """Yields the address as the gazetteer has it, by the longest road that has the number."""
    for start in range(len(address.road) - 1):
        road = address.road[start:]
        known = gazetteer.addresses.get(road, {}).get(address.number)
        if known:
            inner = {uid for uid, within in known if within and within == address.inner}
            zones = inner or {uid for uid, _ in known}
            explained = gazetteer.words.are_areas(address.road[:start])
            yield AddressHit(road, address.number, tuple(sorted(zones)), explained)
            return


def _is_address(part: str, gazetteer: Gazetteer) -> bool:
    """Tells whether a part of a text is an address and where in it, or only the latter."""
    found = read_addresses(part)
    if not found:
        return is_tail(part)
    road, rest = found[0].road, part[found[0].end :]
    known = any(
        road[start:] in gazetteer.addresses and gazetteer.words.are_areas(road[:start])
        for start in range(len(road) - 1)
    )
    return known and (is_tail(rest) or gazetteer.words.explains(rest))


def judge_addresses(
    hits: Iterable[AddressHit], said: Said, gazetteer: Gazetteer, *, unknown: bool
) -> list[Candidate]:
    """Returns a candidate for each zone at an address of a text, the likeliest first.

    Args:
        hits: the text's addresses.
        said: what the record says.
        gazetteer: the district's.
        unknown: whether the record also names something that is neither address nor area.
    """
    street = find_street(said, gazetteer)
    return rank(
        candidate
        for hit in hits
        for candidate in _judge(hit, street, said, gazetteer, unknown=unknown)
    )


def _judge(
    hit: AddressHit, street: str | None, said: Said, gazetteer: Gazetteer, *, unknown: bool
) -> Iterator[Candidate]:
    sure = confidence.BY_ADDRESS if hit.explained else confidence.ADDRESS_UNEXPLAINED
    if not is_road(hit.road) and _numbers_are_names(hit.road, gazetteer):
        sure = min(sure, confidence.NUMBERED_NAMES)
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
            doubtful=not hit.explained,
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
