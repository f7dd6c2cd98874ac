"""Patterns over Korean plan texts. No morphological analyser: word lists and endings, written with plain spaces.

Korean spacing is free ("삶의질" is "삶의 질"), so a space of a pattern stands for any blanks or none.
"""

import re
import unicodedata

#: How a plan's last predicate may end: 한다 · 합니다 · 하기 · 함 · 할 것 · 하고자 함 · the bare noun.
ENDINGS = (
    r"(?:한다|합니다|하기|하는 것|함|하겠다|하고자 (?:한다|함)|하도록 (?:한다|함)|할 것|할 예정(?:이다)?|예정(?:이다|임)?|하여 (?:준다|드린다)|"
    r"해 ?(?:준다|줌|주기|드린다|드림|드리기|나간다)|해준다|해드린다|된다|됨|되기|받는다|받기|받음|받도록 (?:한다|함)|시킨다|시킴|시키기|하였다|했다)?"
)
#: Syllables of the longest word that is read as one.
_WORD = 12
#: Characters of an objective that are read. It is one sentence; a longer text is told of (LONG_TEXT).
READ = 300
TAIL = r" [.!。]*\s*(?:\([^)]{0,60}\))?\s*[.!。]*$"


def pattern(text: str) -> re.Pattern[str]:
    """Compile `text`; its spaces (also written " ?" and " *") match a blank or none.

    Texts come through :func:`plain`, so a blank is one blank. Runs of letters are bounded, because an
    unbounded one in front of a list of words takes the square or cube of a long text's length.
    """
    text = text.replace("[가-힣]*", f"[가-힣]{{0,{_WORD}}}").replace("[가-힣]+", f"[가-힣]{{1,{_WORD}}}")
    return re.compile(re.sub(" [*?]?", r"\\s?", text.replace("[^.]*", "[^.]{0,80}")))


def at_end(words: str, endings: str = ENDINGS) -> re.Pattern[str]:
    """One of `words` (alternatives) as the last predicate of a text, whatever its ending."""
    return pattern(rf"(?P<words>(?:{words})(?:을|를)? {endings}){TAIL}")


def plain(text: str) -> str:
    """NFC, single blanks, no bullets or numbering in front, at most `READ` characters."""
    text = " ".join(unicodedata.normalize("NFC", text[: 4 * READ]).split())[:READ]
    return re.sub(r"^(?:[-·•*▪○●◦]+\s*|\(?\d{1,2}[.)]\s+|[①-⑮]\s*)", "", text).strip()


def found(wanted: re.Pattern[str], text: str) -> tuple[str, ...]:
    """The pieces of `text` that match, each once, in their order."""
    hits = (one.groupdict().get("words") or one.group(0) for one in wanted.finditer(text))
    return tuple(dict.fromkeys(hit.strip(" ,.") for hit in hits if hit.strip(" ,.")))
