"""What somebody said once for all: wishes, what hinders, what was tried."""

from resmap.domain.permissions import Permission
from resmap.flows import wishes_view, wishing
from resmap.web.api import models, models_wishes
from resmap.web.api.operations import operation, spoken
from resmap.web.context import today


@operation("GET", "/cases/<uuid:case>/wishes", permission=Permission.CASE_READ)
def read_wishes(uow, actor, case: str) -> wishes_view.WishesPage:
    """What was said once for all and stands, with all that can be said."""
    return wishes_view.page(uow, actor, case, today(), locale=spoken())


@operation("POST", "/cases/<uuid:case>/wishes", permission=Permission.CASE_EDIT, status=201)
def say_wish(uow, actor, key, case: str, body: models_wishes.WishAsked) -> models.Kept:
    """Keep what somebody said: a wish, what hinders, or a sort of help that was tried. It counts for every offer."""
    said = wishing.Saying(**body.model_dump())
    return models.Kept(id=wishing.say(uow, actor, case, today(), said=said, key=key))


@operation("POST", "/cases/<uuid:case>/wishes/<uuid:wish>/back", permission=Permission.CASE_EDIT)
def take_wish_back(uow, actor, key, case: str, wish: str) -> models.Kept:
    """Take it back: from now on it does not count."""
    wishing.take_back(uow, actor, case, wish, today(), key=key)
    return models.Kept(id=wish)
