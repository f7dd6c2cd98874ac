"""Standing up for a client who was refused (R144-R151, P-30): seven strategies in order, and asking again.

The first four are the manager's, each before the next or left out with a reason. Five to seven are a
supervisor's decision: recorded when it was made, never prompted for. Nobody is stood up for against
their will, and a client's own refusal is none of this.
"""

from dataclasses import dataclass, replace
from datetime import date

from resmap.domain.advocacy import (
    SUPERVISOR_DECIDES,
    AdvocacyGap,
    AppealDeadline,
    AppealLaw,
    Ending,
    MediaFacts,
    Refuser,
    Strategy,
    Wish,
    appeal_deadline,
    may_skip,
    next_strategy,
    rule_strategy,
)
from resmap.domain.advocacy_paper import LONGEST, AdvocacyPaper, from_content, steps_of, to_content
from resmap.domain.due_policy import ARTICLES
from resmap.domain.events import EventKind
from resmap.domain.korean import fold
from resmap.domain.papers import PaperKind, PaperState
from resmap.domain.permissions import Actor, NotFound, Permission
from resmap.flows.case_loading import LoadedCase, load_case
from resmap.flows.case_telling import CaseSentences, local_day
from resmap.flows.case_view import CaseHead
from resmap.flows.cases import head
from resmap.flows.frozen import require_writable
from resmap.flows.referral_consequences import ASK_AGAIN
from resmap.flows.referral_view import REFUSALS
from resmap.flows.ruling import RuleForbids
from resmap.matching.engine import Reason
from resmap.store import PaperRecord, ReferralRecord, UnitOfWork, course, history
from resmap.words.explain import need_name

KIND = PaperKind.ADVOCACY


@dataclass(frozen=True, slots=True)
class StrategyLine:
    """One of the seven for one refusal. ``paper`` None: neither tried nor left out. ``prompted``: the next of the
    first four; ``gaps`` stand in its way if the client agrees."""

    strategy: str
    paper: str | None
    revision: int
    ending: str | None
    reason: str
    words: str
    article: str
    result: str
    deadline: AppealDeadline | None
    filed_on: date | None
    prompted: bool
    supervisor_only: bool
    gaps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RefusalView:
    """One refusal, its seven strategies, and whether it can be asked again now. ``again``: the referrals that were
    written since because of it, as (id, state, offer)."""

    referral: str
    offer_id: str
    offer: str
    need: str
    on: date | None
    decided_by: str
    reason: str | None
    rests_until: date | None
    strategies: tuple[StrategyLine, ...]
    ended: bool
    again: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class AdvocacyPage:
    """All refusals of a case, youngest first. ``media``: the client's own consent to the media stands."""

    head: CaseHead
    closed: bool
    decides: bool
    media: bool
    refusals: tuple[RefusalView, ...]
    laws: tuple[tuple[str, str], ...]


def page(uow: UnitOfWork, actor: Actor, case_id: str, today: date, *, locale: str) -> AdvocacyPage:
    """The refusals of a case and what was done about each; notes that the client was read."""
    actor.require(Permission.REFERRAL_WRITE)
    loaded = load_case(uow, actor, case_id, today, Permission.CASE_READ)
    papers = _papers(uow, actor, case_id)
    say_ = CaseSentences(loaded, locale)
    decides = actor.may(Permission.CASE_DECIDE)
    refused = sorted(filter(is_refusal, _own(loaded)), key=lambda one: one.id, reverse=True)
    view = AdvocacyPage(
        head=head(uow, loaded, locale),
        closed=loaded.parts.case.closed_on is not None,
        decides=decides,
        media=loaded.case.consents.media,
        refusals=tuple(_refusal(one, papers.get(one.id, ()), loaded, say_, today, decides, locale) for one in refused),
        laws=tuple((law.value, ARTICLES[law]) for law in AppealLaw),
    )
    uow.event(EventKind.CLIENT_READ, case_id, client=loaded.client_id, facts={"page": "advocacy"})
    uow.commit()
    return view


def is_refusal(record: ReferralRecord) -> bool:
    """Somebody other than the client said no, or said nothing."""
    return record.state in REFUSALS and record.decided_by != Refuser.CLIENT.value


def take(
    uow: UnitOfWork,
    actor: Actor,
    case_id: str,
    today: date,
    *,
    referral_id: str,
    strategy: Strategy,
    client_agrees: bool,
    words: str = "",
    article: str = "",
    law: AppealLaw | None = None,
    received_on: date | None = None,
    key: str,
) -> str:
    """Take a strategy; answers the id of its paper. An appeal by law has its last day (90 or 30 days, R147).

    Raises RuleForbids with every gap of ``domain.advocacy``, NotFound, NotAllowed.
    """
    actor.require(Permission.REFERRAL_WRITE)
    loaded, known = _begin(uow, actor, case_id, referral_id, today)
    done = history.begin_once(uow, key, "advocacy.take")
    if done is not None:
        return done
    require_writable(loaded.parts.case, KIND)
    words = words.strip()[:LONGEST]
    by_law = strategy is Strategy.RULES_AND_LAW and law is not None
    article = article.strip()[:LONGEST] or (ARTICLES[law] if by_law else "")
    wish = Wish(
        strategy,
        client_agrees,
        by_supervisor=actor.may(Permission.CASE_DECIDE),
        words=words,
        article=article,
        media=MediaFacts(loaded.case.consents.media, identifying=identifying(loaded, words)),
    )
    _require(rule_strategy(wish, steps_of(known), today).gaps)
    if by_law and received_on is not None and received_on > today:
        raise RuleForbids([Reason("DAY", {})])
    told = AdvocacyPaper(
        strategy, client_agrees=True, words=words, article=article,
        law=law if by_law else None, received_on=received_on if by_law else None,
    )  # fmt: skip
    made = _keep(uow, loaded, referral_id, told, today)
    settle(uow, actor, case_id, referral_id, today)
    history.finish_once(uow, key, made.id)
    uow.commit()
    return made.id


def skip(
    uow: UnitOfWork,
    actor: Actor,
    case_id: str,
    today: date,
    *,
    referral_id: str,
    strategy: Strategy,
    reason: str,
    key: str,
) -> str:
    """Leave a strategy out, with a reason (R145); the earlier ones come first here too.

    Raises RuleForbids (SKIP_REASON, EARLIER_FIRST, EARLIER_OPEN, SUPERVISOR, ALREADY_HELPED).
    """
    actor.require(Permission.REFERRAL_WRITE)
    loaded, known = _begin(uow, actor, case_id, referral_id, today)
    done = history.begin_once(uow, key, "advocacy.skip")
    if done is not None:
        return done
    require_writable(loaded.parts.case, KIND)
    reason = reason.strip()[:LONGEST]
    if not may_skip(strategy, reason):
        raise RuleForbids([Reason("SKIP_REASON", {})])
    wish = Wish(strategy, True, by_supervisor=actor.may(Permission.CASE_DECIDE), words=reason, article="-")
    about_order = {
        AdvocacyGap.EARLIER_FIRST, AdvocacyGap.EARLIER_OPEN, AdvocacyGap.SUPERVISOR, AdvocacyGap.ALREADY_HELPED,
    }  # fmt: skip
    _require(gap for gap in rule_strategy(wish, steps_of(known), today).gaps if gap in about_order)
    made = _keep(uow, loaded, referral_id, AdvocacyPaper(strategy, Ending.SKIPPED, reason=reason), today)
    history.finish_once(uow, key, made.id)
    uow.commit()
    return made.id


def end(
    uow: UnitOfWork,
    actor: Actor,
    paper_id: str,
    today: date,
    *,
    ending: Ending,
    result: str = "",
    filed_on: date | None = None,
    decided_on: date | None = None,
    given_up: bool = False,
    revision: int,
    key: str,
) -> None:
    """What came of a strategy; OPEN keeps it under way (an appeal that was filed). Five to seven: a supervisor.

    Raises RuleForbids (SUPERVISOR, WAITING where it ended, DAY), LostUpdate, NotFound.
    """
    actor.require(Permission.REFERRAL_WRITE)
    record = course.paper(uow, actor, paper_id, Permission.REFERRAL_WRITE)
    told = from_content(record.content) if record.kind is KIND else None
    if told is None:
        raise NotFound("PaperRecord")
    loaded = load_case(uow, actor, record.case_id, today, Permission.REFERRAL_WRITE)
    if history.begin_once(uow, key, "advocacy.end", about=record.id) is not None:
        return
    require_writable(loaded.parts.case, KIND)
    uow.check_revision(record, revision)
    if told.strategy in SUPERVISOR_DECIDES and not actor.may(Permission.CASE_DECIDE):
        raise RuleForbids([Reason(f"ADVOCACY_{AdvocacyGap.SUPERVISOR}", {})])
    if told.ending is not Ending.OPEN or ending is Ending.SKIPPED:
        raise RuleForbids([Reason("WAITING", {})])
    if any(day is not None and day > today for day in (filed_on, decided_on)):
        raise RuleForbids([Reason("DAY", {})])
    told = replace(
        told,
        ending=ending,
        result=result.strip()[:LONGEST] or told.result,
        filed_on=filed_on or told.filed_on,
        decided_on=decided_on or told.decided_on,
        given_up=given_up or (ending is not Ending.OPEN and told.law is not None and not (filed_on or told.filed_on)),
    )
    record.content, record.due_on = to_content(told), _last_day(told, today)
    if ending is not Ending.OPEN:
        record.state, record.done_on = PaperState.DONE, today
    _note(uow, loaded, record, told)
    history.finish_once(uow, key, record.id)
    uow.commit()


def identifying(loaded: LoadedCase, words: str) -> frozenset[str]:
    """The names of fields of the household that stand in a text, by which somebody could be known (R150)."""
    client, case = loaded.parts.client, loaded.parts.case
    text, digits = fold(words), "".join(filter(str.isdigit, words))
    told = {"name": client.name, "address": client.address, "number": case.number}
    found = {field for field, value in told.items() if value and fold(value) and fold(value) in text}
    if any(one.name and fold(one.name) in text for one in loaded.parts.members):
        found.add("household")
    phone = "".join(filter(str.isdigit, client.phone or ""))
    return frozenset(found | ({"phone"} if len(phone) > 6 and phone in digits else set()))


def _begin(
    uow: UnitOfWork, actor: Actor, case_id: str, referral_id: str, today: date
) -> tuple[LoadedCase, tuple[AdvocacyPaper, ...]]:
    """The case and what was done about this refusal; NotFound where it is none."""
    loaded = load_case(uow, actor, case_id, today, Permission.REFERRAL_WRITE)
    if not any(one.id == referral_id and is_refusal(one) for one in _own(loaded)):
        raise NotFound("ReferralRecord")
    return loaded, tuple(told for _, told in _papers(uow, actor, case_id).get(referral_id, ()))


def _own(loaded: LoadedCase) -> tuple[ReferralRecord, ...]:
    return tuple(one for one in loaded.parts.referrals if one.case_id == loaded.id)


def _papers(uow: UnitOfWork, actor: Actor, case_id: str) -> dict[str, tuple[tuple[PaperRecord, AdvocacyPaper], ...]]:
    found: dict[str, list[tuple[PaperRecord, AdvocacyPaper]]] = {}
    for record in course.of_cases(uow, actor, [case_id], only=("papers",))[case_id].papers_of(KIND):
        told = from_content(record.content)
        if told is not None:
            found.setdefault(record.subject_id or "", []).append((record, told))
    return {referral: tuple(papers) for referral, papers in found.items()}


def _keep(uow: UnitOfWork, loaded: LoadedCase, referral_id: str, told: AdvocacyPaper, today: date) -> PaperRecord:
    is_open = told.ending is Ending.OPEN
    record = uow.add(
        PaperRecord(
            case_id=loaded.id,
            kind=KIND,
            state=PaperState.SENT if is_open else PaperState.DONE,
            on=today,
            due_on=_last_day(told, today),
            done_on=None if is_open else today,
            stage=loaded.parts.case.stage,
            subject_id=referral_id,
            content=to_content(told),
        )
    )
    uow.flush()
    _note(uow, loaded, record, told)
    return record


def _last_day(told: AdvocacyPaper, today: date) -> date | None:
    """The last day of an appeal that was not made yet."""
    if told.law is None or told.received_on is None or told.filed_on is not None or told.ending is not Ending.OPEN:
        return None
    return appeal_deadline(told.law, told.received_on, today).last_day


def settle(uow: UnitOfWork, actor: Actor, case_id: str, referral_id: str, today: date) -> None:
    """The task that this refusal left behind is done: somebody stood up, or asked again. The caller commits."""
    for task in course.of_cases(uow, actor, [case_id], only=("tasks",))[case_id].tasks:
        if task.kind == ASK_AGAIN and task.subject_id == referral_id and task.done_on is None:
            task.done_on = today


def _note(uow: UnitOfWork, loaded: LoadedCase, record: PaperRecord, told: AdvocacyPaper) -> None:
    facts = {
        "paper": record.id, "kind": KIND.value, "strategy": told.strategy.value, "ending": told.ending.value,
        "referral": record.subject_id,
    }  # fmt: skip
    uow.event(EventKind.PAPER_WRITTEN, loaded.id, client=loaded.client_id, facts=facts)


def _require(gaps) -> None:
    reasons = [Reason(f"ADVOCACY_{gap}", {}) for gap in gaps]
    if reasons:
        raise RuleForbids(reasons)


def _refusal(record, papers, loaded: LoadedCase, say_: CaseSentences, today: date, decides: bool, locale: str) -> RefusalView:
    known = steps_of(told for _, told in papers)
    ahead = next_strategy(known)
    latest = {told.strategy: (paper, told) for paper, told in papers}
    need = next((one for one in loaded.parts.needs if one.id == record.need_id), None)
    rests = [one.until for one in loaded.case.parked if one.offer == record.offer_id and today < one.until]
    return RefusalView(
        referral=record.id,
        offer_id=record.offer_id,
        offer=say_.name(record.offer_id) or record.organisation,
        need=need_name(need.code, locale) if need and need.code else "",
        on=local_day(record.answered_at) if record.answered_at else record.ended_on,
        decided_by=record.decided_by or Refuser.PROVIDER.value,
        reason=record.reason_code,
        rests_until=max(rests, default=None),
        strategies=tuple(_line(one, latest.get(one), known, ahead, today, decides) for one in Strategy),
        ended=any(step.ending is Ending.HELPED for step in known),
        again=tuple(
            (one.id, one.state.value, say_.name(one.offer_id) or one.organisation)
            for one in _own(loaded)
            if one.onward_from_id == record.id
        ),
    )


def _line(strategy: Strategy, kept, known, ahead: Strategy | None, today: date, decides: bool) -> StrategyLine:
    record, told = kept or (None, None)
    wish = Wish(strategy, True, by_supervisor=decides, words="-", article="-", media=MediaFacts(True))
    deadline = None
    if told is not None and told.law is not None and told.received_on is not None:
        deadline = appeal_deadline(told.law, told.received_on, today)
    return StrategyLine(
        strategy=strategy.value,
        paper=record.id if record else None,
        revision=record.revision if record else 0,
        ending=told.ending.value if told else None,
        reason=told.reason if told else "",
        words=told.words if told else "",
        article=told.article if told else "",
        result=told.result if told else "",
        deadline=deadline,
        filed_on=told.filed_on if told else None,
        prompted=strategy is ahead,
        supervisor_only=strategy in SUPERVISOR_DECIDES,
        gaps=tuple(gap.value for gap in rule_strategy(wish, known, today).gaps),
    )
