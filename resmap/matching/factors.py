"""Factors: considerations that weigh for or against an offer that passed the gates.

Written after the heuristics of experienced supervisors (practice §2.10). A
judge answers with a strength 0..1; the weights stand in :mod:`.model`.
"""

from resmap.domain import taxonomy
from resmap.domain.codes import NETWORK_CLASSES, GateCode
from resmap.domain.place import NEIGHBOUR_BANDS_M
from resmap.domain.serving import same_name
from resmap.matching.gates import GATES, STALE_AFTER_DAYS
from resmap.matching.situation import Situation
from resmap.scoring import Finding, Verdict, neutral, speaks_against, speaks_for, unknown

#: Verified within this many days is fresh (practice §2.7).
FRESH_DAYS = 180
#: Strength of reach by the upper edge of the distance band in metres.
REACH_BANDS = ((300, 1.0), (700, 0.8), (1500, 0.5), (3000, 0.2))
#: Beyond this most people without a car do not go: reach speaks against.
FAR_M = 6000
#: Fewer ended referrals than this say nothing about an offer.
ENOUGH_OUTCOMES = 3
#: From here on places are no question (statutory benefits are entered so).
PLENTY = 50


def answers_the_need(s: Situation) -> Finding:
    """How central the need is to the offer: its first code counts most, a long list dilutes."""
    position = s.offer.needs.index(s.need.code)
    strength = max(0.7, 1.0 - 0.08 * position)
    return speaks_for("central" if position == 0 else "also", strength, need=s.need.code)


def made_for_situation(s: Situation) -> Finding:
    """The offer exists for people in just this situation: it requires what the client has."""
    rules = s.offer.eligibility
    shared = sorted(rules.requires & s.all_facts)
    if shared:
        return speaks_for("requires_what_is", 1.0, facts=shared)
    low, high = rules.age_min or 0, 120 if rules.age_max is None else rules.age_max
    ages = [member.age for member in s.holders]
    # Whom an override lets in despite their age is not the person it was made for.
    if high - low <= 30 and None not in ages and any(low <= age <= high for age in ages):
        return speaks_for("for_this_age", 0.4, low=rules.age_min, high=rules.age_max)
    if rules.sex is not None and s.holders and all(member.sex is rules.sex for member in s.holders):
        return speaks_for("for_this_sex", 0.3, sex=rules.sex.value)
    return neutral("for_everybody")


def priority_and_urgency(s: Situation) -> Finding:
    """The need's own weight; for a crisis, who can be reached at once comes first."""
    urgent = s.need.severity >= 4
    if urgent and s.offer.access_line:
        return speaks_for("reached_at_once", 1.0, severity=s.need.severity)
    base = 0.15 * s.need.severity + (0.1 if s.need.priority == 1 else 0.0)
    if base == 0.0:
        return neutral("can_wait", severity=0, priority=s.need.priority)
    return speaks_for("severity", min(0.7, base), severity=s.need.severity, priority=s.need.priority)


def statutory_first(s: Situation) -> Finding:
    """Statutory right before charity where the need is one of income, housing or rights."""
    best_by = taxonomy.need(s.need.code).best_by
    kind = s.offer.kind
    if best_by == "neighbours":
        return neutral("everyday_need")
    if kind.startswith("M1"):
        return speaks_for("statutory_benefit", 1.0)
    if kind.startswith("M2"):
        return speaks_for("public_service", 0.6)
    if kind.startswith("M4"):
        return speaks_against("charity_bridges", 0.3)
    return neutral("neither")


def right_helper(s: Situation) -> Finding:
    """Specialists for specialist needs, neighbours around them; neighbours first for everyday ones."""
    best_by = taxonomy.need(s.need.code).best_by
    formal = s.offer.recipient_class == "agency"
    if best_by == "specialist":
        if s.offer.is_benefit:
            return neutral("benefit_beside_specialist")
        if formal:
            return speaks_for("specialist_for_specialist", 1.0)
        if s.offer.kind.startswith("H4"):
            return neutral("selfhelp_beside_specialist")
        return speaks_against("neighbours_around_not_instead", 0.5)
    if best_by == "neighbours":
        if s.offer.recipient_class in NETWORK_CLASSES:
            return speaks_for("neighbours_first", 1.0)
        if s.offer.recipient_class == "volunteer":
            return speaks_for("volunteers_near", 0.6)
        return speaks_against("formal_as_backup", 0.5)
    if best_by == "statutory":
        return speaks_for("office_in_charge", 0.6) if formal else neutral("helps_meanwhile")
    return neutral("either")


def diagnose_first(s: Situation) -> Finding:
    """Examine before paying (R096, R097): what clarifies the need comes before what pays."""
    if "diagnosis" in s.offer.tags:
        return speaks_for("examines_first", 1.0)
    if s.need.depends_on and s.need.depends_on in s.around.need_codes:
        return neutral("waits_for", need=s.need.depends_on)
    return neutral("no_examination")


def reach(s: Situation) -> Finding:
    """What the person can really reach, in bands; nothing for what needs no way at all."""
    offer = s.offer
    if offer.location_secret or offer.access_line or offer.is_benefit:
        return neutral("no_way_needed")
    if offer.place.dong is None and offer.place.point is None:
        return neutral("no_fixed_place")
    metres = s.metres
    if metres is None:
        return _reach_by_dong(s)
    told = s.told_distance_m
    for edge, strength in REACH_BANDS:
        if metres <= edge:
            return speaks_for("within", strength, metres=_banded(told, edge), band=edge)
    if metres <= FAR_M:
        return neutral("a_ride_away", metres=told)
    return speaks_against("far", 0.4, metres=told)


def _reach_by_dong(s: Situation) -> Finding:
    here, there = s.case.place, s.offer.place
    # Dong names repeat over the country; those of offers are the setting's (contract §1, Place).
    elsewhere = any(
        name and setting and same_name(name) != same_name(setting)
        for name, setting in ((here.sido, s.around.setting_sido), (here.sigungu, s.around.setting_sigungu))
    )
    if not elsewhere and here.dong and there.dong and same_name(here.dong) == same_name(there.dong):
        return speaks_for("same_dong", 0.5, dong=there.dong)
    return unknown("PLACE", dong=there.dong)


def _banded(told: int | None, edge: int) -> int:
    """For residents the band's edge stands for the distance (P-26)."""
    return edge if told is None or told in NEIGHBOUR_BANDS_M else told


def places_and_load(s: Situation) -> Finding:
    """Room left, and nobody overloaded: the last place of a good neighbour is spared."""
    left = s.offer.places_left
    if left is None:
        return unknown(GateCode.CAPACITY)
    if left <= 0:  # only an override comes here
        return speaks_against("full", 1.0)
    if left >= PLENTY:
        return speaks_for("plenty", 1.0)
    if s.offer.limit and s.offer.limit > 0:
        free = left / s.offer.limit
        if free <= 0.25 and left <= 1:
            return speaks_against("nearly_full", 0.3, places=left, limit=s.offer.limit)
        return speaks_for("places", min(1.0, 0.4 + 0.6 * free), places=left, limit=s.offer.limit)
    return speaks_for("places", min(1.0, 0.3 + 0.2 * left), places=left)


def road_of_trust(s: Situation) -> Finding:
    road = s.around.roads.get(s.offer.id)
    if road is None:
        return neutral("no_road")
    return speaks_for("road", min(1.0, road.trust), steps=len(road.nodes) - 1, via=list(road.nodes[1:-1]))


def reciprocity(s: Situation) -> Finding:
    """Ties in which the client gives something back (R135)."""
    wanted = sorted(s.offer.welcomes & s.around.abilities)
    if wanted:
        return speaks_for("client_can_give", 1.0, abilities=wanted)
    if s.around.abilities and ("SOC14" in s.offer.needs or s.offer.kind.startswith("H4")):
        return speaks_for("place_to_contribute", 0.5, abilities=sorted(s.around.abilities))
    return neutral("one_way")


def outcomes(s: Situation) -> Finding:
    """How earlier referrals ended here, shrunk towards even until there are many."""
    ended, helped = s.offer.outcomes.ended, s.offer.outcomes.helped
    if ended < ENOUGH_OUTCOMES:
        return neutral("too_few_outcomes", ended=ended)
    balance = 2 * (helped + 1) / (ended + 2) - 1
    facts = {"ended": ended, "helped": helped}
    if balance >= 0:
        return speaks_for("helped_before", round(balance, 3), **facts)
    return speaks_against("often_failed", round(-balance, 3), **facts)


def freshness(s: Situation) -> Finding:
    """When somebody last made sure that the entry is right."""
    if s.offer.verified_on is None:
        return unknown("VERIFIED")
    days = max(0, (s.around.today - s.offer.verified_on).days)
    if days <= FRESH_DAYS:
        return speaks_for("fresh", 1.0, days=days)
    if days <= STALE_AFTER_DAYS:
        return neutral("ageing", days=days)
    return speaks_against("stale", 1.0, days=days)


def linked_needs(s: Situation) -> Finding:
    """Answers several of the client's needs; needs that hang together count double (R071)."""
    others = sorted(
        code for code in s.around.need_codes if code != s.need.code and code in s.offer.needs
    )
    if not others:
        return neutral("one_need")
    linked = [code for code in others if frozenset((code, s.need.code)) in s.around.linked]
    return speaks_for("several_needs", min(1.0, 0.4 * len(others) + 0.4 * len(linked)), needs=others)


def eligibility_confirmed(s: Situation) -> Finding:
    """Whether the gates are known to be open, or somebody has to ask first."""
    asks = asks_of(s)
    if asks:
        return unknown("ASK_FIRST", ask=list(asks))
    return speaks_for("confirmed", 1.0)


def asks_of(s: Situation) -> tuple[str, ...]:
    """Gate codes that a phone call has to settle, in the order of the gates."""
    return tuple(
        gate.code.value
        for gate in GATES
        if gate.code is not GateCode.CAPACITY and s.finding(gate.judge).verdict is Verdict.UNKNOWN
    )
