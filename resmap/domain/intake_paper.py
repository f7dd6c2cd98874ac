"""The intake as it is written down (초기상담지): the words first, the judgement last (R051-R058, R064).

What the paper keeps beside the statements and services of the case. It is a dict of this shape in the
sealed ``content`` of a paper; a key that is not known is left where it was.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from resmap.domain.intake import Complexity, Factors, Intake, Outcome, ProblemSort, Strength, Support, Will

#: Longest narrative and longest other text, in letters.
LONGEST_WORDS, LONGEST_TEXT = 8000, 1000


class Setting(StrEnum):
    """Where the talk was (R064)."""

    PHONE = "phone"
    HOME = "home"
    OFFICE = "office"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class Application:
    """A benefit or service to be applied for: what, at which office, with which papers (R052, R053)."""

    kind: Outcome
    what: str
    office: str = ""
    documents: str = ""
    task: str = ""


@dataclass(frozen=True, slots=True)
class IntakePaper:
    """The content of an intake. ``services_asked``: asked which services are in use, none being an answer;
    ``information``: what was told of other agencies' programmes; ``earlier``: decisions that were taken anew."""

    words: str = ""
    setting: Setting | None = None
    others_present: bool = False
    interrupted: bool = False
    services_asked: bool = False
    factors: Factors = field(default_factory=Factors)
    outcomes: tuple[Outcome, ...] = ()
    decided_by: str | None = None
    reason: str = ""
    alternative: str = ""
    way_back: bool = False
    information: str = ""
    applications: tuple[Application, ...] = ()
    earlier: tuple[Mapping[str, Any], ...] = ()

    def judged(self, strengths: frozenset[Strength], *, sends: bool = False) -> Intake:
        """The interview as the rules look at it."""
        return Intake(
            factors=self.factors,
            outcomes=self.outcomes,
            decided_by=self.decided_by,
            reason=self.reason,
            alternative=bool(self.alternative.strip() or self.information.strip()),
            way_back=self.way_back,
            own_words=bool(self.words.strip()),
            services_asked=self.services_asked,
            strengths=strengths,
            sends=sends,
            others_present=self.others_present,
        )


def paper_of(content: Mapping[str, Any] | None) -> IntakePaper:
    """The paper that was kept; what is not there, or no word of the vocabulary any more, is left out."""
    told = content or {}
    factors = told.get("factors") or {}
    return IntakePaper(
        words=str(told.get("words") or ""),
        setting=_one(Setting, told.get("setting")) or (Setting.PHONE if told.get("by_phone") else None),
        others_present=bool(told.get("others_present")),
        interrupted=bool(told.get("interrupted")),
        services_asked=bool(told.get("services_asked")),
        factors=Factors(
            _one(ProblemSort, factors.get("problem")),
            _one(Complexity, factors.get("complexity")),
            _one(Will, factors.get("will")),
            _one(Support, factors.get("support")),
        ),
        outcomes=tuple(one for one in Outcome if one in (told.get("outcomes") or ())),
        decided_by=told.get("decided_by"),
        reason=str(told.get("reason") or ""),
        alternative=str(told.get("alternative") or ""),
        way_back=bool(told.get("way_back")),
        information=str(told.get("information") or ""),
        applications=tuple(
            Application(Outcome(one["kind"]), one["what"], one.get("office", ""), one.get("documents", ""), one.get("task", ""))
            for one in told.get("applications") or ()
        ),
        earlier=tuple(told.get("earlier") or ()),
    )


def content_of(paper: IntakePaper, before: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The paper as it is kept, over what stood there before."""
    told = asdict(paper)
    told["factors"] = {name: value for name, value in told["factors"].items() if value is not None}
    told["outcomes"] = [one.value for one in paper.outcomes]
    told["applications"] = [asdict(one) for one in paper.applications]
    told["earlier"] = [dict(one) for one in paper.earlier]
    return {**(before or {}), **told}


def _one(vocabulary, value):
    return vocabulary(value) if value in vocabulary._value2member_map_ else None
