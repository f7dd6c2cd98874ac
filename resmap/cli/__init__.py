"""Commands: parse, call one flow, print (contract §1 to §3).

Exit codes: 0 answered, 1 done but something in the input was refused, 2 wrong
use or unreadable input, 3 a rule forbids the act. Data goes to standard
output, messages to standard error. Flows are imported when a command runs, so
that ``resmap --help`` stays quick. One module holds the commands of one subject,
each an ``add_…`` that declares it and the function that runs it.
"""

import argparse
import os
import sys

import resmap
from resmap.cli import boundaries, duplicates, files, measuring, register, server, staff
from resmap.cli.common import OK

#: In the order of ``resmap --help``.
COMMANDS = (
    files.add_match,
    files.add_disclose,
    files.add_close_check,
    files.add_check_plan,
    files.add_needs,
    files.add_schema,
    server.add_init,
    server.add_demo,
    server.add_serve,
    register.add_import,
    register.add_export,
    duplicates.add_duplicates,
    boundaries.add_boundaries,
    server.add_verify_events,
    staff.add_office,
    staff.add_user,
    staff.add_users,
    measuring.add_bench,
)


def main(argv: list[str] | None = None) -> int:
    """Run one command; answers the exit code."""
    _speak_utf8()
    arguments = _parser().parse_args(argv)
    try:
        return arguments.run(arguments)
    except BrokenPipeError:  # the reader (head, less) went away: nothing to tell it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except KeyboardInterrupt:
        return 130


def _speak_utf8() -> None:
    """Korean on a Windows console or under LANG=C too."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="resmap",
        description="사람의 욕구를 동네의 사람과 자원에 잇습니다. "
        "Joins people's needs to the people and offers around them.",
    )
    parser.add_argument("--version", action="version", version=f"resmap {resmap.__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for add in COMMANDS:
        add(commands)
    return parser
