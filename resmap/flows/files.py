"""Acts on files, without a database: match, disclose, close-check, needs, schema.

Each answers with one plain document; the terminal prints it (contract §1).
"""

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from resmap.domain import spoken
from resmap.domain.case import CLIENT, Case, Need
from resmap.domain.closing import rule_closing
from resmap.domain.conflict import kept_apart
from resmap.domain.disclosure import disclose
from resmap.domain.duties import duties_of
from resmap.domain.network import Network, Offer
from resmap.flows.judging import Sentences, judge, reasons_against
from resmap.formats.case import read_case, unknown_references
from resmap.formats.documents import schema
from resmap.formats.match import duty_document, match_document, reasons_document
from resmap.formats.network import read_network
from resmap.formats.problems import FormatError
from resmap.matching.engine import Override, around_case, closed_gates
from resmap.matching.gates import NEVER_OVERRIDDEN
from resmap.matching.situation import situation

__all__ = [
    "FormatError",
    "NoClosingAttempt",
    "Override",
    "OverrideRefused",
    "UnknownOffer",
    "close_check",
    "disclose_from",
    "match_files",
    "needs_of",
    "read_pair",
    "schema_of",
]

CASE_MGMT = "CASE_MGMT"

Warnings = tuple[tuple[str, dict], ...]


class UnknownOffer(LookupError):
    """The id is not in the network file."""


class NoClosingAttempt(LookupError):
    """The case file holds no event to check."""


class OverrideRefused(Exception):
    """A rule that knows no exception stands against the override; ``codes`` name it."""

    def __init__(self, codes: list[str]):
        super().__init__(", ".join(codes))
        self.codes = codes


@dataclass(frozen=True)
class Pair:
    """A case and a network as read, with what should be said about the files."""

    case: Case
    network: Network
    warnings: Warnings

    def offer(self, offer_id: str) -> Offer:
        try:
            return self.network.by_id[offer_id]
        except KeyError:
            raise UnknownOffer(offer_id) from None


def read_pair(network: Path, case: Path) -> Pair:
    """Read both files or raise ``formats.problems.FormatError``."""
    net, one = read_network(network), read_case(case)
    return Pair(
        one.value,
        net.value,
        (*net.warnings, *one.warnings, *unknown_references(one.value, net.value)),
    )


def match_files(
    pair: Pair,
    *,
    top: int,
    locale: str,
    why_not: str | None = None,
    override: Override | None = None,
) -> dict:
    """The ``resmap-match/1`` document. Raises UnknownOffer and OverrideRefused."""
    if override is not None:
        _refuse_override(pair, override)
    judgement = judge(pair.case, pair.network, override)
    say = Sentences(pair.network, locale, pair.case)
    document = match_document(judgement.match, judgement.relations, say, top, judgement.removers)
    if override is not None:
        gates = {
            str(code)
            for one in judgement.match.needs
            for suggestion in one.suggestions
            if suggestion.offer.id == override.offer
            for code in suggestion.overridden
        }
        document["override"] = {
            "offer": override.offer,
            "reason": override.reason,
            "gates": sorted(gates),
        }
    if why_not is not None:
        document["why_not"] = {
            "offer": why_not,
            "name": say.name(why_not),
            "needs": [
                {"code": need.code, "holder": need.holder, "reasons": reasons_document(found, say)}
                for need, found in reasons_against(judgement, pair.offer(why_not))
            ],
        }
    return document


def _refuse_override(pair: Pair, override: Override) -> None:
    """An override opens neither safety, conflict nor consent, nor a need that is not covered."""
    offer = pair.offer(override.offer)
    around = around_case(pair.case, pair.network)
    covered = [need for need in pair.case.needs if need.code in offer.needs]
    if not covered:
        raise OverrideRefused(["NEED"])
    found = {
        str(reason.code)
        for need in covered
        for reason in closed_gates(situation(around, need, offer))
        if reason.code in NEVER_OVERRIDDEN
    }
    without_consent = judge(pair.case, pair.network, override).match
    for one in without_consent.needs:
        for aside in (*one.information_only, *one.blocked_consent):
            if aside.offer.id == offer.id:
                found.add("CONSENT")
    if found:
        raise OverrideRefused(sorted(found))


def disclose_from(pair: Pair, to: str, on: date | None) -> dict:
    """What may go to the offer ``to`` on a day (default: the case's today)."""
    offer = pair.offer(to)
    apart = kept_apart(pair.case, pair.network)
    found = disclose(pair.case, offer, on or pair.case.today, apart)
    return {
        "to": to,
        "fields": {name: True for name in found.fields},
        "withheld": [{"field": name, "code": str(code)} for name, code in found.withheld],
    }


def close_check(pair: Pair, locale: str) -> dict:
    """What the wish to close obliges to (requirements §0). Raises NoClosingAttempt."""
    event = pair.case.event
    if event is None:
        raise NoClosingAttempt(pair.case.id)
    ruling = rule_closing(event.reason, bool(event.unmet_needs))
    say = Sentences(pair.network, locale, pair.case)
    return {
        "reason": str(event.reason),
        "must_refer": ruling.must_refer,
        "closing_blocked": ruling.blocked,
        "propose_transfer_to": _transfer_targets(pair) if ruling.propose_transfer else [],
        "suggestions": ruling.suggestions,
        "cancel_reminders": ruling.cancel_reminders,
        "duties": [duty_document(duty, say.duty) for duty in duties_of(pair.case)],
        "obligations": [str(one) for one in ruling.obligations],
    }


def _transfer_targets(pair: Pair) -> list[str]:
    """Units of case management at the new place that have not served the household, best first."""
    mine = [need for need in pair.case.needs if need.code == CASE_MGMT]
    need = mine[0] if mine else Need(CASE_MGMT, CLIENT, priority=1, severity=2)
    case = replace(pair.case, needs=(need,), emergency=True)
    (found,) = judge(case, pair.network).match.needs
    offers = [suggestion.offer.id for suggestion in found.suggestions]
    # To propose is not to disclose: without consent the client decides and asks alone.
    return offers + [aside.offer.id for aside in found.information_only]


def needs_of(text: str, top: int) -> dict:
    """Need codes for confirmation from a spoken sentence; an empty list is an honest answer."""
    return {
        "codes": [
            {"code": one.code, "score": one.score, "because": one.because}
            for one in spoken.suggest(text, top)
        ]
    }


def schema_of(name: str) -> dict:
    """The published JSON Schema of ``network``, ``case``, ``match`` or ``plan``."""
    return schema(name)
