"""Who must be kept apart: the blocked, and one step along `leads` and `family`, both ways."""

import pytest

from resmap.domain.conflict import kept_apart
from tests.support.worlds import person, plain_case, plain_offer, plain_world, tie

A, B, C, D = (plain_offer(one) for one in "ABCD")
FAMILY = [person(), person("h", sex="M")]


def apart(*offers, ties=(), parties=(), **case_fields) -> set[str]:
    case = plain_case(household=FAMILY, **case_fields)
    world = plain_world(*(offers or (A, B, C, D)), case=case, ties=list(ties), parties=list(parties))
    return set(kept_apart(world.case, world.network))


def blocked(**who) -> dict:
    return {"blocked": [{**who, "why": "만나지 않게"}]}


def test_nobody_is_kept_apart_without_a_reason():
    assert apart(ties=[tie("A", "B", "family"), tie("B", "C", "conflict")]) == set()


@pytest.mark.parametrize("kind", ["leads", "family"])
@pytest.mark.parametrize(("source", "target"), [("A", "B"), ("B", "A")])
def test_a_block_spreads_one_step_both_ways(kind, source, target):
    ties = [tie(source, target, kind), tie("B", "C", kind), tie("C", "D", kind)]
    assert apart(ties=ties, **blocked(offer="A")) == {"A", "B"}


@pytest.mark.parametrize("kind", ["neighbour", "friend", "member_of", "works_with", "refers_to", "trusts"])
def test_other_ties_do_not_spread_a_block(kind):
    assert apart(ties=[tie("A", "B", kind, both_ways=True)], **blocked(offer="A")) == {"A"}


def test_a_chain_of_leads_and_family_is_still_one_step():
    ties = [tie("A", "B", "leads"), tie("B", "C", "family")]
    assert apart(ties=ties, **blocked(offer="A")) == {"A", "B"}


def test_a_blocked_person_of_the_neighbourhood_keeps_their_group_away():
    parties = [{"id": "G", "kind": "person", "name": "가온 님"}]
    assert apart(ties=[tie("G", "B", "leads")], parties=parties, **blocked(person="G")) == {"G", "B"}


def test_a_person_the_register_does_not_know_is_blocked_with_the_kin_the_case_tells_of():
    case = plain_case(household=FAMILY, ties=[tie("someone", "C", "family")], **blocked(person="someone"))
    world = plain_world(A, B, C, D, case=case)
    assert set(kept_apart(world.case, world.network)) == {"someone", "C"}


@pytest.mark.parametrize("name", ["기관 A", "기관A", "기 관 A"])
def test_a_blocked_organisation_blocks_all_its_offers_and_who_leads_them(name):
    sibling = plain_offer("B", organization="기관A", department="재가")
    found = apart(A, sibling, C, D, ties=[tie("C", "B", "leads")], **blocked(organization=name))
    assert found - {name} == {"A", "B", "C"}


def test_a_blocked_organisation_known_as_a_party_keeps_its_leader_away():
    parties = [{"id": "O", "kind": "organization", "name": "기관A"}]
    found = apart(ties=[tie("D", "O", "leads")], parties=parties, **blocked(organization="기관 A"))
    assert {"O", "D"} <= found


def test_whoever_the_client_is_protected_from_is_kept_apart_with_his_kin():
    assert apart(protected_from="h", ties=[]) == {"h"}
    case = plain_case(
        household=FAMILY,
        protected_from="h",
        ties=[tie("client", "h", "family"), tie("h", "A", "family"), tie("A", "B", "leads")],
    )
    world = plain_world(A, B, C, case=case)
    assert set(kept_apart(world.case, world.network)) == {"h", "A"}


def test_protection_from_an_offer_keeps_it_apart():
    assert apart(protected_from="A", ties=[tie("A", "B", "leads")]) == {"A", "B"}


@pytest.mark.parametrize(
    "quarrel", [tie("client", "A", "conflict"), tie("A", "client", "conflict"), tie("h", "A", "conflict")]
)
def test_a_conflict_of_the_client_or_the_household_keeps_apart(quarrel):
    case = plain_case(household=FAMILY, ties=[quarrel])
    world = plain_world(A, B, case=case, ties=[tie("B", "A", "leads")])
    assert set(kept_apart(world.case, world.network)) == {"A", "B"}


def test_a_conflict_between_two_others_blocks_neither():
    assert apart(ties=[tie("A", "B", "conflict", both_ways=True)]) == set()


def test_a_block_never_spreads_to_or_through_the_client():
    case = plain_case(
        household=FAMILY, ties=[tie("client", "A", "family"), tie("client", "B", "family")], **blocked(offer="A")
    )
    world = plain_world(A, B, case=case)
    assert set(kept_apart(world.case, world.network)) == {"A"}
