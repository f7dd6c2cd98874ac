"""Whether a row says that something has ended or rests: an end date, a state, a remark."""

import re
from dataclasses import dataclass
from datetime import date
from unicodedata import normalize

from resmap.domain.cleaning.dates import read_date
from resmap.domain.cleaning.notes import Note
from resmap.domain.codes import OfferStatus

#: An end so many years ahead (2050-12-31, 2099-12-31, 9999-12-31) says that there is none.
OPEN_END_YEARS = 20

_ENDED = re.compile(r"폐지|폐업|폐관|폐쇄|말소|해지|철거|해산|사업\s*종료|운영\s*종료|지원\s*종료|^종료$|취소|closed|defunct|terminated", re.I)
_PAUSED = re.compile(
    r"휴업|휴지|휴원|휴관\s*중|(?:운영|사업|영업|일시|임시|잠정)\s*중[단지]|임시\s*휴|정지|미\s*운영|운영\s*(?:안|하지)|중지|paused|suspended|inactive",
    re.I,
)
_RUNS = re.compile(r"^(?:정상|영업|운영|영업/정상|운영\s*중|영업\s*중|사용|개방|open|active|y|1|재개.*)$", re.I)
#: "휴관중이 아님", "폐지되지 않음".
_NOT = re.compile(r"아님|않|없음|예정|이후|미\s*(?:종료|폐지)")


@dataclass(frozen=True, slots=True)
class Standing:
    """How a row says its service stands. ``ends_on``: its last day, if one is told and lies in reach."""

    status: OfferStatus = OfferStatus.ACTIVE
    ends_on: date | None = None
    notes: tuple[Note, ...] = ()


def read_end(text: str, today: date) -> Standing:
    """A column such as 운영종료일자. A past day closes; a far one says that there is no end.

    Notes: ENDED (with the day), OPEN_END, and those of :func:`read_date`.
    """
    found = read_date(text, date(min(today.year + OPEN_END_YEARS, 9998), 12, 31))
    last = found.last
    if last is None:
        return Standing(notes=found.notes)
    if last.year - today.year >= OPEN_END_YEARS:
        return Standing(notes=(Note("OPEN_END", {"date": found.iso}),))
    if last < today:
        return Standing(OfferStatus.CLOSED, last, (*found.notes, Note("ENDED", {"date": last.isoformat()})))
    return Standing(OfferStatus.ACTIVE, last, found.notes)


def read_state(text: str) -> Standing:
    """A column such as 영업상태명 or 운영여부, or a remark: ended, paused or running.

    Notes: STATE_ENDED, STATE_PAUSED, STATE_DOUBTFUL (it speaks of an end, but denies or announces it).
    """
    plain = " ".join(normalize("NFKC", text[:200]).split())
    if not plain or _RUNS.match(plain):
        return Standing()
    ended, paused = _ENDED.search(plain), _PAUSED.search(plain)
    if (ended or paused) and _NOT.search(plain):
        return Standing(notes=(Note("STATE_DOUBTFUL", {"text": plain}),))
    if ended:
        return Standing(OfferStatus.CLOSED, None, (Note("STATE_ENDED", {"text": plain}),))
    if paused:
        return Standing(OfferStatus.PAUSED, None, (Note("STATE_PAUSED", {"text": plain}),))
    return Standing()
