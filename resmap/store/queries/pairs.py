"""Pairs of entries that may be one: what is compared, who waits to be looked at, what was said of whom."""

from collections import Counter
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, case, delete, func, or_, select
from sqlalchemy.orm import aliased, lazyload

from resmap.domain.codes import PairVerdict, Review
from resmap.domain.merging import Edge, Judgement, edge, words
from resmap.domain.permissions import NotFound
from resmap.store.queries.paging import Page, page_of
from resmap.store.records import (
    AnswerRecord,
    BlockRecord,
    CaseTieRecord,
    ConsentRecord,
    OfferChangeRecord,
    OfferRecord,
    OrganisationRecord,
    PairJudgementRecord,
    PairRecord,
    ReferralRecord,
    ServiceRecord,
)

#: Columns in which two entries are compared; a change of another says nothing new of a pair.
COMPARED = frozenset(
    {"name", "kind", "public_phone", "address", "sigungu", "dong", "lat", "lon", "organisation_id"}
)

#: So many ids stand in one IN.
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Compared:
    """What is compared of an entry, and the revision it was read at."""

    id: str
    revision: int
    name: str
    kind: str
    phone: str | None
    address: str | None
    sigungu: str | None
    lat: float | None
    lon: float | None
    organisation: str
    organisation_number: str | None
    organisation_id: str
    department_id: str | None
    source: str | None


def _comparable(offer=OfferRecord):
    """Neither secret nor a resident (P-21, P-25), and still in the register."""
    return and_(
        offer.location_secret.is_(False),
        offer.kind.not_like("H1%"),
        offer.review.not_in([Review.WITHDRAWN, Review.MERGED]),
        offer.voided_at.is_(None),
    )


def is_comparable(record: OfferRecord) -> bool:
    """The same of one record."""
    in_register = record.voided_at is None and record.review not in (Review.WITHDRAWN, Review.MERGED)
    return in_register and not record.location_secret and not record.kind.startswith("H1")


_COLUMNS = (
    OfferRecord.id,
    OfferRecord.revision,
    OfferRecord.name,
    OfferRecord.kind,
    OfferRecord.public_phone,
    OfferRecord.address,
    OfferRecord.sigungu,
    OfferRecord.lat,
    OfferRecord.lon,
    OrganisationRecord.name,
    OrganisationRecord.number,
    OfferRecord.organisation_id,
    OfferRecord.department_id,
    OfferRecord.source,
)


def compared(uow, ids: Iterable[str] | None = None) -> list[Compared]:
    """What is compared of these entries (None: of all that may be), in order of id; the others are left out."""
    uow.flush()
    query = (
        select(*_COLUMNS)
        .join(OrganisationRecord, OrganisationRecord.id == OfferRecord.organisation_id)
        .where(_comparable())
        .order_by(OfferRecord.id)
    )
    if ids is None:
        return [Compared(*row) for row in uow.session.execute(query)]
    wanted = sorted(set(ids))
    chunks = (wanted[at : at + _AT_ONCE] for at in range(0, len(wanted), _AT_ONCE))
    return [Compared(*row) for chunk in chunks for row in uow.session.execute(query.where(OfferRecord.id.in_(chunk)))]


def look_like(
    uow,
    *,
    pieces: Sequence[str] = (),
    phones: Sequence[str] = (),
    addresses: Sequence[str] = (),
    point: tuple[float, float] | None = None,
    most: int = 400,
) -> list[Compared]:
    """Entries that share anything with what is told: a piece of the folded name, a number (digits), a piece of
    the address, or the spot (some hundred metres around). Quick, and wide enough for a comparison to choose from.

    What is rarest comes first: the number, the address, the spot, then the pieces in their order.
    """
    offer = OfferRecord
    digits = offer.public_phone
    for sign in ("-", " ", ")", "(", "."):
        digits = func.replace(digits, sign, "")
    around = None
    if point is not None:
        lat, lon = point
        around = and_(offer.lat.between(lat - 0.0015, lat + 0.0015), offer.lon.between(lon - 0.002, lon + 0.002))
    steps = [
        *(digits.contains(number, autoescape=True) for number in phones),
        *(func.replace(offer.address, " ", "").contains(text, autoescape=True) for text in addresses),
        *([] if around is None else [around]),
        *(offer.name_folded.contains(piece, autoescape=True) for piece in pieces),
    ]
    if not steps:
        return []
    rarest = case(*((step, at) for at, step in enumerate(steps)))
    ids = select(offer.id).where(_comparable(), or_(*steps)).order_by(rarest, offer.id).limit(most)
    return compared(uow, uow.session.scalars(ids))


# ── waiting to be looked at ──────────────────────────────────────────────────


def keep(uow, ids: Iterable[str] | None, found: Iterable[PairRecord]) -> None:
    """Put these pairs in the place of all that touch one of ``ids`` (None: of all)."""
    uow.flush()
    if ids is None:
        uow.session.execute(delete(PairRecord))
    else:
        wanted = sorted(set(ids))
        for at in range(0, len(wanted), _AT_ONCE):
            chunk = wanted[at : at + _AT_ONCE]
            touching = or_(PairRecord.a_id.in_(chunk), PairRecord.b_id.in_(chunk))
            uow.session.execute(delete(PairRecord).where(touching))
    uow.add_all(found)
    uow.flush()


def keep_unmoved(uow, found: Iterable[PairRecord], moved: Set[str]) -> None:
    """Put these pairs in the place of all, but for those that touch one of ``moved``: they stay as they are."""
    uow.flush()
    rows = uow.session.execute(select(PairRecord.id, PairRecord.a_id, PairRecord.b_id))
    gone = [id_ for id_, *ends in rows if moved.isdisjoint(ends)] if moved else None
    if gone is None:
        uow.session.execute(delete(PairRecord))
    for at in range(0, len(gone or ()), _AT_ONCE):
        uow.session.execute(delete(PairRecord).where(PairRecord.id.in_(gone[at : at + _AT_ONCE])))
    uow.add_all(one for one in found if one.a_id not in moved and one.b_id not in moved)
    uow.flush()


def revisions(uow) -> dict[str, int]:
    """id -> revision of everything that may be compared."""
    uow.flush()
    query = select(OfferRecord.id, OfferRecord.revision).where(_comparable())
    return {row.id: row.revision for row in uow.session.execute(query)}


def waiting(uow, *, dong: str | None = None, source: str | None = None, number: int = 1, size: int = 25) -> Page[PairRecord]:
    """One page of the pairs that nobody judged yet, the likeliest first."""
    query = _waiting(select(PairRecord), dong, source)
    return page_of(uow.session, query.order_by(PairRecord.score.desc(), PairRecord.a_id, PairRecord.b_id), number, size)


def count_waiting(uow) -> int:
    """How many pairs wait."""
    return uow.session.scalar(_waiting(select(func.count(PairRecord.id)), None, None)) or 0


def waiting_for(uow) -> Counter[str]:
    """id -> how many pairs with it wait; of entries that are compared no more none does."""
    query = _waiting(select(PairRecord.a_id, PairRecord.b_id), None, None)
    return Counter(id_ for ends in uow.session.execute(query) for id_ in ends)


def _waiting(query, dong: str | None, source: str | None):
    a, b = aliased(OfferRecord), aliased(OfferRecord)
    query = query.join(a, a.id == PairRecord.a_id).join(b, b.id == PairRecord.b_id)
    query = query.where(_comparable(a), _comparable(b))
    if dong:
        query = query.where(or_(a.dong == dong, b.dong == dong))
    if source:
        query = query.where(or_(a.source == source, b.source == source))
    return query


def pair(uow, one: str, other: str) -> PairRecord | None:
    """The pair of the two, if it waits."""
    a, b = edge(one, other)
    return uow.session.scalar(select(PairRecord).where(PairRecord.a_id == a, PairRecord.b_id == b))


# ── what was said ────────────────────────────────────────────────────────────


def said(uow) -> dict[Edge, Judgement]:
    """The last word on every pair that was judged."""
    row = PairJudgementRecord
    rows = uow.session.execute(select(row.id, row.a_id, row.b_id, row.verdict))
    return words(Judgement(id_, (a, b), verdict) for id_, a, b, verdict in rows)


def judgement(uow, judgement_id: str) -> PairJudgementRecord:
    """One judgement; raises NotFound."""
    found = uow.get(PairJudgementRecord, judgement_id)
    if found is None:
        raise NotFound("PairJudgementRecord")
    return found


def judgements(uow, ids: Iterable[str]) -> list[PairJudgementRecord]:
    """Judgements by id, the youngest first."""
    row = PairJudgementRecord
    return list(uow.session.scalars(select(row).where(row.id.in_(list(ids))).order_by(row.id.desc())))


def judged(uow, *, number: int = 1, size: int = 25) -> Page[PairJudgementRecord]:
    """All judgements, the youngest first."""
    row = PairJudgementRecord
    return page_of(uow.session, select(row).order_by(row.id.desc()), number, size)


def of_pair(uow, one: str, other: str) -> list[PairJudgementRecord]:
    """What was said of a pair, the youngest first."""
    a, b = edge(one, other)
    row = PairJudgementRecord
    return list(uow.session.scalars(select(row).where(row.a_id == a, row.b_id == b).order_by(row.id.desc())))


def last_by(uow, actor_id: str) -> PairJudgementRecord | None:
    """What this person said last, if it was not taken back."""
    row = PairJudgementRecord
    last = uow.session.scalar(select(row).where(row.created_by == actor_id).order_by(row.id.desc()).limit(1))
    return None if last is None or last.verdict is PairVerdict.UNDONE else last


def entries(uow, ids: Iterable[str]) -> dict[str, OfferRecord]:
    """Entries by id, taken out or not: what was said of them stays readable."""
    wanted = sorted(set(ids))
    found: dict[str, OfferRecord] = {}
    for at in range(0, len(wanted), _AT_ONCE):
        query = select(OfferRecord).where(OfferRecord.id.in_(wanted[at : at + _AT_ONCE]))
        found |= {row.id: row for row in uow.session.scalars(query.execution_options(include_voided=True)).unique()}
    return found


def changed_since(uow, seen: Iterable[tuple[str, int]]) -> frozenset[str]:
    """Those of the entries that were changed in a compared column after the revision that was seen."""
    known = dict(seen)
    row = OfferChangeRecord
    rows = uow.session.execute(select(row.offer_id, row.revision, row.after).where(row.offer_id.in_(list(known))))
    return frozenset(id_ for id_, revision, after in rows if revision > known[id_] and COMPARED & after.keys())


# ── merged entries ───────────────────────────────────────────────────────────


def merged_into(uow, standing: Iterable[str]) -> list[OfferRecord]:
    """The entries that were merged into these, in order of id."""
    ids = list(standing)
    query = select(OfferRecord).options(lazyload("*")).where(OfferRecord.merged_into.in_(ids)).order_by(OfferRecord.id)
    return list(uow.session.scalars(query))


def merges_of(uow, ids: Iterable[str], after: dict[str, int]) -> list[OfferChangeRecord]:
    """The changes of these entries after the revisions given, oldest first."""
    row = OfferChangeRecord
    rows = uow.session.scalars(select(row).where(row.offer_id.in_(list(ids))).order_by(row.id))
    return [one for one in rows if one.revision > after[one.offer_id]]


def changes(uow, ids: Iterable[str]) -> list[OfferChangeRecord]:
    """Changes by id, the youngest first."""
    row = OfferChangeRecord
    return list(uow.session.scalars(select(row).where(row.id.in_(list(ids))).order_by(row.id.desc())))


def cases_naming(uow, ids: Sequence[str]) -> dict[str, int]:
    """How many cases say anything of each entry; the number alone, of cases in anybody's scope."""
    named: dict[str, set[str]] = {id_: set() for id_ in ids}
    columns: tuple[tuple[Any, Any], ...] = (
        (ServiceRecord.case_id, ServiceRecord.offer_id),
        (ReferralRecord.case_id, ReferralRecord.offer_id),
        (AnswerRecord.case_id, AnswerRecord.offer_id),
        (BlockRecord.case_id, BlockRecord.offer_id),
        (ConsentRecord.case_id, ConsentRecord.recipient),
        (CaseTieRecord.case_id, CaseTieRecord.source_id),
        (CaseTieRecord.case_id, CaseTieRecord.target_id),
    )
    with uow.beyond_scope():
        for case, entry in columns:
            for case_id, id_ in uow.session.execute(select(case, entry).where(entry.in_(ids)).distinct()):
                named[id_].add(case_id)
    return {id_: len(cases) for id_, cases in named.items()}
