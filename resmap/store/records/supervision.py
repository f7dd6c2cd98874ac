"""The supervisor's records: conferences, donations and their sharing out, training, the office's own forms."""

from datetime import date

from sqlalchemy import CheckConstraint, Float, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from resmap.domain.donations import ShareState
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
    """Goods or money given for the people of a dong; shared out from confirmed needs only.

    ``left``: how many are still there; moved by one conditional UPDATE (``queries.donations``), so that nobody gives
    away what another has just given. ``offer_id``: the giver's entry of the register, else ``given_by`` in words.
    ``limits``: codes of ``domain.donations.GiverLimit``; ``wishes``: what the giver asked for beyond that, in words.
    ``purpose`` stands on the receipt list.
    """

    __tablename__ = "donations"
    __table_args__ = (
        CheckConstraint("count > 0", name="count_positive"),
        CheckConstraint("left_over BETWEEN 0 AND count", name="left_of_count"),
    )

    office_id: Mapped[str] = mapped_column(Id, refers_to("offices.id"), index=True)
    dong: Mapped[str | None] = mapped_column(String(60))
    given_on: Mapped[date]
    use_by: Mapped[date | None]
    what: Mapped[str] = mapped_column(Prose)
    unit: Mapped[str | None] = mapped_column(String(20))
    count: Mapped[int]
    left: Mapped[int] = mapped_column("left_over", default=lambda context: context.get_current_parameters()["count"])
    needs: Mapped[tuple[str, ...]] = mapped_column(Names, default=())
    limits: Mapped[tuple[str, ...]] = mapped_column(Names, default=())
    wishes: Mapped[str | None] = mapped_column(Prose)
    purpose: Mapped[str | None] = mapped_column(Prose)
    offer_id: Mapped[str | None] = mapped_column(Id, refers_to("offers.id"))
    given_by = SealedText()


class DonationPurposeRecord(Editable, Base):
    """Why somebody looked at the names of those whom a gift would reach, said before the names were shown."""

    __tablename__ = "donation_purposes"

    donation_id: Mapped[str] = mapped_column(Id, refers_to("donations.id"), index=True)
    user_id: Mapped[str] = mapped_column(Id, refers_to("users.id"))
    on: Mapped[date] = mapped_column("on_day")
    words = SealedText()


_HELD = text("state IN ('planned', 'given') AND voided_at IS NULL")


class DonationShareRecord(Editable, Base):
    """What of a donation is for one household, for which confirmed need, and what became of it, when.

    The table refuses a second share of one donation that one case holds. ``service_id``: the service that the share
    counts as, where the giver is an entry that stands in the register for that need (``domain.donations``).
    """

    __tablename__ = "donation_shares"
    __table_args__ = (
        Index(
            "uq_donation_shares_one_held",
            "donation_id",
            "case_id",
            unique=True,
            sqlite_where=_HELD,
            postgresql_where=_HELD,
        ),
        CheckConstraint("count > 0", name="count_positive"),
    )
    personal = True

    donation_id: Mapped[str] = mapped_column(Id, refers_to("donations.id"), index=True)
    case_id: Mapped[str] = mapped_column(Id, refers_to("cases.id"), index=True)
    need_id: Mapped[str | None] = mapped_column(Id, refers_to("case_needs.id"))
    count: Mapped[int]
    state: Mapped[ShareState] = mapped_column(Code(ShareState), default=ShareState.PLANNED)
    settled_on: Mapped[date | None]
    service_id: Mapped[str | None] = mapped_column(Id, refers_to("case_services.id"))
    note = SealedText()


class TrainingRecord(Editable, Base):
    """A training that a worker or a resident helper had (R043): what, when, by whom, until when it counts.

    ``topic``: a code of ``domain.roles.Training``, or the office's own words. Exactly one of user and entry had it.
    A helper's training moves the register: what somebody may be asked for depends on it.
    """

    __tablename__ = "trainings"
    __table_args__ = (
        CheckConstraint(
            "(CASE WHEN user_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN offer_id IS NULL THEN 0 ELSE 1 END) = 1",
            name="exactly_one",
        ),
        CheckConstraint("until IS NULL OR until >= on_day", name="in_order"),
    )
    register = True

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
