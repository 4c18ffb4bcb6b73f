"""Names that people give zones: written with a decision, withdrawn with it or by themselves."""

from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from geo.models import ZoneAlias, ZoneVersion
from geo.placements import NewAlias
from geo.records.reviewing.errors import no_such_alias, not_a_choice, withdrawn_already
from geo.rows import Actor

_SHORTEST, _LONGEST = 2, 100


def describe_alias(
    connection: Connection, alias: NewAlias, zone_uid: int, source: str | None
) -> dict[str, Any]:
    """Returns a new name as it is matched by and written.

    Args:
        connection: to read from.
        alias: what a person wants.
        zone_uid: the zone that it names.
        source: who wrote the records that it was found in.

    Raises:
        InputError: choice_invalid, it is too short or long, or holds nowhere.
    """
    name = alias.name.strip()
    if not _SHORTEST <= len(name) <= _LONGEST:
        raise not_a_choice(
            f"别名须为 {_SHORTEST}–{_LONGEST} 个字。",
            f"A name takes {_SHORTEST} to {_LONGEST} characters.",
        )
    street = _find_street(connection, zone_uid) if alias.scope == "street" else None
    wrote = (alias.source or source) if alias.scope == "source" else None
    if alias.scope == "street" and street is None:
        raise not_a_choice("该区域不属于任何街乡。", "The zone lies in no street.")
    if alias.scope == "source" and wrote is None:
        raise not_a_choice(
            "这些记录没有注明来源，别名不能限于来源。",
            "These records name no source to which a name could be limited.",
        )
    return {
        "name": name,
        "zone_uid": zone_uid,
        "scope": alias.scope,
        "street_uid": street,
        "source": wrote,
    }


def write_alias(connection: Connection, described: dict[str, Any], actor: Actor) -> int | None:
    """Writes a name; returns its id, or None when the zone has it already."""
    known = select(ZoneAlias.id).where(
        ZoneAlias.withdrawn_at.is_(None),
        *(getattr(ZoneAlias, name).is_not_distinct_from(v) for name, v in described.items()),
    )
    if connection.execute(known.limit(1)).scalar_one_or_none() is not None:
        return None
    statement = insert(ZoneAlias).values(
        **described, created_by=actor.name, created_at=func.clock_timestamp()
    )
    made: int = connection.execute(statement.returning(ZoneAlias.id)).scalar_one()
    return made


def find_alias(connection: Connection, alias_id: int) -> Row[Any] | None:
    """Returns a name that holds, or None when it was withdrawn."""
    wanted = select(ZoneAlias.__table__).where(
        ZoneAlias.id == alias_id, ZoneAlias.withdrawn_at.is_(None)
    )
    return connection.execute(wanted).one_or_none()


def take_alias(connection: Connection, alias_id: int) -> Row[Any]:
    """Returns a name that holds, held until the transaction ends.

    Raises:
        NotFoundError: alias_not_found.
        ConflictError: alias_withdrawn.
    """
    wanted = select(ZoneAlias.__table__).where(ZoneAlias.id == alias_id).with_for_update()
    row = connection.execute(wanted).one_or_none()
    if row is None:
        raise no_such_alias(alias_id)
    if row.withdrawn_at is not None:
        raise withdrawn_already(alias_id, row.withdrawn_by)
    return row


def end_alias(connection: Connection, alias_id: int, actor: Actor) -> None:
    """Writes that a name holds no longer."""
    connection.execute(
        update(ZoneAlias)
        .where(ZoneAlias.id == alias_id, ZoneAlias.withdrawn_at.is_(None))
        .values(withdrawn_by=actor.name, withdrawn_at=func.clock_timestamp())
    )


def _find_street(connection: Connection, zone_uid: int) -> int | None:
    current = func.upper_inf(ZoneVersion.sys) & func.upper_inf(ZoneVersion.valid)
    wanted = select(ZoneVersion.street_uid).where(ZoneVersion.zone_uid == zone_uid, current)
    return connection.execute(wanted).scalar_one_or_none()
