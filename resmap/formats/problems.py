"""What is wrong with a document, told without repeating what stands in it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One broken rule. ``path`` is a JSON path, ``rule`` a code, ``found`` a type, never a value."""

    path: str
    rule: str
    found: str = ""
    expected: str = ""


class FormatError(Exception):
    """A document that cannot be used. ``what`` names the document (a file name)."""

    def __init__(self, what: str, problems: list[Problem]):
        super().__init__(what)
        self.what = what
        self.problems = problems


TYPE_NAMES = {
    dict: "object",
    list: "array",
    str: "string",
    bool: "boolean",
    int: "number",
    float: "number",
    type(None): "null",
}


def type_name(value: object) -> str:
    return TYPE_NAMES.get(type(value), type(value).__name__)
