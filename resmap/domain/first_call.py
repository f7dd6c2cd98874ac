"""The first call: what it takes to open a record, and no more (R016, R163, P-02; day.md: two minutes and a phone).

Two doors lead in. Who comes by themselves, or is brought, can be asked; who was found by somebody else
does not know of it yet: then only what is needed to get in touch is kept, until they agreed, with a day
by which somebody asks them.
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from resmap.domain.codes import Sex
from resmap.domain.household import CONSENTS_FROM
from resmap.domain.intake import Door

#: Somebody else found them (케이스 발견, A:2).
FOUND = frozenset({Door.NEIGHBOUR, Door.OUTREACH, Door.SYSTEM})

#: Longest texts, in letters.
LONGEST_NAME, LONGEST_LINE, LONGEST_WORDS = 60, 200, 4000

OLDEST = 120


class SafeToCall(StrEnum):
    """Whether somebody else could pick up, or see who called (R163, P-22)."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class CallGap(StrEnum):
    """Why a first call cannot be kept as it is."""

    MISSING = "MISSING"
    TOO_LONG = "TOO_LONG"
    NOT_A_YEAR = "NOT_A_YEAR"
    NOT_A_PHONE = "NOT_A_PHONE"
    NOT_THIS_DONG = "NOT_THIS_DONG"
    TOO_EARLY = "TOO_EARLY"
    UNDER_14 = "UNDER_14"


@dataclass(frozen=True, slots=True)
class Housemate:
    """Somebody who lives with the client, as told: "아들", 12, "M"."""

    relation: str
    age: int | None = None
    sex: Sex | None = None


@dataclass(frozen=True, slots=True)
class FirstCall:
    """What was said on the phone. ``name`` may be a call name; ``finder`` is who told of them; ``words`` are
    the client's own (or, through another door, the finder's). ``agreed``: they know of the record and said yes
    to it. The rest may wait: ``address``, ``sex``, ``household``, ``title`` (a line to know the case by)."""

    name: str
    dong: str
    door: Door = Door.SELF
    birth_year: int | None = None
    phone: str = ""
    safe: SafeToCall = SafeToCall.UNKNOWN
    reach: str = ""
    finder: str = ""
    words: str = ""
    agreed: bool = False
    address: str = ""
    sex: Sex | None = None
    household: tuple[Housemate, ...] = ()
    title: str = ""
    outside_number: str = ""

    @property
    def is_found(self) -> bool:
        """Found by somebody else and not asked yet: minimum data, and a day to ask by (R016)."""
        return self.door in FOUND and not self.agreed


#: What may be kept of somebody who was found and does not know of it yet (R016, P-02).
MINIMUM = frozenset(
    {"name", "dong", "door", "birth_year", "phone", "safe", "reach", "finder", "words", "agreed", "title", "outside_number"}
)

_PHONE = re.compile(r"\+?[\d\s().-]{7,24}")


def gaps(call: FirstCall, today: date, dongs: frozenset[str]) -> tuple[tuple[str, CallGap], ...]:
    """(field, why) of everything that stands in the way, in the order of the page; () if it can be kept.

    ``dongs``: where whoever opens it may open a case.
    """
    return tuple(_gaps(call, today, dongs))


def _gaps(call: FirstCall, today: date, dongs: frozenset[str]):
    if not call.name.strip():
        yield "name", CallGap.MISSING
    if call.birth_year is not None and not today.year - OLDEST <= call.birth_year <= today.year:
        yield "birth_year", CallGap.NOT_A_YEAR
    if not call.dong:
        yield "dong", CallGap.MISSING
    elif call.dong not in dongs:
        yield "dong", CallGap.NOT_THIS_DONG
    if call.phone.strip() and not _PHONE.fullmatch(call.phone.strip()):
        yield "phone", CallGap.NOT_A_PHONE
    if call.is_found and not call.finder.strip():
        yield "finder", CallGap.MISSING
    for name, longest in _LENGTHS.items():
        if len(getattr(call, name)) > longest:
            yield name, CallGap.TOO_LONG
    if call.agreed and call.birth_year is not None and today.year - call.birth_year < CONSENTS_FROM:
        yield "agreed", CallGap.UNDER_14
    if call.is_found:
        for name in ("address", "sex", "household"):
            if getattr(call, name):
                yield name, CallGap.TOO_EARLY


_LENGTHS = {
    "name": LONGEST_NAME,
    "reach": LONGEST_LINE,
    "finder": LONGEST_LINE,
    "address": LONGEST_LINE,
    "title": LONGEST_LINE,
    "outside_number": 60,
    "words": LONGEST_WORDS,
}
