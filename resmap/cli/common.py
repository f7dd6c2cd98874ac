"""What all commands share: exit codes, kinds of arguments, the store, printing."""

import argparse
import json
import os
import re
import sys
from collections.abc import Callable, Iterable
from datetime import date

OK, PARTLY, WRONG_USE, FORBIDDEN = 0, 1, 2, 3


def command(commands, name: str, run: Callable, help: str) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=help, description=help)
    parser.set_defaults(run=run)
    parser.add_argument(
        "--lang", choices=("ko", "en"), default=language(), help="말 / language of the sentences"
    )
    return parser


def language() -> str:
    """Korean unless RESMAP_LOCALE asks for English: the machine's own language says little here,
    and other programs read the Korean sentences of ``--json``."""
    return "en" if os.environ.get("RESMAP_LOCALE", "").lower().startswith("en") else "ko"


def take_database(parser) -> None:
    parser.add_argument(
        "--database", metavar="URL", help="sqlite:///FILE, postgresql://… (기본: 자료 폴더 / default: data folder)"
    )


def port(text: str) -> int:
    if text.isascii() and text.isdigit() and int(text) < 65536:
        return int(text)
    raise argparse.ArgumentTypeError("0-65535")


def count(text: str) -> int:
    if text.isascii() and text.isdigit() and 1 <= int(text) <= 1_000_000:
        return int(text)
    raise argparse.ArgumentTypeError("1-1000000")


def dong_at(text: str) -> tuple[str, float, float]:
    """``자양1동:37.535,127.075`` -> name, latitude, longitude in degrees."""
    name, _, point = text.rpartition(":")
    try:
        lat, lon = map(float, point.split(","))
    except ValueError:
        lat = lon = float("nan")
    if not name.strip() or not (abs(lat) <= 90 and abs(lon) <= 180):
        raise argparse.ArgumentTypeError("자양1동:37.535,127.075 (NAME:LAT,LON)")
    return name, lat, lon


def day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("YYYY-MM-DD") from None


def with_store(act: Callable) -> Callable:
    """Run ``act(arguments, settings)``; what the store refuses becomes one sentence."""

    def run(arguments) -> int:
        from resmap import config
        from resmap.flows import refusals

        settings = config.read(database_url=getattr(arguments, "database", None))
        try:
            return act(arguments, settings)
        except refusals.StoreError as error:
            known = ("KEY_MISSING", "NOT_MIGRATED", "BUSY", "LOST_UPDATE")
            key = error.code if error.code in known else "OTHER"
            return wrong(f"commands.refused.{key}", arguments, code=error.code, text=str(error))

    return run


def show(document: dict, arguments, lines: Callable | None) -> int:
    if arguments.json:
        print(json.dumps(document, ensure_ascii=False, indent=1))
    else:
        print("\n".join(map(harmless, lines(document, arguments.lang))))
    return OK


def tell(lines: Iterable[str]) -> None:
    for line in lines:
        print(harmless(line), file=sys.stderr)


def harmless(line: str) -> str:
    """Names come from files: what would move the cursor, colour or turn the text is not printed."""
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", line)


#: C0 and C1 codes and the marks that turn the direction of writing.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def wrong(key: str, arguments, exit_code: int = WRONG_USE, **facts: object) -> int:
    from resmap.words import say

    tell([say(key, arguments.lang, **facts)])
    return exit_code
