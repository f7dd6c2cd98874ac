"""Published lists: their columns are recognised without help, and their rows read as people read them."""

from collections import Counter
from datetime import date
from itertools import islice

import pytest

from resmap.formats.lists import builtin_for, from_recognised, read_list, recognise
from resmap.formats.tables import open_table

FACILITIES = {
    "mohw_disability_welfare_centres_20191231.csv": ("장애인복지관", 254, {"name", "address", "phone", "lat", "lon", "sido", "sigungu"}),
    "national_free_meal_sites_std.csv": ("무료급식소", 1321, {"name", "address", "phone", "days", "hours", "target", "ends_on", "lat"}),
    "public_facility_전국공공시설개방정보표준데이터.csv": ("공공시설개방", 6390, {"name", "name_part", "type", "weekday_open", "cost"}),
    "seoul_gyeongrodang_2020.csv": ("경로당", 3464, {"name", "address", "started_on"}),
    "seoul_gyeongrodang_2020.xlsx": ("경로당", 3465, {"name", "address", "started_on"}),
    "seoul_social_welfare_facilities_2022.csv": (None, 3091, {"key", "name", "type", "sigungu", "address"}),
}


def read(path, gu=None):
    with open_table(path, path.name) as table:
        rows = [row.cells for row in islice(table.rows(), 200)]
        known = recognise(table.columns, rows, titles=table.titles, what=path.name)
        mapping = builtin_for(table.columns) or from_recognised(known, path.stem)
        return known, list(read_list(table, mapping, source="test", gu=gu, today=date(2026, 11, 2)))


@pytest.mark.parametrize("name", FACILITIES)
def test_a_published_list_is_recognised_and_read(shared, name):
    list_of, rows, fields = FACILITIES[name]
    known, taken = read(shared / "data" / "ko_facilities" / name)
    assert known.list_of == list_of and known.is_enough and fields <= known.columns.keys()
    assert len(taken) == rows
    refused = Counter(problem.code for one in taken for problem in one.problems if problem.refused)
    assert refused.keys() <= {"ROW_TWICE", "SECRET_WITH_COORDINATES"} and refused.total() < 0.02 * rows


def test_seouls_directors_are_personal_and_gwangjin_has_94_rows(shared):
    known, taken = read(shared / "data" / "ko_facilities" / "seoul_social_welfare_facilities_2022.csv", gu="광진구")
    assert known.personal == ("시설장명",)
    here = [one for one in taken if not one.left_out]
    assert len(here) == 94 and all(one.entry for one in here)


def test_what_has_ended_and_what_was_dragged_is_told(shared):
    folder = shared / "data" / "ko_facilities"
    _, meals = read(folder / "national_free_meal_sites_std.csv")
    assert sum(problem.code == "ENDED" for one in meals for problem in one.problems) > 400
    _, rooms = read(folder / "public_facility_전국공공시설개방정보표준데이터.csv")
    codes = Counter(problem.code for one in rooms for problem in one.problems)
    assert codes["COORDINATE_DRAGGED"] >= 8 and codes["COORDINATE_OUT_OF_AREA"] >= 4


def test_the_benefit_catalogue_has_kinds_areas_and_proposals(shared):
    known, taken = read(shared / "data" / "ko_services" / "bokjiro_services_2026-06.json")
    offers = [one.entry.offer for one in taken]
    assert known.list_of == "복지급여" and {"key", "name", "description", "region", "provision"} <= known.columns.keys()
    assert {"M11", "M12", "M13", "M14"} <= {offer.kind for offer in offers}
    assert sum(bool(one.entry.beyond.get("proposed_needs")) for one in taken) > 0.95 * len(taken)


def test_detail_texts_without_names_are_no_list(shared):
    path = shared / "data" / "ko_services" / "bokjiro_central_details.json"
    with open_table(path, path.name) as table:
        known = recognise(table.columns, (row.cells for row in islice(table.rows(), 200)), what=path.name)
    assert known.missing == ("name",) and not known.is_enough
