"""자원 찾기 without a person: a sentence as somebody says it on the phone -> needs -> who answers them.

No client is asked for and none is stored; what was typed is not noted anywhere.
"""

from dataclasses import dataclass
from datetime import date

from resmap.domain import spoken, taxonomy
from resmap.domain.codes import AreaLevel, OfferStatus
from resmap.domain.korean import fold, is_initials
from resmap.domain.network import Offer, Place
from resmap.domain.permissions import Actor, Permission
from resmap.domain.resident_number import refuse
from resmap.domain.searching import Because
from resmap.flows import searching
from resmap.flows.register import USABLE, by_name
from resmap.store import OfferRecord, Page, Search, UnitOfWork, offers, register

#: So many needs are proposed for a sentence.
MOST_NEEDS = 6
LONGEST_SENTENCE = 300


@dataclass(frozen=True)
class Found:
    """``proposed`` need codes for the sentence with the words that led there; ``need`` is the one that
    is shown, its entries the usable ones first. ``by_name`` counts entries with the sentence in their name."""

    proposed: tuple[spoken.Suggestion, ...]
    need: str | None
    page: Page[OfferRecord] | None
    by_name: int


def find(
    uow: UnitOfWork,
    actor: Actor,
    today: date,
    *,
    text: str = "",
    need: str | None = None,
    dong: str | None = None,
    page: int = 1,
    size: int = 20,
) -> Found:
    """Who could answer what was said. Raises ResidentNumberError for a number that must not be typed."""
    actor.require(Permission.REGISTER_READ)
    refuse(text, "text")
    text = text.strip()[:LONGEST_SENTENCE]
    proposed = spoken.suggest(text, MOST_NEEDS) if text else ()
    chosen = need if taxonomy.is_need(need) else (proposed[0].code if proposed else None)
    named = _named(uow, text)
    found = None if chosen is None else _page(uow, _answering(uow, chosen, dong, today), page, size)
    return Found(proposed, chosen, found, named)


def _named(uow: UnitOfWork, text: str) -> int:
    """How many entries the register's own search finds by what was said, needs aside."""
    if is_initials(text):
        return offers.search(uow, by_name(text), size=1).total
    found = searching.by_text(uow, text, Search(), size=100) if len(fold(text)) > 1 else None
    return sum(hit.because is not Because.NEED for hit in found.why.values()) if found else 0


def _answering(uow: UnitOfWork, need: str, dong: str | None, today: date) -> list[str]:
    """Ids of all offers that name the need and reach the place: those that can be called first on top.

    Where an offer is does not count, so that a refuge's rank tells nothing.
    """
    network = register.network(uow, today)

    def order(offer: Offer) -> tuple:
        return (not is_usable(offer, today), offer.needs.index(need), offer.name, offer.id)

    reaching = [one for one in network.by_need.get(need, ()) if reaches(one, network.setting, dong)]
    return [offer.id for offer in sorted(reaching, key=order)]


def is_usable(offer: Offer, today: date) -> bool:
    """Whether one can call there now: open, with a place, verified within a year."""
    is_known = offer.verified_on is not None and today - offer.verified_on <= USABLE
    return is_known and offer.status is OfferStatus.ACTIVE and offer.places_left != 0


def reaches(offer: Offer, setting: Place, dong: str | None) -> bool:
    """Whether the offer serves the office's gu, and the dong where one is named.

    A secret place is not sought by dong: the one that finds it would be its own (P-21).
    """
    names, level = offer.area.names, offer.area.level
    if offer.location_secret and level is AreaLevel.DONG:
        return True
    here = {AreaLevel.SIDO: setting.sido, AreaLevel.SIGUNGU: setting.sigungu, AreaLevel.DONG: dong}.get(level)
    return not names or here is None or here in names


def _page(uow: UnitOfWork, ids: list[str], number: int, size: int) -> Page[OfferRecord]:
    last = max(1, -(-len(ids) // size))
    number = min(max(number, 1), last)
    shown = ids[(number - 1) * size : number * size]
    records = offers.by_ids(uow, shown)
    return Page(tuple(records[one] for one in shown if one in records), len(ids), number, size)
