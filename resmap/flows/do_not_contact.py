"""Who asked not to be called or written to any more: remembered by the entry, the number, or name and dong.

An entry that is imported again under another key is known again. Call sheets, owner
links and imports ask here before anybody is disturbed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from resmap.domain.events import EventKind
from resmap.domain.korean import fold
from resmap.domain.permissions import Actor, NotFound, Permission
from resmap.store import (
    DoNotContactRecord,
    OfferRecord,
    UnitOfWork,
    accounts,
    history,
    offers,
    phone_index,
    register,
    upkeep,
)


@dataclass(frozen=True, slots=True)
class Rest:
    """Somebody is not to be contacted: ``until`` that day included, or for good (None)."""

    id: str
    offer_id: str | None
    until: date | None
    why: str | None


class Remembered:
    """All who are not to be contacted on one day; made once, asked for many entries."""

    def __init__(self, uow: UnitOfWork, today: date):
        self._uow = uow
        self._by_entry: dict[str, Rest] = {}
        self._by_phone: dict[str, Rest] = {}
        self._by_name: dict[tuple[str, str], Rest] = {}
        office = accounts.office(uow)
        self._office = office.id if office else ""
        noted: list[Rest] = []
        for record in upkeep.remembered(uow):
            if record.until is not None and record.until < today:
                continue
            rest = Rest(record.id, record.offer_id, record.until, record.why)
            if record.offer_id:
                noted.append(rest)
            if record.phone_index:
                self._by_phone[record.phone_index] = rest
            if record.name_folded and record.dong:
                self._by_name[record.name_folded, record.dong] = rest
        if noted:
            # Who was merged is still who asked: the rest covers every id of the same entry.
            same = register.sames(uow)
            self._by_entry = {one: rest for rest in noted for one in same.of(rest.offer_id)}
            self._by_entry |= {rest.offer_id: rest for rest in noted}

    def __bool__(self) -> bool:
        return bool(self._by_entry or self._by_phone or self._by_name)

    def find(
        self,
        *,
        offer_id: str | None = None,
        phone: str | None = None,
        name: str | None = None,
        dong: str | None = None,
    ) -> Rest | None:
        """The rest that covers this entry, number, or name in its dong; None: nobody asked for one."""
        if offer_id in self._by_entry:
            return self._by_entry[offer_id]
        if self._by_phone and (index := phone_index(self._uow.database.ring, self._office, phone)):
            if index in self._by_phone:
                return self._by_phone[index]
        return self._by_name.get((fold(name), dong)) if name and dong else None

    def of(self, record: OfferRecord) -> Rest | None:
        """The rest that covers an entry of the register."""
        phone = record.phone if self._by_phone else None
        return self.find(offer_id=record.id, phone=phone, name=record.name, dong=record.dong)


def known(
    uow: UnitOfWork,
    today: date,
    *,
    offer_id: str | None = None,
    phone: str | None = None,
    name: str | None = None,
    dong: str | None = None,
) -> Rest | None:
    """Whether this one asked not to be contacted; for many at once make one :class:`Remembered`."""
    return Remembered(uow, today).find(offer_id=offer_id, phone=phone, name=name, dong=dong)


def remember(
    uow: UnitOfWork, actor: Actor, offer_id: str, *, why: str | None, until: date | None, key: str
) -> str:
    """Remember that who stands behind an entry is not to be contacted; answers the id of the note.

    The number is kept sealed, and found again by a keyed index; of a secret entry neither number
    nor place is kept. Raises NotFound, NotAllowed.
    """
    actor.require(Permission.REGISTER_EDIT)
    record = offers.get(uow, offer_id)
    done = history.begin_once(uow, key, "contact.rest")
    if done is not None:
        return done
    office = accounts.office(uow)
    if office is None:
        raise NotFound("OfficeRecord")
    secret = record.location_secret
    kept = uow.add(
        DoNotContactRecord(
            office_id=office.id,
            offer_id=record.id,
            phone=None if secret else record.phone,
            name_folded=None if secret else fold(record.name)[:400],
            dong=None if secret else record.dong,
            why=(why or "").strip()[:500] or None,
            until=until,
        )
    )
    uow.event(EventKind.DO_NOT_CONTACT, record.id, facts={"state": "kept", "until": until and until.isoformat()})
    history.finish_once(uow, key, kept.id)
    uow.commit()
    return kept.id


def lift(uow: UnitOfWork, actor: Actor, rest_id: str, *, why: str, key: str) -> str | None:
    """Contact is welcome again; answers the entry it was about. Raises NotFound, NotAllowed."""
    actor.require(Permission.REGISTER_VERIFY)
    done = history.begin_once(uow, key, "contact.lift")
    if done is not None:
        return done or None
    kept = uow.get(DoNotContactRecord, rest_id)
    if kept is None:
        raise NotFound("DoNotContactRecord")
    uow.void(kept, why.strip()[:500] or "lifted")
    uow.event(EventKind.DO_NOT_CONTACT, kept.offer_id, facts={"state": "lifted"})
    history.finish_once(uow, key, kept.offer_id or "")
    uow.commit()
    return kept.offer_id


def resting(uow: UnitOfWork, records: Iterable[OfferRecord], today: date) -> dict[str, Rest]:
    """Of these entries, those that are not to be contacted, by id."""
    remembered = Remembered(uow, today)
    if not remembered:
        return {}
    found = ((record.id, remembered.of(record)) for record in records)
    return {entry: rest for entry, rest in found if rest is not None}
