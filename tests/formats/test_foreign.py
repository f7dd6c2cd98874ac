"""A list from abroad is told once; a Korean one never is."""

from hypothesis import given
from hypothesis import strategies as st

from resmap.formats.foreign import DOUBTS, is_foreign, told_once
from resmap.words import has
from tests.formats.lists.sheets import read_by_headings

COLUMNS = ("name", "address", "phone", "latitude", "longitude", "type")
ABROAD = tuple((f"Pier {n} Pantry", f"{n} Mole St.", "(415) 555-0100", "37.77", "-122.41", "pantry") for n in range(1, 12))
KOREAN = ("가온밥집", "서울특별시 광진구 능동로 1", "02-450-1234", "37.545", "127.07", "무료급식소")
ENGLISH = ("Gaon Pantry", "1 Neungdong-ro, Gwangjin-gu, Seoul", "02-450-1234", "37.545", "127.07", "pantry")


def codes(taken):
    return [note.code for one in taken for note in one.problems]


def test_a_list_from_abroad_is_told_at_its_first_row_and_never_again():
    read = read_by_headings(COLUMNS, *ABROAD)
    assert is_foreign(read.taken)
    once = list(told_once(read.taken))
    assert codes(once).count("LIST_NOT_KOREAN") == 1 and once[0].problems[0].code == "LIST_NOT_KOREAN"
    assert not DOUBTS & set(codes(once))
    assert [one.entry for one in once] == [one.entry for one in read.taken]
    assert once[0].entry.offer.phone == "(415) 555-0100" and once[0].entry.address == "1 Mole St."


@given(st.lists(st.sampled_from([*ABROAD]), max_size=6), st.sampled_from([KOREAN, ENGLISH]), st.integers(0, 6))
def test_one_korean_row_among_the_first_keeps_every_doubt(abroad, korean, place):
    rows = [*abroad[:place], korean, *abroad[place:]]
    read = read_by_headings(COLUMNS, *rows)
    assert list(told_once(read.taken)) == list(read.taken)


def test_a_korean_list_whose_addresses_are_broken_is_not_from_abroad():
    rows = [(f"가온{n}", "어딘가", "123", "", "", "무료급식소") for n in range(9)]
    assert not is_foreign(read_by_headings(COLUMNS, *rows).taken) and not is_foreign(())


def test_it_can_be_said():
    assert has("lists.problem.LIST_NOT_KOREAN") and has("lists.kind.LIST_NOT_KOREAN")
