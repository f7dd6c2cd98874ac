"""What a row of a list only proposes: taken or refused by a person, once, and never asked again."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resmap.domain.codes import ChangeReason, Review
from resmap.domain.network import Offer, Place
from resmap.domain.permissions import Actor, NotAllowed, NotFound, Role
from resmap.flows import entry_history, import_proposals, importing
from resmap.formats.entries import Entry, RowProblem
from resmap.formats.proposed import proposals_of
from resmap.store import LostUpdate, OfferRecord
from resmap.store.queries import changes
from tests.flows.test_importing import BOSS, all_offers, database, edit  # noqa: F401

SUE = Actor("sue", Role.SUPERVISOR)
ALICE = Actor("alice", Role.CASE_MANAGER)
NAME = "마을 시설.csv"
SOURCE = "마을 시설"
HEADER = "시설명,주소,전화번호"


def sheet(*rows: str, heading: str = HEADER) -> bytes:
    return "\n".join([heading, *rows]).encode()


ROWS = (
    "가온 경로당,서울특별시 광진구 자양로 652층,2-450-1234",
    "나래 경로당,서울특별시 광진구 능동로 12,2-455-9876",
    "다솜 경로당,서울특별시 광진구 광나루로 3,02-455-1111",
)


def bring(database, *rows, heading=HEADER, **how):
    return importing.bring_in(database, BOSS, sheet(*(rows or ROWS), heading=heading), NAME, **how)


def entry(database, name) -> OfferRecord:
    return next(one for one in all_offers(database).values() if one.name.startswith(name))


def fields(record) -> dict:
    return {one.field: one.value for one in import_proposals.offered(record)}


def decide(database, name, field, accept=True, actor=SUE, key="click-0000001", **more):
    record = entry(database, name)
    with database.write(actor) as uow:
        return import_proposals.decide(
            uow, actor, record.id, field, accept=accept, **{"revision": record.revision, "key": key} | more
        )


def preview(database, code, source=SOURCE, **more):
    with database.read(SUE) as uow:
        return import_proposals.preview(uow, SUE, source, code, **more)


@pytest.fixture
def listed(database):
    bring(database)
    return database


def test_a_row_proposes_and_changes_nothing_by_itself(listed):
    record = entry(listed, "가온")
    assert fields(record) == {"public_phone": "02-450-1234", "address": "서울특별시 광진구 자양로 65, 2층"}
    assert record.public_phone == "2-450-1234" and record.address.endswith("652층")
    assert fields(entry(listed, "다솜")) == {}


def test_what_is_taken_stands_with_its_reason_and_is_gone_from_the_proposals(listed):
    decide(listed, "가온", "public_phone")
    record = entry(listed, "가온")
    assert record.public_phone == "02-450-1234" and set(fields(record)) == {"address"}
    with listed.read(SUE) as uow:
        (row,) = changes.of_entry(uow, record.id)
        assert row.why is ChangeReason.PROPOSAL and row.after == {"public_phone": "02-450-1234"}


def test_a_refused_value_is_never_proposed_again(listed):
    before = entry(listed, "가온").public_phone
    decide(listed, "가온", "public_phone", accept=False)
    bring(listed)
    record = entry(listed, "가온")
    assert record.public_phone == before and set(fields(record)) == {"address"}
    # A later edition that changes another field of it proposes that, and not what was refused.
    bring(listed, f"{ROWS[0]},평일 9-18", *(f"{one}," for one in ROWS[1:]), heading=f"{HEADER},운영시간")
    record = entry(listed, "가온")
    assert record.hours and set(fields(record)) == {"address"}


def test_the_same_list_again_offers_nothing_that_was_taken_and_tells_of_no_local_edit(listed):
    decide(listed, "가온", "public_phone")
    report = bring(listed)
    assert "public_phone" not in fields(entry(listed, "가온")) and entry(listed, "가온").public_phone == "02-450-1234"
    assert report.kept_edits == 0 and report.updated == 0


def test_what_was_edited_otherwise_is_proposed_no_more(listed):
    record = entry(listed, "가온")
    with listed.write(SUE) as uow:
        uow.get(OfferRecord, record.id).public_phone = "02-450-9999"
        uow.commit()
    assert "public_phone" not in fields(entry(listed, "가온"))
    with pytest.raises(NotFound):
        decide(listed, "가온", "public_phone")


def test_an_undone_change_is_offered_again(listed):
    decide(listed, "가온", "public_phone")
    record = entry(listed, "가온")
    with listed.write(SUE) as uow:
        (row,) = changes.of_entry(uow, record.id)
        entry_history.undo(uow, SUE, row.id, revision=record.revision, key="click-0000009")
    assert "public_phone" in fields(entry(listed, "가온"))


def test_a_second_click_does_nothing_and_an_old_page_is_refused(listed):
    decide(listed, "가온", "public_phone")
    decide(listed, "가온", "public_phone", revision=1)  # the same click: as it was done
    assert entry(listed, "가온").revision == 2
    with pytest.raises(LostUpdate):
        decide(listed, "가온", "address", key="click-0000002", revision=1)


def test_who_verified_keeps_the_verification_and_a_manager_leaves_the_rest_to_them(listed):
    edit_review(listed, "가온")
    with pytest.raises(NotAllowed):
        decide(listed, "가온", "address", actor=ALICE)
    decide(listed, "가온", "address", key="click-0000004")
    record = entry(listed, "가온")
    assert record.review is Review.VERIFIED and record.verified_revision == record.revision
    decide(listed, "가온", "public_phone", actor=ALICE, key="click-0000003")
    record = entry(listed, "가온")  # a manager vouches for nothing: their change shows as made since
    assert record.review is Review.VERIFIED and record.verified_revision == record.revision - 1


def edit_review(database, name):
    record = entry(database, name)
    with database.write(SUE) as uow:
        one = uow.get(OfferRecord, record.id)
        one.review, one.verified_revision = Review.VERIFIED, one.revision + 1
        uow.commit()


def test_all_of_one_sort_of_one_list_are_taken_at_once(listed):
    page = preview(listed, "PHONE_ZERO_LOST")
    assert [line.proposal.value for line in page.rows] == ["02-450-1234", "02-455-9876"] and page.rows[0].proposal.likely
    with listed.read(SUE) as uow:
        sorts = {one.code: one.count for one in import_proposals.sorts(uow, SUE, SOURCE)}
    assert sorts["PHONE_ZERO_LOST"] == 2 and sorts["FLOOR_GLUED"] == 1
    made = many(listed, page.rows)
    assert len(made.done) == 2 and made.left == ()
    assert preview(listed, "PHONE_ZERO_LOST").total == 0 and entry(listed, "나래").public_phone == "02-455-9876"
    assert many(listed, page.rows).done == ()  # the same click


def many(database, lines, accept=True, key="click-many-01", actor=SUE):
    with database.write(actor) as uow:
        chosen = [(line.id, line.revision, line.proposal.field) for line in lines]
        return import_proposals.decide_many(uow, actor, chosen, accept=accept, key=key)


def test_many_leave_what_changed_since_it_was_shown(listed):
    page = preview(listed, "PHONE_ZERO_LOST")
    decide(listed, "가온", "address")
    made = many(listed, page.rows)
    assert made.left == ("가온 경로당",) and len(made.done) == 1
    assert entry(listed, "가온").public_phone == "2-450-1234"


def test_many_can_be_refused_and_a_manager_decides_on_none(listed):
    page = preview(listed, "PHONE_ZERO_LOST")
    with pytest.raises(NotAllowed):
        many(listed, page.rows, actor=ALICE)
    many(listed, page.rows, accept=False)
    bring(listed)
    assert preview(listed, "PHONE_ZERO_LOST").total == 0 and entry(listed, "나래").public_phone == "2-455-9876"


def test_proposed_needs_are_a_sort_among_the_others(database):
    record = propose_need(database)
    page = preview(database, import_proposals.NEEDS)
    (line,) = [one for one in page.rows if one.id == record.id]
    assert line.proposal.value == "SOC11" and not line.proposal.likely
    many(database, [line])
    assert entry(database, "다솜").needs[-1:] == ("SOC11",) and not entry(database, "다솜").proposed_needs


def propose_need(database):
    bring(database)
    record = entry(database, "다솜")
    with database.write(SUE) as uow:
        one = uow.get(OfferRecord, record.id)
        one.needs, one.proposed_needs = (), [{"code": "SOC11", "confidence": 0.7, "because": ["경로당"]}]
        uow.commit()
    return record


def test_a_place_that_becomes_secret_proposes_nothing_and_keeps_nothing(listed):
    record = entry(listed, "가온")
    with listed.write(SUE) as uow:
        one = uow.get(OfferRecord, record.id)
        one.location_secret, one.access_line = True, "1366"
        uow.commit()
    record = entry(listed, "가온")
    assert import_proposals.offered(record) == () and "proposals" not in (record.evidence or {})
    assert all(line.id != record.id for line in preview(listed, "PHONE_ZERO_LOST").rows)


CODES = ("PHONE_ZERO_LOST", "FLOOR_GLUED", "GU_UNKNOWN", "DONG_NOT_TOLD", "COORDINATE_SWAPPED", "SIDO_CONTRADICTS", "OTHER")
VALUES = st.one_of(st.text(max_size=12), st.lists(st.floats(0, 90), min_size=0, max_size=3), st.none(), st.just(["서울특별시"]))


@settings(max_examples=150, deadline=None)
@given(
    st.booleans(), st.sampled_from(["H11", "M3"]), st.lists(st.tuples(st.sampled_from(CODES), VALUES), max_size=6)
)
def test_nothing_is_ever_proposed_for_a_secret_place_or_a_resident(secret, kind, told):
    recipient = "neighbour" if kind == "H11" else "agency"
    offer = Offer(
        "1", "가온", kind, "가온", None, ("SOC11",), recipient, place=Place(), location_secret=secret, phone="2-450-1234"
    )
    problems = [RowProblem(1, "", code, facts={"proposed": value}) for code, value in told]
    found = proposals_of(Entry("1", offer, None if secret else "자양로 652층"), problems)
    if secret or offer.is_individual:
        assert found == {}
    assert found.keys() <= {"public_phone", "address", "sido", "sigungu", "dong", "point"}
    assert all(one["value"] not in (None, "", []) or isinstance(one["value"], str) for one in found.values())
