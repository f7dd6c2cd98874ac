"""Measuring: medians, percentiles, memory."""

import gc
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter
from typing import TypeVar

T = TypeVar("T")


def timed(act: Callable[[], T]) -> tuple[T, float]:
    """What ``act`` answers, and the seconds it took."""
    start = perf_counter()
    answer = act()
    return answer, perf_counter() - start


def built(act: Callable[[], T]) -> tuple[T, dict[str, float]]:
    """What ``act`` builds, with the seconds and the MB of memory the process grew by."""
    gc.collect()
    before = memory_mb()
    made, seconds = timed(act)
    gc.collect()
    return made, {"build_s": round(seconds, 3), "rss_mb": round(max(0.0, memory_mb() - before), 1)}


def memory_mb() -> float:
    """Memory that the process holds now; its peak where the system tells only that."""
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
    except OSError:
        return _peak_mb()


def _peak_mb() -> float:
    try:
        import resource  # not on Windows
    except ImportError:
        return 0.0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


def summary(seconds: Sequence[float]) -> dict[str, float]:
    """Median and 99th percentile (the nearest rank) in milliseconds."""
    ordered = sorted(seconds)
    rank = max(0, -(-99 * len(ordered) // 100) - 1)
    middle = len(ordered) // 2
    median = ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
    return {"median_ms": round(median * 1e3, 3), "p99_ms": round(ordered[rank] * 1e3, 3)}
