"""⑬ 이행 여부: 달성, 연장 or 재사정, and what each brings about (R125, R157, R178, R179)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Fulfilment(StrEnum):
    """The three boxes of column ⑬."""

    MET = "met"
    EXTENDED = "extended"
    REASSESS = "reassess"


class FulfilmentProblem(StrEnum):
    """Why a tick cannot stand."""

    NEW_END_MISSING = "NEW_END_MISSING"
    NEW_END_NOT_LATER = "NEW_END_NOT_LATER"
    NEW_END_NOT_WANTED = "NEW_END_NOT_WANTED"
    CHECKED_IN_FUTURE = "CHECKED_IN_FUTURE"
    CHECKED_BEFORE_START = "CHECKED_BEFORE_START"


@dataclass(frozen=True, slots=True)
class FulfilmentEffects:
    """What the tick changes; the flow carries it out.

    ``line_open``: the line goes on. ``ends_on`` is the end that holds from now on. ``reassess``: a
    reassessment is opened on the ground of the check (R179); it is complete only once a second
    decision meeting or conference has shared it (R178). ``cancel_reminders`` of the line;
    ``ask_outcome``: whether this reaches the objective has to be told by a person (R185).
    """

    line_open: bool
    ends_on: date | None
    reassess: bool
    cancel_reminders: bool
    ask_outcome: bool


def fulfilment_problems(
    ticked: Fulfilment,
    *,
    checked_on: date,
    today: date,
    starts_on: date | None = None,
    ends_on: date | None = None,
    new_end: date | None = None,
) -> tuple[FulfilmentProblem, ...]:
    """What stands against the tick, all of it together; empty where it may be set."""
    found = []
    if checked_on > today:
        found.append(FulfilmentProblem.CHECKED_IN_FUTURE)
    if starts_on is not None and checked_on < starts_on:
        found.append(FulfilmentProblem.CHECKED_BEFORE_START)
    if ticked is Fulfilment.EXTENDED:
        if new_end is None:
            found.append(FulfilmentProblem.NEW_END_MISSING)
        elif new_end <= max(filter(None, (ends_on, today))):
            found.append(FulfilmentProblem.NEW_END_NOT_LATER)
    elif new_end is not None:
        found.append(FulfilmentProblem.NEW_END_NOT_WANTED)
    return tuple(found)


def fulfilment_effects(
    ticked: Fulfilment, *, checked_on: date, ends_on: date | None = None, new_end: date | None = None
) -> FulfilmentEffects:
    """The effects of a tick without problems.

    달성 ends the line on the day of the check (or at its end, if that was earlier); 연장 moves the end;
    재사정 lets the line run as it is, so that nobody stays without help while needs are looked at anew.
    """
    if ticked is Fulfilment.MET:
        return FulfilmentEffects(
            line_open=False,
            ends_on=min(checked_on, ends_on) if ends_on else checked_on,
            reassess=False,
            cancel_reminders=True,
            ask_outcome=True,
        )
    if ticked is Fulfilment.EXTENDED:
        return FulfilmentEffects(
            line_open=True, ends_on=new_end, reassess=False, cancel_reminders=False, ask_outcome=False
        )
    return FulfilmentEffects(line_open=True, ends_on=ends_on, reassess=True, cancel_reminders=False, ask_outcome=False)
