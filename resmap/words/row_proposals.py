"""What a row of a list proposes, in words: the field, and its value."""

from typing import Any

from resmap.words.catalogue import has
from resmap.words.explain import need_name
from resmap.words.imported import value_text
from resmap.words.sentences import say


def field_words(field: str, locale: str) -> str:
    """What a proposed field is called."""
    if field.startswith("need:"):
        return say("history.field.needs", locale)
    key = f"import_proposals.field.{field}"
    return say(key if has(key) else f"history.field.{field}", locale)


def value_words(field: str, value: Any, locale: str) -> str:
    """A value as a person reads it; a point as "37.53846, 127.08231"."""
    if field.startswith("need:"):
        return need_name(value, locale) if value else say("history.nothing", locale)
    if field == "point" and value:
        return ", ".join(f"{degrees:.5f}" for degrees in value)
    return value_text(field, value, locale)
