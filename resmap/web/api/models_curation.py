"""What curation of the register brings and answers: history, quality, new entries, proposals.

Made from named fields; what a proposal holds of a person (contact, who told it) goes only to who decides.
"""

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field

from resmap.domain.codes import AreaLevel, ChangeReason, CheckMethod, ProposalKind, ProposalState, ProposedBy
from resmap.domain.quality import Flaw
from resmap.flows.entry_history import History
from resmap.flows.proposals import FieldLine, ProposalView
from resmap.flows.register_health import DongHealth, EntryHealth, Health
from resmap.web.api.models import Asked, Filled, Id, Line, Long, Name, Reason, Revision, Told
from resmap.web.api.models_register import EntryValues


class FieldChange(Told):
    field: str
    before: Any
    after: Any


class HistoryStep(Told):
    """One change. ``by`` is a person's name, null for the program itself."""

    id: str
    at: datetime
    by: str | None
    why: ChangeReason
    note: str | None
    fields: tuple[FieldChange, ...]
    may_undo: bool
    is_undone: bool


class HistoryCheck(Told):
    at: datetime
    by: str | None
    field: str
    method: CheckMethod
    note: str | None


class EntryHistory(Told):
    """Everything that happened to an entry, the youngest first."""

    id: str
    revision: int
    began: datetime
    began_by: str | None
    steps: tuple[HistoryStep, ...]
    checks: tuple[HistoryCheck, ...]

    @classmethod
    def of(cls, told: History) -> "EntryHistory":
        return cls(
            id=told.record.id,
            revision=told.record.revision,
            began=told.began,
            began_by=told.began_by and told.began_by.name,
            steps=tuple(
                HistoryStep(
                    id=one.id,
                    at=one.at,
                    by=one.by and one.by.name,
                    why=one.why,
                    note=one.note,
                    fields=tuple(FieldChange(field=name, before=old, after=new) for name, old, new in one.fields),
                    may_undo=one.may_undo,
                    is_undone=one.is_undone,
                )
                for one in told.steps
            ),
            checks=tuple(
                HistoryCheck(at=one.at, by=one.by and one.by.name, field=one.field, method=one.method, note=one.note)
                for one in told.checks
            ),
        )


class UndoAsked(Asked):
    revision: Revision


class CriterionMark(Told):
    criterion: str
    points: float
    of: int = Field(description="0: the criterion does not apply to this kind of entry.")


class EntryQuality(Told):
    id: str
    score: int
    flaws: tuple[Flaw, ...]
    marks: tuple[CriterionMark, ...]

    @classmethod
    def of(cls, told: EntryHealth) -> "EntryQuality":
        marks = tuple(CriterionMark(criterion=one.name, points=one.points, of=one.of) for one in told.quality.marks)
        return cls(id=told.id, score=told.quality.score, flaws=told.flaws, marks=marks)


class DongState(Told):
    """One dong; ``dong`` null: entries that name none. ``quality``: the mean of their scores."""

    dong: str | None
    entries: int
    quality: int | None
    flaws: dict[Flaw, int]
    missing_kinds: tuple[str, ...]
    uncovered_needs: tuple[str, ...]

    @classmethod
    def of(cls, one: DongHealth) -> "DongState":
        return cls(
            dong=one.name,
            entries=one.entries,
            quality=one.quality,
            flaws=dict(one.flaws),
            missing_kinds=one.missing_kinds,
            uncovered_needs=one.uncovered,
        )


class RegisterState(Told):
    whole: DongState
    dongs: tuple[DongState, ...]

    @classmethod
    def of(cls, told: Health) -> "RegisterState":
        return cls(whole=DongState.of(told.whole), dongs=tuple(map(DongState.of, told.dongs)))


class NewEntryValues(EntryValues):
    """The fields of a new entry; name and kind are needed."""

    name: Filled
    kind: Id
    organization: Filled | None = Field(None, description="Without it the entry's own name; residents need none.")
    department: Filled | None = None
    phone: Name | None = Field(None, description="A resident's number is kept sealed.")
    area_level: AreaLevel | None = None


#: P-25: asked once (422, code private) where a resident's entry says such words anew.
WordsMeant = Annotated[bool, Field(description="Words of health or family tell what this resident does for others.")]


class NewEntryAsked(Asked):
    values: NewEntryValues
    words_meant: WordsMeant = False


class NoteAsked(Asked):
    """Three fields are enough: what, where, how to reach it."""

    what: Long
    dong: Name | None = None
    contact: Line | None = None
    told_by: Line | None = None
    by: ProposedBy = ProposedBy.STAFF


class ChangeProposed(Asked):
    values: EntryValues
    revision: Revision
    note: Long = ""
    words_meant: WordsMeant = False


class WithdrawalProposed(Asked):
    why: Reason


class ProposalQuery(Asked):
    mine: bool = Field(False, description="One's own, decided ones too; else those that wait for a decision.")
    page: int = Field(1, ge=1, le=100_000)


class ProposalTold(Told):
    """A proposal. ``fields`` of a change: as it stood when proposed, as it stands now, as it should be."""

    id: str
    revision: int
    kind: ProposalKind
    state: ProposalState
    by: ProposedBy
    entry: str | None
    entry_revision: int | None = Field(description="To send back when accepting: of the entry as ``fields`` show it.")
    note: str | None
    dong: str | None
    contact: str | None
    told_by: str | None
    proposed_at: datetime
    decided_at: datetime | None
    decided_why: str | None
    fields: tuple[FieldLine, ...]

    @classmethod
    def of(cls, view: ProposalView) -> "ProposalTold":
        one = view.record
        same = ("id", "revision", "kind", "state", "by", "note", "contact", "told_by", "decided_at", "decided_why")
        told = {name: getattr(one, name) for name in same}
        return cls(
            **told,
            entry=one.offer_id,
            entry_revision=view.entry and view.entry.revision,
            dong=view.dong,
            proposed_at=one.created_at,
            fields=view.fields,
        )


class ProposalPage(Told):
    proposals: list[ProposalTold]
    total: int
    page: int
    size: int


class AcceptAsked(Asked):
    revision: Revision
    entry_revision: Revision
    words_meant: WordsMeant = False
    fields: list[Id] = Field([], max_length=60, description="The fields of a proposed change to take over.")


class AcceptNewAsked(Asked):
    revision: Revision
    values: NewEntryValues
    words_meant: WordsMeant = False


class RefuseAsked(Asked):
    revision: Revision
    why: Reason
