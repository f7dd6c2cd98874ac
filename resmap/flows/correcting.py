"""인적사항 고치기: name, number, address, birth and household put right, with the reason and what stood before.

What a change brings with it is done or asked for here: the index by which a number is found is made anew, the same
person elsewhere is looked for, the place on the map is emptied, a number that was safe to call is asked about again.
Another dong is never set by the way: it is an act of its own, and where the manager does not work there it becomes
a hand-over that somebody has to make.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from resmap.domain.correcting import (
    Birth,
    CorrectionGap,
    Identity,
    Left,
    Member,
    Relative,
    Why,
    birth_of,
    identity_gaps,
    relative_gaps,
)
from resmap.domain.events import EventKind
from resmap.domain.permissions import Actor, NotFound, Permission
from resmap.domain.protection import contact_document, contact_from
from resmap.domain.resident_number import refuse
from resmap.flows import intake_known, promises
from resmap.flows.answering_for import require_answering
from resmap.flows.field_refusals import FieldsRefused
from resmap.flows.frozen import require_open
from resmap.flows.intake_opening import dongs_of
from resmap.flows.refusals import LostUpdate
from resmap.flows.ruling import RuleForbids
from resmap.matching.engine import Reason
from resmap.store import (
    CaseParts,
    CorrectionRecord,
    MemberRecord,
    TaskRecord,
    UnitOfWork,
    accounts,
    cases,
    history,
    register,
)
from resmap.store.queries import corrections
from resmap.store.queries import protecting as households
from resmap.words import say

#: By when somebody hands a case over whose client lives in another dong now.
HAND_OVER_WITHIN = timedelta(days=7)

#: What moving to another dong came to.
MOVED, HAND_OVER = "moved", "hand_over"


def correct(
    uow: UnitOfWork,
    actor: Actor,
    case_id: str,
    today: date,
    *,
    asked: Identity,
    reason: Why | None,
    why: str = "",
    seen: bool = False,
    revision: int,
    key: str,
) -> None:
    """Put right who the client is; what stood before is kept with the reason. ``revision``: of the page.

    Of a protected client address and number are changed without being shown, by who answers for the case. It may be
    done after a closing, too: a right does not end with the case (PIPA §36), and the old value stays. Raises
    FieldsRefused (codes of ``correcting.CorrectionGap``), RuleForbids (PERHAPS_KNOWN unless ``seen``), LostUpdate,
    ResidentNumberError, NotAllowed, NotFound.
    """
    actor.require(Permission.CASE_EDIT)
    parts = cases.parts(uow, actor, case_id, Permission.CASE_EDIT)
    if history.begin_once(uow, key, "case.person", about=case_id) is not None:
        uow.commit()
        return
    client = parts.client
    if corrections.version(uow, client.id) != revision:
        raise LostUpdate("the client was corrected meanwhile")
    for name in ("name", "birth", "phone", "address"):
        refuse(getattr(asked, name) or "", name)
    refuse(why, "why")
    if client.protected and (asked.phone is not None or asked.address is not None):
        require_answering(actor, parts.case)
    wrong = identity_gaps(asked, reason, why, today)
    if wrong:
        raise FieldsRefused((name, gap.value) for name, gap in wrong)
    old = _identity(parts)
    new = old | _asked(asked, today)
    changed = [name for name in new if new[name] != old[name]]
    if not changed:
        raise FieldsRefused([("name", CorrectionGap.NOTHING_NEW.value)])
    _refuse_known(uow, actor, parts, changed, new, seen)
    for name in changed:
        _keep(uow, parts, today, name, old[name], reason.value, why)
    _set(parts, changed, new)
    _still_apart(uow, actor, parts)
    facts = {"corrected": changed, "reason": reason.value}
    uow.event(EventKind.CASE_CHANGED, case_id, client=client.id, facts=facts)
    history.finish_once(uow, key, case_id)
    uow.commit()


def move(
    uow: UnitOfWork, actor: Actor, case_id: str, today: date, *, dong: str, reason: Why | None, revision: int, key: str
) -> str:
    """The client lives in another dong of the district; answers MOVED, or HAND_OVER where nothing was moved.

    Where the case's manager works in the new dong, too, the case goes along. Where they do not, it stays whose it is
    and somebody is asked to hand it over within a week: a case never changes its dong and stands without anybody.
    ``revision``: of the case. Raises FieldsRefused (dong: NOT_THIS_DONG, NOTHING_NEW), RuleForbids (CLOSED), LostUpdate.
    """
    actor.require(Permission.CASE_EDIT)
    parts = cases.parts(uow, actor, case_id, Permission.CASE_EDIT)
    done = history.begin_once(uow, key, "case.dong")
    if done is not None:
        return done
    case, client = parts.case, parts.client
    uow.check_revision(case, revision)
    require_open(case)
    require_answering(actor, case)
    if dong not in {one.name for one in register.dongs(uow)}:
        raise FieldsRefused([("dong", CorrectionGap.NOT_THIS_DONG.value)])
    if dong == case.dong:
        raise FieldsRefused([("dong", CorrectionGap.NOTHING_NEW.value)])
    if reason is None:
        raise FieldsRefused([("dong_reason", CorrectionGap.MISSING.value)])
    manager = accounts.user(uow, case.manager_id)
    works_there = manager is not None and (not manager.dongs or dong in manager.dongs)
    result = MOVED if works_there and dong in dongs_of(uow, actor) else HAND_OVER
    if result == MOVED:
        _keep(uow, parts, today, "dong", case.dong, reason.value, "")
        case.dong = client.dong = dong
        _forget_place(client)
    else:
        # The text stands in lists: where a protected client moves to does not.
        words = say("person.task_protected", "ko") if client.protected else say("person.task", "ko", dong=dong)
        due = today + HAND_OVER_WITHIN
        uow.add(TaskRecord(case_id=case_id, kind=promises.PROMISE, text=words, due_on=due, owner_id=case.manager_id))
        corrections.touch(case)
    uow.event(EventKind.CASE_CHANGED, case_id, client=client.id, facts={"what": "dong", "result": result})
    history.finish_once(uow, key, result)
    uow.commit()
    return result


def add_member(
    uow: UnitOfWork, actor: Actor, case_id: str, today: date, *, asked: Relative, revision: int, key: str
) -> str:
    """Somebody lives there, too; answers the member's id. ``revision``: of the case, so that two do not add the same
    person. Raises FieldsRefused, RuleForbids (CLOSED), LostUpdate, ResidentNumberError."""
    actor.require(Permission.CASE_EDIT)
    parts = cases.parts(uow, actor, case_id, Permission.CASE_EDIT)
    done = history.begin_once(uow, key, "case.person.member")
    if done is not None:
        return done
    require_open(parts.case)
    uow.check_revision(parts.case, revision)
    _check_relative(asked, today)
    position = max((one.position for one in parts.members), default=-1) + 1
    record = uow.add(MemberRecord(client_id=parts.client.id, position=position, **_relative(asked, today)))
    corrections.touch(parts.case)
    _keep(uow, parts, today, Member.CAME, None, Why.CHANGED.value, "", member=record)
    _still_apart(uow, actor, parts)
    uow.event(EventKind.CASE_CHANGED, case_id, client=parts.client.id, facts={"member": record.id})
    history.finish_once(uow, key, record.id)
    uow.commit()
    return record.id


def correct_member(
    uow: UnitOfWork,
    actor: Actor,
    case_id: str,
    member_id: str,
    today: date,
    *,
    asked: Relative,
    reason: Why | None,
    revision: int,
    key: str,
) -> None:
    """Put right who somebody of the household is. ``revision``: of the member. The client is corrected as the client
    (IS_THE_CLIENT). Raises as :func:`add_member`."""
    actor.require(Permission.CASE_EDIT)
    parts, record = _member(uow, actor, case_id, member_id)
    if history.begin_once(uow, key, "case.person.member.change", about=record.id) is None:
        uow.check_revision(record, revision)
        require_open(parts.case)
        _check_relative(asked, today, reason)
        new = _relative(asked, today)
        old = {name: getattr(record, name) for name in new}
        if new == old:
            raise FieldsRefused([("relation", CorrectionGap.NOTHING_NEW.value)])
        before = {name: old[name] for name in new if new[name] != old[name]}
        _keep(uow, parts, today, Member.CHANGED, before, reason.value, "", member=record)
        for name in before:
            setattr(record, name, new[name])
        _still_apart(uow, actor, parts)
        facts = {"member": record.id, "corrected": sorted(before), "reason": reason.value}
        uow.event(EventKind.CASE_CHANGED, case_id, client=parts.client.id, facts=facts)
        history.finish_once(uow, key, record.id)
    uow.commit()


def leave(
    uow: UnitOfWork,
    actor: Actor,
    case_id: str,
    member_id: str,
    today: date,
    *,
    reason: Left | None,
    revision: int,
    key: str,
) -> None:
    """They live elsewhere, have died, or were written down by mistake: out of the household, kept with the reason.

    Never the client, nor who holds an open need, nor the one from whom the client is protected: rules that keep them
    apart look at that member (P-22). Raises FieldsRefused, RuleForbids (CLOSED), LostUpdate.
    """
    actor.require(Permission.CASE_EDIT)
    parts, record = _member(uow, actor, case_id, member_id)
    if history.begin_once(uow, key, "case.person.member.left", about=record.id) is None:
        uow.check_revision(record, revision)
        require_open(parts.case)
        if reason is None:
            raise FieldsRefused([("left", CorrectionGap.MISSING.value)])
        if any(need.holder == record.id and need.state == "open" for need in parts.needs):
            raise FieldsRefused([("left", CorrectionGap.HOLDS_A_NEED.value)])
        if parts.case.protected_from == record.id:
            raise FieldsRefused([("left", CorrectionGap.IS_FEARED.value)])
        old = {"relation": record.relation, "name": record.name}
        _keep(uow, parts, today, Member.LEFT, old, reason.value, "", member=record)
        uow.void(record, reason.value)
        uow.event(EventKind.VOIDED, record.id, client=parts.client.id, facts={"case": case_id, "what": "member"})
        history.finish_once(uow, key, record.id)
    uow.commit()


# What is kept and compared ------------------------------------------------------------------------------


def _identity(parts: CaseParts) -> dict[str, Any]:
    """The values that are corrected, as they stand. The client is the first of the household, too."""
    client, first = parts.client, _first(parts)
    return {
        "name": client.name or "",
        "phone": client.phone or "",
        "address": client.address or "",
        "birth": _birth(client.birth_date, client.birth_year).said(),
        "sex": (first.sex if first else None) or "",
    }


def _asked(asked: Identity, today: date) -> dict[str, Any]:
    birth = birth_of(asked.birth, today) or Birth()
    told = {"name": asked.name.strip(), "birth": birth.said(), "sex": asked.sex.value if asked.sex else ""}
    for name in ("phone", "address"):
        if getattr(asked, name) is not None:
            told[name] = getattr(asked, name).strip()
    return told


def _set(parts: CaseParts, changed: list[str], new: Mapping[str, Any]) -> None:
    client, first = parts.client, _first(parts)
    for name in changed:
        if name in ("name", "phone", "address"):
            setattr(client, name, new[name] or None)
    if "name" in changed:
        client.name_en = None  # it was the old one's
        if first:
            first.name = new["name"]
    if "birth" in changed:
        birth = _birth_said(new["birth"])
        client.birth_date, client.birth_year = birth.day.isoformat() if birth.day else None, birth.year
        if first:
            first.birth_year, first.age = birth.year, None
    if "sex" in changed and first:
        first.sex = new["sex"] or None
    if "address" in changed:
        _forget_place(client)
    if "phone" in changed:
        _ask_again(client)


def _forget_place(client) -> None:
    """Distances are never counted from a home that is none any more."""
    client.lat = client.lon = None


def _ask_again(client) -> None:
    """That it was safe to call was said of the other number; a no stays a no (R163)."""
    known = contact_from(client.safe_contact)
    if known.safe != "no":
        client.safe_contact = {**(client.safe_contact or contact_document(known)), "safe": "unknown"}


def _refuse_known(
    uow: UnitOfWork, actor: Actor, parts: CaseParts, changed: list[str], new: Mapping[str, Any], seen: bool
) -> None:
    """Where name, birth or number became another's: somebody looks before it is kept (R004)."""
    if seen or not {"name", "birth", "phone"} & set(changed):
        return
    known = intake_known.look(
        uow,
        actor,
        name=new["name"] if {"name", "birth"} & set(changed) else "",
        birth_year=_birth_said(new["birth"]).year,
        phone=new["phone"] if "phone" in changed else "",
        besides=parts.client.id,
    )
    if known.any:
        raise RuleForbids([Reason("PERHAPS_KNOWN", {"area": "person.refused"})])


def _still_apart(uow: UnitOfWork, actor: Actor, parts: CaseParts) -> None:
    """A protected client's household stays out of every other file, under its new names and years, too (P-22)."""
    if parts.client.protected:
        uow.flush()
        sure = [one.member for one in households.elsewhere(uow, actor, parts.case) if one.surely]
        if sure:
            households.separate(uow, actor, parts.case, sure)


def _keep(
    uow: UnitOfWork,
    parts: CaseParts,
    today: date,
    field: str,
    old: object,
    reason: str,
    why: str,
    *,
    member: MemberRecord | None = None,
) -> None:
    uow.add(
        CorrectionRecord(
            client_id=parts.client.id,
            member_id=member.id if member else None,
            on=today,
            field=str(field),
            reason=reason,
            old=old,
            why=why.strip() or None,
        )
    )


def _check_relative(asked: Relative, today: date, reason: Why | None = Why.CHANGED) -> None:
    for name in ("relation", "name", "birth"):
        refuse(getattr(asked, name), name)
    wrong = [(name, gap.value) for name, gap in relative_gaps(asked, today)]
    if reason is None:
        wrong.append(("member_reason", CorrectionGap.MISSING.value))
    if wrong:
        raise FieldsRefused(wrong)


def _relative(asked: Relative, today: date) -> dict[str, Any]:
    birth = birth_of(asked.birth, today) or Birth()
    return {
        "relation": asked.relation.strip(),
        "name": asked.name.strip() or None,
        "birth_year": birth.year,
        "age": None if birth.year else asked.age,
        "sex": asked.sex.value if asked.sex else None,
    }


def _member(uow: UnitOfWork, actor: Actor, case_id: str, member_id: str) -> tuple[CaseParts, MemberRecord]:
    parts = cases.parts(uow, actor, case_id, Permission.CASE_EDIT)
    record = next((one for one in parts.members if one.id == member_id), None)
    if record is None:
        raise NotFound("MemberRecord")
    if record is _first(parts):
        raise FieldsRefused([("relation", CorrectionGap.IS_THE_CLIENT.value)])
    return parts, record


def _first(parts: CaseParts) -> MemberRecord | None:
    return parts.members[0] if parts.members else None


def _birth(day: str | None, year: int | None) -> Birth:
    try:
        return Birth(date.fromisoformat(day or ""), year)
    except ValueError:
        return Birth(None, year)


def _birth_said(text: str) -> Birth:
    """What :meth:`Birth.said` wrote."""
    if not text:
        return Birth()
    return Birth(None, int(text)) if len(text) == 4 else Birth(date.fromisoformat(text), int(text[:4]))
