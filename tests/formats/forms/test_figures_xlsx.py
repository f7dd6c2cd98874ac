"""A district's template: understood by its headings, filled without touching anything else."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resmap.domain.monthly import CODES
from resmap.formats.forms import figures_aside
from resmap.formats.forms.figure_labels import UNKNOWN, meanings, meanings_of_code, scale_of, together
from resmap.formats.forms.figures_fill import fill
from resmap.formats.forms.figures_xlsx import places
from resmap.formats.problems import FormatError
from tests.formats.forms import figure_templates as templates
from tests.formats.forms.figure_templates import read

DONGS = ("자양1동", "구의1동")


def understood(raw: bytes) -> dict[str, str | None]:
    return {one.cell: one.code for one in places(raw, DONGS)}


# ── headings ─────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("headings", "code"),
    [
        (["신규 사례 수"], "cases.new"),
        (["종결", "사망"], "cases.closed.DEATH"),
        (["전화", "상담건수(건)"], "contacts.way.phone"),
        (["① 의뢰 건수", "민간"], "links.requested.private"),
        (["통합사례회의 개최 횟수"], "conferences.integrated"),
        (["2. 자원연계", "공공", "지원금액"], "value.public"),
        (["일반", "진행"], "cases.general"),
        (["연계 건수", "공공"], None),
        (["일반", "신규"], None),
        (["주민 만족도", "전화"], None),
        (["상담", "종결"], None),
        (["교육 만족도"], None),
        ([], None),
    ],
)
def test_headings_together_mean_one_figure_or_nobody_knows(headings, code):
    assert together(headings).code == code


def test_a_heading_that_is_not_ours_wins_over_everything():
    assert not together(["전화", "비고"]).ours and not together(["신규", "목표"]).ours


def test_months_dongs_years_and_sums_are_told_apart():
    told = together(["자양1동", "진행", "3월"], DONGS)
    assert (told.code, told.month, told.dong) == ("cases.ongoing", 3, "자양1동")
    assert together(["신규", "2025년"]).year == 2025 and together(["신규"], around=["2026년 실적"]).year == 2026
    assert together(["신규", "누계"]).summed and together(["신규", "누계", "3월"]).code is None
    assert together(["다른동", "신규"], DONGS).code is None and together(["신규", "13월"]).code is None
    assert together(["신규", "1월", "2월"]).code is None


@pytest.mark.parametrize(
    ("heading", "scale"), [("금액(천원)", 1000), ("(단위: 건, 천원)", 1000), ("단위 : 만원", 10_000), ("금액(원)", 1), ("금액", 1)]
)
def test_the_unit_of_won_is_read_where_it_stands(heading, scale):
    assert scale_of(heading) == scale


def test_no_two_figures_mean_the_same_and_every_one_can_be_reached_from_its_meanings():
    assert len({meanings_of_code(code) for code in CODES}) == len(CODES)


@given(st.lists(st.text(max_size=30), max_size=4), st.text(min_size=1, max_size=12).filter(lambda one: UNKNOWN in meanings(one)))
def test_never_is_a_cell_understood_where_one_of_its_headings_is_not(headings, strange):
    assert together([*headings, strange]).code is None


# ── templates ────────────────────────────────────────────────────────────────


def test_a_report_with_parts_is_understood_up_to_what_is_not_ours():
    found = understood(templates.report())
    assert found == {
        "B6": "cases.carried", "C6": "cases.new", "D6": "cases.closed", "E6": "cases.ongoing",
        "B10": "links.requested.public", "C10": "links.completed.public", "D10": "value.public",
        "B11": "links.requested.private", "C11": "links.completed.private", "D11": "value.private", "B15": None,
    }  # fmt: skip
    assert {one.scale for one in places(templates.report(), ()) if str(one.code).startswith("value")} == {1000}


def test_months_across_go_with_their_months_and_a_total_with_their_sum():
    found = {one.cell: one for one in places(templates.year(), ())}
    assert (found["C4"].code, found["C4"].month) == ("contacts.way.phone", 1)
    assert (found["N9"].code, found["N9"].month) == ("cases.closed.DEATH", 12)
    assert found["O4"].summed and found["P8"].summed and found["C10"].code == "conferences"
    assert "P4" not in found and not any(cell.startswith(("A", "B")) for cell in found)


def test_dongs_down_are_told_apart_and_a_strange_dong_is_nobodys():
    found = {one.cell: one for one in places(templates.dongs(), DONGS)}
    assert (found["B4"].code, found["B4"].dong) == ("persons.clients", "자양1동")
    assert (found["D5"].code, found["D5"].dong) == ("contacts.way.visit", "구의1동")
    assert found["B6"].code is None and found["E4"].code is None and (found["F7"].code, found["F7"].dong) == ("links.accepted", "")


def test_a_group_that_is_said_once_goes_on_below_and_no_number_stands_where_its_label_would():
    assert understood(templates.groups()) == {
        "D3": "cases.new", "D4": "cases.closed", "D5": "contacts.way.visit", "D6": "contacts.way.phone",
        "D7": "links.requested.public", "D8": "links.requested.private",
    }  # fmt: skip


def test_labels_beside_their_cells_are_understood_and_boxes_to_sign_are_left_alone():
    found = understood(templates.beside())
    wanted = {"C5": "cases.new", "E5": "cases.closed", "C6": "persons.clients", "E6": "conferences.integrated"}
    assert wanted.items() <= found.items() and found["C7"] == "persons.household" and found["E7"] == "contacts.service.crisis"
    assert "C8" not in found and not any(cell.startswith(("F", "G", "H")) for cell in found)


# ── filling ──────────────────────────────────────────────────────────────────


def looks(cell) -> tuple:
    return tuple(map(repr, (cell.font, cell.fill, cell.border, cell.alignment, cell.number_format, cell.protection)))


@pytest.mark.parametrize("name", templates.ALL)
def test_only_the_cells_that_are_filled_change_and_formats_formulas_and_merged_cells_stay(name):
    raw = templates.ALL[name]()
    wanted = {one.sheet: {} for one in places(raw, DONGS)}
    for number, one in enumerate(places(raw, DONGS), start=7):
        wanted[one.sheet][one.cell] = number
    before, after = read(raw), read(fill(raw, wanted))
    assert after.calculation.fullCalcOnLoad and before.sheetnames == after.sheetnames
    for sheet in before:
        now = after[sheet.title]
        assert set(map(str, sheet.merged_cells.ranges)) == set(map(str, now.merged_cells.ranges))
        assert {k: v.width for k, v in sheet.column_dimensions.items()} == {k: v.width for k, v in now.column_dimensions.items()}
        for row in sheet.iter_rows():
            for cell in row:
                filled = now[cell.coordinate]
                assert looks(cell) == looks(filled), cell.coordinate
                assert filled.value == wanted[sheet.title].get(cell.coordinate, cell.value), cell.coordinate


def test_everything_else_in_the_file_stays_byte_for_byte():
    raw = io.BytesIO(templates.report())
    with zipfile.ZipFile(raw, "a") as archive:
        archive.writestr("xl/drawings/drawing1.xml", "<drawing/>")
        archive.writestr("xl/media/image1.png", b"\x89PNG of a stamp")
    before = zipfile.ZipFile(raw)
    after = zipfile.ZipFile(io.BytesIO(fill(raw.getvalue(), {"실적": {"B6": 3}})))
    assert before.namelist() == after.namelist()
    changed = {name for name in before.namelist() if before.read(name) != after.read(name)}
    assert changed == {"xl/workbook.xml", "xl/worksheets/sheet1.xml"}


def test_a_formula_is_never_written_over_and_forgets_what_it_was():
    raw = templates.report()
    book = zipfile.ZipFile(io.BytesIO(raw))
    kept = book.read("xl/worksheets/sheet1.xml").replace(b"<f>B6+C6</f><v></v>", b"<f>B6+C6</f><v>41</v>").replace(b"<f>B6+C6</f><v />", b"<f>B6+C6</f><v>41</v>")
    assert b">41<" in kept
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in book.namelist():
            archive.writestr(name, kept if name.endswith("sheet1.xml") else book.read(name))
    filled = fill(made.getvalue(), {"실적": {"F6": 99, "B6": 1}})
    assert read(filled)["실적"]["F6"].value == "=B6+C6"
    assert b">41<" not in zipfile.ZipFile(io.BytesIO(filled)).read("xl/worksheets/sheet1.xml")


def test_a_text_goes_in_as_a_text():
    sheet = read(fill(templates.report(), {"실적": {"B6": "비공개", "C6": "=1+1"}}))["실적"]
    assert sheet["B6"].value == "비공개" and (sheet["C6"].value, sheet["C6"].data_type) == ("=1+1", "s")


@pytest.mark.parametrize(("cells", "rule"), [({"없는 시트": {"A1": 1}}, "NO_SUCH_SHEET"), ({"실적": {"6B": 1}}, "NO_SUCH_CELL")])
def test_what_is_not_there_is_refused(cells, rule):
    with pytest.raises(FormatError) as refused:
        fill(templates.report(), cells)
    assert [one.rule for one in refused.value.problems] == [rule]


def with_part(name: str, content: bytes) -> bytes:
    raw = io.BytesIO(templates.report())
    with zipfile.ZipFile(raw, "a") as archive:
        archive.writestr(name, content)
    return raw.getvalue()


@pytest.mark.parametrize("act", [lambda raw: places(raw, ()), lambda raw: fill(raw, {})])
def test_macros_are_refused(act):
    for name in ("xl/vbaProject.bin", "xl/macrosheets/sheet1.xml"):
        with pytest.raises(FormatError) as refused:
            act(with_part(name, b"<x/>"))
        assert [one.rule for one in refused.value.problems] == ["HAS_MACROS"]


def test_a_child_looks_and_fills_and_its_refusals_come_through():
    raw = templates.report()
    assert figures_aside.look(raw, "양식.xlsx", DONGS) == places(raw, DONGS)
    assert read(figures_aside.filled(raw, "양식.xlsx", {"실적": {"B6": 5}}))["실적"]["B6"].value == 5
    for broken, rule in ((with_part("xl/vbaProject.bin", b"x"), "HAS_MACROS"), (b"%PDF-1.7 \n%%EOF", "IS_PDF"), (b"hello", None)):
        with pytest.raises(FormatError) as refused:
            figures_aside.look(broken, "양식.xlsx", DONGS)
        assert rule is None or [one.rule for one in refused.value.problems] == [rule]
