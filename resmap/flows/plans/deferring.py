"""Needs that wait: kept with their reason, shown at every review, taken up again with one press (R089)."""

from dataclasses import dataclass
from datetime import date

from resmap.domain.events import EventKind
from resmap.domain.permissions import Actor, NotFound, Permission
from resmap.domain.resident_number import refuse
from resmap.flows.case_loading import OPEN, LoadedCase, load_case
from resmap.flows.case_telling import holder_label
from resmap.flows.field_refusals import FieldsRefused
from resmap.flows.frozen import require_open
from resmap.flows.plans.asked import kept
from resmap.flows.plans.in_hand import CONTRACTED, DEFERRED, DRAFT, load
from resmap.store import NeedRecord, UnitOfWork, history
from resmap.words.explain import need_name


@dataclass(frozen=True, slots=True)
class DeferredNeed:
    """A need that waits, in words, and why."""

    id: str
    revision: int
    name: str
    holder: str
    why: str


def deferred(loaded: LoadedCase, locale: str) -> tuple[DeferredNeed, ...]:
    """Every need that was put off, for the plan and for each review (R089): nobody's need is lost."""
    return tuple(
        DeferredNeed(
            id=one.id,
            revision=one.revision,
            name=need_name(one.code, locale) if one.code else one.words or "",
            holder=holder_label(loaded, one.holder, locale),
            why=one.why_deferred or "",
        )
        for one in loaded.parts.needs
        if one.state == DEFERRED
    )


def defer(
    uow: UnitOfWork, actor: Actor, case_id: str, today: date, need_id: str, *, why: str, revision: int, key: str
) -> None:
    """Put a need off, with the reason. Raises FieldsRefused (why: MISSING; need: IN_PLAN where a draft or the plan in
    force takes it up), LostUpdate, NotFound, RuleForbids (CLOSED)."""
    actor.require(Permission.CASE_EDIT)
    refuse(why, "why")
    hand = load(uow, actor, case_id, today, Permission.CASE_EDIT)
    need = _need(hand.loaded, need_id)
    if history.begin_once(uow, key, "need.defer", about=need_id) is None:
        require_open(hand.loaded.parts.case)
        uow.check_revision(need, revision)
        if not why.strip():
            raise FieldsRefused([("why", "MISSING")])
        standing = {one.id for one in hand.told.plans if one.state in (DRAFT, CONTRACTED)}
        if any(need_id in (one.need_ids or ()) for one in hand.told.goals if one.plan_id in standing):
            raise FieldsRefused([("need", "IN_PLAN")])
        need.state, need.why_deferred = DEFERRED, kept(why)
        _note(uow, hand.loaded, need)
        history.finish_once(uow, key, need_id)
    uow.commit()


def take_up(uow: UnitOfWork, actor: Actor, case_id: str, today: date, need_id: str, *, revision: int, key: str) -> None:
    """The need is open again; why it had waited stays written. Raises as :func:`defer`."""
    actor.require(Permission.CASE_EDIT)
    loaded = load_case(uow, actor, case_id, today, Permission.CASE_EDIT)
    need = _need(loaded, need_id)
    if history.begin_once(uow, key, "need.take_up", about=need_id) is None:
        require_open(loaded.parts.case)
        uow.check_revision(need, revision)
        need.state = OPEN
        _note(uow, loaded, need)
        history.finish_once(uow, key, need_id)
    uow.commit()


def _need(loaded: LoadedCase, need_id: str) -> NeedRecord:
    """The need, whatever its state was when the form was made: the same form twice finds it in the other one."""
    for one in loaded.parts.needs:
        if one.id == need_id and one.state in (OPEN, DEFERRED):
            return one
    raise NotFound("NeedRecord")


def _note(uow: UnitOfWork, loaded: LoadedCase, need: NeedRecord) -> None:
    facts = {"need": need.id, "state": need.state}
    uow.event(EventKind.NEED_CHANGED, loaded.id, client=loaded.client_id, facts=facts)
