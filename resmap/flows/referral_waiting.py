"""Referrals that wait for an answer: by when, reminded when, longer, or given up (R003, R167).

Nothing runs out by itself (P-19): the day only says that somebody may put an end to the waiting,
and whoever does gives the place back. A reminder names nobody.
"""

from collections.abc import Iterable
from datetime import date

from resmap.domain.advocacy import Refuser
from resmap.domain.due_policy import USUAL, DueKind, DuePolicy, PolicyError, policy_from
from resmap.domain.permissions import Actor, Permission
from resmap.domain.referral_reasons import LONGEST_REST, ReasonCode
from resmap.domain.referrals import ReferralState
from resmap.domain.working_days import days_after
from resmap.flows.case_telling import local_day
from resmap.flows.referral_consequences import Said
from resmap.flows.replying import LONGEST, move
from resmap.flows.replying import note as note_change
from resmap.flows.ruling import RuleForbids
from resmap.matching.engine import Reason
from resmap.store import OfficeRecord, ReferralRecord, UnitOfWork, history, referrals
from resmap.store.turns import take_turn

WAITING = ReferralState.REQUESTED


def policy_of(uow: UnitOfWork, office_id: str | None) -> DuePolicy:
    """The terms of this office; the usual ones where it set none that can be read."""
    office = uow.get(OfficeRecord, office_id)
    try:
        return policy_from((office.settings or {}).get("due") or {}) if office else USUAL
    except PolicyError:
        return USUAL


def reply_due(uow: UnitOfWork, office_id: str | None, sent_on: date) -> date:
    """By when a referral that is sent on that day is awaited back."""
    policy = policy_of(uow, office_id)
    term = policy.term(DueKind.REFERRAL_REPLY)
    return days_after(sent_on, term.days, term.count, policy.holidays)


def due_of(record: ReferralRecord) -> date | None:
    """By when this one is awaited; of those that were sent before anybody set a day, by the usual term."""
    if record.state is not WAITING or record.requested_at is None:
        return None
    term = USUAL.term(DueKind.REFERRAL_REPLY)
    return record.reply_due or days_after(local_day(record.requested_at), term.days, term.count)


def is_overdue(record: ReferralRecord, today: date) -> bool:
    due = due_of(record)
    return due is not None and due < today


def remind(uow: UnitOfWork, actor: Actor, referral_id: str, today: date, *, revision: int, key: str) -> None:
    """Note that they were reminded today. Raises RuleForbids (WAITING) where nothing is awaited, LostUpdate."""
    record = _begin(uow, actor, referral_id, "referral.remind", key, revision)
    if record is None:
        return
    record.reminded_on = today
    note_change(uow, record, {"reminded": True})
    history.finish_once(uow, key, referral_id)
    uow.commit()


def wait_longer(
    uow: UnitOfWork, actor: Actor, referral_id: str, today: date, *, until: date, words: str, revision: int, key: str
) -> None:
    """They put the client on a waiting list (대기, 회신서): it stays asked, until a later day.

    Raises RuleForbids (WAITING, REST), LostUpdate.
    """
    record = _begin(uow, actor, referral_id, "referral.wait", key, revision)
    if record is None:
        return
    if not today < until <= today + LONGEST_REST:
        raise RuleForbids([Reason("REST", {})])
    record.reply_due, record.reminded_on = until, None
    record.replied = (record.replied or {}) | {"waiting_since": today.isoformat()}
    record.reply = words.strip()[:LONGEST] or record.reply
    note_change(uow, record, {"waits_until": until.isoformat()})
    history.finish_once(uow, key, referral_id)
    uow.commit()


def expire(uow: UnitOfWork, actor: Actor, referral_id: str, today: date, *, revision: int, key: str) -> None:
    """Put an end to the waiting: requested -> expired, the place goes back, a refusal by silence (R144).

    Raises RuleForbids (NOT_OVERDUE) before the day has passed, LostUpdate.
    """
    record = _begin(uow, actor, referral_id, "referral.expire", key, revision)
    if record is None:
        return
    _expire(uow, record, today)
    history.finish_once(uow, key, referral_id)
    uow.commit()


def expire_overdue(uow: UnitOfWork, actor: Actor, today: date, *, ids: Iterable[str], key: str) -> int:
    """The same for several that somebody ticked, in one act; how many. Those that were answered since stay."""
    actor.require(Permission.REFERRAL_WRITE)
    if history.begin_once(uow, key, "referral.expire_many") is not None:
        return 0
    wanted = set(ids)
    found = [one for one in referrals.of_actor(uow, actor, states=frozenset({WAITING})) if one.id in wanted]
    overdue = [one for one in found if is_overdue(one, today)]
    for case_id in sorted({one.case_id for one in overdue}):  # before any place is given back: turns come first
        take_turn(uow, f"referral {case_id}")
    for record in sorted(overdue, key=lambda one: one.offer_id):  # everybody takes places in one order
        _expire(uow, record, today)
    history.finish_once(uow, key, actor.id)
    uow.commit()
    return len(overdue)


def _expire(uow: UnitOfWork, record: ReferralRecord, today: date) -> None:
    if not is_overdue(record, today):
        raise RuleForbids([Reason("NOT_OVERDUE", {})])
    said = Said(by=Refuser.PROVIDER, reason=ReasonCode.NO_ANSWER)
    move(uow, record, ReferralState.EXPIRED, "", today, said, by="office")
    record.answered_at = None  # nobody answered


def _begin(
    uow: UnitOfWork, actor: Actor, referral_id: str, act: str, key: str, revision: int
) -> ReferralRecord | None:
    """The referral that waits, for this act; None where the same press did it before."""
    actor.require(Permission.REFERRAL_WRITE)
    record = referrals.get(uow, actor, referral_id, Permission.REFERRAL_WRITE)
    if history.begin_once(uow, key, act, about=record.id) is not None:
        return None
    uow.check_revision(record, revision)
    if record.state is not WAITING:
        raise RuleForbids([Reason("WAITING", {})])
    return record
