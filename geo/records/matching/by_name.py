"""Stage S1: the zone that has the name, or an alias, or had it before."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from geo.records.matching import confidence
from geo.records.matching.by_street import find_street, stands_in, tell_street
from geo.records.matching.candidates import Candidate, Fact, rank
from geo.records.matching.find import NameHit, find_longer
from geo.records.matching.gazetteer import Gazetteer
from geo.records.matching.known import KnownName
from geo.records.matching.said import Said
from geo.records.matching.wording.names import Likeness, Name
from geo.records.matching.wording.readings import lies_inside
from geo.records.matching.wording.words import is_road

_FACTS = {
    Likeness.EQUAL: "name_equal",
    Likeness.ALIKE: "name_alike",
    Likeness.KIND_LEFT_OUT: "kind_left_out",
    Likeness.PART: "part_of",
    Likeness.PART_AND_KIND: "part_of",
    Likeness.PART_OF_ROAD: "part_or_address",
    Likeness.WHOLE: "whole_of",
    Likeness.OTHER_PART: "other_part",
    Likeness.OTHER_KIND: "other_kind",
    Likeness.OTHER_NUMBER: "other_number",
}
# Such words name what an estate lies in, though they may be named after another one.
_AREAS = ("社区", "村")


def tell_apart(hits: Sequence[NameHit]) -> tuple[Sequence[NameHit], Sequence[NameHit]]:
    """Returns the names in the first part of a text that answers, and full ones in other parts."""
    answering = [hit.reading.segment for hit in hits if hit.answers]
    if not answering:
        return hits, ()
    first = min(answering)
    others = [
        hit
        for hit in hits
        if hit.reading.segment != first
        and hit.reading.way != "spaced"
        and hit.explained
        and hit.likeness >= Likeness.ALIKE
    ]
    return [hit for hit in hits if hit.reading.segment == first], others


def judge_names(hits: Iterable[NameHit], said: Said, gazetteer: Gazetteer) -> list[Candidate]:
    """Returns a candidate for each zone whose name was found, the likeliest first."""
    street = find_street(said, gazetteer)
    valid = [hit for hit in hits if _applies(gazetteer.names[hit.known], street, said.source)]
    ranked = rank(
        candidate for hit in valid for candidate in _judge(hit, valid, street, said, gazetteer)
    )
    return _weigh_several(ranked, valid, gazetteer)


def judge_beside(
    hits: Iterable[NameHit],
    named: Sequence[Candidate],
    said: Said,
    gazetteer: Gazetteer,
    *,
    unknown: bool,
) -> list[Candidate]:
    """Returns a candidate for each zone whose name stands behind a name, or in its address.

    Args:
        hits: names found there.
        named: candidates by the name itself, the likeliest first.
        said: what the record says.
        gazetteer: the district's.
        unknown: whether the name is not sure: then what stands beside it likely says where.
    """
    zones = {c.zone for c in named[:1] if c.confidence >= confidence.AUTOMATIC}
    telling = [hit for hit in hits if not _locates(hit, zones, gazetteer)]
    found = judge_names(telling, said, gazetteer)
    if not unknown:
        return found
    most = confidence.ADDRESS_OF_UNKNOWN
    return [replace(c, confidence=min(c.confidence, most), doubtful=True) for c in found]


def _locates(hit: NameHit, zones: Iterable[int], gazetteer: Gazetteer) -> bool:
    """Tells whether a name only says where one of some zones lies.

    It may be that of a road or a community, unless one of its buildings is told; of the whole
    estate, of an old place in the zone's own address, or of what lies beside it.
    """
    if any(zone in _zones(hit, gazetteer) for zone in zones):
        return False
    whole, body = hit.written.whole, gazetteer.names[hit.known].name.body
    named = whole.endswith(_AREAS) or is_road(whole)
    around = bool(hit.beside) or (named and not lies_inside(hit.reading.tail))
    places = [gazetteer.places[zone] for zone in zones]
    return any(
        around or body in place.address or place.name.whole.startswith(body) for place in places
    )


def _applies(known: KnownName, street: str | None, source: str | None) -> bool:
    """Tells whether a name holds in the street and for the source of the record."""
    in_street = known.street is None or known.street == street
    return in_street and (known.source is None or known.source == source)


def _judge(
    hit: NameHit, hits: list[NameHit], street: str | None, said: Said, gazetteer: Gazetteer
) -> Iterable[Candidate]:
    known = gazetteer.names[hit.known]
    sure = _weigh_name(hit, known, hits, gazetteer)
    section = hit.likeness is Likeness.WHOLE or len(known.zones) > 1
    for zone in known.zones:
        place = gazetteer.places[zone]
        weighed = _weigh_street(sure, hit, here=stands_in(said, place, street))
        yield Candidate(
            zone=zone,
            by="alias" if known.kind == "given" else "name",
            confidence=weighed / max(len(known.zones), 1),
            facts=(*_tell(hit, known), *tell_street(said, place, street)),
            section=section or hit.likeness is Likeness.OTHER_PART,
            refuted=hit.explained and hit.likeness is Likeness.OTHER_PART,
            doubtful=hit.gloss or not hit.explained or hit.beside is not None,
        )


def _weigh_name(hit: NameHit, known: KnownName, hits: list[NameHit], gazetteer: Gazetteer) -> float:
    sure = confidence.BY_NAME[hit.likeness]
    if hit.likeness is Likeness.KIND_LEFT_OUT:
        remains = min(_remains(hit.written, known.name), len(confidence.BY_REMAINS) - 1)
        sure = confidence.BY_REMAINS[remains]
    if _may_be_place(hit, gazetteer):
        sure = min(sure, confidence.MAY_BE_PLACE)
    if hit.likeness is Likeness.OTHER_KIND and any(other.answers for other in hits):
        sure = confidence.KIND_BESIDE_ESTATE
    if hit.likeness is Likeness.PART and len(_list_family(known.name, gazetteer)) > 1:
        sure = confidence.WITH_SIBLINGS
    if hit.likeness is Likeness.WHOLE:
        sections = {z for h in hits if h.likeness is hit.likeness for z in _zones(h, gazetteer)}
        sure /= max(len(sections), 1)
    if known.kind in ("former", "retired"):
        sure = min(sure, confidence.FORMER)
    return min(sure, confidence.BESIDE) if hit.beside else sure


def _may_be_place(hit: NameHit, gazetteer: Gazetteer) -> bool:
    """Tells whether what is written may be a road, a street or too little to be the estate."""
    body = hit.written.body
    if hit.likeness is Likeness.KIND_LEFT_OUT:
        return body in gazetteer.streets.stems
    if hit.likeness is not Likeness.ALIKE or hit.written.whole != body:
        return False
    short = len(body) < confidence.LEAST_NAME
    return short or is_road(body) or body in gazetteer.streets.stems


def _remains(written: Name, known: Name) -> int:
    """Returns how many signs of two names that differ in kind are the same."""
    shared = min(len(written.kinds), len(known.kinds))
    return len(written.core) + len("".join(written.kinds[:shared]))


def _list_family(name: Name, gazetteer: Gazetteer) -> set[int]:
    """Returns the zones whose names begin with a name: the estate, its parts and its neighbours."""
    positions, _ = find_longer(name.body, gazetteer)
    return {zone for at in positions for zone in gazetteer.names[at].zones}


def _zones(hit: NameHit, gazetteer: Gazetteer) -> tuple[int, ...]:
    return gazetteer.names[hit.known].zones


def _weigh_street(sure: float, hit: NameHit, *, here: bool | None) -> float:
    """Returns the confidence with the street that the record names beside it: None is silence."""
    if hit.gloss:
        return sure * confidence.GLOSS
    if not hit.explained:
        sure *= confidence.UNEXPLAINED
    if here is None and hit.likeness < Likeness.ALIKE:
        return sure * confidence.STREET_SILENT
    return sure * confidence.STREET_DIFFERS if here is False else sure


def _tell(hit: NameHit, known: KnownName) -> Iterable[Fact]:
    """Yields the facts of a hit."""
    yield (_FACTS[hit.likeness], known.shown, hit.written.whole)
    if known.kind != "own":
        yield (f"name_{known.kind}", known.shown)
    shared = sorted(hit.written.parts & known.name.parts)
    if shared and hit.likeness is not Likeness.EQUAL:
        yield ("parts_agree", "、".join(f"{value}{unit}" for unit, value in shared))
    if not hit.explained:
        yield ("before_unexplained", hit.before)
    if hit.gloss:
        yield ("gloss", hit.written.whole)
    if hit.reading.tail:
        yield ("within", "".join(reversed(hit.reading.tail)))
    if hit.beside:
        yield ("beside", hit.beside)


def _weigh_several(
    ranked: list[Candidate], hits: list[NameHit], gazetteer: Gazetteer
) -> list[Candidate]:
    """Returns candidates less sure where several fit alike.

    A name that was given for here goes first, then the only zone of the community.
    """
    fitting = [c for c in ranked if c.confidence >= confidence.AUTOMATIC]
    first = _list_given_here(hits, gazetteer) or {c.zone for c in fitting if _is_near(c)}
    doubted = [c for c in fitting if c.zone not in first] if len(first) == 1 else fitting
    if len(fitting) < 2 or not doubted:
        return ranked
    weight = confidence.SEVERAL / max(len(doubted), 2)
    fact: Fact = ("several", str(len(fitting)))
    weighed = (
        replace(c, confidence=c.confidence * weight, facts=(*c.facts, fact), section=True)
        if c in doubted
        else c
        for c in ranked
    )
    return sorted(weighed, key=lambda c: (-c.confidence, c.zone))


def _list_given_here(hits: list[NameHit], gazetteer: Gazetteer) -> set[int]:
    """Returns the zones that somebody gave the name for this street or this source only."""
    known = (gazetteer.names[hit.known] for hit in hits if hit.likeness >= Likeness.ALIKE)
    return {zone for name in known if name.street or name.source for zone in name.zones}


def _is_near(candidate: Candidate) -> bool:
    return any(known == "community_agrees" for known, *_ in candidate.facts)
