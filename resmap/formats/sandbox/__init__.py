"""Files of strangers are read in a child process with limits; this is its one door.

:func:`read_aside` runs the child (``child.py``) on the bytes of a file and answers a :class:`Spool` of
what it told. The child knows no database, no key and no address; it may use only so much memory, time
and disk (``limits.py``). Whatever a hostile file does to a library takes the child with it and becomes
one problem of a FormatError. What the child writes (``answer.py``) is JSON of plain values in lines of
bounded length: its parent reads data, never code, and holds them against their types (``plain.py``).
"""

from resmap.formats.sandbox.answer import Answer, Refusal
from resmap.formats.sandbox.running import Spool, read_aside

__all__ = ["Answer", "Refusal", "Spool", "read_aside"]
