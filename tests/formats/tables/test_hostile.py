"""Files made to hurt: each is refused, none takes the process with it, and what they reach for is never touched."""

import io
import random
import struct
import sys
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resmap.formats.problems import FormatError
from resmap.formats.sandbox import limits as sandbox_limits
from resmap.formats.sandbox import read_aside, running
from resmap.formats.tables import archives, kind_of, limits, open_table
from resmap.formats.tables.kinds import FileKind
from resmap.formats.tables.source import Source
from tests.formats.tables.files import (
    HEADER,
    MAIN,
    ROWS,
    csv_bytes,
    hwpx_of,
    ods_of,
    ole_of,
    sheet_of,
    text_row,
    workbook,
    xls_of,
    xlsx_of,
    zipped,
)

posix = pytest.mark.skipif(sys.platform == "win32", reason="limits of a process are POSIX")


def rule_of(raw: bytes) -> str:
    with pytest.raises(FormatError) as refused:
        open_table(raw, "목록.xlsx")
    (problem,) = refused.value.problems
    return problem.rule


# Zips


def test_a_zip_bomb_is_refused_before_it_is_unpacked():
    assert rule_of(xlsx_of(b"\0" * (200 << 20))) == "ZIP_UNSAFE"
    assert rule_of(zipped({"Contents/section0.xml": b" " * (200 << 20)})) == "ZIP_UNSAFE"


def test_members_that_lie_over_one_another_are_refused():
    """As David Fifield's bombs: many names for the same few bytes."""
    raw = bytearray(zipped({"xl/workbook.xml": "x" * 5000, "xl/a.xml": "y"}, compress=zipfile.ZIP_STORED))
    at = raw.index(b"PK\x01\x02")
    struct.pack_into("<II", raw, at + 20, 4_000_000, 4_000_000)
    with pytest.raises(FormatError) as refused:
        archives.check(Source(bytes(raw), "x"))
    assert refused.value.problems[0].found == "overlap"


@pytest.mark.parametrize("name", ["../../etc/cron.d/x", "/etc/passwd", "C:\\x", "a\\..\\b", "..\\x"])
def test_a_member_that_climbs_out_is_refused(name):
    assert rule_of(xlsx_of(sheet_of(""), more={name: "x"})) == "ZIP_UNSAFE"


def test_a_name_that_stands_twice_is_refused_for_two_readers_would_see_two_files():
    made = io.BytesIO(xlsx_of(sheet_of("")))
    with zipfile.ZipFile(made, "a") as archive, pytest.warns(UserWarning):
        archive.writestr("xl/workbook.xml", "x")
    assert rule_of(made.getvalue()) == "ZIP_UNSAFE"


def test_a_directory_of_too_many_members_is_not_even_read():
    many = {f"xl/{i}": "" for i in range(limits.MOST_MEMBERS + 1)}
    assert rule_of(xlsx_of(sheet_of(""), more=many)) == "ZIP_UNSAFE"
    raw = bytearray(zipped({"xl/workbook.xml": "x"}))
    struct.pack_into("<I", raw, raw.rindex(b"PK\x05\x06") + 12, 1 << 31)
    assert rule_of(bytes(raw)) == "ZIP_UNSAFE"


def test_members_under_a_password_are_told_as_such():
    raw = bytearray(zipped({"xl/workbook.xml": "x"}))
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    assert rule_of(bytes(raw)) == "IS_LOCKED"


def test_a_zip_that_lies_about_the_size_of_a_member_ends_in_a_refusal():
    raw = bytearray(xlsx_of(sheet_of(text_row(1, HEADER) * 2000)))
    at = raw.index(b"xl/worksheets/sheet1.xml", raw.index(b"PK\x01\x02")) - 46
    struct.pack_into("<I", raw, at + 24, 100)
    assert rule_of(bytes(raw)) in ("BROKEN_XML", "BROKEN_FILE", "ZIP_UNSAFE")


# XML


LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;">]>'


def outer(path) -> str:
    return f'<!DOCTYPE x [<!ENTITY a SYSTEM "{path.as_uri()}">]>'


@pytest.mark.parametrize("doctype", ["laughs", "file", "dtd"])
def test_entities_and_outer_files_are_refused_in_every_xml(doctype, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("GEHEIM")
    begin = {"laughs": LAUGHS, "file": outer(secret), "dtd": f'<!DOCTYPE x SYSTEM "{secret.as_uri()}">'}[doctype]
    files = [
        f'<?xml version="1.0"?>{begin}<r><i><a>&a;</a><b>1</b></i><i><a>2</a></i></r>'.encode(),
        xlsx_of(begin + sheet_of(text_row(1, HEADER) + text_row(2, ["&a;", "x"]))),
        xlsx_of(sheet_of("<row><c t='s'><v>0</v></c></row>"), strings=f"{begin}<sst {MAIN}><si><t>&a;</t></si></sst>"),
        zipped({"Contents/section0.xml": f"{begin}<sec>&a;</sec>", "mimetype": "application/hwp+zip"}),
        f'<?xml version="1.0"?>{begin}<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">&a;</Workbook>'.encode(),
    ]
    for raw in files:
        assert rule_of(raw) == "XML_UNSAFE", raw[:60]


def test_an_outer_file_named_in_a_page_is_not_opened(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("GEHEIM")
    raw = f"{outer(secret)}<html><table><tr><td>name<td>phone<tr><td>&a;<td>1</table>"
    for row in open_table(raw.encode(), "x").rows():
        assert "GEHEIM" not in str(row.cells)


def test_elements_nested_without_end_are_refused():
    deep = "<a>" * 50_000
    assert rule_of(f'<?xml version="1.0"?>{deep}'.encode()) == "TOO_DEEP"
    assert rule_of(zipped({"Contents/section0.xml": deep, "mimetype": "application/hwp+zip"})) == "TOO_DEEP"
    assert rule_of(("<table><tr><td>" * 50_000).encode()) in ("TOO_DEEP", "IS_WEB_PAGE", "BROKEN_FILE")


# Sheets


def corners() -> str:
    return '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'


def test_two_legal_cells_in_the_far_corners_do_not_lay_out_a_sheet():
    """calamine (issue 693) asks for 550 GB and aborts; the stream meets a cell that is too far right."""
    assert rule_of(xlsx_of(sheet_of(corners()))) == "TOO_WIDE"


def test_a_dimension_of_millions_of_columns_is_not_believed():
    rows = '<dimension ref="A1:XFD1048576"/>' + text_row(1, ["이름", "전화"]) + text_row(2, ["가", "1"])
    assert open_table(xlsx_of(sheet_of(rows)), "x").count == 1


@posix
def test_a_library_that_aborts_takes_only_the_child_with_it():
    """The same cells in an ODS: 16,384 times a million cells, laid out by calamine."""
    import re

    content = (
        '<table:table-row table:number-rows-repeated="1048575"><table:table-cell table:number-columns-repeated="16383" '
        'office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row>'
    )
    raw = ods_of([HEADER, *ROWS])
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members["content.xml"] = re.sub(rb"<table:table-row>", content.encode() + rb"<table:table-row>", members["content.xml"], count=1)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, body in members.items():
            archive.writestr(name, body)
    assert rule_of(made.getvalue()) in ("PARSER_DIED", "TOO_MUCH_MEMORY", "BROKEN_FILE", "TOO_MANY_ROWS", "TOO_WIDE")


def test_cells_that_span_millions_are_cut_to_the_table():
    wide = "<table><tr><td colspan=999999>a</td></tr></table>"
    tall = "<table><tr><td rowspan=999999>name</td><td>phone</td></tr><tr><td>1</td></tr></table>"
    assert rule_of(wide.encode()) in ("TOO_WIDE", "IS_WEB_PAGE")
    assert open_table(tall.encode(), "x").count <= 2
    with zipfile.ZipFile(io.BytesIO(hwpx_of([[["a", "b"]]]))) as archive:
        section = archive.read("Contents/section0.xml").replace(b'colSpan="1" rowSpan="1"', b'colSpan="99999" rowSpan="99999999"')
    assert rule_of(zipped({"mimetype": "application/hwp+zip", "Contents/section0.xml": section})) == "TOO_MANY_ROWS"


def test_merged_cells_over_all_rows_and_over_one_another_cost_no_more_than_their_number():
    merges = "".join(f'<mergeCell ref="{chr(65 + i % 26)}{i + 1}:{chr(65 + i % 26)}1048576"/>' for i in range(20_000))
    rows = text_row(1, HEADER) + text_row(2, ROWS[0]) + text_row(1_000_000, ROWS[1])
    assert open_table(xlsx_of(sheet_of(rows, f"<mergeCells>{merges}</mergeCells>")), "x").count == 2


def test_a_shared_string_that_is_not_there_refuses_the_file():
    assert rule_of(xlsx_of(sheet_of('<row r="1"><c r="A1" t="s"><v>9</v></c></row>'))) == "BROKEN_FILE"


def test_a_row_number_beyond_all_numbers_is_no_number():
    sheet = sheet_of(f'<row r="{"9" * 400}"><c t="str"><v>이름</v></c><c t="str"><v>전화</v></c></row>')
    assert open_table(xlsx_of(sheet), "x").header_row == 1


def test_a_csv_of_one_open_quote_is_read_in_bounded_steps():
    raw = b'name,place\n"' + b"x" * 3_000_000
    assert rule_of(raw) == "BROKEN_QUOTES"


def test_a_csv_of_millions_of_columns_is_refused_before_they_are_a_list():
    assert rule_of(b"a," * 1_000_000 + b"\n1,2\n") == "TOO_WIDE"
    assert rule_of(b"name,place\n" + b"," * 5_000_000 + b"\n") == "TOO_WIDE"
    assert rule_of(b'name,place\n' + b'"a\n",' * 30_000 + b"\n") == "TOO_WIDE"


def test_a_cell_longer_than_any_text_is_refused():
    assert rule_of(xlsx_of(sheet_of(text_row(1, ["이름", "x" * (limits.LONGEST_CELL + 1)])))) == "CELL_TOO_LONG"


# The child


def test_the_child_sees_neither_keys_nor_the_callers_environment(monkeypatch):
    monkeypatch.setenv("RESMAP_KEY_FILE", "/secret/key")
    seen = {}
    start = running.subprocess.Popen

    def watched(command, **how):
        seen.update(how["env"])
        return start(command, **how)

    monkeypatch.setattr(running.subprocess, "Popen", watched)
    open_table(workbook({"목록": [HEADER, *ROWS]}), "x")
    assert seen and not [name for name in seen if name.startswith("RESMAP")]


def test_a_child_whose_time_is_over_is_ended_and_told():
    with pytest.raises(FormatError) as refused:
        read_aside(Source(workbook({"목록": [HEADER, *ROWS]}), "x"), "table", {"kind": "xlsx", "sheet": None}, clock=0.001)
    assert refused.value.problems[0].rule == "TOO_SLOW"


def test_a_child_that_dies_or_stops_in_the_middle_is_never_taken_for_an_empty_table(monkeypatch):
    for code, written in ((-6, b'{"format":"xlsx"}\n'), (0, b'{"format":"xlsx"}\n[[1,["a","b"],""]]\n'), (0, b""), (0, b'{"fo')):

        def die(arguments, asked, file, spool, clock, code=code, written=written):
            spool.write(written)
            spool.flush()
            return code

        monkeypatch.setattr(running, "_run", die)
        with pytest.raises(FormatError) as refused:
            open_table(workbook({"목록": [HEADER, *ROWS]}), "x")
        assert refused.value.problems[0].rule == "PARSER_DIED"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="/dev/full is of Linux")
def test_a_full_disk_is_told_as_such(monkeypatch):
    import subprocess

    made = workbook({"목록": [HEADER, *ROWS]})
    with Source(made, "x").on_disk() as file, open("/dev/full", "wb") as full:
        command = [sys.executable, "-m", "resmap.formats.sandbox.child", "table"]
        asked = {"ASKED": '{"kind": "xlsx", "sheet": null}'}
        code = subprocess.run(command, stdin=file, stdout=full, env=asked, cwd=running._ROOT).returncode
    assert code == 28
    for code, rule in ((28, "NO_ROOM"), (27, "TOO_LARGE_INSIDE")):
        monkeypatch.setattr(running, "_run", lambda *_, code=code: code)
        assert rule_of(made) == rule


@posix
def test_the_child_may_not_take_all_memory(monkeypatch):
    """The limit is set before a byte of the file is read: looked at from inside."""
    import subprocess

    code = (
        "import resource; from resmap.formats.sandbox import child; child.limit();"
        "print(resource.getrlimit(resource.RLIMIT_AS)[0], resource.getrlimit(resource.RLIMIT_CPU)[0])"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=running._ROOT)
    assert said.stdout.split() == [str(sandbox_limits.CHILD_MEMORY), str(sandbox_limits.CHILD_CPU)]


def test_two_readers_of_one_table_do_not_disturb_each_other():
    rows = [HEADER, *[(str(i), f"가온{i}", f"능동로 {i}", "02-1") for i in range(900)]]
    table = open_table(workbook({"목록": rows}), "x")
    one, two = table.rows(), table.rows()
    assert [(next(one).number, next(two).number) for _ in range(900)] == [(i, i) for i in range(2, 902)]


# Whatever comes


SEEDS = {
    "csv": csv_bytes(),
    "xlsx": workbook({"목록": [HEADER, *ROWS]}),
    "xls": xls_of([HEADER, *ROWS]),
    "ods": ods_of([HEADER, *ROWS]),
    "hwpx": hwpx_of([[HEADER, *ROWS]]),
    "hwp": ole_of({"FileHeader": b"HWP Document File"}),
    "html": b"<table><tr><td>name</td><td>phone</td></tr><tr><td>a</td><td>1</td></tr></table>",
    "json": b'{"data": [{"name": "a", "phone": 1}, {"name": "b"}]}',
    "xml": b'<?xml version="1.0"?><items><item><a>1</a><b>2</b></item><item><a>3</a></item></items>',
}


@given(st.binary(max_size=400))
def test_every_bytes_are_of_some_kind(raw):
    assert kind_of(raw) in FileKind


@pytest.mark.parametrize("seed", SEEDS)
def test_a_spoiled_file_is_a_table_or_a_refusal(seed):
    """Bytes changed, cut out and doubled at places drawn once: the same files in every run."""
    draw = random.Random(f"spoiled {seed}")
    for _ in range(12 if seed != "csv" else 200):
        raw = bytearray(SEEDS[seed])
        for _ in range(draw.randint(1, 6)):
            at = draw.randrange(len(raw) or 1)
            how = draw.random()
            if how < 0.6 and raw:
                raw[at] = draw.randrange(256)
            elif how < 0.8:
                del raw[at : at + draw.randint(1, 40)]
            else:
                raw[at:at] = raw[at : at + draw.randint(1, 40)]
        try:
            with open_table(bytes(raw), "x") as table:
                assert len(list(table.rows())) == table.count
        except FormatError as refused:
            assert len(refused.problems) == 1


@settings(max_examples=60)
@given(st.binary(max_size=200), st.sampled_from([b"<table><tr>", b'[{"a":', b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 70]))
def test_no_beginning_makes_the_look_at_a_file_fail(raw, begin):
    assert kind_of(begin + raw) in FileKind
