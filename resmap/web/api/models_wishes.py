"""What the operations on wishes take."""

from typing import Annotated

from pydantic import Field, StringConstraints

from resmap.domain.wishes import Told
from resmap.flows.wishing import LONGEST
from resmap.web.api import models

Code = Annotated[str, StringConstraints(max_length=40, pattern=r"^[a-zA-Z0-9_]*$")]


class WishAsked(models.Asked):
    """One thing that somebody said once for all."""

    told: Told
    about: Code = Field("", description="Of a wish: help, language, diet or time; else what hinders (stairs, …).")
    value: Code = Field("", description="A sort of help or kind, a language, a food, hours.")
    force: Code = Field("", description="Of a wish: never, rather_not, rather or must.")
    went: Code = Field("", description="Of a help that was tried: helped, partly or failed.")
    by: models.Id | None = Field(None, description="The member whose it is; null for the household.")
    words: Annotated[str, StringConstraints(max_length=LONGEST, pattern=r"^[^\x00]*$")] = ""
