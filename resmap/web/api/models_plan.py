"""What the operations on a case's plan take."""

from datetime import date
from typing import Annotated

from pydantic import Field

from resmap.domain.planning.contract import DecidedHow
from resmap.domain.planning.fulfilment import Fulfilment
from resmap.domain.planning.goals import GoalType, Ground
from resmap.domain.planning.network_measures import NetworkMeasure
from resmap.domain.planning.plan import CheckMethod, LineKind, Timing
from resmap.domain.roles import DirectService
from resmap.flows.plans.asked import LineAsked, ObjectiveAsked, PurposeAsked, SignedAsked, TickAsked
from resmap.flows.plans.sheets import SheetAs
from resmap.web.api.models import Asked, Id, Revision

Words = Annotated[str, Field(max_length=2000, pattern=r"^[^\x00]*$")]
Number = Annotated[int, Field(ge=1, lt=2**31)]
Months = Annotated[int, Field(ge=1, le=120)]


class PlanQuery(Asked):
    version: int | None = Field(None, ge=1, lt=2**31, description="Which version; the one in force, else the draft.")


class PlanFileQuery(PlanQuery):
    as_: SheetAs = Field(SheetAs.PDF, alias="as")


class BeginAsked(Asked):
    needs: list[Id] = Field(min_length=1, max_length=100)


class PurposeBody(Asked):
    purpose: Words
    needs: list[Id] = []
    goal_type: GoalType | None = None
    ground: Ground | None = None
    why_changed: Words = Field("", description="Wanted where it revises a goal of an earlier version.")
    purpose_id: Id | None = None
    revision: Revision | None = None

    def asked(self) -> PurposeAsked:
        return PurposeAsked(self.purpose, tuple(self.needs), self.goal_type, self.ground, self.why_changed)


class LineValues(Asked):
    kind: LineKind = LineKind.SERVICE
    content: Words
    provider: Words = ""
    provider_id: Id | None = None
    referral: Id | None = None
    person: Words = ""
    priority: Number | None = None
    timing: Timing | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    per_week: float | None = Field(None, description="Times a week; 0.5 is every second week.", allow_inf_nan=False)
    when: Words = ""
    methods: list[CheckMethod] = []
    depends_on: Id | None = None
    condition: Words = ""
    removes: Words = ""
    direct_service: DirectService | None = Field(None, description="Kept for a line of kind `direct` only.")

    def line(self) -> LineAsked:
        values = {name: getattr(self, name) for name in LineValues.model_fields}
        return LineAsked(**values | {"methods": frozenset(self.methods)})


class LineBody(LineValues):
    objective: Id
    line_id: Id | None = None
    revision: Revision | None = None


class ObjectiveBody(Asked):
    purpose: Id
    text: Words
    holder: Annotated[str, Field(max_length=64)] = ""
    indicator: Words = ""
    baseline: Words = ""
    target: Words = ""
    months: Months | None = None
    strategy: Words = ""
    measure: NetworkMeasure | None = Field(
        None,
        description="A figure of the person's network as the measure: `baseline` is today's if left empty, it and "
        "`target` are counts.",
    )
    first_line: LineValues | None = None
    objective_id: Id | None = None
    revision: Revision | None = None

    def asked(self) -> ObjectiveAsked:
        first = self.first_line.line() if self.first_line else None
        return ObjectiveAsked(
            self.text,
            self.holder,
            self.indicator,
            self.baseline,
            self.target,
            self.months,
            self.strategy,
            first,
            self.measure,
        )


class RecordAsked(Asked):
    revision: Revision


class NeedAsked(RecordAsked):
    defer: bool = Field(description="True: put it off, with the reason; false: take it up again.")
    why: Words = ""


class AgreementAsked(Asked):
    sign: bool = Field(description="True: both have signed; false: only keep what is written.")
    opinion: Words = ""
    decided_how: DecidedHow | None = None
    signer: Words = ""
    service_agreed_on: date | None = None
    manager_signed_on: date | None = None
    short_term: Words = ""
    long_term: Words = ""
    ends_on: date | None = None
    why: Words = ""
    revision: Revision

    def asked(self) -> SignedAsked:
        names = ("opinion", "decided_how", "signer", "service_agreed_on", "manager_signed_on", "short_term", "long_term",
                 "ends_on", "why")  # fmt: skip
        return SignedAsked(**{name: getattr(self, name) for name in names})


class TickBody(RecordAsked):
    ticked: Fulfilment
    checked_on: date
    new_end: date | None = None

    def asked(self) -> TickAsked:
        return TickAsked(self.ticked, self.checked_on, self.new_end)


class ConditionAsked(Asked):
    came_true: bool
