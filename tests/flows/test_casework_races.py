"""Two people at one case at the same moment, on both databases: what the one decided the other one sees."""

import threading
import time
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import create_engine, select, text

from resmap.domain.closing_items import Item
from resmap.domain.codes import ClosingReason, RecipientClass, Review, Stage
from resmap.domain.permissions import Actor, Role
from resmap.domain.referrals import ReferralState
from resmap.domain.stages import CasePath, ConferenceKind
from resmap.flows import closing, conferences, replying
from resmap.flows.refusals import Busy, LostUpdate, Refused
from resmap.flows.ruling import RuleForbids
from resmap.store import (
    CaseRecord,
    ClientRecord,
    ConferenceItemRecord,
    Database,
    MemberRecord,
    NeedRecord,
    OfferRecord,
    OfficeRecord,
    OrganisationRecord,
    ReferralRecord,
    UserRecord,
    new_ring,
)

TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 1, tzinfo=UTC)
AT_ONCE = 6
DONG = "자양4동"


@dataclass
class Office:
    database: Database
    url: str
    alice: Actor
    sue: Actor
    case: str
    referral: str

    def rows(self, cls, *conditions):
        with self.database.read() as uow:
            uow.as_system()
            return list(uow.session.scalars(select(cls).where(*conditions)))

    def until_somebody_waits(self, thread) -> None:
        """Come back once a session waits for its turn; on SQLite the second writer waits before it begins."""
        if self.database.is_sqlite:
            return
        waiting = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
        engine = create_engine(self.url)
        try:
            for _ in range(600):
                with engine.connect() as connection:
                    if connection.scalar(waiting) or not thread.is_alive():
                        return
                time.sleep(0.05)
        finally:
            engine.dispose()
        raise AssertionError("nobody waited and nobody ended")


@pytest.fixture
def office(migrated_url, tmp_path):
    database = Database(migrated_url, new_ring(), tmp_path / "events.head", clock=lambda: NOW)
    with database.write() as uow:
        uow.as_system()
        office = uow.add(OfficeRecord(name="광진구청", sido="서울특별시", sigungu="광진구"))
        alice, sue = (
            uow.add(UserRecord(login=login, name=login, role=role, office_id=office.id, dongs=(DONG,)))
            for login, role in (("alice", Role.CASE_MANAGER), ("sue", Role.SUPERVISOR))
        )
        house = uow.add(OrganisationRecord(name="자양종합사회복지관"))
        offer = uow.add(
            OfferRecord(
                name="밑반찬", kind="M31", organisation_id=house.id, needs=("DLY11",), review=Review.VERIFIED,
                recipient_class=RecipientClass.AGENCY, verified_on=TODAY, limit=4, places_left=3,
            )
        )  # fmt: skip
        client = uow.add(ClientRecord(office_id=office.id, dong=DONG, name="가온"))
        member = uow.add(MemberRecord(client_id=client.id, relation="본인", age=70, sex="F"))
        case = uow.add(
            CaseRecord(
                office_id=office.id, number="2026-0001", client_id=client.id, manager_id=alice.id, dong=DONG,
                opened_on=TODAY, stage=Stage.CLOSING, stage_since=TODAY, path=CasePath.LINK_ONLY,
                closing_reason=ClosingReason.MANAGER_LEFT,
            )
        )  # fmt: skip
        need = uow.add(NeedRecord(case_id=case.id, code="DLY11", holder=member.id, priority=1, severity=2, confirmed_on=TODAY))
        referral = uow.add(
            ReferralRecord(
                case_id=case.id, need_id=need.id, offer_id=offer.id, organisation=house.name, unit=f"{house.name} / ",
                state=ReferralState.ACCEPTED, requested_at=NOW, answered_at=NOW,
            )
        )  # fmt: skip
        actors = [Actor(one.id, one.role, frozenset({DONG}), office.id, name=one.login) for one in (alice, sue)]
        made = Office(database, migrated_url, *actors, case.id, referral.id)
        uow.commit()
    yield made
    database.dispose()


def close(office, told: list, key="key-of-closing"):
    try:
        with office.database.write(office.alice) as uow:
            closing.close(uow, office.alice, office.case, TODAY, revision=1, key=key)
    except RuleForbids as refused:
        told.append({str(one.code) for one in refused.reasons})
    except (LostUpdate, Refused, Busy) as refused:
        told.append(type(refused).__name__)
    else:
        told.append("closed")


def no(uow, office, key="key-of-a-no"):
    record = uow.get(ReferralRecord, office.referral)
    replying.step(
        uow, office.alice, office.referral, TODAY, to=ReferralState.CANCELLED, words="담당자가 그만둠",
        revision=record.revision, key=key,
    )  # fmt: skip


def test_r194_with_the_care_taken_over_the_case_is_closed(office):
    told = []
    close(office, told)
    assert told == ["closed"]


def test_r194_a_no_that_is_being_said_while_somebody_closes_is_seen(office):
    """The reply stands in its transaction and is not committed when the button is pressed."""
    told: list = []
    thread = threading.Thread(target=close, args=(office, told))
    with office.database.write(office.alice) as uow:
        commit, uow.commit = uow.commit, lambda: None
        no(uow, office)
        uow.flush()
        thread.start()
        office.until_somebody_waits(thread)
        assert not told
        commit()
    thread.join()
    [blocked] = told
    assert Item.REFER in blocked
    [case] = office.rows(CaseRecord)
    assert case.closed_on is None


def test_r194_a_no_that_comes_while_a_case_is_being_closed_waits_until_it_is(office):
    told: list = []

    def late():
        with office.database.write(office.alice) as uow:
            no(uow, office)
        told.append([one.closed_on for one in office.rows(CaseRecord)])

    thread = threading.Thread(target=late)
    with office.database.write(office.alice) as uow:
        [case] = office.rows(CaseRecord)
        commit, uow.commit = uow.commit, lambda: None
        closing.close(uow, office.alice, office.case, TODAY, revision=case.revision, key="key-of-closing")
        thread.start()
        office.until_somebody_waits(thread)
        assert not told
        commit()
    thread.join()
    assert told == [[TODAY]]
    [referral] = office.rows(ReferralRecord)
    assert referral.state is ReferralState.CANCELLED


# ── conferences ───────────────────────────────────────────────────────────────


def called(office) -> str:
    with office.database.write(office.sue) as uow:
        return conferences.plan(
            uow, office.sue, kind=ConferenceKind.CASE, on=TODAY, written=True, place="", dong="", key="key-of-calling"
        )


def at_once(act) -> list:
    """What became of it, for each of those who try."""
    told, start = [], threading.Barrier(AT_ONCE)

    def one(number):
        start.wait()
        try:
            act(number)
        except RuleForbids as refused:
            told.append([str(reason.code) for reason in refused.reasons])
        except (LostUpdate, Refused, Busy) as refused:
            told.append(type(refused).__name__)
        else:
            told.append("done")

    threads = [threading.Thread(target=one, args=(number,)) for number in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(told) == AT_ONCE
    return told


def put(uow, office, conference, key):
    conferences.put_on_agenda(uow, office.alice, conference, office.case, TODAY, question="이대로 이어 갈지", key=key)


def test_a_case_that_many_put_on_one_agenda_at_once_stands_there_once(office):
    conference = called(office)

    def act(number):
        with office.database.write(office.alice) as uow:
            put(uow, office, conference, f"key-of-an-agenda-{number}")

    told = at_once(act)
    assert told.count("done") == 1 and told.count(["TWICE"]) == AT_ONCE - 1
    assert len(office.rows(ConferenceItemRecord)) == 1


def test_a_case_that_comes_on_the_agenda_while_the_conference_ends_is_not_lost_in_it(office):
    """Two sessions: one puts the case there and has not committed, the other ends the conference."""
    conference, told = called(office), []

    def end():
        try:
            with office.database.write(office.sue) as uow:
                conferences.hold(
                    uow, office.sue, conference, TODAY, next_on=None, revision=1, key="key-of-the-end-of-it"
                )
        except RuleForbids as refused:
            told.append([str(one.code) for one in refused.reasons])

    thread = threading.Thread(target=end)
    with office.database.write(office.alice) as uow:
        commit, uow.commit = uow.commit, lambda: None
        put(uow, office, conference, "key-of-an-agenda")
        uow.flush()
        thread.start()
        office.until_somebody_waits(thread)
        assert not told
        commit()
    thread.join()
    assert told == [["UNDECIDED"]]
