"""What the page of a case's team shows: who is in charge, who helps, what was decided and what is proposed."""

from dataclasses import dataclass
from datetime import date

from resmap.domain.events import EventKind
from resmap.domain.permissions import Actor, Permission
from resmap.flows import assignments, conferences, deciding
from resmap.flows.assignments import AssignedView, Candidate
from resmap.flows.case_loading import load_case
from resmap.flows.case_view import CaseHead
from resmap.flows.cases import head
from resmap.store import UnitOfWork, course
from resmap.words import say
from resmap.words.explain import need_name


@dataclass(frozen=True, slots=True)
class WhyView:
    """A reason of the proposal; its text names the needs that call for it."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class DecisionView:
    """A decision that was kept: ``what`` in words; ``waits`` while the supervisor has not looked yet."""

    id: str
    about: str
    what: str
    why: str
    on: date
    waits: bool


@dataclass(frozen=True, slots=True)
class Called:
    """A conference that is still to come, for the agenda."""

    id: str
    kind: str
    on: date


@dataclass(frozen=True, slots=True)
class TeamPage:
    """``may_assign`` and ``may_decide`` say which forms the reader gets."""

    head: CaseHead
    kind: str | None
    proposed: str
    reasons: tuple[WhyView, ...]
    assigned: tuple[AssignedView, ...]
    candidates: tuple[Candidate, ...]
    colleagues: tuple[Candidate, ...]
    decisions: tuple[DecisionView, ...]
    coming: tuple[Called, ...]
    may_assign: bool
    may_decide: bool


def page(uow: UnitOfWork, actor: Actor, case_id: str, today: date, *, locale: str) -> TeamPage:
    """The team of a case and its decisions, told in ``locale``; notes that the client was read."""
    loaded = load_case(uow, actor, case_id, today, Permission.CASE_READ)
    told = course.of_case(uow, actor, case_id)
    proposal = deciding.proposal_of(loaded, told)
    codes = {one.id: one.code or "" for one in loaded.open_needs}
    may_assign = actor.may(Permission.CASE_ASSIGN)
    on_agenda = {one.conference_id for one in told.items}
    case = loaded.parts.case
    view = TeamPage(
        head=head(uow, loaded, locale),
        kind=case.kind.value if case.kind else None,
        proposed=proposal.kind.value,
        reasons=tuple(
            WhyView(
                one.code.value,
                say(
                    f"need_graph.special_reason.{one.code.value}",
                    locale,
                    names=", ".join(need_name(codes[need], locale) for need in one.needs if need in codes),
                ),
            )
            for one in proposal.reasons
        ),
        assigned=assignments.of_case(uow, actor, case_id, locale=locale),
        candidates=assignments.candidates(uow, actor, case_id) if may_assign else (),
        colleagues=assignments.colleagues(uow, actor) if may_assign else (),
        decisions=tuple(_decision(one, locale) for one in deciding.decisions(told)),
        coming=tuple(
            Called(one.id, one.kind, one.on)
            for one in conferences.listed(uow, actor)
            if not one.held and one.id not in on_agenda
        ),
        may_assign=may_assign,
        may_decide=actor.may(Permission.CASE_DECIDE),
    )
    uow.event(EventKind.CLIENT_READ, case_id, client=loaded.client_id, facts={"page": "team"})
    uow.commit()
    return view


def _decision(one: deciding.Decision, locale: str) -> DecisionView:
    content = one.content
    value = {
        "selection": content.get("selection"),
        "kind": content.get("kind"),
        "emergency": "on" if content.get("emergency") else "off",
    }.get(one.about)
    what = say(f"team.decided.{one.about}.{value}", locale) if value else ""
    supports = [say(f"team.support.{name}", locale) for name in content.get("supports", ())]
    why = " · ".join(str(part) for part in (content.get("basis"), content.get("why"), content.get("finding")) if part)
    return DecisionView(one.id, one.about, " · ".join((what, *supports)), why, one.on, one.open)
