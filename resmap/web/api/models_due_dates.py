"""What the operations on due dates take and answer."""

from datetime import date
from typing import Any

from pydantic import Field

from resmap.web.api.models import Asked, Kept, Reason, Revision, Told, Words

__all__ = ["Kept", "PromiseAsked", "PromiseSettled", "Term", "Terms", "TermsAsked"]


class Term(Told):
    """A period in days; from ``warn`` days before its end it is due."""

    days: int
    warn: int
    count: str
    source: str


class Terms(Told):
    """The terms of the office; ``own`` is only what differs from the usual."""

    revision: int
    own: dict[str, Any]
    terms: dict[str, Term]
    contact_days: dict[str, int]
    appeal_days: dict[str, int]
    follow_up_months: list[int]
    closing_weeks: int
    holidays: list[date]


class TermsAsked(Asked):
    own: dict[str, Any] = Field(
        description="What differs from the usual, as `own` of the answer says it: term, contact_days, appeal_days, "
        "follow_up_months, closing_weeks, holidays."
    )
    revision: Revision


class PromiseAsked(Asked):
    text: Reason
    due_on: date


class PromiseSettled(Asked):
    kept: bool = Field(description="False: it is needed no more.")
    result: Words = ""
    revision: Revision
