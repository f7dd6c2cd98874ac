"""월별 실적: the figures of a month for who supervises, each with the cases that it consists of."""

from dataclasses import dataclass
from datetime import date

from resmap.domain import monthly
from resmap.domain.monthly import CODES, Figure, Rows, month_of
from resmap.domain.permissions import Actor, NotFound, Permission
from resmap.store import UnitOfWork
from resmap.store.queries import figures as queries

#: The parts of the page, by the beginning of the codes.
SECTIONS = ("persons", "contacts", "cases", "links", "value", "shares", "conferences", "trainings")


@dataclass(frozen=True, slots=True)
class Section:
    """``figures``: what is counted, ``code`` and ``number``; those of which all are none stand in ``none``."""

    name: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class FiguresPage:
    first: date
    last: date
    dong: str
    dongs: tuple[str, ...]
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class CaseOfFigure:
    """A case behind a figure. No name: who it is stands on its own page, where the reading is noted."""

    id: str
    number: str
    dong: str
    stage: str
    opened_on: date
    closed_on: date | None


@dataclass(frozen=True, slots=True)
class FigureCases:
    first: date
    last: date
    dong: str
    code: str
    number: int
    cases: tuple[CaseOfFigure, ...]


def page(uow: UnitOfWork, actor: Actor, day: date, *, dong: str = "") -> FiguresPage:
    """The figures of the month of that day, of one of the actor's dongs or of all. Raises NotFound for another dong."""
    first, last = month_of(day)
    found = monthly.figures(rows_of(uow, actor, first, last, dong=dong), first, last)
    sections = tuple(
        Section(name, tuple(one for one in found if one.code.partition(".")[0] == name)) for name in SECTIONS
    )
    return FiguresPage(first, last, dong, tuple(sorted(actor.dongs)), sections)


def consists_of(uow: UnitOfWork, actor: Actor, day: date, code: str, *, dong: str = "") -> FigureCases:
    """The cases behind one figure, by number, in the actor's scope. Raises NotFound for another code or dong."""
    actor.require(Permission.FIGURES_READ)
    if code not in CODES:
        raise NotFound("Figure")
    first, last = month_of(day)
    figure = next(
        one for one in monthly.figures(rows_of(uow, actor, first, last, dong=dong), first, last) if one.code == code
    )
    cases = tuple(
        CaseOfFigure(one.id, one.number, one.dong or "", one.stage.value, one.opened_on, one.closed_on)
        for one in queries.lines(uow, actor, figure.cases)
    )
    return FigureCases(first, last, dong, code, figure.number, cases)


def rows_of(uow: UnitOfWork, actor: Actor, first: date, last: date, *, dong: str = "") -> Rows:
    """What is counted between these days in one of the actor's dongs, or in all of them."""
    actor.require(Permission.FIGURES_READ)
    if dong and dong not in actor.dongs:
        raise NotFound("DongRecord")
    return queries.rows(uow, actor, [dong] if dong else actor.dongs, first, last)
