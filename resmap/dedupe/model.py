"""When two entries are one place: the whole policy on one screen, in points that double the odds.

A point is log2 of how much more often one place looks so in two lists than two places do. The figures are
judged, not fitted to any truth: they follow from how often things are shared in Korean lists (reasons
beside each), are checked on invented registers and on published lists (docs/bench/dedupe.md), and change
with the version. Every stored pair names it.

The balance: what tells look-alikes apart (``which_other``) outweighs everything else together, so that
제1/제2, 남/여 and 본점/분점 are never proposed however alike the rest is. A name alone does not suffice, a
telephone or a house alone neither; two of the three do.
"""

from resmap.dedupe import register_fields as f
from resmap.dedupe.evidence import Compared, evidence
from resmap.scoring import Model

#: From here a pair is proposed to a person: among a gu's few thousand entries two that nothing joins have
#: odds of 1 : 2^12 to be one.
PROPOSE_FROM = 12.0
#: From here a pair is listed at all.
LIST_FROM = 6.0

FIELDS = (
    f.WhichOne(), f.Sigungu(), f.Phone(), f.OrganisationNumber(), f.ADDRESS, f.Distance(), f.Kind(),
    f.Organisation(), f.Name(),
)  # fmt: skip
_BY_NAME = {each.name: each.codes for each in FIELDS}


def _evidence(name: str, *points: float, why: str, unasked: float = 0.5):
    return evidence(name, _BY_NAME[name], points, why, unasked=unasked)


MODEL: Model[Compared] = Model(
    name="resmap-pairs",
    version="2026.11",
    gates=(),
    factors=(
        # same whole · same core · same short core · slip · near · one in the other · faint · only a kind · different
        _evidence("name", 12, 10, 8, 8, 5, 4, 2, 1, -12, why="syllable trigrams of a gu's names repeat ~1 : 2^10", unasked=4),
        # same · one says less · akin by column · the columns differ · the names differ
        _evidence("facility_type", 2, 0, -4, -10, -26, why="P-21: two services of one house are two resources"),
        # both say the same · neither says · one says · one says 2 or more · other words in brackets · other
        _evidence("which_one", 3, 0, -1, -8, -12, -60, why="data: 천호삼성A(남)/(여); issue 3 item 4"),
        # same · one of several · different: places have two numbers, a foundation one for all its places
        _evidence("phone", 10, 8, -4, why="a number is shared by the two or three services of one house"),
        # same building · other floor · no number to compare · same road · same dong · different
        _evidence("address", 8, 4, 1, -4, -4, -5, why="a building holds some five resources, a gu some 2^11"),
        # ≤40 m · ≤150 m · ≤500 m · ≤3 km · farther · as same addresses say · as different ones say ·
        # against a same address
        _evidence("distance", 6, 4, 0, -4, -7, 0.5, -1, -3, why="150 m are 1 : 2^8 of a gu; data/README: some are drag-filled or invented"),
        _evidence("organisation", 4, 1, -2, why="one foundation runs many places; names of operators change"),
        _evidence("organisation_number", 5, -4, why="one number, several places (분사무소)"),
        _evidence("sigungu", 1, -7, why="the gu is right where the house number is not; 1 of 25 by chance"),
    ),
)
EVIDENCE = {factor.name: factor for factor in MODEL.factors}
