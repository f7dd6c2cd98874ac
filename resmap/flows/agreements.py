"""협약: agreements with private organisations (R047): contact, scope, data terms, from when to when."""

from collections.abc import Mapping
from datetime import date

from resmap.domain.events import EventKind
from resmap.domain.permissions import Actor, Permission
from resmap.flows.entry_values import BadValue
from resmap.store import AgreementRecord, UnitOfWork, history, offers, upkeep

#: Texts of an agreement and the longest each may be.
TEXTS: Mapping[str, int] = {"contact": 300, "scope": 1000, "data_terms": 1000}


def keep(
    uow: UnitOfWork,
    actor: Actor,
    offer_id: str,
    *,
    since: date,
    until: date,
    texts: Mapping[str, str | None],
    key: str,
) -> str:
    """Keep an agreement with the organisation of an entry; answers its id. A renewal is a new one.

    While it runs, consent alone decides what goes there. When the last one has run out, nothing
    does until it is renewed. Raises BadValue (``until`` before ``since``), NotFound, NotAllowed.
    """
    actor.require(Permission.REGISTER_VERIFY)
    record = offers.get(uow, offer_id)
    if until < since:
        raise BadValue("until", "crossed")
    done = history.begin_once(uow, key, "agreement.keep")
    if done is not None:
        return done
    told = {name: ((texts.get(name) or "").strip()[:most] or None) for name, most in TEXTS.items()}
    kept = uow.add(AgreementRecord(organisation_id=record.organisation_id, since=since, until=until, **told))
    facts = {"agreement": kept.id, "since": since.isoformat(), "until": until.isoformat()}
    uow.event(EventKind.AGREEMENT_CHANGED, record.organisation_id, facts=facts)
    history.finish_once(uow, key, kept.id)
    uow.commit()
    return kept.id


def of_entry(uow: UnitOfWork, actor: Actor, offer_id: str) -> tuple[AgreementRecord, ...]:
    """The agreements with the organisation of an entry, the one that ends last first."""
    actor.require(Permission.REGISTER_EDIT)
    return tuple(upkeep.agreements(uow, offers.get(uow, offer_id).organisation_id))
