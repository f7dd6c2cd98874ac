"""Trainings of workers and resident helpers, and which tasks a helper may not be asked for because one is missing."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date

from sqlalchemy import select

from resmap.domain.listing import is_resident
from resmap.domain.permissions import Actor, NotFound, Permission
from resmap.domain.sames import Sames
from resmap.domain.training_tasks import Had, Lacking, PolicyError, TrainingPolicy, held, lacking, policy_from
from resmap.store.queries import accounts
from resmap.store.records import OfferRecord, OfficeRecord, TrainingRecord

#: Where the office's own trainings and what is needed for which task stand in its settings.
SETTING = "trainings"


def policy_of(office: OfficeRecord | None) -> TrainingPolicy:
    """What the office says; nothing where what it kept can no longer be read."""
    try:
        return policy_from((office.settings or {}).get(SETTING) or {} if office else {})
    except PolicyError:
        return TrainingPolicy()


def had(record: TrainingRecord) -> Had:
    return Had(record.topic, record.on, record.until)


def get(uow, actor: Actor, training_id: str) -> TrainingRecord:
    """A training of the actor's office; raises NotAllowed or NotFound."""
    actor.require(Permission.TRAININGS_EDIT)
    uow.require_actor(actor)
    found = uow.get(TrainingRecord, training_id)
    if found is None or found.office_id != actor.office:
        raise NotFound("TrainingRecord")
    return found


def of_office(uow, actor: Actor) -> list[TrainingRecord]:
    """All trainings of the office, the youngest first."""
    actor.require(Permission.TRAININGS_EDIT)
    uow.require_actor(actor)
    return _listed(uow, TrainingRecord.office_id == actor.office)


def of_user(uow, actor: Actor) -> list[TrainingRecord]:
    """The actor's own, the youngest first."""
    uow.require_actor(actor)
    return _listed(uow, TrainingRecord.user_id == actor.id)


def lacking_of(uow, today: date, sames: Sames) -> Callable[[OfferRecord], tuple[Lacking, ...]]:
    """``of(entry)``: tasks of a resident helper for which a training is missing that day; empty for everybody else.

    What somebody learnt before two entries of theirs were judged to be one counts for the one that stands.
    """
    required = policy_of(accounts.office(uow)).required
    if not required:
        return lambda offer: ()
    learnt: dict[str, list[Had]] = defaultdict(list)
    for record in _listed(uow, TrainingRecord.offer_id.is_not(None)):
        learnt[sames.standing(record.offer_id)].append(had(record))

    def of(offer: OfferRecord) -> tuple[Lacking, ...]:
        if not is_resident(offer.kind):
            return ()
        return lacking(offer.needs, required, held(learnt.get(sames.standing(offer.id), ()), today))

    return of


def _listed(uow, condition) -> list[TrainingRecord]:
    query = select(TrainingRecord).where(condition).order_by(TrainingRecord.on.desc(), TrainingRecord.id.desc())
    return list(uow.session.scalars(query))
