"""Every change of an entry leaves who, when, why, before and after; nothing secret stays in it."""

from sqlalchemy import select

from resmap.domain.codes import ChangeReason
from resmap.store import OfferChangeRecord, OfferRecord
from tests.store.conftest import NOW


def changes(uow, offer_id):
    query = select(OfferChangeRecord).where(OfferChangeRecord.offer_id == offer_id).order_by(OfferChangeRecord.id)
    return list(uow.session.scalars(query))


def change(database, office, why=None, note=None, **values):
    with database.write(office.sue) as uow:
        if why is not None:
            uow.because(why, note)
        record = uow.get(OfferRecord, office.offer)
        for name, value in values.items():
            setattr(record, name, value)
        uow.commit()


def test_a_change_is_kept_with_before_after_who_when_and_why(database, office):
    change(database, office, ChangeReason.OWNER, "전화로 알려 줌", hours="평일 09:00-18:00", needs=("DLY11", "SOC11"))
    with database.read(office.sue) as uow:
        (one,) = changes(uow, office.offer)
    assert one.after["hours"] == "평일 09:00-18:00" and one.before["hours"] is None
    assert one.after["needs"] == ["DLY11", "SOC11"]
    assert (one.why, one.note, one.created_by, one.created_at) == (ChangeReason.OWNER, "전화로 알려 줌", office.sue.id, NOW)
    with database.read(office.sue) as uow:
        assert uow.get(OfferRecord, office.offer).revision == one.revision


def test_what_is_set_to_the_same_value_again_is_no_change(database, office):
    with database.read(office.sue) as uow:
        name = uow.get(OfferRecord, office.offer).name
    change(database, office, name=name)
    with database.read(office.sue) as uow:
        assert changes(uow, office.offer) == []


def test_the_place_of_an_entry_that_becomes_secret_is_taken_out_of_its_history(database, office):
    change(database, office, address="자양로 65", dong="자양4동", lat=37.5, lon=127.0, public_phone="02-450-1234")
    change(database, office, hours="24시간")
    nowhere = dict.fromkeys(("sido", "sigungu", "dong", "address", "lat", "lon", "public_phone"))
    change(database, office, location_secret=True, access_line="1366", **nowhere)
    with database.read(office.sue) as uow:
        rows = changes(uow, office.offer)
    assert len(rows) == 3 and rows[1].after == {"hours": "24시간"}
    told = str([(row.before, row.after) for row in rows])
    assert "자양" not in told and "37.5" not in told and "450" not in told


def test_a_residents_phone_is_never_written_into_the_history(database, office):
    with database.write(office.sue) as uow:
        record = uow.get(OfferRecord, office.offer)
        record.kind = "H11"
        record.public_phone = None
        record.private_phone = "010-2222-3333"
        uow.commit()
    with database.read(office.sue) as uow:
        (one,) = changes(uow, office.offer)
    assert one.after["private_phone"] is True and "2222" not in str((one.before, one.after))
