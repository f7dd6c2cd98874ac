"""What the operations on a first call, an intake and the contact log take."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from resmap.domain.codes import Sex, Stage
from resmap.domain.contacts import MOST_MINUTES, ContactWay
from resmap.domain.first_call import SafeToCall
from resmap.domain.intake import Complexity, Door, Outcome, ProblemSort, Support, Will
from resmap.domain.intake_paper import Setting
from resmap.domain.stages import CasePath
from resmap.domain.statements import StatementKind
from resmap.flows.case_lists import RowPlan
from resmap.web.api.models import Age, Asked, Filled, Id, Line, Long, Name, Revision, Told, Words

Year = Annotated[int, Field(ge=1850, le=2200)]


class KnownAsked(Asked):
    name: Line = ""
    birth_year: Year | None = None
    phone: Line = ""


class IntakeFileQuery(Asked):
    as_: Literal["pdf", "hwpx", "xlsx", "office"] = Field("pdf", alias="as")
    blank: bool = Field(False, description="To be filled by hand: nothing of the person stands on it.")


class HousemateAsked(Asked):
    relation: Name
    age: Age | None = None
    sex: Sex | None = None


class CallAsked(Asked):
    name: Name = Field(description="Or what they are called.")
    dong: Name
    door: Door = Door.SELF
    birth_year: Year | None = None
    phone: Line = ""
    safe: SafeToCall = Field(SafeToCall.UNKNOWN, description="Whether it is safe to call that number.")
    reach: Line = ""
    finder: Line = Field("", description="Who told of somebody who was found; wanted then.")
    words: Long = Field("", description="The client's own words.")
    agreed: bool = Field(False, description="They know of the record and agreed to it.")
    address: Line = ""
    sex: Sex | None = None
    household: tuple[HousemateAsked, ...] = Field((), max_length=12)
    title: Line = ""
    manager: Id | None = Field(None, description="Who is in charge; yourself if nobody is named.")
    seen: bool = Field(False, description="You were told whom the office may know, and this is somebody else.")


class IntakeWordsAsked(Asked):
    words: Annotated[str, Field(max_length=8000, pattern=r"^[^\x00]*$")]
    setting: Setting | None = None
    others_present: bool = False
    interrupted: bool = False
    revision: Revision = Field(description="`paper_revision`; 0 before there is one.")


class PaperSeen(Asked):
    revision: Revision = Field(description="`paper_revision`; 0 before there is one.")


class SaidAsked(Asked):
    kind: StatementKind
    words: Words = ""
    reading: Words = ""
    topic: Line = Field("", description="The sort of a strength or weakness.")
    holder: Id | None = None
    told_by: Line = ""
    confirmed: bool = False


class SaidBetterAsked(Asked):
    words: Words = ""
    reading: Words = ""
    confirmed: bool = False
    revision: Revision


class SeenAsked(Asked):
    revision: Revision


class UnlistedAsked(Asked):
    name: Filled
    organisation: Line = ""
    department: Line = ""
    kind: Name = "M3"


class ServiceAsked(Asked):
    offer: Id | None = Field(None, description="An entry of the register; or else `unlisted`.")
    unlisted: UnlistedAsked | None = None
    since: date | None = None
    until: date | None = Field(None, description="None: still in use.")


class ServiceEndAsked(Asked):
    mistake: bool = Field(False, description="It was written down by mistake, and counts no more.")
    revision: Revision


class ApplicationAsked(Asked):
    kind: Outcome = Field(description="benefit or service.")
    what: Filled
    office: Line = ""
    documents: Line = ""


class OutcomeAsked(Asked):
    problem: ProblemSort
    complexity: Complexity
    will: Will
    support: Support
    outcomes: tuple[Outcome, ...] = Field(min_length=1, max_length=4)
    reason: Words = Field("", description="Wanted where the proposal is left.")
    alternative: Words = ""
    way_back: bool = False
    information: Words = Field("", description="Which programmes were told of; nothing is sent.")
    applications: tuple[ApplicationAsked, ...] = Field((), max_length=4)
    path: CasePath = CasePath.FULL
    revision: Revision = Field(description="`paper_revision`; 0 before there is one.")


class CameBackAsked(Asked):
    why: Words
    revision: Revision = Field(description="`head.revision` of the case as it was read.")


class ListQuery(Asked):
    dry_run: bool = Field(False, description="Only tell what would become of each row.")
    dong: Name | None = Field(None, description="Of rows that name none.")
    manager: Id | None = Field(None, description="In charge of rows that name nobody; yourself if nobody is named.")
    stage: Stage = Field(Stage.INTERVENTION, description="Of rows that name none.")


class ListReport(Told):
    """What became of a list; ``brought`` None for a dry run. ``dropped``: columns of resident numbers, never read."""

    brought: int | None
    dropped: tuple[str, ...]
    left: tuple[str, ...]
    columns: dict[str, str]
    counts: dict[str, int]
    rows: tuple[RowPlan, ...]


class ContactAsked(Asked):
    on: date
    method: ContactWay
    reached: bool = True
    with_whom: Line = ""
    note: Annotated[str, Field(max_length=2000, pattern=r"^[^\x00]*$")] = ""
    minutes: Annotated[int, Field(ge=0, le=MOST_MINUTES)] | None = None
    roles: tuple[Name, ...] = Field((), max_length=12)
    service: Literal["crisis", "teaching", "encouraging", "none"] | None = Field(
        None, description="Which of the three direct services it was; left out, it follows from emergency and roles."
    )
