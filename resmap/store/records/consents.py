"""Consents: a set of separate records, each with its own recipient, items and period (P-05)."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from resmap.store.base import Base, Editable, Id, refers_to
from resmap.store.sealed import SealedJson, SealedText
from resmap.store.types import Code, Moment


class ConsentKind(StrEnum):
    COLLECT = "collect"
    PROVIDE_CLASS = "provide_class"
    PROVIDE_OFFER = "provide_offer"
    SENSITIVE_CLASS = "sensitive_class"
    SENSITIVE_OFFER = "sensitive_offer"
    NETWORK_CONTACT = "network_contact"
    NETWORK_CONTACT_ONLY = "network_contact_only"
    RECORD_HANDOVER = "record_handover"
    LEGAL_REPRESENTATIVE = "legal_representative"
    SENSITIVE = "sensitive"
    FAMILY = "family"
    AFTERCARE = "aftercare"
    PHOTO = "photo"
    STATISTICS = "statistics"
    MEDIA = "media"


class ConsentRecord(Editable, Base):
    """One consent or (``granted`` False) one refusal, which is worth keeping too (P-06).

    ``recipient`` is a recipient class or an offer's id, by ``kind``; ``items``
    are the fields that the client named for that recipient, None for the usual
    ones. It holds from ``since`` to ``until``, both included, unless withdrawn.
    ``purpose`` and ``text_version`` are what was read to the signer, ``how`` they signed
    (paper, phone, screen), ``signed_by`` is self, legal_representative or member.
    """

    __tablename__ = "case_consents"
    __table_args__ = (
        CheckConstraint("until IS NULL OR until >= since", name="in_order"),
        CheckConstraint(
            "recipient IS NOT NULL OR kind NOT IN ('provide_class', 'provide_offer',"
            " 'sensitive_class', 'sensitive_offer', 'network_contact_only')",
            name="names_its_recipient",
        ),
    )
    personal = True

    case_id: Mapped[str] = mapped_column(Id, refers_to("cases.id"), index=True)
    kind: Mapped[ConsentKind] = mapped_column(Code(ConsentKind))
    recipient: Mapped[str | None] = mapped_column(String(40))
    items = SealedJson()
    granted: Mapped[bool] = mapped_column(default=True)
    since: Mapped[date]
    until: Mapped[date | None]
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)
    text_version: Mapped[str | None] = mapped_column(String(20))
    how: Mapped[str | None] = mapped_column(String(20))
    signed_by: Mapped[str | None] = mapped_column(String(40))
    told_on: Mapped[date | None]
    signer = SealedText()
    purpose = SealedText()
    withdrawn_why = SealedText()
