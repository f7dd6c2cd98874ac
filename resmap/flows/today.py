"""What waits for the actor today: numbers, and who has not replied."""

from dataclasses import dataclass
from datetime import datetime

from resmap.domain.codes import Review
from resmap.domain.permissions import Actor, Permission
from resmap.domain.referrals import ReferralState
from resmap.store import UnitOfWork
from resmap.store.queries import day


@dataclass(frozen=True, slots=True)
class Waiting:
    """A referral without a reply: to whom, since when. Nothing of the client."""

    referral: str
    organisation: str
    department: str
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Overview:
    """Numbers of the day; None where the actor has nothing to do with it."""

    cases: int | None = None
    waiting: int | None = None
    drafts: int | None = None
    incoming: int | None = None
    to_verify: int | None = None
    oldest: tuple[Waiting, ...] = ()


def overview(uow: UnitOfWork, actor: Actor) -> Overview:
    """What this actor's role lets it count; every number keeps to the actor's scope.

    No permission is asked for: an actor without any gets an empty overview.
    """
    numbers: dict = {}
    if actor.may(Permission.CASE_READ):
        numbers |= {
            "cases": day.open_cases(uow),
            "waiting": day.referrals_in(uow, ReferralState.REQUESTED),
            "drafts": day.referrals_in(uow, ReferralState.DRAFT),
            "oldest": tuple(
                Waiting(one.id, one.organisation, one.department, one.requested_at)
                for one in day.oldest_waiting(uow)
            ),
        }
    if actor.may(Permission.REFERRAL_REPLY):
        numbers["incoming"] = day.referrals_in(uow, ReferralState.REQUESTED)
    if actor.may(Permission.REGISTER_VERIFY):
        numbers["to_verify"] = day.offers_in(uow, Review.IMPORTED)
    return Overview(**numbers)
