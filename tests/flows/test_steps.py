"""A case moves from stage to stage: what the records must hold, what is kept, what a stranger sees."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from resmap.domain.codes import ClosingReason, Stage
from resmap.domain.papers import PaperKind, PaperState
from resmap.domain.permissions import NotAllowed, NotFound
from resmap.domain.stages import CaseKind, CasePath, Condition, ConferenceKind
from resmap.flows import steps
from resmap.flows.refusals import LostUpdate
from resmap.flows.ruling import RuleForbids
from resmap.store import (
    CaseRecord,
    ConferenceItemRecord,
    ConferenceRecord,
    ConsentKind,
    ConsentRecord,
    DutyRecord,
    NeedRecord,
    PaperRecord,
    StageStepRecord,
)
from tests.support.demo_world import demo_template, world  # noqa: F401


def case_of(world, number="D04") -> CaseRecord:
    with world.database.read() as uow:
        uow.as_system()
        return uow.get(CaseRecord, world.case_ids[number])


def change(world, number="D04", **values):
    """Set columns of the case as the system would."""
    with world.database.write() as uow:
        uow.as_system()
        case = uow.get(CaseRecord, world.case_ids[number])
        for name, value in values.items():
            setattr(case, name, value)
        uow.commit()


def add(world, cls, number="D04", **values):
    with world.database.write() as uow:
        uow.as_system()
        record = uow.add(cls(case_id=world.case_ids[number], **values))
        uow.commit()
    return record.id


def take(world, then, *, number="D04", login="manager1", why="", key="a-step-of-tests", revision=None):
    actor = world.actor(login)
    revision = case_of(world, number).revision if revision is None else revision
    with world.database.write(actor) as uow:
        return steps.take(
            uow, actor, world.case_ids[number], world.today, then=then, why=why, revision=revision, key=key
        )


def missing(world, then, **more) -> set[str]:
    with pytest.raises(RuleForbids) as refused:
        take(world, then, **more)
    return {str(one.code) for one in refused.value.reasons}


def at(world, stage, number="D04", **values):
    change(world, number, stage=stage, stage_since=world.today - timedelta(days=3), closing_reason=None, **values)


def test_intake_leads_to_assessment_once_its_outcome_is_decided(world):
    at(world, Stage.INTAKE, outcome_on=None)
    assert missing(world, Stage.ASSESSMENT) == {Condition.INTAKE_OUTCOME}
    change(world, outcome_on=world.today)
    step = take(world, Stage.ASSESSMENT)
    assert case_of(world).stage is Stage.ASSESSMENT and case_of(world).stage_since == world.today
    with world.database.read() as uow:
        uow.as_system()
        kept = uow.get(StageStepRecord, step)
    assert (kept.now, kept.then, kept.emergency) == (Stage.INTAKE, Stage.ASSESSMENT, False)


def test_the_same_press_twice_is_one_step(world):
    at(world, Stage.INTAKE, outcome_on=world.today)
    assert take(world, Stage.ASSESSMENT, revision=case_of(world).revision) == take(world, Stage.ASSESSMENT, revision=1)


def test_a_page_that_is_too_old_moves_nothing(world):
    at(world, Stage.INTAKE, outcome_on=world.today)
    with pytest.raises(LostUpdate):
        take(world, Stage.ASSESSMENT, revision=case_of(world).revision - 1)
    assert case_of(world).stage is Stage.INTAKE


def test_selection_wants_both_parts_of_the_assessment_and_a_need_that_the_client_confirmed(world):
    at(world, Stage.ASSESSMENT, path=CasePath.FULL)
    assert missing(world, Stage.SELECTION) == {Condition.BOTH_PARTS, Condition.NEED_CONFIRMED}
    for number, kind in enumerate((PaperKind.FUNCTION, PaperKind.ASSESSMENT)):
        add(world, PaperRecord, kind=kind, state=PaperState.DONE, on=world.today)
        if number == 0:
            assert Condition.BOTH_PARTS in missing(world, Stage.SELECTION)
    with world.database.write() as uow:
        uow.as_system()
        uow.get(NeedRecord, world.needs("D04")["DLY16"]).confirmed_on = world.today
        uow.commit()
    take(world, Stage.SELECTION)
    assert world.events()[-1].facts["warnings"] == [Condition.CONFERENCE]


def test_a_special_case_waits_for_its_conference_and_a_written_one_counts(world):
    at(world, Stage.INTERVENTION, kind=CaseKind.SPECIAL, path=CasePath.FULL)
    assert missing(world, Stage.MONITORING) == {Condition.CONFERENCE}
    with world.database.write() as uow:
        uow.as_system()
        case = uow.get(CaseRecord, world.case_ids["D04"])
        held = uow.add(
            ConferenceRecord(
                office_id=case.office_id, kind=ConferenceKind.INTEGRATED, on=world.today, held=True, written=True
            )
        )
        uow.add(ConferenceItemRecord(case_id=case.id, conference_id=held.id, decision="carry_on"))
        uow.commit()
    take(world, Stage.MONITORING)


def test_an_emergency_acts_first_with_a_reason_and_the_rest_stays_owed(world):
    at(world, Stage.ASSESSMENT, emergency=True, path=CasePath.FULL)
    add(world, DutyRecord, code="SUICIDE_RISK", justified="지금 만나고 있음")
    assert Condition.REASON in missing(world, Stage.INTERVENTION)
    step = take(world, Stage.INTERVENTION, why="오늘 밤 잘 곳이 없으심")
    with world.database.read() as uow:
        uow.as_system()
        kept = uow.get(StageStepRecord, step)
        assert kept.emergency and Condition.PLAN_CONTRACTED in kept.owed and kept.why == "오늘 밤 잘 곳이 없으심"


def test_follow_up_begins_only_with_its_own_consent_and_leads_back_in(world):
    at(world, Stage.CLOSING)
    change(world, closing_reason=ClosingReason.GOAL_MET, closed_on=world.today)
    assert missing(world, Stage.FOLLOW_UP) == {Condition.AFTERCARE_CONSENT}
    add(world, ConsentRecord, kind=ConsentKind.AFTERCARE, since=world.today)
    take(world, Stage.FOLLOW_UP)
    assert case_of(world).closed_on == world.today
    take(world, Stage.INTERVENTION, why="다시 어려움을 말씀하심", key="back-in-again")
    assert (case_of(world).closed_on, case_of(world).closing_reason) == (None, None)


def test_after_a_death_no_stage_is_taken_any_more(world):
    at(world, Stage.CLOSING)
    change(world, closing_reason=ClosingReason.DEATH)
    assert Condition.ALIVE in missing(world, Stage.ASSESSMENT, why="가구원")


def test_another_manager_does_not_find_the_case_and_a_partner_may_not_ask(world):
    with pytest.raises(NotFound):
        take(world, Stage.ASSESSMENT, login="manager2")
    with pytest.raises(NotAllowed):
        take(world, Stage.ASSESSMENT, login="partner")


def test_a_refused_step_leaves_nothing_behind(world):
    at(world, Stage.INTAKE, outcome_on=None)
    before = len(world.events())
    missing(world, Stage.ASSESSMENT)
    with world.database.read() as uow:
        uow.as_system()
        assert uow.session.scalars(select(StageStepRecord)).all() == []
    assert len(world.events()) == before


def mark(world, emergency, why="오늘 잘 곳이 없으심", key="emergency-of-tests"):
    actor = world.actor("manager1")
    with world.database.write(actor) as uow:
        steps.mark_emergency(
            uow,
            actor,
            world.case_ids["D04"],
            world.today,
            emergency=emergency,
            why=why,
            revision=case_of(world).revision,
            key=key,
        )


def test_an_emergency_is_marked_with_a_reason_that_the_supervisor_sees_within_a_day(world):
    at(world, Stage.INTAKE, emergency=False)
    with pytest.raises(RuleForbids):
        mark(world, True, why="  ")
    mark(world, True, key="emergency-with-words")
    assert case_of(world).emergency
    with world.database.read() as uow:
        uow.as_system()
        (paper,) = uow.session.scalars(select(PaperRecord))
    assert (paper.kind, paper.state, paper.due_on) == (
        PaperKind.DECISION,
        PaperState.DRAFT,
        world.today + timedelta(days=1),
    )


def test_a_closed_case_takes_neither_an_emergency_nor_another_path(world):
    at(world, Stage.CLOSING, closed_on=world.today)
    with pytest.raises(RuleForbids):
        mark(world, True)
    actor = world.actor("manager1")
    with world.database.write(actor) as uow, pytest.raises(RuleForbids):
        steps.choose_path(
            uow,
            actor,
            world.case_ids["D04"],
            path=CasePath.LINK_ONLY,
            revision=case_of(world).revision,
            key="a-path-of-tests",
        )
