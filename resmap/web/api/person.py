"""Who a client is, the dong of the case, and who lives with them: put right, with what stood before."""

from resmap.domain.permissions import Permission
from resmap.flows import correcting, person_view
from resmap.flows.person_view import PersonPage
from resmap.web.api import models
from resmap.web.api import models_person as asked
from resmap.web.api.operations import operation, spoken
from resmap.web.context import today

EDIT = Permission.CASE_EDIT


@operation("GET", "/cases/<uuid:case>/person", permission=EDIT)
def read_person(uow, actor, case: str) -> PersonPage:
    """Who the client is, the household, what was corrected. Of a protected client address and number are left out."""
    return person_view.page(uow, actor, case, today(), locale=spoken())


@operation("PUT", "/cases/<uuid:case>/person", permission=EDIT)
def correct_person(uow, actor, key, case: str, body: asked.IdentityAsked) -> models.Kept:
    """Put right name, birth, sex, number or address. 409 with PERHAPS_KNOWN where the office may know them by it."""
    correcting.correct(
        uow, actor, case, today(),
        asked=body.identity(), reason=body.reason, why=body.why, seen=body.seen, revision=body.revision, key=key,
    )  # fmt: skip
    return models.Kept(id=case)


@operation("POST", "/cases/<uuid:case>/person/dong", permission=EDIT)
def move_case(uow, actor, key, case: str, body: asked.MoveAsked) -> asked.Moved:
    """The client lives in another dong: the case goes along where its manager works there, else it is to be handed over."""
    result = correcting.move(
        uow, actor, case, today(), dong=body.dong, reason=body.reason, revision=body.revision, key=key
    )
    return asked.Moved(result=result)


@operation("POST", "/cases/<uuid:case>/person/members", permission=EDIT, status=201)
def add_relative(uow, actor, key, case: str, body: asked.RelativeAsked) -> models.Kept:
    """Somebody lives there, too. `revision` is the case's."""
    kept = correcting.add_member(uow, actor, case, today(), asked=body.relative(), revision=body.revision, key=key)
    return models.Kept(id=kept)


@operation("PUT", "/cases/<uuid:case>/person/members/<uuid:member>", permission=EDIT)
def correct_relative(uow, actor, key, case: str, member: str, body: asked.RelativeBetter) -> models.Kept:
    """Put right who somebody of the household is. The client is corrected as the client."""
    correcting.correct_member(
        uow, actor, case, member, today(), asked=body.relative(), reason=body.reason, revision=body.revision, key=key
    )
    return models.Kept(id=member)


@operation("POST", "/cases/<uuid:case>/person/members/<uuid:member>/left", permission=EDIT)
def relative_left(uow, actor, key, case: str, member: str, body: asked.LeftAsked) -> models.Kept:
    """They live elsewhere, have died, or were written down by mistake."""
    correcting.leave(uow, actor, case, member, today(), reason=body.reason, revision=body.revision, key=key)
    return models.Kept(id=member)
