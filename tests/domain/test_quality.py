"""A score whose criteria are shown: what does not apply costs nothing, what nobody knows earns nothing."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resmap.domain.codes import OfferStatus, Review
from resmap.domain.quality import CRITERIA, Flaw, Looked, flaws, quality

TODAY = date(2026, 11, 2)
GOOD = Looked(
    kind="M31", review=Review.VERIFIED, verified_on=TODAY - timedelta(days=10), status=OfferStatus.ACTIVE, answers=2,
    secret=False, has_point=True, has_address=True, has_dong=True, has_phone=True, has_hours=True,
    has_eligibility=True, has_application=True, counts_places=True, description=80, ends_on=None, is_missing=False,
    pairs=0,
)  # fmt: skip

looked = st.builds(
    Looked,
    kind=st.sampled_from(["H11", "H21", "H41", "M11", "M31", "M37"]),
    review=st.sampled_from(list(Review)),
    verified_on=st.none() | st.dates(date(2024, 1, 1), TODAY),
    status=st.sampled_from(list(OfferStatus)),
    answers=st.integers(0, 4),
    description=st.integers(0, 200),
    ends_on=st.none() | st.dates(date(2025, 1, 1), date(2028, 1, 1)),
    pairs=st.integers(0, 3),
)


def test_an_entry_with_everything_has_no_flaw_and_full_marks():
    assert flaws(GOOD, TODAY) == () and quality(GOOD, TODAY).score == 100


@pytest.mark.parametrize(
    ("change", "flaw"),
    [
        ({"kind": "H11", "consent_holds": False}, Flaw.NO_CONSENT),
        ({"ends_on": TODAY - timedelta(days=1)}, Flaw.ENDED),
        ({"is_missing": True}, Flaw.GONE_FROM_SOURCE),
        ({"answers": 0}, Flaw.NO_NEEDS),
        ({"review": Review.IMPORTED, "verified_on": None}, Flaw.NEVER_VERIFIED),
        ({"verified_on": TODAY - timedelta(days=366)}, Flaw.STALE),
        ({"pairs": 1}, Flaw.DUPLICATE_WAITING),
        ({"has_point": False}, Flaw.NO_POINT),
        ({"has_dong": False}, Flaw.NO_DONG),
        ({"has_phone": False}, Flaw.NO_PHONE),
        ({"has_hours": False}, Flaw.NO_HOURS),
    ],
)
def test_each_injected_defect_is_reported_and_nothing_else(change, flaw):
    assert flaws(replace(GOOD, **change), TODAY) == (flaw,)


def test_a_refuge_loses_nothing_for_the_place_it_must_not_tell():
    told = replace(GOOD, kind="M37", secret=True, has_point=False, has_address=False, has_dong=False, has_hours=False)
    assert quality(told, TODAY).score == 100 and flaws(told, TODAY) == ()


def test_a_closed_service_that_ended_is_as_it_should_be():
    ended = replace(GOOD, ends_on=TODAY - timedelta(days=1), status=OfferStatus.CLOSED)
    assert Flaw.ENDED not in flaws(ended, TODAY)


def test_the_weights_make_a_hundred():
    assert sum(one.weight for one in CRITERIA) == 100


@given(looked)
def test_a_score_is_the_share_of_what_applies_and_stays_between_0_and_100(one):
    marks = quality(one, TODAY)
    assert [mark.name for mark in marks.marks] == [criterion.name for criterion in CRITERIA]
    assert all(0 <= mark.points <= mark.of for mark in marks.marks)
    of = sum(mark.of for mark in marks.marks)
    assert marks.score == round(100 * sum(mark.points for mark in marks.marks) / of) and 0 <= marks.score <= 100


@given(looked)
def test_knowing_more_never_lowers_a_score(one):
    better = replace(one, has_phone=True, has_eligibility=True, answers=max(one.answers, 1), has_hours=True)
    assert quality(better, TODAY).score >= quality(one, TODAY).score


def test_a_service_that_is_reached_by_its_line_needs_no_place_and_tells_its_hours():
    line = replace(GOOD, kind="M31", has_line=True, has_address=False, has_point=False, has_dong=False, has_hours=False)
    found = flaws(line, TODAY)
    assert not {Flaw.NO_POINT, Flaw.NO_DONG} & set(found) and Flaw.NO_HOURS in found
    assert {mark.name for mark in quality(line, TODAY).marks if not mark.of} >= {"place", "dong"}
    # With an address it has a place like any other.
    assert Flaw.NO_POINT in flaws(replace(line, has_address=True), TODAY)
