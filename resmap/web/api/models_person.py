"""What the operations on who a client is, and who lives with them, take."""

from typing import Annotated

from pydantic import Field

from resmap.domain.codes import Sex
from resmap.domain.correcting import Identity, Left, Relative, Why
from resmap.web.api.models import Age, Asked, Line, Name, Revision, Told

Birth = Annotated[str, Field(max_length=14, description="`1948-03-02` or `1948`; empty: not known.")]


class IdentityAsked(Asked):
    name: Name
    birth: Birth = ""
    sex: Sex | None = Field(None, description="Left out: not noted.")
    phone: Line | None = Field(None, description="Left out: stays as it is, hidden or not; empty: taken away.")
    address: Line | None = Field(None, description="As `phone`.")
    reason: Why
    why: Line = ""
    seen: bool = Field(False, description="You were told whom the office may know, and this is somebody else.")
    revision: Revision = Field(description="`revision` of the page.")

    def identity(self) -> Identity:
        return Identity(self.name, self.birth, self.sex, self.phone, self.address)


class MoveAsked(Asked):
    dong: Name
    reason: Why
    revision: Revision = Field(description="`head.revision` of the page: the case's.")


class Moved(Told):
    """``hand_over``: nothing was moved; somebody has to hand the case over within a week."""

    result: str


class RelativeAsked(Asked):
    relation: Name
    name: Line = ""
    birth: Birth = ""
    age: Age | None = Field(None, description="Where no birth is known.")
    sex: Sex | None = None
    revision: Revision

    def relative(self) -> Relative:
        return Relative(self.relation, self.name, self.birth, self.age, self.sex)


class RelativeBetter(RelativeAsked):
    reason: Why


class LeftAsked(Asked):
    reason: Left
    revision: Revision
