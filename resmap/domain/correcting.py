"""Putting right who somebody is: name, number, address, birth, household (정정; PIPA §36, P-02, P-22).

A correction says why, and what stood before is kept: the record of a case must be able to tell what was known when.
Whose address and number are hidden can be given new ones without anybody seeing the old.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from resmap.domain.cleaning.addresses import administrative_dongs, plain_dong
from resmap.domain.codes import Sex
from resmap.domain.first_call import LONGEST_LINE, LONGEST_NAME, OLDEST

LONGEST_RELATION = 40
LONGEST_WHY = 300
OLDEST_AGE = 130

_PHONE = re.compile(r"\+?[\d\s().-]{7,24}")
_YEAR = re.compile(r"\d{4}")
_DAY = re.compile(r"(\d{4})[-./ ]+(\d{1,2})[-./ ]+(\d{1,2})[.]?")


class Why(StrEnum):
    """Why a value is corrected."""

    MISTAKE = "mistake"
    CHANGED = "changed"
    ASKED = "asked"


class Left(StrEnum):
    """Why somebody is not of the household any more."""

    MOVED_OUT = "moved_out"
    DIED = "died"
    MISTAKE = "mistake"


class CorrectionGap(StrEnum):
    """Why a correction cannot be kept as it is."""

    MISSING = "MISSING"
    TOO_LONG = "TOO_LONG"
    NOT_A_PHONE = "NOT_A_PHONE"
    NOT_A_BIRTH = "NOT_A_BIRTH"
    NOT_AN_AGE = "NOT_AN_AGE"
    NOT_THIS_DONG = "NOT_THIS_DONG"
    NOTHING_NEW = "NOTHING_NEW"
    IS_THE_CLIENT = "IS_THE_CLIENT"
    HOLDS_A_NEED = "HOLDS_A_NEED"
    IS_FEARED = "IS_FEARED"


class Member(StrEnum):
    """What is kept of a change in the household."""

    CAME = "member.came"
    LEFT = "member.left"
    CHANGED = "member.changed"


#: Fields that are hidden of a protected client, now and in what stood before (P-22).
HIDDEN = frozenset({"address", "phone"})


@dataclass(frozen=True, slots=True)
class Birth:
    """A day of birth, or only its year; both None: not known."""

    day: date | None = None
    year: int | None = None

    def said(self) -> str:
        """As a form shows it: ``1948-03-02``, ``1948`` or nothing."""
        return self.day.isoformat() if self.day else str(self.year or "")


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a client is, as a form gives it. ``birth`` is typed text; ``phone`` and ``address`` None stay as they are
    (nobody is shown them), "" are emptied."""

    name: str
    birth: str = ""
    sex: Sex | None = None
    phone: str | None = None
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Relative:
    """Somebody of the household, as a form gives it. ``birth`` is typed text; ``age`` where no birth is known."""

    relation: str
    name: str = ""
    birth: str = ""
    age: int | None = None
    sex: Sex | None = None


def birth_of(text: str, today: date) -> Birth | None:
    """The birth that was typed: ``1948``, ``1948-03-02``, ``1948. 3. 2.``; None for what is no birth."""
    text = text.strip()
    if not text:
        return Birth()
    if found := _DAY.fullmatch(text):
        try:
            day = date(*map(int, found.groups()))
        except ValueError:
            return None
        return Birth(day, day.year) if day <= today and day.year >= today.year - OLDEST else None
    if _YEAR.fullmatch(text) and today.year - OLDEST <= int(text) <= today.year:
        return Birth(None, int(text))
    return None


def identity_gaps(asked: Identity, why: Why | None, words: str, today: date) -> tuple[tuple[str, CorrectionGap], ...]:
    """(field, why) of all that stands in the way; () if it can be kept."""
    found = [("name", _text_gap(asked.name, LONGEST_NAME, needed=True))]
    found.append(("birth", None if birth_of(asked.birth, today) else CorrectionGap.NOT_A_BIRTH))
    phone = (asked.phone or "").strip()
    found.append(("phone", None if not phone or _PHONE.fullmatch(phone) else CorrectionGap.NOT_A_PHONE))
    found.append(("address", _text_gap(asked.address or "", LONGEST_LINE)))
    found.append(("reason", None if why else CorrectionGap.MISSING))
    found.append(("why", _text_gap(words, LONGEST_WHY)))
    return tuple((name, gap) for name, gap in found if gap)


def relative_gaps(asked: Relative, today: date) -> tuple[tuple[str, CorrectionGap], ...]:
    """The same for somebody of the household."""
    found = [("relation", _text_gap(asked.relation, LONGEST_RELATION, needed=True))]
    found.append(("name", _text_gap(asked.name, LONGEST_NAME)))
    found.append(("birth", None if birth_of(asked.birth, today) else CorrectionGap.NOT_A_BIRTH))
    is_age = asked.age is None or 0 <= asked.age <= OLDEST_AGE
    found.append(("age", None if is_age else CorrectionGap.NOT_AN_AGE))
    return tuple((name, gap) for name, gap in found if gap)


def dongs_in(address: str, dongs: Iterable[str]) -> tuple[str, ...]:
    """The administrative dong of the office that an address names, as far as it does: none, one, or several of one
    legal dong (자양동 is four)."""
    listed = tuple(dongs)
    words = re.findall(r"[가-힣]+(?:\d+(?:[.·,]\d+)*)?(?:가)?동(?![가-힣])", address)
    found: dict[str, None] = {}
    for word in words:
        for one in administrative_dongs(plain_dong(word), listed):
            found.setdefault(one)
    return tuple(found)


def _text_gap(text: str, longest: int, *, needed: bool = False) -> CorrectionGap | None:
    if needed and not text.strip():
        return CorrectionGap.MISSING
    return CorrectionGap.TOO_LONG if len(text) > longest else None
