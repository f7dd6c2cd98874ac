"""고친 기록: who changed an entry, when, why, from what to what; and taking a change back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from resmap.domain import editing as rules
from resmap.domain.codes import ChangeReason, CheckMethod, Review
from resmap.domain.events import EventKind
from resmap.domain.listing import is_resident
from resmap.domain.permissions import Actor, NotAllowed, Permission
from resmap.flows.entering import rename
from resmap.flows.pair_finding import refresh
from resmap.store import OfferChangeRecord, OfferRecord, UnitOfWork, UserRecord, history
from resmap.store.changes import PLACE, SEALED, plain
from resmap.store.queries import changes

#: Changes that have an undoing of their own: two entries are parted again, not edited back.
ELSEWHERE = frozenset({ChangeReason.MERGE, ChangeReason.SPLIT})

#: What a resident agreed to or said no to, and who wrote it down: it is asked anew, not edited back (P-25).
OF_THEIR_OWN = frozenset({ChangeReason.WITHDRAW, ChangeReason.CONSENT, ChangeReason.OWNER})

#: Fields of a resident's entry that a consent or a no sets, whatever else was done in the same act.
CONSENTED = frozenset({"review", "extra"})

#: Nobody takes these back by a button: a place that became secret was wiped, a sealed number never kept.
NEVER_BACK = frozenset({"location_secret", SEALED})

#: Fields of the upkeep that travel with others and say nothing to a reader.
_BEHIND = frozenset({"verified_revision", "verified_by", "organisation_id", "department_id"})


class CannotUndo(Exception):
    """The change cannot be taken back. ``code``: ELSEWHERE, SEALED, DONE, CONSENT (of a resident), WAITS (for
    the supervisor, R046), or CHANGED_SINCE with ``fields``."""

    def __init__(self, code: str, fields: tuple[str, ...] = ()):
        super().__init__(code)
        self.code, self.fields = code, fields


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the history. ``fields``: (field, before, after) as the database keeps them;
    ``by`` is None for what the program itself did."""

    id: str
    at: datetime
    by: UserRecord | None
    why: ChangeReason
    note: str | None
    fields: tuple[tuple[str, Any, Any], ...]
    may_undo: bool
    is_undone: bool


@dataclass(frozen=True, slots=True)
class Check:
    """Somebody made sure of a field."""

    at: datetime
    by: UserRecord | None
    field: str
    method: CheckMethod
    note: str | None


@dataclass(frozen=True)
class History:
    """Everything that happened to an entry, the youngest first; ``file`` is where it began."""

    record: OfferRecord
    steps: tuple[Step, ...]
    checks: tuple[Check, ...]
    began: datetime
    began_by: UserRecord | None
    file: Mapping[str, Any] | None


def of_entry(uow: UnitOfWork, actor: Actor, offer_id: str) -> History:
    """The history of an entry for who edits the register; raises NotFound."""
    actor.require(Permission.REGISTER_EDIT)
    record = changes.entry(uow, offer_id)
    rows, checks = changes.of_entry(uow, offer_id), changes.checks_of(uow, offer_id)
    users = changes.names_of_users(uow, {one.created_by for one in (*rows, *checks, record)})
    undone = changes.undone(uow, offer_id)
    return History(
        record=record,
        steps=tuple(_step(actor, record, row, users, undone) for row in rows),
        checks=tuple(
            Check(one.created_at, users.get(one.created_by), one.field, one.method, one.note) for one in checks
        ),
        began=record.created_at,
        began_by=users.get(record.created_by),
        file=None if record.location_secret else record.evidence,
    )


def _step(actor: Actor, record: OfferRecord, row: OfferChangeRecord, users, undone) -> Step:
    told = [(name, row.before.get(name), after) for name, after in row.after.items() if name not in _BEHIND]
    if record.location_secret:
        told = [one for one in told if one[0] not in PLACE]
    may_undo = _refusal(actor, record, row, undone) is None and not _changed_since(record, row)
    return Step(
        row.id,
        row.created_at,
        users.get(row.created_by),
        row.why,
        row.note,
        tuple(sorted(told)),
        may_undo,
        row.id in undone,
    )


def undo(uow: UnitOfWork, actor: Actor, change_id: str, *, revision: int, key: str) -> OfferRecord:
    """Put back what a change replaced, all of its fields or none.

    A supervisor takes back any change, others their own, as far as they might edit so (R046). Nothing
    that a resident agreed to or said no to comes back so (P-25). Raises CannotUndo, LostUpdate,
    NotFound, NotAllowed.
    """
    actor.require(Permission.REGISTER_EDIT)
    row = changes.get(uow, change_id)
    record = changes.entry(uow, row.offer_id)
    if history.begin_once(uow, key, "offer.undo", about=record.id) is not None:
        return record
    uow.check_revision(record, revision)
    if refusal := _refusal(actor, record, row, changes.undone(uow, record.id)):
        raise refusal
    if since := _changed_since(record, row):
        raise CannotUndo("CHANGED_SINCE", since)
    uow.because(ChangeReason.UNDO, undoes=row.id)
    vouched = actor.may(Permission.REGISTER_VERIFY) or _only_since_verified(record, row)
    for name in row.after:
        setattr(record, name, changes.column_value(name, row.before.get(name)))
    if "name" in row.after:
        rename(record)
    if record.review is Review.VERIFIED and "review" not in row.after and vouched:
        record.verified_revision = record.revision + 1  # what was verified before stands again
    uow.event(EventKind.OFFER_UNDONE, record.id, facts={"change": row.id, "fields": sorted(row.after)})
    refresh(uow, [record.id])
    history.finish_once(uow, key, record.id)
    uow.commit()
    return record


def _refusal(
    actor: Actor, record: OfferRecord, row: OfferChangeRecord, undone: frozenset[str]
) -> Exception | None:
    if not actor.may(Permission.REGISTER_VERIFY) and row.created_by != actor.id:
        return NotAllowed(Permission.REGISTER_VERIFY)
    if row.why in ELSEWHERE:
        return CannotUndo("ELSEWHERE")
    if row.id in undone:
        return CannotUndo("DONE")
    # A place that was wiped (P-21) left a change without the fields of before.
    if NEVER_BACK & row.after.keys() or row.after.keys() != row.before.keys() or not row.after:
        return CannotUndo("SEALED")
    if is_resident(record.kind) and (row.why in OF_THEIR_OWN or CONSENTED & row.after.keys()):
        return CannotUndo("CONSENT")
    if not actor.may(Permission.REGISTER_VERIFY) and _waits(record, row):
        return CannotUndo("WAITS")
    return None


def _waits(record: OfferRecord, row: OfferChangeRecord) -> bool:
    """Whether putting back would set what an edit could only propose (R046)."""
    before = {name: changes.column_value(name, row.before.get(name)) for name in row.after}
    return "review" in before or any(
        rules.waits(name, value, record.review, vouches=False) for name, value in before.items()
    )


def _only_since_verified(record: OfferRecord, row: OfferChangeRecord) -> bool:
    """Whether nothing but this change came after the verification: without it stands what was verified."""
    return record.revision == row.revision and record.verified_revision == row.revision - 1


def _changed_since(record: OfferRecord, row: OfferChangeRecord) -> tuple[str, ...]:
    """The fields that stand otherwise now than this change left them."""
    return tuple(sorted(name for name, after in row.after.items() if plain(getattr(record, name)) != after))
