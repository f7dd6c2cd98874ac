"""약속한 일: written down with its day, ticked once, frozen with the case."""

from datetime import timedelta

import pytest

from resmap.domain.codes import Stage
from resmap.domain.permissions import NotFound
from resmap.domain.resident_number import ResidentNumberError
from resmap.flows import dues, promises
from resmap.flows.field_refusals import FieldsRefused
from resmap.flows.refusals import LostUpdate
from resmap.flows.ruling import RuleForbids
from resmap.store import CaseRecord, TaskRecord
from tests.support.demo_world import demo_template, world  # noqa: F401


def act(world, what, *args, number="D04", login="manager1", **more):
    actor = world.actor(login)
    with world.database.write(actor) as uow:
        return what(uow, actor, world.case_ids[number], *args, **more)


def promise(world, **more):
    asked = {"text": "약 달력 가져다 드리기", "due_on": world.today, "key": "a-promise-of-tests"} | more
    return act(world, promises.promise, **asked)


def settle(world, task, *, revision=1, key="a-tick-of-tests", **more):
    asked = {"kept": True, "revision": revision, "key": key} | more
    return act(world, promises.settle, task, world.today, **asked)


def due(world):
    actor = world.actor("manager1")
    with world.database.read(actor) as uow:
        lines = dues.of_actor(uow, actor, world.today, locale="ko").lines
    return [one.text for one in lines if one.kind == "TASK"]


def test_a_promise_is_due_on_its_day_until_it_was_kept(world):
    task = promise(world)
    assert promise(world) == task and due(world) == ["약 달력 가져다 드리기"]
    settle(world, task, result="드림")
    [kept] = world.rows(TaskRecord, TaskRecord.id == task)
    assert (kept.done_on, kept.result) == (world.today, "드림") and due(world) == []


def test_one_that_is_needed_no_more_is_taken_off_and_stays_in_the_records(world):
    task = promise(world)
    settle(world, task, kept=False)
    [one] = world.rows(TaskRecord, TaskRecord.id == task)
    assert (one.done_on, one.cancelled_on) == (None, world.today) and due(world) == []


def test_a_promise_needs_words_and_a_day_and_never_a_resident_number(world):
    with pytest.raises(FieldsRefused) as refused:
        promise(world, text=" ", due_on=None)
    assert [name for name, _ in refused.value.fields] == ["text", "due_on"]
    with pytest.raises(ResidentNumberError):
        promise(world, text="800101-1234567 확인")


def test_nobody_elses_and_no_task_of_a_rule_is_ticked_here(world):
    task = promise(world)
    with pytest.raises(NotFound):
        settle(world, task, login="manager2")
    with pytest.raises(LostUpdate):
        settle(world, task, revision=9)
    world.change(lambda uow: setattr(uow.get(TaskRecord, task), "kind", "reassessment"))
    with pytest.raises(NotFound):
        settle(world, task, revision=2, key="another-tick-of-tests")


def test_r206_a_closed_case_takes_no_promise_and_one_that_is_followed_up_does(world):
    def close(uow):
        case = uow.get(CaseRecord, world.case_ids["D04"])
        case.closed_on, case.stage = world.today - timedelta(days=9), Stage.CLOSING

    world.change(close)
    with pytest.raises(RuleForbids):
        promise(world)
    world.change(lambda uow: setattr(uow.get(CaseRecord, world.case_ids["D04"]), "stage", Stage.FOLLOW_UP))
    assert promise(world, key="another-promise-of-tests")
