"""What can be said of a group, a decision or a name that cannot be acted on."""

import datetime as dt

from geo.errors import ConflictError, InputError, NotFoundError, Text


def no_such_group(key: str) -> NotFoundError:
    """Nothing waits under this key."""
    return NotFoundError(
        "group_not_found",
        Text(f"没有待核实的记录（{key}）。", f"No records wait under {key}."),
        Text("它们可能已匹配，请刷新列表。", "They may have found their zone; reload the list."),
    )


def decided_meanwhile(
    number: int, by: str, at: dt.datetime, verdict: str, zone_uid: int | None
) -> ConflictError:
    """Somebody else has decided about the same key."""
    when = at.isoformat(timespec="seconds")
    return ConflictError(
        "decided_meanwhile",
        Text(f"{by} 已在您之前作出决定（{when}）。", f"{by} decided it before you, at {when}."),
        Text("如不正确，请先撤销该决定。", "If it is wrong, undo that decision first."),
        [{"decision": number, "verdict": verdict, "zone_uid": zone_uid, "decided_by": by}],
    )


def no_such_zone(uid: int) -> NotFoundError:
    """No current zone has this uid."""
    return NotFoundError(
        "zone_not_found",
        Text(f"现行边界中没有编号为 {uid} 的区域。", f"No zone in force has the number {uid}."),
        Text("它可能已撤销，请另选。", "It may have been removed; choose another."),
    )


def not_a_choice(zh: str, en: str) -> InputError:
    """What was chosen contradicts itself."""
    return InputError("choice_invalid", Text(zh, en))


def no_such_decision(number: int) -> NotFoundError:
    """There is no decision of that number."""
    return NotFoundError(
        "decision_not_found",
        Text(f"没有编号为 {number} 的决定。", f"There is no decision {number}."),
    )


def undone_already(number: int, by: str) -> ConflictError:
    """Somebody has undone this decision."""
    return ConflictError(
        "decision_undone",
        Text(f"决定 {number} 已由 {by} 撤销。", f"{by} has undone decision {number}."),
    )


def no_such_alias(number: int) -> NotFoundError:
    """There is no name of that number."""
    return NotFoundError(
        "alias_not_found",
        Text(f"没有编号为 {number} 的别名。", f"There is no name {number}."),
    )


def withdrawn_already(number: int, by: str) -> ConflictError:
    """Somebody has withdrawn this name."""
    return ConflictError(
        "alias_withdrawn",
        Text(f"别名 {number} 已由 {by} 撤回。", f"{by} has withdrawn name {number}."),
    )
