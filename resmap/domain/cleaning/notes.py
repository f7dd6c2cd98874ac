"""What a cleaning rule has to tell a person: a code with facts, for ``words`` to say."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

#: Stands where a fact was taken out.
HIDDEN = "…"


@dataclass(frozen=True, slots=True)
class Note:
    """Something odd about one cell. The sentence stands under ``cleaning.problem.<code>``.

    ``facts`` may repeat what the cell says, but never a telephone number. Of a secret place's row nothing is
    noted but that its place was removed; where the row is a resident's, :data:`HIDDEN` stands for each fact
    (``flows.importing.reading``), and its sentence can still be said (P-21, P-25).
    """

    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)
