"""A CSV is what its bytes say: read as it was written, refused with the reason by name."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resmap.formats.problems import FormatError
from resmap.formats.sheet import read_sheet

TABLE = "이름,코드,주소\n가온복지관,A1,광진구 능동로 1\n나래센터,A2,\n"


def rule_of(raw: bytes) -> str:
    with pytest.raises(FormatError) as refused:
        read_sheet(raw, "list.csv")
    (problem,) = refused.value.problems
    return problem.rule


@pytest.mark.parametrize(
    ("encoding", "said"), [("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("cp949", "cp949"), ("euc-kr", "cp949")]
)
def test_korean_encodings_are_told_apart_by_decoding(encoding, said):
    sheet = read_sheet(TABLE.encode(encoding), "list.csv")
    assert sheet.encoding == said
    assert sheet.columns == ("이름", "코드", "주소")
    assert [row.cells["이름"] for row in sheet.rows] == ["가온복지관", "나래센터"]


def test_a_syllable_that_only_cp949_has_is_read():
    raw = "이름,코드\n뷁센터,A1\n".encode("cp949")
    assert read_sheet(raw, "list.csv").rows[0].cells["이름"] == "뷁센터"


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_the_delimiter_is_the_one_that_cuts_the_header(delimiter):
    raw = f'이름{delimiter}"코드, 또는; 번호"{delimiter}주소\n가{delimiter}나{delimiter}다\n'.encode()
    assert read_sheet(raw, "list.csv").delimiter == delimiter


def test_rows_are_numbered_as_a_spreadsheet_numbers_them():
    raw = b"a,b\n1,2\n\n3,4\n"
    assert [(row.number, row.cells["a"]) for row in read_sheet(raw, "x").rows] == [(2, "1"), (4, "3")]


def test_a_row_of_another_length_has_no_cells():
    rows = read_sheet(b"a,b\n1,2\n1,2,3\n1\n", "x").rows
    assert [row.cells is None for row in rows] == [False, True, True]


def test_cells_lose_the_blanks_around_them_and_keep_line_breaks_inside():
    (row,) = read_sheet('a,b\n " 가 " ,"한\n줄"\n'.encode().replace(b' "', b'"').replace(b'" ,', b'",'), "x").rows
    assert row.cells == {"a": "가", "b": "한\n줄"}


def archive(name: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        file.writestr(name, "x")
    return made.getvalue()


@pytest.mark.parametrize(
    ("raw", "rule"),
    [
        (b"", "EMPTY"),
        (b"\xef\xbb\xbf \r\n", "EMPTY"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n", "IS_LFS_POINTER"),
        (archive("xl/workbook.xml"), "IS_XLSX"),
        (archive("list.csv"), "IS_ZIP"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "IS_OLE"),
        (b"%PDF-1.7", "IS_PDF"),
        ("이름,코드".encode("utf-16"), "IS_UTF16"),
        (b"\x1f\x8b\x08rest", "IS_GZIP"),
        (b"\xef\xbb\xbf\n <!DOCTYPE html><table>", "IS_HTML"),
        (b"<table><tr><td>1", "IS_HTML"),
        (b'{"format": "resmap-network/1"}', "IS_JSON"),
        (b"a,b\n1,\x002\n", "IS_BINARY"),
        (b"a,b\n\xff\xff,2\n", "NOT_TEXT"),
        (b"just one column\n1\n", "NO_TABLE"),
        (b"a,a\n1,2\n", "COLUMN_TWICE"),
        (b'a,b\n"1,2\n', "BROKEN_QUOTES"),
    ],
)
def test_what_is_no_csv_is_named(raw, rule):
    assert rule_of(raw) == rule


@given(st.binary(max_size=300))
def test_no_bytes_at_all_break_the_reader(raw):
    try:
        sheet = read_sheet(raw, "x")
    except FormatError as refused:
        assert refused.problems
    else:
        assert len(sheet.columns) > 1
