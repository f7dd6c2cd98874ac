"""수령 확인 명단: who signs for what. Nothing stands on it but the name, the thing, how many, and room to sign.

No need and no circumstance is on it, and no gift answers a sensitive need (``domain.donations``), so that the list
tells of nobody more than that they got something. A protected client, and one with whom violence lives, stands on no
list that others sign on: each has a receipt of their own (P-22). Who only looks at a case prints nothing of it (P-12),
and what a closed case was not handed stands nowhere.
"""

from datetime import date
from enum import StrEnum

from resmap.domain.donations import HELD, ShareState
from resmap.domain.duties import unsafe_at_home
from resmap.domain.permissions import Actor, Permission
from resmap.flows.case_loading import LoadedCase, load_case
from resmap.flows.donations import REFUSED, giver_of, require_purpose
from resmap.flows.drawn_sheets import Sheet, label_in
from resmap.flows.printing import note_print
from resmap.flows.ruling import RuleForbids
from resmap.formats.forms import Form, joined
from resmap.formats.forms.sheets.common import Issuer
from resmap.formats.forms.sheets.meeting import ReceiptLine, ReceiptList, receipt_list
from resmap.matching.engine import Reason
from resmap.store import DonationRecord, DonationShareRecord, UnitOfWork, accounts, register
from resmap.store.queries import donations, helping
from resmap.words import say


class Which(StrEnum):
    """The list that all sign on, or one receipt for each client who is protected or unsafe at home."""

    LIST = "list"
    OWN = "own"


def receipts(
    uow: UnitOfWork, actor: Actor, donation_id: str, today: date, *, which: Which, locale: str
) -> Sheet:
    """The list or the receipts, ready to be drawn, of the shares within the actor's scope; notes the print.

    Raises NotFound, RuleForbids (NO_PURPOSE; NOBODY where no share is to be signed for).
    """
    record = donations.get(uow, actor, donation_id)
    require_purpose(uow, actor, record, today)
    held = [
        one
        for one in donations.shares(uow, record)
        if one.state in HELD and not helping.only_opened(uow, actor, one.case_id)
    ]
    loaded = [(one, load_case(uow, actor, one.case_id, today, Permission.CASE_READ)) for one in held]
    wanted = [
        (one, case)
        for one, case in loaded
        if unsafe_at_home(case.case) == (which is Which.OWN)
        and (one.state is ShareState.GIVEN or case.parts.case.closed_on is None)
    ]
    if not wanted:
        raise RuleForbids([Reason("NOBODY", {"area": REFUSED})])
    form = _form(uow, actor, record, wanted, which, today, locale)
    for one, case in wanted:
        note_print(uow, case, {"sheet": f"receipt_{which.value}", "donation": record.id, "share": one.id})
    uow.commit()
    return Sheet(form, f"{today.isoformat()}-receipts-{which.value}")


def _form(
    uow: UnitOfWork,
    actor: Actor,
    record: DonationRecord,
    wanted: list[tuple[DonationShareRecord, LoadedCase]],
    which: Which,
    today: date,
    locale: str,
) -> Form:
    office = accounts.office(uow)
    names = register.names_of(uow, {record.offer_id} - {None})

    def sheet(lines: list[ReceiptLine]) -> Form:
        told = ReceiptList(
            issuer=Issuer(office.name if office else "", person=actor.name),
            what=record.what,
            giver=giver_of(record, names),
            purpose=record.purpose or "",
            day=say("donations.day", locale, day=today),
            lines=tuple(lines),
        )
        return receipt_list(told, label_in(locale), locale)

    lines = [_line(record, one, case, locale) for one, case in wanted]
    if which is Which.LIST:
        return sheet(lines)
    form = sheet(lines[:1])
    for line in lines[1:]:
        form = joined(form, sheet([line]))
    return form


def _line(record: DonationRecord, one: DonationShareRecord, loaded: LoadedCase, locale: str) -> ReceiptLine:
    client = loaded.parts.client
    name = (locale == "en" and client.name_en) or client.name or ""
    amount = say("donations.pieces", locale, n=one.count, unit=_unit(record, locale))
    day = say("donations.day", locale, day=one.settled_on) if one.state is ShareState.GIVEN and one.settled_on else ""
    return ReceiptLine(name, record.what, amount, day)


def _unit(record: DonationRecord, locale: str) -> str:
    return record.unit or say("donations.piece", locale)
