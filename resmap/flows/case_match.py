"""The match of a stored case as one document: what ``resmap match --json`` answers, with ids of records."""

from datetime import date

from resmap.domain.events import EventKind
from resmap.domain.permissions import Actor, NotFound, Permission
from resmap.flows.case_loading import LoadedCase, load_case
from resmap.flows.case_telling import CaseSentences
from resmap.flows.judging import reasons_against
from resmap.flows.ruling import offer_of
from resmap.formats.match import match_document, reasons_document
from resmap.store import UnitOfWork


def match_of(
    uow: UnitOfWork,
    actor: Actor,
    case_id: str,
    today: date,
    *,
    locale: str,
    top: int = 20,
    why_not: str | None = None,
) -> dict:
    """The ``resmap-match/1`` document of a case, with at most ``top`` suggestions a need.

    ``why_not`` is the id of an offer whose every reason is told. Raises NotAllowed and
    NotFound; for a secret place too, because the reasons would tell who was there.
    Notes that the client was read and with which model.
    """
    loaded = load_case(uow, actor, case_id, today, Permission.CASE_MATCH)
    judged, say = loaded.judgement, CaseSentences(loaded, locale)
    document = match_document(judged.match, judged.relations, say, top, judged.removers)
    if why_not is not None:
        document["why_not"] = _why_not(loaded, say, why_not)
    uow.event(EventKind.CLIENT_READ, case_id, client=loaded.client_id, facts={"page": "match"})
    uow.event(EventKind.MATCHED, case_id, client=loaded.client_id, facts={"model": judged.match.model})
    uow.suggested(offer.id for need in judged.match.needs for offer in need.suggested[:top])
    uow.commit()
    return document


def _why_not(loaded: LoadedCase, say: CaseSentences, offer_id: str) -> dict:
    offer = offer_of(loaded, offer_id)
    if offer.location_secret:
        raise NotFound("OfferRecord")
    return {
        "offer": offer_id,
        "name": say.name(offer_id),
        "needs": [
            {"code": need.code, "holder": need.holder, "reasons": reasons_document(found, say)}
            for need, found in reasons_against(loaded.judgement, offer)
        ],
    }
