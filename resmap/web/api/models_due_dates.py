"""What the operations on due dates take and answer."""

from datetime import date
from typing import Any

from pydantic import Field

from resmap.domain.letterhead import Letterhead
from resmap.web.api.models import Asked, Kept, Line, Reason, Revision, Told, Words

__all__ = ["Kept", "LetterheadAsked", "PromiseAsked", "PromiseSettled", "Term", "Terms", "TermsAsked"]


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


class LetterheadAsked(Asked):
    name: Line
    name_en: Line = ""
    phone: Line = Field("", description="The office's own number; a mobile is refused.")
    address: Line = ""
    head: Line = Field("", description="Who signs for the office, as it stands on paper.")
    roles: tuple[Line, ...] = Field((), max_length=20, description="Above the boxes to sign off, the first first.")
    revision: Revision

    def letterhead(self) -> Letterhead:
        return Letterhead(self.name, self.name_en, self.phone, self.address, self.head, self.roles)


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
