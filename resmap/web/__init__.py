'''The face: pages for people in front of a browser. The only room that knows Flask and folium.

A page is four things, each in one place:

1. a module ``resmap/web/pages/<name>.py`` with a ``blueprint`` (add it to ``PAGES`` in app.py)
2. its words in ``resmap/words/catalogue/<area>.toml``
3. its templates in ``templates/<name>/…``, which extend ``layout.html`` (``bare.html``: no menu)
4. if it needs them, ``static/css/<name>.css`` and ``static/js/<name>.js``, in its blocks
   ``styles`` and ``scripts`` (``<script src="{{ asset('js/<name>.js') }}" defer></script>``)

::

    from flask import Blueprint, request, url_for

    from resmap.domain.permissions import Permission
    from resmap.flows import cases
    from resmap.web.context import current_actor, done, idempotency_key, reading, render, revision, today, writing
    from resmap.web.routes import route

    blueprint = Blueprint("cases", __name__)

    @route(blueprint, "/cases", permission=Permission.CASE_READ)
    def index():
        with reading() as uow:
            found = cases.mine(uow, current_actor(), today())      # the flow commits, never the page
        return render("cases/index.html", cases=found)

    @route(blueprint, "/cases/<uuid:case>/answer", permission=Permission.CASE_EDIT, methods=["POST"])
    def answer(case):
        with writing() as uow:
            cases.answer(uow, current_actor(), str(case), request.form["answer"],
                         revision=revision(), key=idempotency_key())
        return done(url_for("cases.page", case=case), "case.answer_kept")

What a page must know
- ``route`` replaces ``blueprint.route`` and says who may come in; a route without it stops the
  start. The menu shows an entry as soon as its endpoint exists: ``cases.index``,
  ``finder.index``, ``register.index``, ``maps.index``, ``referrals.index``, ``upkeep.index``,
  ``imports.index``, ``model.index`` (menu.py).
- ``reading()`` and ``writing()`` give a unit of work in the scope of the current actor. ``NotFound``,
  ``NotAllowed`` and the refusals of flows (``flows/refusals.py``) are not caught in pages: errors.py
  makes the page, the notice for htmx or the JSON. A refused right on an address with an id in it
  looks like an id that does not exist.
- POST only. First line of every form: ``{{ ui.form_head(revision=record.revision) }}``. htmx requests
  inherit the token from ``<body>``; a POST by htmx wants ``{{ ui.form_head() }}`` in its form as well,
  for the idempotency key. A script sends ``X-CSRFToken`` from ``document.body``'s ``hx-headers``.
- Nothing inline: no ``<script>`` with code, no ``on…=``, no ``style=``, no ``hx-on``. A length that
  depends on data is an SVG attribute. Data for a script: JSON from a route of its own, written with
  ``textContent``.
- Templates know ``t(key, **facts)``, ``locale()``, ``actor``, ``login``, ``today()``, ``demo``,
  ``asset(name)``, ``may_open(endpoint)`` and ``ui``, the parts of pages (header, cards, tables, badges,
  fields, score lines, …): ``templates/_components.html`` tells how each is called.
- Declarative behaviour (base.js): ``data-opens="dialog"``, ``data-closes="dialog"``,
  ``data-print``, ``data-search`` (the field that "/" goes to), ``data-takes-focus``; a toast from
  htmx: header ``HX-Trigger: {"toast": "…"}`` (ASCII JSON); from a script: ``resmap.toast(words)``.
'''
