"""What requests bring (``…Asked``) and what answers are made of.

Where a flow answers with a frozen value of its own, that value is the answer and its class
describes it; here stands only what no flow has: lists with a name, and GeoJSON.
"""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from resmap.domain.codes import Answer, OfferStatus, RecipientClass, Review, Sex
from resmap.domain.permissions import Permission, Role
from resmap.domain.referrals import ReferralState
from resmap.flows.case_view import KINDS, CaseLine
from resmap.flows.comparing import FEWEST, MOST
from resmap.flows.importing import FORMATS
from resmap.flows.mapping import Spot
from resmap.flows.networks import CLIENT_KINDS, Candidate, Strength
from resmap.flows.referral_view import ReferralLine
from resmap.flows.register import EntryView, TieLine, states_of

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
    seen: Id | Literal[""] = Field("", description="`seen` of the suggestion as it was read; 409 if another answer came.")


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
    to: ReferralState
    words: Words = ""
    revision: Revision


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


# ── register ─────────────────────────────────────────────────────────────────


class NeedCode(Told):
    code: str
    score: float
    because: str


class RegisterQuery(Asked):
    text: Annotated[str, StringConstraints(max_length=100, pattern=r"^[^\x00]*$")] = ""
    need: Id | None = None
    kind: Id | None = Field(None, description="The beginning of a kind: H1, M12.")
    dong: Name | None = None
    review: Review | None = None
    source: Name | None = None
    page: int = Field(1, ge=1, le=100_000)
    size: int = Field(25, ge=1, le=200)


class EntryLine(Told):
    """An entry in a list. ``states`` are codes, that of its review first."""

    id: str
    revision: int
    name: str
    name_en: str | None
    kind: str
    organization: str
    department: str | None
    needs: tuple[str, ...]
    recipient_class: RecipientClass
    dong: str | None
    status: OfferStatus
    review: Review
    verified_on: date | None
    places_left: int | None
    limit: int | None
    location_secret: bool
    source: str | None
    states: tuple[str, ...]

    @classmethod
    def of(cls, record: Any, states: tuple[str, ...], **more: Any):
        """From the register's record: the named fields and no other."""
        told = more | {
            "organization": record.organisation.name,
            "department": record.department.name if record.department else None,
            "states": states,
        }
        return cls(**told, **{name: getattr(record, name) for name in cls.model_fields if name not in told})


class Entry(EntryLine):
    """An entry with what its page tells. Where it is stands on the map; a resident's address nowhere."""

    description: str | None
    address: str | None
    phone: str | None
    access_line: str | None
    hours: str | None
    how_to_apply: str | None
    area_level: str
    area_names: tuple[str, ...]
    age_min: int | None
    age_max: int | None
    sex: Sex | None
    income_max: float | None
    requires: tuple[str, ...]
    excludes: tuple[str, ...]
    tags: tuple[str, ...]
    vetted_for_minors: bool | None
    verified_by: str | None
    ties: tuple[TieLine, ...]

    @classmethod
    def of_view(cls, view: EntryView) -> "Entry":
        record = view.record
        is_resident = record.kind.startswith("H1")
        return cls.of(
            record,
            view.states,
            address=None if is_resident else record.address,  # P-25
            phone=view.phone,
            verified_by=view.verified_by and view.verified_by.name,
            ties=view.ties,
        )


class EntryPage(Told):
    entries: list[EntryLine]
    total: int
    page: int
    size: int

    @classmethod
    def of(cls, page: Any, today: date) -> "EntryPage":
        """From a page of records as a flow answers it."""
        return cls(
            entries=[EntryLine.of(one, states_of(one, today)) for one in page.rows],
            total=page.total,
            page=page.number,
            size=page.size,
        )


class FindQuery(Asked):
    text: Annotated[str, StringConstraints(max_length=300, pattern=r"^[^\x00]*$")] = Field(
        "", description="What somebody said. Leave names out: addresses are written into logs."
    )
    need: Id | None = Field(None, description="A need code instead of the first that the sentence proposes.")
    dong: Name | None = None
    page: int = Field(1, ge=1, le=100_000)
    size: int = Field(20, ge=1, le=200)


class Found(Told):
    """Needs for a sentence, and who answers the one that is shown, the usable ones first."""

    proposed: list[NeedCode]
    need: str | None
    entries: EntryPage | None
    by_name: int = Field(description="So many entries have the sentence in their name.")


class EntryValues(Asked):
    """Fields to change; null empties a field that may be empty."""

    name: Filled = None
    name_en: Line | None = None
    kind: Id = None
    needs: tuple[Id, ...] = None
    recipient_class: RecipientClass = None
    description: Long | None = None
    dong: Name | None = None
    address: Line | None = None
    access_line: Name | None = None
    public_phone: Name | None = None
    hours: Line | None = None
    how_to_apply: Long | None = None
    age_min: Age | None = None
    age_max: Age | None = None
    sex: Sex | None = None
    income_max: Annotated[float, Field(ge=0, le=1000)] | None = None
    places_left: Count | None = None
    limit: Count | None = None
    status: OfferStatus = None
    location_secret: bool = None
    vetted_for_minors: bool | None = None


class EntryChangeAsked(Asked):
    values: EntryValues
    revision: Revision


class PlacesAsked(Asked):
    step: Literal[1, -1]


class EntryAsRead(Asked):
    id: Id
    revision: Revision


class VerifyAsked(Asked):
    entries: list[EntryAsRead] = Field(min_length=1, max_length=1000)


class ImportQuery(Asked):
    dry_run: bool = False
    format: Literal[FORMATS] | None = Field(None, description="Without it the content decides.")
    source: Name | None = None
    gu: Name | None = Field(None, description="Takes only the rows of this gu.")


class ImportProblem(Told):
    row: int
    column: str
    code: str
    text: str


class ImportReport(Told):
    """What an import did, or would do (``resmap import --json``)."""

    rows: int
    created: int
    updated: int
    unchanged: int
    refused: int
    left_out: int
    problems: list[ImportProblem]
    duplicates_proposed: int
    encoding: str
    format: str
    source: str
    dry_run: bool


# ── knowledge ────────────────────────────────────────────────────────────────


class NeedsQuery(Asked):
    text: Annotated[str, StringConstraints(min_length=1, max_length=500)] = Field(
        description="What somebody said. Leave names out: addresses are written into logs."
    )
    top: int = Field(5, ge=1, le=20)


class NeedCodes(Told):
    """Need codes for confirmation, best first; an empty list is an honest answer."""

    codes: list[NeedCode]


# ── maps ─────────────────────────────────────────────────────────────────────

Position = tuple[float, float]


class Point(Told):
    type: Literal["Point"] = "Point"
    coordinates: Position


class MultiPolygon(Told):
    type: Literal["MultiPolygon"] = "MultiPolygon"
    coordinates: list[list[list[Position]]]


class SpotFeature(Told):
    """An entry on the map; with ``radius_m`` it stands for an area around its point (P-25)."""

    type: Literal["Feature"] = "Feature"
    id: str
    geometry: Point
    properties: Spot


class SpotCollection(Told):
    """GeoJSON (RFC 7946) of entries. ``home`` is the client's, on their own manager's map only."""

    type: Literal["FeatureCollection"] = "FeatureCollection"
    bbox: list[float] | None
    features: list[SpotFeature]
    today: date
    dongs: list[str] = Field(description="The dong that the map shows first.")
    home: Point | None = None


class DongProperties(Told):
    name: str
    name_en: str | None
    approximate: bool = Field(description="Computed from the centres, not a surveyed outline.")
    own: bool


class DongFeature(Told):
    type: Literal["Feature"] = "Feature"
    geometry: MultiPolygon
    properties: DongProperties


class DongCollection(Told):
    """GeoJSON (RFC 7946) of the outlines of the dong."""

    type: Literal["FeatureCollection"] = "FeatureCollection"
    features: list[DongFeature]


#: A document with a published schema of its own (``resmap schema match``).
MatchDocument = dict[str, Any]
