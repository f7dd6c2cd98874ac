"""초기상담: the words first, then what was found in them, services and household, then the judgement (R058)."""

from datetime import date
from uuid import uuid4

from flask import Blueprint, Response, abort, request, url_for

from resmap.domain.codes import Sex, Stage
from resmap.domain.intake import Complexity, Outcome, ProblemSort, Strength, Support, Weakness, Will, propose
from resmap.domain.intake_paper import Application, Setting
from resmap.domain.permissions import Permission
from resmap.domain.resident_number import ResidentNumberError, contains_resident_number
from resmap.domain.stages import CasePath
from resmap.domain.statements import StatementKind
from resmap.flows import intake, intake_services, intake_sheets, intake_statements, intake_view, steps
from resmap.flows.field_refusals import FieldsRefused
from resmap.flows.ruling import RuleForbids
from resmap.web.context import current_actor, done, idempotency_key, reading, render, revision, today, writing
from resmap.web.documents import OFFICE, drawn
from resmap.web.language import locale, t
from resmap.web.pages.cases import dial
from resmap.web.routes import route
from resmap.web.typed import again
from resmap.words import has

blueprint = Blueprint("case_intake", __name__)

#: The statements of the page: field of FORM_ORDER, kind, vocabulary of its sorts, words of those.
SECTIONS = (
    ("present_problems", StatementKind.PROBLEM, None, ""),
    ("potential_problems", StatementKind.POTENTIAL_PROBLEM, None, ""),
    ("strengths", StatementKind.STRENGTH, Strength, "intake.strength."),
    ("weaknesses", StatementKind.WEAKNESS, Weakness, "intake.weakness."),
)

#: Heard as well, kept apart; rare, and folded.
OTHERS = (StatementKind.DEMAND, StatementKind.WISH, StatementKind.FACT, StatementKind.PREFERENCE, StatementKind.EXPERIENCE)

_FACTORS = (("problem", ProblemSort), ("complexity", Complexity), ("will", Will), ("support", Support))
_ANCHOR = {kind: field for field, kind, *_ in SECTIONS}
EDIT = Permission.CASE_EDIT


@route(blueprint, "/cases/<uuid:case>/intake", permission=Permission.CASE_READ)
def page(case) -> Response:
    return _page(case)


@route(blueprint, "/cases/<uuid:case>/intake/sheet.<any(pdf,hwpx,xlsx,office):form>", permission=Permission.CASE_READ)
def sheet(case, form) -> Response:
    """The intake on paper, as it stands now."""
    with reading() as uow:
        made = intake_sheets.filled(uow, current_actor(), str(case), today(), locale=locale(), own=form == OFFICE)
    return drawn(made, form)


@route(blueprint, "/cases/<uuid:case>/intake/blank.<any(pdf,hwpx,xlsx):form>", permission=Permission.CASE_READ)
def blank_sheet(case, form) -> Response:
    """The same sheet to be filled by hand on a visit: nothing of the person stands on it."""
    with reading() as uow:
        made = intake_sheets.blank(uow, current_actor(), str(case), today(), locale=locale())
    return drawn(made, form)


@route(blueprint, "/cases/<uuid:case>/intake/words", permission=EDIT, methods=["POST"])
def keep_words(case) -> Response:
    form = request.form

    def act(uow):
        intake.keep_words(
            uow,
            current_actor(),
            str(case),
            today(),
            words=form.get("words", ""),
            setting=_of(Setting, form.get("setting")),
            others_present=form.get("others_present") == "yes",
            interrupted=form.get("interrupted") == "yes",
            revision=revision(),
            key=idempotency_key(),
        )

    return _act(case, act, "intake_page.words_kept", "words")


@route(blueprint, "/cases/<uuid:case>/intake/no-services", permission=EDIT, methods=["POST"])
def no_services(case) -> Response:
    def act(uow):
        intake.no_services(uow, current_actor(), str(case), today(), revision=revision(), key=idempotency_key())

    return _act(case, act, "intake_page.statement_kept", "services_now")


@route(blueprint, "/cases/<uuid:case>/intake/statements", permission=EDIT, methods=["POST"])
def add_statement(case) -> Response:
    form, kind = request.form, _of(StatementKind, request.form.get("kind"))
    if kind is None:
        abort(400)
    said = intake_statements.Said(
        kind=kind,
        words=form.get("words", ""),
        reading=form.get("reading", ""),
        topic=form.get("topic", ""),
        holder=form.get("holder", ""),
        told_by=form.get("told_by", ""),
        confirmed=form.get("confirmed") == "yes",
    )

    def act(uow):
        intake_statements.add(uow, current_actor(), str(case), today(), said=said, key=idempotency_key())

    return _act(case, act, "intake_page.statement_kept", _ANCHOR.get(kind, "others"))


@route(blueprint, "/cases/<uuid:case>/intake/statements/<uuid:statement>", permission=EDIT, methods=["POST"])
def change_statement(case, statement) -> Response:
    form = request.form
    out = form.get("out") == "yes"

    def act(uow):
        if out:
            intake_statements.take_out(
                uow, current_actor(), str(case), str(statement), revision=revision(), key=idempotency_key()
            )
        else:
            intake_statements.change(
                uow,
                current_actor(),
                str(case),
                str(statement),
                today(),
                words=form.get("words", ""),
                reading=form.get("reading", ""),
                confirmed=form.get("confirmed") == "yes",
                revision=revision(),
                key=idempotency_key(),
            )

    return _act(case, act, f"intake_page.statement_{'out' if out else 'kept'}", "" if out else f"said-{statement}")


@route(blueprint, "/cases/<uuid:case>/intake/services", permission=EDIT, methods=["POST"])
def add_service(case) -> Response:
    form = request.form
    unlisted = None
    if not form.get("offer"):
        unlisted = intake_services.Unlisted(
            form.get("name", ""), form.get("organisation", ""), form.get("department", ""), form.get("kind", "")
        )

    def act(uow):
        intake_services.add(
            uow,
            current_actor(),
            str(case),
            today(),
            offer_id=form.get("offer", ""),
            unlisted=unlisted,
            since=_day("since"),
            key=idempotency_key(),
        )

    return _act(case, act, "intake_page.service_kept", "services_now")


@route(blueprint, "/cases/<uuid:case>/intake/services/<uuid:service>", permission=EDIT, methods=["POST"])
def end_service(case, service) -> Response:
    mistake = request.form.get("mistake") == "yes"

    def act(uow):
        intake_services.end(
            uow, current_actor(), str(case), str(service), today(),
            mistake=mistake, revision=revision(), key=idempotency_key(),
        )  # fmt: skip

    return _act(case, act, "intake_page.statement_out" if mistake else "intake_page.service_ended", "services_now")


@route(blueprint, "/cases/<uuid:case>/intake/members", permission=EDIT, methods=["POST"])
def add_member(case) -> Response:
    form, age = request.form, request.form.get("age", "").strip()

    def act(uow):
        if age and not (age.isascii() and age.isdigit() and len(age) < 4):
            raise FieldsRefused([("age", "NOT_AN_AGE")])
        intake_services.add_member(
            uow, current_actor(), str(case), relation=form.get("relation", ""),
            age=int(age) if age else None, sex=_of(Sex, form.get("sex")), key=idempotency_key(),
        )  # fmt: skip

    return _act(case, act, "intake_page.member_kept", "household")


@route(blueprint, "/cases/<uuid:case>/intake/members/<uuid:member>/out", permission=EDIT, methods=["POST"])
def member_out(case, member) -> Response:
    def act(uow):
        intake_services.take_member_out(
            uow, current_actor(), str(case), str(member), revision=revision(), key=idempotency_key()
        )

    return _act(case, act, "intake_page.member_out", "household")


@route(blueprint, "/cases/<uuid:case>/intake/outcome", permission=EDIT, methods=["POST"])
def decide(case) -> Response:
    """Keep what was decided and, where that is wanted, begin the assessment in the same press."""
    form = request.form
    if form.get("look"):
        return _page(case, looks=True)
    try:
        decision = _decision()
        with writing() as uow:
            intake.decide(
                uow, current_actor(), str(case), today(), decision=decision, revision=revision(), key=idempotency_key()
            )
    except FieldsRefused as refused:
        return _page(case, 422, refused.fields)
    except ResidentNumberError as refused:
        return _page(case, 422, [(refused.field, "RESIDENT_NUMBER")])
    if Outcome.CASE not in decision.outcomes:
        return done(url_for("case_intake.page", case=case), "intake_page.decided_ended")
    if form.get("begin") == "yes" and not _begin(case):
        return done(url_for("case_course.page", case=case), "intake_page.step_waits")
    return done(url_for("case_intake.page", case=case), "intake_page.decided")


def _begin(case) -> bool:
    """Step into assessment; False where something is missing for it."""
    with reading() as uow:
        head = intake_view.page(uow, current_actor(), str(case), today(), locale=locale()).head
    if head.stage != Stage.INTAKE.value:
        return True
    try:
        with writing() as uow:
            steps.take(
                uow, current_actor(), str(case), today(),
                then=Stage.ASSESSMENT, why="", revision=head.revision, key=uuid4().hex,
            )  # fmt: skip
    except RuleForbids:
        return False
    return True


@route(blueprint, "/cases/<uuid:case>/intake/reopen", permission=EDIT, methods=["POST"])
def reopen(case) -> Response:
    def act(uow):
        intake.reopen(
            uow, current_actor(), str(case), why=request.form.get("why", ""), revision=revision(), key=idempotency_key()
        )

    return _act(case, act, "intake_page.came_back", "")


def _act(case, act, said: str, anchor: str) -> Response:
    """Do it, and come back to where the button was; what is refused is said on the page."""
    try:
        with writing() as uow:
            act(uow)
    except FieldsRefused as refused:
        return _page(case, 422, refused.fields)
    except ResidentNumberError as refused:
        return _page(case, 422, [(refused.field, "RESIDENT_NUMBER")])
    back = url_for("case_intake.page", case=case)
    return done(f"{back}#{anchor}" if anchor else back, said)


def _decision() -> intake.Decision:
    form = request.form
    return intake.Decision(
        factors=intake.factors_from(form),
        outcomes=tuple(one for one in Outcome if one.value in form.getlist("outcome")),
        reason=form.get("reason", ""),
        alternative=form.get("alternative", ""),
        way_back=form.get("way_back") == "yes",
        information=form.get("information", ""),
        applications=tuple(
            Application(kind, *(form.get(f"{kind.value}_{name}", "") for name in ("what", "office", "documents")))
            for kind in (Outcome.BENEFIT, Outcome.SERVICE)
        ),
        path=_of(CasePath, form.get("path")) or CasePath.FULL,
    )


_TEXTS = (
    "reason", "information", "alternative",
    "benefit_what", "benefit_office", "benefit_documents", "service_what", "service_office", "service_documents",
)  # fmt: skip


def _page(case, status: int = 200, errors=(), looks: bool = False) -> Response:
    search = request.args.get("service", "").strip()[:60]
    if contains_resident_number(search):
        search, errors = "", [("name", "RESIDENT_NUMBER")]
    with reading() as uow:
        view = intake_view.page(uow, current_actor(), str(case), today(), locale=locale(), search=search)
    posted = request.endpoint == "case_intake.decide"
    typed, factors, outcomes = _typed(view, posted)
    proposal = propose(intake.factors_from(factors))
    if not outcomes and proposal:
        outcomes = [proposal.outcome.value]
    sections = [
        (field, kind.value, [(one.value, t(words + one.value)) for one in sorts] if sorts else [], words)
        for field, kind, sorts, words in SECTIONS
    ]
    told = [(_field_id(name), error_sentence(name, code)) for name, code in errors]
    return render(
        "case_intake/page.html",
        status,
        view=view,
        head=view.head,
        typed=typed,
        errors=told,
        wrong={name: error_sentence(name, code) for name, code in errors},
        may_edit=current_actor().may(EDIT),
        search=search,
        sections=sections,
        other_kinds=[(one.value, t(f"intake_page.kind.{one.value}")) for one in OTHERS],
        holders=[("" if one.client else one.id, t("intake_page.of_client") if one.client else one.label) for one in view.household],
        settings=[(one.value, t(f"intake_page.at.{one.value}")) for one in Setting],
        unlisted=[(one, t(f"intake_page.unlisted.{one}")) for one in intake_services.UNLISTED_KINDS],
        sexes=[("", t("first_call.sex_unknown")), *((one.value, t(f"first_call.sex_of.{one.value}")) for one in Sex)],
        factors=[
            (name, t(f"intake.factor.{name}"), [(one.value, t(f"intake.{name}.{one.value}")) for one in vocabulary], factors.get(name))
            for name, vocabulary in _FACTORS
        ],
        outcomes=[(one.value, t(f"intake.outcome.{one.value}")) for one in Outcome],
        chosen_outcomes=outcomes,
        proposal=proposal,
        beside=", ".join(t(f"intake.outcome.{one.value}") for one in proposal.beside) if proposal else "",
        paths=[(path.value, t(f"stages.path.{path.value}")) for path in CasePath],
        dial=dial,
        narrative=again(request.form.get("words", "")) if request.endpoint == "case_intake.keep_words" else view.paper.words,
        said=_said() if request.endpoint == "case_intake.add_statement" else {},
    )


def _said() -> dict[str, str]:
    """A statement that was refused, as it was typed."""
    kind = request.form.get("kind", "")
    told = {name: again(request.form.get(name, "")) for name in ("words", "reading", "told_by", "topic")}
    return told | {"kind": kind if kind in {str(known) for known in _ANCHOR} else "others"}


def _typed(view, posted: bool) -> tuple[dict, dict, list[str]]:
    """(texts of the decision, factors, outcomes): as typed where the form came back, else as they stand."""
    if posted:
        form = request.form
        typed = {name: again(form.get(name, "")) for name in _TEXTS}
        typed |= {"way_back": form.get("way_back") == "yes", "begin": form.get("begin") == "yes", "path": form.get("path", "full")}
        return typed, {name: form.get(name) for name, _ in _FACTORS}, form.getlist("outcome")
    paper = view.paper
    typed = dict.fromkeys(_TEXTS, "") | {name: getattr(paper, name) for name in ("reason", "information", "alternative")}
    for one in paper.applications:
        typed |= {f"{one.kind.value}_{name}": getattr(one, name) for name in ("what", "office", "documents")}
    typed |= {"way_back": paper.way_back, "begin": True, "path": view.path}
    factors = {name: getattr(paper.factors, name) for name, _ in _FACTORS}
    return typed, {name: value.value if value else None for name, value in factors.items()}, [one.value for one in paper.outcomes]


def _field_id(name: str) -> str:
    """The element that a refused field leads to."""
    return {"factors": "outcome", "outcomes": "outcome", "words": "words", "services_now": "services_now"}.get(name, name)


def error_sentence(name: str, code: str) -> str:
    """Why, with the field's name and never what was typed."""
    if has(f"intake.gap.{code}"):
        return t(f"intake.gap.{code}")
    if code == "RESIDENT_NUMBER":
        return t("first_call.error.RESIDENT_NUMBER", field=_named(name))
    if code in ("IS_THE_CLIENT", "HOLDS_A_NEED"):
        return t(f"intake_page.error.{code}")
    return t(f"intake_page.error.{code}", field=_named(name))


def _named(name: str) -> str:
    return t(f"intake_page.field.{name}") if has(f"intake_page.field.{name}") else t("intake_page.field.words")


def _of(vocabulary, value):
    return vocabulary(value) if value in vocabulary._value2member_map_ else None


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(request.form.get(name, ""))
    except ValueError:
        return None
