"""Papers of a case: what is written down at a step of the work, each on its day.

A paper is one sitting put to paper (an interview, a visit, an evaluation). What the rules
ask of it stands with the rule (``intake``, ``monitoring``, ``closing`` ...); this is the
closed list of kinds, so that what is due, what is frozen and what is carried over can be
asked of all of them alike.
"""

from enum import StrEnum


class PaperKind(StrEnum):
    INTAKE = "intake"
    FUNCTION = "function"
    ASSESSMENT = "assessment"
    DECISION = "decision"
    CLASSIFICATION = "classification"
    MONITORING = "monitoring"
    EVALUATION_SHEET = "evaluation_sheet"
    PARTNER_REPORT = "partner_report"
    REASSESSMENT = "reassessment"
    EVALUATION = "evaluation"
    CLOSING = "closing"
    HANDOVER = "handover"
    FOLLOW_UP = "follow_up"
    ADVOCACY = "advocacy"
    ADVICE = "advice"
    CONFLICT = "conflict"
    CAPACITY_QUESTION = "capacity_question"
    ADDENDUM = "addendum"


class PaperState(StrEnum):
    """``SENT``: it left and is awaited back; ``DONE``: nothing is awaited any more."""

    DRAFT = "draft"
    SENT = "sent"
    DONE = "done"


#: What may still be written when the case is closed (R206): everything else is frozen.
AFTER_CLOSING = frozenset({PaperKind.ADDENDUM, PaperKind.FOLLOW_UP, PaperKind.HANDOVER})


def may_write(kind: PaperKind, *, closed: bool) -> bool:
    """Whether a paper of this kind may be begun or changed."""
    return not closed or kind in AFTER_CLOSING
