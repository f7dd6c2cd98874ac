"""Standing up for a client who was refused (R144-R151, P-30, A:46, A:48).

Moxley's seven strategies stand in their order: each is tried before the next, and leaving one out
wants a reason. The first four belong to the case manager; five to seven are a supervisor's decision,
which the program records and never prompts for (day.md). Mass media only with the client's own explicit
consent and with nothing by which anybody could be known. A refusal by the client is a refusal:
nobody is stood up for against their will.
"""

from collections.abc import Iterable, Set
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from resmap.domain.due_policy import APPEAL_DAYS, ARTICLES, AppealLaw


class Strategy(StrEnum):
    """The seven strategies (A:48), in order; :attr:`order` is 1 to 7."""

    FRONT_LINE = "front_line"
    CHAIN_OF_COMMAND = "chain_of_command"
    RULES_AND_LAW = "rules_and_law"
    OMBUDSMAN = "ombudsman"
    FUNDER = "funder"
    MEDIA = "media"
    CONSUMER_GROUPS = "consumer_groups"

    @property
    def order(self) -> int:
        return list(Strategy).index(self) + 1


#: Decided by a supervisor, and never suggested by the program.
SUPERVISOR_DECIDES = frozenset({Strategy.FUNDER, Strategy.MEDIA, Strategy.CONSUMER_GROUPS})


class Refuser(StrEnum):
    """Who said no (the referral's ``decided_by``)."""

    CLIENT = "client"
    PROVIDER = "provider"
    THIRD_PARTY = "third_party"


class Ending(StrEnum):
    """How one strategy ended."""

    OPEN = "open"
    HELPED = "helped"
    NO_CHANGE = "no_change"
    SKIPPED = "skipped"


class AdvocacyGap(StrEnum):
    """What stands in the way of a strategy."""

    CLIENT_AGREES = "CLIENT_AGREES"
    EARLIER_FIRST = "EARLIER_FIRST"
    EARLIER_OPEN = "EARLIER_OPEN"
    SUPERVISOR = "SUPERVISOR"
    WORDS = "WORDS"
    ARTICLE = "ARTICLE"
    MEDIA_CONSENT = "MEDIA_CONSENT"
    IDENTIFIES = "IDENTIFIES"
    ALREADY_HELPED = "ALREADY_HELPED"


@dataclass(frozen=True, slots=True)
class Step:
    """One strategy as it was taken or left out; ``reason`` is wanted for one left out."""

    strategy: Strategy
    ending: Ending = Ending.OPEN
    reason: str = ""


@dataclass(frozen=True, slots=True)
class MediaFacts:
    """What would go to the media. ``consent_until`` None: a consent without end; ``consented`` False: none.

    ``identifying`` are the names of fields in the text that could tell who it is.
    """

    consented: bool = False
    withdrawn: bool = False
    consent_until: date | None = None
    identifying: Set[str] = frozenset()


NO_MEDIA = MediaFacts()


@dataclass(frozen=True, slots=True)
class Wish:
    """Somebody wants to take a strategy. ``article`` is the rule that an appeal rests on (R147);
    ``words`` why a supervisor decides for one of the last three."""

    strategy: Strategy
    client_agrees: bool
    by_supervisor: bool = False
    words: str = ""
    article: str = ""
    media: MediaFacts = NO_MEDIA


@dataclass(frozen=True, slots=True)
class AdvocacyRuling:
    """``gaps`` empty: it may be taken. ``unaccounted`` are the earlier ones neither tried nor left out."""

    strategy: Strategy
    gaps: tuple[AdvocacyGap, ...]
    unaccounted: tuple[Strategy, ...] = ()

    @property
    def allowed(self) -> bool:
        return not self.gaps


@dataclass(frozen=True, slots=True)
class AppealDeadline:
    """The last day of an appeal, and the article it rests on. ``days_left`` negative: it is over."""

    law: AppealLaw
    last_day: date
    article: str
    days_left: int


def opens_advocacy(refused_by: Refuser) -> bool:
    """Whether a refusal asks whether to stand up for the client (R144): not where it is their own."""
    return refused_by is not Refuser.CLIENT


def rule_strategy(wish: Wish, steps: Iterable[Step], today: date) -> AdvocacyRuling:
    """Judge a wish to take a strategy after ``steps``. The client agrees to every one of them."""
    taken = tuple(steps)
    last = {step.strategy: step for step in taken}
    earlier = tuple(one for one in Strategy if one.order < wish.strategy.order)
    unaccounted = tuple(one for one in earlier if not _accounted(last.get(one)))
    gaps = {
        AdvocacyGap.CLIENT_AGREES: not wish.client_agrees,
        AdvocacyGap.ALREADY_HELPED: any(step.ending is Ending.HELPED for step in taken),
        AdvocacyGap.EARLIER_FIRST: any(one not in last or last[one].ending is Ending.SKIPPED for one in unaccounted),
        AdvocacyGap.EARLIER_OPEN: any(one in last and last[one].ending is Ending.OPEN for one in earlier),
        AdvocacyGap.SUPERVISOR: wish.strategy in SUPERVISOR_DECIDES and not wish.by_supervisor,
        AdvocacyGap.WORDS: wish.strategy in SUPERVISOR_DECIDES and not wish.words.strip(),
        AdvocacyGap.ARTICLE: wish.strategy is Strategy.RULES_AND_LAW and not wish.article.strip(),
        AdvocacyGap.MEDIA_CONSENT: wish.strategy is Strategy.MEDIA and not _agrees_to_media(wish.media, today),
        AdvocacyGap.IDENTIFIES: wish.strategy is Strategy.MEDIA and bool(wish.media.identifying),
    }
    return AdvocacyRuling(wish.strategy, tuple(gap for gap in AdvocacyGap if gaps[gap]), unaccounted)


def may_skip(strategy: Strategy, reason: str) -> bool:
    """Whether a strategy may be left out: with a reason in words (R145)."""
    return bool(reason.strip())


def next_strategy(steps: Iterable[Step]) -> Strategy | None:
    """What to try next: the first of the first four that was neither tried nor left out.

    None while one is under way, when one helped, and after the fourth: the rest is never prompted for.
    """
    taken = tuple(steps)
    last = {step.strategy: step for step in taken}
    if any(step.ending is Ending.HELPED for step in taken):
        return None
    for strategy in Strategy:
        if strategy in SUPERVISOR_DECIDES or (strategy in last and last[strategy].ending is Ending.OPEN):
            return None
        if not _accounted(last.get(strategy)):
            return strategy
    return None


def appeal_deadline(law: AppealLaw, received_on: date, today: date) -> AppealDeadline:
    """Last day on which an appeal may be made, from the day on which the decision was received (§2.1).

    Shown as the law's own number of days, without moving a last day on a weekend: earlier is safe.
    """
    last_day = received_on + timedelta(days=APPEAL_DAYS[law])
    return AppealDeadline(law, last_day, ARTICLES[law], (last_day - today).days)


def _accounted(step: Step | None) -> bool:
    """Tried, or left out with a reason."""
    if step is None:
        return False
    return step.ending is not Ending.SKIPPED or may_skip(step.strategy, step.reason)


def _agrees_to_media(media: MediaFacts, today: date) -> bool:
    lasts = media.consent_until is None or today <= media.consent_until
    return media.consented and not media.withdrawn and lasts
