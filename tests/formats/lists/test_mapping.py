"""What a list means, said in TOML: read whole or refused with the place, written as it is read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resmap.domain import taxonomy
from resmap.formats.lists import FIELDS, SEVERAL, Mapping, builtin, read_mapping, to_toml
from resmap.formats.lists.type_words import list_of
from resmap.formats.lists.types import known_type, known_types
from resmap.formats.problems import FormatError
from tests.formats.lists.sheets import Sheet, read_all

COLUMNS = 'key = "k"\nname = "n"\ntype = "t"\naddress = "a"'


def document(rest="", columns=COLUMNS):
    return f'format = "resmap-mapping/1"\nname = "x"\n[columns]\n{columns}\n{rest}'


@pytest.mark.parametrize(
    ("broken", "path"),
    [
        ('format = "other/1"', "$.format"),
        ('format = "resmap-mapping/1"\nname = "x"', "$.columns"),
        (document("[types]", 'key = "k"'), "$.columns.name"),
        (document("", 'name = "n"\ncolour = "c"'), "$.columns.colour"),
        (document("", "name = 3"), "$.columns.name"),
        (document("", 'name = ["n", "m"]'), "$.columns.name"),
        (document('[types]\nT = {kind = "Z9"}'), "$.types[1].kind"),
        (document("[types]\nT = {kind = 3}"), "$.types[1].kind"),
        (document('[types]\nT = {kind = "M31", needs = ["XXX99"]}'), "$.types[1].needs"),
        (document('[types]\nT = {kind = "M31", needs = [3]}'), "$.types[1].needs"),
        (document('[types]\nT = {kind = "M31", age_min = "old"}'), "$.types[1].age_min"),
        (document('[types]\nT = {kind = "M31", age_min = true}'), "$.types[1].age_min"),
        (document('[types]\nT = {kind = "M31", colour = 1}'), "$.types[1].colour"),
        (document('[types]\nT = {kind = "M31", when = [{name = "("}]}'), "$.types[1].when[1].name"),
        (document('[types]\nT = {kind = "M31", when = [{name = "x", kind = "Z"}]}'), "$.types[1].when[1].kind"),
        (document('[types]\nT = {kind = "M31", when = 3}'), "$.types[1].when"),
        (document('[types]\nT = {kind = "M31", recipient_class = "king"}'), "$.types[1].recipient_class"),
        (document('types = "all"'), "$.columns.types"),
        (document("[list]\nof = 3"), "$.list.of"),
        (document('[list]\nneeds = ["SOC11"]'), "$.list.kind"),
    ],
)
def test_a_broken_mapping_is_refused_with_the_place(broken, path):
    with pytest.raises(FormatError) as refused:
        read_mapping(broken.encode(), "map.toml")
    assert path in [problem.path for problem in refused.value.problems]


def test_what_is_no_toml_is_refused():
    with pytest.raises(FormatError) as refused:
        read_mapping(b"a = = b", "map.toml")
    assert refused.value.problems[0].rule == "NOT_TOML"


def test_only_the_name_is_needed():
    assert read_mapping(document("", 'name = "n"').encode(), "x").columns == {"name": ("n",)}


def test_seouls_knowledge_survives_being_written_and_read():
    seoul = builtin("seoul")
    again = read_mapping(to_toml(seoul), "seoul")
    assert repr(again) == repr(seoul)


text = st.text(min_size=1, max_size=12)
columns = st.dictionaries(st.sampled_from(sorted(set(FIELDS) - SEVERAL - {"name"})), st.tuples(text), max_size=6)


@given(columns, st.tuples(text), st.lists(text, min_size=1, max_size=3).map(tuple), text, st.none() | text)
def test_every_mapping_is_read_as_it_was_written(columns, name, descriptions, source, of):
    mapping = Mapping("x", source, {"name": name, "description": descriptions} | columns, list_of=of)
    assert read_mapping(to_toml(mapping).encode(), "x") == mapping


def test_a_list_without_types_says_once_what_all_of_it_is():
    mapping = read_mapping(document('[list]\nkind = "H22"\nneeds = ["ECO11"]', 'name = "n"\naddress = "a"'), "x")
    (entry,) = read_all(Sheet(("n", "a"), [("한아름반찬", "서울특별시 광진구 능동로 1")]), mapping).entries
    assert (entry.offer.kind, entry.offer.needs, entry.offer.recipient_class) == ("H22", ("ECO11",), "shop")


# What usual types offer


def test_every_builtin_type_names_known_kinds_and_needs():
    for each in known_types().values():
        assert taxonomy.is_kind(each.kind) and all(map(taxonomy.is_need, each.needs))


@pytest.mark.parametrize(
    ("said", "need"),
    [
        ("경로당", "DLY21"), ("노인여가복지시설(경로당)", "DLY21"), ("(노인) 경로식당", "DLY11"), ("지역아동센터", "FAM21"),
        ("노인요양시설", "FAM22"), ("체육관", "DLY21"), ("장애인 복지관", "HLT14"), ("(아동) 지역아동센터", "FAM21"),
    ],
)  # fmt: skip
def test_a_type_is_known_by_its_name_or_its_word(said, need):
    assert known_type(said).needs[0] == need


@pytest.mark.parametrize("said", ["", "기타", "공동생활가정", "구립", "가" * 100])
def test_a_type_that_says_too_little_is_not_known(said):
    assert known_type(said) is None


@pytest.mark.parametrize(
    ("how", "told"),
    [
        (dict(columns=("시설명", "급식요일")), "무료급식소"),
        (dict(columns=("경로당명", "주소")), "경로당"),
        (dict(columns=("이름",), titles=("2026년 경로당 현황",)), "경로당"),
        (dict(columns=("이름",), what="seoul_gyeongrodang_2020.csv"), "경로당"),
        (dict(columns=("시설명",), names=["가온장애인복지관", "나래장애인복지관", "다솜관"]), "장애인복지관"),
        (dict(columns=("시설명",), names=["가온장애인복지관", "나래경로당", "다솜관"]), None),
        (dict(columns=("시설명", "주소")), None),
    ],
)
def test_what_a_whole_list_is_of_is_told_by_title_headings_or_most_names(how, told):
    assert list_of(**{"names": (), **how}) == told
