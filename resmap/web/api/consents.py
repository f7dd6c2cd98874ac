"""Consents: asked on one sheet, taken back at once, and what each recipient would see."""

from resmap.domain.consent_sheet import Signer
from resmap.domain.permissions import Permission
from resmap.flows import consent_acts, consent_preview, consent_view
from resmap.flows.consent_acts import Answered
from resmap.flows.consent_preview import PreviewPage
from resmap.flows.consent_view import ConsentsPage
from resmap.web.api import models, models_consents
from resmap.web.api.operations import operation, spoken
from resmap.web.context import today


@operation("GET", "/cases/<uuid:case>/consents", permission=Permission.CASE_READ)
def read_consents(uow, actor, case: str, query: models_consents.ConsentQuery) -> ConsentsPage:
    """Every consent and refusal of a case, what ends soon, who is still to be told, and what can be asked."""
    return consent_view.page(uow, actor, case, today(), locale=spoken(), offer=query.offer)


@operation("POST", "/cases/<uuid:case>/consents/sheet", permission=Permission.CASE_EDIT, status=201)
def answer_sheet(
    uow, actor, key, case: str, body: models_consents.ConsentSheetAsked
) -> models_consents.KeptAll:
    """Keep the answers of one sitting, each as a consent or a refusal of its own. 422 where a signature does not count."""
    kept = consent_acts.answer_sheet(
        uow,
        actor,
        case,
        today(),
        answers=[
            Answered(one.asked, one.granted, one.recipient, tuple(one.items), one.until) for one in body.answers
        ],
        signer=Signer(**body.signer.model_dump()),
        how=body.how,
        key=key,
    )
    return models_consents.KeptAll(ids=list(kept))


@operation("POST", "/cases/<uuid:case>/consents/<uuid:consent>/withdraw", permission=Permission.CASE_EDIT)
def withdraw_consent(
    uow, actor, key, case: str, consent: str, body: models_consents.WithdrawAsked
) -> models_consents.KeptAll:
    """Take a consent back at once, with all that rests on it; answers tasks: whom to tell of it."""
    tasks = consent_acts.withdraw(uow, actor, case, consent, today(), why=body.why, key=key)
    return models_consents.KeptAll(ids=list(tasks))


@operation("POST", "/cases/<uuid:case>/consents/told/<uuid:task>", permission=Permission.CASE_EDIT)
def told_of_withdrawal(uow, actor, key, case: str, task: str) -> models.Kept:
    """A recipient was told of the withdrawal."""
    consent_acts.told(uow, actor, case, task, today(), key=key)
    return models.Kept(id=task)


@operation("GET", "/cases/<uuid:case>/preview", permission=Permission.CASE_READ)
def preview_disclosure(uow, actor, case: str, query: models_consents.ConsentQuery) -> PreviewPage:
    """Exactly what each recipient would see, field by field, and why the rest stays. Nothing is sent."""
    return consent_preview.preview(uow, actor, case, today(), locale=spoken(), offer=query.offer)
