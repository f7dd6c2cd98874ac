"""A list from abroad is told once: no row of it has a gu, a Korean number or a place on our map.

Whether a list is of Korea, its first rows tell: names and addresses in Hangul, points inside the country.
What the rules for Korean addresses, numbers and points say of each row of another list is true and helps
nobody, so one sentence stands for all of it. Nothing else of a row is touched.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain, islice

from resmap.formats.entries import Entry, RowProblem, Taken

#: So many entries decide, and so many of them must look foreign, none of them Korean.
ENOUGH, SHARE = 200, 0.8

#: What the rules for Korean places and numbers say of a row, where the list is not from Korea.
DOUBTS = frozenset(
    {
        "GU_UNKNOWN", "ADDRESS_NOT_READ", "LOT_NUMBER_MISSING", "HOUSE_NUMBER_MISSING", "NUMBER_GLUED", "WORD_GLUED",
        "COORDINATE_OUT_OF_AREA", "PHONE_ZERO_LOST", "PHONE_ZERO_PADDED", "PHONE_AREA_MISSING",
        "PHONE_AREA_PROPOSED", "PHONE_NOT_READ",
    }
)  # fmt: skip


def told_once(taken: Iterable[Taken]) -> Iterator[Taken]:
    """The same rows; where the list is from abroad, LIST_NOT_KOREAN at its first row instead of all DOUBTS."""
    rest = iter(taken)
    first = list(islice(rest, ENOUGH))
    if not is_foreign(first):
        return chain(first, rest)
    return _once(chain(first, rest))


def is_foreign(taken: Iterable[Taken]) -> bool:
    """Whether rows are of places outside Korea: no name or address in Hangul or of a Korean road, no point inside
    the country, and for most of them addresses that no Korean rule can read, or points outside."""
    shown = [one for one in taken if one.entry is not None and not one.entry.offer.location_secret]
    if any(_is_korean(one.entry) for one in shown):
        return False
    doubtful = sum(any(note.code in _PLACES for note in one.problems) for one in shown)
    return doubtful > 0 and doubtful >= SHARE * len(shown)


_PLACES = frozenset({"GU_UNKNOWN", "ADDRESS_NOT_READ", "COORDINATE_OUT_OF_AREA"})
_KOREAN = re.compile(r"[가-힣]|\d?(?:-ro|-gil|-dong|-gu|-si|-daero)\b|\b(?:Seoul|Korea)\b", re.IGNORECASE)


def _is_korean(entry: Entry) -> bool:
    return entry.offer.place.lat is not None or bool(_KOREAN.search(f"{entry.offer.name} {entry.address or ''}"))


def _once(taken: Iterable[Taken]) -> Iterator[Taken]:
    told = False
    for one in taken:
        problems = tuple(note for note in one.problems if note.code not in DOUBTS or note.refused)
        if not told and len(problems) < len(one.problems):
            problems, told = (RowProblem(one.row, "", "LIST_NOT_KOREAN"), *problems), True
        yield replace(one, problems=problems) if problems != one.problems else one
