"""겹치는 자원: the pairs that wait, two entries side by side, the judgement, and taking it back."""

from typing import Any

from flask import Blueprint, Response, flash, request, url_for

from resmap.domain.codes import PairVerdict
from resmap.domain.permissions import Permission
from resmap.domain.resident_number import ResidentNumberError
from resmap.flows import pairs
from resmap.flows import register as entries
from resmap.flows.pair_view import Evidence
from resmap.web.context import SEOUL, current_actor, done, idempotency_key, reading, render, shell, today, writing
from resmap.web.language import locale, t
from resmap.web.pages.history import Words as FieldWords
from resmap.web.routes import route
from resmap.words import has
from resmap.words.duplicates import line_sentence

blueprint = Blueprint("pairs", __name__)

#: From so many points on two entries are very probably one (six points: sixty times the odds of a proposal).
VERY = 20.0
#: Verdicts that a person gives.
VERDICTS = (PairVerdict.SAME, PairVerdict.DIFFERENT, PairVerdict.UNSURE)
#: What is typed into a new entry, as far as it is compared.
TYPED = ("id", "name", "kind", "phone", "public_phone", "address", "sigungu", "lat", "lon", "organisation", "organisation_number")


class Words(FieldWords):
    """Fields, values and reasons of a pair as a reader understands them."""

    def field(self, name: str) -> str:
        return t(f"pairs.field.{name}") if has(f"pairs.field.{name}") else super().field(name)

    def reason(self, line: Evidence) -> str:
        return line_sentence(line.reason, line.factor, line.facts, locale())

    def lines(self, lines: tuple[Evidence, ...]) -> list[dict[str, Any]]:
        """For ``ui.score_lines``: what says nothing at all is left out."""
        told = [line for line in lines if line.points or line.verdict in ("for", "against")]
        return [
            {"verdict": line.verdict, "points": line.points, "of": line.of, "text": self.reason(line)} for line in told
        ]

    def how_likely(self, score: float) -> str:
        return "very" if score >= VERY else "maybe"

    def day(self, moment) -> Any:
        return moment.astimezone(SEOUL).date()


@route(blueprint, "/register/pairs", permission=Permission.REGISTER_VERIFY)
def index() -> Response:
    """Which pairs wait, the likeliest first?"""
    wanted = _filters()
    with reading() as uow:
        actor = current_actor()
        page = pairs.waiting(uow, actor, **wanted, page=_page())
        last = pairs.last_judged(uow, actor)
        twins = len(pairs.twins(uow, actor))
        choices = entries.choices(uow, actor)
    english = locale() == "en"
    return render(
        "pairs/index.html",
        page=page,
        last=last,
        twins=twins,
        wanted=wanted,
        dongs=[("", t("pairs.all_dongs")), *((name, (english and name_en) or name) for name, name_en in choices.dongs)],
        sources=[("", t("pairs.all_sources")), *((source, source) for source in choices.sources)],
        words=Words(),
        address=lambda number: url_for("pairs.index", **_query(wanted), page=number),
        query=_query(wanted),
    )


@route(blueprint, "/register/pairs", permission=Permission.REGISTER_VERIFY, methods=["POST"])
def find() -> Response:
    """Look through the whole register again."""
    found = pairs.find_again(shell().database, current_actor())
    return done(url_for("pairs.index"), "pairs.found_again", n=found)


@route(blueprint, "/register/pairs/<uuid:a>/<uuid:b>", permission=Permission.REGISTER_VERIFY)
def lay(a, b) -> Response:
    """Are these two one place?"""
    return _laid(str(a), str(b))


@route(blueprint, "/register/pairs/<uuid:a>/<uuid:b>", permission=Permission.REGISTER_VERIFY, methods=["POST"])
def judge(a, b) -> Response:
    """Keep what was said, and show the next pair at once."""
    ids, wanted = (str(a), str(b)), _filters()
    verdict = request.form.get("verdict", "")
    if verdict not in VERDICTS:
        return _laid(*ids, error="bad_choice")
    try:
        with writing() as uow:
            pairs.judge(
                uow,
                current_actor(),
                *ids,
                PairVerdict(verdict),
                revisions=_revisions(),
                keep=request.form.get("keep") or None,
                fields=_chosen(*ids) if verdict == PairVerdict.SAME else None,
                note=request.form.get("note"),
                key=idempotency_key(),
            )
    except pairs.AlreadyJudged:
        flash(t("pairs.side.gone"))
        return done(_next(ids, wanted))
    except pairs.BadChoice:
        return _laid(*ids, error="bad_choice")
    except pairs.Contradiction:
        return _laid(*ids, error="contradiction")
    address = _next(ids, wanted)
    if address == url_for("pairs.index", **_query(wanted)):
        flash(t("pairs.done.all"))
    return done(address, f"pairs.done.{verdict}")


@route(blueprint, "/register/pairs/judged", permission=Permission.REGISTER_VERIFY)
def judged() -> Response:
    """Who said what of which pair, and what can be taken back?"""
    with reading() as uow:
        page = pairs.judged(uow, current_actor(), page=_page(), size=50)
    return render(
        "pairs/judged.html", page=page, words=Words(), address=lambda number: url_for("pairs.judged", page=number)
    )


@route(blueprint, "/register/pairs/judged/<uuid:judgement>/undo", permission=Permission.REGISTER_VERIFY, methods=["POST"])
def undo(judgement) -> Response:
    """Take a judgement back; what was edited since the merge is asked about."""
    back = url_for("pairs.index") if request.form.get("back") == "index" else url_for("pairs.judged")
    edited = request.form.get("edited")
    try:
        with writing() as uow:
            pairs.undo(uow, current_actor(), str(judgement), edited=edited, key=idempotency_key())
    except pairs.Entangled:
        return done(url_for("pairs.judged"), "pairs.undo.first")
    except pairs.AlreadyJudged:
        return done(url_for("pairs.judged"), "pairs.undo.already")
    except pairs.EditedSince as asked:
        names = _names({entry for entry, *_ in asked.fields})
        return render(
            "pairs/edited.html", 409, judgement=str(judgement), fields=asked.fields, names=names, words=Words()
        )
    return done(back, "pairs.done.undone")


@route(blueprint, "/register/pairs/twins", permission=Permission.REGISTER_VERIFY)
def twins() -> Response:
    """Pairs in which nothing differs: all at once, after a look."""
    with reading() as uow:
        rows = pairs.twins(uow, current_actor())
    return render("pairs/twins.html", rows=rows, words=Words())


@route(blueprint, "/register/pairs/twins", permission=Permission.REGISTER_VERIFY, methods=["POST"])
def merge_twins() -> Response:
    chosen = [tuple(pair.split(":")) for pair in request.form.getlist("pair")[: pairs.MOST_TWINS] if pair.count(":") == 1]
    chosen = [pair for pair in chosen if pair[0] != pair[1]]
    if not chosen:
        return done(url_for("pairs.twins"), "pairs.twins.none_chosen")
    if request.form.get("sure") != "yes":
        return done(url_for("pairs.twins"), "pairs.twins.sure_missing")
    with writing() as uow:
        made = pairs.judge_twins(uow, current_actor(), chosen, key=idempotency_key())
    if made.left:
        flash(t("pairs.twins.left", n=made.left))
    return done(url_for("pairs.index"), "pairs.twins.done", n=made.done)


@route(blueprint, "/register/look-alikes", permission=Permission.REGISTER_READ)
def look_alikes() -> Response:
    """A part of a page: which entries may be the one that is being typed? Empty where none is."""
    values = {name: request.args.get(name, "").strip()[:300] for name in TYPED}
    try:
        with reading() as uow:
            found = pairs.look_alikes(uow, current_actor(), values)
    except ResidentNumberError:
        found = ()
    return render("pairs/_look_alikes.html", found=found, words=Words())


# ── inside ───────────────────────────────────────────────────────────────────


def _laid(a: str, b: str, error: str = "") -> Response:
    wanted = _filters()
    with reading() as uow:
        actor = current_actor()
        side = pairs.lay(uow, actor, a, b)
        left = pairs.waiting(uow, actor, **wanted, size=1).total
        last = pairs.last_judged(uow, actor)
    return render(
        "pairs/side.html",
        409 if error else 200,
        side=side,
        error=error,
        left=left,
        last=last,
        words=Words(),
        query=_query(wanted),
        skip=_next((side.a.record.id, side.b.record.id), wanted),
    )


def _next(after: tuple[str, str], wanted: dict[str, str | None]) -> str:
    """The pair that comes after these two in the list; the list itself where none is left."""
    with reading() as uow:
        rows = pairs.waiting(uow, current_actor(), **wanted, size=50).rows
    ids = [(line.a.id, line.b.id) for line in rows]
    here = tuple(sorted(after))
    at = ids.index(here) + 1 if here in ids else 0
    others = [pair for pair in (*ids[at:], *ids[:at]) if pair != here]
    if not others:
        return url_for("pairs.index", **_query(wanted))
    return url_for("pairs.lay", a=others[0][0], b=others[0][1], **_query(wanted))


def _filters() -> dict[str, str | None]:
    return {name: request.args.get(name, "")[:120] or None for name in ("dong", "source")}


def _query(wanted: dict[str, str | None]) -> dict[str, str]:
    return {name: value for name, value in wanted.items() if value}


def _page() -> int:
    text = request.args.get("page", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 1


def _revisions() -> dict[str, int]:
    """``seen``: "<id>:<revision>" of both entries as the page showed them."""
    told = (value.partition(":") for value in request.form.getlist("seen"))
    return {entry: int(seen) for entry, _, seen in told if seen.isascii() and seen.isdigit() and len(seen) < 10}


def _chosen(a: str, b: str) -> dict[str, str]:
    """``take.<field>``: a, b or both; the sides are those of the page, the lesser id first."""
    sides = dict(zip("ab", sorted((a, b)), strict=True))
    told = {name[5:]: value for name, value in request.form.items() if name.startswith("take.")}
    return {name: sides.get(value, value) for name, value in told.items()}


def _names(ids: set[str]) -> dict[str, str]:
    with reading() as uow:
        return {id_: entries.entry(uow, current_actor(), id_, today()).record.name for id_ in ids}

