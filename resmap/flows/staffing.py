"""A real office and the people who may log in: what `resmap office`, `user` and `users` do.

Everything here is done as an actor who may edit accounts (on the server its administrator) and
noted as ACCOUNT_CHANGED, so that who was given or lost which right can be told for years (P-14).
Accounts are never deleted, only closed. Nothing asks for a password before all else is in order,
and none is hashed inside a transaction.
"""

import re
import secrets
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from resmap import store
from resmap.domain.events import EventKind
from resmap.domain.names import same_name
from resmap.domain.permissions import Actor, Permission, Role
from resmap.domain.place import KOREA
from resmap.domain.resident_number import refuse
from resmap.flows.passwords import MOST_CHARACTERS, hash_password
from resmap.formats.documents import read_document
from resmap.formats.problems import FormatError
from resmap.store import Database, DongRecord, OfficeRecord, UnitOfWork, UserRecord, accounts, register
from resmap.store.turns import take_turn

__all__ = [
    "Account",
    "Dong",
    "FormatError",
    "Furnished",
    "Listed",
    "Office",
    "StaffingRefused",
    "activate",
    "add_user",
    "change_user",
    "check_password",
    "deactivate",
    "furnish",
    "has_active_user",
    "listed",
    "one_time_password",
    "read_dongs",
    "reset_password",
]

LEAST_CHARACTERS = 10
#: What people try first, as it looks in small letters; one is the demo's, which everybody can read.
TRIVIAL = frozenset(
    {
        "0123456789", "1234567890", "12345678910", "9876543210", "1q2w3e4r5t", "q1w2e3r4t5", "abcdefghij",
        "administrator", "asdfghjkl;", "password12", "password123", "password1234", "p@ssw0rd123", "qwerty1234",
        "qwertyuiop", "resmap-demo-2026",
    }
)  # fmt: skip
#: Fewer different characters than this are one key held down.
LEAST_DIFFERENT = 4

#: Without letters and digits that look alike on paper (i, l, o, 0, 1).
READABLE = "abcdefghjkmnpqrstuvwxyz23456789"

#: Small letters only, so that no two accounts differ by what nobody hears on the telephone.
_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,59}")

#: Widths of the columns.
_NAME, _OFFICE, _PLACE, _DONG, _CODE = 100, 200, 60, 60, 20

#: They work in dong: without one a supervisor reaches no case.
_IN_DONGS = frozenset({Role.SUPERVISOR, Role.CASE_MANAGER})


class StaffingRefused(Exception):
    """What was asked is not done, and nothing was changed. ``code`` and ``facts`` make the sentence."""

    def __init__(self, code: str, **facts: object):
        super().__init__(code)
        self.code = code
        self.facts = facts


@dataclass(frozen=True, slots=True)
class Office:
    name: str
    sido: str
    sigungu: str
    name_en: str | None = None


@dataclass(frozen=True, slots=True)
class Dong:
    """An administrative dong and a point within it (WGS84 degrees). ``code`` "": the official one is not known."""

    name: str
    lat: float
    lon: float
    code: str = ""
    name_en: str | None = None


@dataclass(frozen=True, slots=True)
class Furnished:
    """What became of the office: ``created``, ``changed`` or neither; of the dong given how many were
    created, changed and the same already; ``dongs`` how many there are now."""

    created: bool
    changed: bool
    dongs_created: int
    dongs_changed: int
    dongs_unchanged: int
    dongs: int


@dataclass(frozen=True, slots=True)
class Account:
    """A login and its rights. ``dongs`` are names of the office's; ``organization`` is a partner's employer."""

    login: str
    name: str
    role: Role
    dongs: tuple[str, ...] = ()
    organization: str | None = None
    name_en: str | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """All that a list of accounts tells."""

    login: str
    role: str
    active: bool


# ------------------------------------------------------------------ the office


def read_dongs(path: Path, office: Office) -> tuple[Dong, ...]:
    """The dong of a file shaped like ``data/resources/gwangjin/dongs.json``; what else it holds is ignored.

    Raises FormatError for what is no JSON, StaffingRefused DONGS_FILE (``at``: where) for
    another shape, DONGS_ELSEWHERE for the file of another gu.
    """
    document = read_document(path)
    if not isinstance(document, dict) or not isinstance(document.get("dongs"), list) or not document["dongs"]:
        raise StaffingRefused("DONGS_FILE", at="$.dongs")
    for key, ours in (("sido", office.sido), ("sigungu", office.sigungu)):
        if _plain(document.get(key) or "") != _plain(ours):
            raise StaffingRefused("DONGS_ELSEWHERE", at=f"$.{key}", place=_plain(ours))
    return tuple(_dong_from(one, f"$.dongs[{index}]") for index, one in enumerate(document["dongs"]))


def _dong_from(one: Any, at: str) -> Dong:
    middle = one.get("centroid") if isinstance(one, dict) else None
    if not isinstance(middle, dict):
        raise StaffingRefused("DONGS_FILE", at=f"{at}.centroid")
    for owner, key, kinds in (
        (one, "name", str),
        (one, "code", str | None),
        (one, "name_en", str | None),
        (middle, "lat", int | float),
        (middle, "lon", int | float),
    ):
        value = owner.get(key)
        if not isinstance(value, kinds) or isinstance(value, bool):
            raise StaffingRefused("DONGS_FILE", at=f"{at}.{key}")
    return Dong(one["name"], middle["lat"], middle["lon"], one.get("code") or "", one.get("name_en"))


def furnish(
    database: Database, actor: Actor, office: Office, dongs: Sequence[Dong] = (), *, rename: bool = False
) -> Furnished:
    """Make the office of this installation, or bring it and its dong up to date; twice changes nothing.

    A dong that is not named stays. Raises StaffingRefused: OTHER_OFFICE for a second office
    (another name too, unless ``rename``), and what :func:`_checked_dongs` finds.
    """
    actor.require(Permission.ACCOUNTS_EDIT)
    office = Office(
        _text(office.name, "office", _OFFICE),
        _text(office.sido, "sido", _PLACE),
        _text(office.sigungu, "sigungu", _PLACE),
        _text(office.name_en, "name_en", _OFFICE) if office.name_en else None,
    )
    dongs = _checked_dongs(dongs)
    with database.write(actor) as uow:
        take_turn(uow, "office")
        record, created = _office_record(uow, office, rename)
        changed = not created and _set(record, name=office.name, name_en=office.name_en or record.name_en)
        done = [_enter_dong(uow, office, one) for one in dongs]
        if created or changed or any(done):
            facts = {"act": "office_created" if created else "office_changed", "dongs": len([one for one in done if one])}
            uow.event(EventKind.ACCOUNT_CHANGED, record.id, facts=facts)
        uow.flush()
        total = len(register.dongs(uow))
        uow.commit()
    return Furnished(created, changed, done.count("created"), done.count("changed"), done.count(""), total)


def _office_record(uow: UnitOfWork, office: Office, rename: bool) -> tuple[OfficeRecord, bool]:
    """The office's record and whether it is new."""
    found = accounts.office(uow)
    if found is None:
        place = {"sido": office.sido, "sigungu": office.sigungu}
        return uow.add(OfficeRecord(name=office.name, name_en=office.name_en, **place)), True
    is_elsewhere = (found.sido, found.sigungu) != (office.sido, office.sigungu)
    if is_elsewhere or (found.name != office.name and not rename):
        raise StaffingRefused("OTHER_OFFICE", name=found.name, place=f"{found.sido} {found.sigungu}")
    return found, False


def _checked_dongs(dongs: Iterable[Dong]) -> list[Dong]:
    """The dong with plain names; StaffingRefused DONG_PLACE, DONG_TWICE, EMPTY, TOO_LONG.

    Without an official code the name stands in for it, until a file brings the code.
    """
    south, north, west, east = KOREA
    checked: dict[str, Dong] = {}
    for one in dongs:
        name = _text(one.name, "dong", _DONG)
        if not (south <= one.lat <= north and west <= one.lon <= east):
            raise StaffingRefused("DONG_PLACE", name=name)
        code = _text(one.code, "code", _CODE) if one.code else ""
        if name in checked or (code and code in {other.code for other in checked.values()}):
            raise StaffingRefused("DONG_TWICE", name=name)
        name_en = _text(one.name_en, "name_en", 120) if one.name_en else None
        checked[name] = Dong(name, float(one.lat), float(one.lon), code, name_en)
    return list(checked.values())


def _enter_dong(uow: UnitOfWork, office: Office, dong: Dong) -> str:
    """``created``, ``changed`` or "" for one that stood there just so."""
    records = register.dongs(uow)
    code = dong.code or next((one.code for one in records if one.name == dong.name), "") or dong.name[:_CODE]
    if other := next((one for one in records if one.code == code and one.name != dong.name), None):
        raise StaffingRefused("DONG_CODE_TAKEN", name=dong.name, other=other.name)
    found = next((one for one in records if one.name == dong.name), None)
    if found is None:
        point = {"lat": dong.lat, "lon": dong.lon}
        place = {"sido": office.sido, "sigungu": office.sigungu}
        uow.add(DongRecord(code=code, name=dong.name, name_en=dong.name_en, **place, **point))
        return "created"
    name_en = dong.name_en or found.name_en
    return "changed" if _set(found, code=code, name_en=name_en, lat=dong.lat, lon=dong.lon) else ""


# ------------------------------------------------------------------ accounts


def add_user(database: Database, actor: Actor, account: Account, ask: Callable[[], str]) -> bool:
    """A new login; ``ask`` gives its password and is called once the rest is in order.

    Returns whether a partner's organisation stands in the register (True for other roles): until
    it does, nothing can be referred to that partner. Raises StaffingRefused: NO_OFFICE,
    LOGIN_SHAPE, LOGIN_TAKEN, EMPTY, TOO_LONG, UNKNOWN_DONG, DONG_NEEDED, ORGANIZATION_NEEDED,
    and what :func:`check_password` finds; ResidentNumberError.
    """
    actor.require(Permission.ACCOUNTS_EDIT)
    with database.read() as uow:
        _checked(uow, account)
        _refuse_taken(uow, account.login)
    hashed = _hashed(account.login, ask())
    try:
        with database.write(actor) as uow:
            account, is_known = _checked(uow, account)
            _refuse_taken(uow, account.login)
            office = accounts.office(uow)
            user = uow.add(UserRecord(office_id=office.id, password_hash=hashed, **_values(account)))
            _note(uow, user, "added")
            uow.commit()
    except store.Refused as error:  # somebody was faster
        raise StaffingRefused("LOGIN_TAKEN", login=account.login) from error
    return is_known


def change_user(database: Database, actor: Actor, login: str, **changes: Any) -> bool:
    """Change name, name_en, role, dongs or organization; rights are seen at the user's next click.

    Returns and raises like :func:`add_user`, and UNKNOWN_LOGIN.
    """
    actor.require(Permission.ACCOUNTS_EDIT)
    with database.write(actor) as uow:
        user = _known(uow, login)
        before = Account(user.login, user.name, user.role, tuple(user.dongs), user.organisation, user.name_en)
        account, is_known = _checked(uow, replace(before, **changes))
        if _set(user, **_values(account)):
            _note(uow, user, "changed", role_before=before.role.value, dongs_before=list(before.dongs))
        uow.commit()
    return is_known


def deactivate(database: Database, actor: Actor, login: str) -> int:
    """Close the account and end its logins at once (P-14: the same day); returns how many were alive."""
    actor.require(Permission.ACCOUNTS_EDIT)
    with database.write(actor) as uow:
        user = _known(uow, login)
        ended = accounts.revoke_sessions_of(uow, user.id)
        if _set(user, active=False) or ended:
            _note(uow, user, "deactivated")
        uow.commit()
    return ended


def reset_password(database: Database, actor: Actor, login: str, ask: Callable[[], str]) -> int:
    """A new password, and the end of all logins under the old one; returns how many were alive.

    Raises StaffingRefused: UNKNOWN_LOGIN, INACTIVE (open it with :func:`activate`), and the password's.
    """
    return _give_password(database, actor, login, ask, "password_reset", was_active=True)


def activate(database: Database, actor: Actor, login: str, ask: Callable[[], str]) -> None:
    """Open a closed account again, with a new password: nobody vouches for the old one.

    Raises StaffingRefused: UNKNOWN_LOGIN, ACTIVE, and the password's.
    """
    _give_password(database, actor, login, ask, "activated", was_active=False)


def _give_password(database, actor, login, ask, act: str, *, was_active: bool) -> int:
    actor.require(Permission.ACCOUNTS_EDIT)
    with database.read() as uow:
        _known(uow, login, active=was_active)
    hashed = _hashed(login, ask())
    with database.write(actor) as uow:
        user = _known(uow, login, active=was_active)
        ended = accounts.revoke_sessions_of(uow, user.id)
        user.password_hash, user.active = hashed, True
        _note(uow, user, act)
        uow.commit()
    return ended


def listed(database: Database, actor: Actor) -> list[Listed]:
    """All accounts by login, without who they belong to."""
    actor.require(Permission.ACCOUNTS_EDIT)
    with database.read() as uow:
        return [Listed(one.login, one.role.value, one.active) for one in accounts.users(uow)]


def has_active_user(database: Database) -> bool:
    """Can anybody log in at all?"""
    with database.read() as uow:
        return any(one.active and one.password_hash for one in accounts.users(uow))


def check_password(login: str, password: str) -> None:
    """P-14: raises StaffingRefused PASSWORD_SHORT, PASSWORD_LONG, PASSWORD_IS_LOGIN or PASSWORD_TRIVIAL.

    No mixture of kinds of characters is asked for: length helps, and rules of that sort are
    answered with the same few tricks.
    """
    if len(password) < LEAST_CHARACTERS:
        raise StaffingRefused("PASSWORD_SHORT", least=LEAST_CHARACTERS)
    if len(password) > MOST_CHARACTERS:
        raise StaffingRefused("PASSWORD_LONG", most=MOST_CHARACTERS)
    plain = password.strip().casefold()
    if plain.replace(login.casefold(), "") == "":
        raise StaffingRefused("PASSWORD_IS_LOGIN")
    if plain in TRIVIAL or len(set(plain)) < LEAST_DIFFERENT:
        raise StaffingRefused("PASSWORD_TRIVIAL")


def one_time_password(choose: Callable[[str], str] = secrets.choice) -> str:
    """Four groups of four characters that can be read out: 79 bits."""
    return "-".join("".join(choose(READABLE) for _ in range(4)) for _ in range(4))


def _hashed(login: str, password: str) -> str:
    check_password(login, password)
    return hash_password(password)


def _checked(uow: UnitOfWork, account: Account) -> tuple[Account, bool]:
    """The account as it is kept, and whether its organisation is known; raises for what cannot be."""
    if accounts.office(uow) is None:
        raise StaffingRefused("NO_OFFICE")
    refuse(account.login, "login")
    if not _LOGIN.fullmatch(account.login):
        raise StaffingRefused("LOGIN_SHAPE")
    wanted = tuple(dict.fromkeys(map(_plain, account.dongs)))
    names = [one.name for one in register.dongs(uow)]
    if unknown := [one for one in wanted if one not in names]:
        raise StaffingRefused("UNKNOWN_DONG", unknown=unknown, names=names or ["-"])
    if account.role in _IN_DONGS and not wanted:
        raise StaffingRefused("DONG_NEEDED", names=names or ["-"])
    organization, is_known = _organization(uow, account)
    checked = Account(
        account.login,
        _text(account.name, "name", _NAME),
        account.role,
        wanted,
        organization,
        _text(account.name_en, "name_en", _NAME) if account.name_en else None,
    )
    return checked, is_known


def _organization(uow: UnitOfWork, account: Account) -> tuple[str | None, bool]:
    """A partner sees what was sent to exactly this name: the register's spelling of it is taken."""
    if not account.organization:
        if account.role is Role.PARTNER:
            raise StaffingRefused("ORGANIZATION_NEEDED")
        return None, True
    name = _text(account.organization, "organization", _OFFICE)
    same = (one.name for one in register.organisations(uow) if same_name(one.name) == same_name(name))
    spelt = next(same, None)
    return spelt or name, spelt is not None or account.role is not Role.PARTNER


def _refuse_taken(uow: UnitOfWork, login: str) -> None:
    if accounts.user_by_login(uow, login) is not None:
        raise StaffingRefused("LOGIN_TAKEN", login=login)


def _known(uow: UnitOfWork, login: str, *, active: bool | None = None) -> UserRecord:
    user = accounts.user_by_login(uow, login)
    if user is None:
        raise StaffingRefused("UNKNOWN_LOGIN")
    if active is not None and user.active is not active:
        raise StaffingRefused("ACTIVE" if user.active else "INACTIVE", login=user.login)
    return user


def _values(account: Account) -> dict[str, Any]:
    return {
        "login": account.login,
        "name": account.name,
        "name_en": account.name_en,
        "role": account.role,
        "organisation": account.organization,
        "dongs": account.dongs,
    }


def _note(uow: UnitOfWork, user: UserRecord, act: str, **facts: Any) -> None:
    """Codes, ids and names of dong; never who it is."""
    now = {"role": user.role.value, "dongs": list(user.dongs)}
    uow.event(EventKind.ACCOUNT_CHANGED, user.id, facts={"act": act} | now | facts)


def _set(record: Any, **values: Any) -> bool:
    """Set what differs; whether anything did."""
    differs = {name: value for name, value in values.items() if getattr(record, name) != value}
    for name, value in differs.items():
        setattr(record, name, value)
    return bool(differs)


def _plain(text: Any) -> str:
    """Composed letters (a Mac types Korean decomposed) and single spaces."""
    return " ".join(unicodedata.normalize("NFC", str(text)).split())


def _text(text: str, field: str, longest: int) -> str:
    """The plain text; StaffingRefused EMPTY or TOO_LONG, ResidentNumberError (P-01)."""
    plain = "".join(one for one in _plain(text) if unicodedata.category(one) not in ("Cc", "Cf"))
    refuse(plain, field)
    if not plain:
        raise StaffingRefused("EMPTY", field=field)
    if len(plain) > longest:
        raise StaffingRefused("TOO_LONG", field=field, most=longest)
    return plain
