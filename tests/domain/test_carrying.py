"""옮겨 적기: what was carried over, what changed since, and the office's own order of fields."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resmap.domain.carrying import FIELDS, Sheet, Standing, UnknownField, check_order, compare, order_of

texts = st.dictionaries(st.sampled_from(("day", "note", "method")), st.text(max_size=8))


@given(texts)
def test_what_was_just_carried_over_has_not_changed(now):
    assert compare(now, dict(now)).standing is Standing.CARRIED
    assert compare(now, None).standing is Standing.NEW


@given(texts, texts)
def test_every_field_that_differs_is_told_and_no_other(now, copied):
    told = compare(now, copied)
    assert set(told.changed) == {name for name in {*now, *copied} if (now.get(name) or "") != (copied.get(name) or "")}
    assert (told.standing is Standing.CHANGED) == bool(told.changed)


def test_an_office_sets_its_own_order_and_a_word_that_is_none_is_named():
    order = check_order({"need": ["words", "need", "words"]})
    assert order_of({"carry": order}, Sheet.NEED) == ("words", "need")
    assert order_of({"carry": order}, Sheet.CONTACT) == FIELDS[Sheet.CONTACT]
    for wrong, place in (({"nothing": []}, "nothing"), ({"need": ["diagnosis"]}, "need.diagnosis")):
        with pytest.raises(UnknownField) as refused:
            check_order(wrong)
        assert refused.value.place == place
