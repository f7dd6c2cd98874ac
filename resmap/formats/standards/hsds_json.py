"""HSDS as JSON: written as one page of fully nested services, read in the shapes that people publish."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from resmap.formats.entries import Taken
from resmap.formats.standards.bytes_in import json_of
from resmap.formats.standards.hsds_model import nested, rows_of
from resmap.formats.standards.hsds_read import take
from resmap.formats.standards.listed import Listed, leaving
from resmap.formats.standards.shapes import services_of


def write_hsds_json(listed: Iterable[Listed]) -> Iterator[bytes]:
    """The entries as the answer of ``GET /services?full=true``: every item of ``contents`` is a whole
    service. Residents are not in it; a secret place is told by its access line alone."""
    services = [json.dumps(nested(rows_of(one)), ensure_ascii=False) for one in leaving(listed, secret=True)]
    page = {
        "total_items": len(services),
        "total_pages": 1,
        "page_number": 1,
        "size": len(services),
        "first_page": True,
        "last_page": True,
        "empty": not services,
    }
    yield json.dumps(page)[:-1].encode() + b', "contents": [\n'
    for number, service in enumerate(services):
        yield (",\n" if number else "").encode() + service.encode()
    yield b"\n]}\n"


def read_hsds_json(source: bytes | Path, what: str, *, source_name: str) -> Iterator[Taken]:
    """The services of a file: pages (``contents``), lists of services, organisations or services at
    locations, tables in one JSON, and older directories of Open Referral, a document a line too.

    Raises FormatError, before the first entry: EMPTY, TOO_LARGE, NOT_TEXT, NOT_JSON, ONLY_TERMS,
    ONLY_LOCATIONS, ONLY_ORGANIZATIONS, NOT_SERVICES (JSON, but no services in it).
    """
    return take(services_of(json_of(source, what), what), source_name=source_name)
