"""Facilities whose place must not be known (P-21): recognised by official type and by name.

A mapping file can add to this list, and say of a type that it is an open office;
it cannot make a refuge known by leaving it out. Where the signs are unclear, the
place is kept secret: a supervisor can open an entry, nobody can close one that
was told.
"""

import hashlib
import re

#: Whom such places shelter, or what they are called: decides by itself.
_ALWAYS = re.compile(
    r"가정\s*폭력|성\s*폭력|성\s*매매|폭력\s*피해|학대\s*피해|피해\s*(?:자|여성|아동|장애인|노인|어르신)|"
    r"이주\s*여성|미혼\s*모|위기\s*임산부|일시\s*지원\s*복지|"
    r"(?:여성|아동|청소년|장애인)\s*(?:전용\s*)?쉼터|(?:노인|어르신)\s*전용\s*쉼터|"
    r"(?:아동|영아|영유아|청소년|여성)\s*일시\s*보호|해바라기센터"
)

#: A refuge for older people who are abused, or a lounge where they sit in the summer.
_OF_ELDERS = re.compile(r"(?:노인|어르신|고령자)\s*쉼터")
#: What says that it is a lounge …
_LOUNGE = re.compile(r"경로당|노인정|무더위\s*쉼터|한파\s*쉼터|폭염\s*쉼터|기후\s*쉼터|노인\s*여가")
#: … unless anything of the row speaks of danger, or of people who do not go to a lounge: then it stays secret.
_ENDANGERED = re.compile(
    r"폭력|학대|피해|성매매|인신매매|스토킹|이주|미혼|임산부|가출|위기|보호|긴급|격리|은신|피신|비공개|입소|생활\s*시설|전용|"
    r"여성|아동|청소년|모자|한부모|가족"
)

#: A "쉼터" can be a lounge for older people or a place for the homeless; where people
#: live, or where children, young people and women go, it is a refuge.
_SHELTER = re.compile(r"쉼터|일시\s*보호")
_LIVED_IN = re.compile(r"거주시설|공동생활가정|그룹홈|보호전문기관|양육시설")
_OTHER_TYPE = re.compile(r"기타")
_SHELTERED = re.compile(r"^\((?:아동|청소년|여성|한부모가족|다문화가족)\)")
_OPEN_SHELTER = re.compile(r"노숙인|\(정신보건\)")

#: What an office, unlike a refuge, may call itself although it speaks of victims.
_REFUGE = re.compile(r"쉼터|보호시설|그룹홈")

#: A house where people live or hide, whatever it calls itself.
_HOUSE = re.compile(r"쉼터|보호시설|그룹홈|거주시설|공동생활가정|생활시설|보호소|쉼의\s*집")

#: Money paid to people who lived in a refuge (…보호시설 퇴소자 자립정착금) is no refuge.
_GRANT = re.compile(r"(?:정착금|지원금|보조금|장려금|수당|급여|바우처)$")

#: What lists in English call a refuge; where people live in it, or where its place is said to be hidden, it is one.
_ENGLISH = re.compile(
    r"domestic (?:violence|abuse)|battered|abused (?:women|child)|family violence|sexual (?:assault|abuse)|"
    r"human trafficking|transition house|safe (?:house|home)|women'?s (?:shelter|refuge)|runaway",
    re.IGNORECASE,
)
_ENGLISH_HOUSE = re.compile(r"shelter|refuge|safe (?:house|home)|transition(?:al)? hous|residen|lodging", re.IGNORECASE)
_ENGLISH_HIDDEN = re.compile(
    r"confidential(?:ly)?[ -](?:located|location|address)|undisclosed (?:location|address)", re.IGNORECASE
)

#: Keys of secret entries begin so.
_SAFE = "secret-"

#: Words of an address that name a place: 도봉구, 창동, 자양4동, 해등로52길.
#: A stem has an end: an address of three thousand letters without one would be gone through for hours.
_PLACE_WORD = re.compile(r"([가-힣]{1,20}?)(제?\d*(?:·\d+)*[동가]|[구군시]|대?로|길|번길)(?=\d|\s|\)|,|$)")


def is_secret(official_type: str, name: str, *, declared: bool | None = None, beside: str = "") -> bool:
    """Whether the facility's place must not be stored.

    ``declared`` is what the mapping says of the type: True, False (an office that
    anybody may visit) or None. ``beside`` is what the row says of whom it serves and who
    runs it: it makes a house secret where people live or hide.
    """
    told = f"{official_type} {name}"
    is_lounge = bool(_LOUNGE.search(told)) and not _ENDANGERED.search(f"{told} {beside}")
    if beside and _HOUSE.search(told) and (_ALWAYS.search(beside) or (_OF_ELDERS.search(beside) and not is_lounge)):
        return True
    if declared is False:
        return bool(_REFUGE.search(name) and (_ALWAYS.search(name) or (_OF_ELDERS.search(name) and not is_lounge)))
    if declared or _ALWAYS.search(official_type) or _ALWAYS.search(name):
        return True
    if _OF_ELDERS.search(told) and not is_lounge:
        return True
    if not _SHELTER.search(told) or _OPEN_SHELTER.search(official_type):
        return False
    if _LIVED_IN.search(official_type) or _SHELTERED.search(official_type):
        return True
    return bool(_OTHER_TYPE.search(official_type)) and not is_lounge


def is_grant(name: str) -> bool:
    """Whether the name is that of money or a voucher, not of a house."""
    return bool(_GRANT.search(name.strip()))


def is_secret_in_english(told: str, described: str) -> bool:
    """Whether an English list speaks of a refuge. ``told``: its name, type and who runs it; ``described``: all
    that is written of it, the same included."""
    return bool(_ENGLISH_HIDDEN.search(described) or (_ENGLISH_HOUSE.search(told) and _ENGLISH.search(described)))


def safe_name(name: str, official_type: str, address: str, districts: tuple[str, ...], key: str) -> str:
    """The name, or where the name tells the place, the type with a sign that tells entries apart."""
    after_sido = re.sub(r"^\S*(?:특별시|광역시|특별자치시|도)\s+", "", address)
    words = [*_PLACE_WORD.findall(after_sido), *((district[:-1], district[-1]) for district in districts)]
    # A stem of one syllable (창, 중) stands in too many names: then the whole word counts.
    told = {stem if len(stem) > 1 else stem + ending for stem, ending in words}
    squeezed = "".join(name.split())
    if not any(stem in squeezed for stem in told):
        return name
    plain = re.sub(r"^\([^)]*\)\s*", "", official_type)
    return f"{plain} (비공개 {_sign(key)})"


def safe_key(source: str, key: str) -> str:
    """A key that does not lead back to the published list."""
    return f"{_SAFE}{hashlib.sha256(f'{source}|{key}'.encode()).hexdigest()[:24]}"


def is_safe_key(key: str) -> bool:
    """Whether a key is one of :func:`safe_key`."""
    return key.startswith(_SAFE)


def _sign(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:4].upper()
