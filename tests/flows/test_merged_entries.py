"""What was merged: what forbids one entry forbids all that are the same, what permits one permits no other.

First over random worlds, as pure values (decision 0008); then with records, old ids in hand.
"""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from resmap.domain.codes import NETWORK_CLASSES, GateCode, OfferStatus
from resmap.domain.conflict import kept_apart
from resmap.domain.consent import may_be_asked
from resmap.domain.disclosure import disclose
from resmap.domain.sames import Sames
from resmap.domain.standing_in import joined, spread
from resmap.graph.roads import roads_from
from resmap.matching.engine import around_case, closed_gates, match
from resmap.matching.situation import situation
from tests.support.worlds import OFFER_IDS, open_worlds

#: Gates that ask what was said of an entry, and so spread over all that are the same.
SAID = {GateCode.CONFLICT, GateCode.SERVED, GateCode.DUP, GateCode.REFUSED}


def after_merging(world, old: str, stays: str):
    """(case, network) as they are once ``old`` was merged into ``stays`` and nothing was taken over."""
    by_id = world.network.by_id
    gone = replace(by_id[old], needs=(), status=OfferStatus.CLOSED)
    changed = {old: gone, stays: replace(by_id[stays], stands_for=(gone,))}
    sames = Sames({old: stays})
    network = replace(
        world.network,
        offers=tuple(changed.get(one.id, one) for one in world.network.offers),
        ties=joined(world.network.ties, sames),
    )
    return spread(world.case, sames), network


@st.composite
def merges(draw):
    world = draw(open_worlds().filter(lambda one: len(one.network.offers) > 1))
    ids = [one.id for one in world.network.offers]
    old = draw(st.sampled_from(ids))
    return world, old, draw(st.sampled_from([one for one in ids if one != old]))


def suggested(case, network):
    found = match(case, network, roads=roads_from)
    return {(one.need.code, one.need.holder, offer.id) for one in found.needs for offer in one.suggested}


def gates_of(case, network, only=None):
    """(need, offer) -> codes of the gates that are closed."""
    around = around_case(case, network)
    return {
        (need, offer.id): {
            reason.code for reason in closed_gates(situation(around, need, offer)) if only is None or reason.code in only
        }
        for need in case.needs
        for offer in network.offers
    }


@settings(max_examples=250)
@given(merges())
def test_nothing_is_suggested_after_a_merge_that_was_not_suggested_before(merge):
    world, old, stays = merge
    after = suggested(*after_merging(world, old, stays))
    assert after <= suggested(world.case, world.network)
    assert not any(offer == old for _, _, offer in after)


@settings(max_examples=250)
@given(merges())
def test_every_gate_that_was_closed_stays_closed_and_what_was_said_of_the_old_one_closes_the_other(merge):
    world, old, stays = merge
    before, after = gates_of(world.case, world.network), gates_of(*after_merging(world, old, stays))
    for (need, offer), closed in before.items():
        if offer != old:
            assert closed <= after[need, offer]
    for need in world.case.needs:
        assert before[need, old] & SAID <= after[need, stays]


@settings(max_examples=250)
@given(merges())
def test_no_field_is_released_after_a_merge_that_was_not_released_before_and_none_to_the_old_one(merge):
    world, old, stays = merge
    case, network = after_merging(world, old, stays)
    before, after = kept_apart(world.case, world.network), kept_apart(case, network)
    for offer in network.offers:
        released = disclose(case, offer, case.today, after).fields
        assert set(released) <= set(disclose(world.case, world.network.by_id[offer.id], case.today, before).fields)
        assert offer.id != old or not released


@settings(max_examples=250)
@given(merges())
def test_who_must_be_kept_apart_is_kept_apart_with_all_that_are_the_same(merge):
    world, old, stays = merge
    case, network = after_merging(world, old, stays)
    after = kept_apart(case, network)
    assert kept_apart(world.case, world.network).keys() <= after.keys()
    assert (old in after) == (stays in after)


@settings(max_examples=250)
@given(merges())
def test_nobody_introduces_because_another_entry_of_the_same_knows_the_client(merge):
    world, old, stays = merge
    case, network = after_merging(world, old, stays)
    serves = {one.offer for one in world.case.served if one.runs_on(case.today)}
    for road in roads_from(case, network, frozenset(kept_apart(case, network))).values():
        assert old not in road.nodes
        for node in road.nodes[1:-1]:
            offer = network.by_id.get(node)
            if offer is not None and offer.recipient_class in NETWORK_CLASSES and node not in serves:
                assert may_be_asked(offer, case.consents, case.today)


@settings(max_examples=150)
@given(merges())
def test_a_city_is_judged_over_columns_as_offer_by_offer_where_entries_were_merged(merge):
    case, network = after_merging(*merge)
    around = around_case(case, network, roads_from)
    fast, plain = (match(case, network, around=around, columns_from=size) for size in (0, 10**9))
    assert fast == plain


@settings(max_examples=100)
@given(merges(), st.sampled_from(OFFER_IDS))
def test_a_chain_of_merges_is_as_one(merge, third):
    """Merged into one that was merged on: the old ids all say what the last one says."""
    world, old, stays = merge
    others = [one.id for one in world.network.offers if one.id not in (old, stays)]
    if not others:
        return
    last = third if third in others else others[0]
    chain, flat = Sames({old: stays, stays: last}), Sames({old: last, stays: last})
    assert spread(world.case, chain) == spread(world.case, flat)
    assert joined(world.network.ties, chain) == joined(world.network.ties, flat)
