"""The rows that a month's figures are counted from: ids, days and codes, nothing sealed; a query for each sort."""

from collections.abc import Collection
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import and_, func, or_, select

from resmap.domain.donations import ShareState
from resmap.domain.monthly import (
    CaseRow,
    ContactRow,
    LinkRow,
    MeetingRow,
    Rows,
    ShareRow,
    TrainingRow,
    kind_of,
    side_of,
    won_of,
)
from resmap.domain.permissions import Actor, Permission
from resmap.store.queries.activity import moments
from resmap.store.records import (
    CaseRecord,
    ConferenceRecord,
    ContactRecord,
    DonationRecord,
    DonationShareRecord,
    MemberRecord,
    OfferRecord,
    OrganisationRecord,
    ReferralRecord,
    TrainingRecord,
)

_SEOUL = ZoneInfo("Asia/Seoul")


def rows(uow, actor: Actor, dongs: Collection[str], first: date, last: date) -> Rows:
    """What is counted of these dongs between two days, both included, as far as the actor's scope reaches.

    Meetings are those of the dongs and of the whole office, trainings the office's. Raises NotAllowed.
    """
    actor.require(Permission.FIGURES_READ)
    uow.require_actor(actor)
    among = sorted(dongs)
    meetings = select(ConferenceRecord.id, ConferenceRecord.on, ConferenceRecord.kind, ConferenceRecord.dong).where(
        ConferenceRecord.office_id == actor.office, ConferenceRecord.held, ConferenceRecord.on.between(first, last),
        or_(ConferenceRecord.dong.is_(None), ConferenceRecord.dong == "", ConferenceRecord.dong.in_(among)),
    )  # fmt: skip
    trainings = select(TrainingRecord.id, TrainingRecord.on).where(
        TrainingRecord.office_id == actor.office, TrainingRecord.on.between(first, last)
    )
    return Rows(
        cases=_cases(uow, among),
        contacts=_contacts(uow, among, first, last),
        links=_links(uow, among, first, last),
        shares=_shares(uow, among, first, last),
        meetings=tuple(MeetingRow(id_, on, kind, dong or "") for id_, on, kind, dong in uow.session.execute(meetings)),
        trainings=tuple(TrainingRow(*row) for row in uow.session.execute(trainings)),
    )


def lines(uow, actor: Actor, case_ids: Collection[str]) -> list[CaseRecord]:
    """The cases behind a figure, as far as the actor reaches them, by number. No client is read."""
    actor.require(Permission.FIGURES_READ)
    uow.require_actor(actor)
    found = uow.session.scalars(select(CaseRecord).where(CaseRecord.id.in_(list(case_ids))).order_by(CaseRecord.number))
    return list(found)


def _cases(uow, dongs: list[str]) -> tuple[CaseRow, ...]:
    people = select(MemberRecord.client_id, func.count(MemberRecord.id)).group_by(MemberRecord.client_id)
    members = dict(uow.session.execute(people).all())
    query = select(
        CaseRecord.id, CaseRecord.client_id, CaseRecord.dong, CaseRecord.opened_on, CaseRecord.closed_on,
        CaseRecord.closing_reason, CaseRecord.kind,
    ).where(CaseRecord.dong.in_(dongs)).order_by(CaseRecord.number)  # fmt: skip
    return tuple(CaseRow(*row, members=max(members.get(row[1], 1), 1)) for row in uow.session.execute(query))


def _contacts(uow, dongs: list[str], first: date, last: date) -> tuple[ContactRow, ...]:
    query = (
        select(
            ContactRecord.case_id, ContactRecord.on, ContactRecord.method, ContactRecord.reached, ContactRecord.service
        )
        .join(CaseRecord, CaseRecord.id == ContactRecord.case_id)
        .where(CaseRecord.dong.in_(dongs), ContactRecord.on.between(first, last))
    )
    return tuple(ContactRow(*row) for row in uow.session.execute(query))


def _links(uow, dongs: list[str], first: date, last: date) -> tuple[LinkRow, ...]:
    begin, after = moments(first, last)
    one = ReferralRecord
    happened = or_(
        and_(one.requested_at >= begin, one.requested_at < after),
        and_(one.answered_at >= begin, one.answered_at < after),
        one.started_on.between(first, last),
        one.ended_on.between(first, last),
    )
    query = (
        select(
            one.case_id, one.state, one.requested_at, one.answered_at, one.started_on, one.ended_on, one.given_value,
            OfferRecord.kind, OrganisationRecord.sector,
        )
        .join(CaseRecord, CaseRecord.id == one.case_id)
        .outerjoin(OfferRecord, OfferRecord.id == one.offer_id)
        .outerjoin(OrganisationRecord, OrganisationRecord.id == OfferRecord.organisation_id)
        .where(CaseRecord.dong.in_(dongs), happened)
    )  # fmt: skip
    return tuple(
        LinkRow(
            case=case,
            state=state,
            side=side_of(sector, kind or ""),
            kind=kind_of(kind or ""),
            requested_on=_day(requested),
            answered_on=_day(answered),
            started_on=started,
            ended_on=ended,
            value=value,
        )
        for case, state, requested, answered, started, ended, value, kind, sector in uow.session.execute(query)
    )


def _shares(uow, dongs: list[str], first: date, last: date) -> tuple[ShareRow, ...]:
    share = DonationShareRecord
    query = (
        select(share.case_id, share.settled_on, share.count, DonationRecord.unit)
        .join(DonationRecord, DonationRecord.id == share.donation_id)
        .join(CaseRecord, CaseRecord.id == share.case_id)
        .where(CaseRecord.dong.in_(dongs), share.state == ShareState.GIVEN, share.settled_on.between(first, last))
    )
    return tuple(ShareRow(case, on, won_of(unit, count)) for case, on, count, unit in uow.session.execute(query))


def _day(moment: datetime | None) -> date | None:
    return moment.astimezone(_SEOUL).date() if moment else None
