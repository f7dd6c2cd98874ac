"""A district's template, looked at and filled in a child with limits (``formats/sandbox``): both ends of it.

What goes to the child are the file, names of dongs, and numbers of a month: no case and nobody's data.
"""

import base64
import binascii
from collections.abc import Iterable, Mapping
from typing import Any, BinaryIO

from resmap.formats.forms.figures_fill import fill
from resmap.formats.forms.figures_xlsx import Place, places
from resmap.formats.forms.filling import LARGEST
from resmap.formats.sandbox import Answer, read_aside
from resmap.formats.sandbox.plain import NotPlain, from_plain, to_plain
from resmap.formats.tables.source import Source


def look(raw: bytes, what: str, dongs: Iterable[str]) -> tuple[Place, ...]:
    """The places of a template of a stranger. Raises FormatError: what ``places`` raises, what ``read_aside`` does."""
    spool = read_aside(_source(raw, what), "figures", {"what": what, "dongs": sorted(dongs)})
    try:
        return tuple(from_plain(Place, one) for one in spool.items())
    except NotPlain:
        raise spool.died() from None
    finally:
        spool.close()


def filled(raw: bytes, what: str, cells: Mapping[str, Mapping[str, int | str]]) -> bytes:
    """The template with these values in it: sheet -> cell -> value. Raises FormatError like :func:`look`."""
    spool = read_aside(_source(raw, what), "figures", {"what": what, "cells": {name: dict(of) for name, of in cells.items()}})
    try:
        return base64.b64decode(spool.head["document"], validate=True)
    except (KeyError, TypeError, ValueError, binascii.Error):
        raise spool.died() from None
    finally:
        spool.close()


def answer(file: BinaryIO, told: Answer, asked: Mapping[str, Any]) -> None:
    """The child's end of it."""
    if "cells" in asked:
        made = fill(file.read(), asked["cells"], str(asked["what"]))
        told.head(document=base64.b64encode(made).decode())
    else:
        found = places(file.read(), asked["dongs"], str(asked["what"]))
        told.head()
        for one in found:
            told.item(to_plain(Place, one))
    told.tail()


def _source(raw: bytes, what: str) -> Source:
    source = Source(raw, what)
    source.must_fit(LARGEST)
    return source
