"""P-01: no resident registration number anywhere. All numbers here are made up."""

import traceback

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resmap.domain import resident_number
from resmap.domain.resident_number import ResidentNumberError, contains_resident_number, refuse

digits = st.text("0123456789", min_size=6, max_size=6)
words = st.text("가나다 라마바.,()abc", max_size=12)
separators = st.sampled_from(["-", " ", "", "–", "—", "−", "‐", "－", "ㅡ", "_", " - ", "\u200b-", "\u00a0"])
numbers = st.builds(
    lambda front, sep, seventh, back: front + sep + seventh + back,
    digits, separators, st.sampled_from("12345678"), digits,
)  # fmt: skip


@given(words, numbers, words)
def test_a_number_is_found_wherever_it_stands_in_a_text(before, number, after):
    assert contains_resident_number(before + number + after)


@given(numbers)
def test_full_width_digits_do_not_hide_a_number(number):
    assert contains_resident_number("".join(chr(ord(c) + 0xFEE0) if c.isdigit() else c for c in number))


@given(numbers, st.integers(0, 13), st.sampled_from("\u200b\u200c\u200d\u2060\ufeff\u00ad"))
def test_invisible_characters_do_not_hide_a_number(number, at, invisible):
    assert contains_resident_number(number[:at] + invisible + number[at:])


@given(digits, st.sampled_from("12345678"), st.sampled_from("*＊●○■#xX×ㅇ"))
def test_a_masked_number_is_found_too(front, seventh, mask):
    assert contains_resident_number(f"{front}-{seventh}{mask * 6}")
    assert contains_resident_number(f"{front}-{mask * 7}")
    assert contains_resident_number(f"{mask * 6}-{seventh}{front}")


@pytest.mark.parametrize(
    "text",
    [
        "800101-1234567", "메모: 800101-1234567 어머니", "8001011234567", "800101 1234567",
        "800101-5234567", "800101-8234567", "홍길동_800101-1234567.pdf", "800101-1******",
        "8001011******", "800101-1●●●●●●", "등록번호800101-1234567입니다", "80010１-１234567",
        "800101\n1234567", "계좌 12800101-12345678",
    ],
)  # fmt: skip
def test_forms_that_people_write_are_found(text):
    assert contains_resident_number(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "010-1234-5678", "01012345678", "02-1234-5678 02-1234-5679", "1577-1391", "1366",
        "01012345678 01098765432", "4111-1111-1111-1111", "4111111111111111", "110-234-567890",
        "1002-123-456789", "356-1234-5678-13", "123456-01-123456", "123-45-67890", "2026-11-02",
        "800101-9234567", "800101-123456", "37.529123, 127.073512", "206543.1234567 451234.7654321",
        "3,500,000 12,000,000", "550e8400-e29b-41d4-a716-446655440000", "월세 350,000원 3회",
        "박스 3개", "2026년 11월 2일 14:30",
    ],
)  # fmt: skip
def test_phones_cards_accounts_dates_and_coordinates_pass(text):
    assert not contains_resident_number(text)


@given(st.integers(0, 99999999), st.sampled_from(["-", "", " "]))
def test_no_mobile_phone_is_taken_for_a_resident_number(number, sep):
    phone = f"010{sep}{number // 10000:04}{sep}{number % 10000:04}"
    assert not contains_resident_number(f"연락처 {phone}")


@given(st.text("0123456789", min_size=16, max_size=16), st.sampled_from(["", "-", " "]))
def test_no_sixteen_digit_card_is_taken_for_a_resident_number(card, sep):
    assert not contains_resident_number(sep.join(card[i : i + 4] for i in range(0, 16, 4)))


@given(numbers)
def test_the_error_names_the_field_and_never_holds_the_number(number):
    with pytest.raises(ResidentNumberError) as caught:
        refuse(f"메모 {number}", "memo")
    error = caught.value
    shown = "".join(traceback.TracebackException.from_exception(error).format())
    assert error.field == "memo" and error.code == "RESIDENT_NUMBER"
    for said in (str(error), repr(error), repr(error.args), repr(vars(error)), shown):
        assert number not in said
    assert error.__cause__ is None and error.__context__ is None


def test_the_frame_that_refused_no_longer_holds_the_text():
    try:
        refuse("800101-1234567", "memo")
    except ResidentNumberError as error:
        frame = error.__traceback__.tb_next.tb_frame
        assert "800101" not in repr(frame.f_locals)


def test_a_file_name_that_is_itself_a_number_is_not_repeated_as_the_field():
    with pytest.raises(ResidentNumberError) as caught:
        refuse("800101-1234567", "800101-1234567.pdf")
    assert "800101" not in str(caught.value)


@given(st.text(max_size=200), numbers)
def test_what_stands_before_on_other_lines_never_hides_a_number(before, number):
    assert contains_resident_number(f"{before}\n가 {number}")


def test_no_text_is_no_number():
    refuse(None, "memo")
    refuse("별일 없음", "memo")


@given(st.text(alphabet=st.one_of(st.sampled_from("0189-*ㅇ●xX _.가a１①\u200b"), st.characters()), max_size=40))
def test_the_quick_look_before_the_closer_one_lets_nothing_pass(text):
    assert contains_resident_number(text) == bool(resident_number._NUMBER.search(resident_number._plain(text)))
