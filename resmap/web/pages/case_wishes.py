"""바라는 것·꺼리는 것 on the case page: noted in two taps, taken back in one (R019, R035, R105, R164)."""

from flask import Blueprint, Response, request, url_for

from resmap.domain.permissions import Permission
from resmap.domain.resident_number import ResidentNumberError
from resmap.domain.wishes import Told
from resmap.flows import wishing
from resmap.flows.field_refusals import FieldsRefused
from resmap.web.context import current_actor, done, idempotency_key, render, today, writing
from resmap.web.language import t
from resmap.web.routes import route

blueprint = Blueprint("case_wishes", __name__)


@route(blueprint, "/cases/<uuid:case>/wishes", permission=Permission.CASE_EDIT, methods=["POST"])
def say(case) -> Response:
    """Keep what was said; back to the case, where the suggestions are different already."""
    try:
        with writing() as uow:
            wishing.say(uow, current_actor(), str(case), today(), said=_saying(), key=idempotency_key())
    except FieldsRefused as refused:
        return _refused([t(f"wishes.refused.{code}") for _, code in refused.fields])
    except ResidentNumberError:
        return _refused([t("wishes.refused.RESIDENT_NUMBER")])
    return done(_back(case), "wishes.kept")


@route(blueprint, "/cases/<uuid:case>/wishes/<uuid:wish>/back", permission=Permission.CASE_EDIT, methods=["POST"])
def take_back(case, wish) -> Response:
    with writing() as uow:
        wishing.take_back(uow, current_actor(), str(case), str(wish), today(), key=idempotency_key())
    return done(_back(case), "wishes.taken_back")


def _saying() -> wishing.Saying:
    """What the small form says: "about:value" chosen in one tap."""
    form = request.form
    told = form.get("told", "")
    about, _, value = form.get("what", "").partition(":")
    if told not in set(Told):
        raise FieldsRefused([("told", "UNKNOWN")])
    return wishing.Saying(
        told=Told(told),
        about=about,
        value=value,
        force=form.get("force", ""),
        went=form.get("went", ""),
        by=form.get("by") or None,
        words=form.get("words", ""),
    )


def _refused(sentences: list[str]) -> Response:
    title, text = t("wishes.refused.title"), t("wishes.refused.text")
    return render("cases/refused.html", 422, title=title, text=text, sentences=sentences, go="")


def _back(case) -> str:
    return f"{url_for('cases.page', case=case)}#wishes"
