"""The rooms of the house, and every import in them, read from the syntax tree."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
HOUSE = ROOT / "resmap"


class Import(NamedTuple):
    """`file` in `room` imports `target` ("resmap.graph.roads" or "networkx") in `line`."""

    file: str
    line: int
    room: str
    target: str

    @property
    def library(self) -> str:
        """The outermost name: "resmap", "json", "networkx"."""
        return self.target.partition(".")[0]

    @property
    def target_room(self) -> str:
        """The room of ours that is imported; "" for resmap itself and for libraries."""
        return self.target.split(".")[1] if self.target.startswith("resmap.") else ""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.room} imports {self.target}"


def all_imports(house: Path = HOUSE) -> Iterator[Import]:
    """Every import of every file, at whatever depth: in functions, under `if TYPE_CHECKING`, by name."""
    for path in sorted(house.rglob("*.py")):
        inside = path.relative_to(house)
        room = inside.parts[0].removesuffix(".py")
        package = ("resmap", *inside.parts[:-1])
        for node in ast.walk(ast.parse(path.read_text("utf-8"), str(path))):
            for target in targets(node, package):
                yield Import(f"resmap/{inside.as_posix()}", node.lineno, room, target)


def targets(node: ast.AST, package: tuple[str, ...]) -> list[str]:
    """The dotted names that one node imports; "" never."""
    match node:
        case ast.Import(names=names):
            return [each.name for each in names]
        case ast.ImportFrom(module=module, names=names, level=level):
            base = ".".join([*package[: len(package) + 1 - level], *filter(None, [module])]) if level else module
            # `from resmap import graph` names a room only in the list of names.
            return [f"{base}.{each.name}" for each in names] if base == "resmap" else [base]
        case ast.Call(func=ast.Name(id="__import__") | ast.Attribute(attr="import_module"), args=args):
            return [each.value for each in args[:1] if isinstance(each, ast.Constant)]
    return []
