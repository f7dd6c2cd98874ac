"""Follow-up is limited, agreed to, and no new service; coming back has a ground (R184, R208-R212)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resmap import words
from resmap.domain.codes import Stage
from resmap.domain.following_up import (
    FollowUp,
    FollowUpGap,
    Ground,
    Return,
    Stability,
    Work,
    follow_up_gaps,
    return_gaps,
)

DAY = date(2026, 11, 23)
G = FollowUpGap

follow_ups = st.builds(
    FollowUp, st.just(DAY), st.booleans(), st.none() | st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    st.frozensets(st.sampled_from(list(Work))), st.none() | st.sampled_from(list(Stability)), st.booleans(),
)  # fmt: skip


def test_a_talk_within_the_agreed_time_may_be_kept():
    talk = FollowUp(DAY, True, DAY, frozenset({Work.SUPPORTIVE_TALK, Work.INFORMATION}), Stability.STABLE)
    assert follow_up_gaps(talk) == ()
    assert follow_up_gaps(replace(talk, until=DAY - timedelta(days=1))) == (G.AFTER_END,)
    assert follow_up_gaps(replace(talk, until=None)) == (G.END_DATE,)


@given(follow_ups)
def test_without_consent_there_is_no_follow_up(one):
    assert G.CONSENT in follow_up_gaps(replace(one, consented=False))


@given(follow_ups)
def test_no_service_begins_in_a_follow_up(one):
    assert G.REOPEN_FIRST in follow_up_gaps(replace(one, work=one.work | {Work.NEW_SERVICE}))


@pytest.mark.parametrize("stage", list(Stage))
def test_somebody_comes_back_at_any_stage_before_closing(stage):
    gaps = return_gaps(Return(frozenset({Ground.CRISIS_LEVEL}), stage, "manager"))
    assert (gaps == ()) == (stage not in (Stage.CLOSING, Stage.FOLLOW_UP))


def test_coming_back_has_a_ground_a_stage_and_somebody_who_decides_and_no_death_before_it():
    assert return_gaps(Return(frozenset(), None, " ", alive=False)) == (G.ALIVE, G.GROUND, G.STAGE, G.DECIDED_BY)


def test_everything_has_its_words():
    for locale in ("ko", "en"):
        for group, codes in (("stability", Stability), ("work", Work), ("ground", Ground), ("gap", G)):
            assert all(words.say(f"following_up.{group}.{code}", locale) for code in codes)
