"""The header is found under titles and notes, its lines are joined, and rows that are no entries are told."""

import pytest

from resmap.formats.tables import open_table
from tests.formats.tables.files import HEADER, ROWS, workbook


def table(text: str):
    return open_table(text.encode(), "list.csv")


def names(found) -> list[str]:
    return [next(iter(row.cells.values())) for row in found.rows()]


def test_a_header_in_the_first_row_is_found():
    assert table("시설명,주소\n가온,능동로\n").header_row == 1


def test_titles_notes_and_blank_rows_above_the_header_are_titles():
    found = table(
        "2026년 경로당 현황,,,\n,,,(단위: 명)\n※ 작성방법 1. 이름은 정식 명칭 2. 주소는 도로명,,,\n\n"
        "연번,경로당명,주소,회원수\n1,가온,능동로 1,20\n2,나래,자양로 2,30\n"
    )
    assert found.columns == ("연번", "경로당명", "주소", "회원수") and found.header_row == 5
    assert found.titles[0] == "2026년 경로당 현황" and len(found.titles) == 3
    assert [row.number for row in found.rows()] == [6, 7]


def test_line_breaks_and_blanks_in_a_heading_become_one_blank():
    assert table('"경로당\n개설일",주   소\n1989.06,능동로\n').columns == ("경로당 개설일", "주 소")


def test_a_second_line_under_a_heading_is_joined_to_it():
    found = table("연번,시설명,좌표,,비고\n,,위도,경도,\n1,가온,37.5,127.1,\n2,나래,37.6,127.2,말\n")
    assert found.columns == ("연번", "시설명", "좌표 위도", "좌표 경도", "비고")
    assert names(found) == ["1", "2"]


def test_a_line_of_groups_above_the_headings_is_joined_to_them():
    found = table(",,좌표,,\n연번,시설명,위도,경도,비고\n1,가온,37.5,127.1,\n2,나래,37.6,127.2,말\n")
    assert found.columns == ("연번", "시설명", "좌표 위도", "좌표 경도", "비고") and names(found) == ["1", "2"]


def test_merged_cells_say_how_far_a_heading_reaches():
    rows = [
        ["동네 자원 현황"], ["연번", "시설명", "좌표", "", "운영", ""], ["", "", "위도", "경도", "요일", "시간"],
        [1, "가온", 37.5, 127.25, "월", "9시"], [2, "나래", 37.6, 127.5, "화", "10시"],
    ]  # fmt: skip
    merged = [
        ("목록", 0, 0, 0, 5, "동네 자원 현황"), ("목록", 1, 0, 2, 0, "연번"), ("목록", 1, 1, 2, 1, "시설명"),
        ("목록", 1, 2, 1, 3, "좌표"), ("목록", 1, 4, 1, 5, "운영"),
    ]  # fmt: skip
    found = open_table(workbook({"목록": rows}, merge=merged), "x")
    assert found.columns == ("연번", "시설명", "좌표 위도", "좌표 경도", "운영 요일", "운영 시간")
    assert found.titles == ("동네 자원 현황",) and [row.number for row in found.rows()] == [4, 5]


def test_a_row_of_data_under_the_header_is_never_swallowed_by_it():
    found = table("시설명,담당,비고\n가온복지관,,방문\n나래센터,이하나,\n")
    assert names(found) == ["가온복지관", "나래센터"]


def test_headings_that_repeat_are_made_distinct_and_told():
    found = table("이름,전화,전화,전화\n가온,1,2,3\n")
    assert found.columns == ("이름", "전화", "전화 (2)", "전화 (3)")
    assert [note.facts["heading"] for note in found.notes] == ["전화", "전화"]


def test_a_distinct_name_never_meets_a_name_that_is_there():
    assert len(set(table("전화,전화 (2),전화,이름\n1,2,3,가온\n").columns)) == 4


def test_a_column_without_a_name_is_called_by_its_letter_if_it_holds_anything():
    found = table("이름,,전화,\n가온,위층,1,\n")
    assert found.columns == ("이름", "B열", "전화")


def test_a_table_without_a_header_gets_letters_and_loses_no_row():
    found = table("가온복지관,광진구 능동로 1,02-111-2222\n나래센터,광진구 자양로 2,02-111-3333\n")
    assert found.columns == ("A열", "B열", "C열") and found.header_row == 0 and found.count == 2
    assert [note.code for note in found.notes] == ["NO_HEADER"]


@pytest.mark.parametrize("sums", ["합계,,,50", "계,2개소,,50", "총 계,,,", "소계,,,\"1,050\"", ",합  계,,50", "Total,,,50"])
def test_rows_of_sums_are_left_out_and_told(sums):
    found = table(f"동,이름,주소,회원수\n자양,가온,능동로 1,20\n{sums}\n자양,나래,자양로 2,30\n")
    assert [row.number for row in found.rows()] == [2, 4]
    assert [(note.code, note.row) for note in found.notes] == [("SUM_LEFT_OUT", 3)]


@pytest.mark.parametrize("name", ["계림복지관,,,", "합계동 경로당,,,3", "계,자양로 2,02-1,4", "총회의실,,,"])
def test_an_entry_that_begins_like_a_sum_stays(name):
    assert table(f"이름,주소,전화,인원\n가온,능동로 1,02-1,3\n{name}\n").count == 2


@pytest.mark.parametrize("note", ["※ 7월 기준", "출처: 구청 누리집", "비고) 방문 전 전화", "- 이하 여백 -", "* 자료 제공: 동"])
def test_remarks_alone_in_their_row_are_left_out_and_told(note):
    found = table(f"이름,주소,전화\n가온,능동로 1,02-1\n{note},,\n")
    assert found.count == 1 and [one.code for one in found.notes] == ["NOTE_LEFT_OUT"]


def test_a_remark_that_could_be_an_entry_stays():
    assert table("이름,주소,전화\n가온,능동로 1,02-1\n출처: 나래,자양로 2,\n나래센터,,\n").count == 3


def test_a_header_that_is_repeated_in_the_list_is_left_out():
    found = table("이름,주소\n가온,능동로 1\n이름,주소\n나래,자양로 2\n")
    assert names(found) == ["가온", "나래"] and [note.code for note in found.notes] == ["HEADER_REPEATED"]


def test_an_example_right_under_the_header_is_left_out():
    found = table("연번,이름,주소\n(예시),가온복지관,능동로 1\n1,나래,자양로 2\n2,다솜,뚝섬로 3\n")
    assert names(found) == ["1", "2"] and found.notes[0].code == "EXAMPLE_LEFT_OUT"


def test_what_is_to_be_filled_in_right_under_the_header_is_left_out():
    found = table("이름,주소,전화\n(필수),(필수),(선택)\n나래,자양로 2,02-1\n")
    assert names(found) == ["나래"] and found.notes[0].code == "EXAMPLE_LEFT_OUT"


def test_headings_nobody_knows_are_kept_over_names_that_sound_like_headings():
    found = table("아침,점심,저녁\n가온복지시설,나래기관 담당,다솜지역단체\n라온시설,마루기관,바름단체\n")
    assert found.columns == ("아침", "점심", "저녁") and found.count == 2


def test_a_title_row_of_several_cells_is_no_header():
    found = table("동네 자원 목록,,,작성자: 이하나,작성일: 2026.11.22,\n이름,주소,전화,요일,시간,비고\n가온,능동로 1,02-1,월,9시,\n")
    assert found.columns == ("이름", "주소", "전화", "요일", "시간", "비고")


def test_a_table_may_begin_right_of_the_edge():
    found = table(",,연번,이름,주소\n,,1,가온,능동로\n,,2,나래,자양로\n")
    assert found.columns == ("연번", "이름", "주소") and names(found) == ["1", "2"]


def test_codes_of_columns_right_under_the_header_are_left_out():
    found = table("시설명,주소,전화번호\nFCLTY_NM,RDNM_ADR,TEL_NO\n나래,자양로 2,02-1\n다솜,뚝섬로 3,02-2\n")
    assert names(found) == ["나래", "다솜"] and found.notes[0].code == "CODES_LEFT_OUT"


def test_a_header_alone_is_a_table_without_rows():
    found = table(",".join(HEADER))
    assert found.columns == HEADER and found.count == 0 and list(found.rows()) == []


def test_english_headings_are_found_under_a_title():
    found = table("Free meals near you,,\nname,street_address,phone\nGaon,12 River St,1\nNarae,9 Hill Rd,2\n")
    assert found.columns == ("name", "street_address", "phone") and found.titles == ("Free meals near you",)


def test_a_header_of_years_is_a_header():
    assert table("구분,2024,2025\n가온,3,4\n나래,5,6\n").columns == ("구분", "2024", "2025")


def test_the_sheet_of_the_shortest_list_of_all_is_read():
    assert open_table(workbook({"목록": [HEADER, ROWS[0]]}), "x").count == 1


def test_every_note_can_be_said_in_both_languages():
    from resmap.words.tables import note_sentence

    text = "이름,전화,전화,,층,비고\n" + "".join(f"가{i},{i},{i},위,1,\n" for i in range(8))
    found = [
        *table(text + "나,9,9,위,2\n합계,,,,,\n※ 말,,,,,\n이름,전화,전화,,층,비고\n").notes,
        *table("가온복지관,광진구 능동로 1,02-111-2222\n").notes,
    ]
    codes = {note.code for note in found}
    assert codes == {
        "HEADING_TWICE", "COLUMN_UNNAMED", "ROWS_PADDED", "SUM_LEFT_OUT", "NOTE_LEFT_OUT", "HEADER_REPEATED", "NO_HEADER",
    }  # fmt: skip
    for note in found:
        assert note_sentence(note, "ko") and note_sentence(note, "en")
