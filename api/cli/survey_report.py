"""What the commands about surveys print: decisions, findings, changes, questions, states."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.markup import escape
from rich.table import Table

from api.cli import console
from api.cli.survey_options import ANSWERED_BY
from geo.errors import Text
from geo.findings import Finding
from geo.surveys import SurveyReport, SurveyResult

_LISTED = 3
CHANGES = {
    "added": Text("新增", "added"),
    "unchanged": Text("未变", "unchanged"),
    "attributes": Text("属性变化", "attributes"),
    "code_changed": Text("编码变化", "code changed"),
    "reshaped": Text("边界变化", "reshaped"),
    "moved": Text("移动", "moved"),
    "split": Text("拆分", "split"),
    "merged": Text("合并", "merged"),
    "removed": Text("撤销", "removed"),
}
# The columns of a list of changes, also as JSON.
DIFFERENCE = (
    "row",
    "uid",
    "change",
    "identified_by",
    "iou",
    "code",
    "name",
    "old_code",
    "old_name",
    "area_m2",
    "old_area_m2",
    "distance_m",
    "complaints",
)
_DECIDED = ("format", "layer", "srid", "srid_from", "axes", "datum", "had_z", "repaired_names")


def say_decisions(decisions: Mapping[str, Any]) -> None:
    """Prints how a file was understood."""
    console.say(Text("读取结果", "How it was read"))
    for name in _DECIDED:
        if decisions.get(name) not in (None, [], False):
            console.say_line(f"  {name}: {_shorten(decisions[name])}")
    encoding = decisions.get("encoding")
    if isinstance(encoding, Mapping):
        samples = "、".join(map(str, encoding.get("samples", ())))
        console.say_line(f"  encoding: {encoding['value']} ({encoding['from']})  {samples}")
    for ours, column in (decisions.get("fields") or {}).items():
        console.say_line(f"  {ours} = {column}")


def say_findings(findings: Iterable[Finding]) -> None:
    """Prints a table of the checks that found something, and the first findings of each."""
    by_check: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        by_check.setdefault((finding.check, finding.severity), []).append(finding)
    if not by_check:
        console.say(Text("没有检查出问题。", "Nothing was found."))
        return
    for (check, severity), found in by_check.items():
        console.say_line(f"  [{check}] {severity} × {len(found)}")
        for finding in found[:_LISTED]:
            console.say_line(f"      {finding.message.zh}  {finding.message.en}")


def say_changes(changes: Mapping[str, int]) -> None:
    """Prints how many places would change, or have changed, by kind of change."""
    for change, count in changes.items():
        console.say_line(f"  {CHANGES[change].zh} {CHANGES[change].en}: {count}")


def say_rows(rows: Sequence[Mapping[str, Any]]) -> None:
    """Prints a list of changes, one line each."""
    table = Table(
        "行", "类别", "编码", "名称", "原编码", "原名称", "㎡", "原㎡", "偏离 m", box=None
    )
    for row in rows:
        numbers = (row["area_m2"], row["old_area_m2"], row["distance_m"])
        words = (row["code"], row["name"], row["old_code"], row["old_name"])
        table.add_row(
            *_cells(row["row"], CHANGES[row["change"]].zh, *words),
            *("" if n is None else f"{n:.1f}" for n in numbers),
        )
    console.out.print(table)


def say_effects(effects: Mapping[str, Any]) -> None:
    """Prints which records would change their zone, zones their street, and rates their value."""
    if "moves" in effects and effects["moves"]["records"]:
        _say_moves(effects["moves"])
    for zone in effects.get("relocations", ()):
        ends = " → ".join(_name_zone(zone[end]) for end in ("from", "to"))
        console.say_line(f"  {_name_zone(zone)}: {ends}  ×{zone['complaints']}")
    if (more := effects.get("zones_changing_street", 0) - len(effects.get("relocations", ()))) > 0:
        console.say_line(f"  … +{more}")
    for rate in effects.get("rates", ()):
        before, after = (rate[when]["rate"] for when in ("before", "after"))
        if before != after:
            console.say_line(f"  {rate['id']} ({rate['definition']}): {before} % → {after} %")


def _say_moves(moves: Mapping[str, Any]) -> None:
    told = [moves[name] for name in ("moved", "lost", "gained")]
    console.say(
        Text(
            "记录归属变化：改归 {} 条，失去归属 {} 条，新得归属 {} 条".format(*told),
            "Records: {} would move, {} lose their zone, {} gain one".format(*told),
        )
    )
    table = Table("类别", "记录", "原归属", "新归属", box=None)
    for record in moves["records"]:
        ends = (_name_zone(record[end]) for end in ("from", "to"))
        table.add_row(*_cells(record["kind"], record["key"], *ends))
    console.out.print(table)
    if (more := sum(told) - len(moves["records"])) > 0:
        console.say_line(f"  … +{more}")


def _name_zone(zone: Mapping[str, str] | None) -> str:
    return "–" if zone is None else f"{zone['name']}（{zone['code']}）"


def say_questions(questions: Iterable[Mapping[str, Any]]) -> None:
    """Prints what must be decided, the proposals, and the options that answer."""
    console.err.print("[bold red]✗[/bold red] 未作改动，有问题待确认。")
    console.err.print("  Nothing was changed; a person has to decide:")
    for question in questions:
        option = ANSWERED_BY.get(question["id"], f"--{question['id']}")
        console.err.print(f"[bold yellow]?[/bold yellow] {question['message']['zh']}")
        console.err.print(f"  {question['message']['en']}")
        for choice in question["options"]:
            mark = "*" if choice["value"] == question["proposed"] else " "
            answer = _answer(option, choice["value"])
            console.err.print(f" {mark} {answer}  {_join(choice['label'])}", markup=False)
            if choice["evidence"] is not None:
                console.err.print(f"     {_join(choice['evidence'])}", markup=False)
        if question["proposed"] is not None:
            console.err.print(
                f"[yellow]→[/yellow] 建议 proposed: {_answer(option, question['proposed'])}"
            )


def _join(text: Mapping[str, str]) -> str:
    """Returns what is said in both languages, once where they are the same."""
    return "  ".join(dict.fromkeys((text["zh"], text["en"])))


def say_table(
    heads: Sequence[str], names: Sequence[str], rows: Iterable[Mapping[str, Any]]
) -> None:
    """Prints rows as a plain table."""
    table = Table(*heads, box=None)
    for row in rows:
        table.add_row(*_cells(*(row[name] for name in names)))
    console.out.print(table)


def describe_report(report: SurveyReport, blocking: Sequence[Finding]) -> dict[str, Any]:
    """Returns a survey that was only looked at as JSON values."""
    survey = report.survey
    return {
        "kind": survey.kind.value,
        "file": survey.file_name,
        "sha256": survey.sha256,
        "base_release": report.base_release_id,
        "features": len(survey.rows),
        "decisions": survey.decisions,
        "findings": [finding.as_dict() for finding in report.findings],
        "counts": dict(Counter(finding.check for finding in report.findings)),
        "blocking": len(blocking),
        "changes": report.identified.count_changes(),
        "summary": report.summary,
    }


def describe_result(result: SurveyResult) -> dict[str, Any]:
    """Returns what became of a loaded survey as JSON values."""
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


def list_differences(report: SurveyReport) -> list[dict[str, Any]]:
    """Returns what a survey that is not staged changes: its rows, then what it retires."""
    rows = report.identified.rows.assign(
        row=lambda frame: frame["row_no"],
        uid=lambda frame: frame["place_uid"],
        identified_by=lambda frame: frame["by"],
        change=lambda frame: frame["change"].astype(str),
    )
    plain = rows.reindex(columns=list(DIFFERENCE)).astype(object)
    shown = plain.where(plain.notna(), None)
    return [dict(zip(DIFFERENCE, row, strict=True)) for row in shown.to_numpy().tolist()] + [
        dict.fromkeys(DIFFERENCE)
        | {
            "uid": removal.uid,
            "change": removal.change.value,
            "old_code": removal.code,
            "old_name": removal.name,
            "old_area_m2": removal.area_m2,
            "complaints": removal.complaints,
        }
        for removal in report.identified.removed
    ]


def _answer(option: str, value: Any) -> str:
    if isinstance(value, bool):
        return option if value else option.replace("--", "--no-")
    if isinstance(value, Mapping):
        return " ".join(f"{option} {ours}={column}" for ours, column in value.items())
    return f"{option} {value}"


def _cells(*values: Any) -> list[str]:
    return ["" if value is None else escape(_shorten(value)) for value in values]


def _shorten(value: Any) -> str:
    if hasattr(value, "strftime"):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, Mapping):
        return str(value.get("value", value.get("name", "")))
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)
