"""Separated text: read as it was written; a row that cannot be read is named and not used."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resmap.formats.problems import FormatError
from resmap.formats.tables import open_pasted, open_table
from tests.formats.tables.files import ROWS, csv_bytes

TABLE = "이름,코드,주소\n가온복지관,A1,광진구 능동로 1\n나래센터,A2,\n"


def rows_of(raw: bytes) -> list[list[str] | str]:
    """The cells of each row; the fault of a row that cannot be used."""
    return [list(row.cells.values()) if row.cells is not None else row.fault for row in open_table(raw, "x").rows()]


def rule_of(raw: bytes) -> tuple[str, str]:
    with pytest.raises(FormatError) as refused:
        open_table(raw, "list.csv")
    (problem,) = refused.value.problems
    return problem.rule, problem.path


@pytest.mark.parametrize(
    ("encoding", "said"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("cp949", "cp949"), ("euc-kr", "cp949"), ("utf-16", "utf-16")],
)
def test_korean_encodings_are_told_apart_by_decoding(encoding, said):
    table = open_table(TABLE.encode(encoding), "list.csv")
    assert (table.encoding, table.format) == (said, "csv")
    assert table.columns == ("이름", "코드", "주소")
    assert [row.cells["이름"] for row in table.rows()] == ["가온복지관", "나래센터"]


def test_a_syllable_that_only_cp949_has_is_read():
    assert rows_of("이름,코드\n뷁센터,A1\n".encode("cp949")) == [["뷁센터", "A1"]]


def test_western_text_is_read_as_such_and_said_to_be():
    table = open_table("name,phone\nCaf\xe9 Uno,1\nCaf\xe9 Dos,2\n".encode("cp1252"), "x")
    assert table.encoding == "cp1252" and [note.code for note in table.notes] == ["WESTERN_TEXT"]
    assert next(table.rows()).cells["name"] == "Café Uno"


def test_a_row_with_a_byte_that_is_no_letter_is_refused_by_number_and_the_others_are_read():
    good = "이름,주소\n" + "".join(f"가온{i},능동로\n" for i in range(60))
    raw = good.encode("cp949") + b"\xfe\xfd\xfc\xff,b\n" + "나래,자양로\n".encode("cp949")
    found = list(open_table(raw, "x").rows())
    assert [(row.number, row.fault) for row in found if row.cells is None] == [(62, "UNREADABLE_BYTES")]
    assert found[-1].cells == {"이름": "나래", "주소": "자양로"}


def test_a_null_byte_in_a_row_refuses_that_row():
    raw = ("이름,주소\n" + "".join(f"가온복지관{i},능동로{i}\n" for i in range(90))).encode() + b"a\x00,b\n"
    assert rows_of(raw)[-1] == "UNREADABLE_BYTES"


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_the_delimiter_is_the_one_that_cuts_the_rows_evenly(delimiter):
    raw = f'이름{delimiter}"코드, 또는; 번호"{delimiter}주소\n가{delimiter}"나, 다"{delimiter}라\n'.encode()
    table = open_table(raw, "list.csv")
    assert table.columns == ("이름", "코드, 또는; 번호", "주소")


def test_a_title_with_commas_does_not_decide_the_delimiter():
    raw = "복지관, 경로당, 쉼터 현황\n이름\t주소\t전화\n가\t나\t1\n다\t라\t2\n".encode()
    assert open_table(raw, "x").columns == ("이름", "주소", "전화")


def test_excels_own_line_about_the_separator_is_followed():
    assert rows_of(b"sep=;\r\nname;phone\r\na, b;1\r\n") == [["a, b", "1"]]


def test_blanks_between_separator_and_quote_do_not_break_the_quotes():
    assert rows_of(b'"name", "phone"\n"a, b",  "1"\n') == [["a, b", "1"]]


def test_rows_are_numbered_as_a_spreadsheet_numbers_them():
    found = open_table(b"name,b\n1,2\n\n3,4\n", "x").rows()
    assert [(row.number, row.cells["name"]) for row in found] == [(2, "1"), (4, "3")]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end_ends_a_line_also_inside_quotes(end):
    raw = end.join(["name,b", '"x', 'y",2', "3,4", ""]).encode()
    assert rows_of(raw) == [[f"x{end}y", "2"], ["3", "4"]]


def test_line_ends_may_be_mixed_and_the_end_mark_of_dos_may_follow():
    assert rows_of(b"name,b\r\n1,2\r3,4\n5,6\r\n\x1a") == [["1", "2"], ["3", "4"], ["5", "6"]]


def test_a_row_of_another_length_has_no_cells():
    assert rows_of(b"name,b\n1,2\n1,2,3\n1\n5,6\n7,8\n") == [["1", "2"], "ROW_LENGTH", "ROW_LENGTH", ["5", "6"], ["7", "8"]]


def test_empty_cells_beyond_the_header_are_nothing():
    assert rows_of(b"name,b,,\n1,2,,,,\n3,4\n") == [["1", "2"], ["3", "4"]]


def test_a_row_without_its_empty_last_cells_is_filled_up_and_told():
    rows = "".join(f"가온{i},02-{i},,\n" for i in range(8))
    table = open_table(f"이름,전화,층,비고\n{rows}나래,02-9\n".encode(), "x")
    assert list(table.rows())[-1].cells == {"이름": "나래", "전화": "02-9", "층": "", "비고": ""}
    assert [(note.code, note.row, note.facts) for note in table.notes] == [("ROWS_PADDED", 10, {"count": 1})]


def test_a_row_whose_cells_slid_to_the_left_is_not_filled_up():
    rows = "".join(f"가온{i},능동로,02-{i},\n" for i in range(8))
    assert rows_of(f"이름,주소,전화,비고\n{rows}나래 능동로,02-9,비고\n".encode())[-1] == "ROW_LENGTH"


def test_a_row_without_a_cell_that_is_never_empty_is_not_filled_up():
    rows = "".join(f"가온{i},능동로,02-{i}\n" for i in range(8))
    assert rows_of(f"이름,주소,전화\n{rows}나래,자양로\n".encode())[-1] == "ROW_LENGTH"


def test_where_most_rows_are_wider_than_the_header_the_columns_get_letters():
    table = open_table(("이름,전화\n" + "".join(f"가{i},02-{i},말{i}\n" for i in range(5))).encode(), "x")
    assert table.columns == ("이름", "전화", "C열") and table.count == 5
    assert ("COLUMN_UNNAMED", "C열") in [(note.code, note.column) for note in table.notes]


def test_a_quote_that_never_closes_costs_its_own_row_only():
    rows = "".join(f"가온{i},능동로\n" for i in range(20))
    found = list(open_table(f'이름,주소\n{rows}"나래,자양로\n다솜,"뚝섬로, 3"\n'.encode(), "x").rows())
    assert [(row.number, row.fault) for row in found if row.cells is None] == [(22, "BROKEN_QUOTES")]
    assert found[-1].cells == {"이름": "다솜", "주소": "뚝섬로, 3"}


def test_quotes_broken_everywhere_refuse_the_file_and_name_the_first_row():
    assert rule_of(b'name,b\n"1,2\n') == ("BROKEN_QUOTES", "row 2")
    assert rule_of(b'"name,b\n1,2\n3,4\n')[0] == "BROKEN_QUOTES"


def test_a_text_that_is_no_table_is_not_taken_for_one():
    text = "이 프로그램은 누구나, 어디서나 쓸 수 있다.\n" * 3 + "고칠 수도 있다.\n나누어도 된다, 다만 허락은 묻지 않는다, 이름은 남긴다.\n" * 20
    assert rule_of(text.encode())[0] in ("RAGGED", "NO_TABLE")


def test_cells_lose_the_blanks_around_them_and_keep_what_is_inside():
    (row,) = open_table('이름,주소\n "가  온" ,"한\n줄 １２"\n'.encode().replace(b' "', b'"').replace(b'" ,', b'",'), "x").rows()
    assert row.cells == {"이름": "가  온", "주소": "한\n줄 １２"}


def test_what_looks_like_a_formula_is_kept_as_text():
    assert rows_of(b'name,b\n"=HYPERLINK(""x"")",+1\n') == [['=HYPERLINK("x")', "+1"]]


def test_pasted_cells_are_a_table():
    table = open_pasted("이름\t주소\n가온\t\"능동로\n2층\"\n")
    assert table.format == "pasted" and [row.cells for row in table.rows()] == [{"이름": "가온", "주소": "능동로\n2층"}]


def test_rows_can_be_read_twice_from_bytes_and_from_a_path(tmp_path):
    path = tmp_path / "list"
    path.write_bytes(csv_bytes())
    for source in (csv_bytes(), path):
        with open_table(source, "x") as table:
            assert list(table.rows()) == list(table.rows()) and table.count == len(ROWS)


@given(st.binary(max_size=300))
def test_no_bytes_at_all_break_the_reader_of_text(raw):
    try:
        table = open_table(b"name,place\n" + raw, "x")
    except FormatError as refused:
        assert refused.problems
    else:
        assert len(list(table.rows())) == table.count


CELL = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12).map(str.strip)


@given(st.lists(st.tuples(CELL, CELL, CELL), min_size=2, max_size=8), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_what_was_written_is_read(rows, encoding):
    made = io.StringIO()
    writer = csv.writer(made, quoting=csv.QUOTE_ALL)
    writer.writerow(["시설명", "소재지주소", "전화번호"])
    writer.writerows(rows)
    table = open_table(made.getvalue().encode(encoding), "x")
    read = {row.number: list(row.cells.values()) for row in table.rows()}
    left_out = {note.row for note in table.notes}
    for number, row in enumerate(rows, start=2):
        if any(row) and number not in left_out:
            assert read[number] == list(row)
