"""Settings: read once from the environment, frozen, secrets hidden when printed.

| variable | meaning | default |
|---|---|---|
| ``RESMAP_HOME`` | the data folder | the platform's usual place |
| ``RESMAP_DATABASE`` | database URL | a SQLite file in the data folder |
| ``RESMAP_KEY_FILE`` | key ring of the personal columns | ``keys.json`` in the data folder |
| ``RESMAP_SECRET_KEY`` | secret of cookies and forms | file ``cookie-secret`` in the data folder |
| ``RESMAP_SECURE_COOKIES`` | cookies over HTTPS only: 1 or 0 | 1 |
| ``RESMAP_IDLE_MINUTES`` | logout after so many idle minutes (P-14) | 15 |
| ``RESMAP_LOCALE`` | language of who has not chosen: ko or en | ko |
| ``RESMAP_LINKS`` | links by which owners answer without an account: 1 or 0 | 1 |
| ``RESMAP_LINK_DAYS`` | such a link lasts so many days | 14 |
| ``RESMAP_DUE_DAYS`` | days after which an entry is due, by kind: ``H1=60,M3=120`` | see ``domain/upkeep.py`` |
"""

import os
import re
import secrets
import stat
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import platformdirs

SQLITE, POSTGRESQL = "sqlite", "postgresql"
LOCALES = ("ko", "en")
SECRET_LENGTH = 32
COOKIE_FILE = "cookie-secret"


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that a start depends on. ``unreadable`` names the variables that were."""

    home: Path
    database_url: str = field(repr=False)
    key_file: Path
    secret_key: str | None = field(default=None, repr=False)
    secure_cookies: bool = True
    idle_minutes: int = 15
    locale: str = "ko"
    links: bool = True
    link_days: int = 14
    due_days: tuple[tuple[str, int], ...] = ()
    unreadable: tuple[str, ...] = ()

    @property
    def cookie_file(self) -> Path:
        return self.home / COOKIE_FILE

    @property
    def database_kind(self) -> str:
        """``sqlite``, ``postgresql`` or whatever the URL begins with."""
        return re.split(r"[+:]", self.database_url, maxsplit=1)[0]

    @property
    def sqlite_file(self) -> Path | None:
        """The file of a SQLite database, else None."""
        if self.database_kind != SQLITE:
            return None
        return Path(self.database_url.partition(":///")[2])

    @property
    def head_file(self) -> Path:
        """Where the head of the event chain is kept, outside the database: one per database."""
        path = self.sqlite_file
        name = path.stem if path else self.database_url.rpartition("/")[2].partition("?")[0]
        return self.home / f"events-{re.sub(r'[^0-9A-Za-z_-]', '_', name)}.head"


@dataclass(frozen=True, slots=True)
class Problem:
    """What stands in the way of a start: a stable id and a hint in both languages."""

    id: str
    hint_ko: str
    hint_en: str


def read(environ: Mapping[str, str] | None = None, *, database_url: str | None = None) -> Settings:
    """The settings of this process; ``database_url`` wins over the environment.

    Never fails: what cannot be used is said by :func:`problems`.
    """
    environ = os.environ if environ is None else environ
    home = Path(environ.get("RESMAP_HOME") or platformdirs.user_data_dir("resmap", False))
    home = home.expanduser().absolute()
    unreadable: list[str] = []
    database = database_url or environ.get("RESMAP_DATABASE")
    return Settings(
        home=home,
        database_url=database or f"sqlite:///{home / 'resmap.sqlite'}",
        key_file=Path(environ.get("RESMAP_KEY_FILE") or home / "keys.json"),
        secret_key=environ.get("RESMAP_SECRET_KEY") or _first_line(home / COOKIE_FILE),
        secure_cookies=_flag(environ, "RESMAP_SECURE_COOKIES", True, unreadable),
        idle_minutes=_whole(environ, "RESMAP_IDLE_MINUTES", 15, range(1, 1441), unreadable),
        locale=_one_of(environ, "RESMAP_LOCALE", LOCALES, unreadable),
        links=_flag(environ, "RESMAP_LINKS", True, unreadable),
        link_days=_whole(environ, "RESMAP_LINK_DAYS", 14, range(1, 91), unreadable),
        due_days=_by_kind(environ, "RESMAP_DUE_DAYS", range(1, 366), unreadable),
        unreadable=tuple(unreadable),
    )


def problems(settings: Settings) -> list[Problem]:
    """Everything that stands in the way of a start, so that one look is enough."""
    found = [
        Problem(
            "SETTING_UNREADABLE",
            f"환경변수 {name}의 값을 읽을 수 없습니다. 설명서의 설정 표를 확인해 주세요.",
            f"The value of {name} cannot be read; see the table of settings in the manual.",
        )
        for name in settings.unreadable
    ]
    return found + _folder_problems(settings) + _secret_problems(settings)


def prepare(settings: Settings) -> list[Path]:
    """Make the data folder (owner only) and the cookie secret if missing; returns what was made."""
    made: list[Path] = []
    if not settings.home.is_dir():
        settings.home.mkdir(parents=True, mode=0o700)
        made.append(settings.home)
    if settings.secret_key is None:
        handle = os.open(settings.cookie_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(SECRET_LENGTH) + "\n")
        made.append(settings.cookie_file)
    return made


def demo_folder() -> Path:
    """The invented neighbourhood: in the wheel ``resmap/_resources``, else the checkout's data."""
    package = Path(__file__).resolve().parent
    packed = package / "_resources"
    return packed if packed.is_dir() else package.parent / "data" / "resources"


def _folder_problems(settings: Settings) -> list[Problem]:
    found = []
    if not settings.home.is_dir():
        found.append(
            Problem(
                "DATA_FOLDER_MISSING",
                f"자료 폴더가 없습니다: {settings.home}. 'resmap init'을 실행해 주세요.",
                f"There is no data folder at {settings.home}; run 'resmap init'.",
            )
        )
    elif not os.access(settings.home, os.W_OK | os.X_OK):
        found.append(
            Problem(
                "DATA_FOLDER_NOT_WRITABLE",
                f"자료 폴더에 쓸 수 없습니다: {settings.home}. 폴더 권한을 확인해 주세요.",
                f"The data folder {settings.home} is not writable; check its permissions.",
            )
        )
    if settings.database_kind not in (SQLITE, POSTGRESQL):
        found.append(
            Problem(
                "DATABASE_UNSUPPORTED",
                "지원하지 않는 데이터베이스 주소입니다. sqlite:///파일 또는 postgresql://… 을 써 주세요.",
                "This database URL is not supported; use sqlite:///FILE or postgresql://…",
            )
        )
    elif settings.sqlite_file is not None and not settings.sqlite_file.is_file():
        found.append(
            Problem(
                "DATABASE_MISSING",
                "데이터베이스가 아직 없습니다. 'resmap init'을 실행해 주세요.",
                "There is no database yet; run 'resmap init'.",
            )
        )
    return found


def _secret_problems(settings: Settings) -> list[Problem]:
    found = []
    if not settings.key_file.is_file():
        found.append(
            Problem(
                "KEY_FILE_MISSING",
                f"열쇠 파일이 없습니다: {settings.key_file}. 'resmap init'으로 만들거나"
                " 보관해 둔 열쇠 파일을 되돌려 놓아 주세요.",
                f"There is no key file at {settings.key_file}; make one with 'resmap init' or"
                " put the one you kept back.",
            )
        )
    elif not os.access(settings.key_file, os.R_OK):
        found.append(
            Problem(
                "KEY_FILE_UNREADABLE",
                f"열쇠 파일을 읽을 수 없습니다: {settings.key_file}. 파일 권한을 확인해 주세요.",
                f"The key file {settings.key_file} cannot be read; check its permissions.",
            )
        )
    found += [
        Problem(
            "READABLE_BY_OTHERS",
            f"다른 사용자가 읽을 수 있는 파일입니다: {path}. 소유자만 읽게 해 주세요(chmod 600).",
            f"Others can read {path}; let only its owner read it (chmod 600).",
        )
        for path in (settings.key_file, settings.cookie_file)
        if _is_open_to_others(path)
    ]
    if settings.secret_key is None:
        found.append(
            Problem(
                "SECRET_KEY_MISSING",
                "쿠키 비밀값이 없습니다. 'resmap init'을 실행하거나 RESMAP_SECRET_KEY를 정해 주세요.",
                "There is no cookie secret; run 'resmap init' or set RESMAP_SECRET_KEY.",
            )
        )
    elif len(settings.secret_key) < SECRET_LENGTH:
        found.append(
            Problem(
                "SECRET_KEY_SHORT",
                f"쿠키 비밀값은 {SECRET_LENGTH}자 이상이어야 합니다.",
                f"The cookie secret needs {SECRET_LENGTH} characters or more.",
            )
        )
    return found


def _is_open_to_others(path: Path) -> bool:
    """POSIX only: Windows keeps rights elsewhere, and the data folder is the user's own there."""
    if sys.platform == "win32" or not path.is_file():
        return False
    return bool(path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))


def _first_line(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8").strip() or None
    except (OSError, UnicodeDecodeError):
        return None


def _flag(environ: Mapping[str, str], name: str, usual: bool, unreadable: list[str]) -> bool:
    text = environ.get(name, "").strip().lower()
    if text in ("1", "true", "yes", "on"):
        return True
    if text in ("0", "false", "no", "off"):
        return False
    if text:
        unreadable.append(name)
    return usual


def _whole(environ, name: str, usual: int, allowed: range, unreadable: list[str]) -> int:
    text = environ.get(name, "").strip()
    if not text:
        return usual
    if text.isascii() and text.isdigit() and int(text) in allowed:
        return int(text)
    unreadable.append(name)
    return usual


def _by_kind(environ, name: str, allowed: range, unreadable: list[str]) -> tuple[tuple[str, int], ...]:
    """``H1=60,M31=120`` as pairs; nothing of it where one pair cannot be read."""
    found = []
    for pair in filter(None, (part.strip() for part in environ.get(name, "").split(","))):
        match = re.fullmatch(r"([HM]\d{0,2})\s*=\s*(\d{1,3})", pair)
        if match is None or int(match[2]) not in allowed:
            unreadable.append(name)
            return ()
        found.append((match[1], int(match[2])))
    return tuple(found)


def _one_of(environ, name: str, allowed: tuple[str, ...], unreadable: list[str]) -> str:
    text = environ.get(name, "").strip()
    if text and text not in allowed:
        unreadable.append(name)
    return text if text in allowed else allowed[0]
