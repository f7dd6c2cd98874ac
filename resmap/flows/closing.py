"""To close a case: the wish with its reason, what is prepared together, a person's decision, the end (R189-R206).

Nothing here is done by a date. What stands against a closing is asked again on fresh records in the transaction
that closes (R194): a page is minutes old when its button is pressed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from resmap.domain.closing_items import Item
from resmap.domain.closing_paper import (
    LONGEST,
    TICKED,
    WORDS,
    ClosingPaper,
    Decided,
    Reaction,
    SaidBy,
    to_content,
)
from resmap.domain.codes import ClosingReason, Stage
from resmap.domain.events import EventKind
from resmap.domain.papers import PaperKind, PaperState
from resmap.domain.permissions import Actor, NotFound, Permission
from resmap.domain.stages import Condition, rule_step
from resmap.flows import ending
from resmap.flows.answering_for import require_answering
from resmap.flows.case_loading import LoadedCase, load_case
from resmap.flows.closing_facts import checklist_of, others, paper_value, standing_paper, that_decided_to_close
from resmap.flows.frozen import require_open, require_writable
from resmap.flows.ruling import RuleForbids
from resmap.flows.standing import standing_of
from resmap.matching.engine import Reason
from resmap.store import ContactRecord, Course, PaperRecord, StageStepRecord, UnitOfWork, course, history
from resmap.store.turns import take_turn

#: Where the items of the checklist are said.
SAID = "closing.item"


def say(
    uow: UnitOfWork,
    actor: Actor,
    case_id: str,
    today: date,
    *,
    reason: ClosingReason,
    why: str,
    revision: int,
    key: str,
    said_by: SaidBy = SaidBy.WORKER,
    own_words: str = "",
    moving_to: Mapping[str, str] | None = None,
) -> str:
    """Say that the case is to be closed, and why; answers the id of the closing paper.

    The case comes into the stage of closing. Said again with another reason it keeps what was prepared,
    and loses the decision. A death takes effect at once: every task and reminder is cancelled, sheets are
    awaited no more, and whoever serves learns only that it ended (R192). Raises RuleForbids with what the
    table of stages asks for first, LostUpdate.
    """
    actor.require(Permission.CASE_EDIT)
    loaded = load_case(uow, actor, case_id, today, Permission.CASE_EDIT)
    done = history.begin_once(uow, key, "closing.say")
    if done is not None:
        return done
    case = loaded.parts.case
    require_answering(actor, case)
    require_open(case)
    uow.check_revision(case, revision)
    why = why.strip()[:LONGEST]
    if not why:
        raise RuleForbids([Reason(Condition.REASON, {"area": "stages.condition"})])
    told = course.of_case(uow, actor, case_id, Permission.CASE_EDIT)
    case.closing_reason = reason
    if reason is ClosingReason.MOVED and moving_to:
        case.moving_to = {name: text for name, text in moving_to.items() if text}
    _into_closing(uow, loaded, told, why, today)
    record = standing_paper(told)
    before = paper_value(record, reason, today)
    paper = before.said_again(reason, today, why, said_by, own_words.strip()[:LONGEST])
    if record is None:
        record = uow.add(
            PaperRecord(
                case_id=case_id, kind=PaperKind.CLOSING, on=today, stage=Stage.CLOSING, content=to_content(paper)
            )
        )
    else:
        record.content = to_content(paper)
    if reason is ClosingReason.DEATH:
        ending.after_death(uow, loaded, told, today)
    facts = {"paper": record.id, "reason": reason.value, "needs": len(loaded.open_needs)}
    uow.event(EventKind.CASE_CHANGED, case_id, client=loaded.client_id, facts=facts)
    history.finish_once(uow, key, record.id)
    uow.commit()
    return record.id


def _into_closing(uow: UnitOfWork, loaded: LoadedCase, told: Course, why: str, today: date) -> None:
    """The step into the stage of closing, by the one table of steps."""
    case = loaded.parts.case
    if case.stage is Stage.CLOSING:
        return
    ruling = rule_step(standing_of(loaded.parts, loaded.case, told), Stage.CLOSING, words=True)
    if not ruling.allowed:
        raise RuleForbids(Reason(one, {"area": "stages.condition"}) for one in ruling.blocks)
    uow.add(StageStepRecord(case_id=case.id, now=case.stage, then=Stage.CLOSING, on=today, why=why))
    case.stage, case.stage_since = Stage.CLOSING, today
    facts = {"from": ruling.now.value, "to": ruling.then.value, "warnings": sorted(ruling.warnings), "emergency": False}
    uow.event(EventKind.STAGE_CHANGED, case.id, client=loaded.client_id, facts=facts)


def prepare(
    uow: UnitOfWork,
    actor: Actor,
    case_id: str,
    today: date,
    *,
    words: Mapping[str, str],
    reactions: Iterable[Reaction] = (),
    ticks: Iterable[Item] = (),
    rescreened: Iterable[str] = (),
    own_words: str | None = None,
    revision: int,
    key: str,
) -> None:
    """Keep what was talked over and done for the parting. ``revision`` is the paper's.

    ``words`` are those of ``closing_paper.WORDS``; a tick keeps the day on which it was first set, one
    that is missing is taken back. Raises NotFound where nobody wishes to close or a member is not of
    the household, LostUpdate.
    """
    record, loaded, paper = _preparing(uow, actor, case_id, today, Permission.CASE_EDIT)
    if history.begin_once(uow, key, "closing.prepare", about=record.id) is None:
        uow.check_revision(record, revision)
        members = {one.id for one in others(loaded.parts)}
        chosen, looked = frozenset(ticks) & TICKED, frozenset(rescreened)
        if not looked <= members:
            raise NotFound("MemberRecord")
        paper = replace(
            paper,
            words={name: text.strip()[:LONGEST] for name, text in words.items() if name in WORDS},
            reactions=frozenset(reactions),
            ticks={item: paper.ticks.get(item, today) for item in Item if item in chosen},
            rescreened=looked,
            own_words=paper.own_words if own_words is None else own_words.strip()[:LONGEST],
        )
        record.content = to_content(paper)
        facts = {"paper": record.id, "done": sorted(item.value for item in paper.ticks)}
        uow.event(EventKind.PAPER_WRITTEN, case_id, client=loaded.client_id, facts=facts)
        history.finish_once(uow, key, record.id)
    uow.commit()


def decide(
    uow: UnitOfWork,
    actor: Actor,
    case_id: str,
    today: date,
    *,
    agreed: bool,
    note: str,
    revision: int,
    key: str,
    conference_id: str | None = None,
) -> None:
    """A supervisor decides the closing (R189), or somebody notes what a conference decided.

    ``conference_id``: a conference that was held and decided to close this case; without one the actor
    decides, and must be allowed to. Saying no keeps the wish and its note. Raises NotAllowed, NotFound,
    LostUpdate; RuleForbids (REASON) for a no without words.
    """
    permission = Permission.CASE_EDIT if conference_id else Permission.CASE_DECIDE
    record, loaded, paper = _preparing(uow, actor, case_id, today, permission)
    require_answering(actor, loaded.parts.case)
    if history.begin_once(uow, key, "closing.decide", about=record.id) is None:
        uow.check_revision(record, revision)
        if conference_id is not None:
            told = course.of_case(uow, actor, case_id, permission)
            if conference_id not in {one.id for one in that_decided_to_close(told)}:
                raise NotFound("ConferenceRecord")
        note = note.strip()[:LONGEST]
        if not agreed and not note:
            raise RuleForbids([Reason(Condition.REASON, {"area": "stages.condition"})])
        decided = Decided(actor.id, today, agreed, conference_id, note)
        record.content = to_content(replace(paper, decision=decided))
        facts = {"paper": record.id, "agreed": agreed, "conference": conference_id}
        uow.event(EventKind.PAPER_WRITTEN, case_id, client=loaded.client_id, facts=facts)
        history.finish_once(uow, key, record.id)
    uow.commit()


def close(uow: UnitOfWork, actor: Actor, case_id: str, today: date, *, revision: int, key: str) -> str:
    """Close the case: from now on its records are kept as they are (R206). Answers the closing paper's id.

    In this one transaction the whole checklist is asked on fresh records; what blocks is told together
    (RuleForbids, codes of ``closing_items.Item``). Whoever answers a referral of this case at the same moment takes
    the same turn (``replying.move``): a no that came first is seen, one that comes later finds the case closed. Tasks that nobody did and drafts that nobody sent end
    with the case. Raises LostUpdate, NotFound where nobody wishes to close.
    """
    actor.require(Permission.CASE_EDIT)
    take_turn(uow, f"referral {case_id}")
    loaded = load_case(uow, actor, case_id, today, Permission.CASE_EDIT)
    case = loaded.parts.case
    require_answering(actor, case)
    done = history.begin_once(uow, key, "closing.close")
    if done is not None:
        return done
    require_open(case)
    uow.check_revision(case, revision)
    told = course.of_case(uow, actor, case_id, Permission.CASE_EDIT)
    if case.closing_reason is None:
        raise NotFound("PaperRecord")
    record = standing_paper(told)
    paper = paper_value(record, case.closing_reason, today)
    found = checklist_of(loaded, told, paper, today)
    if not found.free:
        raise RuleForbids(Reason(item, {"area": SAID}) for item in found.blocks)
    _into_closing(uow, loaded, told, paper.why, today)
    if record is None:
        record = uow.add(
            PaperRecord(
                case_id=case_id, kind=PaperKind.CLOSING, on=today, stage=Stage.CLOSING, content=to_content(paper)
            )
        )
    record.state, record.done_on = PaperState.DONE, today
    case.closed_on = today
    ending.at_closing(uow, loaded, told, today)
    facts = {
        "paper": record.id,
        "reason": paper.reason.value,
        "left": [item.value for item in found.told],
        "to_resume": found.to_resume,
    }
    uow.event(EventKind.CASE_CLOSED, case_id, client=loaded.client_id, facts=facts)
    history.finish_once(uow, key, record.id)
    uow.commit()
    return record.id


def take_back(uow: UnitOfWork, actor: Actor, case_id: str, today: date, *, why: str, revision: int, key: str) -> None:
    """The case is not closed after all: the wish goes, its paper is kept out of sight. ``revision`` is the case's.

    The case stays in the stage of closing until somebody takes the step back into the work. What a
    death that was noted by mistake had cancelled stays cancelled.
    """
    actor.require(Permission.CASE_EDIT)
    loaded = load_case(uow, actor, case_id, today, Permission.CASE_EDIT)
    case = loaded.parts.case
    if history.begin_once(uow, key, "closing.take_back", about=case.id) is None:
        require_open(case)
        uow.check_revision(case, revision)
        why = why.strip()[:LONGEST]
        if not why:
            raise RuleForbids([Reason(Condition.REASON, {"area": "stages.condition"})])
        record = standing_paper(course.of_case(uow, actor, case_id, Permission.CASE_EDIT))
        if record is not None:
            record.content = {**record.content, "taken_back": why}
            uow.void(record, "taken back")
        case.closing_reason = None
        uow.event(EventKind.CASE_CHANGED, case_id, client=loaded.client_id, facts={"closing": "taken_back"})
        history.finish_once(uow, key, case.id)
    uow.commit()


def note_attempt(
    uow: UnitOfWork, actor: Actor, case_id: str, today: date, *, on: date, method: str, note: str, key: str
) -> str:
    """Note a try to reach somebody that did not succeed (R198); answers the contact's id. Not of a day to come."""
    actor.require(Permission.CASE_EDIT)
    loaded = load_case(uow, actor, case_id, today, Permission.CASE_EDIT)
    done = history.begin_once(uow, key, "closing.attempt")
    if done is not None:
        return done
    require_open(loaded.parts.case)
    if on > today:
        raise RuleForbids([Reason("ATTEMPT_AHEAD", {"area": "parting.refused"})])
    kept = uow.add(
        ContactRecord(case_id=case_id, on=on, method=method, reached=False, note=note.strip()[:LONGEST] or None)
    )
    facts = {"contact": kept.id, "method": method, "reached": False}
    uow.event(EventKind.CONTACT_NOTED, case_id, client=loaded.client_id, facts=facts)
    history.finish_once(uow, key, kept.id)
    uow.commit()
    return kept.id


def add_to(
    uow: UnitOfWork, actor: Actor, case_id: str, today: date, *, words: str, key: str, subject_id: str | None = None
) -> str:
    """An addendum: the only way to add to the record of a closed case (R206); answers its id.

    ``subject_id``: the paper of this case that it adds to. Nobody changes it later.
    """
    actor.require(Permission.CASE_EDIT)
    loaded = load_case(uow, actor, case_id, today, Permission.CASE_EDIT)
    done = history.begin_once(uow, key, "closing.addendum")
    if done is not None:
        return done
    case = loaded.parts.case
    require_writable(case, PaperKind.ADDENDUM)
    if subject_id is not None:
        told = course.of_case(uow, actor, case_id, Permission.CASE_EDIT)
        if not any(one.id == subject_id for one in told.papers):
            raise NotFound("PaperRecord")
    words = words.strip()[:LONGEST]
    if not words:
        raise RuleForbids([Reason("WORDS", {"area": "parting.refused"})])
    kept = uow.add(
        PaperRecord(
            case_id=case_id,
            kind=PaperKind.ADDENDUM,
            state=PaperState.DONE,
            on=today,
            done_on=today,
            stage=case.stage,
            subject_id=subject_id,
            content={"words": words},
        )
    )
    uow.event(EventKind.PAPER_WRITTEN, case_id, client=loaded.client_id, facts={"paper": kept.id, "kind": "addendum"})
    history.finish_once(uow, key, kept.id)
    uow.commit()
    return kept.id


def _preparing(
    uow: UnitOfWork, actor: Actor, case_id: str, today: date, permission: Permission
) -> tuple[PaperRecord, LoadedCase, ClosingPaper]:
    """The paper that is being prepared, its case and its value; NotFound where nobody wishes to close.

    A wish that came without a paper (another system's) gets an empty one.
    """
    actor.require(permission)
    loaded = load_case(uow, actor, case_id, today, permission)
    case = loaded.parts.case
    require_open(case)
    if case.closing_reason is None:
        raise NotFound("PaperRecord")
    record = standing_paper(course.of_case(uow, actor, case_id, permission))
    paper = paper_value(record, case.closing_reason, today)
    if record is None:
        record = uow.add(
            PaperRecord(
                case_id=case_id,
                kind=PaperKind.CLOSING,
                state=PaperState.DRAFT,
                on=today,
                stage=case.stage,
                content=to_content(paper),
            )
        )
        uow.flush()
    return record, loaded, paper
