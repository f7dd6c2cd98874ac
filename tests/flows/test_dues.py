"""What is due in the cases of an actor: six ways of missing somebody, the office's terms, one look for all."""

from collections import Counter
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import event as listening

from resmap.domain.codes import ClosingReason, Stage
from resmap.domain.due import Miss
from resmap.domain.due_policy import PolicyError
from resmap.domain.events import EventKind
from resmap.domain.papers import PaperKind, PaperState
from resmap.domain.permissions import NotAllowed
from resmap.domain.referrals import ReferralState
from resmap.flows import cases as case_list
from resmap.flows import dues, stage_times, today
from resmap.flows.refusals import LostUpdate
from resmap.store import (
    AssignmentRecord,
    CaseRecord,
    ClientRecord,
    ConsentKind,
    ConsentRecord,
    ContactRecord,
    MemberRecord,
    NeedRecord,
    OfficeRecord,
    PaperRecord,
    PlanRecord,
    ReferralRecord,
    StageStepRecord,
    TaskRecord,
    UserRecord,
    accounts,
)
from tests.support.demo_world import demo_template, world  # noqa: F401


def ago(world, days):
    return world.today - timedelta(days=days)


@pytest.fixture
def office(world):
    """Only what a test adds: the demo's own cases are put out of sight."""

    def away(uow):
        for case in uow.session.query(CaseRecord).all():
            uow.void(uow.get(CaseRecord, case.id), "not of this test")

    world.change(away)
    return world


def add_case(world, number, **values):
    """A case in the midst of the work in which nothing is late; ``values`` are columns of it."""
    made = {}

    def act(uow):
        manager = accounts.user_by_login(uow, values.pop("manager", "manager1"))
        client = uow.add(ClientRecord(office_id=manager.office_id, dong="자양1동", name=f"{number} 사람"))
        usual = {
            "stage": Stage.ASSESSMENT,
            "opened_on": ago(world, 2),
            "outcome_on": ago(world, 1),
            "assessed_on": None,
        }
        case = uow.add(
            CaseRecord(
                office_id=manager.office_id,
                number=number,
                client_id=client.id,
                manager_id=manager.id,
                dong="자양1동",
                **{**usual, **values},
            )
        )
        uow.add(MemberRecord(client_id=client.id, relation="본인", age=50))
        made["id"] = case.id

    world.change(act)
    return made["id"]


def add(world, cls, case, **values):
    world.change(lambda uow: uow.add(cls(case_id=case, **values)))


def need(world, case, **values):
    add(world, NeedRecord, case, **{"code": "DLY11", "holder": "client", "priority": 1, "severity": 2, **values})


def look(world, login="supervisor", what=today.morning, **more):
    actor = world.actor(login)
    with world.database.read(actor) as uow:
        return what(uow, actor, world.today, **({"locale": "ko"} | more))


def missing(world, login="supervisor"):
    return {miss: {line.number for line in lines} for miss, lines in look(world, login).missed.items()}


def test_r003_one_record_of_each_kind_makes_all_six_appear_and_no_other(office):
    """R003: seed one of each; all six appear, under their own heading only."""
    world = office
    intake = add_case(world, "INTAKE", stage=Stage.INTAKE, outcome_on=None, opened_on=ago(world, 11))
    add(world, ContactRecord, intake, on=world.today, method="phone")
    nobody = add_case(world, "NOBODY")
    manager = world.actor("manager1").id
    add(world, AssignmentRecord, nobody, user_id=manager, kind="primary", since=ago(world, 2), until=ago(world, 1))
    silent = add_case(world, "SILENT")
    add(world, ContactRecord, silent, on=ago(world, 32), method="phone")
    old = add_case(world, "OLD", assessed_on=ago(world, 366), selected_on=ago(world, 360))
    add(world, PlanRecord, old, number=1, state="contracted", made_on=ago(world, 3), service_agreed_on=ago(world, 3))
    asked = add_case(world, "ASKED")
    add_referral(world, asked, days=8)
    left = add_case(
        world, "LEFT", stage=Stage.CLOSING, closed_on=ago(world, 5), closing_reason=ClosingReason.MANAGER_LEFT
    )
    need(world, left)
    add_case(world, "FINE")
    assert missing(world) == {
        Miss.INTAKE_WITHOUT_OUTCOME: {"INTAKE"},
        Miss.CASE_WITHOUT_MANAGER: {"NOBODY"},
        Miss.NO_CONTACT: {"SILENT"},
        Miss.REASSESSMENT_OVERDUE: {"OLD"},
        Miss.REFERRAL_WITHOUT_REPLY: {"ASKED"},
        Miss.CLOSED_WITH_UNMET_NEEDS: {"LEFT"},
    }


def add_referral(world, case, *, days, **values):
    offer = world.offer("o-0301")
    usual = {
        "state": ReferralState.REQUESTED,
        "requested_at": world.database.clock() - timedelta(days=days),
        "offer_id": offer.id,
        "organisation": "가상기관",
        "unit": f"가상기관 / {case}",
    }
    add(world, ReferralRecord, case, **{**usual, **values})


def test_r003_names_stand_on_the_page_and_that_they_were_listed_is_noted(office):
    world = office
    case = add_case(world, "SILENT")
    add(world, ContactRecord, case, on=ago(world, 40), method="visit")
    [line] = look(world, "manager1").missed[Miss.NO_CONTACT]
    assert (line.name, line.number) == ("SILENT 사람", "SILENT") and line.days_left < 0
    noted = [one for one in world.events() if one.kind is EventKind.CLIENT_LISTED][-1]
    assert noted.facts == {"cases": 1, "of": [case]}


def test_a_manager_sees_no_date_of_somebody_elses_case(office):
    world = office
    case = add_case(world, "THEIRS", manager="manager2")
    add(world, ContactRecord, case, on=ago(world, 90), method="phone")
    assert missing(world, "manager1") == {} and look(world, "manager1").now == ()
    assert missing(world, "manager2") == {Miss.NO_CONTACT: {"THEIRS"}}


def test_the_number_of_queries_does_not_depend_on_the_number_of_cases(office):
    world = office
    counted = []
    for total in (2, 12):
        while len(world.rows(CaseRecord)) < total:
            case = add_case(world, f"N{len(world.rows(CaseRecord))}")
            need(world, case)
            add(world, ContactRecord, case, on=ago(world, 40), method="phone")
            add(world, TaskRecord, case, kind="promise", due_on=world.today)
            add_referral(world, case, days=9)
        with queries(world) as seen:
            look(world, "manager1", case_list.mine)
            look(world, "manager1", dues.of_actor)
        counted.append(len(seen))
    assert counted[0] == counted[1], Counter(seen).most_common(3)


@contextmanager
def queries(world):
    seen = []

    def note(conn, cursor, statement, parameters, context, many):
        if statement.lstrip().upper().startswith("SELECT"):
            seen.append(statement)

    engine = world.database._read_engine
    listening.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        listening.remove(engine, "before_cursor_execute", note)


def kinds(world, login="manager1"):
    return {(line.number, line.kind): line for line in look(world, login, dues.of_actor).lines}


def test_r016_who_was_found_by_a_neighbour_is_to_be_contacted_in_three_working_days(office):
    """R016: the finder's words on the phone are no contact with the person."""
    world = office
    for number, door in (("FOUND", "neighbour"), ("CAME", "self")):
        case = add_case(world, number, stage=Stage.INTAKE, outcome_on=None, opened_on=ago(world, 1), door=door)
        add(
            world, PaperRecord, case,
            kind=PaperKind.INTAKE, on=ago(world, 1), stage=Stage.INTAKE, content={"words": "말", "by_phone": True},
        )  # fmt: skip
    found = kinds(world)
    assert ("FOUND", "FIRST_CONTACT") in found and ("CAME", "FIRST_CONTACT") not in found
    assert ("CAME", "INTERVIEW") in found


def test_r181_a_reassessment_is_due_a_year_after_the_last_and_told_thirty_days_before(office):
    world = office
    for number, days in (("LATE", 366), ("SOON", 340), ("LONG", 300)):
        add_case(world, number, assessed_on=ago(world, days), selected_on=ago(world, days - 1))
    found = kinds(world)
    assert [found[number, "REASSESSMENT"].state for number in ("LATE", "SOON", "LONG")] == ["overdue", "due", "coming"]
    case = next(one.id for one in world.rows(CaseRecord) if one.number == "LATE")
    paper = {"kind": PaperKind.REASSESSMENT, "state": PaperState.DONE, "on": world.today}
    add(world, PaperRecord, case, **paper)
    assert kinds(world)["LATE", "REASSESSMENT"].days_left == 365


def test_r156_no_check_may_be_further_away_than_the_office_allows(office):
    world = office
    case = add_case(world, "WATCHED", stage=Stage.MONITORING, assessed_on=ago(world, 80), selected_on=ago(world, 75))
    add(world, PlanRecord, case, number=1, state="contracted", made_on=ago(world, 70), service_agreed_on=ago(world, 60))
    assert kinds(world)["WATCHED", "MONITORING"].state == "overdue"
    add(world, PaperRecord, case, kind=PaperKind.MONITORING, state=PaperState.DONE, on=ago(world, 3))
    assert kinds(world)["WATCHED", "MONITORING"].days_left == 28


def test_r204_the_parting_is_prepared_eight_weeks_before_the_plan_ends(office):
    world = office
    case = add_case(world, "ENDING", stage=Stage.MONITORING, assessed_on=ago(world, 80), selected_on=ago(world, 75))
    plan = {"number": 1, "state": "contracted", "made_on": ago(world, 70), "ends_on": world.today + timedelta(days=30)}
    add(world, PlanRecord, case, **plan)
    line = kinds(world)["ENDING", "CLOSING_PREPARATION"]
    assert line.on == world.today + timedelta(days=30 - 56) and line.state == "overdue"
    add(world, PaperRecord, case, kind=PaperKind.CLOSING, on=world.today)
    assert ("ENDING", "CLOSING_PREPARATION") not in kinds(world)


def test_r209_follow_up_is_due_after_one_three_and_six_months_and_only_with_consent(office):
    """R209, R211: the same closing with and without the client's own consent."""
    world = office
    closing = {"stage": Stage.FOLLOW_UP, "closed_on": ago(world, 100), "closing_reason": ClosingReason.GOAL_MET}
    agreed, silent = (add_case(world, number, **closing) for number in ("AGREED", "SILENT"))
    add(world, ConsentRecord, agreed, kind=ConsentKind.AFTERCARE, since=ago(world, 100))
    lines = [one for one in look(world, "manager1", dues.of_actor).lines if one.kind == "FOLLOW_UP"]
    assert {one.case for one in lines} == {agreed} and len(lines) == 3
    add(world, PaperRecord, agreed, kind=PaperKind.FOLLOW_UP, state=PaperState.DONE, on=ago(world, 8))
    lines = [one for one in look(world, "manager1", dues.of_actor).lines if one.kind == "FOLLOW_UP"]
    assert len(lines) == 1 and silent


def test_r192_nothing_is_due_after_a_death(office):
    world = office
    case = add_case(world, "GONE", opened_on=ago(world, 400), closing_reason=ClosingReason.DEATH)
    add(world, TaskRecord, case, kind="promise", due_on=ago(world, 9))
    add_referral(world, case, days=30)
    assert kinds(world) == {}


def test_r032_a_helpers_period_and_r031_a_login_that_ended_are_seen(office):
    world = office
    case = add_case(world, "HELPED")
    boss = world.actor("supervisor").id
    until = world.today + timedelta(days=5)
    add(world, AssignmentRecord, case, user_id=boss, kind="internal", since=ago(world, 9), until=until)
    assert kinds(world)["HELPED", "HELPER_END"].state == "due"

    def leaves(uow):
        uow.get(UserRecord, world.actor("manager1").id).active = False

    world.change(leaves)
    assert missing(world) == {Miss.CASE_WITHOUT_MANAGER: {"HELPED"}}


def test_r005_an_emergency_stands_first_with_the_days_since_it_is_known(office):
    world = office
    add_case(world, "CALM")
    add_case(world, "FIRE", emergency=True, opened_on=ago(world, 2))
    [urgent] = look(world).urgent
    assert (urgent.number, urgent.days, urgent.linked) == ("FIRE", 2, False)
    assert look(world, "manager1", case_list.mine)[0].number == "FIRE"


def test_r005_medians_of_days_in_each_stage_and_to_the_first_link(office):
    world = office
    for number, days in enumerate((4, 6, 20)):
        case = add_case(world, f"M{number}", opened_on=ago(world, 40))
        add(
            world, StageStepRecord, case,
            now=Stage.INTAKE, then=Stage.ASSESSMENT, on=ago(world, 40) + timedelta(days=days),
        )  # fmt: skip
        add_referral(world, case, days=10 + number)
    found = look(world).times
    assert [(one.stage, one.n, one.days) for one in found.stages] == [("intake", 3, 6)]
    assert (found.first_link.n, found.first_link.days) == (3, 29)
    with pytest.raises(NotAllowed):
        actor = world.actor("manager1")
        with world.database.read(actor) as uow:
            stage_times.measure(uow, actor, world.today)


def test_r193_who_was_closed_for_a_reason_of_ours_is_to_be_taken_up_again(office):
    world = office
    for number, reason in (("OURS", ClosingReason.AGENCY_CLOSED), ("THEIRS", ClosingReason.MOVED)):
        case = add_case(world, number, stage=Stage.CLOSING, closed_on=ago(world, 400), closing_reason=reason)
        need(world, case)
    assert [one.number for one in look(world).resume] == ["OURS"]
    assert look(world, "manager1").resume is None


def test_the_office_sets_its_own_terms_and_dates_follow(office):
    world = office
    case = add_case(world, "SILENT")
    add(world, ContactRecord, case, on=ago(world, 10), method="phone")
    assert missing(world) == {}
    keep(world, {"contact_days": {"general": 7}})
    assert missing(world) == {Miss.NO_CONTACT: {"SILENT"}}
    [office_record] = world.rows(OfficeRecord)
    assert office_record.settings["due"] == {"contact_days": {"general": 7}}
    assert world.events()[-1].kind is not None
    assert [one for one in world.events() if one.kind is EventKind.OFFICE_CHANGED][-1].facts == {
        "due": ["contact_days.general"]
    }


def keep(world, values, *, login="supervisor", key="terms-of-tests", revision=None):
    actor = world.actor(login)
    if revision is None:
        [record] = world.rows(OfficeRecord)
        revision = record.revision
    with world.database.write(actor) as uow:
        dues.keep_settings(uow, actor, values, revision=revision, key=key)


def test_terms_that_cannot_be_used_are_all_named_and_nothing_is_kept(office):
    with pytest.raises(PolicyError) as refused:
        keep(office, {"term": {"REASSESSMENT": {"days": 400}}, "closing_weeks": "acht"})
    assert {one.path for one in refused.value.faults} == {"term.REASSESSMENT.days", "closing_weeks"}
    [record] = office.rows(OfficeRecord)
    assert not (record.settings or {}).get("due")


def test_only_who_keeps_the_office_sets_terms_and_never_over_somebody_elses_change(office):
    with pytest.raises(NotAllowed):
        keep(office, {}, login="manager1")
    with pytest.raises(LostUpdate):
        keep(office, {}, revision=77)


def test_terms_that_were_spoilt_elsewhere_leave_the_usual_ones(office):
    def spoil(uow):
        record = uow.get(OfficeRecord, office.actor("supervisor").office)
        record.settings = {"due": {"term": "nonsense"}}

    office.change(spoil)
    case = add_case(office, "SILENT")
    add(office, ContactRecord, case, on=ago(office, 40), method="phone")
    assert missing(office) == {Miss.NO_CONTACT: {"SILENT"}}
