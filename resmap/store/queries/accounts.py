"""Offices, users, logins and their throttling."""

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select

from resmap.store import blind
from resmap.store.mapping import actor_of
from resmap.store.records import (
    LoginAttemptRecord,
    LoginSessionRecord,
    OfficeRecord,
    UserRecord,
)

__all__ = [
    "actor_of",
    "failures",
    "note_attempt",
    "office",
    "open_session",
    "revoke_session",
    "revoke_sessions_of",
    "session_of",
    "sweep_attempts",
    "user",
    "user_by_login",
    "users",
]


def office(uow) -> OfficeRecord | None:
    """The office of this installation (the oldest, should there be several)."""
    return uow.session.scalar(select(OfficeRecord).order_by(OfficeRecord.id).limit(1))


def user(uow, user_id: str) -> UserRecord | None:
    return uow.get(UserRecord, user_id)


def user_by_login(uow, login: str) -> UserRecord | None:
    """The user of that login name, active or not."""
    return uow.session.scalar(select(UserRecord).where(UserRecord.login == login))


def users(uow) -> list[UserRecord]:
    return list(uow.session.scalars(select(UserRecord).order_by(UserRecord.login)))


def open_session(
    uow, user: UserRecord, token: str, *, lasts: timedelta, address: str
) -> LoginSessionRecord:
    """Remember a login. ``token`` goes to the browser; only its hash is kept."""
    return uow.add(
        LoginSessionRecord(
            token_hash=_hash(token),
            user_id=user.id,
            last_seen=uow.now(),
            expires=uow.now() + lasts,
            address_hash=blind.address_hash(uow.database.ring, address),
        )
    )


def session_of(uow, token: str, *, idle: timedelta) -> tuple[LoginSessionRecord, UserRecord] | None:
    """The living session of a token and its user; None if ended, idle for too long, or unknown.

    The caller moves ``last_seen`` on, in a unit of work that writes.
    """
    found = uow.session.execute(
        select(LoginSessionRecord, UserRecord)
        .join(UserRecord, UserRecord.id == LoginSessionRecord.user_id)
        .where(LoginSessionRecord.token_hash == _hash(token))
    ).first()
    if found is None:
        return None
    session, owner = found
    now = uow.now()
    is_over = session.revoked_at is not None or now >= session.expires
    if is_over or now - session.last_seen > idle or not owner.active:
        return None
    return session, owner


def revoke_session(uow, token: str) -> UserRecord | None:
    """End one login; returns whose it was."""
    session = uow.session.scalar(
        select(LoginSessionRecord).where(LoginSessionRecord.token_hash == _hash(token))
    )
    if session is None:
        return None
    session.revoked_at = session.revoked_at or uow.now()
    return user(uow, session.user_id)


def revoke_sessions_of(uow, user_id: str) -> int:
    """End all logins of a user (P-14: the same day); returns how many were alive."""
    alive = uow.session.scalars(
        select(LoginSessionRecord)
        .where(LoginSessionRecord.user_id == user_id)
        .where(LoginSessionRecord.revoked_at.is_(None))
    ).all()
    for session in alive:
        session.revoked_at = uow.now()
    return len(alive)


def note_attempt(uow, login: str, address: str, *, succeeded: bool) -> None:
    """Note a try to log in; the login name is cut to what the column holds."""
    uow.add(
        LoginAttemptRecord(
            login=login[:60],
            address_hash=blind.address_hash(uow.database.ring, address),
            succeeded=succeeded,
            at=uow.now(),
        )
    )


def failures(uow, login: str, address: str, since: datetime) -> tuple[int, int]:
    """(failures of this account since its last success, failures from this address), after ``since``."""
    attempts = LoginAttemptRecord
    last_success = uow.session.scalar(
        select(func.max(attempts.at)).where(attempts.login == login[:60], attempts.succeeded)
    )
    by_account = _count(uow, attempts.login == login[:60], max(filter(None, (since, last_success))))
    by_address = _count(
        uow, attempts.address_hash == blind.address_hash(uow.database.ring, address), since
    )
    return by_account, by_address


def sweep_attempts(uow, before: datetime) -> None:
    """Forget old tries; these rows are technical and may really be deleted."""
    uow.session.execute(delete(LoginAttemptRecord).where(LoginAttemptRecord.at < before))


def _count(uow, condition, since: datetime) -> int:
    attempts = LoginAttemptRecord
    query = select(func.count()).select_from(attempts)
    query = query.where(condition, ~attempts.succeeded, attempts.at >= since)
    return uow.session.scalar(query) or 0


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
