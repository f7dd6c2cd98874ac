"""The sheets of the casework: what has to be on them, in which order, and what must not be."""

import re
from dataclasses import replace

import pytest

from resmap import words
from resmap.domain.planning.schedule import OwnSchedule, Visit
from resmap.formats.forms import count_pages, sheets, to_pdf
from resmap.formats.forms.layout import Heading, NewPage, Paragraph, Table, pieces
from resmap.formats.forms.model import Form
from resmap.formats.forms.sheets.common import MARKS
from tests.formats.forms import samples
from tests.formats.forms.test_hwpx import NAMES, PAIRS

#: A week with something of the person's own on each day, and something that is not settled.
EVERY_DAY = OwnSchedule(
    days=((Visit("약 드시기", "", "아침", mine=True),),) * 7,
    other=(),
    not_yet=(Visit("병원 검사", "한소리", ""),),
    call_name="한소리",
    call_phone="02-000-1234",
)


def said(form: Form) -> str:
    """Everything on the sheet, in order."""
    texts = [form.title, form.subtitle, *(f"{name} {value}" for name, value in form.meta)]
    for piece in pieces(form):
        match piece:
            case Table():
                texts += [cell.text for row in piece.rows for cell in row]
            case Heading() | Paragraph():
                texts.append(piece.text)
            case NewPage():
                texts += [piece.title, piece.subtitle]
    return "\n".join([*texts, form.footer])


@pytest.mark.parametrize("locale", ["ko", "en"])
@pytest.mark.parametrize("pair", PAIRS, ids=NAMES)
def test_every_sheet_prints_full_and_empty_in_both_languages(pair, locale):
    form = samples.made(pair, locale)
    assert form.locale == locale
    assert to_pdf(form).startswith(b"%PDF-")


def test_the_plan_has_one_to_fifteen_in_the_order_of_the_source():
    marks = re.findall(f"[{MARKS}]", said(samples.made((sheets.plan_sheet, samples.PLAN))))
    assert marks == list(MARKS)


def test_the_two_consents_of_the_plan_are_asked_and_answered_apart():
    first, second = "하나. 서비스를 받고 함께하는 것에 대한 동의", "둘. 정보를 함께 보는 것에 대한 동의"
    text = said(sheets.plan_sheet(replace(samples.PLAN, takes_part=True, shares=False), samples.KO))
    taking, sharing = text[text.index(first) : text.index(second)], text[text.index(second) :]
    assert "☑\xa0동의합니다" in taking and "☑\xa0동의하지" not in taking
    assert "☑\xa0동의하지\xa0않습니다" in sharing and "☑\xa0동의합니다" not in sharing
    assert all(one in sharing and one not in taking for one in samples.PLAN.shared_with)


def test_nothing_is_ticked_that_nobody_answered():
    for build, values in samples.EMPTY:
        assert "☑" not in said(build(values, samples.KO))


def test_what_became_of_a_line_is_ticked_on_that_line():
    text = said(samples.made((sheets.plan_sheet, samples.PLAN)))
    assert [text.count(f"☑\xa0{one}") for one in ("달성", "연장", "재사정")] == [1, 1, 0]


@pytest.mark.parametrize("count", [0, 1, 8, 14])
def test_a_visit_sheet_is_one_a4(count):
    services = tuple(
        sheets.VisitService(f"{n}. 가람종합복지관 경로식당 함께 가기", "매주 수요일 낮 12시") for n in range(count)
    )
    visit = replace(samples.VISIT, services=services)
    assert count_pages(sheets.visit_sheet(visit, samples.KO)) == 1


def test_without_a_place_a_visit_sheet_has_no_such_field():
    text = said(sheets.visit_sheet(replace(samples.VISIT, place=""), samples.KO))
    assert samples.KO("visit.place") not in text and "가람로" not in text


def test_without_an_address_an_intake_sheet_has_no_such_field():
    person = replace(samples.INTAKE.person, address=None)
    text = said(sheets.intake_sheet(replace(samples.INTAKE, person=person), samples.KO))
    assert "\n주소\n" not in text
    assert "\n주소\n" in said(sheets.intake_sheet(samples.INTAKE, samples.KO))


def test_every_consent_has_its_own_two_boxes_and_is_never_parted_by_a_page():
    form = samples.made((sheets.consent_sheet, samples.CONSENT))
    assert len(re.findall("[☑☐]\xa0동의합니다", said(form))) == len(samples.CONSENT.consents)
    framed = [piece for piece in pieces(form) if isinstance(piece, Table) and "동의하지 않으면" in str(piece)]
    assert framed and all(piece.whole for piece in framed)
    assert form.large


def test_own_words_stand_before_every_box_of_the_intake():
    text = said(samples.made((sheets.intake_sheet, samples.INTAKE)))
    assert text.index("주된 호소") < text.index("상담 내용") < min(text.index("현재 문제"), text.index("☐"))


def test_a_letter_says_of_the_person_what_it_was_given_and_nothing_else():
    letter = replace(samples.LETTER, subject=(("부르는 이름", "나들이 님"),), receives=(), care=())
    text = said(sheets.referral_letter(letter, samples.KO))
    assert "1948" not in text and "010-" not in text and "나들이 님" in text


def test_letter_and_slip_are_one_document_of_two_pages():
    form = samples.letter_with_slip()
    assert count_pages(form) == 2
    assert [piece.title for piece in pieces(form) if isinstance(piece, NewPage)] == ["회신서"]


def test_an_empty_state_says_so():
    assert "정해진 일정이 없습니다." in said(
        samples.made((sheets.schedule_sheet, sheets.ScheduleSheet(samples.OFFICE, "나들이")))
    )
    assert "받을 분이 아직 없습니다." in said(
        samples.made((sheets.receipt_list, sheets.ReceiptList(samples.OFFICE, "")))
    )


def test_every_word_of_the_catalogue_stands_on_some_sheet():
    used: set[str] = set()

    def noted(key: str, **facts) -> str:
        used.add(f"forms.{key}")
        return words.say(f"forms.{key}", "ko", **facts)

    written = replace(samples.MINUTES, written=True)
    unshared = replace(samples.PLAN, shared_with=())
    for build, values in (*PAIRS, (sheets.conference_minutes, written), (sheets.plan_sheet, unshared)):
        build(values, noted)
    sheets.printed_week(EVERY_DAY, samples.OFFICE, "나들이", noted)
    ours = {key for key in words.entries() if key.startswith("forms.")}
    assert {key for key in ours - used if not key.startswith(("forms.filled.", "forms.refused."))} == set()
