"""What a type of facility offers, where the mapping of a list does not say it itself.

The builtin knowledge is that of Seoul's own list (``seoul.toml``) and of the usual national lists
(``types.toml``). It answers for a type that stands in a column, and for what a whole list is of.
A facility's own name decides nothing here: a name is a reason to propose (``domain/proposing``),
not to know.
"""

from collections.abc import Mapping
from functools import cache, lru_cache

from resmap.domain.korean import fold
from resmap.formats.lists.mapping import FacilityType, builtin, type_problems, types_from
from resmap.formats.lists.type_words import document, named_in

#: A type text longer than this is prose.
LONGEST_TYPE = 60
#: "(노인) 경로식당" without its bracket; these alone would not say whom they serve.
_SAYS_TOO_LITTLE = frozenset({"공동생활가정", "기타시설", "생활시설", "종합시설", "자활지원센터", "자립지원시설"})


@cache
def known_types() -> Mapping[str, FacilityType]:
    """The types of ``types.toml`` by their names. Raises ValueError if the file is broken (a test reads it)."""
    for name, raw in document()["types"].items():
        if problems := list(type_problems(name, raw)):
            raise ValueError(str(problems))
    return types_from(document()["types"])


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


@lru_cache(maxsize=4096)
def known_type(text: str) -> FacilityType | None:
    """What a type as a column says it means; None where it says nothing that we know."""
    folded = fold(text)
    if not folded or len(folded) > LONGEST_TYPE:
        return None
    return _exact().get(folded) or known_types().get(named_in(folded) or "")
