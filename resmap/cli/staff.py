"""The office and its people: office, user, users."""

import sys
from collections.abc import Callable
from pathlib import Path

from resmap.cli.common import (
    FORBIDDEN,
    OK,
    WRONG_USE,
    command,
    dong_at,
    harmless,
    show,
    take_database,
    tell,
    with_store,
    wrong,
)


def add_office(commands) -> None:
    parser = command(
        commands, "office", _office, "기관과 동을 만들거나 고칩니다 / make or update the office and its dong"
    )
    parser.add_argument("name", metavar="NAME", help="기관 이름 / its name")
    parser.add_argument("--name-en", metavar="NAME", help="영어 이름 / its English name")
    parser.add_argument("--sido", required=True, help="시·도 (서울특별시)")
    parser.add_argument("--sigungu", required=True, help="시·군·구 (광진구)")
    parser.add_argument(
        "--dong", metavar="NAME:LAT,LON", type=dong_at, nargs="+", action="extend", default=[],
        help="동과 그 가운데 (위도,경도) / a dong and a point in its middle",
    )  # fmt: skip
    parser.add_argument(
        "--dongs", metavar="FILE.json", type=Path, help="동 목록 (data/resources/gwangjin/dongs.json 꼴) / a file of dong"
    )
    parser.add_argument("--rename", action="store_true", help="기관 이름 고치기 / correct the office's name")
    take_database(parser)


def add_user(commands) -> None:
    parser = command(
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
    take_database(parser)


def add_users(commands) -> None:
    parser = command(commands, "users", _users, "계정 목록: 아이디·역할·사용 여부 / accounts: login, role, active")
    take_database(parser)
    parser.add_argument("--json", action="store_true")


def _with_staff(act: Callable) -> Callable:
    """Run ``act(arguments, database, actor)`` as the server; what is refused becomes one sentence."""

    @with_store
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
                return wrong(f"staff.refused.{error.code}", arguments, exit_code, **error.facts)
            except staffing.FormatError as error:
                tell(terminal.problem_lines(error.what, error.problems, arguments.lang))
                return WRONG_USE
            except ResidentNumberError:
                return wrong("files.screen.resident_number", arguments)

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
    print(harmless(say(f"staff.office.{became}", arguments.lang, name=arguments.name)))
    counts = {"created": done.dongs_created, "changed": done.dongs_changed, "unchanged": done.dongs_unchanged}
    print(say("staff.office.dongs", arguments.lang, total=done.dongs, **counts))
    if not done.dongs:
        tell([say("staff.office.no_dong", arguments.lang)])
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
        wrong("staff.user.organization_unknown", arguments, name=arguments.organization)
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

    return show(document, arguments, lines)
