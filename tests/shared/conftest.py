"""Tests on published data and official schemas that lie beside a developer's checkout, never in a user's hands.

The folder is named by RESMAP_SHARED, else ``../shared``. Where there is none, nothing here is
collected: no test that must pass for a user depends on it.
"""

import os
from pathlib import Path

import pytest

SHARED = Path(os.environ.get("RESMAP_SHARED") or Path(__file__).parents[2].parent / "shared")

collect_ignore_glob = [] if (SHARED / "data").is_dir() else ["test_*.py"]


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of published data, read-only."""
    return SHARED
