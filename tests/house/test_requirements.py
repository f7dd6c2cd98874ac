"""docs/requirements.md: every requirement has the test that proves it, or says why it has none."""

import ast
import re
from functools import cache

from tests.house.rooms import ROOT

PAGE = ROOT / "docs" / "requirements.md"
ROW = re.compile(r"^\| (R\d{3}) \| (.+?) \| (.+?) \|$")
TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


def rows() -> dict[str, tuple[str, str]]:
    found = {}
    for line in PAGE.read_text("utf-8").splitlines():
        if match := ROW.match(line):
            assert match[1] not in found, f"{match[1]} stands there twice"
            found[match[1]] = (match[2], match[3])
    return found


@cache
def names_in(path: str) -> frozenset[str]:
    """The names of the tests in a file, those of state machines included."""
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    functions = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    assigned = {
        target.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    return frozenset(name for name in functions | assigned if name.lower().startswith("test"))


def test_every_requirement_stands_on_the_page_once_and_no_other():
    assert sorted(rows()) == [f"R{number:03d}" for number in range(1, 214)]


def test_every_test_that_is_named_exists():
    missing = [
        f"{number}: {path}::{name}"
        for number, (_, proof) in rows().items()
        for path, name in TEST.findall(proof)
        if not (ROOT / path).is_file() or name not in names_in(path)
    ]
    assert not missing


def test_what_has_no_test_says_why_not():
    for number, (_, proof) in rows().items():
        assert TEST.search(proof) or proof.startswith("not yet: "), number
        assert not proof.startswith("not yet: ") or len(proof) > 30, number
