"""What duplicate detection is measured on: published pairs with truth, and an invented register.

Truth is read here and in no other file, and only to count.
"""

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from resmap.bench.dedupe_register import register
from resmap.dedupe import Record

Cells = Mapping[str, str]
Pairs = frozenset[tuple[str, str]]


@dataclass(frozen=True)
class DataSet:
    """``lists``: one list in which to find doubles, or two to link; rows are (key, cells).

    ``truth``: pairs of keys; within one list in order of the keys. ``records`` instead of rows where the
    set is a register. ``how`` names the peer's settings for it.
    """

    name: str
    how: str
    lists: tuple[Sequence[tuple[str, Cells]], ...]
    truth: Pairs
    records: tuple[Record, ...] = ()

    @property
    def size(self) -> int:
        return len(self.records) or sum(map(len, self.lists))


def published(data: Path) -> list[DataSet]:
    """The sets under ``data/er``; those that are not there are left out."""
    er = data / "er"
    found = []
    if (er / "fodors_zagat").is_dir():
        left, right = (_rows(er / "fodors_zagat" / f"{name}.csv", "id") for name in ("fodors", "zagats"))
        truth = _rows(er / "fodors_zagat" / "matches_fodors_zagats.csv", None)
        pairs = frozenset((cells["fodors_id"], cells["zagats_id"]) for _, cells in truth)
        found.append(DataSet("fodors_zagat", "restaurants", (left, right), pairs))
    for number in (1, 2, 3):
        path = er / "febrl" / f"dataset{number}.csv"
        if path.is_file():
            rows = _rows(path, "rec_id")
            found.append(DataSet(f"febrl{number}", "people", (rows,), _febrl_truth([rows])))
    if (er / "febrl" / "dataset4a.csv").is_file():
        lists = tuple(_rows(er / "febrl" / f"dataset4{side}.csv", "rec_id") for side in "ab")
        found.append(DataSet("febrl4", "people", lists, _febrl_truth(lists)))
    korean = er / "ko_welfare_2022apr_2022aug"
    if korean.is_dir():
        lists = tuple(_rows(korean / f"{side}.csv", "rid") for side in "ab")
        pairs = frozenset((cells["rid_a"], cells["rid_b"]) for _, cells in _rows(korean / "truth.csv", None))
        found.append(DataSet("korean_pair", "facilities", lists, pairs))
    return found


def invented(size: int, seed: int) -> DataSet:
    """The generated register; seed 1 was looked at while the model was made, others were not."""
    town = register(size, seed)
    truth = frozenset(tuple(sorted(pair)) for pair in town.truth)
    return DataSet(f"register_{size}", "register", (), truth, town.records)  # type: ignore[arg-type]


def _febrl_truth(lists: Sequence[Sequence[tuple[str, Cells]]]) -> Pairs:
    """FEBRL's keys tell: rec-12-org and rec-12-dup-0 are one."""
    groups: dict[str, list[tuple[int, str]]] = {}
    for side, rows in enumerate(lists):
        for key, _ in rows:
            groups.setdefault(key.split("-")[1], []).append((side, key))
    pairs = set()
    for members in groups.values():
        for at, (side, key) in enumerate(members):
            for other_side, other in members[at + 1 :]:
                if len(lists) == 1:
                    pairs.add((min(key, other), max(key, other)))
                elif side != other_side:
                    pairs.add((key, other))
    return frozenset(pairs)


def _rows(path: Path, key: str | None) -> list[tuple[str, Cells]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file, skipinitialspace=True)
        header = [heading.strip() for heading in next(reader)]
        rows = [dict(zip(header, (re.sub(r"\s+$", "", cell) for cell in cells), strict=True)) for cells in reader]
    return [(row.pop(key) if key else str(number), row) for number, row in enumerate(rows, 2)]


def figures(found: Pairs, truth: Pairs) -> dict[str, float]:
    """Precision, recall and F1 over pairs."""
    right = len(found & truth)
    precision, recall = right / len(found) if found else 0.0, right / len(truth) if truth else 0.0
    f1 = 2 * precision * recall / (precision + recall) if right else 0.0
    return {"precision": round(precision, 5), "recall": round(recall, 5), "f1": round(f1, 5)}
