"""Two supervisors share out the last one at once, on both databases: one gets it, the other is told."""

import threading
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest

from resmap.domain.codes import Stage
from resmap.domain.donations import ShareState
from resmap.domain.permissions import Actor, Role
from resmap.flows import donations, donations_sharing
from resmap.flows.donations_sharing import Tick
from resmap.flows.refusals import LostUpdate
from resmap.flows.ruling import RuleForbids
from resmap.store import (
    CaseRecord,
    ClientRecord,
    Database,
    DonationRecord,
    DonationShareRecord,
    MemberRecord,
    NeedRecord,
    OfficeRecord,
    UserRecord,
    history,
    new_ring,
)

TODAY = date(2026, 11, 2)
NOW = datetime(2026, 11, 2, 1, tzinfo=UTC)
DONGS = ("자양4동", "중곡1동")
#: Households of each dong.
EACH = 6


@dataclass(frozen=True)
class Hall:
    """A gift, and supervisors of two dongs who have said what the names are for."""

    database: Database
    actors: tuple[Actor, ...]
    cases: dict[str, tuple[str, ...]]
    gift: str

    def share(self, actor: Actor, case: str, key: str, count: int = 1) -> None:
        with self.database.write(actor) as uow:
            donations_sharing.share(uow, actor, self.gift, [Tick(case, count)], TODAY, key=key)

    def set_left(self, left: int) -> None:
        with self.database.write() as uow:
            uow.as_system()
            uow.get(DonationRecord, self.gift).left = left
            uow.commit()

    def left(self) -> int:
        with self.database.read() as uow:
            uow.as_system()
            return uow.get(DonationRecord, self.gift).left

    def held(self) -> list[DonationShareRecord]:
        with self.database.read() as uow:
            uow.as_system()
            return list(uow.session.query(DonationShareRecord))

    def is_whole(self) -> bool:
        with self.database.read() as uow:
            return history.verify(uow).ok


@pytest.fixture
def hall(migrated_url, tmp_path):
    database = Database(migrated_url, new_ring(), tmp_path / "events.head", clock=lambda: NOW)
    with database.write() as uow:
        actors, cases = furnish(uow.as_system())
        uow.commit()
    with database.write(actors[0]) as uow:
        gift = donations.Gift("쌀", 100, "포", giver="독지가", needs=("ECO11",))
        gift = donations.receive(uow, actors[0], gift, TODAY, key="receive-a-gift")
    for number, actor in enumerate(actors):
        with database.write(actor) as uow:
            donations.state_purpose(uow, actor, gift, TODAY, words="설 나눔", key=f"purpose-{number}")
    yield Hall(database, actors, cases, gift)
    database.dispose()


def furnish(uow) -> tuple[tuple[Actor, ...], dict[str, tuple[str, ...]]]:
    office = uow.add(OfficeRecord(name="광진구청", sido="서울특별시", sigungu="광진구"))
    actors, cases = [], {}
    for number, dong in enumerate(DONGS):
        user = uow.add(
            UserRecord(login=f"sue{number}", name=dong, role=Role.SUPERVISOR, office_id=office.id, dongs=(dong,))
        )
        actors.append(Actor(user.id, Role.SUPERVISOR, frozenset({dong}), office.id))
        for one in range(EACH):
            client = uow.add(ClientRecord(office_id=office.id, dong=dong, name=f"당사자 {number}-{one}"))
            member = uow.add(MemberRecord(client_id=client.id, relation="본인", age=70))
            case = uow.add(
                CaseRecord(
                    office_id=office.id,
                    number=f"2026-{number}{one:03}",
                    client_id=client.id,
                    manager_id=user.id,
                    dong=dong,
                    opened_on=TODAY,
                    stage=Stage.PLANNING,
                )
            )
            uow.add(
                NeedRecord(case_id=case.id, code="ECO11", holder=member.id, priority=1, severity=2, confirmed_on=TODAY)
            )
            cases[dong] = (*cases.get(dong, ()), case.id)
    return tuple(actors), cases


def at_once(acts) -> Counter:
    gate, found = threading.Barrier(len(acts)), []

    def run(act):
        gate.wait()
        try:
            act()
        except RuleForbids as refused:
            found.append("+".join(sorted(str(one.code) for one in refused.reasons)))
        except Exception as error:  # whatever it is, the test has to see it
            found.append(type(error).__name__)
        else:
            found.append("done")

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Counter(found)


def of_everybody(hall: Hall, count: int = 1):
    return [
        lambda actor=actor, case=case: hall.share(actor, case, f"share-{case}", count)
        for actor, dong in zip(hall.actors, DONGS, strict=True)
        for case in hall.cases[dong]
    ]


def test_of_two_supervisors_who_share_out_the_last_one_at_once_one_gets_it(hall):
    for attempt in range(EACH):
        hall.set_left(1)
        acts = [
            lambda actor=actor, case=hall.cases[dong][attempt]: hall.share(actor, case, f"share-{case}")
            for actor, dong in zip(hall.actors, DONGS, strict=True)
        ]
        assert at_once(acts) == {"done": 1, "TOO_MANY": 1}
        assert hall.left() == 0 and len(hall.held()) == attempt + 1
    assert hall.is_whole()


def test_of_many_who_share_at_once_no_more_is_given_than_there_is(hall):
    hall.set_left(7)
    outcomes = at_once(of_everybody(hall, 2))
    assert outcomes == {"done": 3, "TOO_MANY": 2 * EACH - 3}
    assert hall.left() == 1 and sum(one.count for one in hall.held()) == 6 and hall.is_whole()


def test_two_windows_that_share_with_one_household_make_one_share(hall):
    case = hall.cases[DONGS[0]][0]
    outcomes = at_once([lambda n=n: hall.share(hall.actors[0], case, f"window-{n}") for n in range(4)])
    assert outcomes == {"done": 1, "HAS_SHARE": 3}
    assert hall.left() == 99 and len(hall.held()) == 1 and hall.is_whole()


def test_what_goes_back_goes_back_once(hall):
    actor, case = hall.actors[0], hall.cases[DONGS[0]][0]
    hall.share(actor, case, "share-once-of-tests", 5)
    (one,) = hall.held()

    def settle(number):
        with hall.database.write(actor) as uow:
            donations_sharing.settle(
                uow, actor, one.id, TODAY, to=ShareState.DECLINED, on=TODAY, revision=one.revision, key=f"settle-{number}"
            )

    outcomes = at_once([lambda n=n: settle(n) for n in range(4)])
    assert outcomes.pop("done") == 1 and set(outcomes) <= {LostUpdate.__name__, "STEP"}
    assert hall.left() == 100 and hall.is_whole()
