"""What a scale is, as plain values, and what comes out when it is scored (R160, R186, R213)."""

from dataclasses import dataclass
from enum import StrEnum


class Entry(StrEnum):
    """How a scale comes in: answer by answer, as the total of a sheet, or scored elsewhere in the program."""

    ITEMS = "items"
    TOTAL = "total"
    ELSEWHERE = "elsewhere"


class Better(StrEnum):
    """Which way is better for the person."""

    HIGHER = "higher"
    LOWER = "lower"


class Method(StrEnum):
    SUM = "sum"
    MEAN = "mean"


class Caution(StrEnum):
    """What has to be known beside a score. ``NEVER_ALONE`` stands beside every one of them."""

    NEVER_ALONE = "NEVER_ALONE"
    NOT_NORMED_FOR_AGE = "NOT_NORMED_FOR_AGE"
    AGE_NOT_KNOWN = "AGE_NOT_KNOWN"
    NOT_STANDARD = "NOT_STANDARD"
    CUT_OFF_TO_CONFIRM = "CUT_OFF_TO_CONFIRM"
    NO_CUT_OFF = "NO_CUT_OFF"
    INCOMPLETE = "INCOMPLETE"
    LICENSED_WORDING = "LICENSED_WORDING"
    ANOTHER_VERSION = "ANOTHER_VERSION"


@dataclass(frozen=True, slots=True)
class Item:
    """One item: its ``key``, the part it belongs to and its answers, ``least`` to ``most``, whole numbers."""

    key: str
    part: str
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Band:
    """A range of totals with a name: from ``least`` (included) up to the next band. ``source`` says who set it."""

    key: str
    least: float


@dataclass(frozen=True, slots=True)
class Scale:
    """One scale in one version. Its wording is not here: the office holds the licensed sheet.

    ``least``/``most`` bound the total. ``parts`` are scored for themselves as well. ``bands`` rise.
    ``part_marginal``: a part below this is marginal. ``normed_from``: completed years from which it
    was validated (None: no age is said). ``source`` is where scoring and cut-offs come from;
    ``confirm`` that the cut-offs are from our own knowledge and wait for a practitioner's word ([K]).
    """

    id: str
    version: str
    entry: Entry
    better: Better
    least: float
    most: float
    source: str
    items: tuple[Item, ...] = ()
    method: Method = Method.SUM
    bands: tuple[Band, ...] = ()
    part_marginal: float | None = None
    normed_from: int | None = None
    confirm: bool = False
    standard: bool = True
    licensed: bool = True

    @property
    def parts(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(item.part for item in self.items))


@dataclass(frozen=True, slots=True)
class Part:
    """Score of one part; None where an item of it is missing."""

    key: str
    score: float | None
    marginal: bool = False


@dataclass(frozen=True, slots=True)
class Score:
    """What a scale says. ``total`` None: an item is missing, so there is none (nothing is filled in).

    ``band`` names the range, None without a total or without cut-offs. It is one thing beside what
    people say and see: no rule of this program decides anything by it (P-19).
    """

    scale: str
    version: str
    total: float | None
    band: str | None
    parts: tuple[Part, ...] = ()
    missing: tuple[str, ...] = ()
    cautions: tuple[Caution, ...] = (Caution.NEVER_ALONE,)


class Direction(StrEnum):
    BETTER = "better"
    WORSE = "worse"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Change:
    """Two scores of one scale (baseline and later, R213). ``difference`` is later minus earlier.

    Without two totals of one version there is neither difference nor direction; ``cautions`` say why.
    """

    scale: str
    difference: float | None
    direction: Direction | None
    cautions: tuple[Caution, ...] = (Caution.NEVER_ALONE,)


class ScaleError(ValueError):
    """Answers that cannot be scored. ``code``: UNKNOWN_SCALE, UNKNOWN_ITEM, OUT_OF_RANGE, NOT_WHOLE,
    WANTS_ITEMS, WANTS_TOTAL, SCORED_ELSEWHERE. ``item`` names which, never what was answered (P-03)."""

    def __init__(self, code: str, item: str = "", allowed: str = ""):
        super().__init__(f"{code} {item} {allowed}".strip())
        self.code, self.item, self.allowed = code, item, allowed
