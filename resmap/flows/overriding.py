"""A supervisor lets one offer pass named gates, with a reason in writing (R045)."""

from datetime import date

from resmap.domain.events import EventKind
from resmap.domain.permissions import Actor, Permission
from resmap.flows.answers import LONGEST_WORDS
from resmap.flows.case_loading import load_case
from resmap.flows.case_telling import NOT_ON_PAPER
from resmap.flows.frozen import require_open
from resmap.flows.ruling import RuleForbids, offer_of, reasons_against
from resmap.store import OverrideRecord, UnitOfWork, history


class ReasonMissing(ValueError):
    """An override without a reason is none."""


def let_pass(
    uow: UnitOfWork,
    actor: Actor,
    case_id: str,
    today: date,
    *,
    need_id: str,
    offer_id: str,
    reason: str,
    key: str,
) -> str:
    """Let ``offer_id`` pass the gates that are closed for it now; answers the record's id.

    Raises RuleForbids with the reasons that no one may lift: safety, keeping apart,
    consent, a need that is not covered, and the client's own no.
    """
    actor.require(Permission.OVERRIDE)
    loaded = load_case(uow, actor, case_id, today, Permission.OVERRIDE)
    done = history.begin_once(uow, key, "case.override")
    if done is not None:
        return done
    require_open(loaded.parts.case)
    reason = reason.strip()[:LONGEST_WORDS]
    if not reason:
        raise ReasonMissing
    _, need = loaded.need(need_id)
    closed = reasons_against(loaded, need, offer_of(loaded, offer_id))
    hard = [one for one in closed if str(one.code) in NOT_ON_PAPER or loaded.judgement.match.closed]
    if hard:
        raise RuleForbids(hard)
    gates = tuple(sorted(str(one.code) for one in closed))
    kept = uow.add(
        OverrideRecord(case_id=case_id, offer_id=offer_id, gates=gates, reason=reason, by_id=actor.id)
    )
    facts = {"override": kept.id, "offer": offer_id, "gates": list(gates)}
    uow.event(EventKind.OVERRIDDEN, case_id, client=loaded.client_id, facts=facts)
    history.finish_once(uow, key, kept.id)
    uow.commit()
    return kept.id
