"""A small drawing of how needs hang together: boxes on an oval, arrows between them (R073).

Plain numbers for a template to draw; the same is told as a list beside it, for who does not see it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

#: The drawing is as wide as a phone: nothing is made smaller there.
WIDTH = 340.0
BOX_WIDTH, BOX_HEIGHT = 116.0, 48.0
_LETTERS, _LINES = 9, 2
_SHORTEST, _TALLEST = 150.0, 480.0
_MARGIN, _ROOM = 8.0, 32.0
#: Arrows that run both ways between two boxes keep so far apart.
_APART = 7.0


@dataclass(frozen=True, slots=True)
class Box:
    """A need: the middle of its box and its name in at most two short lines."""

    id: str
    x: float
    y: float
    lines: tuple[str, ...]
    urgent: bool


@dataclass(frozen=True, slots=True)
class Arrow:
    """From the edge of one box to the edge of another; ``kind`` says how it is drawn."""

    kind: str
    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True, slots=True)
class Drawing:
    width: float
    height: float
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]


def draw(needs: Sequence[tuple[str, str, bool]], links: Sequence[tuple[str, str, str]]) -> Drawing:
    """``needs``: (id, name, is urgent) in order; ``links``: (from, to, kind) between them."""
    spots, tall = _oval(len(needs)) or _two_columns(len(needs))
    boxes = tuple(
        Box(id, *spot, _wrapped(name), urgent) for (id, name, urgent), spot in zip(needs, spots, strict=True)
    )
    by_id = {box.id: box for box in boxes}
    arrows = tuple(_arrow(by_id[source], by_id[target], kind) for source, target, kind in links)
    return Drawing(WIDTH, tall, boxes, arrows)


def _oval(count: int) -> tuple[list[tuple[float, float]], float] | None:
    """As flat an oval as its boxes stand apart on; None where none of a phone's height parts them."""
    tall = _SHORTEST
    while tall <= _TALLEST:
        spots = [_spot(at, count, tall) for at in range(count)]
        if _stand_apart(spots):
            return spots, tall
        tall += BOX_HEIGHT / 2
    return None


def _two_columns(count: int) -> tuple[list[tuple[float, float]], float]:
    """Left and right in turn, where no oval parts the boxes: those at its foot stand side by side."""
    step = (BOX_HEIGHT + _ROOM) / 2
    sides = (BOX_WIDTH / 2 + _MARGIN, WIDTH - BOX_WIDTH / 2 - _MARGIN)
    spots = [(sides[at % 2], BOX_HEIGHT / 2 + _MARGIN + at * step) for at in range(count)]
    return spots, spots[-1][1] + BOX_HEIGHT / 2 + _MARGIN


def _stand_apart(spots: Sequence[tuple[float, float]]) -> bool:
    """Whether no box lies over another, with room for an arrow between those above each other."""
    return all(
        abs(x1 - x2) >= BOX_WIDTH + _MARGIN / 2 or abs(y1 - y2) >= BOX_HEIGHT + _ROOM
        for (x1, y1), (x2, y2) in combinations(spots, 2)
    )


def _spot(at: int, count: int, tall: float) -> tuple[float, float]:
    if count == 1:
        return WIDTH / 2, tall / 2
    angle = 2 * math.pi * at / count - math.pi / (1 if count == 2 else 2)
    wide = (WIDTH - BOX_WIDTH) / 2 - _MARGIN
    high = (tall - BOX_HEIGHT) / 2 - _MARGIN
    return round(WIDTH / 2 + wide * math.cos(angle), 1), round(tall / 2 + high * math.sin(angle), 1)


def _wrapped(name: str) -> tuple[str, ...]:
    lines = [name[start : start + _LETTERS] for start in range(0, len(name), _LETTERS)]
    if len(lines) > _LINES:
        lines = [*lines[: _LINES - 1], lines[_LINES - 1][: _LETTERS - 1] + "…"]
    return tuple(line.strip() for line in lines)


def _arrow(source: Box, target: Box, kind: str) -> Arrow:
    dx, dy = target.x - source.x, target.y - source.y
    length = math.hypot(dx, dy) or 1.0
    aside_x, aside_y = -dy / length * _APART, dx / length * _APART
    start, end = _edge(source, dx, dy), _edge(target, -dx, -dy)
    places = (start[0] + aside_x, start[1] + aside_y, end[0] + aside_x, end[1] + aside_y)
    return Arrow(kind, *(round(one, 1) for one in places))


def _edge(box: Box, dx: float, dy: float) -> tuple[float, float]:
    """Where the way from the middle of a box leaves it."""
    reach = min(BOX_WIDTH / 2 / abs(dx) if dx else math.inf, BOX_HEIGHT / 2 / abs(dy) if dy else math.inf)
    return box.x + dx * reach, box.y + dy * reach
