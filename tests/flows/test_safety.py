"""Duties that cannot be declined, protected clients, notices by statute (P-22, P-23, P-24)."""

import pytest
from sqlalchemy import select

from resmap.domain.codes import DutyCode, Stage
from resmap.domain.events import EventKind
from resmap.domain.permissions import NotAllowed, NotFound, Permission
from resmap.domain.protection import LookWhy, Person, SafeContact, perhaps_same, surely_same
from resmap.domain.stages import Condition
from resmap.flows import duties, protecting, statute, steps
from resmap.flows.case_loading import load_case
from resmap.flows.refusals import KeyReused, LostUpdate
from resmap.flows.ruling import RuleForbids
from resmap.flows.standing import reported
from resmap.store import (
    AssignmentRecord,
    CaseRecord,
    CaseTieRecord,
    ClientRecord,
    ConsentKind,
    ConsentRecord,
    DutyRecord,
    Erased,
    MemberRecord,
    NeedRecord,
    OpeningRecord,
    course,
)
from tests.support.demo_world import demo_template, world  # noqa: F401

CHILD = DutyCode.CHILD_ABUSE_REPORT


def act(world, what, *args, login="manager1", number="D04", **how):
    actor = world.actor(login)
    with world.database.write(actor) as uow:
        return what(uow, actor, world.case_ids[number], world.today, *args, **how)


def loaded(world, number="D04", login="manager1"):
    actor = world.actor(login)
    with world.database.read(actor) as uow:
        case = load_case(uow, actor, world.case_ids[number], world.today, Permission.CASE_READ)
        return case, course.of_case(uow, actor, world.case_ids[number])


def safety(world, number="D04", login="manager1"):
    actor = world.actor(login)
    with world.database.read(actor) as uow:
        return protecting.page(uow, actor, world.case_ids[number], world.today, locale="ko")


def revision(world, number="D04") -> int:
    [case] = world.rows(CaseRecord, CaseRecord.id == world.case_ids[number])
    return case.revision


def harmed_child(world, number="D04"):
    """The case has a child of ten who is being hurt (SAF13)."""

    def change(uow):
        case = uow.get(CaseRecord, world.case_ids[number])
        child = uow.add(MemberRecord(client_id=case.client_id, position=9, relation="아들", age=10))
        uow.add(NeedRecord(case_id=case.id, code="SAF13", holder=child.id, priority=1, severity=4))
        case.stage, case.outcome_on, case.closing_reason = Stage.INTAKE, world.today, None

    world.change(change)


def report(world, **more):
    usual = {"code": CHILD, "done": True, "to": "112", "number": "2026-77", "key": "key-of-a-report"}
    actor = world.actor("manager1")
    with world.database.write(actor) as uow:
        return duties.carry_out(uow, actor, world.case_ids["D04"], world.today, **usual | more)


# ── duties ───────────────────────────────────────────────────────────────────


def test_p_23_a_duty_stands_before_every_step_until_it_was_done_or_said_why_not_yet(world):
    harmed_child(world)

    def step():
        return act(world, steps.take, then=Stage.ASSESSMENT, why="", revision=revision(world), key="key-of-a-step")

    with pytest.raises(RuleForbids) as refused:
        step()
    assert Condition.DUTY_REPORTED in {one.code for one in refused.value.reasons}
    report(world)
    case, told = loaded(world)
    assert reported(case.case, told)
    step()


def test_p_23_why_not_yet_frees_the_step_and_the_panel_stays(world):
    harmed_child(world)
    report(world, done=False, why_not="보호자와 함께 있어 퇴근 뒤 전화하기로 함")
    case, told = loaded(world)
    assert reported(case.case, told)
    shown = next(one for one in world.page("manager1", "D04").duties if one.code == CHILD)
    assert shown.done_on is None and shown.why_not and shown.reports


@pytest.mark.parametrize("said", [{"to": " "}, {"done": False, "why_not": ""}, {"done": False, "why_not": "싫음"}])
def test_p_23_there_is_no_way_to_decline_a_duty(world, said):
    harmed_child(world)
    with pytest.raises(duties.DutyIncomplete):
        report(world, **said)
    assert not world.rows(DutyRecord, DutyRecord.case_id == world.case_ids["D04"])


def test_a_duty_that_the_case_does_not_have_is_not_kept(world):
    with pytest.raises(NotFound):
        report(world)
    harmed_child(world)
    with pytest.raises(NotFound):
        report(world, code=DutyCode.DO_NOT_NOTIFY_SUSPECT)


def test_p_23_when_to_whom_and_the_number_are_kept_and_who_reported_is_on_no_page(world):
    harmed_child(world)
    kept = report(world)
    [record] = world.rows(DutyRecord, DutyRecord.id == kept)
    reporter = world.actor("manager1").name
    assert record.done_at and (record.to, record.number, record.reporter) == ("112", "2026-77", reporter)
    [line] = safety(world, login="supervisor").done
    assert (line.to, line.number, line.done) == ("112", "2026-77", True) and reporter not in repr(line)
    event = world.events()[-2]
    assert event.kind is EventKind.DUTY_DONE and "112" not in str(event.facts)
    shown = next(one for one in world.page("manager1", "D04").duties if one.code == CHILD)
    assert shown.done_on == world.today


# ── protection ───────────────────────────────────────────────────────────────


def protect(world, *, whom=None, why="남편이 찾아다님", key="key-of-protection", **more):
    return act(world, protecting.protect, why=why, protected_from=whom, revision=revision(world), key=key, **more)


def test_p_22_a_mark_applies_at_once_and_closes_the_case_to_everybody_else(world):
    opener = world.actor("manager2")

    def opened(uow):
        uow.add(
            OpeningRecord(
                case_id=world.case_ids["D04"], user_id=opener.id, created_at=uow.now(), until=uow.now().replace(year=2027)
            )
        )

    world.change(opened)
    with world.database.read(opener) as uow:
        assert uow.get(CaseRecord, world.case_ids["D04"])
    protect(world)
    with world.database.read(opener) as uow:
        assert uow.get(CaseRecord, world.case_ids["D04"]) is None
    head = world.page("manager1", "D04").head
    assert head.protected and head.address is None and head.phone is None
    assert safety(world).marked_why == "남편이 찾아다님"


def test_p_22_the_supervisor_decides_when_it_ends_and_a_manager_can_only_ask(world):
    protect(world)
    with pytest.raises(NotAllowed):
        act(world, protecting.end, why="괜찮음", revision=revision(world), key="key-of-an-end")
    act(world, protecting.ask_to_end, why="이혼이 끝남", key="key-of-asking")
    view = safety(world, login="supervisor")
    assert view.protected and [one.why for one in view.requests] == ["이혼이 끝남"]
    with pytest.raises(protecting.WhyMissing):
        act(world, protecting.end, login="supervisor", why=" ", revision=revision(world), key="key-of-an-end")
    act(world, protecting.end, login="supervisor", why="확인함", revision=revision(world), key="key-of-an-end")
    after = safety(world, login="supervisor")
    assert not after.protected and not after.requests


def test_a_mark_wants_a_reason_a_known_person_and_the_page_that_is_there(world):
    with pytest.raises(protecting.WhyMissing):
        protect(world, why="")
    with pytest.raises(NotFound):
        protect(world, whom="somebody-else")
    with pytest.raises(LostUpdate):
        act(world, protecting.protect, why="x", protected_from=None, revision=revision(world) + 1, key="key-of-late")


def test_p_22_what_is_hidden_is_told_once_for_a_reason_that_is_kept(world):
    [client] = world.rows(ClientRecord, ClientRecord.id == loaded(world, "D07")[0].client_id)
    actor = world.actor("manager1")
    with world.database.read(actor) as uow:
        told = protecting.look(uow, actor, world.case_ids["D07"], world.today, why=LookWhy.COURT, locale="ko")
    assert told.address == client.address and told.phone == client.phone
    event = world.events()[-1]
    assert event.kind is EventKind.CLIENT_READ and event.facts == {"page": "hidden", "why": "court"}
    stranger = world.actor("manager2")
    with world.database.read(stranger) as uow, pytest.raises(NotFound):
        protecting.look(uow, stranger, world.case_ids["D07"], world.today, why=LookWhy.COURT, locale="ko")


def test_r163_how_to_reach_them_is_kept_beside_what_the_first_call_said(world):
    def first_call(uow):
        case = uow.get(CaseRecord, world.case_ids["D04"])
        uow.get(ClientRecord, case.client_id).safe_contact = {"safe": "no", "how": "", "of_old": 1}

    world.change(first_call)
    said = SafeContact(("call", "nonsense"), "동생 전화로", "오전", "문자")
    act(world, protecting.keep_contact, contact=said, revision=revision(world), key="key-of-contact")
    [client] = world.rows(ClientRecord, ClientRecord.id == loaded(world)[0].client_id)
    assert client.safe_contact == {
        "safe": "no", "of_old": 1, "channels": ["call"], "how": "동생 전화로", "hours": "오전", "never": "문자",
    }  # fmt: skip


def test_r163_whether_the_number_may_be_called_is_answered_where_the_ways_are_kept(world):
    def asked(uow):
        case = uow.get(CaseRecord, world.case_ids["D04"])
        uow.get(ClientRecord, case.client_id).safe_contact = {"safe": "unknown", "how": ""}

    world.change(asked)
    act(world, protecting.keep_contact, contact=SafeContact(safe="no"), revision=revision(world), key="key-of-no")
    act(world, protecting.keep_contact, contact=SafeContact(how="낮에"), revision=revision(world), key="key-of-how")
    [client] = world.rows(ClientRecord, ClientRecord.id == loaded(world)[0].client_id)
    assert (client.safe_contact["safe"], client.safe_contact["how"]) == ("no", "낮에")


# ── split households ─────────────────────────────────────────────────────────

VICTIM = Person("한가람", 1990)


def two_households(world, born=1990, name="한가람"):
    """D04 is the victim's file; D06, another manager's, is the feared one's and names her."""
    made = {}

    def change(uow):
        ours, theirs = (uow.get(CaseRecord, world.case_ids[number]) for number in ("D04", "D06"))
        client = uow.get(ClientRecord, ours.client_id)
        client.name, client.birth_year = VICTIM.name, VICTIM.born
        wife = uow.add(
            MemberRecord(client_id=theirs.client_id, position=7, relation="아내", name=name, birth_year=born)
        )
        need = uow.add(NeedRecord(case_id=theirs.id, code="DLY11", holder=wife.id, priority=7, severity=2))
        made.update(wife=wife.id, need=need.id)

    world.change(change)
    return made


def test_p_22_the_feared_ones_file_shows_nothing_of_the_victim_once_she_is_marked(world):
    made = two_households(world)
    before, _ = loaded(world, "D06", "manager2")
    assert made["wife"] in {one.id for one in before.parts.members}
    assert protect(world) == 1
    after, _ = loaded(world, "D06", "manager2")
    assert made["wife"] not in {one.id for one in after.parts.members}
    assert made["need"] not in {one.id for one in after.parts.needs}
    assert not [one for one in world.events() if one.subject == world.case_ids["D06"] and "separated" in str(one.facts)]


def test_p_22_who_may_be_the_same_is_shown_to_the_supervisor_who_takes_them_out(world):
    made = two_households(world, born=None)
    assert protect(world) == 0
    assert safety(world).others == ()
    [other] = safety(world, login="supervisor").others
    assert other.case_number == "D06" and not other.surely
    with pytest.raises(NotAllowed):
        act(world, protecting.separate, members=(made["wife"],), key="key-of-separating")
    assert act(world, protecting.separate, login="supervisor", members=(made["wife"],), key="key-of-separating") == 1
    assert safety(world, login="supervisor").others == ()


def test_only_who_is_of_this_household_can_be_taken_out_of_another(world):
    two_households(world, name="다른 사람")
    protect(world)
    somebody = loaded(world, "D06", "manager2")[0].parts.members[0].id
    taken = act(world, protecting.separate, login="supervisor", members=(somebody,), key="key-of-separating")
    assert taken == 0 and loaded(world, "D06", "manager2")[0].parts.members[0].id == somebody


def test_the_same_name_and_year_are_surely_the_same_and_a_name_alone_is_perhaps():
    assert surely_same(VICTIM, Person("한 가람", 1990)) and not surely_same(VICTIM, Person("한가람"))
    assert perhaps_same(VICTIM, Person("한가람")) and perhaps_same(VICTIM, Person("한가람", 1991))
    assert not perhaps_same(VICTIM, Person("한가람", 1970)) and not perhaps_same(Person(), Person())


def test_ties_of_who_was_taken_out_go_with_them(world):
    made = two_households(world)

    def tie(uow):
        offer = next(iter(world.offer_ids.values()))
        uow.add(CaseTieRecord(case_id=world.case_ids["D06"], source_id=made["wife"], target_id=offer, kind="trusts"))

    world.change(tie)
    protect(world)
    assert not [one for one in loaded(world, "D06", "manager2")[0].parts.ties if one.source_id == made["wife"]]


# ── notices by statute ───────────────────────────────────────────────────────


def keep_notice(world, login="manager1", **more):
    actor = world.actor(login)
    usual = {
        "name": "노을", "birth_date": "1980-03-01", "address": "가람로 1", "phone": "010-0000-4321",
        "dong": sorted(actor.dongs)[0], "key": "key-of-a-notice",
    }  # fmt: skip
    with world.database.write(actor) as uow:
        return statute.keep_notice(uow, actor, world.today, **usual | more)


def purge(world, case, login="manager1", key="key-of-purging"):
    actor = world.actor(login)
    with world.database.write(actor, parts=("overview",)) as uow:
        return statute.purge(uow, actor, case, world.today, key=key)


def test_p_24_a_notice_keeps_four_fields_and_nothing_else(world):
    case_id = keep_notice(world)
    [case] = world.rows(CaseRecord, CaseRecord.id == case_id)
    [client] = world.rows(ClientRecord, ClientRecord.id == case.client_id)
    assert (client.name, client.birth_date, client.address, client.phone) == (
        "노을", "1980-03-01", "가람로 1", "010-0000-4321",
    )  # fmt: skip
    assert not any((client.facts, client.strengths, client.scales, client.particulars, case.quote, case.summary))
    assert case.door == statute.DOOR and "노을" not in str(world.events()[-1].facts)


@pytest.mark.parametrize("missing", [{"name": "", "phone": " "}, {"birth_date": "yesterday"}])
def test_a_notice_without_anybody_or_with_a_wrong_day_is_none(world, missing):
    with pytest.raises(statute.NoticeIncomplete):
        keep_notice(world, **missing)
    with pytest.raises(NotFound):
        keep_notice(world, dong="다른동")


def test_p_24_a_purge_leaves_only_the_fact_of_it(world):
    case_id = keep_notice(world)
    [case] = world.rows(CaseRecord, CaseRecord.id == case_id)
    certificate = purge(world, case_id)
    assert certificate.number == case.number and "노을" not in repr(certificate)
    with world.database.read() as uow:
        uow.as_system()
        known = select(ClientRecord).where(ClientRecord.id == case.client_id)
        client = uow.session.scalar(known.execution_options(include_voided=True))
        assert client.phone_index is None
        with pytest.raises(Erased):
            assert client.name is None
    actor = world.actor("manager1")
    with world.database.read(actor) as uow:
        assert uow.get(CaseRecord, case_id) is None
    assert world.events()[-1].kind is EventKind.VOIDED


def test_p_24_the_same_press_again_gets_the_same_certificate_and_destroys_nothing_more(world):
    case_id = keep_notice(world)
    first, events = purge(world, case_id), len(world.events())
    again = purge(world, case_id)
    assert again.number == first.number and again.by == first.by
    assert abs((again.at - first.at).total_seconds()) < 60 and len(world.events()) == events
    with pytest.raises(NotFound):
        purge(world, case_id, key="key-of-another-press")
    with pytest.raises(KeyReused):
        purge(world, world.case_ids["D04"])
    with pytest.raises(KeyReused):
        purge(world, case_id, "manager2")


def test_p_24_who_only_helps_destroys_no_notice(world):
    case_id = keep_notice(world)
    helper = world.actor("manager2").id

    def helped(uow):
        uow.add(AssignmentRecord(case_id=case_id, user_id=helper, kind="internal", since=world.today, scope=("overview",)))

    world.change(helped)
    with pytest.raises(NotAllowed):
        purge(world, case_id, "manager2")


def test_p_24_what_does_not_rest_on_the_statute_alone_is_not_purged(world):
    with pytest.raises(RuleForbids):
        purge(world, world.case_ids["D04"])
    case_id = keep_notice(world)

    def agreed(uow):
        uow.add(ConsentRecord(case_id=case_id, kind=ConsentKind.COLLECT, since=world.today))

    world.change(agreed)
    with pytest.raises(RuleForbids):
        purge(world, case_id)
    with pytest.raises(NotFound):
        purge(world, case_id, "manager2", key="key-of-a-stranger")
