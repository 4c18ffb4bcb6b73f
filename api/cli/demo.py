"""onemap demo: writes the demo district as an office would, and loads it like anyone's."""

import tempfile
from pathlib import Path
from typing import Annotated

import typer

from api.cli import base, console, records, survey
from api.cli.session import Session, open_session
from geo.errors import ConflictError, Text
from geo.rows import RecordsRequest
from geo.surveys import BaseKind, PlaceKind, SurveyRequest

NOTE = Text(
    "演示边界为近似划分，非测绘成果", "Demo boundaries are an approximate partition, not a survey"
)


def demo(
    folder: Annotated[
        Path | None,
        typer.Option(help="只写出文件，不入库。 Only write the files there, load nothing."),
    ] = None,
) -> None:
    """演示区：生成并入库（标明演示数据）。 Makes and loads the demo district."""
    if folder is not None:
        from geo.demo import write_demo
        from geo.profile import read_profile
        from geo.settings import read_settings

        for kind, path in write_demo(folder, read_profile(read_settings().profile)):
            console.say_line(f"{kind:<12}{path}")
        return
    with open_session() as session:
        load_demo(session)


def load_demo(session: Session) -> None:
    """Loads the demo district into an empty database.

    Raises:
        ConflictError: the database already holds a district.
    """
    from geo.demo import write_demo

    if not is_demo_due(session):
        raise ConflictError(
            "not_empty",
            Text("数据库里已有数据，演示区只能装入空库。", "The database is not empty."),
            Text("请换一个数据目录（ONEMAP_DATA）。", "Use another data folder (ONEMAP_DATA)."),
        )
    with tempfile.TemporaryDirectory(prefix="onemap-demo-") as folder:
        with console.show_progress("演示区 demo district") as progress:
            files = write_demo(
                Path(folder),
                session.profile,
                progress=lambda done, total, name: progress(
                    done, total, Text(f"生成 {name}", "writing")
                ),
            )
        for kind, path in files:
            if kind in list(PlaceKind):
                request = SurveyRequest(PlaceKind(kind), demo=True, note=NOTE)
                survey.run_load(session, path, request)
            elif kind in list(BaseKind):
                base.load_demo_layer(session, path, BaseKind(kind))
            else:
                result = records.run_load(session, path, RecordsRequest(kind, demo=True))
                records.report(path, result)


def is_demo_due(session: Session) -> bool:
    """Returns whether the database is empty, or an earlier loading of the demo was cut short."""
    from geo.catalog.history import list_loads
    from geo.catalog.state import read_state

    with session.database.read() as connection:
        state = read_state(connection)
        loaded = {load["kind"] for load in list_loads(connection)}
    return state.release is None or (state.demo and not set(records.Kind) <= loaded)
