"""Signing in with a password: counted, locked after five failures, equal for unknown accounts."""

import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, field

from sqlalchemy import Connection, Row, text

from api.auth.passwords import verify_password
from geo.audit import append_audit
from geo.db import Database, load_sql
from geo.errors import AccessError, Text

MOST_FAILURES = 5
LOCK_MINUTES = 15
_REMEMBERED = 10_000


@dataclass
class UnknownNames:
    """Failures of names that have no account: they lock too, so that nobody learns which do."""

    _failures: OrderedDict[str, tuple[int, float]] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def is_locked(self, name: str) -> bool:
        """Returns whether the name has used up its attempts; counts this one."""
        now = time.monotonic()
        with self._lock:
            count, until = self._failures.pop(name, (0, 0.0))
            locked = count >= MOST_FAILURES and now < until
            if not locked:
                count = 1 if count >= MOST_FAILURES else count + 1
                until = now + LOCK_MINUTES * 60
            self._failures[name] = (count, until)
            if len(self._failures) > _REMEMBERED:
                self._failures.popitem(last=False)
        return locked


def check_password(
    database: Database, unknown: UnknownNames, name: str, password: str
) -> tuple[int, str]:
    """Returns number and name of the account whose password this is.

    Raises:
        AccessError: sign_in_failed (also for an unknown account), or sign_in_locked.
        UnavailableError: too many people are signing in at once.
    """
    with database.write() as connection:
        attempt = _count_attempt(connection, name)
        known = _exists(connection, name)
    if attempt is None and (known or unknown.is_locked(name)):
        raise _locked()
    if attempt is not None and verify_password(attempt.password_hash, password):
        with database.write() as connection:
            connection.execute(
                text("UPDATE account SET failures = 0, locked_until = NULL WHERE id = :id"),
                {"id": attempt.id},
            )
        return attempt.id, attempt.name
    if attempt is None:
        verify_password(None, password)
    _record_failure(database, attempt)
    raise AccessError(
        "sign_in_failed",
        Text("账号或密码不正确。", "The account or the password is not right."),
        Text(
            f"连续 {MOST_FAILURES} 次错误将锁定 {LOCK_MINUTES} 分钟；忘记密码请联系管理员。",
            f"{MOST_FAILURES} failures lock it for {LOCK_MINUTES} minutes; an administrator helps.",
        ),
    )


def _count_attempt(connection: Connection, name: str) -> Row[tuple[object, ...]] | None:
    parameters = {"name": name, "most": MOST_FAILURES, "minutes": LOCK_MINUTES}
    return connection.execute(load_sql("account_attempt"), parameters).one_or_none()


def _exists(connection: Connection, name: str) -> bool:
    # A disabled account answers as an unknown one does.
    found = connection.execute(
        text("SELECT FROM account WHERE name = :name AND enabled"), {"name": name}
    )
    return found.one_or_none() is not None


def _record_failure(database: Database, attempt: Row[tuple[object, ...]] | None) -> None:
    # What was typed for an unknown account may be a password by mistake: it is not kept.
    name = attempt.name if attempt else "unknown"
    with database.write() as connection:
        append_audit(connection, name, "session.refuse", name)
        if attempt is not None and attempt.locked_until is not None:
            append_audit(connection, name, "account.lock", name, {"minutes": LOCK_MINUTES})


def _locked() -> AccessError:
    return AccessError(
        "sign_in_locked",
        Text(
            f"错误次数过多，账号已锁定 {LOCK_MINUTES} 分钟。",
            f"Too many failures: this account is locked for {LOCK_MINUTES} minutes.",
        ),
        Text("请稍后再试，或请管理员解锁。", "Try later, or ask an administrator to unlock it."),
    )
