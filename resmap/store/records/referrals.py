"""Referrals: what was asked of whom, and exactly what was told."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from resmap.domain.referrals import LIVE, ReferralState
from resmap.store.base import Base, Editable, Id, refers_to
from resmap.store.sealed import SealedJson, SealedText
from resmap.store.types import Code, Moment

_LIVE = ", ".join(f"'{state.value}'" for state in sorted(LIVE))
_ONE_LIVE = text(f"state IN ({_LIVE}) AND voided_at IS NULL")


class ReferralRecord(Editable, Base):
    """A referral of a case to an offer.

    ``unit`` is what "already served" counts (R195), as ``queries.referrals.unit_key``
    spells it; organisation and department are the names as they were. The table refuses a second live referral of one case to one unit.
    ``disclosed`` keeps the fields as they were sent; it is never rebuilt.
    Who ended or refused it (``decided_by``: client, provider, third_party) stands with a coded
    ``reason_code``; ``outcome`` (got help, ...) is apart from the state; ``replied`` holds the
    other fields of the reply slip (회신서, practice §2.4); ``given_value``: what was given, in won, where known.
    """

    __tablename__ = "referrals"
    __table_args__ = (
        Index(
            "uq_referrals_one_live_per_unit",
            "case_id",
            "unit",
            unique=True,
            sqlite_where=_ONE_LIVE,
            postgresql_where=_ONE_LIVE,
        ),
    )
    personal = True

    case_id: Mapped[str] = mapped_column(Id, refers_to("cases.id"), index=True)
    need_id: Mapped[str | None] = mapped_column(Id, refers_to("case_needs.id"))
    offer_id: Mapped[str] = mapped_column(Id, refers_to("offers.id"), index=True)
    organisation: Mapped[str] = mapped_column(String(200), index=True)
    department: Mapped[str | None] = mapped_column(String(200))
    unit: Mapped[str] = mapped_column(String(420))
    state: Mapped[ReferralState] = mapped_column(Code(ReferralState), default=ReferralState.DRAFT)
    requested_at: Mapped[datetime | None] = mapped_column(Moment)
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    started_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    reply_due: Mapped[date | None]
    parked_until: Mapped[date | None]
    reminded_on: Mapped[date | None]
    decided_by: Mapped[str | None] = mapped_column(String(20))
    reason_code: Mapped[str | None] = mapped_column(String(40))
    outcome: Mapped[str | None] = mapped_column(String(40))
    given_value: Mapped[int | None] = mapped_column(BigInteger)
    channel: Mapped[str | None] = mapped_column(String(20))
    onward_from_id: Mapped[str | None] = mapped_column(Id)
    request = SealedText()
    disclosed = SealedJson()
    reply = SealedText()
    replied = SealedJson()
    suggestion = SealedJson()
