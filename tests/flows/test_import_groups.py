"""What is odd about a file is told by kind, with the rows of each; never a cell of a row that must not be repeated."""

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from resmap.flows import importing
from resmap.flows.importing.groups import HIDDEN, groups_of
from resmap.flows.importing.reading import note_of
from resmap.flows.importing.values import Notes
from resmap.formats.entries import RowProblem
from tests.flows.test_importing import BOSS, database  # noqa: F401

HEADER = "시설명,시설종류,주소,전화번호"
ROWS = (
    "가온 복지관,사회복지관,서울특별시 광진구 능동로 652층,2-450-1234",
    "나래 복지관,사회복지관,,2-450-1235",
    "한빛의 집,가정폭력피해자 보호시설,서울특별시 광진구 숨은로 77,2-450-7777",
    "다솜 복지관,사회복지관,서울특별시 광진구 능동로 3,2-450-1236",
)


def looked(database, rows=ROWS, name="모음.csv"):
    raw = "\n".join([HEADER, *rows]).encode()
    report = importing.bring_in(database, BOSS, raw, name, dry_run=True)
    return {one.code: one for one in groups_of(report, raw)}


def test_each_kind_is_told_once_with_its_rows_their_names_and_cells(database):
    group = looked(database)["PHONE_ZERO_LOST"]
    assert group.count == 3 and not group.refused
    assert [(one.note.row, one.name, one.cell) for one in group.rows] == [
        (2, "가온 복지관", "2-450-1234"), (3, "나래 복지관", "2-450-1235"), (5, "다솜 복지관", "2-450-1236"),
    ]  # fmt: skip


def test_a_refuges_row_tells_neither_name_nor_cell(database):
    found = looked(database)
    (row,) = found["SECRET_PLACE_REMOVED"].rows
    assert (row.name, row.cell) == (HIDDEN, HIDDEN)
    assert "숨은로" not in repr(found) and "7777" not in repr(found)


def test_kinds_with_refused_rows_come_first(database):
    rows = (*ROWS, ",사회복지관,서울특별시 광진구 능동로 4,02-450-1236")
    assert next(iter(looked(database, rows).values())).code == "CELL_EMPTY"


def test_a_residents_row_tells_neither_name_nor_cell(database):
    raw = "\n".join([HEADER, *ROWS]).encode()
    report = importing.bring_in(database, BOSS, raw, "모음.csv", dry_run=True)
    problem = RowProblem(5, "전화번호", "PHONE_MASKED")
    told = replace(report, notes=Notes([note_of(problem, is_resident=True)]))
    (row,) = groups_of(told, raw)[0].rows
    assert (row.name, row.cell) == (HIDDEN, HIDDEN) and not note_of(problem).secret


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations(ROWS), st.integers(0, 4))
def test_wherever_a_refuge_stands_nothing_of_its_row_is_told(database, rows, cut):
    assert "숨은로" not in repr(looked(database, tuple(rows[cut:]) or ROWS))
