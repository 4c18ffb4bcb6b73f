"""Accounts and wall displays, kept by administrators."""

from fastapi import APIRouter

from api.auth.accounts import (
    AccountChange,
    NewAccount,
    change_account,
    create_account,
    find_account,
    list_accounts,
)
from api.auth.displays import create_display, list_displays, revoke_display
from api.auth.links import create_link
from api.auth.roles import Role
from api.deps import ReadConnection, Served, Signed, Uid, WriteConnection, allow
from api.schemas.session import (
    Account,
    AccountPatch,
    AccountRequest,
    Display,
    DisplayRequest,
    Link,
    NewDisplay,
)

router = APIRouter(prefix="/api/v1", tags=["accounts"], dependencies=allow(Role.ADMINISTRATOR))


@router.get("/accounts")
def read_accounts(connection: ReadConnection) -> list[Account]:
    """Returns all accounts."""
    return [Account.model_validate(row) for row in list_accounts(connection)]


@router.post("/accounts", status_code=201)
def add_account(body: AccountRequest, access: Signed, connection: WriteConnection) -> Account:
    """Makes an account."""
    password = body.password.get_secret_value() if body.password else None
    account = NewAccount(body.name, body.display_name, body.role, body.street_code, password)
    number = create_account(connection, account, access.account)
    return Account.model_validate(find_account(connection, number))


@router.patch("/accounts/{uid}")
def patch_account(
    uid: Uid, body: AccountPatch, access: Signed, connection: WriteConnection, context: Served
) -> Account:
    """Changes an account, disables it, or unlocks it; its sessions end where they must."""
    password = body.password.get_secret_value() if body.password else None
    change = AccountChange(body.display_name, body.role, body.street_code, body.enabled, password)
    change_account(connection, uid, change, access.account)
    context.sessions.clear()
    return Account.model_validate(find_account(connection, uid))


@router.post("/accounts/{uid}/sign-in-link", status_code=201)
def add_link(uid: Uid, access: Signed, connection: WriteConnection) -> Link:
    """Makes a one-time sign-in link for an account."""
    name = find_account(connection, uid)["name"]
    return Link(address=f"/sign-in/{create_link(connection, name, access.account)}")


@router.get("/displays")
def read_displays(connection: ReadConnection) -> list[Display]:
    """Returns all wall displays."""
    return [Display.model_validate(row) for row in list_displays(connection)]


@router.post("/displays", status_code=201)
def add_display(body: DisplayRequest, access: Signed, connection: WriteConnection) -> NewDisplay:
    """Makes a wall display and its address."""
    number, token = create_display(connection, body.name, access.account)
    return NewDisplay(id=number, address=f"/wall?display={token}")


@router.delete("/displays/{uid}", status_code=204)
def remove_display(uid: Uid, access: Signed, connection: WriteConnection, context: Served) -> None:
    """Revokes a wall display; its screen is signed out within seconds."""
    revoke_display(connection, uid, access.account)
    context.sessions.clear()
