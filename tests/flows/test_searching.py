"""The search of the register on both databases: what was typed narrows with the filters, and tells nothing of a place."""

import pytest

from resmap.domain.codes import RecipientClass, Review
from resmap.domain.korean import fold, initials
from resmap.domain.searching import Because
from resmap.flows import searching
from resmap.store import OfferRecord, OrganisationRecord, Search
from tests.store.conftest import TODAY, database, office, ring  # noqa: F401

ENTRIES = {
    "자양종합사회복지관": {"needs": ("CASE_MGMT",), "dong": "자양4동", "address": "자양로 65"},
    "봄볕분식": {"public_phone": "02-450-1234", "kind": "H21", "needs": ("DLY11",), "dong": "구의1동", "description": "김밥을 얹어 줍니다"},
    "한마음 집수리": {"kind": "H26", "needs": ("ENV13",), "dong": "자양4동"},
    "열린 쉼터": {"location_secret": True, "access_line": "1366", "needs": ("SAF11",)},
    "100% 나눔_가게": {"kind": "H29", "needs": ("ECO11",)},
}


@pytest.fixture
def town(database, office):
    with database.write() as uow:
        uow.as_system()
        house = uow.add(OrganisationRecord(name="광진 복지재단"))
        for name, values in ENTRIES.items():
            base = {"kind": "M31", "recipient_class": RecipientClass.AGENCY, "review": Review.VERIFIED, "verified_on": TODAY}
            keys = {"name_folded": fold(name), "initials": initials(name)}
            uow.add(OfferRecord(name=name, organisation_id=house.id, **keys, **base | values))
        uow.commit()
    return office


def found(database, office, text, **filters):
    with database.read(office.sue) as uow:
        told = searching.by_text(uow, text, Search(**filters))
        return [(record.name, told.why[record.id].because) for record in told.page.rows]


@pytest.mark.parametrize(
    ("typed", "name", "because"),
    [
        ("자양 종합 사회 복지관", "자양종합사회복지관", Because.SAME_NAME),
        ("자얌종합사회복지관", "자양종합사회복지관", Because.SLIP),
        ("자양로 65", "자양종합사회복지관", Because.TEXT),
        ("김밥", "봄볕분식", Because.TEXT),
        ("봄벋분식", "봄볕분식", Because.SLIP),
        ("02-450-1234", "봄볕분식", Because.TEXT),
        ("4501234", "봄볕분식", Because.TEXT),
        ("100% 나눔_가게", "100% 나눔_가게", Because.SAME_NAME),
    ],
)
def test_the_entry_that_was_meant_comes_first(database, town, typed, name, because):
    assert found(database, town, typed)[0] == (name, because)


def test_words_of_everyday_find_who_answers_the_need(database, town):
    told = found(database, town, "곰팡이가 피고 비가 새요")
    assert ("한마음 집수리", Because.NEED) in told
    assert ("봄볕분식", Because.NEED) in found(database, town, "밥을 못 먹어요")


def test_other_filters_still_hold(database, town):
    assert [name for name, _ in found(database, town, "복지재단", dong="구의1동")] == ["봄볕분식"]
    assert found(database, town, "복지재단", review=Review.IMPORTED) == []


def test_nothing_that_was_typed_is_a_pattern(database, town):
    assert found(database, town, "%_%") == []


def test_a_refuge_is_found_by_its_name_and_need_only(database, town):
    assert ("열린 쉼터", Because.SAME_NAME) in found(database, town, "열린쉼터")
    for place in ("자양로", "자양4동"):
        assert "열린 쉼터" not in [name for name, _ in found(database, town, place)]


def test_pages_end_where_the_hits_end(database, town):
    with database.read(town.sue) as uow:
        told = searching.by_text(uow, "복지재단", Search(), page=99, size=2).page
    assert (told.total, told.number, len(told.rows)) == (5, 3, 1)
