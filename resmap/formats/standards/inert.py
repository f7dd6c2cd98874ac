"""Cells of a CSV that a spreadsheet would run: written so that it shows them, and read back as they were."""

import re

#: What a spreadsheet takes for a formula, also behind apostrophes that stand there already.
_RUNS = re.compile(r"'*[=+\-@\t\r]")
_GUARDED = re.compile(r"''*[=+\-@\t\r]")


def guarded(text: str) -> str:
    """The text with an apostrophe before what would run (CWE-1236)."""
    return f"'{text}" if _RUNS.match(text) else text


def unguarded(text: str) -> str:
    """The text that :func:`guarded` wrote."""
    return text[1:] if _GUARDED.match(text) else text
