"""What a helper of a case takes on, and for how long at most (R032: scope and period)."""

from datetime import timedelta
from enum import StrEnum


class Part(StrEnum):
    """A part of a case. A helper reads and does within the period what belongs to theirs, and nothing else of it
    (docs/decisions/0012)."""

    OVERVIEW = "overview"
    ASSESSMENT = "assessment"
    PLAN = "plan"
    CHECKS = "checks"
    REFERRALS = "referrals"


#: The longest period of help. A plan is looked at anew each year (R181), and so is who helps with it; who helps on
#: is added again, with a reason of that day.
LONGEST = timedelta(days=365)
