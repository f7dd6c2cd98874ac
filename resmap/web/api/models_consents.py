"""What the operations on consents, safety and openings take."""

from datetime import date
from typing import Annotated

from pydantic import Field

from resmap.domain.codes import DutyCode
from resmap.domain.consent_sheet import Asked as Question
from resmap.domain.consent_sheet import How, Proof, SignedBy
from resmap.domain.first_call import SafeToCall
from resmap.domain.openings import Finding
from resmap.domain.protection import Channel, LookWhy
from resmap.web.api.models import Asked, Id, Line, Name, Reason, Told

Text60 = Annotated[str, Field(max_length=60, pattern=r"^[^\x00]*$")]


class ConsentAnswer(Asked):
    """One answer. ``recipient``: an offer (provide_offer) or a member (family)."""

    asked: Question
    granted: bool
    recipient: Id | None = None
    items: list[Name] = Field([], description="Fields for a named recipient.", max_length=40)
    until: date | None = Field(None, description="The last day; wanted with a yes.")


class ConsentSignature(Asked):
    """Who signs; a representative with the paper that was seen (P-07)."""

    by: SignedBy
    member: Id | None = None
    name: Text60 = ""
    relation: Text60 = ""
    proof: Proof | None = None
    not_feared: bool = False


class ConsentSheetAsked(Asked):
    answers: list[ConsentAnswer] = Field(min_length=1, max_length=60)
    signer: ConsentSignature
    how: How


class WithdrawAsked(Asked):
    why: Reason


class ConsentQuery(Asked):
    offer: Id | None = Field(None, description="An offer that is to be named.")


class KeptAll(Told):
    """The ids of what was kept."""

    ids: list[str]


class DutyAsked(Asked):
    """Either ``done`` with to whom (and under which number), or ``why_not``."""

    code: DutyCode
    done: bool
    to: Line = ""
    number: Line = ""
    why_not: Line = ""


class ProtectAsked(Asked):
    why: Reason
    protected_from: Id | None = Field(None, description="A member of the household, or an offer.")
    revision: int


class UnprotectAsked(Asked):
    why: Reason
    revision: int


class SafeContactAsked(Asked):
    channels: list[Channel] = []
    how: Line = ""
    hours: Line = ""
    never: Line = ""
    #: Whether the client's own number may be called; left out, what was said of it stays.
    safe: SafeToCall | None = None
    revision: int


class LookAsked(Asked):
    why: LookWhy


class NoticeAsked(Asked):
    """The four fields that the statute passes on, and the dong that the notice came for (P-24)."""

    name: Text60 = ""
    birth_date: Annotated[str, Field(pattern=r"^(\d{4}-\d{2}-\d{2})?$")] = ""
    address: Line = ""
    phone: Annotated[str, Field(max_length=30, pattern=r"^[^\x00]*$")] = ""
    dong: Name


class OpenAsked(Asked):
    number: Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[^\x00]*$")]
    purpose: Reason


class ReviewAsked(Asked):
    finding: Finding
    words: Line = ""
