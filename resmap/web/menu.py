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


@dataclass(frozen=True, slots=True)
class Group:
    """Entries under one heading; a ``folded`` one stands closed until one of its pages is looked at."""

    name: str
    entries: tuple[Entry, ...]
    folded: bool = False


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
    Entry("advice.list_title", "advice.index", "ask"),
    Entry("links.title", "links.index", "referrals"),
    Entry("donations.title", "donations.index", "heart"),
    Entry("parting.all.title", "closings.index", "check"),
    Entry("openings.title", "openings.index", "eye"),
)

#: Keeping the neighbourhood's resources (동 자원관리, R037).
CURATION = (
    Entry("shell.menu.verify", "upkeep.index", "verify"),
    Entry("proposals.title", "proposals.index", "person"),
    Entry("pairs.menu", "pairs.index", "compare"),
    Entry("conflicts.register_title", "conflicts.index", "stop"),
    Entry("health.title", "register_health.index", "check"),
)

#: Keeping their data (동 중심 DB 관리, R037).
DATA = (
    Entry("shell.menu.import", "imports.index", "import"),
    Entry("exports.title", "exports.index", "export"),
    Entry("boundaries.title", "boundaries.index", "map"),
)

#: What the work of a month was, and what was learned for it (R043, R048).
WORK = (
    Entry("my_month.title", "my_month.index", "person"),
    Entry("figures.title", "figures.index", "compare"),
    Entry("trainings.mine_title", "trainings.mine", "star"),
    Entry("trainings.title", "trainings.index", "list"),
)

#: What the office decides once for all.
OFFICE = (
    Entry("shell.menu.model", "model.index", "model"),
    Entry("today.terms.title", "due_dates.page", "clock"),
    Entry("plan.own_form.title", "office_forms.index", "file"),
    Entry("office.title", "office_settings.page", "building"),
)

GROUPS = (
    Group("supervision", SUPERVISION),
    Group("curation", CURATION),
    Group("data", DATA, folded=True),
    Group("work", WORK, folded=True),
    Group("office", OFFICE, folded=True),
)
EVERY = DAILY + tuple(entry for group in GROUPS for entry in group.entries)

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
    named = {other.endpoint for other in EVERY} | ELSEWHERE
    if request.endpoint in named:
        return request.endpoint == entry.endpoint
    return entry.endpoint == f"{request.blueprint}.index"


def menu() -> dict[str, list[dict]]:
    """``{"daily": [entry, …], "groups": [{"name", "open", "entries"}, …]}`` for the current actor, empty groups left
    out. Three groups are folded: what is opened once a month would push what is opened each day off the screen."""
    counts = _counts()
    groups = []
    for group in GROUPS:
        entries = _shown(group.entries, counts)
        if entries:
            is_open = not group.folded or any(entry["current"] for entry in entries)
            groups.append({"name": group.name, "open": is_open, "entries": entries})
    return {"daily": _shown(DAILY, counts), "groups": groups}
