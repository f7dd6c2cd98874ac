"""What managers and tong heads know waits for the supervisor, counts for nothing before, and is answered."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from resmap.domain.codes import AreaLevel, OfferStatus, ProposalState, ProposedBy, RecipientClass, Review
from resmap.domain.permissions import Actor, NotAllowed, NotFound, Role
from resmap.domain.resident_number import ResidentNumberError
from resmap.flows import editing, new_entries, proposals, register
from resmap.flows.entry_values import BadValue, checked_values
from resmap.flows.proposals import Decided
from resmap.store import LostUpdate, OfferRecord
from resmap.store import register as queries
from tests.store.conftest import TODAY, database, office, ring  # noqa: F401

FIELDS = {"name": "자양 반찬가게", "kind": "H22", "needs": ("DLY11",), "dong": "자양4동"}


def do(database, actor, act, *args, **how):
    with database.write(actor) as uow:
        return act(uow, actor, *args, **how)


def note(database, actor, key="key-000001", **how):
    told = {"what": "자양시장 반찬가게 사장님이 매주 반찬 세 통을 나누신대요", "dong": "자양4동", "contact": "010-1111-2222"}
    return do(database, actor, proposals.propose_new, **told | how, key=key)


def entries(database):
    with database.read() as uow:
        return uow.session.scalar(select(func.count()).select_from(OfferRecord))


def test_three_fields_are_enough_and_nothing_enters_the_register_before_the_supervisor_decides(database, office):
    before = entries(database)
    made = note(database, office.alice, by=ProposedBy.TONG_HEAD, told_by="4통장 김○○")
    assert entries(database) == before
    with database.read(office.sue) as uow:
        (one,) = proposals.waiting(uow, office.sue).rows
    assert (one.record.id, one.record.contact, one.record.told_by) == (made.id, "010-1111-2222", "4통장 김○○")
    with database.read() as uow:
        raw = uow.session.execute(select(type(made).__table__)).mappings().one()
    assert b"1111" not in raw["contact_sealed"] and "1111" not in str(raw["fields"])


def test_an_accepted_note_becomes_an_unverified_entry(database, office):
    made = note(database, office.alice)
    entry = do(database, office.sue, proposals.accept_new, made.id, FIELDS | {"phone": "02-450-1111"}, revision=1, key="key-000002")
    assert (entry.review, entry.recipient_class, entry.public_phone) == (Review.IMPORTED, RecipientClass.SHOP, "02-450-1111")
    with database.read(office.alice) as uow:
        (one,) = proposals.mine(uow, office.alice).rows
    assert (one.record.state, one.entry.id, one.decided_by.login) == (ProposalState.APPROVED, entry.id, "sue")


def test_a_change_shows_before_now_and_proposed_and_is_made_for_the_chosen_fields_only(database, office):
    values = {"hours": "평일 10:00-17:00", "how_to_apply": "전화"}
    made = do(database, office.alice, proposals.propose_change, office.offer, revision=1, values=values, key="key-000003")
    do(database, office.sue, editing.change, office.offer, revision=1, values={"hours": "주말"}, key="key-000004")
    with database.read(office.sue) as uow:
        (one,) = proposals.waiting(uow, office.sue).rows
    lines = {line.name: line for line in one.fields}
    assert lines["hours"].is_overtaken and not lines["how_to_apply"].is_overtaken
    assert (lines["hours"].before, lines["hours"].now) == (None, "주말")
    do(database, office.sue, proposals.accept, made.id, fields=["how_to_apply"], revision=1, entry_revision=2, key="key-000005")
    with database.read(office.sue) as uow:
        entry = uow.get(OfferRecord, office.offer)
    assert (entry.hours, entry.how_to_apply) == ("주말", "전화")


def test_a_verified_entry_stays_verified_when_the_supervisor_accepts_a_change(database, office):
    do(database, office.sue, register.verify, [(office.offer, 1)], TODAY, key="key-000006")
    made = do(database, office.alice, proposals.propose_change, office.offer, revision=2, values={"status": "paused"}, key="key-000007")
    entry = do(database, office.sue, proposals.accept, made.id, fields=["status"], revision=1, entry_revision=2, key="key-000008")
    assert (entry.status, entry.review, entry.verified_revision) == (OfferStatus.PAUSED, Review.VERIFIED, entry.revision)


def test_an_accepted_withdrawal_takes_the_entry_out_of_suggestions_and_keeps_it_in_the_register(database, office):
    made = do(database, office.alice, proposals.propose_withdrawal, office.offer, why="가게가 문을 닫았어요", key="key-000009")
    entry = do(database, office.sue, proposals.accept, made.id, revision=1, entry_revision=1, key="key-000010")
    assert entry.review is Review.WITHDRAWN
    with database.read(office.sue) as uow:
        assert queries.network(uow, TODAY).by_id[entry.id].needs == ()


def test_a_refusal_needs_a_reason_and_who_proposed_reads_it(database, office):
    made = note(database, office.alice)
    with pytest.raises(BadValue):
        do(database, office.sue, proposals.refuse_proposal, made.id, why="  ", revision=1, key="key-000011")
    do(database, office.sue, proposals.refuse_proposal, made.id, why="이미 있는 곳입니다", revision=1, key="key-000012")
    with database.read(office.alice) as uow:
        assert proposals.view(uow, office.alice, made.id).record.decided_why == "이미 있는 곳입니다"


def test_nobody_decides_twice_and_the_same_click_makes_one_entry(database, office):
    made = note(database, office.alice)
    for _ in range(2):
        do(database, office.sue, proposals.accept_new, made.id, FIELDS, revision=1, key="key-000013")
    assert entries(database) == 2
    with pytest.raises(Decided):
        do(database, office.sue, proposals.refuse_proposal, made.id, why="x", revision=2, key="key-000014")
    with pytest.raises((LostUpdate, Decided)):
        do(database, office.sue, proposals.accept_new, made.id, FIELDS, revision=1, key="key-000015")


def test_a_manager_reads_only_what_she_proposed_and_decides_nothing(database, office):
    made = note(database, office.alice)
    with database.read(office.bob) as uow, pytest.raises(NotFound):
        proposals.view(uow, office.bob, made.id)
    for act, how in (
        (proposals.accept_new, {"values": FIELDS}),
        (proposals.accept, {"entry_revision": 1}),
        (proposals.refuse_proposal, {"why": "x"}),
    ):
        with pytest.raises(NotAllowed):
            do(database, office.alice, act, made.id, **how, revision=1, key="key-000016")
    with pytest.raises(NotAllowed):
        note(database, Actor("x", Role.PARTNER))


def test_a_proposal_that_changes_nothing_or_names_what_is_no_field_is_refused(database, office):
    for values, field in (({}, "name"), ({"name": "밑반찬 나눔"}, "name"), ({"review": "verified"}, "review"), ({"needs": ("X",)}, "needs")):
        with pytest.raises(BadValue) as refused:
            do(database, office.alice, proposals.propose_change, office.offer, revision=1, values=values, key="key-000017")
        assert refused.value.field == field


def test_a_resident_number_in_a_note_is_refused_before_anything_is_kept(database, office):
    with pytest.raises(ResidentNumberError):
        note(database, office.alice, what="김○○ 800101-1234567")


def test_a_resident_gets_a_unit_of_their_own_and_a_sealed_phone(database, office):
    values = {"name": "이웃 박○○", "kind": "H11", "needs": ("DLY16",), "dong": "자양4동", "phone": "010-3333-4444", "particulars": {"skills": "국 끓이기"}}
    made = do(database, office.sue, new_entries.create, values, key="key-000018")
    with database.read(office.sue) as uow:
        entry = uow.get(OfferRecord, made.id)
        assert (entry.organisation.name, entry.department.name) == (new_entries.RESIDENTS, "이웃 박○○")
        assert entry.phone == "010-3333-4444" and entry.public_phone is None and entry.particulars == {"skills": "국 끓이기"}
        assert entry.area_names == ("자양4동",)


def test_a_shop_that_serves_alcohol_is_known_to_the_safety_gate(database, office):
    made = do(database, office.sue, new_entries.create, FIELDS | {"particulars": {"serves_alcohol": True}}, key="key-000019")
    assert "alcohol" in made.tags


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": " "}, "name"),
        ({"kind": "R2"}, "kind"),
        ({"kind": ""}, "kind"),
        ({"needs": ("NO99",)}, "needs"),
        ({"area_level": "dong", "dong": None}, "dong"),
        ({"particulars": {"members": "많이"}}, "particulars-members"),
        ({"age_min": 60, "age_max": 20}, "age_max"),
        ({"verified_on": "2026-01-01"}, "verified_on"),
        ({"kind": "H11", "address": "자양로 1"}, "address"),
    ],
)
def test_what_cannot_be_is_refused_by_its_field_and_nothing_is_made(database, office, change, field):
    with pytest.raises(BadValue) as refused:
        do(database, office.sue, new_entries.create, FIELDS | change, key="key-000020")
    assert refused.value.field == field and entries(database) == 1


@given(secret=st.text("가나다라마바사 0123456789", min_size=4, max_size=12).map(str.strip).filter(lambda text: len(text) > 3))
@settings(max_examples=15)
def test_a_new_secret_place_never_keeps_what_was_typed_of_it(secret):
    record = OfferRecord(name="", kind="M37", location_secret=False, needs=())
    told = {"name": "쉼터", "kind": "M37", "location_secret": True, "access_line": "1366", "address": secret, "public_phone": secret, "dong": secret}
    kept = checked_values(record, Actor("sue", Role.SUPERVISOR), told)
    assert secret not in str({name: value for name, value in kept.items() if name != "name"})


def test_a_proposal_to_hide_a_place_keeps_nothing_of_the_place(database, office):
    with database.write(office.sue) as uow:
        entry = uow.get(OfferRecord, office.offer)
        entry.dong, entry.address, entry.lat, entry.lon = "자양4동", "뚝섬로 1", 37.53, 127.07
        entry.source_row = {"address": "뚝섬로 1"}
        uow.commit()
    values = {"location_secret": True, "access_line": "1366", "address": "뚝섬로 2", "name": "쉼터"}
    made = do(database, office.alice, proposals.propose_change, office.offer, revision=2, values=values, key="key-000021")
    assert made.fields["after"] == {"location_secret": True, "access_line": "1366", "name": "쉼터"}
    assert made.fields["before"].keys() == made.fields["after"].keys() and made.dong is None
    fields = list(made.fields["after"])
    entry = do(database, office.sue, proposals.accept, made.id, fields=fields, revision=1, entry_revision=2, key="key-000022")
    assert entry.location_secret and not (entry.address or entry.dong or entry.lat) and "뚝섬로" not in str(entry.source_row)


def test_of_a_secret_entry_no_older_proposal_tells_the_place(database, office):
    with database.write(office.sue) as uow:
        uow.get(OfferRecord, office.offer).dong = "자양4동"
        uow.commit()
    values = {"address": "뚝섬로 1", "hours": "평일"}
    do(database, office.alice, proposals.propose_change, office.offer, revision=2, values=values, key="key-000023")
    hide = {"location_secret": True, "access_line": "1366"}
    do(database, office.sue, editing.change, office.offer, revision=2, values=hide, key="key-000024")
    with database.read(office.sue) as uow:
        (one,) = proposals.waiting(uow, office.sue).rows
        assert [line.name for line in one.fields] == ["hours"] and one.dong is None


def test_what_somebody_changed_meanwhile_is_never_overwritten_unseen(database, office):
    made = do(database, office.alice, proposals.propose_change, office.offer, revision=1, values={"hours": "평일"}, key="key-000025")
    do(database, office.sue, editing.change, office.offer, revision=1, values={"hours": "주말"}, key="key-000026")
    with pytest.raises(LostUpdate):
        do(database, office.sue, proposals.accept, made.id, fields=["hours"], revision=1, entry_revision=1, key="key-000027")
    entry = do(database, office.sue, proposals.accept, made.id, fields=["hours"], revision=1, entry_revision=2, key="key-000028")
    assert entry.hours == "평일"


def test_a_new_secret_entry_names_no_dong_in_its_area(database, office):
    hide = {"location_secret": True, "access_line": "1366", "kind": "M37"}
    for area in ({}, {"area_level": "dong"}):
        key = f"key-000029{len(area)}"
        made = do(database, office.sue, new_entries.create, FIELDS | hide | area, key=key)
        with database.read(office.sue) as uow:
            entry = uow.get(OfferRecord, made.id)
        assert entry.area_level is AreaLevel.SIGUNGU and FIELDS["dong"] not in str((entry.area_names, entry.dong))


def test_words_about_a_residents_health_are_asked_about_wherever_they_come_in(database, office):
    resident = {"name": "이웃 박○○", "kind": "H11", "needs": ("DLY16",), "dong": "자양4동"}
    told = {"description": "우울증을 앓은 뒤 쉬고 계심"}
    made = do(database, office.sue, new_entries.create, resident, key="key-000031")
    noted = note(database, office.alice, key="key-000032")
    acts = (
        (new_entries.create, (resident | told,), {}),
        (proposals.accept_new, (noted.id, resident | told), {"revision": 1}),
        (proposals.propose_change, (made.id,), {"revision": 1, "values": told}),
    )
    for number, (act, args, how) in enumerate(acts):
        with pytest.raises(BadValue) as refused:
            do(database, office.sue, act, *args, **how, key=f"key-00004{number}")
        assert (refused.value.field, refused.value.code) == ("description", "private")
        do(database, office.sue, act, *args, **how, words_meant=True, key=f"key-00005{number}")
    with database.read(office.sue) as uow:
        (one,) = proposals.waiting(uow, office.sue).rows
    how = {"fields": ["description"], "revision": 1, "entry_revision": 1}
    with pytest.raises(BadValue):
        do(database, office.sue, proposals.accept, one.record.id, **how, key="key-000061")
    do(database, office.sue, proposals.accept, one.record.id, **how, words_meant=True, key="key-000062")
