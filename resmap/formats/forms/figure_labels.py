"""What a heading of a district's table of figures means, and which figure headings mean together.

A heading is a set of meanings (``신규 사례`` is cases and new); the headings above and beside a cell say together what
belongs there. It is understood only where every one of them is, and all of them name just one figure.
"""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from resmap.domain.monthly import CODES
from resmap.formats.forms.labels import bare

#: Nothing longer is a heading (letters without spaces).
LONGEST = 40
#: A meaning of its own: nobody knows the word; the cell is not ours.
UNKNOWN, NOT_OURS = "?", "not ours"

_MONTH = re.compile(r"(?:(\d{4})년)?(\d{1,2})월(?:중|분|말|실적|현황)?$")
_YEAR = re.compile(r"(\d{4})(?:년|년도)?$")
_THOUSANDS = re.compile(r"단위[:：\s]*(?:[^()]*[,·/]\s*)?(천원|만원)|[(\[]\s*(천원|만원)\s*[)\]]")
_IN_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_SCALES = {"천원": 1_000, "만원": 10_000}


@dataclass(frozen=True, slots=True)
class Meant:
    """What the headings of one cell come to. ``code`` None: not understood. ``month`` None: the month of the report;
    ``summed``: from January on; ``dong`` "" : all; ``scale`` won for one; ``ours`` False: nothing of ours belongs there;
    ``now``, ``total``: its headings say so (당월, 합계)."""

    code: str | None
    month: int | None = None
    year: int | None = None
    summed: bool = False
    dong: str = ""
    scale: int = 1
    ours: bool = True
    now: bool = False
    total: bool = False


def meanings(heading: str, dongs: Iterable[str] = ()) -> frozenset[str]:
    """The meanings of one heading; :data:`UNKNOWN` among them where a word of it is not known."""
    without = _IN_BRACKETS.sub("", heading)
    for text in dict.fromkeys((bare(heading), bare(without))):
        if text and (found := _of_text(text, frozenset(dongs))) is not None:
            return found
    return frozenset({UNKNOWN}) if re.search(r"[^\W\d_]", without) else frozenset()


def scale_of(heading: str) -> int:
    """In how many won a heading counts: 1,000 for ``금액(천원)`` and ``단위: 천원``; 1 where it does not say."""
    found = _THOUSANDS.search(" ".join(heading.split()))
    return _SCALES[found[1] or found[2]] if found else 1


def together(headings: Iterable[str], dongs: Iterable[str] = (), *, around: Iterable[str] = (), scale: int = 1) -> Meant:
    """What belongs where these headings meet. ``around``: titles, of which only month and year count; ``scale``: of
    the whole sheet."""
    listed = [one for one in headings if one.strip()]
    all_of = frozenset().union(*(meanings(one, dongs) for one in listed)) if listed else frozenset()
    beyond = frozenset().union(*(when(one) for one in around))
    months = [_number(one) for one in all_of if one.startswith("month:")]
    years = {_number(one) for one in all_of | beyond if one.startswith("year:")}
    named = [one.removeprefix("dong:") for one in all_of if one.startswith("dong:")]
    summed = "period:sum" in all_of
    factor = max([scale, *map(scale_of, listed)])
    ours = NOT_OURS not in all_of
    clear = UNKNOWN not in all_of and len(months) < 2 and len(years) < 2 and len(named) < 2 and not (summed and months)
    code = _figure(all_of) if clear and ours else None
    return Meant(
        code=code,
        month=months[0] if len(months) == 1 else None,
        year=min(years) if len(years) == 1 else None,
        summed=summed,
        dong=named[0] if len(named) == 1 else "",
        scale=factor if code is None or code.startswith("value") else 1,
        ours=ours,
        now="period:now" in all_of,
        total="total" in all_of,
    )


def when(title: str) -> frozenset[str]:
    """The year that a title names (``2026년 11월 실적``): its month is the file's own affair, for it is filled anew each
    month."""
    return frozenset(f"year:{one}" for one in re.findall(r"(20\d\d)\s*(?:년|\.)", title))


def meanings_of_code(code: str) -> frozenset[str]:
    """The meanings that a figure stands for."""
    head, _, rest = code.partition(".")
    first, _, second = rest.partition(".")
    if head == "persons":
        return frozenset({"persons"} | ({"household"} if first == "household" else set()))
    if head == "contacts":
        return frozenset(filter(None, (head, f"{first}:{second}" if second else first)))
    if head == "cases" and first in ("general", "special", "undecided"):
        return frozenset({"cases", "ongoing", first})
    if head == "cases":
        return frozenset(filter(None, (head, first, second and f"reason:{second}")))
    if head == "links" and second.startswith("kind."):
        return frozenset({head, first, f"kind:{second.removeprefix('kind.')}"})
    if head == "conferences":
        return frozenset(filter(None, (head, first and f"meeting:{first}")))
    return frozenset(filter(None, (head, *(f"side:{one}" if one == "unknown" else one for one in (first, second)))))


def _figure(meant: frozenset[str]) -> str | None:
    """The one figure that these meanings are, None for none."""
    told = {one for one in meant if one != "total" and not one.startswith(("month:", "year:", "dong:", "period:"))}
    if any(one.startswith("reason:") for one in told):
        told |= {"closed"}
    if told & {"general", "special", "undecided"} and not told & {"new", "carried", "closed"}:
        told |= {"ongoing"}
    if told & {"new", "carried", "closed", "ongoing"}:
        told |= {"cases"}
    if told & {"reached", "unreached"} or any(one.startswith(("way:", "service:")) for one in told):
        told |= {"contacts"}
    if "value" in told:
        told -= {"links"}  # a table of links with a column of won
    return _by_meaning().get(frozenset(told))


@cache
def _by_meaning() -> dict[frozenset[str], str]:
    return {meanings_of_code(code): code for code in CODES}


@cache
def _words() -> dict[str, frozenset[str]]:
    read = tomllib.loads(Path(__file__).with_name("figure_labels.toml").read_text("utf-8"))
    known = {bare(word): frozenset() for word in read["nothing"]["words"]}
    known |= {bare(word): frozenset({NOT_OURS}) for word in read["not_ours"]["words"]}
    for meaning, words in read["means"].items():
        for word in words:
            known[bare(word)] = known.get(bare(word), frozenset()) | frozenset(meaning.split("+"))
    return known


def _of_text(text: str, dongs: frozenset[str]) -> frozenset[str] | None:
    """The meanings of a bared heading, None for an unknown one: whole, a month, a dong, or known words in a row."""
    words = _words()
    if text in words:
        return words[text]
    for dong in dongs:
        if text in (bare(dong), bare(f"{dong}주민센터"), bare(f"{dong}행정복지센터")):
            return frozenset({f"dong:{dong}"})
    if found := _MONTH.fullmatch(text):
        month = int(found[2])
        year = {f"year:{found[1]}"} if found[1] else set()
        return frozenset({f"month:{month}"} | year) if 1 <= month <= 12 else None
    if found := _YEAR.fullmatch(text):
        return frozenset({f"year:{found[1]}"})
    return _in_a_row(text) if len(text) <= LONGEST else None


def _in_a_row(text: str) -> frozenset[str] | None:
    """Known words in a row, as few as do: 신규|사례|수."""
    words = _words()
    best: list[tuple[int, frozenset[str]] | None] = [(0, frozenset()), *[None] * len(text)]
    for end in range(1, len(text) + 1):
        for start in range(end):
            before, meant = best[start], words.get(text[start:end])
            if before is not None and meant is not None:
                now = best[end]
                if now is None or before[0] + 1 < now[0]:
                    best[end] = (before[0] + 1, before[1] | meant)
    last = best[len(text)]
    return last[1] if last else None


def _number(meaning: str) -> int:
    return int(meaning.partition(":")[2])
