"""The parts of an import: the spool, bounded notes, the comparison of three values, the name of a source, words."""

import io
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from resmap.domain.codes import Review
from resmap.flows import importing
from resmap.flows.entering import decide, fields_of, of_file, says_of
from resmap.flows.importing import spool, values
from resmap.flows.importing.reading import Wish, source_of
from resmap.formats.entries import entry
from resmap.formats.report_sheet import ReportRow, ReportWords, write_report
from resmap.words import LOCALES, has, imported
from tests.flows.test_importing_later import shop

ROOT = Path(importing.__file__).parents[2]


def test_many_entries_lie_in_a_file_without_a_name_and_come_back_in_order(tmp_path):
    made = spool.Spool(tmp_path)
    wanted = list(range(spool.FEW * 2 + 7))
    for item in wanted:
        made.add(item)
    assert not list(tmp_path.iterdir())  # nobody else can open it, and no kill leaves it behind
    assert [item for chunk in made.chunks() for item in chunk] == wanted == list(made)
    assert all(len(chunk) <= spool.CHUNK for chunk in made.chunks()) and len(made) == len(wanted)
    made.close()


def test_a_million_odd_rows_are_counted_and_not_all_kept(monkeypatch):
    monkeypatch.setattr(values, "MOST_NOTES", 10)
    notes = values.Notes(values.RowNote(n, "", "SAME_NAME") for n in range(25))
    assert (len(notes), notes.left_out, notes.counts["SAME_NAME"]) == (10, 15, 25)


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("경로당_2020.xlsx", "경로당"),
        ("경로당 현황(2024.03.15) (1).csv", "경로당 현황"),
        ("서울시 복지시설 2022년 8월.csv", "서울시 복지시설"),
        ("list-2024-11-02.json", "list"),
        ("2024.csv", "2024"),
        ("119안전센터.csv", "119안전센터"),
    ],
)
def test_the_next_edition_of_a_file_has_the_source_of_the_last(name, source):
    assert source_of(Wish(), name) == source
    assert source_of(Wish(source="내 목록"), name) == "내 목록"


# Three values

texts = st.sampled_from(["", None, "가", "나", "다"])


def row_of(one, **changes):
    fields = fields_of(one.offer, one.address, one.beyond) | {"organization": "고운미용실", "department": None}
    return fields | {"source_row": says_of(one), "review": Review.IMPORTED} | changes


def saying(hours):
    return entry("S1", shop(hours=hours).offer, "자양로 1", 7)


@given(texts, texts, texts)
def test_an_edit_is_never_overwritten_and_all_else_follows_the_file(said, here, says):
    """Whatever the file said before and says now: what somebody put here stays, or nobody did."""
    then, now = saying(said), saying(says)
    decision = decide(row_of(then, hours=here), now)
    was_edited = (here or None) != (said or None)
    if was_edited:
        assert "hours" not in decision.changed
    else:
        assert ("hours" in decision.changed) == ((says or None) != (here or None))
    told = [one for one in decision.kept if one.field == "hours"]
    assert bool(told) == (was_edited and (here or None) != (says or None) and bool(said or says))
    assert of_file(decision.says, "hours") == (says or None)


@given(texts, texts, texts)
def test_the_same_file_again_decides_the_same_and_changes_nothing_more(said, here, says):
    then, now = saying(said), saying(says)
    first = decide(row_of(then, hours=here), now)
    after = row_of(then, hours=first.changed.get("hours", (None, here))[1]) | {"source_row": dict(first.says)}
    second = decide(after, now)
    assert not second.changed and not second.is_news
    expected = [one.field for one in first.kept if one.there is not None]  # that a file dropped it is told once
    assert [one.field for one in second.kept] == expected


# The workbook

WORDS = ReportWords(**{name: name for name in ReportWords.__dataclass_fields__})


@given(st.lists(st.text(max_size=20).map(lambda text: "=" + text), min_size=2, max_size=2))
def test_a_formula_of_a_file_is_text_in_the_report(cells):
    out = io.BytesIO()
    row = ReportRow(3, True, dict(zip("ab", cells, strict=True)), {"a": ["+1"]}, ["@SUM(1)"], ["-1"])
    write_report(out, ["a", "b"], [row], WORDS, summary=[("=1", "=2")])
    book = load_workbook(io.BytesIO(out.getvalue()))
    for sheet in book.worksheets:
        assert all(cell.data_type in "sn" for line in sheet.iter_rows() for cell in line)
        assert not any(cell.data_type == "n" and cell.value is not None for line in sheet.iter_rows() for cell in line)


# Words

#: Capitals of the readers that are no codes of problems.
_OTHER = re.compile(r"RLIMIT_|LD_|CREATE_NO|ALL_DAYS|BREAK_TIME|EVERY_OTHER|NEVER_CLOSED|NORMAL_CODE")
_ROOMS = ("formats/lists", "formats/tables", "domain/cleaning", "flows/importing")


def test_every_code_of_every_reader_can_be_said_and_named_in_a_few_words():
    paths = [path for room in _ROOMS for path in (ROOT / room).glob("*.py")]
    codes = {code for path in paths for code in re.findall(r'"([A-Z]+(?:_[A-Z]+)+|ENDED)"', path.read_text("utf-8"))}
    refused = ("imports.refused", "tables.refused", "standards.refused", "files.rule")
    unsaid = []
    for code in sorted(codes):
        is_note = has(imported._key(code))
        if is_note:
            assert all(imported.kind_words(code, locale) for locale in LOCALES)
        elif not any(has(f"{area}.{code}") for area in refused) and not _OTHER.match(code):
            unsaid.append(code)
    assert len(codes) > 60 and not unsaid
