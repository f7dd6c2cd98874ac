"""Files of other people's standards, read in a child with limits (``formats/sandbox``): both ends of it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

from resmap.formats.entries import Taken, entry
from resmap.formats.sandbox import Answer, Spool, read_aside
from resmap.formats.sandbox.plain import from_plain, to_plain
from resmap.formats.standards.airs import read_airs
from resmap.formats.standards.bytes_in import LARGEST
from resmap.formats.standards.geojson_offers import read_geojson
from resmap.formats.standards.hsds_csv import read_hsds_csv
from resmap.formats.standards.hsds_json import read_hsds_json
from resmap.formats.tables.source import Source

_READERS: Mapping[str, Callable[..., Iterable[Taken]]] = {
    "hsds-json": read_hsds_json,
    "hsds-csv": read_hsds_csv,
    "airs-xml": read_airs,
    "geojson": read_geojson,
}
STANDARDS = tuple(_READERS)


class TakenAside:
    """What became of the rows of a file that a child has read, as often as one asks; ``count`` of them. Raises
    FormatError (PARSER_DIED) for an answer that is none. Close it, or let it go: they lie in a temporary file."""

    def __init__(self, spool: Spool):
        self._spool = spool
        count = spool.tail.get("count")
        self.count = count if isinstance(count, int) else None

    def __iter__(self) -> Iterator[Taken]:
        for one in self._spool.items():
            try:
                yield _again(from_plain(Taken, one))
            except ValueError:  # NotPlain, or a day that is none
                raise self._spool.died() from None

    def close(self) -> None:
        """Give the temporary file back."""
        self._spool.close()


def read_standard(standard: str, source: bytes | Path, what: str, *, source_name: str) -> TakenAside:
    """The rows of a file of one of :data:`STANDARDS`, as its own reader takes them.

    Raises FormatError: what that reader raises and ``sandbox.read_aside`` does, all before the first row.
    """
    given = Source(source, what)
    given.must_fit(LARGEST)
    return TakenAside(read_aside(given, "standard", {"standard": standard, "what": what, "source_name": source_name}))


def answer(file: BinaryIO, told: Answer, asked: Mapping[str, Any]) -> None:
    """The child's end of :func:`read_standard`."""
    read, count = _READERS[asked["standard"]], 0
    taken = read(file.read(), asked["what"], source_name=asked["source_name"])
    told.head(standard=asked["standard"])
    for one in taken:
        count += 1
        told.item(to_plain(Taken, one))
    told.tail(count=count)


def _again(one: Taken) -> Taken:
    """The row with what an entry must not hold taken out once more: here nobody but this process decides (P-21)."""
    if one.entry is None:
        return one
    it = one.entry
    made = entry(
        it.key, it.offer, it.address, it.row, beyond=_dated(it.beyond), cells=it.cells,
        organisation_number=it.organisation_number,
    )  # fmt: skip
    return Taken(one.row, made, one.problems, one.left_out)


def _dated(beyond: Mapping[str, Any]) -> Mapping[str, Any]:
    """The day on which an offer ends is the one day among what a file says freely."""
    day = beyond.get("ends_on")
    return beyond if day is None else {**beyond, "ends_on": date.fromisoformat(day)}
