"""onemap records review, decide, undo, names: what waits, and what people say of it."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli import console
from api.cli.records_words import describe_moved, tell_said
from api.cli.session import open_session
from geo.errors import InputError, Text
from geo.placements import AliasScope, Choice, DecisionResult, NewAlias, ReviewFilter, ReviewPage
from geo.rows import Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping

Json = Annotated[bool, typer.Option("--json", help="输出 JSON。 JSON result.")]
Key = Annotated[str, typer.Argument(help="分组编号，见 review。 Key of the group; see review.")]
_SHOWN = 20


def review(
    key: Annotated[str | None, typer.Argument(help="只看一组及其候选。 One group.")] = None,
    kind: Annotated[str | None, typer.Option(help="记录类型。 Kind of record.")] = None,
    street: Annotated[str | None, typer.Option(help="街乡编码。 Code of a street.")] = None,
    after: Annotated[
        str | None, typer.Option(help="上一页的 next。 next of the page before.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 50,
    as_json: Json = False,
) -> None:
    """Prints what waits for a person, those with the most records first; or one group of it."""
    from geo.records.reviewing.groups import find_group, list_review

    with open_session() as session, session.database.read() as connection:
        zone = session.profile.timezone
        if key is not None:
            _say_group(find_group(connection, zone, key), as_json=as_json)
        else:
            page = list_review(connection, zone, ReviewFilter(kind, street), after, limit)
            _say_page(page, as_json=as_json)


def decide(
    key: Key,
    zone: Annotated[str | None, typer.Option(help="区域编码。 Code of the zone.")] = None,
    elsewhere: Annotated[bool, typer.Option("--elsewhere", help="不在本区。 Not here.")] = False,
    unplaceable: Annotated[
        bool, typer.Option("--unplaceable", help="无法落位。 No zone at all.")
    ] = False,
    alias: Annotated[
        str | None, typer.Option(help="为该区域添加别名。 Another name of it.")
    ] = None,
    scope: Annotated[str, typer.Option(help="别名范围 district · street · source")] = "district",
    placed: Annotated[
        bool, typer.Option("--placed", help="自动归入的也改判。 Also what has its place.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只看影响。 Only tell.")] = False,
    as_json: Json = False,
) -> None:
    """Settles all records that wait under a key, and every later one that says the same.

    With --placed, also those that have their place without anybody's word.
    """
    from geo.catalog.zones import find_uid
    from geo.records.reviewing.decide import decide as settle
    from geo.records.reviewing.decide import preview_decision

    verdict = _read_verdict(zone, elsewhere=elsewhere, unplaceable=unplaceable)
    named = None if alias is None else NewAlias(alias, _read_scope(scope))
    with open_session() as session:
        with session.database.read() as connection:
            uid = None if zone is None else find_uid(connection, zone)
        choice = Choice(key, verdict, uid, named, placed)
        if dry_run:
            result = preview_decision(session.database, session.profile, choice)
        else:
            result = settle(session.database, session.profile, choice, console.who_am_i())
    _say_result(result, as_json=as_json)


def undo(
    number: Annotated[int, typer.Argument(help="决定编号。 Number of the decision.")],
    as_json: Json = False,
) -> None:
    """Undoes a decision with its name: records are matched as if it had not been."""
    from geo.records.reviewing.decide import undo_decision

    with open_session() as session:
        result = undo_decision(session.database, session.profile, number, console.who_am_i())
    _say_result(result, as_json=as_json)


def decisions(as_json: Json = False) -> None:
    """Prints who decided what, newest first."""
    from geo.catalog.records_review import list_decisions

    with open_session() as session, session.database.read() as connection:
        rows = list_decisions(connection)
    if as_json:
        console.say_json({"decisions": rows})
        return
    for row in rows:
        undone = f"  已撤销 undone: {row['undone_by']}" if row["undone_by"] else ""
        zone = f" {row['zone']['code']} {row['zone']['name']}" if row["zone"] else ""
        console.say_line(
            f"  {row['id']:>4}  {row['decided_by']}  {tell_said(row['said'])} → "
            f"{row['verdict']}{zone}  ×{row['rows']}{undone}"
        )


def names(as_json: Json = False) -> None:
    """Prints the names that people gave zones."""
    from geo.catalog.records_review import list_aliases

    with open_session() as session, session.database.read() as connection:
        rows = list_aliases(connection)
    if as_json:
        console.say_json({"names": rows})
        return
    for row in rows:
        where = row["street_name"] or row["source"] or ""
        console.say_line(
            f"  {row['id']:>4}  {row['name']} → {row['zone']['code']} {row['zone']['name']}"
            f"  {row['scope']} {where}  {row['created_by']}"
        )


def withdraw(
    number: Annotated[int, typer.Argument(help="别名编号，见 names。 Number of the name.")],
    as_json: Json = False,
) -> None:
    """Withdraws a name: what it placed is matched anew."""
    from geo.records.reviewing.aliases import withdraw_alias

    with open_session() as session:
        result = withdraw_alias(session.database, session.profile, number, console.who_am_i())
    _say_result(result, as_json=as_json)


def _say_page(page: ReviewPage, *, as_json: bool) -> None:
    if as_json:
        sums = {"groups": page.groups, "rows": page.rows, "next": page.next}
        console.say_json({**sums, "items": page.items})
        return
    console.say(
        Text(
            f"{page.groups} 组、{page.rows} 条记录待核实。",
            f"{page.rows} records wait in {page.groups} groups.",
        )
    )
    for item in page.items:
        console.say_line(f"  {item['key']}  {item['rows']:>5}  {_tell_item(item)}")


def _say_group(group: "Mapping[str, Any]", *, as_json: bool) -> None:
    if as_json:
        console.say_json(group)
        return
    console.say_line(f"{group['key']}  ×{group['rows']}  {tell_said(group['said'])}")
    for candidate in group["candidates"]:
        console.say_line(
            f"  {candidate['confidence']:.2f}  {candidate['code']}  {candidate['name']}  "
            f"{candidate['street_name'] or ''}"
        )
        for fact in candidate["facts"]:
            console.say_line(f"        {fact['zh']}  {fact['en']}")
    for record in group["records"]:
        console.say_line(f"  · {record['kind']} {record['key']} {record['date'] or ''}")


def _say_result(result: DecisionResult, *, as_json: bool) -> None:
    if as_json:
        console.say_json(
            {
                "decision": result.decision_id,
                "revision": result.revision_id,
                "rows": result.rows,
                "also": [describe_moved(moved) for moved in result.also],
            }
        )
        return
    number = f"（决定 {result.decision_id}）" if result.decision_id else ""
    also = sum(moved.rows for moved in result.also)
    console.say(
        Text(
            f"{result.rows} 条记录{number}，另有 {also} 条随之变动。",
            f"{result.rows} records, and {also} others with them.",
        )
    )
    for moved in result.also[:_SHOWN]:
        console.say_line(f"  {tell_said(moved.said)}  ×{moved.rows} → {moved.to_placement}")


def _tell_item(item: "Mapping[str, Any]") -> str:
    best = item["best"]
    shown = f"  ? {best['code']} {best['name']} {best['confidence']:.2f}" if best else ""
    return f"{tell_said(item['said'])}{shown}"


def _read_verdict(zone: str | None, *, elsewhere: bool, unplaceable: bool) -> Verdict:
    said: dict[Verdict, bool] = {
        "zone": zone is not None, "elsewhere": elsewhere, "unplaceable": unplaceable
    }  # fmt: skip
    chosen = [verdict for verdict, on in said.items() if on]
    if len(chosen) != 1:
        raise InputError(
            "usage",
            Text(
                "请给出 --zone、--elsewhere、--unplaceable 之一。",
                "Give one of --zone, --elsewhere, --unplaceable.",
            ),
        )
    return chosen[0]


def _read_scope(scope: str) -> AliasScope:
    scopes: tuple[AliasScope, ...] = ("district", "street", "source")
    for known in scopes:
        if scope == known:
            return known
    raise InputError(
        "usage",
        Text(f"没有 {scope} 这种范围：district、street、source。", f"There is no scope {scope}."),
    )


def add_commands(app: typer.Typer) -> None:
    """Adds the commands to `onemap records`."""
    app.command("review", help="列出待核实的记录。 Lists what waits.")(review)
    app.command("decide", help="认定一组记录的位置。 Settles what waits under a key.")(decide)
    app.command("undo", help="撤销一个决定。 Undoes a decision.")(undo)
    app.command("decisions", help="列出决定。 Lists who decided what.")(decisions)
    app.command("names", help="列出人工别名。 Lists the names that people gave.")(names)
    app.command("withdraw", help="撤回一个别名。 Withdraws a name.")(withdraw)
