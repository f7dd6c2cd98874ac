"""The words for wishes, hindrances and sorts of help (``domain.wishes``), whose tokens the engine speaks."""

from resmap.domain import taxonomy
from resmap.domain.wishes import Sort
from resmap.words.sentences import say


def sort_name(code: str, locale: str) -> str:
    """A sort of help, or a kind of the taxonomy."""
    if code in set(Sort):
        return say(f"wishes.sort.{code}", locale)
    kind = taxonomy.kind(code)
    return kind.ko if locale == "ko" else kind.en


def value_name(about: str, value: str, locale: str) -> str:
    """What a wish is about; ``value`` may be several, parted by commas."""
    if about == "help":
        return sort_name(value, locale)
    return say("wishes.or", locale).join(say(f"wishes.{about}.{one}", locale) for one in value.split(","))


def wish_name(token: str, locale: str) -> str:
    """ "never:help:religious" -> "종교단체는 전혀 원하지 않음"."""
    force, about, value = token.split(":")
    return say(f"wishes.said.{force}_{about}", locale, what=value_name(about, value, locale))


def hindrance_name(token: str, locale: str) -> str:
    """ "stairs" or, where a language hinders, "language:vi"."""
    what, _, value = token.partition(":")
    if value:
        return say("wishes.speaks", locale, language=say(f"wishes.language.{value}", locale))
    return say(f"wishes.hindrance.{what}", locale)
