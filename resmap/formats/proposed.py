"""What a row of a list only proposes: values that nobody may put into the register but a person.

A phone that lost its leading zero, a floor glued to the house number, a point whose latitude and
longitude changed places. The entry holds what stands in the list; what was probably meant goes with
it as ``{field: {"code", "value"}}``, the code being that of the note which says why. ``point`` stands
for latitude and longitude together.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from resmap.domain.cleaning.phones import read_phones
from resmap.formats.entries import Entry, RowProblem

POINT = "point"
#: Fields that can be proposed, with the columns of the entry that they fill.
COLUMNS = {
    "public_phone": ("public_phone",),
    "address": ("address",),
    "sido": ("sido",),
    "sigungu": ("sigungu",),
    "dong": ("dong",),
    POINT: ("lat", "lon"),
}

_PHONE = frozenset({"PHONE_ZERO_LOST", "PHONE_AREA_PROPOSED", "PHONE_ZERO_PADDED"})
_ADDRESS = frozenset({"FLOOR_GLUED", "NUMBER_GLUED", "WORD_GLUED"})
_DONG = frozenset({"DONG_AMBIGUOUS", "DONG_NOT_FOUND", "DONG_NOT_TOLD"})


def proposals_of(entry: Entry, problems: Iterable[RowProblem]) -> dict[str, dict[str, Any]]:
    """``{field: {"code", "value"}}`` for one row; the first note about a field counts. Nothing is proposed for
    a place that must not be known (P-21), nor for a resident (P-25)."""
    offer = entry.offer
    if offer.location_secret or offer.is_individual:
        return {}
    found: dict[str, dict[str, Any]] = {}
    for one in problems:
        told = _value(entry, one)
        if told is not None:
            found.setdefault(told[0], {"code": one.code, "value": told[1]})
    return found


def with_proposals(entry: Entry, problems: Sequence[RowProblem]) -> Entry:
    """The entry with what its row proposes."""
    found = proposals_of(entry, problems) if problems else None
    return replace(entry, proposals=found) if found else entry


def _value(entry: Entry, problem: RowProblem) -> tuple[str, Any] | None:
    """(field, value) that a note proposes; None where it proposes nothing that would change the entry."""
    code, said, place = problem.code, problem.facts.get("proposed"), entry.offer.place
    if code in _PHONE:
        phone = entry.offer.phone
        number = read_phones(phone, place.sido, place.sigungu).proposed if phone else None
        return ("public_phone", number) if number and number != phone else None
    if isinstance(said, str):
        if code in _ADDRESS:
            return ("address", said) if entry.address and said != entry.address else None
        if code == "GU_UNKNOWN":
            return ("sigungu", said) if place.sigungu is None else None
        if code in _DONG:
            return ("dong", said) if place.dong is None else None
    if code == "SIDO_CONTRADICTS" and isinstance(said, list | tuple) and len(said) == 1:
        return ("sido", said[0]) if place.sido != said[0] else None
    if code.startswith("COORDINATE_") and isinstance(said, list | tuple) and len(said) == 2:
        return (POINT, [float(said[0]), float(said[1])]) if place.lat is None else None
    return None
