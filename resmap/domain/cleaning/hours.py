"""Opening hours in free Korean text -> schedules as HSDS 3 has them.

The text is cut into what it speaks of (days, holidays, times, closed, except, a label such as 중식),
then read from left to right. Times are local: Korea has one time zone and no summer time. What
could not be read stays as text (``unread``), and the reading is marked ``partial``.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any
from unicodedata import normalize

from resmap.domain.cleaning.notes import Note

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
WEEKDAYS, WEEKEND = DAYS[:5], DAYS[5:]
_KOREAN = dict(zip("월화수목금토일", DAYS, strict=True))
LONGEST = 500
WHOLE_DAY = ("00:00", "24:00")


@dataclass(frozen=True, slots=True)
class Schedule:
    """One line of opening hours, with the names of HSDS's fields.

    ``freq`` WEEKLY or MONTHLY; ``byday`` two-letter days, in a month with their number before
    (``2SA`` the second Saturday, ``-1MO`` the last Monday). ``opens_at`` and ``closes_at`` are HH:MM of
    local time, None where the text does not tell. ``description`` is the label, such as 중식.
    """

    freq: str = "WEEKLY"
    byday: tuple[str, ...] = ()
    opens_at: str | None = None
    closes_at: str | None = None
    interval: int | None = None
    bymonthday: tuple[int, ...] = ()
    description: str | None = None

    def hsds(self) -> dict[str, Any]:
        """The line as HSDS writes it; fields without a value are left out."""
        found = {
            "freq": self.freq,
            "interval": self.interval,
            "byday": ",".join(self.byday) or None,
            "bymonthday": ",".join(map(str, self.bymonthday)) or None,
            "opens_at": self.opens_at,
            "closes_at": self.closes_at,
            "description": self.description,
        }
        return {name: value for name, value in found.items() if value is not None}

    @classmethod
    def of(cls, line: dict[str, Any]) -> "Schedule":
        """The line back from HSDS; fields that are not known here are passed over."""
        return cls(
            freq=line.get("freq") or "WEEKLY",
            byday=tuple(one.strip() for one in (line.get("byday") or "").split(",") if one.strip()),
            opens_at=_hh_mm(line.get("opens_at")),
            closes_at=_hh_mm(line.get("closes_at")),
            interval=line.get("interval"),
            bymonthday=tuple(int(one) for one in (line.get("bymonthday") or "").split(",") if one.strip().isdigit()),
            description=line.get("description"),
        )


@dataclass(frozen=True, slots=True)
class Hours:
    """What a text says of opening hours. ``text`` is the cell as it was written.

    ``closed`` are days said to be closed (``MO``, ``2SA``); ``holidays``: False closed on public
    holidays, True open on them, None where nothing is said. ``unread``: what no rule knew.
    """

    text: str
    schedules: tuple[Schedule, ...] = ()
    closed: tuple[str, ...] = ()
    holidays: bool | None = None
    unread: str | None = None
    notes: tuple[Note, ...] = ()

    @property
    def partial(self) -> bool:
        """Whether something of the text is not in the schedules."""
        return self.unread is not None

    def hsds(self) -> list[dict[str, Any]]:
        return [one.hsds() for one in self.schedules]


# ── the words ────────────────────────────────────────────────────────────────

#: A single syllable is a day only where no word goes before it: 일 in 생일 is no Sunday, 월 in 5월 no Monday.
_FREE = r"(?:(?<![가-힣\d])|(?<=매주)|(?<=매월))"
_DAY = r"(?:[월화수목금토일](?:요일)?)"
_ORDINAL_WORDS = {
    "둘재": 2, "첫째": 1, "첫": 1, "첫번째": 1, "둘째": 2, "두번째": 2, "셋째": 3, "세번째": 3, "넷째": 4, "네째": 4, "네번째": 4, "다섯째": 5,
    "마지막": -1,
}  # fmt: skip
#: Read in one way only (?>): 첫째 is also 첫 and 째, and fifty of them in a cell would be read in 2⁵⁰ ways.
_COUNTED = rf"(?>(?:제?\s?[1-5]|{'|'.join(sorted(_ORDINAL_WORDS, key=len, reverse=True))})(?:\s?번째)?\s?(?:째)?\s?(?:주째|주)?)"
#: Several of them: "2.4주", "첫째, 셋째"; a bare number needs 주, 째 or a written-out day behind it (5일 is a date).
_COUNTS = rf"{_COUNTED}(?:\s?[,.·/&+및와과]?\s?{_COUNTED}){{0,8}}"
_WRITTEN_OUT = r"[월화수목금토일]요일"
_CLOCK = r"(?:(?:오전|오후|낮|저녁|밤|새벽|아침|[AaPp]\.?[Mm]\.?)\s?)?\d{1,2}\s?(?:(?::|;)\s?\d{2}(?::\d{2})?|시(?:\s?\d{1,2}\s?분|\s?반)?)"
_BARE = r"(?:(?:오전|오후)\s?)?\d{1,2}"
_TO = r"\s?(?:~|-|부터)\s?"

_WORDS: tuple[tuple[str, str], ...] = (
    ("HOURS24", r"24\s?시간(?:\s?(?:운영|개방|이용|영업|연중|상시)+)?"),
    ("TIME", rf"{_CLOCK}{_TO}(?:익일\s?|다음\s?날\s?)?(?:{_CLOCK}(?:까지)?)?|{_BARE}{_TO}{_CLOCK}(?:까지)?|{_CLOCK}(?:부터|까지)?"),
    ("TIME", r"(?<!\d)\d{4}\s?~\s?\d{4}(?!\d)"),
    ("NEVER_CLOSED", r"연중\s?무휴|무휴|휴(?:관|무)일?\s?(?:없음|무)|쉬는\s?날\s?없음|365일"),
    ("BREAK", r"(?:점심|휴게|휴식|브레이크|break)\s?(?:시간|타임|time)|점심(?=\s?휴)"),
    ("CONDITION", r"(?:(?:단|다만)\s?,?\s?)?[월화수목금토일]요일이\s?(?:법정\s?)?(?:공휴일|휴일)[^,)]*"),
    ("EXCEPT", r"(?:을|를)?\s?제외(?:한|하고)?|빼고"),
    ("CLOSED", r"(?:정기\s?)?휴(?:무|관|점|원|장|업|실)(?:일)?|쉼|쉽니다|쉬는\s?날|미\s?운영|미\s?개방|운영\s?(?:안\s?함|하지\s?않음)|폐관|닫음|closed"),
    ("ALL_DAYS", r"매일|연중|월\s?[~\-]\s?일(?:요일)?(?![가-힣])|상시"),
    ("HOLIDAY", r"(?:법정|국가|국정|국가지정|임시|대체|국)?\s?공휴일?(?:\s?(?:및|,)?\s?대체\s?공휴일)?|국경일|빨간\s?날|휴일(?=[\s,]|$)"),
    ("FEAST", r"(?:1월\s?1일|신정(?:\s?\(1/1\))?|양력설|구정|설\s?날?|추석|명절)\s?(?:연휴|당일|전일|익일|기간|전날|다음날|전후\s?\d일|\(당일\)|\(?연휴\s?포함\)?)*"
              r"|(?:당일|전일|익일|전날|다음\s?날)(?=[,)\s]|$)|근로자의?\s?날|노동절|석가탄신일|부처님\s?오신\s?날|성탄절|크리스마스|선거일|임시휴일|삼일절|3\.?1절|현충일|광복절|개천절|한글날|어린이날"),
    ("MONTHDAYS", r"(?:매월|매달)?\s?(?<!\d)\d{1,2}\s?일(?!요일)(?:\s?[+,·/]\s?\d{1,2}\s?일(?!요일))+|(?:매월|매달)\s?\d{1,2}\s?일(?!요일)"),
    ("NTH", rf"(?:(?:매월|매달|매)\s?)?{_COUNTS}\s?(?:{_WRITTEN_OUT}|(?<=[주째지막\s]){_DAY})(?:\s?[·/+]\s?{_DAY}(?![가-힣]))*(?![가-힣\d])"),
    ("EVERY_OTHER", r"격주"),
    ("COUNT", r"주\s?[1-7]\s?(?:회|일)|[월연]\s?\d{1,2}\s?회"),
    ("WEEKDAYS", r"평일|주중|주\s?5일(?:\s?근무)?(?=[\s(,]|$)"),
    ("WEEKEND", r"주말"),
    ("DAYS", rf"{_FREE}{_DAY}\s?(?:~|-|부터)\s?{_DAY}(?:\s?까지)?(?![가-힣])"),
    ("DAYS", rf"{_FREE}[월화수목금토일]{{2,7}}(?:요일)?(?![가-힣])"),
    ("DAYS", rf"{_FREE}{_DAY}(?![가-힣\d])(?!\s?\d+\s?회|\s?있|\s?없)|[월화수목금토일]요일"),
    ("LABEL", r"조식|중식|석식|아침|점심|저녁|간편식|대체식|급식|도시락|오전반|오후반|야간|방학\s?(?:중|기간)|학기\s?(?:중|기간)|하절기|동절기|입장\s?마감"),
    ("WITH", r"매\s?주|매월|매달|매년|등(?=[\s,)]|$)|요일|운영(?:시간|일)?|이용시간|개방시간|개관|오픈|시간|까지|부터|및|와|과|은|는|에|포함|또는|단|다만|기타"),
    ("MARK", r"[\s,·/+()\[\]:;.|~\-*※○●►]+"),
)  # fmt: skip
_TOKEN = re.compile("|".join(f"(?P<g{at}>{pattern})" for at, (_, pattern) in enumerate(_WORDS)))
_NAMES = [name for name, _ in _WORDS]

_SAYS_NOTHING = re.compile(r"^(?:[-.\s]*|없음|해당\s?없음|미정|미상|nan|null|n)$", re.I)
_ONLY_THEN = re.compile(r"만\s?(?:이용|운영|개방|사용)")
_SEASONAL = ("하절기", "동절기", "방학", "학기")


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str


def read_hours(text: str) -> Hours:
    """Read a cell of opening hours (or of days, or of days off, which say so: 휴관, 휴무).

    Notes: HOURS_NOT_READ (nothing was), HOURS_PARTIAL (with what was left), HOURS_NO_DAYS (times
    without days), HOURS_NO_TIMES (days without times), HOURS_SEASONAL.
    """
    plain = _plain(text)
    if _SAYS_NOTHING.match(plain):
        return Hours(text)
    tokens, unread = _cut(plain)
    tokens, closed, holidays = _take_closed(tokens)
    if not any(one.kind in _DAY_KINDS for one in tokens):
        unread += [one.text for one in tokens if one.kind == "COUNT"]
    schedules = _read(tokens)
    schedules = _without(schedules, closed)
    kept = ", ".join(unread) or None
    notes = list(_notes(schedules, closed, holidays, kept, tokens))
    return Hours(text, tuple(dict.fromkeys(schedules)), tuple(closed), holidays, kept, tuple(notes))


def read_columns(
    weekday: tuple[str, str] = ("", ""),
    saturday: tuple[str, str] = ("", ""),
    sunday: tuple[str, str] = ("", ""),
    holiday: tuple[str, str] = ("", ""),
    days_off: str = "",
) -> Hours:
    """Hours that a list gives in columns of their own (평일운영시작시각, …, 휴관일).

    For one column of weekends give it as both Saturday and Sunday. ``00:00`` to ``00:00`` is how
    such lists write "not open" as well as "always": it counts as closed where ``days_off`` says so,
    else nothing is said (note HOURS_ZERO).
    """
    off = read_days_off(days_off)
    lines: list[Schedule] = []
    notes: list[Note] = []
    zero: list[str] = []
    for days, pair in ((WEEKDAYS, weekday), (("SA",), saturday), (("SU",), sunday)):
        times = _pair(*pair)
        if times is None:
            if any(map(str.strip, pair)):
                notes.append(Note("HOURS_NOT_READ", {"text": "~".join(pair)}))
        elif times == ("00:00", "00:00"):
            zero += [day for day in days if day not in off.closed]
        else:
            lines.append(Schedule(byday=days, opens_at=times[0], closes_at=times[1]))
    if zero:
        notes.append(Note("HOURS_ZERO"))
    lines = _joined_days(_without(lines, off.closed))
    times = _pair(*holiday)
    holidays = off.holidays if off.holidays is not None else (times != ("00:00", "00:00") if times else None)
    text = " / ".join(filter(None, ("~".join(weekday).strip("~"), "~".join(saturday).strip("~"), days_off.strip())))
    return Hours(text, tuple(lines), off.closed, holidays, off.unread, (*notes, *off.notes))


def read_days_off(text: str) -> Hours:
    """A column of days off (휴관일): the days it names are closed ones."""
    plain = _plain(text)
    if _SAYS_NOTHING.match(plain):
        return Hours(text)
    if _ONLY_THEN.search(plain):  # "주말만 이용 가능": the days named are the open ones
        return Hours(text, unread=plain, notes=(Note("HOURS_PARTIAL", {"text": plain}),))
    tokens, unread = _cut(plain)
    closed: list[str] = []
    holidays: bool | None = None
    for token, after in zip(tokens, [*tokens[1:], None], strict=False):
        is_excepted = after is not None and after.kind == "EXCEPT"
        if token.kind == "NEVER_CLOSED":
            holidays = True
        elif token.kind in ("HOLIDAY", "FEAST"):
            holidays = False if token.kind == "HOLIDAY" and not is_excepted else holidays
        elif token.kind in _DAY_KINDS and token.kind != "ALL_DAYS" and not is_excepted:
            closed += _days(token)
        elif token.kind in ("TIME", "HOURS24", "LABEL", "ALL_DAYS", "COUNT", "MONTHDAYS"):
            unread.append(token.text)
    if closed and any(one.kind == "NEVER_CLOSED" for one in tokens):
        closed, unread = [], [plain]  # never closed, and yet days: a person has to look
    kept = ", ".join(unread) or None
    notes = (Note("HOURS_PARTIAL", {"text": kept}),) if kept else ()
    return Hours(text, (), tuple(_in_order(closed)), holidays, kept, notes)


# ── cutting ──────────────────────────────────────────────────────────────────

_DAY_KINDS = ("DAYS", "WEEKDAYS", "WEEKEND", "NTH", "ALL_DAYS", "MONTHDAYS")
_DASHES = str.maketrans({"∼": "~", "～": "~", "〜": "~", "˜": "~", "–": "-", "—": "-", "―": "-", "ㆍ": "·", "・": "·", "：": ":", "뭘": "월"})


def _plain(text: str) -> str:
    # Before NFKC, which makes a vowel of the middle dot that Koreans type.
    text = normalize("NFKC", text[:LONGEST].translate(_DASHES)).translate(_DASHES)
    return " ".join(text.replace("?", " ").split())


#: A word with days or times in brackets behind it names what is open then: "밑반찬배달(월+목)".
_HEADS = re.compile(r"[가-힣]{2,12}\s?\((?:[월화수목금토일](?:요일)?[+,·~)\s]|평일|주말|매일|\d{1,2}[:시])")


def _cut(plain: str) -> tuple[list[_Token], list[str]]:
    tokens: list[_Token] = []
    unread: list[str] = []
    at = 0
    while at < len(plain):
        found = _TOKEN.match(plain, at)
        if found and found.end() > at:
            kind = _NAMES[int((found.lastgroup or "g0")[1:])]
            if kind == "TIME" and _time(found[0]) is None:
                unread.append(found[0].strip())
            elif kind == "CONDITION":
                unread.append(found[0].strip())
            elif kind not in ("WITH", "MARK"):
                tokens.append(_Token(kind, found[0]))
            elif kind == "MARK" and set(found[0]) & set(",()/+"):
                tokens.append(_Token("CUT", found[0]))
            at = found.end()
            continue
        word = re.match(r"[가-힣A-Za-z0-9%]+|.", plain[at:])
        chunk = word[0] if word else plain[at]
        if _HEADS.match(plain, at):
            tokens.append(_Token("LABEL", chunk))
            at += len(chunk)
            continue
        # A word of its own is looked into only at its beginning: 일 in 생일 is no Sunday.
        if unread and at and plain[at - 1] not in " ,()+/" and tokens and tokens[-1].kind == "UNREAD":
            unread[-1] += chunk
        else:
            unread.append(chunk)
        tokens.append(_Token("UNREAD", chunk))
        at += len(chunk)
    return [one for one in tokens if one.kind != "UNREAD"], [one for one in unread if one.strip()]


def _days(token: _Token) -> list[str]:
    """The days of a token, ``2SA`` for those counted in a month."""
    if token.kind == "WEEKDAYS":
        return list(WEEKDAYS)
    if token.kind == "WEEKEND":
        return list(WEEKEND)
    if token.kind == "ALL_DAYS":
        return list(DAYS)
    if token.kind == "NTH":
        return [f"{nth}{day}" for nth in _nths(token.text) for day in _named_days(_day_part(token.text))]
    if token.kind == "DAYS":
        return _named_days(token.text)
    return []


def _day_part(text: str) -> str:
    found = re.search(rf"({_DAY}(?:\s?[,·/+]\s?{_DAY})*)\s*$", text)
    return found[1] if found else ""


def _nths(text: str) -> list[int]:
    text = re.sub(rf"{_DAY}(?:\s?[,·/+]\s?{_DAY})*\s*$", "", text.replace("매월", "").replace("매달", ""))
    found = re.findall(rf"[1-5]|{'|'.join(sorted(_ORDINAL_WORDS, key=len, reverse=True))}", text.replace(" ", ""))
    return [int(one) if one.isdigit() else _ORDINAL_WORDS[one] for one in found]


def _named_days(text: str) -> list[str]:
    letters = [_KOREAN[one] for one in re.sub(r"요일", "", text) if one in _KOREAN]
    if re.search(r"~|-|부터", text) and len(letters) == 2:
        start, end = DAYS.index(letters[0]), DAYS.index(letters[1])
        return [DAYS[at % 7] for at in range(start, end + 1 if end >= start else end + 8)]
    return list(dict.fromkeys(letters))


# ── times ────────────────────────────────────────────────────────────────────

_ONE = re.compile(
    r"(?P<half>오전|오후|낮|저녁|밤|새벽|아침|[AaPp]\.?[Mm]\.?)?\s?(?P<h>\d{1,2})\s?(?:(?::|;)\s?(?P<m>\d{2})(?::\d{2})?|시(?:\s?(?P<m2>\d{1,2})\s?분|\s?(?P<half2>반))?)?"
)


def _time(text: str) -> tuple[str | None, str | None] | None:
    """("09:00", "18:00"), with None for an end that is not told; None if it is no time of a day."""
    if four := re.fullmatch(r"(\d{2})(\d{2})\s?~\s?(\d{2})(\d{2})", text):
        return _pair(f"{four[1]}:{four[2]}", f"{four[3]}:{four[4]}")
    parts = re.split(r"~|-|부터", text, maxsplit=1)
    first = _clock(parts[0])
    if len(parts) == 1:
        return None if first is None else (None, first) if "까지" in text else (first, None)
    second_text = re.sub(r"익일|다음\s?날|까지", "", parts[1]).strip()
    if not second_text:
        return None if first is None else (first, None)
    half = _ONE.match(parts[0].strip())
    second = _clock(second_text, after=first, half=half["half"] if half else None)
    return None if first is None or second is None else (first, second)


def _clock(text: str, after: str | None = None, half: str | None = None) -> str | None:
    found = _ONE.match(text.strip())
    if not found:
        return None
    hour, minute = int(found["h"]), int(found["m"] or found["m2"] or (30 if found["half2"] else 0))
    part = (found["half"] or "").lower().replace(".", "")
    if part in ("오후", "저녁", "밤", "낮", "pm") and hour < 12 and not (part in ("낮", "밤") and hour == 0):
        hour += 12
    if part in ("오전", "am", "새벽") and hour == 12:
        hour = 0
    if not part and half and after and f"{hour:02}:{minute:02}" < after and hour + 12 <= 24:
        hour += 12  # "오후 2시~5시"
    if minute > 59 or hour > 24 or (hour == 24 and minute):
        return None
    return f"{hour:02}:{minute:02}"


def _pair(opens: str, closes: str) -> tuple[str, str] | None:
    one, other = _hh_mm(opens), _hh_mm(closes)
    if one is None or other is None:
        return None
    return (one, "24:00") if (one, other) == ("00:00", "23:59") else (one, other)


def _hh_mm(text: str | None) -> str | None:
    found = re.match(r"^\s*(\d{1,2}):(\d{2})(?::\d{2})?", text or "")
    return f"{int(found[1]):02}:{found[2]}" if found and int(found[1]) <= 24 and int(found[2]) <= 59 else None


# ── reading ──────────────────────────────────────────────────────────────────


def _take_closed(tokens: list[_Token]) -> tuple[list[_Token], list[str], bool | None]:
    """Take out the days that are said to be closed or excepted, and what is said of holidays."""
    kept = list(tokens)
    closed: list[str] = []
    holidays: bool | None = None
    at = 0
    while at < len(kept):
        if kept[at].kind in ("CLOSED", "EXCEPT"):
            run = _run_before(kept, at)
            if not run and kept[at].kind == "CLOSED":
                run = _run_after(kept, at)
            for index in run:
                if kept[index].kind in ("HOLIDAY", "FEAST"):
                    holidays = False if kept[index].kind == "HOLIDAY" else holidays
                else:
                    closed += _days(kept[index])
            if not run and at and kept[at - 1].kind == "TIME" and kept[at].kind == "EXCEPT":
                kept[at - 1] = _Token("BREAK_TIME", kept[at - 1].text)
            gone = {at, *run}
            kept = [one for index, one in enumerate(kept) if index not in gone]
            at = min(gone)
            continue
        at += 1
    found: list[_Token] = []
    for token in kept:
        if token.kind == "TIME" and found and found[-1].kind == "BREAK":
            found[-1] = _Token("BREAK_TIME", token.text)
        elif token.kind == "HOLIDAY":
            holidays = True if holidays is None and any(one.kind == "TIME" for one in kept) else holidays
        elif token.kind not in ("FEAST", "NEVER_CLOSED"):
            found.append(token)
        elif token.kind == "NEVER_CLOSED":
            holidays = True
            found.append(_Token("ALL_DAYS", token.text))
    return found, _in_order(closed), holidays


def _in_order(days: Iterable[str]) -> list[str]:
    return sorted(dict.fromkeys(days), key=lambda one: (one not in DAYS, DAYS.index(one) if one in DAYS else 0, one))


_RUN_KINDS = ("DAYS", "WEEKEND", "NTH", "HOLIDAY", "FEAST", "MONTHDAYS")


def _run_before(tokens: list[_Token], at: int) -> list[int]:
    run = []
    for index in range(at - 1, -1, -1):
        if tokens[index].kind in _RUN_KINDS:
            run.append(index)
        elif tokens[index].kind != "CUT" or set("()") & set(tokens[index].text):
            break
    return run


def _run_after(tokens: list[_Token], at: int) -> list[int]:
    run = []
    for index in range(at + 1, len(tokens)):
        if tokens[index].kind in _RUN_KINDS:
            run.append(index)
        elif tokens[index].kind != "CUT":
            return [] if tokens[index].kind == "TIME" else run
    return run


def _read(tokens: list[_Token]) -> list[Schedule]:
    found: list[Schedule] = []
    days: list[_Token] = []
    label: str | None = None
    every_other = used = label_leads = False
    breaks: list[tuple[str | None, str | None]] = []

    def line(times: tuple[str | None, str | None]) -> None:
        found.extend(replace(one, description=label) for one in _lines(days, times, every_other))

    for token in tokens:
        if token.kind in _DAY_KINDS:
            if used:
                days, used, every_other = [], False, False
                label = label if label_leads else None
            if found and not days and _has_no_days(found[-1]):
                found = _with_days(found, token)
                days, used, label = [token], True, None
                continue
            days.append(token)
        elif token.kind == "EVERY_OTHER":
            days, used, every_other = ([] if used else days), False, True
        elif token.kind in ("TIME", "HOURS24"):
            times = WHOLE_DAY if token.kind == "HOURS24" else _time(token.text)
            if times:
                line(times)
                used = True
        elif token.kind == "BREAK_TIME":
            breaks += filter(None, [_time(token.text)])
        elif token.kind == "LABEL":
            if days and not used and label and label_leads:
                line((None, None))
                days = []
            label, label_leads = token.text, not days or used
            if label_leads and used and _starts_anew(tokens, token):
                days, used = [], False
    if days and not used:
        line((None, None))
    for one in breaks:
        found = [part for each in found for part in _cut_out(each, one)]
    return found


def _starts_anew(tokens: list[_Token], label: _Token) -> bool:
    """Whether days of its own follow a label before any time: "식사배달(월) 밑반찬배달(목)"."""
    at = next(index for index, one in enumerate(tokens) if one is label)
    kinds = (one.kind for one in tokens[at + 1 :] if one.kind != "CUT")
    return next(kinds, None) in _DAY_KINDS


def _has_no_days(line: Schedule) -> bool:
    return not line.byday and not line.bymonthday and line.opens_at is not None


def _with_days(lines: list[Schedule], token: _Token) -> list[Schedule]:
    """Times that came before their days ("09:00~18:00 (월~금)")."""
    made = _lines([token], (None, None), False)
    filled = []
    for one in lines:
        if _has_no_days(one):
            filled += [replace(day, opens_at=one.opens_at, closes_at=one.closes_at, description=one.description) for day in made]
        else:
            filled.append(one)
    return filled


def _lines(days: list[_Token], times: tuple[str | None, str | None], every_other: bool) -> list[Schedule]:
    weekly: list[str] = []
    monthly: list[str] = []
    monthdays: list[int] = []
    for token in days:
        for day in _days(token):
            (monthly if day[0] not in "MTWFS" else weekly).append(day)
        if token.kind == "MONTHDAYS":
            monthdays += [int(one) for one in re.findall(r"(\d{1,2})\s?일", token.text) if 1 <= int(one) <= 31]
    opens, closes = times
    made = []
    if weekly or not (monthly or monthdays):
        byday = tuple(day for day in DAYS if day in weekly)
        made.append(Schedule(byday=byday, opens_at=opens, closes_at=closes, interval=2 if every_other else None))
    if monthly:
        made.append(Schedule("MONTHLY", tuple(dict.fromkeys(monthly)), opens, closes))
    if monthdays:
        made.append(Schedule("MONTHLY", (), opens, closes, bymonthday=tuple(dict.fromkeys(monthdays))))
    return made


def _cut_out(line: Schedule, pause: tuple[str | None, str | None]) -> Iterable[Schedule]:
    """The line without a break inside it: 09:00-18:00 without 12:00-13:00 is two lines."""
    start, end = pause
    inside = line.opens_at and line.closes_at and start and end and line.opens_at < start < end < line.closes_at
    if not inside:
        return (line,)
    return replace(line, closes_at=start), replace(line, opens_at=end)


def _without(lines: Iterable[Schedule], closed: Iterable[str]) -> list[Schedule]:
    gone = set(closed)
    kept = []
    for one in lines:
        byday = tuple(day for day in one.byday if day not in gone)
        if byday or not one.byday:
            kept.append(replace(one, byday=byday))
    return kept


def _joined_days(lines: list[Schedule]) -> list[Schedule]:
    """Days of the same hours on one line."""
    found: dict[Schedule, list[str]] = {}
    for one in lines:
        found.setdefault(replace(one, byday=()), []).extend(one.byday)
    return [replace(one, byday=tuple(day for day in DAYS if day in days)) for one, days in found.items()]


def _notes(schedules, closed, holidays, unread, tokens) -> Iterable[Note]:
    if not schedules and not closed and holidays is None:
        yield Note("HOURS_NOT_READ", {"text": unread or ""})
        return
    if unread:
        yield Note("HOURS_PARTIAL", {"text": unread})
    if any(not one.byday and not one.bymonthday for one in schedules):
        yield Note("HOURS_NO_DAYS")
    if any(one.opens_at is None and one.closes_at is None for one in schedules):
        yield Note("HOURS_NO_TIMES")
    if any(token.kind == "LABEL" and token.text.replace(" ", "").startswith(_SEASONAL) for token in tokens):
        yield Note("HOURS_SEASONAL")
