"""An invented Korean register with known doubles: names, telephones, addresses and places as offices write them.

Places stand in gu of some four thousand entries. Half of what makes doubles hard is in the places that are
*not* doubles: one house with a 복지관, a 주간보호 and a 경로당 of men and of women, 제1 and 제2, branches of one
chain, the core 사랑 in every gu, one switchboard for three services. The other half is how the second entry
of a place is written: with legal form and founder, a slip of one letter, another telephone, a lot address
instead of the road, a floor grown onto the house number, a point missing or filled down from the row above.
"""

import random
from dataclasses import dataclass, replace
from functools import cache

from resmap.dedupe import Record
from resmap.domain.korean import compose, is_syllable, parts

#: Share of places that stand twice, and thrice.
TWICE, THRICE = 0.14, 0.02
GU_SIZE = 4000

#: Names of Seoul's gu; roads, dong, places and people's organisations are invented.
_GUS = (
    "종로구 중구 용산구 성동구 광진구 동대문구 중랑구 성북구 강북구 도봉구 노원구 은평구 서대문구 마포구 양천구 "
    "강서구 구로구 금천구 영등포구 동작구 관악구 서초구 강남구 송파구 강동구"
).split()
_SYLLABLES = "가나다라마바사아자하거너더러서어저고노도로모보소오조호구누두루무부수우주기니디리미비시이지해달별빛솔샘들숲강산봄온누리한큰참늘"
_COMMON = "사랑 행복 소망 은혜 희망 참사랑 늘푸른 우리 한마음 중앙 새싹 푸른 나눔 섬김 해맑은 효 은빛 참좋은 무지개 햇살".split()
KINDS = {
    "노인복지관": ("노인종합복지관", "노인복지관"), "종합사회복지관": ("사회복지관", "종합사회복지관", "복지관"),
    "장애인복지관": ("장애인종합복지관", "장애인복지관"), "지역아동센터": ("지역아동센터", "공부방"),
    "데이케어센터": ("데이케어센터", "주간보호센터", "주야간보호센터"), "요양원": ("요양원", "노인요양원", "요양센터"),
    "어린이집": ("어린이집",), "경로당": ("경로당",), "그룹홈": ("그룹홈", "공동생활가정"),
    "방문요양센터": ("방문요양센터", "재가복지센터"), "작은도서관": ("작은도서관", "도서관"), "약국": ("약국",),
    "의원": ("의원",), "반찬가게": ("반찬가게", "반찬"), "식당": ("식당",), "미용실": ("미용실", "헤어"),
}  # fmt: skip
LEGAL = ("사회복지법인 {org} ", "(사){org} ", "(재){org} ", "㈜{org} ")
FOUNDERS = ("구립 ", "시립", "구립")


@dataclass(frozen=True)
class Town:
    """``records`` in random order, and the pairs of keys that are one place."""

    records: tuple[Record, ...]
    truth: frozenset[frozenset[str]]


@cache
def register(size: int, seed: int = 1) -> Town:
    """An invented register of about ``size`` records."""
    chance = random.Random(seed)
    records: list[Record] = []
    truth: set[frozenset[str]] = set()
    gus = _GUS[: max(1, min(len(_GUS), size // GU_SIZE))]
    roads = {gu: [_word(chance, 2) + chance.choice(["로", "길", "대로"]) for _ in range(160)] for gu in gus}
    dongs = {gu: [_word(chance, 2) + "동" for _ in range(16)] for gu in gus}
    while len(records) < size:
        gu = chance.choice(gus)
        for place in _house(chance, gu, roads[gu], dongs[gu]):
            copies = [place]
            draw = chance.random()
            for _ in range(2 if draw < THRICE else 1 if draw < THRICE + TWICE else 0):
                copies.append(_again(place, chance, dongs[gu]))
            keys = [f"r{len(records) + k}" for k in range(len(copies))]
            records += [_as_listed(each, key, chance) for each, key in zip(copies, keys, strict=True)]
            truth |= {frozenset((a, b)) for n, a in enumerate(keys) for b in keys[n + 1 :]}
    chance.shuffle(records)
    return Town(tuple(records), frozenset(truth))


def _house(chance: random.Random, gu: str, roads: list[str], dongs: list[str]) -> list[Record]:
    """One house with one place, or with several that are alike and are not one."""
    road, number = chance.choice(roads), chance.randint(1, 320)
    lat, lon = 37.3 + chance.random() * 0.4, 126.8 + chance.random() * 0.4
    core = chance.choice(_COMMON) if chance.random() < 0.25 else _word(chance, chance.choice([2, 2, 3, 3, 4]))
    organisation = _word(chance, 3) + chance.choice(["복지재단", "나눔회", ""])
    phone = _phone(chance)

    def place(name: str, kind: str, **changed) -> Record:
        one = Record(
            "", name, kind, phone, f"서울특별시 {gu} {road} {number} ({chance.choice(dongs)})", gu,
            round(lat, 6), round(lon, 6), organisation, None,
            extra={"lot": f"서울특별시 {gu} {chance.choice(dongs)} {chance.randint(1, 900)}-{chance.randint(1, 60)}",
                   "core": core, "kind": kind},
        )  # fmt: skip
        return replace(one, **changed)

    kind = chance.choice(list(KINDS))
    draw = chance.random()
    if draw < 0.06:  # one house, one switchboard, three services
        return [place(core + each, each) for each in chance.sample(["종합사회복지관", "데이케어센터", "지역아동센터", "방문요양센터"], 3)]
    if draw < 0.10:
        return [place(f"{core}{chance.choice(['아파트', 'A', '(아)'])}({sex})경로당", "경로당") for sex in "남여"]
    if draw < 0.14:
        return [place(f"{core}제{n}{kind}", kind, phone=_phone(chance)) for n in (1, 2)]
    if draw < 0.17:  # a chain: one name, other houses
        return [
            place(f"{core}{kind} {n}호점", kind, phone=_phone(chance), lat=round(lat + n / 50, 6),
                  address=f"서울특별시 {gu} {chance.choice(roads)} {chance.randint(1, 320)}")
            for n in (1, 2, 3)
        ]  # fmt: skip
    return [place(core + kind, kind)]


def _again(one: Record, chance: random.Random, dongs: list[str]) -> Record:
    """The same place as another list writes it."""
    name, kind, core = one.name, str(one.extra["kind"]), str(one.extra["core"])
    if chance.random() < 0.45:
        name = name.replace(kind, chance.choice(KINDS[kind]))
    if chance.random() < 0.20 and core in name:
        name = name.replace(core, slip(core, chance))
    if chance.random() < 0.25:
        name = chance.choice(LEGAL).format(org=one.organisation) + name
    elif chance.random() < 0.15:
        name = chance.choice(FOUNDERS) + name
    if chance.random() < 0.30:
        at = chance.randrange(1, len(name))
        name = f"{name[:at]} {name[at:]}" if name[at - 1] not in "( 제" and name[at] not in ")호" else name
    changed: dict = {"name": name}
    draw = chance.random()
    if draw < 0.10:
        changed["phone"] = _phone(chance)
    elif draw < 0.20:
        changed["phone"] = f"{one.phone}, {_phone(chance)}"
    elif draw < 0.40 and one.phone:
        changed["phone"] = one.phone.replace("-", chance.choice([")", ".", ""]), 1)
    draw = chance.random()
    if draw < 0.12:
        changed["address"] = one.extra["lot"]
    elif draw < 0.22:
        changed["address"] = (one.address or "").partition(" (")[0] + f" {chance.randint(1, 5)}층"
    elif draw < 0.30:
        changed["address"] = (one.address or "").partition(" (")[0] + f"{chance.randint(1, 5)}층"  # grown together
    elif draw < 0.40:
        changed["address"] = (one.address or "").removeprefix("서울특별시 ")
    elif draw < 0.45:
        changed["address"] = None
    if one.lat is not None and one.lon is not None:
        changed["lat"] = round(one.lat + chance.gauss(0, 0.00025), 6)
        changed["lon"] = round(one.lon + chance.gauss(0, 0.00025), 6)
        if chance.random() < 0.02:  # filled down from the row above
            changed["lat"], changed["lon"] = 37.5, 127.0
    if chance.random() < 0.3:
        changed["organisation"] = None
    return replace(one, **changed)


def _as_listed(one: Record, key: str, chance: random.Random) -> Record:
    """What lists leave out."""
    changed: dict = {"key": key, "extra": {}}
    if chance.random() < 0.20:
        changed["phone"] = None
    if chance.random() < 0.15:
        changed["lat"] = changed["lon"] = None
    if chance.random() < 0.20:
        changed["kind"] = None
    return replace(one, **changed)


def _word(chance: random.Random, syllables: int) -> str:
    return "".join(chance.choice(_SYLLABLES) for _ in range(syllables))


def _phone(chance: random.Random) -> str:
    return f"02-{chance.randint(300, 999)}-{chance.randint(0, 9999):04}"


def slip(core: str, chance: random.Random) -> str:
    """The word with one letter of one syllable changed."""
    at = chance.choice([k for k, c in enumerate(core) if is_syllable(c)] or [0])
    if not is_syllable(core[at]):
        return core
    initial, vowel, final = parts(core[at])
    which = chance.randrange(3)
    changed = (
        compose((initial + chance.randint(1, 18)) % 19, vowel, final) if which == 0
        else compose(initial, (vowel + chance.randint(1, 20)) % 21, final) if which == 1
        else compose(initial, vowel, (final + chance.randint(1, 27)) % 28)
    )  # fmt: skip
    return core[:at] + changed + core[at + 1 :]
