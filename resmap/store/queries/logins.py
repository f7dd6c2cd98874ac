"""Accounts, their logins, and tries to log in. None of it is about a client."""

from datetime import datetime

from sqlalchemy import delete, func, select

from resmap.domain.permissions import Role
from resmap.store.blind import address_hash
from resmap.store.records import (
    LoginAttemptRecord,
    LoginSessionRecord,
    UserRecord,
)


def user_by_login(uow, login: str) -> UserRecord | None:
    """The active account of that login name; None for unknown, inactive and voided ones alike."""
    return uow.session.scalar(
        select(UserRecord).where(UserRecord.login == login, UserRecord.active.is_(True), UserRecord.voided_at.is_(None))
    )


def session_with_user(uow, token_hash: str) -> tuple[LoginSessionRecord, UserRecord] | None:
    """The login of that token and its account, whatever their state."""
    row = uow.session.execute(
        select(LoginSessionRecord, UserRecord)
        .join(UserRecord, UserRecord.id == LoginSessionRecord.user_id)
        .where(LoginSessionRecord.token_hash == token_hash)
    ).first()
    return None if row is None else (row[0], row[1])


def failures(uow, login: str, address: str, since: datetime) -> tuple[list[datetime], list[datetime]]:
    """Moments of failed tries after ``since``, oldest first: on the account since its last success,
    and from the address. A try counts as failed until it succeeded."""
    last_success = uow.session.scalar(
        select(func.max(LoginAttemptRecord.at)).where(
            LoginAttemptRecord.login == login, LoginAttemptRecord.succeeded.is_(True)
        )
    )
    by_login = select(LoginAttemptRecord.at).where(LoginAttemptRecord.login == login)
    if last_success is not None:
        by_login = by_login.where(LoginAttemptRecord.at > last_success)
    by_address = select(LoginAttemptRecord.at).where(
        LoginAttemptRecord.address_hash == hash_of(uow, address)
    )

    def moments(query) -> list[datetime]:
        failed = query.where(LoginAttemptRecord.succeeded.is_(False), LoginAttemptRecord.at > since)
        return list(uow.session.scalars(failed.order_by(LoginAttemptRecord.at)))

    return moments(by_login), moments(by_address)


def forget_attempts(uow, before: datetime) -> None:
    """Sweep away tries that no count looks at any more."""
    uow.session.execute(delete(LoginAttemptRecord).where(LoginAttemptRecord.at < before))


def active_users(uow) -> list[UserRecord]:
    """All accounts that may log in, supervisors first, then by login name."""
    found = uow.session.scalars(
        select(UserRecord).where(
            UserRecord.active.is_(True),
            UserRecord.voided_at.is_(None),
            UserRecord.password_hash.is_not(None),
        )
    )
    order = list(Role)
    return sorted(found, key=lambda user: (order.index(user.role), user.login))


def hash_of(uow, address: str) -> str:
    """How an address stands in the tables."""
    return address_hash(uow.database.ring, address)

