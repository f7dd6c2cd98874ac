"""Checks, sheets that go out and come back, partners' reports, reassessment and evaluation."""

from datetime import timedelta

import pytest

from resmap.domain.check_paper import CheckPaper
from resmap.domain.codes import Stage, TieKind
from resmap.domain.monitoring import (
    Channel,
    Looked,
    Method,
    ProblemAge,
    Question,
    ReassessmentResult,
    Reply,
    ServiceCheck,
    Trigger,
)
from resmap.domain.papers import PaperKind, PaperState
from resmap.domain.permissions import NotAllowed, NotFound
from resmap.domain.referrals import ReferralState
from resmap.domain.stages import ConferenceKind
from resmap.flows import check_sheets, checks, checks_view
from resmap.flows.checks import Evaluated
from resmap.flows.ruling import RuleForbids
from resmap.store import (
    AnswerLinkRecord,
    CaseRecord,
    CaseTieRecord,
    ClientRecord,
    ConferenceItemRecord,
    ConferenceRecord,
    ConsentKind,
    ConsentRecord,
    GoalRecord,
    ObjectiveRecord,
    OfferRecord,
    PaperRecord,
    PlanLineRecord,
    PlanRecord,
    ReferralRecord,
    StatementRecord,
    TaskRecord,
)
from tests.support.demo_world import demo_template, world  # noqa: F401

KEYS = iter(range(10_000))


def key() -> str:
    return f"checks-test-{next(KEYS):05}"


def case_of(world, number="D04") -> CaseRecord:
    (found,) = world.rows(CaseRecord, CaseRecord.id == world.case_ids[number])
    return found


def act(world, flow, *more, login="manager1", number="D04", **asked):
    actor = world.actor(login)
    with world.database.write(actor) as uow:
        return flow(uow, actor, world.case_ids[number], *more, world.today, **({"key": key()} | asked))


def page(world, number="D04", login="manager1"):
    actor = world.actor(login)
    with world.database.read(actor) as uow:
        return checks_view.page(uow, actor, world.case_ids[number], world.today, locale="ko")


def refused(call) -> list[str]:
    with pytest.raises(RuleForbids) as stopped:
        call()
    return [str(one.code) for one in stopped.value.reasons]


def check(world, *methods, opinion="잘 지내요", **more):
    paper = CheckPaper(world.today, frozenset(methods or {Method.CONTACT}), opinion, **more)
    return act(world, checks.keep, paper=paper)


def planned(world, number="D04") -> dict[str, str]:
    """A contracted plan with one service, one task of the client and one objective; ids by name."""
    case = world.case_ids[number]
    made = {}

    def fill(uow):
        plan = uow.add(PlanRecord(case_id=case, number=90, state="contracted", made_on=world.today))
        uow.flush()
        goal = uow.add(GoalRecord(case_id=case, plan_id=plan.id, purpose="이웃과 지냄"))
        uow.flush()
        objective = uow.add(
            ObjectiveRecord(case_id=case, plan_id=plan.id, goal_id=goal.id, text="일주일에 두 번 나감", baseline="0번")
        )
        uow.flush()
        for name, kind in (("service", "service"), ("task", "client_task")):
            line = uow.add(
                PlanLineRecord(
                    case_id=case, plan_id=plan.id, objective_id=objective.id, kind=kind, priority=1, content="반찬 나눔"
                )
            )
            uow.flush()
            made[name] = line.id
        made["objective"] = objective.id

    world.change(fill)
    return made


def held_conference(world, number="D04") -> str:
    made = []

    def fill(uow):
        case = uow.get(CaseRecord, world.case_ids[number])
        held = uow.add(
            ConferenceRecord(
                office_id=case.office_id, kind=ConferenceKind.DECISION, on=world.today, held=True, written=True
            )
        )
        uow.flush()
        uow.add(ConferenceItemRecord(case_id=case.id, conference_id=held.id, decision="carry_on"))
        made.append(held.id)

    world.change(fill)
    return made[0]


def tasks(world):
    return [one for one in world.rows(TaskRecord, TaskRecord.case_id == world.case_ids["D04"]) if one.kind == checks.REASSESS]


# ── the check ─────────────────────────────────────────────────────────────────


def test_r012_a_check_without_the_clients_own_words_is_none(world):
    assert refused(lambda: check(world, opinion="  ")) == ["CLIENT_OPINION"]
    assert not world.rows(PaperRecord, PaperRecord.kind == PaperKind.MONITORING)


def test_r157_r172_r173_r174_the_four_questions_and_the_four_things_looked_at_are_kept(world):
    line = planned(world)["service"]
    replies = {Question.CARRIED_OUT: Reply.YES, Question.GOALS_REACHED: Reply.PARTLY, Question.SERVICES_FIT: Reply.NO}
    check(
        world,
        replies=replies,
        looked=frozenset(Looked),
        services=(ServiceCheck(line, Reply.NO, 2, 4),),
    )
    (view,) = page(world).checks
    assert dict(view.replies) == {one.value: reply.value for one, reply in replies.items()}
    assert "QUESTION" in view.hints and "LOOKED" not in view.hints and "LOOK_AT_SERVICE" in view.effects


@pytest.mark.parametrize("method", [Method.CONTACT, Method.FORMAL, Method.PROVIDER])
def test_r158_r160_r161_three_of_the_four_methods_are_free_to_choose(world, method):
    check(world, method)
    assert page(world).checks[0].methods == (method.value,)


def test_r159_people_around_are_asked_only_with_the_clients_consent(world):
    if page(world).may_ask_around:

        def take_back(uow):
            for one in world.rows(ConsentRecord, ConsentRecord.case_id == world.case_ids["D04"]):
                if one.kind is ConsentKind.NETWORK_CONTACT:
                    uow.get(ConsentRecord, one.id).withdrawn_at = uow.now()

        world.change(take_back)
    assert refused(lambda: check(world, Method.INFORMAL)) == ["NETWORK_CONSENT"]
    world.change(
        lambda uow: uow.add(
            ConsentRecord(case_id=world.case_ids["D04"], kind=ConsentKind.NETWORK_CONTACT, since=world.today)
        )
    )
    check(world, Method.INFORMAL)


def test_r015_r175_r180_a_new_need_leaves_one_task_to_reassess(world):
    paper = check(world, replies={Question.NEW_NEED: Reply.YES})
    check(world, replies={Question.NEW_NEED: Reply.PARTLY})
    (task,) = tasks(world)
    assert task.subject_id == paper and task.due_on is None and page(world).reassess_waits


def test_r169_one_method_alone_in_a_quarter_warns(world):
    check(world, Method.CONTACT)
    assert page(world).one_only
    check(world, Method.PROVIDER)
    assert not page(world).one_only


def test_r166_r170_ties_are_counted_so_that_the_next_check_tells_whether_they_widened(world):
    check(world, network="옆집과 인사", words="웃으심")
    check(world)
    last = page(world).checks[0]
    assert last.ties_more == 0 and last.ties == page(world).ties


def test_r050_r166_the_next_check_tells_which_ties_came_and_which_grew(world):
    assert page(world).since_last is None
    check(world)
    first = page(world)
    assert first.checks[0].since_before is None and first.since_last.came == ()
    known = {tie.target_id for tie in world.rows(CaseTieRecord) if tie.case_id == world.case_ids["D04"]}
    (tie, *_) = [one for one in world.rows(CaseTieRecord) if one.case_id == world.case_ids["D04"] and one.strength < 0.9]
    fresh = next(
        offer
        for offer in world.rows(OfferRecord)
        if offer.kind.startswith("H2") and offer.id not in known and not offer.location_secret and offer.review == "verified"
    )

    with world.database.write(world.actor("manager1")) as uow:
        uow.add(CaseTieRecord(case_id=world.case_ids["D04"], target_id=fresh.id, kind=TieKind.FRIEND, strength=0.5))
        uow.get(CaseTieRecord, tie.id).strength = 1.0
        uow.commit()
    assert [fresh.name in one for one in page(world).since_last.came] == [True]
    check(world)
    last = page(world).checks[0]
    assert len(last.since_before.came) == 1 and "친구" in last.since_before.came[0] and last.ties_more == 1
    assert len(last.since_before.grew) == 1 and last.since_before.went == last.since_before.faded == ()
    assert page(world).since_last.came == ()


def test_r171_a_check_asks_for_a_task_of_the_clients_own(world):
    check(world)
    assert "CLIENT_TASK" in page(world).checks[0].hints
    planned(world)
    check(world)
    assert "CLIENT_TASK" not in page(world).checks[0].hints


def test_r162_r164_what_was_told_and_what_hinders_is_kept(world):
    check(world, told_what_and_when=True, barriers="계단이 많음; 함께 가 드림")
    (record,) = world.rows(PaperRecord, PaperRecord.kind == PaperKind.MONITORING)
    assert record.content["told"] and record.content["barriers"].startswith("계단")
    assert "TOLD" not in page(world).checks[0].hints


def test_r177_both_sides_say_how_content_they_are_and_a_gap_is_shown(world):
    line = planned(world)["service"]
    check(world, services=(ServiceCheck(line, Reply.YES, 3, 5),))
    (service,) = page(world).checks[0].services
    assert (service.client, service.worker, service.apart) == (3, 5, True)
    assert "TALK_OVER_SATISFACTION" in page(world).checks[0].effects


def test_a_service_of_another_case_is_not_found(world):
    with pytest.raises(NotFound):
        check(world, services=(ServiceCheck("00000000-0000-7000-8000-000000000000"),))


def test_a_colleague_finds_no_case_to_check(world):
    with pytest.raises(NotFound):
        act(world, checks.keep, login="manager2", paper=CheckPaper(world.today, frozenset({Method.CONTACT}), "네"))
    with pytest.raises(NotAllowed):
        act(world, checks.keep, login="partner", paper=CheckPaper(world.today, frozenset({Method.CONTACT}), "네"))


# ── sheets ────────────────────────────────────────────────────────────────────


def protect(world):
    world.change(lambda uow: setattr(uow.get(ClientRecord, case_of(world).client_id), "protected", True))


def visit(world):
    actor = world.actor("manager1")
    with world.database.read(actor) as uow:
        return check_sheets.visit(uow, actor, world.case_ids["D04"], world.today, locale="ko")


def test_r163_the_visit_sheet_is_one_page_and_of_a_protected_person_has_neither_address_nor_name(world):
    from resmap.formats.forms import count_pages

    (client,) = world.rows(ClientRecord, ClientRecord.id == case_of(world).client_id)
    planned(world)
    sheet = visit(world)
    assert "반찬 나눔" in str(sheet.form) and count_pages(sheet.form) == 1
    protect(world)
    told = str(visit(world).form)
    assert client.name not in told and (client.address or "없는 주소") not in told and "반찬 나눔" not in told


def send(world, channel=Channel.HAND, days=14, **more):
    return act(world, check_sheets.send, channel=channel, due_on=world.today + timedelta(days=days), **more)


def test_r176_a_sheet_is_sent_awaited_and_comes_back(world):
    line = planned(world)["service"]
    paper = send(world)
    (record,) = world.rows(PaperRecord, PaperRecord.id == paper)
    assert record.state is PaperState.SENT and record.due_on == world.today + timedelta(days=14)
    act(
        world, check_sheets.take_back_in, paper, answers={line: 4}, opinion="반찬이 짜요", revision=record.revision
    )
    (view,) = page(world).sheets
    assert view.back_on == world.today and view.answers == (("반찬 나눔", 4),) and view.opinion == "반찬이 짜요"
    (record,) = world.rows(PaperRecord, PaperRecord.id == paper)
    assert refused(
        lambda: act(
            world, check_sheets.take_back_in, paper, answers={}, opinion="", revision=record.revision
        )
    ) == ["ANSWERED"]


@pytest.mark.parametrize("channel", [Channel.POST, Channel.LINK, Channel.PHONE])
def test_r176_nothing_goes_to_a_home_where_it_would_be_noticed(world, channel):
    planned(world)
    protect(world)
    assert refused(lambda: send(world, channel, token="t" * 40)) == ["UNSAFE"]
    assert not world.rows(AnswerLinkRecord) and channel not in page(world).channels
    send(world, Channel.SAFE_CHANNEL)


def test_r176_a_link_that_was_sent_before_opens_nothing_once_the_home_is_not_safe(world):
    line = planned(world)["service"]
    token = "a-token-of-tests-that-was-sent-before-000000"
    send(world, Channel.LINK, token=token)
    protect(world)
    with world.database.read() as uow:
        assert check_sheets.look(uow, token, world.today) is None
    with world.database.write() as uow, pytest.raises(NotFound):
        check_sheets.answer_by_link(uow, token, world.today, answers={line: 5}, opinion="", key=key())


def test_r176_a_link_answers_one_sheet_once_and_tells_nothing_of_whom(world):
    line = planned(world)["service"]
    token = "a-token-of-tests-that-nobody-guesses-000000"
    paper = send(world, Channel.LINK, token=token)
    with world.database.read() as uow:
        view = check_sheets.look(uow, token, world.today)
        assert (line, "반찬 나눔") in view.lines and not hasattr(view, "head")
    with world.database.read() as uow:
        assert check_sheets.look(uow, token + "x", world.today) is None
    with world.database.write() as uow:
        check_sheets.answer_by_link(uow, token, world.today, answers={line: 5}, opinion="고마워요", key=key())
    with world.database.write() as uow, pytest.raises(NotFound):
        check_sheets.answer_by_link(uow, token, world.today, answers={line: 1}, opinion="", key=key())
    (record,) = world.rows(PaperRecord, PaperRecord.id == paper)
    assert record.state is PaperState.DONE and record.content["answers"] == {line: 5}
    assert token not in str([one.facts for one in world.events()])


def test_r176_a_sheet_that_does_not_come_back_is_seen(world):
    planned(world)
    paper = send(world, days=0)
    world.change(lambda uow: setattr(uow.get(PaperRecord, paper), "due_on", world.today - timedelta(days=1)))
    assert page(world).sheets[0].overdue


# ── the partner ───────────────────────────────────────────────────────────────


def partners_referral(world, state=ReferralState.IN_PROGRESS) -> str:
    organisation = world.actor("partner").organization
    case = world.case_ids["D04"]

    def fill(uow):
        offer = next(iter(world.offer_ids.values()))
        uow.add(
            ReferralRecord(
                case_id=case, offer_id=offer, organisation=organisation, unit="검사 / 1", state=state,
                requested_at=uow.now(),
            )
        )  # fmt: skip

    world.change(fill)
    return world.rows(ReferralRecord, ReferralRecord.unit == "검사 / 1")[0].id


def report(world, referral, **values):
    actor = world.actor("partner")
    with world.database.write(actor) as uow:
        return check_sheets.report(uow, actor, referral, world.today, values=values, key=key())


def test_r014_r161_a_partner_reports_on_its_own_referral_and_sees_nothing_of_the_case(world):
    referral = partners_referral(world)
    paper = report(world, referral, content="말벗을 함", client_mood="밝으심", invented="x")
    (record,) = world.rows(PaperRecord, PaperRecord.id == paper)
    assert record.kind is PaperKind.PARTNER_REPORT and "invented" not in record.content
    actor = world.actor("partner")
    with world.database.read(actor) as uow:
        view = check_sheets.partner_page(uow, actor, referral)
        assert uow.get(PaperRecord, paper) is None  # the case stays out of reach
    assert not hasattr(view, "head") and view.reports[0][1] == (("content", "말벗을 함"), ("client_mood", "밝으심"))
    assert [one.unit for one in page(world).reports]


def test_r014_another_agencys_referral_is_not_found_and_one_that_does_not_run_takes_no_report(world):
    referral = partners_referral(world, ReferralState.REQUESTED)
    assert refused(lambda: report(world, referral, content="말벗")) == ["NOT_RUNNING"]
    stranger = next(
        one.id for one in world.rows(ReferralRecord) if one.organisation != world.actor("partner").organization
    )
    with pytest.raises(NotFound):
        report(world, stranger, content="말벗")


# ── reassessment ──────────────────────────────────────────────────────────────


def test_r178_a_reassessment_is_complete_once_it_was_shared_in_a_meeting(world):
    check(world, replies={Question.NEW_NEED: Reply.YES})
    paper = act(world, checks.begin_reassessment, trigger=Trigger.NEED_CHANGED, words="잠을 못 주무심")
    told = {"result": ReassessmentResult.PLAN_AGAIN, "words": "밤에 불안하심", "problems": {"불안": ProblemAge.NEW}}

    def finish(conference):
        revision = world.rows(PaperRecord, PaperRecord.id == paper)[0].revision
        return act(
            world, checks.finish_reassessment, paper, **told, conference_id=conference, revision=revision
        )

    assert not finish(None) and tasks(world)[0].done_on is None
    with pytest.raises(NotFound):
        finish("00000000-0000-7000-8000-000000000000")
    assert finish(held_conference(world))
    assert tasks(world)[0].done_on == world.today and case_of(world).assessed_on == world.today


@pytest.mark.parametrize("trigger", list(Trigger))
def test_r179_r180_r181_r182_every_trigger_of_the_sources_begins_one(world, trigger):
    act(world, checks.begin_reassessment, trigger=trigger, words="")
    assert page(world).reassessments[0].trigger == trigger


def test_r181_a_case_assessed_a_year_and_a_day_ago_is_overdue(world):
    world.change(
        lambda uow: setattr(
            uow.get(CaseRecord, world.case_ids["D04"]), "assessed_on", world.today - timedelta(days=366)
        )
    )
    assert page(world).reassess_by == world.today - timedelta(days=1)


def test_r183_a_problem_that_the_intake_named_was_latent_before(world):
    from resmap.store import Course

    told = Course(statements=(StatementRecord(case_id="x", kind="potential_problem", topic="고립"),))
    assert checks.proposed_age(told, "고립") is ProblemAge.LATENT
    assert checks.proposed_age(told, "빚") is ProblemAge.NEW


# ── evaluation ────────────────────────────────────────────────────────────────


def test_r012_r185_each_objective_has_its_outcome_and_the_client_says_what_they_think(world):
    objective = planned(world)["objective"]
    said = [Evaluated(objective, "met", "일주일에 세 번 나감", 1)]
    assert refused(lambda: act(world, checks.evaluate, objectives=said, opinion="", words="")) == ["CLIENT_OPINION"]
    assert refused(lambda: act(world, checks.evaluate, objectives=[], opinion="좋아요", words="")) == ["OBJECTIVE"]
    act(world, checks.evaluate, objectives=said, opinion="좋아요", words="")
    (record,) = world.rows(ObjectiveRecord, ObjectiveRecord.id == objective)
    assert (record.outcome, record.attained) == ("met", "일주일에 세 번 나감")
    (view,) = page(world).evaluations
    assert view.score > 50


def test_a_closed_case_takes_no_check_no_sheet_no_report(world):
    referral = partners_referral(world)
    planned(world)

    def close(uow):
        case = uow.get(CaseRecord, world.case_ids["D04"])
        case.closed_on, case.stage = world.today, Stage.CLOSING

    world.change(close)
    assert refused(lambda: check(world)) == ["CLOSED"]
    assert refused(lambda: send(world)) == ["CLOSED"]
    assert refused(lambda: act(world, checks.begin_reassessment, trigger=Trigger.YEARLY, words="")) == ["CLOSED"]
    assert refused(lambda: act(world, checks.evaluate, objectives=[], opinion="네", words="")) == ["CLOSED"]
    assert refused(lambda: report(world, referral, content="말벗")) == ["CASE_CLOSED"]
