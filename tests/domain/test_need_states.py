"""A need from proposal to its end: order, turns, what is only offered."""

from hypothesis import given
from hypothesis import strategies as st

from resmap.domain import taxonomy
from resmap.domain.need_states import (
    NEXT,
    STANDING,
    WANTS_WORDS,
    NeedState,
    offers_emergency,
    proposed_from_items,
    reordered,
)

CODES = [need.code for need in taxonomy.all_needs()]
ITEMS = [item.key for item in taxonomy.problem_items()]


@given(st.lists(st.integers(0, 30), unique=True, min_size=1, max_size=9).map(lambda ids: [str(one) for one in ids]), st.integers(-3, 15), st.data())
def test_an_order_gives_each_place_once(ids, place, data):
    moved = data.draw(st.sampled_from(ids))
    found = reordered(ids, moved, place)
    assert sorted(found) == sorted(ids)
    assert found.index(moved) == max(0, min(place - 1, len(ids) - 1))
    others = [one for one in ids if one != moved]
    assert [one for one in found if one != moved] == others


@given(st.sampled_from(CODES), st.integers(0, 4))
def test_only_a_crisis_of_life_and_limb_points_at_the_emergency_path(code, severity):
    wanted = severity == 4 and (code.startswith("SAF") or code in ("HLT22", "ECO16"))
    assert offers_emergency(code, severity) is wanted


@given(st.lists(st.sampled_from(ITEMS), max_size=10))
def test_ticked_items_propose_their_own_needs_and_life_and_limb_first(items):
    """R087: a need rests on the problems that suggest it."""
    found = proposed_from_items(items)
    assert {code for code, _ in found} == {code for key in items for code in taxonomy.problem_item(key).needs}
    safety = [taxonomy.need(code).safety for code, _ in found]
    assert safety == sorted(safety, reverse=True)
    for code, keys in found:
        assert keys and all(code in taxonomy.problem_item(key).needs and key in items for key in keys)


def test_no_turn_loses_a_need():
    """R089: put off and dropped come back, with the reason kept."""
    assert set(NEXT) == set(NeedState)
    for state in NeedState:
        assert NEXT[state], state
        assert state not in NEXT[state]
    assert all(NeedState.OPEN in NEXT[state] for state in set(NeedState) - {NeedState.OPEN})
    assert WANTS_WORDS == {NeedState.DEFERRED, NeedState.DROPPED}
    assert STANDING == {NeedState.PROPOSED, NeedState.OPEN}
