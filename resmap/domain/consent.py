"""May this recipient be told and asked? (P-05, P-06, P-07, B:79)

Consent comes after the gates and never excludes: without it the client is told
about the offer and contacts it alone.
"""

from datetime import date
from enum import StrEnum

from resmap.domain.case import Case, Consents, Need
from resmap.domain.codes import NETWORK_CLASSES
from resmap.domain.household import CONSENTS_FROM, holders
from resmap.domain.network import Offer


class Permitted(StrEnum):
    """Where an offer that passed every gate stands."""

    SUGGEST = "suggest"
    INFORMATION_ONLY = "information_only"
    BLOCKED = "blocked_consent"


def permitted(case: Case, need: Need, offer: Offer) -> Permitted:
    """How far consent lets ``offer`` be used for ``need``.

    Benefits and offers with an access line name nobody and need no consent. For
    a holder under 14 the legal representative decides first (P-07), save for
    safety needs, where the representative may be the danger.
    """
    if names_nobody(offer):
        return Permitted.SUGGEST
    if waits_for_representative(case, need):
        return Permitted.BLOCKED
    if offer.agreement_lapsed:
        return Permitted.INFORMATION_ONLY  # whatever was signed: the client carries it (R047)
    if may_be_asked(offer, case.consents, case.today):
        return Permitted.SUGGEST
    return Permitted.INFORMATION_ONLY


def names_nobody(offer: Offer) -> bool:
    return offer.is_benefit or bool(offer.access_line)


def waits_for_representative(case: Case, need: Need) -> bool:
    """A holder under 14 whose legal representative has not agreed, except for safety."""
    if case.consents.legal_representative_agrees or need.code.startswith("SAF"):
        return False
    return any(
        member.age is not None and member.age < CONSENTS_FROM
        for member in holders(case.client, need.holder)
    )


def may_sign(case: Case) -> frozenset[str]:
    """Members of the household who may agree that something of it leaves.

    Never the one the client is protected from, who would learn where help comes from
    and could have it sent anywhere; no child under 14 (P-07).
    """
    return frozenset(
        member.id
        for member in case.client.household
        if member.id != case.client.protected_from and (member.age is None or member.age >= CONSENTS_FROM)
    )


def may_be_asked(offer: Offer, consents: Consents, on: date) -> bool:
    """Whether the recipient may be told that this client exists, on that day."""
    if named(offer.id, consents, on):
        return True
    if offer.recipient_class not in consents.provide_to_classes:
        return False
    return offer.recipient_class not in NETWORK_CLASSES or network_may_know(offer.id, consents)


def named(offer_id: str, consents: Consents, on: date) -> bool:
    """The recipient is named in a consent that still holds (to its last day inclusive)."""
    return offer_id in consents.provide_to_offers and not expired(offer_id, consents, on)


def expired(offer_id: str, consents: Consents, on: date) -> bool:
    last_day = consents.expires.get(offer_id)
    return last_day is not None and on > last_day


def network_may_know(offer_id: str, consents: Consents) -> bool:
    """Consent to contact the neighbourhood, for all of it or for the ones listed."""
    if not consents.network_contact:
        return False
    return consents.network_contact_only is None or offer_id in consents.network_contact_only
