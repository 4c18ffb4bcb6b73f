"""Candidates for a record's place: a zone, how sure, and the facts that speak for and against."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Literal

By = Literal["decided", "code", "name", "alias", "point", "address", "fuzzy", "conflict", "none"]
# The id of a fact (see geo.records.matching.explain) and what it is about.
Fact = tuple[str, ...]

MOST = 5


@dataclass(frozen=True, slots=True)
class Candidate:
    """A zone that a record may belong to.

    Attributes:
        zone: its uid.
        by: what speaks for it most.
        confidence: how likely it is the place, from 0 to 1 (see geo.records.matching.confidence).
        facts: what speaks for and against it.
        section: whether it is one of several that the record names alike: the parts of an estate,
            the zones of one name or one address.
        refuted: whether the record itself names another part of the estate.
        doubtful: whether what was found is not all of what was written: it supports nothing.
    """

    zone: int
    by: By
    confidence: float
    facts: tuple[Fact, ...] = ()
    section: bool = False
    refuted: bool = False
    doubtful: bool = False

    def as_dict(self) -> dict[str, Any]:
        """Returns the candidate as evidence keeps it."""
        return {
            "zone": self.zone,
            "by": self.by,
            "confidence": round(self.confidence, 3),
            "facts": [list(fact) for fact in self.facts],
        }


def rank(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Returns one candidate for each zone, the likeliest first.

    What several stages say of one zone is joined: the likeliest says how sure, all give facts.
    """
    by_zone: dict[int, Candidate] = {}
    for candidate in sorted(candidates, key=_order):
        first = by_zone.setdefault(candidate.zone, candidate)
        if first is not candidate:
            by_zone[candidate.zone] = _join(first, candidate)
    return list(by_zone.values())


def _join(first: Candidate, other: Candidate) -> Candidate:
    section = first.section or other.section
    refuted = first.refuted or other.refuted
    same = (section, refuted) == (first.section, first.refuted)
    if same and (first.facts == other.facts or first.by == other.by == "fuzzy"):
        return first
    facts = tuple(dict.fromkeys((*first.facts, *other.facts)))
    return replace(first, facts=facts, section=section, refuted=refuted)


def put_behind(similar: list[Candidate], found: Iterable[Candidate]) -> list[Candidate]:
    """Returns similar names for zones that were not found otherwise.

    Where the record names an estate whose sections were found, no similar name is likelier.
    """
    known = {candidate.zone: candidate for candidate in found}
    sections = [c.confidence for c in known.values() if c.section]
    limit = min(sections, default=1.0)
    return [replace(c, confidence=min(c.confidence, limit)) for c in similar if c.zone not in known]


def offer(ranked: list[Candidate]) -> list[Candidate]:
    """Returns what a person chooses from: the five likeliest, and all that are named alike."""
    return [*ranked[:MOST], *(candidate for candidate in ranked[MOST:] if candidate.section)]


def _order(candidate: Candidate) -> tuple[float, bool, int]:
    return -candidate.confidence, not candidate.section, candidate.zone
