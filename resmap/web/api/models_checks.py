"""What the operations on checks, follow-up and hand-over take."""

from datetime import date

from pydantic import Field

from resmap.domain.codes import Stage
from resmap.domain.following_up import Ground, Stability, Work
from resmap.domain.monitoring import Channel, Looked, Method, ProblemAge, Question, ReassessmentResult, Reply, Trigger
from resmap.flows.handing_over import Part
from resmap.web.api.models import Asked, Words


class ServiceAsked(Asked):
    line: str = Field(description="The id of a service that runs, as the page of checks names it.")
    fits: Reply = Reply.NOT_ASKED
    client: int | None = Field(None, ge=1, le=5)
    worker: int | None = Field(None, ge=1, le=5)


class CheckAsked(Asked):
    methods: list[Method]
    opinion: Words = Field(description="The client's own words; without them it is no check.")
    replies: dict[Question, Reply] = {}
    looked: list[Looked] = []
    services: list[ServiceAsked] = []
    words: Words = ""
    network: Words = ""
    barriers: Words = ""
    told: bool = False


class SheetAsked(Asked):
    channel: Channel = Field(description="Not `link`: a link is made on the page, where its address is shown once.")
    due_on: date


class SheetBack(Asked):
    answers: dict[str, int] = {}
    opinion: Words = ""
    revision: int


class ReportAsked(Asked):
    values: dict[str, Words]


class ReassessmentAsked(Asked):
    trigger: Trigger
    words: Words = ""


class ReassessmentEnd(Asked):
    result: ReassessmentResult
    words: Words = ""
    problems: dict[str, ProblemAge] = {}
    conference: str | None = None
    revision: int


class OutcomeAsked(Asked):
    objective: str
    outcome: str
    attained: Words = ""
    gas: int | None = Field(None, ge=-2, le=2)


class EvaluationAsked(Asked):
    objectives: list[OutcomeAsked] = []
    opinion: Words
    words: Words = ""


class FollowUpAsked(Asked):
    work: list[Work] = []
    result: Stability
    words: Words = ""
    said_again: bool = False


class ReturnAsked(Asked):
    then: Stage
    grounds: list[Ground]
    why: Words
    revision: int


class HandoverAsked(Asked):
    parts: list[Part]
    reason: Words
    open_matters: Words = ""
    to_user: str | None = None
    to_offer: str | None = None
    to_office: str = Field("", max_length=200)
    awaited_by: date | None = None


class ReceiptAsked(Asked):
    on: date
    by: str = Field(max_length=100)
    revision: int
