"""Keys live in one private file, and nothing starts without it."""

import os

import pytest

from resmap.store import (
    KeyMissing,
    init,
    load_ring,
    new_ring,
    open_database,
    phone_index,
    save_ring,
)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "folder" / "keys.json"


def test_a_ring_comes_back_as_it_was_saved(path):
    ring = new_ring()
    save_ring(ring, path)
    assert load_ring(path) == ring


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX")
def test_the_key_file_is_its_owners_only_and_else_refused(path):
    save_ring(new_ring(), path)
    assert path.stat().st_mode & 0o077 == 0
    path.chmod(0o644)
    with pytest.raises(KeyMissing, match="chmod"):
        load_ring(path)


def test_a_key_file_is_never_overwritten(path):
    save_ring(new_ring(), path)
    before = path.read_bytes()
    with pytest.raises(FileExistsError):
        save_ring(new_ring(), path)
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.iterdir()] == ["keys.json"]


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"format": "resmap-keys/1"}', "null"])
def test_a_damaged_key_file_is_refused(path, content):
    save_ring(new_ring(), path)
    path.write_text(content)
    with pytest.raises(KeyMissing):
        load_ring(path)


def test_a_missing_key_file_is_refused_with_the_way_to_make_one(path):
    with pytest.raises(KeyMissing, match="resmap init"):
        load_ring(path)


def test_printing_a_ring_shows_no_key():
    ring = new_ring()
    assert repr(ring) == f"KeyRing(active='{ring.active}')"


def test_a_rotation_keeps_the_older_keys_and_the_blind_index():
    ring = new_ring()
    rotated = ring.with_new_key()
    assert rotated.active != ring.active
    assert rotated.master(ring.active) == ring.master(ring.active)
    assert (rotated.blind, rotated.chain) == (ring.blind, ring.chain)
    with pytest.raises(KeyMissing):
        ring.master(rotated.active)


def test_init_makes_keys_and_database_once(sqlite_url, path, tmp_path):
    assert init(sqlite_url, path) == [path, tmp_path / "register.sqlite3"]
    assert init(sqlite_url, path) == []
    open_database(sqlite_url, path, tmp_path / "head").dispose()


def test_init_makes_no_new_keys_for_a_register_that_lost_its_own(database_url, path):
    init(database_url, path)
    path.unlink()
    with pytest.raises(KeyMissing):
        init(database_url, path)
    assert not path.exists()


def test_one_phone_has_one_index_however_it_is_written():
    ring = new_ring()
    spellings = ("010-1234-5678", "01012345678", "010 1234 5678", "+82 10-1234-5678")
    assert len({phone_index(ring, "office", text) for text in spellings}) == 1
    assert phone_index(ring, "office", "") is None and phone_index(ring, "office", None) is None


def test_two_offices_cannot_compare_their_phones():
    ring = new_ring()
    assert phone_index(ring, "one", "01012345678") != phone_index(ring, "other", "01012345678")
    assert phone_index(ring, "one", "01012345678") != phone_index(new_ring(), "one", "01012345678")
