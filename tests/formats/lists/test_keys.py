"""Keys are made of name and place, stay over editions, and tell repeated rows from second ones."""

from hypothesis import given
from hypothesis import strategies as st

from resmap.formats.lists.keys import Seen, made_key

small = st.sampled_from("가나다")


@given(st.lists(st.tuples(small, small), max_size=12))
def test_every_different_row_gets_its_own_key_and_every_repeated_row_none(rows):
    seen, keys, known = Seen(), [], set()
    for name, rest in rows:
        key = seen.numbered(name, (name, rest))
        assert (key is None) == ((name, rest) in known)
        known.add((name, rest))
        keys += [key] if key else []
    assert len(set(keys)) == len(keys)


def test_a_key_of_the_list_is_taken_once():
    seen = Seen()
    assert [seen.again(key) for key in ("A1", "A2", "A1")] == [False, False, True]


def test_spelling_changes_no_key_and_another_place_does():
    one = made_key("가온 복지관", {"address": "광진구 능동로 1"})
    assert one == made_key("가온복지관", {"address": "광진구  능동로 1 "})
    assert one != made_key("가온복지관", {"address": "광진구 능동로 12"})
    assert made_key("가온", {"region": "경기 성남시"}) != made_key("가온", {"region": "경기 수원시"})
