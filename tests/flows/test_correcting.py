"""인적사항 고치기: what stood before is kept, what follows is done or asked for, what is hidden stays hidden."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from resmap.domain.codes import Sex
from resmap.domain.correcting import Identity, Left, Relative, Why
from resmap.domain.events import EventKind
from resmap.domain.permissions import NotAllowed, NotFound
from resmap.domain.protection import LookWhy
from resmap.domain.referrals import ReferralState
from resmap.domain.resident_number import ResidentNumberError
from resmap.flows import correcting, intake_known, openings, person_view, protecting
from resmap.flows.field_refusals import FieldsRefused
from resmap.flows.refusals import LostUpdate
from resmap.flows.ruling import RuleForbids
from resmap.store import (
    CaseRecord,
    ClientRecord,
    CorrectionRecord,
    MemberRecord,
    ReferralRecord,
    TaskRecord,
    UserRecord,
)
from tests.support.demo_world import demo_template, world  # noqa: F401

NUMBER, PROTECTED = "D04", "D07"


def act(world, what, *args, login="manager1", number=NUMBER, **how):
    actor = world.actor(login)
    with world.database.write(actor) as uow:
        return what(uow, actor, world.case_ids[number], *args, world.today, **how)


def client(world, number=NUMBER) -> ClientRecord:
    (case,) = world.rows(CaseRecord, CaseRecord.id == world.case_ids[number])
    (found,) = world.rows(ClientRecord, ClientRecord.id == case.client_id)
    return found


def case_of(world, number=NUMBER) -> CaseRecord:
    return world.rows(CaseRecord, CaseRecord.id == world.case_ids[number])[0]


def page(world, login="manager1", number=NUMBER):
    actor = world.actor(login)
    with world.database.read(actor) as uow:
        return person_view.page(uow, actor, world.case_ids[number], world.today, locale="ko")


def as_it_stands(world, number=NUMBER, **new) -> Identity:
    view = page(world, number=number)
    told = {"name": view.name, "birth": view.birth, "sex": Sex(view.sex) if view.sex else None, "phone": view.phone, "address": view.address}
    if view.hidden:
        told |= {"phone": None, "address": None}
    return Identity(**(told | new))


def correct(world, number=NUMBER, *, key="a-correction-of-tests", login="manager1", reason=Why.CHANGED, **new):
    more = {name: new.pop(name) for name in ("seen", "why", "revision") if name in new}
    more.setdefault("revision", page(world, number=number).revision)
    asked = as_it_stands(world, number, **new)
    act(world, correcting.correct, login=login, number=number, asked=asked, reason=reason, key=key, **more)


def corrections(world, number=NUMBER) -> dict[str, CorrectionRecord]:
    found = world.rows(CorrectionRecord, CorrectionRecord.client_id == client(world, number).id)
    return {one.field: one for one in found}


def test_what_stood_before_is_kept_with_the_reason_and_no_event_tells_a_value(world):
    before = client(world)
    correct(world, name="새이름", phone="010-7777-8888", why="동 주민센터에서 확인")
    now, kept = client(world), corrections(world)
    assert (now.name, now.phone) == ("새이름", "010-7777-8888")
    assert kept["name"].old == before.name and kept["phone"].old == (before.phone or "")
    assert kept["name"].reason == "changed" and kept["name"].why == "동 주민센터에서 확인"
    told = [one for one in world.events() if one.kind is EventKind.CASE_CHANGED][-1]
    assert told.facts == {"corrected": ["name", "phone"], "reason": "changed"}
    shown = {one.field: one for one in page(world).corrections}
    assert shown["name"].old == before.name and shown["name"].by == world.actor("manager1").name


def test_what_stood_before_is_sealed_in_the_database(world, tmp_path):
    correct(world, name="새이름한빛", address="서울 광진구 화양동 1-2 새집")
    correct(world, name="또다른이름", key="another-correction")
    world.database.scrub()
    data = b"".join(one.read_bytes() for one in tmp_path.iterdir() if one.is_file())
    assert "새이름한빛".encode() not in data and "또다른이름".encode() not in data


def test_r004_the_number_is_found_by_its_new_value_and_by_the_old_no_more(world):
    old = client(world).phone
    correct(world, phone="010-7777-8888")
    manager = world.actor("manager1")
    with world.database.read(manager) as uow:
        assert [one.number for one in intake_known.look(uow, manager, phone="01077778888").cases] == [NUMBER]
        assert not intake_known.look(uow, manager, phone=old).cases


def test_r004_a_value_by_which_somebody_else_is_known_is_asked_about_first(world):
    other = client(world, "D10")
    with pytest.raises(RuleForbids) as refused:
        correct(world, phone=other.phone)
    assert [str(one.code) for one in refused.value.reasons] == ["PERHAPS_KNOWN"]
    assert not corrections(world)
    correct(world, phone=other.phone, seen=True, key="they-are-two")
    assert client(world).phone == other.phone


def test_a_birth_makes_the_age_anew_for_the_client_in_the_household_too(world):
    correct(world, birth="1950-02-03")
    now = client(world)
    (first,) = [one for one in world.rows(MemberRecord, MemberRecord.client_id == now.id) if one.position == 0]
    assert (now.birth_date, now.birth_year, first.birth_year, first.age) == ("1950-02-03", 1950, 1950, None)


def test_p07_a_birth_that_makes_a_child_of_them_says_who_consents(world):
    assert not page(world).under_14
    correct(world, birth=str(world.today.year - 9))
    assert page(world).under_14


def test_another_address_empties_the_place_on_the_map_and_proposes_the_dong_it_names(world):
    here = case_of(world).dong
    dongs = page(world).dongs
    other = next(one for one in dongs if one != here)
    assert client(world).lat is not None
    correct(world, address=f"서울 광진구 {other} 1-2")
    now = client(world)
    assert now.lat is None and now.lon is None and now.dong == here == case_of(world).dong
    assert page(world).proposed == (other,)


def test_r163_a_number_that_was_safe_to_call_is_asked_about_again_and_a_no_stays(world):
    for said, then in (("yes", "unknown"), ("no", "no")):

        def safe(uow, said=said):
            record = uow.get(ClientRecord, client(world).id)
            record.safe_contact = {"safe": said, "how": "오전에"}

        world.change(safe)
        correct(world, phone=f"010-7777-000{len(said)}", key=f"a-number-{said}")
        assert client(world).safe_contact == {"safe": then, "how": "오전에"}


def test_who_was_told_the_old_value_by_a_letter_that_runs_is_named(world):
    case = world.case_ids[NUMBER]
    referral = next(one for one in world.rows(ReferralRecord, ReferralRecord.case_id == case))

    def told(uow):
        record = uow.get(ReferralRecord, referral.id)
        record.state, record.requested_at = ReferralState.REQUESTED, uow.now()
        record.disclosed = {"name": client(world).name, "phone": client(world).phone}

    world.change(told)
    assert not page(world).know_old
    correct(world, phone="010-7777-8888")
    assert [(one.referral, one.fields) for one in page(world).know_old] == [(referral.id, ("phone",))]


def test_two_who_correct_at_once_never_overwrite_each_other(world):
    seen = page(world).revision
    stands = as_it_stands(world)

    def one(number: int) -> str:
        asked = replace(stands, phone=f"010-7777-000{number}")
        try:
            act(world, correcting.correct, asked=asked, reason=Why.CHANGED, revision=seen, seen=True, key=f"at-once-{number}")
        except LostUpdate:
            return "late"
        return "kept"

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(one, range(4))) == ["kept", "late", "late", "late"]
    assert len(world.rows(CorrectionRecord, CorrectionRecord.field == "phone")) == 1


def test_the_same_press_again_changes_nothing_more(world):
    seen = page(world).revision
    for _ in range(2):
        asked = as_it_stands(world, name="새이름")
        act(world, correcting.correct, asked=asked, reason=Why.CHANGED, revision=seen, key="pressed-twice")
    assert len(world.rows(CorrectionRecord, CorrectionRecord.field == "name")) == 1


@pytest.mark.parametrize(
    ("new", "field"), [({"name": " "}, "name"), ({"birth": "어제"}, "birth"), ({"phone": "모름"}, "phone"), ({}, "name")]
)
def test_what_cannot_be_kept_is_told_by_its_field_and_nothing_is_done(world, new, field):
    with pytest.raises(FieldsRefused) as refused:
        correct(world, **new)
    assert refused.value.fields[0][0] == field and not corrections(world)


def test_p01_a_resident_number_is_refused_in_each_field(world):
    for name in ("name", "address", "why"):
        with pytest.raises(ResidentNumberError):
            correct(world, **{name: "800101-1234567"})


def test_nobody_without_a_way_into_the_case_corrects_or_reads_it(world):
    for login, why in (("manager2", NotFound), ("partner", NotAllowed), ("outsider", NotAllowed)):
        with pytest.raises(why):
            page(world, login)


def test_p12_who_only_looks_reads_nothing_of_what_stood_before(world):
    correct(world, name="새이름")
    manager = world.actor("manager2")
    with world.database.write(manager) as uow:
        openings.open_case(uow, manager, number=NUMBER, purpose="담당자 대신 급한 전화를 받음", key="look-at-it")
    with pytest.raises((RuleForbids, NotFound)):
        page(world, "manager2")


def test_a_closed_case_is_still_put_right_but_its_household_stays(world):
    def close(uow):
        uow.get(CaseRecord, world.case_ids[NUMBER]).closed_on = world.today

    world.change(close)
    correct(world, phone="010-7777-8888")
    assert client(world).phone == "010-7777-8888"
    with pytest.raises(RuleForbids):
        act(world, correcting.add_member, asked=Relative("딸"), revision=case_of(world).revision, key="after-it-closed")


# The dong -----------------------------------------------------------------------------------------------


def move(world, dong, login="manager1", key="a-move-of-tests"):
    return act(
        world, correcting.move, login=login, dong=dong, reason=Why.CHANGED, revision=case_of(world).revision, key=key
    )


def works_in(world, *dongs):
    manager = case_of(world).manager_id

    def change(uow):
        uow.get(UserRecord, manager).dongs = dongs

    world.change(change)


def test_a_case_goes_along_where_its_manager_works_in_the_new_dong_too(world):
    here = case_of(world).dong
    other = next(one for one in page(world).dongs if one != here)
    works_in(world, here, other)
    assert move(world, other) == correcting.MOVED
    assert case_of(world).dong == client(world).dong == other and client(world).lat is None
    assert corrections(world)["dong"].old == here


def test_a_case_is_never_left_alone_in_a_dong_where_its_manager_does_not_work(world):
    here = case_of(world).dong
    other = next(one for one in page(world).dongs if one != here)
    works_in(world, here)
    assert move(world, other) == correcting.HAND_OVER
    assert case_of(world).dong == client(world).dong == here
    (task,) = [one for one in world.rows(TaskRecord, TaskRecord.case_id == world.case_ids[NUMBER]) if other in (one.text or "")]
    assert task.owner_id == case_of(world).manager_id and task.due_on > world.today


def test_two_who_ask_for_the_same_hand_over_from_pages_of_one_age_make_one_task(world):
    here, seen = case_of(world).dong, case_of(world).revision
    other = next(one for one in page(world).dongs if one != here)
    works_in(world, here)
    told = {"dong": other, "reason": Why.CHANGED, "revision": seen}
    assert act(world, correcting.move, key="hand-over-one", **told) == correcting.HAND_OVER
    with pytest.raises(LostUpdate):
        act(world, correcting.move, login="supervisor", key="hand-over-two", **told)
    tasks = world.rows(TaskRecord, TaskRecord.case_id == world.case_ids[NUMBER])
    assert len([one for one in tasks if other in (one.text or "")]) == 1


def test_a_dong_of_nowhere_and_the_same_dong_are_refused(world):
    for dong in ("없는동", case_of(world).dong):
        with pytest.raises(FieldsRefused):
            move(world, dong, key=f"to-{dong}-of-tests")


# Protected clients ---------------------------------------------------------------------------------------


OLD_ADDRESS, OLD_PHONE = "서울 광진구 옛집길 77, 402호", "010-9876-1234"


def hide(world):
    def change(uow):
        record = uow.get(ClientRecord, client(world, PROTECTED).id)
        record.protected, record.address, record.phone = True, OLD_ADDRESS, OLD_PHONE

    world.change(change)


@settings(deadline=None, max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(1, 9_999), st.booleans(), st.booleans())
def test_p22_changing_what_is_hidden_never_shows_what_is_or_was(world, number, with_phone, with_address):
    hide(world)
    key = f"hidden-{number}-{with_phone}-{with_address}-{client(world, PROTECTED).revision}"
    new_address, new_phone = f"서울 광진구 새집길 {number}", f"010-5555-{number:04}"
    new = {"name": f"가림{number}"}
    new |= {"phone": new_phone} if with_phone else {}
    new |= {"address": new_address} if with_address else {}
    correct(world, PROTECTED, key=key, seen=True, **new)
    now = client(world, PROTECTED)
    assert now.phone == (new_phone if with_phone else OLD_PHONE)
    assert now.address == (new_address if with_address else OLD_ADDRESS)
    view = repr(page(world, number=PROTECTED))
    for secret in (OLD_ADDRESS, OLD_PHONE, new_address, new_phone, "옛집길", "새집길"):
        assert secret not in view
    manager = world.actor("manager1")
    with world.database.read(manager) as uow:
        told = protecting.look(uow, manager, world.case_ids[PROTECTED], world.today, why=LookWhy.VISIT, locale="ko")
    assert (told.address, told.phone) == (now.address, now.phone)
    assert not any(secret in str(one.facts) for one in world.events()[-6:] for secret in ("옛집길", "새집길", "9876", "5555"))


def test_p22_the_move_of_a_protected_client_is_asked_for_without_saying_where(world):
    hide(world)
    here = case_of(world, PROTECTED).dong
    other = next(one for one in page(world, number=PROTECTED).dongs if one != here)
    manager = case_of(world, PROTECTED).manager_id
    world.change(lambda uow: setattr(uow.get(UserRecord, manager), "dongs", (here,)))
    act(
        world, correcting.move, number=PROTECTED, dong=other, reason=Why.CHANGED,
        revision=case_of(world, PROTECTED).revision, key="a-secret-move",
    )  # fmt: skip
    texts = [one.text or "" for one in world.rows(TaskRecord, TaskRecord.case_id == world.case_ids[PROTECTED])]
    assert any("이사" in text for text in texts) and not any(other in text for text in texts)


# The household -------------------------------------------------------------------------------------------


def add(world, asked, number=NUMBER, key="a-relative-of-tests", login="manager1"):
    return act(
        world, correcting.add_member, login=login, number=number, asked=asked,
        revision=case_of(world, number).revision, key=key,
    )  # fmt: skip


def test_a_relative_is_added_corrected_and_leaves_and_each_is_kept(world):
    member = add(world, Relative("손녀", "한별", "2014"))
    act(world, correcting.correct_member, member, asked=Relative("외손녀", "한별", "2015-05-05"), reason=Why.MISTAKE,
        revision=1, key="a-relative-corrected")  # fmt: skip
    (now,) = world.rows(MemberRecord, MemberRecord.id == member)
    assert (now.relation, now.name, now.birth_year) == ("외손녀", "한별", 2015)
    act(world, correcting.leave, member, reason=Left.DIED, revision=now.revision, key="a-relative-left")
    assert not world.rows(MemberRecord, MemberRecord.id == member)
    kept = corrections(world)
    assert kept["member.changed"].old == {"relation": "손녀", "birth_year": 2014}
    assert kept["member.left"].old == {"relation": "외손녀", "name": "한별"} and kept["member.left"].reason == "died"
    assert {one.field for one in page(world).corrections} == {"member.came", "member.changed", "member.left"}


def test_manager_and_supervisor_who_add_the_same_relative_from_pages_of_one_age_add_one(world):
    seen = case_of(world).revision

    def one(login: str) -> str:
        asked = Relative("손녀", "한별", "2014")
        try:
            act(world, correcting.add_member, login=login, asked=asked, revision=seen, key=f"a-relative-by-{login}")
        except LostUpdate:
            return "late"
        return "kept"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(one, ("manager1", "supervisor"))) == ["kept", "late"]
    members = world.rows(MemberRecord, MemberRecord.client_id == client(world).id)
    assert len([each for each in members if each.name == "한별"]) == 1
    assert add(world, Relative("손자"), key="from-a-fresh-page")


def test_p22_the_feared_one_is_never_taken_out_and_the_client_is_corrected_as_the_client(world):
    member = add(world, Relative("남편"))
    world.change(lambda uow: setattr(uow.get(CaseRecord, world.case_ids[NUMBER]), "protected_from", member))
    with pytest.raises(FieldsRefused) as refused:
        act(world, correcting.leave, member, reason=Left.MOVED_OUT, revision=1, key="the-feared-left")
    assert refused.value.fields == (("left", "IS_FEARED"),) or list(refused.value.fields) == [("left", "IS_FEARED")]
    first = next(one for one in world.rows(MemberRecord, MemberRecord.client_id == client(world).id) if one.position == 0)
    with pytest.raises(FieldsRefused):
        act(world, correcting.leave, first.id, reason=Left.MISTAKE, revision=first.revision, key="the-client-left")


def test_p22_a_household_stays_apart_under_its_new_names_and_its_file_tells_nothing_of_it(world):
    """The victim is named in the file of the feared one; she is protected, and then her name is put right."""
    feared, victim = "D06", NUMBER
    login = next(one for one in ("manager1", "manager2") if world.actor(one).id == case_of(world, feared).manager_id)
    member = add(world, Relative("아내", "참이름", "1960"), number=feared, login=login, key="in-the-other-file")
    act(world, protecting.protect, why="가정폭력", protected_from=None, revision=case_of(world, victim).revision, key="now-safe-1")
    assert world.rows(MemberRecord, MemberRecord.id == member)  # nobody knew that it is her
    correct(world, victim, name="참이름", birth="1960", key="her-right-name", seen=True)
    assert not world.rows(MemberRecord, MemberRecord.id == member)
    view = repr(page(world, login, feared))
    assert "참이름" not in view and "아내" not in view
