"""A city at once: each judge is asked once for each difference it sees, numpy spreads the answer.

For one need code the offers stand side by side in order of id; what a judge
looks at (:mod:`.looks`) numbers them into groups, the judge answers for one
offer of each group, and the answers are spread over the rows. Reasons and lines
are made when somebody reads them, by :mod:`.telling`, as for a single offer.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np

from resmap.domain.case import Need
from resmap.domain.codes import AreaLevel
from resmap.domain.consent import Permitted
from resmap.domain.household import holders
from resmap.domain.names import same_name
from resmap.domain.network import Network, Offer
from resmap.domain.place import EARTH_RADIUS_M
from resmap.domain.serving import units_of
from resmap.matching.answer import Aside, Excluded, ForNeed, Override, Suggestion, Told
from resmap.matching.factors import asks_of
from resmap.matching.gates import GATES
from resmap.matching.looks import LOOKS, Bands, Look
from resmap.matching.situation import Circumstances, Judge, Situation
from resmap.matching.telling import closed_gates, opened, standing, suggest, without_consent
from resmap.scoring import Factor, Line, Model, Scorecard, Verdict

#: So near to a band's edge the exact distance decides: numpy's last digits may differ.
DOUBT_M = 0.001


@dataclass(frozen=True)
class Groups:
    """A group for each row, ``0 <= of[row] < count``."""

    of: np.ndarray
    count: int

    def first(self, rows: np.ndarray) -> list[int]:
        """The first of ``rows`` in each group; -1 where there is none."""
        found = np.full(self.count, -1)
        found[self.of[rows[::-1]]] = rows[::-1]
        return found.tolist()

    @cached_property
    def first_of_all(self) -> list[int]:
        return self.first(np.arange(len(self.of)))


class Columns:
    """The offers that name one need code, in order of id, and what is derived from them once."""

    def __init__(self, code: str, offers: tuple[Offer, ...]):
        self.code = code
        self.offers = offers
        self.all = np.arange(len(offers))
        self.secret = np.array([offer.location_secret for offer in offers], bool)
        self._groups: dict[Look, Groups] = {}
        points = [None if offer.location_secret else offer.place.point for offer in offers]
        self._radians = np.radians([point or (np.nan, np.nan) for point in points]).reshape(-1, 2)
        verified = [offer.verified_on for offer in offers]
        self._verified = np.array([np.nan if day is None else day.toordinal() for day in verified])
        self._ids = {offer.id: row for row, offer in enumerate(offers)}
        self._organizations = _index({name for name, _ in units_of(offer)} for offer in offers)
        self._units = _index(units_of(offer) for offer in offers)
        self._others = _index(set(offer.needs) - {code} for offer in offers)
        self._dongs = _index((same_name(offer.place.dong or ""),) for offer in offers)
        self._areas = _index(
            {(offer.area.level, same_name(name)) for name in offer.area.names} for offer in offers
        )

    def of_ids(self, ids: Iterable[str]) -> list[int]:
        return [self._ids[one] for one in ids if one in self._ids]

    def of_organizations(self, names: Iterable[str]) -> list[int]:
        return [row for name in names for row in self._organizations.get(name, ())]

    def of_units(self, units: Iterable[tuple[str, str | None]]) -> list[int]:
        return [row for unit in units for row in self._units.get(unit, ())]

    def naming(self, codes: Iterable[str]) -> list[int]:
        """Rows that name one of ``codes`` beside this need."""
        return [row for code in codes for row in self._others.get(code, ())]

    def standing_in(self, dong: str | None) -> list[int]:
        """Rows whose place is in that dong."""
        return self._dongs.get(same_name(dong), []) if dong else []

    def serving(self, level: AreaLevel, name: str | None) -> list[int]:
        """Rows whose area is the one of that name, at that level."""
        return self._areas.get((level, same_name(name)), []) if name else []

    def groups(self, look: Look) -> Groups:
        """Rows numbered by the look's key."""
        if look not in self._groups:
            numbers: dict[object, int] = {}
            keys = (look.key and look.key(offer, self.code) for offer in self.offers)
            rows = [numbers.setdefault(key, len(numbers)) for key in keys]
            self._groups[look] = Groups(np.array(rows, np.intp), len(numbers))
        return self._groups[look]

    def days(self, around: Circumstances) -> np.ndarray:
        """Days since each was verified; nan for never."""
        return around.today.toordinal() - self._verified

    def metres(self, around: Circumstances) -> np.ndarray:
        """Great-circle metres from the client; nan where not known or secret (as ``domain.place``)."""
        here = around.case.place.point
        if here is None:
            return np.full(len(self.offers), np.nan)
        lat, lon = np.radians(here)
        lats, lons = self._radians.T
        h = np.sin((lats - lat) / 2) ** 2 + np.cos(lat) * np.cos(lats) * np.sin((lons - lon) / 2) ** 2
        return 2 * EARTH_RADIUS_M * np.arcsin(np.minimum(1.0, np.sqrt(h)))


def _index(keys: Iterable[Iterable[Any]]) -> dict[Any, list[int]]:
    found: dict[Any, list[int]] = {}
    for row, several in enumerate(keys):
        for key in several:
            found.setdefault(key, []).append(row)
    return found


#: Networks are frozen and large and asked at every click.
_COLUMNS: WeakKeyDictionary[Network, dict[str, Columns]] = WeakKeyDictionary()


def columns_of(network: Network, code: str) -> Columns:
    """The columns of one need code, made when it is first asked for."""
    known = _COLUMNS.setdefault(network, {})
    if code not in known:
        known[code] = Columns(code, network.by_need.get(code, ()))
    return known[code]


class Court:
    """The judges of one need of one case before its columns."""

    def __init__(self, around: Circumstances, need: Need, columns: Columns):
        self.around, self.need, self.columns = around, need, columns
        self._holders = holders(around.case.client, need.holder)
        self._numbered: dict[Look | None, Groups] = {}
        self._situations: dict[int, Situation] = {}
        self._heard: dict[Judge, tuple[np.ndarray, list]] = {}
        self._lines: dict[tuple[str, int], Line] = {}
        self._asks: dict[int, tuple[str, ...]] = {}

    def hear(self, judge: Judge, rows: np.ndarray) -> tuple[np.ndarray, list]:
        """The group of each of ``rows``, and the answer for each group (None if it has no row)."""
        groups = self._groups(judge)
        first = groups.first_of_all if rows is self.columns.all else groups.first(rows)
        answers = [None if row < 0 else judge(self.situation(row)) for row in first]
        self._heard[judge] = groups.of, answers
        return groups.of[rows], answers

    def rows_with(self, judges: Iterable[Judge], verdict: Verdict) -> np.ndarray:
        """For each row the judges that answer ``verdict``, as bits in their order."""
        bits = np.zeros(len(self.columns.offers), np.int64)
        for bit, judge in enumerate(judges):
            groups, answers = self._heard.get(judge) or self.hear(judge, self.columns.all)
            says = [answer is not None and answer.verdict is verdict for answer in answers]
            if any(says):
                bits |= np.array(says, np.int64)[groups] << bit
        return bits

    def situation(self, row: int) -> Situation:
        if row not in self._situations:
            offer = self.columns.offers[row]
            self._situations[row] = Situation(self.around, self.need, offer, self._holders)
        return self._situations[row]

    def card(self, row: int, model: Model[Situation]) -> Scorecard:
        """The scorecard of a row whose factors were heard."""
        return Scorecard(tuple(self._line(factor, row) for factor in model.factors))

    def asks(self, row: int) -> tuple[str, ...]:
        """The gates to ask by phone, which are the same for rows of the same pattern."""
        pattern = int(self._unknown[row])
        if pattern not in self._asks:
            self._asks[pattern] = asks_of(self.situation(row))
        return self._asks[pattern]

    def _line(self, factor: Factor[Situation], row: int) -> Line:
        look = LOOKS.get(factor.judge)
        if look is None or not look.tells_all:
            return factor.line(factor.judge(self.situation(row)))
        groups, answers = self._heard[factor.judge]
        key = factor.name, int(groups[row])
        if key not in self._lines:
            self._lines[key] = factor.line(answers[key[1]])
        return self._lines[key]

    @cached_property
    def _unknown(self) -> np.ndarray:
        """For each row the gates that nobody knows about."""
        return self.rows_with((gate.judge for gate in GATES), Verdict.UNKNOWN)

    def _groups(self, judge: Judge) -> Groups:
        """All rows numbered so that the judge answers alike for a number."""
        look = LOOKS.get(judge)
        if look not in self._numbered:
            everybody = Groups(self.columns.all, len(self.columns.offers))
            self._numbered[look] = self._number(look) if look else everybody
        return self._numbered[look]

    def _number(self, look: Look) -> Groups:
        if look.needed is not None and not look.needed(self.around):
            return Groups(np.zeros(len(self.columns.offers), np.intp), min(1, len(self.columns.offers)))
        known = self.columns.groups(look)
        groups, count = known.of, known.count
        if look.bands:
            steps = len(look.bands.edges) + 2
            groups, count = groups * steps + self._bands(look.bands), count * steps
        if look.marked:
            groups, count = groups * 2, count * 2
            groups[list(look.marked(self.around, self.columns))] += 1
        if look.by_asks:
            patterns, numbers = np.unique(self._unknown, return_inverse=True)
            groups, count = groups * len(patterns) + numbers, count * len(patterns)
        if look.singled and (single := list(look.singled(self.around, self.columns))):
            groups = groups.copy()
            groups[single] = range(count, count + len(single))
            count += len(single)
        return known if groups is known.of else Groups(groups, count)

    def _bands(self, bands: Bands) -> np.ndarray:
        """The band of each row: up to each edge, beyond the last, and not known."""
        numbers = getattr(self.columns, bands.column)(self.around)
        found = np.searchsorted(bands.edges, numbers, side="left")
        found[np.isnan(numbers)] = len(bands.edges) + 1
        for edge in bands.edges if bands.column == "metres" else ():
            for row in np.flatnonzero(np.abs(numbers - edge) < DOUBT_M).tolist():
                found[row] = np.searchsorted(bands.edges, self.situation(row).metres, side="left")
        return found


def judge(
    around: Circumstances,
    need: Need,
    columns: Columns,
    override: Override | None,
    model: Model[Situation],
) -> ForNeed:
    """Where every offer that covers ``need`` stands; equal to judging them one by one."""
    court = Court(around, need, columns)
    closed = court.rows_with((gate.judge for gate in model.gates), Verdict.AGAINST)
    let_through = _let_through(court, closed, override, model)
    passed = closed == 0
    passed[list(let_through)] = True
    stand = _by_standing(court, np.flatnonzero(passed))
    best = _best_first(court, stand[Permitted.SUGGEST], model)
    running = sorted(columns.of_ids(around.history.running))

    def tell(row: int) -> Suggestion:
        overridden = let_through.get(row, ())
        _swear(court.situation(row), overridden, model)
        return suggest(court.situation(row), court.card(row, model), court.asks(row), overridden)

    return ForNeed(
        need,
        _told(columns, best, tell),
        tuple(columns.offers[row] for row in running if not columns.secret[row]),
        _aside(columns, stand, Permitted.INFORMATION_ONLY),
        _aside(columns, stand, Permitted.BLOCKED),
        # Secret places are listed nowhere but as a suggestion (P-21).
        _excluded(court, np.flatnonzero(~passed & ~columns.secret), closed, model),
    )


def _aside(
    columns: Columns, stand: dict[Permitted, np.ndarray], permits: Permitted
) -> Told:
    return _told(columns, stand[permits], lambda row: without_consent(columns.offers[row], permits))


class ColumnsDisagree(AssertionError):
    """A look is wrong: the rules themselves refuse what the columns would suggest."""


def _swear(s: Situation, overridden: tuple[str, ...], model: Model[Situation]) -> None:
    """What is told is asked of the rules once more, gate by gate: rather no page than a wrong one."""
    refused = {str(reason.code) for reason in closed_gates(s, model)} - {str(code) for code in overridden}
    if refused or standing(s) is not Permitted.SUGGEST:
        raise ColumnsDisagree(", ".join(sorted(refused)) or "CONSENT")


def _let_through(
    court: Court, closed: np.ndarray, override: Override | None, model: Model[Situation]
) -> dict[int, tuple[str, ...]]:
    """The row that somebody lets through, with the gates that are opened for it."""
    for row in court.columns.of_ids([override.offer] if override else ()):
        s = court.situation(row)
        codes = opened(closed_gates(s, model), s.offer, override) if closed[row] else ()
        if codes:
            return {row: codes}
    return {}


def _by_standing(court: Court, rows: np.ndarray) -> dict[Permitted, np.ndarray]:
    """Rows that passed, by how far consent lets them be used."""
    groups, answers = court.hear(standing, rows)
    return {
        one: rows[np.array([answer is one for answer in answers], bool)[groups]] for one in Permitted
    }


def _best_first(court: Court, rows: np.ndarray, model: Model[Situation]) -> np.ndarray:
    """Rows by score, then by id. Points have few decimals, so whole hundredths add up exactly."""
    score = np.zeros(len(rows), np.int64)
    for factor in model.factors:
        groups, answers = court.hear(factor.judge, rows)
        points = [0 if answer is None else round(100 * factor.points(answer)) for answer in answers]
        score += np.array(points, np.int64)[groups]
    return rows[np.argsort(-score, kind="stable")]


def _told(columns: Columns, rows: np.ndarray, tell: Callable[[int], Any]) -> Told:
    where = rows.tolist()
    return Told([columns.offers[row] for row in where], lambda at: tell(where[at]))


def _excluded(
    court: Court, rows: np.ndarray, closed: np.ndarray, model: Model[Situation]
) -> Excluded:
    offers = [court.columns.offers[row] for row in rows.tolist()]
    codes = [str(gate.code) for gate in model.gates]

    def tell(at: int) -> Aside:
        return Aside(offers[at], closed_gates(court.situation(int(rows[at])), model))

    def name_codes() -> dict[str, tuple[str, ...]]:
        patterns, numbers = np.unique(closed[rows], return_inverse=True)
        named = [
            tuple(code for bit, code in enumerate(codes) if pattern >> bit & 1)
            for pattern in patterns.tolist()
        ]
        return {offer.id: named[at] for offer, at in zip(offers, numbers.tolist(), strict=True)}

    return Excluded(offers, tell, name_codes)
