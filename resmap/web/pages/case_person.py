"""인적사항 고치기: the client's name, number, address and birth, the dong of the case, and who lives with them."""

from enum import StrEnum
from typing import TypeVar

from flask import Blueprint, Response, request, url_for

from resmap.domain.codes import Sex
from resmap.domain.correcting import Identity, Left, Relative, Why
from resmap.domain.permissions import Permission
from resmap.domain.resident_number import ResidentNumberError
from resmap.flows import correcting, person_view
from resmap.flows.field_refusals import FieldsRefused
from resmap.flows.ruling import RuleForbids
from resmap.web.context import current_actor, done, idempotency_key, reading, render, revision, today, writing
from resmap.web.language import locale, t
from resmap.web.routes import route
from resmap.web.typed import again

blueprint = Blueprint("case_person", __name__)

Code = TypeVar("Code", bound=StrEnum)
EDIT = Permission.CASE_EDIT
_TEXTS = ("name", "birth", "sex", "phone", "address", "reason", "why")


@route(blueprint, "/cases/<uuid:case>/person", permission=EDIT)
def page(case) -> Response:
    """Is what we know of them right?"""
    return _page(case)


@route(blueprint, "/cases/<uuid:case>/person", permission=EDIT, methods=["POST"])
def correct(case) -> Response:
    """Put right who the client is; a hidden value that was left empty stays as it is."""
    form = request.form
    hidden = form.get("hidden") == "yes"
    asked = Identity(
        name=form.get("name", ""),
        birth=form.get("birth", ""),
        sex=_code(Sex, "sex"),
        phone=_hidden("phone") if hidden else form.get("phone", ""),
        address=_hidden("address") if hidden else form.get("address", ""),
    )

    def act(uow):
        correcting.correct(
            uow, current_actor(), str(case), today(),
            asked=asked, reason=_code(Why, "reason"), why=form.get("why", ""), seen=form.get("seen") == "yes",
            revision=revision(), key=idempotency_key(),
        )  # fmt: skip

    try:
        return _act(case, act, "person.kept")
    except RuleForbids as refused:
        if [str(one.code) for one in refused.reasons] != ["PERHAPS_KNOWN"]:
            raise
    with reading() as uow:
        known = person_view.known(
            uow, current_actor(), str(case), today(),
            name=asked.name, birth=asked.birth, phone=asked.phone or "", locale=locale(),
        )  # fmt: skip
    return _page(case, 409, known=known)


@route(blueprint, "/cases/<uuid:case>/person/dong", permission=EDIT, methods=["POST"])
def move(case) -> Response:
    try:
        with writing() as uow:
            result = correcting.move(
                uow, current_actor(), str(case), today(),
                dong=request.form.get("dong", ""), reason=_code(Why, "dong_reason"),
                revision=revision(), key=idempotency_key(),
            )  # fmt: skip
    except FieldsRefused as refused:
        return _page(case, 422, refused.fields)
    if result == correcting.HAND_OVER:
        return done(url_for("case_tasks.page", case=case), "person.dong_hand_over")
    return done(url_for("case_person.page", case=case), "person.dong_moved")


@route(blueprint, "/cases/<uuid:case>/person/members", permission=EDIT, methods=["POST"])
def add_member(case) -> Response:
    def act(uow):
        correcting.add_member(
            uow, current_actor(), str(case), today(), asked=_relative(), revision=revision(), key=idempotency_key()
        )

    return _act(case, act, "person.added", "household")


@route(blueprint, "/cases/<uuid:case>/person/members/<uuid:member>", permission=EDIT, methods=["POST"])
def correct_member(case, member) -> Response:
    def act(uow):
        correcting.correct_member(
            uow, current_actor(), str(case), str(member), today(),
            asked=_relative(), reason=_code(Why, "member_reason"), revision=revision(), key=idempotency_key(),
        )  # fmt: skip

    return _act(case, act, "person.member_kept", "household")


@route(blueprint, "/cases/<uuid:case>/person/members/<uuid:member>/left", permission=EDIT, methods=["POST"])
def member_left(case, member) -> Response:
    def act(uow):
        correcting.leave(
            uow, current_actor(), str(case), str(member), today(),
            reason=_code(Left, "left"), revision=revision(), key=idempotency_key(),
        )  # fmt: skip

    return _act(case, act, "person.left_kept", "household")


def _act(case, act, said: str, anchor: str = "history") -> Response:
    try:
        with writing() as uow:
            act(uow)
    except FieldsRefused as refused:
        return _page(case, 422, refused.fields)
    except ResidentNumberError as refused:
        return _page(case, 422, [(refused.field, "RESIDENT_NUMBER")])
    return done(f"{url_for('case_person.page', case=case)}#{anchor}", said)


def _page(case, status: int = 200, errors=(), known=None) -> Response:
    with reading() as uow:
        view = person_view.page(uow, current_actor(), str(case), today(), locale=locale())
    posted = request.endpoint == "case_person.correct"
    typed = {name: getattr(view, name, "") for name in _TEXTS}
    if posted:  # what was typed into a hidden field is not written back where others may read it
        shown = [name for name in _TEXTS if known or not (view.hidden and name in ("phone", "address"))]
        typed |= {name: again(request.form.get(name, "")) for name in shown}
    told = [(name, t(f"person.error.{code}", field=t(f"person.field.{name}"))) for name, code in errors]
    return render(
        "case_person/page.html",
        status,
        view=view,
        head=view.head,
        typed=typed,
        known=known,
        of_revision=revision() if posted else view.revision,
        errors=told,
        wrong=dict(told) if posted else {},
        reasons=[("", ""), *((one.value, t(f"person.reason_of.{one}")) for one in Why)],
        ways_out=[("", ""), *((one.value, t(f"person.reason_of.{one}")) for one in Left)],
        sexes=[("", t("first_call.sex_unknown")), *((one.value, t(f"first_call.sex_of.{one.value}")) for one in Sex)],
    )


def _hidden(name: str) -> str | None:
    """A value that nobody is shown: new where something was typed, emptied where that was ticked, else as it is."""
    text = request.form.get(name, "")
    return text if text.strip() else ("" if request.form.get(f"clear_{name}") == "yes" else None)


def _relative() -> Relative:
    form, age = request.form, request.form.get("age", "").strip()
    return Relative(
        relation=form.get("relation", ""),
        name=form.get("name", ""),
        birth=form.get("birth", ""),
        age=(int(age) if age.isascii() and age.isdigit() and len(age) < 4 else -1) if age else None,
        sex=_code(Sex, "sex"),
    )


def _code(vocabulary: type[Code], name: str) -> Code | None:
    value = request.form.get(name, "")
    return vocabulary(value) if value in vocabulary._value2member_map_ else None
