"""The roles, and who one is in one of them."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from geo.errors import AccessError, Text


class Role(StrEnum):
    """What a person, or a wall display, is here."""

    VIEWER = "viewer"
    STREET_OFFICIAL = "street_official"
    DISTRICT_OFFICIAL = "district_official"
    DATA_STAFF = "data_staff"
    GIS_STAFF = "gis_staff"
    ADMINISTRATOR = "administrator"
    DISPLAY = "display"


EVERYBODY = tuple(Role)
# Reads zones and the records behind them. An administrator keeps accounts and sees the map only.
RECORD_READERS = (
    Role.VIEWER,
    Role.STREET_OFFICIAL,
    Role.DISTRICT_OFFICIAL,
    Role.DATA_STAFF,
    Role.GIS_STAFF,
)
HISTORY_READERS = (Role.DISTRICT_OFFICIAL, Role.DATA_STAFF, Role.GIS_STAFF)
# See what surveys would change before it is published; GIS staff alone hand in and publish.
REVIEWERS = (Role.DISTRICT_OFFICIAL, Role.GIS_STAFF)
SURVEYORS = (Role.GIS_STAFF,)
# Load workbooks of records and keep their matching in order; whoever reads history reads both.
RECORD_KEEPERS = (Role.DATA_STAFF,)
# A street official sees and places what names the own street, and nothing else that waits.
WAITING_READERS = (Role.STREET_OFFICIAL, *HISTORY_READERS)
DECIDERS = (Role.STREET_OFFICIAL, *RECORD_KEEPERS)


@dataclass(frozen=True, slots=True)
class Access:
    """A signed-in person or display: who it is, in which role, for which street, until when."""

    account: str
    display_name: str
    role: Role
    street_code: str | None
    expires_at: dt.datetime
    display_id: int | None = None

    @property
    def scope(self) -> str:
        """What of the records this access may see: equal for all who see the same."""
        return f"{self.role}:{self.street_code or ''}"

    def require_role(self, roles: frozenset[Role]) -> None:
        """Passes when the role is among these.

        Raises:
            AccessError: forbidden.
        """
        if self.role not in roles:
            raise forbidden()

    def require_street(self, street_code: str | None) -> None:
        """Passes when the records of that street may be read: a street official's own only.

        Raises:
            AccessError: forbidden.
        """
        if self.role is Role.STREET_OFFICIAL and street_code != self.street_code:
            raise AccessError(
                "other_street",
                Text(
                    "街道账号只能查看本街道的台账与记录。",
                    "A street's account reads the ledgers and records of its own street only.",
                ),
                Text(
                    "地图与统计可查看全区；如需其他街道的记录，请联系区级管理员。",
                    "The map and its figures show the whole district; ask the district for more.",
                ),
            )


def not_signed_in() -> AccessError:
    """Returns the error of somebody who has no session, or whose session ended."""
    return AccessError(
        "not_signed_in",
        Text("请先登录，或登录已过期。", "Please sign in; there is no session or it has ended."),
    )


def forbidden() -> AccessError:
    """Returns the error of somebody whose role may not do this."""
    return AccessError(
        "forbidden",
        Text("当前账号没有此项权限。", "This account's role may not do this."),
        Text("如有需要，请联系管理员。", "Ask an administrator if you need it."),
    )
