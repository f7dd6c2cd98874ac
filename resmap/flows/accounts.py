"""Logging in, staying logged in, logging out.

The password is checked outside every transaction (it takes 64 ms on purpose), so a
login is two short ones: the first books the try as failed, the second makes it a
success. Tries that race are therefore all counted before any password is looked at,
and a database that cannot count lets nobody in.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from resmap.domain.events import EventKind
from resmap.domain.permissions import Actor
from resmap.flows.passwords import hash_password, outdated, verify_password
from resmap.store import Database, LoginAttemptRecord, LoginSessionRecord, UnitOfWork, UserRecord
from resmap.store.queries import logins

#: After so many wrong tries within the window, the account or the address rests (P-14: five).
TRIES_BY_ACCOUNT = 5
#: Whole offices stand behind one address.
TRIES_BY_ADDRESS = 30
WINDOW = timedelta(minutes=15)

#: A login ends after a working day even if it never rested.
LONGEST = timedelta(hours=12)

#: The last use is noted at most this often: a write for every click would queue the office.
NOTED_EVERY = timedelta(seconds=30)


class Ended(StrEnum):
    """Why a token opens nothing."""

    IDLE = "idle"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Login:
    """A living login: who acts, in which words. ``token`` is set only when it was just made."""

    session: str
    actor: Actor
    name_en: str | None = None
    locale: str = "ko"
    token: str = ""

    def name_in(self, locale: str) -> str:
        return (locale == "en" and self.name_en) or self.actor.name


@dataclass(frozen=True, slots=True)
class Throttled:
    """Too many wrong tries; ``wait`` until the next one is looked at."""

    wait: timedelta


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """An account that the login page of the demo offers."""

    login: str
    name: str
    name_en: str | None
    role: str

    def name_in(self, locale: str) -> str:
        return (locale == "en" and self.name_en) or self.name


def actor_of(user: UserRecord) -> Actor:
    """The actor that an account stands for."""
    return Actor(
        id=user.id,
        role=user.role,
        dongs=frozenset(user.dongs),
        office=user.office_id or "",
        organization=user.organisation,
        name=user.name,
    )


def login(
    database: Database, name: str, password: str, *, address: str, now: datetime
) -> Login | Throttled | None:
    """A new login with a fresh token; None for every wrong name or password alike.

    ``address`` is where the request comes from (kept as a keyed hash only). Raises
    Busy when tries cannot be counted: then nobody comes in.
    """
    name = name.strip()[:60]
    with database.write() as uow:
        wait = _wait(uow, name, address, now)
        if wait:
            return Throttled(wait)
        attempt = uow.add(
            LoginAttemptRecord(login=name, address_hash=logins.hash_of(uow, address), succeeded=False, at=now)
        )
        user = logins.user_by_login(uow, name)
        stored = user.password_hash if user else None
        uow.commit()
    if not verify_password(stored, password):
        _note_failure(database, address)
        return None
    fresh = hash_password(password) if outdated(stored) else None
    return _admit(database, name, attempt.id, fresh, address=address, now=now)


def _wait(uow: UnitOfWork, name: str, address: str, now: datetime) -> timedelta:
    """How long this name or address must rest; zero for not at all."""
    by_login, by_address = logins.failures(uow, name, address, now - WINDOW)
    ends = [
        tries[-most] + WINDOW
        for tries, most in ((by_login, TRIES_BY_ACCOUNT), (by_address, TRIES_BY_ADDRESS))
        if len(tries) >= most
    ]
    return max(ends) - now if ends else timedelta()


def _note_failure(database: Database, address: str) -> None:
    with database.write() as uow:
        # Neither name nor password: people type one into the field of the other.
        uow.event(EventKind.LOGIN_FAILED, address=address)
        uow.commit()


def _admit(
    database: Database, name: str, attempt: str, fresh: str | None, *, address: str, now: datetime
) -> Login | None:
    token = secrets.token_urlsafe(32)
    with database.write() as uow:
        user = logins.user_by_login(uow, name)
        if user is None:  # closed while the password was checked
            return None
        actor = actor_of(user)
        uow.act_as(actor)
        uow.get(LoginAttemptRecord, attempt).succeeded = True
        if fresh:
            user.password_hash = fresh
        record = uow.add(
            LoginSessionRecord(
                token_hash=_hash(token),
                user_id=user.id,
                last_seen=now,
                expires=now + LONGEST,
                address_hash=logins.hash_of(uow, address),
            )
        )
        logins.forget_attempts(uow, now - 2 * WINDOW)
        uow.event(EventKind.LOGIN, record.id, address=address)
        uow.commit()
    return Login(record.id, actor, user.name_en, user.locale, token)


def resume(database: Database, token: str, now: datetime, idle: timedelta) -> Login | Ended:
    """The login of this token, noted as used; or why it opens nothing.

    An account that was closed, or whose rights changed, is seen at once: the actor is
    made from the account every time.
    """
    with database.read() as uow:
        found = logins.session_with_user(uow, _hash(token))
        if found is None:
            return Ended.EXPIRED
        record, user = found
        if record.revoked_at or now >= record.expires or not user.active or user.voided_at:
            return Ended.EXPIRED
        if now - record.last_seen >= idle:
            return Ended.IDLE
    if now - record.last_seen >= NOTED_EVERY:
        with database.write() as uow:
            uow.get(LoginSessionRecord, record.id).last_seen = now
            uow.commit()
    return Login(record.id, actor_of(user), user.name_en, user.locale)


def actor_for(database: Database, token: str, now: datetime, idle: timedelta) -> Actor | None:
    """Who acts with this token; None if it opens nothing."""
    found = resume(database, token, now, idle)
    return found.actor if isinstance(found, Login) else None


def logout(database: Database, known: Login, now: datetime) -> None:
    """End a login on the server; the token is worth nothing from then on."""
    with database.write(known.actor) as uow:
        record = uow.get(LoginSessionRecord, known.session)
        if record is not None and record.revoked_at is None:
            record.revoked_at = now
            uow.event(EventKind.LOGOUT, record.id)
        uow.commit()


def refused(database: Database, actor: Actor, page: str, now: datetime) -> None:
    """Note that somebody asked for a page that is not theirs; ``page`` is its endpoint, no address."""
    with database.write(actor) as uow:
        uow.event(EventKind.ACCESS_REFUSED, facts={"page": page})
        uow.commit()


def demo_accounts(database: Database) -> list[DemoAccount]:
    """All accounts, to choose from: for the demo's login page only."""
    with database.read() as uow:
        return [DemoAccount(user.login, user.name, user.name_en, user.role.value) for user in logins.active_users(uow)]


def _hash(token: str) -> str:
    """What the database keeps of a token: 256 random bits need no salt."""
    return hashlib.sha256(token.encode()).hexdigest()
