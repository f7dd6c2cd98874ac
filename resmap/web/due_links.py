"""Where a due thing is done: the one page for each kind, or the next best that this actor may open."""

from flask import url_for

from resmap.web.menu import may_open

#: Pages by kind of due thing, the right one first. ``referrals.page`` and ``case_advocacy.page`` stand for what
#: their subject names.
PLACES: dict[str, tuple[str, ...]] = {
    "DUTY_REPORT": ("cases.page",),
    "EMERGENCY_REVIEW": ("case_team.page", "case_course.page"),
    "MANAGER": ("case_team.page", "case_course.page"),
    "FIRST_CONTACT": ("case_contacts.page", "case_intake.page"),
    "FIRST_CONTACT_URGENT": ("case_contacts.page", "case_intake.page"),
    "INTERVIEW": ("case_intake.page",),
    "INTAKE_OUTCOME": ("case_intake.page",),
    "ASSESSMENT": ("case_assessment.page",),
    "SELECTION": ("case_team.page", "case_course.page"),
    "PLAN": ("case_plan.page",),
    "PLAN_SPAN": ("case_plan.page",),
    "CONTACT": ("case_contacts.page", "case_intake.page"),
    "MONITORING": ("case_checks.page",),
    "PLAN_LINE_END": ("case_checks.page", "case_plan.page"),
    "PLAN_END": ("case_plan.page",),
    "REFERRAL_REPLY": ("referrals.page",),
    "REFERRAL_START": ("referrals.page",),
    "REFERRAL_ASK_AGAIN": ("referrals.page",),
    "APPEAL": ("case_advocacy.page",),
    "APPEAL_DECISION": ("case_advocacy.page",),
    "SHEET_RETURN": ("case_checks.page",),
    "REASSESSMENT": ("case_checks.page", "case_assessment.page"),
    "REASSESSMENT_ASKED": ("case_checks.page", "case_assessment.page"),
    "EVALUATION": ("case_checks.page",),
    "CLOSING_PREPARATION": ("case_closing.page",),
    "REFER_ON": ("case_following.page", "cases.page"),
    "FOLLOW_UP": ("case_following.page",),
    "CONSENT_EXPIRY": ("case_consents.page",),
    "HELPER_END": ("case_team.page",),
    "DATA_REQUEST": ("case_consents.page",),
    "ADVICE_ASKED": ("case_advice.page",),
    "ADVICE_GIVEN": ("case_advice.page",),
    "TASK": ("case_tasks.page",),
}

#: Where a task is done that no hand ticks: the act itself does it. Every other kind stands among the promises.
TASK_PLACES: dict[str, tuple[str, ...]] = {
    "ask_again": ("case_advocacy.page",),
    "plan_condition": ("case_plan.page",),
    "tell_withdrawal": ("case_consents.page",),
    "unprotect": ("case_safety.page",),
}

_OF_A_REFERRAL = "referrals.page"


def place_of(kind: str, case: str, subject: str | None = None, task: str = "") -> str:
    """The address of the page where this is done; ``task``: the kind of the task that it is, if any."""
    for endpoint in (*TASK_PLACES.get(task, ()), *PLACES.get(kind, ()), "case_course.page", "cases.page"):
        if may_open(endpoint):
            if endpoint == _OF_A_REFERRAL:
                return url_for(endpoint, referral=subject)
            return url_for(endpoint, case=case)
    return url_for("home.index")
