"""Conditional lines: examine first, then branch (R096). What waits, what never comes, and lines in a circle."""

from collections.abc import Iterable, Mapping

from resmap.domain.planning.plan import PlanLine


def waiting_lines(lines: Iterable[PlanLine], conditions: Mapping[str, bool]) -> frozenset[str]:
    """Ids of lines that must not start yet.

    ``conditions`` says of a line whether its own condition has come true (a person says so after the line before
    it); a line without an answer waits, and so does everything behind a line that waits.
    """
    by_id = {line.id: line for line in lines}
    waiting = set()
    for line in by_id.values():
        seen: set[str] = set()
        at: PlanLine | None = line
        while at is not None and at.depends_on is not None and at.id not in seen:
            seen.add(at.id)
            if not conditions.get(at.id, False):
                waiting.add(line.id)
                break
            at = by_id.get(at.depends_on)
    return frozenset(waiting)


def dropped_lines(lines: Iterable[PlanLine], conditions: Mapping[str, bool]) -> frozenset[str]:
    """Ids of lines whose condition was answered with no, and of all behind them: the other branch is taken."""
    by_id = {line.id: line for line in lines}
    dropped = set()
    for line in by_id.values():
        seen: set[str] = set()
        at: PlanLine | None = line
        while at is not None and at.depends_on is not None and at.id not in seen:
            seen.add(at.id)
            if conditions.get(at.id) is False:
                dropped.add(line.id)
                break
            at = by_id.get(at.depends_on)
    return frozenset(dropped)


def lines_in_circles(lines: Iterable[PlanLine]) -> frozenset[str]:
    """Ids of lines that wait for each other and so would never start."""
    by_id = {line.id: line for line in lines}
    found = set()
    for start in by_id:
        seen: set[str] = set()
        at = by_id[start].depends_on
        while at is not None and at in by_id and at not in seen:
            if at == start:
                found.add(start)
                break
            seen.add(at)
            at = by_id[at].depends_on
    return frozenset(found)
