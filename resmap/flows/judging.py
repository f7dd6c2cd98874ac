"""One case in one neighbourhood, judged: the piece that files and database share.

Pure composition of the rooms: matching decides, graph finds roads and ties,
words say it. No file and no database here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from resmap.domain.case import CLIENT, Case, Need
from resmap.domain.codes import GateCode
from resmap.domain.network import Network, Offer
from resmap.graph.relational import RELATIONAL_NEEDS, Relation, relations
from resmap.graph.roads import roads_from
from resmap.matching.bundles import removers
from resmap.matching.engine import (
    Match,
    Override,
    Reason,
    around_case,
    closed_gates,
    match,
    why_not,
)
from resmap.matching.situation import Circumstances, situation
from resmap.words import explain
from resmap.words.sentences import say as words

#: Needs of the case are unique by (code, holder).
NeedKey = tuple[str, str]

#: Gates that also stop a tie from being strengthened; the others ask for eligibility.
STOPS_A_TIE = frozenset(
    {
        GateCode.CONFLICT,
        GateCode.SAFETY,
        GateCode.VET,
        GateCode.TRAINING,
        GateCode.REFUSED,
        GateCode.WISH,
        GateCode.CLOSED,
    }
)


@dataclass(frozen=True)
class Judgement:
    """A match with the suggestions about ties, and what it was judged on."""

    match: Match
    relations: Mapping[NeedKey, tuple[Relation, ...]]
    #: By need: for each hindrance the offers that take it away (R164).
    removers: Mapping[NeedKey, Mapping[str, tuple[Offer, ...]]]
    around: Circumstances
    network: Network


def judge(case: Case, network: Network, override: Override | None = None) -> Judgement:
    """Match ``case`` against ``network`` with roads and relational suggestions."""
    around = around_case(case, network, roads_from)
    found = match(case, network, around=around, override=override)
    ties = {
        (one.need.code, one.need.holder): relations(
            one.need.code,
            case,
            network,
            one.suggested,
            around.roads,
            frozenset(around.kept_apart) | _unfit_ties(around, one.need, network),
        )
        for one in found.needs
    }
    beside = {
        (one.need.code, one.need.holder): removers(around, one.need, network) if case.hindered else {}
        for one in found.needs
    }
    return Judgement(found, ties, beside, around, network)


def _unfit_ties(around: Circumstances, need: Need, network: Network) -> frozenset[str]:
    """Offers the client has a tie with that this need gives no reason to come closer to."""
    if need.code not in RELATIONAL_NEEDS:
        return frozenset()  # nothing is said of ties for this need
    ends = {end for tie in around.case.ties for end in (tie.source, tie.target)}
    return frozenset(
        end
        for end in ends & network.by_id.keys()
        for reason in closed_gates(situation(around, need, network.by_id[end]))
        if reason.code in STOPS_A_TIE
    )


def reasons_against(
    judgement: Judgement, offer: Offer
) -> tuple[tuple[Need, tuple[Reason, ...]], ...]:
    """Every reason, need by need, why ``offer`` is not suggested (``--why-not``).

    Where nothing at all is suggested for the case, that is the reason.
    """
    found = why_not(judgement.around, offer)
    closed = judgement.match.closed
    if closed is None:
        return found
    return tuple((need, (Reason(closed, {}), *reasons)) for need, reasons in found)


class Sentences:
    """The words of a judgement in one language; knows the names of the neighbourhood."""

    def __init__(self, network: Network, locale: str, case: Case | None = None):
        self.locale = locale
        household = case.client.household if case else ()
        self._roles = {member.id: member.relation for member in household}
        self._names = {party.id: party for party in network.parties}
        self._names.update(network.by_id)

    def name(self, node: str) -> str:
        """The name of an offer or party; the client and people known only to the client by role."""
        if node == CLIENT:
            return words("match.client_word", self.locale)
        known = self._names.get(node)
        if known is None:
            return self._roles.get(node) or node
        return (known.name_en or known.name) if self.locale == "en" else known.name

    def line(self, reason: str, facts: Mapping[str, object]) -> str:
        return explain.line_sentence(reason, facts, self.locale, self.name)

    def gate(self, code: str, facts: Mapping[str, object]) -> str:
        return explain.gate_sentence(code, facts, self.locale)

    def duty(self, code: str, facts: Mapping[str, object]) -> str:
        return explain.duty_sentence(code, facts, self.locale)

    def ask(self, code: str) -> str:
        return explain.ask_sentence(code, self.locale)

    def bundle(self, hindrance: str, names: Iterable[str]) -> str:
        """What stands in the way, and who takes it away."""
        return explain.bundle_sentence(hindrance, list(names), self.locale)

    def relation(self, action: str, to: str, via: Iterable[str]) -> str:
        return explain.relation_sentence(
            action, self.name(to), [self.name(node) for node in via], self.locale
        )
