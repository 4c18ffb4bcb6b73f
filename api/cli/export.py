"""onemap survey export: a release as a file for a GIS, or as one page for a browser."""

from pathlib import Path
from typing import Annotated

import typer

from api.cli import console
from api.cli.session import open_session
from geo.crs_names import name_epsg
from geo.errors import Text
from geo.surveys import PlaceKind

_FORMS = "gpkg · geojson · shp（zip）· html"


def export(
    output: Annotated[Path, typer.Option("--output", "-o", help="写到哪个文件。 The file.")],
    form: Annotated[str, typer.Option("--as", help=_FORMS)],
    kind: Annotated[
        PlaceKind, typer.Option(help="street 街乡 · zone 物业管理区域")
    ] = PlaceKind.ZONE,
    crs: Annotated[
        int | None, typer.Option(help="坐标系 EPSG 代码，须在区级配置之内；默认 4490。")
    ] = None,
    release: Annotated[
        int | None, typer.Option(min=1, help="第几版，默认现行。 Release; the one in force.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="覆盖已有文件。 Replaces a file.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON。 JSON result.")] = False,
) -> None:
    """Writes the zones or streets of a release to a file; who did is in the audit."""
    # geopandas takes most of a second to import: only commands that need it pay for it.
    from geo.audit import append_audit
    from geo.export.export import ExportRequest, export_release
    from geo.export.forms import Form

    try:
        chosen = Form(form)
    except ValueError as error:
        raise typer.BadParameter(_FORMS, param_hint="--as") from error
    given = {} if crs is None else {"srid": crs}
    request = ExportRequest(kind, chosen, release=release, **given)
    with open_session() as session, console.show_progress(output.name, quiet=as_json) as progress:
        done = export_release(
            session.database,
            session.profile,
            request,
            output,
            web=session.settings.web_dist,
            force=force,
            progress=progress,
        )
        said = {"kind": done.kind, "as": done.form, "crs": done.srid}
        with session.database.write() as connection:
            who, what = console.who_am_i().name, f"release {done.release}"
            append_audit(connection, who, "release.export", what, said)
    if as_json:
        console.say_json(done.as_dict())
        return
    name = name_epsg(done.srid)
    console.say(
        Text(
            f"已导出第 {done.release} 版：{done.places} 个要素，{name.zh}，"
            f"{done.size / 1e6:.1f} MB → {done.path}",
            f"Release {done.release}: {done.places} features, {name.en}, {done.size / 1e6:.1f} MB",
        )
    )
