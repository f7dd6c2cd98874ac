"""What the client says to a suggestion: yes, no, later; and taking a no back (R025)."""

from datetime import date

from resmap.domain.case import Need
from resmap.domain.codes import Answer
from resmap.domain.events import EventKind
from resmap.domain.permissions import Actor, NotFound, Permission
from resmap.flows.case_loading import LoadedCase, load_case
from resmap.flows.case_telling import last_answers, snapshot
from resmap.flows.frozen import require_open
from resmap.flows.refusals import LostUpdate
from resmap.flows.ruling import require_allowed, standing_offer_of
from resmap.matching.engine import Suggestion
from resmap.store import AnswerRecord, UnitOfWork, cases, history

LONGEST_WORDS = 1000


def answer(
    uow: UnitOfWork,
    actor: Actor,
    case_id: str,
    today: date,
    *,
    need_id: str,
    offer_id: str,
    said: Answer,
    by: str | None,
    why: str | None,
    seen: str,
    key: str,
) -> str:
    """Keep what was said to a suggestion, with the suggestion as it was told; answers the record's id.

    ``by`` is the household member who said it (None: the household), ``why`` their words.
    ``seen`` is the last answer that the page knew: where somebody else has noted another
    since, LostUpdate. The same ``key`` again gives the same record. Raises RuleForbids for a
    yes to an offer that may not be used any more; a no needs no leave.
    """
    actor.require(Permission.CASE_EDIT)
    loaded = load_case(uow, actor, case_id, today, Permission.CASE_EDIT)
    done = history.begin_once(uow, key, "case.answer")
    if done is not None:
        return done
    require_open(loaded.parts.case)
    kept = keep_answer(
        uow, loaded, need_id=need_id, offer_id=offer_id, said=said, by=by, why=why, seen=seen
    )
    history.finish_once(uow, key, kept.id)
    uow.commit()
    return kept.id


def keep_answer(
    uow: UnitOfWork,
    loaded: LoadedCase,
    *,
    need_id: str,
    offer_id: str,
    said: Answer,
    by: str | None,
    why: str | None,
    seen: str,
) -> AnswerRecord:
    """Add the answer and its event; the caller authorised and commits."""
    record, need = loaded.need(need_id)
    offer = standing_offer_of(loaded, offer_id)
    offer_id = offer.id
    member = loaded.member(by)
    require_seen(loaded, offer_id, seen)
    if said is Answer.ACCEPT:
        require_allowed(loaded, need, offer)
    kept = uow.add(
        AnswerRecord(
            case_id=loaded.id,
            need_id=record.id,
            offer_id=offer_id,
            answer=said,
            by_id=member.id if member else None,
            why=(why or "").strip()[:LONGEST_WORDS] or None,
            suggestion=as_told(loaded, need, offer_id),
        )
    )
    facts = {"answer": said.value, "offer": offer_id, "need": record.id}
    uow.event(EventKind.ANSWERED, loaded.id, client=loaded.client_id, facts=facts)
    return kept


def require_seen(loaded: LoadedCase, offer_id: str, seen: str) -> None:
    """Raise LostUpdate unless the last answer to this offer is the one that the page knew."""
    last = last_answers(loaded.parts.answers).get(offer_id)
    if (last.id if last else "") != seen:
        raise LostUpdate("another answer was kept meanwhile")


def reopen(uow: UnitOfWork, actor: Actor, case_id: str, answer_id: str, *, key: str) -> None:
    """Take a no back, so that the offer may be suggested again; doing it twice changes nothing."""
    actor.require(Permission.CASE_EDIT)
    case = cases.get(uow, actor, case_id, Permission.CASE_EDIT)
    require_open(case)
    record = uow.get(AnswerRecord, answer_id)
    if record is None or record.case_id != case.id:
        raise NotFound("AnswerRecord")
    if history.begin_once(uow, key, "case.reopen", about=record.id) is None and record.reopened_at is None:
        record.reopened_at, record.reopened_by = uow.now(), actor.id
        facts = {"answer": answer_id, "offer": record.offer_id}
        uow.event(EventKind.REOPENED, case_id, client=case.client_id, facts=facts)
        history.finish_once(uow, key, answer_id)
    uow.commit()


def suggestion_of(loaded: LoadedCase, need: Need, offer_id: str) -> tuple[Suggestion, int] | None:
    """The suggestion of this offer for this need with its rank, as judged now; None if it is none."""
    for found in loaded.judgement.match.needs:
        if (found.need.code, found.need.holder) == (need.code, need.holder):
            for at, offer in enumerate(found.suggested):
                if offer.id == offer_id:
                    return found.suggestions[at], at + 1
    return None


def as_told(loaded: LoadedCase, need: Need, offer_id: str) -> dict | None:
    """The snapshot of a suggestion for the record; None where the offer is only mentioned."""
    found = suggestion_of(loaded, need, offer_id)
    return snapshot(loaded.judgement.match.model, *found) if found else None
