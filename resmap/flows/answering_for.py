"""Acts that only somebody who answers for the case does: its manager, or who decides for the dong (R031, R032).

A helper works along within the period; what ends a case, tells somebody outside about the person, or shows
where a protected client lives, is not help.
"""

from resmap.domain.permissions import Actor, NotAllowed, Permission
from resmap.store import CaseRecord


def require_answering(actor: Actor, case: CaseRecord) -> None:
    """Raise NotAllowed (CASE_DECIDE) unless the actor manages the case, or decides for its dong: a supervisor of
    another dong who helps is a helper."""
    if case.manager_id == actor.id:
        return
    actor.require(Permission.CASE_DECIDE)
    if case.dong not in actor.dongs:
        raise NotAllowed(Permission.CASE_DECIDE)
