"""How the needs of a case are covered, in words (R008): none, one or many, and who covers several."""

from collections import defaultdict

from resmap.domain.referrals import LIVE
from resmap.flows.case_loading import LoadedCase
from resmap.flows.case_telling import CaseSentences
from resmap.flows.case_view import CoverView, SeveralView
from resmap.matching.coverage import NeedKey, covered, several
from resmap.words.explain import need_name

#: So many offers that cover several needs are told.
MOST_SEVERAL = 5


def cover(loaded: LoadedCase, locale: str) -> tuple[tuple[CoverView, ...], tuple[SeveralView, ...]]:
    """The cover of each open need, and the offers that meet two or more; nothing where nothing is suggested."""
    match, under_way, say = loaded.judgement.match, _under_way(loaded), CaseSentences(loaded, locale)
    needs = tuple(
        CoverView(
            loaded.need_record(found.need).id,
            need_name(one.need[0], locale),
            one.level.value,
            tuple(map(say.name, one.linked)),
            one.possible,
        )
        for one, found in zip(covered(match, under_way), match.needs, strict=True)
    )
    offers = tuple(
        SeveralView(offer, say.name(offer), tuple(dict.fromkeys(need_name(code, locale) for code, _ in keys)))
        for offer, keys in several(match, under_way)[:MOST_SEVERAL]
    )
    return needs, offers


def _under_way(loaded: LoadedCase) -> dict[NeedKey, list[str]]:
    """Offers with a living referral of this case, by need."""
    needs = {need.id: (need.code, need.holder) for need in loaded.open_needs}
    found: dict[NeedKey, list[str]] = defaultdict(list)
    for one in loaded.parts.referrals:
        if one.case_id == loaded.id and one.state in LIVE and one.need_id in needs:
            found[needs[one.need_id]].append(loaded.network.sames.standing(one.offer_id))
    return found
