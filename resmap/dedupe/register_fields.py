"""What is compared of a place: one class for each factor of ``model.py``.

Each prepares its column once and answers with the level of any number of pairs (``evidence.Comparison``).
Both lists of a linkage share one ``Book`` per value, hence the columns are made by ``Columns.of``.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np
from rapidfuzz.distance import Indel
from rapidfuzz.fuzz import partial_ratio

from resmap.dedupe.columns import NONE, Book, both_known, relation, similarity
from resmap.dedupe.records import Record
from resmap.domain.cleaning.addresses import AddressParts, plain_dong, read_parts
from resmap.domain.cleaning.districts import joined, short_sido, sigungu_of
from resmap.domain.cleaning.names import NameParts, is_only_a_kind, kind_of_text, kinds_relation, parts_of
from resmap.domain.korean import is_syllable, parts
from resmap.domain.names import same_name
from resmap.domain.place import EARTH_RADIUS_M

_INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_FINALS = " ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"


@lru_cache(maxsize=65_536)
def jamo(text: str) -> str:
    """Hangul as its letters, so that a slip of one letter is one of eight and not one of three."""
    out = []
    for char in text:
        if is_syllable(char):
            initial, vowel, final = parts(char)
            out.append(_INITIALS[initial] + _VOWELS[vowel] + (_FINALS[final] if final else ""))
        else:
            out.append(char)
    return "".join(out)


def strict(close, syllables):
    """Likeness of two different cores, the stricter the shorter they are: 하남 and 해남 differ by one letter
    and are two towns; one letter in eight syllables is a slip. Numbers or arrays."""
    return 1 - (1 - close) * (1 + 3 / np.maximum(syllables, 1))


#: One number, as nearly all are written: no search for several.
_PLAIN_PHONE = re.compile(r"0\d{1,2}-\d{3,4}-\d{4}")


def phones_of(text: str | None) -> tuple[str, ...]:
    """The telephone numbers in a text, digits only, sorted; with 82 for 0 undone, extensions dropped."""
    if not text:
        return ()
    if _PLAIN_PHONE.fullmatch(text):
        digits = text.replace("-", "")
        return (digits,) if len(set(digits[-7:])) > 1 else ()
    found = set()
    for piece in re.split(r"[,/;·\n]|\s{2,}|(?<=\d{4})\s+(?=0)", text):
        digits = re.sub(r"\D", "", re.split(r"내선|\(내|ext|교환|~", piece, maxsplit=1)[0])
        if digits.startswith("82") and len(digits) >= 10:
            digits = "0" + digits[2:]
        if 8 <= len(digits) <= 12 and len(set(digits[-7:])) > 1:
            found.add(digits)
    return tuple(sorted(found))


def _short_name(text: str | None) -> str:
    return parts_of(text).core if text else ""


@lru_cache(maxsize=4096)
def _sigungu_of(text: str | None) -> str:
    """ "서울특별시 광진구" -> "광진구"; 수원시 장안구 is one word."""
    words = (text or "").split()
    if len(words) > 1 and words[-2].endswith("시") and words[-1].endswith("구") and not short_sido(words[-2]) != words[-2]:
        words[-1] = words[-2] + words[-1]
    return joined(words[-1]) if words else ""


def _digits(text: str | None) -> str:
    return re.sub(r"\W", "", text or "").casefold()


class _Address(NamedTuple):
    road: str | None
    lot: str | None
    street: str | None
    dong: str | None
    floor: int | None
    sigungu: str | None


#: "서울특별시 광진구 자양로 65, 2층 (자양동)": nine of ten addresses are written as the law has them, and to
#: take those apart needs no search. A test holds that the long way finds the same.
_PLAIN_ADDRESS = re.compile(
    r"(?P<sido>[가-힣]+[시도]) (?P<gu>[가-힣]{1,4}[구군시]) (?P<road>[가-힣]{2,8}(?:대로|로|길)(?:\d{1,3}(?:번?길|[가-힣]길))?) "
    r"(?P<no>[1-9]\d{0,3}(?:-[1-9]\d{0,2})?)(?:,? (?P<floor>[1-9]\d?)층)?(?: ?\((?P<dong>[가-힣]+[동가])\))?\s*"
)


_short_sido = lru_cache(maxsize=64)(short_sido)


@lru_cache(maxsize=16_384)
def _read_address(text: str, sigungu: str | None) -> _Address:
    plain = _PLAIN_ADDRESS.fullmatch(text)
    if plain and plain["gu"] in sigungu_of().get(plain["sido"], ()):
        gu, road, dong = plain["gu"], plain["road"], plain["dong"]
        return _Address(
            f"{gu}|{road}|{plain['no']}", None, f"{gu}|{road}", dong and f"{gu}|{dong}", int(plain["floor"] or 0) or None,
            f"{_short_sido(plain['sido'])}|{gu}",
        )  # fmt: skip
    read: AddressParts = read_parts(text, None, sigungu)
    if read.proposed and read.building_no is None:  # a floor grew onto the house number: compare what was meant
        read = read_parts(read.proposed, None, sigungu)
    gu = joined(read.sigungu) if read.sigungu else None
    return _Address(
        road=read.road_key and read.road_key.partition("|")[2],
        lot=read.lot_key and read.lot_key.partition("|")[2],
        street=read.road and f"{gu}|{read.road}",
        dong=read.dong and f"{gu}|{plain_dong(read.dong)}",
        floor=read.floor,
        sigungu=gu and f"{short_sido(read.sido) or ''}|{gu}",
    )


class Books:
    """The shared numbering of values of one comparison run."""

    def __init__(self) -> None:
        self.whole, self.core, self.kind, self.which, self.note = (Book() for _ in range(5))
        self.phones, self.road, self.lot, self.street, self.dong = (Book() for _ in range(5))
        self.organisation, self.organisation_number, self.sigungu, self.address = (Book() for _ in range(4))


class Columns:
    """A list of records, prepared: one array of codes for each compared field."""

    def __init__(self, records: Sequence[Record], books: Books):
        self.records, self.books = records, books
        names = [parts_of(each.name) for each in records]
        self.parts: list[NameParts] = names
        whole = [same_name(each.name) for each in records]
        self.whole = books.whole.code(whole)
        self.core = books.core.code(each.core for each in names)
        self.bare = np.array(
            [each.core == text and is_only_a_kind(each.core) for each, text in zip(names, whole, strict=True)], dtype=bool
        )
        self.kind = books.kind.code(
            each.facility_type or (kind_of_text(record.kind) if record.kind else "")
            for each, record in zip(names, records, strict=True)
        )
        self.named_kind = books.kind.code(each.facility_type for each in names)
        self.listed_kind = books.kind.code(kind_of_text(each.kind) if each.kind else "" for each in records)
        self.which = books.which.code(
            (each.number, each.qualifier, each.branch) if each.number or each.qualifier or each.branch else None
            for each in names
        )
        self.note = books.note.code(each.note for each in names)
        self.phones = books.phones.code(phones_of(each.phone) for each in records)
        addresses = [_read_address(each.address, each.sigungu) if each.address else None for each in records]
        self.address = books.address.code(same_name(each.address) if each.address else None for each in records)
        self.road = books.road.code(each and each.road for each in addresses)
        self.lot = books.lot.code(each and each.lot for each in addresses)
        self.street = books.street.code(each and each.street for each in addresses)
        self.dong = books.dong.code(each and each.dong for each in addresses)
        self.floor = np.array([each.floor or 0 if each else 0 for each in addresses], dtype=np.int16)
        self.organisation = books.organisation.code(_short_name(each.organisation) for each in records)
        self.organisation_number = books.organisation_number.code(_digits(each.organisation_number) for each in records)
        gus = [
            _sigungu_of(each.sigungu) or (at and at.sigungu and at.sigungu.partition("|")[2])
            for each, at in zip(records, addresses, strict=True)
        ]
        self.sigungu = books.sigungu.code(gus)
        self.lat = np.array([np.nan if each.lat is None else each.lat for each in records], dtype=float)
        self.lon = np.array([np.nan if each.lon is None else each.lon for each in records], dtype=float)

    @cached_property
    def jamo(self) -> list[str]:
        return [jamo(each) for each in self.books.core.values]


def distances(a: Columns, i: np.ndarray, b: Columns, j: np.ndarray) -> np.ndarray:
    """Metres on a flat map, NaN where one is not placed; right to a thousandth within a few kilometres."""
    lat = np.radians((a.lat[i] + b.lat[j]) / 2)
    north = np.radians(a.lat[i] - b.lat[j])
    east = np.radians(a.lon[i] - b.lon[j]) * np.cos(lat)
    return np.hypot(north, east) * EARTH_RADIUS_M


class _OneColumn:
    """Shared shape: facts are empty unless a comparison has something to say."""

    codes: tuple[str, ...] = ()

    def facts(self, a: Columns, i: int, b: Columns, j: int, level: int) -> Mapping[str, object]:
        return {}


class Name(_OneColumn):
    """The core of the name, letter by letter. Whole names would count what all kinds share."""

    name = "name"
    codes = ("name_same", "core_same", "core_short", "core_slip", "core_near", "core_within", "core_faint",
             "name_only_kind", "core_different", "name_unknown")  # fmt: skip
    #: A whole name of so many letters is a name of its own, even around a short core (은하장애인종합복지관).
    LONG = 8
    SLIP, NEAR, FAINT = 0.80, 0.65, 0.35  # of the strict likeness: one letter in four, three, two syllables
    #: Cores of so few letters say little: half the city's places are called 사랑 or 중앙.
    SHORT = 2

    def levels(self, a: Columns, i: np.ndarray, b: Columns, j: np.ndarray) -> np.ndarray:
        one, other = a.core[i], b.core[j]
        out = np.full(len(i), 8, dtype=np.int8)
        values = a.books.core.values
        unequal = np.flatnonzero((one != other) & both_known(one, other))
        if len(unequal):
            close = self.similar(a, one[unequal], other[unequal])
            found = np.select([close >= self.SLIP, close >= self.NEAR, close >= self.FAINT], [3, 4, 6], 8).astype(np.int8)
            rest = np.flatnonzero(found >= 6)
            if len(rest):
                inside = relation(values, one[unequal[rest]], other[unequal[rest]], _within)
                found[rest[inside == 1]] = 5
            out[unequal] = found
        short = np.array([len(each) <= self.SHORT for each in values] or [False])
        same = (one == other) & both_known(one, other)
        out[same] = np.where(short[one[same]], 2, 1) if same.any() else out[same]
        whole = same & (a.whole[i] == b.whole[j])
        long = np.array([len(each) >= self.LONG for each in a.books.whole.values] or [False])
        out[whole & (out == 1)] = 0
        out[whole & (out == 2) & long[a.whole[i]]] = 1
        out[same & a.bare[i] & b.bare[j]] = 7
        out[~both_known(one, other)] = 9
        return out

    def similar(self, a: Columns, one: np.ndarray, other: np.ndarray) -> np.ndarray:
        length = np.array([len(each) for each in a.books.core.values])
        close = similarity(a.jamo, one, other, Indel.normalized_similarity)
        return strict(close, np.minimum(length[one], length[other]))

    def facts(self, a, i, b, j, level):
        if level not in (3, 4, 5, 6, 8):
            return {}
        close = Indel.normalized_similarity(jamo(a.parts[i].core), jamo(b.parts[j].core))
        return {"percent": round(100 * close)}


def _within(one: str, other: str) -> int:
    """Whether the shorter core (two syllables at least) stands in the longer: 별빛 in 은하별빛."""
    short, long = sorted((one, other), key=len)
    return int(len(short) >= 2 and (short in long if " " not in long else partial_ratio(short, long) > 99))


class Kind(_OneColumn):
    """Whom it is for and what it is: as both names say, else as the lists' columns say."""

    name = "facility_type"
    codes = ("type_same", "type_near", "type_akin", "type_listed_differs", "type_different", "type_unknown")

    def levels(self, a, i, b, j):
        values = a.books.kind.values
        out = np.full(len(i), 5, dtype=np.int8)
        one, other = a.named_kind[i], b.named_kind[j]
        ask = both_known(one, other)
        out[ask] = relation(values, one[ask], other[ask], _named_kinds)
        one, other = a.kind[i], b.kind[j]
        ask = ~ask & both_known(one, other)
        out[ask] = relation(values, one[ask], other[ask], _listed_kinds)
        # Names that say the same are stronger than a column that another office filled.
        listed = a.listed_kind[i], b.listed_kind[j]
        doubt = (out == 0) & both_known(*listed) & (listed[0] != listed[1])
        out[doubt & (a.whole[i] != b.whole[j])] = 2
        return out


def _named_kinds(one: str, other: str) -> int:
    return {"same": 0, "near": 1, "different": 4, "unknown": 5}[kinds_relation(one, other)]


def _listed_kinds(one: str, other: str) -> int:
    return {"same": 0, "near": 1, "akin": 2, "different": 3, "unknown": 5}[kinds_relation(one, other, loose=True)]


class WhichOne(_OneColumn):
    """Number, 남/여, 본점/분점, what stands in brackets: which of several look-alikes it is."""

    name = "which_one"
    codes = ("which_same", "which_none", "which_one_says", "which_one_numbered", "which_note_differs", "which_other",
             "which_unknown")  # fmt: skip

    def levels(self, a, i, b, j):
        one, other = a.which[i], b.which[j]
        out = np.where(one == other, np.where(one == NONE, 1, 0), 5).astype(np.int8)
        values = (*a.books.which.values, ((), (), ""))  # the last stands for NONE, whose code is -1
        unequal = np.flatnonzero(one != other)
        if len(unequal):
            blank = len(values) - 1
            x, y = (np.where(each == NONE, blank, each) for each in (one[unequal], other[unequal]))
            out[unequal] = relation(values, x, y, which_level)
        notes = (a.note[i] != b.note[j]) & both_known(a.note[i], b.note[j]) & (out < 4)
        if notes.any():
            near = similarity(a.books.note.values, a.note[i][notes], b.note[j][notes], Indel.normalized_similarity)
            at = np.flatnonzero(notes)
            out[at[near < 0.6]] = 4
        return out

    def facts(self, a, i, b, j, level):
        if level in (1, 4, 6):
            return {}
        told = [
            " ".join((*each.number, *each.qualifier, *filter(None, [each.branch])))
            for each in (a.parts[i], b.parts[j])
        ]
        return {"one": min(told), "other": max(told)}


def which_level(one: tuple, other: tuple) -> int:
    """The level of two (number, qualifier, branch): what both say must agree, what one says is doubt."""
    said = [_numbers(one[0], other[0]), _qualifiers(one[1], other[1]), _branches(one[2], other[2])]
    return max(said) if max(said) > 1 else min(said)


def _numbers(one: tuple[str, ...], other: tuple[str, ...]) -> int:
    if one == other:
        return 0 if one else 1
    if one and other:
        plain = [tuple(re.sub(r"[^\d.]", "", each) for each in side) for side in (one, other)]
        if plain[0] == plain[1]:
            return 0
        mine, yours = Counter(plain[0]), Counter(plain[1])
        more = (mine - yours) + (yours - mine)
        # One says a number more, and it is the first: 중곡1동경로당 and 중곡1동 제1경로당.
        return 2 if not (mine - yours and yours - mine) and set(more) <= {"1"} else 5
    # The first of several is often the one without a number.
    return 2 if all(_says_little(each) for each in one or other) else 3


def _says_little(number: str) -> bool:
    """제1, or which dong, phase or estate: often left out. A building of an estate (117동) is not."""
    value = int(re.match(r"\d*", number)[0] or 0)
    return value == 1 or (number.endswith(("동", "가", "차", "단지")) and value <= 20)


_OPPOSED = ({"남", "여"}, {"임대", "분양", "일반"}, set("bcdefgh"), {"동부", "서부", "남부", "북부", "중부"})


def _qualifiers(one: tuple[str, ...], other: tuple[str, ...]) -> int:
    if one == other:
        return 0 if one else 1
    mine, yours = set(one), set(other)
    houses = [[each.strip("()") for each in side if each.startswith("(")] for side in (one, other)]
    if all(houses) and kinds_relation(houses[0][0], houses[1][0]) == "different":
        return 5
    for group in (*_OPPOSED, {each for each in mine | yours if each.endswith("형")}):
        left, right = mine & group, yours & group
        if left and right and left != right:
            return 5
    if (mine ^ yours) & (set("bcdefgh") | {"여", "남", "임대"}):
        return 3
    return 2


def _branches(one: str, other: str) -> int:
    if one == other:
        return 0 if one else 1
    if one and other:
        return 5
    return 2 if (one or other) in ("본점", "본관", "본원", "본소", "본부") else 3


class Phone(_OneColumn):
    name = "phone"
    codes = ("phone_same", "phone_shared", "phone_different", "phone_unknown")

    def levels(self, a, i, b, j):
        one, other = a.phones[i], b.phones[j]
        known = both_known(one, other)
        out = np.where(one == other, 0, 2).astype(np.int8)
        values = a.books.phones.values
        several = np.array([len(each) > 1 for each in values] or [False])
        look = np.flatnonzero(known & (one != other))
        look = look[several[one[look]] | several[other[look]]]
        if len(look):
            out[look] = relation(values, one[look], other[look], lambda x, y: 1 if set(x) & set(y) else 2)
        out[~known] = 3
        return out


class Address(_OneColumn):
    """Road with road, lot with lot; a floor that both say. Where one gives no number, the road or dong says little."""

    name = "address"
    codes = ("address_same", "address_floor_differs", "address_vague", "address_same_road", "address_same_dong",
             "address_different", "address_unknown")  # fmt: skip

    def levels(self, a, i, b, j):
        out = np.full(len(i), 6, dtype=np.int8)
        road, lot, street, dong, text = (
            (getattr(a, what)[i], getattr(b, what)[j]) for what in ("road", "lot", "street", "dong", "address")
        )
        equal = {}
        for what, two in (("road", road), ("lot", lot), ("street", street), ("dong", dong), ("text", text)):
            equal[what] = both_known(*two) & (two[0] == two[1])
        numbered = both_known(*road) | both_known(*lot)
        out[both_known(*street) | numbered] = 5
        out[equal["street"] | equal["dong"]] = 2
        out[equal["dong"] & numbered] = 4
        out[equal["street"] & numbered] = 3
        floors = a.floor[i], b.floor[j]
        same = equal["road"] | equal["lot"]
        out[same | equal["text"]] = 0
        out[same & (floors[0] != 0) & (floors[1] != 0) & (floors[0] != floors[1])] = 1
        return out


ADDRESS = Address()


class Distance(_OneColumn):
    """Metres between the two points; less is to be learnt from them where the addresses have spoken already."""

    name = "distance"
    codes = ("distance_next", "distance_near", "distance_walk", "distance_far", "distance_away",
             "distance_confirms", "distance_differs_too", "distance_contradicts", "distance_unknown")  # fmt: skip
    EDGES = (40, 150, 500, 3000)

    def levels(self, a, i, b, j):
        metres = distances(a, i, b, j)
        out = np.searchsorted(self.EDGES, np.nan_to_num(metres), side="left").astype(np.int8)
        address = ADDRESS.levels(a, i, b, j)
        same, differs = address <= 1, (address >= 3) & (address <= 5)
        far = (out >= 3) & (out <= 4)
        out[differs & (out >= 2) & (out <= 3)] = 6
        out[same & (out <= 2)] = 5
        out[same & far] = 7
        out[np.isnan(metres)] = 8
        return out

    def facts(self, a, i, b, j, level):
        metres = distances(a, np.array([i]), b, np.array([j]))[0]
        return {} if np.isnan(metres) else {"metres": int(round(metres, -1))}


class _Exact(_OneColumn):
    field = ""

    def levels(self, a, i, b, j):
        one, other = getattr(a, self.field)[i], getattr(b, self.field)[j]
        return np.where(both_known(one, other), np.where(one == other, 0, 1), 2).astype(np.int8)


class OrganisationNumber(_Exact):
    name = field = "organisation_number"
    codes = ("organisation_number_same", "organisation_number_different", "organisation_number_unknown")


class Sigungu(_Exact):
    name = field = "sigungu"
    codes = ("sigungu_same", "sigungu_different", "sigungu_unknown")


class Organisation(_OneColumn):
    name = "organisation"
    codes = ("organisation_same", "organisation_near", "organisation_different", "organisation_unknown")

    def levels(self, a, i, b, j):
        one, other = a.organisation[i], b.organisation[j]
        known = both_known(one, other)
        out = np.where(one == other, 0, 2).astype(np.int8)
        look = np.flatnonzero(known & (one != other))
        if len(look):
            near = relation(a.books.organisation.values, one[look], other[look], _near_organisation)
            out[look] = np.where(near == 1, 1, 2)
        out[~known] = 3
        return out


def _near_organisation(one: str, other: str) -> int:
    return int(_within(one, other) or Indel.normalized_similarity(jamo(one), jamo(other)) >= 0.85)
