"""Entries of a file become offers of the register: made, brought up to date, or left alone.

Three values decide about each field: what the file said last time
(``source_row``), what it says now, and what stands in the register. Where
somebody edited the register, the edit stays (and the file's reader is told).
A changed entry has to be verified again.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from resmap.domain.codes import Review
from resmap.domain.korean import fold, initials
from resmap.domain.network import Network, Offer
from resmap.formats.entries import Entry
from resmap.store import (
    DepartmentRecord,
    OfferRecord,
    OrganisationRecord,
    PartyRecord,
    TieRecord,
    UnitOfWork,
    offers,
    register,
)
from resmap.store.queries import imports

#: Longest folded name that the search column holds.
LONGEST = 400


@dataclass
class Entered:
    """What became of the entries. ``kept`` are entries whose local edit was not overwritten,
    ``gone`` those that somebody took out of the register; ``ids`` maps keys to record ids."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    kept: list[Entry] = field(default_factory=list)
    gone: list[Entry] = field(default_factory=list)
    new: list[Entry] = field(default_factory=list)
    ids: dict[str, str] = field(default_factory=dict)

    @property
    def changed(self) -> bool:
        return bool(self.created or self.updated)


def enter(uow: UnitOfWork, entries: Iterable[Entry], source: str) -> Entered:
    """Bring the register up to ``entries`` of ``source``; nothing else of that source is touched.

    Keys must be unique. Rows arrive as imported: whatever date a file gives,
    nobody here has verified them yet.
    """
    units = _Units(uow)
    known = offers.by_source(uow, source)
    done = Entered()
    for entry in entries:
        record = known.get(entry.key)
        if record is None:
            done.ids[entry.key] = _create(uow, entry, source, units)
            done.created += 1
            done.new.append(entry)
            continue
        done.ids[entry.key] = record.id
        _meet(record, entry, units, done)
    return done


def enter_network(uow: UnitOfWork, network: Network, source: str, ids: Mapping[str, str]) -> bool:
    """Parties, ties and closed organisations of a network file, where they are new.

    ``ids`` are those of its offers. Answers whether anything was added.
    """
    known, everybody, added = imports.parties_by_source(uow, source), dict(ids), False
    for party in network.parties:
        record = known.get(party.id)
        if record is None:
            record = uow.add(PartyRecord(**_party_fields(party), source=source, source_key=party.id))
            added = True
        everybody[party.id] = record.id
    ties = imports.known_ties(uow)
    for tie in network.ties:
        ends = everybody[tie.source], everybody[tie.target]
        if (*ends, tie.kind.value) in ties:
            continue
        ties.add((*ends, tie.kind.value))
        uow.add(
            TieRecord(
                source_id=ends[0], target_id=ends[1], kind=tie.kind, both_ways=tie.both_ways, strength=tie.strength
            )
        )
        added = True
    units = _Units(uow)
    for name in sorted(network.closed_organizations):
        organisation = units.organisation(name)
        if organisation.closed_on is None:
            organisation.closed_on = network.today
            added = True
    return added


def fields_of(offer: Offer, address: str | None) -> dict[str, Any]:
    """The columns of an offer's record that a file decides. A resident's phone is not among them:
    it is sealed, and nothing of it may stand in ``source_row``."""
    secret = offer.location_secret
    return {
        "name": offer.name,
        "name_en": offer.name_en,
        "kind": offer.kind,
        "needs": offer.needs,
        "recipient_class": offer.recipient_class,
        "sido": None if secret else offer.place.sido,
        "sigungu": None if secret else offer.place.sigungu,
        "dong": None if secret else offer.place.dong,
        "address": None if secret else address,
        "lat": None if secret else offer.place.lat,
        "lon": None if secret else offer.place.lon,
        "area_level": offer.area.level,
        "area_names": tuple(sorted(offer.area.names)),
        "age_min": offer.eligibility.age_min,
        "age_max": offer.eligibility.age_max,
        "sex": offer.eligibility.sex,
        "income_max": offer.eligibility.income_max,
        "requires": tuple(sorted(offer.eligibility.requires)),
        "excludes": tuple(sorted(offer.eligibility.excludes)),
        "welcomes": tuple(sorted(offer.welcomes)),
        "duplicate_group": offer.duplicate_group,
        "tags": tuple(sorted(offer.tags)),
        "places_left": offer.places_left,
        "limit": offer.limit,
        "status": offer.status,
        "location_secret": secret,
        "vetted_for_minors": offer.vetted_for_minors,
        "access_line": offer.access_line,
        "description": offer.description,
        "public_phone": None if offer.is_individual or secret else offer.phone,
        "hours": offer.hours,
        "how_to_apply": offer.how_to_apply,
        "ended": offer.outcomes.ended,
        "helped": offer.outcomes.helped,
        "extra": dict(offer.extra) or None,
    }


def name_keys(name: str) -> dict[str, str]:
    """The columns that the search looks at."""
    return {"name_folded": fold(name)[:LONGEST], "initials": initials(name)[:LONGEST]}


def _create(uow: UnitOfWork, entry: Entry, source: str, units: "_Units") -> str:
    offer, fields = entry.offer, fields_of(entry.offer, entry.address)
    organisation, department = units.of(offer)
    record = OfferRecord(
        **fields,
        **name_keys(offer.name),
        short_ref=entry.key[:80],
        organisation_id=organisation.id,
        department_id=department and department.id,
        private_phone=offer.phone if offer.is_individual else None,
        review=Review.IMPORTED,
        source=source,
        source_key=entry.key,
        source_row=_plain(fields) | _unit_names(offer),
    )
    return uow.add(record).id


def _meet(record: OfferRecord, entry: Entry, units: "_Units", done: Entered) -> None:
    """Bring a known record up to the file, field by field, unless somebody edited that field here."""
    if record.voided_at is not None:
        done.gone.append(entry)
        done.unchanged += 1
        return
    said, says = record.source_row or {}, _plain(fields_of(entry.offer, entry.address)) | _unit_names(entry.offer)
    stands = _plain({name: getattr(record, name) for name in fields_of(entry.offer, None)}) | {
        "organization": record.organisation.name,
        "department": record.department.name if record.department else None,
    }
    edited = {name for name in says if stands[name] != said.get(name) and stands[name] != says[name]}
    if edited:
        done.kept.append(entry)
    if edited or says == stands:
        done.unchanged += 1
        return
    fields = fields_of(entry.offer, entry.address)
    for name, value in fields.items():
        if says[name] != stands[name]:
            setattr(record, name, value)
    organisation, department = units.of(entry.offer)
    record.organisation_id, record.department_id = organisation.id, department and department.id
    for name, value in name_keys(entry.offer.name).items():
        setattr(record, name, value)
    record.source_row = says
    record.review, record.verified_on, record.verified_by = Review.IMPORTED, None, None
    record.verified_revision = None
    done.updated += 1


def _unit_names(offer: Offer) -> dict[str, str | None]:
    return {"organization": offer.organization, "department": offer.department}


def _plain(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The values as JSON keeps them, so that today's can be compared with the stored ones."""
    return {name: _plain_value(value) for name, value in fields.items()}


def _plain_value(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    return list(value) if isinstance(value, tuple) else value


def _party_fields(party) -> dict[str, Any]:
    return {
        "short_ref": party.id[:80],
        "kind": party.kind,
        "name": party.name,
        "name_en": party.name_en,
        **name_keys(party.name),
        "about": party.about,
        "sido": party.place.sido,
        "sigungu": party.place.sigungu,
        "dong": party.place.dong,
        "lat": party.place.lat,
        "lon": party.place.lon,
        "extra": dict(party.extra) or None,
    }


class _Units:
    """Organisations and departments by name, read once and added where they are new."""

    def __init__(self, uow: UnitOfWork):
        self._uow = uow
        uow.flush()
        self._organisations = {one.name: one for one in register.organisations(uow)}
        self._departments = imports.departments(uow)

    def of(self, offer: Offer) -> tuple[OrganisationRecord, DepartmentRecord | None]:
        organisation = self.organisation(offer.organization)
        if not offer.department:
            return organisation, None
        key = organisation.id, offer.department
        if key not in self._departments:
            self._departments[key] = self._uow.add(
                DepartmentRecord(organisation_id=organisation.id, name=offer.department)
            )
        return organisation, self._departments[key]

    def organisation(self, name: str) -> OrganisationRecord:
        if name not in self._organisations:
            self._organisations[name] = self._uow.add(OrganisationRecord(name=name))
        return self._organisations[name]
