"""파일이 제안한 값: taken or refused by a button, on an entry, in the queue, and for a whole list at once."""

from flask import Blueprint, Response, flash, request, url_for

from resmap.domain.permissions import Permission
from resmap.flows import import_proposals
from resmap.web.context import current_actor, done, idempotency_key, is_htmx, reading, render, revision, writing
from resmap.web.language import locale, t
from resmap.web.pages.register import number_asked
from resmap.web.routes import route
from resmap.words import imported, row_proposals

blueprint = Blueprint("import_proposals", __name__)


@blueprint.app_context_processor
def _words() -> dict:
    """What a proposal says, wherever it stands."""
    return {
        "row_proposals": _of_record,
        "proposed_field": lambda field: row_proposals.field_words(field, locale()),
        "proposed_value": lambda field, value: row_proposals.value_words(field, value, locale()),
        "proposed_why": lambda code: imported.kind_words(code, locale()),
    }


def _of_record(record) -> list[import_proposals.Offered]:
    """What its row proposes and this person may decide at once."""
    actor = current_actor()
    return [one for one in import_proposals.offered(record) if import_proposals.may_decide(actor, record, one.field)]


@route(blueprint, "/register/<uuid:entry>/proposed", permission=Permission.REGISTER_EDIT, methods=["POST"])
def decide(entry) -> Response:
    """Take what the row proposes for one field, or refuse it. From the queue, back to the queue."""
    field, accept = request.form.get("field", ""), request.form.get("answer") == "yes"
    with writing() as uow:
        record = import_proposals.decide(
            uow, current_actor(), str(entry), field, accept=accept, revision=revision(), key=idempotency_key()
        )
        if is_htmx():
            in_list = request.form.get("in_list") == "yes"
            return render("upkeep/_needs.html", record=record, in_list=in_list, answered=in_list)
    return done(
        url_for("register.entry", entry=entry), "import_proposals.taken" if accept else "import_proposals.refused"
    )


@route(blueprint, "/import/proposals", permission=Permission.REGISTER_VERIFY)
def index() -> Response:
    """The lists that propose something, the sorts of one list, the proposals of one sort."""
    source, code = request.args.get("source", "")[:120], request.args.get("code", "")[:60]
    page, sorts = None, ()
    with reading() as uow:
        actor = current_actor()
        sources = import_proposals.count_by_source(uow, actor)
        if source:
            sorts = import_proposals.sorts(uow, actor, source)
        if source and code:
            page = import_proposals.preview(uow, actor, source, code, page=number_asked("page"))
    return render(
        "import_proposals/index.html",
        sources=sources,
        source=source,
        sorts=sorts,
        code=code,
        page=page,
        every=request.args.get("tick", ""),
        address=lambda number: url_for("import_proposals.index", source=source, code=code, page=number),
    )


@route(blueprint, "/import/proposals", permission=Permission.REGISTER_VERIFY, methods=["POST"])
def decide_many() -> Response:
    """Take or refuse what was ticked."""
    source, code = request.form.get("source", "")[:120], request.form.get("code", "")[:60]
    accept = request.form.get("answer") == "yes"
    chosen = [told for value in request.form.getlist("chosen") if (told := _chosen(value))]
    back = url_for("import_proposals.index", source=source, code=code)
    if not chosen:
        return done(back, "import_proposals.none_chosen")
    with writing() as uow:
        made = import_proposals.decide_many(uow, current_actor(), chosen, accept=accept, key=idempotency_key())
    if made.left:
        flash(t("import_proposals.left", names=list(made.left[:5]), n=len(made.left)))
    with reading() as uow:
        left = {one.code for one in import_proposals.sorts(uow, current_actor(), source)}
    if code not in left:
        back = url_for("import_proposals.index", source=source)
    key = "import_proposals.taken_n" if accept else "import_proposals.refused_n"
    return done(back, key, n=len(made.done))


def _chosen(value: str) -> tuple[str, int, str] | None:
    """(entry, revision, field) of one tick."""
    entry, _, rest = value.partition("|")
    seen, _, field = rest.partition("|")
    if not (seen.isascii() and seen.isdigit() and len(seen) < 10) or len(entry) > 40 or len(field) > 40:
        return None
    return entry, int(seen), field
