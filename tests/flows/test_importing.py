"""Imports: all or nothing, the same file twice changes nothing, what somebody edited here stays."""

import json
from datetime import date

import pytest
from sqlalchemy import select

from resmap.domain.codes import Review
from resmap.domain.events import EventKind
from resmap.domain.permissions import Actor, NotAllowed, Role
from resmap.domain.resident_number import ResidentNumberError
from resmap.flows import exporting, importing
from resmap.formats.network import network_from
from resmap.formats.problems import FormatError
from resmap.store import (
    Database,
    ImportBatchRecord,
    OfferRecord,
    Search,
    history,
    new_ring,
    offers,
    register,
)

TODAY = date(2026, 11, 2)
BOSS = Actor("boss", Role.ADMINISTRATOR)
HEADER = "시설명,시설코드,시설종류명(시설유형),시설장명,시군구명,시설주소"
SOURCE = "서울시 사회복지시설 목록"


@pytest.fixture
def database(migrated_url, tmp_path):
    made = Database(migrated_url, new_ring(), tmp_path / "events.head")
    yield made
    made.dispose()


@pytest.fixture
def sqlite(migrated_sqlite_url, tmp_path):
    """A register whose every byte can be looked at."""
    made = Database(migrated_sqlite_url, new_ring(), tmp_path / "events.head")
    yield made
    made.dispose()


def table(*rows: str) -> bytes:
    return "\n".join([HEADER, *rows]).encode("cp949")


def centre(key="Z1", name="가온종합사회복지관", address="서울특별시 광진구 능동로 1 (화양동)", type="(일반) 사회복지관"):
    return f"{name},{key},{type},홍길동,광진구,{address}"


def bring(database, raw, name="list.csv", **how):
    return importing.bring_in(database, BOSS, raw, name, **how)


def counts(report):
    return report.created, report.updated, report.unchanged, report.prepared.refused


def codes(report):
    return [note.code for note in report.notes]


def notes(report, code):
    return [note.facts for note in report.notes if note.code == code]


def all_offers(database):
    with database.read() as uow:
        return {row.source_key: row for row in uow.session.scalars(select(OfferRecord))}


def test_rows_arrive_as_imported_and_not_verified(database):
    report = bring(database, table(centre(), centre("Z2", "나래종합사회복지관")))
    assert counts(report) == (2, 0, 0, 0)
    record = all_offers(database)["Z1"]
    assert (record.review, record.verified_on, record.source) == (Review.IMPORTED, None, SOURCE)
    assert record.organisation.name == "가온종합사회복지관" and record.dong == "화양동"
    assert record.name_folded and record.initials == "ㄱㅇㅈㅎㅅㅎㅂㅈㄱ"


def test_an_imported_row_is_suggested_to_nobody_for_it_was_never_verified(database):
    bring(database, table(centre()))
    with database.read() as uow:
        (offer,) = register.network(uow, TODAY).offers
    assert offer.verified_on is None  # the gate STALE closes without a date


def test_the_same_file_twice_changes_nothing(database):
    raw = table(centre(), centre("Z2", "나래종합사회복지관"))
    bring(database, raw)
    with database.read() as uow:
        before = register.counter(uow), history.verify(uow).count
    report = bring(database, raw)
    assert counts(report) == (0, 0, 2, 0)
    with database.read() as uow:
        assert (register.counter(uow), history.verify(uow).count) == before


def test_a_dry_run_tells_the_same_and_saves_nothing(database):
    raw = table(centre(), centre("Z2", "", type="(없는) 유형"))
    dry = bring(database, raw, dry_run=True)
    assert not all_offers(database)
    real = bring(database, raw)
    assert counts(dry) == counts(real) == (1, 0, 0, 1)
    assert codes(dry) == codes(real)


def test_a_row_that_changed_in_the_list_is_brought_up_to_date_and_waits_for_verification(database):
    bring(database, table(centre()))
    verify_all(database)
    report = bring(database, table(centre(address="서울특별시 광진구 군자로 2 (군자동)")))
    assert counts(report) == (0, 1, 0, 0)
    record = all_offers(database)["Z1"]
    assert record.dong == "군자동"
    assert (record.review, record.verified_on, record.verified_by) == (Review.IMPORTED, None, None)


def test_verifying_is_no_edit_that_stands_in_the_way(database):
    raw = table(centre())
    bring(database, raw)
    verify_all(database)
    report = bring(database, raw)
    assert counts(report) == (0, 0, 1, 0) and codes(report) == []
    assert all_offers(database)["Z1"].review is Review.VERIFIED


def verify_all(database):
    with database.write() as uow:
        for row in offers.search(uow, Search(), size=200).rows:
            row.review, row.verified_on = Review.VERIFIED, TODAY
        uow.commit()


def test_what_somebody_edited_here_is_kept_field_by_field_and_the_difference_is_told(database):
    bring(database, table(centre()))
    edit(database, dong="자양1동", needs=("SOC13",))
    report = bring(database, table(centre(address="서울특별시 광진구 군자로 2 (군자동)")))
    assert counts(report) == (0, 1, 0, 0) and report.kept_edits == 2
    told = {one["field"]: (one["here"], one["there"], one["news"]) for one in notes(report, "LOCAL_EDIT_KEPT")}
    assert told["dong"] == ("자양1동", "군자동", True)
    assert told["needs"][0] == ["SOC13"] and told["needs"][2] is False
    record = all_offers(database)["Z1"]
    assert (record.dong, record.needs) == ("자양1동", ("SOC13",))
    assert record.address == "서울특별시 광진구 군자로 2 (군자동)"  # nobody had touched that one


def test_an_edit_outlives_every_later_edition_and_is_told_each_time(database):
    bring(database, table(centre()))
    edit(database, address="서울특별시 광진구 능동로 3")
    for house in (5, 6, 6):
        report = bring(database, table(centre(address=f"서울특별시 광진구 능동로 {house} (화양동)")))
        assert codes(report) == ["LOCAL_EDIT_KEPT"] and counts(report) == (0, 0, 1, 0)
        assert all_offers(database)["Z1"].address == "서울특별시 광진구 능동로 3"


def test_what_the_file_never_said_is_no_difference(database):
    bring(database, table(centre()))
    edit(database, hours="월–금 9–18시", public_phone="02-000-0000")
    report = bring(database, table(centre()))
    assert codes(report) == [] and counts(report) == (0, 0, 1, 0)
    assert all_offers(database)["Z1"].public_phone == "02-000-0000"


def edit(database, key="Z1", **values):
    with database.write() as uow:
        row = next(one for one in offers.search(uow, Search(), size=200).rows if one.source_key == key)
        for name, value in values.items():
            setattr(row, name, value)
        uow.commit()


def test_an_edit_that_the_list_has_caught_up_with_is_none_any_more(database):
    bring(database, table(centre()))
    with database.write() as uow:
        (row,) = offers.search(uow, Search()).rows
        row.address, row.dong = "서울특별시 광진구 군자로 2 (군자동)", "군자동"
        uow.commit()
    report = bring(database, table(centre(address="서울특별시 광진구 군자로 2 (군자동)")))
    assert codes(report) == [] and counts(report) == (0, 0, 1, 0)


def test_what_was_taken_out_of_the_register_does_not_come_back(database):
    bring(database, table(centre()))
    with database.write() as uow:
        (row,) = offers.search(uow, Search()).rows
        uow.void(row, "문을 닫음")
        uow.commit()
    report = bring(database, table(centre()))
    assert codes(report) == ["TAKEN_OUT_KEPT"] and not all_offers(database)


def test_all_of_a_file_or_nothing(database, monkeypatch):
    from resmap.store import bulk

    real, made = bulk.insert_offers, []

    def fails_at_the_third(uow, rows, **same):
        made.append(rows)
        if len(made) == 3:
            raise RuntimeError("the power went")
        return real(uow, rows, **same)

    monkeypatch.setattr("resmap.flows.importing.spool.CHUNK", 2)
    monkeypatch.setattr(bulk, "insert_offers", fails_at_the_third)
    with pytest.raises(RuntimeError):
        bring(database, table(*(centre(f"Z{n}", f"복지관{n}") for n in range(9))))
    assert len(made) == 3 and not all_offers(database)
    with database.read() as uow:
        assert history.verify(uow).count == 0


def test_an_import_leaves_one_event_and_its_file_by_digest(database):
    report = bring(database, table(centre()))
    with database.read() as uow:
        batch = history.import_batch(uow, SOURCE, report.prepared.digest)
        (event,) = history.about_entry(uow, batch.id)
    assert isinstance(batch, ImportBatchRecord)
    assert (event.kind, event.actor_id, event.facts["created"]) == (EventKind.IMPORTED, "boss", 1)


def test_no_directors_name_reaches_the_database(sqlite, tmp_path):
    bring(sqlite, table(centre()))
    for path in tmp_path.iterdir():
        assert "홍길동".encode() not in path.read_bytes()


def test_a_refuges_place_reaches_no_byte_of_the_database(sqlite, tmp_path):
    refuge = centre("A9", "온마음", "서울특별시 광진구 뚝섬로9길 99 (자양동)", "(아동) 학대피해아동쉼터")
    report = bring(sqlite, table(refuge))
    assert codes(report) == ["SECRET_PLACE_REMOVED"]
    for path in tmp_path.iterdir():
        content = path.read_bytes()
        assert not any(word.encode() in content for word in ("뚝섬", "자양동", "A9,"))


def test_the_same_name_in_one_gu_is_proposed_as_a_duplicate(database):
    bring(database, table(centre()))
    report = bring(database, table(centre("Y7", "가온 종합사회복지관")), source="다른 목록")
    assert (report.created, report.duplicates_proposed, codes(report)) == (1, 1, ["SAME_NAME"])


def test_a_second_click_of_the_same_form_imports_once(database):
    prepared = importing.prepare(database, BOSS, table(centre()), "list.csv")
    first = importing.apply(database, BOSS, prepared, key="0123456789")
    second = importing.apply(database, BOSS, prepared, key="0123456789")
    assert (first.created, second.created, second.unchanged) == (1, 0, 1)


@pytest.mark.parametrize("role", [Role.CASE_MANAGER, Role.PARTNER, Role.NONE])
def test_who_may_not_import_is_refused_before_the_file_is_read(database, role):
    with pytest.raises(NotAllowed):
        importing.bring_in(database, Actor("x", role), b"\x00 no table at all", "x.csv")


def test_a_table_with_unknown_columns_asks_for_a_mapping(database):
    with pytest.raises(FormatError) as refused:
        bring(database, b"a,b\nGaon,Narae\n")
    assert refused.value.problems[0].rule == "NO_MAPPING"


def test_a_table_that_can_name_nothing_is_told_for_what_it_is(database):
    with pytest.raises(FormatError) as refused:
        bring(database, b"a,b\n1,2\n")
    assert refused.value.problems[0].rule == "NO_NAMES"


def test_a_mapping_of_ones_own_reads_another_list(database):
    mapping = (
        b'format = "resmap-mapping/1"\nname = "shops"\n[columns]\nkey = "no"\nname = "n"\ntype = "t"\n'
        b'address = "a"\n[types]\nsalon = {kind = "H23", needs = ["DLY12"], recipient_class = "shop"}\n'
    )
    report = bring(database, "no,n,t,a\n1,고운미용실,salon,\n".encode(), mapping=mapping)
    assert counts(report) == (1, 0, 0, 0)
    assert all_offers(database)["1"].recipient_class == "shop"


# Networks

NETWORK = {
    "format": "resmap-network/1",
    "today": "2026-11-02",
    "setting": {"sido": "서울특별시", "sigungu": "광진구"},
    "offers": [
        {
            "id": "N1", "name": "이웃 가○○", "kind": "H11", "organization": "주민", "department": "가", "needs": ["SOC11"],
            "recipient_class": "neighbour", "place": {"dong": "자양1동", "lat": 37.53, "lon": 127.08},
            "phone": "010-0000-7777", "verified_on": "2026-10-01", "places_left": 1,
        },
        {
            "id": "S1", "name": "쉼터 온", "kind": "M27", "organization": "온", "needs": ["SAF11"],
            "recipient_class": "agency", "location_secret": True, "access_line": "1366", "address": "능동로 1",
            "place": {"dong": "자양1동", "lat": 37.5, "lon": 127.1},
        },
    ],
    "parties": [{"id": "p1", "kind": "person", "name": "반장 나○○", "dong": "자양1동"}],
    "ties": [{"from": "p1", "to": "N1", "kind": "neighbour", "both_ways": True, "strength": 0.7}],
    "closed_organizations": ["문 닫은 곳"],
}  # fmt: skip


def network_file(**changes) -> bytes:
    return json.dumps(NETWORK | changes, ensure_ascii=False).encode()


def test_a_network_file_comes_in_with_its_people_and_ties(database):
    report = bring(database, network_file(), "town.json")
    assert counts(report) == (2, 0, 0, 0) and report.prepared.source == "town"
    with database.read() as uow:
        network = register.network(uow, TODAY)
    assert len(network.parties) == len(network.ties) == 1
    assert network.closed_organizations == {"문 닫은 곳"}
    assert counts(bring(database, network_file(), "town.json")) == (0, 0, 2, 0)


def test_a_network_files_dates_verify_nothing_here(database):
    bring(database, network_file(), "town.json")
    assert {row.verified_on for row in all_offers(database).values()} == {None}


def test_a_residents_phone_and_a_secret_place_are_never_exported(database):
    bring(database, network_file(), "town.json")
    assert all_offers(database)["N1"].phone == "010-0000-7777"
    document = exporting.export_network(database, BOSS, TODAY)
    written = json.dumps(document, ensure_ascii=False)
    assert "7777" not in written and "37.5," not in written
    secret = next(one for one in document["offers"] if one["id"] == "S1")
    assert set(secret["place"].values()) == {None} and "능동로" not in written


def test_an_exported_register_is_a_network_file_again(database):
    bring(database, network_file(), "town.json")
    document = exporting.export_network(database, BOSS, TODAY)
    again = network_from(document).value
    assert set(again.by_id) >= {"S1"}


def test_a_resident_number_in_a_network_file_brings_nothing_in(database):
    broken = network_file(offers=[NETWORK["offers"][0] | {"description": "800101-1234567"}])
    with pytest.raises((FormatError, ResidentNumberError)):
        bring(database, broken, "town.json")
    assert not all_offers(database)


def test_the_report_is_the_document_of_the_contract(database):
    report = bring(database, table(centre(address="서울특별시 광진구 능동로 1 (자양동)")))
    document = importing.document(report, lambda note: f"<{note.code}>")
    assert set(document) >= {
        "rows", "created", "updated", "unchanged", "refused", "problems", "duplicates_proposed", "encoding", "format",
    }  # fmt: skip
    assert document["problems"] == [
        {"row": 2, "column": "시설주소", "code": "DONG_AMBIGUOUS", "text": "<DONG_AMBIGUOUS>"}
    ]
    assert (document["rows"], document["encoding"]) == (1, "cp949")


def test_a_changed_offer_record_has_every_field_that_a_file_decides():
    from resmap.flows.entering import fields_of

    (offer, _) = network_from(NETWORK).value.offers
    assert all(hasattr(OfferRecord, name) for name in fields_of(offer, None))
    assert "010" not in str(fields_of(offer, None))
