"""How needs are covered: by none, one or many, and who meets several (R008)."""

from hypothesis import given, settings

from resmap.matching.coverage import covered, several
from resmap.matching.engine import match
from tests.support.worlds import need, open_worlds, plain_case, plain_offer, plain_world


def answered(*offers: dict, **case):
    world = plain_world(*offers, case=plain_case(**case))
    return match(world.case, world.network)


TWO = [need("DLY11"), need("SOC11", priority=2), need("EDU22", priority=3)]


def test_r008_a_need_is_covered_by_none_one_or_many_of_what_is_linked_and_what_could_be():
    found = answered(plain_offer("A"), plain_offer("B"), plain_offer("C"), plain_offer("D", needs=["SOC11"]), needs=TWO)
    levels = {one.need[0]: (one.level, one.possible) for one in covered(found, {})}
    assert levels == {"DLY11": ("many", 3), "SOC11": ("one", 1), "EDU22": ("none", 0)}


def test_r008_what_is_in_use_or_under_way_counts_and_is_not_counted_twice():
    found = answered(
        plain_offer("A", needs=["DLY11"]),
        plain_offer("B", needs=["SOC11"]),
        needs=TWO,
        served=[{"offer": "A", "from": "2026-01-01", "to": None}],
    )
    meals, company, school = covered(found, {("SOC11", "m"): ["B"]})
    assert (meals.linked, meals.possible, meals.level) == (("A",), 0, "one")
    assert (company.linked, company.possible, company.level) == (("B",), 0, "one")
    assert school.level == "none"


def test_r008_an_offer_that_meets_several_needs_is_named_once_with_all_of_them():
    found = answered(
        plain_offer("A", needs=["DLY11", "SOC11"]),
        plain_offer("B", needs=["DLY11", "SOC11", "EDU22"]),
        plain_offer("C"),
        plain_offer("D", needs=["DLY11", "SOC11"], location_secret=True, access_line="1366"),
        needs=TWO,
    )
    named = [(offer, [code for code, _ in keys]) for offer, keys in several(found, {})]
    assert named == [("B", ["DLY11", "SOC11", "EDU22"]), ("A", ["DLY11", "SOC11"])]


@settings(max_examples=80)
@given(open_worlds())
def test_what_covers_several_needs_is_suggested_or_in_use_for_each_of_them(world):
    found = match(world.case, world.network)
    here = {(one.need.code, one.need.holder): {o.id for o in (*one.suggested, *one.existing)} for one in found.needs}
    for offer, keys in several(found, {}):
        assert len({code for code, _ in keys}) > 1 and all(offer in here[key] for key in keys)
        assert offer not in world.network.secret_ids
