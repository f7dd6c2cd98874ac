"""What a label on a form means: ``성 명``, ``이름:`` and ``① 대상자명`` are all ``person.name``.

The synonyms stand in ``labels.toml``. A meaning is a code of it (``person.name``, ``case_number``) or,
for a label that it does not know, the label itself without spaces and signs.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

#: Whose a label is where nobody else is named.
PERSON = "person"
#: A label is no longer than this (letters without spaces).
LONGEST = 24

_NUMBER = re.compile(r"^(?:[①-⑳㉑-㉟]|\(?\d{1,2}[.)]|[가-하][.)]|[※*○●◦·▪□■◇◆▶▷-])+")
_IN_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|〔[^〕]*〕|<[^<>]*>")
#: What follows somebody in a heading.
_OF_SOMEBODY = ("", "기본인적사항", "인적사항", "기본정보", "기본사항", "정보", "현황", "사항")
#: How Korean words for people, and for offices in that place, end.
_SOMEBODY = re.compile(
    r"(?:(?<!일)자|(?<![확승])인|세대주|가구주|고용주|가구원|세대원|구성원|부모|조모|형제|자매|남매|자녀|손녀|친구|이웃|친척|기관|처|곳"
    r"|[통반이동팀과관]장|복지사|관리사|교사|간호사|의사)(?:정보|사항|인적사항|기본정보|현황)?$"
)
_SIGNS = re.compile(r"[\s()\[\]〔〕<>{}:：;,.·ㆍ/\\*※'\"“”‘’~_-]+")


@dataclass(frozen=True)
class _Words:
    who: Mapping[str, str]
    what: Mapping[str, str]
    field: Mapping[str, str]
    sign_off: frozenset[str]
    sign_off_heading: frozenset[str]


def meaning(label: str, whose: str = "") -> str:
    """The code of a label, or the label bared. ``whose``: a code of [who], where the form's place says so.

    "" for what can be no label: nothing, figures only, or too long.
    """
    for text in (label, _IN_BRACKETS.sub("", label)):
        if code := _known(bare(text), whose):
            return code
    text = bare(label)
    return "" if len(text) > LONGEST or not re.search(r"[^\W\d_]", text) else text


def bare(label: str) -> str:
    """A label without spaces, numbers before it and signs: ``① 관리 번호 :`` is ``관리번호``."""
    text = unicodedata.normalize("NFC", str(label)).strip()
    text = _NUMBER.sub("", re.sub(r"\s+", "", text))
    return _SIGNS.sub("", text).casefold()


def whose(label: str) -> str:
    """The code of [who] that a heading or a cell at the side names, or "" .

    Somebody whom ``labels.toml`` does not know (신고자, 배우자) is their own code: what stands beside them must not
    be taken for the person's.
    """
    text = bare(label)
    for ending in _OF_SOMEBODY:
        if text.endswith(ending) and (code := _words().who.get(text.removesuffix(ending))):
            return code
    return text if len(text) <= LONGEST and _SOMEBODY.search(text) else ""


def whose_name(label: str) -> str:
    """Whose name a label asks for where it says so itself (보호자 성명, 담당자, 신고자), or "" (성명)."""
    text = bare(label)
    if is_plain(label):
        return ""
    code = _known(text, "")
    who, _, what = code.partition(".")
    return who if what == "name" else "" if code else whose(label)


def is_plain(label: str) -> bool:
    """Whether a label says what, and not whose: 성명, 연락처."""
    return any(bare(text) in _words().what for text in (label, _IN_BRACKETS.sub("", label)))


def is_sign_off(label: str) -> bool:
    """Whether a cell says who signs off (담당, 팀장, 동장 …)."""
    return bare(label) in _words().sign_off


def is_sign_off_heading(label: str) -> bool:
    """Whether a cell says 결재."""
    return bare(label) in _words().sign_off_heading


def by_meaning(values: Mapping[str, Any]) -> dict[str, tuple[str, Any]]:
    """Values by meaning, each with the key that it was given under; a code of labels.toml may be a key too. Of two
    keys of one meaning the first counts."""
    found: dict[str, tuple[str, Any]] = {}
    for key, value in values.items():
        found.setdefault(key if key in _codes() else meaning(key), (key, value))
    return found


def codes() -> frozenset[str]:
    """Every code under which a value can be given."""
    return _codes()


def _known(text: str, whose_code: str) -> str:
    words = _words()
    if text in words.field and not (whose_code and text in words.what):
        return words.field[text]
    if text in words.what:
        known = not whose_code or whose_code in words.who.values()
        return f"{whose_code or PERSON}.{words.what[text]}" if known else whose_code + text
    if text in words.who:
        return f"{words.who[text]}.name"
    for cut in range(len(text) - 1, 0, -1):  # the longest name of somebody first
        if text[:cut] in words.who and text[cut:] in words.what:
            return f"{words.who[text[:cut]]}.{words.what[text[cut:]]}"
    return ""


@cache
def _words() -> _Words:
    read = tomllib.loads(Path(__file__).with_name("labels.toml").read_text("utf-8"))
    return _Words(
        _turned(read["who"]), _turned(read["what"]), _turned(read["field"]),
        frozenset(map(bare, read["sign_off"]["roles"])), frozenset(map(bare, read["sign_off"]["heading"])),
    )  # fmt: skip


@cache
def _codes() -> frozenset[str]:
    words = _words()
    somebody = {f"{who}.{what}" for who in set(words.who.values()) for what in set(words.what.values())}
    return frozenset(somebody | set(words.field.values()))


def _turned(listed: Mapping[str, Iterable[str]]) -> dict[str, str]:
    return {bare(name): code for code, names in listed.items() for name in names}
