"""What changes from day to day counts at once; the rest of a verified entry waits for who answers for it."""

from hypothesis import given
from hypothesis import strategies as st

from resmap.domain.codes import OfferStatus, Review
from resmap.domain.editing import DAILY, waits

FIELDS = st.sampled_from([*sorted(DAILY), "name", "needs", "kind", "address", "age_min", "tags", "particulars", "recipient_class"])


def test_hours_phone_and_places_of_a_verified_entry_are_changed_by_who_learns_of_them():
    assert not any(waits(name, None, Review.VERIFIED, vouches=False) for name in ("hours", "public_phone", "places_left"))


def test_whom_an_entry_is_for_waits_for_the_supervisor():
    assert all(waits(name, None, Review.VERIFIED, vouches=False) for name in ("name", "needs", "kind", "age_min", "tags"))


def test_a_pause_counts_at_once_and_an_end_for_good_waits():
    assert not waits("status", OfferStatus.PAUSED, Review.VERIFIED, vouches=False)
    assert waits("status", OfferStatus.CLOSED, Review.VERIFIED, vouches=False)


def test_hiding_a_place_never_waits():
    assert not any(waits("location_secret", True, review, vouches=False) for review in Review)


@given(FIELDS, st.sampled_from(list(Review)))
def test_nothing_waits_for_who_vouches_nor_where_nobody_vouches_yet(name, review):
    assert not waits(name, None, review, vouches=True)
    assert not waits(name, None, Review.IMPORTED, vouches=False)
