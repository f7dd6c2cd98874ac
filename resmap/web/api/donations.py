"""Gifts: what came in, whom it would reach, sharing it out, the receipts, and the shares of a case."""

from flask import Response

from resmap.domain.permissions import Permission
from resmap.flows import donations as gifts
from resmap.flows import donations_page, donations_receipts, donations_sharing
from resmap.flows.donations_page import CaseSharesPage, DonationPage
from resmap.web.api import models_donations as asked
from resmap.web.api.models import Kept
from resmap.web.api.operations import operation, spoken
from resmap.web.context import today
from resmap.web.documents import drawn

_EDIT = Permission.DONATIONS_EDIT


@operation("GET", "/donations", permission=_EDIT)
def list_donations(uow, actor) -> asked.DonationList:
    """The office's gifts, youngest first, with what is left of each."""
    return asked.DonationList(donations=gifts.listed(uow, actor, today()))


@operation("POST", "/donations", permission=_EDIT, status=201)
def receive_donation(uow, actor, key, body: asked.GiftAsked) -> Kept:
    """Note a gift that came in."""
    gift = gifts.Gift(
        what=body.what,
        count=body.count,
        unit=body.unit,
        giver=body.giver,
        offer=body.offer or "",
        needs=tuple(body.needs),
        limits=tuple(body.limits),
        wishes=body.wishes,
        purpose=body.purpose,
        dong=body.dong,
        given_on=body.given_on,
        use_by=body.use_by,
    )
    return Kept(id=gifts.receive(uow, actor, gift, today(), key=key))


@operation("GET", "/donations/givers", permission=_EDIT)
def find_givers(uow, actor, query: asked.GiversQuery) -> asked.GiverList:
    """Entries of the register that may be the giver, by name."""
    return asked.GiverList(givers=gifts.givers(uow, actor, query.text, today()))


@operation("GET", "/donations/<uuid:donation>", permission=_EDIT)
def read_donation(uow, actor, donation: str) -> DonationPage:
    """One gift: numbers; and, once you said today what for, whom it would reach and why, and who has a share."""
    return donations_page.page(uow, actor, donation, today(), locale=spoken())


@operation("POST", "/donations/<uuid:donation>/purpose", permission=_EDIT, status=201)
def state_purpose(uow, actor, key, donation: str, body: asked.PurposeAsked) -> Kept:
    """Say what the names are looked at for; kept, and good for today."""
    return Kept(id=gifts.state_purpose(uow, actor, donation, today(), words=body.purpose, key=key))


@operation("POST", "/donations/<uuid:donation>/shares", permission=_EDIT, status=201)
def share_donation(uow, actor, key, donation: str, body: asked.SharesAsked) -> Kept:
    """Set pieces aside for households: all of it or nothing, never more than is left."""
    ticks = [donations_sharing.Tick(one.case, one.count) for one in body.shares]
    return Kept(id=donations_sharing.share(uow, actor, donation, ticks, today(), key=key))


@operation("POST", "/donations/shares/<uuid:share>", permission=Permission.CASE_EDIT)
def settle_share(uow, actor, key, share: str, body: asked.SettledAsked) -> Kept:
    """Note what became of a share; what was not handed out goes back to what is left."""
    donations_sharing.settle(
        uow, actor, share, today(), to=body.to, on=body.on, note=body.note, revision=body.revision, key=key
    )
    return Kept(id=share)


@operation("POST", "/donations/<uuid:donation>/removal", permission=_EDIT)
def take_out_donation(uow, actor, key, donation: str, body: asked.TakenOutAsked) -> Kept:
    """Take out a gift that was noted by mistake; 409 once somebody holds a share of it."""
    gifts.take_out(uow, actor, donation, why=body.why, revision=body.revision, key=key)
    return Kept(id=donation)


@operation(
    "GET", "/donations/<uuid:donation>/receipts", permission=_EDIT, answer=bytes, answer_media="application/octet-stream"
)
def read_receipts(uow, actor, donation: str, query: asked.ReceiptsQuery) -> Response:
    """The list to sign (`list`), or one receipt for each protected client (`own`); that it was printed is kept."""
    sheet = donations_receipts.receipts(uow, actor, donation, today(), which=query.which, locale=spoken())
    response = drawn(sheet, query.as_)
    response.mimetype = "application/octet-stream"  # one operation is told with one media type
    return response


@operation("GET", "/cases/<uuid:case>/gifts", permission=Permission.CASE_READ)
def read_gifts(uow, actor, case: str) -> CaseSharesPage:
    """What was shared out to a household, and what became of it."""
    return donations_page.of_case(uow, actor, case, today(), locale=spoken())
