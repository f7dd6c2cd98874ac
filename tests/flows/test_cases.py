"""The list of cases, the case page, what is looked at together, and the closing check, on the demo."""

import re
from dataclasses import asdict, is_dataclass

import pytest

from resmap.domain.codes import Stage
from resmap.domain.permissions import NotAllowed, NotFound
from resmap.domain.referrals import ReferralState
from resmap.flows import cases, closing_check, together
from resmap.flows.cases import Next, Standing, next_step
from resmap.matching.model import MODEL
from resmap.store import CaseRecord, NeedRecord, ReferralRecord
from tests.support.demo_world import demo_template, world  # noqa: F401

MANAGER1 = {"D01", "D03", "D04", "D07", "D08", "D10"}


def mine(world, login):
    actor = world.actor(login)
    with world.database.read(actor) as uow:
        return cases.mine(uow, actor, world.today, locale="ko")


def look_together(world, login, number, **more):
    actor = world.actor(login)
    with world.database.read(actor) as uow:
        return together.together(uow, actor, world.case_ids[number], world.today, locale="ko", **more)


def closing(world, login, number):
    actor = world.actor(login)
    with world.database.read(actor) as uow:
        return closing_check.closing_page(uow, actor, world.case_ids[number], world.today, locale="ko")


def texts(value) -> list[str]:
    """Every text anywhere in a view."""
    if is_dataclass(value):
        value = asdict(value)
    if isinstance(value, dict):
        value = [*value.keys(), *value.values()]
    if isinstance(value, list | tuple):
        return [text for one in value for text in texts(one)]
    return [value] if isinstance(value, str) else []


# ── the list ──────────────────────────────────────────────────────────────────


def test_a_manager_lists_the_cases_in_her_care_and_no_other(world):
    assert {one.number for one in mine(world, "manager1")} == MANAGER1
    assert not MANAGER1 & {one.number for one in mine(world, "manager2")}


def test_a_supervisor_lists_the_cases_of_her_dongs_with_their_managers(world):
    lines = mine(world, "supervisor")
    assert len(lines) == 12 and {one.manager for one in lines} == {"김나래", "박시원"}


@pytest.mark.parametrize("login", ["partner", "outsider"])
def test_somebody_without_casework_lists_nothing(world, login):
    with pytest.raises(NotAllowed):
        mine(world, login)


def test_listing_clients_is_noted(world):
    mine(world, "manager1")
    (last,) = world.events()[-1:]
    assert (last.kind, last.facts["cases"]) == ("client.listed", 6)
    # P-13: the log names whose data was seen, in a list too.
    actor = world.actor("manager1")
    assert set(last.facts["of"]) == {one.id for one in world.rows(CaseRecord, CaseRecord.manager_id == actor.id)}


def test_an_emergency_stands_on_top_of_the_list(world):
    first = mine(world, "manager2")[0]
    assert first.number == "D02" and first.emergency


def test_a_duty_to_report_stands_above_every_routine_step(world):
    numbers = [one.number for one in mine(world, "supervisor")]
    assert numbers[:2] == ["D02", "D08"]


def test_of_those_without_a_reply_who_waited_longest_is_called_first(world):
    waiting = [one.waiting_days for one in mine(world, "supervisor") if one.next == Next.ASK_REPLY]
    assert len(waiting) > 1 and waiting == sorted(waiting, reverse=True)


def test_the_list_marks_duties_waiting_referrals_and_protected_clients(world):
    lines = {one.number: one for one in mine(world, "supervisor")}
    assert lines["D08"].reports == 1
    assert lines["D07"].protected and lines["D07"].cautions == 2
    assert lines["D04"].waiting == 1 and lines["D04"].waiting_days >= 7
    assert lines["D03"].drafts == 1


def standing(stage, **more):
    usual = {"emergency": False, "reports": 0, "closing_blocked": False, "drafts": 0}
    return Standing(stage=stage, **usual | {"waiting": 0, "waiting_days": 0, "live": 0} | more)


@pytest.mark.parametrize(
    ("now", "then"),
    [
        (standing(Stage.INTAKE), Next.ASSESS),
        (standing(Stage.INTAKE, reports=1), Next.REPORT),
        (standing(Stage.ASSESSMENT, emergency=True), Next.LINK_NOW),
        (standing(Stage.SELECTION), Next.CHOOSE),
        (standing(Stage.PLANNING, waiting=1, waiting_days=2, live=1), Next.WAIT_REPLY),
        (standing(Stage.PLANNING, waiting=1, waiting_days=7, live=1), Next.ASK_REPLY),
        (standing(Stage.INTERVENTION, drafts=1, live=1), Next.SEND_DRAFT),
        (standing(Stage.CLOSING, closing_blocked=True, waiting=1, waiting_days=9), Next.REFER_TO_CLOSE),
        (standing(Stage.CLOSING), Next.CLOSE),
        (standing(Stage.FOLLOW_UP), Next.FOLLOW_UP),
    ],
)
def test_the_next_step_is_safety_then_what_blocks_then_what_waits_then_the_stage(now, then):
    assert next_step(now) is then


# ── the case page ─────────────────────────────────────────────────────────────


def test_opening_a_case_is_noted_with_the_client_and_the_model(world):
    world.page("manager1", "D04")
    read, matched = world.events()[-2:]
    assert (read.kind, read.subject) == ("client.read", world.case_ids["D04"]) and read.client_id
    assert (matched.kind, matched.facts) == ("case.matched", {"model": MODEL.label})


def test_a_case_of_another_manager_is_not_found(world):
    with pytest.raises(NotFound):
        world.page("manager2", "D04")


def test_before_the_assessment_nothing_is_suggested(world):
    page = world.page("manager1", "D01")
    assert page.closed == "ASSESS_FIRST" and page.needs == ()


def test_an_emergency_opens_before_the_assessment(world):
    page = world.page("manager2", "D02")
    assert page.closed is None and all(need.suggestions for need in page.needs)


def test_needs_stand_in_the_order_of_urgency(world):
    needs = world.page("manager1", "D07").needs
    assert needs[0].code == "SAF11" and needs[0].urgent
    assert [one.priority for one in needs] == sorted(one.priority for one in needs)


@pytest.mark.parametrize("login,number", [("manager1", "D04"), ("manager1", "D08"), ("manager2", "D05")])
def test_every_score_is_the_sum_of_its_lines_and_the_best_stand_first(world, login, number):
    for need in world.page(login, number).needs:
        scores = [one.score for one in need.suggestions]
        assert scores == sorted(scores, reverse=True)
        for one in need.suggestions:
            assert one.score == pytest.approx(sum(line.points for line in one.lines), abs=0.005)
            assert 1 <= len(one.best) <= 2


@pytest.mark.parametrize("login", ["manager1", "manager2"])
def test_nothing_suggested_has_served_the_household(world, login):
    for line in mine(world, login):
        page = world.page(login, line.number)
        for need in page.needs:
            running = {one.offer for one in need.existing}
            assert not running & {one.offer for one in need.suggestions}


def test_an_accepted_referral_makes_the_offer_one_that_is_in_use(world):
    need = world.need_view("manager1", "D04", "DLY16")
    neighbour = world.offer_ids["o-0225"]
    assert neighbour in {one.offer for one in need.existing}
    assert neighbour not in {one.offer for one in need.suggestions}


def test_a_referral_without_reply_stands_on_its_row(world):
    (one,) = world.need_view("manager1", "D04", "DLY15").suggestions
    assert one.referral and (one.referral.state, one.referral.same) == ("requested", True)


def test_the_filter_leaves_one_kind_and_still_counts_all(world):
    whole, shops = world.page("manager1", "D04"), world.page("manager1", "D04", kind="shop")
    assert shops.kinds == whole.kinds and whole.kinds["shop"] == 2
    assert {one.kind for need in shops.needs for one in need.suggestions} == {"shop"}
    assert sum(need.all_kinds for need in shops.needs) == sum(need.total for need in whole.needs)


def test_an_unknown_kind_filters_nothing(world):
    assert world.page("manager1", "D04", kind="<b>").needs == world.page("manager1", "D04").needs


def test_a_protected_client_is_shown_without_phone_and_address(world):
    head = world.page("manager1", "D07").head
    assert head.protected and head.phone is None and head.address is None
    assert not [text for text in texts(head) if "010-" in text or "빨래집게길" in text]


def test_a_secret_place_has_no_distance_and_is_never_among_the_reasons(world):
    page = world.page("manager1", "D07")
    secret = {one for ref, one in world.offer_ids.items() if world.offer(ref).location_secret}
    shown = [one for need in page.needs for one in need.suggestions if one.offer in secret]
    assert shown and all(one.secret and one.distance == "" for one in shown)
    assert not secret & {one.offer for need in page.needs for one in (*need.why_not, *need.existing)}


def test_plenty_of_places_is_said_of_no_benefit(world):
    page = world.page("manager2", "D05")
    benefits = [one for need in page.needs for one in need.suggestions if one.kind == "benefit"]
    assert benefits and not any(one.places for one in benefits)
    assert not [text for text in texts(page) if "99곳" in text]


def test_only_a_supervisor_is_offered_an_exception(world):
    offered = {
        login: [one for need in world.page(login, "D11").needs for one in need.why_not if one.may_override]
        for login in ("manager2", "supervisor")
    }
    assert not offered["manager2"] and offered["supervisor"]


def test_what_was_not_wanted_is_folded_away_with_who_said_it(world):
    (declined,) = world.need_view("manager1", "D04", "DLY16").declined
    assert declined.offer == world.offer_ids["o-0226"]
    assert declined.answer.by == "본인" and "약한 모습" in declined.answer.why


def test_the_page_reads_in_english_too(world):
    page = world.page("manager1", "D04", locale="en")
    assert page.head.name == "Jo Manbok"
    assert not re.search("[가-힣]", " ".join(line.text for line in page.needs[0].suggestions[1].lines[:1]))


# ── looking together ──────────────────────────────────────────────────────────


@pytest.mark.parametrize("login,number", [("manager1", "D03"), ("manager1", "D04"), ("manager2", "D06")])
def test_what_is_shown_to_the_client_has_no_score_no_code_and_no_third_person(world, login, number):
    page, shared = world.page(login, number), look_together(world, login, number)
    said = " ".join(texts(shared.needs))
    assert not re.search(r"\d점|\b[A-Z]{3}\d\d\b", said)
    roads = {one.road for need in page.needs for one in need.suggestions if "소개로" in one.road}
    assert not [road for road in roads if road in said]


def test_there_are_two_choices_wherever_there_are_two(world):
    page = world.page("manager1", "D04")
    for need, shown in zip(page.needs, look_together(world, "manager1", "D04").needs, strict=True):
        possible = need.all_kinds + len(need.information_only)
        assert len(shown.options) >= min(2, possible)


def test_residents_are_shown_by_call_name_without_a_number(world):
    options = [one for need in look_together(world, "manager1", "D04").needs for one in need.options]
    residents = [one for one in options if one.who == "이웃"]
    assert residents and all(one.call is None for one in residents)
    assert not any("010-" in text for one in residents for text in texts(one))


def test_safety_is_shown_only_when_it_is_asked_for(world):
    safety = world.needs("D07")["SAF11"]
    shown = {one.id: one for one in look_together(world, "manager1", "D07").needs}
    assert not shown[safety].shown and shown[safety].options == ()
    asked = {one.id: one for one in look_together(world, "manager1", "D07", needs=[safety]).needs}
    assert asked[safety].options and not any(one.options for one in asked.values() if one.id != safety)


def test_a_sheet_without_safety_names_no_refuge_and_no_violence_under_any_need(world):
    said = " ".join(texts([one.options for one in look_together(world, "manager1", "D07").needs]))
    assert said and not re.search("폭력|쉼터|1366", said)
    everything = look_together(world, "manager1", "D07", needs=list(world.needs("D07").values()))
    assert "쉼터" in " ".join(texts([one.options for one in everything.needs]))


@pytest.mark.parametrize("number", ["D03", "D04", "D08"])
def test_a_sheet_names_no_need_that_was_left_off_it(world, number):
    first = look_together(world, "manager1", number).needs[0]
    others = [one.name for one in look_together(world, "manager1", number).needs[1:]]
    lone = look_together(world, "manager1", number, needs=[first.id]).needs[0]
    said = " ".join(text for one in lone.options for text in one.because)
    assert not [name for name in others if name in said]


def test_a_sheet_for_a_protected_client_tells_no_distance_from_home(world):
    needs = list(world.needs("D07").values())
    said = texts(look_together(world, "manager1", "D07", needs=needs).needs)
    assert not [text for text in said if re.search(r"\d (m|km)\b", text)]


def test_showing_is_noted(world):
    look_together(world, "manager1", "D04")
    assert world.events()[-1].kind == "case.shown_to_client"


# ── closing ───────────────────────────────────────────────────────────────────


def accept(world, number, code):
    need = world.needs(number)[code]

    def act(uow):
        for one in world.rows(ReferralRecord, ReferralRecord.need_id == need):
            uow.get(ReferralRecord, one.id).state = ReferralState.ACCEPTED

    world.change(act)


def test_who_leaves_may_not_close_before_a_referral_is_accepted(world):
    before = closing(world, "manager2", "D09")
    assert before.must_refer and before.blocked and "REFER" in before.obligations
    assert {one.care for one in before.unmet} == {"waiting", "none"}
    accept(world, "D09", "CASE_MGMT")
    assert not closing(world, "manager2", "D09").blocked


def test_one_accepted_need_does_not_set_free_from_the_others(world):
    case = world.case_ids["D09"]

    def act(uow):
        for need in world.rows(NeedRecord, NeedRecord.case_id == case):
            if need.code == "CASE_MGMT":
                uow.get(NeedRecord, need.id).state = "met"

    world.change(act)
    accept(world, "D09", "CASE_MGMT")
    assert closing(world, "manager2", "D09").blocked


def test_moving_proposes_offices_at_the_new_place(world):
    page = closing(world, "manager1", "D10")
    assert not page.blocked and page.transfer == ("강동구 성내권 통합사례관리",)


def test_after_a_death_nothing_is_suggested_and_nothing_referred(world):
    def act(uow):
        uow.get(CaseRecord, world.case_ids["D04"]).closing_reason = "DEATH"

    world.change(act)
    page, check = world.page("manager1", "D04"), closing(world, "manager1", "D04")
    assert page.closed == "DEATH" and page.needs == ()
    assert check.cancel_reminders and not check.suggestions and not check.must_refer


def test_without_a_wish_to_close_nothing_is_asked(world):
    assert closing(world, "manager1", "D04").reason is None
