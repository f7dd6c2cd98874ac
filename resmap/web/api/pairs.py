"""Entries that may be one: the pairs that wait, two side by side, judgements, and taking them back."""

from resmap.domain.permissions import Permission
from resmap.flows import pairs
from resmap.web.api import models_pairs
from resmap.web.api.operations import operation, spoken


@operation("GET", "/pairs", permission=Permission.REGISTER_VERIFY)
def list_pairs(uow, actor, query: models_pairs.PairQuery) -> models_pairs.PairPage:
    """Pairs that nobody judged yet, the likeliest first.

    Residents and secret places are never compared.
    """
    found = pairs.waiting(uow, actor, dong=query.dong, source=query.source, page=query.page, size=query.size)
    return models_pairs.PairPage.of(found, spoken())


@operation("GET", "/pairs/<uuid:a>/<uuid:b>", permission=Permission.REGISTER_VERIFY)
def read_pair(uow, actor, a: str, b: str) -> models_pairs.SideBySide:
    """Two entries side by side: every field of both, the reasons with their points, what was said before.

    Cases that name an entry are counted, never told.
    """
    return models_pairs.SideBySide.of(pairs.lay(uow, actor, a, b), spoken())


@operation("POST", "/pairs/<uuid:a>/<uuid:b>/judgement", permission=Permission.REGISTER_VERIFY, status=201)
def judge_pair(uow, actor, key, a: str, b: str, body: models_pairs.JudgementAsked) -> models_pairs.Judged:
    """Say what two entries are, as they were shown; the same ones become one.

    The id of the merged entry keeps working everywhere. A judgement that contradicts another is refused.
    """
    made = pairs.judge(
        uow,
        actor,
        a,
        b,
        body.verdict,
        revisions=body.revisions,
        keep=body.keep,
        fields=body.fields,
        note=body.note,
        key=key,
    )
    return models_pairs.Judged.of(made)


@operation("GET", "/pairs/judgements", permission=Permission.REGISTER_VERIFY)
def list_judgements(uow, actor, query: models_pairs.JudgementQuery) -> models_pairs.JudgementPage:
    """What was said of which pair, the youngest first; what was taken back stays in the list."""
    found = pairs.judged(uow, actor, page=query.page, size=query.size)
    return models_pairs.JudgementPage.of(found)


@operation("POST", "/pairs/judgements/<uuid:judgement>/undo", permission=Permission.REGISTER_VERIFY)
def undo_judgement(uow, actor, key, judgement: str, body: models_pairs.UndoJudgementAsked) -> models_pairs.Judged:
    """Take a judgement back; entries that became one are parted exactly as they were.

    Fields that were edited since are named as EDITED_SINCE: ask again and say what becomes of them.
    """
    made = pairs.undo(uow, actor, judgement, edited=body.edited, key=key)
    return models_pairs.Judged.of(made)


@operation("GET", "/register/look-alikes", permission=Permission.REGISTER_READ)
def list_look_alikes(uow, actor, query: models_pairs.LookAlikeQuery) -> models_pairs.LookAlikes:
    """Entries that may be the one that is being typed, the likeliest first; for a resident none."""
    found = pairs.look_alikes(uow, actor, query.model_dump())
    return models_pairs.LookAlikes.of(found, spoken())
