"""The plan and check sheet ①-⑮ as the form has it (R114-R128)."""

from dataclasses import fields
from datetime import date

from resmap.domain.planning.fulfilment import Fulfilment
from resmap.domain.planning.plan import CheckMethod
from resmap.domain.planning.sheet import (
    COLUMNS,
    CONSENT_TO_SERVICE,
    CONSENT_TO_SHARING,
    EMPTY_DAY,
    HEAD,
    OUTCOMES,
    SIGNATURES,
    PlanSheet,
    SheetRow,
    cell,
    consent_texts,
    head_texts,
    is_signed,
    signature_texts,
)

ROW = SheetRow(
    "병원치료 일수 줄이기",
    "방문 건강관리",
    priority=1,
    timing="즉시",
    starts_on=date(2026, 11, 9),
    ends_on=date(2027, 5, 8),
    per_week=0.5,
    provider="가온보건소",
    person="이간호",
    methods=frozenset({CheckMethod.SCALES, CheckMethod.CONTACT}),
    fulfilment=Fulfilment.EXTENDED,
)
SHEET = PlanSheet("2026-0001", "김가온", date(1990, 3, 2), "박담당", "단기", "장기", (ROW,))


def test_fifteen_numbers_stand_in_order():
    numbers = [one.number for one in (*HEAD, *OUTCOMES, *COLUMNS, *SIGNATURES) if one.number]
    assert list(dict.fromkeys(numbers)) == list("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮")


def test_the_columns_have_the_words_of_the_form():
    assert [one.heading for one in COLUMNS] == [
        "③개입 목표", "④서비스 내용", "⑤우선 순위", "⑥개입 시기", "⑦서비스 시작일자", "⑧서비스 종료일자",
        "⑨횟수 (회/1주당)", "⑩제공 기관", "⑪담당자", "⑫점검 방법", "⑬이행 여부",
    ]  # fmt: skip
    assert [one.heading for one in HEAD] == ["①관리번호", "대상자명", "생년월일", "담당사례관리자"]


def test_every_place_of_the_form_has_a_field_that_fills_it():
    of_sheet, of_row = {one.name for one in fields(PlanSheet)}, {one.name for one in fields(SheetRow)}
    assert {one.name for one in (*HEAD, *OUTCOMES, *SIGNATURES)} <= of_sheet
    assert [one.name for one in COLUMNS] == [one.name for one in fields(SheetRow)] and of_row


def test_a_row_is_printed_as_the_form_has_it():
    assert [cell(ROW, one) for one in COLUMNS] == [
        "병원치료 일수 줄이기", "방문 건강관리", "1", "즉시", "2026.11.09", "2027.05.08", "0.5", "가온보건소", "이간호",
        "정기 접촉, 척도·기록", "▫달성 ▣연장 ▫재사정",
    ]  # fmt: skip
    empty = SheetRow("목표", "내용")
    assert [cell(empty, one) for one in COLUMNS][2:] == [""] * 8 + ["▫달성 ▫연장 ▫재사정"]


def test_rows_stand_by_priority_and_rows_without_one_last():
    rows = (SheetRow("a", ""), SheetRow("b", "", priority=2), SheetRow("c", "", priority=1))
    sheet = PlanSheet("1", "가", None, "나", "", "", rows)
    assert [row.objective for row in sheet.sorted_rows] == ["c", "b", "a"]


def test_the_two_consents_are_two_texts_with_a_day_each():
    (service, on_service), (sharing, on_sharing) = consent_texts(SHEET)
    assert EMPTY_DAY in service and on_service is None and on_sharing is None
    assert "서비스 제공 및 이용에 동의" in service and "공유" not in service
    assert "정보를 공유" in sharing and "서비스 제공 및 이용" not in sharing
    assert CONSENT_TO_SERVICE and CONSENT_TO_SHARING == sharing


def test_both_signatures_and_the_day_are_needed():
    assert signature_texts(SHEET) == ("⑭성명:  (인)", "⑮사례관리자:  (인)")
    whole = {"signer": "김가온", "manager_signs": "박담당", "service_agreed_on": date(2026, 11, 5)}
    assert is_signed(PlanSheet("1", "김가온", None, "박담당", "", "", (), **whole))
    for name in whole:
        missing = {**whole, name: None if name.endswith("_on") else " "}
        assert not is_signed(PlanSheet("1", "김가온", None, "박담당", "", "", (), **missing))
    assert not is_signed(SHEET)


def test_the_head_is_filled():
    assert head_texts(SHEET) == (
        ("①관리번호", "2026-0001"), ("대상자명", "김가온"), ("생년월일", "1990.03.02"), ("담당사례관리자", "박담당"),
    )  # fmt: skip
