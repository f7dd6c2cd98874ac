"""May this case be closed, and what does its reason oblige to? (requirements §0; R189-R199)"""

from dataclasses import dataclass, replace
from datetime import date

from resmap.domain.case import CLIENT, Need
from resmap.domain.closing import rule_closing
from resmap.domain.events import EventKind
from resmap.domain.permissions import Actor, Permission
from resmap.domain.referrals import LIVE, ReferralState
from resmap.domain.taxonomy import CASE_MGMT
from resmap.flows.case_loading import OPEN, LoadedCase, load_case
from resmap.flows.case_telling import CaseSentences, duties_view, head_of
from resmap.flows.case_view import CaseHead, DutyView
from resmap.flows.judging import judge
from resmap.store import CaseParts, ReferralRecord, UnitOfWork, accounts
from resmap.words.explain import need_name

#: States in which somebody else goes on with the care.
TAKEN_OVER = frozenset({ReferralState.ACCEPTED, ReferralState.IN_PROGRESS, ReferralState.ON_HOLD})


@dataclass(frozen=True, slots=True)
class UnmetNeed:
    """A need that is still open. ``care`` is taken_over, waiting, draft or none; ``referral`` its id."""

    id: str
    name: str
    care: str
    to: str
    referral: str | None


@dataclass(frozen=True, slots=True)
class ClosingPage:
    """``reason`` is None while nobody wants to close; ``transfer`` are names of offices at the new place."""

    head: CaseHead
    reason: str | None
    must_refer: bool
    blocked: bool
    suggestions: bool
    cancel_reminders: bool
    obligations: tuple[str, ...]
    unmet: tuple[UnmetNeed, ...]
    transfer: tuple[str, ...]
    duties: tuple[DutyView, ...]


def care_continues(parts: CaseParts) -> bool:
    """Whether somebody accepted every open need, or accepted the care of the whole case.

    "반드시 케어를 계속 받을 수 있도록 의뢰해야 한다" (A:76): one accepted referral does not
    set free from the others, save one for case management, which takes over all.
    """
    open_needs = [need for need in parts.needs if need.state == OPEN]
    taken = {one.need_id for one in _own(parts) if one.state in TAKEN_OVER}
    if any(need.id in taken for need in open_needs if need.code == CASE_MGMT):
        return True
    return all(need.id in taken for need in open_needs)


def closing_page(uow: UnitOfWork, actor: Actor, case_id: str, today: date, *, locale: str) -> ClosingPage:
    """What stands between this case and its closing; raises NotAllowed or NotFound."""
    loaded = load_case(uow, actor, case_id, today, Permission.CASE_READ)
    manager = accounts.user(uow, loaded.parts.case.manager_id)
    head = head_of(loaded, ((locale == "en" and manager.name_en) or manager.name) if manager else "", locale)
    say_ = CaseSentences(loaded, locale)
    unmet = tuple(_unmet(loaded, need, locale) for need in loaded.open_needs)
    event = loaded.case.event
    uow.event(EventKind.CLIENT_READ, case_id, client=loaded.client_id, facts={"page": "closing"})
    uow.commit()
    if event is None:
        return ClosingPage(head, None, False, False, True, False, (), unmet, (), duties_view(loaded, say_))
    ruling = rule_closing(event.reason, bool(event.unmet_needs), care_continues(loaded.parts))
    return ClosingPage(
        head=head,
        reason=event.reason.value,
        must_refer=ruling.must_refer,
        blocked=ruling.blocked,
        suggestions=ruling.suggestions,
        cancel_reminders=ruling.cancel_reminders,
        obligations=tuple(one.value for one in ruling.obligations),
        unmet=unmet if ruling.suggestions else (),
        transfer=_transfer(loaded, say_) if ruling.propose_transfer else (),
        duties=duties_view(loaded, say_),
    )


def _unmet(loaded: LoadedCase, need, locale: str) -> UnmetNeed:
    name = need_name(need.code, locale)
    found = [one for one in _own(loaded.parts) if one.need_id == need.id and one.state in LIVE]
    if not found:
        return UnmetNeed(need.id, name, "none", "", None)
    best = max(found, key=lambda one: (one.state in TAKEN_OVER, one.state is ReferralState.REQUESTED, one.id))
    care = "taken_over" if best.state in TAKEN_OVER else "waiting"
    if best.state is ReferralState.DRAFT:
        care = "draft"
    to = " ".join(filter(None, (best.organisation, best.department)))
    return UnmetNeed(need.id, name, care, to, best.id)


def _transfer(loaded: LoadedCase, say_: CaseSentences) -> tuple[str, ...]:
    """Case management at the new place that has not served the household, best first (R190)."""
    mine = [need for need in loaded.case.needs if need.code == CASE_MGMT]
    need = mine[0] if mine else Need(CASE_MGMT, CLIENT, priority=1, severity=2)
    (found,) = judge(replace(loaded.case, needs=(need,), emergency=True), loaded.network).match.needs
    offers = (*found.suggested, *(one.offer for one in found.information_only))
    return tuple(say_.name(offer.id) for offer in offers[:5])


def _own(parts: CaseParts) -> list[ReferralRecord]:
    return [one for one in parts.referrals if one.case_id == parts.case.id]
