"""Why a record stands where it does, as its evidence tells: what was found, how sure, what else."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from geo.errors import Text
from geo.records.matching.explain import explain
from geo.rows import Outcome


@dataclass(frozen=True, slots=True)
class Why:
    """The reasons for an answer.

    Attributes:
        by: the stage that answered (see geo.records.matching.candidates.By).
        confidence: how likely the answer is, from 0 to 1; of what waits: the likeliest zone.
        reasons: what speaks for and against it; of what waits: for the likeliest zone, after why
            nobody but a person can answer.
        runner_up: the next likeliest zone as evidence keeps it; None where there is none.
    """

    by: str
    confidence: float
    reasons: tuple[Text, ...]
    runner_up: Mapping[str, Any] | None

    @property
    def margin(self) -> float | None:
        """By how much the answer is likelier than the runner-up."""
        if self.runner_up is None:
            return None
        return round(self.confidence - float(self.runner_up["confidence"]), 3)


def tell_why(placement: str, evidence: Mapping[str, Any]) -> Why:
    """Returns why a record is placed so, or waits.

    Args:
        placement: the value of an Outcome.
        evidence: as `match_records` keeps it.
    """
    candidates = list(evidence.get("candidates", ()))
    facts = list(evidence.get("facts", ()))
    if placement == Outcome.REVIEW.value and candidates:
        facts += candidates.pop(0)["facts"]
    return Why(
        by=evidence.get("by", "none"),
        confidence=evidence.get("confidence", 0.0),
        reasons=tuple(explain(facts)),
        runner_up=candidates[0] if candidates else None,
    )
