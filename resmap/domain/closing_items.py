"""The closing checklist: what a closing still lacks, and what of it stands in the way (R185, R189-R212, A:73-82).

The table of reasons stands in :mod:`resmap.domain.closing`; here every reason gets its items, each with
its weight: it blocks, it is told, or it is a prompt that is kept nowhere (the worker's own feelings,
R201). A household that only needed a link is asked for almost nothing (day.md). A closing is decided by
a supervisor or a conference, never by a date (R189).
"""

from collections.abc import Iterator, Set
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from resmap.domain.closing import OUR_SIDE, rule_closing
from resmap.domain.codes import ClosingReason

#: "Long out of touch" (장기간 연락두절) means so many days (practice §2.4: three months).
LONG_GONE = timedelta(days=92)
#: Attempts at contact before somebody counts as lost: so many, on as many days, in so many ways [K].
ATTEMPTS, WAYS = 3, 2


class Item(StrEnum):
    """What is asked at a closing, in the order in which it is read."""

    REFER = "REFER"
    DUTY_REPORT = "DUTY_REPORT"
    DECISION = "DECISION"
    SUPERVISOR_REVIEW = "SUPERVISOR_REVIEW"
    SAFETY_CHECK = "SAFETY_CHECK"
    CONTACT_LOG = "CONTACT_LOG"
    LONG_GONE = "LONG_GONE"
    OWN_WORDS = "OWN_WORDS"
    OUTCOMES = "OUTCOMES"
    NEW_MANAGER = "NEW_MANAGER"
    RECORD_HANDOVER = "RECORD_HANDOVER"
    TRANSFER = "TRANSFER"
    NEW_ADDRESS_SEALED = "NEW_ADDRESS_SEALED"
    NOTIFY_ENDED_ONLY = "NOTIFY_ENDED_ONLY"
    RESCREEN_HOUSEHOLD = "RESCREEN_HOUSEHOLD"
    KEEP_GAINS = "KEEP_GAINS"
    INDEPENDENCE = "INDEPENDENCE"
    FEELINGS = "FEELINGS"
    PARTING = "PARTING"
    HOW_TO_ASK_AGAIN = "HOW_TO_ASK_AGAIN"
    AFTERCARE_EXPLAINED = "AFTERCARE_EXPLAINED"
    AFTERCARE_CONSENT = "AFTERCARE_CONSENT"
    PREPARED_EARLY = "PREPARED_EARLY"
    RECORDS_COMPLETE = "RECORDS_COMPLETE"
    OWN_FEELINGS = "OWN_FEELINGS"


class Weight(StrEnum):
    """``PROMPT`` is shown and kept nowhere."""

    BLOCKS = "blocks"
    TOLD = "told"
    PROMPT = "prompt"


#: The rule that each item comes from.
SOURCES: dict[Item, str] = {
    Item.REFER: "R194, A:76",
    Item.DUTY_REPORT: "P-23",
    Item.DECISION: "R189",
    Item.SUPERVISOR_REVIEW: "R198, requirements §0",
    Item.SAFETY_CHECK: "requirements §0",
    Item.CONTACT_LOG: "R198",
    Item.LONG_GONE: "R198, practice §2.4",
    Item.OWN_WORDS: "R198",
    Item.OUTCOMES: "R185, R199",
    Item.NEW_MANAGER: "requirements §0",
    Item.RECORD_HANDOVER: "R207",
    Item.TRANSFER: "requirements §0",
    Item.NEW_ADDRESS_SEALED: "requirements §0",
    Item.NOTIFY_ENDED_ONLY: "R192",
    Item.RESCREEN_HOUSEHOLD: "requirements §0",
    Item.KEEP_GAINS: "R202",
    Item.INDEPENDENCE: "R205",
    Item.FEELINGS: "R200",
    Item.PARTING: "A:80",
    Item.HOW_TO_ASK_AGAIN: "R203",
    Item.AFTERCARE_EXPLAINED: "R212",
    Item.AFTERCARE_CONSENT: "R211",
    Item.PREPARED_EARLY: "R204",
    Item.RECORDS_COMPLETE: "R206",
    Item.OWN_FEELINGS: "R201",
}


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt to reach somebody: the day and the way (phone, visit, letter ...)."""

    on: date
    method: str


@dataclass(frozen=True, slots=True)
class ClosingFacts:
    """A closing as it is judged. ``done`` are the items that were recorded as done.

    ``care_continues``: every unmet need, or the whole case, was accepted by somebody (R194).
    ``by_guardian``, ``possible_victim``: who asks for it, and whether that one may be the danger.
    ``alone``: nobody else lives in the household.
    """

    reason: ClosingReason
    today: date
    unmet_needs: bool = False
    care_continues: bool = False
    link_only: bool = False
    done: Set[Item] = frozenset()
    duties_open: bool = False
    by_guardian: bool = False
    possible_victim: bool = False
    alone: bool = False
    attempts: tuple[Attempt, ...] = ()
    last_contact_on: date | None = None


@dataclass(frozen=True, slots=True)
class ClosingItem:
    """One line of the checklist. ``done`` of a prompt is always False: it is not kept."""

    item: Item
    weight: Weight
    done: bool
    source: str


@dataclass(frozen=True, slots=True)
class Checklist:
    """The lines that this closing has. ``to_resume``: it goes on the list of those to be taken up again (R193)."""

    lines: tuple[ClosingItem, ...]
    to_resume: bool

    @property
    def blocks(self) -> tuple[Item, ...]:
        return tuple(line.item for line in self.lines if line.weight is Weight.BLOCKS and not line.done)

    @property
    def told(self) -> tuple[Item, ...]:
        return tuple(line.item for line in self.lines if line.weight is Weight.TOLD and not line.done)

    @property
    def free(self) -> bool:
        """Nothing stands in the way. A person closes all the same (P-19)."""
        return not self.blocks


def checklist(facts: ClosingFacts) -> Checklist:
    """The lines of a closing, in the order of :class:`Item`; each item at most once, by its heaviest weight."""
    weights: dict[Item, Weight] = {}
    for item, weight in _lines(facts):
        if weight is Weight.BLOCKS or item not in weights:
            weights[item] = weight
    lines = tuple(
        ClosingItem(item, weights[item], weights[item] is not Weight.PROMPT and _done(item, facts), SOURCES[item])
        for item in Item
        if item in weights
    )
    return Checklist(lines, to_resume=facts.unmet_needs and facts.reason in OUR_SIDE)


def contact_log_enough(attempts: tuple[Attempt, ...]) -> bool:
    """Whether enough was tried before somebody counts as lost (R198)."""
    return len({one.on for one in attempts}) >= ATTEMPTS and len({one.method for one in attempts}) >= WAYS


def _lines(facts: ClosingFacts) -> Iterator[tuple[Item, Weight]]:
    blocks, told = Weight.BLOCKS, Weight.TOLD
    if facts.duties_open:
        yield Item.DUTY_REPORT, blocks
    if facts.reason is ClosingReason.DEATH:
        yield Item.NOTIFY_ENDED_ONLY, told
        if not facts.alone:
            yield Item.RESCREEN_HOUSEHOLD, told
        yield Item.OWN_FEELINGS, Weight.PROMPT
        return
    if rule_closing(facts.reason, facts.unmet_needs).must_refer:
        yield Item.REFER, blocks
    yield from _of_reason(facts)
    yield Item.HOW_TO_ASK_AGAIN, told if facts.link_only or facts.reason is ClosingReason.LOST_CONTACT else blocks
    if facts.link_only:
        return  # day.md: confirmed need, consent, link, result
    yield Item.DECISION, blocks
    yield Item.OUTCOMES, blocks if facts.reason is ClosingReason.GOAL_MET else told
    yield Item.RECORDS_COMPLETE, told
    yield Item.OWN_FEELINGS, Weight.PROMPT
    if facts.reason is not ClosingReason.LOST_CONTACT:
        yield from _of_parting(facts)


def _of_reason(facts: ClosingFacts) -> Iterator[tuple[Item, Weight]]:
    reason, blocks, told = facts.reason, Weight.BLOCKS, Weight.TOLD
    if reason in OUR_SIDE:
        # Who goes on without anything unmet needs nobody in charge any more.
        yield Item.NEW_MANAGER, blocks if facts.unmet_needs and not facts.care_continues else told
        yield Item.RECORD_HANDOVER, told
    elif reason is ClosingReason.MOVED:
        yield Item.NEW_ADDRESS_SEALED, blocks
        yield Item.RECORD_HANDOVER, told
        if facts.unmet_needs:
            yield Item.TRANSFER, told
    elif reason is ClosingReason.LOST_CONTACT:
        yield Item.SAFETY_CHECK, blocks
        yield Item.CONTACT_LOG, blocks
        yield Item.SUPERVISOR_REVIEW, blocks
        yield Item.LONG_GONE, told
    elif reason is ClosingReason.CLIENT_WISH:
        yield Item.OWN_WORDS, blocks
        yield Item.SUPERVISOR_REVIEW, blocks if facts.by_guardian and facts.possible_victim else told


def _of_parting(facts: ClosingFacts) -> Iterator[tuple[Item, Weight]]:
    yield Item.KEEP_GAINS, Weight.BLOCKS if facts.reason is ClosingReason.GOAL_MET else Weight.TOLD
    for item in (
        Item.INDEPENDENCE,
        Item.FEELINGS,
        Item.PARTING,
        Item.AFTERCARE_EXPLAINED,
        Item.AFTERCARE_CONSENT,
        Item.PREPARED_EARLY,
    ):
        yield item, Weight.TOLD


def _done(item: Item, facts: ClosingFacts) -> bool:
    """Some items are facts and not ticks: nobody can tick a referral or a log that is not there."""
    if item is Item.REFER:
        return facts.care_continues
    if item is Item.DUTY_REPORT:
        return not facts.duties_open
    if item is Item.CONTACT_LOG:
        return contact_log_enough(facts.attempts)
    if item is Item.LONG_GONE:
        return facts.last_contact_on is None or facts.today - facts.last_contact_on >= LONG_GONE
    return item in facts.done
