"""A wish to close, as the checklist looks at it: records in, facts out. Nothing is decided here."""

from collections.abc import Iterable
from datetime import date

from resmap.domain.closing_items import Attempt, Checklist, ClosingFacts, Item, checklist
from resmap.domain.closing_paper import ClosingPaper, SaidBy, done_items, from_content
from resmap.domain.codes import ClosingReason, DutyCode
from resmap.domain.duties import REPORTS, duties_of, in_danger
from resmap.domain.meetings import ItemDecision
from resmap.domain.papers import PaperKind, PaperState
from resmap.domain.referrals import ReferralState
from resmap.domain.stages import CasePath
from resmap.domain.taxonomy import CASE_MGMT
from resmap.flows.case_loading import OPEN, LoadedCase
from resmap.store import (
    CaseParts,
    ConferenceRecord,
    ConsentKind,
    ContactRecord,
    Course,
    MemberRecord,
    PaperRecord,
    ReferralRecord,
)

#: States in which somebody else goes on with the care.
TAKEN_OVER = frozenset({ReferralState.ACCEPTED, ReferralState.IN_PROGRESS, ReferralState.ON_HOLD})


def own_referrals(parts: CaseParts) -> list[ReferralRecord]:
    """The referrals of this case; of the household others are known too."""
    return [one for one in parts.referrals if one.case_id == parts.case.id]


def care_continues(parts: CaseParts) -> bool:
    """Whether somebody accepted every open need, or accepted the care of the whole case.

    "반드시 케어를 계속 받을 수 있도록 의뢰해야 한다" (A:76): one accepted referral does not
    set free from the others, save one for case management, which takes over all.
    """
    open_needs = [need for need in parts.needs if need.state == OPEN]
    taken = {one.need_id for one in own_referrals(parts) if one.state in TAKEN_OVER}
    if any(need.id in taken for need in open_needs if need.code == CASE_MGMT):
        return True
    return all(need.id in taken for need in open_needs)


def standing_paper(told: Course) -> PaperRecord | None:
    """The closing that is being prepared; None where nobody wishes to close."""
    papers = [one for one in told.papers_of(PaperKind.CLOSING) if one.state is PaperState.DRAFT]
    return papers[-1] if papers else None


def last_paper(told: Course) -> PaperRecord | None:
    """The closing that is being prepared, else the last one that was carried out."""
    papers = told.papers_of(PaperKind.CLOSING)
    return standing_paper(told) or (papers[-1] if papers else None)


def paper_value(record: PaperRecord | None, reason: ClosingReason, today: date) -> ClosingPaper:
    """What was written; a reason that was set without a paper (a case that came from elsewhere) has an empty one."""
    return from_content(record.content) if record is not None else ClosingPaper(reason, today, "")


def others(parts: CaseParts) -> tuple[MemberRecord, ...]:
    """Who lives in the household besides the client, who stands first."""
    return tuple(parts.members[1:])


def attempts(contacts: Iterable[ContactRecord]) -> tuple[tuple[Attempt, ...], date | None]:
    """Tries to reach somebody since the last time that one succeeded, and that day (R198)."""
    contacts = list(contacts)
    last = max((one.on for one in contacts if one.reached), default=None)
    tried = (one for one in contacts if not one.reached and (last is None or one.on >= last))
    return tuple(Attempt(one.on, one.method) for one in tried), last


def facts_of(loaded: LoadedCase, told: Course, paper: ClosingPaper, today: date) -> ClosingFacts:
    """All that the checklist asks, from the records of this unit of work."""
    parts, case = loaded.parts, loaded.case
    tried, last = attempts(told.contacts)
    return ClosingFacts(
        reason=paper.reason,
        today=today,
        unmet_needs=bool(loaded.open_needs),
        care_continues=care_continues(parts),
        link_only=parts.case.path is CasePath.LINK_ONLY,
        done=done_items(paper, len(others(parts))) | _from_records(loaded, told, paper),
        duties_open=_reports_open(loaded, told, paper.reason),
        by_guardian=paper.said_by is SaidBy.GUARDIAN,
        possible_victim=in_danger(case),
        alone=not others(parts),
        attempts=tried,
        last_contact_on=last,
    )


def checklist_of(loaded: LoadedCase, told: Course, paper: ClosingPaper, today: date) -> Checklist:
    return checklist(facts_of(loaded, told, paper, today))


def _from_records(loaded: LoadedCase, told: Course, paper: ClosingPaper) -> frozenset[Item]:
    """Items that other records settle: evaluation, a new manager, hand-over, consent, the new address."""
    case = loaded.parts.case
    done = {
        Item.OUTCOMES: any(one.state is PaperState.DONE for one in told.papers_of(PaperKind.EVALUATION)),
        Item.NEW_MANAGER: any(one.kind == "primary" and one.since >= paper.said_on for one in told.assignments),
        Item.RECORD_HANDOVER: any(one.state is PaperState.DONE for one in told.papers_of(PaperKind.HANDOVER)),
        Item.AFTERCARE_CONSENT: any(one.kind is ConsentKind.AFTERCARE for one in loaded.parts.consents),
        Item.NEW_ADDRESS_SEALED: bool(case.moving_to),
    }
    return frozenset(item for item, is_done in done.items() if is_done)


def _reports_open(loaded: LoadedCase, told: Course, reason: ClosingReason) -> bool:
    """Whether a report is owed (P-23). Nobody is called for the danger of one who has died."""
    settled = {one.code for one in told.duties if one.done_at is not None or one.justified}
    if reason is ClosingReason.DEATH:
        settled.add(DutyCode.SUICIDE_RISK)
    return any(duty.code in REPORTS and duty.code not in settled for duty in duties_of(loaded.case))


def that_decided_to_close(told: Course) -> tuple[ConferenceRecord, ...]:
    """The conferences that were held and decided to close this case: no other stands for the supervisor (R189)."""
    closing = {one.conference_id for one in told.items if one.decision == ItemDecision.CLOSE}
    return tuple(one for one in told.conferences if one.held and one.id in closing)
