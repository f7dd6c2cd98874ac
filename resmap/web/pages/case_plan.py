"""계획·점검: from confirmed needs to a plan that both signed, its sheet, the person's week, column ⑬."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import TypeVar

from flask import Blueprint, Response, abort, current_app, request, url_for

from resmap.domain.permissions import Permission
from resmap.domain.planning.contract import DecidedHow
from resmap.domain.planning.fulfilment import Fulfilment
from resmap.domain.planning.goals import GoalType, Ground
from resmap.domain.planning.network_measures import NetworkMeasure
from resmap.domain.planning.plan import CheckMethod, LineKind, Timing
from resmap.domain.planning.sheet import (
    BOXES,
    COLUMNS,
    CONSENT_TO_SERVICE,
    CONSENT_TO_SHARING,
    EMPTY_DAY,
    OUTCOMES,
    SHARING_NOTE,
    TITLE,
    cell,
    head_texts,
    korean_day,
    signature_texts,
)
from resmap.domain.resident_number import ResidentNumberError
from resmap.domain.roles import DirectService
from resmap.flows.field_refusals import FieldsRefused
from resmap.flows.plans import contracting, deferring, drafting, fulfilling, lines, sheets
from resmap.flows.plans import page as views
from resmap.flows.plans.asked import LineAsked, ObjectiveAsked, PurposeAsked, SignedAsked, TickAsked
from resmap.flows.plans.sheets import FormatError, SheetAs
from resmap.web.context import (
    as_file,
    current_actor,
    done,
    idempotency_key,
    reading,
    render,
    revision,
    today,
    writing,
)
from resmap.web.language import locale, t
from resmap.web.menu import may_open
from resmap.web.routes import route
from resmap.words import has
from resmap.words.office_forms import refused_sentence

blueprint = Blueprint("case_plan", __name__)

Code = TypeVar("Code", bound=StrEnum)
READ, EDIT = Permission.CASE_READ, Permission.CASE_EDIT


@route(blueprint, "/cases/<uuid:case>/plan", permission=READ)
def page(case) -> Response:
    """What was agreed, what is still missing, and how does it go?"""
    return _page(case)


@route(blueprint, "/cases/<uuid:case>/plan", permission=EDIT, methods=["POST"])
def begin(case) -> Response:
    """Begin the plan with the ticked needs; with one of them its objective is next."""
    try:
        with writing() as uow:
            drafting.begin(
                uow, current_actor(), str(case), today(), needs=request.form.getlist("need"), key=idempotency_key()
            )
    except FieldsRefused as refused:
        return _page(case, 422, refused.fields)
    return done(_here(case, "draft"), "plan.kept.begun")


@route(blueprint, "/cases/<uuid:case>/plan/purpose", permission=EDIT)
def purpose_form(case) -> Response:
    return _form(case, "purpose")


@route(blueprint, "/cases/<uuid:case>/plan/purpose", permission=EDIT, methods=["POST"])
def purpose(case) -> Response:
    purpose_id = request.form.get("purpose_id") or None
    try:
        with writing() as uow:
            kept = drafting.save_purpose(
                uow,
                current_actor(),
                str(case),
                today(),
                asked=PurposeAsked(
                    purpose=_text("purpose"),
                    needs=tuple(request.form.getlist("need")),
                    goal_type=_code(GoalType, "goal_type"),
                    ground=_code(Ground, "ground"),
                    why_changed=_text("why_changed"),
                ),
                purpose_id=purpose_id,
                revision=_revision(purpose_id),
                key=idempotency_key(),
            )
    except FieldsRefused as refused:
        return _form(case, "purpose", refused.fields)
    return done(_here(case, "draft", f"purpose-{kept}"), "plan.kept.saved")


@route(blueprint, "/cases/<uuid:case>/plan/objective", permission=EDIT)
def objective_form(case) -> Response:
    return _form(case, "objective")


@route(blueprint, "/cases/<uuid:case>/plan/objective", permission=EDIT, methods=["POST"])
def objective(case) -> Response:
    """An objective, with the first thing that is done for it in the same form: the short way."""
    objective_id = request.form.get("objective_id") or None
    try:
        with writing() as uow:
            kept = drafting.save_objective(
                uow,
                current_actor(),
                str(case),
                today(),
                purpose_id=request.form.get("purpose_id", ""),
                asked=ObjectiveAsked(
                    text=_text("text"),
                    holder=_text("holder"),
                    indicator=_text("indicator"),
                    baseline=_text("baseline"),
                    target=_text("target"),
                    months=_whole("months"),
                    strategy=_text("strategy"),
                    measure=_code(NetworkMeasure, "measure"),
                    first_line=_line() if _text("content").strip() else None,
                ),
                objective_id=objective_id,
                revision=_revision(objective_id),
                key=idempotency_key(),
            )
    except FieldsRefused as refused:
        return _form(case, "objective", refused.fields)
    return done(_here(case, "draft", f"objective-{kept}"), "plan.kept.saved")


@route(blueprint, "/cases/<uuid:case>/plan/objectives/<uuid:objective_id>/example", permission=EDIT, methods=["POST"])
def example(case, objective_id) -> Response:
    """Take the checker's example; where it has places to settle, they are filled next."""
    with writing() as uow:
        is_open = drafting.take_example(
            uow,
            current_actor(),
            str(case),
            today(),
            str(objective_id),
            revision=revision(),
            locale=locale(),
            key=idempotency_key(),
        )
    if is_open:
        address = url_for("case_plan.objective_form", case=case, id=objective_id)
        return done(address, "plan.kept.example_open")
    return done(_here(case, "draft", f"objective-{objective_id}"), "plan.kept.example")


@route(blueprint, "/cases/<uuid:case>/plan/line", permission=EDIT)
def line_form(case) -> Response:
    return _form(case, "line")


@route(blueprint, "/cases/<uuid:case>/plan/line", permission=EDIT, methods=["POST"])
def line(case) -> Response:
    """Keep a line, or look for its provider in the register: two buttons of one form."""
    line_id = request.form.get("line_id") or None
    try:
        if request.form.get("act") == "find":
            return _form(case, "line", status=200)
        with writing() as uow:
            kept = lines.save(
                uow,
                current_actor(),
                str(case),
                today(),
                objective_id=request.form.get("objective_id", ""),
                asked=_line(),
                line_id=line_id,
                revision=_revision(line_id),
                key=idempotency_key(),
            )
    except FieldsRefused as refused:
        return _form(case, "line", refused.fields)
    return done(_here(case, "draft", f"line-{kept}"), "plan.kept.saved")


@route(blueprint, "/cases/<uuid:case>/plan/out", permission=EDIT, methods=["POST"])
def take_out(case) -> Response:
    try:
        with writing() as uow:
            drafting.take_out(
                uow,
                current_actor(),
                str(case),
                today(),
                request.form.get("record", ""),
                revision=revision(),
                key=idempotency_key(),
            )
    except FieldsRefused as refused:
        return _page(case, 422, refused.fields)
    return done(_here(case, "draft"), "plan.kept.out")


@route(blueprint, "/cases/<uuid:case>/plan/deferred", permission=EDIT, methods=["POST"])
def defer(case) -> Response:
    """Put a need off with its reason, or take it up again."""
    act, need = request.form.get("act", ""), request.form.get("need", "")
    if act not in ("defer", "take_up"):
        abort(400)
    try:
        with writing() as uow:
            common = {"revision": revision(), "key": idempotency_key()}
            if act == "defer":
                deferring.defer(uow, current_actor(), str(case), today(), need, why=_text("why"), **common)
            else:
                deferring.take_up(uow, current_actor(), str(case), today(), need, **common)
    except FieldsRefused as refused:
        return _page(case, 422, refused.fields)
    return done(_here(case, part="needs"), f"plan.kept.{act}")


@route(blueprint, "/cases/<uuid:case>/plan/agreement", permission=EDIT, methods=["POST"])
def agree(case) -> Response:
    """Keep what was written, or the two signatures: two buttons of one form."""
    act = request.form.get("act", "")
    if act not in ("save", "sign"):
        abort(400)
    flow = contracting.contract if act == "sign" else contracting.save_head
    try:
        with writing() as uow:
            flow(
                uow,
                current_actor(),
                str(case),
                today(),
                asked=SignedAsked(
                    opinion=_text("opinion"),
                    decided_how=_code(DecidedHow, "decided_how"),
                    signer=_text("signer"),
                    service_agreed_on=_day("service_agreed_on"),
                    manager_signed_on=_day("manager_signed_on"),
                    short_term=_text("short_term"),
                    long_term=_text("long_term"),
                    ends_on=_day("ends_on"),
                    why=_text("why"),
                ),
                revision=revision(),
                key=idempotency_key(),
            )
    except FieldsRefused as refused:
        return _page(case, 422, refused.fields, version="draft")
    if act == "sign":
        return done(_here(case), "plan.kept.signed")
    return done(_here(case, "draft", "agreement"), "plan.kept.saved")


@route(blueprint, "/cases/<uuid:case>/plan/revision", permission=EDIT, methods=["POST"])
def revise(case) -> Response:
    with writing() as uow:
        contracting.revise(uow, current_actor(), str(case), today(), key=idempotency_key())
    return done(_here(case, "draft"), "plan.kept.revised")


@route(blueprint, "/cases/<uuid:case>/plan/lines/<uuid:line_id>/fulfilment", permission=EDIT, methods=["POST"])
def tick(case, line_id) -> Response:
    """⑬ 달성 · 연장 · 재사정."""
    ticked = _code(Fulfilment, "ticked")
    try:
        if ticked is None:
            raise FieldsRefused([("ticked", "MISSING")])
        with writing() as uow:
            fulfilling.tick(
                uow,
                current_actor(),
                str(case),
                today(),
                str(line_id),
                asked=TickAsked(ticked, _day("checked_on") or today(), _day("new_end")),
                revision=revision(),
                key=idempotency_key(),
            )
    except FieldsRefused as refused:
        return _page(case, 422, refused.fields, open_line=str(line_id))
    return done(_here(case, part=f"line-{line_id}"), f"plan.kept.{ticked.value}")


@route(blueprint, "/cases/<uuid:case>/plan/lines/<uuid:line_id>/condition", permission=EDIT, methods=["POST"])
def condition(case, line_id) -> Response:
    with writing() as uow:
        contracting.answer_condition(
            uow,
            current_actor(),
            str(case),
            today(),
            str(line_id),
            came_true=request.form.get("came_true") == "yes",
            key=idempotency_key(),
        )
    return done(_here(case, part=f"line-{line_id}"), "plan.kept.saved")


# ── on paper ──────────────────────────────────────────────────────────────────


@route(blueprint, "/cases/<uuid:case>/plan/sheet", permission=READ)
def sheet(case) -> Response:
    """서비스제공 계획 및 점검표 ①-⑮, as it is printed."""
    with reading() as uow:
        view = sheets.sheet_page(uow, current_actor(), str(case), today(), number=_number())
    form = view.sheet
    return render(
        "case_plan/sheet.html",
        view=view,
        form=form,
        title=TITLE,
        heads=head_texts(form),
        outcomes=[(one.heading, getattr(form, one.name)) for one in OUTCOMES],
        columns=COLUMNS,
        boxes=BOXES,
        cell=cell,
        consents=(
            CONSENT_TO_SERVICE.format(day=korean_day(form.service_agreed_on, EMPTY_DAY)),
            CONSENT_TO_SHARING,
            SHARING_NOTE,
        ),
        signatures=signature_texts(form),
        signed_on=korean_day(form.signed_on, EMPTY_DAY),
        address=lambda as_: url_for("case_plan.file", case=case, version=view.number, **{"as": as_}),
    )


@route(blueprint, "/cases/<uuid:case>/plan/file", permission=READ)
def file(case) -> Response:
    """The sheet as ``as`` = pdf, hwpx, xlsx or office (the office's own form)."""
    try:
        as_ = SheetAs(request.args.get("as", "pdf"))
    except ValueError:
        abort(404)
    return _file(
        lambda uow: sheets.plan_file(uow, current_actor(), str(case), today(), as_=as_, number=_number()), case
    )


@route(blueprint, "/cases/<uuid:case>/plan/week", permission=READ)
def week(case) -> Response:
    """나의 일정표: large, plain, no codes."""
    with reading() as uow:
        view = sheets.week_page(uow, current_actor(), str(case), today())
    return render("case_plan/week.html", view=view, days=[t(f"planning.own_sheet.days_{n}") for n in range(7)])


@route(blueprint, "/cases/<uuid:case>/plan/week/file", permission=READ)
def week_file(case) -> Response:
    return _file(lambda uow: sheets.week_file(uow, current_actor(), str(case), today(), locale=locale()), case)


def _file(make, case) -> Response:
    try:
        with reading() as uow:
            made = make(uow)
    except FormatError as error:
        sentences = [refused_sentence(one, locale()) for one in error.problems]
        return render(
            "cases/refused.html",
            422,
            title=t("plan.file.refused"),
            text=t("plan.file.refused_text"),
            sentences=sentences,
        )
    return as_file(current_app.response_class(made.data, mimetype=made.media), made.name)


# ── pages ─────────────────────────────────────────────────────────────────────


def _page(case, status: int = 200, errors: Iterable[tuple[str, str]] = (), version: str = "", **context) -> Response:
    view = _view(case, version or request.args.get("version", ""))
    errors = tuple(errors)
    return render(
        "case_plan/page.html",
        status,
        view=view,
        head=view.head,
        errors=[(_place(name, context.get("open_line", "")), field_sentence(name, code)) for name, code in errors],
        wrong=dict(errors),
        typed=request.form if errors else None,
        gap=field_sentence,
        decided=_options(DecidedHow, "plan.decided"),
        ticks=[(one.value, t(f"planning.fulfilment.{one.value}")) for one in Fulfilment],
        consents=url_for("case_consents.page", case=case) if may_open("case_consents.page") else "",
        assessment=url_for("case_assessment.page", case=case) if may_open("case_assessment.page") else "",
        compare=lambda need: url_for("cases.page", case=case, _anchor=f"need-{need}"),
        **{"open_line": ""} | context,
    )


def _place(name: str, line: str) -> str:
    """Where on the page a field stands, for the summary of what is wrong."""
    of_line = {"new_end": f"end-{line}", "checked_on": f"checked-{line}", "ticked": f"tick-{line}"}
    of_page = {"needs": "begin", "need": "needs"} | dict.fromkeys(("objectives", "lines", "ground"), "agreement")
    return (of_line | of_page).get(name, name)


def _view(case, version: str = "") -> views.PlanPage:
    number = int(version) if version.isascii() and version.isdecimal() and len(version) < 6 else None
    with reading() as uow:
        view = views.page(uow, current_actor(), str(case), today(), locale=locale(), number=number)
    if version == "draft" and view.draft is not None and (view.plan is None or view.plan.number != view.draft):
        return _view(case, str(view.draft))
    return view


def _form(case, what: str, errors: Iterable[tuple[str, str]] = (), status: int = 422) -> Response:
    """The page of one purpose, objective or line of the draft: as it is kept, or as it was typed."""
    typed, errors = (request.form if request.method == "POST" else None), tuple(errors)
    view = _view(case, "draft")
    if not view.editable:  # there is no draft (any more): the plan says how to begin one
        return done(_here(case))
    asked = request.args if typed is None else request.form
    chosen = asked.get("id") or asked.get(f"{what}_id") or None
    record = views.find(view, **{what: chosen}) if chosen else None
    found, search = (), asked.get("find", "") if typed is not None else ""
    if what == "line" and search:
        try:
            with reading() as uow:
                found = lines.search(uow, current_actor(), search, today())
        except ResidentNumberError:
            search = ""
    return render(
        f"case_plan/{what}.html",
        status if typed is not None else 200,
        view=view,
        head=view.head,
        record=record,
        typed=typed,
        errors=[(name, field_sentence(name, code)) for name, code in errors],
        wrong={name: field_sentence(name, code) for name, code in errors},
        parent=asked.get("purpose_id" if what == "objective" else "objective_id", ""),
        purposes=view.purposes,
        purpose_options=[(one.id, one.purpose) for one in view.purposes],
        needs=[*{need.id: need for one in view.purposes for need in one.needs}.values(), *view.free],
        goal_types=[("", t("plan.choose")), *_options(GoalType, "planning.goal_type", "planning.goal_example")],
        measures=[
            ("", t("plan.network_measure_none")),
            *((one.measure, t("plan.network_measure_now", name=one.name, n=one.now)) for one in view.measures),
        ],
        grounds=[(one.value, t(f"planning.ground.{one.value}"), "") for one in Ground],
        kinds=_options(LineKind, "planning.line"),
        services=[("", t("plan.no_direct_service")), *_options(DirectService, "roles.service")],
        timings=[("", t("plan.choose")), *_options(Timing, "plan.timing")],
        methods=_options(CheckMethod, "planning.method"),
        found=found,
        search=search,
        others=[
            (each.id, each.content)
            for one in view.purposes
            for inner in one.objectives
            for each in inner.lines
            if record is None or each.id != record.id
        ],
    )


def field_sentence(name: str, code: str) -> str:
    """What is wrong with a field of a plan's form."""
    for key in (f"plan.wrong.{name}_{code}", f"planning.fulfilment_problem.{code}", f"plan.wrong.{code}"):
        if has(key):
            return t(key)
    return t("plan.wrong.OTHER")


def _options(vocabulary: type[StrEnum], words: str, examples: str = "") -> list[tuple[str, str]]:
    def told(code: str) -> str:
        name = t(f"{words}.{code}")
        return f"{name} ({t(f'{examples}.{code}')})" if examples else name

    return [(one.value, told(one.value)) for one in vocabulary]


def _here(case, version: str = "", part: str = "") -> str:
    asked = {"version": version} if version else {}
    return url_for("case_plan.page", case=case, **asked, _anchor=part or None)


def _line() -> LineAsked:
    """The line that a form brings; FieldsRefused for what is no number or no day."""
    kind = _code(LineKind, "kind") or LineKind.SERVICE
    provider_id = request.form.get("provider_id", "")
    referral = request.form.get("referral", "")
    return LineAsked(
        kind=kind,
        content=_text("content"),
        provider=_text("provider"),
        provider_id=provider_id or None,
        referral=referral or None,
        person=_text("person"),
        priority=_whole("priority"),
        timing=_code(Timing, "timing"),
        starts_on=_day("starts_on"),
        ends_on=_day("ends_on"),
        per_week=_number_of("per_week"),
        when=_text("when"),
        methods=frozenset(one for one in CheckMethod if one.value in request.form.getlist("methods")),
        depends_on=request.form.get("depends_on") or None,
        condition=_text("condition"),
        removes=_text("removes"),
        direct_service=_code(DirectService, "direct_service"),
    )


def _text(name: str) -> str:
    return request.form.get(name, "")


def _code(vocabulary: type[Code], name: str) -> Code | None:
    """The member that the form names, None for nothing; 400 for another word."""
    value = request.form.get(name, "")
    if not value:
        return None
    try:
        return vocabulary(value)
    except ValueError:
        abort(400)


def _day(name: str) -> date | None:
    value = request.form.get(name, "").strip()
    if not value:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise FieldsRefused([(name, "NOT_A_DAY")]) from None


def _whole(name: str) -> int | None:
    value = request.form.get(name, "").strip()
    if not value:
        return None
    if not (value.isascii() and value.isdecimal() and len(value) < 6):
        raise FieldsRefused([(name, "NOT_A_NUMBER")])
    return int(value)


def _number_of(name: str) -> float | None:
    value = request.form.get(name, "").strip()
    if not value:
        return None
    try:
        found = float(value)
    except ValueError:
        raise FieldsRefused([(name, "NOT_A_NUMBER")]) from None
    if found != found:
        raise FieldsRefused([(name, "NOT_A_NUMBER")])
    return found


def _number() -> int | None:
    value = request.args.get("version", "")
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 6 else None


def _revision(record_id: str | None) -> int | None:
    return revision() if record_id else None
