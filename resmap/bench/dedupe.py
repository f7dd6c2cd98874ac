"""``resmap bench dedupe``: doubles found by the product and by splink, on the same machine in the same run.

Neither side sees truth; both decide at a threshold that was fixed before (even odds; for Korean places the
model's own). Product and peer take turns, set by set and run by run, each from rows in memory to pairs of
keys: the product with its cleaning and with every pair explained, the peer from cleaned columns, with its
training.
"""

import gc
import os
from collections.abc import Callable
from pathlib import Path

from resmap.bench.clock import built, summary, timed
from resmap.bench.dedupe_sets import DataSet, Pairs, figures, invented, published
from resmap.dedupe import find_pairs
from resmap.flows.duplicate_files import columns_of, pairs_of
from resmap.formats.record_files import RecordFile, RecordMapping

RUNS = 3
#: A seed that was not looked at while the model was made.
SEED = 2


def measure(
    size: int = 20_000,
    *,
    runs: int = RUNS,
    data: Path | None = None,
    seed: int = SEED,
    peer: bool = True,
    tell: Callable[[str], None] = lambda _: None,
) -> dict:
    """The figures (contract §2, bench); ``size`` of the invented register, ``data`` the folder of published sets.

    ``agree`` is false as soon as the two propose one pair that is not the same, which two methods always do;
    ``same_pairs`` says how many they share. Without published sets only the invented register is measured.
    """
    folder = _published_under(data) if data else default_data()
    sets = [*(published(folder) if folder else []), invented(size, seed)]
    names, sides = [], {"resmap": _Side(Product)}
    if peer:
        from resmap.bench.dedupe_splink import NAME, Peer

        names, sides = [NAME], sides | {NAME: _Side(Peer)}
    for each in sets:
        names_told = ", ".join(sides)
        tell(f"{each.name}: {each.size:,} records, {len(each.truth):,} pairs ({names_told})")
        for side in sides.values():
            side.make_ready(each)
        for _ in range(runs):
            for side in sides.values():
                side.run(each)
    told = {name: side.told() for name, side in sides.items()}
    document = {
        "size": size,
        "runs": runs,
        "seed": seed,
        "sets": {each.name: {"records": each.size, "pairs": len(each.truth)} for each in sets},
        "resmap": told.pop("resmap"),
        "peers": told,
        "ratios": {},
        "agree": True,
        "names": _names(folder, tell),
    }
    for name in names:
        document["ratios"][name] = round(told[name]["median_ms"] / document["resmap"]["median_ms"], 2)
        document.setdefault("ratios_by_set", {})[name] = {
            key: round(of["median_ms"] / document["resmap"]["sets"][key]["median_ms"], 2)
            for key, of in told[name]["sets"].items()
        }
        document.setdefault("ratios_by_set_with_cleaning", {})[name] = {
            key: round(_with_cleaning(of) / _with_cleaning(document["resmap"]["sets"][key]), 2)
            for key, of in told[name]["sets"].items()
        }
        document["same_pairs"] = {
            key: round(len(found & sides[name].found[key]) / max(1, len(found | sides[name].found[key])), 4)
            for key, found in sides["resmap"].found.items()
        }
        document["agree"] = all(share == 1.0 for share in document["same_pairs"].values())
    return document


def _with_cleaning(of: dict) -> float:
    """Milliseconds from rows as they were written: the peer's columns are cleaned before its clock runs."""
    return of["median_ms"] + 1000 * of["cleaning_s"]


def default_data() -> Path | None:
    """The folder of published sets: ``RESMAP_SHARED``, else ``../shared``; None where there is none."""
    return _published_under(Path(os.environ.get("RESMAP_SHARED") or Path(__file__).parents[2].parent / "shared"))


def _published_under(folder: Path) -> Path | None:
    """The folder itself or its ``data``, whichever holds ``er``."""
    return next((each for each in (folder / "data", folder) if (each / "er").is_dir()), None)


class Product:
    """One set as the product takes it: rows of files, or records of the register."""

    def __init__(self, data: DataSet):
        self.data = data
        self.files = []
        for number, rows in enumerate(data.lists):
            columns = tuple(rows[0][1]) if rows else ()
            self.files.append(RecordFile(f"{data.name} {number}", columns, tuple(rows)))

    def find(self) -> Pairs:
        _forget()
        if self.data.records:
            found = [pair for pair in find_pairs(self.data.records) if pair.propose]
        else:
            found, _ = pairs_of(self.files, columns_of(self.files, RecordMapping({})))
        if len(self.data.lists) == 2:
            return frozenset((pair.a, pair.b) for pair in found)
        return frozenset((min(pair.a, pair.b), max(pair.a, pair.b)) for pair in found)


def _forget() -> None:
    """What names and addresses were read before is not remembered: every run is a first one."""
    from resmap.dedupe import register_fields
    from resmap.domain.cleaning import names
    from resmap.domain.names import same_name

    known = (names.parts_of, names.kind_of_text, register_fields._read_address, register_fields.jamo, same_name)
    for remembered in known:
        remembered.cache_clear()


class _Side:
    """One side's figures over all sets."""

    def __init__(self, make: Callable[[DataSet], "Product"]):
        self._make = make
        self._ready: Product
        self._seconds: dict[str, list[float]] = {}
        self._made: dict[str, dict] = {}
        self._right: dict[str, dict] = {}
        self.found: dict[str, Pairs] = {}

    def make_ready(self, data: DataSet) -> None:
        self._ready, self._made[data.name] = built(lambda: self._make(data))
        self._seconds[data.name] = []
        _import_first(self._ready)

    def run(self, data: DataSet) -> None:
        gc.collect()
        found, took = timed(self._ready.find)
        self._seconds[data.name].append(took)
        self.found[data.name], self._right[data.name] = found, figures(found, data.truth)

    def told(self) -> dict:
        sets = {
            name: {
                **summary(seconds), **self._right[name], "proposed": len(self.found[name]),
                "cleaning_s": self._made[name]["build_s"],
            }  # fmt: skip
            for name, seconds in self._seconds.items()
        }
        runs = zip(*self._seconds.values(), strict=True)
        return {
            **summary([sum(each) for each in runs]),
            "build_s": round(sum(made["build_s"] for made in self._made.values()), 3),
            "rss_mb": round(sum(made["rss_mb"] for made in self._made.values()), 1),
            **{what: {name: of[what] for name, of in sets.items()} for what in ("precision", "recall", "f1")},
            "sets": sets,
        }


def _import_first(ready: object) -> None:
    """Libraries are loaded before the clock runs, on both sides."""
    if type(ready).__name__ == "Peer":
        import pyarrow  # noqa: F401
        import splink  # noqa: F401
    import scipy.optimize
    import scipy.sparse  # noqa: F401


def _names(folder: Path | None, tell: Callable[[str], None]) -> dict | None:
    if folder is None:
        return None
    from resmap.bench import dedupe_names

    tell("names alone")
    return dedupe_names.measure(folder)


def lines(told: dict) -> list[str]:
    """The figures for a reader."""
    sides = {"resmap": told["resmap"], **told["peers"]}
    out = [
        f"중복 찾기 / duplicates: {told['runs']}회 runs, 진실은 세는 데만 씀 truth only to count",
        f"{'':16}{'':16}{'precision':>10}{'recall':>9}{'F1':>9}{'median s':>10}{'ratio':>7}"
        f"{'ratio with the cleaning':>25}",
    ]
    for key, of in told["sets"].items():
        for name, side in sides.items():
            each = side["sets"][key]
            ratios = [told.get(f"ratios_by_set{also}", {}).get(name, {}).get(key) for also in ("", "_with_cleaning")]
            out.append(
                f"{key if name == 'resmap' else '':16}{name:16}{each['precision']:>10.4f}{each['recall']:>9.4f}"
                f"{each['f1']:>9.4f}{each['median_ms'] / 1e3:>10.2f}"
                + "".join(f"{ratio:>{wide}.1f}" for ratio, wide in zip(ratios, (7, 25), strict=True) if ratio)
            )
        out.append(f"{'':16}{of['records']:,} records, {of['pairs']:,} pairs")
    for what, each in (told["names"] or {}).items():
        scores = ", ".join(f"{name} {value:.3f}" for name, value in each["auc"].items())
        of = f"({each['same']} same, {each['look_alikes']} look-alikes)"
        sure = "" if each["interval"] is None else " (95 %: {:.3f}–{:.3f})".format(*each["interval"])
        out.append(f"이름만 names alone, {what} {of}: AUC {scores}{sure}")
    out += [f"{name} / resmap = {ratio:g}" for name, ratio in told["ratios"].items()]
    return out
