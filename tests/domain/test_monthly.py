"""A month's figures: what counts when, what adds up, and what a sheet that leaves may not give away."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resmap.domain.codes import ClosingReason
from resmap.domain.contacts import ContactWay
from resmap.domain.monthly import (
    ADDS_UP,
    CODES,
    SMALL,
    SUMS,
    CaseRow,
    ContactRow,
    Figure,
    LinkRow,
    MeetingRow,
    Rows,
    ShareRow,
    Side,
    TrainingRow,
    figures,
    guarded,
    kind_of,
    month_of,
    side_of,
    won_of,
)
from resmap.domain.referrals import ReferralState
from resmap.domain.stages import CaseKind, ConferenceKind

FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)
BEFORE, WITHIN, AFTER = date(2026, 10, 31), date(2026, 11, 15), date(2026, 12, 1)
CASE = CaseRow("c", "p", "자양1동", BEFORE, members=3)


def numbers(rows: Rows, first=FIRST, last=LAST) -> dict[str, int]:
    """Figures that are not none."""
    return {one.code: one.number for one in figures(rows, first, last) if one.number}


def test_a_month_has_its_first_and_last_day():
    assert month_of(date(2028, 2, 10)) == (date(2028, 2, 1), date(2028, 2, 29))
    assert month_of(date(2026, 12, 31)) == (date(2026, 12, 1), date(2026, 12, 31))


def test_cases_are_new_carried_under_way_and_closed_by_their_days():
    rows = Rows(
        (
            CASE,
            replace(CASE, id="new", opened_on=WITHIN, kind=CaseKind.SPECIAL),
            replace(CASE, id="died", closed_on=WITHIN, reason=ClosingReason.DEATH),
            replace(CASE, id="to come", opened_on=AFTER),
            replace(CASE, id="gone", closed_on=BEFORE, reason=ClosingReason.MOVED),
            replace(CASE, id="closes later", closed_on=AFTER, kind=CaseKind.GENERAL),
        )
    )
    assert numbers(rows) == {
        "cases.carried": 3, "cases.new": 1, "cases.closed": 1, "cases.closed.DEATH": 1, "cases.ongoing": 3,
        "cases.general": 1, "cases.special": 1, "cases.undecided": 1,
    }  # fmt: skip


def test_persons_are_whom_something_reached_each_once_with_their_household():
    contact = ContactRow("c", WITHIN, "phone", True)
    rows = Rows((CASE,), (contact, contact, replace(contact, reached=False, way="visit")))
    told = numbers(rows)
    assert (told["persons.clients"], told["persons.household"]) == (1, 3)
    assert (told["contacts"], told["contacts.reached"], told["contacts.unreached"]) == (3, 2, 1)
    assert (told["contacts.way.phone"], told["contacts.way.visit"]) == (2, 1)
    vain = replace(rows, contacts=(replace(contact, reached=False),))
    assert "persons.clients" not in numbers(vain)
    twice = Rows((CASE, replace(CASE, id="c2", members=5)), (contact, replace(contact, case="c2")))
    assert (numbers(twice)["persons.clients"], numbers(twice)["persons.household"]) == (1, 5)


def test_links_count_on_the_day_of_each_step_by_side_and_kind():
    link = LinkRow("c", ReferralState.IN_PROGRESS, Side.PUBLIC, "M1", WITHIN, WITHIN, WITHIN, None, 50_000)
    told = numbers(Rows((CASE,), links=(link,)))
    assert told["links.requested.public"] == told["links.accepted"] == told["links.accepted.kind.M1"] == 1
    assert told["value"] == told["value.public"] == 50_000 and "links.completed" not in told
    done = numbers(Rows((CASE,), links=(replace(link, state=ReferralState.COMPLETED, ended_on=AFTER),)), AFTER, AFTER)
    assert done["links.completed.public"] == 1 and not {"value", "links.accepted"} & set(done)
    refused = numbers(Rows((CASE,), links=(replace(link, state=ReferralState.REJECTED, started_on=None),)))
    assert refused["links.refused"] == 1 and not {"links.accepted", "value", "persons.clients"} & set(refused)
    failed = numbers(Rows((CASE,), links=(replace(link, state=ReferralState.FAILED),)))
    assert failed["links.accepted"] == 1


def test_money_that_was_donated_is_value_and_goods_are_shares_without_one():
    shares = (ShareRow("c", WITHIN, won_of("원", 30_000)), ShareRow("c", WITHIN, won_of("상자", 2)))
    told = numbers(Rows((CASE,), shares=shares))
    assert told["value"] == told["value.donated"] == 30_000 and told["shares"] == 2 and told["persons.clients"] == 1


def test_meetings_and_trainings_are_the_offices_and_nobodys():
    rows = Rows(meetings=(MeetingRow("m", WITHIN, ConferenceKind.INTEGRATED),), trainings=(TrainingRow("t", WITHIN),))
    assert numbers(rows) == {"conferences": 1, "conferences.integrated": 1, "trainings": 1}
    assert not any(one.is_small for one in figures(rows, FIRST, LAST))


@pytest.mark.parametrize(
    ("sector", "kind", "side"),
    [
        ("public", "M31", Side.PUBLIC),
        ("informal", "M11", Side.PRIVATE),
        (None, "M13", Side.PUBLIC),
        (None, "M27", Side.PUBLIC),
        (None, "M31", Side.PRIVATE),
        (None, "H11", Side.PRIVATE),
        (None, "M5", Side.UNKNOWN),
        ("strange", "R5", Side.UNKNOWN),
    ],
)
def test_the_side_is_what_the_organisation_says_else_what_the_kind_says(sector, kind, side):
    assert side_of(sector, kind) is side
    assert (kind_of("M27"), kind_of("R4"), kind_of("X")) == ("M2", "R", "")


def test_a_dong_counts_its_own_cases_only():
    other = replace(CASE, id="other", client="q", dong="능동")
    rows = Rows((CASE, other), (ContactRow("c", WITHIN, "phone", True), ContactRow("other", WITHIN, "phone", True)))
    assert numbers(rows.of_dong("능동"))["contacts"] == 1 and numbers(rows)["contacts"] == 2


DAYS = st.dates(date(2026, 9, 1), date(2027, 1, 31))
MAYBE = st.none() | DAYS
CASES = st.lists(
    st.builds(CaseRow, st.uuids().map(str), st.sampled_from("pqr"), st.sampled_from(["가", "나"]), DAYS, MAYBE,
              st.sampled_from(ClosingReason), st.none() | st.sampled_from(CaseKind), st.integers(1, 5)),
    min_size=1, max_size=8,
)  # fmt: skip


@st.composite
def worlds(draw) -> Rows:
    cases = [replace(one, closed_on=max(one.closed_on, one.opened_on) if one.closed_on else None) for one in draw(CASES)]
    of = st.sampled_from([one.id for one in cases])
    link = st.builds(LinkRow, of, st.sampled_from(ReferralState), st.sampled_from(Side), st.sampled_from(["M1", "H2", "R"]),
                     MAYBE, MAYBE, MAYBE, MAYBE, st.none() | st.integers(1, 10**6))  # fmt: skip
    contact = st.builds(ContactRow, of, DAYS, st.sampled_from(ContactWay).map(str), st.booleans())
    share = st.builds(ShareRow, of, DAYS, st.none() | st.integers(1, 1000))
    lists = [tuple(draw(st.lists(one, max_size=20))) for one in (contact, link, share)]
    return Rows(tuple(cases), *lists)


@given(worlds())
def test_every_sum_of_the_page_is_one(rows):
    told = {one.code: one.number for one in figures(rows, FIRST, LAST)}
    assert set(told) == set(CODES)
    for total, *parts in SUMS:
        if total == "cases.carried":
            assert told["cases.carried"] + told["cases.new"] == told["cases.closed"] + told["cases.ongoing"]
        else:
            assert told[total] == sum(told[one] for one in parts), total


@given(worlds())
def test_what_adds_up_over_months_does_and_every_figure_names_the_cases_behind_it(rows):
    second = FIRST + timedelta(days=14)
    halves = [figures(rows, FIRST, second), figures(rows, second + timedelta(days=1), LAST)]
    for whole, one, other in zip(figures(rows, FIRST, LAST), *halves, strict=True):
        if whole.code in ADDS_UP:
            assert whole.number == one.number + other.number
        assert set(whole.cases) <= {one.id for one in rows.cases} and bool(whole.cases) <= bool(whole.number)


@given(worlds())
def test_never_is_a_small_number_told_nor_left_to_be_found_by_one_sum(rows):
    told = {one.code: one for one in figures(rows, FIRST, LAST)}
    hidden = guarded(told, SUMS)
    for code, one in told.items():
        if code not in hidden and not code.startswith("value"):
            assert not 1 <= one.number <= SMALL
        if code not in hidden and code.startswith("value"):
            assert not 1 <= len(one.cases) <= SMALL
    for one in SUMS:
        assert len(hidden & set(one)) != 1


def test_a_small_number_is_hidden_with_the_smallest_beside_it_and_large_ones_stay():
    told = {code: Figure(code, number) for code, number in {"t": 40, "a": 2, "b": 30, "c": 8}.items()}
    assert guarded(told, [("t", "a", "b", "c")]) == {"a", "c"}
    assert guarded({"t": Figure("t", 40)}, []) == frozenset()
