"""The supervisor's records: conferences, donations and their sharing out, training, the office's own forms."""

from datetime import date

from sqlalchemy import CheckConstraint, Float, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from resmap.domain.stages import ConferenceKind
from resmap.store.base import Base, Editable, Id, refers_to
from resmap.store.sealed import SealedJson, SealedText
from resmap.store.types import Code, Document, Names, Prose


class ConferenceRecord(Editable, Base):
    """A case conference, an integrated conference or an internal decision meeting (R011, R039, R040).

    Nothing of a client stands here; each case on the agenda is an item of its own. ``written``:
    held on paper (서면회의), which counts.
    """

    __tablename__ = "conferences"

    office_id: Mapped[str] = mapped_column(Id, refers_to("offices.id"), index=True)
    kind: Mapped[ConferenceKind] = mapped_column(Code(ConferenceKind))
    on: Mapped[date] = mapped_column("on_day", index=True)
    held: Mapped[bool] = mapped_column(default=False)
    written: Mapped[bool] = mapped_column(default=False)
    dong: Mapped[str | None] = mapped_column(String(60))
    place: Mapped[str | None] = mapped_column(Prose)
    chair_id: Mapped[str | None] = mapped_column(Id, refers_to("users.id"))
    next_on: Mapped[date | None]


class AttendeeRecord(Editable, Base):
    """Somebody who sits in a conference; from an outside agency they sign secrecy (P-29)."""

    __tablename__ = "conference_attendees"

    conference_id: Mapped[str] = mapped_column(Id, refers_to("conferences.id"), index=True)
    user_id: Mapped[str | None] = mapped_column(Id, refers_to("users.id"))
    offer_id: Mapped[str | None] = mapped_column(Id, refers_to("offers.id"))
    organisation: Mapped[str | None] = mapped_column(String(200))
    secrecy_on: Mapped[date | None]
    name = SealedText()


class ConferenceItemRecord(Editable, Base):
    """One case on the agenda: what was talked over, what was decided, who may know whose name it is."""

    __tablename__ = "conference_items"
    __table_args__ = (UniqueConstraint("conference_id", "case_id"),)
    personal = True

    conference_id: Mapped[str] = mapped_column(Id, refers_to("conferences.id"), index=True)
    case_id: Mapped[str] = mapped_column(Id, refers_to("cases.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    decision: Mapped[str | None] = mapped_column(String(40))
    decided_by: Mapped[str | None] = mapped_column(Id, refers_to("users.id"))
    question = SealedText()
    discussion = SealedText()
    decided = SealedJson()


class DonationRecord(Editable, Base):
    """Goods or money given for the people of a dong; shared out from confirmed needs only (issue: sharing out)."""

    __tablename__ = "donations"
    __table_args__ = (CheckConstraint("count > 0", name="count_positive"),)

    office_id: Mapped[str] = mapped_column(Id, refers_to("offices.id"), index=True)
    dong: Mapped[str | None] = mapped_column(String(60))
    given_on: Mapped[date]
    what: Mapped[str] = mapped_column(Prose)
    unit: Mapped[str | None] = mapped_column(String(20))
    count: Mapped[int]
    value: Mapped[int | None]
    needs: Mapped[tuple[str, ...]] = mapped_column(Names, default=())
    purpose: Mapped[str | None] = mapped_column(Prose)
    given_by = SealedText()


class DonationShareRecord(Editable, Base):
    """What of a donation went to one household, for which confirmed need, and when it was received."""

    __tablename__ = "donation_shares"
    __table_args__ = (
        UniqueConstraint("donation_id", "case_id"),
        CheckConstraint("count > 0", name="count_positive"),
    )
    personal = True

    donation_id: Mapped[str] = mapped_column(Id, refers_to("donations.id"), index=True)
    case_id: Mapped[str] = mapped_column(Id, refers_to("cases.id"), index=True)
    need_id: Mapped[str | None] = mapped_column(Id, refers_to("case_needs.id"))
    count: Mapped[int]
    received_on: Mapped[date | None]
    note = SealedText()


class TrainingRecord(Editable, Base):
    """A training that a worker or a resident helper had (R043): what, when, by whom, until when it counts."""

    __tablename__ = "trainings"

    office_id: Mapped[str] = mapped_column(Id, refers_to("offices.id"), index=True)
    topic: Mapped[str] = mapped_column(String(60), index=True)
    on: Mapped[date] = mapped_column("on_day")
    until: Mapped[date | None]
    hours: Mapped[float | None] = mapped_column(Float(53))
    given_by: Mapped[str | None] = mapped_column(Prose)
    user_id: Mapped[str | None] = mapped_column(Id, refers_to("users.id"), index=True)
    offer_id: Mapped[str | None] = mapped_column(Id, refers_to("offers.id"), index=True)


class OfficeFormRecord(Editable, Base):
    """A form of the office's own (HWPX or XLSX with fields), that the program fills in."""

    __tablename__ = "office_forms"
    __table_args__ = (UniqueConstraint("office_id", "sheet"),)

    office_id: Mapped[str] = mapped_column(Id, refers_to("offices.id"), index=True)
    sheet: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(300))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    fields: Mapped[dict | None] = mapped_column(Document)


class AnswerLinkRecord(Editable, Base):
    """A link by which somebody without an account answers one thing only: a referral, an evaluation sheet.

    The token is kept as its SHA-256 only. Whatever the link does also works on paper (day.md).
    """

    __tablename__ = "answer_links"

    office_id: Mapped[str] = mapped_column(Id, refers_to("offices.id"))
    purpose: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[str] = mapped_column(Id, index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    expires_on: Mapped[date]
    opened_on: Mapped[date | None]
    answered_on: Mapped[date | None]
    revoked_on: Mapped[date | None]
