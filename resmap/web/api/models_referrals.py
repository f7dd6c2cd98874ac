"""What requests about a referral that was sent bring."""

from datetime import date
from typing import Literal

from pydantic import Field

from resmap.domain.advocacy import AppealLaw, Ending, Strategy
from resmap.domain.referral_reasons import Outcome
from resmap.domain.referrals import ReferralState
from resmap.flows.referral_letters import LetterAs
from resmap.web.api.models import Asked, Filled, Id, Line, Revision, Told, Words


class OutcomeAsked(Asked):
    outcome: Outcome
    words: Words = ""
    value: int | None = Field(None, ge=0, le=1_000_000_000, description="What it was worth in won; 0: not known.")
    revision: Revision


class LongerAsked(Asked):
    until: date
    words: Words = ""
    revision: Revision


class RevisionAsked(Asked):
    revision: Revision


class LetterQuery(Asked):
    format: LetterAs = LetterAs.PDF


class Message(Told):
    """A text to copy into a phone."""

    text: str


class LinkMade(Told):
    """``token`` opens ``/r/<token>``; null where the same key made it before."""

    id: str
    expires: date
    token: str | None


class CapacityAsked(Asked):
    need: Id
    offer: Id


class CapacityAnswered(Asked):
    has_place: bool
    until: date | None = Field(None, description="From which day there may be a place again; empty: four weeks.")
    words: Words = ""
    revision: Revision


class LogAsked(Asked):
    need: Id
    organisation: Filled
    service: Line = ""
    department: Line = ""
    kind: Line = "M31"
    phone: Line = ""
    dong: Line = ""
    state: Literal[
        ReferralState.REQUESTED, ReferralState.ACCEPTED, ReferralState.IN_PROGRESS, ReferralState.COMPLETED
    ] = ReferralState.IN_PROGRESS
    on: date | None = None
    words: Words = ""


class OnwardAsked(Asked):
    offer: Id
    by: Id | None = None
    why: Words | None = None


class StrategyAsked(Asked):
    """``skip`` leaves the strategy out, and says why; without it the strategy is taken."""

    referral: Id
    strategy: Strategy
    skip: Words | None = None
    client_agrees: bool = False
    words: Words = ""
    article: Line = ""
    law: AppealLaw | None = None
    received_on: date | None = None


class StrategyEnded(Asked):
    ending: Ending
    result: Words = ""
    filed_on: date | None = None
    decided_on: date | None = None
    given_up: bool = False
    revision: Revision
