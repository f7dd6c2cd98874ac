"""교육: the register that the supervisor keeps, one's own, and exercises on the seven mistakes, twice."""

from datetime import date

from flask import Blueprint, Response, abort, request, url_for

from resmap.domain import taxonomy
from resmap.domain.exercises import EXERCISES, NOTED_AS, Subject, choices, picked
from resmap.domain.permissions import Permission
from resmap.domain.resident_number import ResidentNumberError
from resmap.domain.roles import Audience
from resmap.domain.training_tasks import ADVISED, Had
from resmap.flows import trainings
from resmap.flows.field_refusals import FieldsRefused
from resmap.web.context import current_actor, done, idempotency_key, reading, render, revision, today, writing
from resmap.web.language import locale, t
from resmap.web.routes import route
from resmap.web.typed import again

blueprint = Blueprint("trainings", __name__)

_EDIT = Permission.TRAININGS_EDIT


@route(blueprint, "/trainings", permission=_EDIT)
def index() -> Response:
    return _index()


@route(blueprint, "/trainings", permission=_EDIT, methods=["POST"])
def note() -> Response:
    form = request.form
    if form.get("act") == "find":
        return _index(find=form.get("find", "")[:60])
    try:
        had = Had(form.get("topic", ""), _day("on") or today(), _day("until"))
        with writing() as uow:
            trainings.note(
                uow,
                current_actor(),
                had,
                today(),
                users=form.getlist("user"),
                helpers=form.getlist("helper"),
                hours=_hours(form.get("hours", "")),
                given_by=form.get("given_by", ""),
                key=idempotency_key(),
            )
    except FieldsRefused as refused:
        return _index(422, refused.fields)
    except ResidentNumberError as refused:
        return _index(422, [(refused.field, "RESIDENT_NUMBER")])
    return done(url_for("trainings.index"), "trainings.kept")


@route(blueprint, "/trainings/<uuid:training>/out", permission=_EDIT, methods=["POST"])
def take_out(training) -> Response:
    try:
        with writing() as uow:
            trainings.take_out(
                uow,
                current_actor(),
                str(training),
                why=request.form.get("why", ""),
                revision=revision(),
                key=idempotency_key(),
            )
    except FieldsRefused as refused:
        return _index(422, refused.fields)
    return done(url_for("trainings.index"), "trainings.kept_out")


@route(blueprint, "/trainings/own", permission=_EDIT, methods=["POST"])
def add_own() -> Response:
    form = request.form
    months = form.get("months", "").strip()
    try:
        with writing() as uow:
            trainings.add_own(
                uow,
                current_actor(),
                name=form.get("name", ""),
                audience=[who for who in Audience if who.value in form.getlist("audience")],
                months=(int(months) if months.isascii() and months.isdigit() and len(months) < 5 else 0) if months else None,
                revision=revision(),
                key=idempotency_key(),
            )
    except FieldsRefused as refused:
        return _index(422, refused.fields)
    except ResidentNumberError as refused:
        return _index(422, [(refused.field, "RESIDENT_NUMBER")])
    return done(url_for("trainings.index", _anchor="own"), "trainings.kept_own")


@route(blueprint, "/trainings/required", permission=_EDIT, methods=["POST"])
def require_for() -> Response:
    form = request.form
    need = form.get("need", "")
    topics = ADVISED.get(need, ()) if form.get("act") == "advised" else form.getlist("topics")
    try:
        with writing() as uow:
            trainings.require_for(
                uow, current_actor(), need=need, topics=topics, revision=revision(), key=idempotency_key()
            )
    except FieldsRefused as refused:
        return _index(422, refused.fields)
    return done(url_for("trainings.index", _anchor="required"), "trainings.kept_required")


# One's own, and the exercises


@route(blueprint, "/trainings/mine", permission=Permission.CASE_READ)
def mine() -> Response:
    with reading() as uow:
        view = trainings.mine(uow, current_actor(), today(), locale=locale())
    return render("trainings/mine.html", view=view, subjects=list(Subject))


@route(blueprint, "/trainings/interview", permission=Permission.CASE_READ)
def interview() -> Response:
    """The seven mistakes in asking. What is picked stands in the address only, and nobody keeps it."""
    return _exercise(Subject.INTERVIEW)


@route(blueprint, "/trainings/objectives", permission=Permission.CASE_READ)
def objectives() -> Response:
    """The seven mistakes of objectives, alike."""
    return _exercise(Subject.OBJECTIVES)


@route(blueprint, "/trainings/mine", permission=Permission.CASE_READ, methods=["POST"])
def note_own() -> Response:
    try:
        subject = Subject(request.form.get("subject", ""))
    except ValueError:
        abort(400)
    with writing() as uow:
        trainings.note_own(uow, current_actor(), NOTED_AS[subject], today(), key=idempotency_key())
    return done(url_for("trainings.mine"), "exercises.noted")


def _exercise(subject: Subject) -> Response:
    asked, every = request.args.get("n", "1"), EXERCISES[subject]
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 4 else 1
    number = min(max(number, 1), len(every))
    return render(
        "trainings/exercise.html",
        subject=subject.value,
        number=number,
        of=len(every),
        one=every[number - 1],
        pick=picked(subject, request.args.get("pick", "")),
        choices=[(code.value, t(f"exercises.{subject.value}.mistake.{code.value}"), "") for code in choices(subject)],
    )


def _index(status: int = 200, errors=(), find: str = "") -> Response:
    form = request.form
    with reading() as uow:
        view = trainings.page(uow, current_actor(), today(), locale=locale())
        found = trainings.find_helpers(uow, current_actor(), find, today()) if find else ()
    chosen = set(form.getlist("helper"))
    known = {one.id: one.name for one in view.helpers} | {one.id: one.name for one in found}
    return render(
        "trainings/index.html",
        status,
        view=view,
        errors=[(name, _sentence(name, code)) for name, code in errors],
        typed={
            name: again(form.get(name, "")) for name in ("topic", "on", "until", "hours", "given_by", "name", "months", "need")
        }
        | {"find": find, "user": form.getlist("user"), "helper": chosen, "audience": form.getlist("audience")},
        helpers=sorted(known.items(), key=lambda one: (one[1], one[0])),
        searched=bool(find),
        nothing_found=bool(find) and not found,
        audiences=[(who.value, t(f"roles.audience.{who.value}")) for who in Audience],
        needs=[(need.code, _need_name(need.code)) for need in taxonomy.needs()],
        need_name=_need_name,
        topic_name=lambda topic: trainings.topic_name(topic, locale()),
    )


def _need_name(code: str) -> str:
    need = taxonomy.need(code)
    return need.ko if locale() == "ko" else need.en


def _sentence(name: str, code: str) -> str:
    return t("shell.error.resident_number.text") if code == "RESIDENT_NUMBER" else t(f"trainings.field.{name}_{code}")


def _hours(text: str) -> float | None:
    text = text.strip()
    if not text:
        return None
    try:
        return float(text)
    except ValueError:
        raise FieldsRefused([("hours", "RANGE")]) from None


def _day(name: str) -> date | None:
    text = request.form.get(name, "").strip()
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        abort(400)
