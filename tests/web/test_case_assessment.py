"""사정: from what was said to a confirmed need and to what fits; saved as one goes; what is refused."""

import re
from types import SimpleNamespace

import pytest

from resmap.domain.codes import Stage
from resmap.domain.papers import PaperKind, PaperState
from resmap.store import CaseRecord, NeedLinkRecord, NeedRecord, PaperRecord, ScaleRecord, StatementRecord
from resmap.web.app import create_app
from tests.support.demo_world import PASSWORD, demo_template, world  # noqa: F401
from tests.web.conftest import Person

NUMBER = "D04"
KEY = "a-key-of-assessments-"
SAID = "월세가 석 달 밀렸어요"


@pytest.fixture
def narae(world):
    settings = SimpleNamespace(secret_key="a secret of tests, long enough for them", secure_cookies=False)
    person = Person(create_app(world.database, settings, demo_password=PASSWORD).test_client())
    assert person.login("manager1", PASSWORD).status_code == 303
    return person


@pytest.fixture
def case(world):
    return f"/cases/{world.case_ids[NUMBER]}"


@pytest.fixture
def at(case):
    return f"{case}/assessment"


def of_case(world, cls):
    return world.rows(cls, cls.case_id == world.case_ids[NUMBER])


def hidden(page, name):
    return re.search(rf'name="{name}" value="([^"]*)"', page).group(1)


def was(page, section):
    return hidden(page.split(f'action="{page_address(page)}/{section}"', 1)[1], "was")


def page_address(page):
    return re.search(r'action="(/cases/[^"]+/assessment)/talk"', page).group(1)


def client_of(page):
    return re.search(r'name="holder" value="([^"]+)" checked', page).group(1)


def add_need(narae, at, key="need", **more):
    form = {
        "code": "ECO12",
        "holder": client_of(narae.get(f"{at}/needs").text),
        "severity": "3",
        "words": SAID,
        "confirmed": "yes",
        "idempotency_key": KEY + key,
    }
    return narae.post(f"{at}/needs", {name: value for name, value in (form | more).items() if value is not None})


def set_case(world, **values):
    def act(uow):
        record = uow.get(CaseRecord, world.case_ids[NUMBER])
        for name, value in values.items():
            setattr(record, name, value)

    world.change(act)


@pytest.mark.parametrize("part", ["", "/needs", "/scales"])
def test_every_part_opens_and_stands_in_the_tabs(narae, at, part):
    answer = narae.get(f"{at}{part}")
    assert answer.status_code == 200 and 'aria-current="page"' in answer.text


def test_from_a_sentence_to_a_confirmed_need_to_what_fits(narae, world, case, at):
    """The whole way: heard, offered with because, confirmed, finished, taken on, matched (R020, R021, R087)."""
    set_case(world, stage=Stage.ASSESSMENT, emergency=False)
    offered = narae.post(f"{at}/needs/heard", {"words": SAID, "act": "find", "idempotency_key": KEY + "heard"})
    assert offered.status_code == 200 and 'value="ECO12"' in offered.text and "가까운 말" in offered.text
    assert add_need(narae, at).status_code == 303
    need = next(one for one in of_case(world, NeedRecord) if one.code == "ECO12")
    assert need.confirmed_on and need.state == "open" and need.words == SAID
    assert f'id="need-{need.id}"' not in narae.get(case).text  # first listen
    page = narae.get(at).text
    key = {"idempotency_key": KEY + "part"}
    narae.post(f"{at}/function", {"f-meals": "alone", "was": was(page, "function")} | key)
    narae.post(f"{at}/domains", {"d-ECO": "present", "was": was(page, "domains")} | key)
    page = narae.get(at).text
    done = {"revision": hidden(page.split("/assessment/done", 1)[1], "revision"), "idempotency_key": KEY + "done"}
    assert narae.post(f"{at}/done", done).status_code == 303
    step = narae.get(f"{case}/course").text
    form = {"then": "selection", "revision": hidden(step, "revision"), "idempotency_key": KEY + "step"}
    assert narae.post(f"{case}/course", form).status_code == 303
    matched = narae.get(case).text.split(f'id="need-{need.id}"', 1)[1]
    assert "추천" in matched.split("</section>", 1)[0]


def test_in_an_emergency_a_confirmed_need_is_matched_at_once(narae, world, case, at):
    set_case(world, stage=Stage.INTAKE, emergency=True)
    add_need(narae, at)
    need = next(one for one in of_case(world, NeedRecord) if one.code == "ECO12")
    assert f'id="need-{need.id}"' in narae.get(case).text


def test_a_demand_is_kept_apart(narae, world, at):
    form = {"words": "병원비 좀 내 주세요", "act": "demand", "idempotency_key": KEY + "demand"}
    before = len(of_case(world, NeedRecord))
    assert narae.post(f"{at}/needs/heard", form).status_code == 303
    assert len(of_case(world, NeedRecord)) == before
    assert "병원비 좀 내 주세요" in narae.get(f"{at}/needs").text.split('id="demands"', 1)[1]


def test_what_was_said_stands_in_no_address(narae, at):
    """What a client says is no part of an address, where logs of proxies would keep it."""
    page = narae.get(f"{at}/needs").text
    for form in re.findall(r"<form[^>]*>", page.split('id="hear"', 1)[1]):
        assert 'method="post"' in form


def test_a_section_is_saved_at_a_choice_and_answers_with_a_word(narae, world, at):
    page = narae.get(at).text
    form = {"d-SAF": "present", "item": "SAF1/폭력", "was": was(page, "domains"), "idempotency_key": KEY + "auto"}
    saved = narae.post(f"{at}/domains", form, headers={"HX-Request": "true"})
    assert saved.status_code == 200 and "저장했습니다" in saved.text and "<form" not in saved.text
    again = narae.post(f"{at}/domains", form | {"item": "SAF1/방임"}, headers={"HX-Request": "true"})
    assert again.status_code == 200
    [paper] = of_case(world, PaperRecord)
    assert (paper.kind, paper.state, paper.content["items"]) == (
        PaperKind.ASSESSMENT,
        PaperState.DRAFT,
        ["SAF1/방임"],
    )
    other = narae.post(f"{at}/domains", form | {"idempotency_key": KEY + "another-form"})
    assert other.status_code == 409


def test_without_script_a_section_is_saved_by_its_button(narae, at):
    page = narae.get(at).text
    form = {"wished": "편히 자고 싶어요", "was": was(page, "talk"), "idempotency_key": KEY + "talk"}
    assert narae.post(f"{at}/talk", form).status_code == 303
    assert "편히 자고 싶어요" in narae.get(at).text


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"code": None}, "욕구를 하나 골라 주세요."),
        ({"severity": None}, "얼마나 깊은지 골라 주세요."),
        ({"holder": None}, "누구의 욕구인지 골라 주세요."),
        ({"words": None}, "당사자의 말을 적어 주세요."),
    ],
)
def test_a_form_that_lacks_something_says_what_and_keeps_what_was_typed(narae, world, at, wrong, sentence):
    before = len(of_case(world, NeedRecord))
    answer = add_need(narae, at, **wrong)
    assert answer.status_code == 422 and sentence in answer.text
    if "words" not in wrong:
        assert SAID in answer.text
    assert len(of_case(world, NeedRecord)) == before


def test_a_crisis_shows_the_way_to_the_emergency_and_takes_none(narae, world, at):
    set_case(world, emergency=False)
    add_need(narae, at, code="HLT22", severity="4")
    page = narae.get(f"{at}/needs").text
    assert "/course#urgent" in page
    [record] = world.rows(CaseRecord, CaseRecord.id == world.case_ids[NUMBER])
    assert not record.emergency


def test_needs_are_joined_and_parted_and_the_picture_is_drawn(narae, world, at):
    add_need(narae, at)
    ids = [one.id for one in of_case(world, NeedRecord)][:2]
    form = {"source": ids[0], "target": ids[1], "kind": "blocks", "words": "", "idempotency_key": KEY + "link"}
    assert narae.post(f"{at}/links", form).status_code == 303
    page = narae.get(f"{at}/needs").text
    assert '<svg class="need-drawing"' in page and 'class="arrow arrow-blocks"' in page and "복합적인 욕구입니다" in page
    [link] = of_case(world, NeedLinkRecord)
    gone = {"revision": link.revision, "idempotency_key": KEY + "unlink"}
    assert narae.post(f"{at}/links/{link.id}/removal", gone).status_code == 303
    assert not of_case(world, NeedLinkRecord)


def test_a_need_is_changed_confirmed_and_put_off(narae, world, at):
    add_need(narae, at, confirmed="")
    need = next(one for one in of_case(world, NeedRecord) if one.code == "ECO12")
    form = {"revision": need.revision, "idempotency_key": KEY + "yes"}
    assert narae.post(f"{at}/needs/{need.id}/confirmation", form).status_code == 303
    need = next(one for one in of_case(world, NeedRecord) if one.id == need.id)
    change = {"holder": "family", "severity": "1", "place": "1", "words": SAID, "revision": need.revision}
    assert narae.post(f"{at}/needs/{need.id}", change | {"idempotency_key": KEY + "change"}).status_code == 303
    need = next(one for one in of_case(world, NeedRecord) if one.id == need.id)
    assert (need.holder, need.severity, need.priority) == ("family", 1, 1)
    turn = {"state": "deferred", "why": "", "revision": need.revision, "idempotency_key": KEY + "turn"}
    refused = narae.post(f"{at}/needs/{need.id}/state", turn)
    assert refused.status_code == 422 and "까닭을 적어 주세요" in refused.text
    turn |= {"why": "먼저 건강부터", "idempotency_key": KEY + "turn-2"}
    assert narae.post(f"{at}/needs/{need.id}/state", turn).status_code == 303
    assert "먼저 건강부터" in narae.get(f"{at}/needs").text


def test_a_scale_is_filled_in_and_a_wrong_number_is_told(narae, world, at):
    page = narae.get(f"{at}/scales").text
    form = {
        "scale": "LSNS-6",
        "taken_on": world.today.isoformat(),
        "occasion": "baseline",
        "member": re.search(r'<select[^>]*name="member".*?value="([^"]+)"', page, re.S).group(1),
        "idempotency_key": KEY + "scale",
        **{f"a-{name}": "1" for name in ("family_seen", "family_private", "family_help", "friends_seen")},
    }
    wrong = narae.post(f"{at}/scales", form | {"a-family_help": "-1"})
    assert wrong.status_code == 422 and "정수로 적어 주세요" in wrong.text and not of_case(world, ScaleRecord)
    assert narae.post(f"{at}/scales", form).status_code == 303
    assert "점수만으로 정하지 않습니다" in narae.get(f"{at}/scales").text


def test_a_statement_is_kept_confirmed_and_read_again(narae, world, at):
    form = {"kind": "strength", "topic-strength": "talent", "words": "김치를 잘 담가요", "reading": "솜씨"}
    assert narae.post(f"{at}/statements", form | {"idempotency_key": KEY + "say"}).status_code == 303
    [kept] = of_case(world, StatementRecord)
    assert (kept.kind, kept.topic) == ("strength", "talent")
    yes = {"revision": kept.revision, "idempotency_key": KEY + "said-yes"}
    assert narae.post(f"{at}/statements/{kept.id}/confirmation", yes).status_code == 303
    [kept] = of_case(world, StatementRecord)
    again = {"kind": "experience", "reading": "장사 경험", "revision": kept.revision}
    again |= {"idempotency_key": KEY + "again"}
    assert narae.post(f"{at}/statements/{kept.id}/reading", again).status_code == 303
    [kept] = of_case(world, StatementRecord)
    assert (kept.kind, kept.topic, kept.words) == ("experience", None, "김치를 잘 담가요")


def test_a_closed_case_shows_its_assessment_without_forms(narae, world, at):
    add_need(narae, at)
    set_case(world, closed_on=world.today)
    for part in ("", "/needs", "/scales"):
        page = narae.get(f"{at}{part}").text
        assert "종결한 사례라 고칠 수 없습니다" in page and "/assessment/done" not in page
        assert 'class="button button-primary"' not in page.split("<main", 1)[1].split("</main>", 1)[0]


# ── the API ──────────────────────────────────────────────────────────────────


def test_the_same_by_the_api(narae, world, case):
    """13: heard, written down, joined, scored; a demand alone is refused by its path."""
    api = f"/api/v1{case}"
    token = {"X-CSRFToken": narae.token()}

    def send(method, path, body, key="x"):
        headers = token | {"Idempotency-Key": KEY + key}
        return getattr(narae.client, method)(f"{api}{path}", json=body, headers=headers)

    heard = send("post", "/needs/heard", {"words": SAID}).json["needs"]
    assert heard[0]["code"] == "ECO12" and heard[0]["because"]
    holder = narae.get(f"{api}/assessment").json["holders"][0][0]
    need = {"code": "ECO12", "holder": holder, "severity": 3, "words": SAID, "confirmed": True}
    made = send("post", "/needs", need, "api-need")
    assert made.status_code == 201
    demand = send("post", "/statements", {"kind": "demand", "words": "병원비"}, "api-demand").json["id"]
    only = need | {"code": "HLT21", "words": "", "basis": [demand]}
    refused = send("post", "/needs", only, "api-only")
    assert refused.status_code == 422
    assert refused.json["errors"][0] == {"path": "$.basis", "rule": "ONLY_DEMAND", "found": ""}
    told = narae.get(f"{api}/needs").json
    assert made.json["id"] in [one["id"] for one in told["standing"]] and told["demands"][0]["id"] == demand
    ends = [one["id"] for one in told["standing"]][:2]
    link = send("post", "/need-links", {"source": ends[0], "target": ends[1], "kind": "causes"}, "api-link")
    assert link.status_code == 201 and narae.get(f"{api}/needs").json["linkage"]["complex"]
    scale = {"scale": "ISOLATION-SURVEY", "total": 5, "taken_on": world.today.isoformat()}
    assert send("post", "/scales", scale, "api-scale").status_code == 201
    [series] = narae.get(f"{api}/scales").json["series"]
    assert series["lines"][0]["band"] == "중위험(4~8점)"
    page = narae.get(f"{api}/assessment").json
    body = {"domains": {"ECO": "present"}, "items": [], "was": page["was"]["domains"]}
    assert send("put", "/assessment/domains", body, "api-domains").status_code == 200
    assert send("put", "/assessment/domains", body | {"domains": {}}, "api-late").status_code == 409
