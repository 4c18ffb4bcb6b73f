"""The datum of a survey, told by the places that are known: as declared, GCJ-02 or BD-09.

Each candidate is undone vertex by vertex and compared with the known places of the same code or
name. A constant offset would not do: GCJ-02 varies by tens of metres within a district. Pure: no
database.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo.boundaries.coordinates.pairs import LEAST_PAIRS, Pairs, measure_offset
from geo.boundaries.coordinates.shift import CommonShift
from geo.boundaries.coordinates.strays import tell_strays
from geo.errors import Text, tag
from geo.findings import Finding
from geo.placing import Placing
from geo.surveys import Datum, Option, Question

if TYPE_CHECKING:
    from numpy.typing import NDArray

DATUM_RESIDUAL_M = 2.0
SHIFT_E_M = 2.0
SHIFT_W_M = 0.5
# Read plainly, a displaced survey lies at least so far off, and so many times farther.
_PLAIN_M = 20.0
_PLAIN_TIMES = 10.0

_NAMES: Mapping[Datum, Text] = {
    "as_declared": Text("按声明（不作改正）", "as declared (no correction)"),
    "gcj02": Text("GCJ-02（国测局加密坐标）", "GCJ-02"),
    "bd09": Text("BD-09（百度坐标）", "BD-09 (Baidu)"),
}

_NOT_COMPARED = Text(
    "KML 和网络地图导出的文件总是声明 WGS 84，实际可能是 GCJ-02 或 BD-09（偏 500 米以上）："
    "请对照道路或影像核对，或向测绘单位确认。",
    "A KML, or what a web map gave out, always says WGS 84 and may be GCJ-02 or BD-09 (500 m and "
    "more astray): compare it with roads or images, or ask the surveyors.",
)


@dataclass(frozen=True, slots=True)
class DatumDecision:
    """The datum, what speaks for and against it, and what has to be asked or acknowledged."""

    datum: Datum
    evidence: tuple[Text, ...] = ()
    against: tuple[Text, ...] = ()
    findings: tuple[Finding, ...] = ()
    question: Question | None = None


def decide_datum(placing: Placing, asked: Datum | None, pairs: Pairs | None) -> DatumDecision:
    """Returns on which datum a survey is, or a question.

    With fewer than three known places of the same codes or names nothing is recognised, which is
    told (C5): a file from a web map says that it is on WGS 84, a KML always does.

    Args:
        placing: the system and the axes that were decided.
        asked: a person's decision, if there is one.
        pairs: of rows and known places, if any are known.
    """
    chosen: Datum = asked or "as_declared"
    steps = np.empty((0, 2)) if pairs is None else pairs.measure_steps(placing)
    if pairs is None or len(steps) < LEAST_PAIRS:
        return _trust(asked, steps)
    offsets: dict[Datum, float] = {"as_declared": measure_offset(steps)}
    if asked is not None or offsets["as_declared"] > _PLAIN_M:
        for datum in ("gcj02", "bd09"):
            offsets[datum] = measure_offset(pairs.measure_steps(placing.on(datum)))
    count = len(steps)
    texts = {datum: _tell_offset(datum, offset, count) for datum, offset in offsets.items()}
    recognised = _recognise(offsets)
    if asked is None and recognised is not None:
        return DatumDecision(recognised, question=_ask(recognised, texts))
    right = recognised or "as_declared"
    return DatumDecision(
        chosen,
        evidence=(texts[chosen],),
        against=() if chosen == right else (texts[right],),
        findings=(
            *_tell_chosen(chosen, None if chosen == right else texts[right]),
            *(tell_strays(pairs, placing.on(chosen)) if chosen == right else ()),
            *_tell_shift(pairs.find_shift(placing.on(chosen))),
        ),
    )


def _trust(asked: Datum | None, steps: "NDArray[np.float64]") -> DatumDecision:
    """Returns what a person or the file says, where too few places are known to see it."""
    chosen: Datum = asked or "as_declared"
    if (offset := measure_offset(steps)) <= _PLAIN_M:
        said = _tell_offset("as_declared", offset, len(steps))
        return DatumDecision(chosen, (said,), findings=_tell_chosen(chosen, None))
    evidence = Text(
        f"基准未能核对：只有 {len(steps)} 处同编码或同名的已知图形（需 {LEAST_PAIRS} 处）",
        f"the datum could not be compared: {len(steps)} known places have its codes or names "
        f"({LEAST_PAIRS} are needed)",
    )
    findings = _tell_chosen(chosen, None)
    if asked is None:
        findings = (Finding("C5", "W", None, None, evidence, _NOT_COMPARED),)
    return DatumDecision(chosen, (evidence,), findings=findings)


def _recognise(offsets: Mapping[Datum, float]) -> Datum | None:
    """Returns GCJ-02 or BD-09 if undoing it, and nothing less, brings the places home."""
    best = min(offsets, key=lambda datum: offsets[datum])
    plain = offsets["as_declared"]
    far = plain > max(_PLAIN_M, _PLAIN_TIMES * offsets[best])
    return best if far and offsets[best] < DATUM_RESIDUAL_M else None


def _tell_offset(datum: Datum, offset: float, pairs: int) -> Text:
    if datum == "as_declared":
        read = Text("按声明", "as declared")
    else:
        name = _NAMES[datum]
        read = Text(f"按 {name.zh} 逐点还原", f"with {name.en} undone vertex by vertex")
    return Text(
        f"{read.zh}，与 {pairs} 处同编码或同名的已知图形中位偏移 {offset:.2f} 米",
        f"{read.en}, the median offset to {pairs} known places of the same code or name is "
        f"{offset:.2f} m",
    )


def _ask(recognised: Datum, texts: Mapping[Datum, Text]) -> Question:
    order: list[Datum] = [recognised, *(d for d in texts if d != recognised)]
    return Question(
        "datum",
        tag(
            "C5",
            Text(
                f"坐标像是 {_NAMES[recognised].zh}：{texts['as_declared'].zh}；"
                f"{texts[recognised].zh}。要还原吗？",
                f"The coordinates look like {_NAMES[recognised].en}: {texts['as_declared'].en}; "
                f"{texts[recognised].en}. Shall it be undone?",
            ),
        ),
        tuple(Option(datum, _NAMES[datum], texts[datum]) for datum in order),
        recognised,
    )


def _tell_chosen(chosen: Datum, better: Text | None) -> tuple[Finding, ...]:
    """C5: a person read the datum against the evidence (E), or it was undone as asked (W)."""
    if better is not None:
        message = Text(
            f"坐标基准由人工定为{_NAMES[chosen].zh}，但{better.zh}",
            f"a person set the datum to {_NAMES[chosen].en}, but {better.en}",
        )
        hint = Text("请核对坐标基准。", "Check the datum.")
        return (Finding("C5", "E", None, None, message, hint),)
    if chosen == "as_declared":
        return ()
    message = Text(
        f"坐标已由人工决定按 {_NAMES[chosen].zh} 逐点还原",
        f"as a person decided, {_NAMES[chosen].en} was undone vertex by vertex",
    )
    return (Finding("C5", "W", None, None, message),)


def _tell_shift(shift: CommonShift | None) -> tuple[Finding, ...]:
    """C6: all of the survey is shifted against the known places, > 2 m (E) or > 0.5 m (W)."""
    if shift is None or shift.length_m <= SHIFT_W_M:
        return ()
    blocks = shift.length_m > SHIFT_E_M
    east = "东" if shift.east_m >= 0 else "西"
    north = "北" if shift.north_m >= 0 else "南"
    message = Text(
        f"整份成果相对 {shift.pairs} 处已知图形向{east} {abs(shift.east_m):.2f} 米、"
        f"向{north} {abs(shift.north_m):.2f} 米平移（扣除后中位残差 {shift.residual_m:.2f} 米）",
        f"the whole survey lies {shift.east_m:+.2f} m east and {shift.north_m:+.2f} m north of "
        f"{shift.pairs} known places ({shift.residual_m:.2f} m is left when this is removed)",
    )
    hint = Text(
        "请向测绘单位核实坐标基准与控制点；只有确认新成果更准时才放行。",
        "Ask the surveyors about datum and control points; let it through only when the new "
        "survey is known to be the better one.",
    )
    return (
        Finding(
            "C6",
            "E" if blocks else "W",
            None,
            None,
            message,
            hint,
            measured=round(shift.length_m, 3),
            threshold=SHIFT_E_M if blocks else SHIFT_W_M,
            unit="m",
        ),
    )
