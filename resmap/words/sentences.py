"""Facts set into sentences: particles, plurals, dates, numbers.

An open place of a sentence is ``{fact}`` or ``{fact:how}``; *how* is one of

======================  =====================================================
``{name:을/를}``         the fact with the Korean particle that fits its last sound
``{n} {n:case|cases}``  one of two English forms, by number (the number is not printed)
``{day:date}``          2026년 11월 22일 / 22 November 2026
``{day:day}``           11월 22일 (일) / Sun 22 Nov
``{at:time}``           오후 3:04 / 3:04 PM
``{at:when}``           day and time
``{n:number}``          12,345
anything else           Python's own format, e.g. ``{score:.1f}``
======================  =====================================================

A list fact is joined with the middle dot in Korean and with commas in English.
A fact that is not given raises ``KeyError``: a sentence with a hole is never shown.
"""

from collections.abc import Set
from datetime import date, datetime
from string import Formatter

from resmap.domain.korean import josa
from resmap.words.catalogue import template

_DATES = {
    "ko": {"date": "y년 M월 d일", "day": "M월 d일 (E)", "time": "aaaa h:mm"},
    "en": {"date": "d MMMM y", "day": "EEE d MMM", "time": "h:mm a"},
}


def date_text(value: date | datetime, how: str, locale: str) -> str:
    """``how`` is date, day, time or when. Babel's own Korean time pattern prints
    "PM 3:04", hence our patterns."""
    from babel.dates import format_date, format_time  # 40 ms: only who prints a date pays it

    patterns = _DATES[locale]
    if how == "when":
        return f"{date_text(value, 'day', locale)} {date_text(value, 'time', locale)}"
    if how == "time":
        return format_time(value, patterns["time"], locale=locale)
    return format_date(value, patterns[how], locale=locale)


class _Sentence(Formatter):
    def __init__(self, locale: str):
        self._locale = locale

    def format_field(self, value, how: str) -> str:
        if how in ("date", "day", "time", "when"):
            return date_text(value, how, self._locale)
        if how == "number":
            return f"{value:,}"
        if "|" in how:
            one, many = how.split("|", 1)
            return one if value == 1 else many
        if "/" in how:
            return josa(self._plain(value), how)
        return format(value, how) if how else self._plain(value)

    def _plain(self, value) -> str:
        if isinstance(value, (list, tuple)):
            return ("·" if self._locale == "ko" else ", ").join(map(self._plain, value))
        if isinstance(value, Set):  # a set has no order of its own: the same sentence every time
            return self._plain(sorted(map(str, value)))
        return str(value)


_SENTENCES = {locale: _Sentence(locale) for locale in _DATES}


def say(key: str, locale: str, /, **facts) -> str:
    """The sentence for ``key`` in ``locale`` (an unknown locale reads Korean).

    Raises :class:`~resmap.words.catalogue.UnknownWord` for an unknown key and
    ``KeyError`` for a fact that the sentence needs and was not given. Facts that
    the sentence does not use are ignored.
    """
    return _SENTENCES.get(locale, _SENTENCES["ko"]).vformat(template(key, locale), (), facts)


def fields_of(text: str) -> frozenset[str]:
    """Names of the facts a sentence uses: both languages must use the same."""
    return frozenset(name for _, name, _, _ in Formatter().parse(text) if name)
