"""Korean addresses: road and lot (지번), with floor, building and dong, and what looks wrong in them.

The form of road addresses is that of the Road Name Address Act (도로명주소법 시행령, art. 3): sido, sigungu,
읍·면, road, (지하) building number, comma, detail, and in brackets legal dong and building.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from unicodedata import normalize

from resmap.domain.cleaning.districts import joined, read_district, short_sido, sidos_with, sigungu_of
from resmap.domain.cleaning.notes import Note

#: House numbers have four digits at most, and three after the hyphen.
LONGEST_HOUSE_NUMBER = 4
#: More than this is no address (letters); the rest is kept as text and not looked at.
LONGEST = 400

#: Who takes several floors takes few: "751~2층" is 75 and two floors, "12~13층" are two floors of an unknown house.
MOST_FLOORS_OF_ONE = 5
#: No house of Korea has more floors.
HIGHEST_FLOOR = 130

_POSTAL = re.compile(r"^\s*[(\[]?\s*우?\s*(\d{5}|\d{3}-\d{3})\s*[)\]]?[\s,]+(?=[가-힣])")
_BRACKETS = re.compile(r"[(\[]([^()\[\]]*)[)\]]?")
_EUP_MYEON = re.compile(r"^\s*([가-힣]{1,5}[읍면])(?=\s|$|[가-힣]+리)")
_DONG = r"[가-힣]+(?:제?\d+(?:[·.]\d+)*)?[동리가](?:제?\d*(?:[·.]\d+)*[동가])?"
_DONG_FIRST = re.compile(rf"^\s*(?P<dong>{_DONG})(?=[\s,\d]|산\s?\d|$)(?!\d+(?:번?길|로))")
_DONG_WORD = re.compile(r"^([가-힣]+(?:제?\d+(?:[·.]\d+)*)?[동가](?:제?\d*[동가])?|[가-힣]+[읍면리])(?=[\s,)]|$)")
_ROAD = re.compile(
    r"^\s*(?P<road>(?:[가-힣]|\d+(?=[가-힣])|\d[.·]\d+)[가-힣A-Za-z0-9·.]*?(?:대로|로|길)"
    r"(?:\s?(?:지하\s?)?(?:[가-힣]{0,2}?\d+(?:-\d+)?(?:번[가-힣]?|[가-힣])?|[가-힣])길)?)"
    r"(?=\s*(?:지하)?\s*\d|[\s,]|$)"
    r"(?:\s*(?P<under>지하))?(?:(?:\s*|,\s*(?!\d+(?:-\d+)?(?:\s?[층동호FB~]|,\s?\d)))(?P<no>\d+)(?:\s?-\s?(?P<sub>\d+))?(?!\d*[가-힣]*길))?"
)
#: A blank inside a road's name: "낙수당 1길 31", "마곡 서1로 132", "가재울 미래로 2".
_SPACED_ROAD = re.compile(r"^(\s*[가-힣]+(?<![동리읍면가]))\s+([가-힣]{0,3}\d*[가-힣]{0,3}(?:대로|로|길))(?=\s*\d)")
_LOT = re.compile(
    r"^\s*(?P<san>산)?\s*(?P<no>\d{1,5})(?:\s?(?:-|의|번지)\s?(?P<sub>\d{1,4}))?(?:\s?(?:번지|호)(?![가-힣]))?(?!\d*[동층호])"
)
_PARCEL = re.compile(r"^(산)?\s?(\d{1,4})(?:-(\d{1,4}))?(?:번지)?$")
_NUMBERED = re.compile(r"제?\d+(?:[·.]\d+)*동$")
_FLOOR = re.compile(
    r"(?P<down>지하|B|b)?\s*(?P<no>\d{1,3})(?:\s?[~,·\-]\s?\d{1,3})*\s*(?:층|[Ff](?![A-Za-z]))|(?:지하|B|b)\s?(?P<under>\d)(?!\d)"
)
_SAYS_NONE = re.compile(r"^(?:[-.\s]*|없음|해당\s?없음|미정|상동|미상|nan|null)$", re.IGNORECASE)

#: A road that is written twice: "가온로32길가온로32길 11".
_ROAD_TWICE = re.compile(r"([가-힣]{2,}(?:\d+번?)?(?:로|길))\s*\1(?=\s*\d)")

#: A road, one number, and at once "층" or "~2층": the floor grew onto the house number.
_GLUED_FLOOR = re.compile(r"(?<=[로길])(\s*)(\d+)(?:-(\d+))?(\s?[~∼]\s?\d{1,2})?층")
_LONG_NUMBER = re.compile(r"(?<=[로길])\s*(?:\d{5,}(?:-\d+)?|\d+-\d{4,})")
#: A word that grew onto the house number: "용마산로 554동화빌딩".
_GLUED_WORD = re.compile(r"^(?:-\d+)?(?=[가-힣A-Za-z])(?!번|번지|층|호|동(?![가-힣])|의|가(?![가-힣])|길|외)")


@dataclass(frozen=True, slots=True)
class AddressParts:
    """An address taken apart; ``text`` is the cell as it was written, and stays the truth.

    ``sido`` is today's name; ``sigungu`` may be two words (수원시 장안구). ``dong`` is the legal dong
    or ri, or an administrative dong where the address says one (자양4동). ``building_no`` is
    ``65`` or ``65-3``; ``lot`` ``12``, ``12-3`` or ``산12-3``. ``floor`` counts from 1, below the ground from
    -1. ``detail`` is what follows the number. ``proposed``: the whole address as it was probably
    meant, where something grew together; None otherwise.
    """

    text: str
    sido: str | None = None
    sigungu: str | None = None
    eup_myeon: str | None = None
    dong: str | None = None
    road: str | None = None
    underground: bool = False
    building_no: str | None = None
    lot: str | None = None
    building: str | None = None
    floor: int | None = None
    detail: str | None = None
    postal: str | None = None
    proposed: str | None = None
    notes: tuple[Note, ...] = ()

    @property
    def legal_dong(self) -> str | None:
        """The dong as the address names it."""
        return self.dong

    @property
    def road_key(self) -> str | None:
        """What two road addresses of one building have in common; None without road and number."""
        if self.road is None or self.building_no is None:
            return None
        below = "지하" if self.underground else ""
        return f"{short_sido(self.sido)}|{joined(self.sigungu)}|{self.road}|{below}{self.building_no}"

    @property
    def lot_key(self) -> str | None:
        """What two lot addresses of one parcel have in common; None without dong and lot."""
        if self.dong is None or self.lot is None:
            return None
        return f"{short_sido(self.sido)}|{joined(self.sigungu)}|{self.eup_myeon or ''}|{plain_dong(self.dong)}|{self.lot}"

    @property
    def normal(self) -> str:
        """The address in one spelling, without detail: what is compared letter by letter."""
        place = self.road and f"{self.road} {'지하' if self.underground else ''}{self.building_no or ''}".strip()
        lot = None if place else " ".join(filter(None, (self.dong and plain_dong(self.dong), self.lot)))
        words = (short_sido(self.sido), joined(self.sigungu), self.eup_myeon, place, lot)
        return " ".join(filter(None, words)) or " ".join(self.text.split())


def read_parts(text: str, sido: str | None = None, sigungu: str | None = None) -> AddressParts:
    """Take an address apart. ``sido`` and ``sigungu`` are meant where none is written.

    Notes: ADDRESS_MISSING, ADDRESS_NOT_READ (neither road nor lot), SIDO_INFERRED, SIDO_CONTRADICTS,
    GU_UNKNOWN, HOUSE_NUMBER_MISSING, FLOOR_GLUED, NUMBER_GLUED, WORD_GLUED, LOST_LETTERS.
    """
    plain = _plain(text[:LONGEST])
    if _SAYS_NONE.match(plain):
        return AddressParts(text, sido, sigungu, notes=(Note("ADDRESS_MISSING"),))
    notes: list[Note] = []
    if "?" in plain or "�" in plain:
        notes.append(Note("LOST_LETTERS"))
    postal = _POSTAL.match(plain)
    rest = plain[postal.end() :] if postal else plain
    brackets = _BRACKETS.findall(rest)
    flat = " ".join(_BRACKETS.sub(" , ", rest).replace("?", " ").split())
    home, gu, after, written = read_district(flat, sido)
    if gu and after.strip().startswith(f"{gu} "):  # written twice
        after = after.strip()[len(gu) :]
    notes += _district_notes(home, gu, written, sido)
    if gu is None and sigungu and (home is None or sigungu in (gu, *_known(home))):
        gu = sigungu
    elif gu is None and not _has_no_sigungu(home):
        notes.append(Note("GU_UNKNOWN"))
    eup = _EUP_MYEON.match(after)
    after = _ROAD_TWICE.sub(r"\1", after[eup.end() :] if eup else after)
    ground, number_notes = _ground(after)
    proposed, glued = _proposal(plain, ground)
    inside_dong, inside_lot, building = _in_brackets(brackets)
    detail, floor = _detail(ground["rest"], brackets)
    if glued == "FLOOR_GLUED":
        floor, ground["no"] = _floor_of(proposed), None
    elif glued == "NUMBER_GLUED":
        floor, detail, ground["no"] = None, ground["glued"], None
    if glued:
        notes.append(Note(glued, {"address": plain} | ({"proposed": proposed} if proposed else {})))
    else:
        notes += number_notes
    dong = ground["dong"] or inside_dong
    return AddressParts(
        text=text,
        sido=home,
        sigungu=gu,
        eup_myeon=eup[1] if eup else None,
        dong=dong,
        road=ground["road"],
        underground=ground["under"],
        building_no=ground["no"] if ground["road"] else None,
        lot=ground["lot"] or inside_lot,
        building=building,
        floor=floor,
        detail=detail,
        postal=postal[1] if postal else None,
        proposed=proposed,
        notes=tuple(notes),
    )


def same_address(one: AddressParts, other: AddressParts) -> bool | None:
    """Whether two addresses name one building (or parcel): True, False, or None where they cannot tell.

    A road and a lot address cannot be compared; a missing sido or gu on one side says nothing against.
    """
    for key in ("road_key", "lot_key"):
        left, right = getattr(one, key), getattr(other, key)
        if left and right:
            pairs = zip(left.split("|"), right.split("|"), strict=True)
            return all(a == b or not a or not b for a, b in pairs)
    return None


def administrative_dongs(legal: str, dongs: Iterable[str]) -> tuple[str, ...]:
    """The administrative dong (of one gu) that a name in an address can mean: none, one or several.

    자양동 is four administrative dong; which one, an address does not say.
    """
    listed = tuple(dongs)
    wanted = plain_dong(legal)
    exact = tuple(sorted(one for one in listed if plain_dong(one) == wanted))
    return exact or tuple(sorted(one for one in listed if _NUMBERED.sub("동", plain_dong(one)) == wanted))


def plain_dong(name: str) -> str:
    """중곡제1동 and 중곡1동 are one, and so are 종로1.2.3.4가동 and 종로1·2·3·4가동."""
    return re.sub(r"제(?=\d)", "", name).replace(".", "·").replace(",", "·").replace("ㆍ", "·").replace("・", "·")


def glued_floor(address: str) -> str | None:
    """The address as it was probably meant, where a floor grew onto the house number; else None.

    "자양로 652층" is proposed as "자양로 65, 2층": never changed by itself.
    """
    found = _GLUED_FLOOR.search(address)
    if not found:
        return None
    digits = found[3] or found[2]
    floor = digits[-2:] if digits.endswith("0") and len(digits) > 2 else digits[-1:]
    house = digits[: -len(floor)]
    if found[3]:
        house = f"{found[2]}-{house}" if house.strip("0") else found[2]
    if not house or floor == "0" or len(house.partition("-")[0]) > LONGEST_HOUSE_NUMBER:
        return None
    if found[4] and not 0 < int(found[4].strip(" ~∼")) - int(floor) <= MOST_FLOORS_OF_ONE:
        return None
    return f"{address[: found.start()]}{found[1]}{house}, {floor}{found[4] or ''}층{address[found.end() :]}"


def glued_number(address: str) -> bool:
    """Whether something else (a building, a flat) grew onto the house number."""
    return bool(_LONG_NUMBER.search(address)) and glued_floor(address) is None


# How the parts are found


def _plain(text: str) -> str:
    """NFKC (full-width digits and brackets become plain), one space between words."""
    return " ".join(normalize("NFKC", text).replace("–", "-").replace("－", "-").split()).strip(" ,")


def _known(sido: str | None) -> tuple[str, ...]:
    return sigungu_of().get(sido or "", ())


def _has_no_sigungu(sido: str | None) -> bool:
    return short_sido(sido) == "세종"


def _district_notes(home: str | None, gu: str | None, written: bool, meant: str | None) -> Iterable[Note]:
    homes = sidos_with(gu) if gu else ()
    if written and homes and home not in homes:
        yield Note("SIDO_CONTRADICTS", {"sido": home, "sigungu": gu, "proposed": list(homes)})
    elif not written and home and gu and short_sido(home) != short_sido(meant):
        yield Note("SIDO_INFERRED", {"sigungu": gu, "proposed": home})


def _ground(after: str, again: bool = True) -> tuple[dict, list[Note]]:
    """Dong, road and number, or dong and lot; ``rest`` is what follows, ``glued`` what follows the road."""
    found: dict = {"dong": None, "road": None, "under": False, "no": None, "lot": None, "rest": after, "glued": None}
    dong = _DONG_FIRST.match(after)
    if dong:
        found["dong"], after = dong["dong"], after[dong.end() :]
        found["rest"] = after
    road = _ROAD.match(after) or _ROAD.match(_SPACED_ROAD.sub(r"\1\2", after))
    if road and not (dong and _LOT.match(after)):
        found["road"] = "".join(road["road"].split())
        found["under"] = bool(road["under"])
        found["no"] = _number(road["no"], road["sub"])
        found["rest"] = road.string[road.end() :]
        found["glued"] = road.string[road.end("road") :].strip(" ,") or None
        if found["no"]:
            return found, []
        behind, none = _ground(found["rest"], again=False) if again else (found, [Note("")])
        return (behind | {"road": found["road"]}, []) if not none and behind["lot"] else (
            found, [Note("HOUSE_NUMBER_MISSING")]
        )
    if dong and (lot := _LOT.match(after)):
        number = _number(lot["no"], lot["sub"])
        found["lot"] = f"산{number}" if lot["san"] and number else number
        found["rest"] = after[lot.end() :]
        return found, []
    return found, [Note("LOT_NUMBER_MISSING" if dong else "ADDRESS_NOT_READ")]


def _number(no: str | None, sub: str | None) -> str | None:
    """``65-3`` without leading zeros; "596-0" is 596."""
    if not no or not no.strip("0"):
        return None
    no, sub = no.lstrip("0"), (sub or "").lstrip("0")
    return f"{no}-{sub}" if sub else no


def _proposal(plain: str, ground: dict) -> tuple[str | None, str | None]:
    """(the address as it was probably meant, the code that says why)."""
    if meant := glued_floor(plain):
        return meant, "FLOOR_GLUED"
    if glued_number(plain):
        return None, "NUMBER_GLUED"
    if ground["road"] and ground["no"] and (word := _GLUED_WORD.match(ground["rest"])):
        rest = ground["rest"][word.start() :].partition(" ,")[0]
        at = plain.rfind(f"{ground['no'].rpartition('-')[2]}{rest}")
        at = plain.find(rest, at) if at > 0 else plain.rfind(rest)
        if at > 0:
            return f"{plain[:at]}, {rest}{plain[at + len(rest) :]}", "WORD_GLUED"
    return None, None


def _floor_of(address: str | None) -> int | None:
    found = _FLOOR.search((address or "").rpartition(", ")[2])
    return int(found["no"]) if found and found["no"] else None


def _in_brackets(brackets: list[str]) -> tuple[str | None, str | None, str | None]:
    """(dong, lot, building) of the brackets: "(자양동, 현대아파트)", "(방배동 969-5)"."""
    dong = lot = building = None
    for inside in brackets:
        words = [one.strip() for one in inside.split(",") if one.strip()]
        first = _DONG_WORD.match(words[0]) if words else None
        if first:
            dong = dong or first[1]
            words[0] = words[0][first.end() :].strip()
        for one in filter(None, words):
            parcel = _PARCEL.match(one)
            if parcel and dong:
                lot = lot or f"{parcel[1] or ''}{_number(parcel[2], parcel[3]) or ''}" or None
            elif not _FLOOR.fullmatch(one):
                building = building or one
    return dong, lot, building


def _detail(rest: str, brackets: list[str]) -> tuple[str | None, int | None]:
    """(what follows the number, the floor in it or in the brackets)."""
    detail = " ".join(rest.replace(" , ", " ").strip(" ,").split()) or None
    for text in (rest, *brackets):
        found = _FLOOR.search(text)
        number = int(found["no"] or found["under"]) if found else 0
        if 0 < number <= HIGHEST_FLOOR:
            return detail, -number if found["down"] or found["under"] else number
    return detail, None
