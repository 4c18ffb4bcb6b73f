"""onemap records match: where the places of any table belong; nothing of it is kept."""

from pathlib import Path
from typing import Annotated

import typer

from api.cli import console
from api.cli.output import open_output
from api.cli.session import open_session
from geo.errors import Text

_SHOWN = 20


def match(
    file: Annotated[
        Path, typer.Argument(help="含名称、地址、街乡或坐标的表。 Any table of places.")
    ],
    output: Annotated[Path | None, typer.Option(help="结果 CSV。 Answers as CSV.")] = None,
    mapping: Annotated[
        Path | None, typer.Option(help="列对应关系 TOML。 Which column each header is.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON。 JSON result.")] = False,
) -> None:
    """Prints, or writes, one answer per row: outcome, zone, stage, confidence, candidates."""
    from api.cli.survey_report import say_table
    from geo.records.answers import answer_places, write_answers
    from geo.records.reading.mapping import read_mapping

    said = None if mapping is None else read_mapping(mapping)
    with open_session() as session:
        answers = answer_places(session.database, session.profile, file, said)
    if output is not None:
        with open_output(output, ".csv"):
            write_answers(answers, output)
    if as_json:
        console.say_json({"outcomes": answers.outcomes, "answers": answers.rows})
        return
    o = answers.outcomes
    console.say(
        Text(
            f"{file.name}：{len(answers.rows)} 行 = 已匹配 {o['matched']} + 待核实 {o['review']}"
            f" + 已退回 {o['rejected']} + 区外 {o['out_of_area']}。",
            f"{len(answers.rows)} rows = {o['matched']} matched + {o['review']} for review"
            f" + {o['rejected']} rejected + {o['out_of_area']} out of area.",
        )
    )
    if output is None:
        names = ("row", "order_no", "outcome", "zone_code", "zone_name", "by", "confidence")
        heads = ("行", "编号", "结果", "区域编码", "区域", "依据", "置信度")
        say_table(heads, names, answers.rows[:_SHOWN])
    else:
        console.say(Text(f"已写出 {output}。", f"Wrote {output}."))


def add_command(app: typer.Typer) -> None:
    """Adds the command to `onemap records`."""
    app.command(
        "match", help="匹配任意位置表，不入库。 Matches any table of places; keeps nothing."
    )(match)
