"""``resmap duplicates``: the document of the contract, from invented files."""

import json

import pytest

from resmap.dedupe.model import FIELDS
from resmap.dedupe.table_fields import _BY_MEANING
from resmap.flows.duplicate_files import FormatError, find
from resmap.words import has
from resmap.words.duplicates import pair_lines, refused_lines

PLACES = """시설명,시설종류,전화번호,시군구명,시설주소
별빛노인복지관,노인복지관,02-111-2345,은하구,서울특별시 은하구 별빛로 12
(사)해오름 별빛 노인종합복지관,노인복지관,02)111-2345,은하구,은하구 별빛로 12 (별빛동)
은하삼성A(남)경로당,경로당,,은하구,은하구 새솔로 3
은하삼성A(여)경로당,경로당,,은하구,은하구 새솔로 3
이웃 아무개,H1,010-1234-5678,은하구,은하구 새솔로 3
이웃 아무개,H1,010-1234-5678,은하구,은하구 새솔로 3
"""


@pytest.fixture
def write(tmp_path):
    def write(name: str, text: str, encoding: str = "utf-8"):
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return write


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949"])
def test_pairs_of_one_file_are_keyed_by_line_where_no_key_is_given(write, encoding):
    found = find(write("list.csv", PLACES, encoding))
    assert [(pair["a"], pair["b"]) for pair in found["pairs"]] == [("2", "3")]
    pair = found["pairs"][0]
    assert pair["propose"] is True
    assert pair["score"] == round(sum(line["points"] for line in pair["lines"]), 1)
    json.dumps(found, ensure_ascii=False)


def test_residents_are_not_compared_and_not_told(write):
    found = find(write("list.csv", PLACES), doubtful=True)
    assert "아무개" not in json.dumps(found, ensure_ascii=False)
    assert not {"6", "7"} & {pair[side] for pair in found["pairs"] for side in ("a", "b")}


def test_doubtful_pairs_are_listed_only_when_asked_for(write):
    text = PLACES + "별빛 노인복지관,노인복지관,,은하구,\n"
    assert all(pair["propose"] for pair in find(write("list.csv", text))["pairs"])
    assert any(not pair["propose"] for pair in find(write("list.csv", text), doubtful=True)["pairs"])


@pytest.mark.parametrize("header", ["rid", "rec_id", "id", "_id"])
def test_the_row_key_is_the_first_known_heading(write, header):
    lines = [f"{header if k == 0 else f'k{k}'},{line}" for k, line in enumerate(PLACES.splitlines()[:3])]
    assert [(p["a"], p["b"]) for p in find(write("list.csv", "\n".join(lines)))["pairs"]] == [("k1", "k2")]


def test_two_lists_are_joined(write):
    rows = PLACES.splitlines()
    found = find(write("a.csv", "\n".join(rows[:2])), write("b.csv", "\n".join([rows[0], rows[2], rows[3]])))
    assert [(pair["a"], pair["b"]) for pair in found["pairs"]] == [("2", "2")]
    assert found["records"] == [1, 2]


def test_a_mapping_says_what_headings_do_not(write):
    text = PLACES.replace("시설명,시설종류,전화번호,시군구명,시설주소", "가,나,다,라,마")
    listed = write("list.csv", text)
    with pytest.raises(FormatError) as refused:
        find(listed)
    assert refused.value.problems[0].rule == "NOTHING_TO_COMPARE"
    mapping = write(
        "map.toml",
        'format = "resmap-duplicates/1"\n[columns]\n"가" = "name"\n"나" = "kind"\n"다" = "phone"\n"마" = "address"\n',
    )
    assert [(pair["a"], pair["b"]) for pair in find(listed, mapping=mapping)["pairs"]] == [("2", "3")]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("= 1", "NOT_TOML"),
        ('format = "other"\n[columns]', "FORMAT"),
        ('format = "resmap-duplicates/1"', "MISSING"),
        ('format = "resmap-duplicates/1"\n[columns]\n"a" = "nonsense"', "MEANING_UNKNOWN"),
        ('format = "resmap-duplicates/1"\n[columns]\n"a" = 3', "MEANING_UNKNOWN"),
    ],
)
def test_a_mapping_that_breaks_a_rule_is_refused(write, text, rule):
    with pytest.raises(FormatError) as refused:
        find(write("list.csv", PLACES), mapping=write("map.toml", text))
    assert rule in {problem.rule for problem in refused.value.problems}


def test_an_entry_that_stands_twice_under_its_own_number_is_a_double(write):
    rows = PLACES.splitlines()[:2]
    text = f"id,{rows[0]}\nk1,{rows[1]}\nk1,{rows[1]}\n,{rows[1]}\n"
    found = find(write("list.csv", text))
    assert {pair[side] for pair in found["pairs"] for side in ("a", "b")} == {"k1", "k1#3", "4"}


def test_every_refusal_of_its_own_is_one_sentence(write):
    for text, mapping in (("가,나\n1,2\n", None), (PLACES, "= 1"), (PLACES, 'format = "x"\nkey = 3')):
        with pytest.raises(FormatError) as refused:
            find(write("list.csv", text), mapping=write("map.toml", mapping) if mapping else None)
        for locale in ("ko", "en"):
            told = list(refused_lines(refused.value.what, refused.value.problems, locale))
            assert len(told) == 1 + len(refused.value.problems)


def test_the_terminal_tells_pairs_and_why(write):
    for locale in ("ko", "en"):
        told = list(pair_lines(find(write("list.csv", PLACES), locale=locale), locale))
        assert any(line.startswith("2 = 3") for line in told)
        assert any("+10.0" in line for line in told)


def test_every_code_of_a_line_can_be_said():
    codes = {code for each in FIELDS for code in each.codes}
    codes |= {code for made in _BY_MEANING.values() for code in made("x").codes} | {"doubles_are_rare"}
    assert not [code for code in sorted(codes) if not has(f"dedupe.line.{code}")]
