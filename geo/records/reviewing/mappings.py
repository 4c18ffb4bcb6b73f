"""How people mapped the columns of workbooks, remembered for those with the same headers."""

from typing import Any

from sqlalchemy import Connection, delete, func, select
from sqlalchemy.dialects.postgresql import insert

from geo.audit import append_audit
from geo.errors import NotFoundError, Text
from geo.models import RecordMapping
from geo.rows import Actor, Mapping


def list_mappings(connection: Connection, kind: str) -> list[Mapping]:
    """Returns what was remembered of a kind's workbooks, the newest first."""
    wanted = (
        select(RecordMapping.mapping)
        .where(RecordMapping.kind == kind)
        .order_by(RecordMapping.decided_at.desc(), RecordMapping.signature)
    )
    return [Mapping.from_dict(values) for values in connection.execute(wanted).scalars()]


def remember_mapping(
    connection: Connection, kind: str, signature: str, mapping: Mapping, actor: Actor
) -> None:
    """Remembers a mapping for workbooks of a kind with the same headers, in place of an older.

    Args:
        connection: inside a transaction.
        kind: of record.
        signature: of the headers (geo.rows.sign_headers).
        mapping: which column each header is.
        actor: who says so.
    """
    said = {"mapping": mapping.as_dict(), "decided_by": actor.name}
    statement = insert(RecordMapping).values(kind=kind, signature=signature, **said)
    renewed = {**said, "decided_at": func.clock_timestamp()}
    connection.execute(
        statement.on_conflict_do_update(index_elements=["kind", "signature"], set_=renewed)
    )


def list_remembered(connection: Connection) -> list[dict[str, Any]]:
    """Returns all that was remembered, the newest first.

    Each has kind, signature, source, columns (header -> column of ours, None: it is not read),
    header_row, sheets, decided_by and decided_at.
    """
    wanted = select(RecordMapping.__table__).order_by(
        RecordMapping.decided_at.desc(), RecordMapping.kind, RecordMapping.signature
    )
    found = (dict(row) for row in connection.execute(wanted).mappings())
    return [{**Mapping.from_dict(row.pop("mapping")).as_dict(), **row} for row in found]


def forget_mapping(connection: Connection, kind: str, signature: str, actor: Actor) -> None:
    """Forgets a mapping: the next workbook with those headers is read by their spellings.

    Args:
        connection: inside a transaction.
        kind: of record.
        signature: of the headers.
        actor: who says so.

    Raises:
        NotFoundError: mapping_not_found.
    """
    wanted = (RecordMapping.kind == kind, RecordMapping.signature == signature)
    gone = connection.execute(delete(RecordMapping).where(*wanted).returning(RecordMapping.mapping))
    mapping = gone.scalar_one_or_none()
    if mapping is None:
        raise NotFoundError(
            "mapping_not_found",
            Text(f"没有记住的对应关系 {kind}-{signature}。", f"No mapping {kind}-{signature}."),
            Text(
                "它可能已被他人删除，请刷新列表。", "Somebody may have removed it; reload the list."
            ),
        )
    append_audit(connection, actor.name, "records.forget", f"mapping {kind}-{signature}", mapping)
