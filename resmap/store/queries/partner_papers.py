"""What a partner writes of its own referral: kept with the case, which it never reaches (R014)."""

from datetime import date
from typing import Any

from sqlalchemy import select

from resmap.domain.papers import PaperKind, PaperState
from resmap.store.records import CaseRecord, PaperRecord, ReferralRecord


def is_closed(uow, referral: ReferralRecord) -> bool:
    """Whether the case behind a referral that the partner was authorised for is closed: nothing else of it."""
    with uow.beyond_scope():
        return uow.session.scalar(select(CaseRecord.closed_on).where(CaseRecord.id == referral.case_id)) is not None


def add(uow, referral: ReferralRecord, today: date, content: dict[str, Any]) -> PaperRecord:
    """Keep the partner's report; the caller authorised the referral. ``subject_id`` is the referral."""
    with uow.beyond_scope():
        kept = uow.add(
            PaperRecord(
                case_id=referral.case_id,
                kind=PaperKind.PARTNER_REPORT,
                state=PaperState.DONE,
                on=today,
                done_on=today,
                subject_id=referral.id,
                content=content,
            )
        )
        uow.flush()
    return kept


def of_referral(uow, referral: ReferralRecord) -> list[PaperRecord]:
    """The reports of one referral that the partner was authorised for, youngest first."""
    with uow.beyond_scope():
        query = (
            select(PaperRecord)
            .where(
                PaperRecord.case_id == referral.case_id,
                PaperRecord.kind == PaperKind.PARTNER_REPORT,
                PaperRecord.subject_id == referral.id,
            )
            .order_by(PaperRecord.on.desc(), PaperRecord.id.desc())
        )
        return list(uow.session.scalars(query))
