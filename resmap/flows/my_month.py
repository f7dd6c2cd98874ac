"""나의 한 달: what a month's work consisted of, by the twelve roles and the three direct services (R048, R049, R152-R154).

A page of one's own, also for one's supervisor to talk over; for a dong only totals. Nobody is ranked: people are
listed by name, never by a number, and no page shows the numbers of two people.
"""

from dataclasses import dataclass
from datetime import date

from resmap.domain.monthly import month_of
from resmap.domain.permissions import Actor, NotFound, Permission, Role
from resmap.domain.roles import DirectRole, RoleCount, ServiceCount, counted, counted_services
from resmap.store import UnitOfWork, UserRecord, accounts
from resmap.store.queries import activity
from resmap.store.queries.activity import Activity


@dataclass(frozen=True, slots=True)
class Colleague:
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class RoleMonth:
    """A month by roles. ``worker`` None: totals of ``dongs``; ``team``: who has a page that the actor may open, by name.
    ``records``: what the program kept and counted, by kind of ``domain.roles.ROLE_OF_RECORD``."""

    first: date
    last: date
    worker: Colleague | None
    own: bool
    dong: str
    dongs: tuple[str, ...]
    direct: tuple[RoleCount, ...]
    indirect: tuple[RoleCount, ...]
    services: tuple[ServiceCount, ...]
    tried: int
    reached: int
    records: dict[str, int]
    team: tuple[Colleague, ...]


def mine(uow: UnitOfWork, actor: Actor, day: date, *, locale: str) -> RoleMonth:
    """The actor's own month: the one of that day."""
    actor.require(Permission.CASE_READ)
    first, last = month_of(day)
    record = accounts.user(uow, actor.id)
    told = activity.own(uow, actor, first, last)
    return _told(told, first, last, record and _colleague(record, locale), own=True)


def of_worker(uow: UnitOfWork, actor: Actor, worker_id: str, day: date, *, locale: str) -> RoleMonth:
    """The month of a worker of the supervisor's dongs, in the cases that the supervisor reaches. Raises NotFound."""
    actor.require(Permission.FIGURES_READ)
    if worker_id == actor.id:
        return mine(uow, actor, day, locale=locale)
    worker = next((one for one in _team(uow, actor) if one.id == worker_id), None)
    if worker is None:
        raise NotFound("UserRecord")
    first, last = month_of(day)
    told = activity.of_worker(uow, actor, worker.id, first, last)
    return _told(told, first, last, _colleague(worker, locale), own=False)


def of_dongs(uow: UnitOfWork, actor: Actor, day: date, *, dong: str = "", locale: str) -> RoleMonth:
    """Totals by role of one of the supervisor's dongs, or of all of them. Raises NotFound for another dong."""
    actor.require(Permission.FIGURES_READ)
    if dong and dong not in actor.dongs:
        raise NotFound("DongRecord")
    first, last = month_of(day)
    told = activity.of_dongs(uow, actor, [dong] if dong else actor.dongs, first, last)
    team = sorted((_colleague(one, locale) for one in _team(uow, actor)), key=lambda one: (one.name, one.id))
    return _told(told, first, last, None, own=False, dong=dong, dongs=tuple(sorted(actor.dongs)), team=tuple(team))


def _team(uow: UnitOfWork, actor: Actor) -> list[UserRecord]:
    """Case managers of the actor's office with a dong in common."""
    return [
        one
        for one in accounts.users(uow)
        if one.role is Role.CASE_MANAGER and one.office_id == actor.office and set(one.dongs or ()) & actor.dongs
    ]


def _colleague(record: UserRecord, locale: str) -> Colleague:
    return Colleague(record.id, (locale == "en" and record.name_en) or record.name)


def _told(
    told: Activity,
    first: date,
    last: date,
    worker: Colleague | None,
    *,
    own: bool,
    dong: str = "",
    dongs: tuple[str, ...] = (),
    team: tuple[Colleague, ...] = (),
) -> RoleMonth:
    roles = counted(told.contacts, told.records)
    return RoleMonth(
        first=first,
        last=last,
        worker=worker,
        own=own,
        dong=dong,
        dongs=dongs,
        direct=tuple(one for one in roles if isinstance(one.role, DirectRole)),
        indirect=tuple(one for one in roles if not isinstance(one.role, DirectRole)),
        services=counted_services(told.services),
        tried=told.tried,
        reached=told.reached,
        records=dict(told.records),
        team=team,
    )
