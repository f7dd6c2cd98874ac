"""기록 이양: the record goes to a successor, with consent, as little as will do, and the receipt comes back (R207).

To the next manager of the same office nothing has to leave: the change of who is in charge is
``flows.assignments.hand_to``, and the package says what is carried on. To another dong or agency a file
goes, through the one function that decides what may leave (P-09, P-10).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from resmap.domain.codes import ClosingReason
from resmap.domain.conflict import kept_apart
from resmap.domain.disclosure import disclose
from resmap.domain.duties import unsafe_at_home
from resmap.domain.events import EventKind
from resmap.domain.network import Offer
from resmap.domain.papers import PaperKind, PaperState
from resmap.domain.permissions import Actor, NotFound, Permission
from resmap.flows import handover_bundle
from resmap.flows.answering_for import require_answering
from resmap.flows.case_loading import LoadedCase, load_case
from resmap.flows.case_telling import head_of
from resmap.flows.case_view import CaseHead
from resmap.flows.closing_sheets import issuer_of
from resmap.flows.drawn_sheets import Sheet, label_in, pages_of
from resmap.flows.frozen import require_writable
from resmap.flows.printing import note_print
from resmap.flows.ruling import RuleForbids, offer_of
from resmap.formats.forms.sheets import HandedPaper, HandoverPackage, bound
from resmap.matching.engine import Reason
from resmap.store import ConsentKind, ConsentRecord, Course, PaperRecord, UnitOfWork, accounts, course, history
from resmap.store.queries.known_as import known_as
from resmap.words import say
from resmap.words.explain import need_name
from resmap.words.sentences import date_text

LONGEST = 2000
SAID = "parting.refused"


class Part(StrEnum):
    """What of the record can be handed over, one by one: the least first (R207 "필요에 따라서는")."""

    SUMMARY = "summary"
    OPEN_NEEDS = "open_needs"
    SERVICES = "services"
    PLAN = "plan"
    ASSESSMENT = "assessment"
    MONITORING = "monitoring"
    EVALUATION = "evaluation"


#: Papers behind each part; the others are told from the records.
PAPERS: Mapping[Part, tuple[PaperKind, ...]] = {
    Part.ASSESSMENT: (PaperKind.FUNCTION, PaperKind.ASSESSMENT, PaperKind.REASSESSMENT),
    Part.MONITORING: (PaperKind.MONITORING,),
    Part.EVALUATION: (PaperKind.EVALUATION,),
}

#: Never handed over, whoever consented: who reported, overrides, the worker's own advice and conflicts.
NEVER = frozenset({PaperKind.ADVICE, PaperKind.CONFLICT, PaperKind.DECISION, PaperKind.PARTNER_REPORT})

#: What the consent sheet asks for: the case's record as such (``domain.consent_sheet``).
WHOLE = "case_record"

#: What is chosen before anybody chose, and what a consent opens that names nothing: what a successor cannot do without.
USUAL = (Part.SUMMARY, Part.OPEN_NEEDS, Part.SERVICES)


@dataclass(frozen=True, slots=True)
class PartView:
    """A part that may be handed over; ``count`` papers or lines of it, ``usual`` if it is proposed."""

    part: str
    count: int
    usual: bool
    allowed: bool


@dataclass(frozen=True, slots=True)
class HandedView:
    """A package that was made; ``received_on`` None: the receipt is awaited."""

    id: str
    revision: int
    to: str
    on: date
    parts: tuple[str, ...]
    reason: str
    received_on: date | None
    received_by: str
    due_on: date | None


@dataclass(frozen=True, slots=True)
class HandoverPage:
    """``consented``: the consent of its own stands; ``recipients`` are (id, name) of agencies that may get it;
    ``in_words``: an office that the register does not know may be named (not of somebody unsafe at home)."""

    head: CaseHead
    consented: bool
    until: date | None
    alive: bool
    in_words: bool
    parts: tuple[PartView, ...]
    recipients: tuple[tuple[str, str], ...]
    managers: tuple[tuple[str, str], ...]
    packages: tuple[HandedView, ...]


def page(uow: UnitOfWork, actor: Actor, case_id: str, today: date, *, locale: str) -> HandoverPage:
    """What may be handed over, to whom, and what was; notes that the client was read."""
    loaded = load_case(uow, actor, case_id, today, Permission.CASE_READ)
    told = course.of_case(uow, actor, case_id)
    users = {one.id: one for one in accounts.users(uow)}
    manager = users.get(loaded.parts.case.manager_id)
    consent = standing_consent(loaded)
    view = HandoverPage(
        head=head_of(loaded, manager.name if manager else "", locale),
        consented=loaded.case.consents.record_handover,
        until=consent.until if consent else None,
        alive=_alive(loaded),
        in_words=not unsafe_at_home(loaded.case),
        parts=tuple(
            PartView(one.value, count_of(one, loaded, told), one in USUAL, _named(consent, one))
            for one in Part
            if count_of(one, loaded, told)
        ),
        recipients=tuple(
            (offer.id, offer.name)
            for offer in loaded.network.offers
            if offer.id in loaded.case.consents.provide_to_offers and _receives(loaded, offer)
        ),
        managers=tuple(
            (one.id, one.name)
            for one in users.values()
            if one.active
            and one.office_id == loaded.parts.case.office_id
            and one.id != loaded.parts.case.manager_id
            and one.role.value in ("case_manager", "supervisor")
        ),
        packages=tuple(_view(one) for one in reversed(told.papers_of(PaperKind.HANDOVER))),
    )
    uow.event(EventKind.CLIENT_READ, case_id, client=loaded.client_id, facts={"page": "handover"})
    uow.commit()
    return view


def make(
    uow: UnitOfWork,
    actor: Actor,
    case_id: str,
    today: date,
    *,
    parts: Iterable[Part],
    reason: str,
    open_matters: str,
    key: str,
    to_user: str | None = None,
    to_offer: str | None = None,
    to_office: str = "",
    awaited_by: date | None = None,
) -> str:
    """Make a package of chosen parts for one successor; answers the paper's id. Its receipt is awaited then.

    ``to_user``: the next manager of this office; ``to_offer``: an agency of the register, which must be
    one that the client named; ``to_office``: another dong or district, in words. Raises RuleForbids:
    CONSENT without the consent of its own, DEAD, NOTHING chosen, WITHHELD for a part or a recipient that
    the consent does not open.
    """
    actor.require(Permission.CASE_EDIT)
    loaded = load_case(uow, actor, case_id, today, Permission.CASE_EDIT)
    done = history.begin_once(uow, key, "handover.make")
    if done is not None:
        return done
    require_answering(actor, loaded.parts.case)
    require_writable(loaded.parts.case, PaperKind.HANDOVER)
    told = course.of_case(uow, actor, case_id, Permission.CASE_EDIT)
    chosen = tuple(one for one in Part if one in set(parts))
    _require(loaded, told, chosen)
    to = _recipient(uow, actor, loaded, to_user, to_offer, to_office)
    consent = standing_consent(loaded)
    content = {
        "parts": [one.value for one in chosen],
        "papers": [one.id for one in papers_of(told, chosen)],
        "to": to,
        "to_user": to_user,
        "to_offer": to_offer,
        "reason": reason.strip()[:LONGEST],
        "open_matters": open_matters.strip()[:LONGEST],
        "consent": consent.id if consent else None,
    }
    kept = uow.add(
        PaperRecord(
            case_id=case_id,
            kind=PaperKind.HANDOVER,
            state=PaperState.SENT,
            on=today,
            due_on=awaited_by,
            stage=loaded.parts.case.stage,
            subject_id=to_user or to_offer,
            content=content,
        )
    )
    facts = {"paper": kept.id, "parts": content["parts"], "papers": content["papers"], "consent": content["consent"]}
    uow.event(EventKind.HANDED_OVER, case_id, client=loaded.client_id, facts=facts | {"to": to_user or to_offer})
    if to_user is None:
        uow.event(EventKind.DISCLOSED, case_id, client=loaded.client_id, facts={"handover": kept.id, "to": to_offer})
    history.finish_once(uow, key, kept.id)
    uow.commit()
    return kept.id


def receive(
    uow: UnitOfWork,
    actor: Actor,
    case_id: str,
    paper_id: str,
    today: date,
    *,
    on: date,
    by: str,
    revision: int,
    key: str,
) -> None:
    """Note the receipt of a package: when, and who took it (R207). Once; LostUpdate for an older page."""
    actor.require(Permission.CASE_EDIT)
    loaded = load_case(uow, actor, case_id, today, Permission.CASE_EDIT)
    record = _package(uow, actor, loaded, paper_id)
    if history.begin_once(uow, key, "handover.receive", about=record.id) is None:
        require_writable(loaded.parts.case, PaperKind.HANDOVER)
        uow.check_revision(record, revision)
        if record.state is not PaperState.SENT:
            raise RuleForbids([Reason("RECEIVED", {"area": SAID})])
        if on > today:
            raise RuleForbids([Reason("ATTEMPT_AHEAD", {"area": SAID})])
        record.state, record.done_on = PaperState.DONE, on
        record.content = {**record.content, "received_by": by.strip()[:100]}
        uow.event(EventKind.HANDED_OVER, case_id, client=loaded.client_id, facts={"paper": record.id, "received": True})
        history.finish_once(uow, key, record.id)
    uow.commit()


def package(uow: UnitOfWork, actor: Actor, case_id: str, paper_id: str, today: date, *, locale: str) -> Sheet:
    """The package as a form: its cover with the receipt to sign, naming each paper with its pages and the consent, and
    behind it the texts of the chosen parts (``handover_bundle``).

    Asked again whenever it is printed: once a consent that it rests on is taken back nothing is drawn
    (RuleForbids: CONSENT; WITHHELD for a part or an agency that the client names no more).
    """
    loaded = load_case(uow, actor, case_id, today, Permission.CASE_READ)
    require_answering(actor, loaded.parts.case)
    record = _package(uow, actor, loaded, paper_id)
    told = course.of_case(uow, actor, case_id)
    if not loaded.case.consents.record_handover or not _alive(loaded):
        raise RuleForbids([Reason("CONSENT", {"area": SAID})])
    content, consent = record.content, standing_consent(loaded)
    chosen = tuple(Part(one) for one in content["parts"])
    to_offer = content.get("to_offer")
    in_words = not to_offer and not content["to_user"]
    is_closed_to_them = unsafe_at_home(loaded.case) if in_words else _is_agency_closed(loaded, to_offer)
    if is_closed_to_them or any(not _named(consent, one) for one in chosen):
        raise RuleForbids([Reason("WITHHELD", {"area": SAID})])
    sheet = HandoverPackage(
        issuer=issuer_of(uow, loaded),
        number=loaded.parts.case.number,
        subject=loaded.parts.client.name or "",
        to_office=content["to"],
        reason=content["reason"],
        day=date_text(record.on, "date", locale),
        consent=_consent_words(consent, locale),
        papers=tuple(_handed(one, loaded, told, content, locale) for one in chosen),
        withheld=tuple(
            say(f"parting.part.{one}", locale) for one in Part if one not in chosen and count_of(one, loaded, told)
        ),
        open_matters=tuple(line for line in content["open_matters"].splitlines() if line.strip()),
    )
    texts = handover_bundle.sections(
        loaded,
        told,
        tuple(content["parts"]),
        _going(told, chosen, content),
        known=known_as(uow, actor, [loaded.client_id]),
        outside=not content["to_user"],
        to_offer=to_offer,
        locale=locale,
    )
    form = bound(sheet, texts, label_in(locale), locale, count=pages_of)
    note_print(uow, loaded, {"sheet": "handover", "paper": record.id, "papers": content["papers"]})
    uow.commit()
    return Sheet(form, f"{loaded.parts.case.number}-handover")


def standing_consent(loaded: LoadedCase) -> ConsentRecord | None:
    """The consent to hand over the record that holds today; None without one."""
    if not loaded.case.consents.record_handover:
        return None
    given = [
        one
        for one in loaded.parts.consents
        if one.kind is ConsentKind.RECORD_HANDOVER and one.granted and one.withdrawn_at is None
    ]
    return max(given, key=lambda one: (one.since, one.id), default=None)


def count_of(part: Part, loaded: LoadedCase, told: Course) -> int:
    """How many papers or lines a part has; 0: there is nothing of it."""
    match part:
        case Part.SUMMARY:
            return 1
        case Part.OPEN_NEEDS:
            return len(loaded.open_needs)
        case Part.SERVICES:
            return len(loaded.case.served)
        case Part.PLAN:
            return sum(1 for one in told.plans if one.state in ("contracted", "ended"))
    return len(papers_of(told, (part,)))


def papers_of(told: Course, parts: Iterable[Part]) -> tuple[PaperRecord, ...]:
    """The finished papers of these parts, oldest first; never one of :data:`NEVER`."""
    kinds = {kind for one in parts for kind in PAPERS.get(one, ())} - NEVER
    return tuple(one for one in told.papers if one.kind in kinds and one.state is PaperState.DONE)


def _going(told: Course, parts: Iterable[Part], content: Mapping) -> tuple[PaperRecord, ...]:
    """The papers that were chosen when the package was made; what was written since is none of it."""
    return tuple(one for one in papers_of(told, parts) if one.id in content["papers"])


def _require(loaded: LoadedCase, told: Course, chosen: tuple[Part, ...]) -> None:
    consent = standing_consent(loaded)
    against = {
        "DEAD": not _alive(loaded),
        "CONSENT": consent is None,
        "NOTHING": not chosen or any(not count_of(one, loaded, told) for one in chosen),
        "WITHHELD": consent is not None and any(not _named(consent, one) for one in chosen),
    }
    codes = [code for code, holds in against.items() if holds]
    if codes:
        raise RuleForbids(Reason(code, {"area": SAID}) for code in codes[:1])


def _named(consent: ConsentRecord | None, part: Part) -> bool:
    """Whether the consent opens this part: all of it where the whole record was agreed to, the parts that it
    names, and the usual ones where it names nothing."""
    if consent is None:
        return False
    items = set(consent.items or ())
    return WHOLE in items or part.value in items or (not items and part in USUAL)


def _recipient(
    uow: UnitOfWork, actor: Actor, loaded: LoadedCase, to_user: str | None, to_offer: str | None, to_office: str
) -> str:
    """The name of the one successor; NotFound or RuleForbids (WITHHELD) for one that may not get it."""
    if to_user:
        user = accounts.user(uow, to_user)
        if user is None or not user.active or user.office_id != loaded.parts.case.office_id:
            raise NotFound("UserRecord")
        return user.name
    if to_offer:
        offer = offer_of(loaded, to_offer)
        if not _receives(loaded, offer):
            raise RuleForbids([Reason("WITHHELD", {"area": SAID})])
        return " ".join(filter(None, (offer.organization, offer.department)))
    if unsafe_at_home(loaded.case):  # words name nobody who could be asked whose side they are on (P-22)
        raise RuleForbids([Reason("WITHHELD", {"area": SAID})])
    name = to_office.strip()[:200]
    if not name:
        raise RuleForbids([Reason("WORDS", {"area": SAID})])
    return name


def _is_agency_closed(loaded: LoadedCase, to_offer: str | None) -> bool:
    return bool(to_offer) and not _receives(loaded, offer_of(loaded, to_offer))


def _receives(loaded: LoadedCase, offer: Offer) -> bool:
    """An agency gets the record only where the one rule lets it know who it is about (R028)."""
    if offer.is_individual:
        return False
    fields = disclose(loaded.case, offer, loaded.case.today, kept_apart(loaded.case, loaded.network)).fields
    return "name" in fields


def _package(uow: UnitOfWork, actor: Actor, loaded: LoadedCase, paper_id: str) -> PaperRecord:
    record = course.paper(uow, actor, paper_id)
    if record.case_id != loaded.id or record.kind is not PaperKind.HANDOVER:
        raise NotFound("PaperRecord")
    return record


def _handed(part: Part, loaded: LoadedCase, told: Course, content: Mapping, locale: str) -> HandedPaper:
    """One line of the cover. The name of an illness is on no sheet that leaves the office (P-03)."""
    papers, outside = _going(told, (part,), content), not content["to_user"]
    title = say(f"parting.part.{part}", locale)
    if part is Part.OPEN_NEEDS:
        title = f"{title}: " + " · ".join(
            dict.fromkeys(need_name(one.code, locale) for one in handover_bundle.needs_told(loaded, outside=outside))
        )
    period = ""
    if papers:
        first, last = papers[0].on, papers[-1].on
        days = dict.fromkeys(date_text(one, "date", locale) for one in (first, last))
        period = " – ".join(days)
    return HandedPaper(title=title, period=period, consent=say("parting.give.consent_mark", locale))


def _consent_words(consent: ConsentRecord | None, locale: str) -> str:
    return say("parting.give.consent_of", locale, day=consent.since) if consent else ""


def _view(record: PaperRecord) -> HandedView:
    told = record.content or {}
    return HandedView(
        id=record.id,
        revision=record.revision,
        to=told.get("to", ""),
        on=record.on,
        parts=tuple(told.get("parts", ())),
        reason=told.get("reason", ""),
        received_on=record.done_on,
        received_by=told.get("received_by", ""),
        due_on=record.due_on,
    )


def _alive(loaded: LoadedCase) -> bool:
    return loaded.parts.case.closing_reason is not ClosingReason.DEATH
