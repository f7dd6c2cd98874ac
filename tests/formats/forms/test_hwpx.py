"""A form as a Hangul document. Hangul is not here: our own reader and somebody else's (python-hwpx, with the OWPML
schema) have to understand it, and what is known to look collapsed in Hangul is measured."""

import io
import re
import zipfile

import pytest
from hwpx.tools.package_validator import validate_editor_open_safety
from hwpx.tools.validator import validate_document
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from resmap.formats.forms import Field, FieldTable, Form, Grid, Text, to_hwpx
from resmap.formats.forms.layout import Table, clean, pieces
from resmap.formats.tables import FileKind, kind_of, open_table
from tests.formats.forms import samples
from tests.formats.forms.templates import section
from tests.formats.forms.test_pdf import MARKUP, everywhere

PAIRS = [*samples.FULL, *samples.EMPTY]
NAMES = [
    f"{kind} {pair[0].__name__}" for kind, pairs in (("full", samples.FULL), ("empty", samples.EMPTY)) for pair in pairs
]


@pytest.mark.parametrize("pair", PAIRS, ids=NAMES)
def test_somebody_elses_reader_and_the_schema_find_nothing_wrong(pair, tmp_path):
    path = tmp_path / "form.hwpx"
    path.write_bytes(to_hwpx(samples.made(pair)))
    assert not validate_document(path).issues
    opened = validate_editor_open_safety(path)
    assert opened.reopen_ok and not opened.blocking_package_errors


@pytest.mark.parametrize("pair", PAIRS, ids=NAMES)
def test_every_text_of_the_form_is_in_the_document(pair):
    form = samples.made(pair)
    said = "\n".join(re.findall(r"<hp:t>([^<]*)", section(to_hwpx(form))))
    for piece in pieces(form):
        for cell in (cell for row in piece.rows for cell in row) if isinstance(piece, Table) else ():
            for line in cell.text.split("\n"):
                assert line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") in said


def test_our_own_reader_reads_the_rows_of_a_list():
    document = to_hwpx(samples.made((samples.sheets.receipt_list, samples.RECEIPTS)))
    assert kind_of(document) is FileKind.HWPX
    rows = [row.cells for row in open_table(document, "list.hwpx").rows()]
    assert len(rows) == 40 and rows[39]["성명"] == "당사자 40"


@pytest.mark.parametrize("pair", PAIRS, ids=NAMES)
def test_no_row_is_collapsed_and_cells_fill_the_table(pair):
    root = etree.fromstring(section(to_hwpx(samples.made(pair))).encode())
    for table in root.iter("{*}tbl"):
        count, columns = int(table.get("rowCnt")), int(table.get("colCnt"))
        covered = set()
        for cell in table.iter("{*}tc"):
            at, span, size = (next(cell.iter(f"{{*}}{name}")) for name in ("cellAddr", "cellSpan", "cellSz"))
            assert int(size.get("height")) >= 1400 and int(size.get("width")) > 1000
            places = {
                (int(at.get("rowAddr")) + row, int(at.get("colAddr")) + column)
                for row in range(int(span.get("rowSpan")))
                for column in range(int(span.get("colSpan")))
            }
            assert not covered & places
            covered |= places
        assert covered == {(row, column) for row in range(count) for column in range(columns)}
        assert table.find("{*}pos").get("treatAsChar") == "0"


def test_headings_of_lists_are_repeated_and_what_is_turned_is_turned():
    xml = section(to_hwpx(samples.made(samples.FULL[0])))
    assert 'repeatHeader="1"' in xml and 'header="1"' in xml and 'landscape="NARROWLY"' in xml


def test_a_long_text_makes_its_row_higher():
    def height(text: str) -> int:
        xml = section(to_hwpx(Form("가", (FieldTable((Field("나", text, wide=True),)),))))
        return int(re.search(r'<hp:sz [^>]*?height="(\d+)"', xml)[1])

    assert height(samples.LONG * 6) > 4 * height("짧은 글")


def test_the_same_form_gives_the_same_bytes_and_mimetype_is_first():
    form = samples.made(samples.FULL[2])
    document = to_hwpx(form)
    assert document == to_hwpx(form)
    first = zipfile.ZipFile(io.BytesIO(document)).infolist()[0]
    assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)


@settings(max_examples=40, deadline=None)
@given(st.one_of(st.text(max_size=80), st.sampled_from(MARKUP)))
def test_whatever_is_written_in_a_form_it_is_well_formed(text):
    root = etree.fromstring(section(to_hwpx(everywhere(text))).encode())
    said = [one.text or "" for one in root.iter("{*}t")]
    assert all(line in said for line in clean(text).split("\n"))


def test_large_letters_are_larger():
    def size(form: Form) -> int:
        with zipfile.ZipFile(io.BytesIO(to_hwpx(form))) as archive:
            return int(re.search(rb'<hh:charPr id="0" height="(\d+)"', archive.read("Contents/header.xml"))[1])

    blocks = (Text("가"), Grid(("나",)))
    assert (size(Form("가", blocks)), size(Form("가", blocks, large=True))) == (1000, 1500)
