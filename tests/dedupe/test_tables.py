"""Tables of any kind: fields by their headings, points estimated without truth. All people are invented."""

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resmap.dedupe.headings import Meaning, meanings
from resmap.dedupe.tables import Row, find_in_tables
from resmap.scoring import Verdict

COLUMNS = ("given_name", "surname", "street_number", "address_1", "suburb", "postcode", "date_of_birth")
GIVEN = "ada bela cyra dorin elva fenn gilda hesper ilka joris kaya lomi mirna nils ovida perin".split()
FAMILY = "arkwell bremmer castov dunlop ebersby falken gorsky hartnell isberg jaromin keswick".split()
STREETS = "elm road|oak street|mill lane|station avenue|river walk|castle hill|garden row|high street".split("|")
TOWNS = "aldham brixley corfield dunmere eastwold farleigh".split()


def person(number: int, chance: random.Random) -> dict[str, str]:
    return {
        "given_name": chance.choice(GIVEN),
        "surname": chance.choice(FAMILY) + chance.choice(["", "son", "ley"]),
        "street_number": str(chance.randint(1, 200)),
        "address_1": chance.choice(STREETS),
        "suburb": chance.choice(TOWNS),
        "postcode": str(chance.randint(2000, 2100)),
        "date_of_birth": f"19{chance.randint(20, 99)}{chance.randint(1, 12):02}{chance.randint(1, 28):02}",
    }


def slip(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text))
    return text[:at] + chance.choice("abcdefgh123456789") + text[at + 1 :]


def two_lists(size: int = 300, seed: int = 5) -> tuple[list[Row], list[Row]]:
    chance = random.Random(seed)
    people = [person(number, chance) for number in range(size)]
    left = [Row(f"a{k}", each) for k, each in enumerate(people)]
    right = []
    for k, each in enumerate(people[: size // 2]):
        changed = dict(each)
        for column in chance.sample(COLUMNS, 2):
            changed[column] = chance.choice([slip(changed[column], chance), ""])
        if k % 10 == 0:
            changed["given_name"], changed["surname"] = changed["surname"], changed["given_name"]
        right.append(Row(f"b{k}", changed))
    return left, right + [Row(f"b{k}", person(k, chance)) for k in range(size // 2, size)]


KNOWN = meanings(COLUMNS)


def test_headings_say_what_columns_mean():
    assert KNOWN["surname"] is Meaning.FAMILY_NAME
    assert meanings([" Phone Number", "시설명", "시설종류명(시설유형)", "등급"]) == {
        " Phone Number": Meaning.PHONE,
        "시설명": Meaning.NAME,
        "시설종류명(시설유형)": Meaning.KIND,
    }


def test_a_second_column_of_the_same_meaning_says_nothing_new():
    assert list(meanings(["시설종류명", "시설종류상세명", "address_1", "address_2"])) == [
        "시설종류명", "address_1", "address_2",
    ]  # fmt: skip


def test_people_are_found_again_in_another_list_without_truth():
    left, right = two_lists()
    found = {(pair.a, pair.b) for pair in find_in_tables(left, right, KNOWN) if pair.propose}
    truth = {(f"a{k}", f"b{k}") for k in range(150)}
    assert len(found & truth) >= 0.97 * len(truth)
    assert len(found - truth) <= 0.03 * len(truth)


def test_doubles_within_one_list_are_found():
    left, right = two_lists()
    found = {frozenset((pair.a, pair.b)) for pair in find_in_tables(left + right, None, KNOWN) if pair.propose}
    truth = {frozenset((f"a{k}", f"b{k}")) for k in range(150)}
    assert len(found & truth) >= 0.95 * len(truth)
    assert len(found - truth) <= 0.05 * len(truth)


def test_every_score_is_the_sum_of_its_lines_and_says_how_rare_doubles_are():
    left, right = two_lists(120)
    pairs = find_in_tables(left, right, KNOWN, threshold=-10.0)
    assert pairs == sorted(pairs, key=lambda each: -each.score)
    for pair in pairs:
        assert pair.score == round(sum(line.points for line in pair.lines), 1)
        assert pair.lines[0].factor == "doubles_are_rare" and pair.lines[0].verdict is Verdict.AGAINST
        assert {line.factor for line in pair.lines[1:]} == set(COLUMNS)
        assert all(line.points < 0 for line in pair.lines if line.verdict is Verdict.UNKNOWN)
        assert all(abs(line.points) <= line.of for line in pair.lines)


def test_a_rare_surname_says_more_than_a_common_one():
    chance = random.Random(3)
    left = [Row(str(k), person(k, chance) | {"surname": "castov" if k % 3 else FAMILY[k % 11] + "x"}) for k in range(200)]
    right = [Row(f"b{k}", left[k].cells | {"postcode": ""}) for k in range(60)]
    by = {pair.a: pair for pair in find_in_tables(left, right, KNOWN)}
    points = {
        left[int(key)].cells["surname"]: next(line.points for line in pair.lines if line.factor == "surname")
        for key, pair in by.items()
    }
    assert min(points[name] for name in points if name != "castov") > points["castov"]


def test_the_same_lists_give_the_same_pairs():
    left, right = two_lists(100)
    assert find_in_tables(left, right, KNOWN) == find_in_tables(left, right, KNOWN)


def test_two_lists_are_joined_one_to_one():
    left, right = two_lists(100)
    proposed = [pair for pair in find_in_tables(left, right + [Row("again", right[0].cells)], KNOWN) if pair.propose]
    assert len({pair.a for pair in proposed}) == len({pair.b for pair in proposed}) == len(proposed)


CELLS = st.fixed_dictionaries({c: st.one_of(st.just(""), st.text(max_size=8), st.sampled_from(["ada", "12", "elm rd"])) for c in COLUMNS})


@given(st.lists(CELLS, max_size=12), st.lists(CELLS, max_size=12), st.booleans())
@settings(max_examples=40)
def test_no_text_makes_it_fail(left, right, two):
    rows = [Row(f"a{k}", cells) for k, cells in enumerate(left)]
    others = [Row(f"b{k}", cells) for k, cells in enumerate(right)] if two else None
    for pair in find_in_tables(rows, others, KNOWN, threshold=-100.0):
        assert np.isfinite(pair.score)


@pytest.mark.parametrize("rows", [[], [Row("1", {})], [Row("1", {"surname": ""}), Row("2", {"surname": ""})]])
def test_nothing_to_compare_is_no_pair(rows):
    assert find_in_tables(rows, None, KNOWN) == []
    assert find_in_tables(rows, rows, KNOWN) == []
    assert find_in_tables(rows, rows, {}) == []
