"""A closed case is frozen: its records are kept as they were, and added to only as addenda (R206)."""

from resmap.domain.papers import PaperKind, may_write
from resmap.domain.stages import Condition
from resmap.flows.ruling import RuleForbids
from resmap.matching.engine import Reason
from resmap.store import CaseRecord

#: The same code is a gate of an offer: the area says which is meant.
_CLOSED = Reason(Condition.CLOSED, {"area": "stages.condition"})


def require_open(case: CaseRecord) -> None:
    """Raise RuleForbids (CLOSED) where the case was closed; first thing of every act that changes one."""
    if case.closed_on is not None:
        raise RuleForbids([_CLOSED])


def require_writable(case: CaseRecord, kind: PaperKind) -> None:
    """Raise RuleForbids (CLOSED) where a paper of this kind may not be written any more."""
    if not may_write(kind, closed=case.closed_on is not None):
        raise RuleForbids([_CLOSED])
