"""When an entry has to be looked at again, and which one first.

Life of an entry: imported -> verified -> stale -> withdrawn or merged. How long a
verification is good depends on the kind: a neighbour's spare hour changes sooner than a
law. After a year nothing is suggested any more, whatever the kind (gate STALE,
practice §2.7); due dates only say when somebody should call before that.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum

#: Days after which an entry is due, by the beginning of its kind (practice §2.7: agencies 180).
#: Residents and shops change by the season, self-help groups by the term, benefits by the year.
DUE_DAYS: Mapping[str, int] = {
    "H1": 90,
    "H2": 90,
    "H3": 180,
    "H4": 120,
    "M1": 365,
    "M2": 180,
    "M3": 180,
    "M4": 180,
    "M5": 180,
}

#: For a kind that nothing above names.
OTHERWISE = 180

#: Verified longer ago than this, an entry is not suggested (the days of the gate STALE).
STALE_DAYS = 365

#: So many days after it fell due, an entry is overdue.
GRACE_DAYS = 30

#: So many days ahead an agreement that runs out is announced (R047).
AGREEMENT_WARNING = timedelta(days=30)


class Standing(StrEnum):
    """How fresh an entry is."""

    NEVER = "never"
    FRESH = "fresh"
    DUE = "due"
    OVERDUE = "overdue"
    STALE = "stale"


#: What stands in the queue when nothing narrower is asked for.
WAITING = frozenset({Standing.NEVER, Standing.DUE, Standing.OVERDUE, Standing.STALE})


def due_days(kind: str, office: Mapping[str, int] | None = None) -> int:
    """Days for which a verification of this kind is good; the office's own number for the nearest kind wins."""
    for rules in (office or {}, DUE_DAYS):
        for length in range(len(kind), 0, -1):
            if kind[:length] in rules:
                return rules[kind[:length]]
    return OTHERWISE


def due_on(kind: str, verified_on: date, office: Mapping[str, int] | None = None) -> date:
    """The day from which an entry is due."""
    return verified_on + timedelta(days=due_days(kind, office) + 1)


def standing(
    kind: str, verified_on: date | None, today: date, *, asked: bool = False, office: Mapping[str, int] | None = None
) -> Standing:
    """How fresh an entry of ``kind`` is today. ``asked``: somebody marked it to be checked again."""
    if verified_on is None:
        return Standing.NEVER
    age, good = (today - verified_on).days, due_days(kind, office)
    if age > STALE_DAYS:
        return Standing.STALE
    if age > good + GRACE_DAYS:
        return Standing.OVERDUE
    return Standing.DUE if age > good or asked else Standing.FRESH


#: Of entries that have just fallen due, one in ten is taken to be wrong by now. An assumption, stated: the
#: order of the queue depends on it little, since it is the same for every kind at its own due day.
WRONG_AT_DUE = 0.1


def wrongness(kind: str, verified_on: date | None, today: date, office: Mapping[str, int] | None = None) -> float:
    """Chance (0..1) that something essential of the entry no longer holds.

    ``1 - 0.9 ** (days since verified / days until due)``: none on the day of the call, one in
    ten on the due day, one in five at twice that. Never verified counts as verified just too long ago
    (:data:`STALE_DAYS`): both are suggested to nobody until somebody calls.
    """
    age = STALE_DAYS if verified_on is None else max(0, (today - verified_on).days)
    return 1.0 - (1.0 - WRONG_AT_DUE) ** (age / due_days(kind, office))


#: Suggestions are counted over so many calendar months, the running one among them.
MONTHS_COUNTED = 3


def per_month(times: int) -> float:
    """Suggestions per month from a count over :data:`MONTHS_COUNTED` months, with one added.

    The one keeps entries that were never suggested in an order: by how stale they are.
    """
    return (times + 1) / MONTHS_COUNTED


def expected_harm(rate: float, wrong: float) -> float:
    """Wrong suggestions to be expected in a month: ``rate`` (suggestions per month) x ``wrong`` (0..1).

    The rate is the entry's own, whatever its state. One that nobody verified is suggested to nobody
    and sends nobody to a closed door: it waits behind what is suggested and grows old, beside what
    was verified a year ago. What it does harm by is being missing, and nobody counts that.
    """
    return rate * wrong


def months_counted(today: date) -> tuple[str, ...]:
    """The months that are counted on that day, as ``2026-11``."""
    months = []
    year, month = today.year, today.month
    for _ in range(MONTHS_COUNTED):
        months.append(f"{year:04d}-{month:02d}")
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return tuple(months)
