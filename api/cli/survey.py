"""onemap survey: loads boundary surveys and lists their history."""

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from api.cli import console
from api.cli.session import Session, open_session
from geo.errors import Text
from geo.surveys import PlaceKind, SurveyRequest, SurveyResult

app = typer.Typer(no_args_is_help=True, help="边界测绘成果。 Boundary surveys.")

_CHANGES = {
    "added": Text("新增", "added"),
    "reshaped": Text("边界变化", "reshaped"),
    "attributes": Text("属性变化", "attributes"),
    "unchanged": Text("未变", "unchanged"),
    "removed": Text("撤销", "removed"),
}


@app.command("load", help="读取、检查并发布一份测绘成果。 Reads, checks and publishes a survey.")
def load(
    file: Annotated[Path, typer.Argument(help="GeoJSON、GeoPackage 或打包的 Shapefile")],
    kind: Annotated[PlaceKind, typer.Option(help="street 街乡 · zone 物业管理区域")],
    layer: Annotated[str | None, typer.Option(help="图层名。 Layer, if there are several.")] = None,
    crs: Annotated[
        int | None, typer.Option(help="坐标系 EPSG 代码。 If the file has none.")
    ] = None,
    surveyed_on: Annotated[
        dt.datetime | None, typer.Option(formats=["%Y-%m-%d"], help="测绘日期。 Day of survey.")
    ] = None,
    partial: Annotated[
        bool, typer.Option("--partial", help="只补充部分区域。 Places not in it stay.")
    ] = False,
    accept: Annotated[
        list[str] | None, typer.Option(help="放行的检查编号。 Check ids to let through, e.g. D1.")
    ] = None,
    reason: Annotated[str | None, typer.Option(help="理由。 Why; for the history.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON。 JSON result.")] = False,
) -> None:
    """Loads one survey file and publishes it as the next release."""
    request = SurveyRequest(
        kind=kind,
        layer=layer,
        srid=crs,
        surveyed_on=surveyed_on.date() if surveyed_on else None,
        partial=partial,
        accepted=dict.fromkeys(accept or [], reason or ""),
    )
    with open_session() as session:
        result = run_load(session, file, request, reason=reason, quiet=as_json)
    if as_json:
        console.say_json(_as_dict(result))
    else:
        _report(file, result)


def run_load(
    session: Session,
    file: Path,
    request: SurveyRequest,
    *,
    reason: str | None = None,
    quiet: bool = False,
) -> SurveyResult:
    """Loads a survey with a progress bar; returns what became of it."""
    # geopandas takes most of a second to import: only commands that need it pay for it.
    from geo.boundaries.load import load_survey
    from tiles.archive import make_publish_hook, remove_strays

    remove_strays(session.database, session.settings.archives)
    hook = make_publish_hook(session.profile, session.settings.archives)
    with console.show_progress(file.name, quiet=quiet) as progress:
        return load_survey(
            session.database,
            session.profile,
            file,
            request,
            console.who_am_i(reason),
            hook,
            progress,
        )


@app.command("list", help="列出测绘成果与发布历史。 Lists surveys and releases.")
def list_surveys() -> None:
    """Prints the surveys, newest first."""
    from geo.catalog.surveys import list_surveys as read_surveys

    with open_session() as session, session.database.read() as connection:
        surveys = read_surveys(connection)
    table = Table("编号", "类别", "文件", "要素", "状态", "入库时间", "经办", box=None)
    for survey in surveys:
        table.add_row(
            *(str(survey[name]) for name in ("id", "kind", "file_name", "features", "status")),
            f"{survey['loaded_at']:%Y-%m-%d %H:%M}",
            str(survey["loaded_by"]),
        )
    console.out.print(table)


def _report(file: Path, result: SurveyResult) -> None:
    took = sum(result.seconds.values())
    if result.release_id is None:
        console.say(Text("内容与现行版本相同，未发布。", "Same as what is published; no release."))
    else:
        console.say(
            Text(
                f"已发布第 {result.release_id} 版：{file.name}，{result.features} 个要素，"
                f"{result.area_m2 / 1e6:.2f} 平方公里，用时 {took:.1f} 秒。",
                f"Release {result.release_id}: {result.features} features, "
                f"{result.area_m2 / 1e6:.2f} km², {took:.1f} s.",
            )
        )
    for change, count in result.changes.items():
        console.say_line(f"  {_CHANGES[change].zh} {_CHANGES[change].en}: {count}")
    for finding in result.findings:
        console.say_line(f"  [{finding.check}] {finding.message.zh}")


def _as_dict(result: SurveyResult) -> dict[str, object]:
    return {
        "survey": result.survey_id,
        "release": result.release_id,
        "kind": result.kind.value,
        "features": result.features,
        "area_m2": result.area_m2,
        "changes": result.changes,
        "findings": [finding.as_dict() for finding in result.findings],
        "seconds": result.seconds,
    }
