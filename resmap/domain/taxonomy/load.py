"""Read the data files of this package."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from typing import Any


def read(name: str) -> Any:
    """The parsed content of data/NAME.json; works from a checkout and from a wheel."""
    return json.loads(files(__package__).joinpath("data", f"{name}.json").read_text("utf-8"))


def unknown(what: str, code: object) -> KeyError:
    """The error for a code that is not listed.

    It repeats the code only where it looks like one: anything else may be a person's words.
    """
    named = code if isinstance(code, str) and re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]{0,15}", code) else "?"
    return KeyError(f"not a known {what}: {named}")
