"""What was heard and found out: statements, how needs hang together, scales."""

from datetime import date

from sqlalchemy import CheckConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from resmap.store.base import Base, Editable, Id, refers_to
from resmap.store.sealed import SealedJson, SealedText


class StatementRecord(Editable, Base):
    """One thing that was said or seen (R021, R085, R101): the client's ``words`` first, the worker's ``reading`` apart.

    ``kind`` is a word of ``resmap.domain.statements``: problem, potential_problem, demand, wish,
    strength, weakness, preference, experience, fact. A demand is never matched (R086). ``topic`` is
    an official problem item, or the sort of strength or weakness; sealed, for it can be a diagnosis.
    ``confirmed_on``: the day on which the client said that it is so.
    """

    __tablename__ = "case_statements"
    personal = True

    case_id: Mapped[str] = mapped_column(Id, refers_to("cases.id"), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    heard_on: Mapped[date]
    topic = SealedText()
    words = SealedText()
    reading = SealedText()
    holder = SealedText()
    told_by = SealedText()
    confirmed_on: Mapped[date | None]


class NeedLinkRecord(Editable, Base):
    """How one need touches another (R071): ``kind`` causes, maintains or blocks; from -> to."""

    __tablename__ = "case_need_links"
    __table_args__ = (
        UniqueConstraint("from_id", "to_id", "kind"),
        CheckConstraint("from_id <> to_id", name="of_two"),
    )
    personal = True

    case_id: Mapped[str] = mapped_column(Id, refers_to("cases.id"), index=True)
    from_id: Mapped[str] = mapped_column(Id, refers_to("case_needs.id"))
    to_id: Mapped[str] = mapped_column(Id, refers_to("case_needs.id"))
    kind: Mapped[str] = mapped_column(String(20))
    words = SealedText()


class ScaleRecord(Editable, Base):
    """A scale that was filled in (R160, R186, R213): its answers and its score, by the rules of ``version``."""

    __tablename__ = "case_scales"
    personal = True

    case_id: Mapped[str] = mapped_column(Id, refers_to("cases.id"), index=True)
    scale: Mapped[str] = mapped_column(String(40))
    version: Mapped[str] = mapped_column(String(20))
    taken_on: Mapped[date] = mapped_column(index=True)
    occasion: Mapped[str] = mapped_column(String(20))
    member_id: Mapped[str | None] = mapped_column(Id, refers_to("client_members.id"))
    answers = SealedJson()
    score = SealedJson()
    note = SealedText()
