"""What the page of an intake shows: words first, then what was found, then the judgement (R058)."""

from dataclasses import dataclass
from datetime import date

from resmap.domain.codes import Stage
from resmap.domain.events import EventKind
from resmap.domain.intake import Outcome, turns_away
from resmap.domain.intake_paper import IntakePaper, paper_of
from resmap.domain.neutral import Judging, judging
from resmap.domain.permissions import Actor, Permission
from resmap.domain.statements import StatementKind
from resmap.flows import intake, intake_services
from resmap.flows.case_loading import load_case
from resmap.flows.case_telling import holder_label, member_label
from resmap.flows.case_view import CaseHead
from resmap.flows.cases import head
from resmap.store import Course, UnitOfWork, accounts, course


@dataclass(frozen=True, slots=True)
class StatementView:
    """A statement as it stands. ``judging``: words that stick to a person, with kinder ones (R023)."""

    id: str
    revision: int
    kind: str
    words: str
    reading: str
    topic: str
    holder: str
    told_by: str
    heard_on: date
    confirmed_on: date | None
    judging: tuple[Judging, ...]


@dataclass(frozen=True, slots=True)
class ServiceView:
    """A service that the household has or had; ``own``: it was written down in this case and may be ended here;
    ``unverified``: nobody has checked its entry yet."""

    id: str
    revision: int
    name: str
    unit: str
    since: date | None
    until: date | None
    own: bool
    unverified: bool


@dataclass(frozen=True, slots=True)
class HousemateView:
    """Somebody of the household; ``client`` for the person concerned."""

    id: str
    revision: int
    label: str
    client: bool


@dataclass(frozen=True, slots=True)
class IntakePage:
    """The intake of one case. ``proposal`` is the rule's outcome with ``rule``; ``gaps`` block, ``hints`` do not.
    ``paper_revision`` 0: nothing was written yet. ``editable``: neither closed nor past the intake's decision."""

    head: CaseHead
    stage: str
    closed_on: date | None
    outcome_on: date | None
    path: str
    safe: str
    reach: str
    paper: IntakePaper
    paper_revision: int
    word_hints: tuple[Judging, ...]
    statements: tuple[StatementView, ...]
    services: tuple[ServiceView, ...]
    household: tuple[HousemateView, ...]
    found: tuple[intake_services.FoundOffer, ...]
    proposal: str | None
    rule: str | None
    beside: tuple[str, ...]
    gaps: tuple[str, ...]
    hints: tuple[str, ...]
    considerate: bool
    decided_by: str
    editable: bool
    decidable: bool
    ended: bool


def page(
    uow: UnitOfWork, actor: Actor, case_id: str, today: date, *, locale: str, search: str = ""
) -> IntakePage:
    """The intake of a case, told in ``locale``; ``search`` looks for a service by name. Notes that the client was read."""
    loaded = load_case(uow, actor, case_id, today, Permission.CASE_READ)
    told = course.of_case(uow, actor, case_id)
    case, client = loaded.parts.case, loaded.parts.client
    record = intake.paper_in(told)
    paper = paper_of(record.content if record else {"words": case.quote or ""})
    ruling = intake.judged(paper, told, services=bool(loaded.parts.services))
    decider = accounts.user(uow, paper.decided_by) if paper.decided_by else None
    safe = client.safe_contact or {}
    closed = case.closed_on is not None
    view = IntakePage(
        head=head(uow, loaded, locale),
        stage=case.stage.value,
        closed_on=case.closed_on,
        outcome_on=case.outcome_on,
        path=case.path.value,
        safe=str(safe.get("safe") or "unknown"),
        reach=str(safe.get("how") or ""),
        paper=paper,
        paper_revision=record.revision if record else 0,
        word_hints=judging(paper.words),
        statements=_statements(loaded, told, locale),
        services=_services(loaded),
        household=tuple(
            HousemateView(one.id, one.revision, member_label(one, locale), at == 0)
            for at, one in enumerate(loaded.parts.members)
        ),
        found=intake_services.search(loaded.network, search),
        proposal=ruling.proposal.outcome.value if ruling.proposal else None,
        rule=ruling.proposal.rule.value if ruling.proposal else None,
        beside=tuple(one.value for one in ruling.proposal.beside) if ruling.proposal else (),
        gaps=tuple(one.value for one in ruling.blocks),
        hints=tuple(one.value for one in ruling.hints),
        considerate=turns_away(paper.outcomes),
        decided_by=((locale == "en" and decider.name_en) or decider.name) if decider else "",
        editable=not closed,
        decidable=not closed and case.stage is Stage.INTAKE,
        ended=closed and case.stage is Stage.INTAKE and Outcome.CASE not in paper.outcomes,
    )
    uow.event(EventKind.CLIENT_READ, case_id, client=loaded.client_id, facts={"page": "intake"})
    uow.commit()
    return view


def _statements(loaded, told: Course, locale: str) -> tuple[StatementView, ...]:
    known = {one.value for one in StatementKind}
    return tuple(
        StatementView(
            id=one.id,
            revision=one.revision,
            kind=one.kind,
            words=one.words or "",
            reading=one.reading or "",
            topic=one.topic or "",
            holder=holder_label(loaded, one.holder, locale) if one.holder else "",
            told_by=one.told_by or "",
            heard_on=one.heard_on,
            confirmed_on=one.confirmed_on,
            judging=judging(f"{one.words or ''}\n{one.reading or ''}"),
        )
        for one in told.statements
        if one.kind in known
    )


def _services(loaded) -> tuple[ServiceView, ...]:
    views = []
    for one in sorted(loaded.parts.services, key=lambda one: (one.until is not None, one.since or one.created_at.date(), one.id)):
        offer = loaded.network.by_id.get(loaded.network.sames.standing(one.offer_id))
        if offer is None:
            continue
        views.append(
            ServiceView(
                id=one.id,
                revision=one.revision,
                name=offer.name,
                unit=intake_services.unit_of(offer),
                since=one.since,
                until=one.until,
                own=one.case_id == loaded.id,
                unverified=offer.verified_on is None,
            )
        )
    return tuple(views)
