"""What ends a case, tells somebody outside or shows what is hidden is done by who answers for the case (R031, R032).

Somebody helps with every part of it, within the period, and reaches it in a unit of work that is open to all parts:
only the flow itself stands between them and the act.
"""

from dataclasses import dataclass
from datetime import timedelta

import pytest

from resmap.domain.codes import ClosingReason
from resmap.domain.helping import Part as Helped
from resmap.domain.permissions import Actor, NotAllowed, Role
from resmap.domain.protection import LookWhy
from resmap.domain.referrals import ReferralState
from resmap.flows import closing, handing_over, protecting, referring, statute
from resmap.flows.handing_over import Part
from resmap.store import AssignmentRecord, CaseRecord, ClientRecord, ConsentKind, PaperRecord, ReferralRecord
from tests.flows.test_after_closing import agree, hand
from tests.flows.test_closing import a_conference, at, case_of, key, paper_of, ready
from tests.flows.test_referring import draft
from tests.flows.test_safety import keep_notice
from tests.support.demo_world import demo_template, world  # noqa: F401


@dataclass
class Act:
    """An act on a case: ``prepare`` until only the press is missing, ``press`` it, and whether it was ``done``."""

    prepare: object
    press: object
    done: object


def say(uow, actor, world, case, ready_for):
    closing.say(
        uow, actor, case, world.today, reason=ClosingReason.MOVED, why="이사하심", revision=case_of(world).revision, key=key()
    )


def decide(uow, actor, world, case, conference):
    closing.decide(
        uow, actor, case, world.today, agreed=True, note="", conference_id=conference,
        revision=paper_of(world).revision, key=key(),
    )  # fmt: skip


def close(uow, actor, world, case, _):
    closing.close(uow, actor, case, world.today, revision=case_of(world).revision, key=key())


def look(uow, actor, world, case, _):
    protecting.look(uow, actor, case, world.today, why=LookWhy.VISIT, locale="ko")


def send(uow, actor, world, case, referral):
    referring.send(uow, actor, referral, world.today, chosen={}, revision=world.referral(referral).revision, key=key())


def make(uow, actor, world, case, _):
    handing_over.make(
        uow, actor, case, world.today, parts=[Part.SUMMARY], reason="이사", open_matters="", key=key(),
        to_office="강동구 성내1동",
    )  # fmt: skip


def package(uow, actor, world, case, paper):
    assert handing_over.package(uow, actor, case, paper, world.today, locale="ko")


def purge(uow, actor, world, case, _):
    statute.purge(uow, actor, case, world.today, key=key())


def a_package(world) -> str:
    agree(world, ConsentKind.RECORD_HANDOVER)
    return hand(world, Part.SUMMARY)


def decided_to_close(world) -> str:
    ready(world)
    return a_conference(world, "close")


def a_notice(world) -> str:
    case = keep_notice(world)
    world.case_ids["D04"] = case  # from here on the notice is the case that is meant
    return case


def events(kind):
    return lambda world, before: any(one.kind == kind for one in world.events()[before:])


def packages(world, before):
    return any(one.content.get("to") == "강동구 성내1동" for one in world.rows(PaperRecord))


ACTS = {
    "closing.say": Act(at, say, lambda world, _: case_of(world).closing_reason is ClosingReason.MOVED),
    "closing.decide": Act(decided_to_close, decide, lambda world, _: paper_of(world).content["decision"]["conference"]),
    "closing.close": Act(ready, close, lambda world, _: case_of(world).closed_on == world.today),
    "protecting.look": Act(lambda world: None, look, events("client.read")),
    "referring.send": Act(draft, send, lambda world, _: any(
        one.state is ReferralState.REQUESTED and one.case_id == world.case_ids["D04"] for one in world.rows(ReferralRecord)
        if one.requested_at and one.requested_at.date() == world.today
    )),  # fmt: skip
    "handing_over.make": Act(lambda world: agree(world, ConsentKind.RECORD_HANDOVER), make, packages),
    "handing_over.package": Act(a_package, package, events("case.printed")),
    "statute.purge": Act(a_notice, purge, lambda world, _: not world.rows(CaseRecord, CaseRecord.id == world.case_ids["D04"])),
}


def helps(world, login="manager2"):
    def act(uow):
        helper = uow.add(
            AssignmentRecord(
                case_id=world.case_ids["D04"], user_id=world.actor(login).id, kind="internal", since=world.today,
                until=world.today + timedelta(days=9), scope=tuple(part.value for part in Helped),
            )
        )  # fmt: skip
        assert helper

    world.change(act)


def press(world, act: Act, actor: Actor, for_it):
    unit = world.database.read if act.press is package else world.database.write
    with unit(actor, parts=Helped) as uow:
        assert uow.get(CaseRecord, world.case_ids["D04"]) is not None, "the case is within reach"
        act.press(uow, actor, world, world.case_ids["D04"], for_it)


@pytest.mark.parametrize("name", ACTS)
def test_r032_who_helps_with_every_part_does_none_of_these(world, name):
    act = ACTS[name]
    for_it = act.prepare(world)
    helps(world)
    before = len(world.events())
    with pytest.raises(NotAllowed):
        press(world, act, world.actor("manager2"), for_it)
    assert len(world.events()) == before


@pytest.mark.parametrize("login", ["manager1", "supervisor"])
@pytest.mark.parametrize("name", ACTS)
def test_r031_its_manager_and_the_supervisor_of_the_dong_do(world, name, login):
    act = ACTS[name]
    for_it = act.prepare(world)
    before = len(world.events())
    press(world, act, world.actor(login), for_it)
    assert act.done(world, before)


@pytest.mark.parametrize("name", ACTS)
def test_r032_a_supervisor_of_another_dong_who_helps_is_a_helper(world, name):
    act = ACTS[name]
    for_it = act.prepare(world)
    helps(world)
    known = world.actor("manager2")
    elsewhere = Actor(known.id, Role.SUPERVISOR, frozenset({"다른동"}), known.office, name=known.name)
    with pytest.raises(NotAllowed):
        press(world, act, elsewhere, for_it)


def test_r032_of_a_protected_client_nobody_who_helps_is_even_refused_by_name(world):
    helps(world)
    world.change(lambda uow: setattr(uow.get(ClientRecord, case_of(world).client_id), "protected", True))
    with world.database.read(world.actor("manager2"), parts=Helped) as uow:
        assert uow.get(CaseRecord, world.case_ids["D04"]) is None
