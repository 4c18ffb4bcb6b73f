"""The ways in: addresses to open, one-time sign-in links, the wall's link."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import Connection

from api.auth.accounts import NewAccount, create_account, list_accounts
from api.auth.displays import create_display, find_display
from api.auth.links import create_link
from api.auth.roles import Role
from api.cli import console
from api.cli.session import Session
from geo.catalog.state import read_state
from geo.db import load_sql
from geo.errors import Text
from geo.settings import Settings

_DEMO_ROLES = {
    Role.DISTRICT_OFFICIAL: Text("区级人员", "district official"),
    Role.STREET_OFFICIAL: Text("街乡人员", "street official"),
    Role.GIS_STAFF: Text("测绘人员", "GIS staff"),
    Role.DATA_STAFF: Text("数据人员", "data staff"),
    Role.ADMINISTRATOR: Text("管理员", "administrator"),
    Role.VIEWER: Text("浏览", "viewer"),
}
_DEMO_WALL = "演示大屏 demo wall"
_ACTOR = "onemap up"


def find_base(settings: Settings) -> str:
    """Returns the server's address as this machine reaches it: the running one's, if one runs."""
    with suppress(OSError):
        return _address_file(settings).read_text(encoding="utf-8")
    return make_base(settings)


@contextmanager
def publish_address(settings: Settings) -> Iterator[None]:
    """Lets other commands know, inside the block, where the server listens."""
    file = _address_file(settings)
    file.write_text(make_base(settings), encoding="utf-8")
    try:
        yield
    finally:
        file.unlink(missing_ok=True)


def _address_file(settings: Settings) -> Path:
    return settings.data / "server.address"


def make_base(settings: Settings) -> str:
    """Returns the address that these settings give a server, without a path."""
    host = settings.host
    if host in ("0.0.0.0", "::"):  # noqa: S104 - compared, not bound
        host = "127.0.0.1" if host == "0.0.0.0" else "::1"  # noqa: S104
    return f"http://[{host}]:{settings.port}" if ":" in host else f"http://{host}:{settings.port}"


def announce_doors(session: Session) -> None:
    """Prints where the map is, and new one-time links: on the demo one per role, else the first."""
    base = make_base(session.settings)
    with session.database.read() as connection:
        is_demo = read_state(connection).demo
        known = {account["name"] for account in list_accounts(connection)}
    console.say(Text(f"地图就绪：{base}/", "The map is ready."))
    if session.settings.host in ("0.0.0.0", "::"):  # noqa: S104 - compared, not bound
        console.say_line(f"  http://{socket.gethostname()}:{session.settings.port}/")
    if is_demo:
        _open_demo_doors(session, base, known)
    elif not known:
        with session.database.write() as connection:
            account = NewAccount("admin", "管理员", Role.ADMINISTRATOR)
            create_account(connection, account, _ACTOR)
            token = create_link(connection, "admin", _ACTOR)
        console.say(
            Text("首次使用，请以管理员登录并建立账号：", "First use: sign in and add accounts:")
        )
        console.say_line(f"  {base}/sign-in/{token}")
    console.say(Text("按 Ctrl-C 停止。", "Press Ctrl-C to stop."))


def _open_demo_doors(session: Session, base: str, known: set[str]) -> None:
    console.say(Text("演示数据。一次性登录链接：", "Demo data. One-time sign-in links:"))
    with session.database.write() as connection:
        for role, label in _DEMO_ROLES.items():
            name = f"demo-{role.value.replace('_', '-')}"
            if name not in known:
                street = _first_street(connection) if role is Role.STREET_OFFICIAL else None
                account = NewAccount(name, f"演示·{label.zh}", role, street)
                create_account(connection, account, _ACTOR)
            token = create_link(connection, name, _ACTOR)
            console.say_line(f"  {base}/sign-in/{token}  {label.zh} {label.en}")
        token = _keep_demo_wall(connection, session.settings)
    console.say_line(f"  {base}/wall?display={token}  大屏 wall")


def _keep_demo_wall(connection: Connection, settings: Settings) -> str:
    """Returns the token of the demo's wall: the same at every start, so that an open wall stays."""
    file = settings.data / "demo-wall.token"
    with suppress(OSError):
        token = file.read_text(encoding="utf-8")
        if find_display(connection, token) is not None:
            return token
    _, token = create_display(connection, _DEMO_WALL, _ACTOR)
    file.touch(mode=0o600)
    file.write_text(token, encoding="utf-8")
    return token


def _first_street(connection: Connection) -> str:
    places = connection.execute(load_sql("current_places", place="street")).all()
    return str(min(place.code for place in places))
