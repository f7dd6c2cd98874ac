"""Gifts that came in: noted, listed, taken out again; and the sentence that opens the names (purpose limitation).

Names of those whom a gift would reach are shown to who said that day what for; the words are kept and the act stands
in the history. What the giver gets to know is in totals only (:func:`told_to_giver`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from resmap.domain import korean, taxonomy
from resmap.domain.donations import GiverLimit, ShareState, may_be_answered
from resmap.domain.events import EventKind
from resmap.domain.permissions import Actor, NotFound, Permission
from resmap.domain.resident_number import refuse
from resmap.flows.field_refusals import FieldsRefused
from resmap.flows.ruling import RuleForbids
from resmap.matching.engine import Reason
from resmap.store import DonationPurposeRecord, DonationRecord, UnitOfWork, history, register
from resmap.store.queries import donations

#: Where the words for what is refused stand.
REFUSED = "donations.refused"

SHORT, LONGEST, UNIT_LONGEST = 200, 500, 20
#: More pieces than this are a slip of the finger.
MOST = 1_000_000
MOST_FOUND = 8


@dataclass(frozen=True, slots=True)
class Gift:
    """What somebody gave. ``count`` pieces of ``unit``; ``needs`` are codes that it answers, none of them sensitive;
    exactly one of ``offer`` (an entry of the register) and ``giver`` (words) says from whom. ``dong`` empty: all."""

    what: str
    count: int
    unit: str = ""
    giver: str = ""
    offer: str = ""
    needs: tuple[str, ...] = ()
    limits: tuple[GiverLimit, ...] = ()
    wishes: str = ""
    purpose: str = ""
    dong: str = ""
    given_on: date | None = None
    use_by: date | None = None


@dataclass(frozen=True, slots=True)
class DonationLine:
    """A gift in the list; ``given`` and ``planned`` count pieces of the whole office."""

    id: str
    what: str
    unit: str
    count: int
    left: int
    giver: str
    given_on: date
    use_by: date | None
    is_over: bool


@dataclass(frozen=True, slots=True)
class Giver:
    """An entry of the register that may be the giver."""

    id: str
    name: str
    unit: str


@dataclass(frozen=True, slots=True)
class Totals:
    """What the giver may be told: numbers. ``households`` and ``pieces`` that were handed out; ``waiting`` pieces
    that are set aside; ``left`` pieces that nobody has yet."""

    pieces: int
    households: int
    waiting: int
    left: int


def listed(uow: UnitOfWork, actor: Actor, today: date) -> tuple[DonationLine, ...]:
    """The office's gifts, the youngest first."""
    records = donations.of_office(uow, actor)
    names = register.names_of(uow, {one.offer_id for one in records if one.offer_id})
    return tuple(
        DonationLine(
            id=one.id,
            what=one.what,
            unit=one.unit or "",
            count=one.count,
            left=one.left,
            giver=giver_of(one, names),
            given_on=one.given_on,
            use_by=one.use_by,
            is_over=is_over(one, today),
        )
        for one in records
    )


def givers(uow: UnitOfWork, actor: Actor, text: str, today: date) -> tuple[Giver, ...]:
    """Entries by name or organisation; nothing for fewer than two letters, and no secret place (P-21)."""
    actor.require(Permission.DONATIONS_EDIT)
    folded = korean.fold(text)
    if len(folded) < 2:
        return ()
    found = [
        (not korean.fold(one.name).startswith(folded), one.name, one.id, one)
        for one in register.network(uow, today).offers
        if not (one.is_taken_out or one.location_secret or one.is_benefit)
        and (folded in korean.fold(one.name) or folded in korean.fold(one.organization))
    ]
    found.sort(key=lambda one: one[:3])
    return tuple(
        Giver(one.id, one.name, " ".join(filter(None, (one.organization, one.department)))) for *_, one in found[:MOST_FOUND]
    )


def receive(uow: UnitOfWork, actor: Actor, gift: Gift, today: date, *, key: str) -> str:
    """Note a gift that came in; answers its id. Raises FieldsRefused, NotFound (giver), ResidentNumberError."""
    actor.require(Permission.DONATIONS_EDIT)
    done = history.begin_once(uow, key, "donation.receive")
    if done is not None:
        return done
    _require_usable(gift, today)
    giver = None
    if gift.offer:
        network = register.network(uow, today)
        giver = network.by_id.get(network.sames.standing(gift.offer))
        if giver is None or giver.location_secret:
            raise NotFound("OfferRecord")
    kept = uow.add(
        DonationRecord(
            office_id=actor.office,
            dong=gift.dong.strip()[:60] or None,
            given_on=gift.given_on or today,
            use_by=gift.use_by,
            what=gift.what.strip(),
            unit=gift.unit.strip() or None,
            count=gift.count,
            left=gift.count,
            needs=tuple(dict.fromkeys(gift.needs)),
            limits=tuple(dict.fromkeys(limit.value for limit in gift.limits)),
            wishes=gift.wishes.strip() or None,
            purpose=gift.purpose.strip() or None,
            offer_id=giver.id if giver else None,
            given_by=None if giver else gift.giver.strip(),
        )
    )
    uow.event(EventKind.DONATION_SHARED, kept.id, facts={"act": "received", "count": gift.count})
    history.finish_once(uow, key, kept.id)
    uow.commit()
    return kept.id


def take_out(uow: UnitOfWork, actor: Actor, donation_id: str, *, why: str, revision: int, key: str) -> None:
    """Take out a gift that was noted by mistake; not once somebody holds a share of it (RuleForbids)."""
    actor.require(Permission.DONATIONS_EDIT)
    # Asked before it is loaded: the second click finds a gift that is out already.
    if history.begin_once(uow, key, "donation.take_out", about=donation_id) is None:
        record = donations.get(uow, actor, donation_id)
        uow.check_revision(record, revision)
        if not why.strip():
            raise FieldsRefused([("why", "MISSING")])
        if record.left != record.count:
            raise RuleForbids([Reason("HAS_SHARES", {"area": REFUSED})])
        uow.void(record, why.strip()[:LONGEST])
        uow.event(EventKind.DONATION_SHARED, record.id, facts={"act": "taken_out"})
        history.finish_once(uow, key, donation_id)
    uow.commit()


def state_purpose(uow: UnitOfWork, actor: Actor, donation_id: str, today: date, *, words: str, key: str) -> str:
    """Say what the names are looked at for: good for the rest of the day, for the one who said it; answers its id."""
    actor.require(Permission.DONATIONS_EDIT)
    record = donations.get(uow, actor, donation_id)
    done = history.begin_once(uow, key, "donation.purpose")
    if done is not None:
        return done
    refuse(words, "purpose")
    if len(words.strip()) < 2:
        raise FieldsRefused([("purpose", "MISSING")])
    kept = uow.add(DonationPurposeRecord(donation_id=record.id, user_id=actor.id, on=today, words=words.strip()[:LONGEST]))
    uow.event(EventKind.DONATION_SHARED, record.id, facts={"act": "purpose", "purpose": kept.id})
    history.finish_once(uow, key, kept.id)
    uow.commit()
    return kept.id


def require_purpose(uow: UnitOfWork, actor: Actor, record: DonationRecord, today: date) -> DonationPurposeRecord:
    """Raise RuleForbids (NO_PURPOSE) unless the actor said today what the names are for."""
    found = donations.purpose_of(uow, actor, record.id, today)
    if found is None:
        raise RuleForbids([Reason("NO_PURPOSE", {"area": REFUSED})])
    return found


def told_to_giver(uow: UnitOfWork, actor: Actor, record: DonationRecord) -> Totals:
    """The gift in numbers: all that a giver gets to know (nobody consented to more, and nothing more is needed)."""
    told = donations.totals(uow, actor, record)
    households, pieces = told.get(ShareState.GIVEN.value, (0, 0))
    _, waiting = told.get(ShareState.PLANNED.value, (0, 0))
    return Totals(pieces, households, waiting, record.left)


def giver_of(record: DonationRecord, names: dict[str, str]) -> str:
    """Who gave it: the entry's name, else the words that were noted."""
    return names.get(record.offer_id or "", "") or record.given_by or ""


def is_over(record: DonationRecord, today: date) -> bool:
    """Whether the last day on which it can be used has passed."""
    return record.use_by is not None and record.use_by < today


def limits_of(record: DonationRecord) -> tuple[GiverLimit, ...]:
    return tuple(map(GiverLimit, record.limits))


def _require_usable(gift: Gift, today: date) -> None:
    """Every field that cannot be taken, at once."""
    words = {"what": gift.what, "giver": gift.giver, "wishes": gift.wishes, "purpose": gift.purpose}
    for name, value in words.items():
        refuse(value, name)
    wrong = [("what", "MISSING")] if not gift.what.strip() else []
    wrong += [(name, "TOO_LONG") for name, value in words.items() if len(value.strip()) > _most(name)]
    wrong += [("count", "RANGE")] if not 1 <= gift.count <= MOST else []
    wrong += [("unit", "TOO_LONG")] if len(gift.unit.strip()) > UNIT_LONGEST else []
    if bool(gift.offer) == bool(gift.giver.strip()):
        wrong.append(("giver", "MISSING" if not gift.offer else "BOTH"))
    if not gift.needs:
        wrong.append(("needs", "MISSING"))
    elif not all(map(may_be_answered, gift.needs)):
        wrong.append(("needs", "SENSITIVE"))
    given_on = gift.given_on or today
    wrong += [("given_on", "FUTURE")] if given_on > today else []
    wrong += [("use_by", "CROSSED")] if gift.use_by is not None and gift.use_by < given_on else []
    if wrong:
        raise FieldsRefused(wrong)


def _most(name: str) -> int:
    return SHORT if name in ("what", "giver") else LONGEST


def needs_to_choose() -> Iterable[str]:
    """Codes that a gift may answer, in the order of the taxonomy."""
    return tuple(one.code for one in taxonomy.needs() if may_be_answered(one.code))
