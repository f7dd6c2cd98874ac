"""What clients can give: a small vocabulary, recognised in free text about strengths.

A client who can cook, mend or teach is not only someone to be served: the match prefers ties
in which something is given back (R135). Keywords are sought anywhere in the text, spacing
aside, since Korean spacing is written freely.
"""

from __future__ import annotations

import re
from functools import cache

from resmap.domain.korean import fold
from resmap.domain.taxonomy.load import read, unknown
from resmap.domain.taxonomy.records import Ability

# "운전은 못 함", "한글을 배우고 싶어 함": the word stands there, the ability does not.
_NOT_ABLE = re.compile(r"못하|못함|못해|못했|못그|못부르|안함|안해|서툴|배우고싶|할줄모|할줄몰|힘들|어려워|싫어")
# "이발관 주인과 친구", "미용실에 다님": a place somebody goes to, not a skill.
_A_PLACE = re.compile(r"(?:관|소|원|실|집|가게|센터|학원)(?:주인|사장|에|을다|손님|단골|친구|이웃)")
_RUNS_IT = re.compile(r"운영|했|일함|일했|근무|경력")
_CLAUSE_END = re.compile(r"지만|으나|는데|[\n,.;/·–—|]")


@cache
def abilities() -> tuple[Ability, ...]:
    """Every ability of the vocabulary."""
    return tuple(Ability(**{**row, "keywords": tuple(row["keywords"])}) for row in read("abilities"))


def is_ability(code: object) -> bool:
    """Whether `code` is in the vocabulary."""
    return any(a.code == code for a in abilities())


def ability(code: str) -> Ability:
    """The ability with this code; KeyError with a clear text else."""
    for found in abilities():
        if found.code == code:
            return found
    raise unknown("ability", code)


def abilities_in(text: str) -> frozenset[str]:
    """Codes of the abilities that a Korean text about strengths speaks of.

    A denied ability ("운전은 못 함") or a wish to learn one does not count. Reading is crude
    and serves only to propose a role: whether the client wants to give it is the client's word.
    """
    clauses = [fold(part) for part in _CLAUSE_END.split(text)]
    return frozenset(
        code
        for code, words in _folded_keywords()
        if any(_speaks_of(clause, word) for clause in clauses for word in words)
    )


@cache
def _folded_keywords() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Each ability's keywords as they are sought; a match asks for them at every click."""
    return tuple((a.code, tuple(map(fold, a.keywords))) for a in abilities())


def _speaks_of(clause: str, keyword: str) -> bool:
    at = clause.find(keyword)
    end = at + len(keyword)
    return at >= 0 and not _NOT_ABLE.search(clause, end) and not _goes_there(clause, keyword, end)


def _goes_there(clause: str, keyword: str, end: int) -> bool:
    """The keyword, or its last syllable, only names a place: whoever runs it keeps the skill."""
    if _RUNS_IT.search(clause, end):
        return False
    return bool(_A_PLACE.match(clause, end) or _A_PLACE.match(clause, end - 1))
