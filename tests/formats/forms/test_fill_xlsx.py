"""The district's workbook: figures are figures, texts are texts, formulas stay."""

import io

import openpyxl
import pytest

from resmap.formats.forms import fill_xlsx
from resmap.formats.problems import FormatError
from tests.formats.forms.templates import office_form, packed, parts, workbook


def read(document: bytes):
    return openpyxl.load_workbook(io.BytesIO(document)).active


def test_braces_and_cells_beside_labels_are_filled_and_sums_stay():
    template = workbook(
        [
            ["{{month}} 실적", None, None],
            ["실인원", None, "명"],
            ["사례 수", None, None],
            ["합계", "=B2+B3", None],
            ["공공", "{{공공}}", None],
            ["모르는 값", None, None],
        ]
    )
    made = fill_xlsx(template, {"month": "2026년 3월", "persons": 42, "사례수": 7, "공공": 12.5, "남는 것": 1})
    sheet = read(made.document)
    assert sheet["A1"].value == "2026년 3월 실적"
    assert (sheet["B2"].value, sheet["B3"].value, sheet["B5"].value) == (42, 7, 12.5)
    assert sheet["B4"].value == "=B2+B3"
    assert made.unknown == ("모르는 값",) and made.unplaced == ("남는 것",)
    assert made.lost == ()


def test_a_text_that_looks_like_a_formula_is_a_text():
    sheet = read(fill_xlsx(workbook([["성명", None, "x"]]), {"성명": "=1+1"}).document)
    assert (sheet["B1"].value, sheet["B1"].data_type) == ("=1+1", "s")


def test_merged_labels_are_followed_by_the_cell_after_them():
    template = workbook([["담당자", None, None, "끝"], ["결재", "담당", "팀장", None]], ("A1:B1",))
    made = fill_xlsx(template, {"담당자": "한소리", "팀장": "누구"})
    sheet = read(made.document)
    assert sheet["C1"].value == "한소리"
    assert sheet["D2"].value is None and made.unplaced == ("팀장",)


@pytest.mark.parametrize(
    ("document", "rule"), [(office_form(), "NOT_XLSX"), (b"\x89PNG\r\n", "IS_IMAGE"), (b"", "EMPTY")]
)
def test_what_is_no_workbook_is_refused_by_name(document, rule):
    with pytest.raises(FormatError) as refused:
        fill_xlsx(document, {})
    assert refused.value.problems[0].rule == rule


def test_a_workbook_with_a_document_type_is_refused():
    files = parts(workbook([["성명", None]]))
    sheet = files["xl/worksheets/sheet1.xml"].decode()
    files["xl/worksheets/sheet1.xml"] = ('<!DOCTYPE a SYSTEM "file:///etc/passwd">' + sheet).encode()
    with pytest.raises(FormatError) as refused:
        fill_xlsx(packed(files), {})
    assert refused.value.problems[0].rule == "XML_UNSAFE"
