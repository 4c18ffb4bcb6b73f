"""Random tokens; the database keeps only their hash, so that a stolen dump opens nothing."""

import hashlib
import secrets


def make_token() -> str:
    """Returns a new token of 256 random bits, safe in addresses and cookies."""
    return secrets.token_urlsafe(32)


def hash_token(token: str) -> bytes:
    """Returns the 32 bytes by which a token is found; random tokens need no salt."""
    return hashlib.sha256(token.encode()).digest()
