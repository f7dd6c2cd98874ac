"""What a supervisor decides about a case: selection, general or special, the look at an emergency (R039, R041, P-11).

The program proposes with reasons; a person decides, and a decision against the proposal says why (P-19).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from resmap.domain.case_kind import KindGap, KindProposal, WeighedNeed, kind_gaps, propose_kind
from resmap.domain.codes import TieKind
from resmap.domain.events import EventKind
from resmap.domain.need_graph import Link, LinkKind
from resmap.domain.papers import PaperKind, PaperState
from resmap.domain.permissions import Actor, NotFound, Permission
from resmap.domain.stages import CaseKind, CasePath
from resmap.flows.case_loading import LoadedCase, load_case
from resmap.flows.frozen import require_open
from resmap.flows.replying import WordsMissing
from resmap.store import CaseRecord, Course, PaperRecord, UnitOfWork, cases, course, history

LONGEST = 2000

#: Ties that count as somebody near (practice §2.2): not offices.
INFORMAL = frozenset({TieKind.FAMILY, TieKind.NEIGHBOUR, TieKind.FRIEND})


class Selection(StrEnum):
    """What the internal decision meeting says (R039, practice §2.2)."""

    CASE_MANAGEMENT = "case_management"
    LINK_ONLY = "link_only"
    NOT_SELECTED = "not_selected"


class Support(StrEnum):
    """What the meeting may decide beside it: candidates for public help (R039)."""

    EMERGENCY = "emergency_support"
    ASSISTANCE = "public_assistance"


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision that was kept. ``content`` is what its kind says; ``open`` while it waits for a second look."""

    id: str
    about: str
    on: date
    content: Mapping[str, object]
    open: bool


def proposal_of(loaded: LoadedCase, told: Course) -> KindProposal:
    """General or special, as the rule proposes it from needs, their links and the ties that the client has."""
    needs = [WeighedNeed(one.id, one.code or "", one.severity, one.holder) for one in loaded.open_needs]
    known = {one.id for one in needs}
    links = [
        Link(one.from_id, one.to_id, LinkKind(one.kind))
        for one in told.links
        if one.from_id in known and one.to_id in known
    ]
    informal = sum(1 for tie in loaded.parts.ties if tie.kind in INFORMAL)
    return propose_kind(needs, links, informal)


def decisions(told: Course) -> tuple[Decision, ...]:
    """Every decision of a case, youngest first."""
    papers = told.papers_of(PaperKind.DECISION, PaperKind.CLASSIFICATION)
    return tuple(
        Decision(
            one.id,
            str((one.content or {}).get("about", "kind")),
            one.on,
            one.content or {},
            one.state is PaperState.DRAFT,
        )
        for one in reversed(papers)
    )


def select(
    uow: UnitOfWork,
    actor: Actor,
    case_id: str,
    today: date,
    *,
    selection: Selection,
    supports: tuple[Support, ...],
    basis: str,
    revision: int,
    key: str,
) -> str:
    """Decide whether the case is taken on; answers the decision's id. A worker alone cannot (R039).

    ``basis``: what it rests on, in words. A link only takes the light path; who is not selected
    stays on the list until somebody ends the case with an alternative (R057).
    """
    actor.require(Permission.CASE_DECIDE)
    case = cases.get(uow, actor, case_id, Permission.CASE_DECIDE)
    done = history.begin_once(uow, key, "case.select")
    if done is not None:
        return done
    uow.check_revision(case, revision)
    require_open(case)
    content = {"selection": selection.value, "supports": [one.value for one in supports]}
    kept = _keep(uow, case, today, PaperKind.DECISION, "selection", basis, content)
    case.selected_on = None if selection is Selection.NOT_SELECTED else today
    if selection is not Selection.NOT_SELECTED:
        case.path = CasePath.LINK_ONLY if selection is Selection.LINK_ONLY else CasePath.FULL
    facts = {"paper": kept.id, "selection": selection.value}
    uow.event(EventKind.CASE_CHANGED, case_id, client=case.client_id, facts=facts)
    history.finish_once(uow, key, kept.id)
    uow.commit()
    return kept.id


def decide_kind(
    uow: UnitOfWork,
    actor: Actor,
    case_id: str,
    today: date,
    *,
    kind: CaseKind,
    reason: str,
    revision: int,
    key: str,
) -> str:
    """Decide general or special (R041); answers the decision's id.

    The proposal with its reasons is kept beside the decision. Raises WordsMissing where the
    decision leaves the proposal without saying why.
    """
    actor.require(Permission.CASE_DECIDE)
    loaded = load_case(uow, actor, case_id, today, Permission.CASE_DECIDE)
    done = history.begin_once(uow, key, "case.kind")
    if done is not None:
        return done
    case = loaded.parts.case
    uow.check_revision(case, revision)
    require_open(case)
    proposal = proposal_of(loaded, course.of_case(uow, actor, case_id, Permission.CASE_DECIDE))
    if KindGap.REASON in kind_gaps(proposal, kind, by_supervisor=True, reason=reason):
        raise WordsMissing
    content = {
        "kind": kind.value,
        "was": case.kind.value if case.kind else None,
        "proposed": proposal.kind.value,
        "reasons": [{"code": one.code.value, "needs": list(one.needs)} for one in proposal.reasons],
    }
    kept = _keep(uow, case, today, PaperKind.CLASSIFICATION, "kind", reason, content, words=False)
    case.kind = kind
    facts = {"paper": kept.id, "kind": kind.value, "proposed": proposal.kind.value}
    uow.event(EventKind.CASE_CHANGED, case_id, client=case.client_id, facts=facts)
    history.finish_once(uow, key, kept.id)
    uow.commit()
    return kept.id


def look_at_emergency(
    uow: UnitOfWork, actor: Actor, case_id: str, paper_id: str, today: date, *, finding: str, key: str
) -> None:
    """The supervisor's look at an emergency that was marked (P-11): what was found, in words."""
    actor.require(Permission.CASE_DECIDE)
    case = cases.get(uow, actor, case_id, Permission.CASE_DECIDE)
    record = course.paper(uow, actor, paper_id, Permission.CASE_DECIDE)
    if record.case_id != case.id or (record.content or {}).get("about") != "emergency":
        raise NotFound("PaperRecord")
    finding = finding.strip()[:LONGEST]
    if not finding:
        raise WordsMissing
    if history.begin_once(uow, key, "case.look_at_emergency", about=record.id) is None:
        record.content = {**record.content, "finding": finding, "by": actor.id}
        record.state, record.done_on = PaperState.DONE, today
        uow.event(EventKind.CASE_CHANGED, case_id, client=case.client_id, facts={"paper": record.id, "looked": True})
        history.finish_once(uow, key, record.id)
    uow.commit()


def _keep(uow, case: CaseRecord, today: date, kind: PaperKind, about: str, basis: str, content: dict, *, words=True):
    basis = basis.strip()[:LONGEST]
    if words and not basis:
        raise WordsMissing
    return uow.add(
        PaperRecord(
            case_id=case.id,
            kind=kind,
            state=PaperState.DONE,
            on=today,
            done_on=today,
            stage=case.stage,
            content={"about": about, "basis": basis, **content},
        )
    )
