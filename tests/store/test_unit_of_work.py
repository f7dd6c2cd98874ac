"""One act, one transaction: all of it, once, by one person, or nothing."""

import threading

import pytest

from resmap.domain.codes import Stage
from resmap.domain.events import EventKind
from resmap.store import (
    CaseRecord,
    ClientRecord,
    EventRecord,
    KeyReused,
    LostUpdate,
    NeverDeleted,
    OfferRecord,
    Refused,
    StoreError,
    history,
)
from resmap.store.base import Editable
from resmap.store.scope import personal_records
from tests.store.conftest import NOW, add_offer


def test_what_was_not_committed_never_happened(database, office):
    with database.write(office.alice) as uow:
        uow.get(CaseRecord, office.case).stage = Stage.PLANNING
        uow.event(EventKind.STAGE_CHANGED, office.case, client=office.client)
        uow.flush()
    with database.read(office.alice) as uow:
        assert uow.get(CaseRecord, office.case).stage is Stage.INTAKE
        assert history.about_case(uow, office.alice, office.case) == []


def test_a_failure_half_way_leaves_nothing(database, office):
    with pytest.raises(ZeroDivisionError), database.write(office.alice) as uow:
        uow.get(CaseRecord, office.case).stage = Stage.PLANNING
        uow.flush()
        1 / 0  # noqa: B018
    with database.read(office.alice) as uow:
        assert uow.get(CaseRecord, office.case).stage is Stage.INTAKE


def test_a_unit_of_work_commits_once(database, office):
    with pytest.raises(StoreError), database.write(office.alice) as uow:
        uow.commit()
        uow.commit()


def test_a_thread_never_opens_two_writing_units_at_once(database):
    with database.write(), pytest.raises(StoreError), database.write():
        pass


def test_a_reading_unit_cannot_write(database, office):
    with pytest.raises(Exception, match="(?i)read"), database.read(office.alice) as uow:
        uow.get(CaseRecord, office.case).stage = Stage.PLANNING
        uow.flush()


def test_a_record_knows_who_made_it_and_when(database, office):
    with database.write(office.alice) as uow:
        case = uow.get(CaseRecord, office.case)
        assert (case.created_by, case.created_at) == ("system", NOW)


def test_the_later_of_two_edits_is_refused(database, office):
    with database.read(office.alice) as uow:
        seen = uow.get(CaseRecord, office.case)
    with database.write(office.alice) as uow:
        uow.get(CaseRecord, office.case).stage = Stage.ASSESSMENT
        uow.commit()
    with pytest.raises(LostUpdate), database.write(office.alice) as uow:
        case = uow.get(CaseRecord, office.case)
        uow.check_revision(case, seen.revision)


def test_an_update_that_crosses_another_is_refused_by_the_row_itself(database, office):
    with database.read(office.alice) as uow:
        stale = uow.get(CaseRecord, office.case)
    with database.write(office.alice) as uow:
        uow.get(CaseRecord, office.case).stage = Stage.ASSESSMENT
        uow.commit()
    with pytest.raises(LostUpdate), database.write(office.alice) as uow:
        uow.add(stale).stage = Stage.CLOSING
        uow.commit()
    with database.read(office.alice) as uow:
        assert uow.get(CaseRecord, office.case).stage is Stage.ASSESSMENT


def test_everything_that_people_edit_has_a_revision():
    assert all(
        issubclass(cls, Editable) and cls.__mapper__.version_id_col is not None
        for cls in (*personal_records(), OfferRecord)
    )


def test_ten_threads_that_edit_one_record_never_lose_an_edit_silently(database, office):
    done, refused = [], []

    def edit(number: int) -> None:
        try:
            with database.read(office.alice) as uow:
                seen = uow.get(CaseRecord, office.case).revision
            with database.write(office.alice) as uow:
                case = uow.get(CaseRecord, office.case)
                uow.check_revision(case, seen)
                case.title = f"title {number}"
                uow.commit()
            done.append(number)
        except LostUpdate:
            refused.append(number)

    threads = [threading.Thread(target=edit, args=(n,)) for n in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read(office.alice) as uow:
        revision = uow.get(CaseRecord, office.case).revision
    assert done and len(done) + len(refused) == 10
    assert revision == 1 + len(done)


def test_nothing_is_deleted(database, office):
    with pytest.raises(NeverDeleted), database.write(office.alice) as uow:
        uow.session.delete(uow.get(ClientRecord, office.client))
        uow.commit()


def test_what_is_voided_leaves_every_query_and_stays_in_the_table(database, office):
    with database.write() as uow:
        uow.as_system()
        offer = uow.get(OfferRecord, office.offer)
        uow.void(offer, "두 번 입력")
        uow.commit()
    assert (offer.voided_at, offer.voided_by, offer.voided_why) == (NOW, "system", "두 번 입력")
    with database.read() as uow:
        assert uow.get(OfferRecord, office.offer) is None
        uow.as_system()
        assert uow.session.get(
            OfferRecord, office.offer, execution_options={"include_voided": True}
        )


def test_a_refused_change_names_its_constraint_and_no_value(database, office):
    with pytest.raises(Refused) as caught, database.write() as uow:
        uow.as_system()
        add_offer(uow, "비밀이름", "새기관", places_left=-1)
        uow.commit()
    assert caught.value.constraint == "ck_offers_places_left_not_negative"
    assert "비밀이름" not in repr(caught.value) and caught.value.__cause__ is None


def test_a_double_is_refused_by_the_name_of_its_constraint(database, office):
    with pytest.raises(Refused) as caught, database.write(office.alice) as uow:
        client = uow.add(ClientRecord(office_id=office.id, dong="자양4동", name="박당사자"))
        uow.add(
            CaseRecord(
                office_id=office.id,
                number="2026-001",
                client_id=client.id,
                manager_id=office.alice.id,
                opened_on=NOW.date(),
            )
        )
        uow.commit()
    assert caught.value.constraint == "uq_cases_office_id_number"


def test_a_record_that_points_nowhere_is_refused(database, office):
    with pytest.raises(Refused), database.write() as uow:
        uow.as_system()
        uow.add(CaseRecord(office_id=office.id, number="1", client_id=office.client,
                           manager_id=office.need, opened_on=NOW.date()))  # fmt: skip
        uow.commit()


def test_an_unknown_attribute_is_refused():
    with pytest.raises(TypeError, match="nickname"):
        ClientRecord(nickname="x")


def test_an_act_with_the_same_key_happens_once(database, office):
    results = []
    for _ in range(2):
        with database.write(office.alice) as uow:
            earlier = history.begin_once(uow, "key-1", "referral")
            if earlier is None:
                history.finish_once(uow, "key-1", "result-1")
            results.append(earlier)
            uow.commit()
    assert results == [None, "result-1"]


def test_a_key_of_somebody_else_or_of_another_act_is_refused(database, office):
    with database.write(office.alice) as uow:
        history.begin_once(uow, "key-1", "referral")
        uow.commit()
    for actor, act in ((office.bob, "referral"), (office.alice, "answer")):
        with pytest.raises(KeyReused), database.write(actor) as uow:
            history.begin_once(uow, "key-1", act)


def test_a_key_that_was_rolled_back_is_free_again(database, office):
    with database.write(office.alice) as uow:
        history.begin_once(uow, "key-1", "referral")
    with database.write(office.alice) as uow:
        assert history.begin_once(uow, "key-1", "referral") is None


def test_two_clicks_at_once_do_one_act(database, office):
    acts, answers = [], []

    def click() -> None:
        with database.write(office.alice) as uow:
            earlier = history.begin_once(uow, "click", "referral")
            if earlier is None:
                acts.append(1)
                history.finish_once(uow, "click", "made")
            answers.append(earlier)
            uow.commit()

    threads = [threading.Thread(target=click) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(acts) == 1
    assert sorted(answers, key=str) == [None, *["made"] * 7]


def test_a_reading_is_noted_even_though_it_changed_nothing(database, office):
    with database.read(office.alice) as uow:
        uow.get(ClientRecord, office.client)
        uow.event(EventKind.CLIENT_READ, office.case, client=office.client)
        uow.commit()
    with database.read(office.alice) as uow:
        [event] = history.about_case(uow, office.alice, office.case)
    assert (event.kind, event.actor_id, event.client_id) == (
        EventKind.CLIENT_READ,
        office.alice.id,
        office.client,
    )


def test_a_reading_that_forgets_its_note_is_an_error(database, office):
    with pytest.raises(StoreError), database.read(office.alice) as uow:
        uow.event(EventKind.CLIENT_READ, office.case, client=office.client)


def test_an_event_cannot_be_changed_through_a_record(database, office):
    with database.write(office.alice) as uow:
        uow.event(EventKind.CASE_CHANGED, office.case)
        uow.commit()
    with pytest.raises(NeverDeleted), database.write() as uow:
        uow.as_system()
        [event] = uow.session.query(EventRecord).all()
        event.actor_id = "somebody else"
        uow.commit()
