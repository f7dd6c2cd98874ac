"""Entries that may be one: the pairs that wait, two side by side, judgements, and taking them back."""

from resmap.domain.permissions import Permission
from resmap.flows import pairs
from resmap.web.api import models_pairs
from resmap.web.api.operations import operation, spoken
from resmap.web.context import current_actor, idempotency_key, reading, writing


@operation(
    "GET",
    "/pairs",
    permission=Permission.REGISTER_VERIFY,
    query=models_pairs.PairQuery,
    answer=models_pairs.PairPage,
)
def list_pairs(query: models_pairs.PairQuery) -> models_pairs.PairPage:
    """Pairs that nobody judged yet, the likeliest first.

    Residents and secret places are never compared.
    """
    with reading() as uow:
        found = pairs.waiting(
            uow, current_actor(), dong=query.dong, source=query.source, page=query.page, size=query.size
        )
        return models_pairs.PairPage.of(found, spoken())


@operation(
    "GET", "/pairs/<uuid:a>/<uuid:b>", permission=Permission.REGISTER_VERIFY, answer=models_pairs.SideBySide
)
def read_pair(a: str, b: str) -> models_pairs.SideBySide:
    """Two entries side by side: every field of both, the reasons with their points, what was said before.

    Cases that name an entry are counted, never told.
    """
    with reading() as uow:
        return models_pairs.SideBySide.of(pairs.lay(uow, current_actor(), a, b), spoken())


@operation(
    "POST",
    "/pairs/<uuid:a>/<uuid:b>/judgement",
    permission=Permission.REGISTER_VERIFY,
    body=models_pairs.JudgementAsked,
    answer=models_pairs.Judged,
    status=201,
)
def judge_pair(a: str, b: str, body: models_pairs.JudgementAsked) -> models_pairs.Judged:
    """Say what two entries are, as they were shown; the same ones become one.

    The id of the merged entry keeps working everywhere. A judgement that contradicts another is refused.
    """
    with writing() as uow:
        made = pairs.judge(
            uow,
            current_actor(),
            a,
            b,
            body.verdict,
            revisions=body.revisions,
            keep=body.keep,
            fields=body.fields,
            note=body.note,
            key=idempotency_key(),
        )
    return models_pairs.Judged.of(made)


@operation(
    "GET",
    "/pairs/judgements",
    permission=Permission.REGISTER_VERIFY,
    query=models_pairs.JudgementQuery,
    answer=models_pairs.JudgementPage,
)
def list_judgements(query: models_pairs.JudgementQuery) -> models_pairs.JudgementPage:
    """What was said of which pair, the youngest first; what was taken back stays in the list."""
    with reading() as uow:
        found = pairs.judged(uow, current_actor(), page=query.page, size=query.size)
        return models_pairs.JudgementPage.of(found)


@operation(
    "POST",
    "/pairs/judgements/<uuid:judgement>/undo",
    permission=Permission.REGISTER_VERIFY,
    body=models_pairs.UndoJudgementAsked,
    answer=models_pairs.Judged,
)
def undo_judgement(judgement: str, body: models_pairs.UndoJudgementAsked) -> models_pairs.Judged:
    """Take a judgement back; entries that became one are parted exactly as they were.

    Fields that were edited since are named as EDITED_SINCE: ask again and say what becomes of them.
    """
    with writing() as uow:
        made = pairs.undo(uow, current_actor(), judgement, edited=body.edited, key=idempotency_key())
    return models_pairs.Judged.of(made)


@operation(
    "GET",
    "/register/look-alikes",
    permission=Permission.REGISTER_READ,
    query=models_pairs.LookAlikeQuery,
    answer=models_pairs.LookAlikes,
)
def list_look_alikes(query: models_pairs.LookAlikeQuery) -> models_pairs.LookAlikes:
    """Entries that may be the one that is being typed, the likeliest first; for a resident none."""
    with reading() as uow:
        found = pairs.look_alikes(uow, current_actor(), query.model_dump())
        return models_pairs.LookAlikes.of(found, spoken())
