"""The person's own schedule: plain words, no health, no address, nothing that has ended."""

from dataclasses import fields
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resmap.domain.planning.plan import LineKind, PlanLine
from resmap.domain.planning.schedule import OwnSchedule, Visit, own_schedule, time_in, weekdays_in

TODAY = date(2026, 11, 2)


def line(name: str, when: str = "", kind: LineKind = LineKind.SERVICE, **more) -> PlanLine:
    return PlanLine(name, "1", kind, f"{name} 일", when=when, **more)


def sheet(*lines: PlanLine, waiting=frozenset()) -> OwnSchedule:
    return own_schedule(lines, today=TODAY, manager="박담당", phone="02-000-0000", waiting=waiting)


@pytest.mark.parametrize(
    ("when", "days"),
    [
        ("월·수·금 10시", (0, 2, 4)),
        ("매주 화요일 오전 10시", (1,)),
        ("화, 목 오후 2시", (1, 3)),
        ("평일 점심", (0, 1, 2, 3, 4)),
        ("월~금 오후 6시 반", (0, 1, 2, 3, 4)),
        ("매일 아침", (0, 1, 2, 3, 4, 5, 6)),
        ("일요일", (6,)),
        ("화 3시", (1,)),
        ("주 3회", ()),
        ("월 2회", ()),
        ("매월 둘째 목요일 14:30", ()),
        ("격주 수요일", ()),
        ("3월부터", ()),
        ("필요할 때", ()),
        ("", ()),
    ],
)
def test_only_days_that_are_named_stand_on_the_sheet(when, days):
    assert weekdays_in(when) == days


@pytest.mark.parametrize(
    ("when", "text", "minutes"),
    [
        ("오전 10시", "오전 10시", 600),
        ("오후 2시 30분", "오후 2시 30분", 870),
        ("오후 6시 반", "오후 6시 반", 1110),
        ("14:30", "14:30", 870),
        ("3시", "3시", 900),
        ("9시", "9시", 540),
        ("오전 12시", "오전 12시", 0),
        ("점심", "점심", 720),
        ("때때로", "", 1440),
    ],
)
def test_times_are_kept_as_written_and_sorted_by_the_clock(when, text, minutes):
    assert time_in(when) == (text, minutes)


def test_a_day_is_sorted_by_time_and_says_who_comes():
    made = sheet(
        line("저녁", "화 오후 5시", provider="이웃 K"),
        line("아침", "화 오전 9시", provider="가온복지관", person="최봉사"),
        line("상담", "화 14:00", kind=LineKind.DIRECT),
        line("기록", "화 아침", kind=LineKind.CLIENT_TASK),
    )
    assert [(visit.what, visit.who) for visit in made.days[1]] == [
        ("기록 일", ""), ("아침 일", "가온복지관 최봉사"), ("상담 일", "박담당"), ("저녁 일", "이웃 K"),
    ]  # fmt: skip
    assert made.days[1][0].mine and not made.days[1][1].mine


def test_what_has_ended_is_left_out_and_what_waits_is_told_apart():
    made = sheet(
        line("끝난", "월요일", ends_on=date(2026, 11, 1)),
        line("오늘까지", "월요일", ends_on=TODAY),
        line("나중", "월요일", starts_on=date(2026, 12, 1)),
        line("조건", "월요일"),
        waiting=frozenset({"조건"}),
    )
    assert [visit.what for visit in made.days[0]] == ["오늘까지 일"]
    assert [visit.what for visit in made.not_yet] == ["나중 일", "조건 일"]


def test_a_rhythm_that_is_not_weekly_is_told_in_its_own_words():
    made = sheet(line("모임", "매월 둘째 목요일 14:30"))
    assert made.days == ((),) * 7 and made.other[0].time == "매월 둘째 목요일 14:30"


def test_capacity_building_of_others_is_no_appointment_of_the_person():
    assert sheet(line("교육", "월요일", kind=LineKind.CAPACITY_COMMUNITY)).empty
    assert sheet(line("교육", "월요일", kind=LineKind.CAPACITY_MANAGER)).empty
    assert not sheet(line("연습", "월요일", kind=LineKind.CAPACITY_CLIENT)).empty


def test_the_sheet_has_no_place_for_an_address_a_need_or_a_diagnosis():
    assert [one.name for one in fields(Visit)] == ["what", "who", "time", "mine", "until"]


@given(st.text(max_size=40))
def test_any_words_for_a_time_are_read(when):
    assert set(weekdays_in(when)) <= set(range(7))
    assert 0 <= time_in(when)[1]
