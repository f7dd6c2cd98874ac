"""How the child tells its parent: a head, lines of items, a tail; or a refusal instead of everything.

JSON and not pickle: whatever a hostile file does to the child, its parent reads data, never code.
"""

from collections.abc import Iterable
from typing import Any, BinaryIO

from resmap.formats.problems import Problem
from resmap.formats.sandbox.limits import CHILD_OUTPUT, LONGEST_LINE, MOST_PROBLEMS

#: A line of items ends after so many bytes.
_LINE = 1 << 18


class Refusal(Exception):
    """Why a reader in the child gives up: a rule with what belongs to it."""

    def __init__(self, rule: str, path: str = "$", found: str = "", expected: str = ""):
        super().__init__(rule)
        self.rule, self.path, self.found, self.expected = rule, path, found, expected

    @property
    def problem(self) -> Problem:
        return Problem(self.path, self.rule, self.found, self.expected)


class Answer:
    """Writes to its parent, never more than ``most`` bytes (where no system limits a file, this does)."""

    def __init__(self, file: BinaryIO, most: int = CHILD_OUTPUT):
        self._file, self._left = file, most
        self._open: list[bytes] = []
        self._letters = 0

    def head(self, **facts: Any) -> None:
        """What is known before the items. Plain values, as all that is told."""
        self._line(facts)

    def items(self, batch: list) -> None:
        """Some items, as one line."""
        self._line(batch)

    def item(self, value: Any) -> None:
        """One item; the line ends where it is long enough."""
        told = _json(value)[:-1]
        self._open.append(told)
        self._letters += len(told)
        if self._letters > _LINE:
            self._end_line()

    def tail(self, **facts: Any) -> None:
        """What is known after the items. Without this line the parent takes the child for dead."""
        self._end_line()
        self._line({"end": True, **facts})
        self._file.flush()

    def refuse(self, problems: Iterable[Problem]) -> None:
        """Instead of everything else: why nothing can be read."""
        told = [[one.path, one.rule, one.found, one.expected] for one in problems][:MOST_PROBLEMS]
        self._file.write(_json({"refused": told}))
        self._file.flush()

    def _end_line(self) -> None:
        if self._open:
            told, self._open, self._letters = self._open, [], 0
            self._put(b"[" + b",".join(told) + b"]\n")

    def _line(self, value: object) -> None:
        self._put(_json(value))

    def _put(self, line: bytes) -> None:
        self._left -= len(line)
        if self._left < 0 or len(line) > LONGEST_LINE:
            raise Refusal("TOO_LARGE_INSIDE")
        self._file.write(line)


def _json(value: object) -> bytes:
    import orjson

    try:
        return orjson.dumps(value) + b"\n"
    except TypeError:  # half a surrogate pair: no text that a database can hold
        return orjson.dumps(_whole(value)) + b"\n"


def _whole(value: object) -> object:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, list | tuple):
        return [_whole(one) for one in value]
    if isinstance(value, dict):
        return {_whole(key): _whole(one) for key, one in value.items()}
    return value
