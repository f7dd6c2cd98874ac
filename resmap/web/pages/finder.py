"""자원 찾기: the phone call that starts with a question. No client is needed."""

from flask import Blueprint, Response, request, url_for

from resmap.domain.permissions import Permission
from resmap.flows import finding
from resmap.flows import register as entries
from resmap.web import entry_words
from resmap.web.context import current_actor, due_days, is_htmx, reading, render, today
from resmap.web.language import locale
from resmap.web.pages.register import forgets_numbers
from resmap.web.routes import route

blueprint = Blueprint("finder", __name__)

#: Sentences to try, as people say them; they show what can be typed.
EXAMPLES = ("finder.example.rent", "finder.example.food", "finder.example.lonely", "finder.example.care")


@route(blueprint, "/find", permission=Permission.REGISTER_READ)
@forgets_numbers
def index() -> Response:
    """Whom do I call first, and why?

    ``q`` what was said, ``need`` the need that was chosen, ``dong``, ``page``. The form brings back
    the need with the sentence it was chosen for (``asked``), so that another dong keeps the need and
    another sentence does not.
    """
    text = request.args.get("q", "").strip()
    need = request.args.get("need") or None
    if request.args.get("asked", text).strip() != text:
        need = None  # it was chosen for another sentence
    dong, number = request.args.get("dong") or None, request.args.get("page", "")
    with reading() as uow:
        actor = current_actor()
        found = finding.find(
            uow, actor, today(), text=text, need=need, dong=dong, page=int(number) if number.isdecimal() else 1
        )
        rows = found.page.rows if found.page else ()
        states = {record.id: entries.states_of(record, today(), due_days()) for record in rows}
        phones = {record.id: _phone(record, actor) for record in rows}
        choices = entries.choices(uow, actor)
    english = locale() == "en"
    return render(
        "register/_finding.html" if is_htmx() else "register/finder.html",
        text=text,
        dong=dong,
        found=found,
        states=states,
        phones=phones,
        dongs=[(name, (english and name_en) or name) for name, name_en in choices.dongs],
        needs=entry_words.need_groups(),
        examples=EXAMPLES,
        address=lambda number: url_for("finder.index", **_query(text, found.need, dong), page=number),
        link=lambda code: url_for("finder.index", **_query(text, code, dong)),
    )


def _query(text: str, need: str | None, dong: str | None) -> dict[str, str]:
    return {name: value for name, value in (("q", text), ("need", need), ("dong", dong)) if value}


def _phone(record, actor) -> str | None:
    """The number to call; a resident's only for who works with residents."""
    may_call = not record.kind.startswith("H1") or actor.may(Permission.REGISTER_EDIT)
    return record.phone if may_call else None
