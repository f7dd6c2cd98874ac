"""Why a referral came to nothing, who decided so, and what follows from it (R025, R144, R167, P-30).

Who decides counts more than why: a client's no bars the offer until the client re-opens it,
whatever the reason; a provider's no is about the provider. "No place" parks the offer for this
case until a day, what the register had wrong is proposed to it, and a refusal by anybody but the
client asks whether to stand up for them. What became of the person is told apart from the state
of the referral: a service may be completed and have helped nobody.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from resmap.domain.advocacy import Refuser, opens_advocacy
from resmap.domain.referrals import ReferralState

#: Until when an offer without a place rests where nobody said a day [K].
USUAL_REST = timedelta(days=28)
#: No rest is longer: who says "never" is not without a place but closed [K].
LONGEST_REST = timedelta(days=366)


class ReasonCode(StrEnum):
    """Why, as the reply slip (회신서, practice §2.4) asks it, and what else is heard on the phone."""

    NOT_WANTED = "NOT_WANTED"
    OTHER_HELP = "OTHER_HELP"
    NOT_NOW = "NOT_NOW"
    NO_CAPACITY = "NO_CAPACITY"
    NOT_ELIGIBLE = "NOT_ELIGIBLE"
    NOT_AREA = "NOT_AREA"
    WRONG_CONTENT = "WRONG_CONTENT"
    NO_ANSWER = "NO_ANSWER"
    FAMILY_AGAINST = "FAMILY_AGAINST"
    OTHER = "OTHER"


class Outcome(StrEnum):
    """What the person had of it, whatever the state says (day.md: 결과는 상태와 따로)."""

    GOT_HELP = "got_help"
    PARTLY = "partly"
    NO_HELP = "no_help"
    NOT_KNOWN = "not_known"


_R = ReasonCode

#: Who may give which reason, in the order in which a form offers them.
REASONS: Mapping[Refuser, tuple[ReasonCode, ...]] = MappingProxyType(
    {
        Refuser.CLIENT: (_R.NOT_WANTED, _R.OTHER_HELP, _R.NOT_NOW, _R.OTHER),
        Refuser.PROVIDER: (_R.NO_CAPACITY, _R.NOT_ELIGIBLE, _R.NOT_AREA, _R.WRONG_CONTENT, _R.NO_ANSWER, _R.OTHER),
        Refuser.THIRD_PARTY: (_R.FAMILY_AGAINST, _R.OTHER),
    }
)

#: What the provider says about itself: the register may have it wrong.
TEACHES = frozenset({_R.NOT_ELIGIBLE, _R.NOT_AREA, _R.WRONG_CONTENT})

#: Reasons that tell nothing by themselves: words are wanted.
WANTS_WORDS = frozenset({_R.OTHER})

#: Endings that may carry a coded reason.
REFUSED = frozenset({ReferralState.REJECTED, ReferralState.FAILED, ReferralState.CANCELLED, ReferralState.EXPIRED})

#: Since these states there may be an outcome: before them nothing was given.
HAS_OUTCOME = frozenset(
    {ReferralState.IN_PROGRESS, ReferralState.ON_HOLD, ReferralState.COMPLETED, ReferralState.FAILED}
)


class BadReason(ValueError):
    """A reason that this person cannot give, or a rest that cannot be. ``field``, ``code`` for words to say."""

    def __init__(self, field: str, code: str):
        super().__init__(f"{field}: {code}")
        self.field, self.code = field, code


@dataclass(frozen=True, slots=True)
class Consequence:
    """What follows: ``bars`` the offer until re-opened, ``parked_until`` a day, ``teaches`` the register,
    opens ``advocacy``."""

    bars: bool = False
    parked_until: date | None = None
    teaches: bool = False
    advocacy: bool = False


def consequence(
    by: Refuser, reason: ReasonCode, today: date, *, until: date | None = None, state: ReferralState | None = None
) -> Consequence:
    """What follows from this no. ``until``: from which day there may be a place again (NO_CAPACITY only).

    ``state`` CANCELLED is the office's own act: nobody refused, and nobody is stood up to.
    Raises BadReason.
    """
    if reason not in REASONS[by]:
        raise BadReason("reason", "not_theirs")
    parked = None
    if reason is _R.NO_CAPACITY:
        parked = rest_until(today, until)
    elif until is not None:
        raise BadReason("parked_until", "only_capacity")
    return Consequence(
        bars=by is Refuser.CLIENT,
        parked_until=parked,
        teaches=reason in TEACHES,
        advocacy=opens_advocacy(by) and state is not ReferralState.CANCELLED,
    )


def rest_until(today: date, until: date | None = None) -> date:
    """The day from which an offer without a place is suggested again. Raises BadReason for a day that is
    not ahead, or too far ahead."""
    day = until or today + USUAL_REST
    if not today < day <= today + LONGEST_REST:
        raise BadReason("parked_until", "not_ahead")
    return day


def is_parked(until: date | None, today: date) -> bool:
    """On the day itself the offer may be asked again."""
    return until is not None and today < until
