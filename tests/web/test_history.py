"""고친 기록: what was changed is read on a page, and taken back with a click."""

import re

import pytest

from resmap.domain.codes import RecipientClass
from resmap.store import OfferRecord, OrganisationRecord


@pytest.fixture
def entry(database):
    with database.write() as uow:
        uow.as_system()
        house = uow.add(OrganisationRecord(name="자양복지관"))
        made = uow.add(
            OfferRecord(name="밑반찬 나눔", kind="M31", organisation_id=house.id, needs=("DLY11",), recipient_class=RecipientClass.AGENCY)
        )
        uow.commit()
    return made.id


def change(database, entry, actor="sue", **values):
    from resmap.store import accounts, actor_of

    with database.write() as uow:
        uow.as_system()
        user = accounts.user_by_login(uow, actor)
    with database.write(actor_of(user)) as uow:
        record = uow.get(OfferRecord, entry)
        for name, value in values.items():
            setattr(record, name, value)
        uow.commit()


def undo_address(page: str) -> str:
    return re.search(r'action="(/register/[^"]+/undo)"', page)[1]


def test_a_change_is_shown_with_before_after_and_who(database, entry, arrive):
    change(database, entry, hours="평일 <09:00>", needs=("DLY11", "SOC11"))
    page = arrive("sue").get(f"/register/{entry}/history").text
    assert "평일 &lt;09:00&gt;" in page and "비어 있음" in page and "sue 님" in page and "시간" in page


def test_a_click_takes_the_change_back(database, entry, arrive):
    change(database, entry, hours="주말")
    sue = arrive("sue")
    address = undo_address(sue.get(f"/register/{entry}/history").text)
    answer = sue.post(address, {"idempotency_key": "a-key-of-tests-1", "revision": 2})
    assert answer.status_code == 303
    page = sue.get(answer.location).text
    assert "되돌렸습니다." in page and "되돌림" in page


def test_what_cannot_be_taken_back_says_why(database, entry, arrive):
    change(database, entry, hours="주말")
    sue = arrive("sue")
    address = undo_address(sue.get(f"/register/{entry}/history").text)
    change(database, entry, hours="평일")
    answer = sue.post(address, {"idempotency_key": "a-key-of-tests-2", "revision": 3})
    assert "그 뒤에 다시 고친 항목이 있습니다: 시간" in sue.get(answer.location).text


def test_a_new_entry_has_an_empty_history_that_says_so(entry, arrive):
    page = arrive("alice").get(f"/register/{entry}/history").text
    assert "아직 고친 적이 없습니다" in page
    assert arrive("paul").get(f"/register/{entry}/history").status_code == 404
