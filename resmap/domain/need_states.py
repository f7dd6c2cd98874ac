"""A need from proposal to its end, and what is kept of each turn (R021, R086-R089).

A proposed need waits for the client: it is written down, listed as unconfirmed, and matched with nothing.
Confirmed with the client it is open. It may be met, put off or dropped with a reason, and comes back:
nothing is deleted, so that nobody and nothing is lost.
"""

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum

from resmap.domain import taxonomy


class NeedState(StrEnum):
    """As a need's record keeps it."""

    PROPOSED = "proposed"
    OPEN = "open"
    MET = "met"
    DEFERRED = "deferred"
    DROPPED = "dropped"


#: From which state which others may be chosen. To ``OPEN`` leads the client's word (or an emergency).
NEXT: dict[NeedState, tuple[NeedState, ...]] = {
    NeedState.PROPOSED: (NeedState.OPEN, NeedState.DEFERRED, NeedState.DROPPED),
    NeedState.OPEN: (NeedState.MET, NeedState.DEFERRED, NeedState.DROPPED),
    NeedState.MET: (NeedState.OPEN,),
    NeedState.DEFERRED: (NeedState.OPEN, NeedState.DROPPED),
    NeedState.DROPPED: (NeedState.OPEN,),
}

#: Kept with the reason in words (R089).
WANTS_WORDS = frozenset({NeedState.DEFERRED, NeedState.DROPPED})

#: States in which a need takes a place in the order.
STANDING = frozenset({NeedState.PROPOSED, NeedState.OPEN})

#: A crisis; such a need of life and limb opens the question of the emergency path (R005, P-11).
CRISIS = 4


def offers_emergency(code: str, severity: int) -> bool:
    """Whether to point at the emergency path: safety, suicide, or money for an emergency, in crisis. Never taken."""
    return severity >= CRISIS and (code.startswith("SAF") or code in ("HLT22", "ECO16"))


def proposed_from_items(items: Iterable[str]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Need codes that ticked official items suggest, each with its items: life and limb first, then by how many.

    ``items`` are keys of official problem items; unknown ones raise KeyError.
    """
    ticked = [taxonomy.problem_item(key) for key in dict.fromkeys(items)]
    counts = Counter(code for item in ticked for code in item.needs)
    order = sorted(counts, key=lambda code: (not taxonomy.need(code).safety, -counts[code], code))
    return tuple((code, tuple(item.key for item in ticked if code in item.needs)) for code in order)


def reordered(ids: Iterable[str], moved: str, place: int) -> tuple[str, ...]:
    """The ids with ``moved`` at ``place`` (1 is first; beyond the end is last): each place once."""
    others = [one for one in ids if one != moved]
    at = max(0, min(place - 1, len(others)))
    return (*others[:at], moved, *others[at:])
