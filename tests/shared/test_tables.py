"""Every published file is read as a table, or refused by a rule that has a sentence."""

from pathlib import Path

import pytest

from resmap.formats.problems import FormatError
from resmap.formats.tables import FileKind, kind_of, open_table
from resmap.words.tables import refused_sentence
from tests.shared.conftest import SHARED

FILES = sorted(path for path in (SHARED / "data").rglob("*") if path.is_file())

#: What the lists are to be read as: rows, columns, the row of the header.
LISTS = {
    "seoul_social_welfare_facilities_2022.csv": (3091, 9, 1),
    "national_free_meal_sites_std.csv": (1321, 16, 1),
    "seoul_gyeongrodang_2020.csv": (3464, 5, 1),
    "seoul_gyeongrodang_2020.xlsx": (3465, 5, 2),
    "mohw_disability_welfare_centres_20191231.csv": (254, 13, 1),
    "KIKmix.20240208.xlsx": (21809, 8, 1),
    "bokjiro_services_2026-06.json": (5012, 15, 0),
    "bokjiro_central_details.json": (1079, 9, 0),
    "seoul_haengjeongdong_2021-04.geojson": (425, 8, 0),
    "ss4women__directory.csv": (341, 12, 1),
}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_published_file_is_read_or_refused_by_a_rule(path: Path):
    try:
        with open_table(path, path.name) as table:
            rows = list(table.rows())
    except FormatError as refused:
        (problem,) = refused.problems
        assert refused_sentence(problem, "ko") and refused_sentence(problem, "en")
        return
    assert len(rows) == table.count and len(set(table.columns)) == len(table.columns) > 0
    if path.name in LISTS:
        assert (table.count, len(table.columns), table.header_row) == LISTS[path.name]
        assert sum(row.cells is None for row in rows) <= 14


def test_the_second_sheet_is_found_under_its_instructions(shared):
    path = shared / "data" / "ko_facilities" / "seoul_gyeongrodang_2020.xlsx"
    with open_table(path, path.name, sheet="강동구") as table:
        assert table.header_row == 4 and table.count == 120 and "회원수 소계" in table.columns
        assert [note.code for note in table.notes if note.row] == ["SUM_LEFT_OUT"]


def test_the_other_standards_are_told(shared):
    data = shared / "data"
    assert kind_of(data / "hsds" / "bc211" / "BC211_data_excerpt.xml") is FileKind.AIRS_XML
    assert kind_of(data / "hsds" / "spec" / "examples__service_list.json") is FileKind.HSDS_JSON
    assert kind_of(data / "geography" / "seoul_haengjeongdong_2021-04.geojson") is FileKind.GEOJSON
