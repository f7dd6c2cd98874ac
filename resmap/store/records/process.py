"""The course of a case: steps, papers, contacts, tasks, who is in charge, duties, what was carried over."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from resmap.domain.codes import DutyCode, Stage
from resmap.domain.papers import PaperKind, PaperState
from resmap.store.base import Base, Editable, Id, refers_to
from resmap.store.sealed import SealedJson, SealedText
from resmap.store.types import Code, Moment, Names

_ONE_PRIMARY = text("kind = 'primary' AND until IS NULL AND voided_at IS NULL")


class StageStepRecord(Editable, Base):
    """A step from one stage to the next (R009): when, by whom (``created_by``), why, after which conference.

    ``owed`` are the conditions that an emergency left to be done (``resmap.domain.stages.OWED``).
    """

    __tablename__ = "case_steps"
    personal = True

    case_id: Mapped[str] = mapped_column(Id, refers_to("cases.id"), index=True)
    now: Mapped[Stage] = mapped_column("from_stage", Code(Stage))
    then: Mapped[Stage] = mapped_column("to_stage", Code(Stage))
    on: Mapped[date] = mapped_column("taken_on")
    emergency: Mapped[bool] = mapped_column(default=False)
    owed: Mapped[tuple[str, ...]] = mapped_column(Names, default=())
    conference_id: Mapped[str | None] = mapped_column(Id, refers_to("conferences.id"))
    why = SealedText()


class PaperRecord(Editable, Base):
    """What was written down at one sitting; ``content`` is checked by the rule of its ``kind``.

    ``due_on`` is when it is awaited back (an evaluation sheet) or what it promises (a deadline),
    ``subject_id`` what it is about (a referral, an objective, another paper that it adds to).
    """

    __tablename__ = "case_papers"
    __table_args__ = (Index("ix_case_papers_kind", "case_id", "kind", "on_day"),)
    personal = True

    case_id: Mapped[str] = mapped_column(Id, refers_to("cases.id"), index=True)
    kind: Mapped[PaperKind] = mapped_column(Code(PaperKind))
    state: Mapped[PaperState] = mapped_column(Code(PaperState), default=PaperState.DRAFT)
    on: Mapped[date] = mapped_column("on_day")
    due_on: Mapped[date | None]
    done_on: Mapped[date | None]
    stage: Mapped[Stage | None] = mapped_column(Code(Stage))
    subject_id: Mapped[str | None] = mapped_column(Id, index=True)
    content = SealedJson()


class ContactRecord(Editable, Base):
    """A contact or another piece of the worker's activity: how, with whom, whether anybody was reached.

    ``roles`` are of the six direct and six indirect ones (R048, R049), ``service`` one of the three direct services
    (R152-R154); ``minutes`` None: not noted.
    """

    __tablename__ = "case_contacts"
    personal = True

    case_id: Mapped[str] = mapped_column(Id, refers_to("cases.id"), index=True)
    on: Mapped[date] = mapped_column("on_day", index=True)
    method: Mapped[str] = mapped_column(String(40))
    reached: Mapped[bool] = mapped_column(default=True)
    minutes: Mapped[int | None]
    roles: Mapped[tuple[str, ...]] = mapped_column(Names, default=())
    service: Mapped[str | None] = mapped_column(String(20))
    referral_id: Mapped[str | None] = mapped_column(Id, refers_to("referrals.id"))
    with_whom = SealedText()
    note = SealedText()


class TaskRecord(Editable, Base):
    """Something that somebody promised to do by a day; ``kind`` says where it came from."""

    __tablename__ = "case_tasks"
    personal = True

    case_id: Mapped[str] = mapped_column(Id, refers_to("cases.id"), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    due_on: Mapped[date | None] = mapped_column(index=True)
    done_on: Mapped[date | None]
    cancelled_on: Mapped[date | None]
    owner_id: Mapped[str | None] = mapped_column(Id, refers_to("users.id"))
    subject_id: Mapped[str | None] = mapped_column(Id, index=True)
    text = SealedText()
    result = SealedText()


class AssignmentRecord(Editable, Base):
    """Who is in charge (R031) or helps (R032), from when to when, with what in sight.

    ``kind``: primary, internal (보조담당자) or external (협력담당자). The table allows one
    primary manager at a time. ``scope`` of a helper: the parts of the case that are shown.
    """

    __tablename__ = "case_assignments"
    __table_args__ = (
        CheckConstraint("until IS NULL OR until >= since", name="in_order"),
        Index(
            "uq_case_assignments_one_primary",
            "case_id",
            unique=True,
            sqlite_where=_ONE_PRIMARY,
            postgresql_where=_ONE_PRIMARY,
        ),
    )
    personal = True

    case_id: Mapped[str] = mapped_column(Id, refers_to("cases.id"), index=True)
    user_id: Mapped[str] = mapped_column(Id, refers_to("users.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    since: Mapped[date]
    until: Mapped[date | None]
    scope: Mapped[tuple[str, ...]] = mapped_column(Names, default=())
    why = SealedText()
    handover = SealedText()


class DutyRecord(Editable, Base):
    """A duty that was carried out (P-23): when, where to, under which number; or why not yet.

    ``reporter`` is sealed and shown to the privacy officer only: who reports is never told.
    """

    __tablename__ = "case_duties"
    personal = True

    case_id: Mapped[str] = mapped_column(Id, refers_to("cases.id"), index=True)
    code: Mapped[DutyCode] = mapped_column(Code(DutyCode))
    done_at: Mapped[datetime | None] = mapped_column(Moment)
    to = SealedText()
    number = SealedText()
    reporter = SealedText()
    justified = SealedText()


class CarriedRecord(Editable, Base):
    """옮겨 적기 (day.md): what was copied into the duty system, as it was then."""

    __tablename__ = "case_carried"
    __table_args__ = (UniqueConstraint("case_id", "sheet", "subject_id"),)
    personal = True

    case_id: Mapped[str] = mapped_column(Id, refers_to("cases.id"), index=True)
    sheet: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[str] = mapped_column(String(40))
    carried_at: Mapped[datetime] = mapped_column(Moment)
    copied = SealedJson()


class OpeningRecord(Editable, Base):
    """Somebody who is not assigned opened a case for a purpose (P-12), until an hour; a supervisor looks at each."""

    __tablename__ = "case_openings"
    personal = True

    case_id: Mapped[str] = mapped_column(Id, refers_to("cases.id"), index=True)
    user_id: Mapped[str] = mapped_column(Id, refers_to("users.id"), index=True)
    until: Mapped[datetime] = mapped_column(Moment)
    reviewed_at: Mapped[datetime | None] = mapped_column(Moment)
    reviewed_by: Mapped[str | None] = mapped_column(String(64))
    purpose = SealedText()
    finding = SealedText()
