"""Workbooks: cells as a person sees them, dates as ISO, the sheet that holds the list."""

import pytest

from resmap.formats.problems import FormatError
from resmap.formats.tables import open_table
from resmap.formats.tables.values import number_text, style_of
from tests.formats.tables.files import HEADER, MAIN, ROWS, ods_of, sheet_of, text_row, workbook, xls_of, xlsx_of


def first(raw: bytes) -> dict[str, str]:
    return next(open_table(raw, "x").rows()).cells


def test_numbers_are_shown_without_a_point_and_texts_keep_their_zeros():
    found = first(workbook({"목록": [["이름", "코드", "번호", "위도", "큰 수"], ["가온", "0012", 5.0, 37.6000000001, 1e10]]}))
    assert list(found.values()) == ["가온", "0012", "5", "37.6000000001", "10000000000"]


def test_zeros_that_a_number_format_adds_are_kept():
    formats = ["00000", "000-0000-0000", "0##-###-####", "#,##0", "0.00"]
    cells = [(4567, "00000"), (1012345678, "000-0000-0000"), (27771234, "0##-###-####"), (1234567, "#,##0"), (0.5, "0.00")]
    found = first(workbook({"목록": [["우편번호", "휴대전화", "전화", "회원수", "비율"], cells]}, formats=formats))
    assert list(found.values()) == ["04567", "010-1234-5678", "02-777-1234", "1234567", "0.50"]


def test_a_month_typed_as_a_decimal_keeps_its_zero_and_no_coordinate_is_rounded():
    cells = [(2009.1, "0.00"), (37.566535, "0.00"), (2010, "0.00")]
    found = first(workbook({"목록": [["개설", "위도", "연도"], cells]}, formats=["0.00"]))
    assert list(found.values()) == ["2009.10", "37.566535", "2010"]


def test_dates_are_iso_whatever_they_look_like():
    formats = ["yyyy-mm-dd", 'yyyy"년" m"월" d"일"', "h:mm", "yyyy. m. d. h:mm", "mm/dd"]
    cells = [(45000, "yyyy-mm-dd"), (45000, 'yyyy"년" m"월" d"일"'), (0.75, "h:mm"), (45000.25, "yyyy. m. d. h:mm"), (45000, "mm/dd")]
    found = first(workbook({"목록": [["날짜", "개설일", "시각", "일시", "기준일"], cells]}, formats=formats))
    assert list(found.values()) == ["2023-03-15", "2023-03-15", "18:00", "2023-03-15 06:00", "2023-03-15"]


@pytest.mark.parametrize(
    ("text", "style", "shown"),
    [
        ("1", "date", "1900-01-01"), ("59", "date", "1900-02-28"), ("61", "date", "1900-03-01"),
        ("-1", "date", "-1"), ("1e300", "date", None), ("127.08230000000001", "", "127.0823"), ("1E+16", "", "10000000000000000"),
        ("nan", "", ""), ("가", "", "가"), ("0.5", "time", "12:00"), ("1.5e-7", "", "0.00000015"),
    ],
)  # fmt: skip
def test_a_number_is_shown_as_excel_shows_it(text, style, shown):
    assert shown is None or number_text(text, style) == shown


def test_days_of_a_book_that_counts_from_1904_are_right():
    assert number_text("0", "date", in_1904=True) == "1904-01-01"


@pytest.mark.parametrize(
    ("id", "code", "style"),
    [(14, None, "date"), (2, None, "d:2"), (164, "#,##0.000", "d:3"), (58, None, "date"), (20, None, "time"), (0, None, ""), (164, "@", ""), (164, "General", ""),
     (164, "[$-412]yyyy\"년\"", "date"), (164, "[h]:mm", "time"), (164, "0.0E+00", ""), (164, "#,##0_ ", ""),
     (164, "[Red]#,##0", ""), (164, "000000", "0:000000"), (164, "yy\\.mm\\.dd", "date"), (164, "mmm", "date")],
)  # fmt: skip
def test_a_number_format_is_told_to_be_a_date_or_not(id, code, style):
    assert style_of(id, code) == style


def test_booleans_errors_and_inline_texts_are_read():
    row = (
        '<row r="2"><c r="A2" t="str"><f>A1</f><v>가온</v></c><c r="B2" t="e"><v>#N/A</v></c><c r="C2" t="b"><v>1</v></c>'
        '<c r="D2" t="inlineStr"><is><r><t>능동로 </t></r><r><t>1_x000D_2</t></r><rPh sb="0" eb="1"><t>x</t></rPh></is></c></row>'
    )
    table = open_table(xlsx_of(sheet_of(text_row(1, ["이름", "값", "여부", "주소"]) + row)), "x")
    assert next(table.rows()).cells == {"이름": "가온", "값": "", "여부": "TRUE", "주소": "능동로 1\r2"}
    assert [(note.code, note.row, note.facts) for note in table.notes] == [("ERROR_CELLS", 2, {"count": 1})]


def test_a_formula_without_a_value_is_marked_and_one_that_shows_nothing_is_not():
    def rows(ending: str) -> str:
        return (
            f'<row r="2"{ending}><c r="A2" t="str"><f>A1</f><v>가온</v></c><c r="B2"><f>A1</f><v></v></c>'
            '<c r="C2" t="str"><f>""</f><v></v></c><c r="D2"><f>1+1</f></c></row>'
        )

    # Read by pattern, and by the parser (an attribute in single quotes is none of the usual).
    for row in (rows(""), rows(" ht='9'")):
        table = open_table(xlsx_of(sheet_of(text_row(1, ["이름", "값", "여부", "주소"]) + row)), "x")
        assert table.marked == {2: {"값": "FORMULA_CELLS", "주소": "FORMULA_CELLS"}}
        assert [(note.code, note.facts) for note in table.notes] == [("FORMULA_CELLS", {"count": 2})]


def test_shared_strings_of_several_pieces_are_joined_without_their_reading_aids():
    strings = f"<sst {MAIN}><si><t>이름</t></si><si><r><t>가</t></r><r><t>온</t></r><rPh><t>ga</t></rPh></si><si/></sst>"
    cells = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>0</v></c></row>'
    cells += '<row r="2"><c r="A2" t="s"><v>1</v></c><c r="B2" t="s"><v>2</v></c></row>'
    assert first(xlsx_of(sheet_of(cells), strings=strings)) == {"이름": "가온", "이름 (2)": ""}


def test_names_with_a_prefix_and_cells_without_a_place_are_read():
    sheet = sheet_of("<row><c t='str'><v>이름</v></c><c t='str'><v>전화</v></c></row><row><c t='str'><v>가</v></c><c><v>1</v></c></row>")
    prefixed = sheet.replace("<", "<x:").replace("<x:/", "</x:").replace("xmlns=", "xmlns:x=")
    assert first(xlsx_of(sheet)) == first(xlsx_of(prefixed)) == {"이름": "가", "전화": "1"}


def test_row_numbers_are_those_of_the_sheet():
    sheet = sheet_of(text_row(3, ["이름", "전화"]) + text_row(4, ["가", "1"]) + text_row(9, ["나", "2"]))
    table = open_table(xlsx_of(sheet), "x")
    assert table.header_row == 3 and [row.number for row in table.rows()] == [4, 9]


def test_the_sheet_with_the_list_is_chosen_and_the_others_are_named():
    raw = workbook({"안내": [["이 파일은"], ["목록입니다"]], "목록": [HEADER, *ROWS], "코드": [["코드", "뜻"], ["1", "가"]]})
    table = open_table(raw, "x")
    assert (table.sheet, table.sheets) == ("목록", ("안내", "목록", "코드"))
    assert open_table(raw, "x", sheet="코드").columns == ("코드", "뜻")


def test_a_hidden_sheet_is_read_only_if_it_is_asked_for():
    raw = workbook({"보임": [HEADER, ROWS[0]], "숨김": [HEADER, *ROWS]}, hidden=["숨김"])
    assert open_table(raw, "x").sheet == "보임" and open_table(raw, "x", sheet="숨김").count == 3


def test_a_sheet_that_is_not_there_is_refused_with_those_that_are():
    for raw in (workbook({"목록": [HEADER, *ROWS]}), xls_of([HEADER, *ROWS])):
        with pytest.raises(FormatError) as refused:
            open_table(raw, "x", sheet="없음")
        assert refused.value.problems[0].rule == "NO_SUCH_SHEET" and refused.value.problems[0].expected == "목록"


def test_a_cell_merged_downwards_is_said_of_each_of_its_rows():
    rows = [["동", "이름", "전화"], ["자양동", "가온", "1"], ["", "나래", "2"], ["능동", "다솜", "3"], ["", "라온", "4"]]
    table = open_table(workbook({"목록": rows}, merge=[("목록", 1, 0, 2, 0, "자양동")]), "x")
    assert [row.cells["동"] for row in table.rows()] == ["자양동", "자양동", "능동", ""]


@pytest.mark.parametrize("make", [xls_of, ods_of])
def test_old_and_open_workbooks_are_read_alike(make):
    table = open_table(make([["2026년 목록"], [], HEADER, *ROWS]), "x")
    assert table.columns == HEADER and table.header_row == 3 and table.sheet == "목록"
    assert [row.number for row in table.rows()] == [4, 5, 6]
    assert next(table.rows()).cells["시설명"] == "가온복지관"


def test_numbers_of_an_old_workbook_lose_their_point():
    assert first(xls_of([["번호", "이름"], [12.0, "가온"]])) == {"번호": "12", "이름": "가온"}


XML_BOOK = """<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
<Worksheet ss:Name="안내"><Table><Row><Cell><Data ss:Type="String">글</Data></Cell></Row></Table></Worksheet>
<Worksheet ss:Name="목록"><Table>
<Row><Cell><Data ss:Type="String">이름</Data></Cell><Cell ss:Index="3"><Data ss:Type="String">개설일</Data></Cell></Row>
<Row ss:Index="5"><Cell><Data ss:Type="String">가온</Data></Cell><Cell><Data ss:Type="Number">2.0</Data></Cell>
<Cell><Data ss:Type="DateTime">2020-03-01T00:00:00.000</Data></Cell></Row></Table></Worksheet></Workbook>"""


def test_a_workbook_of_2003_is_read_from_its_xml():
    table = open_table(XML_BOOK.encode(), "list.xls")
    assert (table.format, table.sheet, table.sheets) == ("xml", "목록", ("안내", "목록"))
    (row,) = table.rows()
    assert row.number == 5 and row.cells == {"이름": "가온", "B열": "2", "개설일": "2020-03-01"}


# Rows by pattern and rows by the parser are the same rows


def parsed_and_patterned(sheet: str, strings: str | None = None) -> tuple[list, list]:
    """The same sheet read as usual, and read by the parser alone (a comment in front sends everything there)."""
    plain = open_table(xlsx_of(sheet, strings=strings), "x")
    slow = open_table(xlsx_of("<!-- x -->" + sheet, strings=strings and "<!-- x -->" + strings), "x")
    assert plain.columns == slow.columns and plain.notes == slow.notes
    return list(plain.rows()), list(slow.rows())


ODD = [
    '<row r="3"><c r="A3" t="str"><v>a&amp;b&#44032;&#x41;</v></c><c r="B3"><v>1.50</v></c></row>',
    '<row r="3" spans="1:2" ht="15" x14ac:dyDescent="0.2"><c r="A3" s="0" t="str"><v>x</v></c></row>',
    '<row r="3"/><row r="4"><c r="A4" t="str"><v>x</v></c></row>',
    '<row r="3"><c r="B3" t="str"><v>only b</v></c><c r="A3" t="str"><v>late a</v></c></row>',
    '<row r="3"><!-- --><c r="A3" t="str"><v>x</v></c></row>',
    '<!-- <row r="3"><c r="A3" t="str"><v>no</v></c></row><row r="4"><c r="A4" t="str"><v>no</v></c></row> -->',
    '<row r="3"><c r="A3" t="str"><v><![CDATA[a<b]]></v></c></row>',
    '<row r="3"><c r="A3" t="str"><f t="shared" ref="A3:A9" si="0">A1&amp;"x"</f><v>f</v></c><c r="B3" t="b"><v>0</v></c></row>',
    '<row r="3"><c r="A3" t="str"><f/><v xml:space="preserve"> x\r\ny </v></c><c r="B3"/></row>',
    '<row r="3"><c t="str" r="A3"><v>order</v></c></row>',
    "<row r='3'><c r='A3' t='str'><v>quotes</v></c></row>",
    '\n  <row r="3">\n    <c r="A3" t="str"><v>x</v></c>\n  </row>\n',
    '<row r="3"><c r="A3" t="e"><v>#REF!</v></c><c r="B3" t="str"><v>y</v></c></row>',
    '<row r="3"><c r="A3" t="inlineStr"><is><t xml:space="preserve"> x </t></is></c></row>',
    '<row><c r="A3" t="str"><v>no number</v></c></row>',
    '<row r="3"><c r="A3" t="s"><v>1</v></c><c r="B3" t="s"><v>2</v></c></row>',
]
STRINGS = f"<sst {MAIN}><si><t>이름</t></si><si><t xml:space=\"preserve\"> 가&lt;온 </t></si><si><r><t>a</t></r><r><t>b</t></r></si></sst>"


@pytest.mark.parametrize("odd", ODD)
def test_an_odd_row_is_read_the_same_by_pattern_and_by_the_parser(odd):
    def rows(middle: str) -> str:
        namespace = ' xmlns:x14ac="x"'
        whole = sheet_of(text_row(1, ["이름", "값"]) + text_row(2, ["가", "1"]) + middle + text_row(8, ["나", "2"]))
        return whole.replace("<worksheet ", f"<worksheet{namespace} ", 1)

    patterned, parsed = parsed_and_patterned(rows(odd), STRINGS)
    assert patterned == parsed and patterned[-1].number == 8


def test_an_entity_that_xml_does_not_know_is_refused_on_both_ways():
    for before in ("", "<!-- x -->"):
        sheet = before + sheet_of(text_row(1, ["이름", "값"]) + '<row r="2"><c r="A2" t="str"><v>&nbsp;</v></c></row>')
        with pytest.raises(FormatError) as refused:
            open_table(xlsx_of(sheet), "x")
        assert refused.value.problems[0].rule == "BROKEN_XML"
