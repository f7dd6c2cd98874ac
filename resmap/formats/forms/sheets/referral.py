"""A letter that asks another unit for something (R195–R196, P-09), and the slip on which it answers."""

from dataclasses import dataclass

from resmap.formats.forms.model import Field, FieldTable, Form, Label, Note, Signatures, Text, Tick, Ticks, below
from resmap.formats.forms.sheets.common import Issuer, bullets, sign_off, signed, ticks

_ANSWERS = ("reply.answer.accepted", "reply.answer.waiting", "reply.answer.rejected")
_REASONS = (
    "reply.reason.not_eligible", "reply.reason.no_capacity", "reply.reason.area", "reply.reason.does_not_fit",
    "reply.reason.other",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReferralLetter:
    """``subject``: (label, value) of the person, exactly those that the recipient may be told; it comes from the
    one function that discloses. ``receives``: services of now, as far as consented. ``consent``: number of the
    consent that the letter rests on."""

    issuer: Issuer
    number: str
    day: str
    to_office: str
    to_unit: str = ""
    to_person: str = ""
    subject: tuple[tuple[str, str], ...] = ()
    reason: str = ""
    request: str = ""
    urgency: str = ""
    care: tuple[str, ...] = ()
    receives: tuple[str, ...] = ()
    consent: str = ""
    reply_by: str = ""
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReplySlip:
    """``subject``: what names the person to the recipient (a call name or the number of the referral)."""

    issuer: Issuer
    number: str
    subject: str
    from_office: str = ""
    request: str = ""
    reply_by: str = ""


def referral_letter(letter: ReferralLetter, label: Label, locale: str = "ko") -> Form:
    """The letter; join it with :func:`reply_slip` (``joined``) to send both."""
    issuer = letter.issuer
    sender = FieldTable(
        (
            Field(label("referral.number"), letter.number),
            Field(label("referral.day"), letter.day),
            Field(label("referral.from_office"), f"{issuer.office} {issuer.team}".strip()),
            Field(label("referral.from_person"), " ".join(one for one in (issuer.person, issuer.phone) if one)),
            *((Field(label("referral.from_address"), issuer.address, wide=True),) if issuer.address else ()),
            Field(label("referral.to_office"), f"{letter.to_office} {letter.to_unit}".strip()),
            Field(label("referral.to_person"), letter.to_person),
        )
    )
    subject = FieldTable(
        tuple(Field(name, value) for name, value in letter.subject)
        or (Field(label("referral.subject"), "", wide=True),),
        heading=label("referral.subject"),
    )
    # What is not told has no row: "none" would be a statement about the person.
    told = (
        Field(label("referral.reason"), letter.reason, wide=True, lines=2),
        Field(label("referral.urgency"), letter.urgency, wide=True),
        Field(label("referral.care"), bullets(letter.care), wide=True),
        Field(label("referral.receives"), bullets(letter.receives), wide=True),
    )
    asked = FieldTable(
        (
            Field(label("referral.request"), letter.request, wide=True, lines=2),
            *(one for one in told if one.value),
            Field(label("referral.consent"), letter.consent),
            Field(label("referral.reply_by"), letter.reply_by),
        ),
        heading=label("referral.asked"),
    )
    return Form(
        label("referral.title"),
        (
            *sign_off(label, letter.roles or issuer.roles), sender, subject, asked, Text(label("referral.please")),
            Signatures((signed(label, issuer.head or issuer.office, "" if issuer.head else issuer.person),), date=letter.day),
            Note(label("referral.secrecy")),
        ),
        footer=issuer.line(),
        locale=locale,
    )  # fmt: skip


def reply_slip(slip: ReplySlip, label: Label, locale: str = "ko") -> Form:
    """The slip to send back, by whatever way: everything on it can be written by hand."""
    blank = label("common.day_blank")
    return Form(
        label("reply.title"),
        (
            FieldTable(
                (
                    Field(label("referral.number"), slip.number),
                    Field(label("reply.by"), slip.reply_by),
                    Field(label("reply.subject"), slip.subject),
                    Field(label("reply.request"), slip.request),
                    Field(label("reply.back_to"), slip.issuer.line(), wide=True),
                )
            ),
            Ticks(label("reply.answer_label"), ticks(label, _ANSWERS)),
            FieldTable((Field(label("reply.reason_label"), below(ticks(label, _REASONS)), wide=True),)),
            FieldTable(
                (
                    Field(label("reply.received"), blank),
                    Field(label("reply.starts"), blank),
                    Field(label("reply.in_charge"), ""),
                    Field(label("reply.phone"), ""),
                    Field(label("reply.content"), "", wide=True, lines=4),
                    Field(label("reply.papers"), "", wide=True, lines=2),
                ),
                heading=label("reply.when_accepted"),
            ),
            FieldTable(
                (
                    Field(label("reply.result"), below((Tick(label("reply.result_helped")), Tick(label("reply.result_partly")), Tick(label("reply.result_not")))), lines=3),
                    Field(label("reply.ended"), blank),
                ),
                heading=label("reply.later"),
            ),
            Signatures((signed(label, slip.from_office or label("reply.office"), ""),), date=blank),
            Note(label("reply.minimum")),
        ),
        footer=slip.issuer.line(),
        locale=locale,
    )  # fmt: skip
