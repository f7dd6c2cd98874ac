"""Curation through the API: the same flows, rights and refusals as the pages, and every answer as its document says."""

from itertools import count

import pytest

from resmap.domain.codes import RecipientClass
from resmap.store import OfferRecord, OrganisationRecord
from tests.support.api import Caller, over_flask
from tests.web.conftest import PASSWORD

KEYS = (f"a-key-of-curation-{number}" for number in count())


@pytest.fixture
def entry(database):
    with database.write() as uow:
        uow.as_system()
        house = uow.add(OrganisationRecord(name="자양복지관"))
        made = uow.add(
            OfferRecord(name="밑반찬 나눔", kind="M31", organisation_id=house.id, needs=("DLY11",), recipient_class=RecipientClass.AGENCY)
        )  # fmt: skip
        uow.commit()
    return made.id


class Person(Caller):
    """Somebody whose every act has a key of its own."""

    def post(self, path: str, body: dict):
        return self("POST", path, body, key=next(KEYS))

    def patch(self, path: str, body: dict):
        return self("PATCH", path, body, key=next(KEYS))


@pytest.fixture
def caller(app):
    def arrive(name: str) -> Person:
        made = Person(over_flask(app))
        assert made.login(name, PASSWORD).status == 200
        return made

    return arrive


def test_a_change_is_read_and_taken_back(caller, entry):
    sue = caller("sue")
    assert sue.patch(f"/register/{entry}", {"values": {"hours": "주말"}, "revision": 1}).status == 200
    told = sue.get(f"/register/{entry}/history").json
    assert told["steps"][0]["fields"] == [{"field": "hours", "before": None, "after": "주말"}] and told["steps"][0]["may_undo"]
    change = told["steps"][0]["id"]
    assert sue.post(f"/register/changes/{change}/undo", {"revision": 2}).json == {"id": entry}
    again = sue.post(f"/register/changes/{change}/undo", {"revision": 3})
    assert (again.status, again.code) == (409, "CANNOT_UNDO")


def test_the_state_and_the_marks_agree(caller, entry):
    alice = caller("alice")
    whole = alice.get("/register/health").json["whole"]
    quality = alice.get(f"/register/{entry}/quality").json
    assert whole["entries"] == 1 and whole["quality"] == quality["score"]
    assert all(whole["flaws"][flaw] == 1 for flaw in quality["flaws"])


def test_a_note_becomes_an_entry_and_nobody_decides_twice(caller):
    alice, sue = caller("alice"), caller("sue")
    note = alice.post("/proposals", {"what": "반찬 세 통", "contact": "010-1111-2222", "by": "tong_head"}).json["id"]
    (waiting,) = sue.get("/proposals").json["proposals"]
    assert (waiting["id"], waiting["contact"], waiting["state"]) == (note, "010-1111-2222", "waiting")
    asked = {"revision": 1, "values": {"name": "자양 반찬가게", "kind": "H22", "needs": ["DLY11"], "particulars": {"gives": "반찬"}}}
    assert alice.post(f"/proposals/{note}/entry", asked).status == 404
    made = sue.post(f"/proposals/{note}/entry", asked)
    assert made.status == 201
    assert sue.get(f"/register/{made.json['id']}").json["states"][0] == "unverified"
    refused = sue.post(f"/proposals/{note}/refuse", {"revision": 2, "why": "늦음"})
    assert (refused.status, refused.code) == (409, "DECIDED")
    assert alice.get("/proposals?mine=true").json["proposals"][0]["entry"] == made.json["id"]


def test_a_proposed_change_is_taken_over_in_its_chosen_fields(caller, entry):
    alice, sue = caller("alice"), caller("sue")
    asked = {"values": {"hours": "평일", "cost": None}, "revision": 1}
    assert alice.post(f"/register/{entry}/proposals", asked).status == 422
    made = alice.post(f"/register/{entry}/proposals", {"values": {"hours": "평일", "address": "자양로 1"}, "revision": 1})
    assert [one["name"] for one in alice.get(f"/proposals/{made.json['id']}").json["fields"]] == ["address", "hours"]
    sue.post(f"/proposals/{made.json['id']}/accept", {"revision": 1, "entry_revision": 1, "fields": ["hours"]})
    told = sue.get(f"/register/{entry}").json
    assert (told["hours"], told["address"]) == ("평일", None)


def test_an_entry_is_made_by_who_answers_for_the_register_only(caller):
    asked = {"values": {"name": "봄볕", "kind": "H41", "particulars": {"members": "많이"}}}
    assert caller("alice").post("/register", asked).status == 403
    refused = caller("sue").post("/register", asked)
    assert refused.status == 422 and refused.json["errors"][0]["path"] == "$.values.particulars-members"
    made = caller("sue").post("/register", {"values": {"name": "봄볕", "kind": "H41", "particulars": {"members": 12}}})
    assert made.status == 201


def test_a_withdrawal_waits_for_the_decision(caller, entry):
    alice, sue = caller("alice"), caller("sue")
    made = alice.post(f"/register/{entry}/withdrawals", {"why": "문을 닫음"}).json["id"]
    assert "withdrawn" not in sue.get(f"/register/{entry}").json["states"]
    seen = sue.get(f"/proposals/{made}").json["entry_revision"]
    assert sue.post(f"/proposals/{made}/accept", {"revision": 1, "entry_revision": seen + 1}).code == "LOST_UPDATE"
    sue.post(f"/proposals/{made}/accept", {"revision": 1, "entry_revision": seen})
    assert sue.get(f"/register/{entry}").json["states"][0] == "withdrawn"
