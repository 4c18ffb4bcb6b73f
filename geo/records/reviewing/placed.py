"""Why a record is in the ledger of a zone, as its evidence tells."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from geo.catalog.state import Moment
from geo.db import load_sql
from geo.errors import NotFoundError, Text
from geo.records.matching.why import tell_why
from geo.rows import Outcome


def find_placed(
    connection: Connection, moment: Moment, uid: int, record: str, key: str
) -> dict[str, Any]:
    """Returns why a record is in a zone: key, said, by, confidence, facts, runner_up, margin.

    `runner_up` has zone_uid, code, name, street_name, confidence, by and facts, or is None; facts
    are texts in both languages. `open` tells whether a person may still decide otherwise: it stands
    so, and nobody has decided.

    Args:
        connection: to read from.
        moment: at which the ledger is read.
        uid: of the zone.
        record: the table: complaint, enforcement or mediation.
        key: the record's own number in its source.

    Raises:
        NotFoundError: record_not_found, the zone's ledger has no such record.
    """
    bound = {"revision": moment.revision_id, "uid": uid, "record": record, "key": key}
    row = connection.execute(load_sql("placed_record"), bound).one_or_none()
    if row is None:
        raise _no_such_record(key)
    why = tell_why(Outcome.MATCHED.value, row.evidence)
    other = _describe(connection, why.runner_up) if why.runner_up else None
    return {
        "key": row.key,
        "said": row.evidence.get("said", {}),
        "by": why.by,
        "confidence": why.confidence,
        "facts": [text.as_dict() for text in why.reasons],
        "runner_up": other,
        "margin": why.margin if other else None,
        "open": row.current and row.key is not None and why.by != "decided",
    }


def _describe(connection: Connection, candidate: Mapping[str, Any]) -> dict[str, Any] | None:
    """Returns a candidate that is in force; None where the zone is no more."""
    bound = {"uids": [candidate["zone"]]}
    zone = connection.execute(load_sql("review_candidates"), bound).mappings().one_or_none()
    if zone is None:
        return None
    names = ("zone_uid", "code", "name", "street_name")
    told = tell_why(Outcome.MATCHED.value, candidate)
    return {
        **{name: zone[name] for name in names},
        "confidence": told.confidence,
        "by": told.by,
        "facts": [text.as_dict() for text in told.reasons],
    }


def _no_such_record(key: str) -> NotFoundError:
    return NotFoundError(
        "record_not_found",
        Text(f"该区域的台账中没有记录 {key}。", f"The zone's ledger has no record {key}."),
        Text("它可能已改判到别处，请刷新页面。", "It may have moved elsewhere; reload the page."),
    )
