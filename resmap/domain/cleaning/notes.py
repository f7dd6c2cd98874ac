"""What a cleaning rule has to tell a person: a code with facts, for ``words`` to say."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

#: Stands where a fact was taken out.
HIDDEN = "…"


@dataclass(frozen=True, slots=True)
class Note:
    """Something odd about one cell. The sentence stands under ``cleaning.problem.<code>``.

    ``facts`` may repeat what the cell says, but never a telephone number. Where the row is a
    resident's or a secret place's, the reader of the list tells :meth:`bare` (P-21, P-25).
    """

    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)

    def bare(self) -> "Note":
        """The note without any value of the cell; its sentence can still be said."""
        return Note(self.code, dict.fromkeys(self.facts, HIDDEN))
