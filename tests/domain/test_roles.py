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
    counted,
    counted_services,
    holds,
    role,
    roles_with,
    service_given,
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
    st.lists(st.tuples(st.lists(st.sampled_from([*map(str, ROLES), "boss"])), st.integers(1, 50)), max_size=20),
    st.dictionaries(st.sampled_from(sorted(ROLE_OF_RECORD)), st.integers(0, 50)),
)
def test_r048_r049_a_contact_counts_once_for_each_of_its_roles_and_a_record_for_its_one(contacts, records):
    counts = counted(contacts, records)
    assert [one.role for one in counts] == ROLES
    for one in counts:
        told = sum(times for codes, times in contacts if one.role in codes)
        assert one.times == told + sum(times for kind, times in records.items() if ROLE_OF_RECORD[kind] is one.role)


def test_a_record_that_stands_for_no_role_is_an_error():
    with pytest.raises(KeyError):
        counted([], {"coffee": 1})


@pytest.mark.parametrize(
    ("said", "roles", "emergency", "reached", "given"),
    [
        (None, (), False, True, None),
        (None, (), True, True, DirectService.CRISIS),
        (None, ("teacher",), False, True, DirectService.TEACHING),
        (None, ("supporter", "linking"), False, True, DirectService.ENCOURAGING),
        (None, ("supporter", "teacher"), False, True, None),
        ("none", ("teacher",), True, True, None),
        ("teaching", (), True, True, DirectService.TEACHING),
        ("crisis", (), True, False, None),
    ],
)
def test_r152_r153_r154_which_service_it_was_is_said_or_follows_from_the_emergency_and_the_role(
    said, roles, emergency, reached, given
):
    assert service_given(said, roles, emergency=emergency, reached=reached) is given


def test_another_service_than_the_three_is_refused():
    with pytest.raises(ValueError, match="gossip"):
        service_given("gossip", (), emergency=False)


def test_a_service_brings_its_usual_role_only_where_nobody_said_one():
    assert roles_with((), DirectService.TEACHING) == ("teacher",)
    assert roles_with(("guide", "guide"), DirectService.TEACHING) == ("guide",)
    assert roles_with((), None) == ()


def test_all_three_services_of_a_month_are_told_the_missing_ones_as_none():
    assert [one.times for one in counted_services({"teaching": 3})] == [0, 3, 0]


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
