"""The service and its data folder: init, demo, serve, verify-events."""

import gc
import os
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

from resmap.cli.common import (
    FORBIDDEN,
    OK,
    PARTLY,
    WRONG_USE,
    command,
    port,
    show,
    take_database,
    tell,
    with_store,
    wrong,
)


def add_init(commands) -> None:
    parser = command(
        commands, "init", _init, "자료 폴더·열쇠·데이터베이스를 만듭니다 / make or migrate a database"
    )
    take_database(parser)


def add_demo(commands) -> None:
    parser = command(
        commands, "demo", _demo, "지어낸 동네로 바로 써 봅니다 / a ready, invented neighbourhood"
    )
    parser.add_argument("--port", type=port, default=8000, help="포트 (0: 빈 것) / port (0: a free one)")
    parser.add_argument("--fresh", action="store_true", help="처음부터 다시 / start the demo over")


def add_serve(commands) -> None:
    parser = command(commands, "serve", _serve, "서버를 시작합니다 / start the server")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=port, default=8000)
    take_database(parser)


def add_verify_events(commands) -> None:
    parser = command(
        commands,
        "verify-events",
        _verify_events,
        "기록이 온전한지 살핍니다 / prove that the history is whole",
    )
    take_database(parser)
    parser.add_argument("--json", action="store_true")


@with_store
def _init(arguments, settings) -> int:
    from resmap.flows import setting_up
    from resmap.words import say

    made = setting_up.init(settings)
    for path in made:
        print(say("commands.init.made", arguments.lang, path=path))
    if settings.key_file in made:
        print(say("commands.init.keys", arguments.lang, path=settings.key_file))
    print(say("commands.init.ready", arguments.lang, home=settings.home))
    return OK


@with_store
def _demo(arguments, settings) -> int:
    from resmap import config
    from resmap.flows import demo, demo_curation, setting_up
    from resmap.web.app import create_app

    settings = setting_up.demo_settings(os.environ)
    if arguments.fresh:
        setting_up.remove_demo(settings)
    settings = setting_up.init_demo(settings, os.environ)
    files = demo.read(config.demo_folder(), date.today())
    with setting_up.opened(settings) as database:
        _both("demo.filling")
        try:
            if demo.fill(database, files):
                demo_curation.fill(database, config.demo_folder())
        except demo.NotFresh:
            return wrong("commands.demo.not_fresh", arguments, FORBIDDEN)
        app = create_app(database, settings, demo_password=files.password)
        return _answer(app, "127.0.0.1", arguments, lambda at: _welcome(at, files, settings.home))


def _welcome(address: str, files, home: Path) -> None:
    """What to open and as whom: in both languages, for nobody has chosen one yet."""
    from resmap.flows import demo

    print()
    _both("demo.title")
    print()
    _both("demo.open")
    print(f"    {address}\n")
    _both("demo.logins", password=files.password)
    for one in demo.accounts_of(files):
        print(f"    {one.login:<12} {one.name} · {one.title}  /  {one.name_en} · {one.title_en}")
    print()
    _both("demo.first")
    _both("demo.folder", path=home)
    _both("demo.stop")
    sys.stdout.flush()


def _both(key: str, **facts: object) -> None:
    from resmap.words import say

    for lang in ("ko", "en"):
        print(say(f"commands.{key}", lang, **facts), flush=True)


@with_store
def _serve(arguments, settings) -> int:
    from resmap import config
    from resmap.flows import setting_up, staffing
    from resmap.web.app import create_app
    from resmap.words import say

    if problems := config.problems(settings):
        hints = [one.hint_en if arguments.lang == "en" else one.hint_ko for one in problems]
        tell([say("commands.serve.refused", arguments.lang)])
        tell(f"  {one.id}: {hint}" for one, hint in zip(problems, hints, strict=True))
        return WRONG_USE
    with setting_up.opened(settings) as database:
        app = create_app(database, settings)
        _settle()
        if not staffing.has_active_user(database):
            tell([say("staff.serve.nobody", arguments.lang)])
        keys = ["serve.at", "serve.plain"] if settings.secure_cookies else ["serve.at"]

        def started(address: str) -> None:
            tell(say(f"commands.{key}", arguments.lang, address=address) for key in keys)

        return _answer(app, arguments.host, arguments, started)


def _settle() -> None:
    """Take what stays for good (modules, routes, templates) out of the garbage collector's sight:
    a full collection walks all of it and lets a request wait, up to 300 ms beside a large
    neighbourhood (docs/bench/match.md)."""
    gc.collect()
    gc.freeze()


def _answer(app, host: str, arguments, started: Callable[[str], None]) -> int:
    """Serve until interrupted; a port that cannot be had is said in one sentence."""
    from resmap.web.server import serve

    try:
        serve(app, host, arguments.port, started)
    except OSError:
        return wrong("commands.serve.port_taken", arguments, port=arguments.port)
    return OK


@with_store
def _verify_events(arguments, settings) -> int:
    from resmap.flows import setting_up
    from resmap.words import say

    with setting_up.opened(settings) as database:
        found = setting_up.verify_events(database)
    document = {"whole": found.ok, "code": str(found.code), "events": found.count, "at": found.at}

    def lines(told: dict, lang: str) -> list[str]:
        return [say(f"commands.events.{told['code']}", lang, count=told["events"], at=told["at"])]

    show(document, arguments, lines)
    return OK if found.ok else PARTLY
