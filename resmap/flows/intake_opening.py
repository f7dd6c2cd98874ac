"""초기상담 시작: from the first call to a case with somebody in charge, in one act (R016, R030, R031).

The record may exist before the client agreed to it: what was found by somebody else is kept as far as it is
needed to get in touch, with a task that says by when they are asked.
"""

from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from resmap.domain.codes import Stage
from resmap.domain.due_policy import DueKind, policy_from
from resmap.domain.events import EventKind
from resmap.domain.first_call import FirstCall, gaps
from resmap.domain.in_charge import may_be_in_charge, posts_of
from resmap.domain.papers import PaperKind, PaperState
from resmap.domain.permissions import Actor, NotFound, Permission, Role
from resmap.domain.resident_number import refuse
from resmap.domain.stages import CasePath
from resmap.domain.working_days import days_after
from resmap.flows import intake_known
from resmap.flows.field_refusals import FieldsRefused
from resmap.flows.refusals import Refused
from resmap.flows.ruling import RuleForbids
from resmap.matching.engine import Reason
from resmap.store import (
    AssignmentRecord,
    CaseRecord,
    ClientRecord,
    ConsentKind,
    ConsentRecord,
    Database,
    MemberRecord,
    OfficeRecord,
    PaperRecord,
    TaskRecord,
    UnitOfWork,
    UserRecord,
    accounts,
    cases,
    history,
    register,
)

PRIMARY = "primary"

#: The kind of task that a found person's record carries until they were asked (R016).
ASK_CONSENT = "ask_consent"

#: Kept of what the client said as the line that stands on the case page.
LONGEST_QUOTE = 300

#: People who open a case at the same moment are given the same number: the table takes one of them each time, the
#: others ask again.
TRIES = 60


@dataclass(frozen=True, slots=True)
class OpeningForm:
    """What the page of a first call offers: dongs and whom to put in charge ((id, name), the actor first)."""

    dongs: tuple[str, ...]
    managers: tuple[tuple[str, str], ...]
    may_open: bool


def form(uow: UnitOfWork, actor: Actor, *, locale: str) -> OpeningForm:
    """What may be chosen. ``may_open`` False: nobody whom this actor could put in charge may be (R030)."""
    actor.require(Permission.CASE_EDIT)
    people = in_charge(uow, actor)
    people.sort(key=lambda one: (one.id != actor.id, one.name))
    named = tuple((one.id, (locale == "en" and one.name_en) or one.name) for one in people)
    return OpeningForm(tuple(sorted(dongs_of(uow, actor))), named, bool(named))


def dongs_of(uow: UnitOfWork, actor: Actor) -> frozenset[str]:
    """Where the actor may open a case: their own dongs; all of the office for a manager without any."""
    if actor.dongs or actor.role is Role.SUPERVISOR:
        return actor.dongs
    return frozenset(one.name for one in register.dongs(uow))


def in_charge(uow: UnitOfWork, actor: Actor) -> list[UserRecord]:
    """Whom this actor may put in charge of a new case: a manager themselves, a supervisor everybody who may be
    (R030) in one of their dongs."""
    office = uow.get(OfficeRecord, actor.office)
    posts = posts_of(office.settings if office else None)
    return [
        one
        for one in accounts.users(uow)
        if one.office_id == actor.office
        and may_be_in_charge(one.role, one.post, posts, active=one.active)
        and (one.id == actor.id or (actor.may(Permission.CASE_ASSIGN) and (not one.dongs or actor.dongs & set(one.dongs))))
    ]


def opened(database: Database, actor: Actor, today: date, **asked: Any) -> str:
    """:func:`open_case` in a unit of work of its own, again where somebody took the same number at the same moment."""
    for attempt in range(TRIES):
        try:
            with database.write(actor) as uow:
                return open_case(uow, actor, today, **asked)
        except Refused as refused:
            if "number" not in refused.constraint or attempt == TRIES - 1:
                raise
    raise AssertionError("unreachable")


def open_case(
    uow: UnitOfWork, actor: Actor, today: date, *, call: FirstCall, manager: str = "", seen: bool = False, key: str
) -> str:
    """Open a case from a first call; answers its id. The same ``key`` again gives the same case.

    ``manager`` is who is in charge ("" for the actor); ``seen``: whoever opens it was told that the person may be
    known and says that this is somebody else. Raises FieldsRefused (codes of ``first_call.CallGap``; ``manager``:
    NOT_IN_CHARGE), RuleForbids (PERHAPS_KNOWN), ResidentNumberError, NotAllowed.
    """
    actor.require(Permission.CASE_EDIT)
    done = history.begin_once(uow, key, "case.open")
    if done is not None:
        return done
    check(uow, actor, today, call)
    manager = manager or actor.id
    if manager not in {one.id for one in in_charge(uow, actor)}:
        raise FieldsRefused([("manager", "NOT_IN_CHARGE")])
    if not seen and intake_known.look(uow, actor, name=call.name, birth_year=call.birth_year, phone=call.phone).any:
        raise RuleForbids([Reason("PERHAPS_KNOWN", {"area": "first_call.refused"})])
    case_id = uow.new_id()
    history.finish_once(uow, key, case_id)
    add_case(uow, actor, today, call, manager=manager, case_id=case_id)
    uow.commit()
    return case_id


def check(uow: UnitOfWork, actor: Actor, today: date, call: FirstCall) -> None:
    """Raise ResidentNumberError or FieldsRefused for a call that cannot be kept."""
    for field in fields(call):
        value = getattr(call, field.name)
        if isinstance(value, str):
            refuse(value, field.name)
    for one in call.household:
        refuse(one.relation, "household")
    wrong = gaps(call, today, dongs_of(uow, actor))
    if wrong:
        raise FieldsRefused(wrong)


def add_case(
    uow: UnitOfWork,
    actor: Actor,
    today: date,
    call: FirstCall,
    *,
    manager: str,
    case_id: str,
    opened_on: date | None = None,
    stage: Stage = Stage.INTAKE,
    number: str = "",
) -> CaseRecord:
    """The records of a new case, added and noted; the caller checked the call and commits.

    ``number`` is its 관리번호, the next free one where the caller counts none itself.
    """
    number = number or cases.next_number(uow, actor.office, today)
    day = opened_on or today
    client = ClientRecord(
        office_id=actor.office,
        dong=call.dong,
        name=call.name.strip(),
        phone=call.phone.strip() or None,
        address=call.address.strip() or None,
        birth_year=call.birth_year,
        safe_contact={"safe": call.safe.value, "how": call.reach.strip()},
    )
    words = call.words.strip()
    case = CaseRecord(
        id=case_id,
        office_id=actor.office,
        number=number,
        client_id=client.id,
        manager_id=manager,
        dong=call.dong,
        stage=stage,
        opened_on=day,
        stage_since=day,
        path=CasePath.FULL,
        door=call.door.value,
        finder=call.finder.strip() or None,
        title=call.title.strip() or None,
        quote=words[:LONGEST_QUOTE] or None,
        outside_number=call.outside_number.strip() or None,
    )
    uow.add_all([client, case])
    uow.add(_member(client.id, 0, "본인", call.birth_year, None, call.sex, call.name.strip()))
    for position, one in enumerate(call.household, 1):
        uow.add(_member(client.id, position, one.relation, None, one.age, one.sex, None))
    uow.add(AssignmentRecord(case_id=case_id, user_id=manager, kind=PRIMARY, since=day))
    if words and stage is Stage.INTAKE:
        uow.add(
            PaperRecord(
                case_id=case_id,
                kind=PaperKind.INTAKE,
                state=PaperState.DRAFT,
                on=day,
                stage=Stage.INTAKE,
                content={"words": words, "by_phone": True},
            )
        )
    if call.agreed:
        uow.add(
            ConsentRecord(case_id=case_id, kind=ConsentKind.COLLECT, since=today, how="phone", signed_by="self")
        )
    elif call.is_found:
        uow.add(TaskRecord(case_id=case_id, kind=ASK_CONSENT, due_on=ask_by(uow, actor, day), owner_id=manager))
    facts = {"door": call.door.value, "found": call.is_found, "manager": manager}
    uow.event(EventKind.CASE_OPENED, case_id, client=client.id, facts=facts)
    uow.event(EventKind.ASSIGNED, case_id, client=client.id, facts={"user": manager, "kind": PRIMARY})
    return case


def ask_by(uow: UnitOfWork, actor: Actor, day: date) -> date:
    """By when somebody who was found is asked (R016): the office's term for the first contact."""
    office = uow.get(OfficeRecord, actor.office)
    policy = policy_from((office.settings or {}).get("due") or {} if office else {})
    term = policy.term(DueKind.FIRST_CONTACT)
    return days_after(day, term.days, term.count, policy.holidays)


def _member(client: str, position: int, relation: str, birth_year, age, sex, name) -> MemberRecord:
    return MemberRecord(
        client_id=client,
        position=position,
        relation=relation.strip() or None,
        birth_year=birth_year,
        age=age,
        sex=sex.value if sex else None,
        name=name,
    )


def require_manager(uow: UnitOfWork, actor: Actor, user_id: str) -> UserRecord:
    """The user, if they may be in charge of a case of this actor; raises NotFound."""
    for one in in_charge(uow, actor):
        if one.id == user_id:
            return one
    raise NotFound("UserRecord")
