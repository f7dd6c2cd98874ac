"""Rows of lists that nobody explained become entries, with their evidence and what is odd about them."""

import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resmap.domain.cleaning.places import Places
from resmap.domain.codes import AreaLevel, OfferStatus
from resmap.domain.korean import fold
from resmap.domain.resident_number import contains_resident_number
from resmap.formats.lists import read_list, read_mapping, recognise
from resmap.formats.lists.served import cost
from resmap.formats.lists.texts import cell_with_resident_number, folded
from resmap.formats.problems import FormatError
from resmap.words import has
from tests.formats.lists.sheets import Sheet, read_all, read_by_headings

TODAY = date(2026, 11, 2)
GROUND = Places(
    sido="서울특별시",
    sigungu="광진구",
    dongs={"광진구": ("화양동", "자양1동", "자양2동", "능동")},
    legal={("광진구", "자양동"): ("자양1동", "자양2동")},
    dong_at=lambda lat, lon: ("광진구", "자양2동") if lat < 37.54 else ("광진구", "능동"),
    gu_at=lambda lat, lon: "광진구",
    gus_with_outline=frozenset({"광진구"}),
    approximate=False,
)
MEALS = ("시설명", "소재지도로명주소", "운영기관명", "전화번호", "급식대상", "급식시간", "급식요일", "운영종료일자", "위도", "경도")


def meal(name="가온밥집", address="서울특별시 광진구 능동로 1 (화양동)", by="가온밥집", phone="02-450-1234", who="65세 이상 저소득 노인",
         hours="중식(11:30~13:00)", days="월+수", ends="", lat="37.545", lon="127.07"):  # fmt: skip
    return (name, address, by, phone, who, hours, days, ends, lat, lon)


def one(*rows, columns=MEALS, **how):
    read = read_by_headings(columns, *(rows or (meal(),)), **({"today": TODAY} | how))
    return read.entries[0], read.codes


def test_a_meal_site_is_read_whole():
    entry, codes = one()
    offer, beyond = entry.offer, entry.beyond
    assert (offer.name, offer.kind, offer.needs) == ("가온밥집", "M31", ("DLY11",))
    assert offer.phone == "02-450-1234" and offer.place.point == (37.545, 127.07)
    assert offer.eligibility.age_min == 65 and "65세 이상" in offer.description
    assert beyond["schedules"] == [
        {"freq": "WEEKLY", "byday": "MO,WE", "opens_at": "11:30", "closes_at": "13:00", "description": "중식"}
    ]
    assert entry.cells["급식요일"] == "월+수" and not codes


def test_the_ages_of_a_mixed_group_bar_nobody():
    assert one(meal(who="60세 이상 노인, 노숙인"))[0].offer.eligibility.age_min is None


def test_what_has_ended_is_closed_and_told():
    entry, codes = one(meal(ends="2023-12-31"))
    assert entry.offer.status is OfferStatus.CLOSED and entry.beyond["ends_on"] == date(2023, 12, 31)
    assert codes["ENDED"] == 1
    assert one(meal(ends="2027-12-31"))[0].offer.status is OfferStatus.ACTIVE


def test_a_house_that_rests_says_so_where_its_hours_should_stand():
    entry, codes = one(meal(hours="코로나19로 임시운영중단", days=""))
    assert entry.offer.status is OfferStatus.PAUSED and codes == {"STATE_PAUSED": 1}


def test_a_dash_is_nothing_and_the_lot_address_tells_the_gu_that_the_road_address_leaves_out():
    columns = ("시설명", "소재지도로명주소", "소재지지번주소", "전화번호")
    dash, codes = one(("가온", "-", "서울특별시 광진구 화양동 1-2", "-"), columns=columns, places=GROUND)
    assert dash.offer.place.dong == "화양동" and dash.offer.phone is None and not codes["ADDRESS_MISSING"]
    half, codes = one(("가온", "능동로 1", "서울특별시 광진구 화양동 1-2", ""), columns=columns, places=GROUND)
    assert half.offer.place.sigungu == "광진구" and not codes["GU_UNKNOWN"]


def test_what_is_no_address_of_a_page_is_evidence_only():
    rows = ("가온", "광진구 능동로 1", "R4"), ("나래", "광진구 능동로 2", "www.narae.kr")
    entry, _ = one(*rows, columns=("시설명", "주소", "홈페이지"))
    assert "website" not in entry.beyond and entry.cells["홈페이지"] == "R4"


def test_a_room_to_book_may_be_called_a_place_to_rest_but_not_a_refuge():
    columns = ("개방시설명", "개방시설유형구분", "주소")
    rows = ("가온어린이쉼터", "기타", "광진구 능동로 1"), ("나래여성쉼터", "기타", "광진구 능동로 2")
    read = read_by_headings(columns, *rows)
    assert [entry.offer.location_secret for entry in read.entries] == [False, True]


def test_places_for_groups_are_told_apart():
    columns = ("시설명", "주소", "정원")
    rows = ("가온", "광진구 능동로 1", "남 20명, 여 15명"), ("나래", "광진구 능동로 2", "30명"), ("다솜", "광진구 능동로 3", "약 30")
    groups, one_number, unclear = read_by_headings(columns, *rows).entries
    assert groups.beyond["capacity_groups"] == [{"group": "남", "limit": 20}, {"group": "여", "limit": 15}]
    assert (one_number.offer.limit, unclear.offer.limit) == (30, None)


def test_a_phone_without_area_code_stays_as_it_is_written():
    entry, codes = one(meal(phone="450-1234"))
    assert entry.offer.phone == "450-1234" and codes["PHONE_AREA_PROPOSED"] == 1


def test_swapped_coordinates_are_proposed_and_not_taken():
    read = read_by_headings(MEALS, *(meal(name=f"집{n}", lat=f"37.54{n * n + 1}") for n in range(5)), meal(address="서울특별시 광진구 능동로 9", lat="127.07", lon="37.545"))
    assert read.entries[-1].offer.place.point is None
    (problem,) = [each for each in read.problems if each.code == "COORDINATE_SWAPPED"]
    assert problem.facts["proposed"] == [37.545, 127.07]


def test_metres_of_a_system_nobody_named_become_degrees():
    from resmap.formats.projections import from_wgs84

    points = [(37.53 + n / 997, 127.06 + n / 877) for n in range(30)]
    metres = [from_wgs84(5186, lat, lon) for lat, lon in points]
    ground = Places(
        sido="서울특별시",
        dongs={"광진구": ("능동",)},
        dong_at=lambda lat, lon: ("광진구", "능동") if 37.5 < lat < 37.6 and 127 < lon < 127.2 else None,
        gu_at=lambda lat, lon: "광진구" if 37.5 < lat < 37.6 and 127 < lon < 127.2 else None,
        gus_with_outline=frozenset({"광진구"}),
    )
    rows = [(f"집{n}", f"서울특별시 광진구 능동로 {n + 1}", f"{x:.3f}", f"{y:.3f}") for n, (x, y) in enumerate(metres)]
    read = read_by_headings(("시설명", "주소", "X좌표", "Y좌표"), *rows, places=ground)
    for entry, (lat, lon) in zip(read.entries, points, strict=True):
        assert entry.offer.place.point == pytest.approx((lat, lon), abs=1e-5)
    assert read.codes["COORDINATES_CONVERTED"] == 1


def test_the_dong_comes_from_the_point_where_the_address_leaves_it_open():
    entry, codes = one(meal(address="서울특별시 광진구 자양로 1 (자양동)", lat="37.535"), places=GROUND)
    assert entry.offer.place.dong == "자양2동" and not codes
    entry, codes = one(meal(address="서울특별시 광진구 자양로 1 (자양동)"), places=GROUND)
    assert entry.offer.place.dong is None and codes["DONG_AMBIGUOUS"] == 1


def test_the_same_gu_of_another_city_is_not_ours():
    rows = meal(), meal(name="나래", address="부산광역시 중구 구덕로 1"), meal(name="다솜", address="서울특별시 중구 퇴계로 1")
    read = read_by_headings(MEALS, *rows, gu="서울특별시 중구")
    assert [entry.offer.name for entry in read.entries] == ["다솜"] and read.left_out == 2


# Keys


def test_a_made_key_stays_when_anything_but_name_and_place_changes():
    before, after = one()[0], one(meal(phone="02-450-9999", hours="", ends="2027-01-01"))[0]
    assert before.key == after.key != one(meal(address="서울특별시 광진구 능동로 2"))[0].key


def test_two_rows_of_one_name_and_place_are_two_and_a_repeated_row_is_one():
    read = read_by_headings(MEALS, meal(), meal(hours="석식(17:00~18:00)"), meal())
    first, second = read.entries
    assert second.key == f"{first.key}-2"
    assert [each.code for each in read.problems if each.refused] == ["ROW_TWICE"]


# Organisations, types, needs


def test_a_corporation_is_not_the_unit_that_serves_but_an_office_is():
    run, _ = one(("가온복지관", "한빛복지재단", "광진구 능동로 1"), columns=("시설명", "법인명", "주소"))
    assert (run.offer.organization, run.offer.department, run.offer.extra["run_by"]) == ("가온복지관", None, "한빛복지재단")
    kept, _ = one(("가온체육관", "가온구청", "광진구 능동로 1"), columns=("시설명", "관리기관명", "주소"))
    assert (kept.offer.organization, kept.offer.department) == ("가온구청", "가온체육관")


def test_needs_of_an_unknown_type_are_proposed_and_never_set():
    read = read_by_headings(("시설명", "시설유형", "주소"), ("가온 아동 돌봄터", "돌봄터", "광진구 능동로 1"))
    (entry,) = read.entries
    assert entry.offer.needs == ()
    assert entry.beyond["proposed_needs"][0]["code"] == "FAM21"
    assert {"TYPE_NEW", "NEEDS_PROPOSED"} <= set(read.codes)


def test_names_of_a_list_of_halls_are_completed_and_the_cell_stays():
    read = read_by_headings(("경로당명", "주소"), ("청운", "광진구 능동로 1"), ("나래경로당", "광진구 능동로 2"))
    assert [entry.offer.name for entry in read.entries] == ["청운 경로당", "나래경로당"]
    assert read.entries[0].cells["경로당명"] == "청운"


def test_a_room_stands_behind_its_house_and_is_said_once():
    columns = ("개방시설명", "개방장소명", "개방시설유형구분", "주소", "평일운영시작시각", "평일운영종료시각", "유료사용여부", "사용료")
    read = read_by_headings(
        columns,
        ("가온센터", "2층 회의실", "회의실", "광진구 능동로 1", "09:00", "18:00", "N", ""),
        ("가온체육관", "체육관", "체육관", "광진구 능동로 1", "09:00", "18:00", "Y", "10000"),
    )
    room, hall = read.entries
    assert (room.offer.name, hall.offer.name) == ("가온센터 2층 회의실", "가온체육관")
    assert (room.offer.kind, room.beyond["cost"], hall.beyond["cost"]) == ("M5", "무료", "10,000원")
    assert hall.offer.needs == ("DLY21",) and "09:00~18:00" in hall.offer.hours


def test_benefits_have_a_kind_by_how_they_are_given():
    columns = ("서비스명", "지원형태", "지원내용", "소관기관명")
    rows = [("가온월세지원", "현금지급", "월세를 지원합니다", "가온부"), ("가온문화이용권", "전자바우처", "공연 관람", "가온부")]
    read = read_by_headings(columns, *rows, what="복지서비스목록.csv")
    assert [entry.offer.kind for entry in read.entries] == ["M11", "M13"]
    assert read.entries[0].offer.area.level is AreaLevel.NATION
    assert read.entries[0].beyond["proposed_needs"][0]["code"] == "ECO12"


# Refused, and never read


def test_missing_columns_are_named():
    mapping = read_mapping('format = "resmap-mapping/1"\nname = "x"\n[columns]\nname = "이름표"', "x")
    with pytest.raises(FormatError) as refused:
        read_list(Sheet(("시설명",), []), mapping, source="x")
    assert [problem.path for problem in refused.value.problems] == ["이름표"]


def test_coordinates_of_a_refuge_refuse_the_row():
    mapping = read_mapping(
        'format = "resmap-mapping/1"\nname = "x"\n[columns]\nkey = "k"\nname = "n"\ntype = "t"\naddress = "a"\n'
        'lat = "y"\nlon = "x"\n[types]\nrefuge = {kind = "M37", secret = true, needs = ["SAF11"]}\n'
        'centre = {kind = "M31", needs = ["SOC11"]}\n',
        "map.toml",
    )
    rows = [("1", "온", "refuge", "", "37.5", "127.1"), ("2", "온", "refuge", "", "", ""), ("3", "온", "centre", "", "37.5", "127.1"),
            ("4", "온", "centre", "", "12.1", "37.5")]  # fmt: skip
    read = read_all(Sheet(("k", "n", "t", "a", "y", "x"), rows), mapping)
    assert [problem.code for problem in read.problems if problem.refused] == ["SECRET_WITH_COORDINATES"]
    assert [entry.offer.place.point for entry in read.entries] == [None, (37.5, 127.1), None]
    assert "COORDINATE_OUT_OF_AREA" in read.codes


def test_whom_a_house_shelters_makes_it_secret_though_its_name_says_nothing():
    columns = ("시설명", "시설유형", "이용대상", "주소", "전화번호")
    read = read_by_headings(columns, ("온누리", "공동생활가정", "가정폭력 피해여성", "서울특별시 도봉구 해등로 11", "02-900-1234"))
    (entry,) = read.entries
    assert entry.offer.location_secret and "해등" not in repr(read.taken) and "900-1234" not in repr(read.taken)
    assert entry.offer.access_line == "129" and not entry.cells


def test_evidence_holds_no_column_that_is_not_read():
    read = read_by_headings(("시설명", "시설장", "주소", "기타사항란"), ("가온", "홍길동", "광진구 능동로 1", "홍길동 자택 옆"))
    assert "홍길동" not in repr(read.taken)


def test_a_corporations_number_is_dropped_where_a_residents_refuses_the_row():
    columns = ("시설명", "법인등록번호", "주소", "메모란")
    kept = read_by_headings(columns, ("가온", "110111-1234567", "광진구 능동로 1", ""))
    assert kept.entries and "110111" not in repr(kept.taken)
    refused = read_by_headings(columns, ("가온", "", "광진구 능동로 1", "800101-1234567"))
    assert not refused.entries and refused.codes["RESIDENT_NUMBER"] == 1


numbers = st.from_regex(r"(?a:[0-9]{6}[- ]{0,2}[1-8][0-9*]{6})", fullmatch=True)
cells = st.lists(st.text(max_size=20) | numbers | st.from_regex(r"(?a:[0-9*xX -]{0,20})", fullmatch=True), max_size=6)


@settings(max_examples=400)
@given(cells)
def test_one_look_at_a_row_finds_what_a_look_at_every_cell_finds(row):
    expected = next((place for place, text in enumerate(row) if contains_resident_number(text)), None)
    assert cell_with_resident_number(row) == expected


@given(st.text(max_size=30) | st.from_regex(r"[가-힣A-Za-z0-9 ()]{0,20}", fullmatch=True))
def test_the_quick_fold_folds_alike(text):
    assert folded(text) == fold(text)


# Whatever comes

HEADINGS = st.sampled_from(
    "시설명 시설유형 주소 지번주소 시군구 전화번호 위도 경도 X좌표 Y좌표 급식요일 급식시간 휴관일 평일시작시각 평일종료시각 정원 대상 "
    "지원내용 이용료 홈페이지 운영종료일자 영업상태명 설립일 관리번호 운영기관명 담당부서 시설장 제공기관명 행정동 아무거나".split()
)
VALUES = st.text(max_size=12) | st.sampled_from(
    ["서울특별시 광진구 능동로 1 (화양동)", "광진구", "37.5", "127.08", "206000.5", "02-450-1234", "월~금 09:00-18:00", "2023.06", "65세 이상",
     "폐업", "？？", "=1+1", "경로당", "여성쉼터", "성폭력상담소", "", "1e9", "없음"]
)  # fmt: skip


@st.composite
def tables(draw):
    columns = draw(st.lists(HEADINGS, min_size=1, max_size=8, unique=True))
    width = st.just(len(columns)) | st.integers(0, 9)
    rows = draw(st.lists(width.flatmap(lambda n: st.lists(VALUES, min_size=n, max_size=n)), max_size=6))
    return columns, rows


@settings(max_examples=150, deadline=None)
@given(tables())
def test_random_tables_are_read_without_a_stumble(table):
    columns, rows = table
    found = recognise(columns, Sheet(columns, rows).rows())
    if found.missing:
        return
    read = read_by_headings(columns, *rows, places=GROUND, today=TODAY)
    assert len(read.taken) == len(rows)
    assert len({entry.key for entry in read.entries}) == len(read.entries)
    for taken in read.taken:
        assert (taken.entry is None) == any(problem.refused for problem in taken.problems)


@settings(max_examples=60, deadline=None)
@given(tables(), st.randoms(use_true_random=False))
def test_the_order_of_the_columns_changes_no_entry(table, random):
    columns, rows = table
    rows = [row for row in rows if len(row) == len(columns)]
    order = list(range(len(columns)))
    random.shuffle(order)
    mapping = {"시설명": "name", "주소": "address", "시설유형": "type", "전화번호": "phone", "급식시간": "hours", "관리번호": "key"}
    told = "".join(f'{field} = "{heading}"\n' for heading, field in mapping.items() if heading in columns)
    if "시설명" not in columns:
        return
    said = read_mapping(f'format = "resmap-mapping/1"\nname = "x"\n[columns]\n{told}', "x")
    one = read_all(Sheet(columns, rows), said, today=TODAY)
    other = read_all(Sheet([columns[n] for n in order], [[row[n] for n in order] for row in rows]), said, today=TODAY)
    assert one.entries == other.entries


SECRETS = ["가정폭력 피해자 보호시설", "여성쉼터", "학대피해아동쉼터", "성매매피해상담소", "미혼모의 집", "청소년 일시보호소"]


@settings(max_examples=80, deadline=None)
@given(
    st.sampled_from(SECRETS),
    st.sampled_from(["도봉구 해등로 11 (창동)", "서울특별시 도봉구 해등로 11", "경기도 파주시 해등읍 해등로 11"]),
    st.sampled_from(["시설유형", "이용대상", "지원내용", "운영기관명"]),
    st.booleans(),
)
def test_a_secret_places_address_appears_in_nothing_that_is_taken(what, address, said_in, in_name):
    columns = ("시설명", said_in, "주소", "지번주소", "행정동", "전화번호", "홈페이지", "급식시간")
    name = f"온 {what}" if in_name else "온누리 쉼터"
    row = (name, "" if in_name else what, address, address, "창동", "02-900-1234", "http://haedeung.or.kr", "해등관 09:00")
    read = read_by_headings(columns, row, places=GROUND)
    assert all(entry.offer.location_secret for entry in read.entries)
    told = json.dumps([repr(read.taken)], ensure_ascii=False)
    assert not any(word in told for word in ("해등", "도봉", "창동", "파주", "900-1234", "haedeung"))


def test_every_problem_of_a_list_can_be_said():
    for code in ("ROW_TWICE", "TYPE_NEW", "NEEDS_PROPOSED", "COORDINATES_CONVERTED", "COORDINATE_SYSTEM_UNKNOWN"):
        assert has(f"lists.problem.{code}") and has(f"lists.kind.{code}")


ASKED = ("시설코드", "시설명", "시설종류", "소재지", "전화번호")
#: So many that the codes are plainly keys, although one stands twice.
OPEN = [(f"K{n}", f"가온복지관{n}", "복지관", f"능동로 {n}", "") for n in range(1, 31)]
REFUGE = ("늘봄여성쉼터", "여성쉼터", "능동로 77", "02-450-9999")


@pytest.mark.parametrize(
    ("columns", "rows", "code"),
    [
        (ASKED, [*OPEN, ("K1", *REFUGE)], "KEY_TWICE"),
        (ASKED, [*OPEN, ("", *REFUGE)], "CELL_EMPTY"),
        (ASKED, [*OPEN, ("K99", "", *REFUGE[1:])], "CELL_EMPTY"),
        (ASKED[1:], [REFUGE] * 2, "ROW_TWICE"),
        (ASKED, [*OPEN, ("K99", "다온복지관", "복지관", "능동로 1", "800101-1234567")], "RESIDENT_NUMBER"),
    ],
)
def test_a_row_that_is_refused_says_too_that_none_of_its_cells_may_be_repeated(columns, rows, code):
    refused = [problem for problem in read_by_headings(columns, *rows).problems if problem.refused]
    assert [(problem.code, problem.secret) for problem in refused] == [(code, True)]


def test_a_refused_row_of_an_open_house_may_be_shown():
    refused = [one for one in read_by_headings(ASKED, *OPEN, OPEN[0]).problems if one.refused]
    assert [(one.code, one.secret) for one in refused] == [("KEY_TWICE", False)]


def test_a_number_that_lacks_its_area_stays_as_it_is_written_where_nobody_knows_the_area():
    read = read_by_headings(("시설명", "전화번호", "시설종류"), ("가온밥집", "450-1234", "무료급식소"))
    assert read.entries[0].offer.phone == "450-1234" and "PHONE_AREA_MISSING" in read.codes


def test_a_name_is_completed_only_where_the_row_says_nothing_else():
    halls = [(f"나래{n}경로당", "경로당") for n in range(9)]
    read = read_by_headings(("시설명", "시설종류"), *halls, ("가온", "경로당"), ("가온밥집", "무료급식소"), ("다온", ""))
    assert [entry.offer.name for entry in read.entries[9:]] == ["가온 경로당", "가온밥집", "다온 경로당"]


def test_whether_it_costs_something_is_read_from_either_column():
    assert [cost("N", "N"), cost("", "N"), cost("Y", "N"), cost("Y", "유료"), cost("Y", "30000")] == [
        "무료", "무료", "유료", "유료", "30,000원",
    ]  # fmt: skip
