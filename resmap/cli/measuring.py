"""Measurements beside a named peer: bench."""

from resmap.cli.common import OK, PARTLY, command, count, show, tell


def add_bench(commands) -> None:
    parser = command(commands, "bench", _bench, "다른 방법과 나란히 재 봅니다 / measure beside a peer")
    parser.add_argument("what", choices=("match",), help="재 볼 것 / what to measure")
    parser.add_argument("--size", type=count, default=1000, help="자원 수 / offers (1000)")
    parser.add_argument("--runs", type=count, default=200, help="잴 횟수 / measured runs (200)")
    parser.add_argument("--json", action="store_true")


def _bench(arguments) -> int:
    from resmap.bench import match

    figures = match.measure(arguments.size, runs=arguments.runs, tell=lambda line: tell([line]))
    show(figures, arguments, lambda told, _: match.lines(told))
    return OK if figures["agree"] else PARTLY
