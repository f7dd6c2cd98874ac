"""What the reader of tables has to say: why a file is refused, what is odd about a table or one of its rows."""

import re
from typing import Any

from resmap.words.catalogue import has
from resmap.words.sentences import say

_ROW = re.compile(r"row (\d+)")
_LINE = re.compile(r"line (\d+) column (\d+)")
_BYTE = re.compile(r"byte (\d+)")


def refused_sentence(problem: Any, locale: str) -> str | None:
    """The sentence for a problem (``rule``, ``path``, ``found``, ``expected``); None where another area has it."""
    key = f"tables.refused.{problem.rule}"
    if not has(key):
        return None
    where = where_text(problem.path, locale)
    return say(key, locale, where=where, found=problem.found, expected=problem.expected)


def where_text(path: str, locale: str) -> str:
    """"row 17" as "17번째 줄"; a path that is no place in a file is the file."""
    if found := _ROW.fullmatch(path):
        return say("tables.where.row", locale, n=int(found[1]))
    if found := _LINE.fullmatch(path):
        return say("tables.where.line", locale, line=int(found[1]), column=int(found[2]))
    if found := _BYTE.fullmatch(path):
        return say("tables.where.byte", locale, n=int(found[1]))
    return say("tables.where.file", locale)


def row_sentence(fault: str, locale: str) -> str:
    """Why a row was not taken (``formats.tables.Row.fault``)."""
    return say(f"tables.row.{fault}", locale)


def note_sentence(note: Any, locale: str) -> str:
    """Something to know about a table (``formats.tables.Note``: ``code``, ``facts``)."""
    return say(f"tables.note.{note.code}", locale, **note.facts)
