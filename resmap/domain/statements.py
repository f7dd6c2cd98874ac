"""What was said and seen, kept apart from what is needed (R021, R085-R087, R101, B:273).

Problem, demand and need are three things. A demand ("병원비 좀 지원해 주세요") is kept in the client's own
words and never turned into a need by itself, nor matched with anything; a need rests on problems and
on what was found to be so, is written by the worker and confirmed by the client. A statement and a
fact may contradict each other: both stay.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class StatementKind(StrEnum):
    """Kinds of statements, as they are stored."""

    PROBLEM = "problem"
    POTENTIAL_PROBLEM = "potential_problem"
    DEMAND = "demand"
    WISH = "wish"
    STRENGTH = "strength"
    WEAKNESS = "weakness"
    PREFERENCE = "preference"
    EXPERIENCE = "experience"
    FACT = "fact"


#: What a need may rest on (R087).
GROUNDS = frozenset({StatementKind.PROBLEM, StatementKind.POTENTIAL_PROBLEM, StatementKind.FACT})

#: What is never matched with an offer, however clearly it names one (R086).
NEVER_MATCHED = frozenset({StatementKind.DEMAND, StatementKind.WISH})


class NeedGap(StrEnum):
    """What a need still lacks. It is kept all the same; only a confirmed one counts for a step."""

    BASIS = "BASIS"
    ONLY_DEMAND = "ONLY_DEMAND"
    OWN_WORDS = "OWN_WORDS"
    READING = "READING"
    HOLDER = "HOLDER"
    CONFIRMED = "CONFIRMED"
    CONFIRMED_EARLY = "CONFIRMED_EARLY"


@dataclass(frozen=True, slots=True)
class NeedFacts:
    """A need as it is judged: what it rests on (``basis``: ids of statements), and what is written to it."""

    holder: str = ""
    basis: tuple[str, ...] = ()
    words: bool = False
    reading: bool = False
    assessed_on: date | None = None
    confirmed_on: date | None = None


def need_gaps(need: NeedFacts, statements: Mapping[str, StatementKind]) -> tuple[NeedGap, ...]:
    """What is missing before a need stands. ``statements`` are the case's, by id; unknown ids count for nothing."""
    kinds = {statements[id] for id in need.basis if id in statements}
    grounded = bool(kinds & GROUNDS)
    gaps = {
        NeedGap.BASIS: not kinds,
        NeedGap.ONLY_DEMAND: bool(kinds) and not grounded,
        NeedGap.OWN_WORDS: not need.words,
        NeedGap.READING: not need.reading,
        NeedGap.HOLDER: not need.holder.strip(),
        NeedGap.CONFIRMED: need.confirmed_on is None,
        NeedGap.CONFIRMED_EARLY: bool(
            need.confirmed_on and need.assessed_on and need.confirmed_on < need.assessed_on
        ),
    }
    return tuple(gap for gap in NeedGap if gaps[gap])


def matchable(kinds: Iterable[StatementKind]) -> bool:
    """Whether a need that rests on these may be matched: never on demands and wishes alone (R086)."""
    return bool(set(kinds) & GROUNDS)
