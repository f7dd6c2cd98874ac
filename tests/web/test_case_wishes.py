"""바라는 것·꺼리는 것 on the case page and in the API, and the facts of an offer in its form (R008, R035, R105, R164)."""

import re

from tests.support.demo_world import demo_template, world  # noqa: F401
from tests.web.test_cases_pages import arrive_at_demo, case, demo_app, narae  # noqa: F401

KEY = "key-of-a-wish-of-tests-"


def say(world, person, what="help:around", told="wish", force="never", key=KEY, **more):
    form = {"told": told, "what": what, "force": force, "words": "", "by": "", "idempotency_key": key}
    return person.post(f"{case(world, 'D04')}/wishes", form | more)


def test_a_wish_is_noted_in_one_form_seen_in_the_reasons_and_taken_back_in_one_press(world, narae):
    page = narae.get(case(world, "D04")).text
    assert "바라는 것·꺼리는 것" in page and "아직 적은 것이 없습니다" in page
    done = say(world, narae, words="동네에 소문나는 게 싫어요")
    assert done.status_code == 303 and done.location.endswith("#wishes")
    page = narae.get(case(world, "D04")).text
    assert "동네에 소문나는 게 싫어요" in page and "꼭 지킴" in page
    assert "당사자의 뜻과 다릅니다(동네 사람에게 알려지는 도움은 원하지 않으심)" in page
    back = re.search(r'action="([^"]+/wishes/[^"]+/back)"', page)[1]
    assert narae.post(back, {"idempotency_key": KEY + "back"}).status_code == 303
    page = narae.get(case(world, "D04")).text
    assert "소문나는" not in page and "당사자의 뜻과 다릅니다" not in page


def test_what_hinders_lowers_and_says_what_to_bring_along(world, narae):
    assert say(world, narae, told="hindrance", what="alone").status_code == 303
    page = narae.get(case(world, "D04")).text
    assert "함께 이으면 좋은 곳" in page and "혼자 가기 어려움" in page


def test_what_cannot_be_meant_is_refused_with_the_way_out(world, narae):
    for form in ({"what": "help:nonsense"}, {"told": "nonsense"}, {"force": ""}, {"words": "900101-1234567"}):
        refused = say(world, narae, **form)
        assert refused.status_code == 422 and "다시 골라 주세요" in refused.text and "nonsense" not in refused.text


def test_who_has_no_business_with_the_case_can_note_nothing(world, arrive_at_demo):
    assert say(world, arrive_at_demo("manager2")).status_code == 404
    assert say(world, arrive_at_demo("partner")).status_code in (403, 404)


def test_r008_the_case_page_says_for_each_need_whether_none_one_or_many_cover_it(world, narae):
    page = narae.get(case(world, "D04")).text
    cover = page.split('id="cover"', 1)[1].split("</section>", 1)[0]
    needs = set(re.findall(r'id="need-([0-9a-f-]{36})"', page))
    assert needs and needs == set(re.findall(r'href="#need-([0-9a-f-]{36})"', cover))
    levels = re.findall(r"(없음|한 곳뿐|여러 곳)</span>", cover)
    assert len(levels) == len(needs)
    say(world, narae)
    again = narae.get(case(world, "D04")).text.split('id="cover"', 1)[1].split("</section>", 1)[0]
    assert re.findall(r"이어 볼 곳 (\d+)곳", again) != re.findall(r"이어 볼 곳 (\d+)곳", cover)


def test_the_facts_of_an_offer_are_chosen_in_its_form_and_count(world, arrive_at_demo):
    sue = arrive_at_demo("supervisor")
    fields = sue.get("/register/new/particulars?kind=M31", headers={"HX-Request": "true"}).text
    for words in ("종교단체가 하는 곳", "계단 없이 들어갈 수 있음", "베트남어", "아직 모름", "다니는 어려움을 덜어 줌"):
        assert words in fields
    resident = sue.get("/register/new/particulars?kind=H11", headers={"HX-Request": "true"}).text
    assert "종교단체가" not in resident and "집으로 찾아옴" in resident


def test_what_was_ticked_in_the_form_of_an_entry_stands_in_the_form_and_in_the_rule():
    from werkzeug.datastructures import MultiDict

    from resmap.domain.access import access_of
    from resmap.domain.particulars import checked
    from resmap.web import entry_form

    form = MultiDict([("name", "가"), ("kind", "M31"), ("particulars-languages", "vi"), ("particulars-languages", "zh"),
                      ("particulars-step_free", "no"), ("particulars-fee", "")])  # fmt: skip
    values, errors = entry_form.typed(form)
    kept = checked("M31", values["particulars"])
    assert not errors and kept == {"languages": ["zh", "vi"], "step_free": "no"}
    assert entry_form.as_typed(form)["particulars"]["languages"] == ["vi", "zh"]
    assert access_of("M31", ("가",), (), (), kept).languages == {"vi", "zh"}
