"""The person, the household, the case and its needs: the most sensitive rows there are."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Float, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from resmap.domain.codes import ClosingReason, Stage, TieKind
from resmap.domain.stages import CaseKind, CasePath
from resmap.store import blind
from resmap.store.base import Base, Editable, Id, refers_to
from resmap.store.sealed import SealedJson, SealedText
from resmap.store.types import Code, Moment


class PersonKeyRecord(Base):
    """A client's own data key, wrapped by a master key; destroying it erases the client.

    ``id`` is the client's id (or ``vault.HOUSE``). After ``destroyed_at`` the wrapped key is gone and
    nothing that it sealed can be read again, in any table.
    """

    __tablename__ = "person_keys"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    wrapped: Mapped[bytes | None] = mapped_column(LargeBinary)
    destroyed_at: Mapped[datetime | None] = mapped_column(Moment)
    destroyed_by: Mapped[str | None] = mapped_column(String(64))
    destroyed_why: Mapped[str | None] = mapped_column(String(200))


class ClientRecord(Editable, Base):
    """The person concerned (당사자). Facts, strengths and scales are sensitive (P-03).

    ``safe_contact``: how and when they may be reached, and how never (R163, P-22). ``particulars``:
    what the intake sheet asks beyond that (practice §2.4), each only where it is needed (P-02).
    """

    __tablename__ = "clients"
    personal = True

    office_id: Mapped[str] = mapped_column(Id, refers_to("offices.id"))
    dong: Mapped[str | None] = mapped_column(String(60))
    protected: Mapped[bool] = mapped_column(default=False)
    name = SealedText()
    name_en = SealedText()
    phone = SealedText(blind="phone_index")
    phone_index: Mapped[str | None] = mapped_column(String(64), index=True)
    address = SealedText()
    birth_year = SealedJson()
    birth_date = SealedText()
    safe_contact = SealedJson()
    particulars = SealedJson()
    lat = SealedJson()
    lon = SealedJson()
    facts = SealedJson()
    strengths = SealedJson()
    scales = SealedJson()


class MemberRecord(Editable, Base):
    """Somebody of the household, the client included. ``age`` as told, else from the birth year."""

    __tablename__ = "client_members"
    personal = True

    client_id: Mapped[str] = mapped_column(Id, refers_to("clients.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    short_ref: Mapped[str | None] = mapped_column(String(80))
    name = SealedText()
    relation = SealedText()
    age = SealedJson()
    birth_year = SealedJson()
    sex = SealedText()
    facts = SealedJson()


class CorrectionRecord(Editable, Base):
    """What stood of a client, or of somebody of the household, before it was corrected: ``old`` as JSON writes it.

    ``field`` is a word of ``resmap.domain.correcting`` (name, phone, member.left …), ``reason`` a code of it; the
    value that replaced it stands in the record itself, or is the next one's ``old``.
    """

    __tablename__ = "client_corrections"
    personal = True

    client_id: Mapped[str] = mapped_column(Id, refers_to("clients.id"), index=True)
    member_id: Mapped[str | None] = mapped_column(Id, refers_to("client_members.id"))
    on: Mapped[date] = mapped_column("on_day")
    field: Mapped[str] = mapped_column(String(40))
    reason: Mapped[str] = mapped_column(String(20))
    old = SealedJson()
    why = SealedText()


class CaseRecord(Editable, Base):
    """A case; ``number`` is the office's 관리번호. ``protected_from`` is a member or offer id.

    ``outside_number`` is its number in the duty system, by which a list is imported again
    (day.md). ``outcome_on``: the day on which the intake was decided; ``path`` and ``kind`` are a
    person's decisions; ``stage_since`` the day of the last step.
    """

    __tablename__ = "cases"
    __table_args__ = (
        UniqueConstraint("office_id", "number"),
        Index("uq_cases_outside_index", "office_id", "outside_index", unique=True),
    )
    personal = True

    office_id: Mapped[str] = mapped_column(Id, refers_to("offices.id"))
    number: Mapped[str] = mapped_column(String(40))
    client_id: Mapped[str] = mapped_column(Id, refers_to("clients.id"), index=True)
    manager_id: Mapped[str] = mapped_column(Id, refers_to("users.id"), index=True)
    dong: Mapped[str | None] = mapped_column(String(60), index=True)
    stage: Mapped[Stage] = mapped_column(Code(Stage), default=Stage.INTAKE)
    emergency: Mapped[bool] = mapped_column(default=False)
    opened_on: Mapped[date]
    assessed_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    closing_reason: Mapped[ClosingReason | None] = mapped_column(Code(ClosingReason))
    path: Mapped[CasePath] = mapped_column(Code(CasePath), default=CasePath.FULL, server_default="full")
    kind: Mapped[CaseKind | None] = mapped_column(Code(CaseKind))
    door: Mapped[str | None] = mapped_column(String(40))
    outcome_on: Mapped[date | None]
    selected_on: Mapped[date | None]
    stage_since: Mapped[date | None]
    outside_index: Mapped[str | None] = mapped_column(String(64))
    outside_number = SealedText(blind="outside_index", fold=blind.number_index)
    finder = SealedText()
    title = SealedText()
    quote = SealedText()
    demand = SealedText()
    summary = SealedText()
    problem_items = SealedJson()
    income_percent = SealedJson()
    benefits = SealedJson()
    protected_from = SealedText()
    moving_to = SealedJson()


class NeedRecord(Editable, Base):
    """An assessed need. Its code is sealed: a need code can be a diagnosis (P-03).

    ``holder`` is a member's id, ``couple`` or ``family``; ``depends_on`` and
    ``removes_obstacle_to`` are need codes and sealed like the code itself. ``state``: open,
    met, deferred (kept with ``why_deferred``, R089) or dropped. ``words`` are the client's,
    ``reading`` the worker's (R021); ``confirmed_on``: the client said that it is so. ``basis``:
    ids of the statements that it rests on (R087).
    """

    __tablename__ = "case_needs"
    __table_args__ = (
        CheckConstraint("severity BETWEEN 0 AND 4", name="severity_0_to_4"),
        CheckConstraint("priority >= 1", name="priority_from_1"),
    )
    personal = True

    case_id: Mapped[str] = mapped_column(Id, refers_to("cases.id"), index=True)
    code = SealedText()
    holder: Mapped[str] = mapped_column(String(40))
    priority: Mapped[int]
    severity: Mapped[int]
    depends_on = SealedText()
    removes_obstacle_to = SealedText()
    state: Mapped[str] = mapped_column(String(20), default="open")
    confirmed_on: Mapped[date | None]
    words = SealedText()
    reading = SealedText()
    wish = SealedText()
    extent = SealedText()
    basis = SealedJson()
    why_deferred = SealedText()


class CaseTieRecord(Editable, Base):
    """A tie of the client (``source_id`` = ``client``) or of a member, to an offer or party."""

    __tablename__ = "case_ties"
    __table_args__ = (
        CheckConstraint("strength BETWEEN 0 AND 1", name="strength_0_to_1"),
        UniqueConstraint("case_id", "source_id", "target_id", "kind"),
    )
    personal = True

    case_id: Mapped[str] = mapped_column(Id, refers_to("cases.id"), index=True)
    source_id: Mapped[str] = mapped_column(String(40), default="client")
    target_id: Mapped[str] = mapped_column(String(40))
    kind: Mapped[TieKind] = mapped_column(Code(TieKind))
    both_ways: Mapped[bool] = mapped_column(default=False)
    strength: Mapped[float] = mapped_column(Float(53), default=0.5)
