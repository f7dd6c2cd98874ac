"""An entry of the register as a file may tell it: what leaves, and what never does.

Every export of the register (HSDS, GeoJSON, sheet) is made of :class:`Listed`
values that went through :func:`leaving`; nothing else knows what must stay.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from resmap.domain.codes import AreaLevel
from resmap.domain.network import Area, Offer
from resmap.formats.entries import NO_PLACE, Entry

#: What an entry may have beside the fields of the contract and still tell in a file: facts about the offer
#: that published lists carry. Anything else of ``extra`` stays here, since nobody ever looked at it.
TOLD_EXTRA = frozenset({"description_en", "cost", "documents", "languages", "official_type"})

#: Columns of ``Entry.beyond`` that lead to nobody's door.
_SAFE_BEYOND = frozenset({"ends_on", "capacity_groups", "proposed_needs"})


@dataclass(frozen=True)
class Listed:
    """One entry with its upkeep. ``entry.key`` is its id in the register (a UUID), as are the other ids.

    ``closed``: its organisation closed, so it does, whatever its own status says.
    ``other_ids`` are ids that it had before (entries merged into it). ``for_whom`` is
    a sentence of who may have it, for readers who know no codes.
    """

    entry: Entry
    revision: int
    organisation_id: str
    department_id: str | None = None
    organisation_name_en: str | None = None
    changed_at: datetime | None = None
    closed: bool = False
    review: str = ""
    other_ids: tuple[str, ...] = ()
    for_whom: str = field(default="", compare=False)

    @property
    def id(self) -> str:
        return self.entry.key

    @property
    def offer(self) -> Offer:
        return self.entry.offer


def leaving(listed: Iterable[Listed], *, secret: bool) -> Iterator[Listed]:
    """What may stand in a file: no resident (P-25); a location-secret offer only with ``secret``,
    and then by its access line alone (P-21)."""
    for one in listed:
        if one.offer.is_individual:
            continue
        if not one.offer.location_secret:
            yield replace(one, entry=_told(one.entry))
        elif secret:
            yield replace(one, entry=_by_its_line(one.entry), for_whom="")


def _told(entry: Entry) -> Entry:
    extra = {name: value for name, value in entry.offer.extra.items() if name in TOLD_EXTRA and value not in (None, [])}
    return replace(entry, offer=replace(entry.offer, extra=extra), cells={})


def _by_its_line(entry: Entry) -> Entry:
    """Name, unit, needs, rules of access and the access line. Its own number and the one dong that it
    serves lead to it like an address, and free text can hold one: none of them goes along."""
    offer = entry.offer
    area = Area(AreaLevel.NATION) if offer.area.level is AreaLevel.DONG else offer.area
    safe = replace(
        offer, place=NO_PLACE, area=area, phone=None, description=None, hours=None, how_to_apply=None, extra={}
    )
    beyond = {name: value for name, value in entry.beyond.items() if name in _SAFE_BEYOND}
    return Entry(entry.key, safe, None, entry.row, beyond)
