"""The client names a recipient: who may be told, what, and until when (P-05, R028)."""

from dataclasses import dataclass
from datetime import date, timedelta

from resmap.domain.consent import may_sign
from resmap.domain.consent_sheet import TEXT_VERSION, Asked, SignedBy, client_of
from resmap.domain.disclosure import ALLOWED
from resmap.domain.events import EventKind
from resmap.domain.network import Offer
from resmap.domain.permissions import Actor, Permission
from resmap.flows.case_loading import LoadedCase, load_case
from resmap.flows.case_telling import member_label
from resmap.flows.frozen import require_open
from resmap.flows.refusals import LostUpdate
from resmap.flows.ruling import offer_of
from resmap.store import ConsentKind, ConsentRecord, UnitOfWork, history
from resmap.words import say

#: What a consent lasts unless the client says otherwise, and at most.
USUAL, LONGEST = timedelta(days=365), timedelta(days=3 * 365)


class ConsentIncomplete(ValueError):
    """A consent names its fields and its last day, or it is none (P-05)."""


@dataclass(frozen=True, slots=True)
class ConsentForm:
    """What can be agreed to for one recipient: names of ``fields`` and the usual last day."""

    fields: tuple[str, ...]
    until: date


def form_for(offer: Offer, today: date) -> ConsentForm:
    """The fields that a recipient of this class may get at all; sensitive ones are not among them."""
    return ConsentForm(ALLOWED[offer.recipient_class], today + USUAL)


def agree(
    uow: UnitOfWork,
    actor: Actor,
    case_id: str,
    today: date,
    *,
    offer_id: str,
    fields: tuple[str, ...],
    until: date | None,
    by: str,
    key: str,
) -> str:
    """Keep that the client agreed to these fields for this recipient; answers the record's id.

    It tells nobody anything yet. ``by`` is the member who agreed. Raises
    ConsentIncomplete without fields, with one that this class of recipient never
    gets, without a last day from today to three years on, or where ``by`` is not
    one who may sign.
    """
    actor.require(Permission.CASE_EDIT)
    loaded = load_case(uow, actor, case_id, today, Permission.CASE_EDIT)
    done = history.begin_once(uow, key, "case.consent")
    if done is not None:
        return done
    require_open(loaded.parts.case)
    offer = offer_of(loaded, offer_id)
    if offer.is_taken_out:  # what was signed names an entry that stands no more (decision 0008)
        raise LostUpdate("the entry was taken out meanwhile")
    signer = loaded.member(by)
    allowed = form_for(offer, today).fields
    if not fields or not set(fields) <= set(allowed) or signer is None:
        raise ConsentIncomplete
    if signer.id not in may_sign(loaded.case):
        raise ConsentIncomplete
    if until is None or not today <= until <= today + LONGEST:
        raise ConsentIncomplete
    kept = uow.add(
        ConsentRecord(
            case_id=case_id,
            kind=ConsentKind.PROVIDE_OFFER,
            recipient=offer_id,
            items=[name for name in allowed if name in fields],
            since=today,
            until=until,
            signer=member_label(signer, "ko"),
            signed_by=_signed_by(loaded, signer.id).value,
            purpose=say(f"consents.purpose.{Asked.PROVIDE_OFFER.value}", "ko"),
            text_version=TEXT_VERSION,
        )
    )
    facts = {"consent": kept.id, "offer": offer_id, "until": until.isoformat()}
    uow.event(EventKind.CONSENT_CHANGED, case_id, client=loaded.client_id, facts=facts)
    history.finish_once(uow, key, kept.id)
    uow.commit()
    return kept.id


def _signed_by(loaded: LoadedCase, member: str) -> SignedBy:
    """Who agreed, as far as one press can know: a representative is verified on the sheet (P-07)."""
    client = client_of(loaded.case)
    return SignedBy.SELF if client is not None and client.id == member else SignedBy.MEMBER
