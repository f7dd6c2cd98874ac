"""A list of cases: which column means what, and that no resident number gets past it."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from resmap.domain.codes import Sex, Stage
from resmap.formats.case_list import day_of, plain_rows, read_list, rows_of, year_of
from resmap.formats.problems import FormatError

HEADINGS = ("연번", "관리번호", "성명", "주민등록번호", "생년월일", "성별", "행정동", "연락처", "담당자", "등록일", "진행단계", "비고")
ROWS = (
    ("1", "2026-가-001", "가온", "800101-1******", "1980-01-01", "남", "가람동", "010-0000-1111(딸)", "김나", "2026.3.2", "서비스제공", "메모"),
    ("2", "2026-가-002", "나온", "******-2******", "58.01.01", "?", "나래동", "없음", "", "20260401", "종결", ""),
)  # fmt: skip


def csv(headings=HEADINGS, rows=ROWS) -> bytes:
    return "\n".join(",".join(row) for row in (headings, *rows)).encode("utf-8-sig")


def xlsx(headings=HEADINGS, rows=ROWS) -> bytes:
    book, out = Workbook(), io.BytesIO()
    for row in (headings, *rows):
        book.active.append(row)
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("file", [csv, xlsx])
def test_a_list_of_a_duty_system_is_read_by_its_headings(file):
    found = read_list(file(), "list")
    assert found.dropped == ("주민등록번호",) and set(found.left) == {"연번", "비고"}
    one, other = found.rows
    assert (one.number, one.name, one.birth_year, one.sex, one.dong) == ("2026-가-001", "가온", 1980, Sex.MALE, "가람동")
    assert (one.phone, one.manager, one.stage, str(one.opened_on)) == ("010-0000-1111", "김나", Stage.INTERVENTION, "2026-03-02")
    assert other.closed and other.birth_year is None and set(other.unread) == {"birth", "sex", "phone"}


@pytest.mark.parametrize("heading", ["기타", "생년월일", "식별", "주민번호"])
@pytest.mark.parametrize("value", ["800101-1234567", "8001011234567", "800101-1******"])
def test_p01_a_column_of_resident_numbers_is_dropped_whatever_it_is_called(heading, value):
    found = read_list(csv(("관리번호", "성명", heading), (("A1", "가온", value), ("A2", "나온", value))), "list")
    assert found.dropped == (heading,) and "800101" not in repr(found.rows)


def test_p01_a_single_one_in_a_column_of_names_makes_that_row_a_problem_and_is_not_kept():
    rows = (("A1", "가온"), ("A2", "800101-1234567"), ("A3", "다온"))
    found = read_list(csv(("관리번호", "성명"), rows), "list")
    assert found.rows[1].faults == ("name",) and found.rows[1].name == "" and "800101" not in repr(found)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(*[st.sampled_from(["", "가온", "800101-1234567", "900202-2******", "9902023234567", "A-1"])] * 3),
        min_size=1,
        max_size=6,
    )
)
def test_p01_no_resident_number_ever_gets_past_the_list(rows):
    try:
        found = read_list(csv(("관리번호", "성명", "주소"), rows), "list")
    except FormatError:
        return
    told = repr(found) + plain_rows(found.rows)
    assert not any(number in told for number in ("800101", "900202", "990202"))


@pytest.mark.parametrize(
    ("headings", "rule"), [(("성명", "동"), "NO_CASE_NUMBER"), (("관리번호", "동"), "NO_CASE_NAME")]
)
def test_a_list_without_a_number_or_a_name_is_refused_with_what_is_missing(headings, rule):
    with pytest.raises(FormatError) as refused:
        read_list(csv(headings, (("가", "나"), ("다", "라"))), "list")
    assert [one.rule for one in refused.value.problems] == [rule]


def test_a_list_that_is_too_long_is_refused():
    with pytest.raises(FormatError) as refused:
        read_list(csv(("관리번호", "성명"), [(f"A{n}", "가온") for n in range(1001)]), "list")
    assert [one.rule for one in refused.value.problems] == ["TOO_MANY_ROWS"]


def test_rows_that_come_back_from_the_page_are_the_same_and_are_looked_through_again():
    rows = read_list(csv(), "list").rows
    assert rows_of(plain_rows(rows)) == rows
    (forged,) = rows_of('[{"row": 2, "number": "A1", "name": "800101-1234567"}]')
    assert forged.name == "" and forged.faults == ("name",)
    for wrong in ("", "{}", "[1]", '[{"number": "A"}]', '[{"row": 1, "stage": "never"}]', "[" * 5000):
        with pytest.raises(FormatError):
            rows_of(wrong)


@given(st.text(max_size=30))
def test_no_cell_of_a_date_breaks_the_reader(text):
    year_of(text), day_of(text)
