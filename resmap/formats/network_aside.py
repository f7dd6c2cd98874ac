"""A network file of a stranger, read in a child with limits (``formats/sandbox``): both ends of it."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO, get_type_hints

from resmap.domain.network import Network, Offer, Party, Place, Tie
from resmap.formats.documents import parse_document
from resmap.formats.network import Read, network_from
from resmap.formats.sandbox import Answer, Spool, read_aside
from resmap.formats.sandbox.plain import from_plain, to_plain
from resmap.formats.tables.source import Source

_PARTS: Mapping[str, type] = {"offers": Offer, "ties": Tie, "parties": Party}
#: What of a network is no list of many.
_REST = ("today", "setting", "closed_organizations")


def read_network_aside(source: bytes | Path, what: str) -> Read:
    """As ``network.read_network``: the network, and warnings about its file. Raises FormatError with every
    broken rule, or with what ended the child (``sandbox.read_aside``)."""
    given = Source(source, what)
    given.must_fit()
    spool = read_aside(given, "network", {"what": what})
    try:
        return _read(spool)
    except (ValueError, KeyError, TypeError, AttributeError):  # NotPlain, or another shape
        raise spool.died() from None
    finally:
        spool.close()


def answer(file: BinaryIO, told: Answer, asked: Mapping[str, Any]) -> None:
    """The child's end of it."""
    read = network_from(parse_document(file.read(), asked["what"]), asked["what"])
    network: Network = read.value
    told.head(rest={name: to_plain(kind, getattr(network, name)) for name, kind in _rest()}, warnings=read.warnings)
    for part, kind in _PARTS.items():
        for one in getattr(network, part):
            told.item([part, to_plain(kind, one)])
    told.tail()


def _read(spool: Spool) -> Read:
    parts: dict[str, list] = {part: [] for part in _PARTS}
    for part, one in spool.items():
        parts[part].append(_kept(from_plain(_PARTS[part], one)))
    rest = {name: from_plain(kind, spool.head["rest"][name]) for name, kind in _rest()}
    warnings = tuple((str(code), dict(facts)) for code, facts in spool.head["warnings"])
    return Read(Network(**rest, **{part: tuple(found) for part, found in parts.items()}), warnings)


def _rest() -> list[tuple[str, Any]]:
    hints = get_type_hints(Network)
    return [(name, hints[name]) for name in _REST]


def _kept(one: Any) -> Any:
    """A secret offer without a place: here nobody but this process decides (P-21)."""
    return replace(one, place=Place(), extra={}) if isinstance(one, Offer) and one.location_secret else one
