"""Accounts: made and changed by an administrator or on the command line, never by default."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, text

from api.auth.passwords import hash_password
from api.auth.roles import Role
from geo.audit import append_audit
from geo.db import ACCESS_CHANNEL, load_sql, notify
from geo.errors import ConflictError, InputError, NotFoundError, Text


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account to be made; without a password it signs in by one-time links only."""

    name: str
    display_name: str
    role: Role
    street_code: str | None = None
    password: str | None = None


@dataclass(frozen=True, slots=True)
class AccountChange:
    """What of an account is to change; None stays as it is. Any change also unlocks it."""

    display_name: str | None = None
    role: Role | None = None
    street_code: str | None = None
    enabled: bool | None = None
    password: str | None = None


def create_account(connection: Connection, account: NewAccount, actor: str) -> int:
    """Returns the number of the new account.

    Raises:
        InputError: the name, the role's street or the password is not right.
        ConflictError: the name is taken.
    """
    _check_role(account.role, account.street_code)
    if not account.name.strip() or account.name != account.name.strip():
        raise InputError(
            "account_name", Text("账号名不能为空，首尾不能有空格。", "An account needs a name.")
        )
    password = account.password
    parameters = {
        "name": account.name,
        "display_name": account.display_name,
        "role": account.role.value,
        "street_code": account.street_code,
        "password_hash": hash_password(password, account.name) if password else None,
    }
    number = connection.execute(load_sql("account_create"), parameters).scalar_one_or_none()
    if number is None:
        raise ConflictError(
            "account_exists",
            Text(f"账号“{account.name}”已存在。", f"There is an account “{account.name}” already."),
        )
    detail = {"role": account.role.value, "street_code": account.street_code}
    append_audit(connection, actor, "account.create", account.name, detail)
    return int(number)


def change_account(
    connection: Connection, account_id: int, change: AccountChange, actor: str
) -> None:
    """Changes an account; what is no longer allowed ends on every server within seconds.

    A new password, a new role and disabling end the account's sessions.

    Raises:
        InputError: the role's street or the password is not right.
        NotFoundError: there is no such account.
    """
    known = find_account(connection, account_id)
    role = change.role or Role(known["role"])
    _check_role(role, change.street_code or known["street_code"])
    password = change.password
    parameters = {
        "id": account_id,
        "display_name": change.display_name,
        "role": change.role.value if change.role else None,
        "street_code": change.street_code,
        "enabled": change.enabled,
        "password_hash": hash_password(password, known["name"]) if password else None,
    }
    connection.execute(load_sql("account_change"), parameters)
    if change.password or change.role or change.street_code or change.enabled is False:
        _end_sessions(connection, account_id)
    notify(connection, ACCESS_CHANNEL)
    detail = {
        name: value
        for name, value in parameters.items()
        if value is not None and name not in ("id", "password_hash")
    }
    if change.password:
        detail["new_password"] = True
    append_audit(connection, actor, "account.change", known["name"], detail)


def list_accounts(connection: Connection) -> list[dict[str, Any]]:
    """Returns all accounts by name, without their password hashes."""
    rows = connection.execute(load_sql("account_list"), {"id": None}).mappings()
    return [dict(row) for row in rows]


def find_account(connection: Connection, account_id: int) -> dict[str, Any]:
    """Returns one account.

    Raises:
        NotFoundError: there is no such account.
    """
    row = connection.execute(load_sql("account_list"), {"id": account_id}).mappings().one_or_none()
    if row is None:
        raise NotFoundError(
            "account_not_found",
            Text(f"没有编号为 {account_id} 的账号。", f"There is no account {account_id}."),
        )
    return dict(row)


def _end_sessions(connection: Connection, account_id: int) -> None:
    ended = {"id": account_id}
    connection.execute(text("DELETE FROM session WHERE account_id = :id"), ended)
    connection.execute(text("DELETE FROM sign_in_link WHERE account_id = :id"), ended)


def _check_role(role: Role, street_code: str | None) -> None:
    if role is Role.DISPLAY:
        raise InputError(
            "role_display",
            Text(
                "大屏不是账号，请创建大屏令牌。", "A display is no account: make a display token."
            ),
        )
    if role is Role.STREET_OFFICIAL and not street_code:
        raise InputError(
            "street_missing",
            Text("街道账号必须指定街道代码。", "A street official's account names its street."),
        )
