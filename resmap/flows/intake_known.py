"""Do we know this person (R004; day.md, screen 6)? Asked while a new case is saved, before anything is kept.

Within the actor's reach the case itself is told: same number, or same name with a birth year that fits.
Beyond it only that the office may know the person, and whom to ask: no name, no dong, no case. A
protected client is in no answer at all, not even to their own manager (P-22: excluded from duplicate hints).
"""

from dataclasses import dataclass
from datetime import date

from resmap.domain.events import EventKind
from resmap.domain.korean import fold
from resmap.domain.permissions import Actor, Permission, Role
from resmap.domain.resident_number import refuse
from resmap.store import UnitOfWork, accounts
from resmap.store.queries import known as queries

#: So many are told; who has more of one name looks at the list of cases.
MOST = 5


@dataclass(frozen=True, slots=True)
class KnownCase:
    """A case within reach that may be this person's; ``because`` is phone or name."""

    id: str
    number: str
    name: str
    birth_year: int | None
    dong: str | None
    stage: str
    closed_on: date | None
    because: str


@dataclass(frozen=True, slots=True)
class Known:
    """What is told: ``cases`` within reach, and whether the office may know them ``elsewhere``; ``ask`` are names
    of supervisors, the same whatever was found."""

    cases: tuple[KnownCase, ...] = ()
    elsewhere: bool = False
    ask: tuple[str, ...] = ()

    @property
    def any(self) -> bool:
        return bool(self.cases) or self.elsewhere


def ask(
    uow: UnitOfWork,
    actor: Actor,
    *,
    name: str = "",
    birth_year: int | None = None,
    phone: str = "",
    locale: str = "ko",
    besides: str = "",
) -> Known:
    """Who this may be; notes that it was asked (and of whom it was told), in the unit of work that reads.

    Raises ResidentNumberError for a number that nobody types.
    """
    actor.require(Permission.CASE_EDIT)
    found = look(uow, actor, name=name, birth_year=birth_year, phone=phone, locale=locale, besides=besides)
    facts = {"asked": "known", "of": sorted({one.id for one in found.cases}), "elsewhere": found.elsewhere}
    uow.event(EventKind.CLIENT_LISTED, facts=facts)
    uow.commit()
    return found


def look(
    uow: UnitOfWork,
    actor: Actor,
    *,
    name: str = "",
    birth_year: int | None = None,
    phone: str = "",
    locale: str = "ko",
    besides: str = "",
) -> Known:
    """The same within another act; nothing is noted. ``besides``: a client who is somebody else than this."""
    for field, text in (("name", name), ("phone", phone)):
        refuse(text, field)
    index, folded = queries.phone_index(uow, actor, phone), fold(name)
    cases = []
    for case, client in queries.within_reach(uow, actor):
        if client.id == besides:
            continue
        same_phone = index is not None and client.phone_index == index
        if same_phone or _same_person(folded, birth_year, client):
            shown = (locale == "en" and client.name_en) or client.name or ""
            cases.append(
                KnownCase(
                    id=case.id,
                    number=case.number,
                    name=shown,
                    birth_year=client.birth_year,
                    dong=case.dong,
                    stage=case.stage.value,
                    closed_on=case.closed_on,
                    because="phone" if same_phone else "name",
                )
            )
        if len(cases) == MOST:
            break
    elsewhere = queries.elsewhere(uow, actor, phone)
    return Known(tuple(cases), elsewhere, whom_to_ask(uow, actor, locale) if elsewhere else ())


def whom_to_ask(uow: UnitOfWork, actor: Actor, locale: str = "ko") -> tuple[str, ...]:
    """The supervisors of the office, those of the actor's own dongs first: nothing of who is known."""
    users = [
        one
        for one in accounts.users(uow)
        if one.role is Role.SUPERVISOR and one.active and one.office_id == actor.office and one.id != actor.id
    ]
    users.sort(key=lambda one: (not actor.dongs & set(one.dongs or ()), one.name))
    return tuple((locale == "en" and one.name_en) or one.name for one in users)


def _same_person(folded: str, birth_year: int | None, client) -> bool:
    """Same name; the birth years are the same, or one of them was not told."""
    if len(folded) < 2 or folded not in {fold(client.name or ""), fold(client.name_en or "")}:
        return False
    return birth_year is None or client.birth_year is None or birth_year == client.birth_year
