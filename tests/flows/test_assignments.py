"""One fixed manager, helpers with scope and period; what only the supervisor decides. On the demo."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from resmap.domain.codes import Stage
from resmap.domain.in_charge import POSTS
from resmap.domain.papers import PaperKind
from resmap.domain.permissions import NotAllowed, NotFound, Permission
from resmap.domain.stages import CaseKind, CasePath
from resmap.flows import assignments, deciding, steps
from resmap.flows.assignments import AssignmentKind
from resmap.flows.case_loading import load_case
from resmap.flows.deciding import Selection
from resmap.flows.refusals import LostUpdate, Refused
from resmap.flows.replying import WordsMissing
from resmap.flows.ruling import RuleForbids
from resmap.store import (
    AssignmentRecord,
    ClientRecord,
    MemberRecord,
    NeedRecord,
    OfficeRecord,
    PaperRecord,
    UserRecord,
    course,
)
from tests.flows.test_steps import add, at, case_of, change
from tests.support.demo_world import demo_template, world  # noqa: F401


def user_id(world, login: str) -> str:
    with world.database.read() as uow:
        uow.as_system()
        return uow.session.scalar(select(UserRecord.id).where(UserRecord.login == login))


def rows(world, cls, number="D04"):
    with world.database.read() as uow:
        uow.as_system()
        return list(uow.session.scalars(select(cls).where(cls.case_id == world.case_ids[number]).order_by(cls.id)))


def managers(world):
    return [(one.user_id, one.until) for one in rows(world, AssignmentRecord) if one.kind == "primary"]


def hand_to(world, to, *, login="supervisor", why="다른 동으로 발령", handover="화요일마다 전화", key="hand-to-of-tests", **more):
    actor = world.actor(login)
    with world.database.write(actor) as uow:
        return assignments.hand_to(
            uow,
            actor,
            world.case_ids["D04"],
            world.today,
            user_id=user_id(world, to),
            why=why,
            handover=handover,
            revision=more.get("revision", case_of(world).revision),
            key=key,
        )


def test_the_case_goes_to_another_manager_with_reason_and_hand_over_note_and_the_old_one_is_kept(world):
    if not managers(world):
        add(world, AssignmentRecord, user_id=user_id(world, "manager1"), kind="primary", since=world.today)
    hand_to(world, "manager2")
    old, new = managers(world)[-2:]
    assert old == (user_id(world, "manager1"), world.today) and new == (user_id(world, "manager2"), None)
    assert case_of(world).manager_id == user_id(world, "manager2")
    assert world.events()[-1].kind == "case.assigned"


def test_a_second_primary_manager_is_refused_by_the_table(world):
    for one in rows(world, AssignmentRecord):
        assert one.kind != "primary" or one.until is None
    if not managers(world):
        add(world, AssignmentRecord, user_id=user_id(world, "manager1"), kind="primary", since=world.today)
    with pytest.raises(Refused):
        add(world, AssignmentRecord, user_id=user_id(world, "manager2"), kind="primary", since=world.today)


def test_without_reason_or_note_nobody_is_handed_over(world):
    for more in ({"why": " "}, {"handover": ""}):
        with pytest.raises(WordsMissing):
            hand_to(world, "manager2", **more)
    assert case_of(world).manager_id == user_id(world, "manager1")


def test_a_partner_or_somebody_without_the_offices_post_is_never_in_charge(world):
    with pytest.raises((RuleForbids, NotFound)):
        hand_to(world, "partner")
    with world.database.write() as uow:
        uow.as_system()
        uow.session.scalar(select(OfficeRecord)).settings = {POSTS: ["사회복지직 공무원"]}
        uow.commit()
    with pytest.raises(RuleForbids):
        hand_to(world, "manager2", key="hand-to-without-post")


def test_a_manager_does_not_hand_over_alone_and_an_old_page_moves_nothing(world):
    with pytest.raises(NotAllowed):
        hand_to(world, "manager2", login="manager1")
    with pytest.raises(LostUpdate):
        hand_to(world, "manager2", revision=case_of(world).revision - 1)


def help_with(world, *, until=None, scope=("plan",), kind=AssignmentKind.INTERNAL, number="D04", key="helper-of-tests"):
    actor = world.actor("supervisor")
    with world.database.write(actor) as uow:
        return assignments.add_helper(
            uow,
            actor,
            world.case_ids[number],
            world.today,
            user_id=user_id(world, "manager2"),
            kind=kind,
            scope=scope,
            until=until or world.today + timedelta(days=30),
            why="방문에 동행",
            key=key,
        )


def test_a_helper_has_parts_and_a_last_day_and_can_be_ended_at_once(world):
    kept = help_with(world)
    actor = world.actor("supervisor")
    with world.database.read(actor) as uow:
        (helper,) = [
            one
            for one in assignments.of_case(uow, actor, world.case_ids["D04"], locale="ko")
            if one.kind == "internal"
        ]
    assert (helper.scope, helper.until) == (("plan",), world.today + timedelta(days=30))
    with world.database.write(actor) as uow:
        assignments.end_helper(uow, actor, world.case_ids["D04"], kept, why="동행이 끝남", key="end-helper-of-tests")
    assert kept not in {one.id for one in rows(world, AssignmentRecord)}


def test_nobody_helps_without_parts_without_an_end_or_as_a_second_manager(world):
    for more in ({"scope": ()}, {"scope": ("everything",)}, {"kind": AssignmentKind.PRIMARY}):
        with pytest.raises(ValueError):
            help_with(world, **more)


@pytest.mark.parametrize("days", [-400, -1, 366, 4000])
def test_r032_help_ends_between_today_and_a_year_from_now(world, days):
    with pytest.raises(RuleForbids) as refused:
        help_with(world, until=world.today + timedelta(days=days))
    assert [str(one.code) for one in refused.value.reasons] == ["HELP_PERIOD"]
    assert not [one for one in rows(world, AssignmentRecord) if one.kind != "primary"]


@pytest.mark.parametrize("days", [0, 365])
def test_r032_the_first_and_the_last_day_of_that_year_are_in_it(world, days):
    assert help_with(world, until=world.today + timedelta(days=days))


@pytest.mark.parametrize("kind", [AssignmentKind.INTERNAL, AssignmentKind.EXTERNAL])
@pytest.mark.parametrize("why", ["protected", "client", "member"])
def test_p_22_the_case_of_somebody_who_is_not_safe_at_home_has_no_helpers(world, kind, why):
    def act(uow):
        client = uow.get(ClientRecord, case_of(world).client_id)
        client.protected = why == "protected"
        if why == "client":
            client.facts = [*(client.facts or ()), "dv_active"]
        if why == "member":
            uow.add(MemberRecord(client_id=client.id, position=9, relation="손녀", facts=["dv_active"]))

    world.change(act)
    with pytest.raises(RuleForbids) as refused:
        help_with(world, kind=kind)
    assert [str(one.code) for one in refused.value.reasons] == ["PROTECTED_NO_HELPERS"]


def test_r032_parts_are_kept_once_each_in_the_order_of_the_work(world):
    kept = help_with(world, scope=("checks", "plan", "checks"))
    assert next(one for one in rows(world, AssignmentRecord) if one.id == kept).scope == ("plan", "checks")


def decide(world, act, *, login="supervisor", key="decision-of-tests", **more):
    actor = world.actor(login)
    with world.database.write(actor) as uow:
        return act(
            uow, actor, world.case_ids["D04"], world.today, revision=case_of(world).revision, key=key, **more
        )


def test_a_worker_alone_cannot_select_and_the_supervisors_word_opens_the_plan(world):
    at(world, Stage.SELECTION, selected_on=None)
    with pytest.raises(NotAllowed):
        decide(world, deciding.select, login="manager1", selection=Selection.CASE_MANAGEMENT, supports=(), basis="회의")
    with pytest.raises(WordsMissing):
        decide(world, deciding.select, selection=Selection.CASE_MANAGEMENT, supports=(), basis=" ")
    decide(
        world,
        deciding.select,
        key="decision-with-words",
        selection=Selection.CASE_MANAGEMENT,
        supports=(deciding.Support.EMERGENCY,),
        basis="욕구 셋이 서로 이어져 있음",
    )
    assert case_of(world).selected_on == world.today
    (paper,) = [one for one in rows(world, PaperRecord) if one.content["about"] == "selection"]
    assert paper.content["supports"] == ["emergency_support"] and paper.created_by == world.actor("supervisor").id


def test_a_household_that_only_needs_a_link_takes_the_light_path(world):
    at(world, Stage.ASSESSMENT)
    decide(world, deciding.select, selection=Selection.LINK_ONLY, supports=(), basis="밑반찬만 필요")
    assert case_of(world).path is CasePath.LINK_ONLY


def test_a_kind_that_leaves_the_proposal_says_why_and_both_are_kept(world):
    with world.database.write() as uow:
        uow.as_system()
        uow.session.scalars(select(NeedRecord).where(NeedRecord.case_id == world.case_ids["D04"])).first().severity = 2
        uow.commit()
    actor = world.actor("supervisor")
    with world.database.read(actor) as uow:
        loaded = load_case(uow, actor, world.case_ids["D04"], world.today, Permission.CASE_READ)
        proposal = deciding.proposal_of(loaded, course.of_case(uow, actor, world.case_ids["D04"]))
    other = CaseKind.GENERAL if proposal.special else CaseKind.SPECIAL
    with pytest.raises(WordsMissing):
        decide(world, deciding.decide_kind, kind=other, reason="")
    decide(world, deciding.decide_kind, key="kind-with-words", kind=other, reason="당사자가 원하는 속도로")
    assert case_of(world).kind is other
    (paper,) = [one for one in rows(world, PaperRecord) if one.kind is PaperKind.CLASSIFICATION]
    assert (paper.content["kind"], paper.content["proposed"]) == (other.value, proposal.kind.value)


def test_the_supervisor_looks_at_every_emergency_that_was_marked(world):
    at(world, Stage.INTAKE, emergency=False)
    manager = world.actor("manager1")
    with world.database.write(manager) as uow:
        steps.mark_emergency(
            uow,
            manager,
            world.case_ids["D04"],
            world.today,
            emergency=True,
            why="오늘 갈 곳이 없으심",
            revision=case_of(world).revision,
            key="emergency-to-look-at",
        )
    (paper,) = [one for one in rows(world, PaperRecord) if one.content.get("about") == "emergency"]
    actor = world.actor("supervisor")
    with world.database.write(actor) as uow:
        deciding.look_at_emergency(
            uow, actor, world.case_ids["D04"], paper.id, world.today, finding="알맞았음", key="look-of-tests"
        )
    (paper,) = [one for one in rows(world, PaperRecord) if one.id == paper.id]
    assert paper.done_on == world.today and paper.content["finding"] == "알맞았음"


def test_a_closed_case_is_neither_selected_nor_handed_over(world):
    change(world, closed_on=world.today)
    with pytest.raises(RuleForbids):
        hand_to(world, "manager2")
    with pytest.raises(RuleForbids):
        decide(world, deciding.select, selection=Selection.LINK_ONLY, supports=(), basis="회의")
