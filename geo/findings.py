"""What checks find in a survey, and the word of a person that it may stand."""

import datetime as dt
import hashlib
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from geo.errors import Text

Severity = Literal["E", "W"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding of a check: what is wrong, at which source row, measured against what.

    `point` is (longitude, latitude) in CGCS2000, `place` a known place's uid, `file` the SHA-256 of
    the survey's file where the finding names no place.
    """

    check: str
    severity: Severity
    row: int | None
    code: str | None
    message: Text
    hint: Text | None = None
    measured: float | None = None
    threshold: float | None = None
    unit: str | None = None
    point: tuple[float, float] | None = None
    other_row: int | None = None
    place: int | None = None
    other_code: str | None = None
    file: str | None = None

    def tied_to(self, sha256: str) -> "Finding":
        """Returns the finding as one of a file: what names no place is about that file alone."""
        return self if self.code or self.other_code or self.point else replace(self, file=sha256)

    def as_dict(self) -> dict[str, Any]:
        """Returns the finding as plain JSON values, with its fingerprint."""
        return {**asdict(self), "fingerprint": self.fingerprint}

    @property
    def blocks(self) -> bool:
        """Whether it keeps the survey from being published, unless a person waives it."""
        return self.severity == "E"

    @property
    def fingerprint(self) -> str:
        """What a waiver keys on: the check, the place (its code), and where it is to some 10 m.

        Rows are left out: a fault keeps it in the next file, unless it is tied to this one.
        """
        where = "" if self.point is None else f"{self.point[0]:.4f} {self.point[1]:.4f}"
        where = f"{self.file} {self.row or 0}" if self.file is not None else where
        named = "|".join((self.check, self.code or "", self.other_code or "", where))
        return hashlib.sha256(named.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Waiver:
    """A person's word that a finding may stand, and until when."""

    fingerprint: str
    check: str
    reason: str
    by: str
    until: dt.date | None = None
