"""Tables that are no list of resources are told for what they are."""

import pytest

from resmap.formats.lists import recognise
from resmap.formats.no_lists import why_no_list
from resmap.words import has


def why(columns, *rows):
    cells = [dict(zip(columns, row, strict=True)) for row in rows]
    return why_no_list(columns, cells, recognise(columns, cells))


@pytest.mark.parametrize(
    ("columns", "row", "told"),
    [
        (("id", "organization_id", "service_id", "name", "title", "department", "email"),
         ("1", "2", "3", "Ada Invented", "Manager", "Desk", "a@example.org"), ("HSDS_PART", "contact")),
        (("id", "service_id", "location_id", "phone_id", "name", "code", "note"),
         ("1", "2", "3", "4", "Urdu", "ur", ""), ("HSDS_PART", "language")),
        (("성명", "생년월일", "주소", "전화번호"), ("김가온", "1950-01-01", "서울특별시 광진구 능동로 1", "02-450-1234"), ("PEOPLE", "")),
        (("given_name", "surname", "date_of_birth"), ("ada", "invented", "19500101"), ("PEOPLE", "")),
        (("이름", "주소"), ("김나래", "서울특별시 광진구 능동로 1"), ("PEOPLE", "")),
        (("target", "criteria"), ("저소득 가구 " * 20, "소득이 낮은 가구 " * 20), ("NO_NAMES", "")),
        (("code", "target", "apply"), ("AB00000024", "저소득 가구 " * 20, "방문"), ("NO_NAMES", "")),
        (("id", "target", "criteria", "laws"), ("AB01", "저소득 가구 " * 20, "소득 " * 30, "가온법"), ("NO_NAMES", "")),
        (("name", "type", "description"), ("id", "string", "A number of its own"), ("SCHEMA", "")),
        (("ego", "alter", "rank"), ("1", "2", "3"), ("NO_NAMES", "")),
    ],
)  # fmt: skip
def test_what_is_no_list_of_resources_is_told_for_what_it_is(columns, row, told):
    assert why(columns, row) == told
    assert has(f"imports.refused.{told[0]}")


@pytest.mark.parametrize(
    ("columns", "row"),
    [
        (("시설명", "대표자명", "주소"), ("가온복지관", "김가온", "서울특별시 광진구 능동로 1")),
        (("id", "name", "description"), ("1", "Pier Pantry", "Food")),
        (("id", "organization_id", "name", "alternate_name", "description"), ("1", "2", "Pier", "", "Food")),
        (("가", "나"), ("가온밥집", "자양동")),
        (("무엇", "어디"), ("나래세탁소", "능동로 1")),
    ],
)  # fmt: skip
def test_what_may_be_a_list_is_left_to_a_person(columns, row):
    assert why(columns, row) is None


def test_an_empty_table_is_left_to_a_person():
    assert why(("가", "나")) is None
