"""What of an entry is compared. There is no field for a secret place and none for a resident."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

#: Kinds of residents (practice §2.6): who lives next door is nobody's duplicate to look through.
_RESIDENT = re.compile(r"H1[a-z0-9_]*$", re.IGNORECASE)


class NotComparable(ValueError):
    """A resident, or nothing to compare by. The message names the key, never a value."""


@dataclass(frozen=True, slots=True)
class Record:
    """One entry as it is compared; texts as they are written, None for what is not known.

    ``kind``: the kind as a list words it ("(노인) 노인요양시설") or our own code. ``phone``: one or several,
    in any writing. ``lat``, ``lon``: WGS84 degrees, both or neither. ``organisation_number``: 고유번호 or
    사업자등록번호. ``extra`` is carried along and never compared.
    """

    key: str
    name: str
    kind: str | None = None
    phone: str | None = None
    address: str | None = None
    sigungu: str | None = None
    lat: float | None = None
    lon: float | None = None
    organisation: str | None = None
    organisation_number: str | None = None
    extra: Mapping[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.kind and _RESIDENT.match(self.kind.strip()):
            raise NotComparable(f"{self.key}: residents are not compared")
        if (self.lat is None) != (self.lon is None):
            raise NotComparable(f"{self.key}: half a coordinate")
