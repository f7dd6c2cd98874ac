"""What follows from a no (R025, R144): the bar, the rest, what the register learns. Never more than the rule says.

The bar is the client's answer of R025, kept like every other, so that "re-open" is the one way back.
What the register learns is proposed and waits for the supervisor: no word of it comes from the
client, and none of the recipient's words is passed on, for they may name the client.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from resmap.domain.advocacy import Refuser
from resmap.domain.codes import Answer, ProposalKind, ProposedBy
from resmap.domain.events import EventKind
from resmap.domain.permissions import Permission
from resmap.domain.referral_reasons import BadReason, Consequence, Outcome, ReasonCode, consequence
from resmap.domain.referrals import ReferralState
from resmap.flows.entry_values import checked_values
from resmap.flows.proposals import keep_change
from resmap.flows.ruling import RuleForbids
from resmap.matching.engine import Reason
from resmap.store import OfferRecord, ProposalRecord, ReferralRecord, UnitOfWork, offers, referrals
from resmap.store.changes import plain
from resmap.store.queries import proposals as queries
from resmap.words import say

#: What a recipient may say of who is eligible; the office proposes it as fields of the entry.
LESSONS = frozenset({"age_min", "age_max", "income_max"})

#: The task that a refusal leaves behind (R144): encourage, and look for a way to ask again; by when [K]:
#: so soon that it stands on the first page from the day of the refusal (the warning of a task).
ASK_AGAIN = "ask_again"
SOON = timedelta(days=2)

#: Proposals are read by supervisors in Korean, whoever noted the refusal.
NOTE = "ko"


@dataclass(frozen=True, slots=True)
class Said:
    """What was said beside the words: all of the reply slip (회신서, practice §2.4).

    ``by`` and ``reason`` of a no, ``parked_until`` of "no place", ``lesson`` what the entry should say
    (:data:`LESSONS`), ``outcome`` at the end; the others are of a yes. ``started_on`` is the day it began.
    """

    by: Refuser | None = None
    reason: ReasonCode | None = None
    parked_until: date | None = None
    lesson: Mapping[str, Any] = field(default_factory=dict)
    outcome: Outcome | None = None
    received_on: date | None = None
    starts_on: date | None = None
    started_on: date | None = None
    in_charge: str = ""
    phone: str = ""
    content: str = ""
    papers: str = ""
    channel: str = ""

    def slip(self) -> dict[str, str]:
        """The fields of the slip that were filled, as they are kept."""
        told = {
            "received_on": self.received_on and self.received_on.isoformat(),
            "starts_on": self.starts_on and self.starts_on.isoformat(),
            **{name: getattr(self, name).strip()[:300] for name in ("in_charge", "phone", "content", "papers")},
        }
        return {name: value for name, value in told.items() if value}


NOTHING_MORE = Said()


def who_and_why(to: ReferralState, said: Said) -> tuple[Refuser | None, ReasonCode | None]:
    """Who decided and why; a refusal without a code is the provider's own and tells nothing more."""
    if said.reason is None:
        return (Refuser.PROVIDER, ReasonCode.OTHER) if to is ReferralState.REJECTED else (None, None)
    return said.by or Refuser.PROVIDER, said.reason


def follow(
    uow: UnitOfWork, record: ReferralRecord, today: date, said: Said, words: str
) -> Consequence | None:
    """Write on the referral who decided and why, and do what follows. Raises RuleForbids (WHOSE_REASON, REST)."""
    by, reason = who_and_why(record.state, said)
    if by is None or reason is None:
        return None
    try:
        found = consequence(by, reason, today, until=said.parked_until, state=record.state)
    except BadReason as error:
        raise RuleForbids([Reason("REST" if error.field == "parked_until" else "WHOSE_REASON", {})]) from None
    record.decided_by, record.reason_code, record.parked_until = by.value, reason.value, found.parked_until
    if found.bars:
        kept = referrals.keep_no(uow, record, words or None)
        facts = {"answer": Answer.DECLINE.value, "offer": record.offer_id, "need": kept.need_id, "referral": record.id}
        uow.event(EventKind.ANSWERED, record.case_id, client=referrals.client_of(uow, record), facts=facts)
    if found.teaches:
        teach(uow, record.offer_id, reason, said.lesson)
    if found.advocacy:
        kept = referrals.keep_task(uow, record, ASK_AGAIN, today + SOON, say("referral.task.ask_again", NOTE))
        facts = {"task": kept.id, "kind": ASK_AGAIN, "referral": record.id}
        uow.event(EventKind.TASK_CHANGED, record.case_id, client=referrals.client_of(uow, record), facts=facts)
    return found


def teach(uow: UnitOfWork, offer_id: str, reason: ReasonCode, lesson: Mapping[str, Any]) -> ProposalRecord | None:
    """Propose to the register what a recipient said of itself; the supervisor decides. None where the same waits.

    Nothing in it is about a person: codes, numbers of the entry, one sentence of our own. Raises BadValue.
    """
    entry = uow.get(OfferRecord, offer_id)
    if entry is None:
        return None
    entry = offers.standing(uow, offer_id)
    note = say(f"referral.lesson.{reason.value}", NOTE)
    actor = uow.actor
    changed: dict[str, Any] = {}
    if reason is ReasonCode.NOT_ELIGIBLE and lesson and actor is not None and actor.may(Permission.REGISTER_PROPOSE):
        given = {name: value for name, value in lesson.items() if name in LESSONS and value is not None}
        checked = checked_values(entry, actor, given)
        changed = {name: checked[name] for name in given if plain(getattr(entry, name)) != plain(checked[name])}
    if not changed and any(one.note == note for one in queries.waiting_for(uow, entry.id)):
        return None
    if changed:
        made = keep_change(uow, entry, changed)
        made.note = note
        return made
    made = uow.add(
        ProposalRecord(
            kind=ProposalKind.CHANGE,
            by=ProposedBy.STAFF,
            offer_id=entry.id,
            revision_seen=entry.revision,
            fields={},
            note=note,
            dong=None if entry.location_secret else entry.dong,
        )
    )
    uow.flush()
    uow.event(EventKind.PROPOSED, made.id, facts={"kind": made.kind.value, "by": made.by.value})
    return made
