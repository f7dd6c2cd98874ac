"""A list of facilities: types become needs, addresses are read and never guessed at, refuges have no place."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resmap.domain import taxonomy
from resmap.domain.codes import AreaLevel
from resmap.formats.lists import builtin, builtin_for
from resmap.formats.lists.secrecy import is_secret
from tests.formats.lists.sheets import Sheet, read_all

COLUMNS = ("시설명", "시설코드", "시설종류명(시설유형)", "시설장명", "시군구명", "시설주소")
WELFARE = "(일반) 사회복지관"


def row(name="가온종합사회복지관", key="Z1", type=WELFARE, address="서울특별시 광진구 능동로 1 (화양동)", gu="광진구"):
    return (name, key, type, "홍길동", gu, address)


def read(*rows, **how):
    return read_all(Sheet(COLUMNS, rows), builtin("seoul"), **how)


def one(*args, **how):
    found = read(row(*args, **how))
    (entry,) = found.entries
    return entry, {problem.code: problem for problem in found.problems}


# The mapping


def test_the_mapping_is_found_by_the_columns():
    assert builtin_for(COLUMNS).name == "seoul"
    assert builtin_for(("이름", "주소")) is None


def test_every_type_of_the_mapping_names_known_kinds_and_needs():
    for facility_type in builtin("seoul").types.values():
        for each in (facility_type, *(refined for _, refined in facility_type.whens)):
            assert taxonomy.is_kind(each.kind)
            assert all(map(taxonomy.is_need, each.needs))


def test_nearly_every_type_answers_a_need():
    silent = {name for name, each in builtin("seoul").types.items() if not each.needs}
    assert len(builtin("seoul").types) >= 95
    assert all(
        any(word in name for word in ("교육훈련", "판매시설", "기타")) for name in silent
    ), silent


# Rows


def test_a_row_becomes_an_offer_of_its_gu_with_the_needs_of_its_type():
    entry, problems = one()
    offer = entry.offer
    assert (offer.id, offer.name, offer.kind) == ("Z1", "가온종합사회복지관", "M31")
    assert offer.needs[0] == "CASE_MGMT"
    assert (offer.area.level, offer.area.names) == (AreaLevel.SIGUNGU, {"광진구"})
    assert offer.place.dong == "화양동" and entry.address == "서울특별시 광진구 능동로 1 (화양동)"
    assert (offer.verified_on, offer.department) == (None, None)
    assert not problems


def test_a_directors_name_is_read_nowhere():
    entry, _ = one()
    assert "홍길동" not in repr(entry)


def test_a_home_care_centre_is_told_apart_by_its_name():
    care, _ = one(name="밝은데이케어센터", type="(노인) 재가노인복지시설")
    watch, _ = one(name="밝은재가노인지원서비스센터", type="(노인) 재가노인복지시설")
    assert care.offer.eligibility.requires == {"ltc_grade"} and care.offer.needs[0] == "FAM22"
    assert not watch.offer.eligibility.requires and watch.offer.needs[0] == "DLY16"


@pytest.mark.parametrize(
    ("broken", "code"),
    [
        (row(name="800101-1234567"), "RESIDENT_NUMBER"),
        (row(address="광진구 능동로 1 800101-1******"), "RESIDENT_NUMBER"),
        (row(name=""), "CELL_EMPTY"),
        (row(key=" "), "CELL_EMPTY"),
    ],
)
def test_a_row_that_cannot_be_taken_is_refused_and_the_rest_is_not(broken, code):
    found = read(broken, row(key="Z2"))
    assert [entry.key for entry in found.entries] == ["Z2"]
    (problem,) = [one for one in found.problems if one.refused]
    assert (problem.row, problem.code) == (2, code)
    assert "800101" not in repr(problem)


def test_a_resident_number_in_a_column_that_is_not_read_refuses_the_row_too():
    found = read(("가", "Z1", WELFARE, "8001011234567", "광진구", "광진구 능동로 1"))
    assert not found.entries and found.problems[0].column == "시설장명"


def test_the_same_key_twice_is_taken_once():
    found = read(row(), row(name="나래종합사회복지관"))
    assert [entry.offer.name for entry in found.entries] == ["가온종합사회복지관"]
    assert found.problems[0].code == "KEY_TWICE"


def test_only_the_gu_that_was_asked_for():
    found = read(row(), row(key="Z2", gu="강서구", address="서울특별시 강서구 화곡로 1"), gu="광진구")
    assert (found.rows, found.left_out, len(found.entries)) == (1, 1, 1)


def test_the_address_wins_over_the_column_and_that_is_told():
    found = read(row(address="서울특별시 강서구 강서로 5 (가양동)"), gu="광진구")
    assert not found.entries
    (problem,) = found.problems
    assert problem.code == "GU_CONTRADICTS_ADDRESS"
    assert problem.facts == {"said": "광진구", "address_says": "강서구"}


def test_a_house_outside_the_city_belongs_to_the_gu_that_lists_it():
    entry, problems = one(address="경기도 양평군 용문면 화전로 264")
    assert "OUTSIDE_SIDO" in problems
    assert entry.offer.area.names == {"광진구"} and entry.offer.place.sigungu == "양평군"
    assert entry.offer.place.dong is None


# Dong: drawn from the address, never guessed


@pytest.mark.parametrize(
    ("address", "dong", "code"),
    [
        ("서울특별시 광진구 능동로 1 (화양동)", "화양동", None),
        ("서울특별시 광진구 능동로 1 (자양동)", None, "DONG_AMBIGUOUS"),
        ("서울특별시 광진구 능동로 1(구의동 대림빌리지)", None, "DONG_AMBIGUOUS"),
        ("서울특별시 광진구 능동로 1 (3층)(군자동)", "군자동", None),
        ("서울특별시 광진구 중곡3동29-10", "중곡3동", None),
        ("서울특별시 광진구 중곡제3동 29-10", "중곡3동", None),
        ("서울특별시 광진구 능동로 1 (없는동)", None, "DONG_NOT_FOUND"),
        ("서울특별시 광진구 능동로 1", None, "DONG_NOT_TOLD"),
        ("서울특별시 광진구 능동로 1 106동 3호", None, "DONG_NOT_TOLD"),
    ],
)
def test_the_dong_is_taken_only_where_the_address_decides_it(address, dong, code):
    entry, problems = one(address=address)
    assert entry.offer.place.dong == dong
    assert set(problems) == ({code} if code else set())


# House numbers


def test_the_address_itself_is_not_changed():
    entry, problems = one(address="서울특별시 광진구 자양로 652층 (화양동)")
    assert entry.address == "서울특별시 광진구 자양로 652층 (화양동)"
    assert problems["FLOOR_GLUED"].facts["proposed"].endswith("자양로 65, 2층 (화양동)")


# Secret places

SECRET_TYPES = [
    "(아동) 학대피해아동쉼터", "(아동) 아동일시보호시설", "(청소년) 청소년쉼터", "(여성) 성매매피해상담소",
    "(여성) 자활지원센터", "(여성) 대안교육위탁기관", "(여성) 폭력피해이주여성그룹홈",
    "(여성) 폭력피해이주여성자활지원센터", "(한부모가족) 미혼모자가족복지시설(기본생활지원형)",
    "(한부모가족) 미혼모자가족복지시설(공동생활지원형)", "(한부모가족) 미혼모자가족복지시설(미혼모공동생활지원형)",
]  # fmt: skip

SECRET_BY_NAME = [
    ("(노인) 노인보호전문기관", "새봄학대피해노인전용쉼터"),
    ("(아동) 공동생활가정", "민들레쉼터"),
    ("(아동) 아동양육시설", "새봄영아일시보호소"),
    ("(장애인) 중증장애인거주시설", "쉼터"),
    ("(장애인) 장애인단기거주시설", "피해장애인쉼터 온"),
    ("(기타) 기타시설", "가정폭력 피해자 보호시설 온"),
    ("(기타) 기타시설", "위기임산부 지원센터"),
    ("(일반) 사회복지관", "해바라기센터"),
]

OPEN = [
    ("(노인) 재가노인복지시설", "강동구립쉼터데이케어센터"),
    ("(노인) 노인복지관", "느티나무쉼터"),
    ("(노숙인등) 노숙인자활시설", "가나안쉼터"),
    ("(여성) 가정폭력상담원교육훈련시설", "신학대학 부설 가정폭력상담원 교육훈련시설"),
    ("(장애인) 장애인주간보호시설", "민들레쉼터장애인주간보호시설"),
]


@pytest.mark.parametrize(("type", "name"), [*((each, "온마음") for each in SECRET_TYPES), *SECRET_BY_NAME])
def test_a_refuge_is_recognised_by_type_or_by_name_and_loses_its_place(type, name):
    entry, problems = one(
        name=name, type=type, key="A777", address="서울특별시 도봉구 해등로 11 2층 (창동)", gu="도봉구"
    )
    offer = entry.offer
    assert offer.location_secret and offer.access_line
    assert offer.place.point is None and (offer.place.dong, offer.place.sigungu, entry.address) == (None,) * 3
    assert offer.area.level is AreaLevel.SIDO
    told = json.dumps([repr(entry), *(repr(one) for one in problems.values())], ensure_ascii=False)
    assert not any(word in told for word in ("도봉", "창동", "해등", "A777"))


@pytest.mark.parametrize(("type", "name"), OPEN)
def test_an_open_house_keeps_its_place(type, name):
    entry, _ = one(name=name, type=type)
    assert not entry.offer.location_secret and entry.address


@pytest.mark.parametrize("name", ["도봉 새싹쉼터", "창동쉼터", "해등로쉼터", "서울 해등 쉼터"])
def test_a_name_that_tells_the_place_is_not_kept(name):
    entry, _ = one(
        name=name, type="(아동) 학대피해아동쉼터", address="서울특별시 도봉구 해등로 11 (창동)", gu="도봉구"
    )
    assert entry.offer.name.startswith("학대피해아동쉼터 (비공개 ")
    assert entry.offer.organization == entry.offer.name


def test_two_refuges_without_names_stay_two():
    rows = [row("도봉쉼터", f"A{n}", "(아동) 학대피해아동쉼터", "서울특별시 도봉구 해등로 1", "도봉구") for n in (1, 2)]
    first, second = read(*rows).entries
    assert first.offer.name != second.offer.name and first.key != second.key


@given(
    st.sampled_from([*SECRET_TYPES, *(type for type, _ in SECRET_BY_NAME)]),
    st.sampled_from(["피해자 쉼터", "가정폭력 보호시설", "아동쉼터", "성폭력 피해자 집", "미혼모의 집"]),
    st.text(alphabet="가나다라마바사 ", max_size=8),
    st.sampled_from(["광진구 능동로 1 (화양동)", "서울 중구 퇴계로 9", "", "경기도 파주시 문산읍 1"]),
)
def test_no_refuge_ever_keeps_a_place(type, name, more, address):
    assert is_secret(type, f"{more}{name}")
    found = read(row(name=f"{more}{name}", type=type, address=address))
    for entry in found.entries:
        assert entry.offer.location_secret
        assert entry.address is None and entry.offer.place.point is None and entry.offer.place.sigungu is None
