"""Networks as pages show them: a client's ecomap, the ties of an entry, and changing a client's ties.

A tie is stored by its meaning (kind, direction, strength), never by its drawing
(practice §2.8). Residents appear by the call-name of the register, members of the
household by their relation; secret places do not appear.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from resmap.domain import korean
from resmap.domain.case import CLIENT
from resmap.domain.codes import OfferStatus, PartyKind, TieKind
from resmap.domain.events import EventKind
from resmap.domain.network import Network, Offer, Party
from resmap.domain.permissions import Actor, NotAllowed, NotFound, Permission
from resmap.domain.planning.network_measures import STRONG_FROM
from resmap.flows.mapping import group_of
from resmap.graph.build import PLACE
from resmap.graph.ego import (
    HOUSEHOLD,
    STRUCTURE,
    Ego,
    EgoMeasures,
    ego_of_client,
    ego_of_entry,
    measures,
    self_of,
)
from resmap.store import CaseParts, CaseTieRecord, UnitOfWork, cases, history, register
from resmap.store.queries import ties

#: Ties that a client can be asked about; the others are ties of the register.
CLIENT_KINDS = (
    TieKind.NEIGHBOUR,
    TieKind.FRIEND,
    TieKind.FAMILY,
    TieKind.MEMBER_OF,
    TieKind.TRUSTS,
    TieKind.CONFLICT,
)
#: So many people and groups are proposed for a search.
MOST_FOUND = 8
#: What is written beside a tie that ended; the reason itself belongs into the record of the talk.
ENDED = "ended"


class Strength(StrEnum):
    """Three words for how strong a tie is (약함·보통·강함); 0 to 1 inside."""

    WEAK = "weak"
    USUAL = "usual"
    STRONG = "strong"


#: What each word is stored as, and from which value on a stored one reads so.
STORED = {Strength.WEAK: 0.3, Strength.USUAL: 0.5, Strength.STRONG: 0.8}
_USUAL_FROM = 0.4


class What(StrEnum):
    """What a node is, beside the groups of the map: it decides sign and word."""

    CLIENT = "client"
    HOUSEHOLD = "household"
    RESIDENT = "resident"
    NEIGHBOUR = "neighbour"
    SHOP = "shop"
    ASSOCIATION = "association"
    GATHERING = "gathering"
    AGENCY = "agency"
    ORGANIZATION = "organization"
    DEPARTMENT = "department"
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class Node:
    """Somebody in the picture. ``entry`` if the register has a page for it; ``name`` may be ''
    for the client, and is the relation for a member of the household."""

    id: str
    what: What
    name: str
    name_en: str | None
    hops: int
    x: float
    y: float
    entry: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A tie in the picture. ``record`` and ``revision`` if the actor may change it."""

    source: str
    target: str
    kind: str
    strength: Strength
    mutual: bool
    record: str | None = None
    revision: int | None = None

    @property
    def style(self) -> str:
        """How it is drawn: by what it is where that says more than its strength."""
        if self.kind in STRUCTURE:
            return "structure"
        return self.kind if self.kind in _DRAWN_BY_KIND else self.strength.value

    @property
    def flow(self) -> tuple[bool, bool]:
        """Arrows at (source, target). A service flows from giver to receiver (practice §2.8),
        other ties from who told them to the other; a conflict and living together flow nowhere."""
        if self.style in ("structure", "conflict", HOUSEHOLD):
            return False, False
        if self.mutual:
            return True, True
        return (True, False) if self.kind == TieKind.SERVED else (False, True)


#: Kinds with a line of their own, whatever their strength.
_DRAWN_BY_KIND = frozenset({TieKind.CONFLICT.value, TieKind.SERVED.value, HOUSEHOLD})


@dataclass(frozen=True, slots=True)
class NetworkView:
    """A picture; nodes by ring, lines of the centre first."""

    centre: str
    nodes: tuple[Node, ...]
    lines: tuple[Line, ...]
    left_out: int
    today: date

    @property
    def by_id(self) -> dict[str, Node]:
        return {node.id: node for node in self.nodes}


@dataclass(frozen=True, slots=True)
class ClientNetwork:
    """The ecomap of a case: the picture with what may be counted in it."""

    case: str
    name: str
    name_en: str | None
    picture: NetworkView
    measures: EgoMeasures
    may_edit: bool


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody to whom a tie can be added."""

    id: str
    name: str
    name_en: str | None
    what: What
    dong: str | None


class TieExists(Exception):
    """The client has a tie of this kind to this person already."""


def strength_of(value: float) -> Strength:
    """The word for a stored strength."""
    if value >= STRONG_FROM:
        return Strength.STRONG
    return Strength.USUAL if value >= _USUAL_FROM else Strength.WEAK


# ── looking ──────────────────────────────────────────────────────────────────


def of_case(uow: UnitOfWork, actor: Actor, case_id: str, today: date) -> ClientNetwork:
    """The client's own network; raises NotAllowed or NotFound like the case. Commits the note of it."""
    parts = cases.parts(uow, actor, case_id)
    network = register.network(uow, today)
    case = cases.value(uow, parts, today)
    ego = ego_of_client(case, network)
    picture = _picture(ego, network, today, parts, self_of(case.client))
    uow.event(EventKind.CLIENT_READ, case_id, client=parts.client.id, facts={"view": "network"})
    uow.commit()
    return ClientNetwork(
        case_id,
        parts.client.name or "",
        parts.client.name_en,
        picture,
        measures(ego),
        actor.may(Permission.CASE_EDIT) and parts.case.closed_on is None,
    )


def of_entry(uow: UnitOfWork, actor: Actor, entry_id: str, today: date) -> NetworkView:
    """Who refers to an offer or party, who belongs, who leads; raises NotFound, for secret ones too."""
    actor.require(Permission.REGISTER_READ)
    network = register.network(uow, today)
    entry_id = network.sames.standing(entry_id)
    if not _is_known(entry_id, network):
        raise NotFound("OfferRecord")
    view = _picture(ego_of_entry(entry_id, network), network, today)
    return view if actor.may(Permission.REGISTER_EDIT) else _without_quarrels(view)


def _without_quarrels(view: NetworkView) -> NetworkView:
    """Who quarrels with whom is told to who edits the register, as on the page of the entry."""
    lines = tuple(line for line in view.lines if line.kind != TieKind.CONFLICT)
    tied = {view.centre, *(end for line in lines for end in (line.source, line.target))}
    return replace(view, lines=lines, nodes=tuple(node for node in view.nodes if node.id in tied))


def candidates(
    uow: UnitOfWork, actor: Actor, case_id: str, text: str, today: date
) -> tuple[Candidate, ...]:
    """People, groups and offers whose name holds ``text`` (or its initial consonants).

    The household comes first, then whoever's name begins with the text.
    """
    parts = cases.parts(uow, actor, case_id, Permission.CASE_EDIT)
    network = register.network(uow, today)
    own = _housemates(uow, parts, today)
    if not korean.fold(text):
        return tuple(own.values())
    found = [*own.values(), *_of_register(network)]
    matching = [one for one in found if _holds(one, text)]
    folded = korean.fold(text)
    matching.sort(key=lambda one: (one.id not in own, not korean.fold(one.name).startswith(folded), one.name, one.id))
    return tuple(matching[:MOST_FOUND])


def in_register(network: Network, text: str = "") -> tuple[Candidate, ...]:
    """Everybody of the register who may be named beside a client; with ``text`` the few whose name holds it."""
    everybody = tuple(_of_register(network))
    if not text:
        return everybody
    folded = korean.fold(text)
    matching = [one for one in everybody if folded and _holds(one, text)]
    matching.sort(key=lambda one: (not korean.fold(one.name).startswith(folded), one.name, one.id))
    return tuple(matching[:MOST_FOUND])


def candidate(uow: UnitOfWork, actor: Actor, case_id: str, other: str, today: date) -> Candidate:
    """One of them by id; raises NotFound."""
    parts = cases.parts(uow, actor, case_id, Permission.CASE_EDIT)
    listed = {**_housemates(uow, parts, today), **{one.id: one for one in _of_register(register.network(uow, today))}}
    if other not in listed:
        raise NotFound("PartyRecord")
    return listed[other]


# ── changing ─────────────────────────────────────────────────────────────────


def add_tie(
    uow: UnitOfWork,
    actor: Actor,
    case_id: str,
    other: str,
    kind: TieKind,
    strength: Strength,
    *,
    mutual: bool,
    today: date,
    key: str,
) -> str:
    """Add a tie of the client (R134); answers its id. A second click with the same key adds none.

    Raises TieExists, NotFound for somebody unknown, NotAllowed for a closed case,
    ValueError for a kind that is not told by a client. A tie that ended is taken up again.
    """
    candidate(uow, actor, case_id, other, today)
    if kind not in CLIENT_KINDS:
        raise ValueError(kind)
    parts = _open_case(uow, actor, case_id)
    done = history.begin_once(uow, key, "tie.add")
    if done is not None:
        return done
    standing = register.sames(uow).standing
    if any((one.source_id, standing(one.target_id)) == (CLIENT, other) and one.kind is kind for one in parts.ties):
        raise TieExists
    told = {"both_ways": mutual, "strength": STORED[strength]}
    tie = ties.ended_of_case(uow, case_id, CLIENT, other, kind)
    if tie is None:
        tie = uow.add(CaseTieRecord(case_id=case_id, source_id=CLIENT, target_id=other, kind=kind, **told))
    else:
        tie.voided_at = tie.voided_by = tie.voided_why = None
        tie.both_ways, tie.strength = told["both_ways"], told["strength"]
    uow.flush()
    _note(uow, parts, tie, "added")
    history.finish_once(uow, key, tie.id)
    uow.commit()
    return tie.id


def change_tie(
    uow: UnitOfWork,
    actor: Actor,
    case_id: str,
    tie_id: str,
    strength: Strength,
    *,
    mutual: bool,
    revision: int,
) -> None:
    """Tell anew how strong a tie is; raises NotFound, or LostUpdate if it was changed meanwhile."""
    parts, tie = _own_tie(uow, actor, case_id, tie_id)
    uow.check_revision(tie, revision)
    tie.strength, tie.both_ways = STORED[strength], mutual
    _note(uow, parts, tie, "changed")
    uow.commit()


def end_tie(uow: UnitOfWork, actor: Actor, case_id: str, tie_id: str, *, revision: int) -> None:
    """The tie is no more; it stays in the table as ended. Raises like :func:`change_tie`."""
    parts, tie = _own_tie(uow, actor, case_id, tie_id)
    uow.check_revision(tie, revision)
    uow.void(tie, ENDED)
    _note(uow, parts, tie, "ended")
    uow.commit()


def _open_case(uow: UnitOfWork, actor: Actor, case_id: str) -> CaseParts:
    """The case, if this actor may change it and it is not closed."""
    parts = cases.parts(uow, actor, case_id, Permission.CASE_EDIT)
    if parts.case.closed_on is not None:
        raise NotAllowed(Permission.CASE_EDIT)
    return parts


def _own_tie(
    uow: UnitOfWork, actor: Actor, case_id: str, tie_id: str
) -> tuple[CaseParts, CaseTieRecord]:
    parts = _open_case(uow, actor, case_id)
    for tie in parts.ties:
        if tie.id == tie_id:
            return parts, tie
    raise NotFound("CaseTieRecord")


def _note(uow: UnitOfWork, parts: CaseParts, tie: CaseTieRecord, act: str) -> None:
    facts = {"tie": tie.id, "act": act, "kind": tie.kind.value, "strength": tie.strength}
    uow.event(EventKind.TIE_CHANGED, parts.case.id, client=parts.client.id, facts=facts)


def _ends(tie: CaseTieRecord) -> tuple[str, str]:
    return tie.source_id, tie.target_id


# ── from the graph to the picture ────────────────────────────────────────────


def _picture(
    ego: Ego, network: Network, today: date, parts: CaseParts | None = None, speaker: str | None = None
) -> NetworkView:
    entries: dict[str, Offer | Party] = {one.id: one for one in network.parties} | network.by_id
    members = {one.id: one for one in parts.members} if parts else {}
    nodes = tuple(_node(one, entries.get(one.id), members.get(one.id)) for one in ego.nodes)
    records = _records(parts, speaker, network)
    lines = [
        Line(t.source, t.target, t.kind, strength_of(t.strength), t.mutual, *_record_of(t, records))
        for t in ego.ties
    ]
    lines.sort(key=lambda one: (ego.centre not in (one.source, one.target), one.kind == HOUSEHOLD, one.source, one.target))
    return NetworkView(ego.centre, nodes, tuple(lines), ego.left_out, today)


def _node(one, entry: Offer | Party | None, member) -> Node:
    what, name, name_en = _what(one, entry), one.name, None
    if entry is not None:
        name, name_en = entry.name, entry.name_en
    elif one.id == CLIENT:
        name = ""
    elif member is not None:
        what, name = What.HOUSEHOLD, member.relation or ""
    return Node(one.id, what, name, name_en, one.hops, one.x, one.y, entry is not None)


def _what(one, entry: Offer | Party | None) -> What:
    if one.id == CLIENT:
        return What.CLIENT
    if isinstance(entry, Offer):
        return What(group_of(entry).value)
    if isinstance(entry, Party):
        return _of_party(entry)
    return {"organization": What.ORGANIZATION, "department": What.DEPARTMENT, PLACE: What.PLACE}.get(
        one.kind, What.RESIDENT
    )


def _of_party(party: Party) -> What:
    return {
        PartyKind.PERSON: What.RESIDENT,
        PartyKind.GROUP: What.GATHERING,
        PartyKind.ORGANIZATION: What.ORGANIZATION,
        PartyKind.PLACE: What.PLACE,
    }[party.kind]


def _records(
    parts: CaseParts | None, speaker: str | None, network: Network
) -> dict[tuple[frozenset[str], str], CaseTieRecord]:
    """The client's ties by their ends and kind; ``speaker`` is the member who is the client.

    Of two ties of one kind, told from both sides, the client's own is kept.
    """
    if parts is None:
        return {}
    told = sorted(parts.ties, key=lambda one: one.source_id == CLIENT)
    return {
        (frozenset(CLIENT if end == speaker else network.sames.standing(end) for end in _ends(one)), one.kind.value): one
        for one in told
    }


def _record_of(tie, records) -> tuple[str | None, int | None]:
    record = records.get((frozenset((tie.source, tie.target)), tie.kind))
    return (record.id, record.revision) if record else (None, None)


def _is_known(entry_id: str, network: Network) -> bool:
    if entry_id in network.hidden:
        return False
    return entry_id in network.by_id or any(one.id == entry_id for one in network.parties)


def _housemates(uow: UnitOfWork, parts: CaseParts, today: date) -> dict[str, Candidate]:
    client = cases.value(uow, parts, today).client
    return {
        one.id: Candidate(one.id, one.relation or "", None, What.HOUSEHOLD, None)
        for one in parts.members
        if one.id != self_of(client)
    }


def _of_register(network: Network) -> Iterable[Candidate]:
    """Everybody a client may have a tie to; benefits and secret places are nobody's acquaintance."""
    for offer in network.offers:
        if not (offer.location_secret or offer.is_benefit or offer.status is OfferStatus.CLOSED):
            yield Candidate(offer.id, offer.name, offer.name_en, What(group_of(offer).value), offer.place.dong)
    for party in network.parties:
        yield Candidate(party.id, party.name, party.name_en, _of_party(party), party.place.dong)


def _holds(one: Candidate, text: str) -> bool:
    folded = korean.fold(text)
    if korean.is_initials(text) and folded in korean.initials(one.name):
        return True
    return any(folded in korean.fold(name) for name in (one.name, one.name_en or ""))
