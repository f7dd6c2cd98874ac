"""What the operations on an assessment take."""

from datetime import date
from typing import Annotated

from pydantic import Field, StringConstraints

from resmap.domain.assessing import Ability, Asked, Function, NowPrompt
from resmap.domain.need_graph import LinkKind
from resmap.domain.need_states import NeedState
from resmap.domain.statements import StatementKind
from resmap.flows.assessing.taking import Occasion
from resmap.web.api import models

#: Words of a talk; as long as the flow keeps them.
Talked = Annotated[str, StringConstraints(max_length=2000, pattern=r"^[^\x00]*$")]
Key = Annotated[str, StringConstraints(max_length=60, pattern=r"^[^\x00]*$")]
Domain = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
Severity = Annotated[int, Field(ge=0, le=4)]
Place = Annotated[int, Field(ge=1, le=999)]
_WAS = "`was` of this section as the assessment was read; 409 where somebody else has written since."


class FunctionAsked(models.Asked):
    abilities: dict[Function, Ability] = Field(description="What is not named was not asked.")
    note: Talked = ""
    was: Key = Field(description=_WAS)


class DomainsAsked(models.Asked):
    domains: dict[Domain, Asked] = Field(description="By code (SAF .. LAW); what is not named was not asked.")
    items: list[Key] = Field([], description="Official problem items under domains where something is present.")
    was: Key = Field(description=_WAS)


class TalkAsked(models.Asked):
    now: dict[NowPrompt, Talked] = {}
    wished: Talked = ""
    how: Talked = ""
    was: Key = Field(description=_WAS)


class SectionKept(models.Told):
    was: str = Field(description="What the section is made from now.")


class RevisionAsked(models.Asked):
    revision: models.Revision


class StatementAsked(models.Asked):
    kind: StatementKind
    words: Talked = ""
    reading: Talked = ""
    holder: Key = ""
    topic: Key = Field("", description="A sort of strength or weakness, or an official problem item.")
    told_by: models.Line = ""
    confirmed: bool = False


class ReadingAsked(models.Asked):
    kind: StatementKind
    reading: Talked = ""
    revision: models.Revision


class HeardAsked(models.Asked):
    words: Talked


class Meant(models.Told):
    code: str
    score: float
    because: str


class MeantList(models.Told):
    needs: list[Meant]


class NeedWritten(models.Asked):
    holder: Key = Field(description="A member of the household, `couple` or `family`.")
    severity: Severity
    words: Talked = ""
    reading: Talked = ""
    wish: Talked = ""
    extent: Talked = ""
    basis: list[models.Id] = Field([], description="Statements that it rests on; demands alone are refused.")
    items: list[Key] = Field([], description="Official problem items that were ticked.")
    place: Place | None = None


class NeedAdded(NeedWritten):
    code: Key
    confirmed: bool = Field(False, description="The client said that it is so.")


class NeedChanged(NeedWritten):
    revision: models.Revision


class TurnAsked(models.Asked):
    state: NeedState
    why: Talked = ""
    revision: models.Revision


class LinkAsked(models.Asked):
    source: models.Id
    target: models.Id
    kind: LinkKind
    words: Talked = ""


class ScaleAsked(models.Asked):
    scale: Key
    answers: dict[Key, models.Count] = Field({}, description="By item; for LSNS-6 numbers of people.")
    total: models.Count | None = None
    occasion: Occasion = Occasion.BASELINE
    taken_on: date
    member: Key = ""
    note: Talked = ""
