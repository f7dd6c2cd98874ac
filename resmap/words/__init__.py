"""Codes and facts become Korean and English sentences here, and nowhere else.

The rest of the program speaks codes (``GateCode.SERVED``) with typed facts;
a page, a letter or the terminal asks this room for the words::

    say("shell.menu.cases", "ko")                      -> "내 사례"
    say("shell.signed_in_as", "ko", name="김나래")       -> "김나래 님으로 들어와 있습니다"
    has("match.gate.SERVED")                           -> True

The words live in ``catalogue/<area>.toml``: one file for each area, one line for
each key, both languages side by side (docs/decisions/0004-words-as-toml.md).
How facts are set into a sentence (Korean particles, English plurals, dates and
numbers) is told in :mod:`resmap.words.sentences`.
"""

from resmap.words.catalogue import LOCALES, UnknownWord, areas, entries, has, template
from resmap.words.sentences import fields_of, say

__all__ = [
    "areas",
    "LOCALES",
    "UnknownWord",
    "entries",
    "fields_of",
    "has",
    "say",
    "template",
]
