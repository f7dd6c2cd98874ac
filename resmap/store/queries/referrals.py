"""Referrals, as the office that wrote them and as the agency that got them sees them."""

from sqlalchemy import select

from resmap.domain.network import Offer
from resmap.domain.permissions import Actor, NotFound, Permission
from resmap.domain.referrals import LIVE, ReferralState
from resmap.domain.serving import unit_of, units_of
from resmap.store.records import CaseRecord, ReferralRecord


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
