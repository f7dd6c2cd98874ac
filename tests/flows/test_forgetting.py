"""An entry that becomes secret leaves its place nowhere: not in the entry, not in what was written about it, not in
the entries that were merged with it, by whichever way it was hidden."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from resmap.domain.codes import AreaLevel, CheckMethod, PairVerdict, RecipientClass, Review
from resmap.domain.network import Offer, Place
from resmap.flows import editing, entry_history, pairs, proposals, register, upkeep
from resmap.flows.entering import decide
from resmap.flows.importing.applying import enter
from resmap.formats.entries import entry
from resmap.store import OfferRecord, PairJudgementRecord
from resmap.store.base import Base
from resmap.store.queries import imports
from resmap.store.records import FieldCheckRecord, OfferChangeRecord, PairRecord
from tests.store.conftest import TODAY, add_offer, database, office, ring  # noqa: F401

MARK = "별빛골목77"
SECRET = {"location_secret": True, "access_line": "1366"}
LIST = "쉼터 목록"
SAID = {"needs": ["DLY11"], "name": MARK, "description": MARK, "how_to_apply": MARK, "address": MARK, "dong": MARK, "organization": MARK}
TELLING = {
    "dong": MARK, "address": MARK, "public_phone": MARK, "website": MARK, "email": MARK, "description": MARK,
    "how_to_apply": MARK, "schedules": [{"description": MARK}], "particulars": {"visit": MARK}, "extra": {"road": MARK},
    "area_level": AreaLevel.DONG, "area_names": (MARK,), "source_row": SAID, "sigungu": "광진구", "lat": 37.53, "lon": 127.07,
    "evidence": {"file": "list.csv", "row": 7, "on": "2026-10-01", "cells": {"주소": MARK}, "first": {"file": "a.csv", "row": 8}},
}  # fmt: skip


def do(database, actor, act, *args, **how):
    with database.write(actor) as uow:
        return act(uow, actor, *args, **how)


def read(database, offer_id):
    with database.read() as uow:
        return uow.get(OfferRecord, offer_id)


@pytest.fixture
def told(database, office):
    """(the entry, one merged into it, one merged into that): their place stands wherever it can."""
    with database.write(office.sue) as uow:
        record = uow.get(OfferRecord, office.offer)
        for name, value in TELLING.items():
            setattr(record, name, value)
        record.source, record.source_key = LIST, "S1"
        ids = [record.id]
        for number in (1, 2):
            twin = add_offer(uow, f"쌍둥이{number}", f"쌍둥이{number}", **TELLING)
            twin.review, twin.merged_into = Review.MERGED, ids[-1]
            uow.flush()
            ids.append(twin.id)
        a, b = sorted(ids[:2])
        seen = {"a_id": a, "b_id": b, "revision_a": 1, "revision_b": 1, "score": 0.9, "model": "m"}
        line = {"factor": "address", "verdict": "for", "points": 1.0, "of": 1.0, "reason": "SAME", "facts": {"a": MARK}}
        decision = {"decision": {"stays": a, "goes": b, "taken": [], "changes": [], "evidence": TELLING["evidence"]}}
        uow.add(PairRecord(**seen, lines=[line]))
        uow.add(PairJudgementRecord(**seen, lines=[line, decision], verdict=PairVerdict.SAME, note=MARK))
        for id_ in ids:
            uow.add(FieldCheckRecord(offer_id=id_, field="address", method=CheckMethod.PHONE, on=TODAY, revision=1, note=MARK))
        uow.because("edit", MARK)
        record.address = f"{MARK} 2층"
        uow.commit()
    values = {"address": f"{MARK} 3층", "description": f"{MARK} 3층"}
    revision = read(database, office.offer).revision
    made = do(database, office.alice, proposals.propose_change, office.offer, revision=revision, values=values, note=MARK, key="propose-key-1")
    assert made.dong == MARK
    return ids


def by_edit(database, office):
    revision = read(database, office.offer).revision
    do(database, office.sue, editing.change, office.offer, revision=revision, values=SECRET, key="hide-key-0001")


def by_proposal(database, office):
    revision = read(database, office.offer).revision
    made = do(database, office.alice, proposals.propose_change, office.offer, revision=revision, values=SECRET, note=MARK, key="hide-key-0002")
    do(database, office.sue, proposals.accept, made.id, fields=list(SECRET), revision=1, entry_revision=revision, key="hide-key-0003")


def shelter(**fields):
    usual = {"name": "쉼터", "kind": "H31", "organization": "쉼터", "department": None, "needs": ("DLY11",), "recipient_class": RecipientClass.AGENCY}
    return entry("S1", Offer("S1", **usual | fields), None, 7)


def by_import(database, office):
    with database.write() as uow:
        enter(uow.as_system(), [shelter(**SECRET)], LIST, date(2026, 11, 1))
        uow.commit()


def rows_with(database, word):
    """Every row of the database in which the word stands: table and row."""
    with database.read() as uow:
        uow.as_system()
        return [
            (table.name, dict(row))
            for table in Base.metadata.sorted_tables
            for row in uow.session.connection().execute(select(table)).mappings()
            if word in str(dict(row))
        ]


@pytest.mark.parametrize("hide", [by_edit, by_proposal, by_import])
def test_the_place_of_an_entry_that_becomes_secret_stands_nowhere_any_more(database, office, told, hide):
    assert {name for name, _ in rows_with(database, MARK)} == {
        "offers", "offer_changes", "field_checks", "pairs", "pair_judgements", "proposals",
    }  # fmt: skip
    hide(database, office)
    assert rows_with(database, MARK) == []
    for id_ in told:
        record = read(database, id_)
        assert record.location_secret and record.access_line == "1366" and (record.lat, record.lon) == (None, None)
        assert set(record.evidence or {}) <= {"file", "on"}
        assert record.area_level is not AreaLevel.DONG


@pytest.mark.parametrize("hidden", [0, 1, 2])
def test_whoever_is_merged_with_a_secret_entry_is_secret_and_listed_nowhere(database, office, told, hidden):
    with database.write(office.sue) as uow:
        record = uow.get(OfferRecord, told[hidden])
        record.location_secret, record.access_line = True, "1366"
        uow.commit()
    assert all(read(database, id_).location_secret for id_ in told) and rows_with(database, MARK) == []
    with database.read(office.alice) as uow:
        assert register.search(uow, office.alice, review=Review.MERGED).total == 0


def test_parting_entries_that_became_secret_brings_no_place_back(database, office):
    with database.write(office.sue) as uow:
        a, b = (add_offer(uow, name, name, dong="자양4동", sigungu="광진구") for name in ("한별쉼터", "한별 쉼터"))
        b.address, b.website, b.evidence = MARK, MARK, {"file": "a.csv", "row": 3, "cells": {"주소": MARK}}
        uow.commit()
        a, b = a.id, b.id
    known = {one: read(database, one).revision for one in (a, b)}
    do(database, office.sue, pairs.judge, a, b, PairVerdict.SAME, revisions=known, keep=a, key="judge-key-001")
    assert read(database, a).address == MARK
    do(database, office.sue, editing.change, a, revision=read(database, a).revision, values=SECRET, key="hide-key-0004")
    with database.write(office.sue) as uow:
        uow.get(OfferRecord, a).location_secret = False  # a supervisor opened it; the other stays hidden
        uow.commit()
    with database.read() as uow:
        judged = uow.session.scalar(select(PairJudgementRecord.id))
    do(database, office.sue, pairs.undo, judged, edited="restore", key="undo-key-0001")
    one, other = read(database, a), read(database, b)
    assert one.location_secret and other.location_secret and other.review is not Review.MERGED
    assert rows_with(database, MARK) == []


def test_no_row_of_a_published_list_is_told_of_a_secret_entry_whatever_is_kept(database, office):
    with database.write(office.sue) as uow:
        made = add_offer(uow, "새 쉼터", "새 쉼터", **SECRET)
        made.evidence, made.source = {"file": "list.csv", "row": 7, "on": "2026-10-01"}, LIST
        uow.commit()
    with database.read(office.alice) as uow:
        stories = upkeep.stories_of(uow, uow.get(OfferRecord, made.id))
        assert stories and {(one.file, one.row) for one in stories} == {(None, None)}
        assert entry_history.of_entry(uow, office.alice, made.id).file is None


def test_an_entry_hidden_here_takes_no_words_about_it_from_a_published_list(database, office, told):
    by_edit(database, office)
    before = read(database, office.offer)
    news = shelter(
        name=MARK, organization=MARK, department=MARK, description=MARK, hours=MARK, how_to_apply=MARK,
        phone=MARK, place=Place("서울특별시", "광진구", MARK), extra={"road": MARK}, needs=("DLY11", "SOC11"),
    )  # fmt: skip
    with database.read() as uow:
        decision = decide(imports.known(uow, LIST, ["S1"])["S1"], news)
    assert MARK not in str(decision) and "needs" in decision.changed
    with database.write() as uow:
        enter(uow.as_system(), [news], LIST, date(2026, 11, 2))
        uow.commit()
    after = read(database, office.offer)
    assert (after.name, after.hours, after.organisation_id) == (before.name, before.hours, before.organisation_id)
    assert after.needs == ("DLY11", "SOC11") and MARK not in str((after.source_row, after.evidence, after.extra))


def test_a_file_that_hides_one_entry_and_changes_its_twin_brings_no_place_back(database, office, told):
    with database.write(office.sue) as uow:
        twin = uow.get(OfferRecord, told[1])
        twin.source, twin.source_key = LIST, "S2"
        uow.commit()
    open_ = shelter(name="쌍둥이", description=MARK, place=Place("서울특별시", "광진구", MARK), needs=("DLY11", "SOC11"))
    with database.write() as uow:
        enter(uow.as_system(), [replace(open_, key="S2"), shelter(**SECRET)], LIST, date(2026, 11, 1))
        uow.commit()
    assert read(database, told[1]).location_secret and rows_with(database, MARK) == []


def test_a_name_that_told_the_place_is_forgotten_with_it(database, office):
    """Renamed before it is hidden, and renamed in the act that hides it: no history tells the old name."""
    hidden = {"location_secret": True, "access_line": "1366"}
    for values in ({"name": f"{MARK} 쉼터"}, {"name": f"{MARK} 둘째 쉼터"}, {"name": "이용 안내"} | hidden):
        with database.write(office.sue) as uow:
            record = uow.get(OfferRecord, office.offer)
            for name, value in values.items():
                setattr(record, name, value)
            uow.commit()
    with database.read() as uow:
        uow.as_system()
        written = "".join(str((one.before, one.after)) for one in uow.session.scalars(select(OfferChangeRecord)))
    assert written and MARK not in written
