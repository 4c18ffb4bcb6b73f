"""What the command line says: progress, results, errors; on the terminal or as JSON."""

import json
import os
import pwd
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from geo.errors import ConflictError, OneMapError, Text
from geo.rows import Actor
from geo.rows import Progress as ProgressCall
from geo.surveys import QuestionError

# Exit codes: done, refused, wrong use, questions wait, findings block, somebody was first.
DONE, REFUSED, USAGE, ASKS, BLOCKED, CONFLICT = range(6)
_USAGE_CODES = ("file_missing", "usage", "answer_invalid")
_BLOCKED_CODES = ("survey_blocked", "not_acceptable")

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def say(text: Text) -> None:
    """Prints a sentence in both languages on one line."""
    out.print(f"{escape(text.zh)}  [dim]{escape(text.en)}[/dim]")


def say_line(line: str) -> None:
    """Prints a line as it is."""
    out.print(escape(line))


def say_error(error: OneMapError) -> None:
    """Prints what is wrong, where, and what to do, in both languages."""
    err.print(f"[bold red]✗[/bold red] {escape(error.message.zh)}")
    err.print(f"  {escape(error.message.en)}")
    if error.hint is not None:
        err.print(f"[yellow]→[/yellow] {escape(error.hint.zh)}")
        err.print(f"  {escape(error.hint.en)}")


def find_exit_code(error: OneMapError) -> int:
    """Returns the exit code that tells what kind of error ended a command."""
    if isinstance(error, ConflictError):
        return CONFLICT
    if isinstance(error, QuestionError):
        return ASKS
    if error.code in _USAGE_CODES:
        return USAGE
    return BLOCKED if error.code in _BLOCKED_CODES else REFUSED


def describe_error(error: OneMapError) -> dict[str, Any]:
    """Returns an error as JSON values, with the questions that it asks."""
    questions = error.questions if isinstance(error, QuestionError) else ()
    return {
        "error": {
            "code": error.code,
            "message": error.message.as_dict(),
            "hint": error.hint.as_dict() if error.hint else None,
            "details": list(error.details),
        },
        "questions": [question.as_dict() for question in questions],
    }


def say_json(value: Any) -> None:
    """Prints a value as JSON for other programs."""
    print(json.dumps(value, ensure_ascii=False, default=str))  # noqa: T201 - rich would wrap it


@contextmanager
def show_progress(title: str, *, quiet: bool = False) -> Iterator[ProgressCall]:
    """Yields what long work tells its steps to; a bar on a terminal, plain lines elsewhere."""
    with Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        TimeElapsedColumn(),
        console=err,
        transient=True,
        disable=quiet or not err.is_terminal,
    ) as progress:
        task = progress.add_task(escape(title), total=1)

        def tell(done: int, total: int, label: Text) -> None:
            described = f"{escape(title)}  {label.zh} [dim]{label.en}[/dim]"
            progress.update(task, completed=done, total=total, description=described)

        yield tell


def who_am_i(reason: str | None = None) -> Actor:
    """Returns the user of the command line, for the history."""
    number = os.geteuid()
    try:
        name = pwd.getpwuid(number).pw_name
    except KeyError:  # a container may run as a number without a name
        name = str(number)
    return Actor(f"cli:{name}", reason)
