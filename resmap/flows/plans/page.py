"""What the page of the plan shows: one version with the checker's hints beside it, what waits, what is missing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from resmap.domain.events import EventKind
from resmap.domain.need_states import STANDING
from resmap.domain.permissions import Actor, NotFound, Permission
from resmap.domain.planning.cautions import Caution
from resmap.domain.planning.checking import check_plan
from resmap.domain.planning.contract import Contract, DecidedHow, contract_gaps
from resmap.domain.planning.plan import CheckMethod, Plan, PlanLimits
from resmap.flows.case_loading import OPEN
from resmap.flows.case_view import CaseHead
from resmap.flows.cases import head
from resmap.flows.plans.deferring import DeferredNeed, deferred
from resmap.flows.plans.drafting import holders_of, proposal
from resmap.flows.plans.in_hand import (
    CONDITION,
    CONTRACTED,
    DRAFT,
    REASSESSMENT,
    PlanInHand,
    contracted_of,
    draft_of,
    load,
    open_task,
)
from resmap.flows.plans.lines import linked, unit_words
from resmap.flows.plans.measuring import Choice, Measured, choices, measured
from resmap.store import GoalRecord, NeedRecord, ObjectiveRecord, PlanLineRecord, PlanRecord, UnitOfWork
from resmap.store import cases as queries
from resmap.words import say
from resmap.words.explain import need_name
from resmap.words.planning import caution_sentence, hint_sentences, mistake_name, rewritten


@dataclass(frozen=True, slots=True)
class NeedHere:
    """A confirmed need: ``words`` are the client's own, ``wish`` what they want it to be (R034)."""

    id: str
    revision: int
    name: str
    holder: str
    words: str | None
    wish: str | None


@dataclass(frozen=True, slots=True)
class PlanLineHere:
    """④-⑬. ``waits_for`` is the content of the line that comes first; ``waiting``: its condition is open or not yet
    answered; ``dropped``: it was answered with no; ``asks``: somebody has to look whether it came true."""

    id: str
    revision: int
    kind: str
    content: str
    provider: str | None
    provider_id: str | None
    referral: str | None
    person: str | None
    priority: int
    timing: str | None
    starts_on: date | None
    ends_on: date | None
    per_week: float | None
    when: str | None
    methods: tuple[str, ...]
    depends_on: str | None
    waits_for: str | None
    condition: str | None
    removes: str | None
    direct_service: str | None
    waiting: bool
    dropped: bool
    asks: bool
    fulfilment: str | None
    checked_on: date | None


@dataclass(frozen=True, slots=True)
class ObjectiveHere:
    """An objective with what the checker says to it: ``mistakes`` M1-M7, ``hints`` sentences, ``example`` to take.

    ``measured``: how far it came, where a figure of the network is its measure (R082).
    """

    id: str
    revision: int
    number: str
    text: str
    holder: str | None
    holder_words: str | None
    indicator: str | None
    baseline: str | None
    target: str | None
    months: int | None
    strategy: str | None
    mistakes: tuple[str, ...]
    names: tuple[str, ...]
    hints: tuple[str, ...]
    example: str | None
    cautions: tuple[str, ...]
    lines: tuple[PlanLineHere, ...]
    earlier: str | None
    measured: Measured | None


@dataclass(frozen=True, slots=True)
class PurposeHere:
    """A purpose; ``earlier`` are its texts in earlier versions, the youngest first (R104)."""

    id: str
    revision: int
    purpose: str
    goal_type: str | None
    ground: str | None
    needs: tuple[NeedHere, ...]
    objectives: tuple[ObjectiveHere, ...]
    cautions: tuple[str, ...]
    earlier: tuple[str, ...]
    why_changed: str | None
    compared: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VersionHere:
    """One version of the plan (R104)."""

    number: int
    state: str
    made_on: date
    agreed_on: date | None
    replaced_why: str | None
    goals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlanHead:
    """②, the agreement and its signatures."""

    id: str
    revision: int
    number: int
    state: str
    made_on: date
    ends_on: date | None
    short_term: str | None
    long_term: str | None
    opinion: str | None
    decided_how: str | None
    signer: str | None
    service_agreed_on: date | None
    manager_signed_on: date | None
    replaced_why: str | None


@dataclass(frozen=True, slots=True)
class PlanPage:
    """The plan of a case. ``free`` are confirmed needs that are neither taken up nor put off; ``unconfirmed`` counts
    those that wait for the client's word. ``missing`` are (field, code) of what a contract lacks.

    ``cautions`` are of the plan as a whole. ``editable``: it is a draft of an open case. ``reassessment``: one was
    asked for by ⑬ and is not done. ``measures``: figures of the network that an objective may be measured by (R082).
    """

    head: CaseHead
    today: date
    closed: bool
    plan: PlanHead | None
    editable: bool
    draft: int | None
    in_force: int | None
    purposes: tuple[PurposeHere, ...]
    free: tuple[NeedHere, ...]
    proposed: tuple[str, ...]
    unconfirmed: int
    deferred: tuple[DeferredNeed, ...]
    cautions: tuple[str, ...]
    missing: tuple[tuple[str, str], ...]
    versions: tuple[VersionHere, ...]
    holders: tuple[tuple[str, str], ...]
    referrals: tuple[tuple[str, str], ...]
    reassessment: date | None
    measures: tuple[Choice, ...]


def page(
    uow: UnitOfWork, actor: Actor, case_id: str, today: date, *, locale: str, number: int | None = None
) -> PlanPage:
    """One version of the plan (the one in force, else the draft), told in ``locale``; notes that the client was read.

    Raises NotAllowed, NotFound (also for a version that is not there).
    """
    hand = load(uow, actor, case_id, today, Permission.CASE_READ, number)
    view = tell(uow, hand, locale)
    uow.event(EventKind.CLIENT_READ, case_id, client=hand.loaded.client_id, facts={"page": "plan"})
    uow.commit()
    return view


def tell(uow: UnitOfWork, hand: PlanInHand, locale: str) -> PlanPage:
    """The page of a plan that is in hand."""
    loaded, plan = hand.loaded, hand.plan
    closed = loaded.parts.case.closed_on is not None
    draft, standing = draft_of(hand.told), contracted_of(hand.told)
    value = hand.value(locale)
    teller = _Teller(uow, hand, value, locale)
    confirmed = [one for one in loaded.parts.needs if one.state == OPEN and one.confirmed_on is not None]
    taken = PlanInHand(loaded, hand.told, draft).taken_up if draft is not None else hand.taken_up
    free = [one for one in confirmed if one.id not in taken]
    asked = open_task(hand.told, REASSESSMENT)
    return PlanPage(
        head=head(uow, loaded, locale),
        today=loaded.case.today,
        closed=closed,
        plan=_head(plan) if plan else None,
        editable=plan is not None and plan.state == DRAFT and not closed,
        draft=draft.number if draft else None,
        in_force=standing.number if standing else None,
        purposes=tuple(teller.purpose(one, number) for number, one in enumerate(hand.goals, start=1)),
        free=tuple(teller.need(one) for one in free),
        proposed=tuple(proposal(hand, one).purpose for one in free),
        unconfirmed=sum(one.state in STANDING and one.confirmed_on is None for one in loaded.parts.needs),
        deferred=deferred(loaded, locale),
        cautions=teller.cautions(None) + teller.cautions("need"),
        missing=_missing(hand, value, standing) if plan is not None and plan.state == DRAFT else (),
        versions=_versions(hand),
        holders=tuple((one, hand.holder_words(one, locale) or "") for one in holders_of(hand)),
        referrals=tuple((one.id, unit_words(one.organisation, one.department)) for one in linked(hand)),
        reassessment=asked.due_on if asked else None,
        measures=choices(loaded, locale),
    )


def find(view: PlanPage, *, objective: str | None = None, line: str | None = None, purpose: str | None = None):
    """The purpose, objective or line of that id on the page; raises NotFound."""
    for one in view.purposes:
        if one.id == purpose:
            return one
        for inner in one.objectives:
            if inner.id == objective:
                return inner
            for each in inner.lines:
                if each.id == line:
                    return each
    raise NotFound("PlanRecord")


class _Teller:
    def __init__(self, uow: UnitOfWork, hand: PlanInHand, value: Plan, locale: str):
        self.uow, self.hand, self.value, self.locale = uow, hand, value, locale
        self.check = check_plan(value)
        self.limits = PlanLimits()
        self._waiting, self._dropped = hand.waiting, hand.dropped
        self._compared = queries.comparisons(uow, hand.loaded.parts.case)
        self._numbers = {one.id: number for number, one in enumerate(hand.objectives)}

    def cautions(self, about: str | None, id: str | None = None) -> tuple[str, ...]:
        """Sentences of the warnings about a kind of thing, or the plan itself; of one of them where ``id`` says so."""
        found = [one for one in self.check.cautions if one.about == about and id in (None, one.id)]
        return tuple(_sentences(found, self.locale))

    def need(self, one: NeedRecord) -> NeedHere:
        hand = self.hand
        name = need_name(one.code, self.locale) if one.code else one.words or ""
        holder = hand.holder_words(one.holder, self.locale) or ""
        return NeedHere(one.id, one.revision, name, holder, one.words, one.wish)

    def purpose(self, goal: GoalRecord, number: int) -> PurposeHere:
        hand = self.hand
        needs = [hand.needs[one] for one in goal.need_ids or () if one in hand.needs]
        return PurposeHere(
            id=goal.id,
            revision=goal.revision,
            purpose=goal.purpose or "",
            goal_type=goal.goal_type,
            ground=goal.ground,
            needs=tuple(map(self.need, needs)),
            objectives=tuple(self.objective(one) for one in hand.objectives if one.goal_id == goal.id),
            cautions=self.cautions("purpose", str(number)),
            earlier=_earlier_texts(goal, hand.told.goals),
            why_changed=goal.why_changed,
            compared=tuple(
                say("plan.compared", self.locale, n=len(one.offer_ids), name=self._offer(one.chosen_id), why=one.why or "")
                for one in self._compared
                if one.need_id in (goal.need_ids or ()) and one.chosen_id
            ),
        )

    def objective(self, one: ObjectiveRecord) -> ObjectiveHere:
        hand, number = self.hand, self._numbers[one.id]
        found = self.check.objectives[number]
        earlier = next(iter(_before(one, hand.told.objectives)), None)
        mistakes = tuple(mistake.value for mistake in found.mistakes)
        return ObjectiveHere(
            id=one.id,
            revision=one.revision,
            number=str(number + 1),
            text=one.text or "",
            holder=one.holder,
            holder_words=hand.holder_words(one.holder, self.locale),
            indicator=one.indicator,
            baseline=one.baseline,
            target=one.target,
            months=one.months,
            strategy=one.strategy,
            mistakes=mistakes,
            names=tuple(mistake_name(code, self.locale) for code in mistakes),
            hints=hint_sentences(found, self.locale, self.limits),
            example=rewritten(found.rewrite, self.locale) if found.rewrite else None,
            cautions=self.cautions("objective", str(number + 1)),
            lines=tuple(self.line(line) for line in hand.lines if line.objective_id == one.id),
            earlier=earlier.text if earlier is not None and earlier.text != one.text else None,
            measured=measured(hand.loaded, hand.told, one, self.locale),
        )

    def line(self, one: PlanLineRecord) -> PlanLineHere:
        hand = self.hand
        before = next((other for other in hand.lines if other.id == one.depends_on_id), None)
        in_force = hand.plan is not None and hand.plan.state == CONTRACTED
        return PlanLineHere(
            id=one.id,
            revision=one.revision,
            kind=one.kind,
            content=one.content or "",
            provider=one.provider,
            provider_id=one.provider_id,
            referral=one.referral_id,
            person=one.person,
            priority=one.priority,
            timing=one.timing,
            starts_on=one.starts_on,
            ends_on=one.ends_on,
            per_week=one.per_week,
            when=one.when,
            methods=tuple(code.value for code in CheckMethod if code.value in (one.methods or "").split(",")),
            depends_on=one.depends_on_id,
            waits_for=before.content if before else None,
            condition=one.condition,
            removes=one.note,
            direct_service=one.direct_service,
            waiting=one.id in self._waiting and one.id not in self._dropped,
            dropped=one.id in self._dropped,
            asks=in_force and open_task(hand.told, CONDITION, one.id) is not None,
            fulfilment=one.fulfilment,
            checked_on=one.checked_on,
        )

    def _offer(self, offer_id: str | None) -> str:
        offer = self.hand.loaded.network.by_id.get(offer_id or "")
        return offer.name if offer else ""


def _sentences(found: Iterable[Caution], locale: str) -> Iterable[str]:
    return dict.fromkeys(caution_sentence(one, locale) for one in found)


def _earlier_texts(goal, everything) -> tuple[str, ...]:
    """What a purpose said before, the youngest first; a version that said the same says nothing new."""
    texts = [goal.purpose or "", *(one.purpose or "" for one in _before(goal, everything))]
    return tuple(text for later, text in pairwise(texts) if text != later)


def _before(one, everything) -> Iterable:
    """What a goal or objective revises, the youngest first."""
    known = {other.id: other for other in everything}
    at = known.get(one.replaces_id) if one.replaces_id else None
    while at is not None:
        yield at
        at = known.get(at.replaces_id) if at.replaces_id else None


def _missing(hand: PlanInHand, value: Plan, standing: PlanRecord | None) -> tuple[tuple[str, str], ...]:
    plan = hand.plan
    contract = Contract(
        opinion=plan.opinion or "",
        decided_how=DecidedHow(plan.decided_how) if plan.decided_how else None,
        signer=plan.signer or "",
        service_agreed_on=plan.service_agreed_on,
        manager_signed_on=plan.manager_signed_on,
        replaces=standing is not None,
    )
    return tuple((name, gap.value) for name, gap in contract_gaps(contract, value, hand.loaded.case.today))


def _head(plan: PlanRecord) -> PlanHead:
    return PlanHead(
        id=plan.id,
        revision=plan.revision,
        number=plan.number,
        state=plan.state,
        made_on=plan.made_on,
        ends_on=plan.ends_on,
        short_term=plan.short_term,
        long_term=plan.long_term,
        opinion=plan.opinion,
        decided_how=plan.decided_how,
        signer=plan.signer,
        service_agreed_on=plan.service_agreed_on,
        manager_signed_on=plan.manager_signed_on,
        replaced_why=plan.replaced_why,
    )


def _versions(hand: PlanInHand) -> tuple[VersionHere, ...]:
    """Every version, the youngest first."""
    told = hand.told
    return tuple(
        VersionHere(
            number=one.number,
            state=one.state,
            made_on=one.made_on,
            agreed_on=one.service_agreed_on,
            replaced_why=one.replaced_why,
            goals=tuple(goal.purpose or "" for goal in told.goals if goal.plan_id == one.id),
        )
        for one in reversed(told.plans)
    )
