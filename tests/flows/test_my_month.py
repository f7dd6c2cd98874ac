"""나의 한 달: one's own work by roles, a dong's totals, and nobody beside anybody."""

from datetime import date, timedelta

import pytest
from sqlalchemy import event

from resmap.domain.contacts import ContactWay
from resmap.domain.papers import PaperKind
from resmap.domain.permissions import NotAllowed, NotFound
from resmap.domain.stages import ConferenceKind
from resmap.flows import contacts, my_month
from resmap.flows.contacts import Contact
from resmap.store import (
    BlockRecord,
    CaseRecord,
    CaseTieRecord,
    ComparisonRecord,
    ConferenceRecord,
    ContactRecord,
    PaperRecord,
    ResourceConflictRecord,
)
from resmap.store.queries import activity
from tests.support.demo_world import NOW, demo_template, world  # noqa: F401


def note(world, number="D04", login="manager1", key="", **more):
    actor = world.actor(login)
    told = Contact(more.pop("on", world.today), ContactWay.PHONE, **more)
    with world.database.write(actor) as uow:
        return contacts.note(uow, actor, world.case_ids[number], world.today, contact=told, key=key or f"{more}"[:60])


def look(world, verb, *args, login="manager1", **more):
    actor = world.actor(login)
    with world.database.read(actor) as uow:
        return getattr(my_month, verb)(uow, actor, *args, locale="ko", **more)


def times(view) -> dict[str, int]:
    return {one.role.value: one.times for one in (*view.direct, *view.indirect)}


def difference(before, after) -> dict[str, int]:
    return {role: n - times(before)[role] for role, n in times(after).items() if n != times(before)[role]}


def test_r048_r049_a_month_shows_all_twelve_roles_from_contacts_and_records(world):
    before = look(world, "mine", world.today)
    assert len(before.direct) == len(before.indirect) == 6
    note(world, roles=("guide", "linking"), key="a-guide-of-the-month")
    note(world, service="teaching", key="a-lesson-of-the-month")
    case, manager = world.case_ids["D04"], world.actor("manager1").id
    made = {"created_by": manager, "case_id": case}

    def work(uow):
        chosen = tuple(world.offer_ids.values())[:2]
        uow.add(ComparisonRecord(**made, offer_ids=chosen))
        uow.add(CaseTieRecord(**made, target_id=chosen[0], kind="neighbour"))
        for kind in (PaperKind.ADVOCACY, PaperKind.CAPACITY_QUESTION, PaperKind.ADDENDUM):
            uow.add(PaperRecord(**made, kind=kind, on=world.today, content={}))
        uow.add(BlockRecord(**made, organisation="다툼이 있는 곳"))
        uow.add(ResourceConflictRecord(created_by=manager, one_id=chosen[0], other_id=chosen[1]))
        office = uow.get(CaseRecord, case).office_id
        uow.add(ConferenceRecord(office_id=office, kind=ConferenceKind.CASE, on=world.today, held=True, chair_id=manager))
        uow.add(ConferenceRecord(office_id=office, kind=ConferenceKind.CASE, on=world.today, held=False, chair_id=manager))

    world.change(work)
    after = look(world, "mine", world.today)
    told = difference(before, after)
    roles = ("guide", "linking", "teacher", "coordinating", "brokering", "network_building", "advocacy")
    assert told == dict.fromkeys(roles, 1) | {"technical": 3}
    lines = {one.service.value: one.times for one in after.services}
    assert lines["teaching"] == 1 + {one.service.value: one.times for one in before.services}["teaching"]
    assert (after.tried, after.reached) == (before.tried + 2, before.reached + 2)


def test_a_dongs_month_counts_what_anybody_did_and_not_what_the_system_brought_in(world):
    before = look(world, "of_dongs", world.today, login="supervisor")

    def work(uow):
        chosen = tuple(world.offer_ids.values())[:2]
        uow.add(ComparisonRecord(case_id=world.case_ids["D04"], offer_ids=chosen, created_by=worker))
        uow.add(ComparisonRecord(case_id=world.case_ids["D04"], offer_ids=chosen))  # signed by the system

    worker = world.actor("manager2").id
    world.change(work)
    after = look(world, "of_dongs", world.today, login="supervisor")
    assert difference(before, after) == {"brokering": 1}


def test_days_are_korean_ones_and_another_month_is_another_month(world):
    last = world.today.replace(day=1) - timedelta(days=1)
    note(world, on=last, roles=("guide",), key="of-the-month-before")
    assert times(look(world, "mine", last))["guide"] >= 1
    view = look(world, "mine", world.today)
    assert (view.first, view.last) == (date(2026, 11, 1), date(2026, 11, 30))
    begin, after = activity.moments(date(2026, 11, 1), date(2026, 11, 30))
    assert begin.isoformat() == "2026-11-01T00:00:00+09:00" and after.isoformat() == "2026-12-01T00:00:00+09:00"
    assert begin <= NOW < after


def test_ones_own_month_keeps_the_work_of_cases_handed_over_since(world):
    note(world, service="crisis", key="before-the-hand-over")
    other = world.actor("manager2").id
    before = look(world, "mine", world.today)
    world.change(lambda uow: setattr(uow.get(CaseRecord, world.case_ids["D04"]), "manager_id", other))
    assert times(look(world, "mine", world.today)) == times(before)


def test_a_supervisor_sees_a_workers_month_only_in_the_cases_of_her_dongs(world):
    worker = world.actor("manager1").id
    before = look(world, "of_worker", worker, world.today, login="supervisor")
    note(world, roles=("guide",), key="within-the-dongs")
    after = look(world, "of_worker", worker, world.today, login="supervisor")
    assert difference(before, after) == {"guide": 1} and after.worker.name == "김나래" and not after.own
    world.change(lambda uow: setattr(uow.get(CaseRecord, world.case_ids["D04"]), "dong", "다른동"))
    assert difference(before, look(world, "of_worker", worker, world.today, login="supervisor")).get("guide", 0) <= 0


def test_nobody_else_sees_a_workers_month_and_a_stranger_is_not_found(world):
    worker = world.actor("manager1").id
    with pytest.raises(NotAllowed):
        look(world, "of_worker", worker, world.today, login="manager2")
    with pytest.raises(NotAllowed):
        look(world, "of_dongs", world.today, login="manager1")
    with pytest.raises(NotAllowed):
        look(world, "mine", world.today, login="partner")
    partner = world.actor("partner").id
    for stranger in (partner, "00000000-0000-7000-8000-000000000000"):
        with pytest.raises(NotFound):
            look(world, "of_worker", stranger, world.today, login="supervisor")
    with pytest.raises(NotFound):
        look(world, "of_dongs", world.today, dong="없는동", login="supervisor")


def test_nobody_is_ranked_the_team_stands_by_name_and_without_a_number(world):
    view = look(world, "of_dongs", world.today, login="supervisor")
    assert [one.name for one in view.team] == sorted(one.name for one in view.team) and len(view.team) >= 2
    assert {name for one in view.team for name in one.__slots__} == {"id", "name"}


def test_what_was_taken_out_is_counted_no_more(world):
    before = times(look(world, "mine", world.today))
    kept = note(world, roles=("guide",), key="noted-by-mistake")
    world.change(lambda uow: uow.void(uow.get(ContactRecord, kept), "noted by mistake"))
    assert times(look(world, "mine", world.today)) == before


def test_the_month_is_counted_with_the_same_queries_however_much_was_done(world):
    def queries():
        seen = []
        listen = lambda *args: seen.append(args[2])  # noqa: E731
        actor = world.actor("supervisor")
        with world.database.read(actor) as uow:
            engine = uow.session.get_bind()
            event.listen(engine, "before_cursor_execute", listen)
            try:
                my_month.of_dongs(uow, actor, world.today, locale="ko")
            finally:
                event.remove(engine, "before_cursor_execute", listen)
        return len(seen)

    few = queries()
    for number in range(12):
        note(world, roles=("guide", "linking")[: 1 + number % 2], key=f"one-of-many-{number}")
    assert queries() == few < 12
