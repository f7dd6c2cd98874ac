"""What the operations on a case's course take."""

from pydantic import Field

from resmap.domain.codes import Stage
from resmap.domain.stages import CasePath
from resmap.web.api.models import Asked, Words


class StepAsked(Asked):
    then: Stage
    why: Words = Field("", description="Wanted where the step leaves the usual order.")
    revision: int = Field(description="`head.revision` of the case as it was read.")


class EmergencyAsked(Asked):
    emergency: bool
    why: Words
    revision: int


class PathAsked(Asked):
    path: CasePath
    revision: int
