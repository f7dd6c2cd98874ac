"""The page of consents: what holds, what was refused or taken back, who is still to be told, what to ask next."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from resmap.domain.codes import Answer
from resmap.domain.consent import names_nobody
from resmap.domain.consent_sheet import (
    APART,
    ITEMS,
    LONGEST,
    TEXT_VERSION,
    USUAL,
    WARN_DAYS,
    Asked,
    asked_apart,
    client_of,
    fields_for,
    is_child,
    questions,
    speak_for_themselves,
    who_may_sign,
)
from resmap.domain.duties import in_danger
from resmap.domain.events import EventKind
from resmap.domain.network import Offer
from resmap.domain.permissions import Actor, Permission
from resmap.domain.referrals import LIVE, ReferralState
from resmap.flows import letterheads, office_forms
from resmap.flows.case_loading import LoadedCase, load_case
from resmap.flows.case_telling import CaseSentences, last_answers, member_label
from resmap.flows.case_view import CaseHead
from resmap.flows.cases import head
from resmap.flows.consent_acts import TELL, items_of, purpose_of
from resmap.flows.drawn_sheets import OFFICE, Sheet, draw, label_in
from resmap.flows.printing import note_print
from resmap.formats.forms import sheets
from resmap.store import ConsentKind, ConsentRecord, TaskRecord, UnitOfWork, accounts, course
from resmap.words import has, say

#: So many recipients are offered to be named at once.
MOST_RECIPIENTS = 8

#: Kinds that a recipient belongs to.
_K = ConsentKind
_OF_OFFERS = frozenset({_K.PROVIDE_OFFER, _K.SENSITIVE_OFFER, _K.NETWORK_CONTACT_ONLY})
_OF_CLASSES = frozenset({_K.PROVIDE_CLASS, _K.SENSITIVE_CLASS})


@dataclass(frozen=True, slots=True)
class ToldLine:
    """A recipient that got something under a consent that was taken back; ``on``: the day they were told."""

    id: str
    recipient: str
    on: date | None


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """One consent or refusal. ``state``: holds, ending (within a month), expired, refused, withdrawn, replaced.

    ``items`` and ``title`` are words; ``recipient`` a name. ``told`` are those to be told of its end (P-10).
    """

    id: str
    kind: str
    title: str
    recipient: str
    items: tuple[str, ...]
    purpose: str | None
    since: date
    until: date | None
    state: str
    signer: str | None
    signed_by: str | None
    how: str | None
    version: str | None
    withdrawn_at: datetime | None
    why: str | None
    told: tuple[ToldLine, ...]
    told_on: date | None


@dataclass(frozen=True, slots=True)
class FieldTick:
    """A field that may be agreed to for a recipient; ``usual`` ones are ticked together, the others apart."""

    name: str
    usual: bool


@dataclass(frozen=True, slots=True)
class RecipientView:
    """Somebody who could be named: an offer with the fields that its class may get; ``until`` its usual last day."""

    id: str
    name: str
    unit: str
    fields: tuple[FieldTick, ...]
    holds: bool


@dataclass(frozen=True, slots=True)
class QuestionView:
    """One question of the sheet: why, what, how long, what refusing means; ``apart`` ones are folded.

    ``standing`` is the state of the last answer ("" where none was given); ``for_whom`` are (id, words) of members
    that it is asked once each (FAMILY).
    """

    key: str
    title: str
    purpose: str
    items: tuple[str, ...]
    until: date
    refusing: str
    apart: bool
    standing: str
    for_whom: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ConsentsPage:
    """``signs`` are the ways to sign (codes); ``members`` (id, words) who may; ``feared``: somebody close may be the
    danger, so that a representative is asked about first (P-07). ``to_tell`` counts who was not told yet."""

    head: CaseHead
    lines: tuple[ConsentLine, ...]
    past: tuple[ConsentLine, ...]
    ending: tuple[ConsentLine, ...]
    questions: tuple[QuestionView, ...]
    recipients: tuple[RecipientView, ...]
    signs: tuple[str, ...]
    client_label: str
    members: tuple[tuple[str, str], ...]
    feared: bool
    child: bool
    version: str
    longest: date
    to_tell: int
    closed: bool


def page(
    uow: UnitOfWork, actor: Actor, case_id: str, today: date, *, locale: str, offer: str | None = None
) -> ConsentsPage:
    """All consents of a case and the sheet to ask for more; notes that the client was read.

    ``offer`` stands first among those who could be named.
    """
    loaded = load_case(uow, actor, case_id, today, Permission.CASE_READ)
    tasks = course.of_cases(uow, actor, [case_id], only=("tasks",))[case_id].tasks
    told = [one for one in tasks if one.kind == TELL]
    lines = _lines(loaded, told, locale)
    standing = tuple(one for one in lines if one.state in ("holds", "ending", "expired", "refused"))
    view = ConsentsPage(
        head=head(uow, loaded, locale),
        lines=standing,
        past=tuple(one for one in lines if one.state in ("withdrawn", "replaced")),
        ending=tuple(one for one in standing if one.state in ("ending", "expired")),
        questions=_questions(loaded, lines, today, locale),
        recipients=_recipients(loaded, offer, locale),
        signs=tuple(one.value for one in who_may_sign(loaded.case)),
        client_label=member_label(loaded.parts.members[0], locale) if loaded.parts.members else "",
        members=tuple(
            (one.id, member_label(one, locale))
            for one in loaded.parts.members[1:]
            if one.id != loaded.case.client.protected_from
        ),
        feared=in_danger(loaded.case),
        child=is_child(client_of(loaded.case)),
        version=TEXT_VERSION,
        longest=today + LONGEST,
        to_tell=sum(1 for one in told if one.done_on is None and one.cancelled_on is None),
        closed=loaded.parts.case.closed_on is not None,
    )
    uow.event(EventKind.CLIENT_READ, case_id, client=loaded.client_id, facts={"page": "consents"})
    uow.commit()
    return view


def printed(
    uow: UnitOfWork,
    actor: Actor,
    case_id: str,
    today: date,
    *,
    locale: str,
    offers: Iterable[str] = (),
    kind: str = "pdf",
) -> bytes:
    """The consent sheet to read and to sign by hand, boxes open, as ``pdf`` or ``hwpx``, or as ``office`` on the office's
    own form (NotFound where it has none); notes that it was printed.

    ``offers`` are the recipients to be named on it; without any those that the page offers. There is neither
    address nor phone on it, whoever it is about (P-22).
    """
    loaded = load_case(uow, actor, case_id, today, Permission.CASE_READ)
    sheet = _sheet_of(uow, actor, loaded, tuple(offers), today, locale)
    if kind == OFFICE:
        made = office_forms.filled(uow, actor, office_forms.CONSENT, sheets.consent_values(sheet)).document
    else:
        made = draw(Sheet(sheets.consent_sheet(sheet, label_in(locale), locale), ""), kind)
    note_print(uow, loaded, {"sheet": "consent", "kind": kind})
    uow.commit()
    return made


def field_words(name: str, locale: str) -> str:
    """A field of a disclosure in words; what the client named freely stays as it is."""
    for key in (f"files.field.{name}", f"consents.item.{name}"):
        if has(key):
            return say(key, locale)
    return name


def _sheet_of(
    uow: UnitOfWork, actor: Actor, loaded: LoadedCase, offers: tuple[str, ...], today: date, locale: str
) -> sheets.ConsentSheet:
    client, office = loaded.parts.client, accounts.office(uow)
    named = _recipients(loaded, None, locale, only=offers or None)
    items = [
        sheets.ConsentItem(
            title=one.title,
            purpose=one.purpose,
            items=", ".join(one.items),
            period=say("consents.until_day", locale, day=one.until),
            refusing=one.refusing,
        )
        for one in _questions(loaded, (), today, locale)
        if not one.apart and one.key != Asked.PROVIDE_OFFER and not one.for_whom
    ]
    for one in named:
        items.append(
            sheets.ConsentItem(
                title=say(f"consents.title.{Asked.PROVIDE_OFFER.value}", locale),
                recipient=" · ".join(filter(None, (one.name, one.unit))),
                purpose=purpose_of(Asked.PROVIDE_OFFER, locale),
                items=", ".join(field_words(field.name, locale) for field in one.fields if field.usual),
                period=say("consents.until_day", locale, day=today + USUAL[Asked.PROVIDE_OFFER]),
                refusing=say(f"consents.refusing.{Asked.PROVIDE_OFFER.value}", locale),
            )
        )
    return sheets.ConsentSheet(
        issuer=letterheads.issuer(office, person=actor.name, locale=locale),
        person=(locale == "en" and client.name_en) or client.name or "",
        born=str(client.birth_year or ""),
        consents=tuple(items),
        representative=("", "") if is_child(client_of(loaded.case)) else None,
        version=TEXT_VERSION,
    )


def _lines(loaded: LoadedCase, told: list[TaskRecord], locale: str) -> tuple[ConsentLine, ...]:
    """Every consent and refusal, the youngest first."""
    today = loaded.case.today
    records = sorted(loaded.parts.consents, key=lambda one: (one.since, one.created_at, one.id))
    last = {(one.kind, one.recipient): one.id for one in records if one.since <= today}
    say_ = CaseSentences(loaded, locale)
    return tuple(
        ConsentLine(
            id=one.id,
            kind=one.kind.value,
            title=say(f"consents.line.{one.kind.value}", locale)
            if has(f"consents.line.{one.kind.value}")
            else say(f"consents.title.{one.kind.value}", locale),
            recipient=_recipient(one, say_, locale),
            items=tuple(field_words(name, locale) for name in items_of(one)),
            purpose=one.purpose,
            since=one.since,
            until=one.until,
            state=_state(one, last.get((one.kind, one.recipient)) == one.id, today),
            signer=one.signer,
            signed_by=one.signed_by,
            how=one.how,
            version=one.text_version,
            withdrawn_at=one.withdrawn_at,
            why=one.withdrawn_why,
            told=tuple(ToldLine(task.id, task.text or "", task.done_on) for task in told if task.subject_id == one.id),
            told_on=one.told_on,
        )
        for one in reversed(records)
    )


def _state(record: ConsentRecord, is_last: bool, today: date) -> str:
    if record.withdrawn_at is not None:
        return "withdrawn"
    if not is_last:
        return "replaced"
    if not record.granted:
        return "refused"
    if record.until is None:
        return "holds"
    if record.until < today:
        return "expired"
    return "ending" if record.until <= today + timedelta(days=WARN_DAYS) else "holds"


def _recipient(record: ConsentRecord, say_: CaseSentences, locale: str) -> str:
    if not record.recipient:
        return ""
    if record.kind in _OF_CLASSES:
        return say(f"consents.class.{record.recipient}", locale)
    return say_.name(record.recipient)


def _questions(
    loaded: LoadedCase, lines: tuple[ConsentLine, ...], today: date, locale: str
) -> tuple[QuestionView, ...]:
    state = {}
    for line in reversed(lines):
        state[line.kind] = line.state
    own = {one.id for one in speak_for_themselves(loaded.case)}
    members = tuple((one.id, member_label(one, locale)) for one in loaded.parts.members if one.id in own)
    return tuple(
        QuestionView(
            key=asked.value,
            title=say(f"consents.title.{asked.value}", locale),
            purpose=purpose_of(asked, locale),
            items=tuple(say(f"consents.item.{item}", locale) for item in ITEMS.get(asked, ())),
            until=today + USUAL[asked],
            refusing=say(f"consents.refusing.{asked.value}", locale),
            apart=asked in APART,
            standing=state.get(asked.value, ""),
            for_whom=members if asked is Asked.FAMILY else (),
        )
        for asked in questions(loaded.case)
    )


def _recipients(
    loaded: LoadedCase, first: str | None, locale: str, only: tuple[str, ...] | None = None
) -> tuple[RecipientView, ...]:
    """Who could be named: who was asked for, who is in a letter, whom the client said yes to, then who fits
    but may not be asked yet."""
    ids: list[str] = [first] if first else []
    if only is not None:
        ids = list(only)
    else:
        ids += [
            one.offer_id
            for one in loaded.parts.referrals
            if one.case_id == loaded.id and (one.state in LIVE or one.state is ReferralState.DRAFT)
        ]
        ids += [id_ for id_, one in last_answers(loaded.parts.answers).items() if one.answer is Answer.ACCEPT]
        ids += [id_ for id_ in loaded.case.consents.expires if id_ in loaded.case.consents.provide_to_offers]
        for need in loaded.judgement.match.needs:
            ids += [one.offer.id for one in need.information_only[:2]]
    named = loaded.case.consents.provide_to_offers
    found: dict[str, Offer] = {}
    for id_ in ids:
        offer = loaded.network.by_id.get(loaded.network.sames.standing(id_))
        if offer is not None and not offer.is_taken_out and not names_nobody(offer):
            found.setdefault(offer.id, offer)
    return tuple(
        RecipientView(
            id=offer.id,
            name=(locale == "en" and offer.name_en) or offer.name,
            unit=" · ".join(filter(None, (offer.organization, offer.department)))
            if offer.recipient_class == "agency"
            else "",
            fields=tuple(FieldTick(name, not asked_apart(name)) for name in fields_for(offer.recipient_class)),
            holds=offer.id in named,
        )
        for offer in list(found.values())[:MOST_RECIPIENTS]
    )

