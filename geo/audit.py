"""The audit: who did what. Each entry carries the hash of the one before, so that a gap shows."""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, text

from geo.db import load_sql, lock

_START = b"\0" * 32


@dataclass(frozen=True, slots=True)
class AuditHead:
    """The newest entry: exported somewhere else, it proves later that none was cut off."""

    id: int
    hash: str


@dataclass(frozen=True, slots=True)
class AuditBreak:
    """An entry at which the chain does not hold, and what is wrong there."""

    id: int
    reason: str


def append_audit(
    connection: Connection,
    actor: str,
    action: str,
    subject: str | None = None,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Appends one entry to the chain; it holds once the caller's transaction commits.

    Entries are written one after the other, so every other writer waits until this transaction
    ends: append as the last thing that a long transaction does. No personal data, no secrets.

    Args:
        connection: an open write transaction.
        actor: the account's name, or the user of the command line.
        action: a short verb phrase such as `session.open` or `survey.publish`.
        subject: what it was done to.
        detail: plain JSON values.
    """
    lock(connection, "onemap-audit")
    newest = connection.execute(
        text("SELECT hash FROM audit_entry ORDER BY id DESC LIMIT 1")
    ).scalar_one_or_none()
    entry = {
        "at": dt.datetime.now(dt.UTC),
        "actor": actor,
        "action": action,
        "subject": subject,
        "detail": json.dumps(dict(detail or {}), ensure_ascii=False, sort_keys=True),
        "previous_hash": newest or _START,
    }
    connection.execute(load_sql("audit_append"), {**entry, "hash": _hash(entry)})


def read_head(connection: Connection) -> AuditHead | None:
    """Returns the newest entry's number and hash, or None when there is no entry."""
    found = connection.execute(
        text("SELECT id, hash FROM audit_entry ORDER BY id DESC LIMIT 1")
    ).one_or_none()
    return AuditHead(found.id, found.hash.hex()) if found else None


def verify_audit(connection: Connection, head: AuditHead | None = None) -> list[AuditBreak]:
    """Returns every entry that was edited, and every place where one was removed or moved.

    Args:
        connection: an open connection.
        head: an exported head; without it a cut-off end cannot be seen.
    """
    breaks: list[AuditBreak] = []
    previous = _START
    seen_head = head is None
    for row in connection.execute(load_sql("audit_chain")).mappings():
        if row["previous_hash"] != previous:
            breaks.append(AuditBreak(row["id"], "an entry before this one is missing or moved"))
        if _hash(dict(row)) != row["hash"]:
            breaks.append(AuditBreak(row["id"], "this entry was edited"))
        previous = row["hash"]
        seen_head = seen_head or (head is not None and row["hash"].hex() == head.hash)
    if head is not None and not seen_head:
        breaks.append(AuditBreak(head.id, "the exported head is missing: the end was cut off"))
    return breaks


def _hash(entry: Mapping[str, Any]) -> bytes:
    at: dt.datetime = entry["at"]
    said = [
        at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
        entry["actor"],
        entry["action"],
        entry["subject"],
        json.loads(entry["detail"]),
    ]
    text_of_it = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(entry["previous_hash"] + text_of_it.encode()).digest()
