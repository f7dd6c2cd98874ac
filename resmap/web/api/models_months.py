"""What the operations on months take and answer."""

from datetime import date
from typing import Annotated

from pydantic import Field, StringConstraints

from resmap.flows.monthly_form import Small
from resmap.web.api.models import Asked, Kept, Name, Revision, Told
from resmap.web.context import today

__all__ = ["CellsAsked", "DongMonthQuery", "FigureQuery", "Figures", "FillAsked", "Kept", "MonthQuery", "TemplateRemoval"]

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


class CellsAsked(Asked):
    cells: dict[Annotated[str, StringConstraints(max_length=60)], Annotated[str, StringConstraints(max_length=60)]] = Field(
        description="`key` of a cell -> a code of `GET /figures`, `empty`, or nothing for what the headings say.",
        max_length=1500,
    )
    revision: Revision


class TemplateRemoval(Asked):
    revision: Revision


class FillAsked(Asked):
    month: Month
    dong: Name | None = Field(None, description="For cells that name no dong; all of yours without it.")
    small: Small = Field(description="`hide` numbers by which a neighbour may know who is meant, or `keep` them.")
