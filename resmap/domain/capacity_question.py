"""Asking whether there is a place, without naming anybody (R167, P-09): what is kept of the question.

The question holds a need and a place, and no field in which a person could be named. What was answered
is told to this case alone: "no place" lets the offer rest for it (:mod:`resmap.domain.referral_reasons`).
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class CapacityQuestion:
    """``need`` is the code that was asked about; ``has_place`` None until somebody answered; ``said`` in their words."""

    need: str
    has_place: bool | None = None
    said: str = ""


def to_content(question: CapacityQuestion) -> dict[str, Any]:
    return asdict(question)


def from_content(content: Mapping[str, Any] | None) -> CapacityQuestion:
    """The question as it was kept; fields of a later version are left out."""
    told = content or {}
    has_place = told.get("has_place")
    return CapacityQuestion(
        str(told.get("need") or ""), has_place if isinstance(has_place, bool) else None, str(told.get("said") or "")
    )
