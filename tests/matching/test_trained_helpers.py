"""R043: a resident helper without a training that a task needs is not suggested for it, in either of the two speeds."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as some

from resmap.domain.codes import GateCode
from resmap.domain.training_tasks import Lacking
from resmap.matching.bundles import removers
from resmap.matching.engine import around_case
from resmap.matching.gates import GATES
from resmap.matching.situation import situation
from resmap.matching.telling import closed_gates
from resmap.scoring import Verdict
from tests.matching.test_columns import assert_same, both_ways
from tests.support.worlds import need, open_worlds, person, plain_case, plain_offer, plain_world


def judged(world, network, gate_code):
    """(need code, offer, what that gate finds) for every pair of the world."""
    (gate,) = [one for one in GATES if one.code == gate_code]
    around = around_case(world.case, network)
    for one in world.case.needs:
        for offer in network.by_need.get(one.code, ()):
            yield one.code, offer, gate.judge(situation(around, one, offer))


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
    for told in both_ways(world.case, network)[0].needs:
        assert not [one for one in told.suggested if one.missing_training(told.need.code)]
    for code, offer, found in judged(world, network, GateCode.TRAINING):
        missing = offer.missing_training(code)
        if missing:
            assert found.code == "TRAINING" and found.facts == {"training": list(missing)}
        else:
            assert found.verdict is Verdict.NEUTRAL  # another task of theirs stays as it was


@settings(max_examples=80)
@given(open_worlds(), LACKS)
def test_a_missing_training_never_changes_what_is_said_of_work_with_minors(world, lacks):
    with_lacks, without = (
        [found for *_, found in judged(world, network, GateCode.VET)]
        for network in (untrained(world.network, lacks), world.network)
    )
    assert with_lacks == without


def test_r043_to_let_a_missing_training_pass_lets_nobody_unvetted_to_a_child():
    neighbour = plain_offer(kind="H11", recipient_class="neighbour", needs=["EDU22"], vetted_for_minors=None)
    child = plain_case(household=[person(), person("c", age=9)], needs=[need("EDU22", holder="c")])
    world = plain_world(neighbour, case=child)
    network = untrained(world.network, [(("EDU22", ("observing",)),)])
    s = situation(around_case(world.case, network), world.case.needs[0], network.by_id["A"])
    assert {str(one.code) for one in closed_gates(s)} == {"VET", "TRAINING"}


def test_r043_who_lacks_the_training_of_going_along_is_not_named_to_come_along():
    """The task is to go along (DLY14), whatever the need is for which the household goes there."""
    clinic = plain_offer("A", needs=["HLT11"])
    neighbour = plain_offer("B", kind="H11", recipient_class="neighbour", needs=["DLY14"])
    agency = plain_offer("C", needs=["DLY14"])
    case = plain_case(needs=[need("HLT11")], hindered=[{"what": "alone", "value": None, "by": None}])
    world = plain_world(clinic, neighbour, agency, case=case)

    def come_along(*lacks) -> set[str]:
        network = untrained(world.network, [lacks])
        found = removers(around_case(world.case, network), world.case.needs[0], network)
        return {one.id for one in found["alone"]}

    assert come_along() == {"B", "C"}
    assert come_along(("DLY14", ("neighbour_care",))) == {"C"}  # an agency answers for its own people
