"""Nested services as entries, one for each place of each: one service at three locations is three entries, for an
entry has one place."""

import re
from collections.abc import Iterator, Mapping

from resmap.domain.resident_number import contains_resident_number
from resmap.formats.entries import RowProblem, Taken
from resmap.formats.standards.hsds_entry import entry_of
from resmap.formats.standards.hsds_service import ServiceAt
from resmap.formats.standards.hsds_texts import rows_in, text_of
from resmap.formats.standards.shapes import Numbered, Service

#: A coordinate or a share as text: its many digits are no number of a person.
_DECIMAL = re.compile(r"-?\d{1,3}\.\d+(?:e[+-]?\d+)?")


def take(services: Numbered, *, source_name: str) -> Iterator[Taken]:
    """What became of each service. A key that came before refuses the row (KEY_TWICE)."""
    seen: set[str] = set()
    for row, service in services:
        for taken in _taken(row, service, source_name):
            if taken.entry is not None:
                if taken.entry.key in seen:
                    yield Taken(row, None, (RowProblem(row, "id", "KEY_TWICE", True),))
                    continue
                seen.add(taken.entry.key)
            yield taken


def _taken(row: int, service: Service, source_name: str) -> Iterator[Taken]:
    if refused := _refusal(row, service):
        yield Taken(row, None, (refused,))
        return
    places = [one for one in rows_in(service, "service_at_locations") if isinstance(one.get("location"), Mapping)]
    for number, place in enumerate(places or [{}]):
        yield entry_of(ServiceAt(row, service, place, len(places) > 1 and number, source_name))


def _refusal(row: int, service: Service) -> RowProblem | None:
    if column := _with_resident_number(service):
        return RowProblem(row, column, "RESIDENT_NUMBER", True)
    if not text_of(service.get("name")):
        return RowProblem(row, "name", "CELL_EMPTY", True)
    return None


def _with_resident_number(value: object, name: str = "", deep: int = 0) -> str:
    """The field that holds such a number; '' if none does. Ids are not looked at: they are digits too."""
    if isinstance(value, str):
        return name if not _DECIMAL.fullmatch(value) and contains_resident_number(value) else ""
    if deep > 12:
        return name  # nothing of HSDS is that deep: not looked through, not taken
    if isinstance(value, Mapping):
        pairs = ((str(key), one) for key, one in value.items() if key != "id" and not str(key).endswith("_id"))
    elif isinstance(value, list):
        pairs = ((name, one) for one in value)
    else:
        return ""
    return next((found for key, one in pairs if (found := _with_resident_number(one, key, deep + 1))), "")
