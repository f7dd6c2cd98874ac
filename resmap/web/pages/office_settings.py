"""우리 기관 정보: name, number, address, head and sign-off boxes as they stand on everything that is printed."""

from flask import Blueprint, Response, request, url_for

from resmap.domain.letterhead import Letterhead
from resmap.domain.permissions import Permission
from resmap.domain.resident_number import ResidentNumberError
from resmap.flows import letterheads
from resmap.flows.field_refusals import FieldsRefused
from resmap.web.context import current_actor, done, idempotency_key, reading, render, revision, writing
from resmap.web.language import t
from resmap.web.routes import route
from resmap.web.typed import again

blueprint = Blueprint("office_settings", __name__)

_TEXTS = ("name", "name_en", "phone", "address", "head")
_MAY = (Permission.OFFICE_EDIT, Permission.ACCOUNTS_EDIT)


@route(blueprint, "/office", permission=_MAY)
def page() -> Response:
    return _page()


@route(blueprint, "/office", permission=_MAY, methods=["POST"])
def keep() -> Response:
    texts = {name: request.form.get(name, "") for name in _TEXTS}
    asked = Letterhead(**texts, roles=tuple(request.form.get("roles", "").replace(",", "\n").splitlines()))
    try:
        with writing() as uow:
            letterheads.keep(uow, current_actor(), asked=asked, revision=revision(), key=idempotency_key())
    except FieldsRefused as refused:
        return _page(refused.fields)
    except ResidentNumberError as refused:
        return _page([(refused.field, "RESIDENT_NUMBER")])
    return done(url_for("office_settings.page"), "office.kept")


def _page(errors=()) -> Response:
    with reading() as uow:
        view = letterheads.settings(uow, current_actor())
    typed = {name: getattr(view.letterhead, name) for name in _TEXTS} | {"roles": "\n".join(view.letterhead.roles)}
    if errors:
        typed = {name: again(request.form.get(name, "")) for name in typed}
    told = [(name, t(f"office.error.{code}", field=t(f"office.{name}"))) for name, code in errors]
    return render(
        "office_settings/page.html",
        422 if errors else 200,
        view=view,
        typed=typed,
        errors=told,
        wrong=dict(told),
        of_revision=revision() if errors else view.revision,
    )
