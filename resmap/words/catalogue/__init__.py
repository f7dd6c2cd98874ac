"""The catalogue: every ``*.toml`` beside this file, read once.

A leaf is a table with exactly ``ko`` and ``en``; the tables above it and the
file's name make the key: ``[menu]`` ``cases = {ko = "내 사례", en = "My cases"}``
in ``shell.toml`` is ``shell.menu.cases``.
"""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

LOCALES = ("ko", "en")


class UnknownWord(LookupError):
    """No sentence for this key. A test keeps this from reaching a user."""


class BadCatalogue(ValueError):
    """A catalogue file has something that is neither a table nor a ``{ko, en}`` pair."""


def _leaves(area: str, table: Mapping) -> Iterator[tuple[str, Mapping[str, str]]]:
    for name, value in table.items():
        key = f"{area}.{name}"
        if not isinstance(value, dict):
            raise BadCatalogue(f"{key}: write {{ko = \"…\", en = \"…\"}}")
        if not any(isinstance(inner, dict) for inner in value.values()):
            if set(value) != set(LOCALES):
                raise BadCatalogue(f"{key}: needs exactly {', '.join(LOCALES)}")
            yield key, MappingProxyType(value)
        else:
            yield from _leaves(key, value)


@cache
def entries() -> Mapping[str, Mapping[str, str]]:
    """All keys with their sentences: ``{"shell.menu.cases": {"ko": …, "en": …}}``."""
    found: dict[str, Mapping[str, str]] = {}
    for file in sorted(files(__name__).iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".toml"):
            area = file.name.removesuffix(".toml")
            found.update(_leaves(area, tomllib.loads(file.read_text("utf-8"))))
    return MappingProxyType(found)


def areas() -> frozenset[str]:
    """Names of the catalogue files."""
    return frozenset(key.partition(".")[0] for key in entries())


def has(key: str) -> bool:
    """Can this key be said? (In both languages: a leaf always has the two.)"""
    return key in entries()


def template(key: str, locale: str) -> str:
    """The sentence with its open places; raises :class:`UnknownWord`."""
    try:
        return entries()[key][locale if locale in LOCALES else LOCALES[0]]
    except KeyError:
        raise UnknownWord(key) from None
