"""onemap user, onemap display: accounts, one-time sign-in links, wall displays."""

from typing import Annotated

import typer
from rich.table import Table

from api.auth.roles import Role
from api.cli import console
from api.cli.session import open_session
from geo.errors import Text

users = typer.Typer(no_args_is_help=True, help="账号。 Accounts.")
displays = typer.Typer(no_args_is_help=True, help="大屏。 Wall displays.")


@users.command("add", help="新建账号，并给出一次性登录链接。 Adds an account, prints a link.")
def add_user(
    name: Annotated[str, typer.Argument(help="账号。 Account.")],
    role: Annotated[Role, typer.Option(help="角色。 Role.")],
    display_name: Annotated[str | None, typer.Option(help="显示名称。 Shown name.")] = None,
    street: Annotated[str | None, typer.Option(help="街乡代码（street_official）。")] = None,
    password: Annotated[
        bool, typer.Option("--password", help="现在设置密码。 Ask for a password now.")
    ] = False,
) -> None:
    """Adds an account; without --password it signs in by the link and by later links."""
    from api.auth.accounts import NewAccount, create_account
    from api.auth.links import create_link
    from api.cli.doors import find_base

    secret = None
    if password:
        secret = typer.prompt("密码 Password", hide_input=True, confirmation_prompt=True)
    with open_session() as session:
        with session.database.write() as connection:
            account = NewAccount(name, display_name or name, role, street, secret)
            create_account(connection, account, console.who_am_i().name)
            token = create_link(connection, name, console.who_am_i().name)
        console.say(Text(f"已建账号 {name}（{role.value}）。", f"Added {name} ({role.value})."))
        console.say_line(f"  {find_base(session.settings)}/sign-in/{token}")


@users.command("link", help="给出一次性登录链接。 Prints a one-time sign-in link.")
def link_user(name: Annotated[str, typer.Argument(help="账号。 Account.")]) -> None:
    """Prints a new one-time link for an account."""
    from api.auth.links import create_link
    from api.cli.doors import find_base

    with open_session() as session:
        with session.database.write() as connection:
            token = create_link(connection, name, console.who_am_i().name)
        console.say_line(f"{find_base(session.settings)}/sign-in/{token}")


@users.command("list", help="列出账号。 Lists accounts.")
def list_users() -> None:
    """Prints the accounts."""
    from api.auth.accounts import list_accounts

    with open_session() as session, session.database.read() as connection:
        accounts = list_accounts(connection)
    table = Table("账号", "名称", "角色", "街乡", "启用", box=None)
    for row in accounts:
        columns = ("name", "display_name", "role", "street_code", "enabled")
        table.add_row(*(str(row[c]) if row[c] is not None else "" for c in columns))
    console.out.print(table)


@displays.command("add", help="新建大屏链接。 Adds a wall display.")
def add_display(name: Annotated[str, typer.Argument(help="名称。 Name.")]) -> None:
    """Prints the address of a new wall display; it is shown only once."""
    from api.auth.displays import create_display
    from api.cli.doors import find_base

    with open_session() as session:
        with session.database.write() as connection:
            _, token = create_display(connection, name, console.who_am_i().name)
        console.say_line(f"{find_base(session.settings)}/wall?display={token}")


@displays.command("list", help="列出大屏。 Lists wall displays.")
def show_displays() -> None:
    """Prints the displays."""
    from api.auth.displays import list_displays

    with open_session() as session, session.database.read() as connection:
        rows = list_displays(connection)
    table = Table("编号", "名称", "建立", "停用", box=None)
    for row in rows:
        table.add_row(str(row["id"]), row["name"], str(row["created_at"]), str(row["revoked_at"]))
    console.out.print(table)


@displays.command("revoke", help="停用大屏链接。 Revokes a wall display.")
def drop_display(number: Annotated[int, typer.Argument(help="编号。 Number.")]) -> None:
    """Ends a display's access within seconds."""
    from api.auth.displays import revoke_display

    with open_session() as session, session.database.write() as connection:
        revoke_display(connection, number, console.who_am_i().name)
    console.say(Text(f"已停用 {number}。", f"Revoked {number}."))
