"""Trainings: how long one holds, what is due again, and which a resident helper must have for which task (R043, B:145).

What is needed for a task (a need code) is the office's own word: until it says so nothing is needed, and
:data:`ADVISED` is only proposed to it. A helper without a training that is needed, or whose training has run out, is
not suggested for that task; other tasks stay open to them. Agencies answer for the training of their own people.
"""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from resmap.domain import taxonomy
from resmap.domain.roles import TRAININGS, Audience, Training, holds
from resmap.domain.working_days import months_after

#: After so many months a training is to be had again, unless the office says otherwise; the others hold for good.
#: Yearly by law: 개인정보 보호법 §28②, 아동복지법 §26 and 노인복지법 §39의6 (who has to report).
USUAL_MONTHS: Mapping[str, int] = MappingProxyType(
    {
        Training.PRIVACY.value: 12,
        Training.REPORTING.value: 12,
        Training.SUICIDE.value: 24,
        Training.SAFE_VISIT.value: 24,
        Training.SECRECY.value: 12,
    }
)

#: Trainings that are proposed for tasks of resident helpers; nothing is needed before the office takes it over.
ADVISED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "DLY11": (Training.SECRECY.value,),
        "DLY12": (Training.SECRECY.value, Training.NEIGHBOUR_CARE.value),
        "DLY14": (Training.SECRECY.value, Training.NEIGHBOUR_CARE.value),
        "DLY16": (Training.SECRECY.value, Training.OBSERVING.value),
        "FAM21": (Training.SECRECY.value, Training.REPORTING.value),
        "FAM22": (Training.SECRECY.value, Training.NEIGHBOUR_CARE.value),
        "HLT22": (Training.SUICIDE.value, Training.SECRECY.value),
        "SOC13": (Training.SECRECY.value, Training.LISTENING.value),
    }
)

#: So many days before its end a training is due again.
DUE_DAYS = 30
LONGEST_TOPIC, MOST_OWN, MOST_MONTHS = 60, 40, 120


class Standing(StrEnum):
    HOLDS = "holds"
    DUE = "due"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True)
class Own:
    """A training that the office added in words: for whom, and after how many months it is due again (None: never)."""

    name: str
    audience: frozenset[Audience]
    months: int | None = None


@dataclass(frozen=True)
class TrainingPolicy:
    """What the office says. ``required``: need code -> topics that a resident helper must have for it."""

    own: tuple[Own, ...] = ()
    required: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def topics(self, audience: Audience) -> tuple[str, ...]:
        """Codes and own names that are meant for them, in their order."""
        codes = tuple(one.value for one in Training if audience in TRAININGS[one])
        return (*codes, *(one.name for one in self.own if audience in one.audience))

    def until(self, topic: str, on: date) -> date | None:
        """The last day on which a training had ``on`` that day counts; None: for good."""
        months = USUAL_MONTHS.get(topic) or next((one.months for one in self.own if one.name == topic), None)
        return months_after(on, months) if months else None


class PolicyError(ValueError):
    """What the office said cannot be used. ``fields``: (name, code)."""

    def __init__(self, fields: Iterable[tuple[str, str]]):
        self.fields = tuple(fields)
        super().__init__(", ".join(f"{name}: {code}" for name, code in self.fields))


def policy_from(values: Mapping[str, object]) -> TrainingPolicy:
    """The policy of stored or typed values: ``{"own": [{"name", "for", "months"}], "required": {code: [topic]}}``.

    Raises PolicyError with everything that is wrong.
    """
    wrong: list[tuple[str, str]] = []
    own = []
    for one in _list(values.get("own")):
        name, months = str(one.get("name", "")).strip(), one.get("months")
        audience = frozenset(Audience(who) for who in _list(one.get("for")) if who in set(Audience))
        if not name or len(name) > LONGEST_TOPIC or name in set(Training):
            wrong.append(("name", "MISSING" if not name else "TOO_LONG" if len(name) > LONGEST_TOPIC else "TWICE"))
        elif name in {other.name for other in own}:
            wrong.append(("name", "TWICE"))
        elif not audience:
            wrong.append(("audience", "MISSING"))
        elif months is not None and not (isinstance(months, int) and 1 <= months <= MOST_MONTHS):
            wrong.append(("months", "RANGE"))
        else:
            own.append(Own(name, audience, months))
    if len(own) > MOST_OWN:
        wrong.append(("name", "TOO_MANY"))
    policy = TrainingPolicy(tuple(own))
    known, required = set(policy.topics(Audience.HELPER)), {}
    said = values.get("required")
    for code, topics in (said if isinstance(said, Mapping) else {}).items():
        topics = tuple(dict.fromkeys(map(str, _list(topics))))
        if not taxonomy.is_need(code) or not set(topics) <= known:
            wrong.append(("required", "UNKNOWN"))
        elif topics:
            required[code] = topics
    if wrong:
        raise PolicyError(dict.fromkeys(wrong))
    return TrainingPolicy(tuple(own), dict(sorted(required.items())))


def policy_values(policy: TrainingPolicy) -> dict:
    """As it is stored."""
    own = [{"name": one.name, "for": sorted(one.audience), "months": one.months} for one in policy.own]
    return {"own": own, "required": {code: list(topics) for code, topics in policy.required.items()}}


@dataclass(frozen=True, slots=True)
class Had:
    """A training that somebody had; ``until`` None: for good."""

    topic: str
    on: date
    until: date | None = None


def standing(had: Had, today: date) -> Standing:
    """Whether it holds, is due again soon, or has run out."""
    if not holds(had.on, had.until, today):
        return Standing.LAPSED
    return Standing.DUE if had.until is not None and had.until - today <= timedelta(days=DUE_DAYS) else Standing.HOLDS


def latest(trainings: Iterable[Had]) -> tuple[Had, ...]:
    """Of each topic the one that counts longest, in order of topic: an older one says nothing beside it."""
    best: dict[str, Had] = {}
    for one in trainings:
        known = best.get(one.topic)
        if known is None or (one.until or date.max, one.on) > (known.until or date.max, known.on):
            best[one.topic] = one
    return tuple(best[topic] for topic in sorted(best))


def held(trainings: Iterable[Had], today: date) -> frozenset[str]:
    """Topics of the trainings that count on that day."""
    return frozenset(one.topic for one in trainings if holds(one.on, one.until, today))


@dataclass(frozen=True, slots=True, order=True)
class Lacking:
    """A task (need code) that a resident helper may not be asked for, and the topics of the trainings that it needs."""

    task: str
    topics: tuple[str, ...]


def lacking(
    needs: Iterable[str], required: Mapping[str, tuple[str, ...]], held_topics: Set[str]
) -> tuple[Lacking, ...]:
    """What is missing for each of ``needs`` that a helper may not be asked for."""
    found = (Lacking(code, tuple(one for one in required.get(code, ()) if one not in held_topics)) for code in needs)
    return tuple(one for one in found if one.topics)


def _list(value: object) -> list:
    return list(value) if isinstance(value, list | tuple) else []
