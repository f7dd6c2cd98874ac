"""Lines of the plan: who does what, how often, watched how (④-⑫; R092-R096, R118-R124, R155, R171)."""

from dataclasses import dataclass
from datetime import date

from resmap.domain.events import EventKind
from resmap.domain.network import Offer
from resmap.domain.permissions import Actor, NotFound, Permission
from resmap.domain.planning.contract import line_gaps, next_priority
from resmap.domain.planning.plan import CheckMethod, LineKind, PlanLine
from resmap.domain.referrals import SERVES, ReferralState
from resmap.domain.resident_number import refuse
from resmap.flows import searching
from resmap.flows.field_refusals import FieldsRefused
from resmap.flows.plans.asked import LineAsked, checked, kept
from resmap.flows.plans.in_hand import PlanInHand, line_value, load_draft
from resmap.store import PlanLineRecord, Search, UnitOfWork, accounts, history, offers

#: So many entries of the register are told for a search from a plan.
MOST_FOUND = 8

#: Lines whose doer is known without asking (R155, R171).
DONE_BY_MANAGER = frozenset({LineKind.DIRECT, LineKind.CAPACITY_MANAGER})


@dataclass(frozen=True, slots=True)
class ProviderFound:
    """An entry that a line can name: nothing of its place."""

    id: str
    name: str
    unit: str


def save(
    uow: UnitOfWork,
    actor: Actor,
    case_id: str,
    today: date,
    *,
    objective_id: str,
    asked: LineAsked,
    line_id: str | None = None,
    revision: int | None = None,
    key: str,
) -> str:
    """Keep a line of the draft, a new one without ``line_id``; answers its id.

    Raises FieldsRefused (fields of LineAsked with codes of ``contract.Gap``), NotFound for an objective, entry or
    referral that is not there, LostUpdate.
    """
    actor.require(Permission.CASE_EDIT)
    checked(asked)
    hand = load_draft(uow, actor, case_id, today)
    done = history.begin_once(uow, key, "plan.line")
    if done is not None:
        return done
    hand.objective(objective_id)
    if line_id is not None:
        uow.check_revision(hand.line(line_id), revision if revision is not None else -1)
    record = keep(uow, hand, objective_id, asked, line_id)
    facts = {"plan": hand.plan.id, "line": record.id, "kind": record.kind}
    uow.event(EventKind.PLAN_CHANGED, case_id, client=hand.loaded.client_id, facts=facts)
    history.finish_once(uow, key, record.id)
    uow.commit()
    return record.id


def keep(
    uow: UnitOfWork, hand: PlanInHand, objective_id: str, asked: LineAsked, line_id: str | None = None
) -> PlanLineRecord:
    """The line on its record, inside an act that has begun. Raises FieldsRefused, NotFound."""
    others = [one for one in hand.lines if one.id != line_id]
    priority = asked.priority or next_priority([one.priority for one in others])
    value = PlanLine(
        id=line_id or "",
        objective=objective_id,
        kind=asked.kind,
        content=asked.content,
        depends_on=asked.depends_on or None,
        condition=asked.condition,
        removes=asked.removes,
        priority=asked.priority if asked.priority is not None else priority,
        starts_on=asked.starts_on,
        ends_on=asked.ends_on,
        per_week=asked.per_week,
    )
    gaps = line_gaps(value, [line_value(one) for one in others])
    if gaps:
        raise FieldsRefused((name, gap.value) for name, gap in gaps)
    if line_id is None:
        record = uow.add(
            PlanLineRecord(case_id=hand.loaded.id, plan_id=hand.plan.id, objective_id=objective_id, kind=asked.kind.value,
                           priority=priority)
        )  # fmt: skip
    else:
        record = hand.line(line_id)
    record.objective_id, record.kind, record.priority = objective_id, asked.kind.value, priority
    record.timing = asked.timing.value if asked.timing else None
    record.starts_on, record.ends_on = asked.starts_on, asked.ends_on
    record.methods = ",".join(one.value for one in CheckMethod if one in asked.methods) or None
    record.depends_on_id, record.condition = value.depends_on, kept(asked.condition)
    record.content, record.person, record.when = map(kept, (asked.content, asked.person, asked.when))
    record.per_week = asked.per_week
    record.direct_service = asked.direct_service.value if asked.kind is LineKind.DIRECT and asked.direct_service else None
    record.note = kept(asked.removes) if asked.kind is LineKind.OBSTACLE else None
    record.provider_id, record.referral_id, provider = _provider(hand, asked)
    record.provider = kept(provider)
    if asked.kind in DONE_BY_MANAGER and not record.person:
        manager = accounts.user(uow, hand.loaded.parts.case.manager_id)
        record.person = manager.name if manager else None
    return record


def _provider(hand: PlanInHand, asked: LineAsked) -> tuple[str | None, str | None, str]:
    """(entry, referral, words) of who provides it (⑩, R123): an accepted referral, an entry, or words."""
    if asked.referral:
        referral = next((one for one in linked(hand) if one.id == asked.referral), None)
        if referral is None:
            raise NotFound("ReferralRecord")
        return referral.offer_id, referral.id, unit_words(referral.organisation, referral.department)
    if asked.provider_id:
        offer = hand.loaded.network.by_id.get(hand.loaded.network.sames.standing(asked.provider_id))
        if offer is None or offer.is_taken_out:
            raise FieldsRefused([("provider", "NOT_LISTED")])
        return offer.id, None, provider_words(offer)
    return None, None, asked.provider


def linked(hand: PlanInHand):
    """Referrals of this case that were accepted or run: what a line of service can rest on."""
    return [
        one
        for one in hand.loaded.parts.referrals
        if one.case_id == hand.loaded.id and one.state in SERVES - {ReferralState.COMPLETED}
    ]


def provider_words(offer: Offer) -> str:
    """How a plan calls who provides something: a neighbour or shop by its name, an agency by its unit."""
    return offer.name if offer.is_individual else unit_words(offer.organization, offer.department) or offer.name


def unit_words(organisation: str, department: str | None) -> str:
    return " ".join(filter(None, (organisation, department)))


def search(uow: UnitOfWork, actor: Actor, text: str, today: date) -> tuple[ProviderFound, ...]:
    """Entries of the register by what was typed, usable ones only where they are listed. Their places are not told."""
    actor.require(Permission.REGISTER_READ)
    refuse(text, "find")
    text = text.strip()[:100]
    if len(text) < 2:
        return ()
    found = searching.by_text(uow, text, Search(), size=MOST_FOUND)
    values = [offers.value(one, today) for one in found.page.rows]
    return tuple(
        ProviderFound(one.id, one.name, unit_words(one.organization, one.department))
        for one in values
        if not one.is_taken_out and not one.is_unlisted
    )
