"""Lists as they are published or typed (one row, one offer): columns by meaning, rows as entries.

``headings.py`` recognises columns; ``mapping.py`` says what they and the official types mean, in
TOML or from the headings; ``types.py`` holds what usual types offer; ``secrecy.py`` knows places
whose location is never stored; ``rows.py`` makes entries of rows and tells what is odd about them.
"""

from resmap.formats.lists.fields import FIELDS, NEEDED, SEVERAL
from resmap.formats.lists.headings import Found, Recognised, fingerprint, recognise
from resmap.formats.lists.mapping import (
    BUILTIN,
    FacilityType,
    Mapping,
    builtin,
    builtin_for,
    from_recognised,
    read_mapping,
    to_toml,
)
from resmap.formats.lists.rows import read_list, that_may_be_shown

__all__ = [
    "BUILTIN", "FIELDS", "NEEDED", "SEVERAL", "FacilityType", "Found", "Mapping", "Recognised", "builtin",
    "builtin_for", "fingerprint", "from_recognised", "read_list", "read_mapping", "recognise",
    "that_may_be_shown", "to_toml",
]  # fmt: skip
