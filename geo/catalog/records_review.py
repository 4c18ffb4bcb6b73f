"""What people decided about the places of records, the names they gave, and what moved."""

from typing import Any

from sqlalchemy import Connection, select

from geo.catalog.history import list_loads
from geo.db import load_sql
from geo.errors import NotFoundError, Text
from geo.models import MatchDecision

__all__ = ["find_decider", "list_aliases", "list_decisions", "list_loads", "list_placement_changes"]


def list_decisions(
    connection: Connection, limit: int = 100, by: str | None = None
) -> list[dict[str, Any]]:
    """Returns the newest decisions, all or one person's; `zone` is None for other verdicts."""
    rows = connection.execute(load_sql("decision_list"), {"limit": limit, "by": by}).mappings()
    names = ("id", "key", "said", "verdict", "alias", "rows", "revision")
    people = ("decided_by", "decided_at", "undone_by", "undone_at")
    return [
        {
            **{name: row[name] for name in (*names, *people)},
            "zone": _name_zone(row["zone_uid"], row["code"], row["name"]),
        }
        for row in rows
    ]


def find_decider(connection: Connection, decision_id: int) -> str | None:
    """Returns who made a decision; None where there is none of that number."""
    wanted = select(MatchDecision.decided_by).where(MatchDecision.id == decision_id)
    return connection.execute(wanted).scalar_one_or_none()


def list_aliases(connection: Connection) -> list[dict[str, Any]]:
    """Returns the names that people gave zones and did not withdraw, newest first."""
    names = ("id", "name", "scope", "street_name", "source", "created_by", "created_at")
    return [
        {
            **{name: row[name] for name in names},
            "zone": _name_zone(row["zone_uid"], row["code"], row["zone_name"]),
        }
        for row in connection.execute(load_sql("alias_list")).mappings()
    ]


def list_placement_changes(
    connection: Connection,
    *,
    revision: int | None = None,
    release: int | None = None,
    limit: int = 200,
    after: int = 0,
) -> dict[str, Any]:
    """Returns a page of the records that a revision moved, with its sums.

    Without `revision` that is the newest that matched records anew, to `release` if given.
    gained, lost and moved tell of zones; others changed their placement without one.

    Raises:
        NotFoundError: revision_not_found, when a revision is named that is not.
    """
    asked = {"revision": revision, "release": release}
    sums = connection.execute(load_sql("placement_sums"), asked).mappings().one_or_none()
    if sums is None:
        if revision is not None:
            raise _no_such_revision(revision)
        nothing = dict.fromkeys(("gained", "lost", "moved", "others"), 0)
        return {"revision": None, "release": release, **nothing, "changes": [], "next": None}
    bound = {"revision": sums["revision"], "after": after, "limit": limit + 1}
    rows = connection.execute(load_sql("placement_changes"), bound).mappings().all()
    page = rows[:limit]
    return {
        **sums,
        "changes": [
            {
                **{name: row[name] for name in ("kind", "key", "from_placement", "to_placement")},
                "from_zone": _name_zone(row["from_uid"], row["from_code"], row["from_name"]),
                "to_zone": _name_zone(row["to_uid"], row["to_code"], row["to_name"]),
            }
            for row in page
        ],
        "next": page[-1]["number"] if len(rows) > limit else None,
    }


def _name_zone(uid: int | None, code: str | None, name: str | None) -> dict[str, Any] | None:
    return None if uid is None else {"zone_uid": uid, "code": code, "name": name}


def _no_such_revision(revision: int) -> NotFoundError:
    return NotFoundError(
        "revision_not_found",
        Text(f"没有数据版本 {revision}。", f"There is no revision {revision}."),
    )
