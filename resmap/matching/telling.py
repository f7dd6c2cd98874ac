"""What is told of one offer for one need: judged by the rules themselves, gate by gate, line by line."""

from resmap.domain.codes import GateCode
from resmap.domain.consent import Permitted, permitted
from resmap.domain.network import Offer
from resmap.matching.answer import Aside, Override, Reason, Suggestion
from resmap.matching.gates import NEVER_OVERRIDDEN
from resmap.matching.model import MODEL
from resmap.matching.situation import Situation
from resmap.matching.wishing import in_the_way
from resmap.scoring import Model, Scorecard, Verdict


def closed_gates(s: Situation, model: Model[Situation] = MODEL) -> tuple[Reason, ...]:
    """Every gate that this offer fails for this need."""
    return tuple(
        Reason(gate.code, finding.facts)
        for gate in model.gates
        if (finding := s.finding(gate.judge)).verdict is Verdict.AGAINST
    )


def opened(reasons: tuple[Reason, ...], offer: Offer, override: Override | None) -> tuple[str, ...]:
    """The gates an override opens for this offer; empty if it opens none or may not open one."""
    if override is None or override.offer != offer.id:
        return ()
    codes = tuple(reason.code for reason in reasons)
    return () if any(code in NEVER_OVERRIDDEN for code in codes) else codes


def standing(s: Situation) -> Permitted:
    """Where an offer that passed every gate stands by consent."""
    return permitted(s.case, s.need, s.offer)


def without_consent(offer: Offer, permits: Permitted) -> Aside:
    """The offer may not be told about the client."""
    return Aside(offer, (consent_reason(offer, permits),))


def consent_reason(offer: Offer, permits: Permitted) -> Reason:
    """Whose consent is missing: the client's, or that of a child's legal representative (P-07)."""
    facts: dict[str, object] = {"recipient_class": offer.recipient_class.value}
    if permits is Permitted.BLOCKED:
        facts["waits_for"] = "legal_representative"
    elif offer.agreement_lapsed:
        facts["waits_for"] = "agreement"
    return Reason(GateCode.CONSENT, facts)


def suggest(
    s: Situation, card: Scorecard, asks: tuple[str, ...], overridden: tuple[str, ...]
) -> Suggestion:
    """The suggestion: ``asks`` are the gates to ask by phone, ``overridden`` those somebody opened."""
    road = s.around.roads.get(s.offer.id)
    # What a factor could not know is asked in the same phone call.
    more = (
        line.reason
        for line in card.lines
        if line.verdict is Verdict.UNKNOWN and line.reason not in ("ASK_FIRST", *asks)
    )
    return Suggestion(
        s.offer,
        card,
        (*asks, *dict.fromkeys(more)),
        s.told_distance_m,
        road.nodes if road else None,
        overridden,
        s.told_by_band,
        tuple(in_the_way(s)[0]),
    )
