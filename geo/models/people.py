"""Who may look and who may write: accounts, sessions, sign-in links, display tokens, the audit."""

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Integer, LargeBinary, func, true
from sqlalchemy.orm import Mapped, mapped_column

from geo.models.base import Base, Numbered

ROLES = (
    "viewer",
    "street_official",
    "district_official",
    "data_staff",
    "gis_staff",
    "administrator",
    "display",
)
_ROLE_LIST = ", ".join(f"'{role}'" for role in ROLES)


class Account(Numbered, Base):
    """A person's account. A street official sees the records of one street."""

    __tablename__ = "account"
    __table_args__ = (
        CheckConstraint(f"role IN ({_ROLE_LIST})", name="role"),
        CheckConstraint("role <> 'street_official' OR street_code IS NOT NULL", name="street"),
    )

    name: Mapped[str] = mapped_column(unique=True)
    display_name: Mapped[str]
    role: Mapped[str]
    street_code: Mapped[str | None]
    password_hash: Mapped[str | None]
    enabled: Mapped[bool] = mapped_column(server_default=true())
    failures: Mapped[int] = mapped_column(Integer, server_default="0")
    locked_until: Mapped[dt.datetime | None]
    created_at: Mapped[dt.datetime] = mapped_column(server_default=func.now())


class Session(Base):
    """A signed-in browser; only the hash of its cookie is kept."""

    __tablename__ = "session"

    token_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    display_id: Mapped[int | None] = mapped_column(
        ForeignKey("display_token.id", ondelete="CASCADE")
    )
    created_at: Mapped[dt.datetime] = mapped_column(server_default=func.now())
    seen_at: Mapped[dt.datetime] = mapped_column(server_default=func.now())
    expires_at: Mapped[dt.datetime]


class SignInLink(Base):
    """A one-time link that signs an account in; only the hash of its token is kept."""

    __tablename__ = "sign_in_link"

    token_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    expires_at: Mapped[dt.datetime]
    used_at: Mapped[dt.datetime | None]


class DisplayToken(Numbered, Base):
    """A read-only link for a wall display; it needs no login and can be revoked."""

    __tablename__ = "display_token"

    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    name: Mapped[str]
    created_at: Mapped[dt.datetime] = mapped_column(server_default=func.now())
    created_by: Mapped[str]
    revoked_at: Mapped[dt.datetime | None]


class AuditEntry(Numbered, Base):
    """Who did what; each entry carries the hash of the one before, so that a gap shows."""

    __tablename__ = "audit_entry"

    at: Mapped[dt.datetime]
    actor: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str | None]
    detail: Mapped[dict[str, Any]]
    previous_hash: Mapped[bytes] = mapped_column(LargeBinary)
    hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
