"""The journey through the API on the demo, by a program: every answer is held against the document."""

import json
from datetime import date
from itertools import count
from types import SimpleNamespace

import pytest
from jsonschema import Draft202012Validator

from resmap import config
from resmap.flows import demo, files
from resmap.store import Database, migrate, new_ring
from resmap.web.app import create_app
from tests.support.api import Caller, over_flask, over_http
from tests.web.conftest import Clock

pytestmark = pytest.mark.filterwarnings("error::UserWarning")  # pydantic: an answer is not of its declared type

TODAY = date(2026, 11, 2)
PASSWORD = "resmap-demo-2026"

keys = (f"a-key-of-tests-{number}" for number in count())


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    """The app over a demo of its own."""
    folder = tmp_path_factory.mktemp("api")
    url = f"sqlite:///{folder / 'demo.sqlite3'}"
    migrate(url)
    database = Database(url, new_ring(), folder / "events.head", clock=Clock())
    demo.fill(database, demo.read(config.demo_folder(), TODAY))
    yield create_app(database, SimpleNamespace(secret_key="a secret of tests, long enough", secure_cookies=False))
    database.dispose()


@pytest.fixture(scope="module")
def people(town):
    """One caller for each account, logged in when first asked for."""
    known: dict[str, Caller] = {}

    def person(name: str) -> Caller:
        if name not in known:
            known[name] = Caller(over_flask(town))
            assert known[name].login(name, PASSWORD).status == 200
        return known[name]

    return person


@pytest.fixture
def manager(people):
    return people("manager1")


def case_of(caller: Caller, number: str) -> str:
    return next(one["id"] for one in caller.get("/cases").json["cases"] if one["number"] == number)


def fresh(page: dict) -> tuple[dict, dict]:
    """(need, suggestion) of a case page: an agency that nobody answered to and nothing was sent to."""
    return next(
        (need, one)
        for need in page["needs"]
        for one in need["suggestions"]
        if one["answer"] is None and one["referral"] is None and one["kind"] == "agency"
    )


def suggested(caller: Caller, case: str, need: str) -> dict[str, dict]:
    page = caller.get(f"/cases/{case}?more={need}").json
    return {one["offer"]: one for one in next(each for each in page["needs"] if each["id"] == need)["suggestions"]}


# ── the whole way, over a socket ─────────────────────────────────────────────


def test_a_program_walks_from_the_case_over_a_no_to_a_referral_that_is_sent_once(town, serve):
    caller = Caller(over_http(serve(town)))
    assert caller.login("manager1", PASSWORD).json["name"] == "김나래"
    case = case_of(caller, "D03")
    page = caller.get(f"/cases/{case}", Accept_Language="en").json
    need, offer = fresh(page)
    where = f"/cases/{case}"

    said = {"need": need["id"], "offer": offer["offer"], "answer": "decline", "why": "너무 멀어요", "seen": offer["seen"]}
    no = caller("POST", f"{where}/answers", said)
    assert no.status == 201
    assert offer["offer"] not in suggested(caller, case, need["id"])
    declined = next(one for one in caller.get(where).json["needs"] if one["id"] == need["id"])["declined"]
    assert (offer["offer"], no.json["id"]) in {(one["offer"], one["answer"]["id"]) for one in declined}

    assert caller("POST", f"{where}/answers/{no.json['id']}/reopen").status == 200
    again = suggested(caller, case, need["id"])[offer["offer"]]
    assert again["seen"] == no.json["id"]

    asked = {"need": need["id"], "offer": offer["offer"], "seen": again["seen"]}
    referral = caller("POST", f"{where}/referrals", asked).json["id"]
    letter = caller.get(f"/referrals/{referral}").json
    assert letter["state"] == "draft" and letter["draft"]["against"] == []
    fields = {one["name"]: one["value"] for one in letter["draft"]["fields"] if one["chosen"]}
    body, key = {"fields": fields, "revision": letter["revision"]}, next(keys)
    assert caller("POST", f"/referrals/{referral}/send", body, key=key).status == 200
    for second in (key, next(keys)):
        refused = caller("POST", f"/referrals/{referral}/send", body, key=second)
        assert (refused.status, refused.code, refused.json["subject"]) == (409, "ALREADY_DONE", referral)

    sent = caller.get(f"/referrals/{referral}").json
    assert sent["state"] == "requested" and {name for name, _ in sent["sent"]} <= set(fields)
    assert referral in {one["id"] for one in caller.get("/referrals").json["waiting"]}
    twice = caller("POST", f"{where}/referrals", asked)
    assert (twice.status, twice.code, twice.json["subject"]) == (409, "ALREADY_DONE", referral)


# ── the match ────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("number", ["D01", "D03", "D04", "D07", "D08", "D10"])
def test_the_match_of_a_case_is_a_valid_match_document_with_ids_of_records(manager, number):
    case = case_of(manager, number)
    told = manager.get(f"/cases/{case}/match?top=5").json
    Draft202012Validator(files.schema_of("match")).validate(told)
    page = manager.get(f"/cases/{case}").json
    assert told["model"] == page["model"] and told["gate"]["open"] == (page["closed"] is None)
    for need, shown in zip(told["needs"], page["needs"], strict=True):
        assert need["code"] == shown["code"] and len(need["suggestions"]) <= 5
        first = [one["offer"] for one in shown["suggestions"][:5]]
        assert [one["offer"] for one in need["suggestions"]] == first
        for one in need["suggestions"]:
            assert one["score"] == pytest.approx(sum(line["points"] for line in one["lines"]))


def test_why_not_tells_every_reason_and_of_a_secret_place_nothing(manager, town):
    case = case_of(manager, "D04")
    match = manager.get(f"/cases/{case}/match").json
    excluded = match["needs"][0]["excluded"][0]
    told = manager.get(f"/cases/{case}/match?why_not={excluded['offer']}").json["why_not"]
    codes = {one["code"] for need in told["needs"] for one in need["reasons"]}
    assert {one["code"] for one in excluded["reasons"]} <= codes
    for secret in secret_ids(manager):
        assert manager.get(f"/cases/{case}/match?why_not={secret}").code == "NOT_FOUND"


def secret_ids(caller: Caller) -> set[str]:
    listed, page = [], 1
    while len(listed) < (found := caller.get(f"/register?size=200&page={page}").json)["total"]:
        listed, page = [*listed, *found["entries"]], page + 1
    secret = {one["id"] for one in listed if one["location_secret"]}
    assert secret and len(listed) > 300
    return secret


# ── once, and not over somebody else's ───────────────────────────────────────


def acts(caller: Caller):
    """(path, body) of every kind of act that answers with what it made."""
    case = case_of(caller, "D08")
    page = caller.get(f"/cases/{case}").json
    need, offer = fresh(page)
    many = next(one for one in page["needs"] if len(one["suggestions"]) > 1)
    two = [one["offer"] for one in many["suggestions"][:2]]
    neighbour = next(one for one in caller.get(f"/cases/{case}/network/candidates?text=김").json["candidates"])
    entry = caller.get("/register?size=1").json["entries"][0]
    about = {"need": need["id"], "offer": offer["offer"]}
    member = page["head"]["household"][0]["id"]
    yield f"/cases/{case}/comparisons", {"need": many["id"], "offers": two, "chosen": two[0], "why": "집에서 가까워서"}
    yield f"/cases/{case}/ties", {"other": neighbour["id"], "kind": "friend", "strength": "usual"}
    consent = {"offer": offer["offer"], "fields": ["name"], "until": "2027-01-31", "by": member}
    yield f"/cases/{case}/consents", consent
    yield f"/cases/{case}/answers", about | {"answer": "later", "why": "생각해 볼게요"}
    yield f"/register/{entry['id']}/places", {"step": -1}


def test_the_same_key_again_gives_the_same_answer_and_does_nothing_more(manager, town):
    database = town.extensions["resmap"].database
    for path, body in acts(manager):
        key = next(keys)
        first = manager("POST", path, body, key=key)
        assert first.status in (200, 201), (path, first.raw)
        before = number_of_events(database)
        again = manager("POST", path, body, key=key)
        assert (again.status, again.raw) == (first.status, first.raw), path
        assert number_of_events(database) == before, path


def number_of_events(database) -> int:
    from sqlalchemy import func, select

    from resmap.store import EventRecord

    with database.read() as uow:
        return uow.session.scalar(select(func.count()).select_from(EventRecord))


def test_a_draft_a_letter_and_a_step_again_with_their_keys_change_nothing(manager):
    case = case_of(manager, "D04")
    need, offer = fresh(manager.get(f"/cases/{case}").json)
    asked, key = {"need": need["id"], "offer": offer["offer"], "seen": offer["seen"]}, next(keys)
    first = manager("POST", f"/cases/{case}/referrals", asked, key=key)
    assert manager("POST", f"/cases/{case}/referrals", asked, key=key).raw == first.raw
    referral = first.json["id"]
    page = manager.get(f"/referrals/{referral}").json
    letter, key = {"fields": {}, "revision": page["revision"]}, next(keys)
    saved = manager("PUT", f"/referrals/{referral}/letter", letter, key=key)
    assert saved.status == 200 and manager("PUT", f"/referrals/{referral}/letter", letter, key=key).raw == saved.raw
    stale = manager("PUT", f"/referrals/{referral}/letter", {"fields": {}, "revision": page["revision"] + 7})
    assert (stale.status, stale.code) == (409, "LOST_UPDATE")
    now = manager.get(f"/referrals/{referral}").json
    assert "cancelled" in now["steps"]
    step, key = {"to": "cancelled", "revision": now["revision"]}, next(keys)
    moved = manager("POST", f"/referrals/{referral}/steps", step, key=key)
    assert moved.status == 200
    assert manager("POST", f"/referrals/{referral}/steps", step, key=key).raw == moved.raw
    assert manager.get(f"/referrals/{referral}").json["state"] == "cancelled"
    impossible = manager("POST", f"/referrals/{referral}/steps", {"to": "accepted", "revision": now["revision"] + 1})
    assert impossible.code == "RULE_FORBIDS" and impossible.json["reasons"][0]["code"] == "STEP"


def test_a_key_that_was_used_for_something_else_is_refused(manager, people):
    (path, body), (other, more) = list(acts(people("supervisor")))[:2]
    key = next(keys)
    assert people("supervisor")("POST", path, body, key=key).status == 201
    assert people("supervisor")("POST", other, more, key=key).code == "KEY_REUSED"
    assert manager("POST", path, body, key=key).code == "KEY_REUSED", "nor is it another person's"


def test_an_answer_to_a_page_that_somebody_else_has_answered_since_is_refused(manager):
    case = case_of(manager, "D08")
    need, offer = fresh(manager.get(f"/cases/{case}").json)
    said = {"need": need["id"], "offer": offer["offer"], "answer": "later", "seen": offer["seen"]}
    assert manager("POST", f"/cases/{case}/answers", said).status == 201
    stale = manager("POST", f"/cases/{case}/answers", said)
    assert (stale.status, stale.code) == (409, "LOST_UPDATE")


# ── rules and rights ─────────────────────────────────────────────────────────


def test_what_a_rule_forbids_is_told_by_gates_and_with_no_fact_of_the_client(manager):
    case = case_of(manager, "D04")
    match = manager.get(f"/cases/{case}/match").json
    page = manager.get(f"/cases/{case}").json
    need, aside = next(
        (shown, one)
        for found, shown in zip(match["needs"], page["needs"], strict=True)
        for one in found["excluded"]
        if {reason["code"] for reason in one["reasons"]} & {"AGE", "SERVED", "REFUSED"}
    )
    refused = manager("POST", f"/cases/{case}/referrals", {"need": need["id"], "offer": aside["offer"]})
    assert (refused.status, refused.code) == (409, "RULE_FORBIDS")
    told = {one["code"] for one in refused.json["reasons"]}
    assert told == {one["code"] for one in aside["reasons"]}
    assert all(set(one) == {"code", "text", "text_en"} for one in refused.json["reasons"])


def test_a_field_that_may_not_leave_is_refused_and_its_words_do_not_come_back(manager):
    case = case_of(manager, "D03")
    need, offer = fresh(manager.get(f"/cases/{case}").json)
    about = {"need": need["id"], "offer": offer["offer"], "seen": offer["seen"]}
    referral = manager("POST", f"/cases/{case}/referrals", about).json["id"]
    revision = manager.get(f"/referrals/{referral}").json["revision"]
    letter = {"fields": {"past_conviction": "십 년 전의 일"}, "revision": revision}
    refused = manager("POST", f"/referrals/{referral}/send", letter)
    assert refused.code == "RULE_FORBIDS" and refused.json["reasons"][0]["code"] == "WITHHELD"
    assert "십 년" not in json.dumps(refused.json, ensure_ascii=False)
    assert manager.get(f"/referrals/{referral}").json["state"] == "draft"


def test_a_resident_number_is_refused_wherever_it_is_typed_and_never_repeated(manager):
    case = case_of(manager, "D04")
    need, offer = fresh(manager.get(f"/cases/{case}").json)
    said = {"need": need["id"], "offer": offer["offer"], "answer": "later", "seen": offer["seen"]}
    answers = [
        manager("POST", f"/cases/{case}/answers", said | {"why": "800101-1234567"}),
        manager.get("/needs?text=800101-1234567"),
        manager.get("/find?text=800101-1234567"),
    ]
    for answer in answers:
        assert (answer.status, answer.code) == (422, "RESIDENT_NUMBER") and b"1234567" not in answer.raw


@pytest.mark.parametrize("path", ["", "/match", "/together", "/closing", "/network", "/map"])
def test_another_managers_case_does_not_exist(people, manager, path):
    case = case_of(manager, "D03")
    answer = people("manager2").get(f"/cases/{case}{path}")
    assert (answer.status, answer.code) == (404, "NOT_FOUND")


def test_the_agency_reads_what_was_disclosed_to_it_and_nothing_of_the_case(people):
    partner = people("partner")
    listed = [one for section in partner.get("/referrals").json.values() for one in section]
    for one in listed:
        page = partner.get(f"/referrals/{one['id']}").json
        assert page["case"] is None and page["draft"] is None and page["score"] is None
    assert listed
    assert partner.get("/cases").status == 403 and partner.get("/register").status == 403


def test_a_no_of_the_agency_wants_words(people):
    partner = people("partner")
    waiting = partner.get("/referrals").json["waiting"]
    assert waiting
    page = partner.get(f"/referrals/{waiting[0]['id']}").json
    step = {"to": "rejected", "revision": page["revision"]}
    refused = partner("POST", f"/referrals/{page['id']}/steps", step)
    assert refused.status == 422 and refused.json["errors"][0]["path"] == "$.words"
    assert partner("POST", f"/referrals/{page['id']}/steps", step | {"words": "지금은 자리가 없습니다"}).status == 200


def test_only_a_supervisor_lets_an_offer_pass_and_with_a_reason(people, manager):
    case = case_of(manager, "D04")
    boss = people("supervisor")
    page = boss.get(f"/cases/{case}").json
    need, aside = next((need, one) for need in page["needs"] for one in need["why_not"] if one["may_override"])
    body = {"need": need["id"], "offer": aside["offer"], "reason": "과장님과 상의함"}
    assert manager("POST", f"/cases/{case}/overrides", body).status == 404
    empty = boss("POST", f"/cases/{case}/overrides", body | {"reason": "  "})
    assert empty.status == 422 and empty.json["errors"][0]["path"] == "$.reason"
    key = next(keys)
    first = boss("POST", f"/cases/{case}/overrides", body, key=key)
    assert first.status == 201 and boss("POST", f"/cases/{case}/overrides", body, key=key).raw == first.raw


# ── looking ──────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("number", ["D01", "D03", "D04", "D07", "D08", "D10"])
def test_everything_about_a_case_is_as_the_document_says(manager, number):
    """``Caller`` holds each answer against its schema."""
    case = case_of(manager, number)
    for path in ("", "?kind=agency", "/match", "/together", "/closing", "/network", "/network/candidates", "/map"):
        assert manager.get(f"/cases/{case}{path}").status == 200, path
    page = manager.get(f"/cases/{case}").json
    for need in page["needs"]:
        offers = [one["offer"] for one in need["suggestions"][:3]]
        if len(offers) > 1:
            told = manager.get(f"/cases/{case}/comparison?need={need['id']}&" + "&".join(f"offer={one}" for one in offers))
            assert [one["offer"] for one in told.json["offers"]] == offers


def test_what_is_said_comes_in_the_language_that_is_asked_for(manager):
    names = [
        {one["code"]: one["name"] for one in manager.get("/model", Accept_Language=language).json["gates"]}
        for language in ("ko", "en-GB,en;q=0.9")
    ]
    assert names[0].keys() == names[1].keys() and not set(names[0].values()) & set(names[1].values())


def test_the_other_subjects_are_as_the_document_says(manager):
    for path in ("/me", "/today", "/model", "/dongs", "/map", "/register/choices", "/register?text=ㅂㅈㄱ&page=1"):
        assert manager.get(path).status == 200, path
    assert manager.get("/needs?text=월세가%20밀렸어요").json["codes"][0]["code"].startswith("ECO")
    found = manager.get("/find?text=월세가%20밀렸어요&dong=자양1동").json
    assert found["need"] == found["proposed"][0]["code"] and found["entries"]["entries"]
    assert manager.get("/needs").json["errors"] == [{"path": "?text", "rule": "MISSING", "found": ""}]


def test_maps_show_no_secret_place_and_residents_as_areas_only(manager):
    secret = secret_ids(manager)
    told = manager.get("/map").json
    assert told["features"] and not secret & {one["id"] for one in told["features"]}
    for one in told["features"]:
        lon, lat = one["geometry"]["coordinates"]
        assert 124 < lon < 132 and 33 < lat < 39
        assert (one["properties"]["radius_m"] is not None) == one["properties"]["kind"].startswith("H1")
    case = case_of(manager, "D07")  # protected
    assert manager.get(f"/cases/{case}/map").json["home"] is None
    assert manager.get(f"/cases/{case_of(manager, 'D03')}/map").json["home"]["type"] == "Point"
    assert len(manager.get("/dongs").json["features"]) == 15


def test_an_entry_of_a_resident_has_no_address_and_no_entry_its_sealed_columns(people):
    boss = people("supervisor")
    for kind in ("H1", "H2", "M"):
        for one in boss.get(f"/register?kind={kind}&size=20").json["entries"]:
            entry = boss.get(f"/register/{one['id']}").json
            assert not {"lat", "lon", "source_row", "private_phone", "extra"} & set(entry)
            assert kind != "H1" or entry["address"] is None


# ── the register ─────────────────────────────────────────────────────────────


def test_a_supervisor_verifies_entries_as_they_were_read(people, manager):
    boss = people("supervisor")
    listed = boss.get("/register?review=imported&size=3").json["entries"]
    assert len(listed) == 3
    asked = [{"id": one["id"], "revision": one["revision"]} for one in listed]
    asked[0]["revision"] += 1  # somebody edited it since
    assert manager("POST", "/register/verifications", {"entries": asked}).status == 403
    told = boss("POST", "/register/verifications", {"entries": asked}).json
    assert sorted(told["done"]) == sorted(one["id"] for one in listed[1:]) and told["changed"] == [listed[0]["name"]]
    assert boss.get(f"/register/{listed[1]['id']}").json["review"] == "verified"


def test_an_entry_is_changed_once_and_a_wrong_field_is_named(manager):
    entry = manager.get("/register?kind=H2&size=1").json["entries"][0]
    change = {"values": {"hours": "평일 10시~18시"}, "revision": entry["revision"]}
    key, path = next(keys), f"/register/{entry['id']}"
    assert manager("PATCH", path, change, key=key).status == 200
    assert manager("PATCH", path, change, key=key).status == 200
    now = manager.get(path).json
    assert now["hours"] == "평일 10시~18시" and now["revision"] == entry["revision"] + 1
    assert manager("PATCH", path, change).code == "LOST_UPDATE"
    crossed = {"values": {"age_min": 70, "age_max": 60}, "revision": now["revision"]}
    assert manager("PATCH", path, crossed).json["errors"][0]["path"] == "$.values.age_max"
    nameless = manager("PATCH", path, {"values": {"name": None}, "revision": now["revision"]})
    assert nameless.json["errors"][0]["path"] == "$.values.name"


def test_ties_are_changed_and_ended_under_their_revision(manager):
    case = case_of(manager, "D03")
    other = manager.get(f"/cases/{case}/network/candidates?text=이").json["candidates"][-1]["id"]
    body = {"other": other, "kind": "neighbour", "strength": "weak"}
    tie = manager("POST", f"/cases/{case}/ties", body).json["id"]
    assert manager("POST", f"/cases/{case}/ties", body).code == "TIE_EXISTS"

    def line() -> dict | None:
        lines = manager.get(f"/cases/{case}/network").json["picture"]["lines"]
        return next((one for one in lines if one["record"] == tie), None)

    change = {"strength": "strong", "mutual": True, "revision": line()["revision"]}
    assert manager("PUT", f"/cases/{case}/ties/{tie}", change).status == 200
    assert line()["strength"] == "strong"
    assert manager("PUT", f"/cases/{case}/ties/{tie}", change).code == "LOST_UPDATE"
    assert manager("DELETE", f"/cases/{case}/ties/{tie}?revision={line()['revision']}").status == 200
    assert line() is None
    served = manager("POST", f"/cases/{case}/ties", body | {"kind": "served"})
    assert served.status == 422 and served.json["errors"][0]["path"] == "$.kind"


# ── imports ──────────────────────────────────────────────────────────────────


def upload(caller: Caller, path: str, raw: bytes, **headers):
    border = "the-border-of-tests"
    head = f'--{border}\r\nContent-Disposition: form-data; name="file"; filename="list.csv"\r\n\r\n'
    body = head.encode() + raw + f"\r\n--{border}--\r\n".encode()
    return caller("POST", path, body, Content_Type=f"multipart/form-data; boundary={border}", **headers)


def table(*rows: str) -> bytes:
    return "\n".join(["시설명,시설코드,시설종류명(시설유형),시설장명,시군구명,시설주소", *rows]).encode("cp949")


def test_a_file_is_looked_at_then_brought_in_and_the_second_time_changes_nothing(people, manager):
    boss = people("supervisor")
    raw = table("가온종합사회복지관,Z1,(일반) 사회복지관,홍길동,광진구,서울특별시 광진구 능동로 1 (화양동)")
    assert upload(manager, "/imports", raw).status == 403
    looked = upload(boss, "/imports?dry_run=true", raw).json
    assert looked["dry_run"] and looked["created"] == 1 and looked["encoding"] == "cp949"
    assert upload(boss, "/imports", raw).json["created"] == 1
    again = upload(boss, "/imports", raw).json
    assert (again["created"], again["updated"], again["unchanged"]) == (0, 0, 1)
    entry = boss.get("/register?text=가온종합사회복지관").json["entries"][0]
    assert entry["review"] == "imported" and entry["states"][0] == "unverified"


def test_a_file_that_cannot_be_used_is_a_problem_with_its_rules(people):
    boss = people("supervisor")
    refused = upload(boss, "/imports", b"a,b\n1,2\n")
    assert (refused.status, refused.code) == (422, "FILE_UNUSABLE") and refused.json["errors"][0]["rule"]
    missing = boss("POST", "/imports", b"", Content_Type="multipart/form-data; boundary=x")
    assert missing.json["errors"] == [{"path": "$.file", "rule": "MISSING", "found": ""}]
