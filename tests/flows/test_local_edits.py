"""A value that was edited here gives way to the file's when somebody says so, and nothing else does."""

import pytest

from resmap.domain.codes import Review
from resmap.domain.permissions import NotFound
from resmap.flows import pairs
from resmap.flows.entering import FIELDS, QUIET, name_keys
from resmap.flows.importing.local_edits import may_take, take
from resmap.store import LostUpdate, OfferRecord
from resmap.store.queries import imports
from tests.flows.test_importing import BOSS, SOURCE, all_offers, bring, centre, database, edit, table  # noqa: F401

COLUMNS = [one.key for one in OfferRecord.__mapper__.column_attrs]


def taking(database, field, key="click-000001", **more):
    record = all_offers(database)["Z1"]
    with database.write(BOSS) as uow:
        return take(uow, BOSS, record.id, field, **{"revision": record.revision, "key": key} | more)


def standing(database):
    record = all_offers(database)["Z1"]
    return {name: getattr(record, name) for name in COLUMNS if name not in ("changed_at", "updated_at")}


@pytest.fixture
def edited(database):
    bring(database, table(centre()))
    edit(database, name="가온복지관", **{k: v for k, v in name_keys("가온복지관").items()}, hours="평일 9-18", merged_into=None)
    return database


def test_the_files_value_is_taken_where_it_differs(edited):
    assert taking(edited, "name").name == "가온종합사회복지관"
    assert all_offers(edited)["Z1"].name_folded == name_keys("가온종합사회복지관")["name_folded"]


def test_no_column_can_be_emptied_by_a_button(edited):
    before = standing(edited)
    for field in [*COLUMNS, "organization", "department", "no such column", "__class__", "metadata", ""]:
        if field == "name":
            continue
        with pytest.raises(NotFound):
            taking(edited, field)
    assert standing(edited) == before


def test_only_what_a_file_decides_can_be_taken():
    assert {field for field in (*COLUMNS, "organization", "what") if may_take(field)} <= FIELDS - QUIET - {"extra", "kind"}
    assert not any(map(may_take, ("source", "evidence", "extra", "verified_on", "merged_into", "location_secret")))


@pytest.mark.parametrize(
    "change",
    [{"review": Review.WITHDRAWN}, {"review": Review.MERGED, "merged_into": "0"},
     {"location_secret": True, "access_line": "1366", "dong": None, "sigungu": None, "address": None, "lat": None, "lon": None}],
)  # fmt: skip
def test_an_entry_that_is_out_of_the_register_or_secret_takes_nothing(edited, change):
    edit(edited, **change)
    with pytest.raises(NotFound):
        taking(edited, "name")


def test_who_saw_an_older_entry_takes_nothing_and_a_second_click_is_the_first(edited):
    with pytest.raises(LostUpdate):
        taking(edited, "name", revision=1)
    taking(edited, "name")
    assert taking(edited, "name").name == "가온종합사회복지관"
    with pytest.raises(NotFound):
        taking(edited, "name", key="click-000002")


def test_taking_what_is_compared_lays_the_entry_beside_the_others_again(database):
    bring(database, table(centre(), centre("Z2", "가온 종합사회복지관")))
    edit(database, name="달빛노래방", **name_keys("달빛노래방"), address="서울특별시 광진구 자양로 200 (자양동)")
    with database.write(BOSS) as uow:
        assert pairs.refresh(uow, None) == 0
        uow.commit()
    taking(database, "name")
    taking(database, "address", key="click-000002")
    with database.read(BOSS) as uow:
        assert pairs.count_waiting(uow) == 1


def test_what_is_withdrawn_or_merged_is_not_counted_as_vanished(database):
    bring(database, table(*(centre(f"Z{n}", f"가온복지관{n}") for n in range(1, 5))))
    edit(database, "Z1", review=Review.WITHDRAWN)
    edit(database, "Z2", review=Review.MERGED, merged_into="0")
    report = bring(database, table(centre("Z4", "가온복지관4")), partial=False)
    assert report.vanished == 1
    with database.read(BOSS) as uow:
        assert imports.count_of(uow, all_offers(database)["Z4"].source, None) == 1
