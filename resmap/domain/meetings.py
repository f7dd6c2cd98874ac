"""Conferences about cases: what may be decided, and when a name may be said (R040, P-29).

The agenda speaks of case numbers. A name is written only where everybody from outside who sits there may
know it: each is a recipient like any other, and a protected client is never named.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class ItemDecision(StrEnum):
    """What a conference says of one case."""

    TAKE_ON = "take_on"
    LINK_ONLY = "link_only"
    NOT_SELECTED = "not_selected"
    CARRY_ON = "carry_on"
    CHANGE_PLAN = "change_plan"
    REASSESS = "reassess"
    HAND_UP = "hand_up"
    CLOSE = "close"
    POSTPONED = "postponed"


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody at the table. ``outside``: of another organisation. ``secrecy``: they signed that nothing leaves
    the room. ``may_know`` are the cases whose client's name may be told to their organisation."""

    outside: bool
    secrecy: bool = False
    may_know: frozenset[str] = frozenset()


class MeetingGap(StrEnum):
    """What a conference lacks before it counts as held."""

    NO_CASE = "NO_CASE"
    NOBODY_THERE = "NOBODY_THERE"
    SECRECY_UNSIGNED = "SECRECY_UNSIGNED"
    UNDECIDED = "UNDECIDED"
    UNDECIDED_ELSEWHERE = "UNDECIDED_ELSEWHERE"
    NOT_YET = "NOT_YET"


def may_be_named(case_id: str, *, protected: bool, seats: Iterable[Seat]) -> bool:
    """Whether the minutes may say whose case it is: nobody from outside sits there who may not know."""
    return not protected and all(case_id in seat.may_know for seat in seats if seat.outside)


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The part of an agenda that whoever holds the conference may not see: how many, and never whose."""

    items: int = 0
    undecided: int = 0


def meeting_gaps(
    seats: Iterable[Seat], decided: Iterable[bool], *, has_come: bool, elsewhere: Elsewhere = Elsewhere()
) -> tuple[MeetingGap, ...]:
    """What is missing before the conference is held. ``decided``: for each case, whether something was decided;
    ``elsewhere``: the cases of other dongs on the same agenda, which have to be decided as well.

    A written conference (서면회의) has its seats, too: those who answered.
    """
    seats, decided = tuple(seats), tuple(decided)
    found = {
        MeetingGap.NO_CASE: not decided and not elsewhere.items,
        MeetingGap.NOBODY_THERE: not seats,
        MeetingGap.SECRECY_UNSIGNED: any(seat.outside and not seat.secrecy for seat in seats),
        MeetingGap.UNDECIDED: not all(decided),
        MeetingGap.UNDECIDED_ELSEWHERE: elsewhere.undecided > 0,
        MeetingGap.NOT_YET: not has_come,
    }
    return tuple(gap for gap in MeetingGap if found[gap])
