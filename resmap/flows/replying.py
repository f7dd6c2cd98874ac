"""What becomes of a referral after it was sent: every step by the one table of states.

By the office, mostly after a phone call or a slip that came back; by the agency that got it; by
whoever holds its link (``referral_links``). All three end in :func:`move`.
"""

from datetime import date

from resmap.domain.events import EventKind
from resmap.domain.permissions import Actor, Permission
from resmap.domain.referral_reasons import HAS_OUTCOME, REFUSED, Outcome
from resmap.domain.referral_reasons import WANTS_WORDS as TELLS_NOTHING
from resmap.domain.referrals import HOLDS_PLACE, STEPS, ReferralState, may_step
from resmap.flows.field_refusals import FieldsRefused
from resmap.flows.referral_consequences import NOTHING_MORE, Said, follow
from resmap.flows.ruling import RuleForbids
from resmap.matching.engine import Reason
from resmap.store import ReferralRecord, UnitOfWork, history, offers, referrals
from resmap.store.turns import take_turn

LONGEST = 1000
#: More than anything that a household is given once (won).
MOST_WON = 1_000_000_000

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
    said: Said = NOTHING_MORE,
) -> None:
    """Move a referral on: by the office ("전화로 확인") or by the agency that got it.

    The same ``key`` again changes nothing. A place is given back when the referral
    stops holding it. ``said``: the reply slip, and of a no who decided and why, with what
    follows from it (``domain.referral_reasons``). Raises RuleForbids (STEP) for a step that
    the table does not have (WHOSE_REASON, REST for a reason that cannot be), WordsMissing, LostUpdate.
    """
    permission = Permission.REFERRAL_WRITE if actor.may(Permission.REFERRAL_WRITE) else Permission.REFERRAL_REPLY
    record = referrals.get(uow, actor, referral_id, permission)
    if history.begin_once(uow, key, "referral.step", about=record.id) is not None:
        return
    uow.check_revision(record, revision)
    if not may_step(record.state, to) or to not in may_make(actor, record.state):
        raise RuleForbids([Reason("STEP", {"now": record.state.value, "then": to.value})])
    words = words.strip()[:LONGEST]
    if wants_words(to, said) and not words and record.state is not _S.DRAFT:
        raise WordsMissing
    move(uow, record, to, words, today, said, by="office" if permission is Permission.REFERRAL_WRITE else "partner")
    history.finish_once(uow, key, referral_id)
    uow.commit()


def note_outcome(
    uow: UnitOfWork,
    actor: Actor,
    referral_id: str,
    *,
    outcome: Outcome,
    words: str = "",
    value: int | None = None,
    revision: int,
    key: str,
) -> None:
    """What the person had of it, apart from the state (the office's to know). Raises RuleForbids (OUTCOME)
    before anything was given, FieldsRefused (value), LostUpdate.

    ``value``: what it was worth in won, for the month's figures; 0: not known, None: as it stands.
    """
    actor.require(Permission.REFERRAL_WRITE)
    if value is not None and not 0 <= value <= MOST_WON:
        raise FieldsRefused([("value", "NOT_WON")])
    record = referrals.get(uow, actor, referral_id, Permission.REFERRAL_WRITE)
    if history.begin_once(uow, key, "referral.outcome", about=record.id) is not None:
        return
    uow.check_revision(record, revision)
    if record.state not in HAS_OUTCOME:
        raise RuleForbids([Reason("OUTCOME", {})])
    record.outcome = outcome.value
    if value is not None:
        record.given_value = value or None
    record.reply = words.strip()[:LONGEST] or record.reply
    note(uow, record, {"outcome": outcome.value})
    history.finish_once(uow, key, referral_id)
    uow.commit()


def wants_words(to: ReferralState, said: Said = NOTHING_MORE) -> bool:
    """A no wants words, unless its code tells enough."""
    return to in WANTS_WORDS and (said.reason is None or said.reason in TELLS_NOTHING)


def move(
    uow: UnitOfWork, record: ReferralRecord, to: ReferralState, words: str, today: date, said: Said, *, by: str
) -> None:
    """Take a step that was authorised and judged: the record, its place, what follows, the event. No commit.

    A case that is being closed at this moment waits for it, or is waited for (``closing.close``).
    """
    take_turn(uow, f"referral {record.case_id}")
    before, record.state = record.state, to
    if words:
        record.reply = words
    if before is _S.REQUESTED:
        record.answered_at = uow.now()
        record.channel = said.channel or record.channel
    if to is _S.IN_PROGRESS and record.started_on is None:
        record.started_on = min(said.started_on or today, today)
    if slip := said.slip():
        record.replied = (record.replied or {}) | slip
    if said.outcome is not None and to in HAS_OUTCOME:
        record.outcome = said.outcome.value
    _give_back(uow, record, before, to, today)
    if to in REFUSED:
        follow(uow, record, today, said, words)
    coded = {"decided_by": record.decided_by, "reason": record.reason_code} if to in REFUSED else {}
    note(uow, record, {"from": before.value, "state": to.value, "by": by} | {k: v for k, v in coded.items() if v})


def note(uow: UnitOfWork, record: ReferralRecord, facts: dict) -> None:
    """Note a change of a referral in the history, with the client it is about (P-13)."""
    uow.event(
        EventKind.REFERRAL_CHANGED,
        record.case_id,
        client=referrals.client_of(uow, record),
        facts={"referral": record.id, "offer": record.offer_id} | facts,
    )


def _give_back(uow: UnitOfWork, record: ReferralRecord, before: ReferralState, to: ReferralState, today: date) -> None:
    """The place, where the referral stops holding one; the last day, where it ended."""
    if not STEPS[to] and record.started_on is not None:
        record.ended_on = today
    took_place = (record.suggestion or {}).get("took_place", True)
    if took_place and before in HOLDS_PLACE and to not in HOLDS_PLACE:
        offers.give_place_back(uow, record.offer_id)
