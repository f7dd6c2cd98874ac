"""The words are complete in both languages, and facts are set into them as promised."""

import re
from datetime import date, datetime
from string import Formatter

import pytest

from resmap import words
from resmap.domain.korean import josa
from resmap.words.sentences import _SENTENCES, date_text, fields_of


def test_every_key_is_said_in_korean_and_in_english():
    assert words.entries(), "no catalogue was read"
    for key, pair in words.entries().items():
        assert set(pair) == {"ko", "en"}, key
        assert pair["ko"].strip() and pair["en"].strip(), key


def test_both_languages_of_a_key_use_the_same_facts():
    unequal = {
        key: (sorted(fields_of(pair["ko"])), sorted(fields_of(pair["en"])))
        for key, pair in words.entries().items()
        if fields_of(pair["ko"]) != fields_of(pair["en"])
    }
    assert not unequal


def test_every_open_place_has_a_plain_name():
    """``{0}`` or ``{case.name}`` would reach into objects: facts are given by name only."""
    for key, pair in words.entries().items():
        for text in pair.values():
            for _, name, _, conversion in Formatter().parse(text):
                assert name is None or re.fullmatch(r"[a-z_]+", name), (key, name)
                assert conversion is None, key


def test_korean_particles_stand_only_in_korean_and_plurals_only_in_english():
    for key, pair in words.entries().items():
        for locale, text in pair.items():
            for _, name, how, _ in Formatter().parse(text):
                if name and "/" in how:
                    assert locale == "ko", key
                    josa("쌀", how)  # raises for a pair that is not known
                if name and "|" in how:
                    assert locale == "en", key


def test_an_unknown_key_is_refused_by_name():
    assert not words.has("shell.no_such_key")
    with pytest.raises(words.UnknownWord, match="shell.no_such_key"):
        words.say("shell.no_such_key", "ko")


def test_a_sentence_with_a_hole_is_never_shown():
    with pytest.raises(KeyError, match="minutes"):
        words.say("shell.login.throttled", "ko")


def test_a_fact_named_like_the_parameters_of_say_is_a_fact():
    assert words.say("shell.error.code", "en", code="7F", key="x", locale="y") == "Notice 7F"


def test_an_unknown_locale_reads_korean():
    assert words.say("shell.menu.cases", "fr") == "내 사례"


def test_english_plurals_follow_the_number():
    assert "1 minute," in words.say("shell.login.throttled", "en", minutes=1)
    assert "15 minutes," in words.say("shell.login.throttled", "en", minutes=15)


def test_korean_times_are_written_the_korean_way():
    at = datetime(2026, 11, 22, 15, 4)
    assert date_text(at, "time", "ko") == "오후 3:04"
    assert date_text(at, "when", "ko") == "11월 22일 (일) 오후 3:04"
    assert date_text(date(2026, 11, 22), "date", "ko") == "2026년 11월 22일"
    assert date_text(date(2026, 11, 22), "date", "en") == "22 November 2026"


@pytest.mark.parametrize(
    ("value", "how", "locale", "text"),
    [
        ("복지관", "을/를", "ko", "복지관을"),
        ("약사", "을/를", "ko", "약사를"),
        (1, "case|cases", "en", "case"),
        (0, "case|cases", "en", "cases"),
        (12345, "number", "ko", "12,345"),
        (["가", "나"], "", "ko", "가·나"),
        ({"b", "a"}, "", "en", "a, b"),
        (2.345, ".1f", "en", "2.3"),
    ],
)
def test_facts_are_set_into_sentences(value, how, locale, text):
    place = "{x:" + how + "}" if how else "{x}"
    assert _SENTENCES[locale].format(place, x=value) == text
