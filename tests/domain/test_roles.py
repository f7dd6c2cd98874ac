"""Six direct and six indirect roles, counted by the month; trainings with whom they are for."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resmap import words
from resmap.domain.roles import (
    ROLE_OF_RECORD,
    ROLE_OF_SERVICE,
    TRAININGS,
    Audience,
    DirectRole,
    DirectService,
    IndirectRole,
    Training,
    holds,
    of_month,
    role,
)

ROLES = [*DirectRole, *IndirectRole]


def test_there_are_six_and_six_roles_and_three_direct_services():
    assert (len(DirectRole), len(IndirectRole), len(DirectService)) == (6, 6, 3)
    assert len({str(one) for one in ROLES}) == 12
    assert set(ROLE_OF_SERVICE) == set(DirectService)


def test_every_record_that_stands_for_indirect_work_has_one_role():
    assert ROLE_OF_RECORD["advocacy"] is IndirectRole.ADVOCACY and ROLE_OF_RECORD["referral"] is IndirectRole.LINKING
    assert set(ROLE_OF_RECORD.values()) == set(IndirectRole)


@given(
    st.lists(
        st.tuples(st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.lists(st.sampled_from([*map(str, ROLES), "boss"]))),
        max_size=20,
    )
)
def test_an_activity_counts_once_for_each_of_its_roles_in_its_month(activities):
    counts = of_month(activities, date(2026, 5, 9))
    assert [one.role for one in counts] == ROLES
    for one in counts:
        assert one.times == sum(day.month == 5 and one.role in codes for day, codes in activities)


def test_what_is_no_role_is_refused_without_being_repeated():
    assert role("teacher") is DirectRole.TEACHER
    with pytest.raises(KeyError) as caught:
        role("홍길동")
    assert "홍길동" not in str(caught.value)


@pytest.mark.parametrize(
    ("today", "counts"),
    [(date(2026, 1, 1), False), (date(2026, 1, 2), True), (date(2026, 6, 30), True), (date(2026, 7, 1), False)],
)
def test_a_training_counts_from_its_day_to_its_last(today, counts):
    assert holds(date(2026, 1, 2), date(2026, 6, 30), today) is counts


def test_the_seven_interview_mistakes_are_among_the_trainings_for_workers():
    assert Audience.WORKER in TRAININGS[Training.INTERVIEW_MISTAKES]
    assert set(TRAININGS) == set(Training) and all(TRAININGS.values())


def test_everything_has_its_words():
    groups = {"direct": DirectRole, "indirect": IndirectRole, "service": DirectService, "training": Training, "audience": Audience}
    for locale in ("ko", "en"):
        for group, codes in groups.items():
            assert all(words.say(f"roles.{group}.{code}", locale) for code in codes)
