"""What of an offer meets a person or stands in their way: language, belief, food, hours, stairs, cost (R035, R164).

None, or an empty set, means that nobody has said; it never means no. What is
sure from the kind of an offer is derived here, and what a person typed of the
entry (``domain.particulars``) comes before it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum


class Fee(StrEnum):
    """What it costs the person."""

    FREE = "free"
    REDUCED = "reduced"
    FULL = "full"


class Hindrance(StrEnum):
    """What keeps somebody from getting to a help (R164; B:369)."""

    STAIRS = "stairs"
    WALKING = "walking"
    TRANSPORT = "transport"
    ALONE = "alone"
    LANGUAGE = "language"
    COST = "cost"


class Language(StrEnum):
    """Languages that are asked for; ``ksl`` is Korean Sign Language."""

    CHINESE = "zh"
    VIETNAMESE = "vi"
    TAGALOG = "tl"
    KHMER = "km"
    THAI = "th"
    NEPALI = "ne"
    MONGOLIAN = "mn"
    UZBEK = "uz"
    RUSSIAN = "ru"
    JAPANESE = "ja"
    ENGLISH = "en"
    KOREAN_SIGN = "ksl"


class Diet(StrEnum):
    """What somebody's food has to be."""

    HALAL = "halal"
    VEGETARIAN = "vegetarian"
    SOFT = "soft"
    LOW_SALT = "low_salt"
    DIABETIC = "diabetic"


class Hours(StrEnum):
    """When a help can be had, as roughly as people say it."""

    DAY = "weekday_day"
    EVENING = "evening"
    WEEKEND = "weekend"


@dataclass(frozen=True, slots=True)
class Access:
    """The facts of one offer. ``removes``: hindrances that it takes away from the way to others."""

    religious: bool | None = None
    languages: frozenset[str] = frozenset()
    step_free: bool | None = None
    comes_home: bool | None = None
    fee: Fee | None = None
    diets: frozenset[str] = frozenset()
    open_at: frozenset[str] = frozenset()
    removes: frozenset[str] = frozenset()


NOTHING_KNOWN = Access()

#: An offer for this need goes along with people (외출·이동·동행).
ESCORTS = "DLY14"
#: Kinds of offers that no religious body runs: benefits, public services, residents, shops, and the
#: associations that have a name of their own in the taxonomy.
_NOT_RELIGIOUS = ("M1", "M2", "H1", "H2", "H31", "H32", "H33", "H34", "H35", "H36", "H37", "H38")
#: Kinds that cost nothing: benefits, donations, what a neighbour does.
_FREE = ("M1", "M4", "H1")
_FREE_WORDS = frozenset({"무료", "없음", "0", "0원", "무료(0원)", "free", "none"})
#: Words by which a religious body is known from its name. Who runs the entry may say otherwise.
_RELIGIOUS_WORDS = (
    "교회", "성당", "사찰", "수녀회", "수도회", "선교", "포교", "교당", "불교", "천주교", "기독교", "원불교", "가톨릭",
    "구세군", "church", "temple", "diocese",
)  # fmt: skip
_RELIGIOUS_TAGS = frozenset({"church", "religious", "temple"})
_LANGUAGE_NAMES = {
    "중국어": "zh", "베트남어": "vi", "타갈로그어": "tl", "필리핀어": "tl", "크메르어": "km", "캄보디아어": "km",
    "태국어": "th", "네팔어": "ne", "몽골어": "mn", "우즈베크어": "uz", "러시아어": "ru", "일본어": "ja", "영어": "en",
    "수어": "ksl", "한국수어": "ksl", "수화": "ksl", "chinese": "zh", "vietnamese": "vi", "tagalog": "tl",
    "filipino": "tl", "khmer": "km", "thai": "th", "nepali": "ne", "mongolian": "mn", "uzbek": "uz",
    "russian": "ru", "japanese": "ja", "english": "en", "zho": "zh", "chi": "zh", "vie": "vi", "tgl": "tl",
    "fil": "tl", "khm": "km", "tha": "th", "nep": "ne", "mon": "mn", "uzb": "uz", "rus": "ru", "jpn": "ja",
    "eng": "en", "kvk": "ksl",
}  # fmt: skip


def access_of(
    kind: str,
    names: Iterable[str | None],
    needs: Iterable[str],
    tags: Iterable[str],
    particulars: Mapping[str, object] | None = None,
    *,
    languages: object = None,
    cost: str | None = None,
    schedules: Iterable[Mapping[str, object]] | None = None,
) -> Access:
    """The facts of an offer of ``kind`` with what its entry says of itself.

    ``names`` are its own and its organisation's; ``languages`` what a file said
    (names or codes, a list), ``cost`` its free text, ``schedules`` lines as HSDS has them. What cannot be
    read says nothing.
    """
    told = particulars or {}
    return Access(
        religious=_first(_yes_no(told.get("religious")), _is_religious(kind, names, tags)),
        languages=_codes(told.get("languages"), Language) | languages_in(languages),
        step_free=_first(_yes_no(told.get("step_free")), True if told.get("accessible") is True else None),
        comes_home=_yes_no(told.get("comes_home")),
        fee=_first(_fee(told.get("fee")), _free(kind, cost)),
        diets=_codes(told.get("diets"), Diet),
        open_at=_codes(told.get("open_at"), Hours) or _open_at(schedules or ()),
        removes=_codes(told.get("removes"), Hindrance) | _helps_along(needs, told),
    )


def told_of(access: Access, derived: Access) -> dict[str, object]:
    """What of ``access`` somebody said, as particulars keep it: all that is not sure without it (``derived``)."""
    told: dict[str, object] = {}
    for field in fields(Access):
        value, sure = getattr(access, field.name), getattr(derived, field.name)
        if isinstance(value, frozenset):
            value, sure = value - sure, frozenset()
        if value == sure or value is None:
            continue
        told[field.name] = _kept(value)
    return told


def _kept(value: object) -> object:
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def languages_in(told: object) -> frozenset[str]:
    """The codes of languages that a file names: ISO 639 codes (also with a region) or names; others fall away."""
    known = {one.value for one in Language}
    found = set()
    for one in told if isinstance(told, list | tuple) else ():
        word = str(one).strip().casefold()
        found.add(_LANGUAGE_NAMES.get(word, word.split("-")[0].split("_")[0]))
    return frozenset(found & known)


def _is_religious(kind: str, names: Iterable[str | None], tags: Iterable[str]) -> bool | None:
    if _RELIGIOUS_TAGS & set(tags):
        return True
    if kind.startswith(_NOT_RELIGIOUS):
        return False
    told = " ".join(filter(None, names)).casefold()
    return True if any(word in told for word in _RELIGIOUS_WORDS) else None


def _free(kind: str, cost: str | None) -> Fee | None:
    if kind.startswith(_FREE) or (cost or "").strip().casefold() in _FREE_WORDS:
        return Fee.FREE
    return None


def _open_at(schedules: Iterable[Mapping[str, object]]) -> frozenset[str]:
    """Rough hours from lines of opening times ("byday": "MO,TU", "opens_at": "09:00")."""
    found = set()
    for line in schedules:
        days = set(str(line.get("byday") or "").split(","))
        opens, closes = str(line.get("opens_at") or ""), str(line.get("closes_at") or "")
        if days & {"SA", "SU"}:
            found.add(Hours.WEEKEND.value)
        if days & {"MO", "TU", "WE", "TH", "FR"} and opens:
            found |= {Hours.DAY.value} if opens < "17:00" else set()
            found |= {Hours.EVENING.value} if closes >= "19:00" else set()
    return frozenset(found)


def _helps_along(needs: Iterable[str], told: Mapping[str, object]) -> frozenset[str]:
    found = {Hindrance.ALONE.value, Hindrance.WALKING.value} if ESCORTS in needs else set()
    if told.get("vehicle") is True:
        found.add(Hindrance.TRANSPORT.value)
    return frozenset(found)


def _first(said, derived):
    return derived if said is None else said


def _yes_no(value: object) -> bool | None:
    return {"yes": True, "no": False, True: True, False: False}.get(value) if isinstance(value, str | bool) else None


def _fee(value: object) -> Fee | None:
    return Fee(value) if value in set(Fee) else None


def _codes(value: object, vocabulary: type[StrEnum]) -> frozenset[str]:
    known = {one.value for one in vocabulary}
    return frozenset(known & {str(one) for one in value}) if isinstance(value, list | tuple) else frozenset()
