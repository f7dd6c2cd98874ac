"""The minutes of a conference on paper, without names until everybody there may know them (R040, P-29)."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from resmap.domain.permissions import Actor, Permission
from resmap.domain.unnaming import unnamed
from resmap.flows.case_loading import LoadedCase
from resmap.flows.conferences import ItemView, agenda_of, item_view, table_of
from resmap.flows.printing import note_print
from resmap.formats.forms import to_hwpx, to_pdf
from resmap.formats.forms.sheets.common import Issuer
from resmap.formats.forms.sheets.meeting import Attendee, ConferenceMinutes, conference_minutes
from resmap.store import UnitOfWork, accounts, conferences
from resmap.words import say


def minutes(uow: UnitOfWork, actor: Actor, conference_id: str, today: date, *, locale: str, as_hwpx: bool) -> bytes:
    """The minutes as PDF or HWPX: names only where everybody from outside may know them (R040); notes the print.

    Where a name may not stand, it is taken out of what was typed as well, with number and address.
    """
    actor.require(Permission.CONFERENCE_EDIT)
    record = conferences.get(uow, actor, conference_id)
    seats = conferences.seats(uow, record)
    loaded = agenda_of(uow, actor, record, today)
    table = table_of(seats, [case for _, case in loaded])
    items = _masked([item_view(item, case, table, locale) for item, case in loaded], [case for _, case in loaded])
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


def _masked(items: Iterable[ItemView], loaded: Iterable[LoadedCase]) -> list[ItemView]:
    """The items without the name of anybody whose name may not stand there: what is said of one case may name the
    client of another."""
    items, cases = tuple(items), {case.id: case for case in loaded}
    hidden = [cases[one.case] for one in items if one.name is None]
    people = [case.parts.client for case in hidden]
    members = [member.name for case in hidden for member in case.parts.members]
    hide = unnamed(
        [*(client.name for client in people), *(client.name_en for client in people), *members],
        [*(client.phone for client in people), *(client.address for client in people)],
    )
    return [
        replace(one, question=hide(one.question or "") or None, discussion=hide(one.discussion or "") or None)
        for one in items
    ]


def _decided(item: ItemView, locale: str) -> str:
    return say(f"conferences.decision.{item.decision}", locale) if item.decision else ""
