"""Plain values and back: nothing is lost on the way, and what is not of its type does not arrive."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resmap.domain.network import Network, Offer, Party, Tie
from resmap.formats.entries import Entry, RowProblem, Taken
from resmap.formats.sandbox import Refusal
from resmap.formats.sandbox.plain import NotPlain, from_plain, to_plain
from tests.formats.standards.made import offers

plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(1 << 63), (1 << 63) - 1) | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=12,
)


@given(offers(), st.dictionaries(st.text(max_size=5), plain, max_size=3))
def test_an_offer_comes_back_as_it_left(offer, extra):
    offer = replace(offer, extra=extra, stands_for=(replace(offer, name="다른 것"),))
    again = from_plain(Offer, to_plain(Offer, offer))
    assert again == offer and again.extra == extra


@given(offers(), st.text(max_size=5))
def test_a_row_comes_back_with_its_problems(offer, text):
    one = Taken(3, Entry(text, offer, None, 3, {"cost": text}), (RowProblem(3, text, "CODE", True, {"n": 1}),), True)
    assert from_plain(Taken, to_plain(Taken, one)) == one


@given(st.sampled_from([Taken, Offer, Party, Tie, Entry, Network]), plain)
def test_whatever_arrives_is_of_its_type_or_refused(kind, value):
    try:
        made = from_plain(kind, value)
    except NotPlain:
        return
    assert isinstance(made, kind)


@pytest.mark.parametrize(
    ("kind", "value"),
    [(int, True), (int, 1.0), (str, 1), (bool, 1), (date, "20260101x"), (tuple[str, ...], "ab"), (frozenset[str], ["a", 1])],
)
def test_a_value_of_another_type_is_refused(kind, value):
    with pytest.raises(NotPlain):
        from_plain(kind, value)


def test_what_a_file_says_freely_is_neither_too_deep_nor_too_large_a_number():
    deep: list = []
    for _ in range(200):
        deep = [deep]
    for value, rule in ((deep, "TOO_DEEP"), (10**30, "NOT_A_NUMBER")):
        with pytest.raises(Refusal) as refused:
            to_plain(dict, {"x": value})
        assert refused.value.rule == rule
