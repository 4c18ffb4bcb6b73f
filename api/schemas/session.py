"""Sessions, accounts and displays."""

import datetime as dt
from typing import Annotated

from pydantic import Field, SecretStr

from api.auth.passwords import MAX_LENGTH, MIN_LENGTH
from api.auth.roles import Role
from api.schemas.common import Bilingual, Body, Request

Name = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f\x7f]+$")]
StreetCode = Annotated[str, Field(min_length=1, max_length=20, pattern=r"^[0-9A-Za-z]+$")]
Password = Annotated[SecretStr, Field(min_length=1, max_length=MAX_LENGTH)]
NewPassword = Annotated[SecretStr, Field(min_length=MIN_LENGTH, max_length=MAX_LENGTH)]


class Session(Body):
    """Who is signed in, in which role, until when at the latest."""

    account: str
    display_name: str
    role: Role
    street_code: str | None
    expires_at: dt.datetime


class Welcome(Body):
    """What anybody may know: whose map this is, and whether it shows demo data."""

    district: Bilingual
    demo: bool


class SignIn(Request):
    """An account and its password."""

    account: Name
    password: Password


class Account(Body):
    """An account as administrators see it."""

    id: int
    name: str
    display_name: str
    role: Role
    street_code: str | None
    enabled: bool
    has_password: bool
    locked_until: dt.datetime | None
    created_at: dt.datetime
    seen_at: dt.datetime | None


class AccountRequest(Request):
    """An account to be made; without a password it signs in by one-time links only."""

    name: Name
    display_name: Name
    role: Role
    street_code: StreetCode | None = None
    password: NewPassword | None = None


class AccountPatch(Request):
    """What of an account is to change; what is left out stays."""

    display_name: Name | None = None
    role: Role | None = None
    street_code: StreetCode | None = None
    enabled: bool | None = None
    password: NewPassword | None = None


class Link(Body):
    """An address that opens once, or until revoked; it is shown this one time only."""

    address: str


class Display(Body):
    """A wall display's token, without the token."""

    id: int
    name: str
    created_at: dt.datetime
    created_by: str
    revoked_at: dt.datetime | None
    seen_at: dt.datetime | None


class DisplayRequest(Request):
    """A wall display to be given a token."""

    name: Name


class NewDisplay(Link):
    """A new display and the address that opens its wall; shown this one time only."""

    id: int
