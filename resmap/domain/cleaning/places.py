"""What cleaning has to know of the ground: the dong of the office's sido, their names and outlines.

Made from the register by ``flows.boundaries.places_of``; a test or a file that comes before any
boundary uses :data:`NOWHERE`, which knows nothing and therefore decides nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from resmap.domain.cleaning.addresses import administrative_dongs, plain_dong
from resmap.domain.cleaning.districts import same_sido


def _nowhere(lat: float, lon: float) -> None:
    return None


@dataclass(frozen=True)
class Places:
    """The ground of one sido. Points are (lat, lon) in WGS84 degrees; gu are names inside ``sido``.

    ``dongs``: gu -> names of its administrative dong. ``legal``: (gu, legal dong) -> names of the
    administrative dong it lies in (자양동: four). ``centres``: gu -> its middle; ``dong_centres``:
    (gu, dong) -> its middle. ``dong_at`` tells (gu, dong) of a point, ``gu_at`` its gu; both None
    outside what is known. ``approximate``: the outlines were computed from centroids, so that a
    point near an edge may lie on either side. ``gus_with_outline`` are the gu whose outlines are
    known: only of these does ``gu_at`` mean something when it answers another gu or None.
    """

    sido: str | None = None
    sigungu: str | None = None
    dongs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    legal: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    centres: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    dong_centres: Mapping[tuple[str, str], tuple[float, float]] = field(default_factory=dict)
    dong_at: Callable[[float, float], tuple[str, str] | None] = _nowhere
    gu_at: Callable[[float, float], str | None] = _nowhere
    gus_with_outline: frozenset[str] = frozenset()
    approximate: bool = True

    def is_inside(self, sido: str | None) -> bool:
        """Whether an address of that sido lies on this ground at all."""
        return self.sido is None or same_sido(sido, self.sido)

    def administrative(self, gu: str | None, name: str | None) -> tuple[str, ...]:
        """The administrative dong that a dong name of an address can mean: none, one or several.

        An administrative name (자양4동, 중곡제1동) means itself; a legal one is looked up, and where
        no table was imported, taken by its name (자양동: 자양1동, 자양2동, …).
        """
        if not gu or not name:
            return ()
        known = self.dongs.get(gu, ())
        wanted = plain_dong(name)
        exact = tuple(one for one in known if plain_dong(one) == wanted)
        listed = self.legal.get((gu, name)) or self.legal.get((gu, wanted)) or ()
        if exact and (not listed or any(char.isdigit() for char in name)):
            return exact
        if listed:
            plain = {plain_dong(one): one for one in known}
            return tuple(dict.fromkeys(plain.get(plain_dong(one), plain_dong(one)) for one in listed))
        return administrative_dongs(name, known)


NOWHERE = Places()
