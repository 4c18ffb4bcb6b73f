"""Stage S1: the zone that has the name, or an alias, or had it before."""

from collections.abc import Iterable
from dataclasses import replace

from geo.records.matching import confidence
from geo.records.matching.by_street import find_street, lies_in, tell_street
from geo.records.matching.candidates import Candidate, Fact, rank
from geo.records.matching.find import NameHit, find_longer
from geo.records.matching.gazetteer import Gazetteer
from geo.records.matching.known import KnownName
from geo.records.matching.said import Said
from geo.records.matching.wording.names import Likeness, Name
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


def judge_names(hits: Iterable[NameHit], said: Said, gazetteer: Gazetteer) -> list[Candidate]:
    """Returns a candidate for each zone whose name was found, the likeliest first."""
    street = find_street(said, gazetteer)
    valid = [hit for hit in hits if _applies(gazetteer.names[hit.known], street, said.source)]
    valid = _leave_glosses_out(valid, gazetteer)
    ranked = rank(
        candidate for hit in valid for candidate in _judge(hit, valid, street, said, gazetteer)
    )
    return _weigh_several(ranked, valid, gazetteer)


def _applies(known: KnownName, street: str | None, source: str | None) -> bool:
    """Tells whether a name holds in the street and for the source of the record."""
    in_street = known.street is None or known.street == street
    return in_street and (known.source is None or known.source == source)


def _leave_glosses_out(hits: list[NameHit], gazetteer: Gazetteer) -> list[NameHit]:
    """Returns the hits in the first part that answers; a gloss counts if it is a full name."""
    answering = [hit.reading.segment for hit in hits if hit.answers]
    if not answering:
        return hits
    first = min(answering)
    return [
        hit
        for hit in hits
        if hit.reading.segment == first
        or (
            hit.likeness is Likeness.EQUAL
            and hit.explained
            and not gazetteer.names[hit.known].name.like_road
        )
    ]


def _judge(
    hit: NameHit, hits: list[NameHit], street: str | None, said: Said, gazetteer: Gazetteer
) -> Iterable[Candidate]:
    known = gazetteer.names[hit.known]
    sure = _weigh_name(hit, known, hits, gazetteer)
    section = hit.likeness is Likeness.WHOLE or len(known.zones) > 1
    for zone in known.zones:
        place = gazetteer.places[zone]
        weighed = _weigh_street(sure, hit, here=lies_in(place, street))
        yield Candidate(
            zone=zone,
            by="alias" if known.kind == "given" else "name",
            confidence=weighed / max(len(known.zones), 1),
            facts=(*_tell(hit, known), *tell_street(said, place, street)),
            section=section or hit.likeness is Likeness.OTHER_PART,
            refuted=hit.explained and hit.likeness is Likeness.OTHER_PART,
            doubtful=hit.gloss or not hit.explained,
        )


def _weigh_name(hit: NameHit, known: KnownName, hits: list[NameHit], gazetteer: Gazetteer) -> float:
    sure = confidence.BY_NAME[hit.likeness]
    if hit.likeness is Likeness.KIND_LEFT_OUT:
        remains = min(_remains(hit.written, known.name), len(confidence.BY_REMAINS) - 1)
        sure = confidence.BY_REMAINS[remains]
    if hit.likeness is Likeness.ALIKE and _may_be_place(hit.written):
        sure = confidence.MAY_BE_PLACE
    if hit.likeness is Likeness.PART and len(_list_family(known.name, gazetteer)) > 1:
        sure = confidence.WITH_SIBLINGS
    if hit.likeness is Likeness.WHOLE:
        sections = {z for h in hits if h.likeness is hit.likeness for z in _zones(h, gazetteer)}
        sure /= max(len(sections), 1)
    if known.kind in ("former", "retired"):
        sure = min(sure, confidence.FORMER)
    return sure


def _may_be_place(written: Name) -> bool:
    """Tells whether a name without 小区 may be a road, an area or too little: 工体南路."""
    short = len(written.body) < confidence.LEAST_NAME
    return written.whole == written.body and (short or is_road(written.body))


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


def _weigh_several(
    ranked: list[Candidate], hits: list[NameHit], gazetteer: Gazetteer
) -> list[Candidate]:
    """Returns candidates less sure where several fit alike; a name given for here goes first."""
    scoped = {
        zone
        for hit in hits
        for zone in _zones(hit, gazetteer)
        if hit.likeness >= Likeness.ALIKE and _is_scoped(gazetteer.names[hit.known])
    }
    fitting = [c for c in ranked if c.confidence >= confidence.AUTOMATIC]
    if len(scoped) == 1:
        fitting = [c for c in fitting if c.zone not in scoped]
        if not fitting:
            return ranked
    elif len(fitting) < 2:
        return ranked
    weight = confidence.SEVERAL / max(len(fitting), 2)
    fact = ("several", str(len(fitting)))
    return sorted(
        (
            replace(c, confidence=c.confidence * weight, facts=(*c.facts, fact))
            if c in fitting
            else c
            for c in ranked
        ),
        key=lambda c: (-c.confidence, c.zone),
    )


def _is_scoped(known: KnownName) -> bool:
    return known.street is not None or known.source is not None
