"""Findings about what a survey would change: D1 to D5 and A6. Pure: no database."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo.boundaries.checks.measured import Measured
from geo.boundaries.checks.subject import Subject
from geo.boundaries.identity.decide import AGREE, CODE_REUSED, Decision
from geo.errors import Text
from geo.findings import Finding
from geo.places import Places
from geo.surveys import Change, Removal

if TYPE_CHECKING:
    from numpy.typing import NDArray

REMOVED_SHARE = 0.05
CHANGED_SHARE = 0.2
AREA_SHARE = 0.1

# Other words about a place (a count, an address) are no reason to call for a second person.
_SHIFTS_GROUND = (Change.CODE_CHANGED, Change.RESHAPED, Change.MOVED)


def judge_extent(
    out: pd.DataFrame, removed: tuple[Removal, ...], known: int
) -> tuple[Finding, ...]:
    """D1: more than 5 % of the known places go, or more than 20 % become others (E).

    Changed are those with another shape, place or code, and those that are split or merged.
    """
    if not known:
        return ()
    gone = sum(removal.change is Change.REMOVED for removal in removed)
    changed = int(out["change"].isin(_SHIFTS_GROUND).sum()) + len(removed) - gone
    exceeding = []
    if gone > REMOVED_SHARE * known:
        told = Text(
            f"测绘成果缺少现有 {known} 个中的 {gone} 个（{gone / known:.1%}），发布后它们将被撤销",
            f"the survey lacks {gone} of the {known} known ones; publishing would retire them",
        )
        exceeding.append((told, gone / known, REMOVED_SHARE))
    if changed > CHANGED_SHARE * known:
        told = Text(
            f"现有 {known} 个中有 {changed} 个（{changed / known:.1%}）的图形、位置或编码将改变",
            f"{changed} of the {known} known ones would change their shape, place or code",
        )
        exceeding.append((told, changed / known, CHANGED_SHARE))
    if not exceeding:
        return ()
    _, share, limit = exceeding[0]
    finding = Finding(
        check="D1",
        severity="E",
        row=None,
        code=None,
        message=Text(
            "；".join(told.zh for told, *_ in exceeding),
            "; ".join(told.en for told, *_ in exceeding),
        ),
        hint=Text(
            "只补充一部分请用 --partial；否则须由第二人批准。",
            "Use --partial for a survey of a part; else a second person must approve it.",
        ),
        measured=share * 100,
        threshold=limit * 100,
        unit="%",
    )
    return (finding,)


def judge_streets(subject: Subject, measured: Measured) -> Iterator[Finding]:
    """A6: the declared street is not the one that the zone lies in (W)."""
    streets = subject.streets
    codes = dict(zip(streets["uid"].tolist(), streets["code"].tolist(), strict=True))
    declared = subject.walk("street_code")
    for index, (said, home) in enumerate(zip(declared, measured.home.tolist(), strict=True)):
        lies = codes.get(home)
        if said is not None and lies is not None and said != lies:
            yield subject.find(
                "A6",
                "W",
                index,
                f"填报街乡 {said}，实际位于 {lies}",
                f"it declares street {said} but lies in {lies}",
            )


def judge_identity(
    subject: Subject, known: Places, decision: Decision, measured: Measured
) -> Iterator[Finding]:
    """D3: a code was reused elsewhere (E). D4: nobody but a person can tell who it is (E)."""
    hint = Text(
        "请改正编码或名称；情况属实可放行。",
        "Correct its code or name, or let it through if it is so.",
    )
    for what, check in ((decision.reused, "D3"), (decision.doubtful, "D4")):
        # What is told as invalid: how much it shares with a place cannot be measured.
        told = what[measured.usable[what["row"]]]
        for row, place, iou in zip(*(told[name].tolist() for name in told), strict=True):
            uid, code, name = _tell_place(known, place)
            zh, en = _tell_outcome(known, decision, row, place)
            if check == "D3":
                zh = f"编码原属别处的{name}（{code}），疑为旧编码另用；放行后{zh}"
                en = f"its code belongs to {name} elsewhere; let through, {en}"
            else:
                zh = f"与现有的{name}（{code}）只有部分重合，请确认是否同一处；放行后{zh}"
                en = f"it differs much from {name} ({code}), which it may be; let through, {en}"
            yield subject.find(
                check,
                "E",
                row,
                zh,
                en,
                hint=hint,
                measured=float(iou),
                threshold=CODE_REUSED if check == "D3" else AGREE,
                unit="IoU",
                place=uid,
                other_code=code,
            )


def _tell_place(known: Places, place: int) -> tuple[int, str, str]:
    """Returns the uid, the code and the name of a known place."""
    at = slice(place, place + 1)
    uid, code, name = (known.words.tell(column, at)[0] for column in ("uid", "code", "name"))
    return uid, code, name


def _tell_outcome(known: Places, decision: Decision, row: int, place: int) -> tuple[str, str]:
    """Returns who a row will be when a person lets it through."""
    chosen = int(decision.place[row])
    if chosen == place:
        return "仍作为同一处", "it stays the same place"
    if chosen >= 0:
        _, code, name = _tell_place(known, chosen)
        return f"作为{name}（{code}）并更改其编码", f"it is {name} ({code}) under another code"
    return "作为新的一处", "it is a new place"


def judge_areas(subject: Subject, out: pd.DataFrame) -> Iterator[Finding]:
    """D2: the area of a known place changes by more than 10 % (W)."""
    area, old_area = out["area_m2"].to_numpy(), out["old_area_m2"].to_numpy()
    with np.errstate(divide="ignore", invalid="ignore"):
        share = (area - old_area) / old_area
    uids = out["place_uid"].tolist()
    for row in np.flatnonzero(np.abs(share) > AREA_SHARE).tolist():
        yield subject.find(
            "D2",
            "W",
            row,
            f"面积由 {old_area[row]:,.0f} 变为 {area[row]:,.0f} 平方米（{share[row]:+.1%}）",
            f"its area changes from {old_area[row]:,.0f} to {area[row]:,.0f} m²",
            measured=float(abs(share[row]) * 100),
            threshold=AREA_SHARE * 100,
            unit="%",
            place=uids[row],
        )


def judge_names(
    subject: Subject, out: pd.DataFrame, renamed: "NDArray[np.bool_]"
) -> Iterator[Finding]:
    """D5: a known place is renamed (W)."""
    uids = out["place_uid"].tolist()
    for row in np.flatnonzero(renamed).tolist():
        name, old_name = out["name"].iat[row], out["old_name"].iat[row]
        yield subject.find(
            "D5",
            "W",
            row,
            f"名称由“{old_name}”改为“{name}”",
            f"its name changes from {old_name} to {name}",
            place=uids[row],
        )
