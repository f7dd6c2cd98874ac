"""An evaluation sheet answered by a link: what is rated, and nothing of who it is about (R176).

Every token that opens nothing gets one and the same page. What the link does also works on paper.
"""

from flask import Blueprint, Response, request

from resmap.domain.monitoring import SATISFACTION
from resmap.domain.permissions import NotFound
from resmap.flows import check_sheets, owner
from resmap.web.context import idempotency_key, render, shell, today
from resmap.web.errors import too_many
from resmap.web.routes import route

blueprint = Blueprint("evaluation_link", __name__)

#: Longer is no token of ours.
LONGEST = 80


@route(blueprint, "/e/<token>", public=True)
def page(token) -> Response:
    """What is asked."""
    if _must_wait():
        return too_many(owner.WINDOW.seconds)
    view = _look(token)
    if view is None:
        return _closed(token)
    return _unlisted(render("evaluation_link/page.html", token=token, view=view, grades=list(SATISFACTION)))


@route(blueprint, "/e/<token>", public=True, methods=["POST"])
def answer(token) -> Response:
    """The person's own answer; the link ends with it."""
    if _must_wait():
        return too_many(owner.WINDOW.seconds)
    if not shell().settings.links or len(token) > LONGEST:
        return _closed(token)
    told = {line: request.form.get(f"grade-{line}", "") for line in request.form.getlist("line")}
    answers = {line: int(grade) for line, grade in told.items() if grade in {str(one) for one in SATISFACTION}}
    try:
        with shell().database.write() as uow:
            check_sheets.answer_by_link(
                uow, token, today(), answers=answers, opinion=request.form.get("opinion", ""), key=idempotency_key()
            )
    except NotFound:
        return _closed(token)
    return _unlisted(render("evaluation_link/thanks.html"))


def _look(token: str) -> check_sheets.OpenSheet | None:
    if not shell().settings.links or len(token) > LONGEST:
        return None
    with shell().database.read() as uow:
        return check_sheets.look(uow, token, today())


def _closed(token: str) -> Response:
    if shell().settings.links and token:
        owner.note_wrong(shell().database, request.remote_addr or "")
    return _unlisted(render("evaluation_link/closed.html", 404))


def _must_wait() -> bool:
    return owner.must_wait(shell().database, request.remote_addr or "")


def _unlisted(response: Response) -> Response:
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
