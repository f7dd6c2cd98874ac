"""Is there a place? Asked before anybody is named; the answer lets the offer rest for this case, or ends its rest."""

from datetime import date

from resmap.domain.capacity_question import CapacityQuestion, from_content, to_content
from resmap.domain.codes import GateCode
from resmap.domain.events import EventKind
from resmap.domain.papers import PaperKind, PaperState
from resmap.domain.permissions import Actor, NotFound, Permission
from resmap.domain.referral_reasons import BadReason, rest_until
from resmap.flows.case_loading import LoadedCase, load_case
from resmap.flows.frozen import require_writable
from resmap.flows.ruling import RuleForbids, standing_offer_of
from resmap.matching.engine import Reason
from resmap.store import OfficeRecord, PaperRecord, UnitOfWork, accounts, course, history
from resmap.words import say
from resmap.words.explain import need_name

KIND = PaperKind.CAPACITY_QUESTION
LONGEST = 500

#: The question is Korean, whoever asks.
LETTER = "ko"


def ask(
    uow: UnitOfWork, actor: Actor, case_id: str, today: date, *, need_id: str, offer_id: str, key: str
) -> str:
    """Note that a place is asked for; answers the id of the paper. Nothing of the client goes anywhere.

    Raises RuleForbids (NEED where they do something else, CLOSED), NotFound, NotAllowed.
    """
    actor.require(Permission.REFERRAL_WRITE)
    loaded = load_case(uow, actor, case_id, today, Permission.REFERRAL_WRITE)
    done = history.begin_once(uow, key, "capacity.ask")
    if done is not None:
        return done
    require_writable(loaded.parts.case, KIND)
    _, need = loaded.need(need_id)
    offer = standing_offer_of(loaded, offer_id)
    if offer.is_taken_out or need.code not in offer.needs:
        raise RuleForbids([Reason(GateCode.NEED, {"need": need.code})])
    paper = uow.add(
        PaperRecord(
            case_id=case_id,
            kind=KIND,
            state=PaperState.SENT,
            on=today,
            stage=loaded.parts.case.stage,
            subject_id=offer.id,
            content=to_content(CapacityQuestion(need.code)),
        )
    )
    uow.flush()
    _note(uow, loaded.client_id, paper, {"offer": offer.id, "need": need_id})
    history.finish_once(uow, key, paper.id)
    uow.commit()
    return paper.id


def text_of(uow: UnitOfWork, paper: PaperRecord, place: str) -> str:
    """The question as a text to copy: office, place, need; no field of it is about a person."""
    asker = accounts.user(uow, paper.created_by)
    office = (uow.get(OfficeRecord, asker.office_id) if asker else None) or accounts.office(uow)
    return say(
        "capacity.text",
        LETTER,
        office=office.name if office else "",
        sender=asker.name if asker else "",
        place=place,
        need=need_name(from_content(paper.content).need, LETTER),
    )


def answer(
    uow: UnitOfWork,
    actor: Actor,
    paper_id: str,
    today: date,
    *,
    has_place: bool,
    until: date | None = None,
    words: str = "",
    revision: int,
    key: str,
) -> None:
    """Note what they said. No place: the offer rests for this case until the day; a place: it rests no longer.

    Raises RuleForbids (REST for a day that cannot be, WAITING where it was answered), LostUpdate, NotFound.
    """
    actor.require(Permission.REFERRAL_WRITE)
    paper = course.paper(uow, actor, paper_id, Permission.REFERRAL_WRITE)
    if paper.kind is not KIND or paper.subject_id is None:
        raise NotFound("PaperRecord")
    loaded = load_case(uow, actor, paper.case_id, today, Permission.REFERRAL_WRITE)
    if history.begin_once(uow, key, "capacity.answer", about=paper.id) is not None:
        return
    require_writable(loaded.parts.case, KIND)
    uow.check_revision(paper, revision)
    if paper.state is not PaperState.SENT:
        raise RuleForbids([Reason("WAITING", {})])
    try:
        rest = None if has_place else rest_until(today, until)
    except BadReason:
        raise RuleForbids([Reason("REST", {})]) from None
    wake(loaded, paper.subject_id)  # the latest word counts
    asked = from_content(paper.content)
    paper.content = to_content(CapacityQuestion(asked.need, has_place, words.strip()[:LONGEST]))
    paper.state, paper.done_on, paper.due_on = PaperState.DONE, today, rest
    _note(uow, loaded.client_id, paper, {"offer": paper.subject_id, "has_place": has_place})
    history.finish_once(uow, key, paper.id)
    uow.commit()


def wake(loaded: LoadedCase, offer_id: str) -> None:
    """Let an offer rest no longer for this case, whoever said that it should."""
    same = loaded.network.sames.of(offer_id)
    for referral in loaded.parts.referrals:
        if referral.case_id == loaded.id and referral.offer_id in same:
            referral.parked_until = None
    for paper in loaded.parts.capacity:
        if paper.subject_id in same:
            paper.due_on = None


def _note(uow: UnitOfWork, client: str, paper: PaperRecord, facts: dict) -> None:
    told = {"paper": paper.id, "kind": KIND.value, "state": paper.state.value} | facts
    uow.event(EventKind.PAPER_WRITTEN, paper.case_id, client=client, facts=told)
