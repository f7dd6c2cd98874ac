"""What a file says of one offer, ready for the register, whatever format it came in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from resmap.domain.access import access_of, told_of
from resmap.domain.network import Network, Offer, Place

#: The setting of an offer that tells only its dong is that of its file.
NO_PLACE = Place()

#: What a file can say of an entry beyond ``domain.network.Offer``: columns of its record.
BEYOND = frozenset(
    {"schedules", "cost", "website", "email", "ends_on", "capacity_groups", "particulars", "proposed_needs"}
)

#: What of it leads to a place, like an address (P-21).
_LEADS_THERE = frozenset({"website", "email", "schedules", "particulars"})


@dataclass(frozen=True)
class Entry:
    """One offer of a file. ``key`` is its id there; ``row`` counts as the file's reader would.

    ``proposals`` are values that a person may take (``formats/proposed.py``). ``beyond`` holds values of
    :data:`BEYOND`; ``cells`` are the cells of the row as
    they were written, by column, kept as evidence; ``organisation_number`` is the
    registration number of its organisation, digits only. A secret offer's entry
    holds neither place nor address nor cells (P-21), a resident's no address and no
    cells (P-25): see :func:`entry`.
    """

    key: str
    offer: Offer
    address: str | None = None
    row: int = 0
    beyond: Mapping[str, Any] = field(default_factory=dict)
    cells: Mapping[str, str] = field(default_factory=dict)
    organisation_number: str | None = None
    proposals: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Something about one row. ``refused``: the row is not taken. ``facts`` never hold a personal
    value, nor anything that tells where a secret place is. ``secret``: no cell of the row may be
    repeated, for its place must not be known (P-21) or a resident number stands in it (P-01)."""

    row: int
    column: str
    code: str
    refused: bool = False
    facts: Mapping[str, Any] = field(default_factory=dict)
    secret: bool = False


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one row: an entry, or none with the problem that refused it.

    ``left_out``: it belongs to another gu than was asked for, and counts as no row.
    """

    row: int
    entry: Entry | None
    problems: tuple[RowProblem, ...] = ()
    left_out: bool = False


def entry(
    key: str,
    offer: Offer,
    address: str | None = None,
    row: int = 0,
    *,
    beyond: Mapping[str, Any] | None = None,
    cells: Mapping[str, str] | None = None,
    organisation_number: str | None = None,
) -> Entry:
    """The entry without what the register must not hold, however careless the file was."""
    beyond = dict(beyond or {})
    assert beyond.keys() <= BEYOND, beyond.keys() - BEYOND
    told = offer.extra.get("address")
    if told is not None or "address" in offer.extra:  # made anew only where it must be: an import makes millions
        offer = replace(offer, extra={name: value for name, value in offer.extra.items() if name != "address"})
    if offer.location_secret:
        beyond = {name: value for name, value in beyond.items() if name not in _LEADS_THERE}
        return Entry(key, replace(offer, place=NO_PLACE), None, row, beyond)
    if offer.is_individual:
        return Entry(key, offer, None, row, beyond)
    return Entry(key, offer, address or told or None, row, beyond, dict(cells or {}), organisation_number)


def entries_of(network: Network) -> Iterable[Entry]:
    """The offers of a network file; ``row`` is the position in its list, from 1."""
    for row, offer in enumerate(network.offers, start=1):
        place = offer.place
        if place.dong and not place.sigungu:
            place = replace(place, sido=network.setting.sido, sigungu=network.setting.sigungu)
        sure = access_of(offer.kind, (offer.name, offer.organization), offer.needs, offer.tags)
        told = told_of(offer.access, sure)
        yield entry(offer.id, replace(offer, place=place), row=row, beyond={"particulars": told} if told else None)
