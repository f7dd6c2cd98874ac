"""Acts that only somebody who answers for the case does: its manager, or who decides for the dong (R031, R032).

A helper works along within the period; what ends a case, tells somebody outside about the person, or shows
where a protected client lives, is not help.
"""

from resmap.domain.permissions import Actor, Permission
from resmap.store import CaseRecord


def require_answering(actor: Actor, case: CaseRecord) -> None:
    """Raise NotAllowed (CASE_DECIDE) unless the actor manages the case or may decide."""
    if case.manager_id != actor.id:
        actor.require(Permission.CASE_DECIDE)
