"""The intake: words before boxes, four factors, four outcomes, a person's decision and what comes of it."""

from dataclasses import replace

import pytest

from resmap.domain.codes import Stage
from resmap.domain.events import EventKind
from resmap.domain.first_call import FirstCall
from resmap.domain.intake import (
    FORM_ORDER,
    Complexity,
    Factors,
    Outcome,
    ProblemSort,
    Strength,
    Support,
    Weakness,
    Will,
)
from resmap.domain.intake_paper import Application, Setting
from resmap.domain.papers import PaperState
from resmap.domain.permissions import NotAllowed, NotFound
from resmap.domain.resident_number import ResidentNumberError
from resmap.domain.stages import CasePath
from resmap.domain.statements import StatementKind
from resmap.flows import intake, intake_opening, intake_statements, intake_view
from resmap.flows.field_refusals import FieldsRefused
from resmap.flows.intake_statements import Said
from resmap.flows.refusals import LostUpdate
from resmap.flows.ruling import RuleForbids
from resmap.store import CaseRecord, PaperRecord, ReferralRecord, StatementRecord, TaskRecord
from tests.support.demo_world import demo_template, world  # noqa: F401

LINKED = Factors(ProblemSort.LIFE, Complexity.LINKED, Will.WANTS, Support.TOGETHER)
QUESTION = Factors(ProblemSort.QUESTION, Complexity.SINGLE, Will.WANTS, Support.HERE)
INCOME = Factors(ProblemSort.INCOME, Complexity.SINGLE, Will.WANTS, Support.HERE)
TAKEN = intake.Decision(LINKED, (Outcome.CASE,))
TOLD = intake.Decision(
    QUESTION, (Outcome.INFORMATION,), alternative="구청 무료 법률상담", way_back=True, information="구청 무료 법률상담 02-0000-0000"
)


@pytest.fixture
def case_id(world):
    call = FirstCall(name="가온", dong="자양1동", words="쌀이 떨어졌어요")
    return intake_opening.opened(world.database, world.actor("manager1"), world.today, call=call, key="a-first-call")


def act(world, flow, *arguments, login="manager1", **more):
    actor = world.actor(login)
    with world.database.write(actor) as uow:
        return flow(uow, actor, *arguments, **more)


def page(world, case_id, **more):
    actor = world.actor("manager1")
    with world.database.read(actor) as uow:
        return intake_view.page(uow, actor, case_id, world.today, locale="ko", **more)


def revision(world, case_id) -> int:
    return page(world, case_id).paper_revision


def decide(world, case_id, decision, key="decided-by-tests", **more):
    told = more.pop("revision", None)
    told = revision(world, case_id) if told is None else told
    return act(world, intake.decide, case_id, world.today, decision=decision, revision=told, key=key, **more)


def case_of(world, case_id) -> CaseRecord:
    return world.rows(CaseRecord, CaseRecord.id == case_id)[0]


def say(world, case_id, kind, words="말", key="said-by-tests", **more):
    said = Said(kind=kind, words=words, **more)
    return act(world, intake_statements.add, case_id, world.today, said=said, key=key)


def codes(refused) -> set:
    return {code for _, code in refused.value.fields}


def test_r058_the_narrative_stands_before_every_box():
    assert FORM_ORDER[0] == "words" and FORM_ORDER[-2:] == ("factors", "outcome")


def test_r058_the_words_are_kept_on_the_paper_that_the_call_began(world, case_id):
    act(world, intake.keep_words, case_id, world.today, words="긴 이야기", setting=Setting.HOME, revision=1, key="words-of-tests")
    [paper] = world.rows(PaperRecord, PaperRecord.case_id == case_id)
    assert (paper.content["words"], paper.content["setting"], paper.state) == ("긴 이야기", "home", PaperState.DRAFT)


def test_an_old_page_overwrites_no_words(world, case_id):
    act(world, intake.keep_words, case_id, world.today, words="하나", revision=1, key="words-of-tests-1")
    with pytest.raises(LostUpdate):
        act(world, intake.keep_words, case_id, world.today, words="둘", revision=1, key="words-of-tests-2")


def test_r064_that_others_were_present_is_kept_and_told(world, case_id):
    act(world, intake.keep_words, case_id, world.today, words="말", others_present=True, revision=1, key="words-of-tests")
    assert "PRIVACY" in page(world, case_id).hints


@pytest.mark.parametrize("missing", ["problem", "complexity", "will", "support"])
def test_r051_all_four_factors_are_needed(world, case_id, missing):
    with pytest.raises(FieldsRefused) as refused:
        decide(world, case_id, replace(TAKEN, factors=replace(LINKED, **{missing: None})))
    assert codes(refused) == {"FACTOR"} and case_of(world, case_id).outcome_on is None


def test_r051_leaving_the_proposal_needs_a_reason_and_then_a_person_may(world, case_id):
    with pytest.raises(FieldsRefused) as refused:
        decide(world, case_id, replace(TOLD, factors=LINKED))
    assert codes(refused) == {"REASON"}
    decide(world, case_id, replace(TOLD, factors=LINKED, reason="아드님과 먼저 이야기해 보시겠다고 하심"), key="decided-with-reason")
    assert case_of(world, case_id).closed_on == world.today


def test_r051_the_proposal_is_told_with_its_rule(world, case_id):
    decide(world, case_id, TAKEN)
    view = page(world, case_id)
    assert (view.proposal, view.rule, view.decided_by) == ("case", "HANGS_TOGETHER", "김나래")


def test_r052_a_benefit_becomes_a_task_with_benefit_office_and_documents(world, case_id):
    applied = Application(Outcome.BENEFIT, "생계급여", "자양1동주민센터", "신분증, 통장 사본")
    decide(world, case_id, intake.Decision(INCOME, (Outcome.BENEFIT,), applications=(applied,)))
    [task] = world.rows(TaskRecord, TaskRecord.case_id == case_id)
    assert (task.kind, task.text) == ("benefit_application", "생계급여 · 자양1동주민센터 · 신분증, 통장 사본")
    assert task.due_on > world.today
    with_one = [one.value for one in Outcome]
    assert len(with_one) == 4


def test_r053_a_service_becomes_a_task_and_one_without_a_name_is_asked_for(world, case_id):
    both = intake.Decision(LINKED, (Outcome.SERVICE, Outcome.CASE))
    with pytest.raises(FieldsRefused) as refused:
        decide(world, case_id, both)
    assert refused.value.fields == (("service_what", "MISSING"),)
    decide(world, case_id, replace(both, applications=(Application(Outcome.SERVICE, "가사·간병 방문"),)), key="decided-again")
    [task] = world.rows(TaskRecord, TaskRecord.case_id == case_id)
    assert task.kind == "service_application" and case_of(world, case_id).closed_on is None


def test_r054_only_linkage_and_case_management_opens_a_case(world, case_id):
    decide(world, case_id, replace(TAKEN, path=CasePath.LINK_ONLY))
    case = case_of(world, case_id)
    assert (case.outcome_on, case.closed_on, case.path) == (world.today, None, CasePath.LINK_ONLY)


@pytest.mark.parametrize("outcome", [Outcome.BENEFIT, Outcome.SERVICE, Outcome.INFORMATION])
def test_r054_any_other_outcome_ends_the_intake(world, case_id, outcome):
    decision = intake.Decision(
        LINKED,
        (outcome,),
        reason="본인의 뜻",
        alternative="다른 길",
        way_back=True,
        information="안내한 것",
        applications=(Application(outcome, "무엇"),) if outcome is not Outcome.INFORMATION else (),
    )
    decide(world, case_id, decision)
    case = case_of(world, case_id)
    assert case.closed_on == world.today and case.stage is Stage.INTAKE
    assert page(world, case_id).ended


def test_r055_information_sends_nothing_and_keeps_what_was_told(world, case_id):
    before = len(world.rows(ReferralRecord))
    with pytest.raises(FieldsRefused) as refused:
        decide(world, case_id, replace(TOLD, information=" "), key="nothing-was-told")
    assert refused.value.fields == (("information", "MISSING"),)
    decide(world, case_id, TOLD)
    [paper] = world.rows(PaperRecord, PaperRecord.case_id == case_id)
    assert paper.content["information"] == TOLD.information
    assert len(world.rows(ReferralRecord)) == before
    assert EventKind.DISCLOSED not in {one.kind for one in world.events() if one.subject == case_id}


def test_r057_who_is_turned_away_with_nothing_is_warned_of_and_can_come_back(world, case_id):
    decide(world, case_id, replace(TOLD, alternative="", way_back=False))
    view = page(world, case_id)
    assert "WAY_BACK" in view.hints and view.considerate and view.ended
    act(world, intake.reopen, case_id, why="다시 전화하심", revision=case_of(world, case_id).revision, key="came-back-again")
    case = case_of(world, case_id)
    assert (case.closed_on, case.outcome_on) == (None, None)
    [paper] = world.rows(PaperRecord, PaperRecord.case_id == case_id)
    assert paper.content["earlier"][0]["reopened"] == "다시 전화하심" and paper.state is PaperState.DRAFT


def test_an_ended_intake_takes_nothing_more_until_they_come_back(world, case_id):
    decide(world, case_id, TOLD)
    with pytest.raises(RuleForbids):
        say(world, case_id, StatementKind.PROBLEM)
    with pytest.raises(RuleForbids):
        decide(world, case_id, TAKEN, key="decided-on-a-closed-one")
    with pytest.raises(FieldsRefused):
        act(world, intake.reopen, case_id, why=" ", revision=case_of(world, case_id).revision, key="came-back-silently")


def test_after_assessment_began_the_intake_is_decided_no_more(world):
    with pytest.raises(RuleForbids):
        decide(world, world.case_ids["D04"], TAKEN)


def test_the_same_press_twice_decides_once(world, case_id):
    assert decide(world, case_id, TAKEN) == decide(world, case_id, TAKEN, revision=99)


def test_r021_words_and_reading_stand_apart_and_the_tick_has_its_day(world, case_id):
    one = say(world, case_id, StatementKind.PROBLEM, "무거워요", reading="장보기가 어려움")
    act(
        world, intake_statements.change, case_id, one, world.today,
        words="무거워서 못 들어요", reading="장보기가 어려움", confirmed=True, revision=1, key="changed-by-tests",
    )  # fmt: skip
    [kept] = world.rows(StatementRecord, StatementRecord.case_id == case_id)
    assert (kept.words, kept.reading, kept.confirmed_on) == ("무거워서 못 들어요", "장보기가 어려움", world.today)


def test_r059_r060_present_and_potential_problems_are_kept_apart(world, case_id):
    say(world, case_id, StatementKind.PROBLEM, "지금", key="said-by-tests-1")
    say(world, case_id, StatementKind.POTENTIAL_PROBLEM, "앞으로", key="said-by-tests-2")
    kinds = {one.words: one.kind for one in page(world, case_id).statements}
    assert kinds == {"지금": "problem", "앞으로": "potential_problem"}


def test_r061_r062_strengths_and_weaknesses_have_the_sorts_of_the_seed(world, case_id):
    assert len(Strength) == len(Weakness) == 6
    say(world, case_id, StatementKind.STRENGTH, "화분", topic="talent", key="said-by-tests-1")
    say(world, case_id, StatementKind.WEAKNESS, "혼자", topic="no_support", key="said-by-tests-2")
    assert {one.topic for one in page(world, case_id).statements} == {"talent", "no_support"}
    with pytest.raises(FieldsRefused):
        say(world, case_id, StatementKind.STRENGTH, "무엇", topic="no_support", key="said-by-tests-3")
    assert "STRENGTH" not in page(world, case_id).hints


def test_r023_r056_judging_words_are_flagged_and_never_refused_and_nobody_is_tagged(world, case_id):
    say(world, case_id, StatementKind.PROBLEM, "다들 거짓말이라고 해요")
    [one] = page(world, case_id).statements
    assert [(hint.word, hint.instead) for hint in one.judging] == [("거짓말", "확인이 필요한 내용")]
    names = {column.name for column in StatementRecord.__table__.columns} | {column.name for column in CaseRecord.__table__.columns}
    assert not {part for name in names for part in name.split("_")} & {"fault", "blame", "fraud", "lying", "tag", "tags"}


def test_r101_what_was_found_and_what_was_said_may_contradict_and_both_stay(world, case_id):
    say(world, case_id, StatementKind.PROBLEM, "아무도 안 와요", key="said-by-tests-1")
    say(world, case_id, StatementKind.FACT, "", reading="도시락이 주 3회 옴", key="said-by-tests-2")
    assert {one.kind for one in page(world, case_id).statements} == {"problem", "fact"}


def test_r086_a_demand_is_kept_and_makes_no_need(world, case_id):
    from resmap.store import NeedRecord

    say(world, case_id, StatementKind.DEMAND, "병원비 좀 도와주세요")
    assert not world.rows(NeedRecord, NeedRecord.case_id == case_id)


def test_a_statement_written_by_mistake_is_out_of_the_page_and_still_kept(world, case_id):
    one = say(world, case_id, StatementKind.PROBLEM)
    act(world, intake_statements.take_out, case_id, one, revision=1, key="taken-out-by-tests")
    assert page(world, case_id).statements == ()


def test_somebody_elses_case_is_not_found_and_a_partner_may_not_ask(world, case_id):
    with pytest.raises(NotFound):
        act(world, intake.decide, case_id, world.today, decision=TAKEN, revision=1, key="a-stranger-decides", login="manager2")
    with pytest.raises(NotAllowed):
        act(world, intake.decide, case_id, world.today, decision=TAKEN, revision=1, key="a-partner-decides", login="partner")
    one = say(world, case_id, StatementKind.PROBLEM)
    with pytest.raises(NotFound):
        act(world, intake_statements.take_out, world.case_ids["D04"], one, revision=1, key="another-case-of-mine")


def test_no_resident_number_is_kept_by_any_text_of_the_intake(world, case_id):
    number = "800101-1234567"
    for flow, more in (
        (intake.keep_words, {"words": number, "revision": 1}),
        (intake_statements.add, {"said": Said(StatementKind.PROBLEM, number)}),
        (intake.decide, {"decision": replace(TOLD, information=number), "revision": 1}),
    ):
        with pytest.raises(ResidentNumberError):
            act(world, flow, case_id, world.today, key=f"number-{flow.__name__}", **more)
