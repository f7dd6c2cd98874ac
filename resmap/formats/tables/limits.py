"""How large a file with a table may be. Far above any district's list, far below what hurts; what its reading
may take of the machine stands in ``formats/sandbox/limits.py``."""

from resmap.formats.sandbox.limits import MIB

#: A text table is streamed: this is ten times the longest list seen (bytes).
LARGEST_TEXT = 512 * MIB
#: Workbooks, documents, JSON and XML (bytes as they lie on the disk).
LARGEST_CONTAINER = 128 * MIB

#: A zip: members, its directory (bytes), all members unpacked (bytes).
MOST_MEMBERS = 5_000
LARGEST_DIRECTORY = 2 * MIB
LARGEST_UNPACKED = 2048 * MIB
#: Unpacked over packed. Deflate ends at 1,032; real workbooks, even of empty formatted cells, stay below 150.
HIGHEST_RATIO = 250
#: Below this a ratio says nothing (bytes unpacked).
RATIO_MATTERS = 32 * MIB

#: What a sheet of Excel can hold, and as many cells as the widest real list times a million rows.
MOST_ROWS = 1_048_576
MOST_COLUMNS = 1_000
#: Rows of a text; its lines, and what one record may take of them (letters, lines).
MOST_TEXT_ROWS = 5_000_000
LONGEST_LINE = 4_000_000
LONGEST_RECORD = 20_000
MOST_CELLS = 60_000_000
MOST_MERGES = 200_000
#: A cell of Excel holds 32,767 letters, one of a CSV here 131,072 (the standard library's bound); JSON text more.
LONGEST_CELL = 1 << 20
#: Elements inside elements, arrays inside arrays.
DEEPEST = 100
