"""Headings by meaning: which column of a list is the name, the phone, the Saturday hours …

A heading is compared with the words of every field (``heading_words``) in spite of blanks, line
breaks, brackets and units; then the values have their say (``looks``): a "위도" with telephone
numbers under it is none. Each field takes the column that fits best, each column one field. What
is not recognised stays unknown, and what is personal is known in order never to be read.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from resmap.domain.korean import fold
from resmap.formats.lists import looks
from resmap.formats.lists.fields import DAYS, FIELDS, NEEDED, SEVERAL
from resmap.formats.lists.heading_words import (
    CLOSE_WORDS,
    CORPORATE,
    DAY_WORDS,
    NOTHING,
    OPEN_WORDS,
    PERSONAL,
    WORDS,
    Words,
)
from resmap.formats.lists.type_words import list_of

#: Less certain than this is not recognised: a person says it once.
ENOUGH = 0.5
#: So many rows are looked at.
SAMPLE = 200

_BRACKETS = re.compile(r"[(\[（【<][^)\]）】>]*[)\]）】>]?")
_INSIDE = re.compile(r"[(\[（【<]([^)\]）】>]*)")
#: What stands before the word itself and says only whose it is.
_WHOSE = re.compile(
    r"^(?:소재지|시설|기관|센터|급식소|경로당|업소|업체|단체|사업장|서비스|운영기관|관리기관|운영|이용|해당|도서관|어린이집|"
    r"쉼터|복지관|병원|학교|자원|가게|점포|교육장|주|현|facility|site|agency|organization|program|service|the)(?=.{2})"
)
_DAYS_BEHIND = {"평일": "weekday", "주중": "weekday", "토": "saturday", "토요일": "saturday", "일": "sunday", "일요일": "sunday",
                "주말": "weekend", "공휴일": "holiday"}  # fmt: skip
_DAY_BEHIND = re.compile(rf"(?:시간|시각)({'|'.join(_DAYS_BEHIND)})$")
_UNITS = frozenset("원 천원 명 인 m2 ㎡ 개 개소 m krw yyyymmdd yyyymm yyyy 단위원 단위명 선택 필수 optional required".split())
_NOT_LETTERS = re.compile(r"[\d_\W]+$")


@dataclass(frozen=True, slots=True)
class Found:
    """A column that was recognised. ``confidence`` 0 to 1; ``because``: heading, values or both."""

    field: str
    column: str
    confidence: float
    because: str


@dataclass(frozen=True)
class Recognised:
    """What the columns of a list mean.

    ``found`` in the order of the columns, ``unknown`` the rest; ``personal`` are columns that are
    never read, ``ignored`` those known to say nothing of an entry. ``list_of`` is what all rows
    are (무료급식소), where headings, titles or names tell; None where they do not.
    """

    found: tuple[Found, ...]
    unknown: tuple[str, ...] = ()
    personal: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    list_of: str | None = None
    _by_field: Mapping[str, tuple[str, ...]] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        by_field: dict[str, tuple[str, ...]] = {}
        for one in self.found:
            by_field[one.field] = (*by_field.get(one.field, ()), one.column)
        object.__setattr__(self, "_by_field", by_field)

    @property
    def columns(self) -> Mapping[str, tuple[str, ...]]:
        """Field -> its columns (one, or several where the field takes them)."""
        return self._by_field

    @property
    def missing(self) -> tuple[str, ...]:
        """Needed fields that no column stands for: a person has to say it."""
        return tuple(name for name in NEEDED if name not in self._by_field)

    @property
    def is_enough(self) -> bool:
        """Whether rows can become entries: a name, and something beside it that tells one from another."""
        telling = {"address", "address_lot", "phone", "key", "type", "organisation", "sigungu", "region", "description",
                   "lat", "x", "target", "hours"}  # fmt: skip
        return not self.missing and bool(telling & self._by_field.keys())

    @property
    def confidence(self) -> float:
        """The least certain of the columns that matter most; 0 where the name is missing."""
        if self.missing:
            return 0.0
        weighty = {"name", "key", "type", "address", "phone", "lat", "lon", "x", "y"}
        return min(one.confidence for one in self.found if one.field in weighty)


def recognise(
    columns: Sequence[str],
    sample_rows: Iterable[Mapping[str, str] | None] = (),
    *,
    titles: Sequence[str] = (),
    what: str = "",
) -> Recognised:
    """What the columns mean, by heading and by the values of some rows (the first 200 are enough).

    ``titles`` is the text above the header and ``what`` the file's name; they tell at most what
    kind of thing the whole list is of.
    """
    rows = [row for row in _first(sample_rows, SAMPLE) if row]
    samples = {column: [(row.get(column) or "").strip() for row in rows] for column in columns}
    personal, ignored, candidates = [], [], []
    for place, column in enumerate(columns):
        forms = _forms(column)
        if column.startswith("__"):
            ignored.append(column)  # what a program wrote for itself: __type, __v
        elif _is_personal(forms, samples[column]):
            personal.append(column)
        else:
            guesses = list(_guesses(forms, samples[column]))
            candidates += [(-confidence, place, column, name, why) for name, confidence, why in guesses]
            if not guesses and any(_fits(NOTHING, form)[0] for form in forms):
                ignored.append(column)
    found = _assigned(sorted(candidates))
    found = _righted(found, samples)
    taken = {one.column for one in found} | set(personal) | set(ignored)
    order = {column: place for place, column in enumerate(columns)}
    found = tuple(sorted(found, key=lambda one: order[one.column]))
    return Recognised(
        found,
        tuple(column for column in columns if column not in taken),
        tuple(personal),
        tuple(ignored),
        list_of(columns, [_names_of(found, row) for row in rows], titles, what),
    )


def fingerprint(columns: Sequence[str]) -> str:
    """A sign (64 letters, SHA-256) that stands for a header: same columns, same sign, in any order."""
    names = sorted({fold(column) or column.strip() for column in columns if column.strip()})
    return hashlib.sha256("\x1f".join(names).encode()).hexdigest()


def is_corporate(column: str) -> bool:
    """Whether a column holds the registration numbers of corporations, which have the shape of residents'."""
    return any(form in CORPORATE for form in _forms(column))


# Headings


@lru_cache(maxsize=4096)
def _forms(heading: str) -> tuple[str, ...]:
    """The heading as it is compared: whole, without brackets, what is in them; each also without digits at the end."""
    inside = [fold(one) for one in _INSIDE.findall(heading)]
    forms = [fold(heading), fold(_BRACKETS.sub("", heading)), *(one for one in inside if one not in _UNITS)]
    forms += [_NOT_LETTERS.sub("", form) for form in forms if form[-1:].isdigit()]
    return tuple(dict.fromkeys(form for form in forms if form))


def _fits(words: Words, form: str) -> tuple[float, str]:
    """(how well a form of a heading fits the words, 0 to 1; the word)."""
    if form in words.exact:
        return 1.0, form
    if any(part in form for part in words.never):
        return 0.0, ""
    bare = form
    while (shorter := _WHOSE.sub("", bare, count=1)) != bare:
        bare = shorter
        if bare in words.exact:
            return 0.92, bare
    for ending in words.ends:
        if form.endswith(ending):
            return 0.8 - 0.02 * min(10, len(form) - len(ending)), ending
    return 0.0, ""


def _guesses(forms: Sequence[str], sample: Sequence[str]) -> Iterator[tuple[str, float, str]]:
    """(field, confidence, why) of everything that a column may be."""
    told = {}
    for rank, form in enumerate(forms):
        if hours := _hours_field(form):
            told[hours] = max(told.get(hours, 0.0), 0.95 - 0.05 * (rank > 1))
        for name, words in WORDS.items():
            how = _fits(words, form)[0]
            told[name] = max(told.get(name, 0.0), how - 0.06 * (rank > 1) if how else 0.0)
    if forms and _hours_field(forms[0]):
        told["hours"] = 0.0  # the hours of one day are not those of all
    for name, confidence in told.items():
        if confidence > 0 and (judged := _judged(name, confidence, sample)) >= ENOUGH:
            yield name, judged, "both" if name in looks.LOOKS and any(sample) else "heading"
    if not any(told.values()) and not any(_fits(NOTHING, form)[0] for form in forms):
        yield from _by_values(sample)


def _hours_field(form: str) -> str | None:
    """weekday_open for 평일운영시작시각, saturday_hours for 토요일운영시간; None for what is no hours of certain days."""
    day = next((day for day, words in DAY_WORDS.items() if any(word in form for word in words)), None)
    if any(word in form for word in ("일자", "접수", "휴업", "date", "여부", "요금", "사용료")):
        return None
    for part, words in (("open", OPEN_WORDS), ("close", CLOSE_WORDS)):
        if any(form.endswith(word) for word in words) and (day or form not in ("시작", "종료", "open", "close")):
            return f"{day or 'daily'}_{part}"
    if behind := _DAY_BEHIND.search(form):  # 운영시간(토)
        return f"{_DAYS_BEHIND[behind[1]]}_hours"
    if day and re.search(r"시간$|시각$|hours$", form):
        return f"{day}_hours"
    return f"{day}_hours" if day and form in DAY_WORDS[day] and form != "휴일" else None


def _judged(name: str, confidence: float, sample: Sequence[str]) -> float:
    """The confidence after the values had their say."""
    if name == "key":
        said = [text for text in sample if text]
        if not said:
            return confidence
        if looks.is_serial(sample) or len(set(said)) < 0.9 * len(said) or len(said) < 0.9 * len(sample):
            return 0.0
    if name == "type" and len(sample) >= 20 and len(set(sample)) > 0.6 * len(sample):
        return confidence * 0.6
    if name in ("name", "name_part") and (looks.share(looks.is_person, sample) or 0) >= 0.6:
        return 0.0
    look = looks.LOOKS.get(name)
    share = looks.share(look, sample) if look else None
    if share is None:
        return confidence
    if share < 0.2:
        return 0.0
    return confidence * 0.7 if share < 0.5 else min(1.0, confidence + 0.05 * share)


def _by_values(sample: Sequence[str]) -> Iterator[tuple[str, float, str]]:
    """What the values alone tell, under a heading that nobody knows."""
    if sum(map(bool, sample)) < 3:
        return
    tests = {"lat": looks.is_lat, "lon": looks.is_lon, "phone": looks.is_phone}
    for name in looks.TELLING:
        if name == "phone" and (looks.share(looks.is_mobile, sample) or 0) > 0.3:
            continue  # numbers of persons, as like as not
        if name == "phone" and not any("-" in text or ")" in text for text in sample):
            continue
        if (looks.share(tests.get(name, looks.LOOKS[name]), sample) or 0) >= 0.9:
            if name in ("lat", "lon") and not all("." in text for text in sample if text):
                continue
            yield name, 0.6, "values"


def _is_personal(forms: Sequence[str], sample: Sequence[str]) -> bool:
    if any(form in CORPORATE for form in forms):
        return True
    if any(_fits(PERSONAL, form)[0] and not _is_more_surely_another(form) for form in forms):
        # "전화번호(대표)" is a phone: what stands in brackets only refines a word that is known.
        return not any(forms[0].startswith(form) and _is_more_surely_another(form) for form in forms)
    by_name = any(form in ("이름", "name", "명칭") for form in forms)
    return by_name and (looks.share(looks.is_person, sample) or 0) >= 0.6


def _is_more_surely_another(form: str) -> bool:
    """"담당부서" ends like nothing personal; a word that a field knows whole is that field's."""
    return form not in PERSONAL.exact and any(form in words.exact for words in WORDS.values())


# Which column takes which field


def _assigned(candidates: Sequence[tuple[float, int, str, str, str]]) -> list[Found]:
    """The best column for each field, best first; a column is used once."""
    found: list[Found] = []
    columns, fields = set(), set()
    for negative, _, column, name, why in candidates:
        if column in columns or (name in fields and name not in SEVERAL):
            continue
        found.append(Found(name, column, round(-negative, 2), why))
        columns.add(column)
        fields.add(name)
    return found


def _righted(found: list[Found], samples: Mapping[str, Sequence[str]]) -> list[Found]:
    """What only the whole header decides: x and y that are degrees, a lone lot address, an organisation
    that is the only name."""
    by_field = {one.field: one for one in found}
    renamed: dict[str, str] = {}
    for metres, degrees, look in (("x", "lon", looks.is_lon), ("y", "lat", looks.is_lat)):
        one = by_field.get(metres)
        if one and degrees not in by_field and (looks.share(look, samples[one.column]) or 0) >= 0.5:
            renamed[one.column] = degrees
    if "name" not in by_field and "organisation" in by_field:
        renamed[by_field["organisation"].column] = "name"
    if "address" not in by_field:
        spare = by_field.get("address_lot") or by_field.get("address_detail")
        if spare and (looks.share(looks.is_address, samples[spare.column]) or 1) >= 0.5:
            renamed[spare.column] = "address"
    return [Found(renamed.get(one.column, one.field), one.column, one.confidence, one.because) for one in found]


def _names_of(found: Sequence[Found], row: Mapping[str, str]) -> str:
    return " ".join(row.get(one.column) or "" for one in found if one.field in ("name", "type", "organisation"))


def _first(rows: Iterable, most: int) -> Iterator:
    for _, row in zip(range(most), rows, strict=False):
        yield getattr(row, "cells", row)


assert set(WORDS) <= set(FIELDS) and all(f"{day}_open" in FIELDS for day in (*DAY_WORDS, *DAYS))
