"""Personal values: unreadable in the database, and at home in one row only."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine, text

from resmap.domain.resident_number import ResidentNumberError
from resmap.store import (
    ClientRecord,
    Database,
    KeyMissing,
    NeedRecord,
    Unreadable,
    migrate,
    new_ring,
)
from resmap.store.base import Base
from resmap.store.keys import KEY_BYTES
from resmap.store.sealed import header, seal, unseal
from tests.store.conftest import NOW, add_offer, furnish

KEY, KEY_ID = b"k" * KEY_BYTES, "0a0b0c0d"
OWNER = "0193a5c2-0000-7000-8000-000000000001"
PLACE = ("clients", "name_sealed", "row-1")

SECRETS = (
    "김당사자",
    "010-1234-5678",
    "01012345678",
    "자양로 1길",
    "37.5312345",
    "DLY11",
    "alcohol_dep",
)


@given(st.binary(max_size=300))
def test_what_was_sealed_opens_again(plain):
    assert unseal(KEY, seal(KEY, KEY_ID, OWNER, plain, *PLACE), *PLACE) == plain


@given(st.text(max_size=20), st.text(max_size=20))
def test_sealing_twice_never_gives_the_same_bytes(one, other):
    first = seal(KEY, KEY_ID, OWNER, one.encode(), *PLACE)
    second = seal(KEY, KEY_ID, OWNER, other.encode(), *PLACE)
    assert first != second


@given(st.integers(0, 2), st.text(min_size=1, max_size=10))
def test_a_value_in_another_table_column_or_row_never_opens(which, name):
    other = [*PLACE]
    other[which] += name
    with pytest.raises(Unreadable):
        unseal(KEY, seal(KEY, KEY_ID, OWNER, b"secret", *PLACE), *other)


@given(st.data())
def test_a_changed_bit_never_opens(data):
    sealed = bytearray(seal(KEY, KEY_ID, OWNER, b"secret", *PLACE))
    position = data.draw(st.integers(0, len(sealed) - 1))
    sealed[position] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(Unreadable):
        unseal(KEY, bytes(sealed), *PLACE)


def test_another_key_never_opens():
    with pytest.raises(Unreadable):
        unseal(b"x" * KEY_BYTES, seal(KEY, KEY_ID, OWNER, b"secret", *PLACE), *PLACE)


def test_a_sealed_value_names_its_key_and_owner():
    assert header(seal(KEY, KEY_ID, OWNER, b"x", *PLACE)) == (KEY_ID, OWNER)
    with pytest.raises(Unreadable):
        header(b"\x01short")


def test_need_codes_of_different_length_look_alike():
    short = seal(KEY, KEY_ID, OWNER, b"ECO1", *PLACE)
    assert len(short) == len(seal(KEY, KEY_ID, OWNER, b"CASE_MGMT", *PLACE))


def test_a_dump_of_the_database_holds_no_name_phone_place_or_need(database, office, migrated_url):
    content = dump(migrated_url).lower()
    assert b"alice" in content, "the dump holds nothing at all"
    for secret in SECRETS:
        assert secret.lower().encode() not in content


def test_the_files_of_sqlite_hold_no_name_phone_place_or_need(sqlite_url, tmp_path):
    migrate(sqlite_url)
    database = Database(sqlite_url, new_ring(), tmp_path / "head", clock=lambda: NOW)
    with database.write() as uow:
        furnish(uow.as_system())
        uow.commit()
    files = [path for path in tmp_path.iterdir() if path.name.startswith("register")]
    content = b"".join(path.read_bytes() for path in files)
    database.dispose()
    assert b"alice" in content, "the files hold nothing at all"
    for secret in SECRETS:
        if secret == "DLY11":
            assert only_in_offers(content)
        else:
            assert secret.encode() not in content


def only_in_offers(content: bytes) -> bool:
    """The register says publicly what its offers are for: `` DLY11 `` between blanks."""
    return len(re.findall(b"DLY11", content)) == len(re.findall(b" DLY11 ", content))


def dump(url: str) -> bytes:
    """Every value of every table about a client, and of events and users, as bytes."""
    engine = create_engine(url)
    parts: list[bytes] = []
    with engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            if table.name in ("offers", "organisations"):
                continue
            for row in connection.execute(text(f"SELECT * FROM {table.name}")):
                parts += [
                    bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
                    for value in row
                ]
    engine.dispose()
    return b"\n".join(parts)


def test_a_value_moved_to_another_client_does_not_open(database, office, migrated_url):
    with database.write() as uow:
        uow.as_system()
        other = uow.add(ClientRecord(office_id=office.id, name="다른사람"))
        uow.commit()
    engine = create_engine(migrated_url)
    with engine.begin() as connection:
        connection.execute(
            text(
                "UPDATE clients SET name_sealed ="
                " (SELECT name_sealed FROM clients WHERE id = :one) WHERE id = :other"
            ),
            {"one": office.client, "other": other.id},
        )
    engine.dispose()
    with database.read() as uow:
        uow.as_system()
        with pytest.raises(Unreadable):
            uow.get(ClientRecord, other.id).name  # noqa: B018
        assert uow.get(ClientRecord, office.client).name == "김당사자"


def test_another_key_ring_opens_nothing(database, office, migrated_url, tmp_path):
    stranger = Database(migrated_url, new_ring(), tmp_path / "other.head", clock=lambda: NOW)
    with stranger.read(office.alice) as uow:
        client = uow.get(ClientRecord, office.client)
        with pytest.raises(KeyMissing):
            client.name  # noqa: B018
    stranger.dispose()


def test_sealed_values_stay_readable_after_the_unit_of_work_closed(database, office):
    with database.read(office.alice) as uow:
        client = uow.get(ClientRecord, office.client)
    assert client.name == "김당사자"
    assert client.facts == ["alcohol_dependence"]


def test_setting_the_same_value_again_is_no_change(database, office):
    with database.write(office.alice) as uow:
        client = uow.get(ClientRecord, office.client)
        client.name = "김당사자"
        uow.commit()
    assert client.revision == 1


def test_a_changed_value_moves_the_revision(database, office):
    with database.write(office.alice) as uow:
        uow.get(ClientRecord, office.client).name = "이당사자"
        uow.commit()
    with database.read(office.alice) as uow:
        client = uow.get(ClientRecord, office.client)
        assert (client.name, client.revision) == ("이당사자", 2)


def test_a_sealed_value_can_be_taken_away(database, office):
    with database.write(office.alice) as uow:
        uow.get(ClientRecord, office.client).phone = None
        uow.commit()
    with database.read(office.alice) as uow:
        client = uow.get(ClientRecord, office.client)
        assert client.phone is None and client.phone_index is None


def test_the_wrong_kind_of_record_tells_nothing_when_printed(database, office):
    with database.read(office.alice) as uow:
        client = uow.get(ClientRecord, office.client)
    assert repr(client) == f"<ClientRecord {office.client}>"


def test_a_residents_phone_is_sealed_and_an_agencys_is_not(database, office):
    with database.write() as uow:
        uow.as_system()
        neighbour = add_offer(uow, "옆집", "이웃", kind="H11", phone="010-9999-8888")
        agency = add_offer(uow, "센터", "센터", kind="M21", phone="02-450-1234")
        uow.commit()
    assert (neighbour.public_phone, neighbour.phone) == (None, "010-9999-8888")
    assert (agency.public_phone, agency.private_phone) == ("02-450-1234", None)


@pytest.mark.parametrize("text_", ["주민번호 800101-1234567", "8001011234567", "800101-1******"])
def test_a_resident_number_is_refused_sealed_or_plain_and_never_repeated(database, office, text_):
    with pytest.raises(ResidentNumberError) as caught, database.write(office.alice) as uow:
        uow.get(ClientRecord, office.client).address = text_
        uow.commit()
    assert "800101" not in str(caught.value)
    with pytest.raises(ResidentNumberError), database.write() as uow:
        uow.as_system()
        add_offer(uow, "센터", "센터", description=text_)
        uow.commit()
    with pytest.raises(ResidentNumberError), database.write() as uow:
        uow.as_system()
        add_offer(uow, "센터", "센터", source_row={"비고": text_})
        uow.commit()


def test_coordinates_and_needs_come_back_as_they_were(database, office):
    with database.read(office.alice) as uow:
        client = uow.get(ClientRecord, office.client)
        assert (client.lat, client.lon) == (37.5312345, 127.0712345)
        assert uow.get(NeedRecord, office.need).code == "DLY11"
