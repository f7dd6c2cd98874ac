"""How well need codes are proposed: against the official themes of central benefit programmes, and
against what people wrote down of Seoul's facility types.

The themes (관심주제) are those of the benefit catalogue; a proposed code stands for the themes of
:data:`THEMES_OF`. Programmes are split in halves by the SHA-256 of their id: the words of
``domain/proposing_words`` were written with the first half in sight, figures count on the second.
Peers learn from the first half and are measured on the second, in the same run. Programmes whose
themes are not given are not touched.
"""

import hashlib
import json
import math
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from resmap.domain.korean import bigrams
from resmap.domain.proposing import Proposed, propose

#: Need code, or its beginning -> official themes. The longest beginning counts.
THEMES_OF: Mapping[str, tuple[str, ...]] = {
    "SAF": ("안전·위기",), "SAF14": ("보호·돌봄", "안전·위기"), "HLT1": ("신체건강",), "HLT14": ("신체건강", "생활지원"), "HLT16": ("신체건강", "정신건강"), "HLT2": ("정신건강",),
    "DLY11": ("생활지원",), "DLY12": ("보호·돌봄",), "DLY13": ("보호·돌봄",), "DLY14": ("생활지원",), "DLY15": ("신체건강",),
    "DLY16": ("안전·위기",), "DLY21": ("문화·여가",), "FAM1": ("생활지원",), "FAM21": ("보육",), "FAM25": ("보육",),
    "FAM22": ("보호·돌봄",), "FAM23": ("보호·돌봄",), "FAM24": ("보호·돌봄",), "FAM26": ("보호·돌봄",),
    "SOC11": ("생활지원",), "SOC12": ("생활지원",), "SOC24": ("문화·여가",), "SOC13": ("안전·위기",), "SOC14": ("일자리",), "SOC21": ("일자리",), "SOC22": ("정신건강",),
    "SOC23": ("안전·위기",), "SOC25": ("안전·위기",), "ECO1": ("생활지원",), "ECO12": ("주거",),
    "ECO15": ("신체건강",), "ECO2": ("서민금융",), "EDU": ("교육",), "JOB": ("일자리",), "JOB13": ("일자리", "교육"), "ENV1": ("주거",),
    "ENV14": ("에너지", "주거"), "ENV21": ("주거",), "ENV22": ("안전·위기",), "ENV23": ("교육",), "LAW": ("법률",),
    "LAW13": ("안전·위기",), "LAW14": ("서민금융", "법률"), "CASE_MGMT": ("생활지원", "보호·돌봄"),
}  # fmt: skip

#: Themes that no need code means by itself (에너지 beside ENV14); the words that led to a code may tell them.
BY_WORDS = {
    "임신·출산": ("임신", "임산부", "임신부", "출산", "난임", "분만", "산모", "산후", "신생아", "불임", "산전", "난자", "정자"),
    "입양·위탁": ("입양", "위탁가정", "가정위탁"),
    "에너지": ("에너지", "난방", "연탄", "등유", "연료비", "냉방비"),
}  # fmt: skip

BANDS = ((0.3, 0.45), (0.45, 0.6), (0.6, 0.75), (0.75, 0.9), (0.9, 1.01))
#: How many documents of the usual kind stand behind each theme of the naive Bayes peer (chosen on the first half).
SMOOTHING = 128.0
#: Proposals below this do not count for the themes; chosen on the first half.
THRESHOLD = 0.45


@dataclass(frozen=True)
class Programme:
    """One programme of the catalogue. ``type`` is who grants it."""

    id: str
    name: str
    text: str
    themes: frozenset[str]

    @property
    def is_design(self) -> bool:
        return int(hashlib.sha256(self.id.encode()).hexdigest(), 16) % 2 == 0


Predict = Callable[[Programme], set[str]]


def load(catalogue: Path) -> list[Programme]:
    """Central programmes whose themes are given."""
    listed = json.loads(catalogue.read_text("utf-8"))
    return [
        Programme(one["id"], one["name"], f"{one.get('benefit') or ''} {one.get('agency') or ''}", frozenset(one["themes"]))
        for one in listed
        if one.get("ministry") and one.get("themes")
    ]


def measure(catalogue: Path, facilities: Path | None = None, *, seed: int = 1) -> dict:
    """The figures of ``docs/bench/needs-proposed.md``; ``facilities`` is Seoul's list (CSV), if it is there."""
    programmes = load(catalogue)
    design = [one for one in programmes if one.is_design]
    held_out = [one for one in programmes if not one.is_design]
    learned = NaiveBayes(design)
    nearest = Nearest(design)
    often = Counter(theme for one in design for theme in one.themes).most_common(1)[0][0]
    ways: dict[str, Predict] = {
        "resmap": lambda one: themes_by_codes(proposals(one)),
        "resmap, with the words": lambda one: themes(proposals(one)),
        "naive Bayes over bigrams": learned.predict,
        "nearest neighbour over bigrams": nearest.predict,
        "always the most frequent": lambda one: {often},
    }
    found = {
        "programmes": len(programmes), "design": len(design), "held_out": len(held_out), "threshold": THRESHOLD,
        "held_out_figures": {name: figures(held_out, way, seed) for name, way in ways.items()},
        "design_figures": {name: figures(design, way, seed) for name, way in list(ways.items())[:2]},
        "bands_held_out": bands(held_out), "bands_design": bands(design),
    }  # fmt: skip
    return found | ({"facilities": facility_figures(facilities)} if facilities else {})


def proposals(one: Programme) -> tuple[Proposed, ...]:
    return tuple(each for each in propose(one.name, "", one.text) if each.confidence >= THRESHOLD)


def themes_of(code: str) -> tuple[str, ...]:
    """The official themes that a need code stands for."""
    return next((THEMES_OF[code[:n]] for n in range(len(code), 2, -1) if code[:n] in THEMES_OF), ())


def themes_by_codes(found: Iterable[Proposed]) -> set[str]:
    return {theme for one in found for theme in themes_of(one.code)}


def themes(found: Sequence[Proposed]) -> set[str]:
    """The themes of codes, and those that only the words tell."""
    words = [word for one in found for word in one.because]
    told = {theme for theme, telling in BY_WORDS.items() if any(t in word for t in telling for word in words)}
    return themes_by_codes(found) | told


# Figures


def figures(programmes: Sequence[Programme], predict: Predict, seed: int) -> dict:
    """Macro-F1 over all themes that occur, over those that a code can mean, with a bootstrap's 90 %, and each theme."""
    pairs = [(one.themes, predict(one)) for one in programmes]
    per = per_theme(pairs)
    sayable = {theme for told in THEMES_OF.values() for theme in told}
    rng = random.Random(seed)
    samples = sorted(macro(per_theme(rng.choices(pairs, k=len(pairs)))) for _ in range(300))
    return {
        "macro_f1": round(macro(per), 3),
        "macro_f1_90": [round(samples[15], 3), round(samples[284], 3)],
        "macro_f1_of_sayable": round(macro({k: v for k, v in per.items() if k in sayable}), 3),
        "micro_f1": round(micro(pairs), 3),
        "themes": per,
    }


def per_theme(pairs: Sequence[tuple[frozenset[str], set[str]]]) -> dict[str, dict]:
    found = {}
    for theme in sorted({theme for truth, _ in pairs for theme in truth}):
        hit = sum(theme in truth and theme in said for truth, said in pairs)
        said, true = (sum(theme in one[side] for one in pairs) for side in (1, 0))
        precision, recall = hit / said if said else 0.0, hit / true if true else 0.0
        f1 = 2 * precision * recall / (precision + recall) if hit else 0.0
        found[theme] = {"n": true, "precision": round(precision, 3), "recall": round(recall, 3), "f1": round(f1, 3)}
    return found


def macro(per: Mapping[str, dict]) -> float:
    return sum(one["f1"] for one in per.values()) / len(per) if per else 0.0


def micro(pairs) -> float:
    hit = sum(len(truth & said) for truth, said in pairs)
    return 2 * hit / (sum(len(truth) + len(said) for truth, said in pairs) or 1)


def bands(programmes: Sequence[Programme]) -> list[dict]:
    """For each band of confidence: proposals in it, their mean confidence, and the share whose theme is official."""
    rows = [
        (each.confidence, bool(set(themes_of(each.code)) & one.themes))
        for one in programmes
        for each in propose(one.name, "", one.text)
    ]
    return banded(rows)


def banded(rows: Sequence[tuple[float, bool]]) -> list[dict]:
    found = []
    for low, high in BANDS:
        here = [(confidence, right) for confidence, right in rows if low <= confidence < high]
        if here:
            mean, right = (sum(one[side] for one in here) / len(here) for side in (0, 1))
            found.append({"from": low, "n": len(here), "mean": round(mean, 3), "right": round(right, 3)})
    return found


# Seoul's types, as people wrote down what they mean


def facility_figures(facilities: Path) -> dict:
    """Proposals for the rows of Seoul's list against the needs that ``seoul.toml`` gives their types."""
    from resmap.formats.lists import builtin
    from resmap.formats.tables import open_table

    mapping = builtin("seoul")
    name, type = mapping.columns["name"][0], mapping.columns["type"][0]
    rows = [row.cells for row in open_table(facilities, facilities.name).rows() if row.cells]
    known = [(row[name], row[type], mapping.types[row[type]].of(row[name]).needs) for row in rows if row[type] in mapping.types]
    known = [one for one in known if one[2]]
    said = {"name": [propose(one[0]) for one in known], "name and type": [propose(one[0], one[1]) for one in known]}
    return {how: _against(found, [needs for _, _, needs in known]) for how, found in said.items()}


def _against(found: Sequence[tuple[Proposed, ...]], needs: Sequence[Sequence[str]]) -> dict:
    told = [(one, set(wanted)) for one, wanted in zip(found, needs, strict=True)]
    rows = [(each.confidence, each.code in wanted) for one, wanted in told for each in one]
    return {
        "rows": len(told),
        "with_a_proposal": sum(bool(one) for one, _ in told),
        "first_is_right": round(sum(bool(one) and one[0].code in wanted for one, wanted in told) / len(told), 3),
        "central_among_three": round(
            sum(wanted[0] in {each.code for each in one} for one, wanted in zip(found, needs, strict=True)) / len(told), 3
        ),
        "precision": round(sum(right for _, right in rows) / (len(rows) or 1), 3),
        "bands": banded(rows),
    }


# Peers


class NaiveBayes:
    """One yes-or-no model a theme over syllable bigrams, smoothed; yes where that is the likelier."""

    def __init__(self, programmes: Sequence[Programme]):
        self.counts: dict[str, tuple[Counter, Counter]] = {}
        self.prior: dict[str, float] = {}
        documents = [(one.themes, set(_pieces(one))) for one in programmes]
        self.total = len(documents)
        for theme in {theme for truth, _ in documents for theme in truth}:
            yes, no = Counter(), Counter()
            for truth, pieces in documents:
                (yes if theme in truth else no).update(pieces)
            self.counts[theme] = yes, no
            self.prior[theme] = sum(theme in truth for truth, _ in documents)

    def predict(self, one: Programme) -> set[str]:
        pieces = set(_pieces(one))
        found = {}
        for theme, (yes, no) in self.counts.items():
            with_it, without = self.prior[theme], self.total - self.prior[theme]
            odds = math.log((with_it + 1) / (without + 1))
            for piece in pieces:
                if piece in yes or piece in no:
                    usual = SMOOTHING * (yes[piece] + no[piece]) / self.total
                    odds += math.log((yes[piece] + usual) / (with_it + SMOOTHING))
                    odds -= math.log((no[piece] + usual) / (without + SMOOTHING))
            found[theme] = odds
        told = {theme for theme, odds in found.items() if odds > 0}
        return told or {max(sorted(found), key=found.__getitem__)}


class Nearest:
    """The themes of the most similar programme (cosine of bigrams, rare ones weighing more)."""

    def __init__(self, programmes: Sequence[Programme]):
        self.programmes = list(programmes)
        documents = [Counter(_pieces(one)) for one in programmes]
        spread = Counter(piece for one in documents for piece in one)
        self.rarity = defaultdict(lambda: math.log(len(documents) + 1))
        self.rarity.update({piece: math.log((len(documents) + 1) / (n + 0.5)) for piece, n in spread.items()})
        self.vectors = [self._unit(one) for one in documents]

    def _unit(self, counts: Counter) -> dict[str, float]:
        weighed = {piece: n * self.rarity[piece] for piece, n in counts.items()}
        length = math.sqrt(sum(value * value for value in weighed.values())) or 1.0
        return {piece: value / length for piece, value in weighed.items()}

    def predict(self, one: Programme) -> set[str]:
        wanted = self._unit(Counter(_pieces(one)))
        likeness = [sum(wanted.get(piece, 0.0) * value for piece, value in vector.items()) for vector in self.vectors]
        return set(self.programmes[max(range(len(likeness)), key=likeness.__getitem__)].themes)


def _pieces(one: Programme) -> tuple[str, ...]:
    return bigrams(f"{one.name} {one.name} {one.text}")
