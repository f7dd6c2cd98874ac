"""Two imports at once, or an import and an edit: nobody's work is lost."""

import threading

import pytest

from resmap.domain.codes import Review
from resmap.flows import importing
from resmap.flows.importing.values import COMPARING
from resmap.store import Database, LostUpdate, Search, history, new_ring, offers
from tests.flows.test_importing import BOSS, centre, codes, table

LISTS = [table(*(centre(f"Z{n}", f"복지관{n}") for n in range(start, start + 60))) for start in (0, 40)]


@pytest.fixture
def two(migrated_url, tmp_path):
    """Two servers at one database."""
    ring = new_ring()
    made = [Database(migrated_url, ring, tmp_path / "events.head") for _ in range(2)]
    yield made
    for one in made:
        one.dispose()


def rows_of(database):
    with database.read() as uow:
        return {row.source_key: row for row in offers.search(uow, Search(), size=200).rows}


def test_two_imports_of_one_source_at_once_make_each_entry_once(two):
    prepared = [importing.prepare(one, BOSS, raw, "l.csv") for one, raw in zip(two, LISTS, strict=True)]
    start, reports = threading.Barrier(2), []

    def run(database, file):
        start.wait()
        reports.append(importing.apply(database, BOSS, file, partial=True))

    threads = [threading.Thread(target=run, args=pair) for pair in zip(two, prepared, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(one.created for one in reports) == 100 == len(rows_of(two[0]))
    assert sum(one.unchanged for one in reports) == 20
    with two[0].read() as uow:
        assert history.verify(uow).ok


def test_an_edit_that_is_made_while_an_import_reads_is_kept(two):
    ours, theirs = two
    importing.bring_in(ours, BOSS, table(centre()), "l.csv")
    later = importing.prepare(ours, BOSS, table(centre(address="서울특별시 광진구 군자로 2 (군자동)")), "l.csv")
    edited = []

    def somebody_edits(stage="", done=0, total=0):
        if edited or (stage == COMPARING and done < total):
            return
        with theirs.write() as uow:
            (row,) = offers.search(uow, Search()).rows
            row.dong, row.review = "자양1동", Review.VERIFIED
            uow.commit()
        edited.append(stage)

    if ours.is_sqlite:  # one writer: the edit is before the import, or waits for it
        somebody_edits()
        report = importing.apply(ours, BOSS, later)
    else:
        report = importing.apply(ours, BOSS, later, progress=lambda *told: told[0] == COMPARING and somebody_edits(*told))
    row = rows_of(ours)["Z1"]
    assert edited and (row.dong, row.address) == ("자양1동", "서울특별시 광진구 군자로 2 (군자동)")
    assert "LOCAL_EDIT_KEPT" in codes(report)


def test_a_form_that_was_opened_before_an_import_says_that_somebody_was_faster(two):
    ours, theirs = two
    importing.bring_in(ours, BOSS, table(centre()), "l.csv")
    seen = rows_of(theirs)["Z1"].revision
    importing.bring_in(ours, BOSS, table(centre(address="서울특별시 광진구 군자로 2 (군자동)")), "l.csv")
    with theirs.write() as uow, pytest.raises(LostUpdate):
        uow.check_revision(next(iter(offers.search(uow, Search()).rows)), seen)


def test_who_watches_may_stop_an_import_and_nothing_was_saved(two):
    class Stopped(Exception):
        pass

    def stop(stage, done, total):
        if stage == COMPARING:
            raise Stopped

    with pytest.raises(Stopped):
        importing.bring_in(two[0], BOSS, LISTS[0], "l.csv", progress=stop)
    assert not rows_of(two[0])
    assert importing.bring_in(two[0], BOSS, LISTS[0], "l.csv").created == 60
