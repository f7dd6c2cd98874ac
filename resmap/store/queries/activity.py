"""What was done in a span of days, counted in the database: one query for each sort of record, however many there are.

Only numbers leave here: no case, no client. Days are Korean ones.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Text, cast, func, or_, select

from resmap.domain.papers import PaperKind
from resmap.domain.permissions import Actor, Permission
from resmap.store.records import (
    AttendeeRecord,
    BlockRecord,
    CaseRecord,
    CaseTieRecord,
    ComparisonRecord,
    ConferenceRecord,
    ContactRecord,
    PaperRecord,
    ReferralRecord,
    ResourceConflictRecord,
)
from resmap.store.unit_of_work import NOBODY, SYSTEM_NAME

_SEOUL = ZoneInfo("Asia/Seoul")

#: Papers that stand for indirect work, by the kinds of ``domain.roles.ROLE_OF_RECORD``.
_PAPERS = {PaperKind.ADVOCACY: "advocacy", PaperKind.CAPACITY_QUESTION: "capacity_question"}


@dataclass(frozen=True, slots=True)
class Activity:
    """``contacts``: (roles, how many contacts had just these); ``services``: contacts by direct service;
    ``reached`` of ``tried`` contacts; ``records``: how many of each kind of ``domain.roles.ROLE_OF_RECORD``."""

    contacts: tuple[tuple[tuple[str, ...], int], ...]
    services: dict[str, int]
    tried: int
    reached: int
    records: dict[str, int]


def moments(first: date, last: date) -> tuple[datetime, datetime]:
    """From when until before when these Korean days last, both included."""
    begin, after = (datetime.combine(day, time(), _SEOUL) for day in (first, last + timedelta(days=1)))
    return begin, after


def own(uow, actor: Actor, first: date, last: date) -> Activity:
    """What the actor did, cases handed over since included: one's own numbers are one's own."""
    actor.require(Permission.CASE_READ)
    uow.require_actor(actor)
    with uow.beyond_scope():
        return _counted(uow, actor.office, first, last, by=actor.id)


def of_worker(uow, actor: Actor, worker_id: str, first: date, last: date) -> Activity:
    """What somebody did in the cases that the actor reaches."""
    actor.require(Permission.FIGURES_READ)
    uow.require_actor(actor)
    return _counted(uow, actor.office, first, last, by=worker_id)


def of_dongs(uow, actor: Actor, dongs: Collection[str], first: date, last: date) -> Activity:
    """What was done in the cases of these dongs that the actor reaches, whoever did it."""
    actor.require(Permission.FIGURES_READ)
    uow.require_actor(actor)
    return _counted(uow, actor.office, first, last, dongs=sorted(dongs))


def _counted(uow, office: str, first: date, last: date, *, by: str = "", dongs: list[str] | None = None) -> Activity:
    begin, after = moments(first, last)

    def number(cls, *conditions) -> int:
        return uow.session.scalar(_of_case(select(func.count(cls.id)), cls, by, dongs).where(*conditions)) or 0

    contacts, services, tried, reached = _contacts(uow, first, last, by, dongs)
    papers = _of_case(select(PaperRecord.kind, func.count(PaperRecord.id)), PaperRecord, by, dongs)
    papers = papers.where(PaperRecord.kind.in_(_PAPERS), PaperRecord.on.between(first, last)).group_by(PaperRecord.kind)
    written = {_PAPERS[kind]: times for kind, times in uow.session.execute(papers)}
    records = {
        "referral": number(ReferralRecord, ReferralRecord.requested_at >= begin, ReferralRecord.requested_at < after),
        "comparison": number(ComparisonRecord, ComparisonRecord.created_at >= begin, ComparisonRecord.created_at < after),
        "tie": number(CaseTieRecord, CaseTieRecord.created_at >= begin, CaseTieRecord.created_at < after),
        "conflict": number(BlockRecord, BlockRecord.created_at >= begin, BlockRecord.created_at < after)
        + _resource_conflicts(uow, begin, after, by),
        "conference": _conferences(uow, office, first, last, by, dongs),
        **{name: written.get(name, 0) for name in _PAPERS.values()},
    }
    return Activity(contacts, services, tried, reached, records)


def _contacts(uow, first: date, last: date, by: str, dongs: list[str] | None):
    """Contacts in groups of the same roles, service and reach: a handful of rows, however many contacts."""
    roles = cast(ContactRecord.roles, Text)
    query = _of_case(
        select(roles, ContactRecord.service, ContactRecord.reached, func.count(ContactRecord.id)), ContactRecord, by, dongs
    )
    query = query.where(ContactRecord.on.between(first, last))
    rows = uow.session.execute(query.group_by(roles, ContactRecord.service, ContactRecord.reached)).all()
    contacts = tuple((tuple(json.loads(codes or "[]")), times) for codes, _, _, times in rows)
    services: dict[str, int] = {}
    for _, service, _, times in rows:
        if service is not None:
            services[service] = services.get(service, 0) + times
    return contacts, services, sum(row[3] for row in rows), sum(row[3] for row in rows if row[2])


def _of_case(query, cls, by: str, dongs: list[str] | None):
    """The query on a record of a case, of one hand or of some dongs."""
    if by:
        query = query.where(cls.created_by == by)
    if dongs is not None:  # what a program brought in by itself is nobody's work
        query = query.join(CaseRecord, CaseRecord.id == cls.case_id).where(
            CaseRecord.dong.in_(dongs), cls.created_by.not_in((SYSTEM_NAME, NOBODY))
        )
    return query


def _resource_conflicts(uow, begin: datetime, after: datetime, by: str) -> int:
    """Conflicts between entries that one noted: they are of no case, so that they are in nobody's dong."""
    if not by:
        return 0
    one = ResourceConflictRecord
    made = select(func.count(one.id)).where(
        one.created_by == by, one.created_at >= begin, one.created_at < after, one.tie_id.is_(None)
    )
    return uow.session.scalar(made) or 0


def _conferences(uow, office: str, first: date, last: date, by: str, dongs: list[str] | None) -> int:
    """Conferences that were held: those that one chaired or sat in, or those of the dongs and of the whole office."""
    query = select(func.count(ConferenceRecord.id)).where(
        ConferenceRecord.office_id == office, ConferenceRecord.held, ConferenceRecord.on.between(first, last)
    )
    if by:
        seat = select(AttendeeRecord.id).where(
            AttendeeRecord.conference_id == ConferenceRecord.id, AttendeeRecord.user_id == by
        )
        query = query.where(or_(ConferenceRecord.chair_id == by, seat.exists()))
    if dongs is not None:
        query = query.where(or_(ConferenceRecord.dong.is_(None), ConferenceRecord.dong == "", ConferenceRecord.dong.in_(dongs)))
    return uow.session.scalar(query) or 0
