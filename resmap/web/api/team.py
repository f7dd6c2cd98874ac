"""The team of a case and what the supervisor decides; conferences with their agenda, seats and minutes."""

from resmap.domain.permissions import Permission
from resmap.flows import assignments, conferences, deciding, helping, team_view
from resmap.flows.conferences import ConferencePage
from resmap.flows.team_view import TeamPage
from resmap.web.api import models_team as asked
from resmap.web.api.models import Kept
from resmap.web.api.operations import operation, spoken
from resmap.web.context import today

_ASSIGN, _DECIDE, _MEET = Permission.CASE_ASSIGN, Permission.CASE_DECIDE, Permission.CONFERENCE_EDIT


@operation("GET", "/cases/<uuid:case>/team", permission=Permission.CASE_READ)
def read_team(uow, actor, case: str) -> TeamPage:
    """Who is in charge and who helps, what was decided, and general or special as the rule proposes it."""
    return team_view.page(uow, actor, case, today(), locale=spoken())


@operation("GET", "/helped-cases", permission=Permission.CASE_READ)
def helped_cases(uow, actor) -> asked.HelpedList:
    """The cases that you help with today, and which parts of each are open to you.

    Operations on other parts of such a case answer 404, as for a stranger.
    """
    return asked.HelpedList(cases=helping.mine(uow, actor, locale=spoken()))


@operation("POST", "/cases/<uuid:case>/manager", permission=_ASSIGN)
def change_manager(uow, actor, key, case: str, body: asked.ManagerAsked) -> Kept:
    """Give the case to another manager, with the reason and a hand-over note; the old one is kept."""
    kept = assignments.hand_to(
        uow,
        actor,
        case,
        today(),
        user_id=body.user,
        why=body.why,
        handover=body.handover,
        revision=body.revision,
        key=key,
    )
    return Kept(id=kept)


@operation("POST", "/cases/<uuid:case>/helpers", permission=_ASSIGN)
def add_helper(uow, actor, key, case: str, body: asked.HelperAsked) -> Kept:
    """Let somebody help until a day, a year ahead at most; they read and do what belongs to the named parts alone."""
    kept = assignments.add_helper(
        uow,
        actor,
        case,
        today(),
        user_id=body.user,
        kind=body.kind,
        scope=tuple(body.scope),
        until=body.until,
        why=body.why,
        key=key,
    )
    return Kept(id=kept)


@operation("POST", "/cases/<uuid:case>/helpers/<uuid:helper>/end", permission=_ASSIGN)
def end_helper(uow, actor, key, case: str, helper: str, body: asked.HelpEnded) -> Kept:
    """End somebody's help at once."""
    assignments.end_helper(uow, actor, case, helper, why=body.why, key=key)
    return Kept(id=helper)


@operation("POST", "/cases/<uuid:case>/selection", permission=_DECIDE)
def select_case(uow, actor, key, case: str, body: asked.SelectionAsked) -> Kept:
    """Decide whether the case is taken on (internal decision meeting)."""
    kept = deciding.select(
        uow,
        actor,
        case,
        today(),
        selection=body.selection,
        supports=tuple(body.supports),
        basis=body.basis,
        revision=body.revision,
        key=key,
    )
    return Kept(id=kept)


@operation("POST", "/cases/<uuid:case>/kind", permission=_DECIDE)
def decide_kind(uow, actor, key, case: str, body: asked.KindAsked) -> Kept:
    """Decide general or special; the proposal with its reasons is kept beside the decision."""
    kept = deciding.decide_kind(
        uow, actor, case, today(), kind=body.kind, reason=body.reason, revision=body.revision, key=key
    )
    return Kept(id=kept)


@operation("POST", "/cases/<uuid:case>/emergencies/<uuid:paper>", permission=_DECIDE)
def look_at_emergency(uow, actor, key, case: str, paper: str, body: asked.FindingAsked) -> Kept:
    """Note the supervisor's look at an emergency that was marked."""
    deciding.look_at_emergency(uow, actor, case, paper, today(), finding=body.finding, key=key)
    return Kept(id=paper)


@operation("GET", "/conferences", permission=Permission.CASE_READ)
def list_conferences(uow, actor) -> asked.ConferenceList:
    """The office's conferences, youngest first."""
    return asked.ConferenceList(conferences=conferences.listed(uow, actor))


@operation("POST", "/conferences", permission=_MEET, status=201)
def call_conference(uow, actor, key, body: asked.ConferenceAsked) -> Kept:
    """Call a conference; a written one counts."""
    kept = conferences.plan(
        uow, actor, kind=body.kind, on=body.on, written=body.written, place=body.place, dong=body.dong, key=key
    )
    return Kept(id=kept)


@operation("GET", "/conferences/<uuid:conference>", permission=Permission.CASE_READ)
def read_conference(uow, actor, conference: str) -> ConferencePage:
    """One conference with the cases in your scope; names only where everybody there may know them."""
    return conferences.page(uow, actor, conference, today(), locale=spoken())


@operation("POST", "/conferences/<uuid:conference>/agenda", permission=Permission.CASE_EDIT, status=201)
def put_on_agenda(uow, actor, key, conference: str, body: asked.AgendaAsked) -> Kept:
    """Put a case on the agenda with what is to be decided."""
    kept = conferences.put_on_agenda(uow, actor, conference, body.case, today(), question=body.question, key=key)
    return Kept(id=kept)


@operation("POST", "/conferences/<uuid:conference>/seats", permission=_MEET, status=201)
def add_seat(uow, actor, key, conference: str, body: asked.SeatAsked) -> Kept:
    """Note who sits there."""
    kept = conferences.seat(
        uow,
        actor,
        conference,
        user_id=body.user,
        name=body.name,
        organisation=body.organisation,
        offer_id=body.offer,
        secrecy_on=body.secrecy_on,
        key=key,
    )
    return Kept(id=kept)


@operation("POST", "/conferences/<uuid:conference>/seats/<uuid:seat>/secrecy", permission=_MEET)
def sign_secrecy(uow, actor, key, conference: str, seat: str) -> Kept:
    """Note that somebody from outside signed secrecy."""
    conferences.sign_secrecy(uow, actor, conference, seat, today(), key=key)
    return Kept(id=seat)


@operation("POST", "/conferences/<uuid:conference>/items/<uuid:item>", permission=_MEET)
def decide_item(uow, actor, key, conference: str, item: str, body: asked.DecisionAsked) -> Kept:
    """Keep what was said and decided of one case; it moves nothing by itself."""
    conferences.decide(
        uow,
        actor,
        item,
        today(),
        decision=body.decision,
        discussion=body.discussion,
        revision=body.revision,
        key=key,
    )
    return Kept(id=item)


@operation("POST", "/conferences/<uuid:conference>/held", permission=_MEET)
def hold_conference(uow, actor, key, conference: str, body: asked.HeldAsked) -> Kept:
    """The conference was held: it counts for the stages from now on. 409 with what is missing."""
    conferences.hold(uow, actor, conference, today(), next_on=body.next_on, revision=body.revision, key=key)
    return Kept(id=conference)
