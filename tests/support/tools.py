"""Asking for a tool of the machine inside a test: have it, or skip by name, or (in CI) fail."""

import pytest

from tests.support.machine import Tool, in_ci


def need(tool: Tool):
    """What `tool.find` found. Without it the test is skipped with the way to get it; in CI it fails."""
    found = tool.find()
    if found is not None:
        return found
    reason = f"needs {tool.name}: {tool.hint}"
    if in_ci():
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)
