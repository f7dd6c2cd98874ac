"""A first look for a search: entries that share something with what was typed, the most first.

Plain SQL on both databases: one pass over the columns, no index of its own that
could fall behind the register. What is found is weighed by ``domain.searching``.
"""

from sqlalchemy import Integer, case, cast, func, or_, select
from sqlalchemy.orm import aliased

from resmap.domain.korean import fold
from resmap.domain.searching import Candidate, Query
from resmap.store.queries.offers import Search, narrowed
from resmap.store.records import DepartmentRecord, OfferRecord, OrganisationRecord

#: So many are weighed at most.
MOST = 300

#: Fewer digits are no telephone number.
SHORTEST_NUMBER = 4

#: So many words of what was typed are looked for in the text of an entry.
MOST_WORDS = 5


def candidates(uow, wanted: Search, query: Query, initials: str, *, most: int = MOST) -> list[Candidate]:
    """Entries (narrowed by the other filters of ``wanted``) whose name shares pairs of characters or
    initial consonants with what was typed, whose text has its words, or that answer a need it means;
    at most ``most``, those that share most first."""
    offer, house, unit = OfferRecord, aliased(OrganisationRecord), aliased(DepartmentRecord)
    has = _Has(uow)
    shared = cast(0, Integer)
    for gram in query.grams:
        shared = shared + 2 * has(offer.name_folded, gram)
    if initials:
        shared = shared + 2 * has(offer.initials, initials)
    text = _squeezed(house.name, offer.description, offer.address, offer.name_en)
    for word in {query.folded, *query.words[:MOST_WORDS]}:
        shared = shared + has(text, word)
    digits = "".join(char for char in query.folded if char.isdigit())
    if len(digits) >= SHORTEST_NUMBER and len(digits) == len(query.folded):
        shared = shared + 3 * has(func.replace(func.coalesce(offer.public_phone, ""), "-", ""), digits)
    answers = [offer.needs.contains(f" {code} ", autoescape=True) for code in query.needs]
    if answers:
        shared = shared + case((or_(*answers), 1), else_=0)
    shared = shared.label("shared")
    found = (
        select(
            offer.id, offer.name_folded, offer.needs, house.name.label("house"), unit.name.label("unit"),
            offer.description, offer.address, offer.name_en, offer.public_phone, shared,
        )
        .join(house, house.id == offer.organisation_id)
        .outerjoin(unit, unit.id == offer.department_id)
        .where(offer.voided_at.is_(None))
    )  # fmt: skip
    found = narrowed(found, wanted).where(shared > 0)
    rows = uow.session.execute(found.order_by(shared.desc(), offer.name_folded, offer.id).limit(most))
    return [
        Candidate(
            row.id,
            row.name_folded,
            fold(f"{row.house or ''}{row.unit or ''}"),
            fold("\0".join(filter(None, (row.description, row.address, row.name_en, row.public_phone)))),
            row.needs,
        )
        for row in rows
    ]


def _squeezed(*columns):
    """The columns as one text without spaces and in lower case, as far as SQL can fold it."""
    whole = func.coalesce(columns[0], "")
    for column in columns[1:]:
        whole = whole + "\n" + func.coalesce(column, "")
    return func.lower(func.replace(whole, " ", ""))


class _Has:
    """1 where a column has a text, else 0; by the function that each database is quick with."""

    def __init__(self, uow):
        self._find = func.instr if uow.database.is_sqlite else func.strpos

    def __call__(self, column, text: str):
        return case((self._find(column, text) > 0, 1), else_=0)
