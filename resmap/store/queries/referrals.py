"""Referrals, as the office that wrote them and as the agency that got them sees them."""

from datetime import date

from sqlalchemy import select

from resmap.domain.case import Case
from resmap.domain.codes import Answer
from resmap.domain.network import Offer
from resmap.domain.permissions import Actor, NotFound, Permission
from resmap.domain.referrals import LIVE, ReferralState
from resmap.domain.serving import unit_of, units_of
from resmap.store.queries import cases
from resmap.store.records import (
    AnswerRecord,
    CaseRecord,
    ClientRecord,
    MemberRecord,
    NeedRecord,
    ReferralRecord,
    TaskRecord,
)


def unit_key(offer: Offer) -> str:
    """How the referral table spells the unit that "already served" counts (R195)."""
    return " / ".join(part or "" for part in unit_of(offer))


def unit_keys(offer: Offer) -> frozenset[str]:
    """Its own unit, and those of the entries that were merged into it."""
    return frozenset(" / ".join(part or "" for part in unit) for unit in units_of(offer))


def get(uow, actor: Actor, referral_id: str, permission: Permission) -> ReferralRecord:
    """The referral, if this actor may know of it; raises NotAllowed (role) or NotFound (scope)."""
    actor.require(permission)
    uow.require_actor(actor)
    found = uow.get(ReferralRecord, referral_id)
    if found is None:
        raise NotFound("ReferralRecord")
    return found


def client_of(uow, referral: ReferralRecord) -> str | None:
    """Id of the client that a referral within the actor's scope is about, for the history only (P-13)."""
    with uow.beyond_scope():
        return uow.session.scalar(select(CaseRecord.client_id).where(CaseRecord.id == referral.case_id))


def keep_no(uow, referral: ReferralRecord, why: str | None) -> AnswerRecord:
    """The client's no to what a referral asked for, as an answer of R025: whoever noted it, an agency too.

    It is the no of whoever holds the need; of all the household where several do.
    """
    with uow.beyond_scope():
        need = uow.get(NeedRecord, referral.need_id)
        holder = uow.get(MemberRecord, need.holder) if need else None
        told = {name: value for name, value in (referral.suggestion or {}).items() if name != "took_place"}
        kept = uow.add(
            AnswerRecord(
                case_id=referral.case_id,
                need_id=referral.need_id,
                offer_id=referral.offer_id,
                answer=Answer.DECLINE,
                by_id=holder.id if holder else None,
                why=why,
                suggestion=told or None,
            )
        )
        uow.flush()
    return kept


def keep_task(uow, referral: ReferralRecord, kind: str, due_on: date, text: str) -> TaskRecord:
    """What a referral leaves to be done by whoever has the case, whoever brought it about."""
    with uow.beyond_scope():
        case = uow.get(CaseRecord, referral.case_id)
        kept = uow.add(
            TaskRecord(
                case_id=referral.case_id,
                kind=kind,
                due_on=due_on,
                owner_id=case.manager_id if case else None,
                subject_id=referral.id,
                text=text,
            )
        )
        uow.flush()
    return kept


def case_behind(uow, referral: ReferralRecord, today: date) -> Case | None:
    """The open case of a referral that was authorised, as the rule of disclosure needs it; None once it is closed.

    For that rule only: nothing of it is told to who holds the referral.
    """
    with uow.beyond_scope():
        case = uow.get(CaseRecord, referral.case_id)
        client = uow.get(ClientRecord, case.client_id) if case else None
        if client is None or case.closed_on is not None:
            return None
        (parts,) = cases.gathered(uow, [(case, client)])
        return cases.value(uow, parts, today)


def of_case(uow, actor: Actor, case_id: str) -> list[ReferralRecord]:
    """The referrals of a case that the actor may see, oldest first."""
    uow.require_actor(actor)
    return _listed(uow, ReferralRecord.case_id == case_id)


def of_actor(
    uow, actor: Actor, *, states: frozenset[ReferralState] = frozenset(ReferralState)
) -> list[ReferralRecord]:
    """All referrals in the actor's scope: a manager's own, or those sent to a partner's agency."""
    uow.require_actor(actor)
    return _listed(uow, ReferralRecord.state.in_(states))


def live_to(uow, case_id: str, offer: Offer) -> ReferralRecord | None:
    """The live referral of the case to a unit of this offer; the table allows one to each."""
    return uow.session.scalar(
        select(ReferralRecord)
        .where(
            ReferralRecord.case_id == case_id,
            ReferralRecord.unit.in_(sorted(unit_keys(offer))),
            ReferralRecord.state.in_(LIVE),
        )
        .order_by(ReferralRecord.id)
        .limit(1)
    )


def _listed(uow, condition) -> list[ReferralRecord]:
    query = select(ReferralRecord).where(condition).order_by(ReferralRecord.id)
    return list(uow.session.scalars(query))
