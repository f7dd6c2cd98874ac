"""The seven mistakes in asking questions (B:213-220, R063-R069), looked for in Korean text.

A training aid: it shows what a question may do to the one who is asked, and hinders nobody. Two of the
seven lie outside the words, in the moment (2) and in what is asked about at all (4): those are judged
from the setting and from the needs that are being talked about.
"""

import re
from collections.abc import Iterable, Set
from dataclasses import dataclass
from enum import StrEnum


class Mistake(StrEnum):
    """The seven, in the order of the seed; :attr:`number` is 1 to 7."""

    LEADING = "LEADING"
    BAD_MOMENT = "BAD_MOMENT"
    YES_NO = "YES_NO"
    IRRELEVANT = "IRRELEVANT"
    SEVERAL = "SEVERAL"
    COMPLEX = "COMPLEX"
    WHY = "WHY"

    @property
    def number(self) -> int:
        return list(Mistake).index(self) + 1


@dataclass(frozen=True, slots=True)
class Slip:
    """One mistake and the words that show it ("" where it is the whole)."""

    mistake: Mistake
    because: str = ""


#: A question longer than this (letters) is hard to answer (R068).
LONGEST = 70

#: Domains that are asked about whatever the talk is about: safety and who is near (R076).
ALWAYS_ASKED = frozenset({"SAF", "SOC"})

_MARK = "?？"
_LEADING = re.compile(
    r"(?:죠|지요|잖아요|않나요|않으세요|않으신가요|않습니까|않을까요|않아요|아닌가요|아니에요|아닙니까)\s*[?？]"
    r"|당연히|다들 그렇|누구나 그렇|그렇게 생각하시죠"
)
_SOFT = re.compile(r"죠|지요")
_HANGUL = re.compile("[가-힣]")
_WHY = re.compile(r"(?<![가-힣])(?:왜|어째서|어쩌자고|뭐 때문에|무엇 때문에|무슨 이유로)(?![가-힣]*냐하면|소|곡)")
#: Words that open a question: with one of them the answer is more than yes or no.
_OPEN = re.compile(
    r"무엇|무슨|뭐|뭘|뭔|어떤|어떻|어떠|어디|언제|누구|누가|누굴|얼마|(?<![가-힣])몇|어느|왜|어째서"
    r"|들려|말씀해 ?주|이야기해 ?주|알려 ?주|설명해 ?주"
)
_JARGON = (
    "욕구사정", "기능평가", "소득인정액", "부양의무", "차상위", "지지체계", "위기도", "사례회의", "모니터링", "라포",
    "개입", "연계", "중위소득", "본인부담", "수급권",
)  # fmt: skip


def slips(question: str) -> tuple[Slip, ...]:
    """The mistakes that the words of one Korean question show, in the order of the seed.

    Empty for a text that asks nothing or has no Korean in it. Leading and why are named as such and not as yes-or-no, too.
    """
    text = " ".join(question.split())
    if not _HANGUL.search(text):
        return ()
    found: dict[Mistake, str] = {}
    leading = _LEADING.search(text)
    if leading and not (_SOFT.match(leading[0]) and _OPEN.search(text)):  # "누구시죠?" leaves the answer open
        found[Mistake.LEADING] = leading[0].strip(f" {_MARK}")
    if why := _WHY.search(text):
        found[Mistake.WHY] = why[0]
    asks = sum(text.count(mark) for mark in _MARK)
    if asks > 1:
        found[Mistake.SEVERAL] = ""
    if asks == 1 and Mistake.LEADING not in found and not _OPEN.search(text):
        found[Mistake.YES_NO] = ""
    jargon = [word for word in _JARGON if word in text]
    if len(text) > LONGEST or jargon:
        found[Mistake.COMPLEX] = jargon[0] if jargon else ""
    return tuple(Slip(mistake, found[mistake]) for mistake in Mistake if mistake in found)


def setting_slips(*, others_present: bool = False, interrupted: bool = False, unwell: bool = False) -> tuple[Slip, ...]:
    """The second mistake: asked at a moment in which nobody can answer (R064). ``because`` is a code."""
    told = {"others_present": others_present, "interrupted": interrupted, "unwell": unwell}
    return tuple(Slip(Mistake.BAD_MOMENT, code) for code, so in told.items() if so)


def sections_asked(needs: Iterable[str]) -> frozenset[str]:
    """The domains (three letters) that the form shows for these need codes: theirs, and those always asked (R066)."""
    return ALWAYS_ASKED | {code[:3] for code in needs}


def irrelevant(domain: str, needs: Iterable[str], *, asked_for: Set[str] = frozenset()) -> tuple[Slip, ...]:
    """The fourth mistake: asking about a domain that neither the needs nor the client brought up (R066, P-02)."""
    return () if domain in sections_asked(needs) | asked_for else (Slip(Mistake.IRRELEVANT, domain),)
