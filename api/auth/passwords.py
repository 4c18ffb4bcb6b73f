"""Passwords by argon2id. Hashing is slow on purpose, so only a few happen at once."""

import threading
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from geo.errors import InputError, Text, UnavailableError

MIN_LENGTH = 10
MAX_LENGTH = 200
_AT_ONCE = 2
_WAIT_S = 1.5
_hasher = PasswordHasher(time_cost=3, memory_cost=32 * 1024, parallelism=1)
_turn = threading.BoundedSemaphore(_AT_ONCE)


def hash_password(password: str, account: str) -> str:
    """Returns the argon2id hash of a new password.

    Raises:
        InputError: the password is too short, too long, or holds the account's name.
    """
    if not MIN_LENGTH <= len(password) <= MAX_LENGTH or account.lower() in password.lower():
        raise InputError(
            "password_weak",
            Text(
                f"密码须为 {MIN_LENGTH}–{MAX_LENGTH} 个字符，且不得包含账号名。",
                f"A password has {MIN_LENGTH} to {MAX_LENGTH} characters and does not hold the "
                "account's name.",
            ),
        )
    return _hasher.hash(password)


def verify_password(stored: str | None, password: str) -> bool:
    """Returns whether the password is the right one; takes as long for an unknown account.

    Raises:
        UnavailableError: too many people are signing in at once.
    """
    if not _turn.acquire(timeout=_WAIT_S):
        raise UnavailableError(
            "sign_in_busy",
            Text("登录人数过多，请稍后再试。", "Too many sign-ins at once; try again."),
        )
    try:
        _hasher.verify(stored or _dummy(), password)
    except (VerificationError, InvalidHashError):
        return False
    else:
        return stored is not None
    finally:
        _turn.release()


@cache
def _dummy() -> str:
    return _hasher.hash("a password that nobody has")
