"""The demo's neighbourhood for tests of casework: filled once for each worker, copied for each test.

A test module imports the fixtures ``demo_template`` and ``world``.
"""

import shutil
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from pathlib import Path

import pytest
from sqlalchemy import select

from resmap import config
from resmap.domain.permissions import Actor
from resmap.flows import cases, demo
from resmap.store import (
    AnswerRecord,
    CaseRecord,
    Database,
    EventRecord,
    NeedRecord,
    OfferRecord,
    ReferralRecord,
    accounts,
    actor_of,
    migrate,
    new_ring,
)

#: Noon in Seoul on the day that the files call today.
NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
TODAY = NOW.date()
PASSWORD = "resmap-demo-2026"


class Clock:
    """Moves on by a second at every look, so that what came later is later."""

    def __init__(self):
        self.moment = NOW

    def __call__(self) -> datetime:
        self.moment += timedelta(seconds=1)
        return self.moment


def fill_template(folder: Path, *, worked: bool = False):
    """The demo in a SQLite file of ``folder``; returns the ring of keys it was filled with.

    Its people as they came, unless ``worked``: tests of casework write the course of a case themselves.
    """
    files = demo.read(config.demo_folder(), TODAY)
    files = files if worked else replace(files, casework=demo.NO_CASEWORK)
    ring = new_ring()
    url = f"sqlite:///{folder / 'demo.sqlite3'}"
    migrate(url)
    database = Database(url, ring, folder / "events.head", clock=Clock())
    assert demo.fill(database, files)
    database.scrub()
    database.dispose()
    return ring


def copy_of(folder: Path, ring, to: Path) -> "World":
    for name in ("demo.sqlite3", "events.head"):
        shutil.copy(folder / name, to / name)
    return World(Database(f"sqlite:///{to / 'demo.sqlite3'}", ring, to / "events.head", clock=Clock()))


@pytest.fixture(scope="session")
def demo_template(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo-template")
    return folder, fill_template(folder)


@pytest.fixture(scope="session")
def worked_template(tmp_path_factory):
    """The whole demo, as it is shown: with what the work on its cases has left."""
    folder = tmp_path_factory.mktemp("worked-template")
    return folder, fill_template(folder, worked=True)


@pytest.fixture
def worked_world(worked_template, tmp_path):
    made = copy_of(*worked_template, tmp_path)
    yield made
    made.database.dispose()


@pytest.fixture
def world(demo_template, tmp_path):
    """A demo of one's own: what a test does to it, no other test sees."""
    made = copy_of(*demo_template, tmp_path)
    yield made
    made.database.dispose()


@dataclass
class World:
    """The demo with short ways to its people, cases and offers (by the names in its files)."""

    database: Database
    today: date = TODAY

    def actor(self, login: str) -> Actor:
        with self.database.read() as uow:
            return actor_of(accounts.user_by_login(uow, login))

    @cached_property
    def case_ids(self) -> dict[str, str]:
        return {one.number: one.id for one in self.rows(CaseRecord)}

    @cached_property
    def offer_ids(self) -> dict[str, str]:
        return {one.short_ref: one.id for one in self.rows(OfferRecord)}

    def needs(self, number: str) -> dict[str, str]:
        """Ids of the needs of a case by code."""
        found = self.rows(NeedRecord, NeedRecord.case_id == self.case_ids[number])
        return {one.code: one.id for one in found}

    def rows(self, record, *conditions) -> list:
        """Records as they stand in the database, looked at from outside every scope."""
        with self.database.read() as uow:
            uow.as_system()
            return list(uow.session.scalars(select(record).where(*conditions).order_by(record.id)))

    def answers(self, number: str) -> list[AnswerRecord]:
        return self.rows(AnswerRecord, AnswerRecord.case_id == self.case_ids[number])

    def referral(self, referral_id: str) -> ReferralRecord:
        (found,) = self.rows(ReferralRecord, ReferralRecord.id == referral_id)
        return found

    def offer(self, short: str) -> OfferRecord:
        (found,) = self.rows(OfferRecord, OfferRecord.id == self.offer_ids[short])
        return found

    def events(self) -> list[EventRecord]:
        with self.database.read() as uow:
            uow.as_system()
            return list(uow.session.scalars(select(EventRecord).order_by(EventRecord.number)))

    def change(self, act) -> None:
        """Change the world behind everybody's back: ``act(uow)``, as the system."""
        with self.database.write() as uow:
            uow.as_system()
            act(uow)
            uow.commit()

    def change_offer(self, short: str, **values) -> None:
        def act(uow):
            record = uow.get(OfferRecord, self.offer_ids[short])
            for name, value in values.items():
                setattr(record, name, value)

        self.change(act)

    def page(self, login: str, number: str, *, locale: str = "ko", **more) -> cases.CasePage:
        actor = self.actor(login)
        with self.database.read(actor) as uow:
            return cases.page(uow, actor, self.case_ids[number], self.today, locale=locale, **more)

    def need_view(self, login: str, number: str, code: str, **more):
        return next(one for one in self.page(login, number, **more).needs if one.code == code)

    def suggested(self, login: str, number: str, code: str) -> list[str]:
        """Ids of the offers that the page suggests for a need, best first."""
        need = self.need_view(login, number, code)
        return [one.offer for one in need.suggestions]
