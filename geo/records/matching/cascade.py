"""Joins the stages S0 to S4 to one answer; where two of them disagree, a person decides (S5)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from geo.records.matching.candidates import By, Candidate, Fact, offer, rank
from geo.records.matching.confidence import AUTOMATIC, NAME_AND_ADDRESS
from geo.rows import Outcome

# So likely must a zone be to support another stage, or to contradict it.
_SUPPORTS = 0.45
_LIKELY = 0.6
# Nobody is sure any more where stages contradict each other.
_DOUBTED = 0.5


@dataclass(frozen=True, slots=True)
class Answer:
    """Where a record belongs, how sure, why, and between what a person would choose."""

    placement: Outcome
    zone: int | None
    by: By
    confidence: float
    facts: tuple[Fact, ...] = ()
    candidates: tuple[Candidate, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether similar names may still help: nothing answers, and nothing contradicts."""
        return self.placement is Outcome.REVIEW and self.by == "none"


# Rows that concern a firm need no place.
NEEDS_NONE = Answer(Outcome.MATCHED, None, "none", 1.0)


def join_stages(stages: Sequence[list[Candidate]]) -> Answer:
    """Returns the answer of stages, each with its candidates, the likeliest first.

    A stage answers by itself where it is sure enough. It is a conflict where another stage likely
    says another zone, or where the record names another part of the estate.

    Args:
        stages: candidates by code, name, point and address; a stage that has nothing to say is
            empty.
    """
    supported = [_support(stages, stage) for stage in stages]
    ranked = rank(candidate for stage in supported for candidate in stage)
    if not ranked or ranked[0].confidence < AUTOMATIC:
        return ask(ranked)
    best = ranked[0]
    if best.refuted or any(_contradicts(stage, best.zone) for stage in supported):
        return ask(ranked, conflict=True)
    return Answer(
        Outcome.MATCHED, best.zone, best.by, best.confidence, best.facts, tuple(ranked[1:2])
    )


def _contradicts(stage: list[Candidate], zone: int) -> bool:
    """Tells whether a stage likely says another zone, or one of several others, without doubt."""
    first = max(stage, key=lambda c: c.confidence, default=None)
    if first is None or first.zone == zone:
        return False
    several = any(c.section and not c.doubtful for c in stage)
    return first.confidence >= _LIKELY or (several and all(c.zone != zone for c in stage))


def ask(ranked: list[Candidate], *, conflict: bool = False) -> Answer:
    """Returns the answer that a person must give, with what to choose from."""
    if conflict:
        ranked = [replace(c, confidence=min(c.confidence, _DOUBTED)) for c in ranked]
    sure = ranked[0].confidence if ranked else 0.0
    by: By = "conflict" if conflict else "none"
    facts: tuple[Fact, ...] = (("stages_differ",),) if conflict else ()
    return Answer(Outcome.REVIEW, None, by, sure, facts, tuple(offer(ranked)))


def _support(stages: Sequence[list[Candidate]], stage: list[Candidate]) -> list[Candidate]:
    """Returns a stage's candidates, surer where evidence of another kind likely says the same."""
    others = {(c.zone, c.by) for other in stages if other is not stage for c in other if _speaks(c)}
    if not others:
        return stage
    return [
        replace(c, confidence=max(c.confidence, NAME_AND_ADDRESS))
        if _speaks(c) and any(zone == c.zone and by != c.by for zone, by in others)
        else c
        for c in stage
    ]


def _speaks(candidate: Candidate) -> bool:
    """Tells whether a candidate is likely enough, and one alone, to support another stage."""
    one = not (candidate.section or candidate.refuted or candidate.doubtful)
    return one and candidate.by != "fuzzy" and candidate.confidence >= _SUPPORTS
