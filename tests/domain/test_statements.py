"""Problem, demand and need are kept apart (R085-R087)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resmap import words
from resmap.domain.statements import GROUNDS, NEVER_MATCHED, NeedFacts, NeedGap, StatementKind, matchable, need_gaps

K, G = StatementKind, NeedGap
SAID = {str(kind): kind for kind in K}


def need(**fields) -> NeedFacts:
    usual = {"holder": "m", "basis": ("problem",), "words": True, "reading": True, "confirmed_on": date(2026, 11, 2)}
    return NeedFacts(**{**usual, **fields})


def test_a_need_that_rests_on_a_problem_and_was_confirmed_lacks_nothing():
    assert need_gaps(need(), SAID) == ()


@pytest.mark.parametrize("kind", sorted(NEVER_MATCHED))
def test_a_demand_alone_is_no_need_and_is_never_matched(kind):
    assert need_gaps(need(basis=(kind,)), SAID) == (G.ONLY_DEMAND,)
    assert not matchable([kind])
    assert need_gaps(need(basis=(kind, "fact")), SAID) == ()


@given(st.lists(st.sampled_from(list(K))))
def test_only_problems_and_facts_ground_a_need(kinds):
    assert matchable(kinds) == bool(set(kinds) & GROUNDS)
    assert not GROUNDS & NEVER_MATCHED


@pytest.mark.parametrize(
    ("fields", "gap"),
    [
        ({"basis": ()}, G.BASIS),
        ({"basis": ("gone",)}, G.BASIS),
        ({"words": False}, G.OWN_WORDS),
        ({"reading": False}, G.READING),
        ({"holder": " "}, G.HOLDER),
        ({"confirmed_on": None}, G.CONFIRMED),
        ({"assessed_on": date(2026, 11, 3)}, G.CONFIRMED_EARLY),
    ],
)
def test_what_a_need_lacks_is_told(fields, gap):
    assert need_gaps(need(**fields), SAID) == (gap,)


def test_everything_has_its_words():
    for locale in ("ko", "en"):
        assert all(words.say(f"assessing.statement.{code}", locale) for code in K)
        assert all(words.say(f"assessing.need_gap.{code}", locale) for code in G)
