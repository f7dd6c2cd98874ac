"""Referrals as the office sees them, and as the agency that got them sees them: its own only."""

from dataclasses import dataclass
from datetime import date, datetime

from resmap.domain.advocacy import Refuser
from resmap.domain.codes import NETWORK_CLASSES
from resmap.domain.consent import may_sign
from resmap.domain.events import EventKind
from resmap.domain.permissions import Actor, Permission
from resmap.domain.referral_reasons import HAS_OUTCOME, REASONS, is_parked
from resmap.domain.referrals import ReferralState
from resmap.flows.case_loading import load_case
from resmap.flows.case_telling import CaseSentences, local_day, member_label
from resmap.flows.case_view import MemberView
from resmap.flows.consenting import form_for
from resmap.flows.referral_links import alive_until
from resmap.flows.referral_waiting import due_of, is_overdue
from resmap.flows.referring import DraftField, disclosure_to, fields_to_choose
from resmap.flows.replying import CALLED_OFF, may_make
from resmap.flows.ruling import reasons_against
from resmap.matching.engine import Reason
from resmap.store import OfferRecord, ReferralRecord, UnitOfWork, accounts, offers, referrals
from resmap.store import cases as queries
from resmap.words import say
from resmap.words.explain import need_name

_S = ReferralState

#: Sections of the list, in the order of the work: who has not replied comes first.
SECTIONS: dict[str, frozenset[ReferralState]] = {
    "waiting": frozenset({_S.REQUESTED}),
    "drafts": frozenset({_S.DRAFT}),
    "running": frozenset({_S.ACCEPTED, _S.IN_PROGRESS, _S.ON_HOLD}),
    "ended": frozenset({_S.REJECTED, _S.COMPLETED, _S.FAILED, _S.CANCELLED, _S.EXPIRED}),
}

#: Endings by which somebody refused; a cancelling is the office's own.
REFUSALS = frozenset({_S.REJECTED, _S.FAILED, _S.EXPIRED})


@dataclass(frozen=True, slots=True)
class ReferralLine:
    """A line of the list. ``client`` is a name for the office; for the agency only what was disclosed."""

    id: str
    client: str
    need: str
    offer: str
    unit: str
    state: str
    since: date | None
    days: int
    due: date | None = None
    overdue: bool = False
    reminded_on: date | None = None
    parked_until: date | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """What could go in a referral that was not sent; ``against`` are all reasons why it may not be sent now."""

    fields: tuple[DraftField, ...]
    withheld: tuple[tuple[str, str], ...]
    against: tuple[Reason, ...]
    consented: bool
    consent_fields: tuple[str, ...]
    consent_until: date
    household: tuple[MemberView, ...]


@dataclass(frozen=True, slots=True)
class ReferralPage:
    """One referral. ``case`` and ``phone`` are None for the agency; ``sent`` are fields as they were sent.

    ``decided_by`` and ``reason`` are codes of ``domain.referral_reasons``, ``replied`` the fields of the slip;
    ``outcome`` and ``onward_from`` are the office's to know. ``refused``: somebody other than the client said no.
    """

    id: str
    revision: int
    state: str
    case: str | None
    client: str
    protected: bool
    need: str
    offer_id: str
    offer: str
    unit: str
    phone: str | None
    sender: str
    office: str
    created_on: date
    requested_at: datetime | None
    answered_at: datetime | None
    started_on: date | None
    ended_on: date | None
    sent: tuple[tuple[str, str], ...]
    reply: str | None
    steps: tuple[str, ...]
    draft: Draft | None
    score: float | None
    model: str | None
    reply_due: date | None = None
    overdue: bool = False
    reminded_on: date | None = None
    parked_until: date | None = None
    decided_by: str | None = None
    reason: str | None = None
    replied: tuple[tuple[str, str], ...] = ()
    outcome: str | None = None
    may_have_outcome: bool = False
    given_value: int | None = None
    onward_from: str | None = None
    refused: bool = False
    channel: str | None = None
    link_until: date | None = None


def reasons() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Who may decide, with the codes of their reasons, in the order of the form."""
    return tuple((by.value, tuple(map(str, codes))) for by, codes in REASONS.items())


def listed(uow: UnitOfWork, actor: Actor, today: date, *, locale: str) -> dict[str, tuple[ReferralLine, ...]]:
    """All referrals in the actor's scope by section, the longest waiting first."""
    if actor.may(Permission.REFERRAL_WRITE):
        rows = {row.case.id: row for row in queries.of_actor(uow, actor, with_closed=True)}
    else:
        actor.require(Permission.REFERRAL_REPLY)
        rows = {}
    found = referrals.of_actor(uow, actor)
    entries = offers.by_ids(uow, {one.offer_id for one in found})
    sections: dict[str, tuple[ReferralLine, ...]] = {}
    for name, states in SECTIONS.items():
        lines = [
            line(one, rows.get(one.case_id), entries.get(one.offer_id), today, locale)
            for one in found
            if one.state in states
        ]
        newest_first = name in ("running", "ended")
        lines.sort(key=lambda one: (one.since or today, one.id), reverse=newest_first)
        sections[name] = tuple(lines)
    uow.event(EventKind.CLIENT_LISTED, facts={"referrals": len(found), "of": sorted(one.id for one in found)})
    uow.commit()
    return sections


def referral_page(uow: UnitOfWork, actor: Actor, referral_id: str, today: date, *, locale: str) -> ReferralPage:
    """One referral as this actor may see it; raises NotAllowed or NotFound. Notes that it was read."""
    is_office = actor.may(Permission.REFERRAL_WRITE)
    permission = Permission.REFERRAL_WRITE if is_office else Permission.REFERRAL_REPLY
    record = referrals.get(uow, actor, referral_id, permission)
    view = _office_page(uow, actor, record, today, locale) if is_office else _partner_page(uow, actor, record, locale)
    uow.commit()
    return view


def _office_page(
    uow: UnitOfWork, actor: Actor, record: ReferralRecord, today: date, locale: str
) -> ReferralPage:
    loaded = load_case(uow, actor, record.case_id, today, Permission.CASE_READ)
    say_ = CaseSentences(loaded, locale)
    offer = loaded.network.by_id.get(record.offer_id)
    entry = offers.by_ids(uow, [record.offer_id]).get(record.offer_id)
    need = next((one for one in loaded.parts.needs if one.id == record.need_id), None)
    client = loaded.parts.client
    draft = None
    if record.state is _S.DRAFT and offer is not None and need is not None:
        _, value = loaded.need(need.id)
        ruling, signers = disclosure_to(loaded, offer), may_sign(loaded.case)
        draft = Draft(
            fields=fields_to_choose(loaded, record, offer),
            withheld=tuple((name, str(code)) for name, code in ruling.withheld),
            against=reasons_against(loaded, value, offer),
            consented=bool(ruling.fields),
            consent_fields=form_for(offer, today).fields,
            consent_until=form_for(offer, today).until,
            household=tuple(MemberView(one.id, member_label(one, locale)) for one in loaded.parts.members if one.id in signers),
        )
    uow.event(EventKind.CLIENT_READ, record.case_id, client=client.id, facts={"page": "referral", "referral": record.id})
    return _page(
        uow,
        actor,
        record,
        locale,
        case=record.case_id,
        client=(locale == "en" and client.name_en) or client.name or "",
        protected=client.protected,
        need=need_name(need.code, locale) if need and need.code else "",
        offer=say_.name(record.offer_id),
        unit=_unit(record, entry, locale),
        phone=(entry.access_line or entry.phone) if entry else None,
        draft=draft,
    )


def _partner_page(uow: UnitOfWork, actor: Actor, record: ReferralRecord, locale: str) -> ReferralPage:
    """What was disclosed and nothing else: no case, no client's record is reached."""
    entry = offers.by_ids(uow, [record.offer_id]).get(record.offer_id)
    sent = record.disclosed or {}
    client = referrals.client_of(uow, record)
    uow.event(EventKind.CLIENT_READ, record.case_id, client=client, facts={"page": "referral", "referral": record.id})
    return _page(
        uow,
        actor,
        record,
        locale,
        case=None,
        client=_called(sent),
        protected=False,
        need=str(sent.get("need_label", "")),
        offer=_name(entry, locale),
        unit=_unit(record, entry, locale),
        phone=None,
        draft=None,
    )


def _page(uow: UnitOfWork, actor: Actor, record: ReferralRecord, locale: str, **shown) -> ReferralPage:
    writer = accounts.user(uow, record.created_by)
    office = accounts.office(uow)
    sent = {} if record.state is _S.DRAFT else record.disclosed or {}
    told = (record.suggestion or {}) if shown["case"] else {}
    return ReferralPage(
        id=record.id,
        revision=record.revision,
        offer_id=record.offer_id,
        state=record.state.value,
        sender=((locale == "en" and writer.name_en) or writer.name) if writer else "",
        office=((locale == "en" and office.name_en) or office.name) if office else "",
        created_on=local_day(record.created_at),
        requested_at=record.requested_at,
        answered_at=record.answered_at,
        started_on=record.started_on,
        ended_on=record.ended_on,
        sent=tuple((name, str(value)) for name, value in sent.items()),
        # Why the office called it off was said among ourselves, and not to the agency.
        reply=record.reply if shown["case"] or record.state not in CALLED_OFF else None,
        steps=tuple(state.value for state in may_make(actor, record.state)),
        score=told.get("score"),
        model=told.get("model"),
        reply_due=due_of(record),
        overdue=is_overdue(record, local_day(uow.now())),
        reminded_on=record.reminded_on if shown["case"] else None,
        parked_until=record.parked_until if is_parked(record.parked_until, local_day(uow.now())) else None,
        decided_by=record.decided_by,
        reason=record.reason_code,
        replied=tuple((name, str(value)) for name, value in (record.replied or {}).items()),
        outcome=record.outcome if shown["case"] else None,
        given_value=record.given_value if shown["case"] else None,
        may_have_outcome=bool(shown["case"]) and record.state in HAS_OUTCOME,
        onward_from=record.onward_from_id if shown["case"] else None,
        refused=record.state in REFUSALS and record.decided_by not in (None, Refuser.CLIENT.value),
        channel=record.channel if shown["case"] else None,
        link_until=alive_until(uow, record.id, local_day(uow.now())) if shown["case"] else None,
        **shown,
    )


def line(record: ReferralRecord, row, entry, today: date, locale: str) -> ReferralLine:
    """A line of a list. ``row``: the case of it, for who may see that; an agency has none."""
    since = local_day(record.requested_at or record.created_at)
    if row is None:
        sent = record.disclosed or {}
        client, need = _called(sent), str(sent.get("need_label", ""))
    else:
        client = (locale == "en" and row.client.name_en) or row.client.name or ""
        codes = {one.id: one.code for one in row.needs}
        code = codes.get(record.need_id)
        need = need_name(code, locale) if code else ""
    return ReferralLine(
        id=record.id,
        client=client,
        need=need,
        offer=_name(entry, locale) or record.organisation,
        unit=_unit(record, entry, locale),
        state=record.state.value,
        since=since,
        days=(today - since).days,
        due=due_of(record),
        overdue=is_overdue(record, today),
        reminded_on=record.reminded_on if row is not None else None,
        parked_until=record.parked_until if is_parked(record.parked_until, today) else None,
    )


def _called(sent: dict) -> str:
    return str(sent.get("name") or sent.get("call_name") or "")


def _name(entry, locale: str) -> str:
    if entry is None:
        return ""
    return (locale == "en" and entry.name_en) or entry.name


def _unit(record: ReferralRecord, entry: OfferRecord | None, locale: str) -> str:
    """Agency and department as they were; for neighbours, shops and groups their dong."""
    if entry is not None and entry.dong:
        if entry.kind.startswith("H1"):
            return say("case.resident_of", locale, dong=entry.dong)
        if entry.recipient_class in NETWORK_CLASSES:
            return entry.dong
    return " · ".join(filter(None, (record.organisation, record.department)))
