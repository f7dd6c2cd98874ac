"""What ends with a case: tasks, drafts, sheets that are awaited; after a death everything that still runs (R192)."""

from datetime import date

from resmap.domain.events import EventKind
from resmap.domain.papers import PaperKind, PaperState
from resmap.domain.referrals import HOLDS_PLACE, LIVE, ReferralState
from resmap.flows.case_loading import LoadedCase
from resmap.flows.closing_facts import own_referrals
from resmap.flows.consent_acts import TELL
from resmap.store import Course, ReferralRecord, UnitOfWork, answer_links, offers

#: All that a provider is told after a death, and the code of a referral that ended with its case.
ENDED = "ENDED"


def after_death(uow: UnitOfWork, loaded: LoadedCase, told: Course, today: date) -> None:
    """Stop everything at once: no reminder, no letter, no visit is left; providers are told "ended" only."""
    _cancel_tasks(uow, loaded, told, today)
    _await_no_more(uow, loaded, told, today)
    ours = sorted(own_referrals(loaded.parts), key=lambda one: one.offer_id)  # everybody gives places in one order
    for record in ours:
        if record.state in LIVE:
            _end(uow, loaded, record, today)


def at_closing(uow: UnitOfWork, loaded: LoadedCase, told: Course, today: date) -> None:
    """What nobody did or sent ends with the case. Referrals that run go on: help outlasts the closing."""
    _cancel_tasks(uow, loaded, told, today, but=TELL)
    _await_no_more(uow, loaded, told, today, but=PaperKind.HANDOVER)
    for record in own_referrals(loaded.parts):
        if record.state is ReferralState.DRAFT:
            _end(uow, loaded, record, today)


def _cancel_tasks(uow: UnitOfWork, loaded: LoadedCase, told: Course, today: date, *, but: str = "") -> None:
    """Tasks that nobody did are cancelled; to tell recipients of a withdrawal (``but``) outlasts a closing (P-10)."""
    waiting = [one for one in told.tasks if one.done_on is None and one.cancelled_on is None and one.kind != but]
    for task in waiting:
        task.cancelled_on = today
    if waiting:
        facts = {"cancelled": [one.id for one in waiting]}
        uow.event(EventKind.TASK_CHANGED, loaded.id, client=loaded.client_id, facts=facts)


def _await_no_more(
    uow: UnitOfWork, loaded: LoadedCase, told: Course, today: date, *, but: PaperKind | None = None
) -> None:
    """Sheets that were sent are awaited no more, and no link opens anything about this case.

    A package that was handed over (``but``) keeps waiting for its receipt after a closing (R207). Supervision never
    left: it stays as it was (R042, R206).
    """
    own = (but, PaperKind.ADVICE)
    sent = [one for one in told.papers if one.state is PaperState.SENT and one.kind not in own]
    for paper in sent:
        paper.state = PaperState.DONE
        paper.content = {**(paper.content or {}), "cancelled": today.isoformat()}
    answer_links.revoke(uow, [one.id for one in sent], today)


def _end(uow: UnitOfWork, loaded: LoadedCase, record: ReferralRecord, today: date) -> None:
    before, record.state = record.state, ReferralState.CANCELLED
    record.reason_code, record.decided_by = ENDED, "office"
    if before is ReferralState.REQUESTED and record.answered_at is None:
        record.answered_at = uow.now()
    if record.started_on is not None:
        record.ended_on = today
    took_place = (record.suggestion or {}).get("took_place", True)
    if took_place and before in HOLDS_PLACE:
        offers.give_place_back(uow, record.offer_id)
    answer_links.revoke(uow, [record.id], today)
    uow.event(
        EventKind.REFERRAL_CHANGED,
        loaded.id,
        client=loaded.client_id,
        facts={
            "referral": record.id,
            "offer": record.offer_id,
            "from": before.value,
            "state": record.state.value,
            "by": "office",
            "reason": ENDED,
        },
    )
