"""Needs: proposed from problems and from what is said, added by a person, confirmed by the client, turned and kept.

A demand or a wish alone is never a need (R086): it has to rest on a problem or on a fact (R087). Before the
client's yes a need is only proposed and matched with nothing; in an emergency it may be taken up at once, and the
yes is owed (R005, R021).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from resmap.domain import spoken, taxonomy
from resmap.domain.assessment_sheets import LONGEST
from resmap.domain.events import EventKind
from resmap.domain.need_states import NEXT, STANDING, WANTS_WORDS, NeedState, reordered
from resmap.domain.permissions import Actor, NotFound, Permission
from resmap.domain.statements import StatementKind, matchable
from resmap.flows.assessing.statements import Said, holders, keep
from resmap.flows.case_loading import LoadedCase, load_case
from resmap.flows.field_refusals import FieldsRefused
from resmap.flows.frozen import require_open
from resmap.store import NeedRecord, StatementRecord, UnitOfWork, cases, course, history

#: So many need codes are offered for a sentence.
OFFERED = 6


@dataclass(frozen=True, slots=True)
class NeedAsked:
    """A need as somebody writes it down. ``basis``: ids of statements, ``items``: official problem items that were
    ticked; where only ``words`` are given they are kept as the problem that it rests on. ``place``: where it stands
    in the order, 1 is first; None: last. ``confirmed``: the client said yes."""

    code: str
    holder: str
    severity: int
    words: str = ""
    reading: str = ""
    wish: str = ""
    extent: str = ""
    basis: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    place: int | None = None
    confirmed: bool = False


def meant(uow: UnitOfWork, actor: Actor, case_id: str, words: str) -> tuple[spoken.Suggestion, ...]:
    """Need codes that a sentence may mean, best first, each with because; nothing is kept of the sentence."""
    actor.require(Permission.CASE_EDIT)
    cases.get(uow, actor, case_id, Permission.CASE_EDIT)
    return spoken.suggest(words[:LONGEST], OFFERED)


def add(uow: UnitOfWork, actor: Actor, case_id: str, today: date, *, asked: NeedAsked, key: str) -> str:
    """Write a need down; answers its id.

    Raises FieldsRefused: code, holder, severity or basis UNKNOWN, code TWICE (the same need of the same
    holder stands already), words MISSING (nothing that it rests on), basis ONLY_DEMAND (R086); RuleForbids (CLOSED).
    """
    actor.require(Permission.CASE_EDIT)
    loaded = load_case(uow, actor, case_id, today, Permission.CASE_EDIT)
    done = history.begin_once(uow, key, "case.need")
    if done is not None:
        return done
    require_open(loaded.parts.case)
    statements = {one.id: one for one in course.of_case(uow, actor, case_id, Permission.CASE_EDIT).statements}
    _refuse_wrong(loaded, asked, statements)
    grounds = _grounds(uow, loaded, asked, statements, today)
    state = NeedState.OPEN if asked.confirmed or loaded.parts.case.emergency else NeedState.PROPOSED
    need = uow.add(
        NeedRecord(
            case_id=case_id,
            code=asked.code,
            holder=asked.holder,
            priority=1 + max((one.priority for one in loaded.parts.needs), default=0),
            severity=asked.severity,
            state=state.value,
            confirmed_on=today if asked.confirmed else None,
            basis=list(grounds),
            **_written(asked),
        )
    )
    uow.flush()
    _place(loaded, need, asked.place)
    _note(uow, loaded, need, "added")
    history.finish_once(uow, key, need.id)
    uow.commit()
    return need.id


def change(
    uow: UnitOfWork, actor: Actor, case_id: str, need_id: str, today: date, *, asked: NeedAsked, revision: int, key: str
) -> None:
    """Write a need anew; its code stays (another code is another need). ``confirmed`` is not looked at.

    What it rests on grows by ``basis`` where that is given. Raises like :func:`add`, and NotFound, LostUpdate.
    """
    actor.require(Permission.CASE_EDIT)
    loaded = load_case(uow, actor, case_id, today, Permission.CASE_EDIT)
    need = _of(loaded, need_id)
    if history.begin_once(uow, key, "case.need_changed", about=need.id) is None:
        uow.check_revision(need, revision)
        require_open(loaded.parts.case)
        asked = replace(asked, code=need.code or "")
        statements = {one.id: one for one in course.of_case(uow, actor, case_id, Permission.CASE_EDIT).statements}
        _refuse_wrong(loaded, asked, statements, beside=need)
        need.holder, need.severity = asked.holder, asked.severity
        for name, value in _written(asked).items():
            setattr(need, name, value)
        if asked.basis or asked.items:
            need.basis = list(_grounds(uow, loaded, asked, statements, today))
        _place(loaded, need, asked.place)
        _note(uow, loaded, need, "changed")
        history.finish_once(uow, key, need.id)
    uow.commit()


def confirm(uow: UnitOfWork, actor: Actor, case_id: str, need_id: str, today: date, *, revision: int, key: str) -> None:
    """The client said that it is so: from now on the need counts and is matched (R021).

    Raises NotFound, LostUpdate, FieldsRefused (basis ONLY_DEMAND; code TWICE), RuleForbids (CLOSED).
    """
    actor.require(Permission.CASE_EDIT)
    loaded = load_case(uow, actor, case_id, today, Permission.CASE_EDIT)
    need = _of(loaded, need_id)
    if history.begin_once(uow, key, "case.need_confirmed", about=need.id) is None:
        uow.check_revision(need, revision)
        require_open(loaded.parts.case)
        told = course.of_case(uow, actor, case_id, Permission.CASE_EDIT)
        _refuse_only_demand(need.basis or (), {one.id: one for one in told.statements})
        if need.state == NeedState.PROPOSED.value:
            need.state = NeedState.OPEN.value
        need.confirmed_on = today
        _note(uow, loaded, need, "confirmed")
        history.finish_once(uow, key, need.id)
    uow.commit()


def turn(
    uow: UnitOfWork,
    actor: Actor,
    case_id: str,
    need_id: str,
    today: date,
    *,
    state: NeedState,
    why: str,
    revision: int,
    key: str,
) -> None:
    """Met, put off, dropped, or taken up again; nothing is deleted (R089).

    A need that was never confirmed comes back as proposed; in an emergency it may be taken up before the client's
    yes. Raises FieldsRefused (state UNKNOWN: no such turn; why MISSING; code TWICE), NotFound, LostUpdate,
    RuleForbids (CLOSED).
    """
    actor.require(Permission.CASE_EDIT)
    loaded = load_case(uow, actor, case_id, today, Permission.CASE_EDIT)
    need = _of(loaded, need_id)
    if history.begin_once(uow, key, "case.need_turned", about=need.id) is None:
        uow.check_revision(need, revision)
        require_open(loaded.parts.case)
        why = why.strip()[:LONGEST]
        _refuse_turn(loaded, need, state, why)
        if state is NeedState.OPEN and need.confirmed_on is None and not loaded.parts.case.emergency:
            state = NeedState.PROPOSED
        need.state, need.why_deferred = state.value, why or None
        if state in STANDING:
            _place(loaded, need, len(loaded.parts.needs))
        _note(uow, loaded, need, "turned")
        history.finish_once(uow, key, need.id)
    uow.commit()


def _written(asked: NeedAsked) -> dict[str, str | None]:
    fields = ("words", "reading", "wish", "extent")
    return {name: getattr(asked, name).strip()[:LONGEST] or None for name in fields}


def _refuse_wrong(
    loaded: LoadedCase, asked: NeedAsked, statements: dict[str, StatementRecord], beside: NeedRecord | None = None
) -> None:
    wrong = []
    if not taxonomy.is_need(asked.code):
        wrong.append(("code", "UNKNOWN" if asked.code else "MISSING"))
    if asked.holder not in holders(loaded):
        wrong.append(("holder", "UNKNOWN" if asked.holder else "MISSING"))
    if not 0 <= asked.severity <= 4:
        wrong.append(("severity", "UNKNOWN"))
    if set(asked.basis) - statements.keys() or not all(map(taxonomy.is_problem_item, asked.items)):
        wrong.append(("basis", "UNKNOWN"))
    if _stands_twice(loaded, asked.code, asked.holder, beside):
        wrong.append(("code", "TWICE"))
    if beside is None and not (asked.words.strip() or asked.basis or asked.items):
        wrong.append(("words", "MISSING"))
    if wrong:
        raise FieldsRefused(wrong)
    if not (asked.items or (not asked.basis and asked.words.strip())):
        _refuse_only_demand(asked.basis, statements)


def _refuse_only_demand(basis: Iterable[str], statements: dict[str, StatementRecord]) -> None:
    """A demand is no ground (R086). A need without any basis was written before statements were kept."""
    kinds = [StatementKind(statements[id].kind) for id in basis if id in statements]
    if kinds and not matchable(kinds):
        raise FieldsRefused([("basis", "ONLY_DEMAND")])


def _refuse_turn(loaded: LoadedCase, need: NeedRecord, state: NeedState, why: str) -> None:
    if state not in NEXT[NeedState(need.state)]:
        raise FieldsRefused([("state", "UNKNOWN")])
    if need.state == NeedState.PROPOSED.value and state is NeedState.OPEN and not loaded.parts.case.emergency:
        raise FieldsRefused([("state", "CONFIRM_FIRST")])
    if state in WANTS_WORDS and not why:
        raise FieldsRefused([("why", "MISSING")])
    if state is NeedState.OPEN and _stands_twice(loaded, need.code or "", need.holder, need):
        raise FieldsRefused([("code", "TWICE")])


def _stands_twice(loaded: LoadedCase, code: str, holder: str, beside: NeedRecord | None) -> bool:
    standing = (one for one in loaded.parts.needs if one.state in STANDING and one is not beside)
    return any((one.code, one.holder) == (code, holder) for one in standing)


def _grounds(
    uow: UnitOfWork, loaded: LoadedCase, asked: NeedAsked, statements: dict[str, StatementRecord], today: date
) -> tuple[str, ...]:
    """Ids of the statements that the need rests on. Ticked items become problems of their own, once each;
    words alone are kept as the problem."""
    problems = (StatementKind.PROBLEM.value, StatementKind.POTENTIAL_PROBLEM.value)
    known = {
        (one.topic, one.holder): one.id for one in statements.values() if one.topic and one.kind in problems
    }
    grounds = list(asked.basis)
    for item in asked.items:
        found = known.get((item, asked.holder))
        grounds.append(found or keep(uow, loaded, _problem(asked, item), today).id)
    if not grounds:
        grounds.append(keep(uow, loaded, _problem(asked, ""), today).id)
    return tuple(dict.fromkeys(grounds))


def _problem(asked: NeedAsked, item: str) -> Said:
    return Said(
        kind=StatementKind.PROBLEM,
        words=asked.words,
        reading=asked.reading,
        holder=asked.holder,
        topic=item,
        confirmed=asked.confirmed,
    )


def _place(loaded: LoadedCase, need: NeedRecord, place: int | None) -> None:
    """Number the standing needs 1, 2, 3, … with ``need`` at its place; each number once."""
    others = {one.id: one for one in loaded.parts.needs if one.state in STANDING}
    if need.state not in STANDING:
        return
    order = [one.id for one in sorted(others.values(), key=lambda one: (one.priority, one.created_at, one.id))]
    every = others | {need.id: need}
    kept_at = order.index(need.id) + 1 if need.id in others else len(order) + 1
    for number, id in enumerate(reordered(order, need.id, place if place is not None else kept_at), start=1):
        if every[id].priority != number:
            every[id].priority = number


def _of(loaded: LoadedCase, need_id: str) -> NeedRecord:
    for need in loaded.parts.needs:
        if need.id == need_id:
            return need
    raise NotFound("NeedRecord")


def _note(uow: UnitOfWork, loaded: LoadedCase, need: NeedRecord, act: str) -> None:
    facts = {"need": need.id, "act": act, "state": need.state, "confirmed": need.confirmed_on is not None}
    uow.event(EventKind.NEED_CHANGED, loaded.id, client=loaded.client_id, facts=facts)
