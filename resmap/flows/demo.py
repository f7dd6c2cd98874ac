"""The invented neighbourhood into a fresh database: nothing of it is real, and it says so.

The dates of the files are moved by one number of days, so that their "today"
becomes the real one and nothing is stale by the calendar alone. Filling twice
changes nothing; a database that somebody works in is never filled.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from resmap.domain.codes import CheckMethod, ListingScope, Review
from resmap.domain.events import EventKind
from resmap.domain.listing import is_resident
from resmap.domain.network import LISTED_UNTIL, Network, Offer
from resmap.domain.permissions import Role
from resmap.flows.demo_cases import CaseFiller
from resmap.flows.demo_casework import CaseworkFiller
from resmap.flows.importing.applying import enter, enter_network
from resmap.flows.passwords import hash_password
from resmap.formats.entries import entries_of
from resmap.formats.network import network_from
from resmap.store import (
    Database,
    DongRecord,
    ImportBatchRecord,
    ListingConsentRecord,
    OfferRecord,
    OfficeRecord,
    UnitOfWork,
    UserRecord,
    accounts,
    history,
)
from resmap.store.queries.imports import parties_by_source

SOURCE = "demo"
#: Marks a database as the demo's, whatever version of the files it was filled from.
MARK = hashlib.sha256(b"resmap-demo/1").hexdigest()

#: The people as they came: nobody has worked on their cases yet.
NO_CASEWORK: dict = {"cases": (), "conferences": ()}

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


class NotFresh(Exception):
    """The database is in use: invented people must not stand beside real ones."""


@dataclass(frozen=True, slots=True)
class Account:
    """A login of the demo, to be told to whoever starts it."""

    login: str
    name: str
    name_en: str
    title: str
    title_en: str


@dataclass(frozen=True, slots=True)
class Files:
    """The demo's documents, their dates moved so that today is ``today``."""

    today: date
    network: Network
    reviews: Mapping[str, str]
    cases: tuple[dict, ...]
    users: tuple[dict, ...]
    password: str
    place: dict
    casework: dict


def read(folder: Path, today: date) -> Files:
    """Read the demo's files from ``config.demo_folder()``."""
    home = folder / "gwangjin"
    network = _json(home / "network.json")
    days = today - date.fromisoformat(network["today"])
    moved = shifted(network, days)
    users = _json(home / "users.json")
    return Files(
        today=today,
        network=network_from(moved).value,
        reviews={offer["id"]: offer["review"] for offer in network["offers"]},
        cases=tuple(shifted(_json(home / "cases.json")["cases"], days)),
        users=tuple(users["users"]),
        password=users["password"],
        place=_json(home / "dongs.json"),
        casework=shifted(_json(home / "casework.json"), days),
    )


def accounts_of(files: Files) -> list[Account]:
    """Who may log in to the demo."""
    return [
        Account(one["login"], one["name"], one["name_en"], one["title"], one["title_en"]) for one in files.users
    ]


def fill(database: Database, files: Files) -> bool:
    """Fill the database; False if the demo stands in it already. Raises NotFresh."""
    if _is_filled(database):
        return False
    hashed = {one["login"]: hash_password(files.password) for one in files.users}  # slow: before, not inside
    with database.write() as uow:
        uow.as_system()
        if accounts.office(uow) is not None:  # somebody was faster
            raise NotFresh
        office = _furnish_office(uow, files)
        users = _add_users(uow, files, office, hashed)
        ids = _fill_register(uow, files, users["supervisor"])
        uow.flush()
        filler = CaseFiller(uow, files.network, ids, office.id, {name: one.id for name, one in users.items()})
        for document in files.cases:
            filler.add(document)
        logins = {name: one.id for name, one in users.items()}
        CaseworkFiller(uow, office.id, logins, filler.cases, filler.needs, filler.members).fill(files.casework)
        uow.queue(sorted(filler.events, key=lambda event: event["at"]))
        uow.add(ImportBatchRecord(source=SOURCE, digest=MARK, counts={"offers": len(files.network.offers)}))
        uow.event(EventKind.IMPORTED, facts={"source": SOURCE, "created": len(files.network.offers)})
        uow.commit()
    return True


def shifted(value: Any, days: timedelta) -> Any:
    """The document with every date in it moved; a text that is not just a date stays as it is."""
    if isinstance(value, dict):
        return {key: shifted(inner, days) for key, inner in value.items()}
    if isinstance(value, list):
        return [shifted(inner, days) for inner in value]
    if isinstance(value, str) and _DATE.fullmatch(value):
        return (date.fromisoformat(value) + days).isoformat()
    return value


def _is_filled(database: Database) -> bool:
    with database.read() as uow:
        if history.import_batch(uow, SOURCE, MARK) is not None:
            return True
        if accounts.office(uow) is not None or accounts.users(uow):
            raise NotFresh
    return False


def _furnish_office(uow: UnitOfWork, files: Files) -> OfficeRecord:
    place = files.place
    for one in place["dongs"]:
        uow.add(
            DongRecord(
                code=one["code"],
                name=one["name"],
                name_en=one["name_en"],
                sido=place["sido"],
                sigungu=place["sigungu"],
                lat=one["centroid"]["lat"],
                lon=one["centroid"]["lon"],
            )
        )
    return uow.add(
        OfficeRecord(
            name=f"{place['sigungu']} 통합사례관리(연습용)",
            name_en=f"{place['sigungu_en']} case management (demo)",
            sido=place["sido"],
            sigungu=place["sigungu"],
        )
    )


def _add_users(uow: UnitOfWork, files: Files, office: OfficeRecord, hashed: dict) -> dict[str, UserRecord]:
    return {
        one["login"]: uow.add(
            UserRecord(
                login=one["login"],
                name=one["name"],
                name_en=one["name_en"],
                role=Role(one["role"]),
                office_id=office.id,
                organisation=one["organization"],
                dongs=tuple(one["dongs"]),
                password_hash=hashed[one["login"]],
            )
        )
        for one in files.users
    }


def _fill_register(uow: UnitOfWork, files: Files, supervisor: UserRecord) -> dict[str, str]:
    """Offers, parties and ties; verified where the file says so. Answers ids by the files' ids."""
    done = enter(uow, entries_of(files.network), SOURCE)
    enter_network(uow, files.network, SOURCE, done.ids)
    uow.flush()
    for offer in files.network.offers:
        record = uow.get(OfferRecord, done.ids[offer.id])
        record.review = Review(files.reviews[offer.id])
        if record.review is Review.VERIFIED:
            record.verified_on, record.verified_by = offer.verified_on, supervisor.id
            record.verified_revision = record.revision + 1  # the revision that this change makes
        if is_resident(offer.kind):
            uow.add(_consent_to_be_listed(record, offer, files.today))
    return done.ids | {key: record.id for key, record in parties_by_source(uow, SOURCE).items()}


def _consent_to_be_listed(record: OfferRecord, offer: Offer, today: date) -> ListingConsentRecord:
    """What an invented resident agreed to, to the day that their file names (P-25), given in person."""
    until = date.fromisoformat(offer.extra[LISTED_UNTIL])
    return ListingConsentRecord(
        offer_id=record.id,
        scopes=tuple(sorted(scope.value for scope in ListingScope)),
        since=min(offer.verified_on or today, today),
        until=until,
        how=CheckMethod.SITE,
    )


def _json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))
