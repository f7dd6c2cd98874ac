"""What the operations on months take and answer."""

from datetime import date
from typing import Annotated

from pydantic import Field, StringConstraints

from resmap.web.api.models import Asked, Name, Told
from resmap.web.context import today

#: A month as ISO 8601 writes it.
Month = Annotated[str, StringConstraints(pattern=r"^2[0-9]{3}-(0[1-9]|1[0-2])$")]


class MonthQuery(Asked):
    month: Month | None = Field(None, description="`2026-11`; this month without it.")

    def day(self) -> date:
        """A day of that month; of a month to come there is nothing to tell."""
        return date.fromisoformat(f"{self.month}-01") if self.month else today()


class DongMonthQuery(MonthQuery):
    dong: Name | None = Field(None, description="One of your dongs; all of them without it.")


class FigureQuery(DongMonthQuery):
    code: Name = Field(description="A code of `GET /figures`.")


class Figures(Told):
    """The figures of a month by their codes."""

    first: date
    last: date
    dong: str
    dongs: list[str]
    figures: dict[str, int]
