"""Sharing out a gift: whom it would reach and why, the ticks, what became of each share.

The proposal is made by ``domain.donations.propose`` from confirmed needs; a person ticks (P-19). What is shared is
asked again inside the transaction, and taken from what is left by one conditional UPDATE.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from resmap.domain.access import access_of
from resmap.domain.case import Case
from resmap.domain.conflict import kept_apart
from resmap.domain.donations import (
    HELD,
    STEPS,
    Against,
    Household,
    Proposal,
    ShareState,
    Wanted,
    counts_as_service,
    propose,
)
from resmap.domain.events import EventKind
from resmap.domain.names import same_name
from resmap.domain.network import Network
from resmap.domain.permissions import Actor, NotFound, Permission
from resmap.domain.resident_number import refuse
from resmap.domain.wishes import About, Sort, is_of
from resmap.flows.case_loading import OPEN, closing_attempt, load_case
from resmap.flows.donations import REFUSED, is_over, limits_of, require_purpose
from resmap.flows.field_refusals import FieldsRefused
from resmap.flows.frozen import require_open
from resmap.flows.refusals import LostUpdate
from resmap.flows.ruling import RuleForbids
from resmap.matching.engine import Reason
from resmap.store import (
    CaseParts,
    CaseRow,
    DonationRecord,
    DonationShareRecord,
    ServiceRecord,
    UnitOfWork,
    cases,
    history,
    register,
)
from resmap.store.mapping import case_value
from resmap.store.queries import donations

#: Where a service that a gift counts as comes from.
SOURCE = "donation"
LONGEST = 300

#: Where the words for why a household is not proposed stand.
_AGAINST = "donations.against"


@dataclass(frozen=True)
class Seen:
    """A proposal with the records that it was made from, by case id."""

    proposal: Proposal
    rows: Mapping[str, CaseRow]
    gifts: Mapping[str, tuple[date, ...]]


@dataclass(frozen=True, slots=True)
class Tick:
    """So many pieces for a case."""

    case: str
    count: int


def look(uow: UnitOfWork, actor: Actor, record: DonationRecord, today: date) -> Seen:
    """Whom the gift would reach among the open cases of the actor's dongs; the caller notes whose names it shows."""
    actor.require(Permission.DONATIONS_EDIT)
    rows = [
        row
        for row in cases.of_actor(uow, actor)
        if row.case.closed_on is None and row.case.dong in actor.dongs and record.dong in (None, row.case.dong)
    ]
    wanted = set(record.needs)
    rows = [row for row in rows if any(_is_wanted(need, wanted) for need in row.needs)]
    parts = {row.case.id: one for row, one in zip(rows, cases.parts_of(uow, actor, rows), strict=True)}
    had = donations.gifts_of(uow, {row.client.id for row in rows})
    network = register.network(uow, today)
    setting, sames = register.setting(uow), register.sames(uow)
    found, gifts = [], {}
    for row in rows:
        one = parts[row.case.id]
        case = case_value(one, setting, today, closing_attempt(one), sames)
        before = had.get(row.client.id, ())
        gifts[row.case.id] = tuple(day for donation, day in before if donation != record.id)
        found.append(_household(one, case, record, network, gifts[row.case.id], {gift for gift, _ in before}))
    return Seen(propose(found, wanted, limits_of(record)), {row.case.id: row for row in rows}, gifts)


def share(
    uow: UnitOfWork, actor: Actor, donation_id: str, ticks: Iterable[Tick], today: date, *, key: str
) -> str:
    """Set aside what was ticked; answers the gift's id. All of it or nothing.

    Raises FieldsRefused (nothing ticked, an amount below one), RuleForbids: NO_PURPOSE, OVER (its last day has
    passed), TOO_MANY (not so many are left, whoever shared meanwhile), or why a household is not proposed any more.
    """
    actor.require(Permission.DONATIONS_EDIT)
    record = donations.get(uow, actor, donation_id)
    done = history.begin_once(uow, key, "donation.share")
    if done is not None:
        return done
    require_purpose(uow, actor, record, today)
    ticks = _whole(ticks)
    if is_over(record, today):
        raise RuleForbids([Reason("OVER", {"area": REFUSED})])
    # First what is left: who comes second waits here, and then finds the other's shares.
    if not donations.take(uow, record.id, sum(tick.count for tick in ticks)):
        raise RuleForbids([Reason("TOO_MANY", {"area": REFUSED})])
    seen = look(uow, actor, record, today)
    answers = {one.case: one.need for one in seen.proposal.proposed}
    _require_proposed(seen.proposal, ticks)
    for tick in ticks:
        row = seen.rows[tick.case]
        require_open(row.case)
        kept = uow.add(
            DonationShareRecord(donation_id=record.id, case_id=tick.case, need_id=answers[tick.case].id, count=tick.count)
        )
        facts = {"act": "planned", "share": kept.id, "donation": record.id, "count": tick.count}
        uow.event(EventKind.DONATION_SHARED, tick.case, client=row.client.id, facts=facts)
    history.finish_once(uow, key, record.id)
    uow.commit()
    return record.id


def settle(
    uow: UnitOfWork,
    actor: Actor,
    share_id: str,
    today: date,
    *,
    to: ShareState,
    on: date,
    note: str = "",
    revision: int,
    key: str,
) -> None:
    """What became of a share: handed out, not reached, declined, or taken back before. By the supervisor, or by who
    works on the case and brought it there. What was not handed out goes back to what is left.

    Raises NotFound, LostUpdate, FieldsRefused, RuleForbids (STEP, or a closed case for what is handed out).
    """
    actor.require(Permission.CASE_EDIT)
    record = donations.share(uow, share_id)
    loaded = load_case(uow, actor, record.case_id, today, Permission.CASE_EDIT)
    if to is ShareState.WITHDRAWN:
        actor.require(Permission.DONATIONS_EDIT)
    if history.begin_once(uow, key, "donation.settle", about=record.id) is None:
        uow.check_revision(record, revision)
        if to not in STEPS[record.state]:
            raise RuleForbids([Reason("STEP", {"area": REFUSED})])
        gift = uow.get(DonationRecord, record.donation_id)
        if gift is None:
            raise NotFound("DonationRecord")
        refuse(note, "note")
        if not gift.given_on <= on <= today:
            raise FieldsRefused([("on", "FUTURE" if on > today else "CROSSED")])
        if to is ShareState.GIVEN:
            require_open(loaded.parts.case)
            _count_as_service(uow, loaded.parts, loaded.network, gift, record, on)
        else:
            _count_no_more(uow, record)
        # There is always room for what was taken, unless somebody else gives the same share back at this moment.
        if record.state in HELD and to not in HELD and not donations.give_back(uow, gift.id, record.count):
            raise LostUpdate("the share went back meanwhile")
        record.state, record.settled_on = to, on
        record.note = note.strip()[:LONGEST] or None
        facts = {"act": to.value, "share": record.id, "donation": gift.id}
        uow.event(EventKind.DONATION_SHARED, record.case_id, client=loaded.client_id, facts=facts)
        history.finish_once(uow, key, record.id)
    uow.commit()


def _count_as_service(
    uow: UnitOfWork, parts: CaseParts, network: Network, gift: DonationRecord, record: DonationShareRecord, on: date
) -> None:
    """Keep it in the service history where it is one of its giver's (R195; ``domain.donations`` says why)."""
    giver = network.by_id.get(network.sames.standing(gift.offer_id)) if gift.offer_id else None
    need = next((one.code for one in parts.needs if one.id == record.need_id), None)
    if giver is not None and counts_as_service(need, giver.needs):
        service = uow.add(
            ServiceRecord(case_id=record.case_id, offer_id=giver.id, since=on, until=on, source=SOURCE, note=gift.what[:LONGEST])
        )
        record.service_id = service.id


def _count_no_more(uow: UnitOfWork, record: DonationShareRecord) -> None:
    """It was noted as handed out by mistake: then it is no service either."""
    service = uow.get(ServiceRecord, record.service_id)
    if service is not None:
        uow.void(service, SOURCE)
    record.service_id = None


def _whole(ticks: Iterable[Tick]) -> tuple[Tick, ...]:
    ticks = tuple(ticks)
    if not ticks:
        raise FieldsRefused([("shares", "MISSING")])
    if any(tick.count < 1 for tick in ticks):
        raise FieldsRefused([("shares", "RANGE")])
    if len({tick.case for tick in ticks}) != len(ticks):
        raise FieldsRefused([("shares", "TWICE")])
    return ticks


def _require_proposed(proposal: Proposal, ticks: Iterable[Tick]) -> None:
    """Raise with every reason that stands against one of the ticks. Whether a case has no confirmed need any more or
    is not in reach is one answer."""
    proposed = {one.case for one in proposal.proposed}
    against = {one.case: one.against for one in proposal.left_out}
    codes: list[Against] = []
    for tick in ticks:
        if tick.case not in proposed:
            codes += against.get(tick.case, (Against.NO_NEED,))
    if codes:
        raise RuleForbids(Reason(code, {"area": _AGAINST}) for code in dict.fromkeys(codes))


def _is_wanted(need, wanted: set[str]) -> bool:
    return need.state == OPEN and need.confirmed_on is not None and need.code in wanted


def _household(
    parts: CaseParts, case: Case, record: DonationRecord, network: Network, before: tuple[date, ...], held: set[str]
) -> Household:
    giver = network.sames.standing(record.offer_id) if record.offer_id else None
    entry = network.by_id.get(giver) if giver else None
    # Organisations that are blocked by name stand among them with their name: a giver in words is compared with it.
    apart = kept_apart(case, network)
    named = same_name(record.given_by or "")
    never = {one.value for one in case.wishes if one.about is About.HELP and one.is_hard}
    if entry:
        unwanted = any(is_of(entry, sort) for sort in never)
    else:
        unwanted = Sort.RELIGIOUS in never and access_of("", [record.given_by], (), ()).religious is True
    return Household(
        case=case.id,
        number=parts.case.number,
        needs=tuple(
            Wanted(one.id, one.code, one.severity, one.priority, one.confirmed_on)
            for one in parts.needs
            if _is_wanted(one, set(record.needs))
        ),
        ages=tuple(member.age for member in case.client.household),
        gifts=before,
        has_share=record.id in held,
        kept_apart=giver in apart if giver else bool(named) and named in map(same_name, apart),
        said_no=giver is not None and any(one.offer == giver for one in case.declined),
        against_wish=unwanted,
    )
