"""May this case be closed, and what does its reason oblige to? What was prepared so far (R189-R206)."""

from dataclasses import dataclass, replace
from datetime import date

from resmap.domain.case import CLIENT, Need
from resmap.domain.closing import rule_closing
from resmap.domain.closing_items import Weight
from resmap.domain.closing_paper import TICKED, ClosingPaper
from resmap.domain.codes import ClosingReason
from resmap.domain.events import EventKind
from resmap.domain.papers import PaperKind
from resmap.domain.permissions import Actor, Permission
from resmap.domain.referrals import LIVE, ReferralState
from resmap.domain.taxonomy import CASE_MGMT
from resmap.flows.case_loading import LoadedCase, load_case
from resmap.flows.case_telling import CaseSentences, duties_view, head_of, holder_label, member_label
from resmap.flows.case_view import CaseHead, DutyView
from resmap.flows.closing_facts import (
    TAKEN_OVER,
    attempts,
    care_continues,
    checklist_of,
    last_paper,
    others,
    own_referrals,
    paper_value,
    that_decided_to_close,
)
from resmap.flows.judging import judge
from resmap.store import Course, PaperRecord, UnitOfWork, accounts, course
from resmap.words.explain import need_name


@dataclass(frozen=True, slots=True)
class UnmetNeed:
    """A need that is still open. ``care`` is taken_over, waiting, draft or none; ``referral`` its id."""

    id: str
    name: str
    care: str
    to: str
    referral: str | None


@dataclass(frozen=True, slots=True)
class CheckLine:
    """A line of the checklist. ``weight`` is blocks, told or prompt; ``ticked``: the worker sets it by hand."""

    item: str
    weight: str
    done: bool
    source: str
    ticked: bool


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """Somebody of the household, whose own needs are looked at again after a death."""

    member: str
    label: str
    needs: tuple[str, ...]
    looked: bool


@dataclass(frozen=True, slots=True)
class Tried:
    """A try to reach the person."""

    on: date
    method: str


@dataclass(frozen=True, slots=True)
class Decision:
    """``by`` is a name; ``conference`` if one decided."""

    by: str
    on: date
    agreed: bool
    conference: bool
    note: str


@dataclass(frozen=True, slots=True)
class Prepared:
    """What stands on the closing paper. ``words`` are by the names of ``closing_paper.WORDS``."""

    paper: str | None
    revision: int
    said_on: date
    said_by: str
    why: str
    own_words: str
    words: dict[str, str]
    reactions: tuple[str, ...]
    decision: Decision | None


@dataclass(frozen=True, slots=True)
class Addendum:
    """What was added after the closing."""

    on: date
    by: str
    words: str


@dataclass(frozen=True, slots=True)
class HeldConference:
    """A conference that was held and decided to close this case."""

    id: str
    kind: str
    on: date


@dataclass(frozen=True, slots=True)
class ClosingPage:
    """``reason`` is None while nobody wants to close; ``transfer`` are names of offices at the new place.

    ``lines`` is the checklist, ``free`` that nothing stands in the way, ``to_resume`` that the case goes on
    the list of those to be taken up again (R193). ``moving_to`` are the parts of the new place.
    """

    head: CaseHead
    reason: str | None
    must_refer: bool
    blocked: bool
    suggestions: bool
    cancel_reminders: bool
    obligations: tuple[str, ...]
    unmet: tuple[UnmetNeed, ...]
    transfer: tuple[str, ...]
    duties: tuple[DutyView, ...]
    free: bool = False
    to_resume: bool = False
    link_only: bool = False
    lines: tuple[CheckLine, ...] = ()
    prepared: Prepared | None = None
    household: tuple[LeftBehind, ...] = ()
    tried: tuple[Tried, ...] = ()
    last_reached: date | None = None
    conferences: tuple[HeldConference, ...] = ()
    addenda: tuple[Addendum, ...] = ()
    moving_to: dict[str, str] | None = None


def closing_page(uow: UnitOfWork, actor: Actor, case_id: str, today: date, *, locale: str) -> ClosingPage:
    """What stands between this case and its closing; raises NotAllowed or NotFound."""
    loaded = load_case(uow, actor, case_id, today, Permission.CASE_READ)
    told = course.of_case(uow, actor, case_id)
    names = {one.id: (locale == "en" and one.name_en) or one.name for one in accounts.users(uow)}
    say_ = CaseSentences(loaded, locale)
    event = loaded.case.event
    ruling = rule_closing(event.reason, bool(event.unmet_needs), care_continues(loaded.parts)) if event else None
    unmet = tuple(_unmet(loaded, need, locale) for need in loaded.open_needs)
    view = ClosingPage(
        head=head_of(loaded, names.get(loaded.parts.case.manager_id, ""), locale),
        reason=event.reason.value if event else None,
        must_refer=bool(ruling and ruling.must_refer),
        blocked=bool(ruling and ruling.blocked),
        suggestions=ruling.suggestions if ruling else True,
        cancel_reminders=bool(ruling and ruling.cancel_reminders),
        obligations=tuple(one.value for one in ruling.obligations) if ruling else (),
        unmet=unmet if ruling is None or ruling.suggestions else (),
        transfer=_transfer(loaded, say_) if ruling and ruling.propose_transfer else (),
        duties=duties_view(loaded, say_),
        addenda=tuple(
            Addendum(one.on, names.get(one.created_by, ""), (one.content or {}).get("words", ""))
            for one in told.papers_of(PaperKind.ADDENDUM)
        ),
    )
    if event is not None:
        view = _with_preparation(view, loaded, told, event.reason, names, locale)
    uow.event(EventKind.CLIENT_READ, case_id, client=loaded.client_id, facts={"page": "closing"})
    uow.commit()
    return view


def _with_preparation(
    view: ClosingPage, loaded: LoadedCase, told: Course, reason: ClosingReason, names: dict[str, str], locale: str
) -> ClosingPage:
    record = last_paper(told)
    paper = paper_value(record, reason, loaded.case.today)
    found = checklist_of(loaded, told, paper, loaded.case.today)
    tried, last = attempts(told.contacts)
    return replace(
        view,
        free=found.free,
        to_resume=found.to_resume,
        link_only=loaded.parts.case.path.value == "link_only",
        lines=tuple(
            CheckLine(
                one.item.value,
                one.weight.value,
                one.done,
                one.source,
                one.item in TICKED and one.weight is not Weight.PROMPT,
            )
            for one in found.lines
        ),
        prepared=_prepared(record, paper, names),
        household=_household(loaded, paper, locale) if reason is ClosingReason.DEATH else (),
        tried=tuple(Tried(one.on, one.method) for one in tried),
        last_reached=last,
        conferences=tuple(HeldConference(one.id, one.kind.value, one.on) for one in that_decided_to_close(told)),
        moving_to=_place_in_words(loaded.parts.case.moving_to),
    )


def _prepared(record: PaperRecord | None, paper: ClosingPaper, names: dict[str, str]) -> Prepared:
    decided = paper.decision
    return Prepared(
        paper=record.id if record else None,
        revision=record.revision if record else 1,
        said_on=paper.said_on,
        said_by=paper.said_by.value,
        why=paper.why,
        own_words=paper.own_words,
        words=dict(paper.words),
        reactions=tuple(sorted(one.value for one in paper.reactions)),
        decision=decided
        and Decision(
            names.get(decided.by, ""), decided.on, decided.agreed, decided.conference is not None, decided.note
        ),
    )


def _household(loaded: LoadedCase, paper: ClosingPaper, locale: str) -> tuple[LeftBehind, ...]:
    """Who is left, with the needs that are theirs: of their own, and of the whole family."""
    return tuple(
        LeftBehind(
            member=one.id,
            label=member_label(one, locale),
            needs=tuple(
                need_name(need.code, locale)
                + ("" if need.holder == one.id else f" ({holder_label(loaded, need.holder, locale)})")
                for need in loaded.open_needs
                if need.holder in (one.id, "family", "couple")
            ),
            looked=one.id in paper.rescreened,
        )
        for one in others(loaded.parts)
    )


def _unmet(loaded: LoadedCase, need, locale: str) -> UnmetNeed:
    name = need_name(need.code, locale)
    found = [one for one in own_referrals(loaded.parts) if one.need_id == need.id and one.state in LIVE]
    if not found:
        return UnmetNeed(need.id, name, "none", "", None)
    best = max(found, key=lambda one: (one.state in TAKEN_OVER, one.state is ReferralState.REQUESTED, one.id))
    care = "taken_over" if best.state in TAKEN_OVER else "waiting"
    if best.state is ReferralState.DRAFT:
        care = "draft"
    to = " ".join(filter(None, (best.organisation, best.department)))
    return UnmetNeed(need.id, name, care, to, best.id)


def _transfer(loaded: LoadedCase, say_: CaseSentences) -> tuple[str, ...]:
    """Case management at the new place that has not served the household, best first (R190)."""
    mine = [need for need in loaded.case.needs if need.code == CASE_MGMT]
    need = mine[0] if mine else Need(CASE_MGMT, CLIENT, priority=1, severity=2)
    (found,) = judge(replace(loaded.case, needs=(need,), emergency=True), loaded.network).match.needs
    offers = (*found.suggested, *(one.offer for one in found.information_only))
    return tuple(say_.name(offer.id) for offer in offers[:5])


def _place_in_words(place: dict | None) -> dict[str, str] | None:
    """The parts of the new place that are words; its point is nobody's business on this page."""
    return {name: part for name, part in (place or {}).items() if isinstance(part, str)} or None
