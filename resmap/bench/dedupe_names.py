"""Names alone: how well they tell the same place from its look-alikes (AUC), beside plain rapidfuzz.

Pairs of the *same* place are found without looking at names (``dedupe_name_pairs``: four sources, halved into
design and test). Beside them, as they were measured before: rows of two different published lists that
share a telephone number and a house; and the rows that the Korean pair's truth joins. Names that are equal
letter by letter are left out: everything finds them. "Clear houses" leaves out houses in which one list
has several names (rooms, services), of which nobody can say which is meant. *Hard negatives* are, for each of these names, the
names most like it (plain ratio) of places in another gu or town, hence another place.

Some pairs are *renamed*: not two syllables in a row in common (양무리 and 평산교회). No measure of names can see
them; AUC is told without them and with them. The look-alikes are the same in both.
"""

import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import numpy as np
from rapidfuzz import fuzz, process

from resmap.bench.dedupe_name_pairs import NamePair, gu_of_names, joined, listed
from resmap.bench.dedupe_name_pairs import plain as _plain
from resmap.bench.dedupe_name_pairs import read_rows as _rows
from resmap.bench.dedupe_register import FOUNDERS, KINDS, LEGAL, slip
from resmap.dedupe.likeness import Names, name_likeness
from resmap.dedupe.register_fields import phones_of
from resmap.domain.cleaning.addresses import read_parts
from resmap.domain.cleaning.names import _type_at_end

#: (file, name, addresses, telephone): lists of places with telephones, none of them used for words of kinds.
LISTS = (
    ("mohw_disability_welfare_centres_20191231.csv", "시설명", ("시설 주소",), "전화번호"),
    ("national_free_meal_sites_std.csv", "시설명", ("소재지도로명주소", "소재지지번주소"), "전화번호"),
    ("public_facility_전국공공시설개방정보표준데이터.csv", "개방시설명", ("소재지도로명주소", "소재지지번주소"), "사용안내전화번호"),
)  # fmt: skip
#: Look-alikes taken for each name.
HARD = 5
#: Names that are written again in other ways.
REWRITTEN = 600

#: Times that pairs are drawn again for an interval.
DRAWN = 1000

Place = tuple[str, str]  # name, gu
Scorer = Callable[[str, str], float]


def measure(data: Path) -> dict | None:
    """AUC of the product and of plain measures; None where the published lists are not there.

    ``resmap`` knows the names of the lists (unlabelled); ``resmap, no list`` sees two names and nothing else.
    """
    by_phone = _by_phone_and_house(data / "ko_facilities")
    by_truth = _by_truth(data / "er" / "ko_welfare_2022apr_2022aug")
    rows = listed(data)
    if by_phone is None or by_truth is None or rows is None:
        return None
    where = gu_of_names(rows)
    scorers: dict[str, Scorer] = {
        "resmap": Names(where).likeness,
        "resmap, no list": name_likeness,
        "rapidfuzz ratio": fuzz.ratio,
        "rapidfuzz WRatio": fuzz.WRatio,
    }
    told = _halves(joined(rows), where, scorers)
    clear = _by_phone_and_house(data / "ko_facilities", clear=True) or by_phone
    before = {"phone_and_house_as_before": by_phone, "clear_houses": clear, "korean_pair": by_truth,
              "rewritten": _rewritten(by_phone[1])}  # fmt: skip
    for what, (same, places) in before.items():
        told[what] = _told(same, list(_look_alikes(same, _gu_by_name(places))), scorers)
    return told


def _halves(sources: dict[str, list[NamePair]], where: dict[str, set[str]], scorers: dict[str, Scorer]) -> dict:
    """The test half and the design half, together and by source, without and with renamed places."""
    told = {}
    for half, test in (("test", True), ("design", False)):
        same = {source: [(p.one, p.other) for p in pairs if p.test is test] for source, pairs in sources.items()}
        look_alikes = {source: list(_look_alikes(pairs, where)) for source, pairs in same.items()}
        together = [pair for pairs in same.values() for pair in pairs]
        elsewhere = sorted({pair for pairs in look_alikes.values() for pair in pairs})
        told[half] = _told([pair for pair in together if not renamed(*pair)], elsewhere, scorers)
        told[f"{half}, renamed too"] = _told(together, elsewhere, scorers)
        for source, pairs in same.items():
            kept = [pair for pair in pairs if not renamed(*pair)]
            told[f"{half}: {source}"] = _told(kept, look_alikes[source], scorers)
    return told


def renamed(one: str, other: str) -> bool:
    """Whether two names have no two letters in a row in common (spaces aside)."""
    a, b = ({text[k : k + 2] for k in range(len(text) - 1)} for text in (_plain(one), _plain(other)))
    return not a & b


def _told(same: list[tuple[str, str]], different: list[tuple[str, str]], scorers: dict[str, Scorer]) -> dict:
    p, n = ({name: [f(*pair) for pair in pairs] for name, f in scorers.items()} for pairs in (same, different))
    return {
        "same": len(same),
        "look_alikes": len(different),
        "auc": {name: round(auc(p[name], n[name]), 4) for name in scorers},
        "interval": interval(p["resmap"], n["resmap"]),
    }


def interval(positive: list[float], negative: list[float], seed: int = 1) -> tuple[float, float] | None:
    """The middle 95 % of AUC when pairs are drawn again with replacement (bootstrap); None without pairs."""
    if not positive or not negative:
        return None
    chance = np.random.default_rng(seed)
    p, n = np.asarray(positive), np.asarray(negative)
    drawn = [auc(chance.choice(p, len(p)), chance.choice(n, len(n))) for _ in range(DRAWN)]
    low, high = np.quantile(drawn, [0.025, 0.975]).round(4).tolist()
    return low, high


def auc(positive: Iterable[float], negative: Iterable[float]) -> float:
    """The chance that one of the same scores above one of the different; a tie counts half."""
    p, n = np.sort(np.asarray(list(positive), float)), np.sort(np.asarray(list(negative), float))
    if not len(p) or not len(n):
        return float("nan")
    below, upto = np.searchsorted(n, p, "left"), np.searchsorted(n, p, "right")
    return float((below + upto).sum() / (2 * len(p) * len(n)))


def _by_phone_and_house(folder: Path, clear: bool = False) -> tuple[list[tuple[str, str]], list[Place]] | None:
    houses: dict[tuple, list[tuple[int, str]]] = defaultdict(list)
    places: list[Place] = []
    for number, (file, name, addresses, phone) in enumerate(LISTS):
        if not (folder / file).is_file():
            return None
        for row in _rows(folder / file):
            gu = ""
            for text in filter(None, (row[column] for column in addresses)):
                read = read_parts(text)
                gu = gu or f"{read.sido} {read.sigungu}"
                for key in filter(None, (read.road_key, read.lot_key)):
                    for each in phones_of(row[phone]):
                        houses[key.partition("|")[2], each].append((number, row[name].strip()))
            places.append((row[name].strip(), gu))
    if clear:  # a house in which one list itself has several names says not which of them is meant
        for key, rows in list(houses.items()):
            listed = defaultdict(set)
            for number, name in rows:
                listed[number].add(_plain(name))
            if any(len(names) > 1 for names in listed.values()):
                del houses[key]
    same = {
        (one, other)
        for rows in houses.values()
        for a, one in rows
        for b, other in rows
        if a < b and _plain(one) != _plain(other)
    }
    return sorted(same), sorted(set(places))


def _by_truth(folder: Path) -> tuple[list[tuple[str, str]], list[Place]] | None:
    if not (folder / "truth.csv").is_file():
        return None
    a = {row["rid"]: row for row in _rows(folder / "a.csv")}
    b = {row["rid"]: row for row in _rows(folder / "b.csv")}
    names = [(a[row["rid_a"]]["시설명"].strip(), b[row["rid_b"]]["시설명"].strip()) for row in _rows(folder / "truth.csv")]
    places = {(row["시설명"].strip(), row["시군구명"]) for rows in (a, b) for row in rows.values()}
    return sorted({pair for pair in names if _plain(pair[0]) != _plain(pair[1])}), sorted(places)


def _rewritten(places: list[Place], seed: int = 2) -> tuple[list[tuple[str, str]], list[Place]]:
    """Names of the published lists, and each as another office might write it (``dedupe_register``)."""
    chance = random.Random(seed)
    names = sorted({name for name, _ in places if len(name) >= 5 and _type_at_end(_plain(name))})
    taken = chance.sample(names, min(REWRITTEN, len(names)))
    pairs = sorted({(name, again(name, chance)) for name in taken})
    return [pair for pair in pairs if _plain(pair[0]) != _plain(pair[1])], places


def again(name: str, chance: random.Random) -> str:
    """The name with another word for its kind, a founder or legal form before it, a slip of one letter, a space."""
    kind = next((kind for kind in sorted(KINDS, key=len, reverse=True) if name.endswith(kind)), None)
    written = name
    if kind and chance.random() < 0.6:
        written = name.removesuffix(kind) + chance.choice(KINDS[kind])
    found = _type_at_end(name)
    core = found.start() if found else 0
    if core > 2 and chance.random() < 0.3:
        written = slip(written[:core], chance) + written[core:]
    if chance.random() < 0.3:
        at = chance.randrange(1, len(written))
        written = f"{written[:at]} {written[at:]}"
    draw = chance.random()
    if draw < 0.3:
        return chance.choice(LEGAL).format(org="해오름복지재단") + written
    return chance.choice(FOUNDERS) + written if draw < 0.5 else written


def _gu_by_name(places: list[Place]) -> dict[str, set[str]]:
    where = defaultdict(set)
    for name, gu in places:
        where[name].add(gu)
    return where


def _look_alikes(same: list[tuple[str, str]], where: dict[str, set[str]]) -> Iterator[tuple[str, str]]:
    """For each name of the pairs, the most similar names of places elsewhere; ``where``: name -> its gu."""
    names = sorted(where)
    for one in sorted({name for pair in same for name in pair if name in where}):
        taken = 0
        for other, _, _ in process.extract(one, names, scorer=fuzz.ratio, limit=60):
            if taken < HARD and _plain(other) != _plain(one) and not where[other] & where[one]:
                taken += 1
                yield one, other
