"""onemap records rematch: records follow the boundaries, by themselves after each release."""

from typing import Annotated, Any

import typer

from api.cli import console
from api.cli.records_words import describe_moved, tell_said
from api.cli.session import Session, open_session
from geo.errors import Text
from geo.placements import RematchResult

_SHOWN = 20


def rematch(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="试运行。 Only tell.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON。 JSON result.")] = False,
) -> None:
    """Matches all records again from what they say, to the boundaries in force."""
    from geo.records.rematch import rematch_records

    with open_session() as session, console.show_progress("rematch", quiet=as_json) as progress:
        result = rematch_records(
            session.database,
            session.profile,
            console.who_am_i(),
            dry_run=dry_run,
            progress=progress,
        )
    if as_json:
        console.say_json({"dry_run": dry_run, **_describe(result)})
    else:
        say_rematch(result)


def follow_release(session: Session, *, quiet: bool = False) -> None:
    """Matches the records anew that a release concerns, and says what moved; else does nothing."""
    from geo.catalog.rematch import needs_rematch

    with session.database.read() as connection:
        release = needs_rematch(connection)
    if release is None:
        return
    from geo.records.rematch import rematch_records

    with console.show_progress("rematch", quiet=quiet) as progress:
        result = rematch_records(
            session.database,
            session.profile,
            console.who_am_i(),
            release_id=release,
            progress=progress,
        )
    if not quiet:
        say_rematch(result)


def say_rematch(result: RematchResult) -> None:
    """Prints how many records moved, and the greatest groups of them."""
    console.say(
        Text(
            f"重新匹配：新匹配 {result.gained}，失去 {result.lost}，改归 {result.moved}，"
            f"其他 {result.others}，未变 {result.unchanged}。",
            f"Matched anew: {result.gained} gained, {result.lost} lost, {result.moved} moved, "
            f"{result.others} others, {result.unchanged} unchanged.",
        )
    )
    for moved in result.changes[:_SHOWN]:
        console.say_line(
            f"  {tell_said(moved.said)}  ×{moved.rows}  "
            f"{moved.from_uid or moved.from_placement} → {moved.to_uid or moved.to_placement}"
        )


def _describe(result: RematchResult) -> dict[str, Any]:
    counts = ("gained", "lost", "moved", "others", "unchanged")
    return {
        "release": result.release_id,
        "revision": result.revision_id,
        **{name: getattr(result, name) for name in counts},
        "changes": [describe_moved(moved) for moved in result.changes],
    }


def add_command(app: typer.Typer) -> None:
    """Adds the command to `onemap records`."""
    app.command("rematch", help="按现行边界重新匹配。 Matches all records again.")(rematch)
