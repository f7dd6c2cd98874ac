"""What the upkeep of the register brings and answers: the queue, checks, calls, consents, links, agreements."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from resmap.domain.codes import ChangeReason, CheckMethod, ListingScope
from resmap.domain.upkeep import Standing
from resmap.flows.checking import Answer, Call, Sheet
from resmap.flows.register import states_of
from resmap.flows.upkeep import Care, Queue
from resmap.web.api.models import Asked, Count, Id, Line, Name, Reason, Revision, Told
from resmap.web.api.models_register import EntryLine, ListingAsked, Method

Search = Annotated[str, StringConstraints(max_length=100, pattern=r"^[^\x00]*$")]


class QueueQuery(Asked):
    state: Standing | None = Field(None, description="Without it all that waits.")
    text: Search = ""
    need: Id | None = None
    kind: Id | None = Field(None, description="The beginning of a kind: H1, M12.")
    dong: Name | None = None
    source: Name | None = None
    page: int = Field(1, ge=1, le=100_000)
    size: int = Field(50, ge=1, le=200)


class NeedProposed(Told):
    """A need code that an import proposed, for a person to confirm."""

    code: str
    confidence: float | None
    because: tuple[str, ...]


class QueueLine(EntryLine):
    """An entry in the queue. ``harm``: wrong suggestions to be expected in a month."""

    standing: Standing
    due_on: date | None
    suggested: int
    harm: float
    not_to_be_contacted: bool
    consent_missing: bool
    proposed_needs: tuple[NeedProposed, ...]


class QueuePage(Told):
    entries: list[QueueLine]
    counts: dict[Standing, int]
    total: int
    page: int
    size: int

    @classmethod
    def of(cls, queue: Queue, today: date, office: Mapping[str, int]) -> "QueuePage":
        return cls(
            entries=[_queue_line(queue, record, today, office) for record in queue.page.rows],
            counts=dict(queue.counts),
            total=queue.page.total,
            page=queue.page.number,
            size=queue.page.size,
        )


def _queue_line(queue: Queue, record: Any, today: date, office: Mapping[str, int]) -> QueueLine:
    turn = queue.turns[record.id]
    return QueueLine.of(
        record,
        states_of(record, today, office),
        standing=turn.standing,
        due_on=turn.due_on,
        suggested=turn.times,
        harm=turn.harm,
        not_to_be_contacted=turn.rest is not None,
        consent_missing=turn.unlisted,
        proposed_needs=needs_proposed(record),
    )


def needs_proposed(record: Any) -> tuple[NeedProposed, ...]:
    return tuple(
        NeedProposed(code=one["code"], confidence=one.get("confidence"), because=tuple(one.get("because") or ()))
        for one in record.proposed_needs or ()
    )


class ConfirmAsked(Asked):
    method: Method
    revision: Revision
    listing: ListingAsked | None = Field(None, description="A resident's consent, where none holds yet.")


class CheckAsked(Asked):
    field: Name
    method: Method
    revision: Revision
    note: Line | None = None


class NeedDecidedAsked(Asked):
    code: Id
    answers: bool = Field(description="Whether the entry answers this need.")
    revision: Revision


class RestoreAsked(Asked):
    revision: Revision


class CallQuery(Asked):
    entry: list[Id] = Field(min_length=1, max_length=200)


class CallLine(EntryLine):
    """An entry to call. ``number`` is the one to dial."""

    number: str | None
    hours: str | None
    proposed_needs: tuple[NeedProposed, ...]


class CallSheet(Told):
    """Whom to call; left out are those who asked for it, and residents whose consent does not hold."""

    lines: list[CallLine]
    not_to_be_contacted: list[str]
    consent_missing: list[str]

    @classmethod
    def of(cls, sheet: Sheet, today: date, office: Mapping[str, int]) -> "CallSheet":
        return cls(
            lines=[
                CallLine.of(
                    one.record,
                    states_of(one.record, today, office),
                    number=one.phone,
                    proposed_needs=needs_proposed(one.record),
                )
                for one in sheet.lines
            ],
            not_to_be_contacted=[name for name, _ in sheet.resting],
            consent_missing=list(sheet.unlisted),
        )


class CallAsked(Asked):
    id: Id
    revision: Revision
    answer: Answer
    places_left: Count | None = None
    hours: Annotated[str, StringConstraints(max_length=300, pattern=r"^[^\x00]*$")] | None = None
    note: Line | None = None

    def value(self) -> Call:
        return Call(self.id, self.revision, self.answer, self.places_left, self.hours, self.note)


class CallsAsked(Asked):
    calls: list[CallAsked] = Field(min_length=1, max_length=200)
    method: Method = CheckMethod.PHONE


class CallsTaken(Told):
    """Ids by what came of the call; ``left`` are names that were not touched."""

    same: tuple[str, ...]
    changed: tuple[str, ...]
    stopped: tuple[str, ...]
    silent: tuple[str, ...]
    left: tuple[str, ...]


class FieldKnown(Told):
    """How a field is known: changed by somebody (``why``), or from a row of a file, and how it was checked since."""

    field: str
    at: datetime
    by: str | None
    why: ChangeReason | None
    file: str | None
    row: int | None
    source: str | None
    checked: CheckMethod | None
    checked_on: date | None
    checked_by: str | None


class ListingTold(Told):
    scopes: list[ListingScope]
    since: date
    until: date
    how: CheckMethod
    paused: bool
    withdrawn: bool


class AgreementTold(Told):
    since: date
    until: date
    contact: str | None
    scope: str | None
    data_terms: str | None


class LinkTold(Told):
    """An owner's link that is alive; its token is told once, when it is made."""

    id: str
    expires: datetime
    answered_at: datetime | None
    answer: str | None


class Upkeep(Told):
    """How an entry is kept. Consents, links and agreements are told to who edits the register only."""

    standing: Standing
    due_on: date | None
    fields: list[FieldKnown]
    listing: ListingTold | None
    not_to_be_contacted: bool
    rest: str | None = Field(description="The id of the note that nobody is to call, to lift it.")
    links: list[LinkTold]
    agreements: list[AgreementTold]
    agreement_lapsed: bool
    suggested: int | None

    @classmethod
    def of(cls, care: Care) -> "Upkeep":
        given = care.listing
        return cls(
            standing=care.standing,
            due_on=care.due_on,
            fields=[_field(one) for one in care.stories],
            listing=given
            and ListingTold(
                scopes=sorted(given.scopes),
                since=given.since,
                until=given.until,
                how=given.how,
                paused=given.paused,
                withdrawn=given.withdrawn,
            ),
            not_to_be_contacted=care.rest is not None,
            rest=care.rest and care.rest.id,
            links=[
                LinkTold(id=one.id, expires=one.expires, answered_at=one.answered_at, answer=one.answer)
                for one in care.links
            ],
            agreements=[
                AgreementTold(
                    since=one.since, until=one.until, contact=one.contact, scope=one.scope, data_terms=one.data_terms
                )
                for one in care.agreements
            ],
            agreement_lapsed=care.lapsed,
            suggested=care.suggested,
        )


def _field(story) -> FieldKnown:
    check = story.check
    return FieldKnown(
        field=story.field,
        at=story.at,
        by=story.by and story.by.name,
        why=story.why,
        file=story.file,
        row=story.row,
        source=story.source,
        checked=check and check.method,
        checked_on=check and check.on,
        checked_by=check and check.by and check.by.name,
    )


class ListingStepAsked(Asked):
    to: Literal["paused", "resumed", "withdrawn"]


class LinkMade(Told):
    """A new link for an owner. ``address`` is told this once; null where the same key came twice."""

    id: str
    expires: datetime
    address: str | None


class RestAsked(Asked):
    why: Line | None = None
    until: date | None = Field(None, description="The last day; null for good.")


class LiftAsked(Asked):
    why: Reason


class AgreementAsked(Asked):
    since: date
    until: date
    contact: Line | None = None
    scope: Line | None = None
    data_terms: Line | None = None
