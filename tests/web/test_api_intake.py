"""From a first call to a decided intake through the API, with what is refused as problems."""

import pytest

from resmap.store import CaseRecord
from resmap.web.app import create_app
from tests.formats.test_case_list import csv
from tests.support.api import Caller, over_flask
from tests.support.demo_world import PASSWORD, demo_template, world  # noqa: F401

CALL = {"name": "가온", "dong": "자양1동", "birth_year": 1958, "phone": "010-0000-3131", "words": "쌀이 떨어졌어요"}
DECIDED = {"problem": "life", "complexity": "linked", "will": "wants", "support": "together", "outcomes": ["case"]}


@pytest.fixture
def narae(world):
    from types import SimpleNamespace

    settings = SimpleNamespace(secret_key="a secret of tests, long enough for them", secure_cookies=False)
    made = Caller(over_flask(create_app(world.database, settings)))
    assert made.login("manager1", PASSWORD).status == 200
    return made


def opened(narae, **more) -> str:
    answer = narae("POST", "/cases", CALL | more)
    assert answer.status == 201, answer.json
    return answer.json["id"]


def test_a_call_becomes_a_case_and_its_intake_is_decided(narae, world):
    case = opened(narae)
    told = narae("GET", f"/cases/{case}/intake").json
    assert told["paper"]["words"] == CALL["words"] and told["decidable"]
    here = f"/cases/{case}/intake"
    assert narae("POST", f"{here}/words", {"words": "긴 이야기", "setting": "home", "revision": 1}).status == 200
    made = narae("POST", f"{here}/statements", {"kind": "strength", "words": "화분", "topic": "talent"})
    assert made.status == 201
    assert narae("POST", f"{here}/statements/{made.json['id']}", {"words": "화분", "confirmed": True, "revision": 1}).status == 200
    service = narae("POST", f"{here}/services", {"unlisted": {"name": "새벽 반찬 모임"}, "since": "2026-10-01"})
    assert service.status == 201
    member = narae("POST", f"{here}/members", {"relation": "손녀", "age": 9})
    assert narae("POST", f"{here}/members/{member.json['id']}/removal", {"revision": 1}).status == 200
    told = narae("GET", here).json
    assert narae("POST", f"{here}/outcome", DECIDED | {"revision": told["paper_revision"]}).status == 200
    [kept] = world.rows(CaseRecord, CaseRecord.id == case)
    assert kept.outcome_on == world.today and kept.closed_on is None


def test_who_may_be_known_is_asked_first(narae):
    opened(narae)
    found = narae("POST", "/cases/known", {"phone": CALL["phone"]}).json
    assert len(found["cases"]) == 1 and not found["elsewhere"]
    refused = narae("POST", "/cases", CALL)
    assert refused.status == 409 and refused.json["reasons"][0]["code"] == "PERHAPS_KNOWN"
    assert narae("POST", "/cases", CALL | {"seen": True}).status == 201


def test_gaps_are_told_by_field_and_a_resident_number_is_never_repeated(narae):
    case = opened(narae)
    answer = narae("POST", f"/cases/{case}/intake/outcome", DECIDED | {"outcomes": ["information"], "information": "안내", "revision": 1})
    assert answer.status == 422 and answer.json["errors"][0] == {"path": "$.reason", "rule": "REASON", "found": ""}
    answer = narae("POST", "/cases", CALL | {"words": "800101-1234567"})
    assert (answer.status, answer.code) == (422, "RESIDENT_NUMBER") and b"800101" not in answer.raw
    answer = narae("POST", "/cases", CALL | {"dong": "중곡2동"})
    assert answer.json["errors"] == [{"path": "$.dong", "rule": "NOT_THIS_DONG", "found": ""}]


def test_an_ended_intake_goes_on_when_they_come_back(narae):
    case = opened(narae)
    ended = DECIDED | {"outcomes": ["information"], "information": "안내", "reason": "본인의 뜻", "way_back": True, "revision": 1}
    assert narae("POST", f"/cases/{case}/intake/outcome", ended).status == 200
    told = narae("GET", f"/cases/{case}/intake").json
    assert told["ended"]
    again = {"why": "다시 전화하심", "revision": told["head"]["revision"]}
    assert narae("POST", f"/cases/{case}/intake/reopening", again).status == 200


def test_contacts_are_noted_and_read(narae, world):
    here = f"/cases/{world.case_ids['D04']}/contacts"
    made = narae("POST", here, {"on": "2026-11-19", "method": "visit", "reached": False, "roles": ["supporter"]})
    assert made.status == 201
    told = narae("GET", here).json
    assert told["contacts"][0]["id"] == made.json["id"] and told["tries"] == 1
    assert narae("POST", f"{here}/{made.json['id']}/removal", {"revision": 1}).status == 200
    assert narae("POST", here, {"on": "2026-12-31", "method": "visit"}).status == 422


def test_a_list_is_looked_at_and_brought_in_and_the_same_list_changes_nothing(narae):
    def send(query, key):
        boundary = "a-boundary-of-tests"
        part = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="list.csv"\r\n\r\n'
        body = part.encode() + csv(("관리번호", "성명", "주민번호", "행정동"), ROWS) + f"\r\n--{boundary}--\r\n".encode()
        headers = {"Content-Type": f"multipart/form-data; boundary={boundary}", "Idempotency-Key": key, "X-CSRFToken": narae.csrf}
        return narae.send("POST", f"/api/v1/cases/list?{query}", headers, body)

    looked = send("dry_run=true", "a-dry-run-of-tests")
    assert looked.status == 200 and looked.json["counts"] == {"new": 2} and looked.json["brought"] is None
    assert looked.json["dropped"] == ["주민번호"] and b"800101" not in looked.raw
    assert send("", "a-list-of-tests").json["brought"] == 2
    assert send("dry_run=true", "another-dry-run").json["counts"] == {"same": 2}
    refused = send("", "the-same-list-again")
    assert refused.status == 422 and refused.json["errors"][0]["rule"] == "NOTHING_NEW"


ROWS = (("A-1", "가온", "800101-1234567", "자양1동"), ("A-2", "나온", "", "자양2동"))
