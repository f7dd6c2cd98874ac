"""What becomes of a referral after it was sent: every step by the one table of states."""

from datetime import date

from resmap.domain.events import EventKind
from resmap.domain.permissions import Actor, Permission
from resmap.domain.referrals import HOLDS_PLACE, STEPS, ReferralState, may_step
from resmap.flows.ruling import RuleForbids
from resmap.matching.engine import Reason
from resmap.store import ReferralRecord, UnitOfWork, history, offers, referrals

LONGEST = 1000

_S = ReferralState

#: What the agency that got a referral may make of it; to cancel is the office's.
BY_PARTNER = frozenset({_S.ACCEPTED, _S.REJECTED, _S.IN_PROGRESS, _S.ON_HOLD, _S.COMPLETED})
#: What the office may note, mostly after a phone call; sending is an act of its own, running out is the clock's.
BY_OFFICE = frozenset(_S) - {_S.DRAFT, _S.REQUESTED, _S.EXPIRED}

#: Endings that only the office makes, with words that are its own.
CALLED_OFF = BY_OFFICE - BY_PARTNER

#: Steps that want a reason in words.
WANTS_WORDS = frozenset({_S.REJECTED, _S.FAILED, _S.CANCELLED})


class WordsMissing(ValueError):
    """A no is kept with its reason, so that the next one is asked better."""


def may_make(actor: Actor, now: ReferralState) -> tuple[ReferralState, ...]:
    """The next states that this actor may choose, in the order of the table of states."""
    own = BY_OFFICE if actor.may(Permission.REFERRAL_WRITE) else BY_PARTNER
    return tuple(state for state in ReferralState if state in STEPS[now] & own)


def step(
    uow: UnitOfWork,
    actor: Actor,
    referral_id: str,
    today: date,
    *,
    to: ReferralState,
    words: str,
    revision: int,
    key: str,
) -> None:
    """Move a referral on: by the office ("전화로 확인") or by the agency that got it.

    The same ``key`` again changes nothing. A place is given back when the referral
    stops holding it. Raises RuleForbids (STEP) for a step that the table does not
    have, WordsMissing, LostUpdate.
    """
    permission = Permission.REFERRAL_WRITE if actor.may(Permission.REFERRAL_WRITE) else Permission.REFERRAL_REPLY
    record = referrals.get(uow, actor, referral_id, permission)
    if history.begin_once(uow, key, "referral.step", about=record.id) is not None:
        return
    uow.check_revision(record, revision)
    if not may_step(record.state, to) or to not in may_make(actor, record.state):
        raise RuleForbids([Reason("STEP", {"now": record.state.value, "then": to.value})])
    words = words.strip()[:LONGEST]
    if to in WANTS_WORDS and not words and record.state is not _S.DRAFT:
        raise WordsMissing
    before = record.state
    _move(uow, record, to, words, today)
    uow.event(
        EventKind.REFERRAL_CHANGED,
        record.case_id,
        client=referrals.client_of(uow, record),
        facts={
            "referral": record.id,
            "offer": record.offer_id,
            "from": before.value,
            "state": to.value,
            "by": "office" if permission is Permission.REFERRAL_WRITE else "partner",
        },
    )
    history.finish_once(uow, key, referral_id)
    uow.commit()


def _move(uow: UnitOfWork, record: ReferralRecord, to: ReferralState, words: str, today: date) -> None:
    before, record.state = record.state, to
    if words:
        record.reply = words
    if before is _S.REQUESTED:
        record.answered_at = uow.now()
    if to is _S.IN_PROGRESS and record.started_on is None:
        record.started_on = today
    if not STEPS[to] and record.started_on is not None:
        record.ended_on = today
    took_place = (record.suggestion or {}).get("took_place", True)
    if took_place and before in HOLDS_PLACE and to not in HOLDS_PLACE:
        offers.give_place_back(uow, record.offer_id)
