"""The health of the register finds what was made wrong in it, dong by dong, and what a dong lacks."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from resmap.domain.codes import AreaLevel, RecipientClass, Review
from resmap.domain.permissions import Actor, NotAllowed, Role
from resmap.domain.quality import Flaw
from resmap.flows import register_health
from resmap.store import DongRecord, OfferRecord, OrganisationRecord, PairRecord
from tests.store.conftest import TODAY, database, office, ring  # noqa: F401

WHOLE = {
    "kind": "M31", "needs": ("DLY11",), "recipient_class": RecipientClass.AGENCY, "dong": "자양4동", "address": "자양로 1",
    "lat": 37.53, "lon": 127.07, "public_phone": "02-450-1000", "hours": "평일", "age_min": 60, "how_to_apply": "전화",
    "places_left": 3, "description": "반찬을 만들어 어르신 댁으로 가져다 드립니다", "review": Review.VERIFIED,
    "verified_on": TODAY - timedelta(days=3), "area_level": AreaLevel.SIGUNGU, "area_names": ("광진구",),
}  # fmt: skip


SECRET = {"location_secret": True, "access_line": "1366", **dict.fromkeys(("dong", "address", "lat", "lon", "public_phone"))}


@pytest.fixture
def town(database, office):
    """Two dong and entries with one injected defect each, beside a good one."""
    with database.write() as uow:
        uow.as_system()
        uow.get(OfferRecord, office.offer).review = Review.WITHDRAWN
        house = uow.add(OrganisationRecord(name="자양복지관"))
        for number, name in enumerate(("자양4동", "구의1동")):
            uow.add(DongRecord(code=f"110{number}", name=name, sido="서울특별시", sigungu="광진구"))
        for name, change in {
            "good": {},
            "no needs": {"needs": ()},
            "never": {"review": Review.IMPORTED, "verified_on": None},
            "stale": {"verified_on": date(2025, 1, 1)},
            "no point": {"lat": None, "lon": None},
            "elsewhere": {"dong": "구의1동", "public_phone": None, "kind": "H21", "area_level": AreaLevel.DONG, "area_names": ("구의1동",), "needs": ("DLY13",)},
            "refuge": {"location_secret": True, "access_line": "1366", "dong": None, "address": None, "lat": None, "lon": None, "public_phone": None, "kind": "M37"},
        }.items():  # fmt: skip
            uow.add(OfferRecord(name=name, name_folded=name, organisation_id=house.id, **WHOLE | change))
        uow.commit()
    return office


def health(database, actor):
    with database.read(actor) as uow:
        return register_health.of_register(uow, actor, TODAY)


def test_each_injected_defect_is_counted_in_its_dong(database, town):
    found = health(database, town.sue)
    here, there, nowhere = sorted(found.dongs, key=lambda one: (one.name is None, one.name != "자양4동"))
    assert (here.entries, there.entries, nowhere.entries) == (5, 1, 1)
    told = {flaw: n for flaw, n in here.flaws.items() if n}
    assert told == {Flaw.NO_NEEDS: 1, Flaw.NEVER_VERIFIED: 1, Flaw.STALE: 1, Flaw.NO_POINT: 1}
    assert there.flaws[Flaw.NO_PHONE] == 1 and not any(nowhere.flaws.values())
    assert found.whole.entries == 7


def test_a_dong_is_told_what_nobody_there_answers(database, town):
    found = {one.name: one for one in health(database, town.sue).dongs}
    assert "DLY13" in found["자양4동"].uncovered and "DLY13" not in found["구의1동"].uncovered
    assert "DLY11" not in found["자양4동"].uncovered
    assert "H2" in found["자양4동"].missing_kinds and "H2" not in found["구의1동"].missing_kinds


def test_a_refuge_stands_under_no_dong_and_counts_for_all(database, town):
    with database.read(town.sue) as uow:
        page = register_health.entries(uow, town.sue, TODAY, dong="자양4동")
        assert all(one.name != "refuge" for one in page.rows)


def test_the_list_shows_the_lowest_score_first_and_narrows_by_flaw(database, town):
    with database.read(town.sue) as uow:
        page = register_health.entries(uow, town.sue, TODAY)
        scores = [one.score for one in page.rows]
        assert scores == sorted(scores) and "good" not in {one.name for one in page.rows}
        only = register_health.entries(uow, town.sue, TODAY, flaw=Flaw.NO_NEEDS)
        assert [one.name for one in only.rows] == ["no needs"]
        none = register_health.entries(uow, town.sue, TODAY, dong=register_health.NO_DONG, page=9)
        assert (none.total, none.number) == (0, 1)


def test_who_may_not_read_the_register_is_told_nothing(database, town):
    with pytest.raises(NotAllowed), database.read(town.sue) as uow:
        register_health.of_register(uow, Actor("x", Role.PARTNER), TODAY)


def test_a_pair_of_an_entry_that_is_out_is_no_pair_that_waits(database, town):
    with database.write() as uow:
        uow.as_system()
        good, out = (uow.session.scalar(select(OfferRecord).where(OfferRecord.name == name)) for name in ("good", "never"))
        a, b = sorted((good.id, out.id))
        uow.add(PairRecord(a_id=a, b_id=b, revision_a=1, revision_b=1, score=9.0, lines=[], model="m"))
        uow.commit()
    assert health(database, town.sue).whole.flaws[Flaw.DUPLICATE_WAITING] == 2
    for change in ({"review": Review.WITHDRAWN}, {"review": Review.IMPORTED, **SECRET}):
        with database.write() as uow:
            uow.as_system()
            for name, value in change.items():
                setattr(uow.get(OfferRecord, out.id), name, value)
            uow.commit()
        assert health(database, town.sue).whole.flaws[Flaw.DUPLICATE_WAITING] == 0


def test_the_register_is_judged_once_until_it_changes_or_a_day_begins(database, town, monkeypatch):
    looked = []
    rows = register_health.queries.rows
    monkeypatch.setattr(register_health.queries, "rows", lambda *args: looked.append(args) or rows(*args))
    first = health(database, town.sue)
    with database.read(town.sue) as uow:
        assert register_health.entries(uow, town.sue, TODAY).total == 5
    assert health(database, town.sue) == first and len(looked) == 1
    with database.write() as uow:
        uow.as_system()
        uow.session.scalar(select(OfferRecord).where(OfferRecord.name == "good")).hours = None
        uow.commit()
        uow.session.scalar(select(OfferRecord).where(OfferRecord.name == "good")).public_phone = None
        uow.flush()
        seen = register_health.of_register(uow, town.sue, TODAY)
    assert seen.whole.flaws[Flaw.NO_PHONE] == first.whole.flaws[Flaw.NO_PHONE] + 1
    assert health(database, town.sue).whole.flaws[Flaw.NO_PHONE] == first.whole.flaws[Flaw.NO_PHONE]  # was not committed
    count = len(looked)
    with database.read(town.sue) as uow:
        register_health.of_register(uow, town.sue, TODAY + timedelta(days=1))
    assert len(looked) == count + 1
