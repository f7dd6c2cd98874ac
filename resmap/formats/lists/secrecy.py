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
    r"(?:여성|아동|청소년|노인|어르신|장애인)\s*(?:전용\s*)?쉼터|"
    r"(?:아동|영아|영유아|청소년|여성)\s*일시\s*보호|해바라기센터"
)

#: A "쉼터" can be a lounge for older people or a place for the homeless; where people
#: live, or where children, young people and women go, it is a refuge.
_SHELTER = re.compile(r"쉼터|일시\s*보호")
_LIVED_IN = re.compile(r"거주시설|공동생활가정|그룹홈|보호전문기관|양육시설|기타")
_SHELTERED = re.compile(r"^\((?:아동|청소년|여성|한부모가족|다문화가족)\)")
_OPEN_SHELTER = re.compile(r"노숙인|\(정신보건\)")

#: What an office, unlike a refuge, may call itself although it speaks of victims.
_REFUGE = re.compile(r"쉼터|보호시설|그룹홈")

#: A house where people live or hide, whatever it calls itself.
_HOUSE = re.compile(r"쉼터|보호시설|그룹홈|거주시설|공동생활가정|생활시설|보호소|쉼의\s*집")

#: Words of an address that name a place: 도봉구, 창동, 자양4동, 해등로52길.
_PLACE_WORD = re.compile(r"([가-힣]+?)(제?\d*(?:·\d+)*[동가]|[구군시]|대?로|길|번길)(?=\d|\s|\)|,|$)")


def is_secret(official_type: str, name: str, *, declared: bool | None = None, beside: str = "") -> bool:
    """Whether the facility's place must not be stored.

    ``declared`` is what the mapping says of the type: True, False (an office that
    anybody may visit) or None. ``beside`` is what the row says of whom it serves and who
    runs it: it makes a house secret where people live or hide.
    """
    if beside and _HOUSE.search(f"{official_type} {name}") and _ALWAYS.search(beside):
        return True
    if declared is False:
        return bool(_REFUGE.search(name) and _ALWAYS.search(name))
    if declared or _ALWAYS.search(official_type) or _ALWAYS.search(name):
        return True
    if not _SHELTER.search(f"{official_type} {name}") or _OPEN_SHELTER.search(official_type):
        return False
    return bool(_LIVED_IN.search(official_type) or _SHELTERED.search(official_type))


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
    return f"secret-{hashlib.sha256(f'{source}|{key}'.encode()).hexdigest()[:24]}"


def _sign(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:4].upper()
