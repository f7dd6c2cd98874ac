"""기한 정하기: the office's own terms, every fault told at its field."""

from typing import Any

from flask import Blueprint, Response, request, url_for

from resmap.domain.due_policy import (
    APPEAL_DAYS,
    CONTACT_DAYS,
    TERMS,
    USUAL,
    AppealLaw,
    ContactLevel,
    DueKind,
    DuePolicy,
    PolicyError,
    PolicyFault,
)
from resmap.domain.permissions import Permission
from resmap.flows import dues
from resmap.web.context import current_actor, done, idempotency_key, reading, render, revision, writing
from resmap.web.language import t
from resmap.web.routes import route

blueprint = Blueprint("due_dates", __name__)

#: Their last day is given (a plan's end, a promise): only how early to remind can be set.
GIVEN = frozenset(
    {
        DueKind.PLAN_LINE_END,
        DueKind.PLAN_END,
        DueKind.REFERRAL_ASK_AGAIN,
        DueKind.CLOSING_PREPARATION,
        DueKind.FOLLOW_UP,
        DueKind.CONSENT_EXPIRY,
        DueKind.HELPER_END,
        DueKind.TASK,
        DueKind.CONTACT,
        DueKind.APPEAL,
    }
)


@route(blueprint, "/office/due-dates", permission=Permission.OFFICE_EDIT)
def page() -> Response:
    with reading() as uow:
        found = dues.settings(uow, current_actor())
    return _page(_shown(found.policy), found.revision)


@route(blueprint, "/office/due-dates", permission=Permission.OFFICE_EDIT, methods=["POST"])
def keep() -> Response:
    typed = {name: value for name, value in request.form.items() if name in _names()}
    try:
        with writing() as uow:
            dues.keep_settings(uow, current_actor(), _values(typed), revision=revision(), key=idempotency_key())
    except PolicyError as refused:
        return _page(typed, revision(), refused.faults)
    return done(url_for("due_dates.page"), "today.terms.kept")


def _page(values: dict[str, str], of_revision: int, faults: tuple[PolicyFault, ...] = ()) -> Response:
    errors: dict[str, str] = {}
    for fault in faults:
        name = _field(fault.path)
        errors.setdefault(name, t(f"today.fault.{fault.code}", field=_label(fault.path), allowed=fault.allowed))
    return render(
        "due_dates/page.html",
        422 if faults else 200,
        values=values,
        errors=errors,
        of_revision=of_revision,
        terms=[(kind.value, TERMS[kind], kind in GIVEN) for kind in DueKind],
        levels=[(one.value, CONTACT_DAYS[one]) for one in ContactLevel],
        laws=[(one.value, APPEAL_DAYS[one]) for one in AppealLaw],
        usual=USUAL,
        source=_source,
    )


def _source(told: str) -> str:
    """Where a number comes from; ``[K]`` marks one that no source gives."""
    rules, _, own = told.partition("[K]")
    named = rules.replace("practice", t("today.terms.source_practice")).strip(" ,")
    return " · ".join(filter(None, (named, t("today.terms.source_own") if told.endswith("[K]") or own else "")))


def _names() -> set[str]:
    """Every field that the form has; others are left aside."""
    found = {"closing_weeks", "follow_up_months", "holidays"}
    for kind in DueKind:
        found |= {f"term.{kind}.{part}" for part in ("days", "warn", "count")}
    return found | {f"contact_days.{one}" for one in ContactLevel} | {f"appeal_days.{one}" for one in AppealLaw}


def _shown(policy: DuePolicy) -> dict[str, str]:
    """The policy as the form shows it."""
    found = {
        "closing_weeks": str(policy.closing_weeks),
        "follow_up_months": ", ".join(map(str, policy.follow_up_months)),
        "holidays": "\n".join(day.isoformat() for day in sorted(policy.holidays)),
    }
    for kind, term in policy.terms.items():
        found |= {f"term.{kind}.{part}": str(getattr(term, part)) for part in ("days", "warn", "count")}
    found |= {f"contact_days.{one}": str(days) for one, days in policy.contact_days.items()}
    return found | {f"appeal_days.{one}": str(days) for one, days in policy.appeal_days.items()}


def _values(typed: dict[str, str]) -> dict[str, Any]:
    """What was typed, as ``policy_from`` reads it; an empty field is as usual, a wrong one stays as it was typed."""
    values: dict[str, Any] = {"term": {}, "contact_days": {}, "appeal_days": {}}
    for name, text in typed.items():
        text = text.strip()
        table, _, rest = name.partition(".")
        if not text:
            continue
        if table == "term":
            kind, _, part = rest.partition(".")
            values["term"].setdefault(kind, {})[part] = text if part == "count" else _number(text)
        elif rest:
            values[table][rest] = _number(text)
        elif name == "closing_weeks":
            values[name] = _number(text)
        elif name == "follow_up_months":
            values[name] = [_number(one.strip()) for one in text.split(",") if one.strip()]
        else:
            values[name] = [one.strip() for one in text.replace(",", "\n").splitlines() if one.strip()]
    return values


def _number(text: str) -> int | str:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else text


def _field(path: str) -> str:
    """The form's field of a fault: one item of a list belongs to the list."""
    head = path.split(".")[0]
    return head if head in ("follow_up_months", "holidays") else path


def _label(path: str) -> str:
    """The field in words, so that the sentence names it."""
    table, _, rest = path.partition(".")
    if table == "term":
        kind, _, part = rest.partition(".")
        return t(f"today.terms.field_{part}", name=t(f"due.kind.{kind}"))
    if table == "contact_days":
        return t(f"due.level.{rest}")
    if table == "appeal_days":
        return t(f"due.law.{rest}")
    return t(f"today.terms.{table}")
