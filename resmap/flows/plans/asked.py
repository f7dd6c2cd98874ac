"""What the forms of a plan bring, as plain values; texts are cut and looked through before they are kept."""

from dataclasses import dataclass, fields
from datetime import date

from resmap.domain.planning.contract import DecidedHow
from resmap.domain.planning.fulfilment import Fulfilment
from resmap.domain.planning.goals import GoalType, Ground
from resmap.domain.planning.network_measures import NetworkMeasure
from resmap.domain.planning.plan import CheckMethod, LineKind, Timing
from resmap.domain.resident_number import refuse
from resmap.domain.roles import DirectService

#: Letters of a text that is kept.
LONGEST = 2000


@dataclass(frozen=True, slots=True)
class PurposeAsked:
    """개입목적 (R090): the state to be expected, for which needs, of which kind, on which ground (R088)."""

    purpose: str
    needs: tuple[str, ...] = ()
    goal_type: GoalType | None = None
    ground: Ground | None = None
    why_changed: str = ""


@dataclass(frozen=True, slots=True)
class LineAsked:
    """④-⑫. ``referral``: an accepted referral of the case that this line is; ``provider_id``: an entry of the register;
    ``provider`` words where there is neither. ``removes``: which obstacle a line of that kind takes away (R092);
    ``direct_service``: which of the three a line of the manager's own is (R152-R154)."""

    kind: LineKind
    content: str
    provider: str = ""
    provider_id: str | None = None
    referral: str | None = None
    person: str = ""
    priority: int | None = None
    timing: Timing | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    per_week: float | None = None
    when: str = ""
    methods: frozenset[CheckMethod] = frozenset()
    depends_on: str | None = None
    condition: str = ""
    removes: str = ""
    direct_service: DirectService | None = None


@dataclass(frozen=True, slots=True)
class ObjectiveAsked:
    """개입목표 (R091). ``holder`` is a member's id, ``couple`` or ``family``; ``first_line``: what is done for it,
    written down in the same act. ``measure``: the figure of the network it is measured by (R082); what is then left
    empty of indicator and baseline is filled in, and baseline and target are counts."""

    text: str
    holder: str = ""
    indicator: str = ""
    baseline: str = ""
    target: str = ""
    months: int | None = None
    strategy: str = ""
    first_line: LineAsked | None = None
    measure: NetworkMeasure | None = None


@dataclass(frozen=True, slots=True)
class SignedAsked:
    """The signing of a plan; see ``domain.planning.contract``."""

    opinion: str = ""
    decided_how: DecidedHow | None = None
    signer: str = ""
    service_agreed_on: date | None = None
    manager_signed_on: date | None = None
    short_term: str = ""
    long_term: str = ""
    ends_on: date | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class TickAsked:
    """⑬ of one line."""

    ticked: Fulfilment
    checked_on: date
    new_end: date | None = None


def checked(asked):
    """Raise ResidentNumberError where one of its texts holds what may never be kept (P-01); answers ``asked``."""
    for field in fields(asked):
        value = getattr(asked, field.name)
        if isinstance(value, str):
            refuse(value, field.name)
    return asked


def kept(text: str) -> str | None:
    """The text as it is kept; None where there is none."""
    return text.strip()[:LONGEST] or None
