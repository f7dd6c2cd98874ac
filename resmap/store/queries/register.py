"""The neighbourhood: the network for the rules, dongs, organisations, parties and ties."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import lazyload

from resmap.domain.codes import PartyKind, TieKind
from resmap.domain.conflict import stands
from resmap.domain.network import Network, Offer, Place, Tie, may_be_listed
from resmap.domain.permissions import NotFound
from resmap.domain.sames import Sames
from resmap.domain.standing_in import joined
from resmap.store.mapping import listing_value, offer_value, party_value, tie_value
from resmap.store.queries import accounts, trainings, upkeep
from resmap.store.records import (
    CounterRecord,
    DepartmentRecord,
    DongRecord,
    OfferRecord,
    OrganisationRecord,
    PartyRecord,
    ResourceConflictRecord,
    TieRecord,
)
from resmap.store.saving import REGISTER, TOUCHED


def network(uow, today: date) -> Network:
    """The whole neighbourhood as rules see it, kept until the register changes.

    Entries that nobody verified are in it without a date, so that the gate STALE
    keeps them from being suggested. Residents who no longer agree to be listed are
    left out of its parties; their ties stay, because a block spreads along them.
    """
    uow.flush()
    stamp = (counter(uow), today)
    is_shared = not uow.session.info.get(TOUCHED)  # what is not committed is nobody else's
    known = uow.database.networks.get("network")
    if is_shared and known is not None and known[0] == stamp:
        return known[1]
    built = _build(uow, today)
    if is_shared:
        uow.database.networks["network"] = (stamp, built)
    return built


def counter(uow) -> int:
    """Moves with every change of the register."""
    value = uow.session.scalar(select(CounterRecord.value).where(CounterRecord.name == REGISTER))
    return value or 0


def sames(uow) -> Sames:
    """Which entries were merged into which."""
    uow.flush()
    rows = uow.session.execute(
        select(OfferRecord.id, OfferRecord.merged_into).where(OfferRecord.merged_into.is_not(None))
    )
    return Sames({row.id: row.merged_into for row in rows})


def setting(uow) -> Place:
    """The sido and sigungu of the office."""
    office = accounts.office(uow)
    return Place() if office is None else Place(office.sido, office.sigungu)


def dongs(uow) -> list[DongRecord]:
    return list(uow.session.scalars(select(DongRecord).order_by(DongRecord.name)))


def organisations(uow) -> list[OrganisationRecord]:
    return list(uow.session.scalars(select(OrganisationRecord).order_by(OrganisationRecord.name)))


def organisation_named(uow, name: str, *, sector: str | None = None) -> OrganisationRecord:
    """The organisation of that name, added if it is new."""
    uow.flush()
    found = uow.session.scalar(select(OrganisationRecord).where(OrganisationRecord.name == name))
    return found or uow.add(OrganisationRecord(name=name, sector=sector))


def department_named(uow, organisation: OrganisationRecord, name: str) -> DepartmentRecord:
    """The department of that name in the organisation, added if it is new."""
    uow.flush()
    found = uow.session.scalar(
        select(DepartmentRecord).where(
            DepartmentRecord.organisation_id == organisation.id, DepartmentRecord.name == name
        )
    )
    return found or uow.add(DepartmentRecord(organisation_id=organisation.id, name=name))


def party(uow, party_id: str) -> PartyRecord:
    """The party; raises NotFound."""
    found = uow.get(PartyRecord, party_id)
    if found is None:
        raise NotFound("PartyRecord")
    return found


def ties_of(uow, *ids: str) -> list[TieRecord]:
    """All ties that start or end at any of these offers or parties."""
    ends = or_(TieRecord.source_id.in_(ids), TieRecord.target_id.in_(ids))
    return list(uow.session.scalars(select(TieRecord).where(ends).order_by(TieRecord.id)))


def ties_on(uow, today: date, *ids: str) -> list[Tie]:
    """The ties that touch any of these entries on that day, as rules see them, in order of id."""
    return list(_ties(uow.session, today, *ids))


def tie(uow, source_id: str, target_id: str, kind: TieKind) -> TieRecord | None:
    """The tie of that kind between the two, if there is one."""
    return uow.session.scalar(
        select(TieRecord).where(
            TieRecord.source_id == source_id,
            TieRecord.target_id == target_id,
            TieRecord.kind == kind,
        )
    )


def add_tie(
    uow,
    source_id: str,
    target_id: str,
    kind: TieKind,
    *,
    both_ways: bool = False,
    strength: float = 0.5,
) -> TieRecord:
    """Add a tie; raises NotFound unless both ends are in the register."""
    uow.flush()
    if len(names_of(uow, (source_id, target_id))) != 2:
        raise NotFound("TieRecord")
    return uow.add(
        TieRecord(
            source_id=source_id,
            target_id=target_id,
            kind=kind,
            both_ways=both_ways,
            strength=strength,
        )
    )


def names_of(uow, ids: Iterable[str]) -> dict[str, str]:
    """Names of offers and parties by id; unknown ids are left out."""
    wanted = list(ids)
    found: dict[str, str] = {}
    for record in (OfferRecord, PartyRecord):
        rows = uow.session.execute(select(record.id, record.name).where(record.id.in_(wanted)))
        found |= {row.id: row.name for row in rows}
    return found


def _build(uow, today: date) -> Network:
    session = uow.session
    all_of = {"include_voided": True}
    organisations = {
        row.id: row
        for row in session.scalars(select(OrganisationRecord).execution_options(**all_of))
    }
    departments = {
        row.id: row.name
        for row in session.scalars(select(DepartmentRecord).execution_options(**all_of))
    }
    offers = session.scalars(
        select(OfferRecord)
        .options(lazyload("*"))
        .order_by(OfferRecord.id)
        .execution_options(**all_of)
    )
    listings = {id_: listing_value(one) for id_, one in upkeep.listings(uow).items()}
    lapsed = upkeep.lapsed_agreements(uow, today)
    same = sames(uow)
    lacking = trainings.lacking_of(uow, today, same)

    def value(offer: OfferRecord, stands_for: tuple[Offer, ...] = ()) -> Offer:
        return offer_value(
            offer,
            organisations[offer.organisation_id].name,
            departments.get(offer.department_id),
            today,
            listing=listings.get(offer.id),
            agreement_lapsed=offer.organisation_id in lapsed,
            lacks_training=lacking(offer),
            stands_for=stands_for,
        )

    records = list(offers)
    merged: dict[str, list[Offer]] = defaultdict(list)
    for record in records:
        if record.merged_into is not None:
            merged[same.standing(record.id)].append(value(record))
    return Network(
        today=today,
        setting=setting(uow),
        offers=tuple(value(record, tuple(merged.get(record.id, ()))) for record in records),
        ties=joined(_ties(session, today), same),
        parties=tuple(
            party_value(one)
            for one in session.scalars(select(PartyRecord).order_by(PartyRecord.id))
            if one.kind is not PartyKind.PERSON or may_be_listed(one.extra, today)
        ),
        closed_organizations=frozenset(
            one.name
            for one in organisations.values()
            if one.closed_on is not None and one.closed_on <= today
        ),
    )


def _ties(session, today: date, *ids: str) -> Iterable[Tie]:
    """The ties of the network, or those that touch ``ids``; of conflicts that the office keeps (R044) those that
    stand on that day."""
    row, ties, conflicts = ResourceConflictRecord, select(TieRecord), select(ResourceConflictRecord)
    if ids:
        ties = ties.where(or_(TieRecord.source_id.in_(ids), TieRecord.target_id.in_(ids)))
        conflicts = conflicts.where(or_(row.one_id.in_(ids), row.other_id.in_(ids)))
    kept = list(session.scalars(conflicts.order_by(row.id)))
    replaced = {one.tie_id for one in kept}
    for record in session.scalars(ties.order_by(TieRecord.id)):
        if record.id not in replaced:
            yield tie_value(record)
    for one in kept:
        if stands(one.since, one.ended_on, today):
            yield Tie(one.one_id, one.other_id, TieKind.CONFLICT, both_ways=True)
