"""Minutes of a conference (R040–R043, P-29), and the list on which gifts are signed for."""

from dataclasses import dataclass

from resmap.formats.forms.model import Field, FieldTable, Form, Grid, Label, Note, Text
from resmap.formats.forms.sheets.common import Issuer, bullets, sign_off


@dataclass(frozen=True, slots=True)
class Attendee:
    """Who was there; each signs for secrecy."""

    name: str
    office: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True)
class ConferenceMinutes:
    """``agenda``: (case as it may be named here, matter, decision). ``shared``: what was shared with whom."""

    issuer: Issuer
    kind: str
    held_at: str
    place: str = ""
    written: bool = False
    attendees: tuple[Attendee, ...] = ()
    agenda: tuple[tuple[str, str, str], ...] = ()
    discussion: str = ""
    shared: tuple[str, ...] = ()
    next_meeting: str = ""
    roles: tuple[str, ...] = ()


def conference_minutes(minutes: ConferenceMinutes, label: Label, locale: str = "ko") -> Form:
    """The minutes; a written conference says so."""
    place = label("minutes.written") if minutes.written else minutes.place
    return Form(
        label("minutes.title"),
        (
            *sign_off(label, minutes.roles),
            FieldTable(
                (
                    Field(label("minutes.kind"), minutes.kind, wide=True),
                    Field(label("minutes.held_at"), minutes.held_at), Field(label("minutes.place"), place),
                )
            ),
            Grid(
                tuple(label(f"minutes.agenda.{key}") for key in ("case", "matter", "decision")),
                minutes.agenda,
                (3, 6, 6),
                empty=0 if minutes.agenda else 3,
                heading=label("minutes.agenda_heading"),
                lines=2,
            ),
            Text(minutes.discussion, label("minutes.discussion"), boxed=True, lines=6),
            FieldTable(
                (
                    Field(label("minutes.shared"), bullets(minutes.shared), wide=True, lines=2),
                    Field(label("minutes.next"), minutes.next_meeting, wide=True),
                )
            ),
            Grid(
                tuple(label(f"minutes.attendee.{key}") for key in ("office", "role", "name", "signature")),
                tuple((one.office, one.role, one.name, "") for one in minutes.attendees),
                (5, 3, 3, 4),
                empty=0 if minutes.attendees else 6,
                heading=label("minutes.attendees"),
                lines=2,
            ),
            Note(label("minutes.secrecy")),
        ),
        footer=minutes.issuer.line(),
        locale=locale,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """One person who gets something: in what name the list may carry, what, how much; ``day`` it was handed out."""

    name: str
    item: str
    amount: str = ""
    day: str = ""


@dataclass(frozen=True, slots=True)
class ReceiptList:
    """``giver`` as it may be named; ``purpose`` as it was logged."""

    issuer: Issuer
    what: str
    giver: str = ""
    purpose: str = ""
    day: str = ""
    lines: tuple[ReceiptLine, ...] = ()
    roles: tuple[str, ...] = ()


def receipt_list(receipts: ReceiptList, label: Label, locale: str = "ko") -> Form:
    """Who got what, with room to sign; the headings stand on every page."""
    return Form(
        label("receipts.title"),
        (
            *sign_off(label, receipts.roles),
            FieldTable(
                (
                    Field(label("receipts.what"), receipts.what), Field(label("receipts.giver"), receipts.giver),
                    Field(label("receipts.purpose"), receipts.purpose), Field(label("receipts.day"), receipts.day),
                )
            ),
            Grid(
                tuple(label(f"receipts.line.{key}") for key in ("number", "name", "item", "amount", "day", "signature")),
                tuple(
                    (str(number), one.name, one.item, one.amount, one.day, "")
                    for number, one in enumerate(receipts.lines, start=1)
                ),
                (2, 5, 7, 3, 4, 5),
                nothing=label("receipts.nobody"),
                centred=frozenset((0, 3)),
                lines=2,
            ),
            Note(label("receipts.count", count=len(receipts.lines))),
        ),
        footer=receipts.issuer.line(),
        locale=locale,
    )  # fmt: skip
