"""Opening hours: what is written becomes HSDS schedules, the rest stays as text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resmap.domain.cleaning.hours import DAYS, Schedule, read_columns, read_days_off, read_hours
from resmap.domain.cleaning.hours_text import short_text
from resmap.words import has


def lines(found):
    return [
        " ".join(filter(None, (one.freq[0], ",".join(one.byday), one.opens_at or "?", one.closes_at or "?", one.description)))
        for one in found.schedules
    ]


WEEK, ALL = "MO,TU,WE,TH,FR", ",".join(DAYS)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("평일 09:00-18:00", [f"W {WEEK} 09:00 18:00"]),
        ("월+화+수+목+금", [f"W {WEEK} ? ?"]),
        ("월수금 10:00-12:00", ["W MO,WE,FR 10:00 12:00"]),
        ("화ㆍ목 석식(17:30~ )+토 중식(12:00~ )", ["W TU,TH 17:30 ? 석식", "W SA 12:00 ? 중식"]),
        ("매월 둘째 주 토요일", ["M 2SA ? ?"]),
        ("매월 1,3주 일요일 10~12시", ["M 1SU,3SU 10:00 12:00"]),
        ("연중무휴 24시간", [f"W {ALL} 00:00 24:00"]),
        ("평일 9~18시, 점심시간 12~13시 제외", [f"W {WEEK} 09:00 12:00", f"W {WEEK} 13:00 18:00"]),
        ("월~금 09:00~18:00 / 토 09:00~13:00 / 일,공휴일 휴무", [f"W {WEEK} 09:00 18:00", "W SA 09:00 13:00"]),
        ("매일 10:00~22:00 (매주 월요일 휴무)", ["W TU,WE,TH,FR,SA,SU 10:00 22:00"]),
        ("09:00~18:00 (월~금)", [f"W {WEEK} 09:00 18:00"]),
        ("월,수,금 오후 2시~5시", ["W MO,WE,FR 14:00 17:00"]),
        ("오전 10시 반 ~ 오후 6시", ["W 10:30 18:00"]),
        ("5일+15일+25일", ["M ? ?"]),
        ("월~금(공휴일 제외)", [f"W {WEEK} ? ?"]),
        ("식사배달(월+화)+밑반찬배달(목)", ["W MO,TU ? ? 식사배달", "W TH ? ? 밑반찬배달"]),
        ("18:00~익일 02:00", ["W 18:00 02:00"]),
        ("토,일 휴무", []),
    ],
)
def test_hours_are_read(text, meant):
    found = read_hours(text)
    assert lines(found) == meant
    assert not found.partial and found.text == text


@pytest.mark.parametrize(
    ("text", "unread", "codes"),
    [
        ("수(우천시 취소)", "우천시, 취소", {"HOURS_PARTIAL", "HOURS_NO_TIMES"}),
        ("담당자에게 물어보기", "담당자에게, 물어보기", {"HOURS_NOT_READ"}),
        ("주3회", "주3회", {"HOURS_NOT_READ"}),
        ("월 25:00~26:00", "25:00~26:00", {"HOURS_PARTIAL", "HOURS_NO_TIMES"}),
        ("하절기 09:00~18:00", None, {"HOURS_NO_DAYS", "HOURS_SEASONAL"}),
        ("", None, set()),
    ],
)
def test_what_could_not_be_read_stays_as_text(text, unread, codes):
    found = read_hours(text)
    assert found.unread == unread and found.partial is (unread is not None)
    assert {note.code for note in found.notes} == codes


@pytest.mark.parametrize(
    ("text", "closed", "holidays"),
    [
        ("연중무휴", (), True),
        ("토,일,법정 공휴일", ("SA", "SU"), False),
        ("매월 둘째, 넷째 월요일", ("2MO", "4MO"), None),
        ("매주 월요일, 1월 1일, 설날, 추석", ("MO",), None),
        ("일요일을 제외한 공휴일", (), False),
        ("평일(주말만 이용가능)", (), None),
        ("연중무휴(시간은 일요일 기준)", (), True),
        ("12월~익년 3월", (), None),
        ("없음", (), None),
    ],
)
def test_days_off_are_read(text, closed, holidays):
    found = read_days_off(text)
    assert (found.closed, found.holidays) == (closed, holidays)


def test_columns_of_their_own_become_lines_and_zero_hours_are_not_believed():
    found = read_columns(("09:00", "18:00"), ("09:00", "13:00"), ("00:00", "00:00"), days_off="일요일, 공휴일")
    assert lines(found) == [f"W {WEEK} 09:00 18:00", "W SA 09:00 13:00"]
    assert found.closed == ("SU",) and found.holidays is False and not found.notes
    doubtful = read_columns(("09:00", "18:00"), ("00:00", "00:00"), ("00:00", "00:00"), days_off="연중무휴")
    assert [note.code for note in doubtful.notes] == ["HOURS_ZERO"]
    assert lines(read_columns(("00:00", "23:59"))) == [f"W {WEEK} 00:00 24:00"]
    assert [note.code for note in read_columns(("아침", "밤")).notes] == ["HOURS_NOT_READ"]


def test_hsds_has_our_lines_and_gives_them_back():
    (line,) = read_hours("격주 토요일 10:00~12:00").schedules
    assert line.hsds() == {"freq": "WEEKLY", "interval": 2, "byday": "SA", "opens_at": "10:00", "closes_at": "12:00"}
    assert Schedule.of(line.hsds()) == line
    assert Schedule.of({"opens_at": "09:00:00", "byday": "MO, TU"}) == Schedule(byday=("MO", "TU"), opens_at="09:00")


@pytest.mark.parametrize(
    ("text", "korean", "english"),
    [
        ("월~금 9시~18시", "평일 09:00~18:00", "weekdays 09:00~18:00"),
        ("화~목 9~18시", "화~목 09:00~18:00", "Tue~Thu 09:00~18:00"),
        ("매월 둘째 주 토요일", "매월 둘째 토요일", "monthly 2nd Sat"),
        ("화·목 석식 17:30~", "화·목 석식 17:30~", "Tue·Thu 석식 17:30~"),
        ("연중무휴 24시간", "매일 24시간", "daily 24 hours"),
    ],
)
def test_schedules_are_said_shortly(text, korean, english):
    schedules = read_hours(text).schedules
    assert short_text(schedules) == korean
    assert short_text([one.hsds() for one in schedules], "en") == english


TIMES = st.tuples(st.integers(0, 22), st.sampled_from([0, 15, 30]), st.integers(1, 23)).map(
    lambda one: (f"{one[0]:02}:{one[1]:02}", f"{max(one[0] + 1, one[2]):02}:{one[1]:02}")
)


@given(st.lists(st.tuples(st.sets(st.sampled_from(DAYS), min_size=1), TIMES), min_size=1, max_size=3))
def test_what_we_say_we_read_again(given_lines):
    schedules = [
        Schedule(byday=tuple(day for day in DAYS if day in days), opens_at=times[0], closes_at=times[1])
        for days, times in given_lines
    ]
    again = read_hours(short_text(schedules))
    assert again.schedules == tuple(dict.fromkeys(schedules)) and not again.partial


PIECES = st.lists(
    st.sampled_from(
        ["월", "화", "금요일", "평일", "주말", "공휴일", "휴무", "제외", "매월", "둘째", "2주", "격주", "9시", "18:00", "~", "-", "24시간", "(", ")",
         ",", "/", "+", " ", " ", "점심시간", "중식", "오후", "30분", "5일", "주3회", "연중무휴", "25:99", "설", "?", "ㆍ", "매일", "부터"]
    ),
    max_size=14,
).map("".join)  # fmt: skip


@given(st.one_of(st.text(max_size=60), PIECES))
def test_no_text_is_too_odd_and_no_time_is_made_up(text):
    for found in (read_hours(text), read_days_off(text)):
        assert found.text == text
        for one in found.schedules:
            for time in filter(None, (one.opens_at, one.closes_at)):
                assert "00:00" <= time <= "24:00"
            assert all(day[-2:] in DAYS for day in one.byday)
        assert all(has(f"cleaning.problem.{note.code}") for note in found.notes)
        short_text(found.schedules)


@pytest.mark.parametrize("word", ["첫째", "첫 째 주 ", "둘째 ", "1", "매주", "휴무", "(", "월 "])
def test_a_cell_of_one_word_many_times_is_read_in_one_go(word):
    """Read in every way that the rules allow, fifty times 첫째 would take longer than anybody lives."""
    assert read_days_off(word * 500).text == read_hours(word * 500).text == word * 500


def test_counted_weeks_are_read_as_before():
    assert read_days_off("첫째, 셋째 주 월요일").closed == ("1MO", "3MO")
    assert read_days_off("매월 2·4주 일요일").closed == ("2SU", "4SU")
