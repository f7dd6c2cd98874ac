"""슈퍼비전: a question at a stage of the case, the advice, and what followed from it (R042).

The manager of a case asks; the supervisor of its dong advises, asked or unasked, and says what is to follow
until when; the manager notes what followed. Nothing of it is printed, handed over or shown outside: who may
read it is one rule (``domain.advice.may_read``). A closed case keeps it as it was.
"""

from dataclasses import dataclass, replace
from datetime import date

from resmap.domain.advice import STATES, Advice, AdviceGap, AdviceState, decides, from_content, may_read, to_content
from resmap.domain.codes import Stage
from resmap.domain.events import EventKind
from resmap.domain.papers import PaperKind, PaperState
from resmap.domain.permissions import Actor, NotFound, Permission
from resmap.domain.resident_number import refuse
from resmap.flows.case_loading import load_case
from resmap.flows.case_view import CaseHead
from resmap.flows.cases import head
from resmap.flows.frozen import require_writable
from resmap.flows.replying import WordsMissing
from resmap.flows.ruling import RuleForbids
from resmap.matching.engine import Reason
from resmap.store import CaseRecord, PaperRecord, UnitOfWork, accounts, cases, course, history
from resmap.store.queries import advice as queries

#: Longest text of a question, an advice, a note of what followed (characters).
LONGEST = 2000

#: Neither of the two lists is longer.
MOST = 300

#: Where the words for what cannot be kept stand.
_GAPS = "advice.gap"


@dataclass(frozen=True, slots=True)
class AdviceView:
    """One entry. ``question`` is empty where the supervisor wrote unasked, ``asked_by`` and the others are names;
    ``until``: by when something is to follow; ``late`` that this day has passed; ``mine``: the reader asked it."""

    id: str
    revision: int
    case: str
    stage: str
    state: str
    on: date
    question: str
    asked_by: str
    advice: str
    to_do: str
    until: date | None
    advised_by: str
    advised_on: date | None
    followed: str
    followed_by: str
    followed_on: date | None
    late: bool
    mine: bool


@dataclass(frozen=True, slots=True)
class StageAdvice:
    """The entries of one stage, the youngest first."""

    stage: str
    entries: tuple[AdviceView, ...]


@dataclass(frozen=True, slots=True)
class AdvicePage:
    """The supervision of a case by stage, the stage that it is in first. ``may_read`` False: nothing is told to
    this reader, though they know of the case."""

    head: CaseHead
    closed: bool
    may_read: bool
    may_ask: bool
    may_advise: bool
    stages: tuple[StageAdvice, ...]


@dataclass(frozen=True, slots=True)
class AdviceLine:
    """A line of the list: of which case, and the entry itself."""

    number: str
    name: str
    dong: str | None
    entry: AdviceView


@dataclass(frozen=True, slots=True)
class AdviceList:
    """``asked``: questions without an answer; ``given``: advice of which nobody noted yet what followed."""

    decides: bool
    asked: tuple[AdviceLine, ...]
    given: tuple[AdviceLine, ...]


def page(uow: UnitOfWork, actor: Actor, case_id: str, today: date, *, locale: str) -> AdvicePage:
    """The supervision of one case; notes that the client was read. Raises NotAllowed or NotFound."""
    loaded = load_case(uow, actor, case_id, today, Permission.CASE_READ)
    told = course.of_cases(uow, actor, [case_id], only=("papers",))[case_id]
    case = loaded.parts.case
    reads = _reads(actor, case)
    names = _names(uow, locale)
    found: dict[Stage, list[AdviceView]] = {}
    for one in reversed(told.papers_of(PaperKind.ADVICE)) if reads else ():
        found.setdefault(one.stage or case.stage, []).append(_view(one, actor, names, today))
    order = [case.stage, *(stage for stage in reversed(Stage) if stage is not case.stage)]
    is_open = case.closed_on is None
    view = AdvicePage(
        head=head(uow, loaded, locale),
        closed=not is_open,
        may_read=reads,
        may_ask=reads and is_open and actor.may(Permission.CASE_EDIT),
        may_advise=is_open and decides(actor, case.dong),
        stages=tuple(StageAdvice(stage.value, tuple(found[stage])) for stage in order if stage in found),
    )
    uow.event(EventKind.CLIENT_READ, case_id, client=loaded.client_id, facts={"page": "advice"})
    uow.commit()
    return view


def listed(uow: UnitOfWork, actor: Actor, today: date, *, locale: str) -> AdviceList:
    """What waits in the actor's cases: for the supervisor's answer, for the worker's note of what followed."""
    actor.require(Permission.CASE_READ)
    names = _names(uow, locale)

    def lines(found) -> tuple[AdviceLine, ...]:
        return tuple(
            AdviceLine(
                number=case.number,
                name=(locale == "en" and client.name_en) or client.name or "",
                dong=case.dong,
                entry=_view(paper, actor, names, today),
            )
            for paper, case, client in found
            if _reads(actor, case)
        )

    asked, given = lines(queries.asked(uow, actor, most=MOST)), lines(queries.given(uow, actor, most=MOST))
    of = sorted({one.entry.case for one in (*asked, *given)})
    if of:
        uow.event(EventKind.CLIENT_LISTED, facts={"asked": "advice", "cases": len(of), "of": of})
    uow.commit()
    return AdviceList(
        decides=actor.may(Permission.CASE_DECIDE),
        asked=asked,
        given=given,
    )


def count_waiting(uow: UnitOfWork, actor: Actor) -> int:
    """How many questions wait for this supervisor; 0 for who does not decide."""
    return queries.count_asked(uow, actor) if actor.may(Permission.CASE_DECIDE) else 0


def ask(uow: UnitOfWork, actor: Actor, case_id: str, today: date, *, question: str, key: str) -> str:
    """Ask the supervisor, at the stage that the case is in; answers the entry's id.

    Raises WordsMissing, ResidentNumberError, RuleForbids (CLOSED), NotFound for who may not read the supervision.
    """
    actor.require(Permission.CASE_EDIT)
    case = cases.get(uow, actor, case_id, Permission.CASE_EDIT)
    _require_reader(actor, case)
    done = history.begin_once(uow, key, "advice.ask")
    if done is not None:
        return done
    require_writable(case, PaperKind.ADVICE)
    content = Advice(question=_words(question, "question"), asked_by=actor.id)
    kept = _add(uow, case, today, content, PaperState.DRAFT)
    return _done(uow, case, kept, "asked", key)


def take_back(
    uow: UnitOfWork, actor: Actor, case_id: str, paper_id: str, today: date, *, revision: int, key: str
) -> None:
    """Take a question back that nobody answered yet; only who asked it.

    Raises RuleForbids (NOT_YOURS, ANSWERED, CLOSED), LostUpdate, NotFound.
    """
    actor.require(Permission.CASE_EDIT)
    case = cases.get(uow, actor, case_id, Permission.CASE_EDIT)
    _require_reader(actor, case)
    if history.begin_once(uow, key, "advice.take_back", about=paper_id) is not None:
        uow.commit()
        return
    record = _entry(uow, actor, case, paper_id, Permission.CASE_EDIT)
    uow.check_revision(record, revision)
    require_writable(case, PaperKind.ADVICE)
    if from_content(record.content).asked_by != actor.id:
        raise _forbidden(AdviceGap.NOT_YOURS)
    if record.state is not PaperState.DRAFT:
        raise _forbidden(AdviceGap.ANSWERED)
    uow.void(record, "taken back by who asked")
    _done(uow, case, record, "taken_back", key)


def advise(
    uow: UnitOfWork,
    actor: Actor,
    case_id: str,
    today: date,
    *,
    advice: str,
    to_do: str,
    until: date | None,
    key: str,
    paper_id: str | None = None,
    revision: int | None = None,
) -> str:
    """Answer a question (``paper_id`` with the ``revision`` that was read), or write unasked; answers the entry's id.

    ``to_do``: what is to follow, ``until`` when; both may be left open. Raises WordsMissing without advice,
    ResidentNumberError, RuleForbids (DAY_PAST, ANSWERED, CLOSED), LostUpdate, NotFound outside the own dongs.
    """
    actor.require(Permission.CASE_DECIDE)
    case = cases.get(uow, actor, case_id, Permission.CASE_DECIDE)
    if not decides(actor, case.dong):
        raise NotFound("PaperRecord")
    done = history.begin_once(uow, key, "advice.advise")
    if done is not None:
        return done
    require_writable(case, PaperKind.ADVICE)
    record = _entry(uow, actor, case, paper_id, Permission.CASE_DECIDE) if paper_id else None
    if record is not None and record.state is not PaperState.DRAFT:
        raise _forbidden(AdviceGap.ANSWERED)
    if record is not None and revision is not None:
        uow.check_revision(record, revision)
    if until is not None and until < today:
        raise _forbidden(AdviceGap.DAY_PAST)
    refuse(to_do, "to_do")
    said = replace(
        from_content(record.content) if record else Advice(),
        advice=_words(advice, "advice"),
        to_do=to_do.strip()[:LONGEST],
        advised_by=actor.id,
        advised_on=today.isoformat(),
    )
    if record is None:
        record = _add(uow, case, today, said, PaperState.SENT)
    else:
        record.content, record.state = to_content(said), PaperState.SENT
    record.due_on = until
    return _done(uow, case, record, "given", key)


def follow(
    uow: UnitOfWork,
    actor: Actor,
    case_id: str,
    paper_id: str,
    today: date,
    *,
    followed: str,
    revision: int,
    key: str,
) -> None:
    """Note what followed from the advice, also that nothing did; the entry is done with it.

    Raises WordsMissing, ResidentNumberError, RuleForbids (NOT_ANSWERED, CLOSED), LostUpdate, NotFound.
    """
    actor.require(Permission.CASE_EDIT)
    case = cases.get(uow, actor, case_id, Permission.CASE_EDIT)
    _require_reader(actor, case)
    record = _entry(uow, actor, case, paper_id, Permission.CASE_EDIT)
    if history.begin_once(uow, key, "advice.follow", about=record.id) is not None:
        uow.commit()
        return
    uow.check_revision(record, revision)
    require_writable(case, PaperKind.ADVICE)
    if record.state is not PaperState.SENT:
        raise _forbidden(AdviceGap.NOT_ANSWERED)
    said = replace(from_content(record.content), followed=_words(followed, "followed"), followed_by=actor.id)
    record.content, record.state, record.done_on = to_content(said), PaperState.DONE, today
    _done(uow, case, record, "followed", key)


def _reads(actor: Actor, case: CaseRecord) -> bool:
    return may_read(actor, manager=case.manager_id, dong=case.dong)


def _require_reader(actor: Actor, case: CaseRecord) -> None:
    """Raise NotFound for who knows of the case and not of its supervision."""
    if not _reads(actor, case):
        raise NotFound("PaperRecord")


def _entry(uow: UnitOfWork, actor: Actor, case: CaseRecord, paper_id: str, permission: Permission) -> PaperRecord:
    record = course.paper(uow, actor, paper_id, permission)
    if record.case_id != case.id or record.kind is not PaperKind.ADVICE:
        raise NotFound("PaperRecord")
    return record


def _words(text: str, field: str) -> str:
    refuse(text, field)
    text = text.strip()[:LONGEST]
    if not text:
        raise WordsMissing
    return text


def _add(uow: UnitOfWork, case: CaseRecord, today: date, content: Advice, state: PaperState) -> PaperRecord:
    return uow.add(
        PaperRecord(
            case_id=case.id,
            kind=PaperKind.ADVICE,
            state=state,
            on=today,
            stage=case.stage,
            content=to_content(content),
        )
    )


def _done(uow: UnitOfWork, case: CaseRecord, record: PaperRecord, what: str, key: str) -> str:
    facts = {"paper": record.id, "kind": "advice", "advice": what}
    uow.event(EventKind.PAPER_WRITTEN, case.id, client=case.client_id, facts=facts)
    history.finish_once(uow, key, record.id)
    uow.commit()
    return record.id


def _forbidden(gap: AdviceGap) -> RuleForbids:
    return RuleForbids([Reason(gap, {"area": _GAPS})])


def _names(uow: UnitOfWork, locale: str) -> dict[str, str]:
    return {one.id: (locale == "en" and one.name_en) or one.name for one in accounts.users(uow)}


def _view(paper: PaperRecord, actor: Actor, names: dict[str, str], today: date) -> AdviceView:
    told = from_content(paper.content)
    state = STATES[paper.state]
    return AdviceView(
        id=paper.id,
        revision=paper.revision,
        case=paper.case_id,
        stage=paper.stage.value if paper.stage else "",
        state=state.value,
        on=paper.on,
        question=told.question,
        asked_by=names.get(told.asked_by, ""),
        advice=told.advice,
        to_do=told.to_do,
        until=paper.due_on,
        advised_by=names.get(told.advised_by, ""),
        advised_on=date.fromisoformat(told.advised_on) if told.advised_on else None,
        followed=told.followed,
        followed_by=names.get(told.followed_by, ""),
        followed_on=paper.done_on,
        late=state is AdviceState.GIVEN and paper.due_on is not None and paper.due_on < today,
        mine=told.asked_by == actor.id,
    )
