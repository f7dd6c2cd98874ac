"""Each factor by itself: every branch, with its verdict and its strength."""

import pytest

from resmap.domain.network import Road
from resmap.graph.roads import roads_from
from resmap.matching import factors as f
from resmap.matching.engine import around_case
from resmap.matching.model import MODEL
from resmap.matching.situation import Situation, situation
from tests.support.worlds import need, person, plain_case, plain_offer, plain_world, tie


def at(offer: dict, case: dict | None = None, ties=()) -> Situation:
    """The offer `A` for the first need of the case."""
    world = plain_world(offer, plain_offer("B"), case=case, ties=list(ties))
    around = around_case(world.case, world.network, roads_from)
    return situation(around, world.case.needs[0], world.network.by_id[offer["id"]])


def says(judge, offer: dict, case: dict | None = None, ties=()) -> tuple[str, float]:
    """(reason code, share of the weight from -1 to 1)."""
    finding = judge(at(offer, case, ties))
    return str(finding.code), round(finding.points_per_weight, 3)


# ------------------------------------------------------------------ the need


@pytest.mark.parametrize(("position", "said"), [(0, ("central", 1.0)), (1, ("also", 0.92)), (4, ("also", 0.7))])
def test_the_first_of_an_offers_needs_counts_most_and_a_long_list_dilutes(position, said):
    codes = ["ECO11", "ECO12", "ECO13", "ECO14"]
    codes.insert(position, "DLY11")
    assert says(f.answers_the_need, plain_offer(needs=codes)) == said


# ------------------------------------------------------------------ made for this situation


def made(rules: dict, case: dict | None = None):
    return says(f.made_for_situation, plain_offer(eligibility=rules), case)


def test_what_requires_just_this_situation_is_made_for_it():
    assert made({"requires": ["migrant"]}, plain_case(facts=["migrant"])) == ("requires_what_is", 1.0)


def test_narrow_ages_and_one_sex_are_made_for_somebody():
    child = plain_case(household=[person(age=10, sex="M")])
    assert made({"age_min": 6, "age_max": 18}, child) == ("for_this_age", 0.4)
    assert made({"age_max": 5}, plain_case(household=[person(age=0)])) == ("for_this_age", 0.4)
    assert made({"age_min": 19, "age_max": 64}) == ("for_everybody", 0.0)
    assert made({"sex": "F"}) == ("for_this_sex", 0.3)
    assert made({}) == ("for_everybody", 0.0)


def test_nothing_is_made_for_whom_it_does_not_fit_or_is_not_known():
    assert made({"age_min": 6, "age_max": 18}) == ("for_everybody", 0.0)  # she is 40: let in by override
    assert made({"age_max": 12}, plain_case(household=[person(age=None)])) == ("for_everybody", 0.0)


# ------------------------------------------------------------------ urgency


@pytest.mark.parametrize(
    ("severity", "priority", "line", "said"),
    [
        (4, 1, "1366", ("reached_at_once", 1.0)),
        (4, 1, None, ("severity", 0.7)),
        (2, 1, None, ("severity", 0.4)),
        (2, 3, None, ("severity", 0.3)),
        (3, 2, "1366", ("severity", 0.45)),
        (0, 2, None, ("can_wait", 0.0)),
        (0, 1, None, ("severity", 0.1)),
    ],
)
def test_in_a_crisis_who_can_be_reached_at_once_comes_first(severity, priority, line, said):
    case = plain_case(needs=[need(severity=severity, priority=priority)])
    assert says(f.priority_and_urgency, plain_offer(access_line=line), case) == said


# ------------------------------------------------------------------ rights, charity, who should help

#: One need of each sort: who answers it best.
SPECIALIST, EVERYDAY, STATUTORY, MIXED = "HLT22", "DLY11", "ECO16", "EDU22"


def for_need(code: str, **offer):
    return plain_offer(needs=[code], **offer), plain_case(needs=[need(code)])


@pytest.mark.parametrize(
    ("code", "kind", "said"),
    [
        (EVERYDAY, "M11", ("everyday_need", 0.0)),
        (STATUTORY, "M11", ("statutory_benefit", 1.0)),
        (STATUTORY, "M21", ("public_service", 0.6)),
        (STATUTORY, "M41", ("charity_bridges", -0.3)),
        (STATUTORY, "M31", ("neither", 0.0)),
        (SPECIALIST, "M22", ("public_service", 0.6)),
    ],
)
def test_a_statutory_right_comes_before_charity(code, kind, said):
    assert says(f.statutory_first, *for_need(code, kind=kind)) == said


@pytest.mark.parametrize(
    ("code", "kind", "who", "said"),
    [
        (SPECIALIST, "M22", "agency", ("specialist_for_specialist", 1.0)),
        (SPECIALIST, "M13", "agency", ("benefit_beside_specialist", 0.0)),
        (SPECIALIST, "H41", "selfhelp", ("selfhelp_beside_specialist", 0.0)),
        (SPECIALIST, "H11", "neighbour", ("neighbours_around_not_instead", -0.5)),
        (EVERYDAY, "H11", "neighbour", ("neighbours_first", 1.0)),
        (EVERYDAY, "H22", "shop", ("neighbours_first", 1.0)),
        (EVERYDAY, "H31", "association", ("neighbours_first", 1.0)),
        (EVERYDAY, "H13", "volunteer", ("volunteers_near", 0.6)),
        (EVERYDAY, "M31", "agency", ("formal_as_backup", -0.5)),
        (STATUTORY, "M21", "agency", ("office_in_charge", 0.6)),
        (STATUTORY, "H11", "neighbour", ("helps_meanwhile", 0.0)),
        (MIXED, "H13", "volunteer", ("either", 0.0)),
    ],
)
def test_specialists_for_specialist_needs_and_neighbours_first_for_everyday_ones(code, kind, who, said):
    assert says(f.right_helper, *for_need(code, kind=kind, recipient_class=who)) == said


def test_who_examines_comes_before_who_pays():
    assert says(f.diagnose_first, plain_offer(tags=["diagnosis"])) == ("examines_first", 1.0)
    assert says(f.diagnose_first, plain_offer()) == ("no_examination", 0.0)
    waits = plain_case(needs=[need(depends_on="HLT11"), need("HLT11", priority=2)])
    assert says(f.diagnose_first, plain_offer(), waits) == ("waits_for", 0.0)
    gone = plain_case(needs=[need(depends_on="HLT11")])
    assert says(f.diagnose_first, plain_offer(), gone) == ("no_examination", 0.0)


# ------------------------------------------------------------------ reach


def metres_north(metres: float) -> dict:
    return {"dong": "달샘동", "lat": 37.54 + metres / 111_195, "lon": 127.07}


@pytest.mark.parametrize(
    ("metres", "said"),
    [
        (100, ("within", 1.0)),
        (299, ("within", 1.0)),
        (301, ("within", 0.8)),
        (1400, ("within", 0.5)),
        (2900, ("within", 0.2)),
        (5900, ("a_ride_away", 0.0)),
        (6100, ("far", -0.4)),
    ],
)
def test_reach_goes_by_bands(metres, said):
    assert says(f.reach, plain_offer(place=metres_north(metres))) == said


@pytest.mark.parametrize("fields", [{"access_line": "1366"}, {"kind": "M11"}, {"location_secret": True}])
def test_what_needs_no_way_is_not_weighed_by_distance(fields):
    assert says(f.reach, plain_offer(place=metres_north(9000), **fields)) == ("no_way_needed", 0.0)


def test_without_points_the_dong_tells_and_else_somebody_asks():
    assert says(f.reach, plain_offer(place={"dong": "솔빛1동"})) == ("same_dong", 0.5)
    assert says(f.reach, plain_offer(place={"dong": "달샘동"})) == ("PLACE", -1.0)
    assert says(f.reach, plain_offer(place={})) == ("no_fixed_place", 0.0)


def test_the_facts_about_a_resident_hold_the_band_and_never_the_metres():
    for metres, told in ((100, 300), (500, 700), (1400, 1500), (2900, 3000), (5900, None), (9000, None)):
        place = metres_north(metres)
        finding = f.reach(at(plain_offer(kind="H11", recipient_class="neighbour", place=place)))
        assert finding.facts["metres"] == told


def test_the_facts_about_a_shop_hold_the_metres():
    assert f.reach(at(plain_offer(place=metres_north(140)))).facts["metres"] == 140


# ------------------------------------------------------------------ places, trust, giving back


@pytest.mark.parametrize(
    ("left", "limit", "said"),
    [
        (None, None, ("CAPACITY", -1.0)),
        (0, 4, ("full", -1.0)),
        (1, 4, ("nearly_full", -0.3)),
        (2, 4, ("places", 0.7)),
        (4, 4, ("places", 1.0)),
        (1, None, ("places", 0.5)),
        (1, 0, ("places", 0.5)),
        (4, None, ("places", 1.0)),
        (99, None, ("plenty", 1.0)),
    ],
)
def test_nobody_is_overloaded(left, limit, said):
    assert says(f.places_and_load, plain_offer(places_left=left, limit=limit)) == said


def test_a_road_of_trust_weighs_as_much_as_its_ties():
    assert says(f.road_of_trust, plain_offer()) == ("no_road", 0.0)
    case = plain_case(ties=[tie("client", "B", strength=0.5)])
    said = says(f.road_of_trust, plain_offer(), case, [tie("B", "A", strength=0.8)])
    assert said == ("road", 0.4)
    finding = f.road_of_trust(at(plain_offer(), case, [tie("B", "A", strength=0.8)]))
    assert finding.facts == {"steps": 2, "via": ["B"]}


def test_trust_is_never_worth_more_than_its_weight():
    s = at(plain_offer())
    object.__setattr__(s.around, "roads", {"A": Road(("client", "A"), 1.5)})
    assert f.road_of_trust(s).points_per_weight == 1.0


COOK = plain_case(strengths=["김치를 잘 담그심"])


@pytest.mark.parametrize(
    ("offer", "case", "said"),
    [
        (plain_offer(welcomes=["cooking"]), COOK, ("client_can_give", 1.0)),
        (plain_offer(kind="H44", recipient_class="selfhelp"), COOK, ("place_to_contribute", 0.5)),
        (plain_offer(needs=["DLY11", "SOC14"]), COOK, ("place_to_contribute", 0.5)),
        (plain_offer(welcomes=["electricity"]), COOK, ("one_way", 0.0)),
        (plain_offer(welcomes=["cooking"]), None, ("one_way", 0.0)),
        (plain_offer(kind="H44", recipient_class="selfhelp"), None, ("one_way", 0.0)),
    ],
)
def test_a_tie_in_which_the_client_gives_something_is_preferred(offer, case, said):
    assert says(f.reciprocity, offer, case) == said


# ------------------------------------------------------------------ outcomes, freshness, linked needs, asking


@pytest.mark.parametrize(
    ("outcomes", "said"),
    [
        (None, ("too_few_outcomes", 0.0)),
        ({"ended": 2, "helped": 2}, ("too_few_outcomes", 0.0)),
        ({"ended": 3, "helped": 3}, ("helped_before", 0.6)),
        ({"ended": 4, "helped": 2}, ("helped_before", 0.0)),
        ({"ended": 8, "helped": 0}, ("often_failed", -0.8)),
    ],
)
def test_few_outcomes_say_nothing_and_many_are_shrunk(outcomes, said):
    assert says(f.outcomes, plain_offer(outcomes=outcomes)) == said


@pytest.mark.parametrize(
    ("verified", "said"),
    [
        ("2026-11-02", ("fresh", 1.0)),
        ("2026-05-06", ("fresh", 1.0)),
        ("2026-05-05", ("ageing", 0.0)),
        ("2025-11-02", ("ageing", 0.0)),
        ("2025-11-01", ("stale", -1.0)),
        ("2026-12-01", ("fresh", 1.0)),
        (None, ("VERIFIED", -1.0)),
    ],
)
def test_an_entry_grows_old(verified, said):
    assert says(f.freshness, plain_offer(verified_on=verified)) == said


def test_several_needs_at_once_count_and_linked_ones_double():
    both = plain_offer(needs=["DLY11", "SOC11", "SOC14"])
    assert says(f.linked_needs, both) == ("one_need", 0.0)
    needs = [need(), need("SOC11", priority=2)]
    assert says(f.linked_needs, both, plain_case(needs=needs)) == ("several_needs", 0.4)
    linked = [need(removes_obstacle_to="SOC11"), need("SOC11", priority=2)]
    assert says(f.linked_needs, both, plain_case(needs=linked)) == ("several_needs", 0.8)
    three = [*linked, need("SOC14", priority=3)]
    assert says(f.linked_needs, both, plain_case(needs=three)) == ("several_needs", 1.0)


def test_what_has_to_be_asked_costs_its_weight_and_is_listed():
    unknown_income = plain_case(income_percent_of_median=None)
    offer = plain_offer(eligibility={"income_max": 50})
    assert says(f.eligibility_confirmed, offer) == ("confirmed", 1.0)
    assert says(f.eligibility_confirmed, offer, unknown_income) == ("ASK_FIRST", -1.0)
    assert f.asks_of(at(offer, unknown_income)) == ("INCOME",)


# ------------------------------------------------------------------ the policy


def test_the_whole_policy_has_a_version_and_every_weight_its_source():
    assert MODEL.label.startswith("resmap-neighbourhood ")
    assert all(gate.source and factor.source for gate in MODEL.gates for factor in MODEL.factors)
    names = [factor.name for factor in MODEL.factors]
    assert len(names) == len(set(names)) and all(factor.weight > 0 for factor in MODEL.factors)


def test_what_it_is_about_outweighs_every_other_single_consideration():
    weights = {factor.name: factor.weight for factor in MODEL.factors}
    assert weights.pop("answers_the_need") > 2 * max(weights.values())
