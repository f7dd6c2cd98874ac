"""How the needs of a household hang together; their linkage, not their number, says complex (R070-R073, B:128-129).

Needs are joined by what people said of them: one causes, keeps up or blocks another. Two needs that
are joined make needs complex; ten that are not do not, however grave each may be. What comes out is a
picture to be talked over with the client (R073): the groups, the circles that keep themselves going,
what stands at the beginning, what is in the way. Severity plays no part in it and there is no score.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType


class LinkKind(StrEnum):
    """How one need touches another."""

    CAUSES = "causes"
    MAINTAINS = "maintains"
    BLOCKS = "blocks"


@dataclass(frozen=True, slots=True)
class GraphNeed:
    """A need as a point: its id, its code (87 codes) and who holds it."""

    id: str
    code: str
    holder: str = ""

    @property
    def domain(self) -> str:
        return self.code[:3]


@dataclass(frozen=True, slots=True)
class Link:
    """``source`` causes, maintains or blocks ``target`` (ids of needs)."""

    source: str
    target: str
    kind: LinkKind


class LinkCode(StrEnum):
    """What can be said of the picture."""

    NO_NEEDS = "NO_NEEDS"
    NOT_LINKED = "NOT_LINKED"
    LINKED = "LINKED"
    CIRCLE = "CIRCLE"
    BEGINS_WITH = "BEGINS_WITH"
    IN_THE_WAY = "IN_THE_WAY"
    ACROSS_DOMAINS = "ACROSS_DOMAINS"
    ACROSS_PEOPLE = "ACROSS_PEOPLE"
    STANDS_ALONE = "STANDS_ALONE"


@dataclass(frozen=True, slots=True)
class LinkReason:
    """One thing to be said; ``needs`` are ids. ``facts`` are numbers and kinds."""

    code: LinkCode
    needs: tuple[str, ...] = ()
    facts: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}), hash=False)


@dataclass(frozen=True, slots=True)
class Linkage:
    """The picture. ``complex``: at least two needs are joined.

    ``groups``: needs that hang together, the largest first; ``alone``: the others. ``circles``: needs of
    which each leads to the next and back. ``beginnings``: needs of a group that lead on and that nothing
    leads to: what may be worth taking up first. ``blocked``: by need, what stands in its way.
    ``connectedness`` is the share of pairs of needs that hang together, 0..1; None for fewer than two.
    """

    complex: bool
    groups: tuple[tuple[str, ...], ...]
    alone: tuple[str, ...]
    circles: tuple[tuple[str, ...], ...]
    beginnings: tuple[str, ...]
    blocked: Mapping[str, tuple[str, ...]] = field(hash=False)
    domains: int = 0
    connectedness: float | None = None
    reasons: tuple[LinkReason, ...] = ()

    @property
    def largest(self) -> int:
        """Needs in the largest group; 0 where nothing is joined."""
        return len(self.groups[0]) if self.groups else 0


class NeedGraphError(ValueError):
    """A link that cannot be: ``code`` is UNKNOWN_NEED, ITSELF or TWICE (two needs of one id)."""

    def __init__(self, code: str, need: str):
        super().__init__(f"{code} {need}")
        self.code, self.need = code, need


def linkage(needs: Iterable[GraphNeed], links: Iterable[Link]) -> Linkage:
    """Judge how needs hang together. The order of needs is kept, that of links plays no part.

    Raises :class:`NeedGraphError` for a link of a need with itself or to one that is not there.
    """
    by_id = _by_id(needs)
    joined = frozenset(links)
    _check(by_id, joined)
    leads = {id: sorted({link.target for link in joined if link.source == id}) for id in by_id}
    led = {id: sorted({link.source for link in joined if link.target == id}) for id in by_id}
    groups = _groups(by_id, leads, led)
    linked = tuple(sorted((group for group in groups if len(group) > 1), key=lambda group: -len(group)))
    alone = tuple(group[0] for group in groups if len(group) == 1)
    circles = _circles(by_id, leads)
    beginnings = tuple(id for id in by_id if leads[id] and not led[id])
    blocked = {
        id: tuple(sorted({link.source for link in joined if link.target == id and link.kind is LinkKind.BLOCKS}))
        for id in by_id
    }
    picture = Linkage(
        complex=bool(linked),
        groups=linked,
        alone=alone,
        circles=circles,
        beginnings=beginnings,
        blocked=MappingProxyType({id: by for id, by in blocked.items() if by}),
        domains=max((_domains(by_id, group) for group in linked), default=0),
        connectedness=_connectedness(len(by_id), linked),
    )
    return _explained(picture, by_id)


def obstacles(removes: Mapping[str, str]) -> tuple[Link, ...]:
    """Links from what a plan already knows: ``removes`` maps a need to the one whose obstacle it is (R092)."""
    return tuple(Link(need, other, LinkKind.BLOCKS) for need, other in sorted(removes.items()) if need != other)


def _by_id(needs: Iterable[GraphNeed]) -> dict[str, GraphNeed]:
    found: dict[str, GraphNeed] = {}
    for need in needs:
        if need.id in found:
            raise NeedGraphError("TWICE", need.id)
        found[need.id] = need
    return found


def _check(by_id: Mapping[str, GraphNeed], links: frozenset[Link]) -> None:
    for link in sorted(links, key=lambda link: (link.source, link.target, link.kind)):
        for end in (link.source, link.target):
            if end not in by_id:
                raise NeedGraphError("UNKNOWN_NEED", end)
        if link.source == link.target:
            raise NeedGraphError("ITSELF", link.source)


def _groups(by_id, leads, led) -> list[tuple[str, ...]]:
    """Needs that hang together whichever way the links run, in the order of the needs."""
    groups, seen = [], set()
    for id in by_id:
        if id in seen:
            continue
        group = _reached(id, lambda at: (*leads[at], *led[at]))
        seen |= group
        groups.append(tuple(one for one in by_id if one in group))
    return groups


def _circles(by_id, leads) -> tuple[tuple[str, ...], ...]:
    """Needs that lead to each other, there and back. Few needs, so the plain way will do."""
    reach = {id: _reached(id, leads.__getitem__) for id in by_id}
    found = (tuple(one for one in by_id if one in reach[id] and id in reach[one]) for id in by_id)
    return tuple(dict.fromkeys(circle for circle in found if len(circle) > 1))


def _reached(start: str, nexts) -> set[str]:
    seen, waiting = {start}, [start]
    while waiting:
        for one in nexts(waiting.pop()):
            if one not in seen:
                seen.add(one)
                waiting.append(one)
    return seen


def _domains(by_id, group) -> int:
    return len({by_id[id].domain for id in group})


def _connectedness(count: int, groups) -> float | None:
    if count < 2:
        return None
    pairs = sum(len(group) * (len(group) - 1) for group in groups)
    return round(pairs / (count * (count - 1)), 2)


def _explained(picture: Linkage, by_id: Mapping[str, GraphNeed]) -> Linkage:
    return Linkage(
        **{name: getattr(picture, name) for name in Linkage.__slots__ if name != "reasons"},
        reasons=tuple(_reasons(picture, by_id)),
    )


def _reasons(picture: Linkage, by_id: Mapping[str, GraphNeed]):
    if not by_id:
        yield LinkReason(LinkCode.NO_NEEDS)
        return
    if not picture.complex:
        yield LinkReason(LinkCode.NOT_LINKED, tuple(by_id), _facts(n=len(by_id)))
        return
    for group in picture.groups:
        yield LinkReason(LinkCode.LINKED, group, _facts(n=len(group)))
        if _domains(by_id, group) > 1:
            yield LinkReason(LinkCode.ACROSS_DOMAINS, group, _facts(n=_domains(by_id, group)))
        if len({by_id[id].holder for id in group}) > 1:
            yield LinkReason(LinkCode.ACROSS_PEOPLE, group, _facts(n=len({by_id[id].holder for id in group})))
    for circle in picture.circles:
        yield LinkReason(LinkCode.CIRCLE, circle, _facts(n=len(circle)))
    if picture.beginnings:
        yield LinkReason(LinkCode.BEGINS_WITH, picture.beginnings, _facts(n=len(picture.beginnings)))
    for id, by in picture.blocked.items():
        yield LinkReason(LinkCode.IN_THE_WAY, (*by, id), _facts(n=len(by)))
    if picture.alone:
        yield LinkReason(LinkCode.STANDS_ALONE, picture.alone, _facts(n=len(picture.alone)))


def _facts(**facts: object) -> Mapping[str, object]:
    return MappingProxyType(facts)
