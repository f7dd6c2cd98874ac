"""연락 기록: a try is two presses, a talk is a line of words; what was tried so far stands below."""

from datetime import date

from flask import Blueprint, Response, abort, request, url_for

from resmap.domain.contacts import ContactWay
from resmap.domain.permissions import Permission
from resmap.domain.resident_number import ResidentNumberError
from resmap.domain.roles import NO_SERVICE, DirectRole, DirectService, IndirectRole
from resmap.flows import contacts
from resmap.flows.field_refusals import FieldsRefused
from resmap.web.context import current_actor, done, idempotency_key, reading, render, revision, today, writing
from resmap.web.language import locale, t
from resmap.web.pages.cases import dial
from resmap.web.routes import route
from resmap.web.typed import again
from resmap.words import has

blueprint = Blueprint("case_contacts", __name__)


@route(blueprint, "/cases/<uuid:case>/contacts", permission=Permission.CASE_READ)
def page(case) -> Response:
    return _page(case)


@route(blueprint, "/cases/<uuid:case>/contacts", permission=Permission.CASE_EDIT, methods=["POST"])
def note(case) -> Response:
    form = request.form
    try:
        contact = contacts.Contact(
            on=_day(form.get("on", "")),
            method=_way(form.get("method", "")),
            reached=form.get("reached", "yes") == "yes",
            with_whom=form.get("with_whom", ""),
            note=form.get("note", ""),
            minutes=_minutes(form.get("minutes", "").strip()),
            roles=tuple(form.getlist("roles")),
            service=form.get("service") or None,
        )
        with writing() as uow:
            contacts.note(uow, current_actor(), str(case), today(), contact=contact, key=idempotency_key())
    except FieldsRefused as refused:
        return _page(case, 422, refused.fields)
    except ResidentNumberError as refused:
        return _page(case, 422, [(refused.field, "RESIDENT_NUMBER")])
    return done(url_for("case_contacts.page", case=case), "contacts.kept")


@route(
    blueprint, "/cases/<uuid:case>/contacts/<uuid:contact>/out", permission=Permission.CASE_EDIT, methods=["POST"]
)
def take_out(case, contact) -> Response:
    with writing() as uow:
        contacts.take_out(
            uow, current_actor(), str(case), str(contact), revision=revision(), key=idempotency_key()
        )
    return done(url_for("case_contacts.page", case=case), "contacts.out")


def _page(case, status: int = 200, errors=()) -> Response:
    with reading() as uow:
        view = contacts.page(uow, current_actor(), str(case), today(), locale=locale())
    form = request.form
    typed = {name: again(form.get(name, "")) for name in ("note", "with_whom", "minutes")}
    typed |= {
        "on": again(form.get("on", "")) or today().isoformat(),
        "method": form.get("method") or ContactWay.PHONE.value,
        "reached": form.get("reached") or "yes",
        "roles": form.getlist("roles"),
        "service": form.get("service") or (DirectService.CRISIS.value if view.emergency else ""),
        "open": any(name not in ("note", "method") for name, _ in errors),
    }
    return render(
        "case_contacts/page.html",
        status,
        view=view,
        head=view.head,
        typed=typed,
        errors=[(name, t(f"contacts.error.{code}")) for name, code in errors],
        ways=[(one.value, t(f"contacts.way.{one.value}")) for one in ContactWay],
        direct=[(one.value, t(f"roles.direct.{one.value}")) for one in DirectRole],
        indirect=[(one.value, t(f"roles.indirect.{one.value}")) for one in IndirectRole],
        services=[
            *((one.value, t(f"roles.service.{one.value}")) for one in DirectService),
            (NO_SERVICE, t("contacts.no_service")),
        ],
        may_edit=current_actor().may(Permission.CASE_EDIT),
        dial=dial,
        way_name=_way_name,
        role_name=_role_name,
    )


def _way_name(method: str) -> str:
    """The words for a way; one that another part of the program noted is told as another way."""
    return t(f"contacts.way.{method}") if has(f"contacts.way.{method}") else t("contacts.way.other")


def _role_name(code: str) -> str:
    key = f"roles.direct.{code}" if code in DirectRole._value2member_map_ else f"roles.indirect.{code}"
    return t(key) if has(key) else code


def _way(value: str) -> ContactWay:
    if value not in ContactWay._value2member_map_:
        abort(400)
    return ContactWay(value)


def _day(value: str) -> date:
    try:
        return date.fromisoformat(value) if value else today()
    except ValueError:
        raise FieldsRefused([("on", "NOT_A_DAY")]) from None


def _minutes(value: str) -> int | None:
    if not value:
        return None
    if not (value.isascii() and value.isdigit()):
        raise FieldsRefused([("minutes", "NOT_MINUTES")])
    return int(value)
