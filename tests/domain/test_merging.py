"""Which entries are one, which of them stays, and what it takes over."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resmap.domain import merging
from resmap.domain.case import Case, CaseTie, Client, Declined, Served
from resmap.domain.codes import PairVerdict, Stage, TieKind
from resmap.domain.merging import BOTH, BadChoice, Judgement, Standing, edge
from resmap.domain.network import Place, Tie
from resmap.domain.sames import Sames
from resmap.domain.standing_in import joined, spread

SAME, DIFFERENT, UNSURE, UNDONE = PairVerdict.SAME, PairVerdict.DIFFERENT, PairVerdict.UNSURE, PairVerdict.UNDONE


def judged(*said):
    """The words of judgements given in order, as (one, other, verdict)."""
    return merging.words(Judgement(f"{at:04d}", edge(a, b), verdict) for at, (a, b, verdict) in enumerate(said))


# Judgements


def test_the_last_word_on_a_pair_counts_and_an_undone_one_says_nothing():
    said = judged(("a", "b", SAME), ("b", "a", DIFFERENT), ("c", "d", SAME), ("c", "d", UNDONE))
    assert {pair: one.verdict for pair, one in said.items()} == {("a", "b"): DIFFERENT}


def test_an_entry_is_no_pair_with_itself():
    with pytest.raises(ValueError):
        edge("a", "a")


def test_what_is_the_same_as_the_same_is_the_same():
    found = merging.clusters(judged(("a", "b", SAME), ("b", "c", SAME), ("x", "y", UNSURE)))
    assert found == dict.fromkeys("abc", frozenset("abc"))


def test_a_different_inside_is_told_as_a_contradiction():
    said = judged(("a", "b", SAME), ("a", "c", DIFFERENT))
    assert merging.contradictions(said) == ()
    assert merging.contradictions(said, ("b", "c")) == (("a", "c"),)


def test_who_differs_from_one_differs_from_all_that_are_the_same():
    apart = merging.known_apart(judged(("a", "b", SAME), ("b", "c", DIFFERENT), ("c", "d", SAME)))
    assert apart == {("a", "c"), ("a", "d"), ("b", "c"), ("b", "d")}


_verdicts = st.sampled_from(list(PairVerdict))
_said = st.lists(st.tuples(st.sampled_from("abcde"), st.sampled_from("abcde"), _verdicts).filter(lambda s: s[0] != s[1]))


@given(_said)
def test_clusters_part_the_entries_whatever_was_said(said):
    found = merging.clusters(judged(*said))
    for one, together in found.items():
        assert one in together and len(together) > 1
        assert all(found[other] == together for other in together)


@given(_said)
def test_no_pair_is_known_apart_and_one_unless_that_is_told(said):
    words = judged(*said)
    inside = {edge(a, b) for a, together in merging.clusters(words).items() for b in together if a != b}
    assert bool(inside & merging.known_apart(words)) == bool(merging.contradictions(words))


# Which stays


def test_the_verified_entry_stays_then_the_richer_then_the_older():
    assert merging.canonical([Standing("a", False, 9), Standing("b", True, 1)]) == "b"
    assert merging.canonical([Standing("a", True, 1), Standing("b", True, 2)]) == "b"
    assert merging.canonical([Standing("b", True, 2), Standing("a", True, 2)]) == "a"


# What it takes over


def entry(**fields):
    empty = dict.fromkeys(merging.CHOSEN)
    lists = dict.fromkeys(("needs", "requires", "excludes", "welcomes", "tags", "area_names"), ())
    return empty | lists | {"name": "밝은 식당"} | fields


def taken(stays, goes, **chosen):
    return merging.takes_over(stays, goes, chosen, stays_id="s", goes_id="g")


def test_what_is_empty_is_filled_and_what_stands_stays():
    stays = entry(hours="9-18", public_phone=None, needs=("DLY11",))
    goes = entry(hours="10-17", public_phone="02-000-0000", needs=("SOC11",), name="밝은식당")
    assert taken(stays, goes) == {"public_phone": "02-000-0000"}


def test_a_person_chooses_a_value_or_keeps_both_of_a_list():
    stays = entry(hours="9-18", needs=("DLY11",))
    goes = entry(hours="10-17", schedules=[{"dtstart": "x"}], needs=("SOC11", "DLY11"))
    assert taken(stays, goes, hours="g", needs=BOTH) == {
        "hours": "10-17",
        "schedules": [{"dtstart": "x"}],
        "needs": ("DLY11", "SOC11"),
    }


@pytest.mark.parametrize("choice", [{"hours": BOTH}, {"hours": "somebody"}, {"review": "g"}, {"location_secret": "g"}])
def test_a_choice_that_is_none_is_refused(choice):
    with pytest.raises(BadChoice):
        taken(entry(), entry(), **choice)


def test_a_place_is_never_put_together_from_two():
    stays = entry(dong="가온동", sigungu="솔빛구")
    assert taken(stays, entry(dong="나래동", address="나래길 1", lat=37.5, lon=127.0)) == {}
    assert taken(stays, entry(dong="가온동", address="가온길 1", lat=37.5, lon=127.0)) == {
        "address": "가온길 1",
        "lat": 37.5,
        "lon": 127.0,
    }


def test_what_would_let_more_people_in_is_not_taken_unasked():
    goes = entry(access_line="1366", places_left=5, age_max=90, vetted_for_minors=True, needs=("SAF11",), status="active")
    assert taken(entry(), goes) == {}


def test_a_warning_and_who_is_unfit_for_minors_come_along():
    assert taken(entry(), entry(tags=("alcohol",), vetted_for_minors=False)) == {
        "tags": ("alcohol",),
        "vetted_for_minors": False,
    }


# Ids that mean the same


def test_an_old_id_leads_to_the_end_of_a_chain_and_a_circle_ends():
    sames = Sames({"a": "b", "b": "c"})
    assert sames.standing("a") == "c" and sames.of("b") == ("a", "b", "c") and sames.of("x") == ("x",)
    assert Sames({"a": "b", "b": "a"}).standing("a") in {"a", "b"}


def test_served_and_declined_count_for_all_that_are_the_same():
    case = _case(
        served=(Served("old", date(2026, 1, 1)),), declined=(Declined("new", "m"),), ties=(CaseTie("client", "old", TieKind.FRIEND),)
    )
    found = spread(case, Sames({"old": "new"}))
    assert {(one.offer, one.through) for one in found.served} == {("old", None), ("new", "old")}
    assert {(one.offer, one.by) for one in found.declined} == {("old", "m"), ("new", "m")}
    assert [(one.source, one.target) for one in found.ties] == [("client", "new")]


def test_a_case_that_names_nothing_merged_stays_as_it_is():
    case = _case(served=(Served("a"),))
    assert spread(case, Sames()) is case
    assert spread(case, Sames({"x": "y"})) == case


def test_ties_of_the_merged_are_ties_of_the_one_that_stands():
    ties = (
        Tie("old", "p", TieKind.TRUSTS, strength=0.9),
        Tie("new", "p", TieKind.TRUSTS, both_ways=True, strength=0.2),
        Tie("p", "old", TieKind.CONFLICT),
        Tie("old", "new", TieKind.FRIEND),
    )
    assert joined(ties, Sames({"old": "new"})) == (
        Tie("new", "p", TieKind.TRUSTS, both_ways=True, strength=0.9),
        Tie("p", "new", TieKind.CONFLICT),
    )


def _case(**fields) -> Case:
    client = Client(Place(), ())
    return Case("c", date(2026, 11, 2), Stage.PLANNING, client, (), **fields)
