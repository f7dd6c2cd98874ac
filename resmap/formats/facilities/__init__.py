"""Lists of facilities (one row, one facility) as entries of the register, by a mapping file.

``mapping.py`` reads the TOML that says what the columns and the official types
mean; ``secrecy.py`` knows places whose location is never stored; ``address.py``
reads Korean addresses; ``rows.py`` puts the three together.
"""

from resmap.formats.facilities.mapping import Mapping, builtin, builtin_for, read_mapping
from resmap.formats.facilities.rows import Facilities, read_facilities

__all__ = ["Facilities", "Mapping", "builtin", "builtin_for", "read_facilities", "read_mapping"]
