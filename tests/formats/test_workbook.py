"""The workbook: any text goes in and comes out as it was; nothing becomes a number, a formula or a link."""

from hypothesis import given, settings
from hypothesis import strategies as st

from resmap.formats.workbook import Column, Line, Said, write_workbook
from resmap.formats.workbook_read import SheetBack, read_workbook

COLUMNS = (Column("name", "이름", 20), Column("phone", "전화", 12), Column("note", "설명", 30, choices=("가", "나")))
FIELDS = {column.heading: column.field for column in COLUMNS}
SAID = Said("열쇠", "", "", ("안내",), (("코드", "욕구"), ("ECO11", "먹거리")))
IDS = [f"0189{n:04x}-0000-7000-8000-000000000000" for n in range(4)]

#: What a spreadsheet turns into something else, and what XML and its escapes trip over.
cells = st.text("가나 =+-@'\"<>&;,\n\t01289.eE_x000D_\u00a0😀\u200b%", max_size=20).map(str.strip) | st.sampled_from(
    ["=1+1", "007", "1e5", "2026-11-22", "_x0041_", "http://example.org", "+82-2-000-0000", "TRUE", "1.0", "{=A1}"]
)


@settings(deadline=None, max_examples=6)
@given(st.lists(st.tuples(cells, cells, cells), min_size=1, max_size=4))
def test_every_text_comes_back_as_it_was(rows):
    lines = [
        Line(f"{id_}:{n}", {"name": f"이름{name}", "phone": phone, "note": note}, str(n))
        for n, (id_, (name, phone, note)) in enumerate(zip(IDS, rows, strict=False), start=1)
    ]
    back = read_workbook(write_workbook(COLUMNS, lines, SAID), "x.xlsx", FIELDS)
    assert [(row.id, row.revision) for row in back.rows] == [(line.key[:36], n) for n, line in enumerate(lines, start=1)]
    for row, line in zip(back.rows, lines, strict=True):
        assert {name: text.replace("\r\n", "\n") for name, text in row.cells.items()} == {
            name: text.strip() for name, text in line.cells.items()
        }
    assert back.exported == tuple((line.key[:36], n, str(n)) for n, line in enumerate(lines, start=1))


def test_the_same_entries_give_the_same_bytes():
    line = Line(f"{IDS[0]}:1", {"name": "가"})
    assert write_workbook(COLUMNS, [line], SAID) == write_workbook(COLUMNS, [line], SAID)


def test_what_came_back_can_be_kept_as_json():
    back = read_workbook(write_workbook(COLUMNS, [Line(f"{IDS[0]}:1", {"name": "가"})], SAID), "x.xlsx", FIELDS)
    assert SheetBack.of(back.document()) == back
