"""Supervision at a stage of a case (R042): a question, the advice, what is to follow until when, what followed.

It is the worker's own learning beside the client's record: the manager and the supervisor of the dong read it, no
helper and nobody who only looks (R032, P-12), and it is handed over to nobody.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from resmap.domain.papers import PaperState
from resmap.domain.permissions import Actor, Permission


class AdviceState(StrEnum):
    """Who has to do something: the supervisor (``ASKED``), the worker (``GIVEN``), nobody any more."""

    ASKED = "asked"
    GIVEN = "given"
    FOLLOWED = "followed"


#: How the state stands on the paper.
STATES: Mapping[PaperState, AdviceState] = {
    PaperState.DRAFT: AdviceState.ASKED,
    PaperState.SENT: AdviceState.GIVEN,
    PaperState.DONE: AdviceState.FOLLOWED,
}


class AdviceGap(StrEnum):
    """Why an entry cannot be kept."""

    DAY_PAST = "DAY_PAST"
    ANSWERED = "ANSWERED"
    NOT_ANSWERED = "NOT_ANSWERED"
    NOT_YOURS = "NOT_YOURS"


@dataclass(frozen=True, slots=True)
class Advice:
    """What is kept of one entry. ``question`` is empty where the supervisor wrote unasked; who: ids of users;
    ``advised_on`` an ISO day, empty before the answer. By when something is to follow stands with the paper."""

    question: str = ""
    asked_by: str = ""
    advice: str = ""
    to_do: str = ""
    advised_by: str = ""
    advised_on: str = ""
    followed: str = ""
    followed_by: str = ""


def to_content(advice: Advice) -> dict[str, Any]:
    return asdict(advice)


def from_content(content: Mapping[str, Any] | None) -> Advice:
    """The entry as it was kept; fields of a later version are left out."""
    told = content or {}
    return Advice(**{name: str(told.get(name) or "") for name in Advice.__dataclass_fields__})


def may_read(actor: Actor, *, manager: str | None, dong: str | None) -> bool:
    """Whether somebody who reaches the case reads its supervision, too: its manager, and who advises there."""
    return manager == actor.id or decides(actor, dong)


def decides(actor: Actor, dong: str | None) -> bool:
    """Whether the actor is the supervisor of that dong: who advises there."""
    return actor.may(Permission.CASE_DECIDE) and dong in actor.dongs
