"""Commands: parse, call one flow, print (contract §1 to §3).

Exit codes: 0 answered, 1 done but something in the input was refused, 2 wrong
use or unreadable input, 3 a rule forbids the act. Data goes to standard
output, messages to standard error. Flows are imported when a command runs, so
that ``resmap --help`` stays quick.
"""

import argparse
import gc
import json
import os
import re
import sys
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

import resmap
from resmap.domain.resident_number import contains_resident_number

OK, PARTLY, WRONG_USE, FORBIDDEN = 0, 1, 2, 3

NETWORK = {"metavar": "NETWORK.json", "type": Path, "required": True}
CASE = {"metavar": "CASE.json", "type": Path, "required": True}


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
    for add in (_add_match, _add_disclose, _add_close_check, _add_needs, _add_schema):
        add(commands)
    for add in (_add_init, _add_demo, _add_serve, _add_import, _add_export, _add_verify_events):
        add(commands)
    for add in (_add_office, _add_user, _add_users, _add_bench):
        add(commands)
    return parser


def _command(commands, name: str, run: Callable, help: str) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=help, description=help)
    parser.set_defaults(run=run)
    parser.add_argument(
        "--lang", choices=("ko", "en"), default=_language(), help="말 / language of the sentences"
    )
    return parser


def _language() -> str:
    """Korean unless RESMAP_LOCALE asks for English: the machine's own language says little here,
    and other programs read the Korean sentences of ``--json``."""
    return "en" if os.environ.get("RESMAP_LOCALE", "").lower().startswith("en") else "ko"


def _add_match(commands) -> None:
    parser = _command(
        commands, "match", _match, "욕구마다 자원을 제안하고 까닭을 말합니다 / suggest offers for each need"
    )
    parser.add_argument("--network", **NETWORK)
    parser.add_argument("--case", **CASE)
    parser.add_argument("--top", type=int, default=20, help="욕구마다 보일 수 / suggestions per need")
    parser.add_argument("--why-not", metavar="OFFER", help="제안하지 않는 까닭 / why it is not suggested")
    parser.add_argument("--override", metavar="OFFER", help="예외로 제안 / let one offer through")
    parser.add_argument("--reason", metavar="TEXT", help="예외의 까닭 / the reason of an override")
    parser.add_argument("--json", action="store_true")


def _add_disclose(commands) -> None:
    parser = _command(
        commands, "disclose", _disclose, "그곳에 전해도 되는 항목을 말합니다 / what may be told to an offer"
    )
    parser.add_argument("--network", **NETWORK)
    parser.add_argument("--case", **CASE)
    parser.add_argument("--to", metavar="OFFER", required=True)
    parser.add_argument("--on", metavar="DATE", type=_day, help="YYYY-MM-DD")
    parser.add_argument("--json", action="store_true")


def _add_close_check(commands) -> None:
    parser = _command(
        commands, "close-check", _close_check, "종결할 수 있는지 살핍니다 / what a closing obliges to"
    )
    parser.add_argument("--network", **NETWORK)
    parser.add_argument("--case", **CASE)
    parser.add_argument("--json", action="store_true")


def _add_needs(commands) -> None:
    parser = _command(
        commands, "needs", _needs, "말에서 욕구를 찾습니다 / need codes from a spoken sentence"
    )
    parser.add_argument("text", metavar="TEXT")
    parser.add_argument("--top", type=int, default=5)
    parser.add_argument("--json", action="store_true")


def _add_schema(commands) -> None:
    parser = _command(commands, "schema", _schema, "파일 형식 / the JSON Schema of a format")
    parser.add_argument("format", choices=("network", "case", "match"))
    parser.add_argument("--json", action="store_true", help="(always JSON)")


def _add_init(commands) -> None:
    parser = _command(
        commands, "init", _init, "자료 폴더·열쇠·데이터베이스를 만듭니다 / make or migrate a database"
    )
    _take_database(parser)


def _add_demo(commands) -> None:
    parser = _command(
        commands, "demo", _demo, "지어낸 동네로 바로 써 봅니다 / a ready, invented neighbourhood"
    )
    parser.add_argument("--port", type=_port, default=8000, help="포트 (0: 빈 것) / port (0: a free one)")
    parser.add_argument("--fresh", action="store_true", help="처음부터 다시 / start the demo over")


def _add_serve(commands) -> None:
    parser = _command(commands, "serve", _serve, "서버를 시작합니다 / start the server")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=_port, default=8000)
    _take_database(parser)


def _add_office(commands) -> None:
    parser = _command(
        commands, "office", _office, "기관과 동을 만들거나 고칩니다 / make or update the office and its dong"
    )
    parser.add_argument("name", metavar="NAME", help="기관 이름 / its name")
    parser.add_argument("--name-en", metavar="NAME", help="영어 이름 / its English name")
    parser.add_argument("--sido", required=True, help="시·도 (서울특별시)")
    parser.add_argument("--sigungu", required=True, help="시·군·구 (광진구)")
    parser.add_argument(
        "--dong", metavar="NAME:LAT,LON", type=_dong_at, nargs="+", action="extend", default=[],
        help="동과 그 가운데 (위도,경도) / a dong and a point in its middle",
    )  # fmt: skip
    parser.add_argument(
        "--dongs", metavar="FILE.json", type=Path, help="동 목록 (data/resources/gwangjin/dongs.json 꼴) / a file of dong"
    )
    parser.add_argument("--rename", action="store_true", help="기관 이름 고치기 / correct the office's name")
    _take_database(parser)


def _add_user(commands) -> None:
    parser = _command(
        commands, "user", _user, "계정을 만들거나 고치거나 닫습니다 / make, change or close an account"
    )
    parser.add_argument("login", metavar="LOGIN", help="아이디 / what is typed to log in")
    parser.add_argument("--name", help="이름 / the person's name")
    parser.add_argument("--name-en", metavar="NAME", help="영어 이름 / the name in English")
    parser.add_argument("--role", choices=("supervisor", "case_manager", "partner", "administrator", "none"))
    parser.add_argument(
        "--dong", metavar="DONG", nargs="+", action="extend", help="맡은 동 (여러 개) / dong in their care"
    )
    parser.add_argument("--organization", metavar="NAME", help="협력기관 이름 / a partner's organisation")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--change", action="store_true", help="있는 계정 고치기 / change an account")
    what.add_argument("--deactivate", action="store_true", help="닫고 모든 로그인 끝내기 / close it, end its logins")
    what.add_argument("--activate", action="store_true", help="다시 열기 (새 비밀번호) / open it again, new password")
    what.add_argument(
        "--reset-password", action="store_true", help="새 비밀번호, 모든 로그인 끝내기 / new password, end its logins"
    )
    source = parser.add_mutually_exclusive_group()
    source.add_argument("--password-stdin", action="store_true", help="표준 입력 한 줄 / a line of standard input")
    source.add_argument("--generate", action="store_true", help="만들어 한 번 보이기 / make one and show it once")
    _take_database(parser)


def _add_users(commands) -> None:
    parser = _command(commands, "users", _users, "계정 목록: 아이디·역할·사용 여부 / accounts: login, role, active")
    _take_database(parser)
    parser.add_argument("--json", action="store_true")


def _add_import(commands) -> None:
    parser = _command(
        commands, "import", _import, "파일의 자원을 동네 자원에 넣습니다 / bring a file into the register"
    )
    parser.add_argument("file", metavar="FILE", type=Path)
    parser.add_argument(
        "--as", dest="format", choices=("network", "seoul"), help="형식 (기본: 내용으로 앎) / format (default: by content)"
    )
    parser.add_argument("--mapping", metavar="MAP.toml", type=Path, help="열 대응표 / what the columns mean")
    parser.add_argument("--source", metavar="NAME", help="출처 이름 / name of the source")
    parser.add_argument("--gu", metavar="GU", help="이 구의 줄만 / rows of this gu only")
    parser.add_argument("--dry-run", action="store_true", help="저장하지 않고 보기만 / look, save nothing")
    _take_database(parser)
    parser.add_argument("--json", action="store_true")


def _add_export(commands) -> None:
    parser = _command(commands, "export", _export, "동네 자원을 파일로 냅니다 / the register as a file")
    parser.add_argument("--as", dest="format", choices=("network",), required=True)
    parser.add_argument("out", metavar="OUT", type=Path)
    _take_database(parser)


def _add_verify_events(commands) -> None:
    parser = _command(
        commands,
        "verify-events",
        _verify_events,
        "기록이 온전한지 살핍니다 / prove that the history is whole",
    )
    _take_database(parser)
    parser.add_argument("--json", action="store_true")


def _add_bench(commands) -> None:
    parser = _command(commands, "bench", _bench, "다른 방법과 나란히 재 봅니다 / measure beside a peer")
    parser.add_argument("what", choices=("match",), help="재 볼 것 / what to measure")
    parser.add_argument("--size", type=_count, default=1000, help="자원 수 / offers (1000)")
    parser.add_argument("--runs", type=_count, default=200, help="잴 횟수 / measured runs (200)")
    parser.add_argument("--json", action="store_true")


def _take_database(parser) -> None:
    parser.add_argument(
        "--database", metavar="URL", help="sqlite:///FILE, postgresql://… (기본: 자료 폴더 / default: data folder)"
    )


def _port(text: str) -> int:
    if text.isascii() and text.isdigit() and int(text) < 65536:
        return int(text)
    raise argparse.ArgumentTypeError("0-65535")


def _count(text: str) -> int:
    if text.isascii() and text.isdigit() and 1 <= int(text) <= 1_000_000:
        return int(text)
    raise argparse.ArgumentTypeError("1-1000000")


def _dong_at(text: str) -> tuple[str, float, float]:
    """``자양1동:37.535,127.075`` -> name, latitude, longitude in degrees."""
    name, _, point = text.rpartition(":")
    try:
        lat, lon = map(float, point.split(","))
    except ValueError:
        lat = lon = float("nan")
    if not name.strip() or not (abs(lat) <= 90 and abs(lon) <= 180):
        raise argparse.ArgumentTypeError("자양1동:37.535,127.075 (NAME:LAT,LON)")
    return name, lat, lon


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("YYYY-MM-DD") from None


# ------------------------------------------------------------------ files


def _with_files(act: Callable) -> Callable:
    """Read the two files, tell what is wrong with them, else run ``act(arguments, pair)``."""

    def run(arguments) -> int:
        from resmap.flows import files
        from resmap.words import terminal

        try:
            pair = files.read_pair(arguments.network, arguments.case)
        except files.FormatError as error:
            _tell(terminal.problem_lines(error.what, error.problems, arguments.lang))
            return WRONG_USE
        _tell(terminal.warning_line(code, facts, arguments.lang) for code, facts in pair.warnings)
        try:
            return act(arguments, pair)
        except files.UnknownOffer:
            return _wrong("files.screen.unknown_offer", arguments)

    return run


@_with_files
def _match(arguments, pair) -> int:
    from resmap.flows import files
    from resmap.words import terminal

    if not 1 <= arguments.top <= 1000:
        return _wrong("files.screen.top_range", arguments)
    override = None
    if arguments.override is not None:
        if not (arguments.reason or "").strip():
            return _wrong("files.screen.reason_needed", arguments)
        if contains_resident_number(arguments.reason):
            return _wrong("files.screen.resident_number", arguments)
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
        return _wrong("files.screen.override_refused", arguments, FORBIDDEN, codes=error.codes)
    return _print(document, arguments, terminal.match_lines)


@_with_files
def _disclose(arguments, pair) -> int:
    from resmap.flows import files
    from resmap.words import terminal

    document = files.disclose_from(pair, arguments.to, arguments.on)
    name = pair.offer(arguments.to).name
    return _print(
        document, arguments, lambda told, lang: terminal.disclosure_lines(told, name, lang)
    )


@_with_files
def _close_check(arguments, pair) -> int:
    from resmap.flows import files
    from resmap.words import terminal

    try:
        document = files.close_check(pair, arguments.lang)
    except files.NoClosingAttempt:
        return _wrong("files.screen.no_event", arguments)
    return _print(document, arguments, terminal.closing_lines)


def _needs(arguments) -> int:
    from resmap.flows import files
    from resmap.words import terminal

    if not 1 <= arguments.top <= 1000:
        return _wrong("files.screen.top_range", arguments)
    if contains_resident_number(arguments.text):
        return _wrong("files.screen.resident_number", arguments)
    return _print(files.needs_of(arguments.text, arguments.top), arguments, terminal.spoken_lines)


def _schema(arguments) -> int:
    from resmap.flows import files

    arguments.json = True
    return _print(files.schema_of(arguments.format), arguments, None)


# ------------------------------------------------------------------ the server


def _with_store(act: Callable) -> Callable:
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
            return _wrong(f"commands.refused.{key}", arguments, code=error.code, text=str(error))

    return run


@_with_store
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


@_with_store
def _demo(arguments, settings) -> int:
    from resmap import config
    from resmap.flows import demo, setting_up
    from resmap.web.app import create_app

    settings = setting_up.demo_settings(os.environ)
    if arguments.fresh:
        setting_up.remove_demo(settings)
    settings = setting_up.init_demo(settings, os.environ)
    files = demo.read(config.demo_folder(), date.today())
    with setting_up.opened(settings) as database:
        _both("demo.filling")
        try:
            demo.fill(database, files)
        except demo.NotFresh:
            return _wrong("commands.demo.not_fresh", arguments, FORBIDDEN)
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


@_with_store
def _serve(arguments, settings) -> int:
    from resmap import config
    from resmap.flows import setting_up, staffing
    from resmap.web.app import create_app
    from resmap.words import say

    if problems := config.problems(settings):
        hints = [one.hint_en if arguments.lang == "en" else one.hint_ko for one in problems]
        _tell([say("commands.serve.refused", arguments.lang)])
        _tell(f"  {one.id}: {hint}" for one, hint in zip(problems, hints, strict=True))
        return WRONG_USE
    with setting_up.opened(settings) as database:
        app = create_app(database, settings)
        _settle()
        if not staffing.has_active_user(database):
            _tell([say("staff.serve.nobody", arguments.lang)])
        keys = ["serve.at", "serve.plain"] if settings.secure_cookies else ["serve.at"]

        def started(address: str) -> None:
            _tell(say(f"commands.{key}", arguments.lang, address=address) for key in keys)

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
        return _wrong("commands.serve.port_taken", arguments, port=arguments.port)
    return OK


# ------------------------------------------------------------------ the office and its people


def _with_staff(act: Callable) -> Callable:
    """Run ``act(arguments, database, actor)`` as the server; what is refused becomes one sentence."""

    @_with_store
    def run(arguments, settings) -> int:
        from resmap.domain.resident_number import ResidentNumberError
        from resmap.flows import setting_up, staffing
        from resmap.words import terminal

        with setting_up.opened(settings) as database:
            try:
                return act(arguments, database, setting_up.server_actor(database))
            except staffing.StaffingRefused as error:
                forbids = error.code == "OTHER_OFFICE"
                exit_code = FORBIDDEN if forbids else WRONG_USE
                return _wrong(f"staff.refused.{error.code}", arguments, exit_code, **error.facts)
            except staffing.FormatError as error:
                _tell(terminal.problem_lines(error.what, error.problems, arguments.lang))
                return WRONG_USE
            except ResidentNumberError:
                return _wrong("files.screen.resident_number", arguments)

    return run


@_with_staff
def _office(arguments, database, actor) -> int:
    from resmap.flows import staffing
    from resmap.words import say

    office = staffing.Office(arguments.name, arguments.sido, arguments.sigungu, arguments.name_en)
    dongs = [staffing.Dong(*one) for one in arguments.dong]
    if arguments.dongs:
        dongs += staffing.read_dongs(arguments.dongs, office)
    done = staffing.furnish(database, actor, office, dongs, rename=arguments.rename)
    became = "created" if done.created else "changed" if done.changed else "same"
    print(_harmless(say(f"staff.office.{became}", arguments.lang, name=arguments.name)))
    counts = {"created": done.dongs_created, "changed": done.dongs_changed, "unchanged": done.dongs_unchanged}
    print(say("staff.office.dongs", arguments.lang, total=done.dongs, **counts))
    if not done.dongs:
        _tell([say("staff.office.no_dong", arguments.lang)])
    return OK


@_with_staff
def _user(arguments, database, actor) -> int:
    from resmap.domain.permissions import Role
    from resmap.flows import staffing

    refuse = staffing.StaffingRefused
    given = {
        "name": arguments.name,
        "name_en": arguments.name_en,
        "role": arguments.role and Role(arguments.role),
        "dongs": arguments.dong and tuple(arguments.dong),
        "organization": arguments.organization,
    }
    given = {name: value for name, value in given.items() if value is not None}
    alone = arguments.deactivate or arguments.activate or arguments.reset_password
    if alone and given:
        raise refuse("ONE_THING")
    if (arguments.change or arguments.deactivate) and (arguments.generate or arguments.password_stdin):
        raise refuse("NO_PASSWORD_HERE")
    password = _Password(arguments)
    if arguments.deactivate:
        return password.told("deactivated", ended=staffing.deactivate(database, actor, arguments.login))
    if arguments.reset_password:
        ended = staffing.reset_password(database, actor, arguments.login, password)
        return password.told("reset", ended=ended)
    if arguments.activate:
        staffing.activate(database, actor, arguments.login, password)
        return password.told("activated")
    if arguments.change:
        is_known = staffing.change_user(database, actor, arguments.login, **given)
        became = "changed"
    elif not {"name", "role"} <= given.keys():
        raise refuse("NAME_AND_ROLE")
    else:
        is_known = staffing.add_user(database, actor, staffing.Account(arguments.login, **given), password)
        became = "added"
    if not is_known and arguments.organization:
        _wrong("staff.user.organization_unknown", arguments, name=arguments.organization)
    return password.told(became)


class _Password:
    """Where a new password comes from: asked for only when a flow calls this."""

    def __init__(self, arguments):
        self._arguments = arguments
        self._generated = ""

    def __call__(self) -> str:
        from resmap.flows import staffing

        if self._arguments.generate:
            self._generated = staffing.one_time_password()
            return self._generated
        if self._arguments.password_stdin:
            try:
                return sys.stdin.buffer.readline().decode("utf-8-sig").rstrip("\r\n")
            except UnicodeDecodeError:
                raise staffing.StaffingRefused("PASSWORD_UNREADABLE") from None
        return self._typed()

    def _typed(self) -> str:
        """Asked twice, unseen. Its rules are told before it is typed a second time."""
        from getpass import getpass

        from resmap.flows import staffing
        from resmap.words import say

        if not sys.stdin.isatty():
            raise staffing.StaffingRefused("NO_TERMINAL")
        try:
            password = getpass(say("staff.user.ask", self._arguments.lang))
            staffing.check_password(self._arguments.login, password)
            again = getpass(say("staff.user.ask_again", self._arguments.lang))
        except EOFError:
            raise staffing.StaffingRefused("NO_TERMINAL") from None
        if password != again:
            raise staffing.StaffingRefused("PASSWORD_DIFFERS")
        return password

    def told(self, became: str, **facts: object) -> int:
        """Say what was done, and once the password that was made."""
        from resmap.words import say

        lang = self._arguments.lang
        print(say(f"staff.user.{became}", lang, login=self._arguments.login, **facts))
        if self._generated:
            print(say("staff.user.password", lang, password=self._generated))
        return OK


@_with_staff
def _users(arguments, database, actor) -> int:
    from resmap.flows import staffing
    from resmap.words import say

    rows = staffing.listed(database, actor)
    document = {"users": [{"login": one.login, "role": one.role, "active": one.active} for one in rows]}

    def lines(told: dict, lang: str) -> list[str]:
        states = {True: say("staff.user.active", lang), False: say("staff.user.inactive", lang)}
        return [
            f"{one['login']:<20} {one['role']:<14} {states[one['active']]}" for one in told["users"]
        ] or [say("staff.user.none", lang)]

    return _print(document, arguments, lines)


@_with_store
def _import(arguments, settings) -> int:
    from resmap.domain.resident_number import ResidentNumberError
    from resmap.flows import importing, setting_up
    from resmap.words import imported

    def text_of(note) -> str:
        return imported.note_sentence(note.code, note.facts, arguments.lang)

    with setting_up.opened(settings) as database:
        try:
            report = importing.bring_in(
                database,
                setting_up.server_actor(database),
                importing.read_file(arguments.file),
                arguments.file.name,
                dry_run=arguments.dry_run,
                format=arguments.format,
                mapping=arguments.mapping and importing.read_file(arguments.mapping),
                source=arguments.source,
                gu=arguments.gu,
            )
        except importing.FormatError as error:
            _tell(imported.refused_lines(error.what, error.problems, arguments.lang))
            return WRONG_USE
        except ResidentNumberError:
            return _wrong("shell.error.resident_number.text", arguments)
    document = importing.document(report, text_of)
    _print(document, arguments, lambda told, lang: imported.report_lines(told, arguments.file.name, lang))
    return PARTLY if document["refused"] else OK


@_with_store
def _export(arguments, settings) -> int:
    from resmap.flows import exporting, setting_up

    if arguments.out.exists():  # an old file may be somebody's work
        return _wrong("imports.export.exists", arguments, path=arguments.out)
    with setting_up.opened(settings) as database:
        document = exporting.export_network(database, setting_up.server_actor(database), date.today())
    try:
        arguments.out.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError:
        return _wrong("imports.export.cannot_write", arguments, path=arguments.out)
    counts = {"offers": len(document["offers"]), "ties": len(document["ties"])}
    return _wrong("imports.export.done", arguments, OK, path=arguments.out, **counts)


@_with_store
def _verify_events(arguments, settings) -> int:
    from resmap.flows import setting_up
    from resmap.words import say

    with setting_up.opened(settings) as database:
        found = setting_up.verify_events(database)
    document = {"whole": found.ok, "code": str(found.code), "events": found.count, "at": found.at}

    def lines(told: dict, lang: str) -> list[str]:
        return [say(f"commands.events.{told['code']}", lang, count=told["events"], at=told["at"])]

    _print(document, arguments, lines)
    return OK if found.ok else PARTLY


def _bench(arguments) -> int:
    from resmap.bench import match

    figures = match.measure(arguments.size, runs=arguments.runs, tell=lambda line: _tell([line]))
    _print(figures, arguments, lambda told, _: match.lines(told))
    return OK if figures["agree"] else PARTLY


# ------------------------------------------------------------------ printing


def _print(document: dict, arguments, lines: Callable | None) -> int:
    if arguments.json:
        print(json.dumps(document, ensure_ascii=False, indent=1))
    else:
        print("\n".join(map(_harmless, lines(document, arguments.lang))))
    return OK


def _tell(lines: Iterable[str]) -> None:
    for line in lines:
        print(_harmless(line), file=sys.stderr)


def _harmless(line: str) -> str:
    """Names come from files: what would move the cursor, colour or turn the text is not printed."""
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", line)


#: C0 and C1 codes and the marks that turn the direction of writing.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def _wrong(key: str, arguments, exit_code: int = WRONG_USE, **facts: object) -> int:
    from resmap.words import say

    _tell([say(key, arguments.lang, **facts)])
    return exit_code


if __name__ == "__main__":
    sys.exit(main())
