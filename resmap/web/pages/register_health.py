"""동네 자원 상태: what is to be mended, dong by dong, and what a dong lacks."""

from flask import Blueprint, Response, request, url_for

from resmap.domain.permissions import Permission
from resmap.domain.quality import Flaw
from resmap.flows import register_health
from resmap.web.context import current_actor, reading, render, today
from resmap.web.routes import route

blueprint = Blueprint("register_health", __name__)


@route(blueprint, "/register/health", permission=Permission.REGISTER_READ)
def index() -> Response:
    with reading() as uow:
        health = register_health.of_register(uow, current_actor(), today())
    return render("register_health/index.html", health=health, flaws=list(Flaw), no_dong=register_health.NO_DONG)


@route(blueprint, "/register/health/entries", permission=Permission.REGISTER_READ)
def entries() -> Response:
    """Entries with something to mend, the lowest score first."""
    asked = request.args
    flaw = Flaw(asked["flaw"]) if asked.get("flaw") in set(Flaw) else None
    dong = asked.get("dong") or None
    number = asked.get("page", "")
    with reading() as uow:
        page = register_health.entries(
            uow,
            current_actor(),
            today(),
            dong=dong,
            flaw=flaw,
            page=int(number) if number.isascii() and number.isdigit() and len(number) < 7 else 1,
        )
    wanted = {name: value for name, value in {"dong": dong, "flaw": flaw and flaw.value}.items() if value}
    return render(
        "register_health/entries.html",
        page=page,
        flaw=flaw,
        dong=dong,
        no_dong=register_health.NO_DONG,
        address=lambda number: url_for("register_health.entries", **wanted, page=number),
    )


@route(blueprint, "/register/<uuid:entry>/quality", permission=Permission.REGISTER_READ)
def quality(entry) -> Response:
    """The marks of one entry, criterion by criterion."""
    with reading() as uow:
        view = register_health.of_entry(uow, current_actor(), str(entry), today())
    return render("register_health/quality.html", view=view)
