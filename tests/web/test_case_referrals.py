"""The pages of a case's referrals and of advocacy, and the same through the API."""

import re

from tests.support.demo_world import demo_template, world  # noqa: F401
from tests.web.test_cases_pages import KEY, arrive_at_demo, begin, case, demo_app, narae, send  # noqa: F401


def post(person, address, key, **form):
    return person.post(address, form | {"idempotency_key": KEY + key})


def refused(world, narae) -> str:
    """The address of a referral that the recipient refused."""
    address = begin(world, narae).location
    send(narae, address)
    revision = re.search(r'name="revision" value="(\d+)"', narae.get(address).text).group(1)
    done = post(narae, f"{address}/step", "no", to="rejected", reason="provider:NOT_ELIGIBLE", revision=revision)
    assert done.status_code == 303
    return address


def test_a_question_for_a_place_is_made_and_answered_on_the_page_of_the_case(world, narae):
    here = case(world, "D04")
    place = f"{world.needs('D04')['DLY16']}|{world.offer_ids['o-0270']}"
    assert post(narae, f"{here}/capacity", "ask", place=place).status_code == 303
    page = narae.get(f"{here}/referrals").text
    question = re.search(rf'action="({here}/capacity/[0-9a-f-]+)"', page).group(1)
    assert "자리가 있는지 여쭙니다" in page
    form = page.split(f'action="{question}"', 1)[1]
    revision = re.search(r'name="revision" value="(\d+)"', form).group(1)
    assert post(narae, question, "none", has_place="no", revision=revision).status_code == 303
    assert 'id="resting"' in narae.get(f"{here}/referrals").text


def test_a_place_that_is_not_listed_is_noted_from_the_page(world, narae):
    here = case(world, "D04")
    form = {"organisation": "한마음반찬봉사회", "kind": "M31", "need": world.needs("D04")["DLY16"], "state": "in_progress"}
    assert post(narae, f"{here}/referrals/logged", "log", **form).status_code == 303
    wrong = post(narae, f"{here}/referrals/logged", "wrong", **form | {"organisation": " "})
    assert wrong.status_code == 422 and 'id="unlisted"' in wrong.text


def test_a_refusal_leads_to_other_places_and_to_advocacy(world, narae):
    address = refused(world, narae)
    page = narae.get(address).text
    assert f"{address}/onward" in page and "/advocacy#refusal-" in page
    onward = narae.get(f"{address}/onward").text
    offer = re.findall(r'name="offer" value="([0-9a-f-]+)"', onward)[-1]
    done = post(narae, f"{address}/onward", "on", offer=offer)
    assert done.status_code == 303 and "앞선 의뢰 보기" in narae.get(done.location).text


def test_a_strategy_is_begun_ended_and_the_next_one_is_offered(world, narae):
    address = refused(world, narae)
    referral, here = address.rpartition("/")[2], f"{case(world, 'D04')}/advocacy"
    page = narae.get(here).text
    assert "1. 담당 직원과 협의하기" in page and "5. 예산을 지원하는 곳" not in page
    form = {"referral": referral, "strategy": "front_line"}
    stopped = post(narae, here, "will", **form)
    assert stopped.status_code == 409 and "당사자의 뜻을 먼저" in stopped.text
    assert post(narae, here, "take", agrees="yes", words="통화함", **form).status_code == 303
    page = narae.get(here).text
    paper = re.search(rf'action="({here}/[0-9a-f-]+)"', page).group(1)
    revision = re.search(r'name="revision" value="(\d+)"', page.split(f'action="{paper}"', 1)[1]).group(1)
    done = post(narae, paper, "end", ending="no_change", result="어렵다고 함", revision=revision, referral=referral)
    assert done.status_code == 303
    assert "다음에 해 볼 것: 2. 상급자에게" in narae.get(here).text


def test_the_supervisors_three_are_not_shown_to_a_manager_and_never_prompted_for(world, narae, arrive_at_demo):
    address = refused(world, narae)
    referral, here = address.rpartition("/")[2], f"{case(world, 'D04')}/advocacy"
    for at, one in enumerate(("front_line", "chain_of_command", "rules_and_law", "ombudsman")):
        done = post(narae, here, f"skip{at}", act="skip", referral=referral, strategy=one, reason="해 보았음")
        assert done.status_code == 303
    page = narae.get(here).text
    assert "슈퍼바이저와 의논하는 일" in page and 'value="funder"' not in page
    supervisor = arrive_at_demo("supervisor").get(here).text
    assert 'value="funder"' in supervisor and "다음에 해 볼 것" not in supervisor


def test_strangers_and_agencies_reach_none_of_it(world, narae, arrive_at_demo):
    address = refused(world, narae)
    for login in ("manager2", "partner", "outsider"):
        person = arrive_at_demo(login)
        for path in (f"{case(world, 'D04')}/referrals", f"{case(world, 'D04')}/advocacy", f"{address}/onward",
                     f"{address}/letter.pdf", f"{address}/message"):  # fmt: skip
            assert person.get(path).status_code in (403, 404), (login, path)
