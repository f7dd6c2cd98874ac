"""Reads the labelled objectives beside this file: (labels, objective) of each line."""

from collections.abc import Iterator
from pathlib import Path

from resmap.domain.planning.goals import Objective

HERE = Path(__file__).parent


def labelled(name: str) -> Iterator[tuple[frozenset[str], Objective]]:
    """`given`: - nothing; h holder; h6 and months; h6f and indicator, baseline, target."""
    for line in (HERE / f"{name}.txt").read_text("utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        labels, given, text = (part.strip() for part in line.split("|", 2))
        months, full = given.strip("-hf"), given.endswith("f")
        yield (
            frozenset() if labels == "ok" else frozenset(labels.split()),
            Objective(
                id="1",
                text=text,
                holder="당사자" if given.startswith("h") else None,
                months=float(months) if months else None,
                indicator="주간 기록" if full else None,
                baseline="주 1회" if full else None,
                target="주 4회" if full else None,
            ),
        )
