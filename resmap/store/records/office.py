"""The office, its dongs, its logins."""

from datetime import datetime

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from resmap.domain.permissions import Role
from resmap.store.base import Base, Editable, Id, Identified, refers_to
from resmap.store.types import Code, Document, Moment, Names


class OfficeRecord(Editable, Base):
    """A district office or centre; the network's setting is its sido and sigungu.

    ``settings``: the office's own due dates, order of fields for 옮겨 적기, who may be in charge (R030).
    """

    __tablename__ = "offices"
    register = True

    name: Mapped[str] = mapped_column(String(200), unique=True)
    name_en: Mapped[str | None] = mapped_column(String(200))
    sido: Mapped[str] = mapped_column(String(60))
    sigungu: Mapped[str] = mapped_column(String(60))
    settings: Mapped[dict | None] = mapped_column(Document)


class DongRecord(Editable, Base):
    """An administrative dong (행정동); ``outline`` is a GeoJSON geometry or None."""

    __tablename__ = "dongs"
    __table_args__ = (UniqueConstraint("sido", "sigungu", "name"),)
    register = True

    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(60))
    name_en: Mapped[str | None] = mapped_column(String(120))
    sido: Mapped[str] = mapped_column(String(60))
    sigungu: Mapped[str] = mapped_column(String(60))
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    outline: Mapped[dict | None] = mapped_column(Document)


class UserRecord(Editable, Base):
    """One login per person (P-14). ``dongs`` are names; ``organisation`` is a partner's employer.

    ``post`` is what the person is employed as (사회복지직 공무원 …), which decides who may be in charge (R030).
    """

    __tablename__ = "users"

    login: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    name_en: Mapped[str | None] = mapped_column(String(100))
    role: Mapped[Role] = mapped_column(Code(Role))
    office_id: Mapped[str | None] = mapped_column(Id, refers_to("offices.id"))
    organisation: Mapped[str | None] = mapped_column(String(200))
    dongs: Mapped[tuple[str, ...]] = mapped_column(Names, default=())
    password_hash: Mapped[str | None] = mapped_column(String(200))
    locale: Mapped[str] = mapped_column(String(8), default="ko")
    active: Mapped[bool] = mapped_column(default=True)
    post: Mapped[str | None] = mapped_column(String(40))


class LoginSessionRecord(Identified, Base):
    """A login that the server can end. The browser's token is kept as its SHA-256 only."""

    __tablename__ = "login_sessions"

    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[str] = mapped_column(Id, refers_to("users.id"), index=True)
    last_seen: Mapped[datetime] = mapped_column(Moment)
    expires: Mapped[datetime] = mapped_column(Moment)
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)
    address_hash: Mapped[str | None] = mapped_column(String(64))


class LoginAttemptRecord(Identified, Base):
    """A try to log in, counted by account and by address. Old ones may be swept away."""

    __tablename__ = "login_attempts"
    disposable = True

    login: Mapped[str] = mapped_column(String(60), index=True)
    address_hash: Mapped[str] = mapped_column(String(64), index=True)
    succeeded: Mapped[bool]
    at: Mapped[datetime] = mapped_column(Moment, index=True)
