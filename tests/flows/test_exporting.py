"""Exports: who may take files out, what is never in one, and that a register comes back as it was."""

import io
import json
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from resmap.domain.codes import Review
from resmap.domain.events import EventKind
from resmap.domain.permissions import Actor, NotAllowed, Role
from resmap.flows import exporting, importing
from resmap.flows.exporting import FOR_OTHERS, Format, Reason, Wanted
from resmap.store import Database, EventRecord, OfferRecord, new_ring
from tests.support.demo_world import TODAY, demo_template, world  # noqa: F401

#: Columns that say how a register keeps an entry, not what the entry is.
UPKEEP = {
    "id", "revision", "created_at", "created_by", "voided_at", "voided_by", "voided_why_sealed", "review", "verified_on",
    "verified_by", "verified_revision", "source", "source_key", "source_row", "short_ref", "evidence", "missing_since",
    "merged_into", "organisation_id", "department_id", "private_phone_sealed",
}  # fmt: skip


def export(world, format, login="supervisor", **how):
    return exporting.export(world.database, world.actor(login), format, TODAY, **how)


def everything(data: bytes) -> str:
    """All text in a file, archives unpacked."""
    if not data.startswith(b"PK"):
        return data.decode()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return "\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())


@pytest.mark.parametrize("login", ["manager1", "partner"])
def test_who_may_not_export_takes_nothing_out(world, login):
    for format in Format:
        with pytest.raises(NotAllowed):
            export(world, format, login)


@pytest.mark.parametrize("format", Format)
def test_what_leaves_is_noted_with_its_reason_and_without_a_name(world, format):
    made = export(world, format, wanted=Wanted(dong="자양4동"), reason=Reason.REPORT)
    event: EventRecord = world.events()[-1]
    with world.database.read() as uow:
        uow.as_system()
        facts = uow.get(EventRecord, event.id).facts
    assert event.kind is EventKind.EXPORTED
    assert (facts["format"], facts["reason"], facts["offers"]) == (format.value, "report", made.count)


def secrets_and_residents(world) -> tuple[list, list]:
    rows = world.rows(OfferRecord)
    return [one for one in rows if one.location_secret], [one for one in rows if one.kind.startswith("H1")]


@pytest.mark.parametrize("format", FOR_OTHERS)
def test_no_resident_is_in_a_file_for_others_and_no_secret_place_on_a_map_or_sheet(world, format):
    secret, residents = secrets_and_residents(world)
    assert secret and residents
    text = everything(export(world, format).data)
    for one in residents:
        assert one.name not in text and one.id not in text
    for one in secret:
        assert (one.id in text) is (format in (Format.HSDS_JSON, Format.HSDS_CSV))
        assert not one.description or one.description not in text


marks = st.text("가나다라XYZ", min_size=6, max_size=12)


@pytest.mark.parametrize("format", FOR_OTHERS)
@settings(deadline=None, max_examples=2, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(mark=marks)
def test_whatever_stands_in_a_resident_or_beside_a_secret_place_never_leaves(world, format, mark):
    """Marked values in every column of free text: a careless hand wrote them, no file tells them."""
    secret, residents = secrets_and_residents(world)

    def write(uow):
        free = ("description", "hours", "how_to_apply", "website", "email", "cost", "address")
        for one, columns in ((residents[0], ("name", *free[:3])), (secret[0], free[:-1])):
            record = uow.get(OfferRecord, one.id)
            for name in columns:
                setattr(record, name, f"{mark}{name}")
        uow.get(OfferRecord, secret[0].id).public_phone = mark
        uow.get(OfferRecord, secret[0].id).particulars = {"meets": mark}
        uow.get(OfferRecord, secret[0].id).schedules = [{"description": mark}]

    world.change(write)
    assert mark not in everything(export(world, format).data)


@pytest.mark.parametrize("review", [Review.WITHDRAWN, Review.MERGED])
@pytest.mark.parametrize("format", FOR_OTHERS)
def test_what_was_taken_out_or_merged_does_not_leave(world, format, review):
    gone = next(one for one in world.rows(OfferRecord) if one.lat and one.kind.startswith("M3"))
    world.change(lambda uow: setattr(uow.get(OfferRecord, gone.id), "review", review))
    assert gone.id not in everything(export(world, format).data)


def test_the_id_of_an_entry_that_was_merged_leads_to_the_one_that_stands(world):
    stands, gone, older = [one for one in world.rows(OfferRecord) if one.kind.startswith("M3")][:3]

    def merge(uow):
        for id_, into in ((gone.id, stands.id), (older.id, gone.id)):
            record = uow.get(OfferRecord, id_)
            record.review, record.merged_into = Review.MERGED, into

    world.change(merge)
    page = json.loads(export(world, Format.HSDS_JSON).data)
    (service,) = [one for one in page["contents"] if one["id"] == stands.id]
    (told,) = [one["value"] for one in service["attributes"] if one["taxonomy_term"]["name"] == "예전 번호"]
    assert set(json.loads(told)) == {gone.id, older.id}


def test_a_dong_a_kind_and_only_verified_entries_can_be_asked_for(world):
    def ids(**wanted):
        return {one["id"] for one in json.loads(export(world, Format.HSDS_JSON, wanted=Wanted(**wanted)).data)["contents"]}

    rows = [one for one in world.rows(OfferRecord) if not one.kind.startswith("H1")]
    assert ids(dong="자양4동") == {one.id for one in rows if one.dong == "자양4동"}
    assert ids(kind="H2") == {one.id for one in rows if one.kind.startswith("H2")}
    assert ids(verified=True) == {one.id for one in rows if one.review in (Review.VERIFIED, Review.STALE)}


@pytest.mark.parametrize("format", [Format.HSDS_JSON, Format.HSDS_CSV])
def test_the_register_that_left_comes_back_the_same(world, beside, format):
    """Into an empty register, by the import itself: every column of every entry that is not a resident's."""
    exported = export(world, format)
    report = importing.bring_in(beside, Actor("boss", Role.ADMINISTRATOR), exported.data, exported.name)
    assert (report.created, report.prepared.refused) == (exported.count, 0)
    again = importing.bring_in(beside, Actor("boss", Role.ADMINISTRATOR), exported.data, exported.name)
    assert (again.created, again.updated, again.unchanged) == (0, 0, exported.count)
    with beside.read() as uow:
        uow.as_system()
        bring = list(uow.session.scalars(select(OfferRecord)))
    before = {one.id: one for one in world.rows(OfferRecord) if not one.kind.startswith("H1")}
    after = {one.source_key: one for one in bring}
    assert before.keys() == after.keys()
    columns = {column.key for column in OfferRecord.__mapper__.column_attrs} - UPKEEP
    told_apart = {"extra", "area_level", "area_names", "description", "hours", "how_to_apply", "cost", "website", "email"}
    for id_, one in before.items():
        left_out = told_apart if one.location_secret else {"extra"}
        for name in columns - left_out:
            assert same(getattr(after[id_], name), getattr(one, name)), (one.name, name)
        assert after[id_].needs == one.needs  # their order counts
        assert after[id_].organisation.name == one.organisation.name
        assert (after[id_].department and after[id_].department.name) == (one.department and one.department.name)


def same(one, other) -> bool:
    if isinstance(one, tuple | list) and isinstance(other, tuple | list):
        return sorted(map(str, one)) == sorted(map(str, other))
    return one == other or (one in (None, "", [], {}) and other in (None, "", [], {}))


@pytest.fixture
def beside(migrated_url, tmp_path):
    """An empty register, on each database."""
    database = Database(migrated_url, new_ring(), tmp_path / "beside.head")
    yield database
    database.dispose()
