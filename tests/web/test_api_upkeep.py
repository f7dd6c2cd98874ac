"""The upkeep of the register by a program: the same acts and rights as on the pages."""

from datetime import timedelta
from itertools import count

import pytest

from resmap.domain.codes import AreaLevel, RecipientClass, Review
from resmap.store import OfferRecord
from tests.support.api import Caller, over_flask
from tests.web.conftest import PASSWORD
from tests.web.test_upkeep_pages import TODAY, add, neighbour  # noqa: F401

keys = (f"a-key-of-upkeep-{number}" for number in count())
CONSENT = {"scopes": ["suggest"], "since": TODAY.isoformat(), "until": (TODAY + timedelta(days=90)).isoformat(), "how": "site"}


@pytest.fixture
def caller(app):
    def caller(name: str) -> Caller:
        made = Caller(over_flask(app))
        assert made.login(name, PASSWORD).status == 200
        return made

    return caller


def test_the_queue_tells_its_order_and_what_waits_for_a_person(caller, add, neighbour):
    shop = add(proposed_needs=[{"code": "SOC11", "confidence": 0.8, "because": ["말벗"]}])
    sue = caller("sue")
    page = sue.get("/register/queue").json
    lines = {one["id"]: one for one in page["entries"]}
    assert page["counts"]["never"] == 2 and lines[neighbour]["consent_missing"]
    assert lines[shop]["proposed_needs"] == [{"code": "SOC11", "confidence": 0.8, "because": ["말벗"]}]
    assert sue("POST", f"/register/{shop}/needs", {"code": "SOC11", "answers": True, "revision": 1}).status == 200
    assert sue.get(f"/register/{shop}").json["needs"] == ["DLY11", "SOC11"]
    assert caller("alice").get("/register/queue").status == 403


def test_a_resident_is_verified_with_a_consent_only(caller, neighbour):
    sue = caller("sue")
    body = {"entries": [{"id": neighbour, "revision": 1}]}
    assert sue("POST", "/register/verifications", body).json["unlisted"] == ["이웃 나○○"]
    refused = sue("POST", f"/register/{neighbour}/confirmation", {"method": "phone", "revision": 1})
    assert (refused.status, refused.json["errors"][0]["path"]) == (422, "$.listing")
    too_long = CONSENT | {"until": (TODAY + timedelta(days=500)).isoformat()}
    refused = sue("POST", f"/register/{neighbour}/confirmation", {"method": "phone", "revision": 1, "listing": too_long})
    assert (refused.status, refused.json["errors"][0]["rule"]) == (422, "LISTING_WRONG")
    assert sue("POST", "/register/verifications", body | {"listing": {neighbour: CONSENT}}).json["done"] == [neighbour]
    alice = caller("alice")
    assert alice("POST", f"/register/{neighbour}/listing/steps", {"to": "paused"}).status == 200
    told = alice.get(f"/register/{neighbour}/upkeep").json
    assert told["listing"]["paused"] and told["suggested"] is None


def test_calls_are_read_and_taken_down(caller, add, database):
    shop = add()
    sue = caller("sue")
    (line,) = sue.get(f"/register/calls?entry={shop}").json["lines"]
    assert (line["number"], line["revision"]) == ("02-450-0001", 1)
    taken = sue("POST", "/register/calls", {"calls": [{"id": shop, "revision": 1, "answer": "same", "places_left": 2}]})
    assert taken.json["same"] == [shop]
    with database.read() as uow:
        assert uow.get(OfferRecord, shop).review is Review.VERIFIED
    fields = {one["field"]: one for one in sue.get(f"/register/{shop}/upkeep").json["fields"]}
    assert fields["phone"]["checked"] == "phone" and fields["phone"]["checked_by"] == "sue 님"


def test_a_link_is_told_once_and_none_is_made_for_a_secret_place(caller, add):
    alice = caller("alice")
    shop, key = add(), next(keys)
    made = alice("POST", f"/register/{shop}/links", key=key)
    assert made.status == 201 and "/o/" in made.json["address"]
    assert alice("POST", f"/register/{shop}/links", key=key).json["address"] is None
    assert alice("DELETE", f"/register/{shop}/links").status == 200
    assert alice.get(f"/register/{shop}/upkeep").json["links"] == []
    secret = add("온 쉼터", kind="M27", location_secret=True, access_line="1366", dong=None, public_phone=None)
    refused = alice("POST", f"/register/{secret}/links")
    assert refused.code == "RULE_FORBIDS" and refused.json["reasons"][0]["code"] == "SECRET"


def test_who_rests_and_agreements_are_kept(caller, add):
    sue = caller("sue")
    shop = add("온 복지관", kind="M31", recipient_class=RecipientClass.AGENCY, area_level=AreaLevel.NATION)
    kept = sue("POST", f"/register/{shop}/rests", {"why": None, "until": None})
    told = sue.get(f"/register/{shop}/upkeep").json
    assert kept.status == 201 and told["not_to_be_contacted"] and told["rest"] == kept.json["id"]
    assert sue("POST", f"/register/rests/{told['rest']}/lift", {"why": "괜찮다고 하심"}).status == 200
    days = {"since": "2025-01-01", "until": (TODAY - timedelta(days=1)).isoformat()}
    assert sue("POST", f"/register/{shop}/agreements", days).status == 201
    assert sue.get(f"/register/{shop}/upkeep").json["agreement_lapsed"]
    wrong = days | {"until": "2024-01-01"}
    assert sue("POST", f"/register/{shop}/agreements", wrong).status == 422


