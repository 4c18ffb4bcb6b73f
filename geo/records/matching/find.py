"""Finds the names of the gazetteer in what somebody wrote (stages S1 and S4 of the cascade)."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from geo.records.matching.gazetteer import Gazetteer
from geo.records.matching.wording.names import SHORTEST, Likeness, Name, compare_names, read_name
from geo.records.matching.wording.readings import Reading, find_beside, is_tail, list_readings

_LONGEST = 60


@dataclass(frozen=True, slots=True)
class NameHit:
    """A known name found in a text.

    Attributes:
        known: its position in the gazetteer's names.
        likeness: how it was written.
        written: the name as it was written, folded.
        before: what stands before it, and `explained` whether that is but roads and areas.
        reading: how the text was read; it knows what stands behind the name.
        gloss: whether a name stands before it that nothing answers to: then it more likely says
            where that is, 海华堂(十里堡东里).
    """

    known: int
    likeness: Likeness
    written: Name
    before: str
    explained: bool
    reading: Reading
    gloss: bool

    @property
    def beside(self) -> str | None:
        """The word behind the name that says the place is not there but beside it, if any."""
        return find_beside(self.reading.tail)

    @property
    def answers(self) -> bool:
        """Whether it is the estate that is meant, or another part of it."""
        return self.explained and not self.gloss and self.likeness >= Likeness.OTHER_PART


def find_names(folded: str, gazetteer: Gazetteer) -> list[NameHit]:
    """Returns the known names in a folded text, segment by segment.

    In each segment the fullest reading that ends with a known name counts, and in it the longest
    name. Names of another kind of place, or behind words that nothing explains, are told too.
    """
    hits: list[NameHit] = []
    before: list[list[Reading]] = []
    gloss = False
    for _, group in groupby(list_readings(folded[:_LONGEST]), key=lambda r: r.segment):
        readings = list(group)
        gloss = gloss or any(not _say_where(one, gazetteer) for one in before)
        found = _search_segment(readings, gazetteer, gloss=gloss)
        hits += found
        before = [] if any(hit.answers for hit in found) else [readings]
    return hits


def _say_where(readings: list[Reading], gazetteer: Gazetteer) -> bool:
    """Tells whether a segment is roads, areas, buildings and gates, and no name."""
    plain = (r for r in readings if r.way == "plain" and len(r.text) <= r.head)
    texts = [reading.text for reading in plain]
    return any(gazetteer.words.explains(text) or is_tail(text) for text in texts)


def _search_segment(readings: list[Reading], gazetteer: Gazetteer, *, gloss: bool) -> list[NameHit]:
    hits: list[NameHit] = []
    for reading in readings:
        if reading.way == "cut" and hits:
            break
        beside = reading.way == "aside" or (gloss and reading.way != "spaced")
        found = list(_search(reading, gazetteer, gloss=beside))
        hits += found
        if any(hit.explained and hit.likeness >= Likeness.OTHER_PART for hit in found):
            break
    return hits


def _search(reading: Reading, gazetteer: Gazetteer, *, gloss: bool) -> Iterator[NameHit]:
    """Yields the names that a reading ends with, the longest first, until one answers."""
    text = reading.text
    whole = read_name(text)
    forms = dict.fromkeys((text, whole.body, whole.core))
    for start in range(min(reading.head, len(text) - 1)):
        if text[start : start + SHORTEST] not in gazetteer.heads:
            continue
        positions = {at for form in forms for at in gazetteer.by_form.get(form[start:], ())}
        if not positions:
            continue
        written = read_name(text[start:])
        before = text[:start]
        explained = not before or _explains(before, positions, gazetteer)
        done = False
        for at in sorted(positions):
            likeness = compare_names(written, gazetteer.names[at].name)
            if likeness is not Likeness.NONE:
                yield NameHit(at, likeness, written, before, explained, reading, gloss)
                done = done or likeness > Likeness.OTHER_KIND
        if done:
            return


def _explains(before: str, positions: set[int], gazetteer: Gazetteer) -> bool:
    """Tells whether words before a name are roads and areas, its own address or its firm's."""
    if gazetteer.words.explains(before):
        return True
    own = gazetteer.streets.strip(before)
    places = (gazetteer.places[uid] for at in positions for uid in gazetteer.names[at].zones)
    return len(own) > 1 and any(own in place.firm or own in place.address for place in places)


def find_longer(body: str, gazetteer: Gazetteer) -> tuple[set[int], set[int]]:
    """Returns the positions of names that begin with a body, and of those that end with it.

    中海城 begins 中海城北区, 香克林 ends 中海城香克林.
    """
    begun = _list_beginning(body, gazetteer.bodies)
    ended = (turned[::-1] for turned in _list_beginning(body[::-1], gazetteer.turned))
    return (
        {at for longer in begun for at in gazetteer.by_body[longer]},
        {at for longer in ended for at in gazetteer.by_body[longer]},
    )


def _list_beginning(start: str, ordered: Sequence[str]) -> Iterator[str]:
    at = bisect_left(ordered, start)
    while at < len(ordered) and ordered[at].startswith(start):
        yield ordered[at]
        at += 1


def find_beginnings(text: str, gazetteer: Gazetteer) -> tuple[int, ...]:
    """Returns the positions of the longest name that a text begins with."""
    for end in range(len(text), SHORTEST, -1):
        found = gazetteer.by_whole.get(text[:end]) or gazetteer.by_body.get(text[:end])
        if found:
            return found
    return ()


def list_subjects(folded: str, gazetteer: Gazetteer) -> list[str]:
    """Returns what may be the name in a text that holds no known one, the fullest first.

    The barest reading of its first part, without the street before it, then without each further
    word that may stand before a name.
    """
    readings = [r for r in list_readings(folded[:_LONGEST]) if not r.segment and r.way == "plain"]
    if not readings:
        return []
    text = gazetteer.streets.strip(readings[-1].text)
    reached = gazetteer.words.reach(text[:_LONGEST])
    cuts = [at for at in range(len(reached)) if reached[at] and len(text) - at >= SHORTEST]
    return [text[at:] for at in cuts] or [text]
