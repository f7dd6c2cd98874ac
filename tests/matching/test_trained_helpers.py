"""R043: a resident helper without a training that a task needs is not suggested for it, in either of the two speeds."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as some

from resmap.domain.training_tasks import Lacking
from resmap.matching.engine import around_case
from resmap.matching.gates import GATES
from resmap.matching.situation import situation
from tests.matching.test_columns import assert_same, both_ways
from tests.support.worlds import open_worlds


def vetting(world, network):
    """(need code, offer, what the gate VET finds) for every pair of the world."""
    (gate,) = [one for one in GATES if one.code == "VET"]
    around = around_case(world.case, network)
    for need in world.case.needs:
        for offer in network.by_need.get(need.code, ()):
            yield need.code, offer, gate.judge(situation(around, need, offer))


def untrained(network, lacks):
    """The network with trainings missing: ``lacks`` by position of the offer."""
    offers = tuple(
        replace(offer, lacks_training=tuple(Lacking(code, topics) for code, topics in lacks[number % len(lacks)] if code in offer.needs))
        for number, offer in enumerate(network.offers)
    )
    return replace(network, offers=offers)


LACKS = some.lists(
    some.dictionaries(
        some.sampled_from(["DLY11", "DLY16", "SOC13", "EDU22", "HLT12"]),
        some.lists(some.sampled_from(["secrecy", "observing"]), min_size=1, max_size=2, unique=True).map(tuple),
    ).map(lambda found: tuple(found.items())),
    min_size=1,
    max_size=3,
)


@settings(max_examples=80)
@given(open_worlds(), LACKS)
def test_both_ways_judge_a_missing_training_alike(world, lacks):
    network = untrained(world.network, lacks)
    over_columns, one_by_one = both_ways(world.case, network)
    assert_same(over_columns, one_by_one)


@settings(max_examples=80)
@given(open_worlds(), LACKS)
def test_nobody_is_suggested_for_a_task_whose_training_they_lack_and_the_reason_names_it(world, lacks):
    network = untrained(world.network, lacks)
    for need in both_ways(world.case, network)[0].needs:
        assert not [one for one in need.suggested if one.missing_training(need.need.code)]
    before = vetting(world, world.network)  # two needs may share a code and differ in whose they are
    for (code, offer, found), (_, _, former) in zip(vetting(world, network), before, strict=True):
        missing = offer.missing_training(code)
        if not missing:
            assert found == former  # another task of theirs stays as it was
        else:
            assert found.code == "VET" and found.facts["training"] == list(missing)
