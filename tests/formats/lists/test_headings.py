"""Columns are recognised by what their headings mean and how their values look; what is personal is never read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resmap.formats.lists import fingerprint, recognise
from resmap.formats.lists.fields import FIELDS, SEVERAL
from resmap.formats.lists.heading_words import PERSONAL, WORDS
from resmap.words import has


def meant(heading, *values):
    """What a heading stands for, beside a name."""
    rows = [{"시설명": f"가온{n}센터", heading: value} for n, value in enumerate(values)]
    found = recognise(("시설명", heading), rows)
    return next((one.field for one in found.found if one.column == heading), None)


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("소재지도로명주소", "address"), ("도로명 주소", "address"), ("소재지(도로명)", "address"), ("시설 주소", "address"),
        ("주\n소", "address"), ("우편번호", None), ("위도", "lat"), ("위도(Y)", "lat"),
        ("경도", "lon"), ("X좌표", "x"), ("좌표정보(X)", "x"), ("엑스(X)좌표", "x"), ("전화번호", "phone"),
        ("전화번호(대표)", "phone"), ("관리기관 전화번호", "phone"), ("팩스번호", None), ("운영기관명", "organisation"),
        ("제공기관명", "provider"), ("제공기관코드", None), ("담당부서명", "department"), ("평일운영시작시각", "weekday_open"),
        ("토요일 운영 종료 시각", "saturday_close"), ("주말운영시작시각", "weekend_open"), ("공휴일운영종료시각", "holiday_close"),
        ("급식요일", "days"), ("급식시간", "hours"), ("휴관일", "closed_days"), ("급식대상", "target"), ("정원(명)", "capacity"),
        ("종사자정원", None), ("이용료(원)", "cost"), ("유료사용여부", "paid"), ("홈페이지주소", "website"), ("이메일", "email"),
        ("운영시작일자", "started_on"), ("운영종료일자", "ends_on"), ("영업상태명", "state"), ("데이터기준일자", "updated_on"),
        ("시군구명", "sigungu"), ("시도명", "sido"), ("읍면동", "dong"), ("시설종류명(시설유형)", "type"), ("업종", "type"),
        ("Phone Number", "phone"), ("address_1", "address"), ("Latitude", "lat"), ("opening hours", "hours"),
        ("지원 내용", "description"), ("신청 방법", "how_to_apply"), ("사업자등록번호", "organisation_number"),
        ("운영시간(토)", "saturday_hours"), ("이용시간(평일)", "weekday_hours"), ("종별코드명", "type"), ("개방장소명", "name_part"), ("영문명", "name_en"), ("연번", None), ("욕구코드", "needs"), ("비고", "description"),
    ],
)  # fmt: skip
def test_a_heading_is_known_in_spite_of_spacing_brackets_and_units(heading, field):
    assert meant(heading) == field


@pytest.mark.parametrize(
    "heading", ["시설명", "기관명", "급식소명칭", "경로당명", "경로당 명", "센터명", "단체명", "상호", "사업장명", "자원명", "Name", "서비스명"]
)
def test_the_name_has_many_names(heading):
    assert [one.field for one in recognise((heading, "주소")).found] == ["name", "address"]


@pytest.mark.parametrize(
    "heading", ["시설장명", "대표자", "대표자명", "성명", "원장", "회장 명", "담당자", "주민등록번호", "생년월일", "휴대폰 번호",
                "director", "Contact Person", "강사명", "계좌번호", "법인등록번호"],
)  # fmt: skip
def test_what_is_personal_is_known_in_order_never_to_be_read(heading):
    found = recognise(("시설명", heading, "주소"))
    assert found.personal == (heading,)
    assert heading not in {column for columns in found.columns.values() for column in columns}


def test_a_column_of_persons_is_no_name_whatever_it_is_called():
    rows = [{"이름": name, "주소": "서울특별시 광진구 능동로 1"} for name in ("김가온", "이나래", "박다솜", "최라온")]
    found = recognise(("이름", "주소"), rows)
    assert found.personal == ("이름",) and found.missing == ("name",) and not found.is_enough


def test_values_that_look_otherwise_speak_against_the_heading():
    assert meant("위도", "02-450-1234", "02-450-1235", "02-450-1236") is None
    assert meant("전화번호", "있음", "없음", "있음") is None
    assert meant("시군구", "자치구", "자치구") is None


def test_x_and_y_that_are_degrees_are_longitude_and_latitude():
    rows = [{"시설명": "가온", "X좌표": "127.08", "Y좌표": "37.54"}, {"시설명": "나래", "X좌표": "127.09", "Y좌표": "37.55"}]
    assert set(recognise(("시설명", "X좌표", "Y좌표"), rows).columns) == {"name", "lon", "lat"}


def test_values_alone_tell_under_a_heading_that_nobody_knows():
    assert meant("연결", "02-450-1234", "02-450-1235", "031-450-1236") == "phone"
    assert meant("연결", "010-4501-1234", "010-4502-1235", "010-4503-1236") is None


def test_a_number_of_the_row_is_no_key_and_a_code_is_one():
    assert meant("id", *map(str, range(1, 30))) is None
    assert meant("시설코드", *(f"A{n * 37}" for n in range(30))) == "key"
    assert meant("관리번호", *["7"] * 10) is None


def test_each_field_takes_the_column_that_fits_best():
    found = recognise(("시설명", "기관명", "관리기관전화번호", "전화번호"))
    assert found.columns["name"] == ("시설명",) and found.columns["phone"] == ("전화번호",)


def test_a_lot_address_stands_beside_a_road_address_or_in_its_place():
    assert recognise(("시설명", "소재지지번주소", "소재지도로명주소")).columns["address_lot"] == ("소재지지번주소",)
    assert recognise(("시설명", "소재지지번주소")).columns["address"] == ("소재지지번주소",)


def test_several_columns_may_describe():
    found = recognise(("시설명", "지원내용", "비고"))
    assert found.columns["description"] == ("지원내용", "비고")


def test_a_header_is_known_again_in_any_order_and_spacing():
    assert fingerprint(("시설명", "시설 주소")) == fingerprint(("시설주소", "시설명"))
    assert fingerprint(("시설명", "주소")) != fingerprint(("시설명", "전화"))
    assert len(fingerprint(())) == 64


@given(
    st.lists(st.text(max_size=12) | st.sampled_from(sorted(set.union(*(set(w.exact) for w in WORDS.values())))), max_size=9),
    st.lists(st.text(max_size=15), max_size=5),
)
def test_any_header_is_read_and_every_column_has_one_place(columns, values):
    columns = list(dict.fromkeys(columns))
    found = recognise(columns, [dict.fromkeys(columns, value) for value in values])
    placed = [*(one.column for one in found.found), *found.unknown, *found.personal, *found.ignored]
    assert sorted(placed) == sorted(columns)
    assert all(len(named) == 1 or field in SEVERAL for field, named in found.columns.items())
    assert all(0 < one.confidence <= 1 for one in found.found)


def test_no_word_of_a_field_is_a_persons():
    for field, words in WORDS.items():
        assert not words.exact & PERSONAL.exact, (field, words.exact & PERSONAL.exact)


def test_every_field_has_its_words():
    assert all(has(f"lists.field.{field}") for field in FIELDS)


def test_who_keeps_a_list_is_not_what_it_lists():
    columns = ("상호", "업종", "주소")
    rows = [{"상호": "고운빵집", "업종": "빵집", "주소": "자양로 1"}, {"상호": "은하식당", "업종": "식당", "주소": "자양로 3"}]
    for title in ("나눔가게 현황 (담당: 솔빛1동 주민센터)", "나눔가게 현황 담당: 솔빛1동 행정복지센터", "솔빛1동 주민센터 나눔가게"):
        assert recognise(columns, rows, titles=(title,)).list_of != "행정복지센터"


def test_the_field_names_of_the_data_portals_own_answers_are_known():
    columns = ("fcltyNm", "rdnmadr", "lnmadr", "phoneNumber", "latitude", "operInstitutionNm", "mlsvTrget", "__type")
    row = ("가온밥집", "서울특별시 광진구 능동로 1", "서울특별시 광진구 화양동 1", "02-450-1234", "37.54", "가온회", "노인", "x")
    found = recognise(columns, [dict(zip(columns, row, strict=True))])
    assert {one.column: one.field for one in found.found} == {
        "fcltyNm": "name", "rdnmadr": "address", "lnmadr": "address_lot", "phoneNumber": "phone", "latitude": "lat",
        "operInstitutionNm": "organisation", "mlsvTrget": "target",
    }  # fmt: skip
    assert found.ignored == ("__type",)
    benefit = recognise(("servId", "servNm", "servDgst", "jurMnofNm", "jurOrgNm", "rprsCtadr", "servDtlLink"))
    assert {"name", "description", "organisation", "department", "phone", "website"} <= set(benefit.columns)


def test_full_width_numbers_look_like_numbers():
    found = recognise(("전화번호", "시설명"), [{"전화번호": "０２－４５０－１２３４", "시설명": "가온"}])
    assert found.columns["phone"] == ("전화번호",)
