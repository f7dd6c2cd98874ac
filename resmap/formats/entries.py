"""What a file says of one offer, ready for the register, whatever format it came in."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from resmap.domain.network import Network, Offer, Place

#: The setting of an offer that tells only its dong is that of its file.
NO_PLACE = Place()


@dataclass(frozen=True)
class Entry:
    """One offer of a file. ``key`` is its id there; ``row`` counts as the file's reader would.

    A secret offer's entry holds neither place nor address (P-21), a resident's
    no address (P-25): see :func:`entry`.
    """

    key: str
    offer: Offer
    address: str | None = None
    row: int = 0


def entry(key: str, offer: Offer, address: str | None = None, row: int = 0) -> Entry:
    """The entry without what the register must not hold, however careless the file was."""
    extra = {name: value for name, value in offer.extra.items() if name != "address"}
    if offer.location_secret:
        return Entry(key, replace(offer, place=NO_PLACE, extra=extra), None, row)
    kept = None if offer.is_individual else (address or offer.extra.get("address") or None)
    return Entry(key, replace(offer, extra=extra), kept, row)


def entries_of(network: Network) -> Iterable[Entry]:
    """The offers of a network file; ``row`` is the position in its list, from 1."""
    for row, offer in enumerate(network.offers, start=1):
        place = offer.place
        if place.dong and not place.sigungu:
            place = replace(place, sido=network.setting.sido, sigungu=network.setting.sigungu)
        yield entry(offer.id, replace(offer, place=place), row=row)
