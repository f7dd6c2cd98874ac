"""Closed unless opened: what an actor cannot reach, however it is asked."""

import inspect

import pytest
from sqlalchemy import exists, func, insert, select, text, update
from sqlalchemy.orm import aliased

from resmap.domain.codes import Answer, DutyCode, Stage, TieKind
from resmap.domain.papers import PaperKind
from resmap.domain.permissions import Actor, NotAllowed, NotFound, Permission, Role
from resmap.domain.referrals import ReferralState
from resmap.domain.stages import ConferenceKind
from resmap.store import (
    AnswerRecord,
    AssignmentRecord,
    BlockRecord,
    CarriedRecord,
    CaseRecord,
    CaseTieRecord,
    ClientRecord,
    ComparisonRecord,
    ConferenceItemRecord,
    ConferenceRecord,
    ConsentKind,
    ConsentRecord,
    ContactRecord,
    CorrectionRecord,
    DonationRecord,
    DonationShareRecord,
    DutyRecord,
    GoalRecord,
    MemberRecord,
    NeedLinkRecord,
    NeedRecord,
    ObjectiveRecord,
    OfficeRecord,
    OpeningRecord,
    OverrideRecord,
    PaperRecord,
    PlanLineRecord,
    PlanRecord,
    ReferralRecord,
    ScaleRecord,
    ScopeMissing,
    ServiceRecord,
    StageStepRecord,
    StatementRecord,
    TaskRecord,
    WishRecord,
    cases,
)
from resmap.store import records as all_records
from resmap.store.base import Base
from resmap.store.scope import personal_records, personal_tables
from tests.store.conftest import NOW, TODAY

PERSONAL = personal_records()


@pytest.fixture
def full(database, office):
    """The office with one row of every record about alice's client."""
    case, offer = {"case_id": office.case}, {"offer_id": office.offer}
    with database.write() as uow:
        uow.as_system()
        uow.add_all(
            (
                ServiceRecord(**case, **offer, since=TODAY),
                AnswerRecord(**case, **offer, need_id=office.need, answer=Answer.LATER),
                ComparisonRecord(**case, offer_ids=(office.offer,)),
                OverrideRecord(**case, **offer, gates=("AREA",), by_id=office.sue.id),
                BlockRecord(**case, organisation="어느 기관"),
                WishRecord(**case, told="wish", said_on=TODAY, what={"about": "help"}),
                CorrectionRecord(client_id=office.client, on=TODAY, field="name", reason="mistake", old="전 이름"),
                ConsentRecord(**case, kind=ConsentKind.COLLECT, since=TODAY),
                CaseTieRecord(**case, target_id=office.offer, kind=TieKind.TRUSTS),
                ReferralRecord(
                    **case,
                    **offer,
                    organisation="자양종합사회복지관",
                    unit="자양종합사회복지관 / ",
                    state=ReferralState.REQUESTED,
                    requested_at=NOW,
                ),
                *of_the_casework(office, case, offer),
            )
        )
        uow.commit()
    return office


def of_the_casework(office, case: dict, offer: dict) -> tuple:
    """One row of every record of the process, the plan and the supervisor's work."""
    conference = ConferenceRecord(office_id=office.id, kind=ConferenceKind.CASE, on=TODAY)
    donation = DonationRecord(office_id=office.id, given_on=TODAY, what="쌀 10kg", count=3)
    second = NeedRecord(**case, code="ECO11", holder="couple", priority=9, severity=1)
    plan = PlanRecord(**case, number=1, made_on=TODAY)
    goal = GoalRecord(**case, plan_id=plan.id)
    objective = ObjectiveRecord(**case, plan_id=plan.id, goal_id=goal.id)
    mine = {"user_id": office.alice.id}
    return (
        conference,
        donation,
        second,
        plan,
        goal,
        objective,
        StatementRecord(**case, kind="problem", heard_on=TODAY),
        NeedLinkRecord(**case, from_id=office.need, to_id=second.id, kind="causes"),
        ScaleRecord(**case, scale="LSNS-6", version="1", taken_on=TODAY, occasion="baseline"),
        PlanLineRecord(**case, plan_id=plan.id, objective_id=objective.id, kind="service", priority=1),
        StageStepRecord(**case, now=Stage.INTAKE, then=Stage.ASSESSMENT, on=TODAY),
        PaperRecord(**case, kind=PaperKind.INTAKE, on=TODAY),
        ContactRecord(**case, on=TODAY, method="visit"),
        TaskRecord(**case, kind="apply", due_on=TODAY),
        AssignmentRecord(**case, **mine, kind="primary", since=TODAY),
        DutyRecord(**case, code=DutyCode.SUICIDE_RISK),
        CarriedRecord(**case, sheet="intake", subject_id=office.case, carried_at=NOW),
        OpeningRecord(**case, **mine, until=NOW),
        ConferenceItemRecord(**case, conference_id=conference.id),
        DonationShareRecord(**case, donation_id=donation.id, count=1),
    )


def reachable(uow, cls) -> int:
    return len(uow.session.scalars(select(cls)).all())


def test_every_record_that_belongs_to_a_client_or_a_case_is_guarded():
    """Walks the registry: a new table with a case in it is guarded or this fails."""
    open_on_purpose = {"EventRecord"}  # names the data subject by id only; facts are sealed
    for mapper in Base.registry.mappers:
        columns = set(mapper.local_table.c.keys())
        if columns & {"case_id", "client_id"} and mapper.class_.__name__ not in open_on_purpose:
            assert mapper.class_.personal, mapper.class_.__name__
        if mapper.class_.sealed() and mapper.class_.personal:
            assert mapper.class_.__tablename__ in personal_tables()


def test_the_guarded_records_are_these():
    names = {cls.__name__.removesuffix("Record") for cls in PERSONAL}
    assert names == {
        "Answer", "Assignment", "Block", "Wish", "Carried", "Case", "CaseTie", "Client", "Comparison",
        "ConferenceItem", "Consent", "Contact", "Correction", "DonationShare", "Duty", "Goal", "Member", "Need",
        "NeedLink", "Objective", "Opening", "Override", "Paper", "Plan", "PlanLine", "Referral",
        "Scale", "Service", "StageStep", "Statement", "Task",
    }  # fmt: skip
    assert all(inspect.isclass(getattr(all_records, f"{name}Record")) for name in names)


def test_no_guarded_table_is_named_like_a_column():
    """The wall at the cursor looks for names in the SQL."""
    columns = {c.name for table in Base.metadata.tables.values() for c in table.columns}
    assert not personal_tables() & columns


def test_nothing_personal_is_reached_without_an_actor(database, full):
    for cls in PERSONAL:
        with database.read() as uow, pytest.raises(ScopeMissing):
            reachable(uow, cls)


def test_manager_and_supervisor_of_the_dong_reach_it_and_nobody_else_does(database, full):
    nobody = Actor(id="x", role=Role.NONE, dongs=frozenset({"자양4동"}), office=full.id)
    everything = {cls.__name__ for cls in PERSONAL}
    expected = {"alice": everything, "sue": everything, "paul": {"ReferralRecord"}}
    for name in ("alice", "sue", "bob", "paul", "adam", "nobody"):
        with database.read(getattr(full, name, nobody)) as uow:
            reached = {cls.__name__ for cls in PERSONAL if reachable(uow, cls)}
        assert reached == expected.get(name, set()), name


PATHS = {
    "entity": lambda cls, id_: select(cls),
    "column": lambda cls, id_: select(cls.id),
    "count": lambda cls, id_: select(func.count(cls.id)).having(func.count(cls.id) > 0),
    "by id": lambda cls, id_: select(cls).where(cls.id == id_),
    "alias": lambda cls, id_: select(aliased(cls)),
    "subquery": lambda cls, id_: select(select(cls).subquery()),
    "alias of a subquery": lambda cls, id_: select(aliased(cls, select(cls).subquery())),
    "cte": lambda cls, id_: select(select(cls.id).cte()),
    "scalar subquery": lambda cls, id_: select(
        func.coalesce(select(func.max(cls.id)).scalar_subquery(), "")
    ).where(select(func.max(cls.id)).scalar_subquery().is_not(None)),
    "exists": lambda cls, id_: select(OfficeRecord.id).where(exists().where(cls.id == id_)),
    "in": lambda cls, id_: select(OfficeRecord.id).where(
        select(func.count(cls.id)).scalar_subquery() > 0
    ),
    "union": lambda cls, id_: select(cls.id).union(select(cls.id)),
    "join": lambda cls, id_: select(OfficeRecord.id).join(cls, cls.id == id_),
    "outer join": lambda cls, id_: (
        select(cls.id)
        .select_from(OfficeRecord)
        .join(cls, cls.id == id_, isouter=True)
        .where(cls.id.is_not(None))
    ),
    "table": lambda cls, id_: select(cls.__table__),
    "plain SQL": lambda cls, id_: text(f"SELECT id FROM {cls.__tablename__}"),
    "filter by table": lambda cls, id_: select(Base.metadata.tables["offices"].c.id).where(
        select(cls.__table__.c.id).where(cls.__table__.c.id == id_).exists()
    ),
}


def test_a_stranger_reaches_nothing_on_any_path(database, full):
    """TRUST.md: an ORM filter alone leaked on 5 of 24 query paths."""
    ids = {ClientRecord: full.client, CaseRecord: full.case, MemberRecord: full.member}
    for name, path in PATHS.items():
        for cls, id_ in ids.items():
            with database.read(full.bob) as uow:
                try:
                    found = uow.session.execute(path(cls, id_)).all()
                except ScopeMissing:
                    found = []
            assert found == [], (name, cls)


def test_the_paths_lead_somewhere_for_who_may_go(database, full):
    """Else the test above would prove nothing."""
    refused = set()
    for name, path in PATHS.items():
        with database.read(full.alice) as uow:
            try:
                assert uow.session.execute(path(CaseRecord, full.case)).all(), name
            except ScopeMissing:
                refused.add(name)
    assert refused == {"table", "plain SQL", "filter by table"}


@pytest.mark.parametrize("path", ["get", "get twice", "refresh of a foreign object"])
def test_a_stranger_reaches_nothing_by_identity(database, full, path):
    with database.read(full.alice) as uow:
        known = uow.get(ClientRecord, full.client)
    with database.read(full.bob) as uow:
        if path == "refresh of a foreign object":
            uow.session.add(known)
            assert uow.get(ClientRecord, full.client) is None
        else:
            assert uow.session.get(ClientRecord, full.client) is None


def test_a_join_narrows_both_sides(database, full):
    query = select(CaseRecord.number, ClientRecord.id).join(
        ClientRecord, ClientRecord.id == CaseRecord.client_id
    )
    with database.read(full.alice) as uow:
        assert len(uow.session.execute(query).all()) == 1
    with database.read(full.bob) as uow:
        assert uow.session.execute(query).all() == []


def test_plain_sql_is_refused_even_inside_a_scope(database, full):
    with database.read(full.alice) as uow, pytest.raises(ScopeMissing):
        uow.session.execute(text("SELECT * FROM clients"))


def test_the_wall_at_the_cursor_stops_what_goes_around_the_session(database, full):
    with database.read() as uow, pytest.raises(ScopeMissing):
        uow.session.connection().exec_driver_sql("SELECT * FROM clients")


def test_a_scope_ends_with_its_unit_of_work(database, full):
    """The next unit may get the same connection from the pool."""
    for _ in range(8):
        with database.read(full.alice) as uow:
            reachable(uow, ClientRecord)
        with database.read() as uow, pytest.raises(ScopeMissing):
            uow.session.connection().exec_driver_sql("SELECT * FROM clients")


def test_a_bulk_change_of_personal_records_is_refused(database, full):
    for statement in (
        update(CaseRecord).values(number="x"),
        insert(NeedRecord).values(id="x"),
        update(CaseRecord.__table__).values(number="x"),
    ):
        with database.write(full.alice) as uow, pytest.raises(ScopeMissing):
            uow.session.execute(statement)


def test_a_unit_of_work_has_one_actor(database, full):
    with database.read(full.bob) as uow, pytest.raises(ScopeMissing):
        uow.act_as(full.alice)


def test_a_query_for_another_actor_than_the_units_is_refused(database, full):
    with database.read(full.bob) as uow, pytest.raises(ScopeMissing):
        cases.get(uow, full.alice, full.case)


def test_loading_and_authorising_is_one_call(database, full):
    with database.read(full.bob) as uow, pytest.raises(NotFound):
        cases.get(uow, full.bob, full.case)
    with database.read(full.paul) as uow, pytest.raises(NotAllowed):
        cases.get(uow, full.paul, full.case)
    with database.read(full.alice) as uow, pytest.raises(NotAllowed):
        cases.get(uow, full.alice, full.case, Permission.OVERRIDE)


def test_an_unknown_case_and_a_foreign_case_look_alike(database, full):
    said = []
    for case_id in (full.case, "0193a5c2-0000-7000-8000-000000000000", ""):
        with database.read(full.bob) as uow, pytest.raises(NotFound) as caught:
            cases.get(uow, full.bob, case_id)
        said.append(str(caught.value))
    assert len(set(said)) == 1


def test_a_protected_client_is_seen_by_manager_and_supervisor_only(database, full):
    with database.write() as uow:
        uow.as_system()
        uow.get(ClientRecord, full.client).protected = True
        uow.commit()
    for actor, sees in ((full.alice, 1), (full.sue, 1), (full.bob, 0), (full.paul, 0)):
        with database.read(actor) as uow:
            assert reachable(uow, ClientRecord) == sees


def test_another_office_with_the_same_dong_name_sees_nothing(database, full):
    stranger = Actor(id="s", role=Role.SUPERVISOR, dongs=frozenset({"자양4동"}), office="other")
    with database.read(stranger) as uow:
        assert reachable(uow, CaseRecord) == 0


def test_nothing_is_written_into_a_foreign_case(database, full):
    with pytest.raises(NotFound), database.write(full.bob) as uow:
        uow.add(NeedRecord(case_id=full.case, code="DLY11", holder="x", priority=1, severity=1))
        uow.commit()
    with pytest.raises(NotFound), database.write(full.bob) as uow:
        uow.add(MemberRecord(client_id=full.client, name="x"))
        uow.commit()


@pytest.mark.parametrize("name", ["paul", "adam", "bob"])
def test_nobody_opens_a_case_outside_the_own_scope(database, full, name):
    with pytest.raises(ScopeMissing), database.write(getattr(full, name)) as uow:
        client = uow.add(ClientRecord(office_id=full.id, name="x"))
        uow.add(
            CaseRecord(
                office_id=full.id,
                number="9",
                client_id=client.id,
                manager_id=full.alice.id,
                dong="자양4동",
                opened_on=TODAY,
            )
        )
        uow.commit()


def test_a_manager_opens_a_case_of_the_own(database, full):
    with database.write(full.bob) as uow:
        client = uow.add(ClientRecord(office_id=full.id, name="새사람", dong="구의1동"))
        case = uow.add(
            CaseRecord(
                office_id=full.id,
                number="9",
                client_id=client.id,
                manager_id=full.bob.id,
                dong="구의1동",
                opened_on=TODAY,
            )
        )
        uow.commit()
    with database.read(full.bob) as uow:
        assert uow.get(ClientRecord, client.id).name == "새사람"
        assert uow.get(CaseRecord, case.id)


def test_a_partner_sees_only_what_was_really_sent_to_its_own_agency(database, full):
    with database.write() as uow:
        uow.as_system()
        for unit, organisation, state, sent in (
            ("a", "다른기관", ReferralState.REQUESTED, NOW),
            ("b", "자양종합사회복지관", ReferralState.DRAFT, None),
            ("c", "자양종합사회복지관", ReferralState.CANCELLED, None),
        ):
            uow.add(
                ReferralRecord(
                    case_id=full.case,
                    offer_id=full.offer,
                    organisation=organisation,
                    unit=unit,
                    state=state,
                    requested_at=sent,
                )
            )
        uow.commit()
    with database.read(full.paul) as uow:
        [seen] = uow.session.scalars(select(ReferralRecord)).all()
        assert seen.unit == "자양종합사회복지관 / "
    homeless = Actor(id="h", role=Role.PARTNER, office=full.id, organization=None)
    with database.read(homeless) as uow:
        assert reachable(uow, ReferralRecord) == 0


def test_a_partner_can_answer_without_reaching_the_case(database, full):
    with database.write(full.paul) as uow:
        [referral] = uow.session.scalars(select(ReferralRecord)).all()
        referral.state = ReferralState.ACCEPTED
        referral.reply = "다음 주부터 가능합니다"
        uow.commit()
    with database.read(full.alice) as uow:
        [referral] = uow.session.scalars(select(ReferralRecord)).all()
        assert referral.reply == "다음 주부터 가능합니다"
