"""The minutes of a conference on paper, without names until everybody there may know them (R040, P-29)."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from resmap.domain.permissions import Actor, Permission
from resmap.domain.unnaming import unnamed
from resmap.flows.conferences import ItemView, agenda_of, item_view, table_of
from resmap.flows.printing import note_print
from resmap.formats.forms import to_hwpx, to_pdf
from resmap.formats.forms.sheets.common import Issuer
from resmap.formats.forms.sheets.meeting import Attendee, ConferenceMinutes, conference_minutes
from resmap.store import UnitOfWork, accounts, conferences
from resmap.store.queries import helping
from resmap.store.queries.known_as import KnownAs, known_as
from resmap.words import say


def minutes(uow: UnitOfWork, actor: Actor, conference_id: str, today: date, *, locale: str, as_hwpx: bool) -> bytes:
    """The minutes as PDF or HWPX: names only where everybody from outside may know them (R040); notes the print.

    Where a name may not stand, it is taken out of what was typed as well, with number and address: of every case on
    the agenda, whoever prints it. A case that the actor only opened to look at (P-12) is not among what is printed.
    """
    actor.require(Permission.CONFERENCE_EDIT)
    record = conferences.get(uow, actor, conference_id)
    seats = conferences.seats(uow, record)
    reached = agenda_of(uow, actor, record, today)
    loaded = [(item, case) for item, case in reached if not helping.only_opened(uow, actor, case.id)]
    table = table_of(seats, [case for _, case in loaded])
    views = [item_view(item, case, table, locale) for item, case in loaded]
    named = {case.client_id for (_, case), one in zip(loaded, views, strict=True) if one.name is not None}
    hidden = {case.client_id for (_, case), one in zip(loaded, views, strict=True) if one.name is None}
    hidden |= conferences.clients(uow, actor, record) - named
    items = _masked(views, known_as(uow, actor, hidden))
    office = accounts.office(uow)
    told = ConferenceMinutes(
        issuer=Issuer(office.name if office else "", person=actor.name),
        kind=say(f"stages.conference.{record.kind.value}", locale),
        held_at=say("conferences.day", locale, day=record.on),
        place=record.place or "",
        written=record.written,
        attendees=tuple(Attendee(one.name or "", one.organisation or (office.name if office else "")) for one in seats),
        agenda=tuple((one.shown, one.question or "", _decided(one, locale)) for one in items),
        discussion="\n\n".join(f"{one.shown}\n{one.discussion}" for one in items if one.discussion),
        next_meeting=say("conferences.day", locale, day=record.next_on) if record.next_on else "",
    )
    form = conference_minutes(told, lambda key, **facts: say(f"forms.{key}", locale, **facts), locale)
    for _, case in loaded:
        note_print(uow, case, {"sheet": "minutes", "conference": record.id})
    document = to_hwpx(form) if as_hwpx else to_pdf(form)
    uow.commit()
    return document


def _masked(items: Iterable[ItemView], known: KnownAs) -> list[ItemView]:
    """The items without the name of anybody whose name may not stand there: what is said of one case may name the
    client of another."""
    hide = unnamed([*known.clients, *known.others], known.ways)
    return [
        replace(one, question=hide(one.question or "") or None, discussion=hide(one.discussion or "") or None)
        for one in items
    ]


def _decided(item: ItemView, locale: str) -> str:
    return say(f"conferences.decision.{item.decision}", locale) if item.decision else ""
