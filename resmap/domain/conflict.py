"""Who must be kept apart from this household, and which helpers from each other (R044, practice §2.10 rule 11).

Two questions: who must not meet the client (:func:`kept_apart`; they are told nothing either), and who is in
conflict with somebody who serves the household now or was asked to (:func:`at_odds`; they are not linked beside
each other).
"""

from collections.abc import Collection, Iterable
from datetime import date
from enum import StrEnum

from resmap.domain.case import CLIENT, Case
from resmap.domain.codes import BLOCK_SPREADS_ALONG, TieKind
from resmap.domain.names import same_name
from resmap.domain.network import Network
from resmap.domain.serving import units_of


class Ending(StrEnum):
    """Why a conflict stands no more. ``MISTAKEN``: it was noted by mistake, and kept so that this can be seen."""

    MEDIATED = "mediated"
    FADED = "faded"
    MOVED = "moved"
    MISTAKEN = "mistaken"


def stands(since: date | None, ended_on: date | None, today: date) -> bool:
    """Whether a conflict keeps apart on that day: from ``since`` on (None: from ever), before ``ended_on``.

    On the day of its end it keeps nobody apart any more.
    """
    return (since is None or since <= today) and (ended_on is None or today < ended_on)


def at_odds(linked: Collection[str], network: Network) -> dict[str, str]:
    """Offers in conflict with one that serves now or was asked to -> the id of that one.

    ``linked`` are the ids of offers that serve the household or hold a place for it. A conflict of an entry is one of its unit
    (organisation and department, R195), of an organisation known as a party that of all its offers, of a person that
    of what they lead: whoever quarrels there quarrels at the same table. Where the sides share
    somebody (two of one unit, or judged to be one entry), nobody knows who sits where, and all of them are at odds.
    """
    beside = {*linked, *map(network.sames.standing, linked)}
    found: dict[str, str] = {}
    for tie in network.conflicts if beside else ():
        sides = (_side(tie.source, network), _side(tie.target, network))
        for here, there in (sides, sides[::-1]):
            for cause in sorted(here & beside)[:1]:
                found |= {one: cause for one in there if one not in found}
    return found


def _side(end: str, network: Network) -> frozenset[str]:
    """The offers that stand on the side of somebody in conflict."""
    side = {end, *(tie.target for tie in network.ties_that_block.get(end, ()) if tie.kind is TieKind.LEADS)} - {CLIENT}
    offer = network.by_id.get(end)
    if offer is not None:
        own = set(units_of(offer))
        mates = (one for name, _ in own for one in network.by_organization.get(name, ()))
        side |= {one.id for one in mates if own & set(units_of(one))}
    else:
        names = {same_name(party.name) for party in network.parties if party.id == end}
        side |= {one.id for name in names for one in network.by_organization.get(name, ())}
    return frozenset(side)


def kept_apart(case: Case, network: Network) -> dict[str, str]:
    """Ids that may not meet the client -> the blocked id or organisation that causes it.

    Blocked are: the offers, organisations and persons named in the case, whoever
    the client is protected from, and who has a conflict tie with the client. A
    block spreads exactly one step along ``leads`` and ``family``, both ways, and
    never through the client. Entries that are one and the same are kept apart together.
    """
    own = {CLIENT, *(member.id for member in case.client.household)}
    blocked = _with_sames(dict(sorted(_named(case, network, own))), network)
    reach = dict(blocked)
    for source, target, kind in _ties(case, network, blocked):
        if kind not in BLOCK_SPREADS_ALONG:
            continue
        for one, other in ((source, target), (target, source)):
            if one in blocked and other != CLIENT and (other not in reach):
                reach[other] = blocked[one]
    return _with_sames(reach, network)


def _with_sames(blocked: dict[str, str], network: Network) -> dict[str, str]:
    if not network.sames:
        return blocked
    spread = {same: cause for one, cause in blocked.items() for same in network.sames.of(one)}
    return spread | blocked


def _named(case: Case, network: Network, own: set[str]) -> Iterable[tuple[str, str]]:
    organizations: set[str] = set()
    for block in case.blocked:
        if block.offer:
            yield block.offer, block.offer
        if block.person:
            yield block.person, block.person
        if block.organization:
            organizations.add(same_name(block.organization))
            yield block.organization, block.organization
    if case.client.protected_from:
        yield case.client.protected_from, case.client.protected_from
    for source, target, kind in _ties(case, network, sorted(own)):
        if kind is TieKind.CONFLICT:
            if source in own and target not in own:
                yield target, target
            elif target in own and source not in own:
                yield source, source
    for organization in sorted(organizations):
        for offer in network.by_organization.get(organization, ()):
            yield offer.id, offer.organization
    if organizations:
        for party in network.parties:
            if same_name(party.name) in organizations:
                yield party.id, party.name


def _ties(
    case: Case, network: Network, ends: Iterable[str]
) -> Iterable[tuple[str, str, TieKind]]:
    """The network's ties that touch one of ``ends``, then all of the case's own."""
    for end in ends:
        for tie in network.ties_that_block.get(end, ()):
            yield tie.source, tie.target, tie.kind
    for tie in case.ties:
        yield tie.source, tie.target, tie.kind
