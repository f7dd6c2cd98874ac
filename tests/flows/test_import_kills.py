"""A process that is killed while it imports leaves the old register or the new one, never something between.

The moments are drawn by a seed and spread over the whole of an import: reading, spooling,
writing, committing. ``RESMAP_KILLS`` sets how many a database; six keep the suite quick.
"""

import os
import random
import shutil
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, select, text

from resmap.domain.permissions import Actor, Role
from resmap.flows import importing
from resmap.store import (
    Database,
    DepartmentRecord,
    ImportBatchRecord,
    OfferChangeRecord,
    OfferRecord,
    OrganisationRecord,
    history,
    load_ring,
    new_ring,
    register,
    save_ring,
)

BOSS = Actor("boss", Role.ADMINISTRATOR)
ROOT = Path(__file__).parents[2]
HEADER = "시설명,시설코드,시설종류명(시설유형),시설장명,시군구명,시설주소\n"
SOURCE = "목록"
KILLS = int(os.environ.get("RESMAP_KILLS", "6"))
ROWS = 500


def row(key: int, house: int) -> str:
    return f"복지관{key},K{key},(일반) 사회복지관,홍길동,광진구,서울특별시 광진구 능동로 {house} (화양동)\n"


OLD = (HEADER + "".join(row(n, n) for n in range(ROWS))).encode()
NEW = (HEADER + "".join(row(n, n + (n % 2)) for n in range(100, ROWS * 2))).encode()


@dataclass
class Place:
    """A register in files of its own."""

    url: str
    folder: Path

    @property
    def arguments(self) -> list[str]:
        return [self.url, str(self.folder / "keys.json"), str(self.folder / "events.head")]

    def open(self) -> Database:
        return Database(self.url, load_ring(self.folder / "keys.json"), self.folder / "events.head")


@pytest.fixture(params=["sqlite", "postgresql"])
def copies(request, tmp_path):
    """``copies()``: a register that holds the old list, a fresh copy each time."""
    folder = tmp_path / "first"
    folder.mkdir()
    save_ring(new_ring(), folder / "keys.json")
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("migrated_sqlite"), folder / "register.sqlite3")
        first = Place(f"sqlite:///{folder / 'register.sqlite3'}", folder)
    else:
        first = Place(request.getfixturevalue("migrated_postgresql_url"), folder)
    database = first.open()
    importing.bring_in(database, BOSS, OLD, "list.csv", source=SOURCE)
    if database.is_sqlite:
        database.scrub()  # nothing is left in the write-ahead log
    database.dispose()
    with_cluster = request.getfixturevalue("postgresql") if request.param == "postgresql" else None
    lent = []

    def copy() -> Place:
        here = tmp_path / f"copy{len(lent)}"
        shutil.copytree(folder, here)
        if with_cluster is None:
            lent.append(None)
            return Place(f"sqlite:///{here / 'register.sqlite3'}", here)
        lent.append(with_cluster.database(template=make_url(first.url).database))
        return Place(lent[-1].__enter__(), here)

    yield copy
    for one in lent:
        if one is not None:
            one.__exit__(None, None, None)


def child(place: Place, listing: Path) -> subprocess.Popen:
    command = [sys.executable, "-m", "tests.support.import_child", *place.arguments, str(listing), SOURCE]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)


def contents(database: Database):
    """Everything that an import touches, without ids and moments."""
    offer = OfferRecord
    with database.read() as uow:
        session = uow.session
        rows = session.execute(
            select(offer.source_key, offer.address, offer.revision, offer.missing_since.is_(None), offer.review)
        )
        return {
            "offers": sorted(map(tuple, rows)),
            "organisations": sorted(session.scalars(select(OrganisationRecord.name))),
            "departments": len(list(session.scalars(select(DepartmentRecord.id)))),
            "changes": sorted(map(str, session.execute(select(OfferChangeRecord.before, OfferChangeRecord.after)))),
            "batches": sorted(session.scalars(select(ImportBatchRecord.digest))),
            "counter": register.counter(uow) > 0,
            "events": history.verify(uow).count,
        }


def wait_for_the_server(place: Place) -> None:
    """PostgreSQL goes on for a moment with what a killed client had sent."""
    if place.url.startswith("sqlite"):
        return
    others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    engine = create_engine(place.url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        while connection.scalar(text(others)):
            connection.execute(text("SELECT pg_sleep(0.02)"))
    engine.dispose()


def steps_of(process: subprocess.Popen, most: int | None = None) -> int:
    """Read what the child tells until it is done, or until so many steps; answers how many it told."""
    assert process.stdout.readline() == "ready\n"
    count = 0
    for line in process.stdout:
        if line == "done\n":
            break
        count += 1
        process.stdin.write("n")
        process.stdin.flush()
        if count == most:  # it goes on by itself from here, as far as it comes
            break
    return count


def close(process: subprocess.Popen) -> None:
    for pipe in (process.stdout, process.stdin):
        with suppress(BrokenPipeError):
            pipe.close()


def test_killed_at_any_moment_the_register_is_the_old_or_the_new(copies, tmp_path):
    listing = tmp_path / "list.csv"
    listing.write_bytes(NEW)
    whole = copies()
    database = whole.open()
    old = contents(database)
    process = child(whole, listing)
    steps = steps_of(process)
    assert process.wait() == 0 and steps > 60
    close(process)
    new = contents(database)
    database.dispose()
    assert len(new["offers"]) == ROWS * 2 and new["changes"] and new["events"] == old["events"] + 1
    dice, seen = random.Random(20261122), []
    for kill in range(KILLS):
        # Spread over the whole of it, one in each part, wherever in that part.
        moment = max(1, int(steps * (kill + dice.random()) / KILLS))
        place = copies()
        process = child(place, listing)
        steps_of(process, moment)
        process.kill()
        process.wait()
        close(process)
        wait_for_the_server(place)
        database = place.open()
        found = contents(database)
        assert found in (old, new)
        seen.append("new" if found == new else "old")
        with database.read() as uow:
            assert history.verify(uow).ok
        left = {path.name.partition("-")[0] for path in place.folder.iterdir()}
        assert left <= {"keys.json", "events.head", "register.sqlite3"}  # nothing half-read lies about
        importing.bring_in(database, BOSS, NEW, "list.csv", source=SOURCE)
        assert contents(database)["offers"] == new["offers"]
        database.dispose()
    assert "old" in seen  # it was really killed on the way
