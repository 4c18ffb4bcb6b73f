"""What a street's official may decide on records: what names the own street, for its zones."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from api.auth.roles import Access, Role
from api.schemas.records_review import NewDecision
from geo.catalog.records_review import find_decider
from geo.catalog.state import read_state
from geo.catalog.zones import find_zone_street
from geo.db import load_sql
from geo.errors import AccessError, Text
from geo.profile import Profile
from geo.records.reviewing.streets import read_street_names


def require_own_group(
    connection: Connection, profile: Profile, access: Access, said: Mapping[str, Any]
) -> None:
    """Passes when this account may read records that say this of their place.

    Raises:
        AccessError: other_street; also where they name no street.
    """
    if access.role is Role.STREET_OFFICIAL:
        streets = read_street_names(connection, profile)
        access.require_street(streets.find(said.get("street_name")) or "")


def require_own_choice(
    connection: Connection, profile: Profile, access: Access, choice: NewDecision
) -> None:
    """Passes when this account may decide that: a street's official, for a zone of that street.

    Raises:
        AccessError: other_street, or own_street_only for what reaches beyond it.
    """
    if access.role is not Role.STREET_OFFICIAL:
        return
    if choice.zone_uid is None or (choice.alias is not None and choice.alias.scope != "street"):
        raise AccessError(
            "own_street_only",
            Text(
                "街道账号只能把记录归入本街道的区域，别名限本街道使用。",
                "A street's account decides for zones of its street, and names within it.",
            ),
            Text("其他决定请交由数据人员作出。", "Leave other decisions to the data staff."),
        )
    moment = read_state(connection).moment
    street = find_zone_street(connection, moment, choice.zone_uid) if moment else None
    access.require_street(street or "")
    asked = {"key": choice.key, "placed": False}
    group = connection.execute(load_sql("decision_group"), asked).one()
    # What waits no more is told to whoever comes second, whoever that is.
    if group.said is not None:
        require_own_group(connection, profile, access, group.said)


def require_own_decision(connection: Connection, access: Access, number: int) -> None:
    """Passes when this account may undo a decision: a street's official, the own ones.

    Raises:
        AccessError: other_street.
    """
    if access.role is Role.STREET_OFFICIAL:
        decider = find_decider(connection, number)
        if decider not in (None, access.account):
            access.require_street("")
