"""Dates of many shapes: ``1989.06``, ``89. 6.30``, ``19890501``, ``1989년 6월``, serial numbers of a spreadsheet.

A date keeps how exact it is. A year of two digits is read by a pivot that the caller states: it
belongs to this century if it is not later than the pivot's, else to the one before.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from unicodedata import normalize

from resmap.domain.cleaning.notes import Note

#: Years outside of this are no dates of a facility list.
EARLIEST, LATEST = 1800, 2199
#: Serial numbers of a spreadsheet that are believed: 1954 to 2064; smaller ones may be anything.
_SERIALS = range(20_000, 60_001)
#: Day 0 of spreadsheets (which believe in 29 February 1900; from March 1900 on they count right).
_SERIAL_ZERO = date(1899, 12, 30)
LONGEST = 60

_SAYS_NONE = re.compile(r"^(?:[-./\s]*|없음|해당\s?없음|미정|미상|불명|nan|null|none)$", re.IGNORECASE)
_FLOAT = re.compile(r"^(\d{4,8})\.0$")
_SEP = r"[\s.\-/,년월]+"
_YEAR_FIRST = re.compile(
    rf"^['’`]?\s*(?P<y>\d{{4}}|\d{{2}})\s*(?P<s>년|[.\-/,\s])\s*(?:(?P<m>\d{{1,2}})(?:{_SEP}(?P<d>\d{{1,2}}))?)?[\s.\-/,일월년]*(?P<rest>.*)$"
)
_YEAR_LAST = re.compile(r"^(\d{1,2})\s*[./\-]\s*(\d{1,2})\s*[./\-]\s*(\d{4})\.?$")
_EIGHT = re.compile(r"^(\d{4})(\d{2})(\d{2})$")
_SIX = re.compile(r"^(\d{2})(\d{2})(\d{2})$")
_TIME = re.compile(r"^(.*\d)[T\s]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:Z|[+-]\d{2}:?\d{2})?$")
_ABOUT = re.compile(r"^(?:경|경부터|부터|이후|이전|개소|설립|상반기|하반기|초|말|봄|여름|가을|겨울|\([^()\d]*\)|~)?\s*$")


class Precision(StrEnum):
    YEAR = "year"
    MONTH = "month"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class ReadDate:
    """What a cell says of a day. ``value`` is the first day of what is known (a month, a year).

    ``proposed``: text of what is probably meant where the cell leaves two readings.
    """

    text: str
    value: date | None = None
    precision: Precision | None = None
    proposed: str | None = None
    notes: tuple[Note, ...] = ()

    @property
    def iso(self) -> str | None:
        """"1989", "1989-06" or "1989-06-30"; None if no date was read."""
        if self.value is None or self.precision is None:
            return None
        return self.value.isoformat()[: {Precision.YEAR: 4, Precision.MONTH: 7, Precision.DAY: 10}[self.precision]]

    @property
    def last(self) -> date | None:
        """The last day of what is known: of a month or year that ends something."""
        if self.value is None or self.precision is Precision.DAY:
            return self.value
        year, month = self.value.year, self.value.month
        if self.precision is Precision.YEAR:
            return date(year, 12, 31)
        return (date(year + month // 12, month % 12 + 1, 1)) - timedelta(days=1)


def read_date(text: str, pivot: date) -> ReadDate:
    """Read one date. ``pivot`` is the day after whose year two digits mean the last century.

    Notes: DATE_IMPOSSIBLE (30 February: refused), DATE_NOT_READ, DATE_TWO_DIGIT_YEAR, DATE_FROM_SERIAL,
    DATE_MONTH_DOUBTFUL (2014.1 may have been 2014.10), DATE_ORDER_DOUBTFUL (3/4/2019), DATE_ABOUT.
    """
    plain = " ".join(normalize("NFKC", text[:LONGEST]).split()).replace("–", "-")
    if _SAYS_NONE.match(plain):
        return ReadDate(text)
    if with_time := _TIME.match(plain):
        plain = with_time[1]
    if whole := _FLOAT.match(plain):
        plain = whole[1]
    read = _run_together if plain.isdigit() else _with_marks
    return read(text, plain, pivot)


def _run_together(text: str, plain: str, pivot: date) -> ReadDate:
    """Digits only: a year, YYYYMM, YYMMDD, YYYYMMDD or a serial number."""
    if len(plain) == 4:
        return _made(text, int(plain), None, None, [])
    if len(plain) == 5 and int(plain) in _SERIALS:
        value = _SERIAL_ZERO + timedelta(days=int(plain))
        return ReadDate(text, value, Precision.DAY, None, (Note("DATE_FROM_SERIAL", {"date": value.isoformat()}),))
    if eight := _EIGHT.match(plain):
        return _made(text, *map(int, eight.groups()), [])
    if six := _SIX.match(plain):
        year, month = int(plain[:4]), int(plain[4:])
        if EARLIEST <= year <= pivot.year + 50 and 1 <= month <= 12:
            return _made(text, year, month, None, [])
        short, month, day = map(int, six.groups())
        return _short(text, short, pivot, month, day)
    return ReadDate(text, notes=(Note("DATE_NOT_READ"),))


def _with_marks(text: str, plain: str, pivot: date) -> ReadDate:
    if last := _YEAR_LAST.match(plain):
        one, other, year = map(int, last.groups())
        if one > 12 and other <= 12:
            return _made(text, year, other, one, [])
        if other > 12 and one <= 12:
            return _made(text, year, one, other, [])
        if one == other:
            return _made(text, year, one, other, [])
        return _made(text, year, None, None, [Note("DATE_ORDER_DOUBTFUL", {"text": plain})])
    found = _YEAR_FIRST.match(plain)
    if not found or not _ABOUT.match(found["rest"]) or (len(found["y"]) == 2 and not found["m"]):
        return ReadDate(text, notes=(Note("DATE_NOT_READ"),))
    notes = [Note("DATE_ABOUT", {"text": plain})] if found["rest"].strip(" ~") and "(" not in found["rest"] else []
    month = int(found["m"]) if found["m"] else None
    day = int(found["d"]) if found["d"] else None
    if len(found["y"]) == 2:
        return _short(text, int(found["y"]), pivot, month, day, notes)
    made = _made(text, int(found["y"]), month, day, notes)
    if re.fullmatch(r"\d{4}\.1", plain) and made.value:
        # A spreadsheet's number 2014.10 is written 2014.1: only October loses its last digit.
        proposed = f"{made.value.year}-10"
        doubt = Note("DATE_MONTH_DOUBTFUL", {"text": plain, "proposed": proposed})
        return ReadDate(text, date(made.value.year, 1, 1), Precision.YEAR, proposed, (*made.notes, doubt))
    return made


def _short(text: str, short: int, pivot: date, month: int | None, day: int | None, notes=()) -> ReadDate:
    """With a year of two digits: this century up to the pivot's year, else the one before."""
    century = pivot.year // 100 * 100
    year = century + short if short <= pivot.year % 100 else century - 100 + short
    return _made(text, year, month, day, [Note("DATE_TWO_DIGIT_YEAR", {"year": str(year)}), *notes])


def _made(text: str, year: int, month: int | None, day: int | None, notes: list[Note]) -> ReadDate:
    if not EARLIEST <= year <= LATEST and year != 9999:
        return ReadDate(text, notes=(Note("DATE_NOT_READ"),))
    if not month:  # zeros stand for what is not known
        return ReadDate(text, date(year, 1, 1), Precision.YEAR, None, tuple(notes))
    try:
        value = date(year, month, day or 1)
    except ValueError:
        return ReadDate(text, notes=(Note("DATE_IMPOSSIBLE", {"text": " ".join(text[:LONGEST].split())}),))
    return ReadDate(text, value, Precision.DAY if day else Precision.MONTH, None, tuple(notes))
