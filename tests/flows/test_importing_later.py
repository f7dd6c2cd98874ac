"""Later editions of a source: what vanished, came back, was taken out, became secret; whom to leave alone."""

from datetime import date

import pytest
from sqlalchemy import select

from resmap.domain.codes import AreaLevel, ChangeReason, OfferStatus, RecipientClass, Review
from resmap.domain.network import Area, Offer, Place
from resmap.domain.resident_number import ResidentNumberError
from resmap.flows import importing
from resmap.flows.entering import origin_of
from resmap.formats.entries import entry
from resmap.store import OfferChangeRecord, OfferRecord, Search, offers
from tests.flows.test_importing import BOSS, SOURCE, all_offers, bring, centre, codes, counts, database, edit, table  # noqa: F401

MANY = [centre(f"Z{n}", f"복지관{n}") for n in range(6)]


def history_of(database, key="Z1"):
    with database.read() as uow:
        row = next(one for one in offers.search(uow, Search(), size=200).rows if one.source_key == key)
        return list(uow.session.scalars(select(OfferChangeRecord).where(OfferChangeRecord.offer_id == row.id)))


def test_what_a_later_edition_no_longer_names_is_marked_and_never_deleted(database):
    bring(database, table(*MANY))
    report = bring(database, table(*MANY[1:]))
    assert report.vanished == 1 and [one.name for one in report.gone] == ["복지관0"]
    assert all_offers(database)["Z0"].missing_since is not None
    assert bring(database, table(*MANY[1:])).vanished == 0  # told once
    report = bring(database, table(*MANY))
    assert (report.vanished, report.came_back) == (0, 1)
    assert all_offers(database)["Z0"].missing_since is None


def test_a_dry_run_tells_what_would_vanish_and_marks_nothing(database):
    bring(database, table(*MANY))
    report = bring(database, table(*MANY[1:]), dry_run=True)
    assert report.vanished == 1
    assert all_offers(database)["Z0"].missing_since is None


def test_a_file_of_another_source_or_another_gu_lets_nothing_vanish(database):
    bring(database, table(*MANY))
    assert bring(database, table(*MANY[1:]), source="다른 목록").vanished == 0
    assert bring(database, table(*MANY[1:]), gu="광진구").vanished == 0


def test_where_most_would_vanish_it_is_asked_whether_the_file_is_a_part(database):
    bring(database, table(*MANY))
    part = table(*MANY[:2])
    assert bring(database, part, dry_run=True).asks_partial
    with pytest.raises(importing.MostWouldVanish) as asked:
        bring(database, part)
    assert (asked.value.vanished, asked.value.known) == (4, 6)
    assert isinstance(asked.value, importing.FormatError)
    assert bring(database, part, partial=True).vanished == 0
    assert bring(database, part, partial=False).vanished == 4


def test_an_entry_that_was_withdrawn_stays_out(database):
    bring(database, table(centre()))
    edit(database, review=Review.WITHDRAWN)
    report = bring(database, table(centre(address="서울특별시 광진구 군자로 2 (군자동)")))
    assert codes(report) == ["TAKEN_OUT_KEPT"] and counts(report) == (0, 0, 1, 0)
    assert all_offers(database)["Z1"].review is Review.WITHDRAWN


def test_a_merged_entry_follows_its_file_and_stays_merged(database):
    bring(database, table(centre()))
    edit(database, review=Review.MERGED, merged_into="0")
    report = bring(database, table(centre(address="서울특별시 광진구 군자로 2 (군자동)")))
    record = all_offers(database)["Z1"]
    assert counts(report) == (0, 1, 0, 0)
    assert (record.dong, record.review, record.merged_into) == ("군자동", Review.MERGED, "0")


def test_a_change_stands_in_the_history_with_its_file(database):
    bring(database, table(centre()), "2025.csv")
    report = bring(database, table(centre(address="서울특별시 광진구 군자로 2 (군자동)")), "2026.csv")
    (change,) = history_of(database)
    assert (change.why, change.batch_id, change.created_by) == (ChangeReason.IMPORT, report.batch, "boss")
    assert change.before["dong"] == "화양동" and change.after["dong"] == "군자동"
    assert change.revision == all_offers(database)["Z1"].revision == 2


def test_every_value_tells_the_file_it_came_from(database):
    bring(database, table(centre()), "2025.csv")
    assert all_offers(database)["Z1"].evidence["file"] == "2025.csv"
    bring(database, table(centre("Z0", "새로"), centre(address="서울특별시 광진구 군자로 2 (군자동)")), "2026.csv")
    evidence = all_offers(database)["Z1"].evidence
    assert (origin_of(evidence, "dong")["file"], origin_of(evidence, "dong")["row"]) == ("2026.csv", 3)
    assert origin_of(evidence, "name")["file"] == "2025.csv"


def test_the_report_shows_each_changed_cell(database):
    bring(database, table(centre()))
    report = bring(database, table(centre(address="서울특별시 광진구 군자로 2 (군자동)")), dry_run=True)
    told = {one.field: (one.before, one.after) for one in report.changes}
    assert told["dong"] == ("화양동", "군자동") and report.changed_cells == len(told)


# Entries as other readers make them


def bring_entries(database, *entries, source="s", dry_run=False, file="list.json"):
    from resmap.flows.importing.spool import Spool
    from resmap.flows.importing.values import Notes, Prepared

    spool = Spool(database.head_file.parent)
    for one in entries:
        spool.add(one)
    digest = f"{abs(hash(tuple(map(repr, entries)))):064d}"
    prepared = Prepared(
        file, source, "x", "utf-8", digest, len(entries), 0, 0, spool, Notes(), {one.key for one in entries}
    )
    return importing.apply(database, BOSS, prepared, dry_run=dry_run)


def shop(key="S1", *, beyond=None, **changes):
    usual = dict(
        id=key, name="고운미용실", kind="H23", organization="고운미용실", department=None, needs=("DLY12",),
        recipient_class=RecipientClass.SHOP, place=Place("서울특별시", "광진구", "자양1동", 37.53, 127.07),
        area=Area(AreaLevel.DONG, frozenset({"자양1동"})), phone="02-000-1111", hours="10–20시",
    )  # fmt: skip
    return entry(key, Offer(**(usual | changes)), "자양로 1", 7, beyond=beyond, cells={"이름": "고운미용실"})


def test_everything_a_file_says_beyond_the_offer_is_kept(database):
    beyond = {
        "website": "https://example.org", "ends_on": date(2027, 1, 31), "schedules": [{"freq": "WEEKLY"}],
        "proposed_needs": [{"code": "DLY12", "confidence": 0.7}], "cost": "무료",
    }  # fmt: skip
    bring_entries(database, shop(beyond=beyond))
    record = all_offers(database)["S1"]
    assert all(getattr(record, name) == value for name, value in beyond.items())
    assert record.evidence == {"file": "list.json", "row": 7, "on": record.evidence["on"], "cells": {"이름": "고운미용실"}}
    report = bring_entries(database, shop(beyond=beyond))
    assert counts(report) == (0, 0, 1, 0)


def verified(database, key="S1"):
    edit(database, key, review=Review.VERIFIED, verified_on=date(2026, 10, 1), verified_revision=2)


def test_new_hours_leave_an_entry_verified_but_show_as_made_since(database):
    bring_entries(database, shop())
    verified(database)
    bring_entries(database, shop(hours="10–18시", description="예약제"))
    record = all_offers(database)["S1"]
    assert record.hours == "10–18시" and record.review is Review.VERIFIED
    assert record.verified_revision < record.revision


@pytest.mark.parametrize(
    "change",
    [{"name": "고운미용원"}, {"phone": "02-000-2222"}, {"needs": ("DLY11",)}, {"status": OfferStatus.PAUSED},
     {"place": Place("서울특별시", "광진구", "자양2동")}, {"organization": "고운"}, {"tags": frozenset({"serves_alcohol"})}],
)  # fmt: skip
def test_what_a_suggestion_stands_on_has_to_be_verified_again(database, change):
    bring_entries(database, shop())
    verified(database)
    assert counts(bring_entries(database, shop(**change))) == (0, 1, 0, 0)
    record = all_offers(database)["S1"]
    assert (record.review, record.verified_on, record.verified_revision) == (Review.IMPORTED, None, None)


def test_a_place_that_the_file_makes_secret_loses_its_place_even_in_the_history(database):
    bring_entries(database, shop())
    edit(database, "S1", address="자양로 2")
    secret = shop(location_secret=True, access_line="1366")
    report = bring_entries(database, secret, dry_run=True)
    assert not any("자양" in str(change) for change in report.changes)
    bring_entries(database, secret)
    record = all_offers(database)["S1"]
    assert record.location_secret and (record.dong, record.address, record.lat, record.public_phone) == (None,) * 4
    told = [str((one.before, one.after)) for one in history_of(database, "S1")]
    assert told and not any("자양" in one or "37.53" in one for one in told)
    assert "자양" not in str((record.source_row.get("address"), record.evidence)) and "row" not in record.evidence
    assert counts(bring_entries(database, secret)) == (0, 0, 1, 0)


def test_a_place_made_secret_here_is_never_opened_by_a_file(database):
    bring_entries(database, shop())
    nowhere = dict.fromkeys(("sido", "sigungu", "dong", "address", "lat", "lon", "public_phone"))
    edit(database, "S1", location_secret=True, access_line="1366", **nowhere)
    report = bring_entries(database, shop(place=Place("서울특별시", "광진구", "자양3동"), hours="9시"))
    record = all_offers(database)["S1"]
    assert record.location_secret and record.hours == "10–20시" and record.dong is None and record.public_phone is None
    assert "SECRET_KEPT" in codes(report) and "자양3동" not in str([one.facts for one in report.notes])
    assert "자양3동" not in str(record.source_row)


def test_no_file_turns_a_shop_into_a_resident(database):
    bring_entries(database, shop())
    report = bring_entries(database, shop(kind="H11"))
    assert codes(report) == ["RESIDENT_KEPT"] and all_offers(database)["S1"].kind == "H23"


def test_half_of_a_point_is_never_taken_from_a_file(database):
    bring_entries(database, shop())
    edit(database, "S1", lat=37.54)
    bring_entries(database, shop(place=Place("서울특별시", "광진구", "자양1동", 37.55, 127.09)))
    record = all_offers(database)["S1"]
    assert (record.lat, record.lon) == (37.54, 127.07)


def test_who_asked_not_to_be_contacted_is_not_put_into_the_register(database):
    from resmap.domain.korean import fold
    from resmap.store import DoNotContactRecord, OfficeRecord

    with database.write() as uow:
        uow.as_system()
        office = uow.add(OfficeRecord(name="구청", sido="서울특별시", sigungu="광진구"))
        uow.flush()
        usual = {"office_id": office.id}
        uow.add(DoNotContactRecord(phone="02-000-1111", **usual))
        uow.add(DoNotContactRecord(name_folded=fold("가게 나"), dong="자양1동", **usual))
        uow.add(DoNotContactRecord(name_folded=fold("가게 다"), dong="자양1동", until=date(2020, 1, 1), **usual))
        uow.commit()
    report = bring_entries(
        database, shop(), shop("S2", name="가게나", phone=None), shop("S3", name="가게 다", phone=None)
    )
    assert sorted(codes(report)) == ["DO_NOT_CONTACT", "DO_NOT_CONTACT"]
    assert set(all_offers(database)) == {"S3"}


def test_organisations_get_their_number_once(database):
    from dataclasses import replace

    bring_entries(database, shop())
    bring_entries(database, shop(), replace(shop("S2"), organisation_number="1234567890"))
    assert all_offers(database)["S1"].organisation.number == "1234567890"
    assert isinstance(all_offers(database)["S1"], OfferRecord) and SOURCE


@pytest.mark.parametrize("field", ["description", "organization", "department", "how_to_apply", "access_line"])
def test_no_resident_number_reaches_the_register_whatever_reader_let_it_pass(database, field):
    with pytest.raises(ResidentNumberError):
        bring_entries(database, shop(**{field: "800101-1234567"}))
    assert not all_offers(database)
