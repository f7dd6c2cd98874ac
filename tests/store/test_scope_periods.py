"""Who reaches a case beside its manager and supervisor: helpers in their period, and who opened it for an hour (P-12)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from resmap.domain.helping import Part
from resmap.domain.permissions import Actor, Role
from resmap.store import AssignmentRecord, CaseRecord, ClientRecord, MemberRecord, NeedRecord, OpeningRecord
from resmap.store.queries import helping
from tests.store.conftest import NOW, TODAY

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def add(database, *records):
    with database.write() as uow:
        uow.as_system()
        uow.add_all(records)
        uow.commit()


def sees(database, actor, office, *, writes=False, parts=("plan",)) -> bool:
    unit = database.write if writes else database.read
    with unit(actor, parts=parts) as uow:
        return uow.get(CaseRecord, office.case) is not None


def helper(office, **more) -> AssignmentRecord:
    usual = {"case_id": office.case, "user_id": office.bob.id, "kind": "internal", "since": TODAY, "until": TODAY}
    usual["scope"] = ("plan", "checks")
    return AssignmentRecord(**usual | more)


def opening(office, **more) -> OpeningRecord:
    usual = {"case_id": office.case, "user_id": office.bob.id, "until": NOW + HOUR, "created_at": NOW}
    return OpeningRecord(**usual | more)


def protect(database, office):
    with database.write() as uow:
        uow.as_system()
        uow.get(ClientRecord, office.client).protected = True
        uow.commit()


@pytest.mark.parametrize("kind", ["internal", "external"])
@pytest.mark.parametrize(
    ("since", "until", "seen"),
    [(TODAY, TODAY, True), (TODAY - DAY, None, True), (TODAY + DAY, None, False), (TODAY - 9 * DAY, TODAY - DAY, False)],
)
def test_r032_a_helper_reaches_the_case_on_the_days_of_the_period_and_on_no_other(
    database, office, kind, since, until, seen
):
    add(database, helper(office, kind=kind, since=since, until=until))
    assert sees(database, office.bob, office) is seen
    assert sees(database, office.bob, office, writes=True) is seen
    assert not sees(database, Actor("x", Role.CASE_MANAGER, office=office.id), office)


def test_a_former_primary_and_an_unknown_kind_of_help_open_nothing(database, office):
    add(database, helper(office, kind="primary"), helper(office, kind="friend"))
    assert not sees(database, office.bob, office)


def test_the_day_of_a_period_is_a_day_in_korea(database, office):
    """Half past midnight in Seoul is still yesterday in UTC."""
    add(database, helper(office, since=TODAY + DAY, until=TODAY + DAY))
    assert not sees(database, office.bob, office)
    database.clock = lambda: datetime(2026, 11, 2, 15, 30, tzinfo=NOW.tzinfo)
    assert sees(database, office.bob, office)


def test_p_12_an_opening_lets_look_for_its_hour_and_writes_nothing(database, office):
    add(database, opening(office))
    assert sees(database, office.bob, office)
    assert not sees(database, office.bob, office, writes=True)
    with database.read(office.bob, parts=()) as uow:
        assert uow.session.scalars(select(NeedRecord)).all()
    database.clock = lambda: NOW + HOUR
    assert not sees(database, office.bob, office)


def test_an_assignment_that_was_taken_out_opens_nothing(database, office):
    record = helper(office)
    add(database, record)
    with database.write() as uow:
        uow.as_system()
        uow.void(uow.get(AssignmentRecord, record.id), "a mistake")
        uow.commit()
    assert not sees(database, office.bob, office)


def test_p_22_of_a_protected_client_no_period_and_no_purpose_opens_the_case(database, office):
    add(database, helper(office), opening(office))
    assert sees(database, office.bob, office)
    protect(database, office)
    assert not sees(database, office.bob, office)
    assert sees(database, office.alice, office) and sees(database, office.sue, office)


@pytest.mark.parametrize("whose", [ClientRecord, MemberRecord])
def test_p_22_violence_at_home_closes_the_case_as_the_mark_does(database, office, whose):
    add(database, helper(office), opening(office))
    with database.write() as uow:
        uow.as_system()
        if whose is MemberRecord:
            uow.add(MemberRecord(client_id=office.client, position=1, facts=["dv_active"]))
        else:
            uow.get(ClientRecord, office.client).facts = ["dv_active"]
        uow.commit()
    assert not sees(database, office.bob, office) and not sees(database, office.bob, office, writes=True)
    assert sees(database, office.alice, office) and sees(database, office.sue, office)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sets(st.sampled_from(list(Part))), min_size=1, max_size=2), st.sets(st.sampled_from(list(Part))))
def test_r032_a_helper_reaches_the_case_for_the_parts_taken_on_and_for_no_other(database, office, taken, asked):
    with database.write() as uow:
        uow.as_system()
        for one in uow.session.scalars(select(AssignmentRecord)):
            uow.void(one, "the example before")
        uow.add_all([helper(office, scope=tuple(sorted(parts))) for parts in taken])
        uow.commit()
    expected = bool(set().union(*taken) & asked)
    for writes in (False, True):
        assert sees(database, office.bob, office, writes=writes, parts=asked) is expected
    with database.read(office.bob, parts=asked) as uow:
        assert bool(uow.session.scalars(select(NeedRecord)).all()) is expected
        assert helping.parts_of(uow, office.bob, office.case) == set().union(*taken)


def test_r032_without_a_part_nobody_who_helps_reaches_anything(database, office):
    add(database, helper(office), helper(office, scope=()))
    assert not sees(database, office.bob, office, parts=()) and not sees(database, office.bob, office, parts=("all",))
    assert sees(database, office.alice, office, parts=()) and sees(database, office.sue, office, parts=())


@pytest.mark.parametrize("role", [Role.PARTNER, Role.ADMINISTRATOR, Role.NONE])
def test_a_role_without_casework_is_let_in_by_no_record(database, office, role):
    add(database, helper(office), opening(office))
    assert not sees(database, Actor(office.bob.id, role, frozenset({"자양4동"}), office.id), office)


def test_a_helper_of_another_office_is_let_in_by_no_record(database, office):
    add(database, helper(office), opening(office))
    assert not sees(database, Actor(office.bob.id, Role.CASE_MANAGER, office="elsewhere"), office)


@dataclass(frozen=True)
class Situation:
    """What the records say of one case and one worker."""

    is_manager: bool
    dong: str
    protected: bool
    unsafe: bool
    parts: frozenset[str]
    helps: tuple[str, int, int | None] | None
    opened: tuple[int, int] | None

    def lets_in(self, role: Role, *, writes: bool) -> bool:
        """The rule, said a second time without a database."""
        if (self.is_manager and role is Role.CASE_MANAGER) or (self.dong == "구의1동" and role is Role.SUPERVISOR):
            return True
        if self.protected or self.unsafe:
            return False
        if self.helps and "plan" in self.parts:
            kind, since, until = self.helps
            if kind in ("internal", "external") and since <= 0 and (until is None or until >= 0):
                return True
        return bool(self.opened) and not writes and self.opened[0] <= 0 < self.opened[1]


def situations():
    days = st.integers(-2, 2)
    helps = st.tuples(st.sampled_from(["internal", "external", "primary", "other"]), days, st.none() | days)
    return st.builds(
        Situation,
        is_manager=st.sampled_from([False, False, True]),
        dong=st.sampled_from(["자양4동", "구의1동"]),
        protected=st.booleans(),
        unsafe=st.sampled_from([False, False, True]),
        parts=st.sampled_from([frozenset(), frozenset({"plan"}), frozenset({"checks"}), frozenset({"plan", "checks"})]),
        helps=st.none() | helps.filter(lambda one: one[2] is None or one[2] >= one[1]),
        opened=st.none() | st.tuples(st.integers(-3, 1), st.integers(-2, 3)),
    )


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(situations(), min_size=1, max_size=12))
def test_nobody_reaches_a_case_without_being_its_manager_its_supervisor_in_a_period_or_within_an_opening(
    database, office, cases
):
    made: list[str] = []
    with database.write() as uow:
        uow.as_system()
        for one in cases:
            facts = ["dv_active"] if one.unsafe else []
            client = uow.add(ClientRecord(office_id=office.id, name="아무", protected=one.protected, facts=facts))
            case = uow.add(
                CaseRecord(
                    office_id=office.id,
                    number=uow.new_id(),
                    client_id=client.id,
                    manager_id=office.bob.id if one.is_manager else office.alice.id,
                    dong=one.dong,
                    opened_on=date(2026, 1, 1),
                )
            )
            made.append(case.id)
            mine = {"case_id": case.id, "user_id": office.bob.id}
            if one.helps:
                kind, since, until = one.helps
                last = None if until is None else TODAY + until * DAY
                other = kind if kind != "primary" else "former"
                parts = tuple(sorted(one.parts))
                uow.add(AssignmentRecord(**mine, kind=other, since=TODAY + since * DAY, until=last, scope=parts))
            if one.opened:
                began, ends = one.opened
                uow.add(OpeningRecord(**mine, created_at=NOW + began * HOUR, until=NOW + ends * HOUR))
        uow.commit()
    for role in Role:
        actor = Actor(office.bob.id, role, frozenset({"구의1동"}), office.id)
        for writes in (False, True):
            with (database.write if writes else database.read)(actor, parts=("plan",)) as uow:
                reached = set(uow.session.scalars(select(CaseRecord.id).where(CaseRecord.id.in_(made))))
            allowed = role in (Role.CASE_MANAGER, Role.SUPERVISOR)
            expected = {id_ for id_, one in zip(made, cases, strict=True) if allowed and one.lets_in(role, writes=writes)}
            assert reached == expected, (role, writes)
