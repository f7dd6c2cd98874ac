"""Measurements beside a named peer: bench."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from resmap.cli.common import OK, PARTLY, command, count, show, tell


def add_bench(commands) -> None:
    parser = command(commands, "bench", _bench, "다른 방법과 나란히 재 봅니다 / measure beside a peer")
    parser.add_argument("what", choices=tuple(SUBJECTS), help="재 볼 것 / what to measure")
    parser.add_argument("--size", type=count, help="자원 수 / offers (1000)")
    parser.add_argument("--runs", type=count, help="잴 횟수 / measured runs")
    parser.add_argument("--data", metavar="FOLDER", type=Path, help="공개 자료 폴더 / a folder of published data")
    parser.add_argument("--json", action="store_true")


def _bench(arguments) -> int:
    asked = {"size": arguments.size, "runs": arguments.runs, "data": arguments.data}
    figures, lines = SUBJECTS[arguments.what](
        {name: value for name, value in asked.items() if value is not None}, lambda line: tell([line])
    )
    show(figures, arguments, lambda told, _: lines(told))
    # Two ways of finding doubles differ in some pair: that is an answer, not a fault.
    return PARTLY if figures.get("agree") is False and arguments.what != "dedupe" else OK


def _match(asked: dict[str, Any], hear: Callable) -> tuple[dict, Callable]:
    from resmap.bench import match

    how = {name: asked[name] for name in ("runs",) if name in asked}
    return match.measure(asked.get("size", 1000), **how, tell=hear), match.lines


def _search(asked: dict[str, Any], hear: Callable) -> tuple[dict, Callable]:
    from resmap.bench import searching

    how = {"each": asked["runs"]} if "runs" in asked else {}
    return searching.measure(asked.get("size", 3000), **how, tell=hear), searching.lines


def _dedupe(asked: dict[str, Any], hear: Callable) -> tuple[dict, Callable]:
    from resmap.bench import dedupe

    how = {name: asked[name] for name in ("runs", "data") if name in asked}
    return dedupe.measure(asked.get("size", 20_000), **how, tell=hear), dedupe.lines


#: What can be measured; each answers its figures and how to print them.
SUBJECTS: dict[str, Callable[[dict[str, Any], Callable], tuple[dict, Callable]]] = {
    "match": _match,
    "dedupe": _dedupe,
    "search": _search,
}
