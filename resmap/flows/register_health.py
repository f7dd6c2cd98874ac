"""동네 자원 상태: what is to be mended in the register, dong by dong (R037, R038), and what a dong lacks."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from resmap.domain import taxonomy
from resmap.domain.codes import AreaLevel, OfferStatus
from resmap.domain.network import Place, may_be_listed
from resmap.domain.permissions import Actor, NotFound, Permission
from resmap.domain.quality import USABLE, Flaw, Looked, Quality, flaws, quality
from resmap.store import Page, UnitOfWork, register
from resmap.store.queries import quality as queries
from resmap.store.queries.quality import Row

#: The kinds that every dong is asked for: the second level, people and material things.
EXPECTED = tuple(kind.code for kind in taxonomy.kinds() if kind.level == 2 and not kind.code.startswith("R"))

#: Stands for entries without a dong in addresses.
NO_DONG = "-"


@dataclass(frozen=True)
class DongHealth:
    """One dong (``name`` None: entries that name none). ``flaws`` counts entries; ``quality`` is the mean
    of their scores (0 to 100). ``missing_kinds`` and ``uncovered`` (need codes) have no entry that can be
    called today and reaches the dong."""

    name: str | None
    name_en: str | None
    entries: int
    flaws: Mapping[Flaw, int]
    quality: int | None
    missing_kinds: tuple[str, ...] = ()
    uncovered: tuple[str, ...] = ()


@dataclass(frozen=True)
class Health:
    """The whole register and every dong of it."""

    whole: DongHealth
    dongs: tuple[DongHealth, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """An entry with what is to be mended in it and its score."""

    id: str
    name: str
    name_en: str | None
    kind: str
    dong: str | None
    flaws: tuple[Flaw, ...]
    score: int


def of_register(uow: UnitOfWork, actor: Actor, today: date) -> Health:
    """Counts of flaws by dong. A secret place has no dong, so it stands with those that name none."""
    actor.require(Permission.REGISTER_READ)
    setting = register.setting(uow)
    known = tuple((one.name, one.name_en) for one in register.dongs(uow))
    told = (today, setting.sido, setting.sigungu, known)
    return queries.remembered(uow, "health", told, lambda: _of_register(_all_judged(uow, today), setting, known, today))


def _of_register(judged: list["Judged"], setting: Place, known: Iterable[tuple[str, str | None]], today: date) -> Health:
    names = {name for name, _ in known}
    by_dong: dict[str | None, list[Judged]] = {}
    for each in judged:
        by_dong.setdefault(each.row.dong if each.row.dong in names else None, []).append(each)
    usable = [row for row, *_ in judged if _is_usable(row, today)]
    found = [_health(name, name_en, by_dong.get(name, ()), usable, setting) for name, name_en in known]
    if None in by_dong:
        found.append(_health(None, None, by_dong[None]))
    return Health(_health(None, None, judged), tuple(found))


def entries(
    uow: UnitOfWork,
    actor: Actor,
    today: date,
    *,
    dong: str | None = None,
    flaw: Flaw | None = None,
    page: int = 1,
    size: int = 50,
) -> Page[Line]:
    """Entries with something to mend, the lowest score first; ``dong`` NO_DONG: those of no dong of the office."""
    actor.require(Permission.REGISTER_READ)
    names = {one.name for one in register.dongs(uow)}
    lines = [
        Line(row.id, row.name, row.name_en, row.kind, row.dong, found, score)
        for row, found, score in _all_judged(uow, today)
        if found and (flaw is None or flaw in found) and _is_of(row, dong, names)
    ]
    lines.sort(key=lambda one: (one.score, one.name, one.id))
    last = max(1, -(-len(lines) // size))
    page = min(max(page, 1), last)
    return Page(tuple(lines[(page - 1) * size : page * size]), len(lines), page, size)


@dataclass(frozen=True)
class EntryHealth:
    """One entry: what is to be mended, and its marks."""

    id: str
    name: str
    name_en: str | None
    flaws: tuple[Flaw, ...]
    quality: Quality


def of_entry(uow: UnitOfWork, actor: Actor, offer_id: str, today: date) -> EntryHealth:
    """What is to be mended in one entry, and its marks; raises NotFound."""
    actor.require(Permission.REGISTER_READ)
    for row, found, marks in _judged(uow, today, only=offer_id):
        return EntryHealth(row.id, row.name, row.name_en, found, marks)
    raise NotFound("OfferRecord")


class Judged(NamedTuple):
    """An entry as far as it is counted, what is to be mended in it, and its score (0 to 100)."""

    row: Row
    flaws: tuple[Flaw, ...]
    score: int


def _all_judged(uow: UnitOfWork, today: date) -> list[Judged]:
    """Every entry judged: once for every page, until the register changes or a day begins."""

    def build() -> list[Judged]:
        return [Judged(_without_prose(row), found, marks.score) for row, found, marks in _judged(uow, today)]

    return queries.remembered(uow, "judged", (today,), build)


def _without_prose(row: Row) -> Row:
    """What is counted of an entry; its texts would only lie in memory."""
    return replace(row, address=None, hours=None, how_to_apply=None, description=None, extra=None)


def _judged(uow: UnitOfWork, today: date, only: str | None = None) -> list[tuple[Row, tuple[Flaw, ...], Quality]]:
    pairs, consents = queries.waiting_pairs(uow), queries.listing_consents(uow)
    judged = []
    for row in queries.rows(uow, only):
        looked = _looked(row, pairs.get(row.id, 0), _consent_holds(row, consents.get(row.id), today))
        judged.append((row, flaws(looked, today), quality(looked, today)))
    return judged


def _looked(row: Row, pairs: int, consent_holds: bool) -> Looked:
    return Looked(
        kind=row.kind,
        review=row.review,
        verified_on=row.verified_on,
        status=row.status,
        answers=len(row.needs),
        secret=row.location_secret,
        has_point=row.has_point,
        has_address=bool(row.address),
        has_dong=bool(row.dong),
        has_phone=row.has_phone,
        has_hours=bool(row.hours),
        has_eligibility=row.has_eligibility,
        has_application=bool(row.how_to_apply),
        counts_places=row.places_left is not None,
        description=len(row.description or ""),
        ends_on=row.ends_on,
        is_missing=row.missing_since is not None,
        pairs=pairs,
        consent_holds=consent_holds,
        has_line=row.has_line,
    )


def _consent_holds(row: Row, consent, today: date) -> bool:
    """Whether a resident agrees to be listed today (P-25): by the latest consent, else by what the file said."""
    if not row.kind.startswith("H1"):
        return True
    if consent is None:
        return may_be_listed(row.extra, today)
    is_over = consent.withdrawn_at is not None or consent.paused_at is not None
    return not is_over and consent.since <= today <= consent.until


def _health(
    name: str | None,
    name_en: str | None,
    judged: Iterable[Judged],
    usable: Iterable[Row] | None = None,
    setting: Place | None = None,
) -> DongHealth:
    judged = list(judged)
    counts = Counter(flaw for _, found, _ in judged for flaw in found)
    scores = [score for *_, score in judged]
    kinds: tuple[str, ...] = ()
    uncovered: tuple[str, ...] = ()
    if usable is not None and setting is not None:
        reaching = [row for row in usable if _reaches(row, setting, name)]
        there = {row.kind[:2] for row in reaching}
        kinds = tuple(code for code in EXPECTED if code not in there)
        answered = {code for row in reaching for code in row.needs}
        uncovered = tuple(need.code for need in taxonomy.needs() if need.code not in answered)
    return DongHealth(
        name,
        name_en,
        len(judged),
        {flaw: counts[flaw] for flaw in Flaw},
        round(sum(scores) / len(scores)) if scores else None,
        kinds,
        uncovered,
    )


def _is_usable(row: Row, today: date) -> bool:
    """Whether one can call there today: verified within a year, open, with a place."""
    is_known = row.verified_on is not None and today - row.verified_on <= USABLE
    has_ended = row.ends_on is not None and row.ends_on < today
    return is_known and row.status is OfferStatus.ACTIVE and row.places_left != 0 and not has_ended


def _reaches(row: Row, setting: Place, dong: str | None) -> bool:
    """Whether the entry serves this dong by its own rules. A refuge that serves one dong is counted
    for every dong, so that no count tells which (P-21)."""
    if row.location_secret and row.area_level is AreaLevel.DONG:
        return True
    here = {AreaLevel.SIDO: setting.sido, AreaLevel.SIGUNGU: setting.sigungu, AreaLevel.DONG: dong}.get(row.area_level)
    return not row.area_names or here is None or here in row.area_names


def _is_of(row: Row, dong: str | None, names: set[str]) -> bool:
    if dong is None:
        return True
    return row.dong not in names if dong == NO_DONG else row.dong == dong
