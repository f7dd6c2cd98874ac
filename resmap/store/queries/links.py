"""All referrals of a supervisor's dongs in one look: of a client no more than whether they are unsafe (R046)."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from resmap.domain.permissions import Actor, Permission
from resmap.domain.referrals import ReferralState
from resmap.store.queries.cases import make_keys_ready
from resmap.store.queries.known import unsafe
from resmap.store.records import CaseRecord, ClientRecord, OfferRecord, ReferralRecord


@dataclass(frozen=True, slots=True)
class Link:
    """One referral with its case. ``protected``: the client is, or lives with violence (P-22)."""

    id: str
    case_id: str
    number: str
    dong: str | None
    manager_id: str | None
    protected: bool
    offer_id: str
    organisation: str
    department: str | None
    state: ReferralState
    created_at: datetime
    requested_at: datetime | None
    reply_due: date | None
    decided_by: str | None
    reason_code: str | None
    outcome: str | None


@dataclass(frozen=True, slots=True)
class To:
    """The entry that a referral went to, as it stands now (taken out ones, too)."""

    kind: str
    name: str
    name_en: str | None
    secret: bool


def listed(uow, actor: Actor) -> list[Link]:
    """Every referral of cases in the supervisor's own dongs, the youngest first; of no dong where they have none."""
    actor.require(Permission.CASE_DECIDE)
    uow.require_actor(actor)
    row, case = ReferralRecord, CaseRecord
    query = (
        select(
            row.id,
            row.case_id,
            case.number,
            case.dong,
            case.manager_id,
            case.client_id,
            row.offer_id,
            row.organisation,
            row.department,
            row.state,
            row.created_at,
            row.requested_at,
            row.reply_due,
            row.decided_by,
            row.reason_code,
            row.outcome,
        )
        .join(case, case.id == row.case_id)
        .where(case.office_id == actor.office, case.dong.in_(sorted(actor.dongs)))
        .order_by(row.created_at.desc(), row.id.desc())
    )
    rows = list(uow.session.execute(query))
    here = select(case.client_id).where(case.office_id == actor.office, case.dong.in_(sorted(actor.dongs)))
    linked = here.where(case.id.in_(select(row.case_id)))
    make_keys_ready(uow, {found[5] for found in rows})
    hidden = set(unsafe(uow, uow.session.scalars(select(ClientRecord).where(ClientRecord.id.in_(linked)))))
    return [Link(*found[:5], found[5] in hidden, *found[6:]) for found in rows]


def entries(uow) -> dict[str, To]:
    """What each entry of the register is and is called, by id; those that were taken out, too."""
    row = OfferRecord
    query = select(row.id, row.kind, row.name, row.name_en, row.location_secret)
    found = uow.session.execute(query.execution_options(include_voided=True))
    return {id_: To(kind, name, name_en, secret) for id_, kind, name, name_en, secret in found}
