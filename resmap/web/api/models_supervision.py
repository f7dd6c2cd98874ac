"""What the operations on supervision, conflicts and the overview of links take."""

from datetime import date

from pydantic import Field

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
