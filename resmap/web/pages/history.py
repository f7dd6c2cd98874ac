"""고친 기록: the history of an entry, and taking a change back."""

from datetime import datetime
from typing import Any

from flask import Blueprint, Response, flash, url_for

from resmap.domain.codes import OfferStatus, RecipientClass, Review
from resmap.domain.permissions import Permission
from resmap.flows import entry_history
from resmap.web import entry_words
from resmap.web.context import SEOUL, current_actor, done, idempotency_key, reading, render, revision, writing
from resmap.web.language import t
from resmap.web.routes import route
from resmap.words import has

blueprint = Blueprint("history", __name__)


@route(blueprint, "/register/<uuid:entry>/history", permission=Permission.REGISTER_EDIT)
def page(entry) -> Response:
    with reading() as uow:
        told = entry_history.of_entry(uow, current_actor(), str(entry))
    return render("register/history.html", told=told, record=told.record, words=Words())


@route(
    blueprint, "/register/<uuid:entry>/history/<uuid:change>/undo", permission=Permission.REGISTER_EDIT, methods=["POST"]
)
def undo(entry, change) -> Response:
    address = url_for("history.page", entry=entry)
    try:
        with writing() as uow:
            entry_history.undo(uow, current_actor(), str(change), revision=revision(), key=idempotency_key())
    except entry_history.CannotUndo as refused:
        flash(t(f"history.refused.{refused.code}", fields=[Words().field(name) for name in refused.fields]))
        return done(address)
    return done(address, "history.done")


class Words:
    """Fields and values of a history as a reader understands them."""

    def at(self, moment: datetime) -> datetime:
        """As clocks in Korea show it."""
        return moment.astimezone(SEOUL)

    def when(self, moment: datetime) -> str:
        return t("history.when", at=self.at(moment))

    def field(self, name: str) -> str:
        return t(f"history.field.{name}") if has(f"history.field.{name}") else name

    def value(self, name: str, kept: Any) -> str:
        if kept is None or kept == "" or kept == [] or kept == {}:
            return t("history.nothing")
        if name == "private_phone":
            return t("history.sealed")
        if isinstance(kept, bool):
            return t("history.yes" if kept else "history.no")
        if name == "needs":
            return " · ".join(map(entry_words.need_name, kept))
        if name == "kind":
            return entry_words.kind_name(kept)
        if name == "status" and kept in set(OfferStatus):
            return t(f"register.edit.status_{kept}")
        if name == "review" and kept in set(Review):
            return t(f"history.review.{kept}")
        if name == "recipient_class" and kept in set(RecipientClass):
            return t(f"match.recipient.{kept}") if has(f"match.recipient.{kept}") else kept
        if name in ("requires", "excludes"):
            return " · ".join(map(entry_words.fact_name, kept))
        if isinstance(kept, list):
            return " · ".join(map(_short, kept))
        return _short(kept)


def _short(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_short(one)}" for key, one in value.items() if one not in (None, "", []))
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
