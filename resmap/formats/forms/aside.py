"""A form that the office brought, looked at in a child with limits (``formats/sandbox``): both ends of it.

It is filled there once with marks instead of anybody's data, which is how it is known what will be filled. No value
of a case goes to the child.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

from resmap.formats.forms.fill_hwpx import fill_hwpx
from resmap.formats.forms.filling import LARGEST, Filled
from resmap.formats.sandbox import Answer, read_aside
from resmap.formats.tables.kinds import READABLE, FileKind, kind_of, rule_of
from resmap.formats.tables.source import Source

#: Stands for a value while a form is looked at.
MARK = "●"


@dataclass(frozen=True, slots=True)
class FormLook:
    """What the form has: ``known`` labels that will be filled, ``unknown`` labels that nothing is known for,
    ``unplaced`` keys of values that it has no place for."""

    known: tuple[str, ...]
    unknown: tuple[str, ...]
    unplaced: tuple[str, ...]


def look_aside(raw: bytes, what: str, keys: Iterable[str], row_keys: Iterable[str] = ()) -> FormLook:
    """Look at a form of a stranger for values with these keys, and rows with those.

    Raises FormatError: NOT_HWPX for another kind of file, what the fillers raise, what ``read_aside`` does.
    """
    source = Source(raw, what)
    source.must_fit(LARGEST)
    found = kind_of(source)
    if found is not FileKind.HWPX:
        rule = "NOT_HWPX" if found in READABLE or found is FileKind.ZIP else rule_of(found)
        raise source.refused(rule, found=found.value)
    asked = {"what": what, "keys": sorted(keys), "row_keys": sorted(row_keys)}
    spool = read_aside(source, "form", asked)
    try:
        head = spool.head
        return FormLook(_texts(head["known"]), _texts(head["unknown"]), _texts(head["unplaced"]))
    except (ValueError, KeyError, TypeError):
        raise spool.died() from None
    finally:
        spool.close()


def answer(file: BinaryIO, told: Answer, asked: Mapping[str, Any]) -> None:
    """The child's end of it."""
    values = dict.fromkeys(map(str, asked["keys"]), MARK)
    row_keys = [str(one) for one in asked["row_keys"]]
    rows = [dict.fromkeys(row_keys, MARK)] if row_keys else []
    made: Filled = fill_hwpx(file.read(), values, rows, str(asked["what"]))
    told.head(known=list(made.filled), unknown=list(made.unknown), unplaced=list(made.unplaced))
    told.tail()


def _texts(given: Any) -> tuple[str, ...]:
    if type(given) is not list or not all(type(one) is str for one in given):
        raise ValueError("texts")
    return tuple(one[:200] for one in given)
