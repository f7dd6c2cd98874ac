"""What the pages of 사정 show: the two parts, the talk, what was said; told in the reader's language."""

from dataclasses import dataclass
from datetime import date

from resmap.domain import taxonomy
from resmap.domain.assessing import Asked, Function, NowPrompt, domain_codes, rule_assessment
from resmap.domain.assessment_sheets import Section
from resmap.domain.case import CLIENT
from resmap.domain.events import EventKind
from resmap.domain.neutral import judging
from resmap.domain.papers import PaperKind
from resmap.domain.permissions import Actor, Permission
from resmap.domain.statements import StatementKind
from resmap.flows.assessing.sheets import Sheets, assessment_of, sheets_of
from resmap.flows.assessing.statements import TOPICS
from resmap.flows.case_loading import LoadedCase, load_case
from resmap.flows.case_telling import holder_label, member_label
from resmap.flows.case_view import CaseHead
from resmap.flows.cases import head
from resmap.store import Course, StatementRecord, UnitOfWork, course
from resmap.words import say


@dataclass(frozen=True, slots=True)
class ItemView:
    """An official problem item under a domain; ``group`` is its sub-domain by name."""

    key: str
    name: str
    group: str
    ticked: bool

    @property
    def pair(self) -> tuple[str, str]:
        """As a list of choices takes it."""
        return self.key, self.name


@dataclass(frozen=True, slots=True)
class DomainView:
    """One of the ten domains with its answer; ``items`` are asked for only where something is present."""

    code: str
    name: str
    asked: str
    items: tuple[ItemView, ...]
    needs: int


@dataclass(frozen=True, slots=True)
class FunctionView:
    """One thing of daily life and how far the person can do it."""

    function: str
    name: str
    ability: str


@dataclass(frozen=True, slots=True)
class PromptView:
    """One of the four prompts of the first step, with what was said to it."""

    prompt: str
    name: str
    ask: str
    words: str


@dataclass(frozen=True, slots=True)
class TieView:
    """Somebody who is there already (R076)."""

    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class StatementView:
    """What was said: the client's words, the worker's reading, the day of the client's yes (R021).

    ``judging``: words in it that stick to a person, with kinder ones (R023); a hint only.
    """

    id: str
    revision: int
    kind: str
    kind_name: str
    topic: str
    words: str
    reading: str
    holder: str
    told_by: str
    heard_on: date
    confirmed_on: date | None
    judging: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class AssessmentPage:
    """An assessment as it stands. ``missing`` hinders finishing, ``hints`` do not; ``able`` is told first (R010).

    ``domains_share`` and ``functions_share`` are 0..1 of what there is to ask; ``not_asked`` names domains.
    ``was``: by section, what a form of it is made from.
    """

    head: CaseHead
    today: date
    closed: bool
    begun_on: date | None
    done_on: date | None
    functions: tuple[FunctionView, ...]
    function_note: str
    domains: tuple[DomainView, ...]
    prompts: tuple[PromptView, ...]
    wished: str
    how: str
    ties: tuple[TieView, ...]
    statements: tuple[StatementView, ...]
    able: tuple[str, ...]
    missing: tuple[str, ...]
    hints: tuple[str, ...]
    not_asked: tuple[str, ...]
    domains_share: float
    functions_share: float
    needs: int
    unconfirmed: int
    was: dict[str, str]
    holders: tuple[tuple[str, str], ...]
    earlier: date | None


def page(uow: UnitOfWork, actor: Actor, case_id: str, today: date, *, locale: str) -> AssessmentPage:
    """The present assessment of a case; notes that the client was read."""
    loaded = load_case(uow, actor, case_id, today, Permission.CASE_READ)
    told = course.of_case(uow, actor, case_id)
    sheets = sheets_of(told, loaded.parts.case.opened_on)
    one = assessment_of(loaded.parts, told, sheets)
    ruling = rule_assessment(one)
    papers = [paper for paper in (sheets.function_paper, sheets.need_paper) if paper is not None]
    view = AssessmentPage(
        head=head(uow, loaded, locale),
        today=today,
        closed=loaded.parts.case.closed_on is not None,
        begun_on=min((paper.on for paper in papers), default=None),
        done_on=max((paper.done_on for paper in papers if paper.done_on), default=None) if sheets.done else None,
        functions=tuple(
            FunctionView(each.value, say(f"assessing.function.{each.value}", locale), one.ability(each).value)
            for each in Function
        ),
        function_note=sheets.function.note,
        domains=tuple(_domain(code, sheets, one.needs, locale) for code in domain_codes()),
        prompts=tuple(
            PromptView(
                each.value,
                say(f"assessing.now.{each.value}", locale),
                say(f"assessment.talk.ask_{each.value}", locale),
                sheets.need.talk.now.get(each, ""),
            )
            for each in NowPrompt
        ),
        wished=sheets.need.talk.wished,
        how=sheets.need.talk.how,
        ties=ties_of(loaded, locale),
        statements=statements_of(loaded, told, locale),
        able=tuple(say(f"assessing.function.{each.value}", locale) for each in ruling.able),
        missing=tuple(say(f"assessing.gap.{gap.value}", locale) for gap in ruling.blocks),
        hints=tuple(say(f"assessing.gap.{gap.value}", locale) for gap in ruling.hints),
        not_asked=tuple(_domain_name(code, locale) for code in ruling.not_asked),
        domains_share=ruling.domains_share,
        functions_share=ruling.functions_share,
        needs=len(one.needs),
        unconfirmed=len(one.unconfirmed),
        was={section.value: sheets.was(section) for section in Section},
        holders=holders_of(loaded, locale),
        earlier=_earlier(told, sheets),
    )
    uow.event(EventKind.CLIENT_READ, case_id, client=loaded.client_id, facts={"page": "assessment"})
    uow.commit()
    return view


def holders_of(loaded: LoadedCase, locale: str) -> tuple[tuple[str, str], ...]:
    """Whose a need or a word can be: (id, words), the client first (R102)."""
    members = [
        (one.id, say("case.holder.client", locale) if at == 0 else member_label(one, locale))
        for at, one in enumerate(loaded.parts.members)
    ]
    return (*members, *((one, say(f"case.holder.{one}", locale)) for one in ("couple", "family")))


def statements_of(loaded: LoadedCase, told: Course, locale: str) -> tuple[StatementView, ...]:
    """What was said, the youngest first within each kind."""
    order = {kind.value: at for at, kind in enumerate(StatementKind)}
    listed = sorted(reversed(told.statements), key=lambda one: order.get(one.kind, len(order)))
    return tuple(statement_view(loaded, one, locale) for one in listed)


def statement_view(loaded: LoadedCase, record: StatementRecord, locale: str) -> StatementView:
    words, reading = record.words or "", record.reading or ""
    return StatementView(
        id=record.id,
        revision=record.revision,
        kind=record.kind,
        kind_name=say(f"assessing.statement.{record.kind}", locale),
        topic=topic_name(record, locale),
        words=words,
        reading=reading,
        holder=holder_label(loaded, record.holder, locale) if record.holder else "",
        told_by=record.told_by or "",
        heard_on=record.heard_on,
        confirmed_on=record.confirmed_on,
        judging=tuple((found.word, found.instead) for found in judging(reading)),
    )


def topic_name(record: StatementRecord, locale: str) -> str:
    """The name of an official item, or of the sort of strength or weakness; "" where there is none."""
    topic = record.topic or ""
    if taxonomy.is_problem_item(topic):
        return _named(taxonomy.problem_item(topic), locale)
    if record.kind in {kind.value for kind in TOPICS} and topic in TOPICS[StatementKind(record.kind)]:
        return say(f"intake.{record.kind}.{topic}", locale)
    return ""


def ties_of(loaded: LoadedCase, locale: str) -> tuple[TieView, ...]:
    """Who is there already, by name (R076)."""
    names = {party.id: party for party in loaded.network.parties} | dict(loaded.network.by_id)
    found = []
    for tie in loaded.parts.ties:
        other = tie.target_id if tie.source_id == CLIENT else tie.source_id
        known = names.get(loaded.network.sames.standing(other))
        label = known and ((locale == "en" and known.name_en) or known.name)
        found.append(TieView(label or holder_label(loaded, other, locale), tie.kind.value))
    return tuple(found)


def _domain(code: str, sheets: Sheets, needs, locale: str) -> DomainView:
    ticked = set(sheets.need.items)
    return DomainView(
        code=code,
        name=_domain_name(code, locale),
        asked=sheets.need.domains.get(code, Asked.NOT_ASKED).value,
        items=tuple(
            ItemView(item.key, _named(item, locale), _named(taxonomy.subdomain(item.subdomain), locale), item.key in ticked)
            for item in taxonomy.problem_items()
            if item.subdomain[:3] == code
        ),
        needs=sum(1 for need in needs if need[:3] == code),
    )


def _domain_name(code: str, locale: str) -> str:
    return _named(taxonomy.domain(code), locale)


def _named(one, locale: str) -> str:
    return one.ko if locale == "ko" else one.en


def _earlier(told: Course, sheets: Sheets) -> date | None:
    """The day of the assessment before this one, if there was one."""
    now = {paper.id for paper in (sheets.function_paper, sheets.need_paper) if paper is not None}
    days = [one.on for one in told.papers_of(PaperKind.ASSESSMENT, PaperKind.FUNCTION) if one.id not in now]
    return max(days, default=None)
