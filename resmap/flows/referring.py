"""A referral from the client's yes to the letter that leaves (R167, R195, R196, R028).

Sending asks the whole rule once more, on fresh data, in the transaction that takes
the place: what the page showed is minutes old. Exactly what was sent is kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from resmap.domain import taxonomy
from resmap.domain.case import Need
from resmap.domain.codes import Answer, GateCode
from resmap.domain.conflict import kept_apart
from resmap.domain.disclosure import SENSITIVE, Disclosure, disclose
from resmap.domain.duties import unsafe_at_home
from resmap.domain.events import EventKind
from resmap.domain.network import Offer
from resmap.domain.permissions import Actor, NotFound, Permission
from resmap.domain.referrals import ReferralState
from resmap.flows.answering_for import require_answering
from resmap.flows.answers import as_told, keep_answer
from resmap.flows.case_loading import LoadedCase, load_case
from resmap.flows.case_telling import last_answers, member_label
from resmap.flows.frozen import require_open
from resmap.flows.referral_consequences import ASK_AGAIN
from resmap.flows.referral_waiting import reply_due
from resmap.flows.ruling import (
    AlreadyDone,
    RuleForbids,
    alive_to,
    let_pass,
    offer_of,
    require_allowed,
    standing_offer_of,
)
from resmap.matching.engine import Reason
from resmap.store import ReferralRecord, UnitOfWork, course, history, offers, referrals, upkeep
from resmap.store.turns import take_turn
from resmap.words.explain import need_name

#: Fields that the manager writes for this letter; the others are taken from the records.
WRITTEN = frozenset(
    {"call_name", "safe_contact", "request", "task", "time", "place", "safety_note", "diagnosis", "hoarding_label"}
)
LONGEST = 500

#: Letters go out in Korean, whoever writes them.
LETTER = "ko"


@dataclass(frozen=True, slots=True)
class DraftField:
    """A field that may go: its ``value`` so far, whether the manager ``writes`` it, whether it is ``chosen``."""

    name: str
    value: str
    writes: bool
    chosen: bool
    sensitive: bool


def draft(
    uow: UnitOfWork,
    actor: Actor,
    case_id: str,
    today: date,
    *,
    need_id: str,
    offer_id: str,
    by: str | None,
    why: str | None,
    seen: str,
    key: str,
    onward_from: str | None = None,
) -> str:
    """Keep the client's yes and begin a referral; answers its id. Nothing leaves yet.

    ``onward_from``: the referral of this case after which this one is asked.
    Raises RuleForbids where the offer may not be used, AlreadyDone (with its id) where a
    referral to the same unit is alive, LostUpdate where another answer came meanwhile.
    """
    actor.require(Permission.REFERRAL_WRITE)
    take_turn(uow, f"referral {case_id}")  # two units of one entry are two rows to the table
    loaded = load_case(uow, actor, case_id, today, Permission.REFERRAL_WRITE)
    done = history.begin_once(uow, key, "referral.draft")
    if done is not None:
        return done
    require_open(loaded.parts.case)
    if onward_from and onward_from not in {one.id for one in loaded.parts.referrals if one.case_id == case_id}:
        raise NotFound("ReferralRecord")
    record, need = loaded.need(need_id)
    offer = standing_offer_of(loaded, offer_id)
    offer_id = offer.id
    unit = referrals.unit_key(offer)
    alive = referrals.live_to(uow, case_id, offer) or alive_to(loaded, offer)
    if alive is not None:
        raise AlreadyDone(alive.id)
    require_allowed(loaded, need, offer)
    if why or not _said_yes(loaded, offer_id):
        keep_answer(
            uow, loaded, need_id=need_id, offer_id=offer_id, said=Answer.ACCEPT, by=by, why=why, seen=seen
        )
    started = uow.add(
        ReferralRecord(
            case_id=case_id,
            need_id=record.id,
            offer_id=offer_id,
            organisation=offer.organization,
            department=offer.department,
            unit=unit,
            suggestion=as_told(loaded, need, offer_id),
            onward_from_id=onward_from,
        )
    )
    if onward_from:
        for task in course.of_cases(uow, actor, [case_id], only=("tasks",))[case_id].tasks:
            if task.kind == ASK_AGAIN and task.subject_id == onward_from and task.done_on is None:
                task.done_on = today  # it was asked again, here or elsewhere (R144)
    facts = {"referral": started.id, "offer": offer_id}
    uow.event(EventKind.REFERRAL_DRAFTED, case_id, client=loaded.client_id, facts=facts)
    history.finish_once(uow, key, started.id)
    uow.commit()
    return started.id


def save(
    uow: UnitOfWork,
    actor: Actor,
    referral_id: str,
    today: date,
    *,
    chosen: Mapping[str, str],
    revision: int,
    key: str,
) -> None:
    """Keep what was written so far; nothing leaves. Raises like :func:`send`, the rule aside."""
    record, loaded = _draft_of(uow, actor, referral_id, today)
    if history.begin_once(uow, key, "referral.save", about=record.id) is None:
        uow.check_revision(record, revision)
        _prepare(loaded, record, chosen)
        history.finish_once(uow, key, referral_id)
    uow.commit()


def send(
    uow: UnitOfWork,
    actor: Actor,
    referral_id: str,
    today: date,
    *,
    chosen: Mapping[str, str],
    revision: int,
    key: str,
) -> None:
    """Send the referral: draft -> requested.

    ``chosen`` are the fields to send by name; values count for written fields only.
    In this one transaction: every gate with SERVED and consent is asked on fresh data,
    a place is taken, and what goes is built by the one function that decides it.
    Raises AlreadyDone for the second of two clicks, RuleForbids with every reason,
    LostUpdate where the draft was changed meanwhile.
    """
    record, loaded = _draft_of(uow, actor, referral_id, today)
    require_answering(actor, loaded.parts.case)
    if history.begin_once(uow, key, "referral.send", about=record.id) is not None:
        raise AlreadyDone(referral_id)
    uow.check_revision(record, revision)
    need, offer = _subject(loaded, record)
    require_allowed(loaded, need, offer)
    _prepare(loaded, record, chosen)
    told = as_told(loaded, need, offer.id) or record.suggestion or {}
    takes_place = GateCode.CAPACITY.value not in let_pass(loaded, offer.id)
    if takes_place and not offers.take_place(uow, offer.id):  # last: from here on others wait
        raise RuleForbids([Reason(GateCode.CAPACITY, {"places": 0})])
    _require_still_listed(uow, offer, today)
    record.suggestion = told | {"took_place": takes_place}
    record.state = ReferralState.REQUESTED
    record.requested_at = uow.now()
    record.reply_due = reply_due(uow, loaded.parts.case.office_id, today)
    facts = {"referral": record.id, "offer": offer.id}
    uow.event(
        EventKind.REFERRAL_CHANGED,
        loaded.id,
        client=loaded.client_id,
        facts=facts | {"from": ReferralState.DRAFT.value, "state": record.state.value},
    )
    uow.event(
        EventKind.DISCLOSED,
        loaded.id,
        client=loaded.client_id,
        facts=facts | {"fields": sorted(record.disclosed or {})},
    )
    history.finish_once(uow, key, referral_id)
    uow.commit()


def _require_still_listed(uow: UnitOfWork, offer: Offer, today: date) -> None:
    """A neighbour who took their consent back while this letter was on its way gets it no more (P-25).

    Asked after the place was taken: whoever ends a consent waits for that, or is seen here.
    """
    if offer.is_individual and not upkeep.is_listed_now(uow, offer.id, today):
        raise RuleForbids([Reason(GateCode.CLOSED, {})])


def disclosure_to(loaded: LoadedCase, offer: Offer) -> Disclosure:
    """What may go to this offer today, by the one rule that decides it (R028)."""
    return disclose(loaded.case, offer, loaded.case.today, kept_apart(loaded.case, loaded.network))


def fields_to_choose(loaded: LoadedCase, record: ReferralRecord, offer: Offer) -> tuple[DraftField, ...]:
    """The fields that may go, with what they hold; those without a value in the records are left out.

    Before anything was saved all are chosen but the sensitive ones: those are ticked one by one.
    """
    saved = record.disclosed
    known = values_of(loaded, record)
    fields = []
    for name in disclosure_to(loaded, offer).fields:
        writes = is_written(name)
        value = (saved or {}).get(name) if writes else known.get(name)
        if saved is None and writes:
            value = known.get(name)
        if value is None and not writes:
            continue
        chosen = name in saved if saved is not None else name not in SENSITIVE
        fields.append(DraftField(name, str(value or ""), writes, chosen, name in SENSITIVE))
    return tuple(fields)


def is_written(name: str) -> bool:
    """Whether the manager writes the field; a field that the client named freely is always written."""
    return name in WRITTEN or name not in _FROM_RECORDS


def values_of(loaded: LoadedCase, record: ReferralRecord) -> dict[str, object]:
    """What the records say for each field, None left out; first words for written ones.

    P-22: of a client who is protected, or with whom violence lives, neither address nor
    usual number ever leaves: who calls back reaches the one who must not know.
    """
    client, case = loaded.parts.client, loaded.parts.case
    unsafe = unsafe_at_home(loaded.case)
    need = next((one for one in loaded.parts.needs if one.id == record.need_id), None)
    label = need_name(need.code, LETTER) if need and need.code else None
    # The name of an illness is no errand: a neighbour's letter begins empty there (P-03).
    errand = label if need and need.code and not taxonomy.need(need.code).sensitive else None
    name = client.name or ""
    names = {offer.id: offer.name for offer in loaded.network.offers if offer.id in (case.benefits or ())}
    found = {
        "name": name or None,
        "call_name": f"{name[0]}○○" if name else None,
        "birth_year": client.birth_year,
        "phone": None if unsafe else client.phone,
        "address": None if unsafe else client.address,
        "household": ", ".join(member_label(one, LETTER) for one in loaded.parts.members) or None,
        "need_label": label,
        "task": errand,
        "benefits": ", ".join(sorted(names.values())) or None,
    }
    return {key: value for key, value in found.items() if value not in (None, "")}


_FROM_RECORDS = frozenset({"name", "birth_year", "phone", "address", "household", "need_label", "benefits"})


def _prepare(loaded: LoadedCase, record: ReferralRecord, chosen: Mapping[str, str]) -> None:
    """Set on the record what is to go. Raises RuleForbids for a field that may not (R028)."""
    _, offer = _subject(loaded, record)
    ruling = disclosure_to(loaded, offer)
    withheld = dict(ruling.withheld)
    wrong = [name for name in chosen if name not in ruling.fields]
    if wrong:
        raise RuleForbids(
            Reason("WITHHELD", {"field": name, "why": str(withheld.get(name, "NOT_FOR_THIS_RECIPIENT"))})
            for name in wrong
        )
    known = values_of(loaded, record)
    going = {}
    for name in ruling.fields:
        if name in chosen:
            value = chosen[name].strip()[:LONGEST] if is_written(name) else known.get(name)
            if value not in (None, ""):
                going[name] = value
    record.disclosed = going
    record.request = going.get("request") or going.get("task")


def _draft_of(
    uow: UnitOfWork, actor: Actor, referral_id: str, today: date
) -> tuple[ReferralRecord, LoadedCase]:
    """A draft of this actor with its case; AlreadyDone where it is none any more."""
    record = referrals.get(uow, actor, referral_id, Permission.REFERRAL_WRITE)
    if record.state is not ReferralState.DRAFT:
        raise AlreadyDone(referral_id)
    loaded = load_case(uow, actor, record.case_id, today, Permission.REFERRAL_WRITE)
    require_open(loaded.parts.case)
    return record, loaded


def _subject(loaded: LoadedCase, record: ReferralRecord) -> tuple[Need, Offer]:
    if record.need_id is None:
        raise NotFound("NeedRecord")
    _, need = loaded.need(record.need_id)
    return need, offer_of(loaded, record.offer_id)


def _said_yes(loaded: LoadedCase, offer_id: str) -> bool:
    last = last_answers(loaded.parts.answers).get(offer_id)
    return last is not None and last.answer is Answer.ACCEPT
