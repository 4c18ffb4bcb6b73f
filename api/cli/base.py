"""onemap base: the office's own roads, water, green, buildings, communities under the zones.

Exit codes are those of onemap survey.
"""

from pathlib import Path
from typing import Annotated, Any

import typer

from api.cli import console
from api.cli.session import Session, open_session
from api.cli.survey_options import split_field
from geo.errors import Text
from geo.rows import Actor
from geo.surveys import BaseKind

app = typer.Typer(
    no_args_is_help=True,
    help="底图图层：道路、河湖、绿地、建筑、社区。 Reference layers under the zones.",
)

Json = Annotated[bool, typer.Option("--json", help="输出 JSON。 JSON result.")]
Reason = Annotated[str | None, typer.Option(help="理由，记入历史。 Why; kept in the history.")]
_SAID = {
    "empty": Text("个没有图形", "without a shape"),
    "outside": Text("个在区域范围外，已舍去", "outside the district, left out"),
    "clipped": Text("个在范围边缘裁切", "cut at its edge"),
    "repaired": Text("个图形无效，已修复", "not valid, repaired"),
}


@app.command("load", help="载入一个图层，替换同类。 Loads a layer in place of the one before.")
def load(
    file: Annotated[Path, typer.Argument(help="文件或文件夹（.gdb）。 A file or a folder.")],
    kind: Annotated[
        BaseKind,
        typer.Option(
            "--as", help="road 道路 · water 河湖 · green 绿地 · building 建筑 · community 社区"
        ),
    ],
    crs: Annotated[
        int | None, typer.Option(help="坐标系 EPSG 代码。 EPSG code of its coordinates.")
    ] = None,
    layer: Annotated[str | None, typer.Option(help="图层名。 Layer, if there are several.")] = None,
    field: Annotated[
        list[str] | None,
        typer.Option(help="字段对应 name=COLUMN、rank=COLUMN；可多次。 Its columns."),
    ] = None,
    encoding: Annotated[
        str | None, typer.Option(help="UTF-8 · GB18030，属性文字编码 of its text")
    ] = None,
    axes: Annotated[
        str | None, typer.Option(help="as_read · swapped（先北后东 north first）")
    ] = None,
    datum: Annotated[str | None, typer.Option(help="as_declared · gcj02 · bd09")] = None,
    reason: Reason = None,
    as_json: Json = False,
) -> None:
    """Loads one layer; the same content again makes no release."""
    from geo.base.layers import make_layer_request

    decided = {"layer": layer, "srid": crs, "axes": axes, "datum": datum, "encoding": encoding}
    fields = dict(split_field(text) for text in field or [])
    request = make_layer_request(kind, fields, decided)
    with open_session() as session:
        result, warnings = run_load(session, file, request, console.who_am_i(reason), quiet=as_json)
    if as_json:
        console.say_json(_as_dict(result, warnings))
        return
    report(file, result, warnings)


@app.command("list", help="列出现行的图层。 Lists the layers in force.")
def list_all(as_json: Json = False) -> None:
    """Prints the layers."""
    from api.cli.survey_report import say_table
    from geo.catalog.base import list_layers

    with open_session() as session, session.database.read() as connection:
        layers = list_layers(connection)
    if as_json:
        console.say_json({"layers": layers})
        return
    heads = ("类别", "要素", "文件", "入库时间", "经办", "版本")
    names = ("kind", "features", "file_name", "loaded_at", "loaded_by", "release")
    say_table(heads, names, layers)


@app.command("remove", help="撤下一个图层。 Takes a layer off the map.")
def remove(
    kind: Annotated[BaseKind, typer.Argument(help="图层类别。 Kind of the layer.")],
    reason: Reason = None,
    as_json: Json = False,
) -> None:
    """Makes a release without the layer."""
    from geo.base.load import drop_layer
    from geo.boundaries.reviewing.known import find_release
    from tiles.archive import make_publish_hook, remove_strays

    with open_session() as session:
        remove_strays(session.database, session.settings.archives)
        with session.database.read() as connection:
            expected = find_release(connection)
        hook = make_publish_hook(session.profile, session.settings.archives)
        actor = console.who_am_i(reason)
        release_id = drop_layer(session.database, kind, expected, actor, hook)
    if as_json:
        console.say_json({"release": release_id, "kind": kind.value})
        return
    console.say(Text(f"已发布第 {release_id} 版。", f"Release {release_id}."))


def run_load(
    session: Session, file: Path, request: Any, actor: Actor, *, quiet: bool = False
) -> tuple[Any, list[Text]]:
    """Loads a layer with a progress bar; returns what became of it, and the tiles' warnings."""
    from geo.base.load import load_layer
    from tiles.archive import make_publish_hook, remove_strays

    warnings: list[Text] = []
    archives = session.settings.archives
    remove_strays(session.database, archives)
    hook = make_publish_hook(session.profile, archives, warnings.append)
    with console.show_progress(file.name, quiet=quiet) as progress:
        result = load_layer(session.database, session.profile, file, request, actor, hook, progress)
    return result, warnings


def load_demo_layer(session: Session, file: Path, kind: BaseKind) -> None:
    """Loads a layer of the demo district, and says so."""
    from geo.base.layers import LayerRequest

    request = LayerRequest(kind, demo=True)
    result, warnings = run_load(session, file, request, console.who_am_i())
    report(file, result, warnings)


def report(file: Path, result: Any, warnings: list[Text]) -> None:
    """Prints what was loaded and what was left out or repaired."""
    from geo.base.layers import LAYER_NAMES

    name = LAYER_NAMES[result.kind]
    took = sum(result.seconds.values())
    if result.release_id is None:
        console.say(Text("内容与现行图层相同，未发布。", "The layer is the same; no release."))
    else:
        console.say(
            Text(
                f"已发布第 {result.release_id} 版：{name.zh} {file.name}，"
                f"{result.features} 个要素，用时 {took:.1f} 秒。",
                f"Release {result.release_id}: {result.features} features of {name.en}, "
                f"{took:.1f} s.",
            )
        )
    for key, said in _SAID.items():
        if count := result.counts[key]:
            console.say(Text(f"  {count} {said.zh}", f"{count} {said.en}"))
    for warning in warnings:
        console.say(Text(f"  {warning.zh}", warning.en))


def _as_dict(result: Any, warnings: list[Text]) -> dict[str, Any]:
    return {
        "release": result.release_id,
        "kind": result.kind.value,
        "features": result.features,
        **result.counts,
        "decisions": result.decisions,
        "warnings": [warning.as_dict() for warning in warnings],
        "seconds": result.seconds,
    }
