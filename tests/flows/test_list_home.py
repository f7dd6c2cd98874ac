"""A list of one gu or one dong: said once for all of it, used where a row says nothing, and remembered."""

import pytest

from resmap.flows import importing
from resmap.formats.problems import FormatError
from resmap.store import DongRecord, OfficeRecord
from tests.flows.test_importing import BOSS, all_offers, codes, database  # noqa: F401

HEADER = "시설명,주소,전화번호"
ROWS = (
    "가온 경로당,,02-450-1234",
    "나래 경로당,서울특별시 광진구 능동로 12 (화양동),02-455-9876",
    "다솜 경로당,서울특별시 광진구 광나루로 3 (자양동),02-455-1111",
    "라온 경로당,서울특별시 중랑구 망우로 3 (망우동),02-455-2222",
)


@pytest.fixture
def office(database):
    with database.write() as uow:
        uow.as_system()
        uow.add(OfficeRecord(name="광진구청", sido="서울특별시", sigungu="광진구"))
        for code, name in enumerate(("화양동", "자양1동", "자양4동")):
            uow.add(DongRecord(code=f"11215{code:05}", name=name, sido="서울특별시", sigungu="광진구"))
        uow.commit()
    return database


def bring(database, rows=ROWS, name="경로당.csv", heading=HEADER, **how):
    return importing.bring_in(database, BOSS, "\n".join([heading, *rows]).encode(), name, **how)


def dongs(database):
    return {one.name[:2]: (one.sigungu, one.dong) for one in all_offers(database).values()}


def test_only_rows_that_tell_no_dong_get_the_one_of_the_list(office):
    report = bring(office, dong="자양4동")
    assert dongs(office) == {
        "가온": ("광진구", "자양4동"), "나래": ("광진구", "화양동"), "다솜": ("광진구", "자양4동"), "라온": ("중랑구", None),
    }  # fmt: skip
    (note,) = [one for one in report.notes if one.code == "DONG_CONTRADICTS_LIST"]
    assert note.row == 3 and note.facts == {"dong": "화양동", "said": "자양4동"}


def test_a_list_of_the_gu_gives_rows_their_gu_and_no_dong(office):
    bring(office, dong="*")
    assert dongs(office)["가온"] == ("광진구", None)
    assert "ADDRESS_MISSING" in codes(bring(office, gu="광진구", dong="*", dry_run=True))


def test_without_it_nothing_is_guessed(office):
    bring(office)
    assert dongs(office)["가온"] == (None, None) and dongs(office)["다솜"] == ("광진구", None)


def test_the_next_edition_of_the_list_remembers_and_another_list_with_these_headings_does_not(office):
    bring(office, dong="자양4동")
    later = bring(office, ("마루 경로당,,02-455-3333",), partial=True)
    assert dongs(office)["마루"] == ("광진구", "자양4동") and later.prepared.looked.dong == "자양4동"
    bring(office, ("바다 쉼터,,02-455-4444",), name="쉼터.csv")
    assert dongs(office)["바다"] == (None, None)


def test_it_can_be_taken_back(office):
    bring(office, dong="자양4동")
    bring(office, dong="", partial=True)
    bring(office, ("마루 경로당,,02-455-3333",), partial=True)
    assert dongs(office)["마루"] == (None, None)


@pytest.mark.parametrize(("dong", "gu"), [("없는동", None), ("자양동", None), ("망우동", "광진구")])
def test_a_dong_that_is_none_or_several_refuses_the_list(office, dong, gu):
    with pytest.raises(FormatError) as refused:
        bring(office, dong=dong, gu=gu)
    assert refused.value.problems[0].rule == "LIST_DONG_UNKNOWN"


def test_a_place_that_must_not_be_known_gets_no_dong_of_the_list(office):
    rows = ("한빛 쉼터,가정폭력피해자 보호시설,,02-455-3333",)
    bring(office, rows, heading="시설명,시설종류,주소,전화번호", dong="자양4동")
    (record,) = all_offers(office).values()
    assert record.location_secret and (record.sigungu, record.dong) == (None, None)
    assert "자양" not in str(record.source_row) + str(record.evidence) + " ".join(record.area_names)


def test_another_dong_is_another_look(office):
    first = bring(office, dong="자양4동", dry_run=True).prepared.digest
    assert first != bring(office, dong="화양동", dry_run=True).prepared.digest
