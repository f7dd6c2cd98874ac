"""Why a referral came to nothing and what follows (R025, R144, R167)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resmap.domain.advocacy import Refuser
from resmap.domain.referral_reasons import (
    LONGEST_REST,
    REASONS,
    TEACHES,
    USUAL_REST,
    BadReason,
    ReasonCode,
    consequence,
    is_parked,
    rest_until,
)
from resmap.domain.referrals import ReferralState

TODAY = date(2026, 11, 20)
pairs = st.sampled_from([(by, reason) for by, reasons in REASONS.items() for reason in reasons])
days = st.dates(TODAY - timedelta(days=400), TODAY + timedelta(days=800))


@given(pairs)
def test_a_clients_no_always_bars_and_nobody_elses_ever_does_R025(pair):
    by, reason = pair
    assert consequence(by, reason, TODAY).bars == (by is Refuser.CLIENT)


@given(pairs)
def test_only_no_capacity_parks_and_only_what_the_provider_says_of_itself_teaches(pair):
    by, reason = pair
    found = consequence(by, reason, TODAY)
    assert (found.parked_until is not None) == (reason is ReasonCode.NO_CAPACITY)
    assert found.teaches == (reason in TEACHES) and (not found.teaches or by is Refuser.PROVIDER)


@given(pairs)
def test_a_refusal_by_anybody_but_the_client_opens_advocacy_and_the_offices_own_cancelling_never_does_R144(pair):
    by, reason = pair
    assert consequence(by, reason, TODAY, state=ReferralState.REJECTED).advocacy == (by is not Refuser.CLIENT)
    assert not consequence(by, reason, TODAY, state=ReferralState.CANCELLED).advocacy


@given(days)
def test_a_rest_lies_ahead_and_ends(day):
    try:
        until = rest_until(TODAY, day)
    except BadReason as error:
        assert error.code == "not_ahead" and not TODAY < day <= TODAY + LONGEST_REST
        return
    assert is_parked(until, TODAY) and not is_parked(until, until) and not is_parked(until, until + timedelta(days=1))


def test_where_nobody_says_a_day_the_usual_rest_counts():
    assert rest_until(TODAY) == TODAY + USUAL_REST
    assert not is_parked(None, TODAY)


@pytest.mark.parametrize("by", list(Refuser))
@pytest.mark.parametrize("reason", list(ReasonCode))
def test_nobody_gives_a_reason_that_is_not_theirs(by, reason):
    if reason not in REASONS[by]:
        with pytest.raises(BadReason):
            consequence(by, reason, TODAY)


def test_a_day_belongs_to_no_capacity_only():
    with pytest.raises(BadReason):
        consequence(Refuser.PROVIDER, ReasonCode.NOT_AREA, TODAY, until=TODAY + timedelta(days=3))
