"""A form on paper as plain values: a title, and blocks one below the other.

One model, three renderers (``pdf.py``, ``hwpx.py``, ``xlsx.py``): what a sheet says is decided once,
by the builders in ``sheets/``. Every text is data: no renderer reads markup, fields or formulas in it.
"""

from collections.abc import Callable
from dataclasses import dataclass

#: The words of a form: ``label("plan.title")``, ``label("receipts.count", count=3)``.
Label = Callable[..., str]

#: How a tick stands in a text, in every renderer.
TICKED, OPEN = "☑", "☐"
#: Between a box and its words (never broken), and between two ticks on one line.
_NARROW, _WIDE = "\N{NO-BREAK SPACE}", "\N{EM SPACE}"


@dataclass(frozen=True, slots=True)
class Field:
    """A label and what stands beside it. ``wide`` takes a whole row; ``lines`` is the least height, in
    lines, so that a hand finds room where ``value`` is empty."""

    label: str
    value: str = ""
    wide: bool = False
    lines: int = 1


@dataclass(frozen=True, slots=True)
class FieldTable:
    """Labels with values, ``columns`` pairs beside each other (1 to 3). ``label_width``: percent of the line
    that one label takes; 0 is a usual width. ``whole``: never parted by the end of a page."""

    fields: tuple[Field, ...]
    columns: int = 2
    heading: str = ""
    label_width: int = 0
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows under headings that stand on every page. ``widths``: relative, one for each heading (empty: equal).

    ``empty``: so many rows more, ``lines`` lines high, to write by hand. ``nothing``: what is said where there
    is no row at all. ``centred``: columns, counted from 0. ``grouped``: equal first cells of neighbouring rows
    become one cell.
    """

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...] = ()
    widths: tuple[int, ...] = ()
    empty: int = 0
    heading: str = ""
    nothing: str = ""
    centred: frozenset[int] = frozenset()
    grouped: bool = False
    lines: int = 1


@dataclass(frozen=True, slots=True)
class Text:
    """Paragraphs, one per line. ``boxed``: in a frame, for words of the person or a long account."""

    text: str
    heading: str = ""
    boxed: bool = False
    lines: int = 1
    centred: bool = False


@dataclass(frozen=True, slots=True)
class Tick:
    """One box to tick, with its words; ``checked`` is None or False where it stays open."""

    text: str
    checked: bool | None = None

    def said(self) -> str:
        """``☑ 동의함``"""
        return f"{TICKED if self.checked else OPEN}{_NARROW}{self.text.replace(' ', _NARROW)}"


def in_line(options: tuple[Tick, ...]) -> str:
    """The ticks beside each other, as the text of a cell."""
    return f" {_WIDE}".join(one.said() for one in options)


def below(options: tuple[Tick, ...]) -> str:
    """The ticks one below the other, as the text of a cell."""
    return "\n".join(f"{TICKED if one.checked else OPEN}{_NARROW}{one.text}" for one in options)


@dataclass(frozen=True, slots=True)
class Ticks:
    """A question with boxes to tick: its words left, the boxes right, beside each other or (``listed``) below."""

    label: str
    options: tuple[Tick, ...]
    listed: bool = False
    heading: str = ""


@dataclass(frozen=True, slots=True)
class SignBox:
    """Who signs: ``role`` and printed ``name``, ``mark`` (서명 또는 인) after the place to sign, own ``date``."""

    role: str
    name: str = ""
    mark: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class Signatures:
    """Lines to sign, below a statement and a date; never parted by the end of a page."""

    boxes: tuple[SignBox, ...]
    statement: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class SignOff:
    """The 결재 boxes of an office, at the right: a role above an empty box each."""

    roles: tuple[str, ...]
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """Small print."""

    text: str


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins on a new page, under its own ``title`` where it has one."""

    title: str = ""
    subtitle: str = ""


Block = FieldTable | Grid | Text | Ticks | Signatures | SignOff | Note | PageBreak


@dataclass(frozen=True, slots=True)
class Form:
    """A sheet of paper. ``meta`` is set small below the title (number, day); ``footer`` stands on every page.

    ``large``: letters for eyes that see badly. ``one_page``: letters shrink, within reason, until one page holds
    it (PDF). ``locale`` says how lines are broken and which language a screen reader speaks.
    """

    title: str
    blocks: tuple[Block, ...] = ()
    subtitle: str = ""
    meta: tuple[tuple[str, str], ...] = ()
    footer: str = ""
    landscape: bool = False
    large: bool = False
    one_page: bool = False
    locale: str = "ko"


def joined(first: Form, second: Form) -> Form:
    """Two forms as one document; the second begins on a new page and follows the first one's paper and letters."""
    about = (FieldTable(tuple(Field(name, value) for name, value in second.meta)),) if second.meta else ()
    blocks = (*first.blocks, PageBreak(second.title, second.subtitle), *about, *second.blocks)
    return Form(
        first.title, blocks, first.subtitle, first.meta, first.footer,
        first.landscape, first.large, first.one_page and second.one_page, first.locale,
    )  # fmt: skip
