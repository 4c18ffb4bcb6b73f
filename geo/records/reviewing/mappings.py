"""How people mapped the columns of workbooks, remembered for those with the same headers."""

from sqlalchemy import Connection, func, select
from sqlalchemy.dialects.postgresql import insert

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
