"""Opening a case without being assigned to it (P-12): for a purpose, for an hour, looked at by a supervisor.

사회보장급여법 §31 4·5 forbids exceeding one's authority and looking for other than work. So the door is there for
the night on which the manager is away, and everybody who used it is asked about it.
"""

from datetime import datetime, timedelta
from enum import StrEnum

#: So long the case stays open to whoever gave a purpose.
OPEN_FOR = timedelta(hours=1)

#: A purpose says something: "업무" alone is none.
SHORTEST_PURPOSE = 8
LONGEST_PURPOSE = 500


class Finding(StrEnum):
    """What the supervisor found of an opening."""

    RIGHT = "right"
    ASKED = "asked"
    NOT_RIGHT = "not_right"


class Alert(StrEnum):
    """Why somebody's looking is shown first: their own name, or a colleague's."""

    SELF = "self"
    COLLEAGUE = "colleague"


def is_purpose(words: str) -> bool:
    """Whether these words can be read by somebody else as a purpose."""
    said = " ".join(words.split())
    return SHORTEST_PURPOSE <= len(said) <= LONGEST_PURPOSE and len(set(said.replace(" ", ""))) >= 4


def until(now: datetime) -> datetime:
    """When an opening that begins now ends."""
    return now + OPEN_FOR


def alert_of(client: str | None, reader: str, colleagues: frozenset[str]) -> Alert | None:
    """Whether a client is called like the one who looked, or like somebody of the office."""
    name = "".join((client or "").split())
    if not name:
        return None
    if name == "".join(reader.split()):
        return Alert.SELF
    return Alert.COLLEAGUE if name in {"".join(one.split()) for one in colleagues} else None
