"""Doubles in one list, or between two, without a database (contract §2)."""

from pathlib import Path

from resmap.cli.common import OK, WRONG_USE, command, show, tell


def add_duplicates(commands) -> None:
    parser = command(
        commands, "duplicates", _duplicates, "겹치는 것을 찾습니다 / doubles in one list, or between two"
    )
    parser.add_argument("file", metavar="FILE", type=Path)
    parser.add_argument("other", metavar="FILE2", type=Path, nargs="?", help="다른 목록 / the other list")
    parser.add_argument("--mapping", metavar="MAP.toml", type=Path, help="열 대응표 / what the columns mean")
    parser.add_argument("--doubtful", action="store_true", help="아슬아슬한 것도 / pairs that nearly are, too")
    parser.add_argument("--json", action="store_true")


def _duplicates(arguments) -> int:
    from resmap.flows import duplicate_files
    from resmap.words import duplicates

    try:
        document = duplicate_files.find(
            arguments.file, arguments.other, arguments.mapping, locale=arguments.lang, doubtful=arguments.doubtful
        )
    except duplicate_files.FormatError as error:
        tell(duplicates.refused_lines(error.what, error.problems, arguments.lang))
        return WRONG_USE
    show(document, arguments, duplicates.pair_lines)
    return OK
