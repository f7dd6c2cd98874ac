"""What waits for somebody today: numbers and the oldest referrals without a reply, inside the scope."""

from sqlalchemy import func, select

from resmap.domain.codes import Review
from resmap.domain.referrals import ReferralState
from resmap.store.records import CaseRecord, OfferRecord, ReferralRecord


def open_cases(uow) -> int:
    """Cases in scope that are not closed."""
    return uow.session.scalar(select(func.count(CaseRecord.id)).where(CaseRecord.closed_on.is_(None)))


def referrals_in(uow, state: ReferralState) -> int:
    """Referrals in scope that stand in this state."""
    return uow.session.scalar(select(func.count(ReferralRecord.id)).where(ReferralRecord.state == state))


def oldest_waiting(uow, most: int = 5) -> list[ReferralRecord]:
    """Requested referrals in scope, the longest waiting first."""
    query = select(ReferralRecord).where(ReferralRecord.state == ReferralState.REQUESTED)
    return list(uow.session.scalars(query.order_by(ReferralRecord.requested_at, ReferralRecord.id).limit(most)))


def offers_in(uow, review: Review) -> int:
    """Offers of the register in this state of review."""
    return uow.session.scalar(
        select(func.count(OfferRecord.id)).where(OfferRecord.review == review, OfferRecord.voided_at.is_(None))
    )
