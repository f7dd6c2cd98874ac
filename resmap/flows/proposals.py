"""제안: what case managers, tong heads (통장) and owners know, waiting for the supervisor (R046).

A new entry, a change or a withdrawal is proposed; three fields are enough for a
new one (what, where, how to reach it). Nothing of it counts before somebody who
answers for the register decides, and what was decided is told to who proposed.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from resmap.domain.codes import ChangeReason, ProposalKind, ProposalState, ProposedBy, Review
from resmap.domain.events import EventKind
from resmap.domain.permissions import Actor, NotFound, Permission
from resmap.domain.resident_number import refuse
from resmap.flows import new_entries
from resmap.flows.entering import rename
from resmap.flows.entry_values import BESIDE, EDITABLE, BadValue, checked_values
from resmap.flows.pair_finding import refresh
from resmap.flows.upkeep import take_out
from resmap.store import OfferRecord, Page, ProposalRecord, UnitOfWork, UserRecord, history, offers
from resmap.store.changes import PLACE, plain
from resmap.store.queries import changes
from resmap.store.queries import proposals as queries

#: Fields that a proposed change may hold: what is typed. What follows from it is found anew when it is accepted.
PROPOSED = EDITABLE | BESIDE

#: Longest text of a note (characters).
LONGEST = 2000


class Decided(Exception):
    """Somebody decided on this proposal already; ``state`` says how."""

    def __init__(self, state: ProposalState):
        super().__init__(state.value)
        self.state = state


@dataclass(frozen=True, slots=True)
class FieldLine:
    """One field of a proposed change: as it stood when proposed, as it stands now, as it should be."""

    name: str
    before: Any
    now: Any
    proposed: Any

    @property
    def is_overtaken(self) -> bool:
        """Somebody changed the field meanwhile."""
        return self.before != self.now


@dataclass(frozen=True)
class ProposalView:
    """A proposal with the entry it is about and who proposed it."""

    record: ProposalRecord
    entry: OfferRecord | None
    by: UserRecord | None
    decided_by: UserRecord | None
    fields: tuple[FieldLine, ...] = ()

    @property
    def dong(self) -> str | None:
        """Where; of a secret place nobody says it, whatever was noted before (P-21)."""
        return None if self.entry is not None and self.entry.location_secret else self.record.dong


def propose_new(
    uow: UnitOfWork,
    actor: Actor,
    *,
    what: str,
    dong: str | None = None,
    contact: str | None = None,
    told_by: str | None = None,
    by: ProposedBy = ProposedBy.STAFF,
    values: Mapping[str, Any] | None = None,
    key: str,
) -> ProposalRecord:
    """A note of something new: what it is, in which dong, how to reach it. Raises BadValue for an empty note.

    ``values`` may already say more (``flows.new_entries.NEW``); they are checked when it is taken over.
    """
    actor.require(Permission.REGISTER_PROPOSE)
    what = _note(what)
    for field, text in (("contact", contact), ("told_by", told_by), ("dong", dong)):
        refuse(text, field)
    fields = {name: plain(value) for name, value in (values or {}).items() if name in new_entries.NEW}
    return _keep(
        uow,
        key,
        lambda: ProposalRecord(
            kind=ProposalKind.NEW,
            by=by,
            fields=fields,
            note=what,
            dong=dong or None,
            contact=(contact or "").strip() or None,
            told_by=(told_by or "").strip() or None,
        ),
    )


def propose_change(
    uow: UnitOfWork,
    actor: Actor,
    offer_id: str,
    *,
    revision: int,
    values: Mapping[str, Any],
    note: str = "",
    key: str,
    words_meant: bool = False,
) -> ProposalRecord:
    """How an entry should read. Raises BadValue when nothing would change or a value cannot be,
    LostUpdate when the form was made from another revision, NotFound."""
    actor.require(Permission.REGISTER_PROPOSE)
    record = offers.get(uow, offer_id)
    uow.check_revision(record, revision)
    unknown = sorted(set(values) - EDITABLE)
    if unknown:
        raise BadValue(unknown[0], "unknown")
    checked = checked_values(record, actor, values, words_meant=words_meant)
    changed = {name: checked[name] for name in values if plain(getattr(record, name)) != plain(checked[name])}
    if not changed:
        raise BadValue("name", "nothing_changed")
    kept = _note(note, needed=False)
    return _keep(uow, key, lambda: _of_change(record, changed, kept))


def keep_change(uow: UnitOfWork, record: OfferRecord, changed: Mapping[str, Any]) -> ProposalRecord:
    """Note checked values of typed fields as a proposal, for the flow that edits. Does not commit."""
    return _noted(uow, _of_change(record, changed, None))


def _of_change(record: OfferRecord, changed: Mapping[str, Any], note: str | None) -> ProposalRecord:
    hidden = record.location_secret or changed.get("location_secret")
    told = {name: value for name, value in changed.items() if name in PROPOSED and not (hidden and name in PLACE)}
    before = {name: plain(getattr(record, name)) for name in told}
    return ProposalRecord(
        kind=ProposalKind.CHANGE,
        by=ProposedBy.STAFF,
        offer_id=record.id,
        revision_seen=record.revision,
        fields={"before": before, "after": {name: plain(value) for name, value in told.items()}},
        note=note,
        dong=None if hidden else record.dong,
    )


def propose_withdrawal(uow: UnitOfWork, actor: Actor, offer_id: str, *, why: str, key: str) -> ProposalRecord:
    """That an entry should be taken out, and why. Raises BadValue without a reason, NotFound."""
    actor.require(Permission.REGISTER_PROPOSE)
    record = offers.get(uow, offer_id)
    return _keep(
        uow,
        key,
        lambda: ProposalRecord(
            kind=ProposalKind.WITHDRAW,
            by=ProposedBy.STAFF,
            offer_id=record.id,
            revision_seen=record.revision,
            fields={},
            note=_note(why),
            dong=None if record.location_secret else record.dong,
        ),
    )


def waiting(uow: UnitOfWork, actor: Actor, *, page: int = 1) -> Page[ProposalView]:
    """What waits for a decision, the oldest first, for who decides."""
    actor.require(Permission.REGISTER_VERIFY)
    return _views(uow, queries.listed(uow, state=ProposalState.WAITING, page=page))


def count_waiting(uow: UnitOfWork, actor: Actor) -> int | None:
    """How many wait, for who decides; None for everybody else."""
    return queries.count_waiting(uow) if actor.may(Permission.REGISTER_VERIFY) else None


def mine(uow: UnitOfWork, actor: Actor, *, page: int = 1) -> Page[ProposalView]:
    """What this person proposed and what became of it, the youngest first."""
    actor.require(Permission.REGISTER_PROPOSE)
    return _views(uow, queries.listed(uow, by=actor.id, page=page))


def view(uow: UnitOfWork, actor: Actor, proposal_id: str) -> ProposalView:
    """One proposal, for who decides and for who proposed it; raises NotFound for everybody else."""
    actor.require(Permission.REGISTER_PROPOSE)
    record = queries.get(uow, proposal_id)
    if not actor.may(Permission.REGISTER_VERIFY) and record.created_by != actor.id:
        raise NotFound("ProposalRecord")
    return _views(uow, Page((record,), 1, 1, 1)).rows[0]


def accept_new(
    uow: UnitOfWork,
    actor: Actor,
    proposal_id: str,
    values: Mapping[str, Any],
    *,
    revision: int,
    key: str,
    words_meant: bool = False,
) -> OfferRecord:
    """Make the entry that was proposed, as the supervisor completed it. Raises Decided, BadValue."""
    actor.require(Permission.REGISTER_VERIFY)
    proposal = queries.get(uow, proposal_id)
    if (made := history.begin_once(uow, key, "proposal.accept")) is not None:
        return uow.get(OfferRecord, made)
    _require_waiting(uow, proposal, revision)
    uow.because(ChangeReason.PROPOSAL)
    record = new_entries.add(uow, actor, values, words_meant=words_meant)
    proposal.offer_id = record.id
    _decide(uow, actor, proposal, ProposalState.APPROVED)
    history.finish_once(uow, key, record.id)
    uow.commit()
    return record


def accept(
    uow: UnitOfWork,
    actor: Actor,
    proposal_id: str,
    *,
    fields: Iterable[str] = (),
    revision: int,
    entry_revision: int,
    key: str,
    words_meant: bool = False,
) -> OfferRecord:
    """Make a proposed change (its chosen ``fields``) or withdrawal. A changed entry keeps its verification
    when its owner or the supervisor vouches: accepting is checking what was proposed.

    ``entry_revision``: of the entry as it stood beside the proposal. Raises LostUpdate when somebody changed
    the entry since, Decided, BadValue when no field was chosen or one cannot be, NotFound when the entry is gone.
    """
    actor.require(Permission.REGISTER_VERIFY)
    proposal = queries.get(uow, proposal_id)
    record = offers.standing(uow, proposal.offer_id or "")  # a merged entry is answered for by the one that stands
    if history.begin_once(uow, key, "proposal.accept", about=record.id) is not None:
        return record
    _require_waiting(uow, proposal, revision)
    uow.check_revision(record, entry_revision)
    if proposal.kind is ProposalKind.WITHDRAW:
        take_out(uow, record, proposal.note)  # of a resident the consent ends with it (P-25)
    else:
        _change(uow, actor, record, proposal, frozenset(fields) & PROPOSED, words_meant)
    _decide(uow, actor, proposal, ProposalState.APPROVED)
    history.finish_once(uow, key, record.id)
    uow.commit()
    return record


def refuse_proposal(
    uow: UnitOfWork, actor: Actor, proposal_id: str, *, why: str, revision: int, key: str
) -> ProposalRecord:
    """Say no, and why: who proposed reads it. Raises Decided, BadValue without a reason."""
    actor.require(Permission.REGISTER_VERIFY)
    proposal = queries.get(uow, proposal_id)
    if history.begin_once(uow, key, "proposal.refuse", about=proposal.id) is not None:
        return proposal
    _require_waiting(uow, proposal, revision)
    proposal.decided_why = _note(why, field="why")
    _decide(uow, actor, proposal, ProposalState.REFUSED)
    history.finish_once(uow, key, proposal.id)
    uow.commit()
    return proposal


def _change(
    uow, actor: Actor, record: OfferRecord, proposal: ProposalRecord, chosen: Collection[str], words_meant: bool
) -> None:
    after = {name: value for name, value in proposal.fields.get("after", {}).items() if name in chosen}
    if not after:
        raise BadValue("fields", "none_chosen")
    values = {name: changes.column_value(name, value) for name, value in after.items()}
    uow.because(ChangeReason.OWNER if proposal.by is ProposedBy.OWNER else ChangeReason.PROPOSAL, proposal.note)
    # A change that nobody vouched for is not vouched for by accepting another one.
    is_vouched_for = record.review is Review.VERIFIED and record.verified_revision == record.revision
    for name, value in checked_values(record, actor, values, words_meant=words_meant).items():
        setattr(record, name, value)
    if "name" in after:
        rename(record)
    if is_vouched_for:
        record.verified_revision = record.revision + 1
    uow.event(EventKind.OFFER_CHANGED, record.id, facts={"fields": sorted(after), "proposal": proposal.id})
    refresh(uow, [record.id])


def _keep(uow: UnitOfWork, key: str, make) -> ProposalRecord:
    if (made := history.begin_once(uow, key, "proposal.make")) is not None:
        return queries.get(uow, made)
    proposal = _noted(uow, make())
    history.finish_once(uow, key, proposal.id)
    uow.commit()
    return proposal


def _noted(uow: UnitOfWork, proposal: ProposalRecord) -> ProposalRecord:
    uow.add(proposal)
    uow.flush()
    uow.event(EventKind.PROPOSED, proposal.id, facts={"kind": proposal.kind.value, "by": proposal.by.value})
    return proposal


def _require_waiting(uow: UnitOfWork, proposal: ProposalRecord, revision: int) -> None:
    if proposal.state is not ProposalState.WAITING:
        raise Decided(proposal.state)
    uow.check_revision(proposal, revision)


def _decide(uow: UnitOfWork, actor: Actor, proposal: ProposalRecord, state: ProposalState) -> None:
    proposal.state, proposal.decided_at, proposal.decided_by = state, uow.now(), actor.id
    uow.event(EventKind.PROPOSAL_DECIDED, proposal.id, facts={"state": state.value})


def _note(text: str, *, needed: bool = True, field: str = "what") -> str | None:
    refuse(text, field)
    text = text.strip()
    if needed and not text:
        raise BadValue(field, "note_empty")
    if len(text) > LONGEST:
        raise BadValue(field, "long")
    return text or None


def _views(uow: UnitOfWork, page: Page[ProposalRecord]) -> Page[ProposalView]:
    entries = offers.by_ids(uow, {one.offer_id for one in page.rows if one.offer_id})
    # A merged entry is answered for by the one that stands: what would be changed is what is shown.
    entries |= {id_: offers.standing(uow, id_) for id_, one in entries.items() if one.merged_into is not None}
    users = changes.names_of_users(
        uow, {user for one in page.rows for user in (one.created_by, one.decided_by) if user}
    )
    rows = tuple(
        ProposalView(
            one,
            entries.get(one.offer_id),
            users.get(one.created_by),
            users.get(one.decided_by),
            _lines(one, entries.get(one.offer_id)),
        )
        for one in page.rows
    )
    return Page(rows, page.total, page.number, page.size)


def _lines(proposal: ProposalRecord, entry: OfferRecord | None) -> tuple[FieldLine, ...]:
    if proposal.kind is not ProposalKind.CHANGE or entry is None:
        return ()
    before, after = proposal.fields.get("before", {}), proposal.fields.get("after", {})
    hidden = PLACE if entry.location_secret or after.get("location_secret") else ()
    told = sorted(name for name in after if name in PROPOSED and name not in hidden)
    return tuple(FieldLine(name, before.get(name), plain(getattr(entry, name)), after[name]) for name in told)
