"""The page of the plan: one short way to a first objective, hints beside it, signatures, the sheet, the office's own form."""

import io
import re
from types import SimpleNamespace

import pytest

from resmap.formats.forms import sheets as printed
from resmap.formats.forms import to_hwpx
from resmap.store import NeedRecord, OfficeFormRecord, PlanRecord
from resmap.web.app import create_app
from tests.formats.forms import samples
from tests.support.api import Caller, over_flask
from tests.support.demo_world import PASSWORD, TODAY, demo_template, world  # noqa: F401
from tests.web.conftest import Person

NUMBER = "D03"  # the demo tells of no plan of it


@pytest.fixture
def app(world):
    settings = SimpleNamespace(secret_key="a secret of tests, long enough for them", secure_cookies=False)
    return create_app(world.database, settings, demo_password=PASSWORD)


@pytest.fixture
def arrive(app):
    def arrive(login: str) -> Person:
        person = Person(app.test_client())
        assert person.login(login, PASSWORD).status_code == 303
        return person

    return arrive


class Plan:
    """Somebody at the page of one case's plan."""

    def __init__(self, world, person, number=NUMBER):
        self.world, self.person, self.keys = world, person, 0
        self.address = f"/cases/{world.case_ids[number]}/plan"
        world.change(lambda uow: [self._confirm(uow, one) for one in world.needs(number).values()])
        self.needs = list(world.needs(number).values())

    @staticmethod
    def _confirm(uow, need):
        uow.get(NeedRecord, need).confirmed_on = TODAY
        uow.get(NeedRecord, need).state = "open"

    def get(self, more="", **asked):
        return self.person.get(self.address + more, query_string=asked)

    def post(self, more="", **form):
        self.keys += 1
        return self.person.post(self.address + more, {"idempotency_key": f"key-of-plan-pages-{self.keys}"} | form)

    def draft(self) -> str:
        return self.get(version="draft").text

    def begun(self, **objective):
        """In two acts: the need, and one form with an objective and what is done for it."""
        assert self.post(need=self.needs[0]).status_code == 303
        purpose = re.search(r"objective\?purpose_id=([0-9a-f-]{36})", self.draft()).group(1)
        form = {"text": "당사자: 6개월 안에 이웃과 만나는 날을 주 0일에서 2일로 늘린다", "months": "6", "content": "반찬 배달",
                "kind": "service", "provider": "가람반찬나눔회", "starts_on": "2026-11-20", "ends_on": "2027-02-20",
                "per_week": "0.5", "when": "월·수 10시", "methods": ["contact"]}  # fmt: skip
        return self.post("/objective", purpose_id=purpose, **form | objective)

    def sign(self, **more):
        revision = re.search(r'/plan/agreement".*?name="revision" value="(\d+)"', self.draft(), re.S).group(1)
        signed = {"opinion": "집에서 지내고 싶어요", "decided_how": "alone", "signer": "가온",
                  "service_agreed_on": "2026-11-20", "manager_signed_on": "2026-11-20"}  # fmt: skip
        return self.post("/agreement", revision=revision, act="sign", **signed | more)


@pytest.fixture
def plan(world, arrive):
    return Plan(world, arrive("manager1"))


def test_a_first_objective_with_its_line_is_two_forms(plan):
    done = plan.begun()
    assert done.status_code == 303 and "#objective-" in done.headers["Location"]
    page = plan.draft()
    assert "반찬 배달" in page and "가람반찬나눔회" in page and "고칠 곳을 찾지 못했습니다" in page


def test_hints_stand_beside_what_was_saved_and_the_example_is_one_press(plan):
    plan.begun(text="상담을 제공한다")
    page = plan.draft()
    assert "사례관리자가 할 일이나 서비스를 목표로 적었습니다" in page and "이렇게 써 볼 수 있습니다" in page
    address, revision = re.search(r'plan(/objectives/[0-9a-f-]{36}/example)".*?name="revision" value="(\d+)"', page, re.S).groups()
    done = plan.post(address, revision=revision)
    assert done.status_code == 303
    assert "상담을 제공한다" not in re.search(r"<h3[^>]*>(.*?)</h3>", plan.draft()).group(1)


def test_wrong_fields_come_back_as_they_were_typed(plan):
    page = plan.begun(ends_on="2026-01-01", per_week="자주")
    assert page.status_code == 422 and "숫자로 적어 주세요" in page.text and "가람반찬나눔회" in page.text
    page = plan.begun(ends_on="2026-01-01")
    assert page.status_code == 422 and "종료일이 시작일보다 앞섭니다" in page.text


def test_the_provider_is_looked_for_in_the_register_without_saving_and_without_an_address_of_what_was_typed(plan):
    plan.begun()
    objective = re.search(r"line\?objective_id=([0-9a-f-]{36})", plan.draft()).group(1)
    assert plan.get("/line", objective_id=objective).status_code == 200
    page = plan.post("/line", objective_id=objective, act="find", find="반찬", content="도시락", kind="service")
    assert page.status_code == 200 and 'value="도시락"' in page.text
    entry = re.search(r'name="provider_id" value="([0-9a-f-]{36})"', page.text).group(1)
    assert plan.post("/line", objective_id=objective, act="keep", provider_id=entry, content="도시락", kind="service").status_code == 303
    assert "도시락" in plan.draft()


def test_nothing_is_signed_without_what_the_law_of_the_form_asks(plan, world):
    plan.begun()
    page = plan.sign(opinion="", decided_how="")
    assert page.status_code == 422 and "당사자의 의견을 적어 주세요" in page.text and "어떻게 정했는지" in page.text
    (kept,) = world.rows(PlanRecord, PlanRecord.case_id == world.case_ids[NUMBER])
    assert kept.state == "draft" and kept.service_agreed_on is None


def test_r127_the_page_of_signing_says_that_sharing_is_asked_elsewhere(plan):
    plan.begun()
    page = plan.draft()
    assert "여기에서 받지 않습니다" in page and "위의 서명만으로는 누구에게도 아무것도 알릴 수 없습니다" in page
    assert not re.search(r'name="shar(es|ing)', page)


def test_r114_the_sheet_on_screen_has_one_to_fifteen_in_the_order_of_the_form(plan):
    plan.begun()
    assert plan.sign().status_code == 303
    page = plan.get("/sheet").text
    article = page[page.index('class="plan-sheet"') :]
    marks = [one for one in re.findall("[①-⑮]", re.sub(r'data-label="[^"]*"', "", article))]
    assert list(dict.fromkeys(marks)) == list("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮")
    assert "하나. 서비스를 받고" in article and "둘. 정보를 함께" in article


def test_the_week_is_plain(plan):
    plan.begun()
    plan.sign()
    page = plan.get("/week").text
    assert "월요일" in page and "반찬 배달" in page and "가람반찬나눔회" in page and "개입" not in page
    assert plan.get("/week/file").data.startswith(b"%PDF-")


def test_column_13_is_ticked_on_the_page(plan):
    plan.begun()
    plan.sign()
    page = plan.get().text
    address, revision = re.search(r'plan(/lines/[0-9a-f-]{36}/fulfilment)".*?name="revision" value="(\d+)"', page, re.S).groups()
    refused = plan.post(address, ticked="extended", revision=revision)
    assert refused.status_code == 422 and "새 종료일이 필요합니다" in refused.text
    assert plan.post(address, ticked="reassess", revision=revision).status_code == 303
    assert "재사정이 열려 있습니다" in plan.get().text


def test_an_unsigned_plan_says_so_and_a_case_without_needs_says_what_comes_first(plan, world, arrive):
    world.change(lambda uow: [setattr(uow.get(NeedRecord, one), "confirmed_on", None) for one in plan.needs])
    page = plan.get().text
    assert "당사자와 확인한 욕구가 아직 없습니다" in page
    assert plan.get("/sheet").status_code == 404 and plan.get("/file").status_code == 404
    assert plan.get("/objective").status_code == 303 and plan.get("/file", **{"as": "exe"}).status_code == 404


@pytest.mark.parametrize("login", ["manager2", "partner", "outsider"])
def test_nobody_else_gets_in(plan, arrive, login):
    plan.begun()
    stranger = arrive(login)
    for path in ("", "/sheet", "/week", "/file", "/purpose", "/objective", "/line", "/week/file"):
        assert stranger.get(plan.address + path).status_code in (403, 404)
    for path in ("", "/purpose", "/objective", "/line", "/out", "/deferred", "/agreement", "/revision"):
        form = {"idempotency_key": "key-of-a-stranger", "revision": "1", "act": "defer" if path == "/deferred" else "sign"}
        assert stranger.post(plan.address + path, form).status_code in (403, 404)


# ── the office's own form ─────────────────────────────────────────────────────

OWN_FORM = to_hwpx(printed.plan_sheet(printed.PlanSheet(printed.Issuer(""), "", "", "", ""), samples.KO))


def bring(person, raw, name="우리구 계획서.hwpx", key="key-of-own-form-1"):
    data = {"file": (io.BytesIO(raw), name), "sheet": "plan", "idempotency_key": key}
    return person.post("/office/forms", data, content_type="multipart/form-data", follow_redirects=True)


def test_the_supervisor_brings_the_offices_own_form_and_the_plan_is_printed_on_it(plan, arrive):
    page = bring(arrive("supervisor"), OWN_FORM)
    assert page.status_code == 200 and "관리번호" in page.text and "우리구 계획서.hwpx" in page.text
    plan.begun()
    assert "우리 기관 서식으로" in plan.get("/sheet").text
    made = plan.get("/file", **{"as": "office"})
    assert made.status_code == 200 and made.data.startswith(b"PK")
    from tests.formats.forms.templates import texts

    said = texts(made.data)
    assert "반찬 배달" in said and "가람반찬나눔회" in said and NUMBER in said


def test_what_is_no_hangul_form_is_refused_in_a_sentence_and_nothing_is_kept(arrive, world):
    supervisor = arrive("supervisor")
    for number, raw in enumerate((b"", b"%PDF-1.7 x", b"PK\x03\x04 broken", b"words")):
        page = bring(supervisor, raw, key=f"key-of-no-form-{number}")
        assert page.status_code == 422 and "Traceback" not in page.text
    assert not world.rows(OfficeFormRecord)


def test_a_form_is_for_the_supervisor(arrive):
    assert arrive("manager1").get("/office/forms").status_code in (403, 404)
    assert bring(arrive("manager1"), OWN_FORM).status_code in (403, 404)


def test_going_back_to_our_own_sheet(plan, arrive):
    supervisor = arrive("supervisor")
    page = bring(supervisor, OWN_FORM).text
    revision = re.search(r'forms/forget".*?name="revision" value="(\d+)"', page, re.S).group(1)
    form = {"sheet": "plan", "revision": revision, "idempotency_key": "key-of-forgetting"}
    assert supervisor.post("/office/forms/forget", form).status_code == 303
    plan.begun()
    assert plan.get("/file", **{"as": "office"}).status_code == 404
    assert bring(supervisor, OWN_FORM, key="key-of-own-form-2").status_code == 200


# ── the same through the API ──────────────────────────────────────────────────


def test_the_api_does_the_same(plan, app, world):
    caller = Caller(over_flask(app))
    assert caller.login("manager1", PASSWORD).status == 200
    root = f"/cases/{world.case_ids[NUMBER]}/plan"
    keys = iter(range(100))

    def post(path, body):
        return caller("POST", root + path, body, key=f"key-of-plan-api-{next(keys)}")

    assert post("", {"needs": plan.needs[:1]}).status == 201
    view = caller.get(root).json
    first = {"content": "반찬 배달", "kind": "service", "per_week": 0.5, "starts_on": "2026-11-20", "methods": ["contact"]}
    asked = {"purpose": view["purposes"][0]["id"], "text": "행복하게 산다", "first_line": first}
    assert post("/objectives", asked).status == 201
    (goal,) = caller.get(root).json["purposes"][0]["objectives"]
    assert goal["mistakes"] and goal["hints"] and goal["lines"][0]["per_week"] == 0.5
    wrong = post("/agreement", {"sign": True, "revision": view["plan"]["revision"]})
    assert wrong.status == 422 and {one["path"] for one in wrong.json["errors"]} >= {"$.opinion", "$.decided_how"}
    signed = {"sign": True, "revision": view["plan"]["revision"], "opinion": "예", "decided_how": "with_worker", "signer": "가온",
              "service_agreed_on": "2026-11-20", "manager_signed_on": "2026-11-20"}  # fmt: skip
    assert post("/agreement", signed).status == 200
    (line,) = caller.get(root).json["purposes"][0]["objectives"][0]["lines"]
    ticked = {"ticked": "met", "checked_on": "2026-11-20", "revision": line["revision"]}
    assert post(f"/lines/{line['id']}/fulfilment", ticked).status == 200
    assert caller.get(f"{root}/sheet").json["sheet"]["rows"][0]["fulfilment"] == "met"
    assert post("/revision", None).status == 201 and caller.get(root).json["draft"] == 2


def test_every_sheet_takes_a_form_of_the_offices_own_and_its_button_appears_where_it_is_printed(plan, arrive, world):
    from tests.flows.test_office_forms import OWN

    supervisor = arrive("supervisor")
    page = supervisor.get("/office/forms").text
    here = plan.get("").request.path.removesuffix("/plan")
    manager = arrive("manager1")
    assert f"{here}/intake/sheet.office" not in manager.get(f"{here}/intake").text
    assert manager.get(f"{here}/intake/sheet.office").status_code == 404
    for sheet in ("intake", "consent", "referral", "evaluation", "closing"):
        assert f'value="{sheet}"' in page
        data = {"file": (io.BytesIO(to_hwpx(OWN[sheet])), "서식.hwpx"), "sheet": sheet, "idempotency_key": f"key-of-own-{sheet}"}
        assert supervisor.post("/office/forms", data, content_type="multipart/form-data").status_code == 303
    assert "차량번호" in supervisor.get("/office/forms").text  # nobody here knows it: told, and filled by hand
    for page, link in (("intake", "intake/sheet.office"), ("consents", "consents/own-sheet.hwpx")):
        assert f"{here}/{link}" in manager.get(f"{here}/{page}").text
        answer = manager.get(f"{here}/{link}")
        assert answer.status_code == 200 and answer.data.startswith(b"PK")
        assert ".hwpx" in answer.headers["Content-Disposition"]


def test_r082_a_goal_of_the_surroundings_offers_figures_of_the_network_and_shows_how_far_they_came(plan):
    assert plan.post(need=plan.needs[0]).status_code == 303
    purpose = re.search(r"objective\?purpose_id=([0-9a-f-]{36})", plan.draft()).group(1)

    def kind(goal_type):
        form = plan.get("/purpose", id=purpose).text
        done = plan.post("/purpose", purpose_id=purpose, purpose="이웃과 서로 돕는다", goal_type=goal_type, ground="attainable",
                         need=plan.needs[0], revision=re.search(r'name="revision" value="(\d+)"', form).group(1))  # fmt: skip
        assert done.status_code == 303

    kind("skill")
    assert 'name="measure"' not in plan.get("/objective", purpose_id=purpose).text
    kind("environment")
    form = plan.get("/objective", purpose_id=purpose).text
    assert (now := re.search(r"알고 지내는 이웃·가게·모임 수 \(오늘 (\d+)\)", form)) and 'name="measure"' in form
    text = "당사자: 6개월 안에 알고 지내는 이웃을 늘린다"
    wrong = plan.post("/objective", purpose_id=purpose, text=text, measure="ties", target="많이")
    assert wrong.status_code == 422 and "0에서 999 사이의 숫자" in wrong.text and '<option value="ties" selected>' in wrong.text
    assert plan.post("/objective", purpose_id=purpose, text=text, measure="ties", target="7", months="6", content="모임 동행").status_code == 303
    course = f"처음 {now.group(1)} → 아직 점검 없음 → <strong>지금 {now.group(1)}</strong> → 바라는 수준 7"
    assert course in plan.draft()
    assert plan.sign().status_code == 303
    page = plan.person.get(plan.address.replace("/plan", "/checks")).text
    assert page.count(course) == 2  # beside the checks and in the evaluation
    assert re.search(rf'name="attained-[0-9a-f-]+" type="text" value="{now.group(1)}"', page)


def test_r082_the_api_measures_an_objective_by_the_network_as_the_page_does(plan, app, world):
    caller = Caller(over_flask(app))
    assert caller.login("manager1", PASSWORD).status == 200
    root, keys = f"/cases/{world.case_ids[NUMBER]}/plan", iter(range(100))

    def post(path, body):
        return caller("POST", root + path, body, key=f"key-of-measured-api-{next(keys)}")

    assert post("", {"needs": plan.needs[:1]}).status == 201
    view = caller.get(root).json
    now = {one["measure"]: one["now"] for one in view["measures"]}
    asked = {"purpose": view["purposes"][0]["id"], "text": "당사자: 6개월 안에 이웃을 늘린다", "measure": "strong", "target": "7"}
    wrong = post("/objectives", asked | {"target": "많이"})
    assert wrong.status == 422 and "$.target" in {one["path"] for one in wrong.json["errors"]}
    assert post("/objectives", asked | {"measure": "happiness"}).status == 422
    assert post("/objectives", asked).status == 201
    (goal,) = caller.get(root).json["purposes"][0]["objectives"]
    told = goal["measured"]
    assert (told["measure"], told["baseline"], told["now"], told["target"], told["last"]) == ("strong", str(now["strong"]), now["strong"], "7", None)
