"""What the operations on gifts take."""

from datetime import date
from typing import Literal

from pydantic import Field

from resmap.domain.donations import GiverLimit, ShareState
from resmap.flows.donations import DonationLine, Giver
from resmap.flows.donations_receipts import Which
from resmap.web.api.models import Asked, Filled, Id, Line, Reason, Revision, Told


class GiftAsked(Asked):
    what: Filled
    count: int = Field(ge=1, le=1_000_000)
    unit: str = Field("", max_length=20)
    giver: Line = Field("", description="From whom, in words; or the entry of the register as `offer`, not both.")
    offer: Id | None = None
    needs: list[str] = Field(min_length=1, max_length=40, description="Need codes that it answers; none of them sensitive.")
    limits: list[GiverLimit] = []
    wishes: Line = ""
    purpose: Line = Field("", description="Stands on the receipt list.")
    dong: Line = ""
    given_on: date | None = None
    use_by: date | None = None


class GiversQuery(Asked):
    text: Line


class PurposeAsked(Asked):
    purpose: Reason = Field(description="What the names are looked at for; good for today.")


class TickAsked(Asked):
    case: Id
    count: int = Field(ge=1, le=1_000_000)


class SharesAsked(Asked):
    shares: list[TickAsked] = Field(min_length=1, max_length=500)


class SettledAsked(Asked):
    to: ShareState
    on: date
    note: Line = ""
    revision: Revision


class TakenOutAsked(Asked):
    why: Reason
    revision: Revision


class ReceiptsQuery(Asked):
    which: Which = Which.LIST
    as_: Literal["pdf", "hwpx", "xlsx"] = Field("pdf", alias="as")


class DonationList(Told):
    donations: tuple[DonationLine, ...]


class GiverList(Told):
    givers: tuple[Giver, ...]
