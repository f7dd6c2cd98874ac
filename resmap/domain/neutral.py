"""Words that judge a person, with kinder ones to put in their place (R023, R024, R056; B:72, B:77, B:199).

Nobody is a problem, a liar or to blame in a record of this program. The list is closed and short on
purpose: it flags words that stick to a person, and leaves what happened to be told. It is a hint
beside a note (the worker may be quoting the client) and a refusal for a tag.
"""

from dataclasses import dataclass

#: What is flagged (a stem, as it is written) and what may be said instead.
INSTEAD: dict[str, str] = {
    "악성 민원": "거듭 말씀하신 민원",
    "악성민원": "거듭 말씀하신 민원",
    "진상 민원": "크게 말씀하신 불편",
    "진상을 부": "불편을 크게 말씀",
    "비협조": "아직 원하지 않으시는",
    "문제가정": "어려움을 겪는 가정",
    "문제아": "어려움을 겪는 아이",
    "문제 학생": "어려움을 겪는 학생",
    "결손가정": "한부모·조손 가정",
    "거짓말": "확인이 필요한 내용",
    "거짓 진술": "확인이 필요한 내용",
    "허위": "확인이 필요한 내용",
    "사기꾼": "확인이 필요한 내용",
    "꾀병": "말씀하시는 통증",
    "게으르": "시작이 어려우신",
    "게으름": "시작의 어려움",
    "무책임": "맡기 어려워하시는",
    "의존적": "도움이 많이 필요하신",
    "상습 민원": "거듭 말씀하신 민원",
    "막무가내": "뜻이 분명하신",
    "자업자득": "이미 일어난 일",
    "본인 탓": "이미 일어난 일",
    "본인 잘못": "이미 일어난 일",
    "정신병자": "정신건강의 어려움이 있는 분",
    "알코올중독자": "음주의 어려움이 있는 분",
    "무능": "익힐 기회가 적었던",
    "까다로운": "원하시는 바가 분명한",
}


@dataclass(frozen=True, slots=True)
class Judging:
    """A judging word, where it begins in the text (letters from 0), and what may be said instead."""

    word: str
    at: int
    instead: str


def judging(text: str) -> tuple[Judging, ...]:
    """The judging words of a text in their order. A hint only: nothing is refused or changed."""
    found = []
    for word, instead in INSTEAD.items():
        at = text.find(word)
        while at >= 0:
            found.append(Judging(word, at, instead))
            at = text.find(word, at + len(word))
    return tuple(sorted(found, key=lambda one: (one.at, one.word)))


def may_be_tag(text: str) -> bool:
    """Whether a person may be tagged with this: never with a judging word (R023)."""
    return bool(text.strip()) and not judging(text)
