"""When two written names are one name."""

from functools import lru_cache
from unicodedata import normalize


@lru_cache(maxsize=65_536)
def same_name(text: str) -> str:
    """The form in which names compare: without case and spacing, which Korean lists use freely.

    Remembered, since one match compares the names of a whole city's agencies.
    """
    return "".join(normalize("NFKC", text).casefold().split())
