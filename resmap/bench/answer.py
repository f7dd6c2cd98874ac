"""What product and peer are compared by: one plain answer for each need of a case."""

from resmap.domain.case import Case
from resmap.domain.network import Network
from resmap.flows.judging import judge

#: (need code, holder) -> suggestions (id, score) best first, the lines of those explained,
#: ids that stand aside, and the codes of every gate that an excluded offer fails.
Answer = dict[tuple[str, str], dict]


def product(case: Case, network: Network, top: int) -> dict:
    """Let the product judge, explain ``top`` suggestions for each need and name all closed gates."""
    found = judge(case, network).match
    return {
        (one.need.code, one.need.holder): (one, one.suggestions[:top], one.excluded_codes)
        for one in found.needs
    }


def plain(found: dict) -> Answer:
    """What :func:`product` found, in the form of the peer's answer."""
    return {key: _plain(*one) for key, one in found.items()}


def _plain(one, told, excluded) -> dict:
    return {
        "suggestions": [(each.offer.id, each.card.score) for each in one.suggestions],
        "lines": [
            [(line.factor, str(line.verdict), line.points, line.reason) for line in each.card.lines]
            for each in told
        ],
        "existing": [offer.id for offer in one.existing],
        "information_only": [each.offer.id for each in one.information_only],
        "blocked_consent": [each.offer.id for each in one.blocked_consent],
        "excluded": {offer: tuple(sorted(codes)) for offer, codes in excluded.items()},
    }
