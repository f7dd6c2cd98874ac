"""Clients who are protected, and how they may be reached (P-22, R163).

가정폭력방지법, 주민등록법 §29⑥, 아동학대처벌법 §35③: where somebody lives and which school a child goes to is told to
nobody who could tell the one that is feared. What is hidden is looked at for a reason that is kept.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

LONGEST = 200


class Channel(StrEnum):
    """Ways to reach somebody that they called safe."""

    CALL = "call"
    MESSAGE = "message"
    VISIT = "visit"
    OFFICE = "office"
    THROUGH_AGENCY = "through_agency"
    LETTER = "letter"


class LookWhy(StrEnum):
    """Why what is hidden is looked at: a word of the work, kept with who and when."""

    VISIT = "visit"
    EMERGENCY = "emergency"
    REPORT = "report"
    COURT = "court"
    MOVING = "moving"


@dataclass(frozen=True, slots=True)
class SafeContact:
    """How and when somebody may be reached, and how never. ``safe`` is whether their own number may be called
    (yes, no, unknown; empty where nobody noted it), ``how`` their words for it."""

    channels: tuple[str, ...] = ()
    how: str = ""
    hours: str = ""
    never: str = ""
    safe: str = ""
    other: Mapping[str, Any] = field(default_factory=dict, hash=False, compare=False)

    @property
    def known(self) -> bool:
        return bool(self.channels or self.how or self.hours or self.never)


def contact_from(document: Mapping[str, Any] | None) -> SafeContact:
    """What a record holds; unknown words are kept for whoever wrote them."""
    told = dict(document or {})
    channels = told.pop("channels", ()) or ()
    known = {one.value for one in Channel}
    return SafeContact(
        tuple(str(one) for one in channels if one in known),
        *(str(told.pop(name, "") or "") for name in ("how", "hours", "never", "safe")),
        other=told,
    )


def contact_document(contact: SafeContact) -> dict[str, Any]:
    return {
        **contact.other,
        "safe": contact.safe,
        "channels": list(contact.channels),
        "how": contact.how[:LONGEST],
        "hours": contact.hours[:LONGEST],
        "never": contact.never[:LONGEST],
    }


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody as two households may both know them. ``born`` is a year."""

    name: str = ""
    born: int | None = None

    @property
    def folded(self) -> str:
        return "".join(self.name.split()).casefold()


def surely_same(one: Person, other: Person) -> bool:
    """The same name and the same year of birth, both known."""
    return bool(one.folded) and one.folded == other.folded and one.born is not None and one.born == other.born


def perhaps_same(one: Person, other: Person) -> bool:
    """The same name, and years that do not speak against it (an age told is a year off at most)."""
    if not one.folded or one.folded != other.folded:
        return False
    return one.born is None or other.born is None or abs(one.born - other.born) <= 1


def any_same(people: Iterable[Person], other: Person, *, surely: bool) -> bool:
    same = surely_same if surely else perhaps_same
    return any(same(one, other) for one in people)
