"""Two records weighed, a register searched: what is never proposed, what adds up. All places are invented."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resmap.dedupe import PROPOSE_FROM, NotComparable, Record, compare, find_pairs
from resmap.dedupe.model import EVIDENCE, FIELDS, MODEL
from resmap.scoring import Verdict

HOUSE = {"phone": "02-111-2345", "address": "서울특별시 은하구 별빛로 12", "sigungu": "은하구", "lat": 37.5, "lon": 127.0}
TEXT = st.one_of(st.none(), st.text(max_size=20), st.text(st.sampled_from("가나남여제12 AB()복지관경로당호점로길동구-,0"), max_size=20))
RECORDS = st.builds(
    lambda key, name, kind, phone, address, sigungu, point, organisation, number: Record(
        key, name or "", f"종류 {kind}" if kind else None, phone, address, sigungu, *point, organisation, number
    ),
    st.text(min_size=1, max_size=4), TEXT, TEXT, TEXT, TEXT, TEXT,
    st.one_of(st.just((None, None)), st.tuples(st.floats(33, 39), st.floats(124, 131))), TEXT, TEXT,
)  # fmt: skip


def place(key: str, name: str, **changed) -> Record:
    return Record(key, name, **{**HOUSE, **changed})


def test_one_place_written_in_two_ways_is_proposed():
    pair = compare(
        place("1", "시립별빛노인종합복지관", address="서울특별시 은하구 별빛로 12, 3층", phone="02)111-2345"),
        place("2", "별빛 노인복지관", address="은하구 별빛로 12 (별빛동)", phone="+82-2-111-2345"),
    )
    assert pair.propose and pair.score >= PROPOSE_FROM
    assert pair.model == MODEL.label


LOOK_ALIKES = [
    ("은하삼성A(남)", "은하삼성A(여)"),
    ("은하동할머니경로당", "은하동할아버지경로당"),
    ("해오름빵집 본점", "해오름빵집 분점"),
    ("해오름빵집 은하점", "해오름빵집 별빛점"),
    ("은하제1경로당", "은하제2경로당"),
    ("새솔요양원 1호점", "새솔요양원 2호점"),
    ("은하1동새솔(아)제2경로당", "은하1동새솔(아)제1경로당"),
    ("은하1동새솔(아)제1경로당", "은하1동새솔(아)제2경로당"),
    ("은하2차새솔 2단지", "은하2차새솔 1단지"),
    ("은하장애인복지관 경로식당", "은하노인복지관 경로식당"),
    ("은하현대1차아파트", "은하현대2차아파트"),
    ("새솔B동", "새솔C동"),
    ("별빛센터 본관", "별빛센터 별관"),
    ("남부별빛센터", "북부별빛센터"),
    ("은하마을(임대)경로당", "은하마을(분양)경로당"),
]


@pytest.mark.parametrize(("one", "other"), LOOK_ALIKES)
def test_look_alikes_of_one_house_and_one_telephone_are_never_proposed(one, other):
    pair = compare(place("1", one), place("2", other))
    assert not pair.propose
    assert any(line.factor == "which_one" and line.verdict is Verdict.AGAINST for line in pair.lines)
    assert find_pairs([place("1", one), place("2", other)]) == []


def test_what_tells_look_alikes_apart_outweighs_everything_else_together():
    rest = sum(max(factor.table) for factor in MODEL.factors if factor.name != "which_one")
    assert EVIDENCE["which_one"].table[5] + rest < PROPOSE_FROM


def test_a_second_number_of_a_place_that_has_one_is_not_proposed_by_its_name_and_house():
    assert not compare(place("1", "새솔요양원", phone=None), place("2", "새솔요양원 2호점", phone=None)).propose


def test_a_name_that_is_only_a_kind_joins_nothing():
    far = place("2", "주차장", address="서울특별시 은하구 새솔로 9", lat=37.51)
    assert not compare(place("1", "주차장"), far).propose


def test_sites_of_one_organisation_in_two_towns_are_two_places():
    who = {"organisation": "해오름복지재단"}
    other = place("2", "해오름장애인복지관", address="강원도 춘천시 은하로 1", sigungu="춘천시", lat=37.9, **who)
    assert not compare(place("1", "해오름장애인복지관", **who), other).propose


def test_two_services_of_one_house_are_two_resources():
    who = {"organisation": "사회복지법인 해오름", "organisation_number": "123-45-67890"}
    assert not compare(place("1", "별빛종합사회복지관", **who), place("2", "별빛데이케어센터", **who)).propose


def test_a_place_renamed_or_moved_is_still_proposed():
    assert compare(place("1", "별빛요양원"), place("2", "별빛요양원", address="은하구 새솔로 3", lat=37.52)).propose
    assert compare(place("1", "별빛나라요양원"), place("2", "별및나라요양원", phone="02-999-8888")).propose


def test_the_same_name_in_two_gus_is_two_places():
    assert not compare(
        Record("1", "사랑요양원", sigungu="은하구", address="은하구 별빛로 1"),
        Record("2", "사랑요양원", sigungu="별빛구", address="별빛구 은하로 1"),
    ).propose


def test_what_is_not_known_costs_and_is_said():
    pair = compare(Record("1", "별빛요양원"), place("2", "별빛요양원"))
    silent = [line for line in pair.lines if line.verdict is Verdict.UNKNOWN]
    assert {line.factor for line in silent} >= {"phone", "address", "distance"}
    assert all(line.points < 0 for line in silent)


@given(RECORDS, RECORDS)
def test_both_ways_are_one_and_the_score_is_the_sum_of_its_lines(a, b):
    one, other = compare(a, b), compare(b, a)
    assert (one.score, one.lines, one.propose) == (other.score, other.lines, other.propose)
    assert one.score == round(sum(line.points for line in one.lines), 1)
    assert [line.factor for line in one.lines] == [factor.name for factor in MODEL.factors]
    for line in one.lines:
        assert abs(line.points) <= line.of
        assert line.reason in EVIDENCE[line.factor].codes


@given(st.lists(RECORDS, max_size=6))
@settings(max_examples=60)
def test_a_list_gives_the_scores_of_comparing_and_every_pair_once(records):
    records = [Record(**{**{f: getattr(r, f) for f in r.__slots__}, "key": str(k)}) for k, r in enumerate(records)]
    by = {record.key: record for record in records}
    pairs = find_pairs(records, threshold=-200.0)
    assert len({frozenset((pair.a, pair.b)) for pair in pairs}) == len(pairs)
    for pair in pairs:
        assert pair.a != pair.b
        assert pair == compare(by[pair.a], by[pair.b])


def test_two_lists_are_joined_one_to_one():
    left = [place("a1", "별빛요양원"), place("a2", "별빛요양원", phone="02-111-9999")]
    right = [place("b1", "별빛요양원"), place("b2", "별빛요양원", phone="02-111-9999")]
    proposed = {(pair.a, pair.b) for pair in find_pairs(left, right, one_to_one=True) if pair.propose}
    assert proposed == {("a1", "b1"), ("a2", "b2")}
    assert len(find_pairs(left, right)) == 4


def test_a_register_searched_for_what_it_holds_finds_no_record_itself_and_no_pair_twice():
    register = [place("1", "별빛요양원"), place("2", "별빛 요양원")]
    assert [{pair.a, pair.b} for pair in find_pairs(register, register)] == [{"1", "2"}]


def test_keys_of_two_lists_of_different_origin_have_nothing_to_do_with_each_other():
    assert len(find_pairs([place("1", "별빛요양원")], [place("1", "별빛요양원")], one_to_one=True)) == 1


@pytest.mark.parametrize("kind", ["H1", "H1a", "h1_neighbour"])
def test_a_resident_is_never_compared(kind):
    with pytest.raises(NotComparable) as refused:
        Record("r7", "아무개", kind=kind)
    assert "아무개" not in str(refused.value)


def test_there_is_no_field_for_a_secret_place():
    assert not [name for name in Record.__slots__ if "secret" in name]
    with pytest.raises(NotComparable):
        Record("1", "쉼터", lat=37.5)


def test_every_comparison_has_its_evidence():
    assert {each.name for each in FIELDS} == set(EVIDENCE)
    for each in FIELDS:
        assert EVIDENCE[each.name].codes == each.codes
