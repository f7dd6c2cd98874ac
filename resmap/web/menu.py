"""The menu: what an actor may open, in the order of daily use (day.md). Pages not built yet are left out."""

from dataclasses import dataclass

from flask import current_app, g, request, url_for

from resmap.flows import advising, openings, pairs, proposals, refusals
from resmap.web.context import current_actor, reading
from resmap.web.routes import access_of


@dataclass(frozen=True, slots=True)
class Entry:
    key: str
    endpoint: str
    icon: str


DAILY = (
    Entry("shell.menu.today", "home.index", "today"),
    Entry("shell.menu.cases", "cases.index", "cases"),
    Entry("shell.menu.finder", "finder.index", "finder"),
    Entry("shell.menu.register", "register.index", "register"),
    Entry("shell.menu.map", "maps.index", "map"),
    Entry("shell.menu.referrals", "referrals.index", "referrals"),
)

#: Looking at the work together (R037).
SUPERVISION = (
    Entry("conferences.title", "conferences.index", "list"),
    Entry("parting.all.title", "closings.index", "check"),
    Entry("donations.title", "donations.index", "heart"),
    Entry("trainings.title", "trainings.index", "star"),
    Entry("trainings.mine_title", "trainings.mine", "person"),
    Entry("advice.list_title", "advice.index", "ask"),
    Entry("links.title", "links.index", "referrals"),
    Entry("openings.title", "openings.index", "eye"),
    Entry("my_month.title", "my_month.index", "person"),
    Entry("figures.title", "figures.index", "compare"),
)

#: Keeping the neighbourhood's resources (동 자원관리, R037).
CURATION = (
    Entry("shell.menu.verify", "upkeep.index", "verify"),
    Entry("proposals.title", "proposals.index", "person"),
    Entry("pairs.menu", "pairs.index", "compare"),
    Entry("conflicts.register_title", "conflicts.index", "stop"),
)

#: Keeping their data (동 중심 DB 관리, R037), and the standards of the work.
DATA = (
    Entry("health.title", "register_health.index", "check"),
    Entry("shell.menu.import", "imports.index", "import"),
    Entry("exports.title", "exports.index", "export"),
    Entry("boundaries.title", "boundaries.index", "map"),
    Entry("shell.menu.model", "model.index", "model"),
    Entry("plan.own_form.title", "office_forms.index", "file"),
    Entry("today.terms.title", "due_dates.page", "clock"),
    Entry("office.title", "office_settings.page", "building"),
)

#: How much waits behind an entry of the menu.
COUNTS = {
    "pairs.index": lambda uow, actor: pairs.count_waiting(uow),
    "proposals.index": proposals.count_waiting,
    "openings.index": openings.count_waiting,
    "advice.index": advising.count_waiting,
}

#: Pages that mark their own link, below the menu.
ELSEWHERE = {"home.help_page"}


def _shown(entries: tuple[Entry, ...], counts: dict[str, int]) -> list[dict]:
    return [
        {
            "key": entry.key,
            "icon": entry.icon,
            "address": url_for(entry.endpoint),
            "current": _is_current(entry),
            "count": counts.get(entry.endpoint),
        }
        for entry in entries
        if may_open(entry.endpoint)
    ]


def _counts() -> dict[str, int]:
    """How much waits behind each entry, in one look at the database. The menu stands on error pages too: a database
    that does not answer is no second error."""
    wanted = [endpoint for endpoint in COUNTS if may_open(endpoint)]
    if not wanted:
        return {}
    try:
        with reading() as uow:
            return {endpoint: COUNTS[endpoint](uow, current_actor()) for endpoint in wanted}
    except refusals.StoreError:
        return {}


def may_open(endpoint: str) -> bool:
    """Does the page exist, and is the current actor admitted? (For links on pages, too.)"""
    return endpoint in current_app.view_functions and access_of(current_app, endpoint).admits(g.get("actor"))


def _is_current(entry: Entry) -> bool:
    """A case's page marks 'my cases': the blueprint counts, unless an entry names the page itself."""
    if request.endpoint is None:
        return False
    named = {other.endpoint for other in (*DAILY, *SUPERVISION, *CURATION, *DATA)} | ELSEWHERE
    if request.endpoint in named:
        return request.endpoint == entry.endpoint
    return entry.endpoint == f"{request.blueprint}.index"


def menu() -> dict[str, list[dict]]:
    """Each group of entries for the current actor: ``{"daily": […], "supervision": […], …}``."""
    counts = _counts()
    groups = {"daily": DAILY, "supervision": SUPERVISION, "curation": CURATION, "data": DATA}
    return {name: _shown(entries, counts) for name, entries in groups.items()}
