"""What some tests need beyond Python: where it is, and what to do when it is not there.

Standard library only: dev.py asks it too, before anything is installed.
"""

import glob
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge")
PLAYWRIGHT_OWN = "~/.cache/ms-playwright/chromium-*/chrome-linux*/chrome"
DEBIAN_POSTGRESQL = "/usr/lib/postgresql/*/bin"


def find_chromium() -> str | None:
    """The path of a Chromium-like browser, or None. RESMAP_CHROMIUM names one outright."""
    named = os.environ.get("RESMAP_CHROMIUM")
    if named:
        return shutil.which(named)
    on_path = (shutil.which(name) for name in CHROMIUM_NAMES)
    fetched = sorted(glob.glob(os.path.expanduser(PLAYWRIGHT_OWN)))
    return next(filter(None, on_path), fetched[-1] if fetched else None)


def find_postgresql() -> Path | None:
    """The folder of `initdb` and `postgres`, or None. RESMAP_POSTGRESQL_BIN names one outright."""
    if os.name == "nt":
        return None  # the fixture speaks over a unix socket
    named = os.environ.get("RESMAP_POSTGRESQL_BIN")
    if named:
        return Path(named) if Path(named, "initdb").exists() else None
    # Version 15 is what the product is run on; else the newest that is there.
    folders = sorted(map(Path, glob.glob(DEBIAN_POSTGRESQL)), key=lambda path: path.parent.name)
    folders.sort(key=lambda path: path.parent.name == "15")
    on_path = shutil.which("initdb")
    if on_path:
        folders.insert(0, Path(on_path).resolve().parent)
    return next((path for path in reversed(folders) if (path / "initdb").exists()), None)


@dataclass(frozen=True)
class Tool:
    """Something to find on the machine: its name, its Debian packages (first choice first), how to find and get it."""

    name: str
    debian: tuple[str, ...]
    find: Callable[[], object | None]
    hint: str


CHROMIUM = Tool(
    "Chromium",
    ("chromium",),
    find_chromium,
    "apt-get install chromium, or python -m playwright install chromium, or set RESMAP_CHROMIUM",
)
POSTGRESQL = Tool(
    "PostgreSQL 15",
    ("postgresql-15", "postgresql"),  # another release of Debian has another version
    find_postgresql,
    "apt-get install postgresql-15, or set RESMAP_POSTGRESQL_BIN to the folder of initdb",
)


def missing_tools() -> list[Tool]:
    return [tool for tool in (CHROMIUM, POSTGRESQL) if tool.find() is None]


def in_ci() -> bool:
    """True where a missing tool must fail the test instead of skipping it."""
    return os.environ.get("CI", "").lower() in ("1", "true", "yes")
