"""What can go wrong, said to people in two languages.

OneMapError
├── InputError        what a person handed in cannot be taken (a survey, a workbook, a parameter)
├── NotFoundError     there is no such zone, survey, release
├── ConflictError     somebody else was first (a release was published meanwhile)
├── AccessError       not signed in, or the role may not do this
├── SetupError        this machine or its settings lack something (PostGIS, a port, disk space)
└── UnavailableError  the database does not answer, or is too busy
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence in Chinese and in English."""

    zh: str
    en: str

    def format(self, **values: object) -> Self:
        """Returns the sentence with its {placeholders} filled in both languages."""
        return type(self)(self.zh.format(**values), self.en.format(**values))

    def as_dict(self) -> dict[str, str]:
        """Returns {"zh": …, "en": …} as the API and the reports carry it."""
        return {"zh": self.zh, "en": self.en}

    def __str__(self) -> str:
        return f"{self.zh}\n{self.en}"


def tag(check: str, message: Text) -> Text:
    """Returns a refusal or a question with its check's id before it, as docs/checks.md lists it."""
    return Text(f"[{check}] {message.zh}", f"[{check}] {message.en}")


@dataclass
class OneMapError(Exception):
    """An error that a person can understand: what is wrong, where, and what to do."""

    code: str
    message: Text
    hint: Text | None = None
    details: Sequence[object] = field(default_factory=list)

    def __str__(self) -> str:
        return str(self.message) if self.hint is None else f"{self.message}\n{self.hint}"


class InputError(OneMapError):
    """What a person handed in cannot be taken; nothing was changed."""


class NotFoundError(OneMapError):
    """There is no such thing."""


class ConflictError(OneMapError):
    """Somebody else was first; look again and repeat."""


class AccessError(OneMapError):
    """Not signed in (code not_signed_in), or the role may not do this (code forbidden)."""


class SetupError(OneMapError):
    """This machine or its settings lack something that the program needs."""


class UnavailableError(OneMapError):
    """The database does not answer in time."""


def describe_error(error: OneMapError) -> dict[str, Any]:
    """Returns an error as plain JSON values: {code, message, hint, details}."""
    return {
        "code": error.code,
        "message": error.message.as_dict(),
        "hint": error.hint.as_dict() if error.hint else None,
        "details": json.loads(json.dumps(list(error.details), default=str)),
    }
