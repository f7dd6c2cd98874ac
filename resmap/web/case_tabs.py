"""The parts of a case, in the order of the work: what the tabs on each of its pages lead to."""

from dataclasses import dataclass

from flask import current_app, g, request, url_for

from resmap.domain.permissions import Permission
from resmap.flows import helping, refusals
from resmap.web.context import current_actor, reading
from resmap.web.language import t
from resmap.web.menu import may_open
from resmap.web.parts import parts_at, parts_here


@dataclass(frozen=True, slots=True)
class Tab:
    """One part: the key of its words and the page; ``also`` are blueprints that belong to it."""

    words: str
    endpoint: str
    also: frozenset[str] = frozenset()


#: The work itself, in its order.
TABS = (
    Tab("case.tab.match", "cases.page"),
    Tab("intake_page.tab", "case_intake.page"),
    Tab("assessment.tab", "case_assessment.page"),
    Tab("consents.tab", "case_consents.page"),
    Tab("plan.tab", "case_plan.page"),
    Tab("referrals_of.tab", "case_referrals.page", frozenset({"case_advocacy"})),
    Tab("checks.tab", "case_checks.page"),
    Tab("parting.tab", "case_closing.page", frozenset({"case_following", "case_handover"})),
)

#: What stands around it.
BESIDE = (
    Tab("person.tab", "case_person.page"),
    Tab("stages.tab", "case_course.page"),
    Tab("contacts.tab", "case_contacts.page"),
    Tab("today.promise.tab", "case_tasks.page"),
    Tab("donations.tab", "case_gifts.page"),
    Tab("team.tab", "case_team.page"),
    Tab("advice.tab", "case_advice.page"),
    Tab("safety.tab", "case_safety.page"),
    Tab("conflicts.tab", "case_conflicts.page"),
    Tab("carry.tab", "case_carry.page"),
)


def tabs(case_id: str) -> dict[str, list[tuple[str, str, bool, None]]]:
    """``{"work": […], "beside": […]}``: the parts that the current actor may open, as ``ui.tabs`` takes them.

    Who helps with the case sees the tabs of their parts alone (R032).
    """
    with reading() as uow:
        helps = helping.parts_of(uow, current_actor(), case_id)
    return {"work": _open(TABS, case_id, helps), "beside": _open(BESIDE, case_id, helps)}


def _open(parts: tuple[Tab, ...], case_id: str, helps: frozenset[str] | None) -> list[tuple[str, str, bool, None]]:
    return [
        (t(tab.words), url_for(tab.endpoint, case=case_id), _is_current(tab), None)
        for tab in parts
        if may_open(tab.endpoint) and (helps is None or parts_of(tab.endpoint) & helps)
    ]


def parts_of(endpoint: str) -> frozenset[str]:
    """The parts that open a page of a case, whatever else its address may hold."""
    return frozenset().union(*(parts_at(rule.rule) for rule in current_app.url_map.iter_rules(endpoint)))


def is_other_part() -> bool:
    """Whether somebody who helps with a case asked for a part of it that they did not take on: they know of the case,
    so that they are told, and a stranger is not (R032)."""
    case, actor = (request.view_args or {}).get("case"), g.get("actor")
    if not case or actor is None or not actor.may(Permission.CASE_READ):
        return False
    try:
        with reading() as uow:
            helps = helping.parts_of(uow, actor, str(case))
    except refusals.StoreError:
        return False
    return bool(helps) and not helps & parts_here()


def _is_current(tab: Tab) -> bool:
    if request.endpoint == tab.endpoint or request.blueprint in tab.also:
        return True
    return request.blueprint != "cases" and tab.endpoint.startswith(f"{request.blueprint}.")
