"""The app factory: one app for one database; nothing global, nothing open by default."""

import hashlib
import json
from dataclasses import dataclass, field, fields
from datetime import timedelta
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import uuid4

from flask import Flask, g, url_for
from werkzeug.middleware.proxy_fix import ProxyFix

from resmap.web import errors, security, sessions
from resmap.web.case_tabs import tabs
from resmap.web.context import Shell, here, local_now, today
from resmap.web.language import locale, t
from resmap.web.menu import may_open, menu
from resmap.web.office_sheets import has_own_form
from resmap.web.routes import PUBLIC, check_closed, declare

#: Modules of pages, each with a ``blueprint``. A new module is added here, and its words to
#: resmap/words/catalogue/.
PAGES = (
    "resmap.web.pages.home",
    "resmap.web.pages.due_dates",
    "resmap.web.pages.account",
    "resmap.web.pages.finder",
    "resmap.web.pages.register",
    "resmap.web.pages.history",
    "resmap.web.pages.register_health",
    "resmap.web.pages.proposals",
    "resmap.web.pages.upkeep",
    "resmap.web.pages.owner",
    "resmap.web.pages.pairs",
    "resmap.web.pages.imports",
    "resmap.web.pages.import_proposals",
    "resmap.web.pages.exports",
    "resmap.web.pages.boundaries",
    "resmap.web.pages.maps",
    "resmap.web.pages.networks",
    "resmap.web.pages.cases",
    "resmap.web.pages.case_assessment",
    "resmap.web.pages.case_person",
    "resmap.web.pages.case_plan",
    "resmap.web.pages.office_forms",
    "resmap.web.pages.office_settings",
    "resmap.web.pages.case_course",
    "resmap.web.pages.case_tasks",
    "resmap.web.pages.case_checks",
    "resmap.web.pages.closings",
    "resmap.web.pages.evaluation_link",
    "resmap.web.pages.partner_reports",
    "resmap.web.pages.case_closing",
    "resmap.web.pages.case_following",
    "resmap.web.pages.case_handover",
    "resmap.web.pages.case_team",
    "resmap.web.pages.case_advice",
    "resmap.web.pages.advice",
    "resmap.web.pages.case_conflicts",
    "resmap.web.pages.conflicts",
    "resmap.web.pages.links",
    "resmap.web.pages.case_carry",
    "resmap.web.pages.conferences",
    "resmap.web.pages.donations",
    "resmap.web.pages.trainings",
    "resmap.web.pages.case_gifts",
    "resmap.web.pages.my_month",
    "resmap.web.pages.figures",
    "resmap.web.pages.figures_form",
    "resmap.web.pages.case_consents",
    "resmap.web.pages.openings",
    "resmap.web.pages.case_safety",
    "resmap.web.pages.case_wishes",
    "resmap.web.pages.case_opening",
    "resmap.web.pages.case_intake",
    "resmap.web.pages.case_contacts",
    "resmap.web.pages.case_lists",
    "resmap.web.pages.referrals",
    "resmap.web.pages.referral_links",
    "resmap.web.pages.case_referrals",
    "resmap.web.pages.case_advocacy",
    "resmap.web.pages.model",
    "resmap.web.api",
)


@dataclass(frozen=True, slots=True)
class WebSettings:
    """What the web room needs to know; :meth:`of` takes it from the program's settings.

    ``proxies``: how many of our own proxies stand in front (their forwarding headers are
    then believed). ``idle_minutes``: after so long without a request a login ends (P-14).
    ``links``: owners may answer by a link, good for ``link_days``; ``due_days``: the office's own
    due days by kind (``domain.upkeep``).
    ``megabytes``: the largest request.
    """

    secret_key: str | bytes | None = field(default=None, repr=False)
    secure_cookies: bool = True
    idle_minutes: int = 15
    locale: str = "ko"
    links: bool = True
    link_days: int = 14
    due_days: tuple[tuple[str, int], ...] = ()
    megabytes: int = 20
    proxies: int = 0
    demo_password: str | None = field(default=None, repr=False)

    @classmethod
    def of(cls, settings: Any, demo_password: str | None = None) -> "WebSettings":
        """The fields of the same names; what ``settings`` does not have keeps its default."""
        given = {each.name: getattr(settings, each.name) for each in fields(cls) if hasattr(settings, each.name)}
        return cls(**given | {"demo_password": demo_password})

    @property
    def demo(self) -> bool:
        return bool(self.demo_password)

    @property
    def idle(self) -> timedelta:
        return timedelta(minutes=self.idle_minutes)


def create_app(database: Any, settings: Any, *, demo_password: str | None = None) -> Flask:
    """The web application over an open ``Database``.

    ``settings`` has the fields of :class:`WebSettings` (at least ``secret_key``); the
    clock is the database's. With a ``demo_password`` the app runs as demo: it says
    on every page that all is invented, and the login page offers the accounts.

    Raises :class:`~resmap.web.routes.OpenRoute` when a route does not say who may
    use it, ValueError without a secret key.
    """
    web = WebSettings.of(settings, demo_password)
    if not web.secret_key:
        raise ValueError("secret_key is empty")
    app = Flask("resmap.web")
    app.secret_key = web.secret_key
    app.extensions["resmap"] = Shell(database, web)
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    if web.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=web.proxies, x_proto=web.proxies, x_host=web.proxies)

    sessions.guard(app)  # before the check against forged requests: an ended login says so first
    security.protect(app, secure=web.secure_cookies, megabytes=web.megabytes)
    errors.handle(app)
    _teach_templates(app, web)
    declare(app.view_functions["static"], PUBLIC)
    for name in PAGES:
        app.register_blueprint(import_module(name).blueprint)
    check_closed(app)
    return app


def _teach_templates(app: Flask, web: WebSettings) -> None:
    """Names that every template and macro knows."""
    app.jinja_env.globals.update(
        t=t,
        locale=locale,
        today=today,
        now=local_now,
        here=here,
        menu=menu,
        may_open=may_open,
        case_tabs=tabs,
        own_form=has_own_form,
        asset=partial(_asset, app, {}),
        demo=web.demo,
        idle_minutes=web.idle_minutes,
        links=web.links,
        htmx_config=json.dumps(security.HTMX, separators=(",", ":")),
        new_idempotency_key=lambda: uuid4().hex,
    )
    app.jinja_env.globals["ui"] = app.jinja_env.get_template("_components.html").module
    app.context_processor(lambda: {"actor": g.get("actor"), "login": g.get("login")})


def _asset(app: Flask, known: dict[str, str], name: str) -> str:
    """The address of one of our static files, with its digest: a changed file has a new address.

    A missing file (browser assets that set-up did not fetch) keeps its plain address, and is a 404.
    """
    if name not in known or app.debug:
        path = Path(app.static_folder, name)
        known[name] = hashlib.sha256(path.read_bytes()).hexdigest()[:12] if path.is_file() else ""
    return url_for("static", filename=name, **({"v": known[name]} if known[name] else {}))
