"""The closing as it is put to paper: why, in whose words, what was prepared together, who decided (R189-R205).

A frozen value with its plain JSON form, which is the sealed content of the paper. The worker's own feelings have
no field here on purpose (R201): they are asked and kept nowhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from resmap.domain.closing_items import Item
from resmap.domain.codes import ClosingReason


class SaidBy(StrEnum):
    """Who asks for the closing (R198: "이용자 본인이나 보호자의 의사")."""

    CLIENT = "client"
    GUARDIAN = "guardian"
    WORKER = "worker"


class Reaction(StrEnum):
    """What was noticed at the parting (R200: 불안, 퇴행, 분노); a calm one is told too."""

    ANXIETY = "anxiety"
    REGRESSION = "regression"
    ANGER = "anger"
    CALM = "calm"


#: What is written in words, and the item that it settles.
WORDS: Mapping[str, Item] = MappingProxyType(
    {
        "keep_gains": Item.KEEP_GAINS,
        "independence": Item.INDEPENDENCE,
        "feelings": Item.FEELINGS,
        "parting": Item.PARTING,
        "remains": Item.PREPARED_EARLY,
        "outcome": Item.OUTCOMES,
        "safety": Item.SAFETY_CHECK,
    }
)

#: What a worker notes as done by a day; the rest is words, or a fact that nobody can tick.
TICKED = frozenset(
    {
        Item.HOW_TO_ASK_AGAIN,
        Item.AFTERCARE_EXPLAINED,
        Item.AFTERCARE_CONSENT,
        Item.RECORDS_COMPLETE,
        Item.TRANSFER,
        Item.NOTIFY_ENDED_ONLY,
    }
)

LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Decided:
    """Who decided the closing, how, and whether it was agreed to. ``conference``: its id, where one decided."""

    by: str
    on: date
    agreed: bool
    conference: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class ClosingPaper:
    """One wish to close. ``rescreened``: members of the household (ids) whose own needs were looked at again."""

    reason: ClosingReason
    said_on: date
    why: str
    said_by: SaidBy = SaidBy.WORKER
    own_words: str = ""
    words: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), hash=False)
    reactions: frozenset[Reaction] = frozenset()
    ticks: Mapping[Item, date] = field(default_factory=lambda: MappingProxyType({}), hash=False)
    rescreened: frozenset[str] = frozenset()
    decision: Decided | None = None

    def said_again(self, reason: ClosingReason, on: date, why: str, by: SaidBy, own_words: str) -> "ClosingPaper":
        """The same preparation under another wish: a decision was about its reason and falls with it."""
        same = reason is self.reason
        return replace(
            self,
            reason=reason,
            said_on=self.said_on if same else on,
            why=why,
            said_by=by,
            own_words=own_words,
            decision=self.decision if same else None,
        )


def done_items(paper: ClosingPaper, members: int) -> frozenset[Item]:
    """The items that the paper itself settles. ``members``: how many others live in the household.

    A decision counts where it was agreed to; a supervisor's is also the look that some reasons
    want (R198), a conference's is not.
    """
    done = {item for name, item in WORDS.items() if paper.words.get(name, "").strip()}
    done |= {item for item in paper.ticks if item in TICKED}
    if paper.reactions:
        done.add(Item.FEELINGS)
    if paper.own_words.strip():
        done.add(Item.OWN_WORDS)
    if len(paper.rescreened) >= members:
        done.add(Item.RESCREEN_HOUSEHOLD)
    if paper.decision is not None and paper.decision.agreed:
        done.add(Item.DECISION)
        if paper.decision.conference is None:
            done.add(Item.SUPERVISOR_REVIEW)
    return frozenset(done)


def to_content(paper: ClosingPaper) -> dict[str, Any]:
    """The paper as plain JSON."""
    decided = paper.decision
    return {
        "reason": paper.reason.value,
        "said_on": paper.said_on.isoformat(),
        "why": paper.why,
        "said_by": paper.said_by.value,
        "own_words": paper.own_words,
        "words": {name: text for name, text in paper.words.items() if name in WORDS and text},
        "reactions": sorted(one.value for one in paper.reactions),
        "ticks": {item.value: on.isoformat() for item, on in paper.ticks.items()},
        "rescreened": sorted(paper.rescreened),
        # Who decides has seen what stays open: the morning list asks no more for it.
        "unmet_seen": decided is not None and decided.agreed,
        "decision": decided
        and {
            "by": decided.by,
            "on": decided.on.isoformat(),
            "agreed": decided.agreed,
            "conference": decided.conference,
            "note": decided.note,
        },
    }


def from_content(content: Mapping[str, Any]) -> ClosingPaper:
    """The paper of its JSON form; raises KeyError and ValueError for another document."""
    decided = content.get("decision")
    return ClosingPaper(
        reason=ClosingReason(content["reason"]),
        said_on=date.fromisoformat(content["said_on"]),
        why=content.get("why", ""),
        said_by=SaidBy(content.get("said_by", SaidBy.WORKER)),
        own_words=content.get("own_words", ""),
        words=dict(content.get("words", {})),
        reactions=frozenset(map(Reaction, content.get("reactions", ()))),
        ticks={Item(name): date.fromisoformat(on) for name, on in content.get("ticks", {}).items()},
        rescreened=frozenset(content.get("rescreened", ())),
        decision=decided
        and Decided(
            by=decided["by"],
            on=date.fromisoformat(decided["on"]),
            agreed=decided["agreed"],
            conference=decided.get("conference"),
            note=decided.get("note", ""),
        ),
    )
