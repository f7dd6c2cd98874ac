"""What is kept of one strategy of advocacy (R145-R151): taken, left out, or under way; an appeal with its days.

The order and who may take what stand in :mod:`resmap.domain.advocacy`. The days of an appeal are read by
what is due (R147, P-30): ``law`` and ``received_on`` make a deadline, ``filed_on`` meets it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from resmap.domain.advocacy import AppealLaw, Ending, Step, Strategy

#: Longest text of a paper (characters).
LONGEST = 2000


@dataclass(frozen=True, slots=True)
class AdvocacyPaper:
    """One strategy. ``reason``: why it was left out; ``words``: what is done, or why a supervisor decided it;
    ``result``: what came of it."""

    strategy: Strategy
    ending: Ending = Ending.OPEN
    client_agrees: bool = False
    reason: str = ""
    words: str = ""
    article: str = ""
    result: str = ""
    law: AppealLaw | None = None
    received_on: date | None = None
    filed_on: date | None = None
    decided_on: date | None = None
    given_up: bool = False
    extended: bool = False

    @property
    def step(self) -> Step:
        return Step(self.strategy, self.ending, self.reason)


def to_content(paper: AdvocacyPaper) -> dict[str, Any]:
    """Plain values for the sealed content; empty ones are left out."""
    told = {one.name: getattr(paper, one.name) for one in fields(paper)}
    return {
        name: value.isoformat() if isinstance(value, date) else str(value) if isinstance(value, str) else value
        for name, value in told.items()
        if value not in (None, "", False)
    }


def from_content(content: Mapping[str, Any] | None) -> AdvocacyPaper | None:
    """The paper as it was kept; None for one that is no strategy."""
    told = content or {}
    try:
        return AdvocacyPaper(
            strategy=Strategy(told["strategy"]),
            ending=Ending(told.get("ending", Ending.OPEN)),
            law=AppealLaw(told["law"]) if told.get("law") else None,
            **{name: bool(told.get(name)) for name in ("client_agrees", "given_up", "extended")},
            **{name: str(told.get(name) or "") for name in ("reason", "words", "article", "result")},
            **{
                name: date.fromisoformat(told[name]) if told.get(name) else None
                for name in ("received_on", "filed_on", "decided_on")
            },
        )
    except (KeyError, ValueError):
        return None


def steps_of(papers: Iterable[AdvocacyPaper]) -> tuple[Step, ...]:
    """The strategies as the rule asks for them, oldest first."""
    return tuple(paper.step for paper in papers)
