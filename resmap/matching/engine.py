"""From a case and its neighbourhood to explained suggestions.

Two speeds, one truth: a neighbourhood's offers are judged one by one, a city's
over columns (:mod:`.columns`), by the same gates and factors. A test holds both
equal, line by line.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from resmap.domain.case import Case, Need
from resmap.domain.codes import CaseGateCode, ClosingReason, GateCode, Stage
from resmap.domain.consent import Permitted
from resmap.domain.duties import duties_of
from resmap.domain.network import Network, Offer, Road
from resmap.matching.answer import Aside, ForNeed, Match, Override, Reason, Suggestion
from resmap.matching.factors import asks_of
from resmap.matching.gates import NEED_GATE
from resmap.matching.model import MODEL
from resmap.matching.situation import Circumstances, Situation, circumstances, situation
from resmap.matching.telling import closed_gates, consent_reason, opened, standing, suggest, without_consent
from resmap.scoring import Model, Verdict

__all__ = [
    "Aside",
    "ForNeed",
    "Match",
    "Override",
    "Reason",
    "Suggestion",
    "around_case",
    "case_gate",
    "closed_gates",
    "match",
    "why_not",
]

#: Stages before the assessment is complete: first listen (R020).
BEFORE_ASSESSMENT = frozenset({Stage.INTAKE, Stage.ASSESSMENT})
#: From so many offers on, columns are faster than judging one by one; below, not worth loading numpy.
COLUMNS_FROM = 1000

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
    around: Circumstances | None = None,
    override: Override | None = None,
    model: Model[Situation] = MODEL,
    columns_from: int = COLUMNS_FROM,
) -> Match:
    """Judge every offer of ``network`` that covers a need of ``case``.

    ``roads`` finds the ways over ties (``resmap.graph.roads.roads_from``); it is
    given the ids that may not be passed. Who has the circumstances already
    (:func:`around_case`) gives ``around`` instead. Suggestions come best first,
    by score and then by id; nothing depends on the order of the input.
    """
    duties = duties_of(case)
    closed = case_gate(case)
    if closed is not None:
        return Match(model.label, case.today, closed, duties, ())
    if around is None:
        around = around_case(case, network, roads)
    for_need = _over_columns if len(network.offers) >= columns_from else _one_by_one
    needs = tuple(
        for_need(around, need, network, override, model)
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


def _over_columns(
    around: Circumstances,
    need: Need,
    network: Network,
    override: Override | None,
    model: Model[Situation],
) -> ForNeed:
    from resmap.matching.columns import columns_of, judge  # numpy: only when a city asks

    return judge(around, need, columns_of(network, need.code), override, model)


def _one_by_one(
    around: Circumstances,
    need: Need,
    network: Network,
    override: Override | None,
    model: Model[Situation],
) -> ForNeed:
    suggestions: list[Suggestion] = []
    existing: list[Offer] = []
    asides: dict[Permitted, list[Aside]] = {p: [] for p in Permitted}
    excluded: list[Aside] = []
    for offer in network.by_need.get(need.code, ()):
        s = situation(around, need, offer)
        reasons = closed_gates(s, model)
        # Secret places are listed nowhere but as a suggestion (P-21).
        if offer.id in around.history.running and not offer.location_secret:
            existing.append(offer)
        overridden = opened(reasons, offer, override)
        if reasons and not overridden:
            if not offer.location_secret:
                excluded.append(Aside(offer, reasons))
            continue
        permits = standing(s)
        if permits is Permitted.SUGGEST:
            suggestions.append(suggest(s, model.score(s), asks_of(s), overridden))
        else:
            asides[permits].append(without_consent(offer, permits))
    suggestions.sort(key=lambda one: (-one.card.score, one.offer.id))
    return ForNeed(
        need,
        tuple(suggestions),
        tuple(existing),
        tuple(asides[Permitted.INFORMATION_ONLY]),
        tuple(asides[Permitted.BLOCKED]),
        tuple(excluded),
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
        if not reasons and (permits := standing(s)) is not Permitted.SUGGEST:
            reasons = (consent_reason(offer, permits),)
        answer.append((need, reasons))
    return tuple(answer)
