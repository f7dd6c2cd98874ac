"""Who must be kept apart from this household (R044, practice §2.10 rule 11)."""

from collections.abc import Iterable

from resmap.domain.case import CLIENT, Case
from resmap.domain.codes import BLOCK_SPREADS_ALONG, TieKind
from resmap.domain.names import same_name
from resmap.domain.network import Network


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
