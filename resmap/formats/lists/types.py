"""What a type of facility offers, where the mapping of a list does not say it itself.

The builtin knowledge is that of Seoul's own list (``seoul.toml``) and of the usual national lists
(``types.toml``). It answers for a type that stands in a column, and for what a whole list is of.
A facility's own name decides nothing here: a name is a reason to propose (``domain/proposing``),
not to know.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files

from resmap.domain.korean import fold
from resmap.formats.lists.mapping import FacilityType, builtin, type_problems, types_from

#: A type text longer than this is prose.
LONGEST_TYPE = 60
#: What the whole list is of must be said by this share of its names.
MOST_OF_THEM = 0.6
#: Of words in one title the more telling type wins over the more general one.
_GENERAL = ("공공시설개방", "회의실·강의실", "복지급여", "행정복지센터", "생활체육시설", "병원", "음식점", "의원·약국")
#: "(노인) 경로식당" without its bracket; these alone would not say whom they serve.
_SAYS_TOO_LITTLE = frozenset({"공동생활가정", "기타시설", "생활시설", "종합시설", "자활지원센터", "자립지원시설"})


@cache
def known_types() -> Mapping[str, FacilityType]:
    """The types of ``types.toml`` by their names. Raises ValueError if the file is broken (a test reads it)."""
    document = _document()
    for name, raw in document["types"].items():
        if problems := list(type_problems(name, raw)):
            raise ValueError(str(problems))
    return types_from(document["types"])


@cache
def _document() -> dict:
    return tomllib.loads((files("resmap.formats.lists") / "types.toml").read_text("utf-8"))


@cache
def _exact() -> Mapping[str, FacilityType]:
    """Folded name of a type -> what it offers: our own, then Seoul's with and without the bracket before it."""
    found = {fold(name): one for name, one in known_types().items()}
    for name, one in builtin("seoul").types.items():
        bare = name.partition(") ")[2] if name.startswith("(") else name
        if bare not in _SAYS_TOO_LITTLE and not bare.startswith("(기타)"):
            found.setdefault(fold(bare), one)
        found[fold(name)] = one
    return found


@cache
def _words() -> tuple[tuple[str, str], ...]:
    """(word, type), the longest words first, the general types last."""
    pairs = [(fold(word), name) for name, words in _document()["words"].items() for word in words]
    return tuple(sorted(pairs, key=lambda pair: (pair[1] in _GENERAL, -len(pair[0]), pair)))


@lru_cache(maxsize=4096)
def known_type(text: str) -> FacilityType | None:
    """What a type as a column says it means; None where it says nothing that we know."""
    folded = fold(text)
    if not folded or len(folded) > LONGEST_TYPE:
        return None
    return _exact().get(folded) or known_types().get(_named_in(folded) or "")


def _named_in(folded: str) -> str | None:
    """The type whose word stands in a text; the word that ends last, for a Korean noun's head stands last."""
    ends = [(name not in _GENERAL, folded.rfind(word) + len(word), len(word), name) for word, name in _words()
            if word in folded]  # fmt: skip
    return max(ends)[3] if ends else None


def completes_names(name: str | None) -> tuple[str, ...]:
    """The words of a type that its houses leave away in their own lists ("청운" for 청운경로당); () for others."""
    if name not in _document()["completes_names"]:
        return ()
    return tuple(map(fold, _document()["words"][name]))


def list_of(columns: Sequence[str], names: Iterable[str], titles: Sequence[str] = (), what: str = "") -> str | None:
    """What all rows of a list are: told by its title or file name, by its headings, by most of its names.

    One of :func:`known_types`, or None: a list of everything, or of what we do not know.
    """
    for text in (*titles, what):
        if (told := _named_in(fold(text)[:400])) is not None:
            return told
    if (told := _named_in(fold("".join(columns)))) is not None:
        return told
    told = [_named_in(fold(name)) for name in names if name]
    often = max(set(told) - {None}, key=told.count, default=None)
    return often if often is not None and told.count(often) >= MOST_OF_THEM * len(told) else None
