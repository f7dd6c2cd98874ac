"""Services in use now, and who lives with the client: what "already served" and the ecomap count (B:209, R004, R195).

A service is an entry of the register. One that stands in no list is written down by its name: it becomes an entry
that nobody verified yet, waits in the queue of entries to be checked like any other, and is suggested to nobody
until then; that this household had it counts from the first day.
"""

from dataclasses import dataclass
from datetime import date

from resmap.domain.codes import ChangeReason, Sex
from resmap.domain.events import EventKind
from resmap.domain.korean import fold, initials, is_initials
from resmap.domain.network import Network, Offer
from resmap.domain.permissions import Actor, NotFound, Permission
from resmap.domain.resident_number import refuse
from resmap.flows import new_entries
from resmap.flows.case_loading import LoadedCase, load_case
from resmap.flows.field_refusals import FieldsRefused
from resmap.flows.frozen import require_open
from resmap.store import MemberRecord, NeedRecord, ServiceRecord, UnitOfWork, cases, history

#: What an unlisted service may be: a resident is never entered so (they agree to it themselves, P-25).
UNLISTED_KINDS = ("M3", "M2", "M1", "H29", "H39")

MOST_FOUND = 8
LONGEST = 120
SOURCE = "intake"


@dataclass(frozen=True, slots=True)
class FoundOffer:
    """An entry that may be the service: its name and whose it is."""

    id: str
    name: str
    unit: str


@dataclass(frozen=True, slots=True)
class Unlisted:
    """A service that stands in no list: its name, whose it is (agency, department), and what sort (:data:`UNLISTED_KINDS`)."""

    name: str
    organisation: str = ""
    department: str = ""
    kind: str = UNLISTED_KINDS[0]


def search(network: Network, text: str) -> tuple[FoundOffer, ...]:
    """Entries by name or agency, or by initial consonants; nothing for fewer than two letters, no residents, and
    nothing that hides its place (P-21: those are found by their line, with the supervisor)."""
    folded = fold(text)
    if len(folded) < 2:
        return ()
    by_initials = is_initials(folded)
    found = []
    for offer in network.offers:
        if offer.is_individual or offer.is_taken_out or offer.location_secret:
            continue
        names = (offer.name, offer.organization or "")
        held = [initials(name) if by_initials else fold(name) for name in names]
        if any(folded in one for one in held):
            found.append((not held[0].startswith(folded), offer.name, offer.id, offer))
    found.sort(key=lambda one: one[:3])
    return tuple(FoundOffer(one.id, one.name, unit_of(one)) for *_, one in found[:MOST_FOUND])


def unit_of(offer: Offer) -> str:
    """Agency and department, the agency left out where it is the name itself."""
    return " · ".join(one for one in (offer.organization, offer.department) if one and one != offer.name)


def add(
    uow: UnitOfWork,
    actor: Actor,
    case_id: str,
    today: date,
    *,
    offer_id: str = "",
    unlisted: Unlisted | None = None,
    since: date | None = None,
    until: date | None = None,
    note: str = "",
    key: str,
) -> str:
    """Keep that the household has (or had, to ``until``) this service; answers the record's id.

    Exactly one of ``offer_id`` and ``unlisted``. The same running service again is the one that stands. Raises
    FieldsRefused, NotFound, RuleForbids (closed), ResidentNumberError.
    """
    actor.require(Permission.CASE_EDIT)
    loaded = load_case(uow, actor, case_id, today, Permission.CASE_EDIT)
    done = history.begin_once(uow, key, "case.service")
    if done is not None:
        return done
    case = loaded.parts.case
    require_open(case)
    refuse(note, "note")
    if since and until and until < since:
        raise FieldsRefused([("until", "CROSSED")])
    if since and since > today:
        raise FieldsRefused([("since", "FUTURE")])
    offer = _listed(loaded, offer_id) if offer_id else _entered(uow, actor, loaded.network, unlisted)
    kept = _standing(loaded, offer) if until is None else None
    if kept is None:
        kept = uow.add(
            ServiceRecord(
                case_id=case.id, offer_id=offer, since=since, until=until, source=SOURCE, note=note.strip()[:LONGEST] or None
            )
        )
        facts = {"service": kept.id, "offer": offer}
        uow.event(EventKind.CASE_CHANGED, case.id, client=loaded.client_id, facts=facts)
    history.finish_once(uow, key, kept.id)
    uow.commit()
    return kept.id


def end(
    uow: UnitOfWork, actor: Actor, case_id: str, service_id: str, today: date, *, mistake: bool, revision: int, key: str
) -> None:
    """The service is over since today; or it was written down by ``mistake``, and counts no more."""
    actor.require(Permission.CASE_EDIT)
    case = cases.get(uow, actor, case_id, Permission.CASE_EDIT)
    record = uow.get(ServiceRecord, service_id)
    if record is None or record.case_id != case.id:
        raise NotFound("ServiceRecord")
    if history.begin_once(uow, key, "case.service.end", about=record.id) is None:
        uow.check_revision(record, revision)
        require_open(case)
        if mistake:
            uow.void(record, "written by mistake")
        else:
            record.until = max(today, record.since) if record.since else today
        facts = {"service": record.id, "mistake": mistake}
        uow.event(EventKind.CASE_CHANGED, case.id, client=case.client_id, facts=facts)
        history.finish_once(uow, key, record.id)
    uow.commit()


def add_member(
    uow: UnitOfWork,
    actor: Actor,
    case_id: str,
    *,
    relation: str,
    age: int | None = None,
    sex: Sex | None = None,
    key: str,
) -> str:
    """Somebody more of the household; answers the member's id."""
    actor.require(Permission.CASE_EDIT)
    parts = cases.parts(uow, actor, case_id, Permission.CASE_EDIT)
    done = history.begin_once(uow, key, "case.member")
    if done is not None:
        return done
    require_open(parts.case)
    refuse(relation, "relation")
    if not relation.strip() or len(relation) > 40:
        raise FieldsRefused([("relation", "TOO_LONG" if relation.strip() else "MISSING")])
    if age is not None and not 0 <= age <= 130:
        raise FieldsRefused([("age", "NOT_AN_AGE")])
    position = max((one.position for one in parts.members), default=-1) + 1
    kept = uow.add(
        MemberRecord(
            client_id=parts.client.id,
            position=position,
            relation=relation.strip(),
            age=age,
            sex=sex.value if sex else None,
        )
    )
    uow.event(EventKind.CASE_CHANGED, case_id, client=parts.client.id, facts={"member": kept.id})
    history.finish_once(uow, key, kept.id)
    uow.commit()
    return kept.id


def take_member_out(
    uow: UnitOfWork, actor: Actor, case_id: str, member_id: str, *, revision: int, key: str
) -> None:
    """They live elsewhere, or were written down by mistake. Never the client, nor who still holds an open need."""
    actor.require(Permission.CASE_EDIT)
    parts = cases.parts(uow, actor, case_id, Permission.CASE_EDIT)
    record = next((one for one in parts.members if one.id == member_id), None)
    if record is None:
        raise NotFound("MemberRecord")
    if history.begin_once(uow, key, "case.member.out", about=record.id) is None:
        uow.check_revision(record, revision)
        require_open(parts.case)
        if record.position == 0 or record.id == parts.members[0].id:
            raise FieldsRefused([("member", "IS_THE_CLIENT")])
        if any(need.holder == record.id and _is_open(need) for need in parts.needs):
            raise FieldsRefused([("member", "HOLDS_A_NEED")])
        uow.void(record, "not of the household")
        uow.event(EventKind.VOIDED, record.id, client=parts.client.id, facts={"case": case_id, "what": "member"})
        history.finish_once(uow, key, record.id)
    uow.commit()


def _is_open(need: NeedRecord) -> bool:
    return need.state == "open"


def _listed(loaded: LoadedCase, offer_id: str) -> str:
    """The entry's id as it stands now; a resident's help is a tie, not a service that is looked up here."""
    standing = loaded.network.sames.standing(offer_id)
    if standing not in loaded.network.by_id:
        raise NotFound("OfferRecord")
    return standing


def _standing(loaded: LoadedCase, offer: str) -> ServiceRecord | None:
    for one in loaded.parts.services:
        if one.case_id == loaded.id and one.until is None and loaded.network.sames.standing(one.offer_id) == offer:
            return one
    return None


def _entered(uow: UnitOfWork, actor: Actor, network: Network, told: Unlisted | None) -> str:
    """The entry of that name and agency, or a new one that nobody verified yet."""
    actor.require(Permission.REGISTER_PROPOSE)
    if told is None or not told.name.strip():
        raise FieldsRefused([("name", "MISSING")])
    for field in ("name", "organisation", "department"):
        value = getattr(told, field)
        refuse(value, field)
        if len(value) > LONGEST:
            raise FieldsRefused([(field, "TOO_LONG")])
    if told.kind not in UNLISTED_KINDS:
        raise FieldsRefused([("kind", "UNKNOWN")])
    house = told.organisation.strip() or told.name.strip()
    for offer in network.offers:
        if fold(offer.name) == fold(told.name) and fold(offer.organization or "") == fold(house):
            if not offer.is_individual and not offer.is_taken_out:
                return offer.id
    values = {"name": told.name.strip(), "organization": house, "department": told.department.strip(), "kind": told.kind}
    uow.because(ChangeReason.PROPOSAL)
    return new_entries.add(uow, actor, values).id


__all__ = [
    "UNLISTED_KINDS", "FoundOffer", "Unlisted", "add", "add_member", "end", "search", "take_member_out", "unit_of",
]  # fmt: skip
