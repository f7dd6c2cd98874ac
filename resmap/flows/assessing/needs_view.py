"""What the pages of needs and scales show: each need with what it rests on, how they hang together, the series."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from resmap.domain import taxonomy
from resmap.domain.case import CLIENT
from resmap.domain.case_kind import WeighedNeed, propose_kind
from resmap.domain.codes import TieKind
from resmap.domain.events import EventKind
from resmap.domain.need_graph import linkage
from resmap.domain.need_states import NEXT, STANDING, NeedState, offers_emergency, proposed_from_items
from resmap.domain.permissions import Actor, Permission
from resmap.domain.scales import SCALES, Change, Direction, Entry, Scale
from resmap.domain.statements import NeedFacts, NeedGap, StatementKind, need_gaps
from resmap.flows.assessing import taking
from resmap.flows.assessing.drawing import Drawing, draw
from resmap.flows.assessing.links import graph_of
from resmap.flows.assessing.sheets import sheets_of, standing_needs
from resmap.flows.assessing.view import StatementView, holders_of, statements_of
from resmap.flows.case_loading import LoadedCase, load_case
from resmap.flows.case_telling import holder_label
from resmap.flows.case_view import CaseHead
from resmap.flows.cases import head
from resmap.store import Course, NeedRecord, ScaleRecord, UnitOfWork, course
from resmap.words import has, say
from resmap.words.explain import need_name

#: Ties that are neither kin nor neighbour nor friend say nothing of who is near (R041).
INFORMAL = frozenset({TieKind.NEIGHBOUR, TieKind.FAMILY, TieKind.FRIEND})

#: What stands beside a scale before it is filled in, where the words are the page's own.
_NOTES = {"ELSEWHERE": "assessment.scale.elsewhere"}


@dataclass(frozen=True, slots=True)
class NeedLine:
    """A need as it stands. ``gaps`` are sentences of what it still lacks; ``turns`` the states it may take;
    ``urgent``: the emergency path is offered beside it."""

    id: str
    revision: int
    code: str
    name: str
    domain: str
    holder: str
    holder_name: str
    severity: int
    place: int
    state: str
    words: str
    reading: str
    wish: str
    extent: str
    why: str
    confirmed_on: date | None
    basis: tuple[StatementView, ...]
    gaps: tuple[str, ...]
    turns: tuple[str, ...]
    urgent: bool


@dataclass(frozen=True, slots=True)
class Proposed:
    """A need code that somebody may take up, with because: what was ticked, or what lies near what was said."""

    code: str
    name: str
    domain: str
    because: tuple[str, ...]
    items: tuple[str, ...]
    stands: bool


@dataclass(frozen=True, slots=True)
class LinkLine:
    """One link as a sentence; ``words`` are what people said of it."""

    id: str
    revision: int
    source: str
    target: str
    kind: str
    text: str
    words: str


@dataclass(frozen=True, slots=True)
class LinkageView:
    """How needs hang together: ``complex`` or not, and why, in sentences (R070-R073)."""

    complex: bool
    title: str
    reasons: tuple[str, ...]
    links: tuple[LinkLine, ...]
    drawing: Drawing | None


@dataclass(frozen=True, slots=True)
class KindView:
    """What the rules propose, with reasons; a supervisor decides. ``decided``: what was decided, or None."""

    special: bool
    title: str
    reasons: tuple[str, ...]
    decided: str | None


@dataclass(frozen=True, slots=True)
class NeedsPage:
    """The needs of a case. ``standing`` are proposed or open, ``others`` met, put off or dropped, none lost (R089).
    ``from_items`` is what the ticked items suggest, ``demands`` what was asked for: kept apart (R086)."""

    head: CaseHead
    today: date
    closed: bool
    standing: tuple[NeedLine, ...]
    others: tuple[NeedLine, ...]
    unconfirmed: int
    from_items: tuple[Proposed, ...]
    demands: tuple[StatementView, ...]
    grounds: tuple[StatementView, ...]
    linkage: LinkageView
    kind: KindView
    holders: tuple[tuple[str, str], ...]
    codes: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


@dataclass(frozen=True, slots=True)
class ScaleItemView:
    key: str
    text: str
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class ScaleView:
    """A scale that can be filled in. ``entry``: items, total or elsewhere; ``counted``: answers are numbers of people."""

    id: str
    name: str
    version: str
    entry: str
    counted: bool
    least: float
    most: float
    parts: tuple[tuple[str, tuple[ScaleItemView, ...]], ...]
    notes: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class ScaleLine:
    """A filled sheet with its score as sentences; ``cautions`` begin with that a score never decides alone."""

    id: str
    revision: int
    taken_on: date
    occasion: str
    total: str
    band: str
    parts: tuple[str, ...]
    cautions: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class SeriesView:
    """The sheets of one scale and member, oldest first, and how the first and the last compare (R213)."""

    scale: str
    name: str
    member: str
    lines: tuple[ScaleLine, ...]
    change: str


@dataclass(frozen=True, slots=True)
class ScalesPage:
    head: CaseHead
    today: date
    closed: bool
    scales: tuple[ScaleView, ...]
    series: tuple[SeriesView, ...]
    members: tuple[tuple[str, str], ...]


def page(uow: UnitOfWork, actor: Actor, case_id: str, today: date, *, locale: str) -> NeedsPage:
    """The needs of a case and how they hang together; notes that the client was read."""
    loaded = load_case(uow, actor, case_id, today, Permission.CASE_READ)
    told = course.of_case(uow, actor, case_id)
    statements = statements_of(loaded, told, locale)
    lines = [_line(loaded, one, told, statements, locale) for one in loaded.parts.needs]
    standing = sorted((one for one in lines if one.state in STANDING), key=lambda one: (one.place, one.id))
    demands = (StatementKind.DEMAND.value, StatementKind.WISH.value)
    grounds = (StatementKind.PROBLEM.value, StatementKind.POTENTIAL_PROBLEM.value, StatementKind.FACT.value)
    view = NeedsPage(
        head=head(uow, loaded, locale),
        today=today,
        closed=loaded.parts.case.closed_on is not None,
        standing=tuple(standing),
        others=tuple(one for one in lines if one.state not in STANDING),
        unconfirmed=sum(1 for one in standing if one.confirmed_on is None),
        from_items=_from_items(loaded, told, locale),
        demands=tuple(one for one in statements if one.kind in demands),
        grounds=tuple(one for one in statements if one.kind in grounds),
        linkage=_linkage(loaded, told, locale),
        kind=_kind(loaded, told, locale),
        holders=holders_of(loaded, locale),
        codes=_codes(locale),
    )
    uow.event(EventKind.CLIENT_READ, case_id, client=loaded.client_id, facts={"page": "needs"})
    uow.commit()
    return view


def scales_page(uow: UnitOfWork, actor: Actor, case_id: str, today: date, *, locale: str) -> ScalesPage:
    """The scales of a case as series, and what can be filled in; notes that the client was read."""
    loaded = load_case(uow, actor, case_id, today, Permission.CASE_READ)
    told = course.of_case(uow, actor, case_id)
    view = ScalesPage(
        head=head(uow, loaded, locale),
        today=today,
        closed=loaded.parts.case.closed_on is not None,
        scales=tuple(_scale(one, locale) for one in SCALES.values()),
        series=tuple(
            _series(loaded, id, member, records, locale) for (id, member), records in taking.series(told).items()
        ),
        members=holders_of(loaded, locale)[:-2],
    )
    uow.event(EventKind.CLIENT_READ, case_id, client=loaded.client_id, facts={"page": "scales"})
    uow.commit()
    return view


def proposed(
    loaded_needs: Iterable[tuple[str, str]], found: Iterable[tuple[str, tuple[str, ...], tuple[str, ...]]], locale: str
) -> tuple[Proposed, ...]:
    """Proposals told in words. ``loaded_needs``: (code, state) of the case; ``found``: (code, because, items)."""
    standing = {code for code, state in loaded_needs if state in STANDING}
    return tuple(
        Proposed(code, need_name(code, locale), _domain_name(code, locale), because, items, code in standing)
        for code, because, items in found
    )


def _from_items(loaded: LoadedCase, told: Course, locale: str) -> tuple[Proposed, ...]:
    """What the items ticked at the assessment and at the intake suggest, without what stands or was decided on."""
    ticked = [*sheets_of(told, loaded.parts.case.opened_on).need.items, *(loaded.parts.case.problem_items or ())]
    known = {one.code for one in loaded.parts.needs}
    found = [
        (code, tuple(_item_name(key, locale) for key in keys), keys)
        for code, keys in proposed_from_items(key for key in ticked if taxonomy.is_problem_item(key))
        if code not in known
    ]
    return proposed([(one.code or "", one.state) for one in loaded.parts.needs], found, locale)


def _line(
    loaded: LoadedCase, need: NeedRecord, told: Course, statements: tuple[StatementView, ...], locale: str
) -> NeedLine:
    basis = tuple(need.basis or ())
    state, code = NeedState(need.state), need.code or ""
    facts = NeedFacts(
        holder=need.holder,
        basis=basis,
        words=bool(need.words),
        reading=bool(need.reading),
        assessed_on=None,
        confirmed_on=need.confirmed_on,
    )
    kinds = {one.id: StatementKind(one.kind) for one in told.statements}
    gaps = need_gaps(facts, kinds) if state in STANDING else ()
    return NeedLine(
        id=need.id,
        revision=need.revision,
        code=code,
        name=need_name(code, locale),
        domain=_domain_name(code, locale),
        holder=need.holder,
        holder_name=holder_label(loaded, need.holder, locale),
        severity=need.severity,
        place=need.priority,
        state=need.state,
        words=need.words or "",
        reading=need.reading or "",
        wish=need.wish or "",
        extent=need.extent or "",
        why=need.why_deferred or "",
        confirmed_on=need.confirmed_on,
        basis=tuple(one for one in statements if one.id in basis),
        gaps=tuple(say(f"assessing.need_gap.{gap.value}", locale) for gap in gaps if gap is not NeedGap.CONFIRMED),
        turns=tuple(one.value for one in NEXT[state] if not (state is NeedState.PROPOSED and one is NeedState.OPEN)),
        urgent=state in STANDING and offers_emergency(code, need.severity) and not loaded.parts.case.emergency,
    )


def _linkage(loaded: LoadedCase, told: Course, locale: str) -> LinkageView:
    needs, links = graph_of(loaded.parts, told)
    picture = linkage(needs, links)
    names = _names(loaded, locale)
    lines = tuple(
        LinkLine(
            one.id,
            one.revision,
            one.from_id,
            one.to_id,
            one.kind,
            say(f"need_graph.line.{one.kind}", locale, source=names[one.from_id], target=names[one.to_id]),
            one.words or "",
        )
        for one in told.links
        if one.from_id in names and one.to_id in names
    )
    urgent = {one.id: one.severity >= 4 for one in standing_needs(loaded.parts)}
    return LinkageView(
        complex=picture.complex,
        title=say("need_graph.complex" if picture.complex else "need_graph.not_complex", locale),
        reasons=tuple(
            say(
                f"need_graph.reason.{reason.code.value}",
                locale,
                names=", ".join(names[id] for id in reason.needs),
                **reason.facts,
            ).strip()
            for reason in picture.reasons
        ),
        links=lines,
        drawing=draw(
            [(need.id, need_name(need.code, locale), urgent[need.id]) for need in needs],
            [(link.source, link.target, link.kind.value) for link in links],
        )
        if needs
        else None,
    )


def _names(loaded: LoadedCase, locale: str) -> Mapping[str, str]:
    """Standing needs by name; with their holder where one need stands with two people."""
    standing = standing_needs(loaded.parts)
    codes = [one.code for one in standing]
    return {
        one.id: need_name(one.code or "", locale)
        if codes.count(one.code) == 1
        else f"{need_name(one.code or '', locale)} ({holder_label(loaded, one.holder, locale)})"
        for one in standing
    }


def _kind(loaded: LoadedCase, told: Course, locale: str) -> KindView:
    needs, links = graph_of(loaded.parts, told)
    names = _names(loaded, locale)
    weighed = [
        WeighedNeed(one.id, one.code or "", one.severity, one.holder) for one in standing_needs(loaded.parts)
    ]
    ties = sum(1 for tie in loaded.parts.ties if tie.source_id == CLIENT and tie.kind in INFORMAL)
    found = propose_kind(weighed, links, ties)
    decided = loaded.parts.case.kind
    return KindView(
        special=found.special,
        title=say(f"need_graph.case_kind.proposal_{found.kind.value}", locale),
        reasons=tuple(
            say(f"need_graph.special_reason.{one.code.value}", locale, names=", ".join(names[id] for id in one.needs))
            for one in found.reasons
        ),
        decided=say(f"need_graph.case_kind.{decided.value}", locale) if decided else None,
    )


def _codes(locale: str) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """Every need code by domain, for who looks for one by name."""
    return tuple(
        (
            domain.ko if locale == "ko" else domain.en,
            tuple((need.code, need_name(need.code, locale)) for need in taxonomy.needs() if need.domain == domain.code),
        )
        for domain in taxonomy.domains()
    )


def _domain_name(code: str, locale: str) -> str:
    known = taxonomy.need(code).domain
    if known is None:
        return ""
    domain = taxonomy.domain(known)
    return domain.ko if locale == "ko" else domain.en


def _item_name(key: str, locale: str) -> str:
    item = taxonomy.problem_item(key)
    return item.ko if locale == "ko" else item.en


def _scale(one: Scale, locale: str) -> ScaleView:
    counted = one.id == taking.COUNTED
    notes = [name for name, holds in (("NOT_STANDARD", not one.standard), ("CUT_OFF_TO_CONFIRM", one.confirm)) if holds]
    if one.licensed:
        notes.append("LICENSED_WORDING")
    if one.entry is Entry.ELSEWHERE:
        notes.append("ELSEWHERE")
    age = [say("assessment.scale.normed_from", locale, age=one.normed_from)] if one.normed_from else []
    return ScaleView(
        id=one.id,
        name=say(f"scales.name.{one.id}", locale),
        version=one.version,
        entry=one.entry.value,
        counted=counted,
        least=one.least,
        most=one.most,
        parts=tuple(
            (
                say(f"scales.part.{part}", locale),
                tuple(
                    ScaleItemView(
                        item.key,
                        say(f"scales.item.{one.id}.{item.key}", locale),
                        item.least,
                        99 if counted else item.most,
                    )
                    for item in one.items
                    if item.part == part
                ),
            )
            for part in one.parts
        ),
        notes=(
            *age,
            *(say(_NOTES.get(note, f"scales.caution.{note}"), locale) for note in notes),
        ),
        source=say("scales.source", locale, source=one.source),
    )


def _series(loaded: LoadedCase, id: str, member: str, records: tuple[ScaleRecord, ...], locale: str) -> SeriesView:
    change = taking.moved(records)
    return SeriesView(
        scale=id,
        name=say(f"scales.name.{id}", locale),
        member=holder_label(loaded, member, locale) if member else "",
        lines=tuple(_score_line(one, locale) for one in records),
        change=_change(change, locale) if change else "",
    )


def _score_line(record: ScaleRecord, locale: str) -> ScaleLine:
    found = taking.score_of(record)
    if found.total is None:
        total = say("scales.no_total", locale, n=len(found.missing))
    else:
        total = say("scales.mean" if record.scale == "MSPSS" else "scales.total", locale, total=found.total)
    band = f"scales.band.{record.scale}.{found.band}"
    return ScaleLine(
        id=record.id,
        revision=record.revision,
        taken_on=record.taken_on,
        occasion=say(f"scales.occasion.{record.occasion}", locale),
        total=total,
        band=say(band, locale) if found.band and has(band) else "",
        parts=tuple(
            say(
                "assessment.scale.part_marginal" if part.marginal else "assessment.scale.part",
                locale,
                part=say(f"scales.part.{part.key}", locale),
                score=part.score,
            )
            for part in found.parts
            if part.score is not None
        ),
        cautions=tuple(say(f"scales.caution.{one.value}", locale) for one in found.cautions),
        note=record.note or "",
    )


def _change(change: Change, locale: str) -> str:
    if change.difference is None:
        return " ".join(say(f"scales.caution.{one.value}", locale) for one in change.cautions[1:])
    moved = say("scales.change", locale, difference=change.difference)
    direction = say(f"scales.direction.{(change.direction or Direction.SAME).value}", locale)
    return f"{moved} · {direction}"
