"""What happened around the match: services had, answers, comparisons, overrides, blocks."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from resmap.domain.codes import Answer
from resmap.domain.wishes import Told
from resmap.store.base import Base, Editable, Id, refers_to
from resmap.store.sealed import SealedJson, SealedText
from resmap.store.types import Code, Moment, Names


class ServiceRecord(Editable, Base):
    """A service the household had or has, from any source; ``until`` None: still running (R195)."""

    __tablename__ = "case_services"
    __table_args__ = (
        CheckConstraint("until IS NULL OR since IS NULL OR until >= since", name="in_order"),
    )
    personal = True

    case_id: Mapped[str] = mapped_column(Id, refers_to("cases.id"), index=True)
    offer_id: Mapped[str] = mapped_column(Id, refers_to("offers.id"))
    since: Mapped[date | None]
    until: Mapped[date | None]
    source: Mapped[str | None] = mapped_column(String(60))
    note = SealedText()


class AnswerRecord(Editable, Base):
    """What was said to a suggestion, with the suggestion as it was shown (R025).

    ``by_id`` is the member who said it, None for the whole household.
    ``suggestion`` holds the model's name and version, score and lines.
    """

    __tablename__ = "case_answers"
    personal = True

    case_id: Mapped[str] = mapped_column(Id, refers_to("cases.id"), index=True)
    need_id: Mapped[str | None] = mapped_column(Id, refers_to("case_needs.id"))
    offer_id: Mapped[str] = mapped_column(Id, refers_to("offers.id"))
    answer: Mapped[Answer] = mapped_column(Code(Answer))
    by_id: Mapped[str | None] = mapped_column(Id, refers_to("client_members.id"))
    why = SealedText()
    suggestion = SealedJson()
    reopened_at: Mapped[datetime | None] = mapped_column(Moment)
    reopened_by: Mapped[str | None] = mapped_column(String(64))


class WishRecord(Editable, Base):
    """What somebody of the household said once for all (``domain.wishes``): a wish, what hinders, what was tried.

    ``what`` holds its values by name, sealed because it may tell of belief or health; ``words`` are their
    own. ``by_id`` is the member whose it is, None for the household. From ``taken_back_on`` on it does not
    count any more.
    """

    __tablename__ = "case_wishes"
    personal = True

    case_id: Mapped[str] = mapped_column(Id, refers_to("cases.id"), index=True)
    told: Mapped[Told] = mapped_column(Code(Told))
    said_on: Mapped[date]
    by_id: Mapped[str | None] = mapped_column(Id, refers_to("client_members.id"))
    taken_back_on: Mapped[date | None]
    what = SealedJson()
    words = SealedText()


class ComparisonRecord(Editable, Base):
    """Offers laid side by side for one need, and why one was chosen."""

    __tablename__ = "case_comparisons"
    personal = True

    case_id: Mapped[str] = mapped_column(Id, refers_to("cases.id"), index=True)
    need_id: Mapped[str | None] = mapped_column(Id, refers_to("case_needs.id"))
    offer_ids: Mapped[tuple[str, ...]] = mapped_column(Names)
    chosen_id: Mapped[str | None] = mapped_column(Id, refers_to("offers.id"))
    why = SealedText()
    suggestions = SealedJson()


class OverrideRecord(Editable, Base):
    """A supervisor let one offer pass named gates, with a reason."""

    __tablename__ = "case_overrides"
    personal = True

    case_id: Mapped[str] = mapped_column(Id, refers_to("cases.id"), index=True)
    offer_id: Mapped[str] = mapped_column(Id, refers_to("offers.id"))
    gates: Mapped[tuple[str, ...]] = mapped_column(Names)
    reason = SealedText()
    by_id: Mapped[str] = mapped_column(Id, refers_to("users.id"))


class BlockRecord(Editable, Base):
    """Somebody who must be kept apart: exactly one of offer, organisation (name), person.

    ``since``: from which day it keeps apart (None: from ever); ``ended_on``: from that day on it keeps nobody apart,
    with how it ended (``ended_as``, ``domain.conflict.Ending``) in ``ended_words``. ``mediation``: steps, each with
    its day, what was agreed and who wrote it (R044).
    """

    __tablename__ = "case_blocks"
    __table_args__ = (
        CheckConstraint(
            "(CASE WHEN offer_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN organisation IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN person_id IS NULL THEN 0 ELSE 1 END) = 1",
            name="exactly_one",
        ),
    )
    personal = True

    case_id: Mapped[str] = mapped_column(Id, refers_to("cases.id"), index=True)
    offer_id: Mapped[str | None] = mapped_column(Id, refers_to("offers.id"))
    organisation: Mapped[str | None] = mapped_column(String(200))
    person_id: Mapped[str | None] = mapped_column(Id)
    since: Mapped[date | None]
    ended_on: Mapped[date | None]
    ended_as: Mapped[str | None] = mapped_column(String(20))
    why = SealedText()
    mediation = SealedJson()
    ended_words = SealedText()
