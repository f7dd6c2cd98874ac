"""What requests bring (``…Asked``) and what answers are made of.

Where a flow answers with a frozen value of its own, that value is the answer and its class
describes it; here stands only what no flow has. Register and maps have files of their own.
"""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from resmap.domain.advocacy import Refuser
from resmap.domain.codes import Answer
from resmap.domain.permissions import Permission, Role
from resmap.domain.referral_reasons import Outcome, ReasonCode
from resmap.domain.referrals import ReferralState
from resmap.flows.case_view import KINDS, CaseLine
from resmap.flows.comparing import FEWEST, MOST
from resmap.flows.networks import CLIENT_KINDS, Candidate, Strength
from resmap.flows.referral_view import ReferralLine

#: Ids as they come; one that does not exist is not found.
Id = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=r"^[0-9A-Za-z_-]+$")]
#: Words that somebody says or writes; as long as the flows keep them. NUL breaks PostgreSQL.
Words = Annotated[str, StringConstraints(max_length=1000, pattern=r"^[^\x00]*$")]
Reason = Annotated[str, StringConstraints(min_length=1, max_length=1000, pattern=r"^[^\x00]*$")]
Line = Annotated[str, StringConstraints(max_length=500, pattern=r"^[^\x00]*$")]
Name = Annotated[str, StringConstraints(min_length=1, max_length=60, pattern=r"^[^\x00]*$")]
Filled = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00]*$")]
Long = Annotated[str, StringConstraints(max_length=4000, pattern=r"^[^\x00]*$")]
Age = Annotated[int, Field(ge=0, le=150)]
Count = Annotated[int, Field(ge=0, lt=2**31)]
Revision = Annotated[int, Field(ge=0, lt=2**31, description="The revision that was read; 409 if it moved on.")]


class Asked(BaseModel):
    """What a request brings: nothing beyond the named fields."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Told(BaseModel):
    """What an answer is made of."""

    model_config = ConfigDict(frozen=True)


# ── problems ─────────────────────────────────────────────────────────────────


class FieldError(Told):
    """One wrong place: ``$.answer`` in the body, ``?kind`` in the query; never the value."""

    path: str
    rule: str
    found: str = Field(description="The type that was found; empty where nothing was.")


class RuleReason(Told):
    """A rule that stands against the act, by its code."""

    code: str
    text: str
    text_en: str
    now: str | None = None
    then: str | None = None
    why: str | None = None


class Problem(Told):
    """RFC 9457 problem details: a code with one sentence in Korean and in English."""

    type: str
    title: str
    title_en: str
    status: int
    code: str
    errors: list[FieldError] = []
    reasons: list[RuleReason] = []
    subject: str = Field("", description="ALREADY_DONE: the id of what was made before.")
    number: str = Field("", description="SERVER: the number that stands in the log.")


# ── logging in ───────────────────────────────────────────────────────────────


class Token(Told):
    """The value for the header X-CSRFToken; a login gives a new one."""

    csrf: str


class LoginAsked(Asked):
    name: Annotated[str, StringConstraints(min_length=1, max_length=60)]
    password: Annotated[str, StringConstraints(min_length=1, max_length=1000)] = Field(repr=False)


class Me(Told):
    """Who is logged in, and what that account may do."""

    id: str
    name: str
    name_en: str | None
    role: Role
    dongs: list[str]
    organization: str | None
    locale: str
    permissions: list[Permission]
    csrf: str


# ── cases ────────────────────────────────────────────────────────────────────


class Kept(Told):
    """The id of what was kept; asking again with the same key gives the same."""

    id: str


class CaseList(Told):
    cases: tuple[CaseLine, ...]


class CaseQuery(Asked):
    kind: Literal[KINDS] | None = Field(None, description="Leaves the suggestions of that kind.")
    more: Id | None = Field(None, description="The id of a need whose suggestions are told to a greater length.")


class MatchQuery(Asked):
    top: int = Field(20, ge=1, le=200, description="At most so many suggestions for each need.")
    why_not: Id | None = Field(None, description="The id of an offer whose every reason is told.")


class AnswerAsked(Asked):
    need: Id
    offer: Id
    answer: Answer
    by: Id | None = Field(None, description="The household member who said it; null for the household.")
    why: Words | None = None
    seen: Id | Literal[""] = Field(
        "", description="`seen` of the suggestion as it was read; 409 if another answer came."
    )


class ComparisonQuery(Asked):
    need: Id
    offer: list[Id] = Field(min_length=FEWEST, max_length=MOST)


class ChoiceAsked(Asked):
    need: Id
    offers: list[Id] = Field(min_length=FEWEST, max_length=MOST)
    chosen: Id
    why: Reason


class TogetherQuery(Asked):
    need: list[Id] | None = Field(None, description="Needs to show; without it all but those about safety.")


class OverrideAsked(Asked):
    need: Id
    offer: Id
    reason: Reason


class ConsentAsked(Asked):
    offer: Id
    fields: list[Name] = Field(min_length=1, max_length=40)
    until: date = Field(description="The last day on which the consent holds.")
    by: Id = Field(description="The household member who agreed.")


# ── referrals ────────────────────────────────────────────────────────────────


class ReferralAsked(Asked):
    need: Id
    offer: Id
    by: Id | None = None
    why: Words | None = None
    seen: Id | Literal[""] = ""


class LetterAsked(Asked):
    fields: dict[Annotated[str, StringConstraints(min_length=1, max_length=60)], Line] = Field(
        description="The fields to send by name; a value counts only where the manager writes the field."
    )
    revision: Revision


class StepAsked(Asked):
    """A step with the reply slip: ``reason`` of a no with who decided; the rest of a yes."""

    to: ReferralState
    words: Words = ""
    revision: Revision
    decided_by: Refuser | None = None
    reason: ReasonCode | None = None
    parked_until: date | None = Field(None, description="From which day there may be a place again (NO_CAPACITY).")
    lesson: dict[Literal["age_min", "age_max", "income_max"], Annotated[int, Field(ge=0, le=999)]] = Field(
        default_factory=dict, description="What the register should say of who is eligible; it is proposed."
    )
    outcome: Outcome | None = None
    received_on: date | None = None
    starts_on: date | None = None
    started_on: date | None = None
    in_charge: Line = ""
    phone: Line = ""
    content: Line = ""
    papers: Line = ""


class Referrals(Told):
    """Referrals by section, the longest waiting first."""

    waiting: tuple[ReferralLine, ...]
    drafts: tuple[ReferralLine, ...]
    running: tuple[ReferralLine, ...]
    ended: tuple[ReferralLine, ...]


# ── networks ─────────────────────────────────────────────────────────────────


class CandidateQuery(Asked):
    text: Annotated[str, StringConstraints(max_length=60)] = Field("", description="A name or its initial consonants.")


class Candidates(Told):
    candidates: tuple[Candidate, ...]


class TieAsked(Asked):
    other: Id
    kind: Literal[CLIENT_KINDS]
    strength: Strength
    mutual: bool = False


class TieChangeAsked(Asked):
    strength: Strength
    mutual: bool
    revision: Revision


class RevisionQuery(Asked):
    revision: Revision


# ── knowledge ────────────────────────────────────────────────────────────────


class NeedsQuery(Asked):
    text: Annotated[str, StringConstraints(min_length=1, max_length=500)] = Field(
        description="What somebody said. Leave names out: addresses are written into logs."
    )
    top: int = Field(5, ge=1, le=20)


class NeedCode(Told):
    code: str
    score: float
    because: str


class NeedCodes(Told):
    """Need codes for confirmation, best first; an empty list is an honest answer."""

    codes: list[NeedCode]


#: A document with a published schema of its own (``resmap schema match``).
MatchDocument = dict[str, Any]
