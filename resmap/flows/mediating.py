"""What both sorts of conflicts share: neutral words, steps of mediation, an end with its reason (R044, B:146)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from resmap.domain.conflict import Ending, stands
from resmap.domain.neutral import judging
from resmap.domain.resident_number import refuse
from resmap.flows.replying import WordsMissing
from resmap.flows.ruling import RuleForbids
from resmap.matching.engine import Reason
from resmap.store import UnitOfWork, accounts

#: Longest text of a reason, a step, an end (characters).
LONGEST = 1000

#: Where the words for what cannot be kept stand.
GAPS = "conflicts.gap"


class Conflict(Protocol):
    """What both records hold."""

    id: str
    revision: int
    since: date | None
    ended_on: date | None
    ended_as: str | None
    why: str | None
    mediation: list | None
    ended_words: str | None


@dataclass(frozen=True, slots=True)
class StepView:
    """A step of mediation: its day, what was agreed, who wrote it (a name)."""

    on: date | None
    agreed: str
    by: str


@dataclass(frozen=True, slots=True)
class ConflictView:
    """One conflict. ``between`` are the names of those in it (the household itself is not among them); ``state`` is
    standing, coming or ended; ``hints``: (word, what may be said instead) of words that judge somebody (R024)."""

    id: str
    revision: int
    between: tuple[str, ...]
    ends: tuple[str, ...]
    since: date | None
    state: str
    why: str
    steps: tuple[StepView, ...]
    ended_on: date | None
    ended_as: str | None
    ended_words: str
    hints: tuple[tuple[str, str], ...]


def words_of(text: str, field: str) -> str:
    """The text as it is kept; raises WordsMissing, ResidentNumberError."""
    refuse(text, field)
    text = text.strip()[:LONGEST]
    if not text:
        raise WordsMissing
    return text


def forbidden(code: str) -> RuleForbids:
    return RuleForbids([Reason(code, {"area": GAPS})])


def reword(record: Conflict, *, words: str) -> None:
    """Say anew what it is about, in kinder or clearer words. Raises WordsMissing, RuleForbids (ENDED)."""
    if record.ended_on is not None:
        raise forbidden("ENDED")
    record.why = words_of(words, "words")


def add_step(record: Conflict, today: date, *, on: date, agreed: str, by: str) -> None:
    """Write a step of mediation. Raises WordsMissing, RuleForbids (ENDED, DAY_AHEAD)."""
    if record.ended_on is not None:
        raise forbidden("ENDED")
    if on > today:
        raise forbidden("DAY_AHEAD")
    step = {"on": on.isoformat(), "agreed": words_of(agreed, "agreed"), "by": by}
    record.mediation = [*(record.mediation or ()), step]


def put_to_an_end(record: Conflict, today: date, *, how: Ending, words: str) -> None:
    """It keeps nobody apart from today on. Raises WordsMissing, RuleForbids (ENDED)."""
    if record.ended_on is not None:
        raise forbidden("ENDED")
    record.ended_words = words_of(words, "words")
    record.ended_on, record.ended_as = today, how.value


def view(record: Conflict, ends: Mapping[str, str], names: Mapping[str, str], today: date) -> ConflictView:
    """``ends``: id -> name of those in it; ``names``: of the office's logins by id."""
    texts = (record.why, record.ended_words, *(str(step.get("agreed", "")) for step in record.mediation or ()))
    found = {one.word: one.instead for text in texts if text for one in judging(text)}
    coming = record.ended_on is None and not stands(record.since, None, today)
    return ConflictView(
        id=record.id,
        revision=record.revision,
        between=tuple(ends.values()),
        ends=tuple(ends),
        since=record.since,
        state="ended" if record.ended_on is not None else "coming" if coming else "standing",
        why=record.why or "",
        steps=tuple(
            StepView(_day(step.get("on")), str(step.get("agreed", "")), names.get(str(step.get("by")), ""))
            for step in record.mediation or ()
        ),
        ended_on=record.ended_on,
        ended_as=record.ended_as,
        ended_words=record.ended_words or "",
        hints=tuple(found.items()),
    )


def people(uow: UnitOfWork, locale: str) -> dict[str, str]:
    """Names of the office's logins by id."""
    return {one.id: (locale == "en" and one.name_en) or one.name for one in accounts.users(uow)}


def _day(told: object) -> date | None:
    return date.fromisoformat(told) if isinstance(told, str) else None
