"""Of a neighbour's row in a list nothing is repeated: on no page, in no workbook, in no sentence, refused or taken (P-25)."""

import io

import openpyxl
import pytest
from sqlalchemy import select

from resmap.flows import importing
from resmap.flows.importing.groups import groups_of
from resmap.flows.importing.reading import note_of
from resmap.formats.entries import RowProblem
from resmap.store import OfferRecord
from resmap.words import imported
from tests.flows.test_importing import BOSS, database  # noqa: F401

MAPPING = """format = "resmap-mapping/1"
name = "neighbours"
source = "이웃 목록"
[columns]
name = "이름"
address = "주소"
phone = "전화"
type = "종류"
key = "번호"
description = "설명"
[types."이웃"]
kind = "H11"
recipient_class = "neighbour"
""".encode()
HEADER = "이름,주소,전화,종류,번호,설명"
ROWS = (
    "가온이,서울특별시 광진구 자양로 771층,1045671234,이웃,A1,반찬을 나눕니다",
    "나래이,서울특별시 광진구 자양로 9,010-4567-5555,이웃,A1,동행",
    "다온이,서울특별시 광진구 능동로 3,010-4567-6666,이웃,,동행",
    ",서울특별시 광진구 능동로 5,010-4567-7777,이웃,A5,동행",
)
PERSONAL = ("가온", "나래", "다온", "자양로", "능동로", "4567")


def bring(database, *rows, **how):
    raw = "\n".join((HEADER, *rows)).encode()
    return raw, importing.bring_in(database, BOSS, raw, "list.csv", mapping=MAPPING, **how)


def told(raw, report):
    """Everything that a report says beside what stands in the register."""
    out = io.BytesIO()
    importing.write_workbook(out, report, raw, "ko")
    cells = [
        cell
        for sheet in openpyxl.load_workbook(io.BytesIO(out.getvalue()))
        for line in sheet.iter_rows(values_only=True)
        for cell in line
    ]
    document = importing.document(report, lambda note: imported.note_sentence(note.code, note.facts, "ko"))
    return repr((cells, document, groups_of(report, raw), report.prepared.looked))


@pytest.mark.parametrize("dry_run", [True, False])
def test_no_cell_of_a_neighbour_is_repeated_in_a_report(database, dry_run):
    raw, report = bring(database, *ROWS, dry_run=dry_run)
    assert report.prepared.refused == 3 and report.created == 1 and report.notes.counts["FLOOR_GLUED"] == 1
    assert all(note.secret for note in report.notes)
    said = told(raw, report)
    assert [sign for sign in PERSONAL if sign in said] == []


def test_the_row_of_a_neighbour_whose_entry_was_edited_here_is_not_repeated_either(database):
    bring(database, ROWS[0])
    with database.write(BOSS) as uow:
        uow.session.scalar(select(OfferRecord)).description = "국을 나눕니다"
        uow.commit()
    raw, report = bring(database, ROWS[0].replace("반찬을", "빵을"))
    assert [note.code for note in report.notes if not note.secret] == []
    assert report.notes.counts["LOCAL_EDIT_KEPT"] == 1
    said = told(raw, report)
    assert "자양로" not in said and "4567" not in said


def test_a_note_of_a_neighbour_keeps_its_codes_and_none_of_its_values():
    problem = RowProblem(3, "주소", "NEEDS_PROPOSED", False, {"needs": ["ECO11"], "said": "자양로 77", "lat": 37.5})
    note = note_of(problem, True)
    assert note.facts["needs"] == ["ECO11"] and note.secret
    assert {note.facts["said"], note.facts["lat"]} == {"…"}
    assert note_of(problem).facts == problem.facts
