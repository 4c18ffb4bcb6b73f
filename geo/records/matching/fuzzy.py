"""Stage S4: names that sound or look alike. They are proposed; none is ever an answer.

清枫里 for 青枫里 may be a slip of the keyboard, or another estate: only a person can tell.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from rapidfuzz import fuzz, process

from geo.records.matching import confidence
from geo.records.matching.by_street import lies_in
from geo.records.matching.candidates import Candidate, offer, rank
from geo.records.matching.find import find_beginnings, find_longer
from geo.records.matching.gazetteer import Gazetteer
from geo.records.matching.known import KnownName
from geo.records.matching.wording.names import Likeness, Name, compare_names, read_name
from geo.records.matching.wording.texts import sound_text

if TYPE_CHECKING:
    from numpy.typing import NDArray

# So many names are compared with all of the gazetteer at once: 30 MB at 30,000 zones.
_CHUNK = 1000
_NEAREST = 15
_AT_LEAST = 30
# More zones than an estate has sections only share a beginning.
_MOST_SECTIONS = 12
# A shorter name sounds like too many others.
_LONG_ENOUGH = 3


@dataclass(frozen=True, slots=True)
class Subject:
    """A written name that nothing answers to: the ways to cut it, and the street beside it."""

    texts: tuple[str, ...]
    street: str | None

    @property
    def compared(self) -> tuple[str, ...]:
        """The fullest and the barest way, which are compared with all names."""
        return tuple(dict.fromkeys((*self.texts[:1], *self.texts[-1:])))


def find_similar(subjects: Sequence[Subject], gazetteer: Gazetteer) -> list[list[Candidate]]:
    """Returns for each subject the zones with similar names, the likeliest first."""
    bodies = sorted({read_name(text).body for one in subjects for text in one.compared})
    nearest = dict(zip(bodies, _compare(bodies, gazetteer), strict=True))
    return [offer(rank(_judge(subject, nearest, gazetteer))) for subject in subjects]


def _compare(bodies: list[str], gazetteer: Gazetteer) -> list[dict[str, float]]:
    """Returns the nearest bodies of the gazetteer with their ratio (0-100) for each body."""
    if not gazetteer.bodies:
        return [{} for _ in bodies]
    found: list[dict[str, float]] = []
    for start in range(0, len(bodies), _CHUNK):
        scores = process.cdist(
            bodies[start : start + _CHUNK],
            gazetteer.bodies,
            scorer=fuzz.ratio,
            score_cutoff=_AT_LEAST,
            dtype=np.uint8,
            workers=-1,
        )
        found += [_take_nearest(row, gazetteer.bodies) for row in scores]
    return found


def _take_nearest(scores: "NDArray[np.uint8]", bodies: Sequence[str]) -> dict[str, float]:
    """Returns the nearest, the first in the alphabet where many are alike."""
    count = min(_NEAREST, len(scores))
    least = np.partition(scores, -count)[-count]
    nearest = np.flatnonzero(scores >= max(least, 1))
    best = nearest[np.argsort(-scores[nearest].astype(np.int16), kind="stable")][:count]
    return {bodies[at]: float(scores[at]) for at in best}


def _judge(
    subject: Subject, nearest: dict[str, dict[str, float]], gazetteer: Gazetteer
) -> Iterator[Candidate]:
    for written in map(read_name, subject.texts):
        yield from _judge_sound(written, subject.street, gazetteer)
        yield from _judge_held(written, subject.street, gazetteer)
    for written in map(read_name, subject.compared):
        yield from _judge_letters(written, nearest[written.body], subject.street, gazetteer)
        yield from _judge_mentions(written, subject.street, gazetteer)


def _judge_sound(written: Name, street: str | None, gazetteer: Gazetteer) -> Iterator[Candidate]:
    """Yields the zones whose name sounds the same, likelier where it is one of here."""
    positions = gazetteer.by_sound.get(sound_text(written.body), ())
    alike = [known for at in positions if _sounds(known := gazetteer.names[at], written)]
    zones = {zone for known in alike for zone in known.zones}
    for known in alike:
        for zone in known.zones:
            here = _agrees(zone, street, gazetteer) and len(zones) == 1
            sure = confidence.SOUNDS_HERE if here else confidence.SOUNDS
            fact = ("name_sounds", known.shown, written.whole)
            yield Candidate(zone, "fuzzy", sure / len(zones), (fact,))


def _sounds(known: KnownName, written: Name) -> bool:
    """Tells whether names are as long, with equal parts and kinds: 园 and 苑 sound alike."""
    name = known.name
    long = len(name.body) == len(written.body) >= _LONG_ENOUGH
    return long and (name.kinds, name.parts) == (written.kinds, written.parts)


def _judge_letters(
    written: Name, scores: dict[str, float], street: str | None, gazetteer: Gazetteer
) -> Iterator[Candidate]:
    """Yields the zones whose names share most letters."""
    for body, score in scores.items():
        for at in gazetteer.by_body[body]:
            known = gazetteer.names[at]
            same = written.core == known.name.core
            other = same and compare_names(written, known.name) is Likeness.OTHER_PART
            aside = other or written.sides != known.name.sides
            for zone in known.zones:
                here = _agrees(zone, street, gazetteer)
                sure = confidence.weigh_similar(score, here=here)
                sure *= confidence.OTHER_SIDE if aside else 1
                fact = ("name_similar", known.shown, str(round(score)))
                yield Candidate(zone, "fuzzy", sure, (fact,), section=other, refuted=other)


def _judge_held(written: Name, street: str | None, gazetteer: Gazetteer) -> Iterator[Candidate]:
    """Yields the zones whose name holds the written one, and the longest that it holds."""
    begun, ended = find_longer(written.body, gazetteer)
    sections = {zone for at in begun for zone in gazetteer.names[at].zones}
    for at in sorted({*begun, *ended, *find_beginnings(written.whole, gazetteer)}):
        known = gazetteer.names[at]
        other = bool(written.parts and known.name.parts) and written.parts != known.name.parts
        for zone in known.zones:
            here = _agrees(zone, street, gazetteer)
            sure = confidence.weigh_similar(confidence.HELD, here=here)
            sure *= confidence.OTHER_SIDE if other else 1
            fact = ("name_within", known.shown, written.whole)
            section = at in begun and len(sections) <= _MOST_SECTIONS
            yield Candidate(zone, "fuzzy", sure, (fact,), section=section)


def _judge_mentions(written: Name, street: str | None, gazetteer: Gazetteer) -> Iterator[Candidate]:
    """Yields the zones whose address names the place."""
    zones = gazetteer.mentions.get(written.body, ())
    for zone in zones if len(zones) <= _MOST_SECTIONS else ():
        here = _agrees(zone, street, gazetteer)
        sure = confidence.weigh_similar(confidence.MENTIONED, here=here)
        yield Candidate(zone, "address", sure, (("address_mentions", written.whole),))


def _agrees(zone: int, street: str | None, gazetteer: Gazetteer) -> bool:
    return lies_in(gazetteer.places[zone], street) is True
