"""What an import compares a file with: everything of a source, gone entries included."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import lazyload

from resmap.domain.codes import Review
from resmap.store.blind import phone_index
from resmap.store.records import (
    DepartmentRecord,
    DoNotContactRecord,
    ImportBatchRecord,
    OfferRecord,
    OrganisationRecord,
    PartyRecord,
    SourceMappingRecord,
    TieRecord,
)
from resmap.store.turns import take_turn

#: So many values stand in one IN list: SQLite knows 32,766 parameters, an index likes fewer.
SOME = 500


def queue(uow) -> None:
    """Wait for the import that is going on: two of one source would make the same entries twice."""
    take_turn(uow, "import")


def known(uow, source: str, keys: Iterable[str], *, lock: bool = False) -> dict[str, dict[str, Any]]:
    """Entries of a source by key, taken out ones included, as plain rows: attributes of OfferRecord,
    ``organization`` and ``department`` by name. ``lock``: nobody changes them before the commit."""
    offers, organisations, departments = OfferRecord, OrganisationRecord, DepartmentRecord
    columns = [column.label(f"o_{name}") for name, column in _columns().items()]
    query = (
        select(*columns, organisations.name.label("organization"), departments.name.label("department"))
        .select_from(OfferRecord.__table__)
        .join(organisations.__table__, organisations.__table__.c.id == offers.__table__.c.organisation_id)
        .outerjoin(departments.__table__, departments.__table__.c.id == offers.__table__.c.department_id)
        .order_by(offers.__table__.c.id)
    )
    if lock:
        query = query.with_for_update(of=offers.__table__)
    table = OfferRecord.__table__.c
    found: dict[str, dict[str, Any]] = {}
    for some in _parts(keys):
        rows = uow.session.connection().execute(query.where(table.source == source, table.source_key.in_(some)))
        for row in rows.mappings():
            values = {name.removeprefix("o_"): value for name, value in row.items()}
            found[values["source_key"]] = values
    return found


def _stands(source: str):
    """Entries of a source that a file can let vanish: what was withdrawn or merged is gone already."""
    table = OfferRecord.__table__.c
    return and_(
        table.source == source,
        table.source_key.is_not(None),
        table.voided_at.is_(None),
        table.review.not_in([Review.WITHDRAWN, Review.MERGED]),
    )


def keys_of(uow, source: str, gu: str | None) -> Iterator[tuple[str, str, str, date | None]]:
    """(id, key, name, missing since) of every entry of a source that stands in the register, of one gu if given."""
    table = OfferRecord.__table__.c
    query = select(table.id, table.source_key, table.name, table.missing_since).where(_stands(source))
    if gu is not None:
        query = query.where(table.sigungu == gu)
    for row in uow.session.connection().execute(query.order_by(table.id).execution_options(yield_per=1000)):
        yield row.id, row.source_key, row.name, row.missing_since


def known_keys(uow, source: str, keys: Iterable[str]) -> set[str]:
    """Those of the keys that the register knows of this source, taken out and merged entries included."""
    table = OfferRecord.__table__.c
    found: set[str] = set()
    for some in _parts(keys):
        query = select(table.source_key).where(table.source == source, table.source_key.in_(some))
        found.update(uow.session.connection().scalars(query))
    return found


def open_names(uow, source: str) -> Iterator[tuple[str, str]]:
    """(key, folded name) of the entries of a source, taken out and merged ones included, that tell their place;
    residents are none of them."""
    table = OfferRecord.__table__.c
    query = select(table.source_key, table.name_folded).where(
        table.source == source,
        table.source_key.is_not(None),
        table.location_secret.is_(False),
        table.kind.not_like("H1%"),
    )
    for row in uow.session.connection().execute(query.order_by(table.id).execution_options(yield_per=1000)):
        yield row.source_key, row.name_folded


def secret_names(uow) -> dict[str, str | None]:
    """Folded name -> line to ask (None where none is known) of the places that must not be known."""
    table = OfferRecord.__table__.c
    query = select(table.name_folded, table.access_line).where(
        table.location_secret.is_(True), table.voided_at.is_(None)
    )
    found: dict[str, str | None] = {}
    for row in uow.session.connection().execute(query.order_by(table.id)):
        found[row.name_folded] = found.get(row.name_folded) or row.access_line
    return found


def stood_for(uow, source: str) -> Iterator[tuple[str, str]]:
    """(key, id of the entry that stands for it) of the entries of a source that were merged into another."""
    table = OfferRecord.__table__.c
    into = dict(uow.session.connection().execute(select(table.id, table.merged_into).where(
        table.merged_into.is_not(None))).all())  # fmt: skip
    query = select(table.source_key, table.id).where(
        table.source == source, table.source_key.is_not(None), table.merged_into.is_not(None)
    )
    for key, id_ in uow.session.connection().execute(query):
        seen: set[str] = set()
        while id_ in into and id_ not in seen:
            seen.add(id_)
            id_ = into[id_]
            yield key, id_


@dataclass(frozen=True)
class Identity:
    """By what an entry is known again in another edition; ``number`` is its organisation's."""

    id: str
    key: str
    name_folded: str
    address: str | None
    phone: str | None
    number: str | None


def identities(uow, ids: Iterable[str]) -> Iterator[Identity]:
    """Those of the entries that may be compared with others: no resident's, none whose place must not be known."""
    table, units = OfferRecord.__table__.c, OrganisationRecord.__table__.c
    query = (
        select(table.id, table.source_key, table.name_folded, table.address, table.public_phone, units.number)
        .join_from(OfferRecord.__table__, OrganisationRecord.__table__, units.id == table.organisation_id)
        .where(table.location_secret.is_(False), table.kind.not_like("H1%"))
    )
    for some in _parts(ids):
        for row in uow.session.connection().execute(query.where(table.id.in_(some)).order_by(table.id)):
            yield Identity(*row)


def count_of(uow, source: str, gu: str | None) -> int:
    """How many entries of a source stand in the register and were in its last file."""
    table = OfferRecord.__table__.c
    query = select(func.count()).where(
        _stands(source),
        table.missing_since.is_(None),
    )
    if gu is not None:
        query = query.where(table.sigungu == gu)
    return uow.session.connection().scalar(query) or 0


def count_all(uow) -> int:
    """How many entries stand in the register."""
    table = OfferRecord.__table__.c
    return uow.session.connection().scalar(select(func.count()).where(table.voided_at.is_(None))) or 0


def by_ids_to_mark(uow, ids: Iterable[str], *, lock: bool) -> list[dict[str, Any]]:
    """Entries by id as plain rows, for a mark on many."""
    table = OfferRecord.__table__
    query = select(*[column.label(f"o_{name}") for name, column in _columns().items()]).order_by(table.c.id)
    if lock:
        query = query.with_for_update(of=table)
    found: list[dict[str, Any]] = []
    for some in _parts(ids):
        rows = uow.session.connection().execute(query.where(table.c.id.in_(some))).mappings()
        found += [{name.removeprefix("o_"): value for name, value in row.items()} for row in rows]
    return found


def record(uow, offer_id: str) -> OfferRecord | None:
    """The entry as a record, taken out or not, locked until the commit."""
    query = select(OfferRecord).where(OfferRecord.id == offer_id).options(lazyload("*"))
    return uow.session.scalar(query.with_for_update().execution_options(include_voided=True, populate_existing=True))


def organisations_named(uow, names: Iterable[str]) -> dict[str, tuple[str, str | None]]:
    """name -> (id, registration number) of the organisations that the register knows."""
    table = OrganisationRecord.__table__.c
    found: dict[str, tuple[str, str | None]] = {}
    for some in _parts(names):
        rows = uow.session.connection().execute(select(table.name, table.id, table.number).where(table.name.in_(some)))
        found |= {row.name: (row.id, row.number) for row in rows}
    return found


def departments_of(uow, organisations: Iterable[str]) -> dict[tuple[str, str], str]:
    """(organisation's id, name) -> id of the departments of these organisations."""
    table = DepartmentRecord.__table__.c
    found: dict[tuple[str, str], str] = {}
    for some in _parts(organisations):
        query = select(table.organisation_id, table.name, table.id).where(table.organisation_id.in_(some))
        found |= {(row.organisation_id, row.name): row.id for row in uow.session.connection().execute(query)}
    return found


def name_counts(uow, folded: Iterable[str]) -> dict[tuple[str, str | None], int]:
    """(folded name, gu) -> how many entries that tell their place have both, for names out of these."""
    table = OfferRecord.__table__.c
    found: dict[tuple[str, str | None], int] = {}
    for some in _parts(folded):
        query = (
            select(table.name_folded, table.sigungu, func.count().label("n"))
            .where(table.name_folded.in_(some), table.voided_at.is_(None), table.location_secret.is_(False))
            .group_by(table.name_folded, table.sigungu)
        )
        found |= {(row.name_folded, row.sigungu): row.n for row in uow.session.connection().execute(query)}
    return found


def was_imported(uow, source: str, gu: str | None) -> bool:
    """Whether the source was imported before with the same choice of gu."""
    reports = uow.session.scalars(select(ImportBatchRecord.report).where(ImportBatchRecord.source == source))
    return any((report or {}).get("gu") == gu for report in reports)


def mapping_of(uow, source: str | None, fingerprint: str) -> SourceMappingRecord | None:
    """What somebody said these columns mean: for this source, else for a table with the same header."""
    table = SourceMappingRecord
    if source:
        found = uow.session.scalar(select(table).where(table.source == source))
        if found is not None and found.fingerprint == fingerprint:
            return found
    newest = select(table).where(table.fingerprint == fingerprint).order_by(table.id.desc()).limit(1)
    return uow.session.scalar(newest)


def mapping_named(uow, source: str) -> SourceMappingRecord | None:
    """The mapping kept for a source, whatever its header was."""
    return uow.session.scalar(select(SourceMappingRecord).where(SourceMappingRecord.source == source))


@dataclass(frozen=True)
class LeftAlone:
    """Who asked not to be contacted, as an import knows them again."""

    entries: frozenset[str]
    phones: frozenset[str]
    names: frozenset[tuple[str, str | None]]
    _index: Any

    def holds(self, name_folded: str, dong: str | None, phone: str | None) -> bool:
        """Whether a new entry of that name and dong, or with that phone, is one of them."""
        if (name_folded, dong) in self.names:
            return True
        return bool(phone and self.phones and self._index(phone) & self.phones)


def left_alone(uow, today: date) -> LeftAlone:
    """Everybody who does not want to be contacted on that day."""
    rows = [
        one
        for one in uow.session.scalars(select(DoNotContactRecord))
        if one.until is None or today <= one.until
    ]
    offices = {one.office_id for one in rows}

    def index(phone: str) -> frozenset[str]:
        return frozenset(filter(None, (phone_index(uow.database.ring, office, phone) for office in offices)))

    return LeftAlone(
        entries=frozenset(one.offer_id for one in rows if one.offer_id),
        phones=frozenset(one.phone_index for one in rows if one.phone_index),
        names=frozenset((one.name_folded, one.dong) for one in rows if one.name_folded),
        _index=index,
    )


def departments(uow) -> dict[tuple[str, str], DepartmentRecord]:
    """All departments by (organisation's id, name)."""
    rows = uow.session.scalars(select(DepartmentRecord))
    return {(row.organisation_id, row.name): row for row in rows}


def parties_by_source(uow, source: str) -> dict[str, PartyRecord]:
    """All parties of a source by their key there, voided ones included."""
    rows = uow.session.scalars(
        select(PartyRecord)
        .where(PartyRecord.source == source)
        .execution_options(include_voided=True)
    )
    return {row.source_key: row for row in rows if row.source_key is not None}


def known_ties(uow) -> set[tuple[str, str, str]]:
    """(source id, target id, kind) of all ties, voided ones included: a removed tie stays removed."""
    rows = uow.session.execute(
        select(TieRecord.source_id, TieRecord.target_id, TieRecord.kind).execution_options(
            include_voided=True
        )
    )
    return {(row.source_id, row.target_id, row.kind.value) for row in rows}


def short_refs(uow) -> dict[str, str]:
    """Id of an offer or party -> the id it had in its file, where that is clear in the whole register."""
    pairs: list[tuple[str, str]] = []
    for record in (OfferRecord, PartyRecord):
        rows = uow.session.execute(
            select(record.id, record.short_ref).where(record.short_ref.is_not(None))
        )
        pairs += [(row.id, row.short_ref) for row in rows]
    seen: dict[str, int] = {}
    for _, ref in pairs:
        seen[ref] = seen.get(ref, 0) + 1
    return {id_: ref for id_, ref in pairs if seen[ref] == 1}


def _columns() -> Mapping[str, Any]:
    """attribute -> column of an entry."""
    return {one.key: one.columns[0] for one in OfferRecord.__mapper__.column_attrs}


def _parts(values: Iterable[str]) -> Iterator[list[str]]:
    wanted = sorted(set(values))
    for start in range(0, len(wanted), SOME):
        yield wanted[start : start + SOME]
