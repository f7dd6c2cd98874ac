"""Commands over files, without a database (contract §1): match, disclose, close-check, check-plan, needs, schema."""

from collections.abc import Callable
from pathlib import Path

from resmap.cli.common import FORBIDDEN, WRONG_USE, command, day, show, tell, wrong
from resmap.domain.resident_number import contains_resident_number

NETWORK = {"metavar": "NETWORK.json", "type": Path, "required": True}
CASE = {"metavar": "CASE.json", "type": Path, "required": True}


def add_match(commands) -> None:
    parser = command(
        commands, "match", _match, "욕구마다 자원을 제안하고 까닭을 말합니다 / suggest offers for each need"
    )
    parser.add_argument("--network", **NETWORK)
    parser.add_argument("--case", **CASE)
    parser.add_argument("--top", type=int, default=20, help="욕구마다 보일 수 / suggestions per need")
    parser.add_argument("--why-not", metavar="OFFER", help="제안하지 않는 까닭 / why it is not suggested")
    parser.add_argument("--override", metavar="OFFER", help="예외로 제안 / let one offer through")
    parser.add_argument("--reason", metavar="TEXT", help="예외의 까닭 / the reason of an override")
    parser.add_argument("--json", action="store_true")


def add_disclose(commands) -> None:
    parser = command(
        commands, "disclose", _disclose, "그곳에 전해도 되는 항목을 말합니다 / what may be told to an offer"
    )
    parser.add_argument("--network", **NETWORK)
    parser.add_argument("--case", **CASE)
    parser.add_argument("--to", metavar="OFFER", required=True)
    parser.add_argument("--on", metavar="DATE", type=day, help="YYYY-MM-DD")
    parser.add_argument("--json", action="store_true")


def add_close_check(commands) -> None:
    parser = command(
        commands, "close-check", _close_check, "종결할 수 있는지 살핍니다 / what a closing obliges to"
    )
    parser.add_argument("--network", **NETWORK)
    parser.add_argument("--case", **CASE)
    parser.add_argument("--json", action="store_true")


def add_check_plan(commands) -> None:
    parser = command(
        commands, "check-plan", _check_plan, "계획에서 흔한 실수 7가지를 찾습니다 / the seven mistakes in a plan"
    )
    parser.add_argument("plan", metavar="PLAN.json", type=Path)
    parser.add_argument("--json", action="store_true")


def add_needs(commands) -> None:
    parser = command(
        commands, "needs", _needs, "말에서 욕구를 찾습니다 / need codes from a spoken sentence"
    )
    parser.add_argument("text", metavar="TEXT")
    parser.add_argument("--top", type=int, default=5)
    parser.add_argument("--json", action="store_true")


def add_schema(commands) -> None:
    parser = command(commands, "schema", _schema, "파일 형식 / the JSON Schema of a format")
    parser.add_argument("format", choices=("network", "case", "match", "plan"))
    parser.add_argument("--json", action="store_true", help="(always JSON)")


def _with_files(act: Callable) -> Callable:
    """Read the two files, tell what is wrong with them, else run ``act(arguments, pair)``."""

    def run(arguments) -> int:
        from resmap.flows import files
        from resmap.words import terminal

        try:
            pair = files.read_pair(arguments.network, arguments.case)
        except files.FormatError as error:
            tell(terminal.problem_lines(error.what, error.problems, arguments.lang))
            return WRONG_USE
        tell(terminal.warning_line(code, facts, arguments.lang) for code, facts in pair.warnings)
        try:
            return act(arguments, pair)
        except files.UnknownOffer:
            return wrong("files.screen.unknown_offer", arguments)

    return run


@_with_files
def _match(arguments, pair) -> int:
    from resmap.flows import files
    from resmap.words import terminal

    if not 1 <= arguments.top <= 1000:
        return wrong("files.screen.top_range", arguments)
    override = None
    if arguments.override is not None:
        if not (arguments.reason or "").strip():
            return wrong("files.screen.reason_needed", arguments)
        if contains_resident_number(arguments.reason):
            return wrong("files.screen.resident_number", arguments)
        override = files.Override(arguments.override, arguments.reason.strip())
    try:
        document = files.match_files(
            pair,
            top=arguments.top,
            locale=arguments.lang,
            why_not=arguments.why_not,
            override=override,
        )
    except files.OverrideRefused as error:
        return wrong("files.screen.override_refused", arguments, FORBIDDEN, codes=error.codes)
    return show(document, arguments, terminal.match_lines)


@_with_files
def _disclose(arguments, pair) -> int:
    from resmap.flows import files
    from resmap.words import terminal

    document = files.disclose_from(pair, arguments.to, arguments.on)
    name = pair.offer(arguments.to).name
    return show(
        document, arguments, lambda told, lang: terminal.disclosure_lines(told, name, lang)
    )


@_with_files
def _close_check(arguments, pair) -> int:
    from resmap.flows import files
    from resmap.words import terminal

    try:
        document = files.close_check(pair, arguments.lang)
    except files.NoClosingAttempt:
        return wrong("files.screen.no_event", arguments)
    return show(document, arguments, terminal.closing_lines)


def _check_plan(arguments) -> int:
    from resmap.flows import plan_checking
    from resmap.words import planning, terminal

    try:
        read = plan_checking.read_plan_file(arguments.plan)
    except plan_checking.FormatError as error:
        tell(terminal.problem_lines(error.what, error.problems, arguments.lang))
        return WRONG_USE
    tell(terminal.warning_line(code, facts, arguments.lang) for code, facts in read.warnings)
    return show(plan_checking.check_document(read.value, arguments.lang), arguments, planning.plan_lines)


def _needs(arguments) -> int:
    from resmap.flows import files
    from resmap.words import terminal

    if not 1 <= arguments.top <= 1000:
        return wrong("files.screen.top_range", arguments)
    if contains_resident_number(arguments.text):
        return wrong("files.screen.resident_number", arguments)
    return show(files.needs_of(arguments.text, arguments.top), arguments, terminal.spoken_lines)


def _schema(arguments) -> int:
    from resmap.flows import files

    arguments.json = True
    return show(files.schema_of(arguments.format), arguments, None)
