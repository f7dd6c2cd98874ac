"""의뢰 of one case: what was sent and asked, what rests, and what was arranged outside the lists."""

from flask import Blueprint, Response, abort, request, url_for

from resmap.domain import taxonomy
from resmap.domain.permissions import Permission
from resmap.domain.referrals import ReferralState
from resmap.flows import capacity_questions, case_referrals, unlisted_referrals
from resmap.flows.entry_values import BadValue
from resmap.flows.unlisted_referrals import Unlisted
from resmap.web.context import current_actor, done, idempotency_key, reading, render, revision, today, writing
from resmap.web.language import locale, t
from resmap.web.pages.referrals import BADGES, day
from resmap.web.routes import route

blueprint = Blueprint("case_referrals", __name__)


@route(blueprint, "/cases/<uuid:case>/referrals", permission=Permission.REFERRAL_WRITE)
def page(case) -> Response:
    """Whom did we ask for this household, and what became of it?"""
    return _page(case)


@route(blueprint, "/cases/<uuid:case>/capacity", permission=Permission.REFERRAL_WRITE, methods=["POST"])
def ask(case) -> Response:
    """A question for a place, without anybody's name."""
    need, _, offer = request.form.get("place", "").partition("|")
    with writing() as uow:
        capacity_questions.ask(
            uow, current_actor(), str(case), today(), need_id=need, offer_id=offer, key=idempotency_key()
        )
    return done(url_for("case_referrals.page", case=case) + "#questions", "capacity.asked")


@route(blueprint, "/cases/<uuid:case>/capacity/<uuid:paper>", permission=Permission.REFERRAL_WRITE, methods=["POST"])
def answered(case, paper) -> Response:
    """What they said: a place, or none until a day."""
    with writing() as uow:
        capacity_questions.answer(
            uow,
            current_actor(),
            str(paper),
            today(),
            has_place=request.form.get("has_place") == "yes",
            until=day("until"),
            words=request.form.get("words", ""),
            revision=revision(),
            key=idempotency_key(),
        )
    return done(url_for("case_referrals.page", case=case) + "#questions", "capacity.kept")


@route(blueprint, "/cases/<uuid:case>/referrals/logged", permission=Permission.REFERRAL_WRITE, methods=["POST"])
def log(case) -> Response:
    """A referral to a place that stands in no list."""
    try:
        state = ReferralState(request.form.get("state", ""))
    except ValueError:
        abort(400)
    place = Unlisted(**{name: request.form.get(name, "").strip()[:200] for name in Unlisted.__dataclass_fields__})
    try:
        with writing() as uow:
            made = unlisted_referrals.log(
                uow,
                current_actor(),
                str(case),
                today(),
                need_id=request.form.get("need", ""),
                place=place,
                state=state,
                on=day("on") or today(),
                words=request.form.get("words", ""),
                key=idempotency_key(),
            )
    except BadValue:
        return _page(case, 422)
    return done(url_for("referrals.page", referral=made), "unlisted.kept")


@route(blueprint, "/referrals/<uuid:referral>/onward", permission=Permission.REFERRAL_WRITE)
def onward(referral) -> Response:
    """Where else could we turn?"""
    with reading() as uow:
        view = case_referrals.onward_of(uow, current_actor(), str(referral), today(), locale=locale())
    return render(
        "case_referrals/onward.html",
        view=view,
        referral=str(referral),
        place_options=[(one.id, one.name, "") for one in view.places],
        household_options=[("", t("referrals_of.household")), *((one.id, one.label) for one in view.household)],
    )


@route(blueprint, "/referrals/<uuid:referral>/onward", permission=Permission.REFERRAL_WRITE, methods=["POST"])
def refer_onward(referral) -> Response:
    """A new draft after one that came to nothing."""
    with writing() as uow:
        made = case_referrals.refer_onward(
            uow,
            current_actor(),
            str(referral),
            today(),
            offer_id=request.form.get("offer", ""),
            by=request.form.get("by") or None,
            why=request.form.get("why", "").strip() or None,
            key=idempotency_key(),
        )
    return done(url_for("referrals.page", referral=made), "referral.draft.begun")


def _page(case, status: int = 200) -> Response:
    with reading() as uow:
        view = case_referrals.page(uow, current_actor(), str(case), today(), locale=locale())
    english = locale() == "en"
    kinds = [
        (one.code, one.en if english else one.ko)
        for one in taxonomy.kinds()
        if len(one.code) == 3 and one.code[:2] in ("H2", "H3", "H4", "M2", "M3", "M4")
    ]
    return render(
        "case_referrals/page.html",
        status,
        view=view,
        head=view.head,
        badges=BADGES,
        kinds=kinds,
        states=[(state.value, t(f"unlisted.state.{state.value}")) for state in unlisted_referrals.STATES],
        needs_options=[(one.id, one.name) for one in view.needs],
        form=request.form if status != 200 else {},
    )
