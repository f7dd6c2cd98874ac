#!/usr/bin/env python3
"""Everything one types here, with nothing on the machine but Python 3.11 and pip.

    python3 dev.py demo [--port N]     the invented neighbourhood, in the browser
    python3 dev.py test [pytest ...]   all tests, or those named
    python3 dev.py check               ruff
    python3 dev.py setup               only what demo and test do first
    python3 dev.py lock [--upgrade]    make the locks anew (pip and npm)

Standard library only: this file runs before anything is installed. Each step leaves a stamp of what it
was made from, so that the second run takes a second. hatch_build.py takes the browser assets from here too,
so a wheel holds the same ones.
"""

import contextlib
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
ENV = ROOT / ".venv"
BIN = ENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
LOCKS = ROOT / "requirements"
VENDOR = ROOT / "resmap" / "web" / "static" / "vendor"
UV = "uv==0.13.9"  # resolves for every platform at once; used by `lock` only, in a throw-away environment

# npm package -> (folder under vendor/, what is served from it; its licence is always among that).
# A folium map asks by default for leaflet, jquery, bootstrap (css and js), bootstrap's glyphicons,
# fontawesome and leaflet.awesome-markers. Needed is leaflet alone, as long as maps are drawn with GeoJson,
# CircleMarker, Polygon, Tooltip and FastMarkerCluster: jquery serves folium.Popup and Html, the
# icon fonts serve folium.Icon, and bootstrap serves nothing that we draw.
ASSETS = {
    "leaflet": ("leaflet", ("dist/leaflet.js", "dist/leaflet.css", "dist/images", "LICENSE")),
    "leaflet.markercluster": (
        "markercluster",
        (
            "dist/leaflet.markercluster.js",
            "dist/MarkerCluster.css",
            "dist/MarkerCluster.Default.css",
            "MIT-LICENCE.txt",
        ),
    ),
    "htmx.org": ("htmx", ("dist/htmx.min.js", "LICENSE")),
    "cytoscape": ("cytoscape", ("dist/cytoscape.min.js", "LICENSE")),
    # One file: a font sliced by unicode-range draws empty boxes on a canvas. The two OTF are for printed forms
    # (formats/forms): the printer reads neither woff2 nor variable fonts.
    "pretendard": (
        "fonts",
        (
            "dist/web/variable/woff2/PretendardVariable.woff2",
            "dist/public/static/Pretendard-Regular.otf",
            "dist/public/static/Pretendard-Bold.otf",
            "dist/LICENSE.txt",
        ),
    ),
    "axe-core": ("axe", ("axe.min.js", "LICENSE", "LICENSE-3RD-PARTY.txt")),  # tests only, not in the wheel
}


class Trouble(Exception):
    """Something the reader can mend; the message says how."""


# --- the environment -----------------------------------------------------------------------------------


def prepare(lock: str) -> None:
    """Bring .venv, the project and the assets up to date. `lock` is "run" or "dev"."""
    with one_at_a_time():
        make_environment()
        install_lock(lock)
        install_project()
        if stale_assets():
            fetch_assets(find_npm())


def make_environment() -> None:
    """A venv without pip: a bare Debian has no ensurepip, and pip can install into it from outside."""
    if PYTHON.exists():  # False as well for a link to a Python that is gone
        return
    say("making .venv")
    venv.EnvBuilder(with_pip=False, clear=True, symlinks=os.name != "nt").create(ENV)


def install_lock(name: str) -> None:
    """Install requirements/<name>.txt by hash. "dev" holds all of "run", so it serves for both."""
    known = {lock: digest((LOCKS / f"{lock}.txt").read_bytes()) for lock in ("run", "dev", "npm")}
    if stamp(f"lock-{name}") == known[name] or (name == "run" and stamp("lock-dev") == known["dev"]):
        return
    say(f"installing the libraries of requirements/{name}.txt (the first time takes a minute)")
    pip("--require-hashes", "--only-binary", ":all:", "-r", LOCKS / f"{name}.txt")
    set_stamp(f"lock-{name}", known[name])


def install_project() -> None:
    """The `resmap` command, pointing at this checkout; hatchling is in the lock, so nothing is fetched."""
    made_from = digest((ROOT / "pyproject.toml").read_bytes(), str(ROOT).encode())
    if stamp("project") == made_from:
        return
    say("installing resmap (editable)")
    pip("--no-deps", "--no-build-isolation", "-e", ROOT)
    set_stamp("project", made_from)


def pip(*args: object) -> None:
    """Run the machine's pip on our environment (`--python`: PEP 668 forbids it to install for itself)."""
    command = [sys.executable, "-m", "pip"]
    if subprocess.run([*command, "--version"], capture_output=True).returncode:
        other = shutil.which("pip3") or shutil.which("pip")
        if not other:
            raise Trouble("pip is missing. On Debian or Ubuntu: apt-get install python3-pip")
        command = [other]
    options = ["--quiet", "--disable-pip-version-check", "--no-input"]
    run([*command, "--python", PYTHON, "install", *options, *args], hint="pip 22.3 or newer is needed")


# --- what the browser gets ----------------------------------------------------------------------------


def stale_assets() -> bool:
    """True if vendor/ is missing or was made from another package-lock.json or another ASSETS."""
    with contextlib.suppress(OSError, ValueError, KeyError):
        return json.loads((VENDOR / "packages.json").read_text("utf-8"))["made_from"] != assets_digest()
    return True


def assets_digest() -> str:
    return digest((ROOT / "package-lock.json").read_bytes(), repr(ASSETS).encode())


def find_npm() -> str:
    """The machine's npm, else the one that comes as a wheel, installed by its own lock."""
    npm = shutil.which("npm")
    if npm is None:
        make_environment()
        install_lock("npm")
        npm = shutil.which("npm", path=str(BIN))
    if npm is None:
        raise Trouble("npm is missing. On Debian or Ubuntu: apt-get install npm")
    return npm


def fetch_assets(npm: str) -> None:
    """`npm ci` in a passing folder (hashes checked), then copy what is served, with licences, to vendor/."""
    say("fetching the browser's scripts, styles and font (npm)")
    with tempfile.TemporaryDirectory(prefix="resmap-npm-") as folder:
        for name in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copy(ROOT / name, folder)
        run([npm, "ci", "--loglevel=error"], cwd=folder, stdout=subprocess.DEVNULL, env=npm_environment(npm))
        fresh = VENDOR.with_name("vendor.new")
        shutil.rmtree(fresh, ignore_errors=True)
        packages = {name: copy_package(name, Path(folder), fresh) for name in ASSETS}
        about = {"made_from": assets_digest(), "packages": packages}
        (fresh / "packages.json").write_text(json.dumps(about, indent=1) + "\n", "utf-8")
    shutil.rmtree(VENDOR, ignore_errors=True)
    fresh.rename(VENDOR)


def npm_environment(npm: str) -> dict[str, str]:
    """npm finds the node beside it; node trusts what the system trusts (offices have their own authority)."""
    path = os.pathsep.join([str(Path(npm).parent), os.environ.get("PATH", "")])
    return {"NODE_USE_SYSTEM_CA": "1", **os.environ, "PATH": path}


def copy_package(name: str, installed: Path, target: Path) -> dict[str, str]:
    """Copy one package's served files; return {"version", "license", "folder"} for vendor/packages.json."""
    source = installed / "node_modules" / name
    folder, wanted = ASSETS[name]
    (target / folder).mkdir(parents=True, exist_ok=True)
    for each in map(source.joinpath, wanted):
        if each.is_dir():
            shutil.copytree(each, target / folder / each.name)
        else:
            shutil.copy(each, target / folder / each.name)
    about = json.loads((source / "package.json").read_text("utf-8"))
    return {"version": about["version"], "license": about["license"], "folder": folder}


# --- what tests need of the machine ----------------------------------------------------------------------


def install_machine_packages() -> None:
    """Chromium and PostgreSQL by apt, if we are root on a Debian and they are missing; else tests say so."""
    from tests.support.machine import missing_tools

    missing = missing_tools()
    apt = Path("/etc/debian_version").exists() and shutil.which("apt-get")
    if not missing or not apt or os.geteuid() != 0 or os.environ.get("RESMAP_NO_APT"):
        return
    quiet = {"env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}, "stdout": subprocess.DEVNULL}
    say(f"installing {', '.join(tool.name for tool in missing)} (apt; RESMAP_NO_APT=1 to refuse)")
    subprocess.run([apt, "-qq", "update"], **quiet)
    for tool in missing:
        for package in tool.debian:
            subprocess.run([apt, "-qq", "install", "-y", "--no-install-recommends", package], **quiet)
            if tool.find():
                break


# --- commands --------------------------------------------------------------------------------------------


def demo(args: list[str]) -> None:
    prepare("run")
    hand_over([PYTHON, "-m", "resmap", "demo", *args])


def test(args: list[str]) -> None:
    prepare("dev")
    install_machine_packages()
    hand_over([PYTHON, "-m", "pytest", "-n", "auto", *args])


def check(args: list[str]) -> None:
    prepare("dev")
    hand_over([PYTHON, "-m", "ruff", "check", ".", *args])


def setup(args: list[str]) -> None:
    prepare("dev")
    install_machine_packages()


def lock(args: list[str]) -> None:
    """Resolve for Python 3.11 and up on every platform; write hashes, no index lines and no addresses."""
    upgrade = ["--upgrade"] if "--upgrade" in args else []
    common = ["--universal", "--python-version", "3.11", "--generate-hashes", "--no-annotate"]
    common += ["--no-header", "--no-config", "--quiet", *upgrade]
    groups = {
        "run": ["pyproject.toml", "--group", "build"],
        "dev": ["pyproject.toml", "--group", "build", "--group", "dev", "-c", "requirements/run.txt"],
        "npm": ["requirements/npm.in"],
    }
    with tempfile.TemporaryDirectory(prefix="resmap-lock-") as folder:
        run([sys.executable, "-m", "pip", "install", "--quiet", "--target", folder, UV])
        uv = Path(folder) / "bin" / "uv"
        for name, sources in groups.items():
            say(f"requirements/{name}.txt")
            target = LOCKS / f"{name}.txt"
            run([uv, "pip", "compile", *sources, *common, "-o", target])
            target.write_text(f"# Made by `python3 dev.py lock`.\n{target.read_text('utf-8')}", "utf-8")
    say("package-lock.json")
    npm = find_npm()
    update = [npm, "update" if upgrade else "install", "--package-lock-only", "--loglevel=error"]
    run(update, env=npm_environment(npm))


# --- small tools -----------------------------------------------------------------------------------------


@contextlib.contextmanager
def one_at_a_time():
    """Two commands started together must not install over each other (where the system can lock files)."""
    with (ROOT / ".setup.lock").open("w") as handle:
        with contextlib.suppress(ImportError):
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def run(command: list[object], hint: str = "", **options) -> None:
    """Run to the end; a failure ends dev.py with the command's name, its output being on screen already."""
    words = [str(word) for word in command]
    done = subprocess.run(words, cwd=options.pop("cwd", ROOT), **options)
    if done.returncode:
        raise Trouble(f"failed: {' '.join(words)}" + (f"\n{hint}" if hint else ""))


def hand_over(command: list[object]) -> None:
    """Become the command (so that Ctrl+C and the exit code are its own); on Windows wait for it."""
    words = [str(word) for word in command]
    os.chdir(ROOT)
    sys.stdout.flush()
    if os.name == "nt":
        sys.exit(subprocess.call(words))
    os.execv(words[0], words)


def digest(*parts: bytes) -> str:
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def stamp(name: str) -> str | None:
    """What the step `name` was last made from, or None."""
    path = ENV / f"resmap-{name}.stamp"
    return path.read_text("ascii") if path.exists() else None


def set_stamp(name: str, value: str) -> None:
    (ENV / f"resmap-{name}.stamp").write_text(value, "ascii")


def say(text: str) -> None:
    print(f"dev.py: {text}", file=sys.stderr, flush=True)


COMMANDS = {act.__name__: act for act in (demo, test, check, setup, lock)}


def main(argv: list[str]) -> int:
    if sys.version_info < (3, 11):  # noqa: UP036 (this file is what an older Python meets first)
        say(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}")
        return 2
    if not argv or argv[0] not in COMMANDS:
        print(__doc__.strip())
        return 0 if argv and argv[0] in ("-h", "--help", "help") else 2
    try:
        COMMANDS[argv[0]](argv[1:])
    except Trouble as trouble:
        say(str(trouble))
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
