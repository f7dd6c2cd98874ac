"""``resmap bench match``: one case with five needs, the product beside a plain networkx walk.

Product and peer take turns over the same cases in the same process, so that
whatever else the machine does falls on both. Both are warm: the network is
loaded, indexes are built (``build_s``), as in an office where the register
stands and the cases come.
"""

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import cycle, islice

from resmap.bench.answer import plain, product
from resmap.bench.clients import clients
from resmap.bench.clock import built, summary, timed
from resmap.bench.plain_walk import NAME, PlainWalk
from resmap.bench.town import town
from resmap.domain.case import Case
from resmap.domain.network import Network

#: Different cases, at most, that the runs go round.
CASES = 40
RUNS = 200
#: Suggestions explained for each need.
TOP = 20


def measure(
    size: int,
    *,
    seed: int = 1,
    runs: int = RUNS,
    tell: Callable[[str], None] = lambda _: None,
) -> dict:
    """The figures of a town of ``size`` offers (contract §2, bench); ``tell`` hears what is going on."""
    tell(f"{size:,} offers")
    network, made = built(lambda: town(size, seed))
    visitors = clients(network, min(CASES, runs), seed)
    _, ready = built(lambda: _warm(network, visitors))
    walk, peer = built(lambda: PlainWalk(network))
    tell(f"{len(visitors)} cases, {runs} runs")
    with _settled():
        ours, theirs, agree = _take_turns(network, walk, islice(cycle(visitors), runs))
    ours = {**ours, "build_s": ready["build_s"], "rss_mb": round(made["rss_mb"] + ready["rss_mb"], 1)}
    return {
        "size": size,
        "runs": runs,
        "cases": len(visitors),
        "seed": seed,
        "warm": True,
        "resmap": ours,
        "peers": {NAME: {**theirs, **peer}},
        "ratios": {NAME: round(theirs["median_ms"] / ours["median_ms"], 2)},
        "agree": agree,
    }


def _warm(network: Network, visitors: Sequence[Case]) -> None:
    """Every index the product makes when it is first asked for something."""
    for case in visitors:
        product(case, network, TOP)


@contextmanager
def _settled() -> Iterator[None]:
    """The standing network is out of the garbage collector's sight.

    A full collection walks over every offer and tie: some 300 ms at 20,000,
    which would fall on whoever happens to be asking, product or peer.
    """
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _take_turns(
    network: Network, walk: PlainWalk, visits: Iterable[Case]
) -> tuple[dict, dict, bool]:
    """Each visit by both, one after the other; whether every answer was the same."""
    ours: list[float] = []
    theirs: list[float] = []
    agree = True
    for case in visits:
        found, seconds = timed(lambda case=case: product(case, network, TOP))
        ours.append(seconds)
        walked, seconds = timed(lambda case=case: walk.match(case, TOP))
        theirs.append(seconds)
        agree = agree and plain(found) == walked
    return summary(ours), summary(theirs), agree


def lines(figures: dict) -> list[str]:
    """The figures for a reader."""
    told = [
        f"제안 / match: 자원 {figures['size']:,}곳 offers, 욕구 5개 needs, {figures['runs']}회 runs, 준비됨 warm",
        f"{'':34}{'median ms':>11}{'p99 ms':>10}{'build s':>10}{'MB':>8}",
    ]
    for name, side in {"resmap": figures["resmap"], **figures["peers"]}.items():
        told.append(
            f"{name:34}{side['median_ms']:>11.2f}{side['p99_ms']:>10.2f}"
            f"{side['build_s']:>10.2f}{side['rss_mb']:>8.0f}"
        )
    told += [f"{name} / resmap = {ratio:g}" for name, ratio in figures["ratios"].items()]
    told.append("같은 답 / same answers" if figures["agree"] else "답이 다름 / ANSWERS DIFFER")
    return told
