"""Many people, one last place: in threads, in processes, on both databases, exactly one gets it.

TRUST.md counted what happens without care: the last place given twice in 99 of 100 races.
"""

import threading
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path

import pytest
from sqlalchemy import event, select

from resmap.domain.advocacy import Refuser
from resmap.domain.codes import RecipientClass, Review, Stage
from resmap.domain.permissions import Actor, Role
from resmap.domain.referral_reasons import ReasonCode
from resmap.domain.referrals import ReferralState
from resmap.flows import editing, referral_links, referral_waiting, referring, replying
from resmap.flows.referral_consequences import Said
from resmap.flows.refusals import KeyReused, LostUpdate, Refused
from resmap.flows.ruling import AlreadyDone, RuleForbids
from resmap.store import (
    CaseRecord,
    ClientRecord,
    ConsentKind,
    ConsentRecord,
    Database,
    DepartmentRecord,
    EventRecord,
    MemberRecord,
    NeedRecord,
    OfferRecord,
    OfficeRecord,
    OrganisationRecord,
    ReferralRecord,
    UserRecord,
    history,
    new_ring,
    referrals,
)

TODAY = date(2026, 11, 2)
NOW = datetime(2026, 11, 2, 1, tzinfo=UTC)
CASES = 50
PROCESSES, EACH = 3, 8
S = ReferralState
TOKEN = "a-token-of-races-a-token-of-races-43-letters"


def clock() -> datetime:
    return NOW


@dataclass(frozen=True)
class Street:
    """Clients who all want the same offer, each with a draft of their own manager's."""

    database: Database
    actor: Actor
    supervisor: Actor
    drafts: tuple[str, ...]
    cases: tuple[str, ...]
    needs: tuple[str, ...]
    offer: str
    sibling: str
    same_unit: str

    def places(self) -> int:
        with self.database.read() as uow:
            return uow.get(OfferRecord, self.offer).places_left

    def states(self) -> Counter:
        with self.database.read() as uow:
            uow.as_system()
            return Counter(uow.session.scalars(select(ReferralRecord.state)))

    def kinds(self) -> Counter:
        with self.database.read() as uow:
            uow.as_system()
            return Counter(str(one) for one in uow.session.scalars(select(EventRecord.kind)))

    def is_whole(self) -> bool:
        with self.database.read() as uow:
            return history.verify(uow).ok

    def set_places(self, left: int) -> None:
        with self.database.write() as uow:
            uow.get(OfferRecord, self.offer).places_left = left
            uow.commit()


@pytest.fixture
def street(migrated_url, tmp_path):
    database = Database(migrated_url, new_ring(), tmp_path / "events.head", clock=clock)
    with database.write() as uow:
        made = furnish(uow.as_system(), database)
        uow.commit()
    yield made
    database.dispose()


def furnish(uow, database) -> Street:
    office = uow.add(OfficeRecord(name="광진구청", sido="서울특별시", sigungu="광진구"))
    alice, sue = (
        uow.add(UserRecord(login=login, name=login, role=role, office_id=office.id, dongs=("자양4동",)))
        for login, role in (("alice", Role.CASE_MANAGER), ("sue", Role.SUPERVISOR))
    )
    house = uow.add(OrganisationRecord(name="자양종합사회복지관"))
    meals, care = (uow.add(DepartmentRecord(organisation_id=house.id, name=name)) for name in ("영양팀", "돌봄팀"))
    offer, sibling, same_unit = (
        uow.add(
            OfferRecord(
                name=name,
                kind="M31",
                organisation_id=house.id,
                department_id=department.id,
                needs=("DLY11",),
                recipient_class=RecipientClass.AGENCY,
                review=Review.VERIFIED,
                verified_on=TODAY,
                limit=CASES,
                places_left=1,
            )
        )
        for name, department in (("밑반찬", meals), ("동행", care), ("도시락", meals))
    )
    drafts, cases, needs = [], [], []
    for number in range(CASES):
        client = uow.add(ClientRecord(office_id=office.id, dong="자양4동", name=f"당사자 {number}"))
        member = uow.add(MemberRecord(client_id=client.id, relation="본인", age=70, sex="F"))
        case = uow.add(
            CaseRecord(
                office_id=office.id,
                number=f"2026-{number:04}",
                client_id=client.id,
                manager_id=alice.id,
                dong="자양4동",
                opened_on=TODAY,
                stage=Stage.PLANNING,
            )
        )
        need = uow.add(NeedRecord(case_id=case.id, code="DLY11", holder=member.id, priority=1, severity=2))
        uow.add(ConsentRecord(case_id=case.id, kind=ConsentKind.PROVIDE_CLASS, recipient="agency", since=TODAY))
        draft = uow.add(
            ReferralRecord(
                case_id=case.id,
                need_id=need.id,
                offer_id=offer.id,
                organisation=house.name,
                department=meals.name,
                unit=unit_of(house.name, meals.name),
            )
        )
        drafts.append(draft.id)
        cases.append(case.id)
        needs.append(need.id)
    return Street(
        database,
        Actor(alice.id, Role.CASE_MANAGER, frozenset({"자양4동"}), office.id),
        Actor(sue.id, Role.SUPERVISOR, frozenset({"자양4동"}), office.id),
        tuple(drafts),
        tuple(cases),
        tuple(needs),
        offer.id,
        sibling.id,
        same_unit.id,
    )


def unit_of(organisation: str, department: str) -> str:
    from resmap.domain.network import Offer

    offer = Offer("", "", "M31", organisation, department, (), RecipientClass.AGENCY)
    return referrals.unit_key(offer)


def outcome(act, *args, **more) -> str:
    """What became of an act: ``done``, the codes of a rule, or the name of the refusal."""
    try:
        act(*args, **more)
    except RuleForbids as refused:
        return "+".join(sorted(str(one.code) for one in refused.reasons))
    except Exception as error:  # whatever it is, the test has to see it
        return type(error).__name__
    return "done"


def send(database: Database, actor: Actor, referral: str, key: str, revision: int = 1) -> None:
    with database.write(actor) as uow:
        referring.send(uow, actor, referral, TODAY, chosen={}, revision=revision, key=key)


def step(database: Database, actor: Actor, referral: str, to: ReferralState, key: str, revision: int) -> None:
    with database.write(actor) as uow:
        replying.step(uow, actor, referral, TODAY, to=to, words="없음", revision=revision, key=key)


def draft(street: Street, offer: str, key: str, number: int = 0) -> str:
    actor = street.actor
    with street.database.write(actor) as uow:
        return referring.draft(
            uow, actor, street.cases[number], TODAY,
            need_id=street.needs[number], offer_id=offer, by=None, why=None, seen="", key=key,
        )  # fmt: skip


def at_once(acts) -> Counter:
    """All acts, each in a thread of its own, begun together; how often each outcome came."""
    gate, found = threading.Barrier(len(acts)), []

    def run(act):
        gate.wait()
        found.append(outcome(act))

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Counter(found)


def in_a_process(url, ring, head: str, actor: Actor, drafts: tuple[str, ...]) -> Counter:
    """One process of several on the same database: its own engine, its own kept neighbourhood."""
    database = Database(url, ring, Path(head), clock=clock)
    try:
        return at_once([lambda one=one: send(database, actor, one, f"send-{one}") for one in drafts])
    finally:
        database.dispose()


def one_got_it(street: Street, outcomes: Counter, tried: int) -> None:
    """Exactly one ``done``; everybody else was told that there is no place, nobody of a lock."""
    assert outcomes == {"done": 1, "CAPACITY": tried - 1}
    assert street.places() == 0
    assert street.states() == {S.REQUESTED: 1, S.DRAFT: CASES - 1}
    kinds = street.kinds()
    assert (kinds["referral.changed"], kinds["referral.disclosed"]) == (1, 1), kinds
    assert street.is_whole()


# ── the last place ───────────────────────────────────────────────────────────


def test_of_fifty_who_press_at_once_one_gets_the_last_place(street):
    acts = [
        lambda one=one: send(street.database, street.actor, one, f"send-{one}")
        for one in street.drafts
    ]
    one_got_it(street, at_once(acts), CASES)


def test_of_several_processes_with_several_threads_one_gets_the_last_place(street, migrated_url, tmp_path):
    shares = [street.drafts[EACH * number : EACH * (number + 1)] for number in range(PROCESSES)]
    head = str(tmp_path / "events.head")
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as pool:
        asked = [
            pool.submit(in_a_process, migrated_url, street.database.ring, head, street.actor, share)
            for share in shares
        ]
        outcomes = sum((one.result(timeout=60) for one in asked), Counter())
    one_got_it(street, outcomes, PROCESSES * EACH)


def test_of_three_places_three_are_given(street):
    street.set_places(3)
    acts = [lambda one=one: send(street.database, street.actor, one, f"send-{one}") for one in street.drafts[:20]]
    assert at_once(acts) == {"done": 3, "CAPACITY": 17}
    assert street.places() == 0 and street.states()[S.REQUESTED] == 3 and street.is_whole()


# ── one act, once ────────────────────────────────────────────────────────────


def test_a_double_click_sends_once(street):
    street.set_places(9)
    one = street.drafts[0]
    outcomes = at_once([lambda: send(street.database, street.actor, one, "the-same-form")] * 8)
    assert outcomes == {"done": 1, "AlreadyDone": 7}
    assert street.places() == 8 and street.kinds()["referral.disclosed"] == 1


def test_two_windows_send_one_letter_once(street):
    """Another key, the same draft: the second is told that it was sent, or that the draft has moved on."""
    street.set_places(9)
    one = street.drafts[0]
    outcomes = at_once([lambda n=n: send(street.database, street.actor, one, f"window-{n}") for n in range(8)])
    assert outcomes.pop("done") == 1
    assert set(outcomes) <= {AlreadyDone.__name__, LostUpdate.__name__} and sum(outcomes.values()) == 7
    assert street.places() == 8 and street.kinds()["referral.disclosed"] == 1 and street.is_whole()


def test_a_key_is_good_for_its_owner_and_its_act_only(street):
    street.set_places(9)
    first, second = street.drafts[:2]
    send(street.database, street.actor, first, "the-key-of-a-form")
    assert outcome(send, street.database, street.supervisor, second, "the-key-of-a-form") == KeyReused.__name__
    revision = 2
    again = outcome(step, street.database, street.actor, first, S.ACCEPTED, "the-key-of-a-form", revision)
    assert again == KeyReused.__name__
    assert street.states() == {S.REQUESTED: 1, S.DRAFT: CASES - 1}


def test_a_key_of_one_letter_does_nothing_to_another_and_says_so(street):
    """The same person, the same act, another letter: nothing is answered as if it had been done."""
    street.set_places(9)
    first, second = street.drafts[:2]
    send(street.database, street.actor, first, "the-key-of-a-form")
    assert outcome(send, street.database, street.actor, second, "the-key-of-a-form") == KeyReused.__name__
    with street.database.read(street.actor) as uow:
        revision = uow.get(ReferralRecord, first).revision
    step(street.database, street.actor, first, S.ACCEPTED, "the-key-of-a-step", revision)
    wrong = outcome(step, street.database, street.actor, second, S.CANCELLED, "the-key-of-a-step", 1)
    assert wrong == KeyReused.__name__
    assert street.states() == {S.ACCEPTED: 1, S.DRAFT: CASES - 1}


@pytest.mark.parametrize("to", [S.REJECTED, S.CANCELLED])
def test_a_place_is_given_back_exactly_once(street, to):
    one = street.drafts[0]
    send(street.database, street.actor, one, "send-once")
    assert street.places() == 0
    with street.database.read(street.actor) as uow:
        revision = uow.get(ReferralRecord, one).revision
    acts = [
        lambda n=n: step(street.database, street.actor, one, to, f"no-{n}", revision) for n in range(8)
    ]
    outcomes = at_once(acts)
    assert outcomes.pop("done") == 1
    assert set(outcomes) <= {LostUpdate.__name__, "STEP"}
    assert street.places() == 1 and street.kinds()["referral.changed"] == 2 and street.is_whole()


def give_back(street: Street, how: str, referral: str, revision: int, key: str) -> None:
    """One of the ways by which a referral that waits lets go of its place."""
    database, actor = street.database, street.actor
    if how == "link":
        with database.write() as uow:
            said = Said(by=Refuser.PROVIDER, reason=ReasonCode.NO_CAPACITY)
            referral_links.answer(uow, TOKEN, TODAY, to=S.REJECTED, said=said, words="", key=key)
        return
    with database.write(actor) as uow:
        if how == "expire":
            over = TODAY + timedelta(days=30)
            referral_waiting.expire(uow, actor, referral, over, revision=revision, key=key)
        else:
            replying.step(uow, actor, referral, TODAY, to=S.CANCELLED, words="그만", revision=revision, key=key)


@pytest.mark.parametrize("how", ["expire", "cancel", "link"])
def test_a_place_that_comes_back_while_others_ask_for_it_goes_to_one_of_them_or_stays(street, how):
    """Ended by eight hands at once while thirty send: given back once, taken at most once, never lost."""
    first, others = street.drafts[0], street.drafts[1:31]
    send(street.database, street.actor, first, "send-first")
    if how == "link":
        with street.database.write(street.actor) as uow:
            referral_links.make(uow, street.actor, first, TODAY, token=TOKEN, key="link-key")
    with street.database.read(street.actor) as uow:
        revision = uow.get(ReferralRecord, first).revision
    ends = [lambda n=n: give_back(street, how, first, revision, f"end-{n}") for n in range(8)]
    senders = [lambda one=one: send(street.database, street.actor, one, f"send-{one}") for one in others]
    outcomes = at_once([*senders[:15], *ends, *senders[15:]])
    states = street.states()
    taken = states[S.REQUESTED]
    assert taken <= 1 and street.places() == 1 - taken
    assert states[S.EXPIRED] + states[S.CANCELLED] + states[S.REJECTED] == 1
    refusals = {"CAPACITY", LostUpdate.__name__, AlreadyDone.__name__, "NotFound", "STEP", "WAITING", "done"}
    assert set(outcomes) <= refusals, outcomes
    assert street.is_whole()


def test_who_counts_places_and_who_edits_never_stop_each_other(street):
    """Two who meet on one entry wait in one order: nobody is told of a deadlock, no edit is lost."""
    street.set_places(CASES)
    edited = []

    @event.listens_for(street.database._write_engine, "before_cursor_execute")
    def widen_the_gap(conn, cursor, statement, parameters, context, many):
        if statement.startswith(("UPDATE offers", "UPDATE counters")):
            time.sleep(0.02)  # between one lock and the next, where two orders would meet

    def edit(number: int) -> None:
        actor = street.supervisor
        for attempt in range(50):
            with street.database.read(actor) as uow:
                revision = uow.get(OfferRecord, street.offer).revision
            try:
                with street.database.write(actor) as uow:
                    values = {"description": f"글 {number}"}
                    editing.change(
                        uow, actor, street.offer, revision=revision, values=values, key=f"edit-{number}-{attempt}"
                    )
                edited.append(number)
                return
            except LostUpdate:
                continue

    senders = [lambda one=one: send(street.database, street.actor, one, f"send-{one}") for one in street.drafts[:16]]
    editors = [lambda number=number: edit(number) for number in range(6)]
    assert at_once([*senders, *editors]) == {"done": 22}
    assert len(edited) == 6 and street.places() == CASES - 16
    kinds = street.kinds()
    assert (kinds["referral.disclosed"], kinds["offer.changed"]) == (16, 6) and street.is_whole()


# ── the unit ─────────────────────────────────────────────────────────────────


def test_a_sibling_department_may_be_asked_as_well_and_the_same_unit_may_not(street):
    sibling = draft(street, street.sibling, "sibling-key")
    assert sibling not in street.drafts
    with pytest.raises(AlreadyDone) as refused:
        draft(street, street.same_unit, "another-offer-of-the-unit")
    assert refused.value.subject == street.drafts[0]
    send(street.database, street.actor, street.drafts[0], "send-one")
    send(street.database, street.actor, sibling, "send-sibling")
    assert street.states()[S.REQUESTED] == 2


def test_of_many_who_begin_a_letter_to_one_unit_one_begins_it(street):
    """Two offers of one department at once: one letter, and everybody else is led to it or refused."""
    step(street.database, street.actor, street.drafts[0], S.CANCELLED, "discard-first", 1)
    asked = [street.offer, street.same_unit] * 5
    outcomes = at_once([lambda n=n, one=one: draft(street, one, f"begin-{n}") for n, one in enumerate(asked)])
    assert outcomes.pop("done") == 1
    assert set(outcomes) <= {AlreadyDone.__name__, Refused.__name__}
    with street.database.read(street.actor) as uow:
        alive = [one for one in referrals.of_case(uow, street.actor, street.cases[0]) if one.state is S.DRAFT]
    assert len(alive) == 1 and street.is_whole()
