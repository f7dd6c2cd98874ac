"""명단 가져오기: cases from a duty system or a ledger, keyed by its number (day.md; R004, P-01, P-02).

Looked at first, brought in whole or not at all. The same list again changes nothing. Whoever stands in somebody else's
care is left out, and told of only as far as the one who imports may know; a number that a protected client has says
nothing at all (P-22): the row comes in like any other.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from resmap.domain.codes import Stage
from resmap.domain.events import EventKind
from resmap.domain.first_call import FirstCall, SafeToCall
from resmap.domain.intake import Door
from resmap.domain.korean import fold
from resmap.domain.permissions import Actor, Permission
from resmap.domain.resident_number import contains_resident_number
from resmap.flows import intake_opening
from resmap.flows.field_refusals import FieldsRefused
from resmap.flows.intake_opening import TRIES
from resmap.flows.refusals import Refused
from resmap.formats.case_list import MOST_ROWS, CaseList, ListRow, plain_rows, read_list, rows_of
from resmap.formats.problems import FormatError
from resmap.store import ClientRecord, Database, UnitOfWork, cases, history
from resmap.store.queries import known as queries

#: Stages in which a list can bring a case in; follow-up and closing are acts.
STAGES = (
    Stage.INTAKE, Stage.ASSESSMENT, Stage.SELECTION, Stage.PLANNING, Stage.INTERVENTION, Stage.MONITORING, Stage.EVALUATION,
)  # fmt: skip

#: Behind an outside number that must not be told to be taken (P-22); the number that is shown goes without it.
_BESIDE = " (beside)"


class RowState(StrEnum):
    """What becomes of a row. PROBLEM keeps the whole list out."""

    NEW = "new"
    SAME = "same"
    ENDED = "ended"
    NOT_YOURS = "not_yours"
    ELSEWHERE = "elsewhere"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class RowPlan:
    """A row with what becomes of it. ``why``: (field, code) of a problem; ``differs``: fields in which the case that
    is there says something else (nothing is overwritten); ``like``: numbers of cases that may be the same person's."""

    row: int
    number: str
    name: str
    dong: str
    state: RowState
    why: tuple[tuple[str, str], ...] = ()
    differs: tuple[str, ...] = ()
    like: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    case: str = ""


@dataclass(frozen=True, slots=True)
class ListPlan:
    """What a list would do. ``ready``: nothing stands in the way."""

    rows: tuple[RowPlan, ...]
    counts: dict[str, int]

    @property
    def ready(self) -> bool:
        return not self.counts.get(RowState.PROBLEM.value) and bool(self.counts.get(RowState.NEW.value))


@dataclass(frozen=True, slots=True)
class ListChoices:
    """What holds for rows that do not say it themselves: dong, who is in charge ("" for oneself), stage."""

    dong: str = ""
    manager: str = ""
    stage: Stage = Stage.INTERVENTION


def read(actor: Actor, raw: bytes, name: str) -> CaseList:
    """The list in the file, nothing looked up yet. Raises FormatError."""
    actor.require(Permission.CASE_EDIT)
    return read_list(raw, "?" if contains_resident_number(name) else name)


def look(uow: UnitOfWork, actor: Actor, today: date, rows: Sequence[ListRow], choices: ListChoices) -> ListPlan:
    """What becomes of each row; notes that the cases it names were listed."""
    actor.require(Permission.CASE_EDIT)
    planned = _plan(uow, actor, today, rows, choices)
    found = sorted({one.case for one in planned.rows if one.case})
    uow.event(EventKind.CLIENT_LISTED, facts={"asked": "list", "of": found, "rows": len(planned.rows)})
    uow.commit()
    return planned


def bring_in(
    database: Database, actor: Actor, today: date, rows: Sequence[ListRow], choices: ListChoices, *, key: str
) -> int:
    """Open a case for every new row, in one act; answers how many. The same ``key`` again answers the same.

    Raises FieldsRefused (rows PROBLEMS, where a row has one; rows NOTHING_NEW), and what opening a case raises.
    """
    for attempt in range(TRIES):
        try:
            with database.write(actor) as uow:
                return _bring_in(uow, actor, today, rows, choices, key)
        except Refused as refused:
            if "number" not in refused.constraint or attempt == TRIES - 1:
                raise
    raise AssertionError("unreachable")


def _bring_in(uow: UnitOfWork, actor: Actor, today: date, rows, choices: ListChoices, key: str) -> int:
    actor.require(Permission.CASE_EDIT)
    done = history.begin_once(uow, key, "case.list")
    if done is not None:
        return int(done or 0)
    planned = _plan(uow, actor, today, rows, choices)
    if planned.counts.get(RowState.PROBLEM):
        raise FieldsRefused([("rows", "PROBLEMS")])
    if not planned.counts.get(RowState.NEW):
        raise FieldsRefused([("rows", "NOTHING_NEW")])
    hidden = _hidden(uow, actor, rows)
    people = _by_name(uow, actor)
    by_row = {one.row: one for one in rows}
    new = [by_row[one.row] for one in planned.rows if one.state is RowState.NEW]
    history.finish_once(uow, key, str(len(new)))
    year, _, first = cases.next_number(uow, actor.office, today).partition("-")
    for place, row in enumerate(new):
        number = row.number + _BESIDE if row.number in hidden else row.number
        case = intake_opening.add_case(
            uow,
            actor,
            today,
            _call(replace(row, number=number), choices),
            manager=people.get(fold(row.manager)) or choices.manager or actor.id,
            case_id=uow.new_id(),
            opened_on=row.opened_on or today,
            stage=row.stage or choices.stage,
            number=f"{year}-{int(first) + place:04d}",
        )
        case.door, case.quote = None, None
    uow.commit()
    return len(new)


def outside_number(told: str | None) -> str:
    """The outside number as it is shown."""
    return (told or "").removesuffix(_BESIDE)


def _plan(uow: UnitOfWork, actor: Actor, today: date, rows: Sequence[ListRow], choices: ListChoices) -> ListPlan:
    if len(rows) > MOST_ROWS:
        raise FieldsRefused([("rows", "TOO_MANY")])
    numbers = [one.number for one in rows if one.number]
    twice = {number for number, n in Counter(map(fold, numbers)).items() if n > 1}
    known = queries.by_outside_number(uow, actor, [*numbers, *(one + _BESIDE for one in numbers)])
    taken = queries.taken_outside(uow, actor, [*numbers, *(one + _BESIDE for one in numbers)])
    clients = {case.client_id: client for case, client in _clients(uow, known.values())}
    within = queries.within_reach(uow, actor)
    dongs, people = intake_opening.dongs_of(uow, actor), _by_name(uow, actor)
    allowed = {one.id for one in intake_opening.in_charge(uow, actor)}
    planned = []
    for row in rows:
        case = known.get(row.number) or known.get(row.number + _BESIDE)
        told = RowPlan(row.row, row.number, row.name, row.dong or choices.dong, RowState.NEW, unread=row.unread)
        if case is not None:
            differs = tuple(_differs(row, case, clients.get(case.client_id)))
            told = replace(told, state=RowState.SAME, differs=differs, case=case.id)
        elif row.closed:
            told = replace(told, state=RowState.ENDED)
        elif row.number and (taken.get(row.number) or taken.get(row.number + _BESIDE)):
            told = replace(told, state=RowState.ELSEWHERE)
        elif row.manager and fold(row.manager) not in people and not actor.may(Permission.CASE_ASSIGN):
            told = replace(told, state=RowState.NOT_YOURS)
        else:
            why = tuple(_problems(row, choices, twice, dongs, people, allowed, actor, today))
            if why:
                told = replace(told, state=RowState.PROBLEM, why=why)
            else:
                told = replace(told, like=_like(uow, actor, row, within))
        planned.append(told)
    counts = Counter(one.state.value for one in planned)
    return ListPlan(tuple(planned), dict(counts))


def _problems(row: ListRow, choices, twice, dongs, people, allowed, actor: Actor, today: date) -> Iterable[tuple[str, str]]:
    for field in row.faults:
        yield field, "RESIDENT_NUMBER"
    if not row.number and "number" not in row.faults:
        yield "number", "MISSING"
    elif fold(row.number) in twice:
        yield "number", "TWICE"
    if not row.name and "name" not in row.faults:
        yield "name", "MISSING"
    dong = row.dong or choices.dong
    if not dong:
        yield "dong", "MISSING"
    elif dong not in dongs:
        yield "dong", "NOT_THIS_DONG"
    if row.opened_on and row.opened_on > today:
        yield "opened_on", "AHEAD"
    if row.birth_year and row.birth_year > today.year:
        yield "birth", "AHEAD"
    if row.manager and actor.may(Permission.CASE_ASSIGN) and fold(row.manager) not in people:
        yield "manager", "NOT_IN_CHARGE"
    elif not row.manager and (choices.manager or actor.id) not in allowed:
        yield "manager", "NOT_IN_CHARGE"


def _by_name(uow: UnitOfWork, actor: Actor) -> dict[str, str]:
    """Who may be in charge by name and login; a name that two people have is nobody's."""
    people = intake_opening.in_charge(uow, actor)
    names = Counter(fold(one.name) for one in people)
    found = {fold(one.name): one.id for one in people if names[fold(one.name)] == 1}
    return found | {fold(one.login): one.id for one in people}


def _call(row: ListRow, choices: ListChoices) -> FirstCall:
    return FirstCall(
        name=row.name,
        dong=row.dong or choices.dong,
        door=Door.AGENCY,
        birth_year=row.birth_year,
        phone=row.phone,
        safe=SafeToCall.UNKNOWN,
        address=row.address,
        sex=row.sex,
        outside_number=row.number,
    )


def _differs(row: ListRow, case, client: ClientRecord | None) -> Iterable[str]:
    """Fields in which the list says something else than the case; a protected client's are never compared (P-22)."""
    if client is None or client.protected:
        return
    pairs = {"name": client.name, "dong": case.dong, "address": client.address, "phone": client.phone}
    for field, stands in pairs.items():
        told = getattr(row, field)
        if told and fold(told) != fold(stands or ""):
            yield field
    if row.birth_year and client.birth_year and row.birth_year != client.birth_year:
        yield "birth"


def _clients(uow: UnitOfWork, found) -> Iterable[tuple[Any, ClientRecord]]:
    for case in found:
        client = uow.get(ClientRecord, case.client_id)
        if client is not None:
            yield case, client


def _like(uow: UnitOfWork, actor: Actor, row: ListRow, within) -> tuple[str, ...]:
    """Numbers of cases within reach that may be the same person's (R004)."""
    index, folded = queries.phone_index(uow, actor, row.phone), fold(row.name)
    return tuple(
        case.number
        for case, client in within
        if (index and client.phone_index == index)
        or (len(folded) > 1 and folded == fold(client.name or "") and row.birth_year in (None, client.birth_year))
    )[:3]


def _hidden(uow: UnitOfWork, actor: Actor, rows: Sequence[ListRow]) -> set[str]:
    """Numbers that are taken and must not be told to be (P-22)."""
    taken = queries.taken_outside(uow, actor, [one.number for one in rows if one.number])
    return {number for number, may_be_told in taken.items() if not may_be_told}


__all__ = [
    "FormatError", "ListChoices", "ListPlan", "RowPlan", "RowState", "STAGES", "bring_in", "look", "outside_number",
    "plain_rows", "read", "rows_of",
]  # fmt: skip
