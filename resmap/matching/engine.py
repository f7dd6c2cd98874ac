"""From a case and its neighbourhood to explained suggestions."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from resmap.domain.case import Case, Need
from resmap.domain.codes import CaseGateCode, ClosingReason, GateCode, Stage
from resmap.domain.consent import Permitted, permitted
from resmap.domain.duties import Duty, duties_of
from resmap.domain.network import Network, Offer, Road
from resmap.matching.factors import asks_of
from resmap.matching.gates import NEED_GATE, NEVER_OVERRIDDEN
from resmap.matching.model import MODEL
from resmap.matching.situation import Circumstances, Situation, circumstances, situation
from resmap.scoring import Model, Scorecard, Verdict

#: Stages before the assessment is complete: first listen (R020).
BEFORE_ASSESSMENT = frozenset({Stage.INTAKE, Stage.ASSESSMENT})


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an offer is not suggested: a code with typed facts."""

    code: str
    facts: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """``told_distance_m`` is what may be told; ``road`` starts with ``client``; None if none."""

    offer: Offer
    card: Scorecard
    ask: tuple[str, ...]
    told_distance_m: int | None
    road: tuple[str, ...] | None
    overridden: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Aside:
    """An offer that is not suggested, with every reason."""

    offer: Offer
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class ForNeed:
    """Where every offer that covers one need stands."""

    need: Need
    suggestions: tuple[Suggestion, ...] = ()
    existing: tuple[Offer, ...] = ()
    information_only: tuple[Aside, ...] = ()
    blocked_consent: tuple[Aside, ...] = ()
    excluded: tuple[Aside, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """The answer for one case; ``closed`` says why no suggestion is made at all."""

    model: str
    today: date
    closed: CaseGateCode | None
    duties: tuple[Duty, ...]
    needs: tuple[ForNeed, ...]


@dataclass(frozen=True, slots=True)
class Override:
    """A supervisor lets one offer through gates that may be overridden (R045)."""

    offer: str
    reason: str


RoadsOf = Callable[[Case, Network, frozenset[str]], Mapping[str, Road]]


def case_gate(case: Case) -> CaseGateCode | None:
    """Whether anything may be suggested for this case at all.

    Never after a death (A:74); not before the assessment is complete, save in
    an emergency (R020, contract §1, Assess first).
    """
    if case.event is not None and case.event.reason is ClosingReason.DEATH:
        return CaseGateCode.DEATH
    if case.stage in BEFORE_ASSESSMENT and not case.emergency:
        return CaseGateCode.ASSESS_FIRST
    return None


def match(
    case: Case,
    network: Network,
    *,
    roads: RoadsOf | None = None,
    override: Override | None = None,
    model: Model[Situation] = MODEL,
) -> Match:
    """Judge every offer of ``network`` that covers a need of ``case``.

    ``roads`` finds the ways over ties (``resmap.graph.roads.roads_from``); it is
    given the ids that may not be passed. Suggestions come best first, by score
    and then by id; nothing depends on the order of the input.
    """
    duties = duties_of(case)
    closed = case_gate(case)
    if closed is not None:
        return Match(model.label, case.today, closed, duties, ())
    around = around_case(case, network, roads)
    needs = tuple(
        _for_need(around, need, network.by_need.get(need.code, ()), override, model)
        for need in sorted(case.needs, key=_urgency)
    )
    return Match(model.label, case.today, None, duties, needs)


def around_case(case: Case, network: Network, roads: RoadsOf | None = None) -> Circumstances:
    """The circumstances of a case, with the roads that avoid who must be kept apart."""
    around = circumstances(case, network)
    if roads is None:
        return around
    return replace(around, roads=roads(case, network, frozenset(around.kept_apart)))


def _urgency(need: Need) -> tuple:
    """Safety in crisis first, whatever the client put first; then the client's order."""
    safety = need.code.startswith("SAF") or need.code == "HLT22"
    return (not (safety and need.severity >= 4), need.priority, need.code, need.holder)


def _for_need(
    around: Circumstances,
    need: Need,
    offers: tuple[Offer, ...],
    override: Override | None,
    model: Model[Situation],
) -> ForNeed:
    suggestions: list[Suggestion] = []
    existing: list[Offer] = []
    asides: dict[Permitted, list[Aside]] = {p: [] for p in Permitted}
    excluded: list[Aside] = []
    for offer in offers:
        s = situation(around, need, offer)
        reasons = closed_gates(s, model)
        # Secret places are listed nowhere but as a suggestion (P-21).
        if offer.id in around.history.running and not offer.location_secret:
            existing.append(offer)
        overridden = _overridden(reasons, offer, override)
        if reasons and not overridden:
            if not offer.location_secret:
                excluded.append(Aside(offer, reasons))
            continue
        standing = permitted(around.case, need, offer)
        if standing is Permitted.SUGGEST:
            suggestions.append(_suggest(s, model, overridden))
        else:
            reason = Reason(GateCode.CONSENT, {"recipient_class": offer.recipient_class.value})
            asides[standing].append(Aside(offer, (reason,)))
    suggestions.sort(key=lambda one: (-one.card.score, one.offer.id))
    return ForNeed(
        need,
        tuple(suggestions),
        tuple(existing),
        tuple(asides[Permitted.INFORMATION_ONLY]),
        tuple(asides[Permitted.BLOCKED]),
        tuple(excluded),
    )


def closed_gates(s: Situation, model: Model[Situation] = MODEL) -> tuple[Reason, ...]:
    """Every gate that this offer fails for this need."""
    return tuple(
        Reason(gate.code, finding.facts)
        for gate in model.gates
        if (finding := gate.judge(s)).verdict is Verdict.AGAINST
    )


def _overridden(
    reasons: tuple[Reason, ...], offer: Offer, override: Override | None
) -> tuple[str, ...]:
    """The gates an override opens for this offer; empty if it opens none or may not open one."""
    if override is None or override.offer != offer.id:
        return ()
    codes = tuple(reason.code for reason in reasons)
    return () if any(code in NEVER_OVERRIDDEN for code in codes) else codes


def _suggest(s: Situation, model: Model[Situation], overridden: tuple[str, ...]) -> Suggestion:
    road = s.around.roads.get(s.offer.id)
    ask = list(asks_of(s))
    card = model.score(s)
    # What a factor could not know is asked in the same phone call.
    ask.extend(
        line.reason
        for line in card.lines
        if line.verdict is Verdict.UNKNOWN and line.reason not in ("ASK_FIRST", *ask)
    )
    return Suggestion(
        s.offer,
        card,
        tuple(ask),
        s.told_distance_m,
        road.nodes if road else None,
        overridden,
    )


def why_not(
    around: Circumstances, offer: Offer, model: Model[Situation] = MODEL
) -> tuple[tuple[Need, tuple[Reason, ...]], ...]:
    """For each need, every reason why ``offer`` is not suggested, NEED and CONSENT included.

    An empty tuple of reasons means that it is suggested for that need.
    """
    answer = []
    for need in sorted(around.case.needs, key=_urgency):
        s = situation(around, need, offer)
        finding = NEED_GATE.judge(s)
        reasons = closed_gates(s, model)
        if finding.verdict is Verdict.AGAINST:
            reasons = (Reason(GateCode.NEED, finding.facts), *reasons)
        if not reasons and permitted(around.case, need, offer) is not Permitted.SUGGEST:
            reasons = (Reason(GateCode.CONSENT, {"recipient_class": offer.recipient_class.value}),)
        answer.append((need, reasons))
    return tuple(answer)
