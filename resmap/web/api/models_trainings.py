"""What the operations on trainings take."""

from datetime import date

from pydantic import Field

from resmap.domain.exercises import Subject
from resmap.domain.roles import Audience
from resmap.flows.trainings import Helper
from resmap.web.api.models import Asked, Id, Line, Name, Reason, Revision, Told


class TrainingAsked(Asked):
    topic: Name = Field(description="A code of the list, or a training of the office's own by its name.")
    on: date
    until: date | None = Field(None, description="Null: as long as the training usually holds.")
    hours: float | None = Field(None, gt=0, le=200)
    given_by: str = Field("", max_length=200)
    users: list[Id] = []
    helpers: list[Id] = Field([], description="Entries of residents (kinds H1*).")


class OwnDone(Asked):
    subject: Subject


class TrainingOut(Asked):
    why: Reason
    revision: Revision


class OwnTrainingAsked(Asked):
    name: Name
    audience: list[Audience] = Field(min_length=1)
    months: int | None = Field(None, ge=1, le=120, description="Due again after so many months; null: never.")
    revision: Revision


class RequiredAsked(Asked):
    need: str = Field(description="The task, as a need code.")
    topics: list[Name] = Field(description="What a resident helper needs for it; empty: nothing any more.")
    revision: Revision


class HelpersQuery(Asked):
    text: Line


class HelperList(Told):
    helpers: tuple[Helper, ...]
