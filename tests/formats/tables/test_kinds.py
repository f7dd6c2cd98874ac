"""A file is what its bytes say, and one that holds no table is told what it is, in both languages."""

import re
from pathlib import Path

import pytest

from resmap.formats.problems import FormatError
from resmap.formats.tables import FileKind, kind_of, open_table
from resmap.formats.tables.kinds import READABLE, rule_of
from resmap.words import has
from resmap.words.tables import refused_sentence
from tests.formats.tables.files import HEADER, ROWS, csv_bytes, hwpx_of, ods_of, ole_of, workbook, xls_of, zipped

BOOK = 'xmlns="urn:schemas-microsoft-com:office:spreadsheet"'

READ: list[tuple[bytes, str]] = [
    (csv_bytes(), "csv"),
    (csv_bytes(encoding="utf-16"), "csv"),
    ("이름\t전화\r\n가 1\t나 2\r\n".encode("utf-16-le"), "csv"),
    (workbook({"목록": [HEADER, *ROWS]}), "xlsx"),
    (xls_of([HEADER, *ROWS]), "xls"),
    (ods_of([HEADER, *ROWS]), "ods"),
    (hwpx_of([[HEADER, *ROWS]]), "hwpx"),
    (b"\xef\xbb\xbf\n <!DOCTYPE html><table>", "html"),
    (b'<?xml version="1.0"?><html xmlns="x"><table>', "html"),
    (b"<table><tr><td>1", "html"),
    (b"Version:0.9\r\nStartHTML:00000097\r\n<html><table>", "clipboard"),
    (f'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n<Workbook {BOOK}>'.encode(), "xml-workbook"),
    (b'<?xml version="1.0"?><response><body/></response>', "xml"),
    (b'[{"name": "a"}]', "json"),
    (b'{"a": 1}\n{"a": 2}\n', "json"),
    (b'{"type": "FeatureCollection", "features": [', "geojson"),
    (b'{"features": [{"geometry": null}], "type": "FeatureCollection"}', "geojson"),
    (b'{"contents": [{"id": "1", "name": "x", "assured_date": "", "fees_description": ""', "hsds-json"),
    (b'{"organizations.csv": [], "services.csv": []}', "hsds-json"),
]
REFUSED: list[tuple[bytes, str]] = [
    (b"", "EMPTY"),
    (b"\xef\xbb\xbf \r\n", "EMPTY"),
    (b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n", "IS_LFS_POINTER"),
    (b"%PDF-1.7\n", "IS_PDF"),
    (b"\x1f\x8b\x08rest", "IS_GZIP"),
    (b"Rar!\x1a\x07\x01\x00", "IS_ARCHIVE"),
    (b"7z\xbc\xaf\x27\x1c\x00\x04", "IS_ARCHIVE"),
    (b"ALZ\x01\x0a\x00", "IS_ARCHIVE"),
    (b"EGGA\x00\x01", "IS_ARCHIVE"),
    (b"x" * 257 + b"ustar" + b"\0" * 100, "IS_ARCHIVE"),
    (b"\x89PNG\r\n\x1a\n", "IS_IMAGE"),
    (b"\xff\xd8\xff\xe0\x00\x10JFIF", "IS_IMAGE"),
    (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "IS_IMAGE"),
    (b"MZ\x90\x00\x03\x00", "IS_PROGRAM"),
    (b"SQLite format 3\x00", "IS_DATABASE"),
    (b"\x00\x01\x00\x00Standard ACE DB\x00", "IS_DATABASE"),
    (b"{\\rtf1\\ansi x,y}", "IS_DOCUMENT"),
    (b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n", "IS_WEB_ARCHIVE"),
    (b"SCDSA002\x00\x00", "IS_DRM"),
    (b"<DOCUMENT SAFER V2010 R2>\x00\x01", "IS_DRM"),
    (b"\x9b DRMONE  This Document is encrypted", "IS_DRM"),
    (b"<## NASCA DRM FILE - VER1.00 ##>\x00", "IS_DRM"),
    (b"HWP Document File V3.00 \x1a", "IS_HWP"),
    (ole_of({"FileHeader": b"HWP Document File", "DocInfo": b""}), "IS_HWP"),
    (ole_of({"EncryptionInfo": b"x", "EncryptedPackage": b"y"}), "IS_LOCKED"),
    (ole_of({"WordDocument": b"x"}), "IS_DOCUMENT"),
    (ole_of({"PowerPoint Document": b"x"}), "IS_SLIDES"),
    (ole_of({"__properties_version1.0": b"x"}), "IS_MAIL"),
    (ole_of({"Contents": b"x"}), "IS_OLE"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "IS_OLE"),
    (zipped({"list.csv": "a,b"}), "IS_ZIP"),
    (zipped({"word/document.xml": "x"}), "IS_DOCUMENT"),
    (zipped({"ppt/presentation.xml": "x"}), "IS_SLIDES"),
    (zipped({"datapackage.json": "{}", "services.csv": "id"}), "IS_HSDS_CSV"),
    (zipped({"구역/동.shp": b"x", "구역/동.dbf": b"x"}), "IS_SHAPEFILE"),
    (zipped({"Contents/section0.xml": "x", "META-INF/manifest.xml": "<a><encryption-data/></a>"}), "IS_LOCKED"),
    (b"PK\x03\x04 cut off", "ZIP_BROKEN"),
    (b'{"format": "resmap-network/1", "offers": []}', "IS_NETWORK"),
    (b'{"format": "resmap-case/1"}', "IS_CASE"),
    (b'<?xml version="1.0"?><Source x="AIRS_3_0.xsd"><Agency/></Source>', "IS_AIRS_XML"),
    (b"<html><body><form><input name='id'><input type='password'></form></body></html>", "IS_WEB_PAGE"),
    (b"\x00\x01\x02\x03binary", "IS_BINARY"),
    (b"a,b\n1,\x002\n", "IS_BINARY"),
    (b"just one column\n1\n", "NO_TABLE"),
    (b"a,b\n\xff\xff,2\n", "NOT_TEXT"),
]  # fmt: skip


@pytest.mark.parametrize(("raw", "kind"), READ)
def test_a_kind_is_told_by_content(raw, kind, tmp_path):
    assert kind_of(raw) is FileKind(kind) and kind_of(raw) in READABLE
    path = tmp_path / "이름은 상관없음.pdf"
    path.write_bytes(raw)
    assert kind_of(path) is FileKind(kind)


@pytest.mark.parametrize(("raw", "rule"), REFUSED, ids=[rule for _, rule in REFUSED])
def test_what_holds_no_table_is_refused_by_what_it_is(raw, rule):
    with pytest.raises(FormatError) as refused:
        open_table(raw, "목록.xls")
    (problem,) = refused.value.problems
    assert problem.rule == rule and refused.value.what == "목록.xls"


def test_the_names_of_a_password_or_drm_container_do_not_make_it_a_workbook():
    assert kind_of(ole_of({"EncryptedPackage": b"", "Workbook": b""})) is FileKind.LOCKED


def test_a_path_that_cannot_be_read_is_told(tmp_path):
    for path, rule in ((tmp_path / "none", "NOT_FOUND"), (tmp_path, "NOT_A_FILE")):
        with pytest.raises(FormatError) as refused:
            open_table(path, "x")
        assert refused.value.problems[0].rule == rule


def test_a_file_too_large_is_refused_before_it_is_read(tmp_path, monkeypatch):
    path = tmp_path / "large.csv"
    with path.open("wb") as file:
        file.truncate(600 << 20)  # takes no room on the disk
    with pytest.raises(FormatError) as refused:
        open_table(path, "x")
    assert (refused.value.problems[0].rule, refused.value.problems[0].expected) == ("TOO_LARGE", "512 MB")


def _rules_in_the_code() -> set[str]:
    formats = Path(__file__).parents[3] / "resmap" / "formats"
    code = "\n".join(path.read_text("utf-8") for room in ("tables", "sandbox") for path in (formats / room).glob("*.py"))
    found = set(re.findall(r'(?:refused|Refusal|NoTable)\(\s*"([A-Z_]+)"', code))
    found |= {rule_of(kind) for kind in FileKind if kind not in READABLE}
    return found - {"NOT_A_NUMBER"} | {"NO_ROOM", "NO_TABLE", "BROKEN_QUOTES", "NOT_FOUND", "NOT_READABLE", "IS_WEB_PAGE"}


def test_every_rule_that_refuses_a_file_has_a_sentence_in_both_languages():
    from resmap.formats.problems import Problem

    rules = _rules_in_the_code()
    assert len(rules) > 40
    assert [rule for rule in rules if not has(f"tables.refused.{rule}")] == []
    for rule in rules:
        for locale in ("ko", "en"):
            said = refused_sentence(Problem("row 17", rule, "found", "expected"), locale)
            assert said and "{" not in said


def test_every_fault_of_a_row_and_every_note_has_a_sentence():
    room = Path(__file__).parents[3] / "resmap" / "formats" / "tables"
    code = "\n".join(path.read_text("utf-8") for path in room.glob("*.py"))
    notes = set(re.findall(r'Note\("([A-Z_]+)"', code)) | set(re.findall(r'"([A-Z]+_LEFT_OUT)"', code))
    notes |= {"HEADER_REPEATED", "NO_HEADER", "ERROR_CELLS", "FORMULA_CELLS"}
    assert len(notes) > 8 and [code for code in notes if not has(f"tables.note.{code}")] == []
    for fault in ("ROW_LENGTH", "BROKEN_QUOTES", "UNREADABLE_BYTES", "DUPLICATE_KEY"):
        assert has(f"tables.row.{fault}")
