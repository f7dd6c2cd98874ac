"""초기상담지 on paper: what was said first, boxes and judgement afterwards; or empty, to take along on a visit (R051-R065).

Of somebody who is unsafe at home no address, number, name of who lives there or of who told of them stands on it, in
no field and in no text (P-22), nor of who lived there once; who reported a danger never does (P-23).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from resmap.domain.case import Case
from resmap.domain.consent import may_sign
from resmap.domain.duties import REPORTS, unsafe_at_home
from resmap.domain.household import CONSENTS_FROM
from resmap.domain.intake import Factors, Outcome, Strength, Weakness
from resmap.domain.intake_paper import IntakePaper, Setting, paper_of
from resmap.domain.permissions import Actor, Permission
from resmap.domain.statements import StatementKind
from resmap.domain.unnaming import unnamed
from resmap.flows import intake, intake_services, office_forms
from resmap.flows.case_loading import LoadedCase, load_case
from resmap.flows.closing_sheets import issuer_of
from resmap.flows.drawn_sheets import Sheet, label_in
from resmap.flows.printing import note_print
from resmap.formats.forms import Tick
from resmap.formats.forms.sheets import FamilyMember, IntakeSheet, Person, intake_sheet, intake_values
from resmap.formats.forms.sheets.common import bullets
from resmap.store import Course, MemberRecord, StatementRecord, UnitOfWork, accounts, course
from resmap.store.queries.known_as import known_as
from resmap.words import say
from resmap.words.sentences import date_text

#: Where the talk was, as the sheet asks how it was received.
_HOW = {Setting.PHONE: "phone", Setting.HOME: "visit", Setting.OFFICE: "came"}

#: What was heard beside difficulties and strengths: the account of the conversation.
_ACCOUNT = (
    StatementKind.DEMAND, StatementKind.WISH, StatementKind.PREFERENCE, StatementKind.EXPERIENCE, StatementKind.FACT,
)  # fmt: skip

_FACTORS = ("problem", "complexity", "will", "support")

_TOPICS = {StatementKind.STRENGTH: (Strength, "strength"), StatementKind.WEAKNESS: (Weakness, "weakness")}


@dataclass(frozen=True, slots=True)
class _Teller:
    """What the parts of one sheet share; ``hide`` takes out what must not stand on paper."""

    uow: UnitOfWork
    loaded: LoadedCase
    told: Course
    unsafe: bool
    hide: Callable[[str], str]
    locale: str

    def say(self, key: str, **facts) -> str:
        return say(key, self.locale, **facts)

    def day(self, day: date) -> str:
        return date_text(day, "date", self.locale)


def filled(
    uow: UnitOfWork, actor: Actor, case_id: str, today: date, *, locale: str, own: bool = False
) -> Sheet:
    """The sheet of an intake as it stands now; notes that it was printed. ``own``: on the office's own form, too.

    Raises NotAllowed, NotFound (the case; no form of the office's own), RuleForbids (ONLY_LOOKING).
    """
    loaded = load_case(uow, actor, case_id, today, Permission.CASE_READ)
    sheet = sheet_of(uow, actor, loaded, course.of_case(uow, actor, case_id), locale)
    form = office_forms.filled(uow, actor, office_forms.INTAKE, intake_values(sheet)).document if own else None
    return _printed(uow, loaded, sheet, "intake", locale, form)


def blank(uow: UnitOfWork, actor: Actor, case_id: str, today: date, *, locale: str) -> Sheet:
    """The same sheet to be filled by hand: the case's number and who goes, and nothing of the person.

    Raises as :func:`filled`.
    """
    loaded = load_case(uow, actor, case_id, today, Permission.CASE_READ)
    unsafe = unsafe_at_home(loaded.case)
    sheet = IntakeSheet(
        issuer=issuer_of(uow, loaded),
        number=loaded.parts.case.number,
        person=Person(address=None if unsafe else ""),
        outcomes=tuple(Tick(say(f"intake.outcome.{one}", locale)) for one in Outcome),
        grounds=tuple((say(f"intake.factor.{name}", locale), "") for name in _FACTORS),
        by_hand=True,
    )
    return _printed(uow, loaded, sheet, "intake_blank", locale)


def sheet_of(uow: UnitOfWork, actor: Actor, loaded: LoadedCase, told: Course, locale: str) -> IntakeSheet:
    """The values of the sheet; the caller asked for the permission and notes what becomes of it."""
    case, unsafe = loaded.parts.case, unsafe_at_home(loaded.case)
    teller = _Teller(uow, loaded, told, unsafe, _hide(uow, actor, loaded, told), locale)
    record = intake.paper_in(told)
    paper = paper_of(record.content if record else {"words": case.quote or ""})
    receiver = accounts.user(uow, record.created_by if record else case.created_by or "")
    return IntakeSheet(
        issuer=issuer_of(uow, loaded),
        received_on=teller.day(record.on if record else case.opened_on),
        received_by=receiver.name if receiver else "",
        received_how=teller.say(f"forms.intake.how.{_HOW[paper.setting]}") if paper.setting in _HOW else "",
        round=teller.say("intake_page.printed.nth", count=1 + sum(1 for one in paper.earlier if one.get("reopened"))),
        number=case.number,
        person=_person(teller),
        referrer=_referrer(teller),
        referred_by_way_of=teller.say(f"intake.door.{case.door}") if case.door in _DOORS else "",
        guardian=_guardian(teller),
        household=teller.say("intake_page.printed.of_people", count=len(loaded.parts.members)),
        family=() if unsafe else tuple(_relative(teller, one) for one in loaded.parts.members[1:]),
        income=_income(teller),
        services=_services(teller, paper),
        own_words=teller.hide(paper.words),
        account=bullets(
            f"{teller.say(f'intake_page.printed.kind.{kind}')}: {text}"
            for kind in _ACCOUNT
            for text in map(teller.hide, _said(told, kind))
        ),
        problem_now=_statements(teller, StatementKind.PROBLEM),
        problem_potential=_statements(teller, StatementKind.POTENTIAL_PROBLEM),
        strengths=_statements(teller, StatementKind.STRENGTH),
        weaknesses=_statements(teller, StatementKind.WEAKNESS),
        outcomes=tuple(Tick(teller.say(f"intake.outcome.{one}"), one in paper.outcomes) for one in Outcome),
        grounds=tuple(_ground(teller, paper.factors, name) for name in _FACTORS),
        reason=teller.hide(paper.reason),
        given=teller.hide(_given(teller, paper)),
        decided=_decided(teller, paper),
    )


def _printed(uow: UnitOfWork, loaded: LoadedCase, sheet: IntakeSheet, kind: str, locale: str, own: bytes | None = None) -> Sheet:
    form = intake_sheet(sheet, label_in(locale), locale)
    note_print(uow, loaded, {"sheet": kind})
    uow.commit()
    return Sheet(form, f"{loaded.parts.case.number}-{kind}", own)


_DOORS = frozenset({"self", "family", "neighbour", "agency", "outreach", "system"})


def _person(teller: _Teller) -> Person:
    client, first = teller.loaded.parts.client, teller.loaded.parts.members[0]
    safe = client.safe_contact or {}
    how = " · ".join(str(safe[name]) for name in ("how", "hours", "never") if safe.get(name))
    return Person(
        name=client.name or "",
        born=_born(teller),
        sex=teller.say(f"first_call.sex_of.{first.sex}") if first.sex else "",
        phone="" if teller.unsafe else client.phone or "",
        safe_contact=teller.say("intake_page.printed.safely_only") if teller.unsafe else teller.hide(how),
        address=None if teller.unsafe else client.address or "",
    )


def _born(teller: _Teller) -> str:
    client = teller.loaded.parts.client
    try:
        return teller.day(date.fromisoformat(client.birth_date or ""))
    except ValueError:
        return teller.say("intake_page.printed.born_in", year=client.birth_year) if client.birth_year else ""


def _referrer(teller: _Teller) -> Person:
    """Who told of them; nobody where that person may have reported a danger, or may be one."""
    case = teller.loaded.parts.case
    return Person() if teller.unsafe or _reported(teller.loaded) else Person(name=case.finder or "")


def _reported(loaded: LoadedCase) -> bool:
    return any(duty.code in REPORTS for duty in loaded.judgement.match.duties)


def _hide(uow: UnitOfWork, actor: Actor, loaded: LoadedCase, told: Course) -> Callable[[str], str]:
    """What may stand in no text: of somebody unsafe at home who else lives or lived there, whom they fear, who told of
    them and every way to the door (P-22); where a danger is to be reported, who told of it (P-23)."""
    client, unsafe = loaded.parts.client, unsafe_at_home(loaded.case)
    if not unsafe and not _reported(loaded):
        return str
    names, ways = _informants(loaded, told), frozenset()
    if unsafe:
        known = known_as(uow, actor, [client.id])
        feared = loaded.network.by_id.get(loaded.parts.case.protected_from or "")
        names |= known.others | ({feared.name} if feared else frozenset())
        ways = known.ways | {str((client.particulars or {}).get("school") or "")}
    return unnamed(sorted(names - {client.name}), ways)


def _informants(loaded: LoadedCase, told: Course) -> frozenset[str]:
    """Who told, as a whole and word by word (옆집 새별); the word for a relation (아들) and the client are nobody's name."""
    said = {loaded.parts.case.finder, *(one.told_by for one in told.statements)} - {None, ""}
    usual = {one.relation for one in loaded.parts.members} | {loaded.parts.client.name}
    return frozenset({*said, *(word for one in said for word in one.split())} - usual)


def _guardian(teller: _Teller) -> Person:
    """Of a child, the adult who may speak for them (P-07); of an adult nobody is assumed to."""
    case: Case = teller.loaded.case
    child = case.client.household[:1]
    if teller.unsafe or not child or child[0].age is None or child[0].age >= CONSENTS_FROM:
        return Person()
    signers = may_sign(case)
    grown = [one for one in teller.loaded.parts.members[1:] if one.id in signers]
    return Person(name=grown[0].name or "", relation=grown[0].relation or "") if len(grown) == 1 else Person()


def _relative(teller: _Teller, member: MemberRecord) -> FamilyMember:
    value = next((one for one in teller.loaded.case.client.household if one.id == member.id), None)
    age = value.age if value else member.age
    return FamilyMember(
        relation=member.relation or "",
        name=member.name or "",
        age=teller.say("intake_page.printed.years", age=age) if age is not None else "",
    )


def _income(teller: _Teller) -> str:
    case, names = teller.loaded.parts.case, teller.loaded.network.by_id
    benefits = sorted(names[one].name for one in case.benefits or () if one in names)
    if case.income_percent is not None:
        benefits.insert(0, teller.say("intake_page.printed.of_income", percent=f"{case.income_percent:g}"))
    return " · ".join(benefits)


def _services(teller: _Teller, paper: IntakePaper) -> tuple[tuple[str, str], ...]:
    """Services of now; a place that is kept secret is not named on paper (P-21)."""
    network, today = teller.loaded.network, teller.loaded.case.today
    found = {}
    for one in teller.loaded.parts.services:
        offer = network.by_id.get(network.sames.standing(one.offer_id))
        if offer and not offer.location_secret and (one.until is None or one.until >= today):
            found[offer.id] = (offer.name, intake_services.unit_of(offer))
    if not found and paper.services_asked:
        return ((teller.say("intake_page.printed.services_none"), ""),)
    return tuple(sorted(found.values()))


def _said(told: Course, kind: StatementKind) -> Iterable[str]:
    """The words, else the worker's reading, in the order in which they were heard."""
    for one in sorted(told.statements, key=lambda one: (one.heard_on, one.id)):
        if one.kind == kind:
            yield one.words or one.reading or ""


def _statements(teller: _Teller, kind: StatementKind) -> str:
    told = sorted(teller.told.statements, key=lambda one: (one.heard_on, one.id))
    return teller.hide(bullets(_line(teller, one) for one in told if one.kind == kind))


def _line(teller: _Teller, one: StatementRecord) -> str:
    text = one.words or one.reading or ""
    vocabulary, area = _TOPICS.get(StatementKind(one.kind), (None, ""))
    if vocabulary is None or one.topic not in vocabulary._value2member_map_:
        return text
    return f"{text} ({teller.say(f'intake.{area}.{one.topic}')})"


def _ground(teller: _Teller, factors: Factors, name: str) -> tuple[str, str]:
    value = getattr(factors, name)
    return teller.say(f"intake.factor.{name}"), teller.say(f"intake.{name}.{value}") if value else ""


def _given(teller: _Teller, paper: IntakePaper) -> str:
    lines = [
        " · ".join(filter(None, (teller.say(f"intake.outcome.{one.kind}"), one.what, one.office, one.documents)))
        for one in paper.applications
    ]
    lines += [paper.information, paper.alternative]
    if paper.way_back:
        lines.append(teller.say("intake_page.printed.way_back"))
    return bullets(lines)


def _decided(teller: _Teller, paper: IntakePaper) -> str:
    on = teller.loaded.parts.case.outcome_on
    who = accounts.user(teller.uow, paper.decided_by) if paper.decided_by else None
    return " ".join(filter(None, (teller.day(on) if on else "", who.name if who and on else "")))
