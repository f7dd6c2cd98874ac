"""What the operations on a case's team and on conferences take."""

from datetime import date

from pydantic import Field

from resmap.domain.helping import Part
from resmap.domain.meetings import ItemDecision
from resmap.domain.stages import CaseKind, ConferenceKind
from resmap.flows.assignments import AssignmentKind
from resmap.flows.conferences import ConferenceLine
from resmap.flows.deciding import Selection, Support
from resmap.flows.helping import HelpedCase
from resmap.web.api.models import Asked, Id, Line, Long, Reason, Told


class ManagerAsked(Asked):
    user: Id
    why: Reason
    handover: Reason = Field(description="What the next manager must know.")
    revision: int


class HelperAsked(Asked):
    user: Id
    kind: AssignmentKind
    scope: list[Part] = Field(min_length=1)
    until: date
    why: Reason


class HelpedList(Told):
    cases: tuple[HelpedCase, ...]


class HelpEnded(Asked):
    why: Reason


class SelectionAsked(Asked):
    selection: Selection
    supports: list[Support] = []
    basis: Reason
    revision: int


class KindAsked(Asked):
    kind: CaseKind
    reason: Line = Field("", description="Wanted where the decision leaves the proposal.")
    revision: int


class FindingAsked(Asked):
    finding: Reason


class ConferenceAsked(Asked):
    kind: ConferenceKind
    on: date
    written: bool = False
    place: Line = ""
    dong: Line = ""


class AgendaAsked(Asked):
    case: Id
    question: Reason


class SeatAsked(Asked):
    user: Id | None = Field(None, description="A login of the office; null for somebody from outside.")
    name: Line = ""
    organisation: Line = ""
    offer: Id | None = Field(None, description="The register entry they come from; without it no name is told them.")
    secrecy_on: date | None = None


class DecisionAsked(Asked):
    decision: ItemDecision
    discussion: Long
    revision: int


class HeldAsked(Asked):
    next_on: date | None = None
    revision: int


class ConferenceList(Told):
    conferences: tuple[ConferenceLine, ...]
