"""초기상담 시작: one page for a phone call, and what is told where the person may be known already."""

import re

from flask import Blueprint, Response, request, url_for

from resmap.domain.codes import Sex
from resmap.domain.first_call import FirstCall, Housemate, SafeToCall
from resmap.domain.intake import Door
from resmap.domain.permissions import Permission
from resmap.domain.resident_number import ResidentNumberError, contains_resident_number
from resmap.flows import intake_known, intake_opening
from resmap.flows.field_refusals import FieldsRefused
from resmap.web.context import current_actor, done, idempotency_key, reading, render, shell, today
from resmap.web.language import locale, t
from resmap.web.routes import route
from resmap.web.typed import again

blueprint = Blueprint("case_opening", __name__)

#: Rows for the household on the page; more are written on the intake page.
HOUSEMATES = 3

_WORDS = {"title": "case_title", "agreed": "agreed"}


@route(blueprint, "/cases/new", permission=Permission.CASE_EDIT)
def new() -> Response:
    return _page(_Typed())


@route(blueprint, "/cases/new", permission=Permission.CASE_EDIT, methods=["POST"])
def save() -> Response:
    """Keep it, unless the person may be known: then ask first whether this is somebody else."""
    typed = _Typed(request.form)
    seen = request.form.get("seen") == "yes"
    try:
        typed.refuse_resident_numbers()
        call, wrong = typed.call()
        with reading() as uow:
            try:
                intake_opening.check(uow, current_actor(), today(), call)
            except FieldsRefused as refused:
                wrong += refused.fields
            if wrong:
                raise FieldsRefused(wrong)
            if not seen:
                known = intake_known.ask(
                    uow, current_actor(), name=call.name, birth_year=call.birth_year, phone=call.phone, locale=locale()
                )
                if known.any:
                    return _page(typed, 409, known=known)
        case = intake_opening.opened(
            shell().database,
            current_actor(),
            today(),
            call=call,
            manager=request.form.get("manager", ""),
            seen=seen,
            key=idempotency_key(),
        )
    except FieldsRefused as refused:
        return _page(typed, 422, refused.fields)
    except ResidentNumberError as refused:
        return _page(typed, 422, [(refused.field, "RESIDENT_NUMBER")])
    return done(url_for("case_intake.page", case=case), "first_call.kept")


class _Typed:
    """What stands in the form: as it was typed, without what may never be shown again (P-01)."""

    def __init__(self, form=None):
        told = (lambda name: form.get(name, "")) if form is not None else lambda name: ""
        for name in ("words", "name", "birth_year", "phone", "dong", "finder", "reach", "title", "address", "sex", "manager"):
            setattr(self, name, told(name))
        self.safe = told("safe") or SafeToCall.UNKNOWN.value
        self.door = told("door") or Door.SELF.value
        self.agreed = told("agreed") == "yes"
        pairs = list(zip(form.getlist("relation"), form.getlist("age"), strict=False)) if form is not None else []
        self.household = (pairs + [("", "")] * HOUSEMATES)[: max(HOUSEMATES, len(pairs))][:12]

    def refuse_resident_numbers(self) -> None:
        """Empty every field that holds one, then raise for them; the page never repeats it."""
        wrong = [name for name, value in vars(self).items() if isinstance(value, str) and contains_resident_number(value)]
        for name in wrong:
            setattr(self, name, again(getattr(self, name)))
        if any(contains_resident_number(" ".join(pair)) for pair in self.household):
            self.household = [("", "")] * HOUSEMATES
            wrong.append("household")
        if wrong:
            raise FieldsRefused((name, "RESIDENT_NUMBER") for name in wrong)

    def call(self) -> tuple[FirstCall, list[tuple[str, str]]]:
        """What was typed as a first call, and (field, code) of a year, an age or a choice that is none."""
        wrong = []
        year = self.birth_year.strip().removesuffix("년").removesuffix("생").removesuffix("년").strip()
        if year and not re.fullmatch(r"\d{4}", year, re.ASCII):
            wrong.append(("birth_year", "NOT_A_YEAR"))
        mates = []
        for relation, age in self.household:
            if age.strip() and not re.fullmatch(r"\d{1,3}", age.strip(), re.ASCII):
                wrong.append(("household", "NOT_AN_AGE"))
            elif relation.strip() or age.strip():
                mates.append(Housemate(relation.strip()[:40] or t("case.member"), int(age) if age.strip() else None))
        choices = {}
        for name, vocabulary in (("door", Door), ("safe", SafeToCall), ("sex", Sex)):
            value = getattr(self, name)
            if value and value not in vocabulary._value2member_map_:
                wrong.append((name, "UNKNOWN"))
            elif value:
                choices[name] = vocabulary(value)
        told = FirstCall(
            name=self.name,
            dong=self.dong,
            birth_year=int(year) if year and not any(name == "birth_year" for name, _ in wrong) else None,
            phone=self.phone,
            reach=self.reach,
            finder=self.finder,
            words=self.words,
            agreed=self.agreed,
            address=self.address,
            title=self.title,
            household=tuple(mates),
            **choices,
        )
        return told, wrong


_FOLDED = frozenset({"reach", "title", "address", "sex", "household", "manager"})


def _page(typed: _Typed, status: int = 200, errors=(), known=None) -> Response:
    with reading() as uow:
        form = intake_opening.form(uow, current_actor(), locale=locale())
    filled = any(getattr(typed, name) for name in ("reach", "title", "address", "sex")) or any(
        "".join(pair) for pair in typed.household
    )
    return render(
        "case_opening/new.html",
        status,
        form=form,
        values=typed,
        known=known,
        errors=[(name, error_sentence(name, code)) for name, code in dict(errors).items()],
        more_open=filled or any(name in _FOLDED for name, _ in errors),
        dongs=[(name, name) for name in form.dongs],
        managers=list(form.managers),
        doors=[(one.value, t(f"intake.door.{one.value}")) for one in Door],
        safe_is=[(one.value, t(f"first_call.safe_is.{one.value}")) for one in SafeToCall],
        sexes=[("", t("first_call.sex_unknown")), *((one.value, t(f"first_call.sex_of.{one.value}")) for one in Sex)],
    )


def error_sentence(name: str, code: str) -> str:
    """Why a field cannot be taken, with its name and never what was typed."""
    if code == "UNDER_14":
        return t("first_call.error.UNDER_14")
    return t(f"first_call.error.{code}", field=t(f"first_call.{_WORDS.get(name, name)}"))
