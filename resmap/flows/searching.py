"""Searching the register by what somebody types: a name, part of it, a slip, an organisation, or what is needed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from resmap.domain import spoken, taxonomy
from resmap.domain.korean import initials as initials_of
from resmap.domain.searching import Hit, query_of, ranked
from resmap.store import OfferRecord, Page, Search, UnitOfWork, offers
from resmap.store.queries import searching

#: Need codes that a text may mean; weaker ones are not asked.
MOST_NEEDS, WEAKEST = 4, 0.35


@dataclass(frozen=True)
class Found:
    """One page of what was found, with the reason of each entry by its id."""

    page: Page[OfferRecord]
    why: Mapping[str, Hit]


def by_text(uow: UnitOfWork, text: str, wanted: Search, *, page: int = 1, size: int = 25) -> Found:
    """Entries that answer the text, the best first, within the other filters of ``wanted``.

    The caller asked for the permission. Spaces never count; a slip of typing, another
    order of words, and words for what is needed are understood. At most
    ``searching.MOST`` entries are weighed.
    """
    query = query_of(text, needs_meant(text))
    typed = initials_of(query.folded) if len(query.folded) >= 2 else ""
    found = searching.candidates(uow, replace(wanted, text="", initials=""), query, typed)
    hits = ranked(query, found)
    last = max(1, -(-len(hits) // size))
    page = min(max(page, 1), last)
    shown = hits[(page - 1) * size : page * size]
    records = offers.by_ids(uow, [hit.id for hit in shown])
    rows = tuple(records[hit.id] for hit in shown if hit.id in records)
    return Found(Page(rows, len(hits), page, size), {hit.id: hit for hit in shown})


def needs_meant(text: str) -> dict[str, float]:
    """Need codes that the words mean, with 0..1 by how sure that is."""
    said = spoken.suggest(text, MOST_NEEDS) if text.strip() else ()
    best = max((one.score for one in said), default=0.0)
    if not best:
        return {}
    return {one.code: one.score / best for one in said if one.score / best >= WEAKEST and taxonomy.is_need(one.code)}
