"""The scales there are (practice §2.3, §2.9). A new one is one entry here and its words in words/catalogue/scales.toml.

The items are named in neutral words of our own, so that whoever types answers in knows which line
of the sheet is meant; the licensed Korean wording stays with the office that holds it. ``[K]`` in a
source means that we know it from the field's literature and no source of ours gives it.
"""

from types import MappingProxyType

from resmap.domain.scales.records import Band, Better, Entry, Item, Method, Scale, ScaleError


def _items(part: str, keys: str, least: int, most: int) -> tuple[Item, ...]:
    return tuple(Item(key, part, least, most) for key in keys.split())


LSNS_6 = Scale(
    id="LSNS-6",
    version="6/1",
    entry=Entry.ITEMS,
    better=Better.HIGHER,
    least=0,
    most=30,
    source="practice §2.9; Lubben et al. 2006 (total < 12); parts < 6 [K]",
    items=_items("family", "family_seen family_private family_help", 0, 5)
    + _items("friends", "friends_seen friends_private friends_help", 0, 5),
    bands=(Band("at_risk", 0), Band("not_at_risk", 12)),
    part_marginal=6,
    normed_from=65,
)

#: 사회적 고립가구 조사표: its items were not seen, so the total of the office's sheet is kept with its day.
ISOLATION_SURVEY = Scale(
    id="ISOLATION-SURVEY",
    version="2026/1",
    entry=Entry.TOTAL,
    better=Better.LOWER,
    least=0,
    most=13,
    source="practice §2.3 (0 일반, 1-3 저위험, 4-8 중위험, 9-13 고위험)",
    bands=(Band("none", 0), Band("low", 1), Band("middle", 4), Band("high", 9)),
)

MSPSS = Scale(
    id="MSPSS",
    version="12/1",
    entry=Entry.ITEMS,
    better=Better.HIGHER,
    least=1,
    most=7,
    source="practice §2.9 [K]: mean 1-2.9 low, 3-5 middle, 5.1-7 high",
    items=_items("someone", "someone_around someone_to_share someone_comforts someone_cares", 1, 7)
    + _items("family", "family_tries family_emotional family_talks family_decides", 1, 7)
    + _items("friends", "friends_try friends_count_on friends_share friends_talk", 1, 7),
    method=Method.MEAN,
    # "2.9" and "5.1" round a mean to one place: between them the next band begins at 3 and above 5.
    bands=(Band("low", 1), Band("middle", 3), Band("high", 5.05)),
    confirm=True,
)

UCLA_3 = Scale(
    id="UCLA-3",
    version="3/1",
    entry=Entry.ITEMS,
    better=Better.LOWER,
    least=3,
    most=9,
    source="practice §2.9 [K]: 6 and more lonely",
    items=_items("loneliness", "lacks_company left_out isolated", 1, 3),
    bands=(Band("not_lonely", 3), Band("lonely", 6)),
    confirm=True,
)

#: 박지원(1985): 25 items in four parts (정서·정보·물질·평가). No source gives cut-offs or the order of items.
PARK_SUPPORT = Scale(
    id="PARK-SUPPORT",
    version="25/1",
    entry=Entry.TOTAL,
    better=Better.HIGHER,
    least=25,
    most=125,
    source="practice §2.9 [K]: 25 items, 1-5 each; no cut-off",
    confirm=True,
)

#: Rosenberg's ten items. Which of them are turned round differs between Korean wordings, so the sheet's own
#: total is entered and not the answers.
ROSENBERG = Scale(
    id="ROSENBERG",
    version="10/1",
    entry=Entry.TOTAL,
    better=Better.HIGHER,
    least=10,
    most=40,
    source="practice §2.9 [K]: 10 items, 1-4 each; no cut-off (seed example 2 measures its change)",
    confirm=True,
)

#: R187 (A:71): what one member of the network can do for the client. Our own construct, beside a standard scale.
MEMBER_CAPACITY = Scale(
    id="MEMBER-CAPACITY",
    version="1",
    entry=Entry.ITEMS,
    better=Better.HIGHER,
    least=0,
    most=16,
    source="R187, practice §2.9 (our construct [K])",
    items=_items("capacity", "types", 0, 4) + _items("capacity", "hours reliability skill confidence", 0, 3),
    standard=False,
    licensed=False,
)

#: Goal attainment scaling has its formula with the goals that it is about.
GAS = Scale(
    id="GAS",
    version="1",
    entry=Entry.ELSEWHERE,
    better=Better.HIGHER,
    least=-2,
    most=2,
    source="practice §2.9; scored by resmap.domain.planning.goal_scaling",
    licensed=False,
)

SCALES: MappingProxyType[str, Scale] = MappingProxyType(
    {
        scale.id: scale
        for scale in (
            LSNS_6,
            ISOLATION_SURVEY,
            MSPSS,
            UCLA_3,
            PARK_SUPPORT,
            ROSENBERG,
            MEMBER_CAPACITY,
            GAS,
        )
    }
)


def scale(id: str) -> Scale:
    """The scale of that id; :class:`ScaleError` UNKNOWN_SCALE else."""
    found = SCALES.get(id)
    if found is None:
        raise ScaleError("UNKNOWN_SCALE", allowed=", ".join(SCALES))
    return found
