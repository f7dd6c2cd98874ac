"""Ids sort by time and tell nothing else."""

import time
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resmap.domain.ids import make_id, new_id, new_ids

MOMENTS = st.integers(0, 2**47 * 1_000_000)
RANDOMNESS = st.binary(min_size=8, max_size=8)


@given(MOMENTS, RANDOMNESS)
def test_an_id_is_a_uuid_of_version_7(moment, randomness):
    made = uuid.UUID(make_id(moment, randomness))
    assert made.version == 7
    assert made.variant == uuid.RFC_4122
    assert made.int >> 80 == moment // 1_000_000


@given(MOMENTS, MOMENTS, RANDOMNESS, RANDOMNESS)
def test_a_later_id_never_sorts_before_an_earlier_one(one, other, first, second):
    early, late = sorted((one, other))
    if late - early >= 245:
        assert make_id(early, first) < make_id(late, second)


def test_ids_of_one_process_come_in_order_and_differ():
    ids = [new_id() for _ in range(5000)]
    assert ids == sorted(set(ids))


def test_ids_made_together_come_in_order_between_those_made_before_and_after():
    before, many, after = new_id(), new_ids(5000), new_id()
    ids = [before, *many, after]
    assert ids == sorted(set(ids)) and new_ids(0) == []


def test_an_id_says_about_when_it_was_made():
    before = time.time_ns() // 1_000_000
    stamp = uuid.UUID(new_id()).int >> 80
    assert before <= stamp <= time.time_ns() // 1_000_000 + 5


def test_two_ids_of_one_moment_cannot_be_guessed_from_each_other():
    moment = 1_793_000_000_000_000_000
    assert make_id(moment, b"\x00" * 8)[:18] == make_id(moment, b"\xff" * 8)[:18]
    assert make_id(moment, b"\x00" * 8) != make_id(moment, b"\xff" * 8)


def test_too_little_randomness_is_refused():
    with pytest.raises(ValueError):
        make_id(1, b"short")
