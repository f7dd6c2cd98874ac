"""A form as a workbook: text only, on A4, drawn as on paper."""

import io

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resmap.formats.forms import to_xlsx
from tests.formats.forms import samples
from tests.formats.forms.test_hwpx import NAMES, PAIRS
from tests.formats.forms.test_pdf import everywhere


def sheet(document: bytes):
    return openpyxl.load_workbook(io.BytesIO(document)).active


@pytest.mark.parametrize("pair", PAIRS, ids=NAMES)
def test_every_sheet_is_drawn_on_a4_as_text(pair):
    form = samples.made(pair)
    drawn = sheet(to_xlsx(form))
    assert {cell.data_type for row in drawn for cell in row if cell.value is not None} == {"s"}
    assert drawn["A1"].value == form.title
    assert int(drawn.page_setup.paperSize) == 9 and drawn.sheet_properties.pageSetUpPr.fitToPage
    assert (drawn.page_setup.orientation == "landscape") == form.landscape


@settings(max_examples=25, deadline=None)
@given(st.one_of(st.text(max_size=60), st.sampled_from(["=1+1", "+1", "@A1", "-2", "http://a", "007", "'=1", "1E5"])))
def test_whatever_is_written_is_text_and_never_a_formula_or_a_link(text):
    drawn = sheet(to_xlsx(everywhere(text)))
    assert {cell.data_type for row in drawn for cell in row if cell.value is not None} <= {"s"}
    assert not any(cell.hyperlink for row in drawn for cell in row)


def test_headings_are_repeated_where_there_is_one_list():
    assert sheet(to_xlsx(samples.made((samples.sheets.receipt_list, samples.RECEIPTS)))).print_title_rows


def test_the_same_form_gives_the_same_bytes():
    form = samples.made(samples.FULL[7])
    assert to_xlsx(form) == to_xlsx(form)
