"""Residents are listed by their own consent: what for, how long, and never against a no (P-25)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resmap.domain.codes import CheckMethod, ListingScope
from resmap.domain.listing import BadListing, Listing, check, listed_for, private_words, renewed

TODAY = date(2026, 11, 2)
SUGGEST, MAP = ListingScope.SUGGEST, ListingScope.MAP
YEAR = timedelta(days=365)

days = st.dates(date(2025, 1, 1), date(2028, 12, 31))
listings = st.builds(
    Listing,
    scopes=st.frozensets(st.sampled_from(ListingScope)),
    since=days,
    until=days,
    how=st.sampled_from(CheckMethod),
    paused=st.booleans(),
    withdrawn=st.booleans(),
)
extras = st.one_of(
    st.none(),
    st.just({}),
    st.just({"listed_until": "곧"}),
    days.map(lambda day: {"listed_until": day.isoformat()}),
)


def agreed(**changes) -> Listing:
    usual = {"scopes": frozenset({SUGGEST, MAP}), "since": TODAY, "until": TODAY + YEAR, "how": CheckMethod.PHONE}
    return Listing(**usual | changes)


def test_without_any_consent_a_resident_is_listed_for_nothing():
    assert listed_for(None, None, TODAY) == listed_for({}, None, TODAY) == frozenset()


def test_a_last_day_in_a_file_is_its_word_that_there_is_a_consent():
    told = {"listed_until": TODAY.isoformat()}
    assert listed_for(told, None, TODAY) == {SUGGEST, MAP}
    assert not listed_for(told, None, TODAY + timedelta(days=1))
    assert not listed_for({"listed_until": "곧"}, None, TODAY)


def test_a_consent_holds_from_its_first_to_its_last_day_for_what_it_names():
    only_map = agreed(scopes=frozenset({MAP}))
    assert listed_for(None, only_map, TODAY) == listed_for(None, only_map, only_map.until) == {MAP}
    assert not listed_for(None, only_map, TODAY - timedelta(days=1))
    assert not listed_for(None, only_map, only_map.until + timedelta(days=1))


@given(extra=extras, listing=listings, today=days)
def test_who_paused_or_took_back_is_listed_for_nothing_whatever_a_file_says(extra, listing, today):
    allowed = listed_for(extra, listing, today)
    assert allowed <= listing.scopes
    if listing.paused or listing.withdrawn or not listing.since <= today <= listing.until:
        assert not allowed


@given(extra=extras, until=days)
def test_a_renewed_consent_is_not_held_back_by_an_older_day_of_a_file(extra, until):
    kept = renewed(extra, until)
    assert listed_for(kept, agreed(since=until, until=until), until)
    assert extra is None or kept.keys() >= extra.keys()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"scopes": frozenset()}, "EMPTY"),
        ({"until": TODAY - timedelta(days=1)}, "BACKWARDS"),
        ({"since": TODAY - YEAR, "until": TODAY - timedelta(days=1)}, "OVER"),
        ({"until": TODAY + timedelta(days=367)}, "TOO_LONG"),
    ],
)
def test_a_consent_that_names_nothing_or_no_sensible_time_is_refused(changes, code):
    with pytest.raises(BadListing) as refused:
        check(agreed(**changes), TODAY)
    assert refused.value.code == code
    check(agreed(), TODAY)


def test_words_about_health_and_family_are_asked_about():
    assert private_words(["요즘 우울하셔서 쉬고 계심", None]) == ("우울",)
    assert private_words(["이혼 뒤 혼자 지내며", "알코올"]) == ("알코올", "이혼")
    assert private_words(["국 한 냄비를 더 끓입니다.", "평일 오전", None]) == ()
