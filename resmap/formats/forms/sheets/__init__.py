"""The sheets of the casework: plain values in, a :class:`~resmap.formats.forms.model.Form` out.

No sheet decides anything: what may stand on it (consent, a protected person's address, a diagnosis) the caller has
decided, and codes have become words already. ``label`` gives the sheet's own words in the reader's language.
"""

from resmap.formats.forms.sheets.checking import (
    EvaluationSheet,
    Question,
    VisitService,
    VisitSheet,
    evaluation_sheet,
    visit_sheet,
)
from resmap.formats.forms.sheets.closing import (
    AskAgain,
    ClosingReport,
    HandedPaper,
    HandoverPackage,
    Outcome,
    closing_report,
    handover_package,
    how_to_ask_again,
)
from resmap.formats.forms.sheets.common import Issuer
from resmap.formats.forms.sheets.consent import ConsentItem, ConsentSheet, consent_sheet
from resmap.formats.forms.sheets.handed import HandedSection, HandedSheet, HandedTable, bound
from resmap.formats.forms.sheets.information import InfoPlace, InfoSheet, info_sheet
from resmap.formats.forms.sheets.intake import FamilyMember, IntakeSheet, Person, intake_sheet
from resmap.formats.forms.sheets.meeting import (
    Attendee,
    ConferenceMinutes,
    ReceiptLine,
    ReceiptList,
    conference_minutes,
    receipt_list,
)
from resmap.formats.forms.sheets.planned import printed_plan, printed_week
from resmap.formats.forms.sheets.planning import (
    PlanLine,
    PlanSheet,
    ScheduleDay,
    ScheduleItem,
    ScheduleSheet,
    plan_sheet,
    schedule_sheet,
)
from resmap.formats.forms.sheets.referral import ReferralLetter, ReplySlip, referral_letter, reply_slip
from resmap.formats.forms.sheets.values import (
    OfficeValues,
    closing_values,
    consent_values,
    evaluation_values,
    intake_values,
    plan_values,
    referral_values,
)

__all__ = [
    "AskAgain",
    "Attendee",
    "ClosingReport",
    "ConferenceMinutes",
    "ConsentItem",
    "ConsentSheet",
    "EvaluationSheet",
    "FamilyMember",
    "HandedPaper",
    "HandedSection",
    "HandedSheet",
    "HandedTable",
    "HandoverPackage",
    "InfoPlace",
    "InfoSheet",
    "IntakeSheet",
    "Issuer",
    "OfficeValues",
    "Outcome",
    "Person",
    "PlanLine",
    "PlanSheet",
    "Question",
    "ReceiptLine",
    "ReceiptList",
    "ReferralLetter",
    "ReplySlip",
    "ScheduleDay",
    "ScheduleItem",
    "ScheduleSheet",
    "VisitService",
    "VisitSheet",
    "bound",
    "closing_report",
    "closing_values",
    "conference_minutes",
    "consent_sheet",
    "consent_values",
    "evaluation_sheet",
    "evaluation_values",
    "handover_package",
    "how_to_ask_again",
    "info_sheet",
    "intake_sheet",
    "intake_values",
    "plan_sheet",
    "plan_values",
    "printed_plan",
    "printed_week",
    "receipt_list",
    "referral_letter",
    "referral_values",
    "reply_slip",
    "schedule_sheet",
    "visit_sheet",
]
