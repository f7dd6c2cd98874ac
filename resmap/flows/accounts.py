"""Logging in, staying logged in, logging out.

The password is checked outside every transaction (it takes 64 ms on purpose), so a
login is two short ones: the first books the try as failed, the second makes it a
success. Tries that race are therefore all counted before any password is looked at,
and a database that cannot count lets nobody in.
"""

import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from resmap.domain.events import EventKind
from resmap.domain.permissions import Actor, Role
from resmap.flows.passwords import hash_password, outdated, verify_password
from resmap.store import (
    Database,
    LoginAttemptRecord,
    LoginSessionRecord,
    UserRecord,
    accounts,
    actor_of,
    address_hash,
)
from resmap.store.turns import take_turn

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
    """A living login: who acts, in which language; ``token`` is what the browser holds."""

    session: str
    actor: Actor
    name_en: str | None
    locale: str
    token: str = field(repr=False)

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


def login(database: Database, name: str, password: str, *, address: str) -> Login | Throttled | None:
    """A new login with a fresh token; None for every wrong name or password alike.

    ``address`` is where the request comes from (kept as a keyed hash only). Raises
    Busy when tries cannot be counted: then nobody comes in.
    """
    name = name.strip()[:60]
    with database.write() as uow:
        take_turn(uow, "login")
        by_account, by_address = accounts.failures(uow, name, address, uow.now() - WINDOW)
        if by_account >= TRIES_BY_ACCOUNT or by_address >= TRIES_BY_ADDRESS:
            return Throttled(WINDOW)
        attempt = uow.add(
            LoginAttemptRecord(
                login=name, address_hash=address_hash(database.ring, address), succeeded=False, at=uow.now()
            )
        )
        user = accounts.user_by_login(uow, name)
        stored = user.password_hash if user is not None and user.active else None
        uow.commit()
    if not verify_password(stored, password):
        _note_failure(database, address)
        return None
    return _admit(database, user, password, attempt, address)


def _note_failure(database: Database, address: str) -> None:
    with database.write() as uow:
        # Neither name nor password: people type one into the field of the other.
        uow.event(EventKind.LOGIN_FAILED, address=address)
        uow.commit()


def _admit(
    database: Database, known: UserRecord, password: str, attempt: LoginAttemptRecord, address: str
) -> Login | None:
    token = secrets.token_urlsafe(32)
    fresh = hash_password(password) if outdated(known.password_hash) else None
    with database.write(actor_of(known)) as uow:
        user = accounts.user(uow, known.id)
        if user is None or not user.active or user.password_hash != known.password_hash:
            return None  # closed or changed while the password was checked
        uow.get(LoginAttemptRecord, attempt.id).succeeded = True
        user.password_hash = fresh or user.password_hash
        session = accounts.open_session(uow, user, token, lasts=LONGEST, address=address)
        accounts.sweep_attempts(uow, uow.now() - 2 * WINDOW)
        uow.event(EventKind.LOGIN, session.id, address=address)
        uow.commit()
    return Login(session.id, actor_of(user), user.name_en, user.locale, token)


def resume(database: Database, token: str, idle: timedelta) -> Login | Ended:
    """The login of this token, noted as used; or why it opens nothing.

    An account that was closed, or whose rights changed, is seen at once: the actor is
    made from the account every time.
    """
    with database.read() as uow:
        found = accounts.session_of(uow, token, idle=idle)
        if found is None:
            # A second look, without the limit, tells who rested from who is gone.
            rested = accounts.session_of(uow, token, idle=LONGEST)
            return Ended.IDLE if rested else Ended.EXPIRED
        session, user = found
        is_due = uow.now() - session.last_seen >= NOTED_EVERY
    if is_due:
        with database.write() as uow:
            uow.get(LoginSessionRecord, session.id).last_seen = uow.now()
            uow.commit()
    return Login(session.id, actor_of(user), user.name_en, user.locale, token)


def actor_for(database: Database, token: str, idle: timedelta) -> Actor | None:
    """Who acts with this token; None if it opens nothing."""
    found = resume(database, token, idle)
    return found.actor if isinstance(found, Login) else None


def logout(database: Database, known: Login) -> None:
    """End a login on the server; its token is worth nothing from then on."""
    with database.write(known.actor) as uow:
        accounts.revoke_session(uow, known.token)
        uow.event(EventKind.LOGOUT, known.session)
        uow.commit()


def refused(database: Database, actor: Actor, page: str) -> None:
    """Note that somebody asked for a page that is not theirs; ``page`` is its endpoint, no address."""
    with database.write(actor) as uow:
        uow.event(EventKind.ACCESS_REFUSED, facts={"page": page})
        uow.commit()


def demo_accounts(database: Database) -> list[DemoAccount]:
    """All accounts to choose from, in the order of the roles: for the demo's login page only."""
    order = list(Role)
    with database.read() as uow:
        listed = [
            DemoAccount(user.login, user.name, user.name_en, user.role.value)
            for user in accounts.users(uow)
            if user.active and user.password_hash
        ]
    return sorted(listed, key=lambda account: (order.index(Role(account.role)), account.login))
