"""The plan: purposes, objectives, lines of who does what, each with its versions (R083-R128)."""

from datetime import date

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from resmap.store.base import Base, Editable, Id, refers_to
from resmap.store.sealed import SealedJson, SealedText

_CONTRACTED = text("state = 'contracted' AND voided_at IS NULL")


class PlanRecord(Editable, Base):
    """One version of a case's plan. ``state``: draft, contracted, ended or replaced.

    Signed in two parts that are kept apart (R126, R127): ``service_agreed_on`` here, what
    may be told to whom in consents of its own. At most one version is contracted.
    """

    __tablename__ = "case_plans"
    __table_args__ = (
        UniqueConstraint("case_id", "number"),
        Index(
            "uq_case_plans_one_contracted",
            "case_id",
            unique=True,
            sqlite_where=_CONTRACTED,
            postgresql_where=_CONTRACTED,
        ),
    )
    personal = True

    case_id: Mapped[str] = mapped_column(Id, refers_to("cases.id"), index=True)
    number: Mapped[int]
    state: Mapped[str] = mapped_column(String(20), default="draft")
    made_on: Mapped[date]
    ends_on: Mapped[date | None]
    service_agreed_on: Mapped[date | None]
    manager_signed_on: Mapped[date | None]
    decided_how: Mapped[str | None] = mapped_column(String(20))
    short_term = SealedText()
    long_term = SealedText()
    opinion = SealedText()
    signer = SealedText()
    replaced_why = SealedText()


class GoalRecord(Editable, Base):
    """A purpose (개입목적, R090): the changed state that needs met would bring. ``goal_type`` is one of six (R079).

    ``ground``: why these needs now (R088): can be met in the time, or the client's own first.
    ``replaces_id`` is the goal of an earlier version that this one revises (R104).
    """

    __tablename__ = "case_goals"
    personal = True

    case_id: Mapped[str] = mapped_column(Id, refers_to("cases.id"), index=True)
    plan_id: Mapped[str] = mapped_column(Id, refers_to("case_plans.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    goal_type: Mapped[str | None] = mapped_column(String(40))
    ground: Mapped[str | None] = mapped_column(String(40))
    replaces_id: Mapped[str | None] = mapped_column(Id, refers_to("case_goals.id"))
    purpose = SealedText()
    need_ids = SealedJson()
    why_changed = SealedText()


class ObjectiveRecord(Editable, Base):
    """An objective (개입목표, R091): the level of change with indicator, baseline, target and months.

    ``outcome`` (met, partly, not_met) is said at the evaluation (R185), ``attained`` the level reached. ``measure``:
    the figure of the network that it is measured by (R082), None for any other indicator.
    """

    __tablename__ = "case_objectives"
    __table_args__ = (CheckConstraint("months IS NULL OR months > 0", name="months_positive"),)
    personal = True

    case_id: Mapped[str] = mapped_column(Id, refers_to("cases.id"), index=True)
    plan_id: Mapped[str] = mapped_column(Id, refers_to("case_plans.id"), index=True)
    goal_id: Mapped[str] = mapped_column(Id, refers_to("case_goals.id"))
    position: Mapped[int] = mapped_column(default=0)
    months: Mapped[int | None]
    outcome: Mapped[str | None] = mapped_column(String(20))
    measure: Mapped[str | None] = mapped_column(String(40))
    replaces_id: Mapped[str | None] = mapped_column(Id, refers_to("case_objectives.id"))
    text = SealedText()
    holder = SealedText()
    indicator = SealedText()
    baseline = SealedText()
    target = SealedText()
    strategy = SealedText()
    attained = SealedText()
    gas = SealedJson()


class PlanLineRecord(Editable, Base):
    """One line of the plan and check sheet (④-⑬): what is done by whom, how often, how it is checked.

    ``kind``: service, direct (by the manager, R155; ``direct_service``: which of the three), obstacle (R092),
    capacity_client,
    capacity_manager, capacity_community (R094), client_task (R171). ``provider_id`` is an entry of the
    register, ``provider`` words where there is none. ``depends_on_id`` with ``condition``: examine
    first, then ... (R096). ``fulfilment``: met, extended, reassess (⑬, R125).
    """

    __tablename__ = "plan_lines"
    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on", name="in_order"),
        CheckConstraint("priority >= 1", name="priority_from_1"),
    )
    personal = True

    case_id: Mapped[str] = mapped_column(Id, refers_to("cases.id"), index=True)
    plan_id: Mapped[str] = mapped_column(Id, refers_to("case_plans.id"), index=True)
    objective_id: Mapped[str] = mapped_column(Id, refers_to("case_objectives.id"))
    kind: Mapped[str] = mapped_column(String(40))
    priority: Mapped[int]
    timing: Mapped[str | None] = mapped_column(String(40))
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    methods: Mapped[str | None] = mapped_column(String(120))
    direct_service: Mapped[str | None] = mapped_column(String(20))
    fulfilment: Mapped[str | None] = mapped_column(String(20))
    checked_on: Mapped[date | None]
    provider_id: Mapped[str | None] = mapped_column(Id, refers_to("offers.id"))
    referral_id: Mapped[str | None] = mapped_column(Id, refers_to("referrals.id"))
    depends_on_id: Mapped[str | None] = mapped_column(Id, refers_to("plan_lines.id"))
    content = SealedText()
    provider = SealedText()
    person = SealedText()
    per_week = SealedJson()
    when = SealedText()
    condition = SealedText()
    note = SealedText()
