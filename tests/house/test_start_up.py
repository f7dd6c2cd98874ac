"""`import resmap` and `resmap --help` stay quick: heavy libraries are imported when they are used."""

import subprocess
import sys

from tests.house.rooms import ROOT

HEAVY = {
    "alembic", "cryptography", "flask", "folium", "networkx", "numpy", "openpyxl", "psycopg", "pydantic",
    "rapidfuzz", "scipy", "shapely", "sqlalchemy", "werkzeug",
}  # fmt: skip
ASK_FOR_HELP = """
import sys
from resmap.cli import main
try:
    main(["--help"])
except SystemExit as done:
    assert not done.code, done.code
"""


def loaded_by(source: str) -> set[str]:
    """The heavy libraries that a fresh interpreter has loaded after running `source`."""
    ending = "\nimport sys; print('loaded:', *sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", source + ending], capture_output=True, text=True, cwd=ROOT, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr
    return HEAVY & set(done.stdout.rpartition("loaded:")[2].split())


def test_importing_resmap_loads_nothing_heavy():
    assert loaded_by("import resmap") == set()


def test_asking_for_help_loads_nothing_heavy():
    assert loaded_by(ASK_FOR_HELP) == set()


def test_the_check_sees_a_heavy_library():
    assert "numpy" in loaded_by("import numpy")
