"""The plan has one truth: what the domain's sheet says is what is printed, word for word of the form (R114-R128)."""

from dataclasses import replace
from datetime import date

import pytest

from resmap.domain.planning import sheet as truth
from resmap.domain.planning.fulfilment import Fulfilment
from resmap.domain.planning.plan import CheckMethod
from resmap.domain.planning.schedule import OwnSchedule, Visit
from resmap.formats.forms import fill_hwpx, sheets, to_hwpx
from resmap.formats.forms.sheets.planning import _COLUMNS
from tests.formats.forms import samples
from tests.formats.forms.templates import texts
from tests.formats.forms.test_sheets import said

DAY = date(2026, 11, 20)
ROW = truth.SheetRow("주 2일 외출한다", "함께 걷기", 2, "첫 달", DAY, date(2027, 2, 20), 0.5, "가람산책회", "이모래",
                     frozenset({CheckMethod.CONTACT, CheckMethod.PROVIDER}), Fulfilment.EXTENDED)  # fmt: skip
PLAN = truth.PlanSheet("2026-0017", "나들이", date(1948, 3, 2), "한소리", "밖에 나간다", "이웃과 지낸다", (ROW,), "나들이", "한소리",
                       DAY, None, DAY, opinion="걷고 싶어요")  # fmt: skip


def printed(plan=PLAN, **more):
    return sheets.printed_plan(replace(plan, **more), samples.OFFICE)


def test_the_printed_headings_are_those_of_the_form():
    labels = [samples.KO(f"plan.{key}") for key, _ in _COLUMNS]
    assert labels == [one.label for one in truth.COLUMNS]
    head = [samples.KO(f"plan.{key}") for key in ("number", "person", "born", "manager")]
    assert head == [one.label for one in truth.HEAD]
    assert samples.KO("plan.title") == truth.TITLE
    assert [samples.KO(f"plan.{key}") for key in ("goal_short", "goal_long")] == [one.label for one in truth.OUTCOMES]


def test_r126_the_signed_text_is_that_of_the_form():
    assert samples.KO("plan.takes_part_text", day="2026년 11월 20일") == truth.CONSENT_TO_SERVICE.format(day="2026년 11월 20일")


def test_everything_of_a_row_arrives():
    text = said(sheets.plan_sheet(printed(), samples.KO))
    for one in ("주 2일 외출한다", "함께 걷기", "첫 달", "0.5", "가람산책회", "이모래", "정기 접촉, 제공기관", "☑\xa0연장", "걷고 싶어요"):
        assert one in text, one
    assert text.count("☑") == 2  # 연장, and taking part: nothing else was said


@pytest.mark.parametrize("box", list(Fulfilment))
def test_each_tick_stands_in_its_box(box):
    text = said(sheets.plan_sheet(printed(rows=(replace(ROW, fulfilment=box),)), samples.KO))
    assert f"☑\xa0{dict(truth.BOXES)[box]}" in text


def test_r127_signing_never_ticks_that_information_is_shared():
    for day in (None, DAY):
        made = printed(sharing_agreed_on=day, shared_with=("가람복지관: 성명",))
        assert made.shares is None and made.takes_part is True
    assert printed(service_agreed_on=None).takes_part is None


def test_rows_stand_by_priority():
    first, last = replace(ROW, priority=1, content="먼저"), replace(ROW, priority=None, content="나중")
    assert [one.service for one in printed(rows=(last, ROW, first)).lines] == ["먼저", "함께 걷기", "나중"]


def test_the_offices_own_form_gets_the_same_values():
    empty = to_hwpx(sheets.plan_sheet(sheets.PlanSheet(samples.OFFICE, "", "", "", ""), samples.KO))
    given = sheets.plan_values(printed(), samples.KO)
    assert {"주 2일 외출한다", "함께 걷기", "가람산책회"} <= set(texts(fill_hwpx(empty, given.values, given.rows).document))


def test_the_week_has_no_place_and_says_whose_part_is_whose():
    days = ((Visit("약 드시기", "", "아침", mine=True),), (), (Visit("산책", "가람산책회", "10시"),), (), (), (), ())
    week = OwnSchedule(days, (), (Visit("검사", "한소리", ""),), "한소리", "02-000-1234")
    made = sheets.printed_week(week, samples.OFFICE, "나들이", samples.KO)
    text = said(sheets.schedule_sheet(made, samples.KO))
    assert "내가 할 일" in text and "가람산책회" in text and "아직 정하는 중: 검사" in text
    assert samples.KO("schedule.where") not in text.split("\n")
