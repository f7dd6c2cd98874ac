"""확인할 자원: which entry to look at next, how each of its fields is known, taking one out and back in."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from operator import itemgetter
from typing import Any

from resmap.domain import upkeep as rules
from resmap.domain.codes import ChangeReason, CheckMethod, Review
from resmap.domain.events import EventKind
from resmap.domain.listing import Listing, is_resident
from resmap.domain.permissions import Actor, Permission
from resmap.domain.resident_number import refuse
from resmap.domain.upkeep import Standing
from resmap.flows import do_not_contact
from resmap.flows import listing as listings
from resmap.flows.do_not_contact import Rest
from resmap.flows.entering import origin_of
from resmap.flows.register import agreed, by_name
from resmap.store import (
    AgreementRecord,
    OfferChangeRecord,
    OfferRecord,
    OrganisationRecord,
    OwnerLinkRecord,
    Page,
    ProposalRecord,
    Search,
    UnitOfWork,
    UserRecord,
    history,
    offers,
    upkeep,
)
from resmap.store.changes import PLACE, SEALED
from resmap.store.queries import changes, quality

#: So many entries are looked through at once.
PAGE = 50


@dataclass(frozen=True, slots=True)
class Turn:
    """Why an entry stands where it stands: how fresh, since when due, how often suggested in the counted
    months, and the wrong suggestions to be expected in a month (``domain.upkeep``)."""

    standing: Standing
    due_on: date | None
    times: int
    harm: float
    rest: Rest | None = None
    unlisted: bool = False


@dataclass(frozen=True)
class Ending:
    """An agreement that runs out or has run out; ``entry`` leads to where it is renewed."""

    organisation: OrganisationRecord
    until: date
    entry: str | None


@dataclass(frozen=True)
class Queue:
    """A page of the queue. ``counts`` are of all entries that the other filters let through."""

    page: Page[OfferRecord]
    turns: Mapping[str, Turn]
    counts: Mapping[Standing, int]
    ending: tuple[Ending, ...]


def queue(
    uow: UnitOfWork,
    actor: Actor,
    today: date,
    *,
    standing: Standing | None = None,
    text: str = "",
    need: str | None = None,
    kind: str | None = None,
    dong: str | None = None,
    source: str | None = None,
    page: int = 1,
    size: int = PAGE,
    office: Mapping[str, int] | None = None,
) -> Queue:
    """What to check, the greatest expected harm first; without ``standing`` all that waits.

    Whether a place is secret does not move an entry: it is weighed like every other.
    """
    actor.require(Permission.REGISTER_VERIFY)
    refuse(text, "text")
    wanted = replace(by_name(text), need=need, kind=kind, dong=dong, source=source)
    known = upkeep.candidates(uow, wanted)
    times = upkeep.suggested(uow, rules.months_counted(today))
    looked = Freshness(today, office or {})

    def harm(one: upkeep.Candidate) -> float:
        return rules.expected_harm(rules.per_month(times.get(one.id, 0)), looked.at(one).wrong)

    shown = rules.WAITING if standing is None else frozenset({standing})
    counts = Counter(looked.at(one).standing for one in known)
    order = [(-harm(one), not one.says_needs, one.name, one.id, one) for one in known if looked.at(one).standing in shown]
    order.sort(key=itemgetter(0, 1, 2, 3))
    size = min(max(size, 1), 200)
    number = min(max(page, 1), max(1, -(-len(order) // size)))
    on_page = [one[-1] for one in order[(number - 1) * size : number * size]]
    records = offers.by_ids(uow, [one.id for one in on_page])
    rows = tuple(records[one.id] for one in on_page if one.id in records)
    rests = do_not_contact.resting(uow, rows, today)
    turns = {
        one.id: Turn(
            standing=looked.at(one).standing,
            due_on=looked.at(one).due_on,
            times=times.get(one.id, 0),
            harm=harm(one),
            rest=rests.get(one.id),
            unlisted=is_resident(one.kind) and not agreed(records[one.id], today),
        )
        for one in on_page
        if one.id in records
    }
    every = {each: counts.get(each, 0) for each in Standing}
    return Queue(Page(rows, len(order), number, size), turns, every, ending_agreements(uow, actor, today))


def count_waiting(uow: UnitOfWork, actor: Actor, today: date, *, office: Mapping[str, int] | None = None) -> int:
    """How many entries wait in the queue when nothing narrows it; counted once until the register changes."""
    actor.require(Permission.REGISTER_VERIFY)

    def count() -> int:
        looked = Freshness(today, office or {})
        return sum(looked.at(one).standing in rules.WAITING for one in upkeep.candidates(uow, Search()))

    told = (today, tuple(sorted((office or {}).items())))
    return quality.remembered(uow, "to_verify", told, count)


@dataclass(frozen=True, slots=True)
class Fresh:
    """How an entry of some kind, verified on some day, stands; ``due_on`` None: never verified here."""

    standing: Standing
    due_on: date | None
    wrong: float


class Freshness:
    """How fresh entries are on one day. Thousands were verified on the same day: each day is worked out once."""

    def __init__(self, today: date, office: Mapping[str, int]):
        self._today, self._office = today, office
        self._known: dict[tuple, Fresh] = {}

    def at(self, one: upkeep.Candidate) -> Fresh:
        # An imported entry may bring a date of its file: nobody here has verified it.
        seen = None if one.review is Review.IMPORTED else one.verified_on
        asked = one.review is Review.STALE
        key = one.kind, seen, asked
        if key not in self._known:
            self._known[key] = Fresh(
                rules.standing(one.kind, seen, self._today, asked=asked, office=self._office),
                rules.due_on(one.kind, seen, self._office) if seen else None,
                rules.wrongness(one.kind, seen, self._today, self._office),
            )
        return self._known[key]


def ending_agreements(uow: UnitOfWork, actor: Actor, today: date) -> tuple[Ending, ...]:
    """Agreements that run out within thirty days, and those that have run out (R047)."""
    actor.require(Permission.REGISTER_VERIFY)
    found = upkeep.agreements_ending(uow, today, today + rules.AGREEMENT_WARNING)
    return tuple(Ending(one, until, upkeep.offer_of_organisation(uow, one.id)) for one, until in found)


# How an entry is known, field by field


#: Fields whose story is told, in the order of the page; what is empty has none.
TOLD = (
    "name", "kind", "needs", "description", "age_min", "age_max", "sex", "income_max", "area_names", "dong", "address",
    "access_line", "phone", "hours", "how_to_apply", "cost", "website", "email", "places_left", "limit", "status",
    "vetted_for_minors",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Check:
    """Somebody made sure of the field as it stands: ``by`` None is its owner."""

    method: CheckMethod
    on: date
    by: UserRecord | None
    note: str | None


@dataclass(frozen=True, slots=True)
class Story:
    """How a field is known. ``why`` None: it stands as it came in, ``file`` with ``row`` if a file brought it.

    ``at`` is when it was changed or came in, ``by`` who did so (None: the program, or its owner).
    """

    field: str
    at: datetime
    by: UserRecord | None
    why: ChangeReason | None
    file: str | None
    row: int | None
    source: str | None
    check: Check | None


@dataclass(frozen=True)
class Care:
    """Everything about the upkeep of one entry that its page tells to this actor.

    ``stories`` by field; ``listing`` a resident's consent as it stands; ``links`` alive;
    ``agreements`` of its organisation; ``proposed`` by its owner and waiting; ``suggested`` in
    the counted months, for who verifies.
    """

    standing: Standing
    due_on: date | None
    stories: tuple[Story, ...]
    listing: Listing | None
    rest: Rest | None
    links: tuple[OwnerLinkRecord, ...]
    agreements: tuple[AgreementRecord, ...]
    lapsed: bool
    proposed: tuple[ProposalRecord, ...]
    suggested: int | None


def care_of(
    uow: UnitOfWork, actor: Actor, offer_id: str, today: date, office: Mapping[str, int] | None = None
) -> Care:
    """How one entry is kept; raises NotFound. Consents, links and agreements are for who edits."""
    actor.require(Permission.REGISTER_READ)
    record = offers.get(uow, offer_id)
    edits, verifies = actor.may(Permission.REGISTER_EDIT), actor.may(Permission.REGISTER_VERIFY)
    kept = upkeep.listing(uow, offer_id) if edits and is_resident(record.kind) else None
    seen = None if record.review is Review.IMPORTED else record.verified_on
    return Care(
        standing=rules.standing(record.kind, seen, today, asked=record.review is Review.STALE, office=office),
        due_on=rules.due_on(record.kind, seen, office) if seen else None,
        stories=stories_of(uow, record),
        listing=listings.value_of(kept) if kept else None,
        rest=do_not_contact.resting(uow, [record], today).get(offer_id) if edits else None,
        links=_alive_links(uow, offer_id) if edits else (),
        agreements=tuple(upkeep.agreements(uow, record.organisation_id)) if edits else (),
        lapsed=record.organisation_id in upkeep.lapsed_agreements(uow, today),
        proposed=tuple(upkeep.proposals_of_owner(uow, offer_id)) if edits else (),
        suggested=upkeep.suggested(uow, rules.months_counted(today)).get(offer_id, 0) if verifies else None,
    )


def _alive_links(uow: UnitOfWork, offer_id: str) -> tuple[OwnerLinkRecord, ...]:
    now = uow.now()
    return tuple(one for one in upkeep.owner_links(uow, offer_id) if one.revoked_at is None and one.expires > now)


def stories_of(uow: UnitOfWork, record: OfferRecord) -> tuple[Story, ...]:
    """Where each field comes from and how it was checked since it stands so."""
    rows, checks = changes.of_entry(uow, record.id), changes.checks_of(uow, record.id)
    users = changes.names_of_users(uow, {one.created_by for one in (*rows, *checks, record)})
    told = [name for name in TOLD if getattr(record, name) not in (None, "", ())]
    if record.location_secret:
        told = [name for name in told if name not in (*PLACE, "phone", "area_names")]
    return tuple(_story(record, name, rows, checks, users) for name in told)


def _story(record: OfferRecord, name: str, rows: list[OfferChangeRecord], checks, users) -> Story:
    column = _column(record, name)
    change = next((row for row in rows if column in row.after), None)
    file = _file(record, column) if change is None or change.why is ChangeReason.IMPORT else (None, None)
    return Story(
        field=name,
        at=change.created_at if change else record.created_at,
        by=users.get(change.created_by if change else record.created_by),
        why=change.why if change else None,
        file=file[0],
        row=file[1],
        source=record.source if file[0] or (change is None and record.source) else None,
        check=next(
            (
                Check(one.method, one.on, users.get(one.created_by), one.note)
                for one in checks
                if one.field == name and (change is None or one.revision >= change.revision)
            ),
            None,
        ),
    )


def _column(record: OfferRecord, name: str) -> str:
    """The name under which the history keeps a field."""
    if name != "phone":
        return name
    return SEALED if is_resident(record.kind) else "public_phone"


def _file(record: OfferRecord, column: str) -> tuple[str | None, int | None]:
    """File and row that a field came from; (None, None) where no file said it, and of a secret
    entry, whose row in a published list leads to its place (P-21)."""
    if record.location_secret:
        return None, None
    brought: Mapping[str, Any] = record.source_row or {}
    origin = origin_of(record.evidence, column)
    if origin is None or (column != SEALED and column in brought and brought[column] in (None, "", [])):
        return None, None
    row = origin.get("row")
    return origin.get("file"), row if isinstance(row, int) and row > 0 else None


# Out of the register, and back


def withdraw(uow: UnitOfWork, actor: Actor, offer_id: str, *, why: str, revision: int, key: str) -> None:
    """Take an entry out: suggested to nobody from now on, its units still count as served.

    Of a resident the consent ends with it. Raises LostUpdate, NotFound, NotAllowed.
    """
    actor.require(Permission.REGISTER_VERIFY)
    record = offers.get(uow, offer_id)
    if history.begin_once(uow, key, "offer.withdraw", about=record.id) is None:
        uow.check_revision(record, revision)
        take_out(uow, record, why)
        history.finish_once(uow, key, record.id)
    uow.commit()


def take_out(uow: UnitOfWork, record: OfferRecord, why: str | None) -> None:
    """The change itself, for acts that were authorised (a proposal that is approved). Does not commit."""
    if is_resident(record.kind):
        listings.stop(uow, record)
    uow.because(ChangeReason.WITHDRAW, (why or "").strip()[:500] or None)
    record.review = Review.WITHDRAWN
    uow.event(EventKind.OFFER_WITHDRAWN, record.id)


def restore(uow: UnitOfWork, actor: Actor, offer_id: str, *, revision: int, key: str) -> None:
    """Put an entry back as not verified; a resident's needs a new consent first to be verified."""
    actor.require(Permission.REGISTER_VERIFY)
    record = offers.get(uow, offer_id)
    if history.begin_once(uow, key, "offer.restore", about=record.id) is None:
        uow.check_revision(record, revision)
        if record.review is Review.WITHDRAWN:
            uow.because(ChangeReason.RESTORE)
            record.review = Review.IMPORTED
            uow.event(EventKind.OFFER_RESTORED, record.id)
        history.finish_once(uow, key, record.id)
    uow.commit()
