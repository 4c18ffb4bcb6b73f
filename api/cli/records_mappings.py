"""onemap records mappings: how workbooks are read that people explained once."""

from typing import Annotated

import typer

from api.cli import console
from api.cli.session import open_session
from geo.errors import InputError, Text


def mappings(
    forget: Annotated[
        str | None, typer.Option(help="删除一项，编号见列表。 Forget one, by its ID.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON。 JSON result.")] = False,
) -> None:
    """Prints the mappings that were remembered, the newest first; or forgets one."""
    if forget is None:
        _list(as_json=as_json)
    else:
        _forget(forget, as_json=as_json)


def _list(*, as_json: bool) -> None:
    from geo.records.reviewing.mappings import list_remembered

    with open_session() as session, session.database.read() as connection:
        found = [
            {"id": f"{one['kind']}-{one['signature']}", **one}
            for one in list_remembered(connection)
        ]
    if as_json:
        console.say_json({"mappings": found})
        return
    if not found:
        console.say(Text("还没有记住的对应关系。", "No mapping is remembered."))
    for one in found:
        console.say_line(
            f"  {one['id']}  {one['source'] or '–'}  {one['decided_by']}"
            f"  {one['decided_at']:%Y-%m-%d %H:%M}"
        )
        for header, column in one["columns"].items():
            console.say_line(f"      {header} → {column or '不读 not read'}")


def _forget(number: str, *, as_json: bool) -> None:
    from geo.records.reviewing.mappings import forget_mapping

    kind, dash, signature = number.rpartition("-")
    if not dash:
        raise InputError(
            "usage",
            Text(f"没有 {number} 这样的编号。", f"{number} is no ID of a mapping."),
            Text(
                "编号形如 complaint-0123456789abcdef。", "One looks so: complaint-0123456789abcdef."
            ),
        )
    with open_session() as session, session.database.write() as connection:
        forget_mapping(connection, kind, signature, console.who_am_i())
    if as_json:
        console.say_json({"forgotten": number})
    else:
        console.say(Text(f"已删除 {number}。", f"Forgot {number}."))


def add_command(app: typer.Typer) -> None:
    """Adds the command to `onemap records`."""
    app.command(
        "mappings", help="列出或删除记住的列对应关系。 Lists or forgets remembered mappings."
    )(mappings)
