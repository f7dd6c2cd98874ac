"""How the usual types of facilities are called, and what a whole list is of.

The words of ``types.toml``. What a type offers stands in ``types.py``.
"""

import re
import tomllib
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from resmap.domain.korean import fold

#: What the whole list is of must be said by this share of its names.
MOST_OF_THEM = 0.6
#: Letters of a title that are looked at.
LONGEST_TITLE = 400
#: Of words in one title the more telling type wins over the more general one.
_GENERAL = ("공공시설개방", "회의실·강의실", "복지급여", "행정복지센터", "생활체육시설", "병원", "음식점", "의원·약국")


@cache
def document() -> dict[str, Any]:
    """``types.toml`` as it stands."""
    return tomllib.loads((files("resmap.formats.lists") / "types.toml").read_text("utf-8"))


@cache
def _words() -> tuple[tuple[str, str], ...]:
    """(word, type), the longest words first, the general types last."""
    pairs = [(fold(word), name) for name, words in document()["words"].items() for word in words]
    return tuple(sorted(pairs, key=lambda pair: (pair[1] in _GENERAL, -len(pair[0]), pair)))


def named_in(folded: str) -> str | None:
    """The type whose word stands in a text; the word that ends last, for a Korean noun's head stands last."""
    ends = [(name not in _GENERAL, folded.rfind(word) + len(word), len(word), name) for word, name in _words()
            if word in folded]  # fmt: skip
    return max(ends)[3] if ends else None


def completes_names(name: str | None) -> tuple[str, ...]:
    """The words of a type that its houses leave away in their own lists ("청운" for 청운경로당); () for others."""
    if name not in document()["completes_names"]:
        return ()
    return tuple(map(fold, document()["words"][name]))


#: Who keeps a list stands in its title as often as what it lists.
ISSUERS = frozenset({"행정복지센터"})
_ISSUER = re.compile(r"[(\[][^)\]]*[)\]]|(?:담당|작성|문의|제공|출처|자료)\s*[:：].*")


def list_of(columns: Sequence[str], names: Iterable[str], titles: Sequence[str] = (), what: str = "") -> str | None:
    """What all rows of a list are: told by its title or file name, by its headings, by most of its names.

    One of :func:`known_types`, or None: a list of everything, or of what we do not know.
    """
    for text in (*titles, what):
        told = named_in(fold(_ISSUER.sub("", text))[:LONGEST_TITLE])
        if told is not None and told not in ISSUERS:
            return told
    if (told := named_in(fold("".join(columns)))) is not None:
        return told
    told = [named_in(fold(name)) for name in names if name]
    often = max(set(told) - {None}, key=told.count, default=None)
    return often if often is not None and told.count(often) >= MOST_OF_THEM * len(told) else None
