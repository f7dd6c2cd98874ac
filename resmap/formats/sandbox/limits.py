"""What the child that reads a file may ask of this machine. Far above any district's list, far below what hurts."""

MIB = 1 << 20

#: Memory (bytes of address space), processor and clock (seconds), what it may write (bytes).
CHILD_MEMORY = 1536 * MIB
CHILD_CPU = 240
CHILD_CLOCK = 300
CHILD_OUTPUT = 1536 * MIB
#: One line of what it writes (bytes): what its parent holds in memory at once.
LONGEST_LINE = 64 * MIB

#: So many read at once; who comes then waits for so long (seconds).
MOST_AT_ONCE = 4
LONGEST_WAIT = 60

#: Problems that a refusal names, and letters of each of their texts.
MOST_PROBLEMS = 50
LONGEST_TEXT = 400


#: A file up to so many bytes is read while somebody's page waits for it, and has so many seconds.
SMALL, SMALL_CLOCK = MIB, 90


def clock_for(size: int) -> int:
    """Seconds for a file of ``size`` bytes. What is packed tells little of what is in it: beyond small, one bound."""
    return SMALL_CLOCK if size <= SMALL else CHILD_CLOCK
