"""What an import compares a file with: everything of a source, gone entries included."""

from collections.abc import Iterable

from sqlalchemy import or_, select

from resmap.store.records import DepartmentRecord, OfferRecord, PartyRecord, TieRecord


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


def with_names(uow, folded: Iterable[str]) -> list[OfferRecord]:
    """Offers whose folded name is one of these, to notice the same place in two lists."""
    wanted = sorted(set(folded))
    found: list[OfferRecord] = []
    for start in range(0, len(wanted), 500):
        some = or_(OfferRecord.name_folded.in_(wanted[start : start + 500]))
        found += uow.session.scalars(select(OfferRecord).where(some))
    return found
