"""Findings about what a survey would change: D1 to D5. Pure: no database."""

import geopandas as gpd
import numpy as np

from geo.boundaries.checks.subject import Subject
from geo.boundaries.identity.decide import AGREE, CODE_REUSED, Decision
from geo.errors import Text
from geo.names import normalise_names
from geo.surveys import Change, Finding, Removal

REMOVED_SHARE = 0.05
CHANGED_SHARE = 0.2
AREA_SHARE = 0.1

# Other words about a place (a count, an address) are no reason to call for a second person.
_SHIFTS_GROUND = (Change.CODE_CHANGED, Change.RESHAPED, Change.MOVED)


def judge_extent(
    out: gpd.GeoDataFrame, removed: tuple[Removal, ...], known: int
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


def judge_identity(subject: Subject, known: gpd.GeoDataFrame, decision: Decision) -> list[Finding]:
    """D3: a code was reused elsewhere (E). D4: nobody but a person can tell who it is (E)."""
    hint = Text(
        "请改正编码或名称；情况属实可放行。",
        "Correct its code or name, or let it through if it is so.",
    )
    uids, codes, names = (known[name].tolist() for name in ("uid", "code", "name"))
    findings = []
    for what, check in ((decision.reused, "D3"), (decision.doubtful, "D4")):
        for row, place, iou in zip(*(what[name].tolist() for name in what), strict=True):
            if not subject.usable[row]:
                continue  # Told as invalid; how much it shares with a place cannot be measured.
            code, name = codes[place], names[place]
            zh, en = _tell_outcome(known, decision, row, place)
            if check == "D3":
                zh = f"编码原属别处的{name}（{code}），疑为旧编码另用；放行后{zh}"
                en = f"its code belongs to {name} elsewhere; let through, {en}"
            else:
                zh = f"与现有的{name}（{code}）只有部分重合，请确认是否同一处；放行后{zh}"
                en = f"it differs much from {name} ({code}), which it may be; let through, {en}"
            findings.append(
                subject.find(
                    check,
                    "E",
                    row,
                    zh,
                    en,
                    hint=hint,
                    measured=float(iou),
                    threshold=CODE_REUSED if check == "D3" else AGREE,
                    unit="IoU",
                    place=uids[place],
                    other_code=code,
                )
            )
    return findings


def _tell_outcome(
    known: gpd.GeoDataFrame, decision: Decision, row: int, place: int
) -> tuple[str, str]:
    """Returns who a row will be when a person lets it through."""
    chosen = decision.place[row]
    if chosen == place:
        return "仍作为同一处", "it stays the same place"
    if chosen >= 0:
        name, code = known["name"].iat[chosen], known["code"].iat[chosen]
        return f"作为{name}（{code}）并更改其编码", f"it is {name} ({code}) under another code"
    return "作为新的一处", "it is a new place"


def judge_changes(subject: Subject, out: gpd.GeoDataFrame) -> list[Finding]:
    """D2: the area of a known place changes by more than 10 % (W). D5: it is renamed (W)."""
    findings = []
    uids = out["place_uid"].tolist()
    area, old_area = out["area_m2"].to_numpy(), out["old_area_m2"].to_numpy(float)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = (area - old_area) / old_area
    for row in np.flatnonzero(np.abs(share) > AREA_SHARE).tolist():
        findings.append(
            subject.find(
                "D2",
                "W",
                row,
                f"面积由 {old_area[row]:,.0f} 变为 {area[row]:,.0f} 平方米（{share[row]:+.1%}）",
                f"its area changes from {old_area[row]:,.0f} to {area[row]:,.0f} m²",
                measured=float(abs(share[row]) * 100),
                threshold=AREA_SHARE * 100,
                unit="%",
                place=int(uids[row]),
            )
        )
    names, old_names = normalise_names(out["name"]), normalise_names(out["old_name"])
    renamed = old_names.notna() & names.notna() & (names != old_names).fillna(value=True)
    for row in np.flatnonzero(renamed).tolist():
        name, old_name = out["name"].iat[row], out["old_name"].iat[row]
        findings.append(
            subject.find(
                "D5",
                "W",
                row,
                f"名称由“{old_name}”改为“{name}”",
                f"its name changes from {old_name} to {name}",
                place=int(uids[row]),
            )
        )
    return findings
