"""The texts of a record that is handed over: of each part that the client's consent opens, and of nothing else (R207).

What is never here, whoever consented: who told of the case, what people around said of the client (network), advice
and supervision, partners' own reports, the needs and secrets of other people of the household (P-08), who the
neighbours are that help (P-25), a place that hides (P-21). Names of others are taken out of every text, too. To
somebody outside no illness is told by its name, nor what tells of one without consent for that recipient (P-03).
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from resmap.domain import taxonomy
from resmap.domain.assessing import Asked
from resmap.domain.assessment_sheets import function_sheet, need_sheet
from resmap.domain.case import CLIENT, COUPLE, FAMILY
from resmap.domain.check_paper import from_content
from resmap.domain.duties import unsafe_at_home
from resmap.domain.household import CONSENTS_FROM
from resmap.domain.network import Offer
from resmap.domain.papers import PaperKind
from resmap.domain.unnaming import unnamed
from resmap.flows.case_loading import LoadedCase
from resmap.formats.forms.sheets.handed import HandedSection, HandedSheet, HandedTable
from resmap.store import Course, NeedRecord, PaperRecord, PlanRecord
from resmap.store.queries.known_as import KnownAs
from resmap.words import has, say
from resmap.words.explain import need_name
from resmap.words.sentences import date_text

#: A plan that was agreed, now or once.
AGREED = ("contracted", "ended")


@dataclass(frozen=True, slots=True)
class _Bundle:
    """What all sections share. ``outside``: it leaves the office; ``health``: what tells of an illness may go along;
    ``clean`` takes the names of others out of a text."""

    loaded: LoadedCase
    told: Course
    parts: frozenset[str]
    papers: tuple[PaperRecord, ...]
    outside: bool
    health: bool
    unsafe: bool
    clean: Callable[[str | None], str]
    locale: str

    def say(self, key: str, **facts) -> str:
        return say(key, self.locale, **facts)

    def word(self, name: str) -> str:
        return say(f"parting.bundle.{name}", self.locale)

    def day(self, day: date | None) -> str:
        return date_text(day, "date", self.locale) if day else ""

    def of(self, *kinds: PaperKind) -> tuple[PaperRecord, ...]:
        return tuple(one for one in self.papers if one.kind in kinds)


def sections(
    loaded: LoadedCase,
    told: Course,
    parts: Iterable[str],
    papers: Iterable[PaperRecord],
    *,
    known: KnownAs,
    outside: bool,
    to_offer: str | None,
    locale: str,
) -> tuple[HandedSection, ...]:
    """The texts of these parts, in the order asked; ``papers`` are those that go along, and no others are read.

    ``known``: the names of this household, those of before among them, that stand in no text.
    """
    parts = tuple(parts)
    bundle = _Bundle(
        loaded=loaded,
        told=told,
        parts=frozenset(parts),
        papers=tuple(papers),
        outside=outside,
        health=not outside or (to_offer or "") in loaded.case.consents.sensitive_to_offers,
        unsafe=unsafe_at_home(loaded.case),
        clean=_cleaner(loaded, told, known),
        locale=locale,
    )
    return tuple(_section(bundle, part) for part in parts)


def needs_told(loaded: LoadedCase, *, outside: bool) -> tuple[NeedRecord, ...]:
    """The open needs that go along: those for whom the client's consent speaks (P-08); outside none that is an illness
    by its name (P-03)."""
    own = _own_holders(loaded)
    return tuple(
        one
        for one in loaded.open_needs
        if one.holder in own and not (outside and taxonomy.need(one.code).sensitive)
    )


def _section(bundle: _Bundle, part: str) -> HandedSection:
    sheets, left_out = BUILDERS[part](bundle)
    return HandedSection(bundle.say(f"parting.part.{part}"), tuple(sheets), bundle.word("left_out") if left_out else "")


def _cleaner(loaded: LoadedCase, told: Course, known: KnownAs) -> Callable[[str | None], str]:
    """Takes the names of everybody but the client out of a text, the client's former ones, and the way to an unsafe
    door. A former name that is a piece of today's stays: the client's own would be cut."""
    client, network = loaded.parts.client, loaded.network
    own = "".join((client.name or "").split())
    names = {one for one in known.clients if "".join(one.split()) not in own} - {client.name_en}
    names |= known.others | {loaded.parts.case.finder}
    near = {one.offer for one in loaded.case.served} | {one.offer_id for one in loaded.parts.referrals}
    near |= {one.provider_id for one in told.lines if one.provider_id} | {one.target_id for one in loaded.parts.ties}
    for one in (network.by_id.get(network.sames.standing(node)) for node in near if node):
        if one is not None and (one.is_individual or one.location_secret):
            names |= {one.name} if one.is_individual else {one.name, one.organization}
    tied = {one.target_id for one in loaded.parts.ties} | {one.source_id for one in loaded.parts.ties}
    names |= {one.name for one in network.parties if one.id in tied}
    names -= {None, "", client.name}
    school = str((client.particulars or {}).get("school") or "")
    secrets = (*known.ways, school) if unsafe_at_home(loaded.case) else ()
    take_out = unnamed(sorted(names), secrets)
    return lambda text: take_out(text or "").strip()


# The parts ------------------------------------------------------------------------------------------------

_Made = tuple[Iterable[HandedSheet], bool]


def _summary(bundle: _Bundle) -> _Made:
    case, client = bundle.loaded.parts.case, bundle.loaded.parts.client
    facts = (
        (bundle.word("name"), client.name or ""),
        (bundle.word("birth_year"), str(client.birth_year or "")),
        (bundle.word("dong"), "" if bundle.unsafe else case.dong or ""),
        (bundle.word("opened"), bundle.day(case.opened_on)),
        (bundle.word("assessed"), bundle.day(case.assessed_on)),
        (bundle.word("closed"), bundle.day(case.closed_on)),
    )
    texts = (
        (bundle.word("said"), bundle.clean(case.quote)),
        (bundle.word("wished"), bundle.clean(case.demand)),
        (bundle.word("strengths"), bundle.clean("\n".join(client.strengths or ()))),
        (bundle.word("summary"), bundle.clean(case.summary)),
    )
    return [HandedSheet("", facts, texts)], False


def _open_needs(bundle: _Bundle) -> _Made:
    told = needs_told(bundle.loaded, outside=bundle.outside)
    rows = [(need_name(one.code, bundle.locale), bundle.clean(one.words), bundle.clean(one.wish)) for one in told]
    left_out = len(told) < len(bundle.loaded.open_needs)
    headings = tuple(bundle.word(name) for name in ("need", "said", "wished"))
    return [HandedSheet(tables=(HandedTable("", headings, tuple(rows), (3, 4, 4)),))], left_out


def _services(bundle: _Bundle) -> _Made:
    rows, left_out = [], False
    network = bundle.loaded.network
    for one in sorted(bundle.loaded.case.served, key=lambda one: (one.since or date.min, one.offer)):
        offer = network.by_id.get(network.sames.standing(one.offer))
        name = _provider(bundle, offer)
        if offer is None or not name:
            left_out = True
            continue
        rows.append((name, bundle.day(one.since), bundle.day(one.until) or bundle.word("runs")))
    headings = tuple(bundle.word(name) for name in ("service", "since", "until"))
    rows = list(dict.fromkeys(rows))
    return [HandedSheet(tables=(HandedTable("", headings, tuple(rows), (6, 3, 3)),))], left_out


def _plans(bundle: _Bundle) -> _Made:
    agreed = sorted((one for one in bundle.told.plans if one.state in AGREED), key=lambda one: one.number)
    own = _own_holders(bundle.loaded) | {None, ""}
    left_out = any(one.holder not in own for one in bundle.told.objectives)
    return [_plan(bundle, one, own) for one in agreed], left_out


def _plan(bundle: _Bundle, plan: PlanRecord, own: Collection[str | None]) -> HandedSheet:
    facts = (
        (bundle.word("made"), bundle.day(plan.made_on)),
        (bundle.word("ends"), bundle.day(plan.ends_on)),
        (bundle.word("agreed"), bundle.day(plan.service_agreed_on)),
    )
    texts = (
        (bundle.word("short_term"), bundle.clean(plan.short_term)),
        (bundle.word("long_term"), bundle.clean(plan.long_term)),
        (bundle.word("opinion"), bundle.clean(plan.opinion)),
    )
    objectives = {one.id: bundle.clean(one.text) for one in bundle.told.objectives if one.plan_id == plan.id and one.holder in own}
    rows = tuple(
        (
            objectives[one.objective_id],
            bundle.clean(one.content),
            _line_provider(bundle, one),
            " – ".join(filter(None, (bundle.day(one.starts_on), bundle.day(one.ends_on)))),
            bundle.say(f"forms.plan.fulfilment.{one.fulfilment}") if has(f"forms.plan.fulfilment.{one.fulfilment}") else "",
        )
        for one in bundle.told.lines
        if one.objective_id in objectives
    )
    headings = tuple(bundle.word(name) for name in ("objective", "content", "provider", "period", "fulfilment"))
    table = HandedTable("", headings, rows, (4, 4, 3, 3, 2))
    return HandedSheet(bundle.say("parting.bundle.version", number=plan.number), facts, texts, (table,))


def _assessment(bundle: _Bundle) -> _Made:
    sheets, left_out = [], False
    for one in bundle.of(PaperKind.FUNCTION, PaperKind.ASSESSMENT, PaperKind.REASSESSMENT):
        match one.kind:
            case PaperKind.FUNCTION if not bundle.health:
                left_out = True
            case PaperKind.FUNCTION:
                sheets.append(_function(bundle, one))
            case PaperKind.ASSESSMENT:
                sheet, without = _needs(bundle, one)
                sheets.append(sheet)
                left_out = left_out or without
            case _:
                sheets.append(_again(bundle, one))
    return sheets, left_out


def _function(bundle: _Bundle, record: PaperRecord) -> HandedSheet:
    sheet = function_sheet(record.content)
    rows = tuple((bundle.say(f"assessing.function.{one}"), bundle.say(f"assessing.ability.{how}")) for one, how in sheet.abilities.items())
    headings = (bundle.word("function"), bundle.word("ability"))
    texts = ((bundle.word("words"), bundle.clean(sheet.note)),)
    return HandedSheet(_headed(bundle, record, "function"), (), texts, (HandedTable("", headings, rows),))


def _needs(bundle: _Bundle, record: PaperRecord) -> tuple[HandedSheet, bool]:
    sheet = need_sheet(record.content)
    items = [taxonomy.problem_item(key) for key in sheet.items]
    told = [one for one in items if bundle.health or not _tells_of_health(one.subdomain)]
    rows = []
    for code, asked in sheet.domains.items():
        if asked is Asked.NOT_ASKED or (not bundle.health and _tells_of_health(code)):
            continue
        named = ", ".join(_named(one, bundle.locale) for one in told if one.subdomain.startswith(code))
        rows.append((_named(taxonomy.domain(code), bundle.locale), bundle.say(f"assessing.asked.{asked}"), named))
    texts = [(bundle.say(f"assessing.now.{one}"), bundle.clean(text)) for one, text in sheet.talk.now.items()]
    texts += [(bundle.word("wished"), bundle.clean(sheet.talk.wished)), (bundle.word("how"), bundle.clean(sheet.talk.how))]
    headings = tuple(bundle.word(name) for name in ("domain", "asked", "items"))
    table = HandedTable("", headings, tuple(rows), (3, 2, 6))
    hidden = len(told) < len(items) or (not bundle.health and any(map(_tells_of_health, sheet.domains)))
    return HandedSheet(_headed(bundle, record, "assessment"), (), tuple(texts), (table,)), hidden


def _again(bundle: _Bundle, record: PaperRecord) -> HandedSheet:
    told = record.content or {}
    facts = (
        (bundle.word("trigger"), _word(bundle, "monitoring.trigger", told.get("trigger"))),
        (bundle.word("result"), _word(bundle, "monitoring.reassessment_result", told.get("result"))),
    )
    problems = [
        f"{bundle.clean(topic)} ({_word(bundle, 'monitoring.problem_age', age)})"
        for topic, age in dict(told.get("problems") or {}).items()
    ]
    texts = ((bundle.word("problems"), "\n".join(problems)), (bundle.word("words"), bundle.clean(told.get("words"))))
    return HandedSheet(_headed(bundle, record, "reassessment"), facts, texts)


def _monitoring(bundle: _Bundle) -> _Made:
    """Checks: never what people around said of the client, who told it for the worker's ear."""
    return [_check(bundle, one) for one in bundle.of(PaperKind.MONITORING)], False


def _check(bundle: _Bundle, record: PaperRecord) -> HandedSheet:
    paper = from_content(record.on, record.content or {})
    methods = " · ".join(bundle.say(f"monitoring.method.{one}") for one in sorted(paper.methods))
    replies = tuple((bundle.say(f"monitoring.question.{one}"), bundle.say(f"monitoring.reply.{reply}")) for one, reply in paper.replies.items())
    rows = tuple(
        (_checked(bundle, one.line, paper.names.get(one.line)), bundle.say(f"monitoring.reply.{one.fits}"), _figure(one.client), _figure(one.worker))
        for one in paper.services
    )
    headings = tuple(bundle.word(name) for name in ("service", "fits", "content_client", "content_worker"))
    texts = (
        (bundle.word("opinion"), bundle.clean(paper.opinion)),
        (bundle.word("words"), bundle.clean(paper.words)),
        (bundle.word("barriers"), bundle.clean(paper.barriers)),
    )
    facts = ((bundle.word("methods"), methods), *replies)
    return HandedSheet(_headed(bundle, record, "monitoring"), facts, texts, (HandedTable("", headings, rows, (6, 2, 2, 2)),))


def _evaluation(bundle: _Bundle) -> _Made:
    return [_evaluated(bundle, one) for one in bundle.of(PaperKind.EVALUATION)], False


def _evaluated(bundle: _Bundle, record: PaperRecord) -> HandedSheet:
    told, own = record.content or {}, _own_holders(bundle.loaded) | {None, ""}
    texts_of = {one.id: one.text for one in bundle.told.objectives if one.holder in own}
    numbered = [one for one in told.get("objectives") or () if one.get("objective") in texts_of]
    rows = tuple(
        (
            # What the objective says is of the plan: without that it is a number.
            bundle.clean(texts_of[one["objective"]]) if "plan" in bundle.parts else f"{bundle.word('objective')} {number}",
            _word(bundle, "checks.outcome", one.get("outcome")),
            bundle.clean(one.get("attained")),
        )
        for number, one in enumerate(numbered, 1)
    )
    headings = tuple(bundle.word(name) for name in ("objective", "outcome", "attained"))
    texts = ((bundle.word("opinion"), bundle.clean(told.get("opinion"))), (bundle.word("words"), bundle.clean(told.get("words"))))
    return HandedSheet(_headed(bundle, record, "evaluation"), (), texts, (HandedTable("", headings, rows, (5, 2, 4)),))


#: How each part of a record becomes readable; the keys are the parts that may be handed over.
BUILDERS: Mapping[str, Callable[[_Bundle], _Made]] = {
    "summary": _summary,
    "open_needs": _open_needs,
    "services": _services,
    "plan": _plans,
    "assessment": _assessment,
    "monitoring": _monitoring,
    "evaluation": _evaluation,
}


# What may be named -----------------------------------------------------------------------------------------


def _own_holders(loaded: LoadedCase) -> frozenset[str]:
    """Holders for whom the client's consent speaks: themselves, all of them together, and who is not 14 yet (P-08)."""
    household = loaded.case.client.household
    young = {one.id for one in household if one.age is not None and one.age < CONSENTS_FROM}
    return frozenset({CLIENT, COUPLE, FAMILY, *(one.id for one in household[:1]), *young})


def _provider(bundle: _Bundle, offer: Offer | None) -> str:
    """Who serves, as it may be told: a neighbour without a name, a hidden place not at all, nor one that tells of an
    illness by itself."""
    if offer is None or offer.location_secret:
        return ""
    if offer.is_individual:
        return bundle.word("neighbour")
    if not bundle.health and offer.needs and all(taxonomy.need(code).sensitive for code in offer.needs):
        return ""
    return bundle.clean(" · ".join(dict.fromkeys(filter(None, (offer.name, offer.organization, offer.department)))))


def _line_provider(bundle: _Bundle, line) -> str:
    if not line.provider_id:
        return bundle.clean(line.provider)
    network = bundle.loaded.network
    return _provider(bundle, network.by_id.get(network.sames.standing(line.provider_id)))


def _checked(bundle: _Bundle, line_id: str, name: str | None) -> str:
    """What was looked at, as the check called it; nothing where its provider is not told, or is not found any more
    and might be one that tells of an illness (P-03, P-21)."""
    line = next((one for one in bundle.told.lines if one.id == line_id), None)
    referrals = {one.id: one.offer_id for one in bundle.loaded.parts.referrals}
    if line is not None:
        offer_id = line.provider_id or referrals.get(line.referral_id)
    else:
        offer_id = referrals.get(line_id)
    network = bundle.loaded.network
    offer = network.by_id.get(network.sames.standing(offer_id)) if offer_id else None
    is_told = _provider(bundle, offer) if offer_id else line is not None or bundle.health
    return bundle.clean(name) if is_told else ""


def _tells_of_health(code: str) -> bool:
    """Whether a domain or sub-domain speaks of health (P-03)."""
    return code.startswith("HLT")


def _headed(bundle: _Bundle, record: PaperRecord, kind: str) -> str:
    return f"{bundle.word(kind)} · {bundle.day(record.on)}"


def _word(bundle: _Bundle, area: str, code: object) -> str:
    return bundle.say(f"{area}.{code}") if code and has(f"{area}.{code}") else ""


def _figure(value: int | None) -> str:
    return "" if value is None else str(value)


def _named(one, locale: str) -> str:
    return one.en if locale == "en" else one.ko
