"""The register as a file; what leaves is noted, with why.

A file for others (HSDS, GeoJSON, the sheet) never holds a resident (P-25), nor where
a secret place is (P-21): ``formats.standards.leaving`` is the one door.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from resmap.domain.events import EventKind
from resmap.domain.network import Offer
from resmap.domain.permissions import Actor, Permission
from resmap.formats.entries import Entry
from resmap.formats.network_writer import network_document
from resmap.formats.standards import Listed, leaving, write_geojson, write_hsds_csv, write_hsds_json
from resmap.store import Database, OfferRecord, UnitOfWork, offers, register
from resmap.store.queries import exports, imports
from resmap.words.catalogue import has
from resmap.words.sentences import say


class Format(StrEnum):
    """What the register can be written as; the spelling is that of ``resmap export --as``."""

    XLSX = "xlsx"
    HSDS_JSON = "hsds-json"
    HSDS_CSV = "hsds-csv"
    GEOJSON = "geojson"
    NETWORK = "network"


#: Formats for others: no resident is in them. The network format is the neighbourhood itself.
FOR_OTHERS = (Format.XLSX, Format.HSDS_JSON, Format.HSDS_CSV, Format.GEOJSON)

MEDIA = {
    Format.XLSX: ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
    Format.HSDS_JSON: ("application/json", "json"),
    Format.HSDS_CSV: ("application/zip", "zip"),
    Format.GEOJSON: ("application/geo+json", "geojson"),
    Format.NETWORK: ("application/json", "json"),
}


class Reason(StrEnum):
    """Why a file is taken out (P-13): a code, since the history keeps no free text."""

    EDIT = "edit"
    CALLS = "calls"
    PARTNER = "partner"
    REPORT = "report"
    MAP = "map"
    KEEPING = "keeping"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries: of one ``dong``, of a ``kind`` (prefix), only those that somebody ``verified``."""

    dong: str | None = None
    kind: str | None = None
    verified: bool = False


@dataclass(frozen=True)
class Exported:
    """A file that left. ``count`` entries are in it."""

    data: bytes
    media: str
    name: str
    count: int


def export(
    database: Database,
    actor: Actor,
    format: Format,
    today: date,
    *,
    wanted: Wanted = Wanted(),
    reason: Reason | None = None,
) -> Exported:
    """The register as a file of that format. ``reason`` is asked of who works at a page; the commands on
    the server act as its administrator. Raises NotAllowed without the right to take files out."""
    actor.require(Permission.REGISTER_EXPORT)
    format = Format(format)
    with database.read(actor) as uow:
        if format is Format.NETWORK:
            document = _network(uow, today)
            data, count = json.dumps(document, ensure_ascii=False, indent=1).encode(), len(document["offers"])
        else:
            going = list(leaving(listed(uow, today, wanted), secret=format in (Format.HSDS_JSON, Format.HSDS_CSV)))
            if format is Format.GEOJSON:
                going = [one for one in going if one.offer.place.point is not None]
            data, count = _written(uow, format, going, today, wanted), len(going)
        facts = {"format": format.value, "offers": count, "reason": reason and Reason(reason).value}
        narrowed = {"dong": wanted.dong, "kind": wanted.kind, "verified": wanted.verified or None}
        uow.event(EventKind.EXPORTED, facts=facts | {name: value for name, value in narrowed.items() if value})
        uow.commit()
    media, ending = MEDIA[format]
    return Exported(data, media, _file_name(today, wanted, format, ending), count)


def export_network(database: Database, actor: Actor, today: date) -> dict[str, Any]:
    """The register as a ``resmap-network/1`` document, with the ids of the files it came from
    where they are clear. Never a resident's phone, never where a secret offer is."""
    actor.require(Permission.REGISTER_READ)
    with database.read(actor) as uow:
        document = _network(uow, today)
        uow.event(EventKind.EXPORTED, facts={"format": "network", "offers": len(document["offers"])})
        uow.commit()
    return document


def _network(uow: UnitOfWork, today: date) -> dict[str, Any]:
    network, refs = register.network(uow, today), imports.short_refs(uow)
    return network_document(network, lambda id_: refs.get(id_, id_))


def listed(uow: UnitOfWork, today: date, wanted: Wanted = Wanted()) -> Iterator[Listed]:
    """The entries that stand, with their upkeep, in the order of their ids; residents are not among them."""
    changed, others = exports.last_changes(uow), exports.merged_into(uow)
    for record in exports.leaving(uow, dong=wanted.dong, kind=wanted.kind, verified=wanted.verified):
        one = listed_of(record, today)
        yield replace(
            one,
            changed_at=changed.get(record.id, record.created_at),
            other_ids=tuple(others.get(record.id, ())),
        )


def listed_of(record: OfferRecord, today: date) -> Listed:
    """One entry as a file may be made of it. Its status is the entry's own, not what today makes of it."""
    offer = replace(offers.value(record, today), needs=record.needs, status=record.status)
    organisation, department = record.organisation, record.department
    beyond = {
        name: getattr(record, name)
        for name in (
            "schedules", "cost", "website", "email", "ends_on", "capacity_groups", "particulars", "proposed_needs"
        )
        if getattr(record, name) not in (None, [], {}, "")
    }  # fmt: skip
    return Listed(
        entry=Entry(record.id, offer, record.address, beyond=beyond, organisation_number=organisation.number),
        revision=record.revision,
        organisation_id=organisation.id,
        department_id=department and department.id,
        organisation_name_en=organisation.name_en,
        closed=organisation.closed_on is not None and organisation.closed_on <= today,
        review=record.review.value,
        for_whom=for_whom(offer),
    )


def for_whom(offer: Offer, locale: str = "ko") -> str:
    """Who may have it, in one line; empty for everybody."""
    rules = offer.eligibility
    low, high = rules.age_min or None, rules.age_max if rules.age_max is not None and rules.age_max < 120 else None
    said = []
    if low is not None and high is not None:
        said.append(say("match.age.between", locale, low=low, high=high))
    elif low is not None:
        said.append(say("match.age.from", locale, low=low))
    elif high is not None:
        said.append(say("match.age.to", locale, high=high))
    if rules.sex:
        said.append(say(f"match.sex.{rules.sex.value}", locale))
    if rules.income_max is not None:
        said.append(say("register.for.income", locale, percent=rules.income_max))
    for name, words in (("requires", rules.requires), ("excludes", rules.excludes)):
        if words:
            said.append(say(f"register.for.{name}", locale, facts=[_fact(one, locale) for one in sorted(words)]))
    return " · ".join(said)


def _fact(word: str, locale: str) -> str:
    key = f"match.fact.{word}"
    return say(key, locale) if has(key) else word


def _written(uow: UnitOfWork, format: Format, going: list[Listed], today: date, wanted: Wanted) -> bytes:
    if format is Format.HSDS_JSON:
        return b"".join(write_hsds_json(going))
    if format is Format.HSDS_CSV:
        return write_hsds_csv(going)
    if format is Format.GEOJSON:
        return b"".join(write_geojson(going))
    from resmap.flows.sheets import sheet_of  # xlsxwriter comes with it

    return sheet_of(uow, going, today, wanted.dong)


def _file_name(today: date, wanted: Wanted, format: Format, ending: str) -> str:
    parts = ["resmap", wanted.dong or "", format.value if ending in ("zip", "json") else "", today.isoformat()]
    return f"{'-'.join(filter(None, parts))}.{ending}"


