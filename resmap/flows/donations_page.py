"""One gift on its page: numbers for everybody who shares out, names for who said what for; and the shares of a case."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from resmap.domain.donations import HELD, STEPS, LeftOut, Proposed, ShareState, Why
from resmap.domain.events import EventKind
from resmap.domain.permissions import Actor, Permission
from resmap.flows.case_loading import load_case
from resmap.flows.case_view import CaseHead
from resmap.flows.cases import head
from resmap.flows.donations import Totals, giver_of, is_over, limits_of, told_to_giver
from resmap.flows.donations_sharing import Seen, look
from resmap.store import DonationShareRecord, UnitOfWork, accounts, cases, register
from resmap.store.queries import donations, helping
from resmap.store.queries.known import unsafe
from resmap.words import say
from resmap.words.explain import need_name


@dataclass(frozen=True, slots=True)
class ProposedView:
    """A household that the gift would reach: ``why`` it stands here, and what to ``ask`` before it is brought.
    ``protected``: on no list that others sign on, also where violence is at home (P-22)."""

    case: str
    number: str
    name: str
    dong: str | None
    manager: str
    protected: bool
    need: str
    gifts: tuple[date, ...]
    why: tuple[str, ...]
    ask: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LeftOutView:
    case: str
    number: str
    name: str
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShareView:
    """A share; ``next`` are the states that may follow, ``name`` is empty where no purpose was stated, ``protected`` as
    in :class:`ProposedView`. ``to_take_back``: set aside for a case that was closed since. ``printed``: it stands on
    the list or on a receipt."""

    id: str
    case: str
    number: str
    name: str
    manager: str
    protected: bool
    count: int
    state: str
    settled_on: date | None
    note: str | None
    next: tuple[str, ...]
    revision: int
    to_take_back: bool
    printed: bool


@dataclass(frozen=True, slots=True)
class DonationPage:
    """``purpose`` is what the reader said today; without it there are no names: ``proposed``, ``left_out`` and
    ``shares`` are None then. ``elsewhere``: pieces that are shared out in dongs that the reader does not see."""

    id: str
    revision: int
    what: str
    unit: str
    count: int
    left: int
    giver: str
    given_on: date
    use_by: date | None
    is_over: bool
    dong: str | None
    needs: tuple[str, ...]
    limits: tuple[str, ...]
    wishes: str | None
    list_purpose: str | None
    totals: Totals
    purpose: str | None
    proposed: tuple[ProposedView, ...] | None
    left_out: tuple[LeftOutView, ...] | None
    shares: tuple[ShareView, ...] | None
    elsewhere: int
    may_take_out: bool


@dataclass(frozen=True, slots=True)
class CaseShare:
    """A share as its case shows it."""

    id: str
    what: str
    unit: str
    count: int
    giver: str
    given_on: date
    use_by: date | None
    need: str
    state: str
    settled_on: date | None
    note: str | None
    counts_as_service: bool
    next: tuple[str, ...]
    revision: int


@dataclass(frozen=True, slots=True)
class CaseSharesPage:
    head: CaseHead
    shares: tuple[CaseShare, ...]


def page(uow: UnitOfWork, actor: Actor, donation_id: str, today: date, *, locale: str) -> DonationPage:
    """One gift. Names come with the purpose that the reader stated today, and are noted as read (P-13)."""
    record = donations.get(uow, actor, donation_id)
    purpose = donations.purpose_of(uow, actor, record.id, today)
    shares = donations.shares(uow, record)
    names = register.names_of(uow, {record.offer_id} - {None})
    totals = told_to_giver(uow, actor, record)
    seen = look(uow, actor, record, today) if purpose else None
    people = {one.id: (locale == "en" and one.name_en) or one.name for one in accounts.users(uow)}
    own = sum(one.count for one in shares if one.state in HELD)
    view = DonationPage(
        id=record.id,
        revision=record.revision,
        what=record.what,
        unit=record.unit or "",
        count=record.count,
        left=record.left,
        giver=giver_of(record, names),
        given_on=record.given_on,
        use_by=record.use_by,
        is_over=is_over(record, today),
        dong=record.dong,
        needs=tuple(need_name(code, locale) for code in record.needs),
        limits=tuple(say(f"donations.limit.{limit.value}", locale) for limit in limits_of(record)),
        wishes=record.wishes,
        list_purpose=record.purpose,
        totals=totals,
        purpose=purpose.words if purpose else None,
        proposed=_proposed(uow, seen, people, locale) if seen else None,
        left_out=tuple(_left_out(one, seen, locale) for one in seen.proposal.left_out) if seen else None,
        shares=_shares(uow, actor, shares, people, locale) if purpose else None,
        elsewhere=record.count - record.left - own,
        may_take_out=record.left == record.count,
    )
    shown = [one.case for lines in (view.proposed, view.left_out, view.shares) for one in lines or ()]
    if shown:
        facts = {"cases": len(set(shown)), "of": sorted(set(shown)), "purpose": purpose.id}
        uow.event(EventKind.CLIENT_LISTED, record.id, facts=facts)
    uow.commit()
    return view


def of_case(uow: UnitOfWork, actor: Actor, case_id: str, today: date, *, locale: str) -> CaseSharesPage:
    """What a household was given, or will be, for who works on the case; notes that the client was read."""
    loaded = load_case(uow, actor, case_id, today, Permission.CASE_READ)
    found = donations.of_case(uow, case_id)
    names = register.names_of(uow, {gift.offer_id for _, gift in found if gift.offer_id})
    codes = {one.id: one.code or "" for one in loaded.parts.needs}
    view = CaseSharesPage(
        head=head(uow, loaded, locale),
        shares=tuple(
            CaseShare(
                id=one.id,
                what=gift.what,
                unit=gift.unit or "",
                count=one.count,
                giver=giver_of(gift, names),
                given_on=gift.given_on,
                use_by=gift.use_by,
                need=need_name(codes[one.need_id], locale) if one.need_id in codes else "",
                state=one.state.value,
                settled_on=one.settled_on,
                note=one.note,
                counts_as_service=one.service_id is not None,
                next=_next(one, actor),
                revision=one.revision,
            )
            for one, gift in found
        ),
    )
    uow.event(EventKind.CLIENT_READ, case_id, client=loaded.client_id, facts={"page": "gifts"})
    uow.commit()
    return view


def _next(one: DonationShareRecord, actor: Actor) -> tuple[str, ...]:
    """The states that this reader may note next, in the order of the table."""
    own = set(ShareState) if actor.may(Permission.DONATIONS_EDIT) else set(ShareState) - {ShareState.WITHDRAWN}
    return tuple(state.value for state in ShareState if state in STEPS[one.state] & own)


def _proposed(uow: UnitOfWork, seen: Seen, people: Mapping[str, str], locale: str) -> tuple[ProposedView, ...]:
    alone = set(unsafe(uow, (row.client for row in seen.rows.values())))
    return tuple(_one_proposed(one, seen, people, alone, locale) for one in seen.proposal.proposed)


def _one_proposed(
    one: Proposed, seen: Seen, people: Mapping[str, str], alone: set[str], locale: str
) -> ProposedView:
    row = seen.rows[one.case]
    return ProposedView(
        case=one.case,
        number=row.case.number,
        name=_name(row.client, locale),
        dong=row.case.dong,
        manager=people.get(row.case.manager_id, ""),
        protected=row.client.id in alone,
        need=need_name(one.need.code, locale),
        gifts=seen.gifts[one.case],
        why=tuple(why_sentence(why, locale) for why in one.why),
        ask=tuple(say(f"donations.ask.{limit.value}", locale) for limit in one.asks),
    )


def _left_out(one: LeftOut, seen: Seen, locale: str) -> LeftOutView:
    row = seen.rows[one.case]
    limits = [say(f"donations.limit.{limit.value}", locale) for limit in one.limits]
    why = tuple(say(f"donations.against.{code.value}", locale) for code in one.against)
    return LeftOutView(one.case, row.case.number, _name(row.client, locale), (*why, *limits))


def why_sentence(why: Why, locale: str) -> str:
    """Why a household stands where it stands, in one sentence."""
    facts = dict(why.facts)
    facts["need_name"] = need_name(str(facts["need"]), locale) if "need" in facts else ""
    facts["severity_name"] = say(f"donations.severity.{facts['severity']}", locale) if "severity" in facts else ""
    facts["limit_name"] = say(f"donations.limit.{facts['limit']}", locale) if "limit" in facts else ""
    return say(f"donations.why.{why.code}", locale, **facts)


def _shares(
    uow: UnitOfWork, actor: Actor, found: list[DonationShareRecord], people: Mapping[str, str], locale: str
) -> tuple[ShareView, ...]:
    wanted = {one.case_id for one in found}
    rows = {row.case.id: row for row in cases.of_actor(uow, actor, with_closed=True) if row.case.id in wanted}
    alone = set(unsafe(uow, (row.client for row in rows.values())))

    def view(one: DonationShareRecord, case, client) -> ShareView:
        to_take_back = one.state is ShareState.PLANNED and case.closed_on is not None
        return ShareView(
            id=one.id,
            case=one.case_id,
            number=case.number,
            name=_name(client, locale),
            manager=people.get(case.manager_id, ""),
            protected=client.id in alone,
            count=one.count,
            state=one.state.value,
            settled_on=one.settled_on,
            note=one.note,
            next=_next(one, actor),
            revision=one.revision,
            to_take_back=to_take_back,
            printed=one.state in HELD and not to_take_back and not helping.only_opened(uow, actor, case.id),
        )

    return tuple(view(one, rows[one.case_id].case, rows[one.case_id].client) for one in found if one.case_id in rows)


def _name(client, locale: str) -> str:
    return (locale == "en" and client.name_en) or client.name or ""


