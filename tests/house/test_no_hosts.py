"""What is committed names no package registry and no machine's folders, and the locks carry hashes.

The names are put together here, so that this file does not hold them either.
"""

import json
import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

from tests.house.rooms import ROOT

REGISTRIES = [
    "pypi" + ".org", "pythonhosted" + ".org", "npmjs" + ".org", "npmjs" + ".com", "yarnpkg" + ".com",
    "unpkg" + ".com", "jsdelivr" + ".net", "cdnjs" + ".cloudflare", "esm" + ".sh",
]  # fmt: skip
# A person's or a build machine's folders; /usr and /etc are the system's own and may be named.
FOLDERS = r"(?<![\w.}\])/])/(?:work/(?:main|shared)|tmp/\w|root/\w|home/\w+/\w)|[A-Z]:\\Users\\"
BINARY = {".png", ".jpg", ".ico", ".xlsx", ".pdf", ".hwpx", ".woff2", ".zip", ".gz"}
PINNED = re.compile(r"^[a-z0-9][a-z0-9._-]*==\S+( ; .+?)? \\$")
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}( \\)?$")


@cache
def tracked() -> list[Path]:
    """The committed text files; in a copy without git, nothing to check."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("not a git checkout")
    paths = (ROOT / name for name in listed.stdout.split("\0") if name)
    return [path for path in paths if path.is_file() and path.suffix not in BINARY]


def lines_with(pattern: str) -> list[str]:
    found = re.compile(pattern)
    return [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}"
        for path in tracked()
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if found.search(line)
    ]


def test_no_committed_file_names_a_package_registry():
    assert lines_with("|".join(map(re.escape, REGISTRIES))) == []


def test_no_committed_file_names_a_folder_of_some_machine():
    assert [line for line in lines_with(FOLDERS) if not line.startswith("tests/house/test_no_hosts.py")] == []


@pytest.mark.parametrize("folder", ["/home" + "/kim/x", "/tmp" + "/x", "C:\\Us" + "ers\\kim"])
def test_a_folder_of_some_machine_is_recognised(folder):
    assert re.search(FOLDERS, f"open('{folder}')")


@pytest.mark.parametrize("name", ["run", "dev", "npm"])
def test_a_python_lock_is_pins_and_hashes_and_nothing_else(name):
    lines = (ROOT / "requirements" / f"{name}.txt").read_text("utf-8").splitlines()
    pins = [line for line in lines if PINNED.match(line)]
    rest = [line for line in lines if not (PINNED.match(line) or HASH.match(line) or line.startswith("# "))]
    assert pins and rest == []


def test_what_the_demo_installs_is_what_is_tested():
    def pins(name):
        text = (ROOT / "requirements" / f"{name}.txt").read_text("utf-8")
        return {line for line in text.splitlines() if PINNED.match(line)}

    assert pins("run") <= pins("dev")


def test_the_npm_lock_carries_hashes_and_no_addresses():
    lock = json.loads((ROOT / "package-lock.json").read_text("utf-8"))
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert packages and all(entry["integrity"].startswith("sha512-") for entry in packages.values())
    assert [name for name, entry in packages.items() if "resolved" in entry] == []
