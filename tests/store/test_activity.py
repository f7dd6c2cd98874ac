"""A month's work is counted alike on both databases, and ends where the actor's scope ends."""

from datetime import date, datetime, timedelta

import pytest

from resmap.domain.contacts import ContactWay
from resmap.domain.donations import ShareState
from resmap.domain.monthly import figures
from resmap.domain.papers import PaperKind
from resmap.domain.permissions import NotAllowed
from resmap.domain.referrals import ReferralState
from resmap.domain.stages import ConferenceKind
from resmap.store import (
    AttendeeRecord,
    CaseRecord,
    ConferenceRecord,
    ContactRecord,
    DonationRecord,
    DonationShareRecord,
    PaperRecord,
    ReferralRecord,
    TrainingRecord,
)
from resmap.store.queries import activity
from resmap.store.queries import figures as queries
from resmap.store.queries.activity import moments
from tests.store.conftest import NOW, TODAY

FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)


@pytest.fixture
def worked(database, office):
    """Alice's month on her one case, signed by her."""
    with database.write(office.alice) as uow:
        for roles, service, reached in (
            (("guide", "linking"), None, True),
            (("guide", "linking"), "crisis", True),
            (("teacher",), "teaching", True),
            ((), None, False),
        ):
            uow.add(ContactRecord(case_id=office.case, on=TODAY, method=ContactWay.VISIT, reached=reached, roles=roles, service=service))
        uow.add(ContactRecord(case_id=office.case, on=FIRST - timedelta(days=1), method=ContactWay.PHONE, roles=("guide",)))
        uow.add(PaperRecord(case_id=office.case, kind=PaperKind.ADVOCACY, on=TODAY, content={}))
        uow.add(
            ReferralRecord(
                case_id=office.case, offer_id=office.offer, organisation="자양종합사회복지관", unit="자양종합사회복지관",
                state=ReferralState.COMPLETED, requested_at=NOW, answered_at=NOW, started_on=TODAY, ended_on=TODAY, given_value=70_000,
            )
        )  # fmt: skip
        uow.commit()
    with database.write() as uow:
        uow.as_system()
        seat = uow.add(ConferenceRecord(office_id=office.id, kind=ConferenceKind.CASE, on=TODAY, held=True))
        uow.flush()
        uow.add(AttendeeRecord(conference_id=seat.id, user_id=office.alice.id))
        gift = uow.add(DonationRecord(office_id=office.id, given_on=TODAY, what="후원금", unit="원", count=90_000))
        uow.flush()
        uow.add(DonationShareRecord(donation_id=gift.id, case_id=office.case, count=30_000, state=ShareState.GIVEN, settled_on=TODAY))
        uow.add(TrainingRecord(office_id=office.id, topic="privacy", on=TODAY, user_id=office.alice.id))
        uow.commit()


def test_contacts_are_grouped_by_what_they_were_and_records_counted(database, office, worked):
    with database.read(office.alice) as uow:
        told = activity.own(uow, office.alice, FIRST, LAST)
    counts: dict[tuple, int] = {}
    for roles, times in told.contacts:
        counts[roles] = counts.get(roles, 0) + times
    assert counts == {("guide", "linking"): 2, ("teacher",): 1, (): 1}
    assert told.services == {"crisis": 1, "teaching": 1} and (told.tried, told.reached) == (4, 3)
    wanted = {"referral": 1, "advocacy": 1, "conference": 1, "comparison": 0, "tie": 0, "capacity_question": 0, "conflict": 0}
    assert told.records == wanted


def test_somebody_elses_month_is_empty_and_a_supervisors_look_ends_at_her_dongs(database, office, worked):
    with database.read(office.bob) as uow:
        assert activity.own(uow, office.bob, FIRST, LAST).tried == 0
    with database.read(office.sue) as uow:
        assert activity.of_worker(uow, office.sue, office.alice.id, FIRST, LAST).tried == 4
        assert activity.of_dongs(uow, office.sue, office.sue.dongs, FIRST, LAST).tried == 4
    with database.write() as uow:
        uow.as_system()
        uow.get(CaseRecord, office.case).dong = "구의1동"
        uow.commit()
    with database.read(office.sue) as uow:
        assert activity.of_worker(uow, office.sue, office.alice.id, FIRST, LAST).tried == 0
        assert activity.of_dongs(uow, office.sue, office.sue.dongs, FIRST, LAST).tried == 0
    with database.read(office.alice) as uow, pytest.raises(NotAllowed):
        activity.of_worker(uow, office.alice, office.bob.id, FIRST, LAST)


def test_figures_are_counted_from_rows_without_anything_sealed(database, office, worked):
    with database.read(office.sue) as uow:
        rows = queries.rows(uow, office.sue, office.sue.dongs, FIRST, LAST)
        assert [one.number for one in queries.lines(uow, office.sue, [office.case])] == ["2026-001"]
    told = {one.code: one.number for one in figures(rows, FIRST, LAST) if one.number}
    assert told["contacts"] == 4 and told["contacts.reached"] == 3 and told["contacts.service.crisis"] == 1
    assert told["links.requested"] == told["links.accepted"] == told["links.completed"] == 1
    assert told["value"] == 100_000 and told["value.donated"] == 30_000 and told["shares"] == 1
    assert told["cases.new"] == told["persons.clients"] == told["conferences.case"] == told["trainings"] == 1
    with database.read(office.alice) as uow, pytest.raises(NotAllowed):
        queries.rows(uow, office.alice, office.alice.dongs, FIRST, LAST)


@pytest.mark.parametrize(
    ("at", "counts"),
    [("2026-10-31T14:59:59+00:00", 0), ("2026-10-31T15:00:00+00:00", 1), ("2026-11-30T14:59:59+00:00", 1), ("2026-11-30T15:00:00+00:00", 0)],
)
def test_a_referral_counts_on_the_korean_day_on_which_it_was_sent(database, office, worked, at, counts):
    with database.write() as uow:
        uow.as_system()
        [referral] = uow.session.query(ReferralRecord).all()
        referral.requested_at = datetime.fromisoformat(at)
        uow.commit()
    with database.read(office.sue) as uow:
        told = activity.of_dongs(uow, office.sue, office.sue.dongs, FIRST, LAST)
        rows = queries.rows(uow, office.sue, office.sue.dongs, FIRST, LAST)
    assert told.records["referral"] == counts
    assert {one.code: one.number for one in figures(rows, FIRST, LAST)}["links.requested"] == counts
    assert [one.utcoffset() for one in moments(FIRST, LAST)] == [timedelta(hours=9)] * 2
