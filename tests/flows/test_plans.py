"""The plan of a case: from confirmed needs to an agreement, its versions, its sheet, column ⑬."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from resmap.domain.codes import ClosingReason, Stage
from resmap.domain.permissions import NotAllowed, NotFound
from resmap.domain.planning.contract import DecidedHow
from resmap.domain.planning.fulfilment import Fulfilment
from resmap.domain.planning.goals import GoalType, Ground
from resmap.domain.planning.plan import CheckMethod, LineKind, Timing
from resmap.domain.referrals import ReferralState
from resmap.domain.resident_number import ResidentNumberError
from resmap.domain.roles import DirectService
from resmap.domain.stages import Condition
from resmap.flows import steps
from resmap.flows.field_refusals import FieldsRefused
from resmap.flows.plans import contracting, deferring, drafting, fulfilling, lines, page, sheets
from resmap.flows.plans.asked import LineAsked, ObjectiveAsked, PurposeAsked, SignedAsked, TickAsked
from resmap.flows.refusals import LostUpdate
from resmap.flows.ruling import RuleForbids
from resmap.store import (
    CaseRecord,
    ComparisonRecord,
    ConsentRecord,
    GoalRecord,
    NeedRecord,
    ObjectiveRecord,
    OfficeFormRecord,
    PlanLineRecord,
    PlanRecord,
    ReferralRecord,
    TaskRecord,
)
from tests.support.demo_world import TODAY, demo_template, world  # noqa: F401

SIGNED = SignedAsked("집에서 계속 살고 싶어요", DecidedHow.ALONE, "조만복", TODAY, TODAY)
GOOD = ObjectiveAsked("당사자: 6개월 안에 이웃과 만나는 날을 주 0일에서 2일로 늘린다", "", "만나는 날", "0일", "2일", 6, "함께 걷기")
MEALS = LineAsked(LineKind.SERVICE, "반찬 배달", "가람반찬나눔회", starts_on=TODAY, ends_on=TODAY + timedelta(days=90), per_week=0.5,
                  when="월·수 10시", methods=frozenset({CheckMethod.CONTACT}))  # fmt: skip


class Desk:
    """Somebody who writes the plan of one case; each act has a key of its own unless one is named."""

    def __init__(self, world, number="D04", login="manager1"):
        self.world, self.case, self.login, self.keys = world, world.case_ids[number], login, 0
        self.number = number
        if login == "manager1":
            self.world.change(self._clear)

    def _clear(self, uow):
        """The case without what the demo tells of a plan: that is not what is tried here."""
        for cls in (PlanLineRecord, ObjectiveRecord, GoalRecord, PlanRecord, TaskRecord):
            for record in self.rows(cls):
                found = uow.get(cls, record.id)
                if cls is PlanRecord:
                    found.number += 900
                uow.void(found, "not tried here")
        for need in self.world.needs(self.number).values():
            record = uow.get(NeedRecord, need)
            record.state, record.confirmed_on, record.why_deferred = "open", None, None

    def rows(self, cls):
        return self.world.rows(cls, cls.case_id == self.case)

    def do(self, flow, *args, **more):
        self.keys += 1
        more.setdefault("key", f"key-of-plan-tests-{self.login}-{self.keys}")
        actor = self.world.actor(self.login)
        with self.world.database.write(actor) as uow:
            return flow(uow, actor, self.case, TODAY, *args, **more)

    def page(self, number=None, locale="ko"):
        actor = self.world.actor(self.login)
        with self.world.database.read(actor) as uow:
            return page.page(uow, actor, self.case, TODAY, locale=locale, number=number)

    def draft(self):
        return self.page(self.page().draft)

    def sheet(self, number=None):
        actor = self.world.actor(self.login)
        with self.world.database.read(actor) as uow:
            return sheets.sheet_page(uow, actor, self.case, TODAY, number=number).sheet

    def week(self):
        actor = self.world.actor(self.login)
        with self.world.database.read(actor) as uow:
            return sheets.week_page(uow, actor, self.case, TODAY)

    def file(self, as_):
        actor = self.world.actor(self.login)
        with self.world.database.read(actor) as uow:
            return sheets.plan_file(uow, actor, self.case, TODAY, as_=as_)

    # short ways

    def confirm(self, *codes, **values):
        def act(uow):
            for code, need in self.world.needs(self.number).items():
                if not codes or code in codes:
                    record = uow.get(NeedRecord, need)
                    record.confirmed_on = TODAY
                    for name, value in values.items():
                        setattr(record, name, value)

        self.world.change(act)

    def begin(self, *codes):
        needs = self.world.needs(self.number)
        self.confirm()
        return self.do(drafting.begin, needs=[needs[code] for code in codes] or list(needs.values())[:1])

    def objective(self, asked=GOOD, line=MEALS):
        purpose = self.draft().purposes[0]
        return self.do(drafting.save_objective, purpose_id=purpose.id, asked=replace(asked, first_line=line))

    def sign(self, asked=SIGNED, **more):
        return self.do(contracting.contract, asked=asked, revision=self.draft().plan.revision, **more)

    def agreed(self, line=MEALS):
        self.begin()
        self.objective(line=line)
        self.sign()
        return self.page()

    def tick(self, ticked, line=None, **more):
        line = line or self.page().purposes[0].objectives[0].lines[0]
        asked = TickAsked(ticked, more.pop("checked_on", TODAY), more.pop("new_end", None))
        return self.do(fulfilling.tick, line.id, asked=asked, revision=line.revision, **more)


@pytest.fixture
def desk(world):
    return Desk(world)


def refused(act) -> dict[str, str]:
    with pytest.raises(FieldsRefused) as told:
        act()
    return dict(told.value.fields)


# ── the draft ─────────────────────────────────────────────────────────────────


def test_r088_r090_a_draft_comes_from_confirmed_needs_with_a_purpose_a_kind_and_a_ground_for_each(desk):
    desk.begin("DLY16")
    (purpose,) = desk.page().purposes
    assert purpose.purpose and purpose.goal_type in {one.value for one in GoalType}
    assert purpose.ground in {one.value for one in Ground} and [one.name for one in purpose.needs]
    assert desk.page().plan.state == "draft" and desk.page().editable


def test_r069_a_need_that_the_client_has_not_confirmed_is_not_planned_for(desk, world):
    need = next(iter(world.needs("D04").values()))
    assert refused(lambda: desk.do(drafting.begin, needs=[need])) == {"needs": "NOT_CONFIRMED"}
    assert refused(lambda: desk.do(drafting.begin, needs=[])) == {"needs": "MISSING"}


def test_a_need_of_another_case_is_not_there(desk, world):
    with pytest.raises(NotFound):
        desk.do(drafting.begin, needs=[next(iter(world.needs("D07").values()))])


def test_the_same_key_begins_one_draft_and_a_second_begin_adds_to_it(desk, world):
    needs = list(world.needs("D04").values())
    desk.confirm()
    first = desk.do(drafting.begin, needs=needs[:1], key="one-and-the-same-key")
    assert desk.do(drafting.begin, needs=needs[:1], key="one-and-the-same-key") == first
    assert desk.do(drafting.begin, needs=needs[:2]) == first
    assert len(desk.page().purposes) == 2


def test_r034_the_clients_own_words_stand_beside_the_purpose(desk):
    desk.confirm(words="혼자 밥 먹기 싫어요", wish="같이 먹을 사람이 있으면")
    desk.begin()
    (purpose,) = desk.page().purposes
    assert purpose.needs[0].words == "혼자 밥 먹기 싫어요" and purpose.purpose == "같이 먹을 사람이 있으면"


def test_r090_r091_purpose_and_objective_are_two_things_and_the_objective_has_measures(desk):
    desk.begin()
    desk.objective()
    (purpose,) = desk.page().purposes
    (goal,) = purpose.objectives
    assert goal.text != purpose.purpose
    assert (goal.indicator, goal.baseline, goal.target, goal.months) == ("만나는 날", "0일", "2일", 6)
    assert goal.mistakes == ()


def test_r091_without_measure_and_time_the_checker_says_so_beside_the_objective(desk):
    desk.begin()
    desk.objective(ObjectiveAsked("당사자: 우울감이 줄어든다"))
    (goal,) = desk.page().purposes[0].objectives
    assert goal.mistakes == ("M7",) and goal.hints and "이렇게 써 볼 수 있습니다" in " ".join(goal.hints)


def test_r103_percent_frequency_and_a_state_held_for_months_are_objectives_without_a_mistake(desk):
    desk.begin()
    for text in (
        "어머니: 6개월 안에 자녀에 대한 폭력빈도를 70% 이상 줄인다",
        "당사자: 3개월 안에 외출하는 날을 주 1일에서 3일로 늘린다",
        "당사자: 6개월 안에 폭력 없는 상태를 3개월 이상 유지한다",
        "당사자: 6개월 안에 외로움 척도(LSNS-6) 점수를 8점에서 12점으로 높인다",
    ):
        desk.objective(ObjectiveAsked(text), line=None)
    assert [one.mistakes for one in desk.page().purposes[0].objectives] == [()] * 4


def test_the_example_is_taken_with_one_press_and_what_it_replaces_is_kept_as_the_means(desk):
    desk.begin()
    desk.objective(ObjectiveAsked("상담을 제공한다", months=6), line=None)
    (goal,) = desk.page().purposes[0].objectives
    is_open = desk.do(drafting.take_example, goal.id, revision=goal.revision, locale="ko")
    (after,) = desk.page().purposes[0].objectives
    assert after.text == goal.example and is_open == ("○" in after.text)
    assert after.strategy == "상담을 제공한다"


def test_r078_the_strategy_is_kept_with_its_objective(desk):
    desk.begin()
    desk.objective()
    assert desk.page().purposes[0].objectives[0].strategy == "함께 걷기"


def test_one_objective_with_one_line_is_one_form(desk):
    """Two minutes on a phone: the need is ticked, one form is filled, and it is there."""
    desk.begin()
    desk.objective()
    (goal,) = desk.page().purposes[0].objectives
    assert [one.content for one in goal.lines] == ["반찬 배달"] and goal.lines[0].priority == 1


def test_an_old_form_is_refused_and_a_new_one_is_not(desk):
    desk.begin()
    (purpose,) = desk.page().purposes
    asked = PurposeAsked("이웃과 지낸다", (purpose.needs[0].id,), GoalType.ENVIRONMENT, Ground.CLIENT_FIRST)
    desk.do(drafting.save_purpose, asked=asked, purpose_id=purpose.id, revision=purpose.revision)
    with pytest.raises(LostUpdate):
        desk.do(drafting.save_purpose, asked=asked, purpose_id=purpose.id, revision=purpose.revision)
    assert desk.page().purposes[0].goal_type == "environment"  # R082: building a neighbour support system


def test_no_resident_number_is_kept_in_a_plan(desk):
    desk.begin()
    with pytest.raises(ResidentNumberError):
        desk.objective(replace(GOOD, text="800101-1234567 님이 밖에 나간다"))


def test_what_is_taken_out_of_a_draft_goes_with_what_hangs_on_it(desk, world):
    desk.begin()
    desk.objective()
    (purpose,) = desk.page().purposes
    desk.do(drafting.take_out, purpose.id, revision=purpose.revision)
    assert desk.page().purposes == () and not desk.sheet().rows
    assert len(desk.rows(GoalRecord)) == 0  # voided, not deleted: out of every query


# ── lines ─────────────────────────────────────────────────────────────────────


def line(desk, **values):
    goal = desk.draft().purposes[0].objectives[0]
    asked = replace(LineAsked(LineKind.SERVICE, "안부 확인"), **values)
    return desk.do(lines.save, objective_id=goal.id, asked=asked)


def told(desk):
    return {one.content: one for one in desk.draft().purposes[0].objectives[0].lines}


def test_r118_to_r124_a_line_keeps_all_its_columns(desk):
    desk.begin()
    desk.objective(line=None)
    line(desk, content="이동 목욕", provider="보건소", person="이모래", priority=3, timing=Timing.FIRST_MONTH, starts_on=TODAY,
         ends_on=TODAY, per_week=0.5, methods=frozenset({CheckMethod.SCALES, CheckMethod.PROVIDER}))  # fmt: skip
    kept = told(desk)["이동 목욕"]
    assert (kept.provider, kept.person, kept.priority, kept.timing) == ("보건소", "이모래", 3, "first_month")
    assert (kept.starts_on, kept.ends_on, kept.per_week, kept.methods) == (TODAY, TODAY, 0.5, ("scales", "provider"))


def test_r119_the_same_priority_twice_is_refused_and_none_goes_last(desk):
    desk.begin()
    desk.objective()
    assert refused(lambda: line(desk, priority=1)) == {"priority": "PRIORITY_TAKEN"}
    line(desk)
    assert told(desk)["안부 확인"].priority == 2


def test_r121_r122_an_end_before_the_start_and_a_wrong_frequency_are_told_together(desk):
    desk.begin()
    desk.objective()
    wrong = refused(lambda: line(desk, starts_on=TODAY, ends_on=TODAY - timedelta(days=1), per_week=0))
    assert wrong == {"ends_on": "END_BEFORE_START", "per_week": "PER_WEEK_RANGE"}


def test_r123_a_provider_is_found_in_the_register_and_joined_to_the_line(desk, world):
    desk.begin()
    desk.objective(line=None)
    actor = world.actor("manager1")
    with world.database.read(actor) as uow:
        found = lines.search(uow, actor, "복지관 밑반찬", TODAY)
    assert found and not hasattr(found[0], "address")
    line(desk, provider_id=found[0].id)
    assert told(desk)["안부 확인"].provider_id == found[0].id and told(desk)["안부 확인"].provider


def test_r123_a_line_rests_on_an_accepted_referral_only(desk, world):
    desk.begin()
    desk.objective(line=None)
    rows = [one for one in world.rows(ReferralRecord) if one.case_id == desk.case]
    ref = rows[0].id if rows else None
    if ref is None:
        offer = world.offer("o-0270")

        def add(uow):
            uow.add(ReferralRecord(id="01a1ffff-0000-7000-8000-00000000aaaa", case_id=desk.case, offer_id=offer.id,
                                   organisation="가람복지관", department="재가팀", unit="x", state=ReferralState.REQUESTED))  # fmt: skip

        world.change(add)
        ref = "01a1ffff-0000-7000-8000-00000000aaaa"
    world.change(lambda uow: setattr(uow.get(ReferralRecord, ref), "state", ReferralState.REQUESTED))
    with pytest.raises(NotFound):
        line(desk, referral=ref)
    world.change(lambda uow: setattr(uow.get(ReferralRecord, ref), "state", ReferralState.ACCEPTED))
    line(desk, referral=ref)
    record = world.referral(ref)
    kept = told(desk)["안부 확인"]
    assert (kept.referral, kept.provider_id) == (ref, record.offer_id) and record.organisation in kept.provider


def test_r155_the_managers_own_service_is_a_line_and_counts_as_the_managers_side(desk):
    desk.begin()
    desk.objective(line=LineAsked(LineKind.DIRECT, "지지 상담"))
    kept = told(desk)["지지 상담"]
    assert kept.person == desk.page().head.manager
    cautions = " ".join(desk.page().purposes[0].objectives[0].cautions)
    assert "빠져" in cautions and "사례관리자의 역량" not in cautions


def test_r152_r153_r154_a_line_of_the_managers_own_says_which_direct_service_it_is_in_every_version(desk):
    own = LineAsked(LineKind.DIRECT, "지지 상담", direct_service=DirectService.ENCOURAGING)
    desk.agreed(line=own)
    desk.do(contracting.revise)
    assert told(desk)["지지 상담"].direct_service == "encouraging"
    line(desk, kind=LineKind.SERVICE, content="도시락", direct_service=DirectService.TEACHING)
    assert told(desk)["도시락"].direct_service is None


def test_r093_a_line_of_each_side_leaves_no_side_missing(desk):
    desk.begin()
    desk.objective()
    assert "당사자의 역량" in " ".join(desk.page().purposes[0].objectives[0].cautions)
    line(desk, kind=LineKind.CLIENT_TASK, content="약 드시기")
    line(desk, kind=LineKind.DIRECT, content="방문 상담")
    assert "빠져" not in " ".join(desk.page().purposes[0].objectives[0].cautions)


def test_r171_a_plan_without_a_task_of_the_client_is_warned_of(desk):
    desk.begin()
    desk.objective()
    assert any("당사자가 맡은 일이 하나도 없습니다" in one for one in desk.page().cautions)
    line(desk, kind=LineKind.CLIENT_TASK, content="약 드시기")
    assert not any("당사자가 맡은 일" in one for one in desk.page().cautions)


def test_r092_r094_obstacles_and_the_three_capacities_are_kinds_of_lines(desk):
    desk.begin()
    desk.objective()
    assert refused(lambda: line(desk, kind=LineKind.OBSTACLE, content="치료비 지원")) == {"removes": "MISSING"}
    line(desk, kind=LineKind.OBSTACLE, content="치료비 지원", removes="치료비 부담")
    for kind in (LineKind.CAPACITY_CLIENT, LineKind.CAPACITY_MANAGER, LineKind.CAPACITY_COMMUNITY):
        line(desk, kind=kind, content=kind.value)
    assert told(desk)["치료비 지원"].removes == "치료비 부담" and len(told(desk)) == 5


def test_r099_a_comparison_of_providers_and_why_one_was_chosen_stands_beside_the_purpose(desk, world):
    need = world.needs("D04")["DLY16"]
    offers = (world.offer_ids["o-0270"], world.offer_ids["o-0136"])

    def compare(uow):
        uow.add(ComparisonRecord(case_id=desk.case, need_id=need, offer_ids=offers, chosen_id=offers[0], why="가까워서",
                                 suggestions=[]))  # fmt: skip

    world.change(compare)
    desk.begin("DLY16")
    (said,) = desk.page().purposes[0].compared
    assert "2곳" in said and "가까워서" in said


# ── needs that wait ───────────────────────────────────────────────────────────


def test_r089_a_need_is_put_off_with_its_reason_shown_at_every_look_and_taken_up_again(desk, world):
    desk.begin("DLY16")
    free = desk.page().free[0]
    assert refused(lambda: desk.do(deferring.defer, free.id, why=" ", revision=free.revision)) == {"why": "MISSING"}
    desk.do(deferring.defer, free.id, why="건강이 먼저라고 하심", revision=free.revision)
    (waits,) = desk.page().deferred
    assert (waits.id, waits.why) == (free.id, "건강이 먼저라고 하심")
    assert free.id not in [one.id for one in desk.page().free]
    assert desk.sheet().deferred[0][1] == "건강이 먼저라고 하심"
    desk.do(deferring.take_up, waits.id, revision=waits.revision)
    assert desk.page().deferred == () and free.id in [one.id for one in desk.page().free]


def test_r089_a_need_that_the_plan_takes_up_is_not_put_off(desk):
    desk.begin("DLY16")
    need = desk.page().purposes[0].needs[0]
    assert refused(lambda: desk.do(deferring.defer, need.id, why="나중에", revision=need.revision)) == {"need": "IN_PLAN"}


# ── the contract ──────────────────────────────────────────────────────────────


def test_r113_r126_r128_both_signatures_make_the_plan_one_in_force(desk):
    view = desk.agreed()
    assert view.plan.state == "contracted" and not view.editable
    assert (view.plan.service_agreed_on, view.plan.manager_signed_on, view.plan.signer) == (TODAY, TODAY, "조만복")
    assert view.plan.ends_on == MEALS.ends_on


def test_r033_r034_r128_what_is_missing_is_told_together_and_nothing_is_signed(desk):
    desk.begin()
    desk.objective()
    wrong = refused(lambda: desk.sign(SignedAsked()))
    assert wrong == dict.fromkeys(("opinion", "signer", "decided_how", "service_agreed_on", "manager_signed_on"), "MISSING")
    assert desk.page().plan.state == "draft"
    assert {name for name, _ in desk.page().missing} >= set(wrong) - {"why"}


def test_r127_a_signature_permits_no_disclosure(desk, world):
    before = [(one.id, one.revision) for one in world.rows(ConsentRecord)]
    told_before = world.page("manager1", "D04")
    desk.agreed()
    assert [(one.id, one.revision) for one in world.rows(ConsentRecord)] == before
    blocked = [[one.offer for one in need.blocked_consent] for need in world.page("manager1", "D04").needs]
    assert blocked == [[one.offer for one in need.blocked_consent] for need in told_before.needs]


def test_r113_work_begins_after_the_contract_only_emergencies_aside(desk, world):
    def to_planning(uow):
        case = uow.get(CaseRecord, desk.case)
        case.stage, case.selected_on = Stage.PLANNING, TODAY

    desk.begin()
    desk.objective()
    world.change(to_planning)

    def start(why=""):
        with world.database.read() as uow:
            uow.as_system()
            revision = uow.get(CaseRecord, desk.case).revision
        return desk.do(steps.take, then=Stage.INTERVENTION, why=why, revision=revision)

    with pytest.raises(RuleForbids) as no:
        start()
    assert {one.code for one in no.value.reasons} >= {Condition.PLAN_CONTRACTED, Condition.CLIENT_OPINION}
    desk.sign()
    try:
        start()
    except RuleForbids as left:  # it has nothing to do with the plan
        assert not {one.code for one in left.reasons} & {Condition.PLAN_CONTRACTED, Condition.CLIENT_OPINION}


def test_what_was_agreed_to_is_not_edited(desk):
    goal = desk.agreed().purposes[0].objectives[0]
    with pytest.raises(NotFound):
        desk.do(drafting.save_objective, purpose_id=desk.page().purposes[0].id, asked=GOOD, objective_id=goal.id,
                revision=goal.revision)  # fmt: skip
    needs = list(desk.world.needs("D04").values())
    assert refused(lambda: desk.do(drafting.begin, needs=needs[1:2])) == {"plan": "IN_FORCE"}


def test_signing_twice_with_one_key_is_signing_once(desk):
    desk.begin()
    desk.objective()
    revision = desk.page().plan.revision
    first = desk.do(contracting.contract, asked=SIGNED, revision=revision, key="the-key-of-signing")
    assert desk.do(contracting.contract, asked=SIGNED, revision=revision, key="the-key-of-signing") == first


# ── versions ──────────────────────────────────────────────────────────────────


def revised(desk, purpose="따로 지내며 편안하다", why="상담이 맞지 않음"):
    desk.do(contracting.revise)
    old = desk.draft().purposes[0]
    asked = PurposeAsked(purpose, tuple(one.id for one in old.needs), GoalType.DECISION, Ground.CLIENT_FIRST, why)
    return desk.do(drafting.save_purpose, asked=asked, purpose_id=old.id, revision=old.revision)


def test_r104_a_revised_goal_keeps_the_old_one_and_says_why(desk):
    before = desk.agreed().purposes[0].purpose
    assert refused(lambda: revised(desk, why="")) == {"why_changed": "MISSING"}
    revised(desk)
    (goal,) = desk.draft().purposes
    assert goal.earlier == (before,) and goal.why_changed == "상담이 맞지 않음"
    assert desk.page().plan.number == 1 and desk.page().draft == 2  # the old one holds until the new one is signed
    assert refused(lambda: desk.sign()) == {"why": "MISSING"}
    desk.sign(replace(SIGNED, why="방법이 맞지 않았음"))
    view = desk.page()
    assert view.plan.number == 2 and [one.state for one in view.versions] == ["contracted", "replaced"]
    assert view.versions[1].replaced_why == "방법이 맞지 않았음" and view.versions[1].goals == (before,)


def test_r104_what_was_not_changed_is_not_told_as_changed(desk):
    """A purpose that goes on as it is stood struck through beside itself."""
    desk.agreed()
    desk.do(contracting.revise)
    assert [one.earlier for one in desk.draft().purposes] == [()]


def test_r104_what_was_met_stays_in_its_version_and_what_runs_goes_on(desk):
    desk.begin()
    desk.objective()
    line(desk, content="한 번 청소", starts_on=TODAY)
    desk.sign()
    met = told_in_force(desk)["한 번 청소"]
    desk.tick(Fulfilment.MET, met)
    desk.do(contracting.revise)
    assert set(told(desk)) == {"반찬 배달"}
    assert set(told_in_force(desk)) == {"반찬 배달", "한 번 청소"}


def told_in_force(desk):
    return {one.content: one for one in desk.page().purposes[0].objectives[0].lines}


def test_at_most_one_version_is_in_force(desk, world):
    desk.agreed()
    revised(desk)
    desk.sign(replace(SIGNED, why="바꿈"))
    assert [one.state for one in sorted(desk.rows(PlanRecord), key=lambda one: one.number)] == ["replaced", "contracted"]


# ── conditions ────────────────────────────────────────────────────────────────


@pytest.fixture
def branching(desk):
    desk.begin()
    desk.objective(line=replace(MEALS, content="의료적 검사"))
    first = told(desk)["의료적 검사"]
    line(desk, content="치료", depends_on=first.id, condition="치료가 필요하다고 나오면", when="화요일 9시")
    line(desk, content="치료비 지원", kind=LineKind.OBSTACLE, removes="치료비", depends_on=told(desk)["치료"].id, condition="비싸면")
    desk.sign()
    return desk


def test_r096_examine_first_then_branch(branching):
    lines_now = told_in_force(branching)
    assert lines_now["치료"].waiting and lines_now["치료비 지원"].waiting and not lines_now["의료적 검사"].waiting
    assert lines_now["치료"].asks and [one.what for one in branching.week().week.not_yet] == ["치료", "치료비 지원"]
    branching.do(contracting.answer_condition, lines_now["치료"].id, came_true=True)
    lines_now = told_in_force(branching)
    assert not lines_now["치료"].waiting and not lines_now["치료"].asks and lines_now["치료비 지원"].waiting
    assert [one.what for one in branching.week().week.days[1]] == ["치료"]


def test_r096_a_no_takes_the_other_branch_and_all_behind_it(branching):
    branching.do(contracting.answer_condition, told_in_force(branching)["치료"].id, came_true=False)
    lines_now = told_in_force(branching)
    assert lines_now["치료"].dropped and lines_now["치료비 지원"].dropped
    assert [row.content for row in branching.sheet().rows] == ["의료적 검사"]
    branching.do(contracting.revise)
    assert set(told(branching)) == {"의료적 검사"}


def test_r096_what_was_answered_is_answered_in_the_next_version_too(branching):
    branching.do(contracting.answer_condition, told_in_force(branching)["치료"].id, came_true=True)
    branching.do(contracting.revise)
    branching.sign(replace(SIGNED, why="바꿈"))
    lines_now = told_in_force(branching)
    assert not lines_now["치료"].waiting and lines_now["치료비 지원"].waiting and lines_now["치료비 지원"].asks


def test_a_condition_is_a_task_with_a_day(branching):
    found = [one for one in branching.rows(TaskRecord) if one.kind == "plan_condition"]
    assert len(found) == 2 and found[0].text and any(one.due_on == MEALS.ends_on for one in found)


# ── column ⑬ ─────────────────────────────────────────────────────────────────


def test_r125_met_ends_the_line_today(desk, world):
    desk.agreed()
    effects = desk.tick(Fulfilment.MET)
    (kept,) = desk.rows(PlanLineRecord)
    assert (kept.fulfilment, kept.checked_on, kept.ends_on) == ("met", TODAY, TODAY) and not effects.line_open


def test_r125_an_extension_needs_a_new_end_and_moves_the_plans_end_with_it(desk):
    desk.agreed()
    assert refused(lambda: desk.tick(Fulfilment.EXTENDED)) == {"new_end": "NEW_END_MISSING"}
    assert refused(lambda: desk.tick(Fulfilment.EXTENDED, new_end=TODAY)) == {"new_end": "NEW_END_NOT_LATER"}
    later = MEALS.ends_on + timedelta(days=60)
    desk.tick(Fulfilment.EXTENDED, new_end=later)
    assert desk.page().purposes[0].objectives[0].lines[0].ends_on == later and desk.page().plan.ends_on == later


def test_r125_reassess_opens_one_reassessment_and_lets_the_service_go_on(desk, world):
    desk.agreed()
    desk.tick(Fulfilment.REASSESS)
    desk.tick(Fulfilment.REASSESS)
    found = [one for one in desk.rows(TaskRecord) if one.kind == "reassessment"]
    assert len(found) == 1 and found[0].due_on > TODAY
    assert desk.page().reassessment == found[0].due_on
    assert desk.page().purposes[0].objectives[0].lines[0].ends_on == MEALS.ends_on


def test_r125_a_draft_has_nothing_to_tick(desk):
    desk.begin()
    desk.objective()
    with pytest.raises(NotFound):
        desk.tick(Fulfilment.MET)


def test_a_check_of_tomorrow_is_none(desk):
    desk.agreed()
    wrong = refused(lambda: desk.tick(Fulfilment.MET, checked_on=TODAY + timedelta(days=1)))
    assert wrong == {"checked_on": "CHECKED_IN_FUTURE"}


# ── on paper ──────────────────────────────────────────────────────────────────


def test_r114_to_r128_the_sheet_holds_what_was_agreed(desk):
    desk.agreed()
    form = desk.sheet()
    assert form.management_number == "D04" and form.client_name and form.manager  # ①
    (row,) = form.rows
    assert (row.objective, row.content, row.priority) == (GOOD.text, "반찬 배달", 1)  # ③-⑤
    assert (row.starts_on, row.ends_on, row.per_week, row.provider) == (TODAY, MEALS.ends_on, 0.5, "가람반찬나눔회")  # ⑦-⑩
    assert row.methods == {CheckMethod.CONTACT} and row.fulfilment is None  # ⑫ ⑬
    assert form.signer == "조만복" and form.manager_signs == form.manager and form.service_agreed_on == TODAY  # ⑭ ⑮


def test_r116_short_and_long_term_outcomes_are_two_fields(desk):
    desk.begin()
    desk.objective()
    desk.sign(replace(SIGNED, short_term="주 2회 외출", long_term="이웃과 지냄"))
    assert (desk.sheet().short_term, desk.sheet().long_term) == ("주 2회 외출", "이웃과 지냄")


@pytest.mark.parametrize(("as_", "begins"), [("pdf", b"%PDF-"), ("hwpx", b"PK"), ("xlsx", b"PK")])
def test_r114_the_sheet_is_had_as_a_file_that_names_nobody_and_is_noted(desk, world, as_, begins):
    desk.agreed()
    made = desk.file(sheets.SheetAs(as_))
    assert made.data.startswith(begins) and made.name == f"계획점검표-D04-1.{as_}"
    last = world.events()[-1]
    assert last.kind == "case.printed" and last.facts["sheet"] == "plan" and last.facts["as"] == as_


def test_where_the_office_has_no_form_of_its_own_there_is_none(desk, world):
    desk.agreed()
    assert not world.rows(OfficeFormRecord)
    with pytest.raises(NotFound):
        desk.file(sheets.SheetAs.OFFICE)


def test_a_protected_clients_sheets_name_neither_address_nor_phone(world):
    desk = Desk(world, "D07")
    desk.agreed(line=replace(MEALS, provider="가정폭력상담소", content="상담"))
    client = desk.page().head
    text = repr(desk.sheet()) + repr(desk.week())
    assert client.protected and client.address is None
    with world.database.read() as uow:
        uow.as_system()
        from resmap.store import ClientRecord

        record = uow.get(ClientRecord, uow.get(CaseRecord, desk.case).client_id)
        hidden = [one for one in (record.address, record.phone) if one]
    assert not any(one in text for one in hidden)
    view = desk.week()
    assert view.unsafe and view.week.empty  # what tells of violence does not hang on a wall


def test_a_secret_place_stands_on_no_week(world):
    desk = Desk(world)
    desk.begin()
    desk.objective(line=replace(MEALS, content="머무는 곳", provider_id=world.offer_ids["o-0068"]))
    desk.sign()
    assert desk.week().week.empty


def test_the_week_has_no_codes_and_no_place(desk):
    desk.agreed()
    week = desk.week()
    assert [one.what for one in week.week.days[0]] == ["반찬 배달"] and week.week.days[0][0].time == "10시"
    assert not {"address", "place", "need"} & set(type(week.week.days[0][0]).__slots__)


# ── who, and when no more ─────────────────────────────────────────────────────


def test_nobody_else_reads_or_writes_a_plan(desk, world):
    desk.agreed()
    for login, refusal in (("manager2", NotFound), ("partner", NotAllowed)):
        stranger = Desk(world, login=login)
        with pytest.raises(refusal):
            stranger.page()
        with pytest.raises(refusal):
            stranger.do(contracting.revise)


def test_r206_a_closed_case_keeps_its_plan_as_it_was(desk, world):
    desk.agreed()
    (kept,) = desk.rows(PlanLineRecord)

    def close(uow):
        case = uow.get(CaseRecord, desk.case)
        case.closed_on, case.closing_reason, case.stage = TODAY, ClosingReason.MOVED, Stage.CLOSING

    world.change(close)
    need = next(iter(world.needs("D04").values()))
    for act in (
        lambda: desk.do(contracting.revise),
        lambda: desk.tick(Fulfilment.MET),
        lambda: desk.do(drafting.begin, needs=[need]),
        lambda: desk.do(deferring.defer, need, why="x", revision=1),
    ):
        with pytest.raises(RuleForbids) as no:
            act()
        assert {one.code for one in no.value.reasons} == {Condition.CLOSED}
    assert desk.page().closed and desk.rows(PlanLineRecord)[0].revision == kept.revision


def test_events_of_a_plan_hold_codes_and_ids_only(desk, world):
    desk.agreed()
    desk.tick(Fulfilment.REASSESS)
    facts = repr([one.facts for one in world.events() if one.subject == desk.case])
    assert not any(word in facts for word in ("반찬", "조만복", "집에서", GOOD.text))


def test_english_has_the_same_page(desk):
    desk.agreed()
    view = desk.page(locale="en")
    assert view.purposes[0].objectives[0].lines[0].content == "반찬 배달"
    assert all(isinstance(one, str) for one in view.cautions)


assert isinstance(TODAY, date)
