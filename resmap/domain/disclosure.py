"""What may leave: requested ∩ consented ∩ allowed for that recipient (R028, P-09).

The one way by which a field of a client gets into a letter, page, export, API
or map. A class consent permits suggesting and asking; it releases nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from resmap.domain.case import Case
from resmap.domain.codes import ClosingReason, RecipientClass, Withheld
from resmap.domain.consent import expired, waits_for_representative
from resmap.domain.network import Offer

_TASK = ("call_name", "task", "time", "place", "safety_note")

#: Fields a recipient class may get at all (P-09, contract §1).
ALLOWED: dict[RecipientClass, tuple[str, ...]] = {
    RecipientClass.NEIGHBOUR: _TASK,
    RecipientClass.SHOP: _TASK,
    RecipientClass.ASSOCIATION: _TASK,
    RecipientClass.SELFHELP: _TASK,
    RecipientClass.VOLUNTEER: (*_TASK, "phone"),
    RecipientClass.AGENCY: (
        "name",
        "birth_year",
        "phone",
        "need_label",
        "request",
        "safe_contact",
        "time",
        "place",
    ),
}

#: Leave only with a sensitive consent for that recipient or its class (P-03).
SENSITIVE = frozenset({"diagnosis", "hoarding_label", "benefits"})

#: Never leave, whatever anybody signed (P-03 criminal record; informants' secrecy).
NEVER = frozenset({"past_conviction", "complaint_source"})

#: Every field that has a name, in the order in which a letter would print it.
FIELDS: tuple[str, ...] = (
    "name",
    "call_name",
    "birth_year",
    "phone",
    "safe_contact",
    "address",
    "household",
    "need_label",
    "request",
    "task",
    "time",
    "place",
    "safety_note",
    "diagnosis",
    "hoarding_label",
    "benefits",
    "past_conviction",
    "complaint_source",
)


@dataclass(frozen=True, slots=True)
class Disclosure:
    """Fields that may go to ``to``, and those that stay, each with the first reason."""

    to: str
    fields: tuple[str, ...]
    withheld: tuple[tuple[str, Withheld], ...]


def disclose(
    case: Case,
    offer: Offer,
    on: date,
    kept_apart: Iterable[str] = (),
    requested: Iterable[str] | None = None,
) -> Disclosure:
    """Decide field by field what may go to ``offer`` on the day ``on``.

    ``kept_apart`` are ids that may not meet the client: they get nothing at all,
    whatever was signed before. ``requested`` None asks for every known field.
    """
    listed = case.consents.fields_for_offer.get(offer.id)
    names = tuple(dict.fromkeys((*FIELDS, *(listed or ())) if requested is None else requested))
    apart = offer.id in set(kept_apart)
    judged = [(name, _withheld(name, case, offer, on, apart)) for name in names]
    return Disclosure(
        offer.id,
        tuple(name for name, reason in judged if reason is None),
        tuple((name, reason) for name, reason in judged if reason is not None),
    )


def _withheld(name: str, case: Case, offer: Offer, on: date, apart: bool) -> Withheld | None:
    consents = case.consents
    if case.event is not None and case.event.reason is ClosingReason.DEATH:
        return Withheld.NOT_FOR_THIS_RECIPIENT  # R192: providers learn that it ended, and nothing else
    if offer.agreement_lapsed:
        return Withheld.AGREEMENT
    if expired(offer.id, consents, on):
        return Withheld.EXPIRED
    if offer.id not in consents.provide_to_offers or _representative_missing(case, offer):
        return Withheld.NOT_CONSENTED
    allowed = consents.fields_for_offer.get(offer.id, ALLOWED[offer.recipient_class])
    # Who was taken out of the register gets nothing, whatever was signed when it stood there.
    if apart or offer.is_taken_out or name in NEVER or name not in allowed:
        return Withheld.NOT_FOR_THIS_RECIPIENT
    if name in SENSITIVE and not _sensitive_agreed(case, offer):
        return Withheld.SENSITIVE
    return None


def _sensitive_agreed(case: Case, offer: Offer) -> bool:
    consents = case.consents
    return (
        offer.id in consents.sensitive_to_offers
        or offer.recipient_class in consents.sensitive_to_classes
    )


def _representative_missing(case: Case, offer: Offer) -> bool:
    """Every need this recipient could serve belongs to a child whose representative has not agreed."""
    served_here = [need for need in case.needs if need.code in offer.needs]
    return bool(served_here) and all(waits_for_representative(case, need) for need in served_here)
