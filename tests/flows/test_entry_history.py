"""The history of an entry is told with names and reasons, and a change can be taken back while nobody edited on."""

import pytest

from resmap.domain.codes import ChangeReason, OfferStatus, Review
from resmap.domain.permissions import NotAllowed
from resmap.flows import editing, entry_history, register
from resmap.flows.entry_history import CannotUndo
from resmap.store import OfferRecord
from resmap.store.errors import LostUpdate
from tests.store.conftest import TODAY, database, office, ring  # noqa: F401


def edit(database, actor, offer, key, **values):
    with database.write(actor) as uow:
        revision = uow.get(OfferRecord, offer).revision
        editing.change(uow, actor, offer, revision=revision, values=values, key=key)


def told(database, actor, offer):
    with database.read(actor) as uow:
        return entry_history.of_entry(uow, actor, offer)


def take_back(database, actor, step, offer, key, revision=None):
    with database.write(actor) as uow:
        seen = uow.get(OfferRecord, offer).revision if revision is None else revision
        entry_history.undo(uow, actor, step.id, revision=seen, key=key)


def test_every_change_is_told_with_who_why_before_and_after(database, office):
    edit(database, office.sue, office.offer, "key-000001", hours="평일 09:00-18:00")
    edit(database, office.sue, office.offer, "key-000002", hours="평일 10:00-18:00", status="paused")
    second, first = told(database, office.sue, office.offer).steps
    assert second.fields == (("hours", "평일 09:00-18:00", "평일 10:00-18:00"), ("status", "active", "paused"))
    assert (first.by.login, first.why) == ("sue", ChangeReason.EDIT)


def test_a_change_is_taken_back_whole_and_the_taking_back_stands_in_the_history(database, office):
    edit(database, office.sue, office.offer, "key-000003", hours="주말", status="paused", name="새 이름")
    (step,) = told(database, office.sue, office.offer).steps
    assert step.may_undo
    take_back(database, office.sue, step, office.offer, "key-000004")
    with database.read(office.sue) as uow:
        record = uow.get(OfferRecord, office.offer)
        assert (record.hours, record.status, record.name_folded) == (None, OfferStatus.ACTIVE, "밑반찬나눔")
    newest, undone = told(database, office.sue, office.offer).steps
    assert newest.why is ChangeReason.UNDO and undone.is_undone and not undone.may_undo
    with pytest.raises(CannotUndo, match="DONE"):
        take_back(database, office.sue, undone, office.offer, "key-000005")


def test_the_taking_back_can_itself_be_taken_back(database, office):
    edit(database, office.sue, office.offer, "key-000006", hours="주말")
    take_back(database, office.sue, told(database, office.sue, office.offer).steps[0], office.offer, "key-000007")
    take_back(database, office.sue, told(database, office.sue, office.offer).steps[0], office.offer, "key-000008")
    with database.read(office.sue) as uow:
        assert uow.get(OfferRecord, office.offer).hours == "주말"


def test_what_somebody_edited_since_is_not_overwritten_by_an_undo(database, office):
    edit(database, office.sue, office.offer, "key-000009", hours="주말", description="반찬")
    edit(database, office.alice, office.offer, "key-000010", hours="평일")
    older = told(database, office.sue, office.offer).steps[1]
    assert not older.may_undo
    with pytest.raises(CannotUndo) as refused:
        take_back(database, office.sue, older, office.offer, "key-000011")
    assert refused.value.fields == ("hours",)
    with database.read(office.sue) as uow:
        assert uow.get(OfferRecord, office.offer).description == "반찬"


def test_a_manager_takes_back_only_what_she_did_herself(database, office):
    edit(database, office.sue, office.offer, "key-000012", hours="주말")
    edit(database, office.alice, office.offer, "key-000013", description="반찬")
    mine, hers = told(database, office.alice, office.offer).steps
    assert mine.may_undo and not hers.may_undo
    with pytest.raises(NotAllowed):
        take_back(database, office.alice, hers, office.offer, "key-000014")


def test_a_verification_can_be_taken_back(database, office):
    with database.write(office.sue) as uow:
        register.verify(uow, office.sue, [(office.offer, uow.get(OfferRecord, office.offer).revision)], TODAY, key="key-000015")
    with database.read(office.sue) as uow:
        before = uow.get(OfferRecord, office.offer)
    (step,) = told(database, office.sue, office.offer).steps
    take_back(database, office.sue, step, office.offer, "key-000016")
    with database.read(office.sue) as uow:
        after = uow.get(OfferRecord, office.offer)
    assert before.review is Review.VERIFIED and after.review is Review.IMPORTED and after.verified_on is None


def test_a_place_that_became_secret_cannot_be_brought_back(database, office):
    edit(database, office.sue, office.offer, "key-000017", address="자양로 65")
    edit(database, office.sue, office.offer, "key-000018", location_secret=True, access_line="1366")
    for number, step in enumerate(told(database, office.sue, office.offer).steps):
        assert not step.may_undo and "자양로" not in str(step.fields)
        with pytest.raises(CannotUndo, match="SEALED"):
            take_back(database, office.sue, step, office.offer, f"key-0001{number}9")


def test_an_undo_from_a_page_that_is_no_longer_true_is_refused(database, office):
    edit(database, office.sue, office.offer, "key-000020", hours="주말")
    (step,) = told(database, office.sue, office.offer).steps
    with pytest.raises(LostUpdate):
        take_back(database, office.sue, step, office.offer, "key-000021", revision=1)


def test_the_same_click_twice_takes_back_once(database, office):
    edit(database, office.sue, office.offer, "key-000022", hours="주말")
    (step,) = told(database, office.sue, office.offer).steps
    for _ in range(2):
        with database.write(office.sue) as uow:
            entry_history.undo(uow, office.sue, step.id, revision=2, key="key-000023")
    assert len(told(database, office.sue, office.offer).steps) == 2


def verify(database, office, key):
    with database.write(office.sue) as uow:
        register.verify(uow, office.sue, [(office.offer, uow.get(OfferRecord, office.offer).revision)], TODAY, key=key)


def entry_of(database, office) -> OfferRecord:
    with database.read(office.sue) as uow:
        return uow.get(OfferRecord, office.offer)


def test_a_manager_cannot_undo_past_the_supervisor_what_she_could_only_propose(database, office):
    edit(database, office.alice, office.offer, "key-000024", name="새 이름")
    verify(database, office, "key-000025")
    _, mine = told(database, office.alice, office.offer).steps
    assert not mine.may_undo
    with pytest.raises(CannotUndo, match="WAITS"):
        take_back(database, office.alice, mine, office.offer, "key-000026")
    entry = entry_of(database, office)
    assert (entry.name, entry.verified_revision) == ("새 이름", entry.revision)
    take_back(database, office.sue, mine, office.offer, "key-000027")
    entry = entry_of(database, office)
    assert entry.name == "밑반찬 나눔" and entry.verified_revision == entry.revision  # the supervisor vouches


def test_a_managers_undo_does_not_pass_for_a_verification(database, office):
    edit(database, office.alice, office.offer, "key-000028", hours="주말")
    verify(database, office, "key-000029")
    seen = entry_of(database, office).verified_revision
    take_back(database, office.alice, told(database, office.alice, office.offer).steps[1], office.offer, "key-000030")
    entry = entry_of(database, office)
    assert entry.hours is None and entry.verified_revision == seen < entry.revision


def test_what_was_verified_stands_again_when_the_only_edit_since_is_undone(database, office):
    verify(database, office, "key-000031")
    edit(database, office.alice, office.offer, "key-000032", hours="주말")
    take_back(database, office.alice, told(database, office.alice, office.offer).steps[0], office.offer, "key-000033")
    entry = entry_of(database, office)
    assert entry.hours is None and entry.verified_revision == entry.revision
