"""What the operations on a closing take."""

from datetime import date

from pydantic import Field

from resmap.domain.closing_items import Item
from resmap.domain.closing_paper import Reaction, SaidBy
from resmap.domain.codes import ClosingReason
from resmap.web.api.models import Asked, Words


class ClosingAsked(Asked):
    reason: ClosingReason
    why: Words
    said_by: SaidBy = SaidBy.WORKER
    own_words: Words = ""
    moving_to: dict[str, str] = Field(default_factory=dict, description="sido, sigungu, dong of the new place.")
    revision: int = Field(description="`head.revision` of the case as it was read.")


class PreparationAsked(Asked):
    words: dict[str, str] = Field(default_factory=dict, description="What was talked over, by name.")
    reactions: list[Reaction] = []
    ticks: list[Item] = []
    rescreened: list[str] = Field(default=[], description="Members of the household whose needs were looked at again.")
    own_words: Words | None = None
    revision: int = Field(description="`prepared.revision` of the closing as it was read.")


class DecisionAsked(Asked):
    agreed: bool
    note: Words = ""
    conference: str | None = None
    revision: int = Field(description="`prepared.revision` of the closing as it was read.")


class ClosingEnd(Asked):
    revision: int = Field(description="`head.revision` of the case as it was read.")


class ClosingTakenBack(Asked):
    why: Words
    revision: int


class AttemptAsked(Asked):
    on: date
    method: str = Field(max_length=40)
    note: Words = ""


class AddendumAsked(Asked):
    words: Words
    paper: str | None = Field(None, description="The paper of this case that it adds to.")
