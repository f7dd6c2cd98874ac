"""``resmap bench search``: does the register find what somebody meant, and how long does it take?

Names are typed as people type them: without spaces, by initial consonants, a part
of them, with the words turned round, with a slip (a neighbouring key, a key too
many, a key left out). For each the entry that was meant has to be among the first
five. Beside it, in the same run over the same names: the plain LIKE search that
came before, BM25 over syllable pairs (SQLite FTS5), and rapidfuzz's WRatio over
all names.
"""

import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import rapidfuzz
from rapidfuzz import fuzz, process

from resmap.bench.clock import summary, timed
from resmap.domain.codes import RecipientClass
from resmap.domain.ids import new_id
from resmap.domain.korean import bigrams, compose, fold, initials, is_syllable, parts
from resmap.flows import searching
from resmap.flows.register import by_name
from resmap.store import Database, OfferRecord, OrganisationRecord, Search, UnitOfWork, migrate, new_ring, offers

#: The entry that was meant counts as found among the first so many.
FIRST = 5
#: Queries of each kind.
EACH = 100

KINDS = ("spacing", "initials", "part", "turned", "near_key", "key_left_out", "key_too_many")

#: Keys beside each other on the two-set (두벌식) keyboard, as indexes of initials and of vowels.
_BESIDE_INITIAL = {0: (3, 9), 2: (18, 11), 3: (0, 12), 5: (18, 11), 6: (2, 11), 7: (12, 3), 9: (0, 18), 11: (6, 5), 12: (7, 3), 18: (5, 9)}
_BESIDE_VOWEL = {0: (20, 4), 4: (0, 20), 8: (4, 6), 13: (17, 18), 20: (0, 5), 18: (13, 17), 1: (5, 20), 5: (1,), 6: (8, 2), 2: (6,)}


@dataclass(frozen=True)
class Asked:
    """Something typed, and the places whose name it means (several may bear one name)."""

    kind: str
    typed: str
    meant: frozenset[int]


def measure(
    size: int = 3000,
    *,
    names: Sequence[str] | None = None,
    seed: int = 1,
    each: int = EACH,
    tell: Callable[[str], None] = lambda _: None,
) -> dict:
    """Recall among the first five and the time of a query, for ``size`` invented names or those given."""
    random = Random(seed)
    names = list(names) if names is not None else _invented(size, random)
    tell(f"{len(names):,} names")
    asked = list(_asked(names, random, each))
    with tempfile.TemporaryDirectory(prefix="resmap-bench-") as folder:
        finders = {
            "resmap": _Product(names, Path(folder)),
            "LIKE on the folded name": None,
            "SQLite FTS5, bigrams, BM25": _Fts(names),
            f"rapidfuzz {rapidfuzz.__version__} WRatio": _WRatio(names),
        }
        finders["LIKE on the folded name"] = _Like(finders["resmap"])
        figures = {name: _figures(finder, asked, tell, name) for name, finder in finders.items()}
        finders["resmap"].close()
    ours = figures.pop("resmap")
    return {
        "size": len(names),
        "runs": len(asked),
        "resmap": ours,
        "peers": figures,
        "ratios": {name: round(one["median_ms"] / ours["median_ms"], 2) for name, one in figures.items()},
        "agree": None,
    }


def lines(told: dict) -> list[str]:
    """The figures as a table for the terminal."""
    rows = [f"{told['size']:,} names, {told['runs']} queries; found among the first {FIRST}, per cent"]
    rows.append(f"{'':28}" + "".join(f"{kind:>13}" for kind in (*KINDS, "all", "median ms")))
    for name, one in {"resmap": told["resmap"], **told["peers"]}.items():
        recall = [f"{100 * one['recall'][kind]:13.1f}" for kind in (*KINDS, "all")]
        rows.append(f"{name:28}" + "".join(recall) + f"{one['median_ms']:13.2f}")
    return rows


def _figures(finder, asked: Sequence[Asked], tell, name: str) -> dict:
    tell(name)
    hits: dict[str, list[bool]] = {kind: [] for kind in KINDS}
    seconds = []
    for one in asked:
        found, took = timed(lambda one=one: finder.find(one.typed))
        seconds.append(took)
        hits[one.kind].append(bool(one.meant & set(found[:FIRST])))
    every = [hit for kind in hits.values() for hit in kind]
    recall = {kind: round(sum(found) / len(found), 4) if found else None for kind, found in hits.items()}
    return {"recall": recall | {"all": round(sum(every) / len(every), 4)}, **summary(seconds)}


def _asked(names: Sequence[str], random: Random, each: int) -> Iterator[Asked]:
    """``each`` queries of every kind, over names that are long enough to be typed wrongly."""
    meant: dict[str, set[int]] = {}
    for number, name in enumerate(names):
        meant.setdefault(fold(name), set()).add(number)
    usable = [name for name in meant if 4 <= len(name) <= 16 and sum(map(is_syllable, name)) >= 4]
    makers = {
        "spacing": lambda name: "".join(char + " " * (random.random() < 0.4) for char in name),
        "initials": initials,
        "part": lambda name: name[: max(3, len(name) * 2 // 3)],
        "turned": lambda name: f"{name[len(name) // 2 :]} {name[: len(name) // 2]}",
        "near_key": lambda name: _slip(name, random),
        "key_left_out": lambda name: _without(name, random),
        "key_too_many": lambda name: _doubled(name, random),
    }
    for kind, make in makers.items():
        made = 0
        for name in random.sample(usable, min(len(usable), each * 6)):
            typed = make(name)
            if fold(typed) == name and kind not in ("spacing",):
                continue
            same = {n for other, numbers in meant.items() if _means(kind, typed, other) for n in numbers} | meant[name]
            yield Asked(kind, typed, frozenset(same))
            made += 1
            if made == each:
                break


def _means(kind: str, typed: str, other: str) -> bool:
    """Whether another name is meant as well: one that begins with the part, or has the same initials."""
    if kind == "part":
        return other.startswith(fold(typed))
    return kind == "initials" and initials(other) == typed


def _slip(name: str, random: Random) -> str:
    """One key hit beside the right one."""
    places = [i for i, char in enumerate(name) if is_syllable(char)]
    random.shuffle(places)
    for place in places:
        initial, vowel, final = parts(name[place])
        if random.random() < 0.5 and initial in _BESIDE_INITIAL:
            initial = random.choice(_BESIDE_INITIAL[initial])
        elif vowel in _BESIDE_VOWEL:
            vowel = random.choice(_BESIDE_VOWEL[vowel])
        else:
            continue
        return name[:place] + compose(initial, vowel, final) + name[place + 1 :]
    return name


def _without(name: str, random: Random) -> str:
    """One syllable or one final consonant left out."""
    place = random.randrange(len(name))
    if is_syllable(name[place]) and parts(name[place])[2] and random.random() < 0.5:
        initial, vowel, _ = parts(name[place])
        return name[:place] + compose(initial, vowel) + name[place + 1 :]
    return name[:place] + name[place + 1 :]


def _doubled(name: str, random: Random) -> str:
    place = random.randrange(len(name))
    return name[: place + 1] + name[place] + name[place + 1 :]


class _Product:
    """The register's own search over a SQLite database."""

    def __init__(self, names: Sequence[str], folder: Path):
        url = f"sqlite:///{folder / 'search.sqlite3'}"
        migrate(url)
        self.database = Database(url, new_ring(), folder / "events.head", clock=lambda: datetime(2026, 11, 2, tzinfo=UTC))
        self.numbers: dict[str, int] = {}
        with self.database.write() as uow:
            uow.as_system()
            house = uow.add(OrganisationRecord(name="재는 곳"))
            for number, name in enumerate(names):
                id_ = new_id()
                self.numbers[id_] = number
                uow.add(
                    OfferRecord(
                        id=id_, name=name, name_folded=fold(name)[:400], initials=initials(name)[:400], kind="M31",
                        organisation_id=house.id, recipient_class=RecipientClass.AGENCY,
                    )
                )  # fmt: skip
            uow.commit()

    def find(self, typed: str) -> list[int]:
        with self.database.read() as uow:
            return [self.numbers[record.id] for record in self.found(uow, typed)]

    def found(self, uow: UnitOfWork, typed: str) -> Sequence[OfferRecord]:
        wanted = by_name(typed)
        if wanted.initials:
            return offers.search(uow, wanted, size=FIRST).rows
        return searching.by_text(uow, typed, Search(), size=FIRST).page.rows

    def close(self) -> None:
        self.database.dispose()


class _Like:
    """The search that came before: the folded name has what was typed, in the order of names."""

    def __init__(self, product: _Product):
        self.product = product

    def find(self, typed: str) -> list[int]:
        with self.product.database.read() as uow:
            rows = offers.search(uow, by_name(typed), size=FIRST).rows
            return [self.product.numbers[record.id] for record in rows]


class _Fts:
    """BM25 over syllable pairs, as SQLite's own full-text search computes it."""

    def __init__(self, names: Sequence[str]):
        self.connection = sqlite3.connect(":memory:")
        self.connection.execute("CREATE VIRTUAL TABLE names USING fts5(grams, tokenize='unicode61')")
        rows = ((number, " ".join(bigrams(name))) for number, name in enumerate(names))
        self.connection.executemany("INSERT INTO names (rowid, grams) VALUES (?, ?)", rows)

    def find(self, typed: str) -> list[int]:
        grams = [f'"{gram}"' for gram in dict.fromkeys(bigrams(typed))]
        if not grams:
            return []
        query = "SELECT rowid FROM names WHERE grams MATCH ? ORDER BY bm25(names) LIMIT ?"
        return [row[0] for row in self.connection.execute(query, (" OR ".join(grams), FIRST))]


class _WRatio:
    """rapidfuzz over every name, the usual way to forgive slips."""

    def __init__(self, names: Sequence[str]):
        self.names = [fold(name) for name in names]

    def find(self, typed: str) -> list[int]:
        return [number for *_, number in process.extract(fold(typed), self.names, scorer=fuzz.WRatio, limit=FIRST)]


_FRONT = ("가람", "나래", "다솜", "라온", "마루", "바다", "사랑", "아라", "자연", "하늘", "푸른", "햇살", "온누리", "미리내", "은빛", "새벽", "도담", "한울", "솔빛", "달샘", "별무리", "여울", "해오름", "참사랑", "두레")
_MIDDLE = ("", "", "중앙", "한마음", "새마을", "제일", "행복", "늘푸른", "큰나무", "작은", "우리", "동부", "서부", "남부", "북부", "사랑의", "희망")
_BACK = ("종합사회복지관", "노인복지관", "장애인복지관", "지역아동센터", "경로당", "어린이집", "데이케어센터", "요양원", "주간보호센터", "정신건강복지센터", "가족센터", "작은도서관", "자활센터", "반찬가게", "이용원", "자조모임")


def _invented(size: int, random: Random) -> list[str]:
    names: dict[str, None] = {}
    while len(names) < size:
        number = random.choice(("", "", "", "", str(random.randint(1, 9)), f"제{random.randint(1, 4)}"))
        front = "".join(random.sample(_FRONT, random.choice((1, 1, 2))))
        names[f"{front}{random.choice(_MIDDLE)}{number}{random.choice(_BACK)}"] = None
    return list(names)
