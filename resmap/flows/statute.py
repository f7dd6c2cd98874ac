"""What police and fire service pass on about an attempted suicide before anybody consented (자살예방법, P-24).

The basis is the statute: four fields, nothing else; destroyed at once when it is asked for. What stays is the fact
that something was destroyed.
"""

from dataclasses import dataclass
from datetime import date, datetime

from resmap.domain.duties import SUICIDE_STATUTE_FIELDS
from resmap.domain.events import EventKind
from resmap.domain.permissions import Actor, NotFound, Permission
from resmap.flows.answering_for import require_answering
from resmap.flows.case_loading import load_case
from resmap.flows.case_telling import SEOUL
from resmap.flows.ruling import RuleForbids
from resmap.matching.engine import Reason
from resmap.store import AssignmentRecord, CaseRecord, ClientRecord, MemberRecord, UnitOfWork, cases, erasing, history

#: How such a case came (``cases.door``): the basis on which its four fields are kept.
DOOR = "statute"

LONGEST = 200


class NoticeIncomplete(ValueError):
    """A notice has a name or a way to reach the person, and the dong that it came for."""


@dataclass(frozen=True, slots=True)
class Purged:
    """The certificate: nobody can be named any more, so no name is in it. ``number`` is that of the case."""

    number: str
    at: datetime
    by: str


def keep_notice(
    uow: UnitOfWork,
    actor: Actor,
    today: date,
    *,
    name: str,
    birth_date: str,
    address: str,
    phone: str,
    dong: str,
    key: str,
) -> str:
    """Keep the four fields of a notice, with the dong that it came for; answers the new case's id.

    Nothing else can be kept before the person agreed. Raises NoticeIncomplete, NotFound for another dong.
    """
    actor.require(Permission.CASE_EDIT)
    uow.require_actor(actor)
    done = history.begin_once(uow, key, "case.notice")
    if done is not None:
        return done
    values = (name, birth_date, address, phone)
    told = {
        field: value.strip()[:LONGEST] or None for field, value in zip(SUICIDE_STATUTE_FIELDS, values, strict=True)
    }
    if not (told["name"] or told["phone"]) or not _is_day(told["birth_date"]):
        raise NoticeIncomplete
    if dong not in actor.dongs:
        raise NotFound("Dong")
    case_number = cases.next_number(uow, actor.office, today)
    client = uow.add(ClientRecord(office_id=actor.office, dong=dong, **told))
    born = date.fromisoformat(told["birth_date"]).year if told["birth_date"] else None
    uow.add(MemberRecord(client_id=client.id, position=0, relation="본인", birth_year=born))
    case = uow.add(
        CaseRecord(
            office_id=actor.office,
            number=case_number,
            client_id=client.id,
            manager_id=actor.id,
            dong=dong,
            opened_on=today,
            emergency=True,
            door=DOOR,
        )
    )
    uow.add(AssignmentRecord(case_id=case.id, user_id=actor.id, kind="primary", since=today))
    facts = {"door": DOOR, "fields": list(SUICIDE_STATUTE_FIELDS)}
    uow.event(EventKind.CASE_OPENED, case.id, client=client.id, facts=facts)
    history.finish_once(uow, key, case.id)
    uow.commit()
    return case.id


def purge(uow: UnitOfWork, actor: Actor, case_id: str, today: date, *, key: str) -> Purged:
    """Destroy a notice at once: the person's key is gone with the commit, and nothing can be read any more.

    Afterwards call ``Database.scrub``. The same press again gets the same certificate. Raises RuleForbids where the
    case does not rest on the statute alone: once somebody agreed to the keeping of their data, closing and erasing go
    their usual way.
    """
    actor.require(Permission.CASE_EDIT)
    uow.require_actor(actor)
    if history.begin_once(uow, key, "case.purge", about=case_id) is not None:  # the case itself is gone by then
        number, at = erasing.erased(uow, case_id)
        uow.commit()
        return Purged(number, at.astimezone(SEOUL), actor.name)
    loaded = load_case(uow, actor, case_id, today, Permission.CASE_EDIT)
    case = loaded.parts.case
    require_answering(actor, case)
    if case.door != DOOR or loaded.case.consents.collect:
        raise RuleForbids([Reason("NOT_STATUTE", {})])
    number, client = case.number, loaded.client_id
    uow.flush()
    uow.as_system()  # authorised above; destroying a key is no ordinary act
    certificate = erasing.erase(uow, client, DOOR)
    history.finish_once(uow, key, case_id)
    uow.commit()
    return Purged(number, certificate.at.astimezone(SEOUL), actor.name)


def _is_day(text: str | None) -> bool:
    if not text:
        return True
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
