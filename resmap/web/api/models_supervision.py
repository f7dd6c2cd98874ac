"""What the operations on supervision, conflicts and the overview of links take."""

from datetime import date

from pydantic import Field

from resmap.domain.conflict import Ending
from resmap.web.api.models import Asked, Id, Line, Reason, Revision


class QuestionAsked(Asked):
    question: Reason


class AdviceAsked(Asked):
    advice: Reason
    to_do: Line = Field("", description="What is to follow; empty for nothing.")
    until: date | None = None
    paper: Id | None = Field(None, description="The question that is answered; null writes unasked.")
    revision: Revision | None = Field(None, description="The revision of the question that was read.")


class FollowedAsked(Asked):
    followed: Reason
    revision: Revision


class RevisionAsked(Asked):
    revision: Revision


class SideQuery(Asked):
    q: Line = Field("", description="Part of a name, or its initial consonants.")


class CaseConflictAsked(Asked):
    other: Id | None = Field(None, description="An entry of the register; or name an organisation.")
    organisation: Line = ""
    since: date | None = Field(None, description="From which day it keeps apart; null for today.")
    words: Reason


class ResourceConflictAsked(Asked):
    one: Id
    other: Id
    since: date | None = None
    words: Reason


class MediationAsked(Asked):
    on: date | None = None
    agreed: Reason
    revision: Revision


class ConflictEnded(Asked):
    how: Ending
    words: Reason
    revision: Revision


class WordsAsked(Asked):
    words: Reason


class Reworded(Asked):
    words: Reason
    revision: Revision


class LinksQuery(Asked):
    dong: Line = ""
    month: Line = Field("", description="Of the request, such as 2026-11.")
    kind: Line = Field("", description="neighbour, shop, association, gathering or agency.")
    state: Line = Field("", description="A state, or a section: waiting, drafts, running, ended, refused.")
    outcome: Line = Field("", description="An outcome; `none` for those that could have one and have none.")
    manager: Line = ""
    reason: Line = ""
    to: Line = Field("", description="The entry that was asked.")
    late: bool = Field(False, description="Only those whose answer is overdue.")
    page: int = Field(1, ge=1, le=99_999)
