"""월별 실적: the figures of a month, each opening the cases that it consists of."""

from flask import Blueprint, Response, request, url_for

from resmap.domain.monthly import SUMS, Figure
from resmap.domain.permissions import Permission
from resmap.flows import monthly
from resmap.web.context import current_actor, reading, render
from resmap.web.language import t
from resmap.web.pages.my_month import asked_month, months_beside
from resmap.web.routes import route

blueprint = Blueprint("figures", __name__)

#: Figures that have no cases to open.
_NOT_OF_CASES = ("conferences", "trainings")


@route(blueprint, "/figures", permission=Permission.FIGURES_READ)
def index() -> Response:
    dong = request.args.get("dong", "")
    with reading() as uow:
        view = monthly.page(uow, current_actor(), asked_month(), dong=dong)
    month = view.first.strftime("%Y-%m")
    before, after = months_beside(view.first)
    asked = {"dong": dong} if dong else {}
    return render(
        "figures/index.html",
        view=view,
        month=month,
        before=url_for("figures.index", month=before, **asked),
        after=after and url_for("figures.index", month=after, **asked),
        dongs=[(t("my_month.all_dongs"), url_for("figures.index", month=month), not dong)]
        + [(one, url_for("figures.index", month=month, dong=one), dong == one) for one in view.dongs],
        name=figure_name,
        amount=amount,
        parts=_parts,
        opens=lambda one: one.number and one.code.partition(".")[0] not in _NOT_OF_CASES,
        address=lambda one: url_for("figures.cases", month=month, code=one.code, **asked),
    )


@route(blueprint, "/figures/cases", permission=Permission.FIGURES_READ)
def cases() -> Response:
    with reading() as uow:
        view = monthly.consists_of(
            uow, current_actor(), asked_month(), request.args.get("code", ""), dong=request.args.get("dong", "")
        )
    back = url_for("figures.index", month=view.first.strftime("%Y-%m"), **({"dong": view.dong} if view.dong else {}))
    return render("figures/cases.html", view=view, back=back, name=figure_name(view.code), amount=amount)


def figure_name(code: str) -> str:
    """A figure by its words: 종결: 사망, 연계 요청: 공적급여."""
    head, _, rest = code.partition(".")
    for begin, words in (
        ("contacts.way.", "contacts.way."),
        ("contacts.service.", "roles.service."),
        ("cases.closed.", "case.closing_reason."),
    ):
        if code.startswith(begin):
            return t(f"{words}{code.removeprefix(begin)}")
    if head == "links" and ".kind." in code:
        return t(f"figures.kind.{code.rpartition('.')[2]}")
    if head == "links" and rest.count(".") == 1 or code.startswith("value.") and rest != "donated":
        return t(f"figures.side.{rest.rpartition('.')[2]}")
    return t(f"figures.figure.{code.replace('.', '_')}")


def amount(code: str, number: int) -> str:
    """The number with its unit: 12건, 3명, 50,000원."""
    head = code.partition(".")[0]
    return t(f"figures.unit.{head}", n=number)


def _parts(figures: tuple[Figure, ...]) -> list[tuple[Figure, list[Figure]]]:
    """Totals with their parts below them, the parts that are none left out."""
    by_code = {one.code: one for one in figures}
    under = {part: total for total, *parts in SUMS for part in parts if part.startswith(f"{total}.")}
    under |= {code: "contacts" for code in by_code if code.startswith("contacts.service.")}
    under |= {code: "cases.ongoing" for code in ("cases.general", "cases.special", "cases.undecided")}
    under |= {code: "conferences" for code in by_code if code.startswith("conferences.")}
    heads = [one for one in figures if one.code not in under]
    return [
        (one, [by_code[code] for code, total in under.items() if total == one.code and code in by_code and by_code[code].number])
        for one in heads
    ]
