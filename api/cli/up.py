"""onemap up: everything that a map needs, then the server; ends in the addresses to open."""

import errno
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli import console
from api.cli.session import Session, open_session
from geo.errors import SetupError, Text

if TYPE_CHECKING:
    from geo.settings import Settings

ROOT = str(Path(__file__).resolve().parents[2])
MIN_FREE_BYTES = 300 << 20
READY_SECONDS = 60


def up(
    host: Annotated[str | None, typer.Option(help="监听地址，默认仅本机。 Address.")] = None,
    port: Annotated[int | None, typer.Option(help="端口。 Port.")] = None,
    empty: Annotated[
        bool, typer.Option("--empty", help="空库时不装入演示区。 No demo district.")
    ] = False,
) -> None:
    """启动：数据库、迁移、（空库时）演示区、服务器。 Starts everything and serves the map."""
    from geo.settings import read_settings

    settings = read_settings().model_copy(
        update={k: v for k, v in (("host", host), ("port", port)) if v is not None}
    )
    _require_port(settings)
    _require_space(settings.data)
    with open_session(settings) as session:
        console.say(
            Text(
                f"数据库就绪（PostGIS {session.versions['postgis']}）",
                "Database ready, schema up to date",
            )
        )
        if not empty:
            _load_demo_if_empty(session)
        _warm_archive(session)
        _serve(session)
    console.say(Text("已停止。", "Stopped."))


def _require_port(settings: "Settings") -> None:
    try:
        family = socket.getaddrinfo(settings.host, settings.port)[0][0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((settings.host, settings.port))
    except OSError as error:
        busy = error.errno == errno.EADDRINUSE
        where = f"{settings.host}:{settings.port}"
        raise SetupError(
            "port_in_use" if busy else "address_invalid",
            Text(f"{where} 已被占用。", f"{where} is in use.")
            if busy
            else Text(f"不能监听 {where}：{error}", f"Cannot listen on {where}: {error}"),
            Text("请用 --port 换一个端口，或停止占用它的程序。", "Choose another by --port."),
        ) from error


def _require_space(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(folder).free
    except OSError as error:
        raise SetupError(
            "data_folder",
            Text(f"数据目录不可写：{folder}", f"The data folder cannot be written: {folder}"),
            Text("请检查权限，或用 ONEMAP_DATA 换一个。", "Check its rights, or set ONEMAP_DATA."),
        ) from error
    if free < MIN_FREE_BYTES:
        raise SetupError(
            "disk_full",
            Text(
                f"磁盘空间不足：{folder} 只剩 {free >> 20} MB，"
                f"至少需要 {MIN_FREE_BYTES >> 20} MB。",
                f"Too little disk space at {folder}: {free >> 20} MB left.",
            ),
            Text("请清理磁盘后重试。", "Free some space and try again."),
        )


def _load_demo_if_empty(session: Session) -> None:
    from api.cli.demo import is_demo_due, load_demo

    if is_demo_due(session):
        load_demo(session)


def _warm_archive(session: Session) -> None:
    from geo.catalog.state import read_state
    from tiles.archive import ensure_archive, remove_strays

    archives = session.settings.archives
    remove_strays(session.database, archives)
    with session.database.read() as connection:
        release = read_state(connection).release
    if release is not None:
        ensure_archive(session.database, release, session.profile, archives)


def _serve(session: Session) -> None:
    """Runs the server until Ctrl-C or SIGTERM, and says where to look once it answers."""
    from api.cli.doors import announce_doors, publish_address
    from geo.settings import export_settings

    url = session.database.url.set(drivername="postgresql")
    settings = session.settings.model_copy(
        update={"database_url": url.render_as_string(hide_password=False)}
    )
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    server = subprocess.Popen(
        [sys.executable, "-m", "api.serve"], env={**export_settings(settings), "PYTHONPATH": ROOT}
    )
    try:
        _wait_until_ready(session, server)
        with publish_address(settings):
            announce_doors(session)
            if server.wait() != 0:
                raise _server_failed()
    except KeyboardInterrupt:
        console.say(Text("正在停止……", "Stopping…"))
    finally:
        server.terminate()
        server.wait()


def _interrupt(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt


def _wait_until_ready(session: Session, server: "subprocess.Popen[bytes]") -> None:
    from api.cli.doors import make_base

    url = f"{make_base(session.settings)}/health/ready"
    end = time.monotonic() + READY_SECONDS
    while time.monotonic() < end and server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=2):  # noqa: S310 - our own http address
                return
        except OSError:
            time.sleep(0.1)
    raise _server_failed()


def _server_failed() -> SetupError:
    return SetupError(
        "server_failed",
        Text("服务器未能启动或意外停止。", "The server did not start, or stopped by itself."),
        Text("原因见上面的日志。", "See the log lines above."),
    )
