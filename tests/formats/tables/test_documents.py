"""Tables in web pages, in Hangul documents and on the clipboard."""

import pytest

from resmap.formats.problems import FormatError
from resmap.formats.tables import open_pasted, open_table
from tests.formats.tables.files import HEADER, ROWS, hwpx_of


def page(table: str, head: str = "") -> str:
    return f"<html><head>{head}</head><body>{table}</body></html>"


ROW = "<tr><td>가온복지관</td><td>능동로 1</td></tr>"
LIST = f"<table><tr><th>시설명</th><th>주소</th></tr>{ROW}<tr><td>나래</td><td>자양로<br>2층 &amp; 3층</td></tr></table>"


def test_the_table_of_a_page_is_read_whatever_the_file_is_called():
    table = open_table(page(LIST).encode(), "목록.xls")
    assert (table.format, table.columns, table.header_row) == ("html", ("시설명", "주소"), 1)
    assert [row.cells["주소"] for row in table.rows()] == ["능동로 1", "자양로\n2층 & 3층"]


@pytest.mark.parametrize("charset", ["euc-kr", "ks_c_5601-1987", "utf-8"])
def test_a_page_says_its_encoding_or_is_read_as_cp949(charset):
    raw = page(LIST, f'<meta http-equiv="Content-Type" content="text/html; charset={charset}">')
    table = open_table(raw.encode("utf-8" if charset == "utf-8" else "cp949"), "x.xls")
    assert next(table.rows()).cells["시설명"] == "가온복지관"


def test_scripts_and_styles_are_no_text():
    table = open_table(page(LIST.replace("능동로 1", "<style>x</style>능동로<script>alert(1)</script> 1")).encode(), "x")
    assert next(table.rows()).cells["주소"] == "능동로 1"


def test_cells_that_span_are_laid_on_a_grid():
    spanning = (
        "<table><tr><td colspan=3>동네 자원</td></tr><tr><td>동</td><td>이름</td><td>전화</td></tr>"
        "<tr><td rowspan=2>자양동</td><td>가온</td><td>1</td></tr><tr><td>나래</td><td>2</td></tr></table>"
    )
    table = open_table(page(spanning).encode(), "x")
    assert table.columns == ("동", "이름", "전화") and table.titles == ("동네 자원",)
    assert [list(row.cells.values()) for row in table.rows()] == [["자양동", "가온", "1"], ["자양동", "나래", "2"]]


def test_of_several_tables_the_longest_is_read_and_the_others_are_named():
    layout = f"<table><tr><td>메뉴</td><td>{LIST}</td></tr></table><table><tr><td>a</td><td>b</td></tr></table>"
    table = open_table(page(layout).encode(), "x")
    assert table.columns == ("시설명", "주소") and table.sheet in table.sheets and len(table.sheets) == 2
    assert open_table(page(layout).encode(), "x", sheet=table.sheets[-1]).count in (0, 1)


def test_what_windows_puts_on_the_clipboard_is_read():
    text = f"Version:0.9\r\nStartHTML:0000000105\r\nEndHTML:0000000\r\n<html><body><!--StartFragment-->{LIST}<!--EndFragment-->"
    table = open_pasted(text)
    assert (table.format, table.columns, table.count) == ("pasted", ("시설명", "주소"), 2)


def test_unclosed_tags_do_not_lose_cells():
    table = open_table(b"<table><tr><td>name<td>phone<tr><td>a<td>1<tr><td>b<td>2", "x")
    assert [list(row.cells.values()) for row in table.rows()] == [["a", "1"], ["b", "2"]]


def test_the_table_of_a_hangul_document_is_read():
    table = open_table(hwpx_of([[("안내", "전화"), ("총괄", "02-1")], [HEADER, *ROWS]]), "x")
    assert table.format == "hwpx" and table.columns == HEADER and table.count == 3
    assert table.sheets == ("표 1", "표 2") and table.sheet == "표 2"


def test_cells_of_a_hangul_table_may_span_and_hold_several_paragraphs():
    rows = [
        [("동네 자원 현황", 4, 1)],
        [("동", 1, 2), ("이름", 1, 2), ("연락", 2, 1)],
        ["전화", "시간"],
        [("자양동", 1, 2), "가온\n복지관", "02-1", "9시"],
        ["나래", "02-2", "10시"],
    ]
    table = open_table(hwpx_of([rows]), "x")
    assert table.columns == ("동", "이름", "연락 전화", "연락 시간")
    assert [list(row.cells.values()) for row in table.rows()] == [
        ["자양동", "가온\n복지관", "02-1", "9시"],
        ["자양동", "나래", "02-2", "10시"],
    ]


def test_a_hangul_document_without_a_table_is_refused():
    with pytest.raises(FormatError) as refused:
        open_table(hwpx_of([]), "x")
    assert refused.value.problems[0].rule == "NO_TABLE"
