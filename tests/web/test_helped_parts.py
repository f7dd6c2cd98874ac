"""R032: who helps with a case opens the parts that they took on, and no other; in pages and API alike."""

import ast
import re
from datetime import timedelta
from functools import cache
from itertools import count
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from resmap.domain.helping import Part
from resmap.store import AssignmentRecord, CaseRecord, ClientRecord
from resmap.web import case_tabs, parts
from resmap.web.app import create_app
from resmap.web.pages.cases import PAGE_OF
from resmap.web.parts import OF_CASE, OF_MANY, parts_at, word_of
from tests.house.rooms import HOUSE
from tests.support.api import Caller, over_flask
from tests.support.demo_world import PASSWORD, demo_template, world  # noqa: F401
from tests.web.conftest import Person

NUMBER = "D04"
KEYS = (f"a-key-of-a-helper-{one}" for one in count())
SUBSETS = st.sets(st.sampled_from(list(Part)))


@pytest.fixture
def app(world):
    settings = SimpleNamespace(secret_key="a secret of tests, long enough for them", secure_cookies=False)
    return create_app(world.database, settings, demo_password=PASSWORD)


@pytest.fixture
def arrive(app):
    known: dict[str, Person] = {}

    def arrive(login: str) -> Person:
        if login not in known:
            known[login] = Person(app.test_client())
            assert known[login].login(login, PASSWORD).status_code == 303
        return known[login]

    return arrive


def take_on(world, taken, **more):
    """manager2 helps with the case of manager1, with these parts and no others."""
    usual = {"kind": "internal", "since": world.today, "until": world.today + timedelta(days=9)}

    def act(uow):
        for one in uow.session.query(AssignmentRecord).filter(AssignmentRecord.kind != "primary"):
            uow.void(one, "the example before")
        helper = world.actor("manager2").id
        uow.add(AssignmentRecord(case_id=world.case_ids[NUMBER], user_id=helper, scope=tuple(taken), **usual | more))

    world.change(act)


def rules(app):
    return [rule for rule in app.url_map.iter_rules() if "case" in rule.arguments]


def looked_at(app) -> list[str]:
    """The rules that show something of a case and ask for nothing but its id."""
    return sorted({rule.rule for rule in rules(app) if "GET" in rule.methods and rule.arguments == {"case"}})


# ── one mechanism, and nobody goes round it ───────────────────────────────────


def test_every_address_of_a_case_says_which_parts_open_it(app):
    unsaid = {rule.rule for rule in rules(app) if word_of(rule.rule) not in OF_CASE}
    assert not unsaid, "name the word after the case in web/parts.py: its parts, or that it is nobody's who helps"
    known = {rule.rule.removeprefix("/api/v1") for rule in app.url_map.iter_rules()}
    assert set(OF_MANY) <= known


def test_an_address_that_is_not_named_is_nobodys_who_helps():
    for rule in ("/cases/<uuid:case>/something-new", "/api/v1/cases/<uuid:case>/x", "/closings", "/nowhere", "/conferences"):
        assert parts_at(rule) == frozenset()
    assert parts_at("/api/v1/cases/<uuid:case>") == parts_at("/cases/<uuid:case>") == {Part.OVERVIEW}


@cache
def opened_by_hand() -> frozenset[str]:
    """Files of the web room that open a unit of work with an actor without the part of its address."""
    found = set()
    for path in sorted((HOUSE / "web").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("read", "write"):
                base = node.func.value
                if isinstance(base, ast.Attribute) and base.attr == "database" and node.args:
                    found.add(path.relative_to(HOUSE).as_posix())
    return frozenset(found)


def test_no_page_and_no_operation_opens_a_unit_of_work_but_by_the_part_of_its_address():
    assert opened_by_hand() == {"web/context.py"}


def test_the_parts_begin_at_pages_that_they_open(app):
    assert set(PAGE_OF) == set(Part)
    with app.test_request_context():
        for part, endpoint in PAGE_OF.items():
            assert part in case_tabs.parts_of(endpoint)


# ── what is reached ───────────────────────────────────────────────────────────


@pytest.fixture
def managers_answers(app, arrive, world) -> dict[str, int]:
    """What the manager of the case is answered there."""
    case = world.case_ids[NUMBER]
    return {rule: arrive("manager1").get(rule.replace("<uuid:case>", case)).status_code for rule in looked_at(app)}


@settings(max_examples=2, deadline=None, suppress_health_check=list(HealthCheck))
@given(taken=SUBSETS)
@example(taken=set())
@example(taken={Part.OVERVIEW})
@example(taken={Part.ASSESSMENT})
@example(taken={Part.PLAN})
@example(taken={Part.CHECKS})
@example(taken={Part.REFERRALS})
def test_r032_a_helper_with_a_set_of_parts_reaches_exactly_those(arrive, world, managers_answers, taken):
    take_on(world, sorted(taken))
    opened = 0
    for rule, here in managers_answers.items():
        there = arrive("manager2").get(rule.replace("<uuid:case>", world.case_ids[NUMBER])).status_code
        if parts_at(rule) & taken:
            assert there == here, rule
            opened += there == 200
        else:
            assert there == (here if here in (400, 403, 422) else 404), rule
    assert bool(opened) is bool(taken)


@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
@given(taken=SUBSETS.filter(bool))
def test_r032_tabs_that_a_helper_may_not_open_are_not_shown_and_the_way_to_the_others_is(app, arrive, world, taken):
    take_on(world, sorted(taken))
    helper, case = arrive("manager2"), world.case_ids[NUMBER]
    listed = helper.get("/cases").text
    with app.test_request_context():
        wanted = {
            app.url_map.bind("").build(tab.endpoint, {"case": case})
            for tab in (*case_tabs.TABS, *case_tabs.BESIDE)
            if case_tabs.parts_of(tab.endpoint) & taken
        }
        closed = {
            app.url_map.bind("").build(tab.endpoint, {"case": case}) for tab in (*case_tabs.TABS, *case_tabs.BESIDE)
        } - wanted
        begins = {app.url_map.bind("").build(PAGE_OF[part], {"case": case}) for part in taken}
    for address in begins:
        assert f'href="{address}"' in listed
        shown = set(re.findall(r'<a[^>]* href="([^"?#]+)"', tab_bars(helper.get(address).text)))
        assert wanted <= shown and not closed & shown
    assert not {one for one in closed if f'href="{one}"' in listed}


def tab_bars(page: str) -> str:
    return "".join(re.findall(r'<(?:nav|div) class="tabs.*?</nav>', page, re.S))


def test_r032_what_is_not_theirs_is_done_as_little_as_it_is_read(app, arrive, world):
    take_on(world, ["plan"])
    helper = Caller(over_flask(app))
    assert helper.login("manager2", PASSWORD).status == 200
    case = f"/cases/{world.case_ids[NUMBER]}"
    need = world.needs(NUMBER)["DLY16"]

    def post(path, body):
        return helper("POST", f"{case}{path}", body, key=next(KEYS)).status

    assert post("/answers", {"need": need, "offer": world.offer_ids["o-0270"], "answer": "decline", "seen": ""}) == 404
    assert post("/contacts", {"on": str(world.today), "way": "phone", "reached": True}) in (404, 422)
    assert post("/plan", {"needs": [need]}) not in (403, 404)


def test_r032_who_helps_is_told_that_a_part_is_not_theirs_and_a_stranger_that_there_is_nothing(arrive, world):
    take_on(world, ["plan"])
    case = f"/cases/{world.case_ids[NUMBER]}"
    for path in ("/assessment", "/closing", "/consents", ""):
        answer = arrive("manager2").get(case + path)
        assert answer.status_code == 404 and "맡은 부분이 아닙니다" in answer.text
    assert "맡은 부분이 아닙니다" not in arrive("manager2").get(f"{case}/plan/file?number=99").text
    other = next(one for one in world.rows(CaseRecord) if one.manager_id == world.actor("manager1").id and one.number != NUMBER)
    said = {arrive("manager2").get(f"/cases/{one}/plan").text for one in (other.id, "00000000-0000-7000-8000-000000000000")}
    assert all("찾으시는 것이 없습니다" in one and "맡은 부분이" not in one for one in said)


def test_r032_the_helped_cases_are_told_with_their_parts_alone(app, arrive, world):
    take_on(world, ["checks", "plan"])
    helper = Caller(over_flask(app))
    assert helper.login("manager2", PASSWORD).status == 200
    (one,) = helper.get("/helped-cases").json["cases"]
    assert one["id"] == world.case_ids[NUMBER] and one["parts"] == ["plan", "checks"]
    assert one["id"] not in {case["id"] for case in helper.get("/cases").json["cases"]}
    assert set(one) == {"id", "number", "name", "manager", "parts", "closed"}
    take_on(world, ["overview"])
    assert one["id"] in {case["id"] for case in helper.get("/cases").json["cases"]}


@pytest.mark.parametrize("how", ["protected", "violence", "over", "to come"])
def test_p_22_and_r032_what_is_closed_to_helpers_is_on_no_list_of_theirs(app, arrive, world, how):
    days = {"over": (-9, -1), "to come": (1, 9)}.get(how, (0, 9))
    since, until = (world.today + timedelta(days=one) for one in days)
    take_on(world, list(Part), since=since, until=until)

    def act(uow):
        record = uow.get(ClientRecord, uow.get(CaseRecord, world.case_ids[NUMBER]).client_id)
        record.protected = how == "protected"
        record.facts = ["dv_active"] if how == "violence" else record.facts

    world.change(act)
    helper = arrive("manager2")
    assert world.case_ids[NUMBER] not in helper.get("/cases").text
    assert helper.get(f"/cases/{world.case_ids[NUMBER]}/plan").status_code == 404


def test_the_page_of_the_team_says_what_the_parts_do(arrive, world):
    page = arrive("supervisor").get(f"/cases/{world.case_ids[NUMBER]}/team").text
    assert "고른 부분만 보고 적을 수 있습니다" in page
    assert parts.OF_CASE["team"] == frozenset()
