"""후원 나눔: what came in, whom it would reach, the ticks, the list to sign, and what became of each share."""

from datetime import date

from flask import Blueprint, Response, abort, request, url_for

from resmap.domain import taxonomy
from resmap.domain.donations import GiverLimit
from resmap.domain.permissions import Permission
from resmap.domain.resident_number import ResidentNumberError
from resmap.flows import donations, donations_page, donations_receipts, donations_sharing
from resmap.flows.donations import Gift
from resmap.flows.donations_receipts import Which
from resmap.flows.donations_sharing import Tick
from resmap.flows.field_refusals import FieldsRefused
from resmap.web.context import current_actor, done, idempotency_key, reading, render, revision, today, writing
from resmap.web.documents import drawn
from resmap.web.language import locale, t
from resmap.web.routes import route
from resmap.web.typed import again

blueprint = Blueprint("donations", __name__)

_EDIT = Permission.DONATIONS_EDIT

#: Fields of the form of a gift that are text.
_TEXTS = ("what", "count", "unit", "giver", "wishes", "purpose", "dong", "given_on", "use_by", "offer")


@route(blueprint, "/donations", permission=_EDIT)
def index() -> Response:
    return _index()


@route(blueprint, "/donations", permission=_EDIT, methods=["POST"])
def receive() -> Response:
    form = request.form
    if form.get("act") == "find":
        return _index(find=form.get("find", "")[:60])
    try:
        gift = Gift(
            what=form.get("what", ""),
            count=_number(form.get("count", "")),
            unit=form.get("unit", ""),
            giver=form.get("giver", ""),
            offer=form.get("offer", ""),
            needs=tuple(form.getlist("needs")),
            limits=tuple(_limits(form.getlist("limits"))),
            wishes=form.get("wishes", ""),
            purpose=form.get("purpose", ""),
            dong=form.get("dong", ""),
            given_on=_day("given_on"),
            use_by=_day("use_by"),
        )
        with writing() as uow:
            kept = donations.receive(uow, current_actor(), gift, today(), key=idempotency_key())
    except FieldsRefused as refused:
        return _index(422, refused.fields)
    except ResidentNumberError as refused:
        return _index(422, [(refused.field, "RESIDENT_NUMBER")])
    return done(url_for("donations.page", donation=kept), "donations.kept_new")


@route(blueprint, "/donations/<uuid:donation>", permission=_EDIT)
def page(donation) -> Response:
    return page_of(donation)


@route(blueprint, "/donations/<uuid:donation>/purpose", permission=_EDIT, methods=["POST"])
def purpose(donation) -> Response:
    words = request.form.get("purpose", "")
    try:
        with writing() as uow:
            donations.state_purpose(uow, current_actor(), str(donation), today(), words=words, key=idempotency_key())
    except FieldsRefused as refused:
        return page_of(donation, 422, refused.fields)
    except ResidentNumberError as refused:
        return page_of(donation, 422, [(refused.field, "RESIDENT_NUMBER")])
    return done(url_for("donations.page", donation=donation, _anchor="proposed"), "donations.kept_purpose")


@route(blueprint, "/donations/<uuid:donation>/shares", permission=_EDIT, methods=["POST"])
def share(donation) -> Response:
    amounts = {name.removeprefix("count-"): value.strip() for name, value in request.form.items() if name.startswith("count-")}
    ticks = [Tick(case, _number(value)) for case, value in amounts.items() if value]
    try:
        with writing() as uow:
            donations_sharing.share(uow, current_actor(), str(donation), ticks, today(), key=idempotency_key())
    except FieldsRefused as refused:
        return page_of(donation, 422, refused.fields)
    return done(url_for("donations.page", donation=donation, _anchor="shares"), "donations.kept_share")


@route(blueprint, "/donations/<uuid:donation>/out", permission=_EDIT, methods=["POST"])
def take_out(donation) -> Response:
    try:
        with writing() as uow:
            donations.take_out(
                uow,
                current_actor(),
                str(donation),
                why=request.form.get("why", ""),
                revision=revision(),
                key=idempotency_key(),
            )
    except FieldsRefused as refused:
        return page_of(donation, 422, refused.fields)
    return done(url_for("donations.index"), "donations.kept_out")


@route(blueprint, "/donations/<uuid:donation>/<any(list,own):which>.<any(pdf,hwpx,xlsx):kind>", permission=_EDIT)
def receipts(donation, which, kind) -> Response:
    with reading() as uow:
        sheet = donations_receipts.receipts(
            uow, current_actor(), str(donation), today(), which=Which(which), locale=locale()
        )
    return drawn(sheet, kind)


def _index(status: int = 200, errors=(), find: str = "") -> Response:
    form = request.form
    with reading() as uow:
        lines = donations.listed(uow, current_actor(), today())
        found = donations.givers(uow, current_actor(), find, today()) if find else ()
    chosen = form.get("offer", "")
    options = [(one.id, " · ".join(filter(None, (one.name, one.unit)))) for one in found]
    if chosen and chosen not in {value for value, _ in options}:
        options.insert(0, (chosen, form.get("offer_name", "") or t("donations.giver_found")))
    return render(
        "donations/index.html",
        status,
        lines=lines,
        errors=told(errors),
        typed={name: again(form.get(name, "")) for name in _TEXTS} | {"find": find},
        chosen_needs=form.getlist("needs"),
        chosen_limits=form.getlist("limits"),
        found=options,
        searched=bool(find),
        needs=_needs(),
        limits=[(one.value, t(f"donations.limit.{one.value}")) for one in GiverLimit],
        dongs=[("", t("donations.all_dongs")), *((dong, dong) for dong in sorted(current_actor().dongs))],
    )


def page_of(donation, status: int = 200, errors=()) -> Response:
    """The page of a gift, with what could not be kept."""
    with reading() as uow:
        view = donations_page.page(uow, current_actor(), str(donation), today(), locale=locale())
    return render("donations/page.html", status, view=view, errors=told(errors), typed=request.form)


def told(errors) -> list[tuple[str, str]]:
    """Refused fields as sentences."""
    return [
        (name, t("shell.error.resident_number.text") if code == "RESIDENT_NUMBER" else t(f"donations.field.{name}_{code}"))
        for name, code in errors
    ]


def _needs() -> list[tuple[str, list[tuple[str, str]]]]:
    """Needs that a gift may answer, by domain."""
    wanted = set(donations.needs_to_choose())
    found: dict[str, list[tuple[str, str]]] = {}
    for need in taxonomy.needs():
        if need.code in wanted:
            found.setdefault(need.code[:3], []).append((need.code, _named(need)))
    return [(_named(taxonomy.domain(code)), options) for code, options in found.items()]


def _named(term) -> str:
    return term.ko if locale() == "ko" else term.en


def _limits(values: list[str]) -> list[GiverLimit]:
    try:
        return [GiverLimit(value) for value in values]
    except ValueError:
        abort(400)


def _number(text: str) -> int:
    """A whole number; 0 for what is none, which the flow refuses with its own words."""
    text = text.strip().replace(",", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _day(name: str) -> date | None:
    return day_of(request.form.get(name, ""))


def day_of(text: str) -> date | None:
    """The day that a form says, None for none; 400 for what is no day."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        abort(400)
