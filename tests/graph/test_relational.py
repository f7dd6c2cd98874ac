"""Suggestions about ties themselves (R134): strengthen what is weak, make what is missing."""

import pytest

from resmap.flows.judging import judge
from tests.support.worlds import need, person, plain_case, plain_offer, plain_world, tie


def neighbour(offer_id: str, **fields) -> dict:
    return plain_offer(
        offer_id, **{"kind": "H11", "recipient_class": "neighbour", "needs": ["SOC11"], "vetted_for_minors": True} | fields
    )


def told(*offers: dict, code: str = "SOC11", ties=(), network_ties=(), household=None, **case_fields):
    """(action, to, via) of every relational suggestion for the one need."""
    case = plain_case(
        needs=[need(code), *case_fields.pop("more_needs", ())],
        ties=list(ties),
        household=household or [person()],
        **case_fields,
    )
    judged = judge(*(lambda w: (w.case, w.network))(plain_world(*offers, case=case, ties=list(network_ties))))
    return [(str(one.action), one.to, one.via) for one in judged.relations[code, "m"]]


def test_people_who_are_suggested_can_be_got_to_know():
    assert told(neighbour("A"), plain_offer("V", needs=["SOC11"])) == [("NEW", "A", ())]


def test_a_group_is_got_to_know_over_who_is_known():
    group = neighbour("G", kind="H44", recipient_class="selfhelp")
    ties = [tie("client", "A", strength=0.9)]
    found = told(neighbour("A", needs=["DLY11"]), group, ties=ties, network_ties=[tie("A", "G", "member_of")])
    assert found == [("NEW", "G", ("A",))]


def test_at_most_three_new_ties_are_proposed_best_first():
    offers = [neighbour(one) for one in "ABCDE"]
    assert [to for action, to, _ in told(*offers) if action == "NEW"] == ["A", "B", "C"]


@pytest.mark.parametrize("kind", ["neighbour", "family", "friend", "member_of", "trusts"])
@pytest.mark.parametrize(("strength", "found"), [(0.5, [("STRENGTHEN", "A", ())]), (0.6, [])])
def test_a_weak_tie_can_grow(kind, strength, found):
    assert told(neighbour("A"), ties=[tie("client", "A", kind, strength=strength)]) == found


@pytest.mark.parametrize("kind", ["leads", "works_with", "refers_to", "conflict"])
def test_other_ties_are_not_strengthened(kind):
    assert ("STRENGTHEN", "A", ()) not in told(neighbour("A"), ties=[tie("client", "A", kind, strength=0.3)])


def test_a_tie_with_somebody_the_register_does_not_know_can_grow_too():
    assert ("STRENGTHEN", "old friend", ()) in told(neighbour("A"), ties=[tie("client", "old friend", strength=0.3)])


def test_ties_inside_the_household_are_no_business_of_the_neighbourhood():
    family = [person(), person("h", sex="M")]
    assert told(plain_offer("V"), ties=[tie("client", "h", "family", strength=0.2)], household=family) == []


def test_estranged_family_is_reconnected_with_family():
    ties = [tie("client", "son", "family", strength=0.2), tie("client", "pal", "friend", strength=0.2)]
    assert told(plain_offer("V"), code="FAM14", ties=ties) == [("STRENGTHEN", "son", ())]


@pytest.mark.parametrize("code", ["DLY11", "ECO16", "HLT22"])
def test_needs_that_no_relation_meets_have_none(code):
    assert told(neighbour("A", needs=[code]), code=code, ties=[tie("client", "B", strength=0.2)]) == []


# ------------------------------------------------------------------ never


WEAK = [tie("client", "A", strength=0.3)]


@pytest.mark.parametrize(
    "fields",
    [
        {"blocked": [{"offer": "A", "why": None}]},
        {"declined": [{"offer": "A", "by": None, "why": None}]},
        {"served": [{"offer": "A", "from": "2026-01-01", "to": None}]},
        {"protected_from": "A"},
        {"facts": ["dv_active"]},
        {"facts": ["exploitation_suspected"]},
        {"more_needs": [need("SAF22", priority=2)]},
    ],
)
def test_no_tie_is_strengthened_with_the_blocked_the_unwanted_or_in_danger(fields):
    assert told(neighbour("A"), ties=WEAK, **fields) == []


def test_a_pub_is_no_tie_to_strengthen_for_somebody_who_depends_on_alcohol():
    pub = neighbour("A", kind="H21", recipient_class="shop", tags=["alcohol"])
    assert told(pub, ties=WEAK) == [("STRENGTHEN", "A", ())]
    assert told(pub, ties=WEAK, facts=["alcohol_dependence"]) == []


def test_a_child_is_not_brought_closer_to_an_unvetted_adult():
    adult = neighbour("A", vetted_for_minors=None)
    assert told(adult, ties=WEAK, household=[person(age=12)]) == []


def test_a_group_that_closed_is_no_tie_to_strengthen():
    assert told(neighbour("A", status="closed"), ties=WEAK) == []


def test_a_secret_place_is_no_relation():
    secret = neighbour("A", kind="H45", recipient_class="selfhelp", location_secret=True)
    assert told(secret) == []
    assert told(secret, ties=WEAK) == []


def test_nobody_is_got_to_know_without_the_consent_to_be_asked():
    assert told(neighbour("A"), consents={"network_contact": False}) == []
