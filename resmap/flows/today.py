"""What waits for the actor today: numbers, and who has not replied."""

from dataclasses import dataclass
from datetime import datetime

from resmap.domain.codes import Review
from resmap.domain.permissions import Actor, Permission
from resmap.domain.referrals import ReferralState
from resmap.store import ReferralRecord, Search, UnitOfWork, cases, offers, referrals

#: How many of the oldest are named.
MOST = 5


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
        open_ones = referrals.of_actor(uow, actor, states=frozenset({ReferralState.DRAFT, ReferralState.REQUESTED}))
        waiting = [one for one in open_ones if one.state is ReferralState.REQUESTED]
        numbers |= {
            "cases": len(cases.of_actor(uow, actor)),
            "waiting": len(waiting),
            "drafts": len(open_ones) - len(waiting),
            "oldest": tuple(map(_waiting, sorted(waiting, key=lambda one: (one.requested_at, one.id))[:MOST])),
        }
    if actor.may(Permission.REFERRAL_REPLY):
        asked = referrals.of_actor(uow, actor, states=frozenset({ReferralState.REQUESTED}))
        numbers["incoming"] = len(asked)
    if actor.may(Permission.REGISTER_VERIFY):
        numbers["to_verify"] = offers.search(uow, Search(review=Review.IMPORTED), size=1).total
    return Overview(**numbers)


def _waiting(referral: ReferralRecord) -> Waiting:
    return Waiting(referral.id, referral.organisation, referral.department or "", referral.requested_at)
