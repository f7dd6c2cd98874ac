"""From a spoken Korean sentence to the pieces that `spoken` compares.

No morphological analyser (standard library only): particles and common endings are cut off, past
tense and contracted vowels are undone, and what remains is compared in pairs of syllables. It is
crude, but phrases and questions go through the same cut, so that "때렸어요", "때려요" and
"때립니다" meet.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from itertools import pairwise

from resmap.domain.korean import compose, fold, is_syllable, parts

_B, _N, _L, _SS = 17, 4, 8, 20  # indexes of the finals ㅂ ㄴ ㄹ ㅆ

_ENDINGS = sorted(
    """
    습니다 습니까 니다 니까 세요 셔요 시네요 시는데 신대요 으신대요 셨어요 시더라고요 더라고요
    어요 아요 여요 예요 이에요 이예요 에요 죠 지요 네요 군요 는데요 은데요 데요 거든요 거예요 까요
    래요 대요 다고요 다네요 는대요 은대요 답니다 는데 은데 인데 어서 아서 여서 해서 서요 니까요
    으니까 으면 면서 면은 면 려고 려고요 으려고 려면 지만 다가 더니 도록 거나 든지 길래 느라
    어도 아도 었던 았던 던데 는지 은지 을지 을까 을까요 고요 고서 고 게요 게 지 다 요
    는다 은다 었다 았다 겠다 겠어요 겠네요 겠대요 싶어요 싶은데요 싶은데 싶다 어 아 네 냐 자고 자
    나요 는가요 가요 라고요 라고 다고 다는데 라는데 대 래 라 고싶어 고싶어요 고싶다 고싶은데 고싶대요
    고싶습니다 지않아요 지못해요 기싫어요 기힘들어요 을래요 을게요 을거예요
    """.split(),
    key=len,
    reverse=True,
)
_PARTICLES = sorted(
    """
    에게서 한테서 으로부터 에서는 에서도 에게는 한테는 까지는 부터는 이라도 이라고 으로는 으로도
    에서 에게 한테 께서 까지 부터 으로 처럼 보다 마다 조차 마저 밖에 이나 이랑 하고 라도 에는
    에도 이며 은 는 이 가 을 를 에 로 도 만 와 과 의 랑 나 며 들 께 야
    """.split(),
    key=len,
    reverse=True,
)

# Words that stand in every kind of sentence and tell of no need by themselves. Written as spoken;
# they are compared as they are and as they are after the cut.
_EMPTY_WORDS = """
    있다 있어요 있지 있었으면 있을까요 있는 없다 없어요 없는 하다 해요 했어요 하는 하고 해야 하면 해서 하려고
    되다 돼요 됐어요 될까요 된 주다 줘요 주세요 주면 줄 드려요 드릴게요 드세요 싶다 싶어요 싶은데 같다 같아요 같이
    같은 좀 너무 많다 많아요 많이 많은 자꾸 우리 우리는 저 저는 저도 저희 제 제가 나 나는 나도 내 내가 네가 것 거
    것이 게 수 안 못 못해요 그냥 걱정 걱정이에요 힘들다 힘들어요 좋다 좋아요 좋겠어요 좋네요 좋은 이 그 이것 그것
    때 때문 때문에 때마다 더 또 다 잘 한 두 세 네 번 데 데가 데를 곳 곳이 일 일이 사람 사람이 사람을 어떻게 어떡해요
    어떡하면 어쩌죠 모르다 모르겠어요 몰라요 알다 알아요 알겠어요 알고 보다 봐요 봤어요 봐 가다 가요 갔어요 가야
    오다 와요 왔어요 오네요 받다 받아요 받고 받았어요 나오다 나와요 나요 필요하다 필요해요 필요하대요 필요한 싫다
    싫어요 정말 진짜 요즘 요새 오늘 오늘은 내일 어제 매일 맨날 항상 늘 계속 이제 지금 벌써 아직 아직도 다시 다시는
    여기 거기 저기 어디 어디가 누가 누구 뭐 뭘 무엇 무슨 왜 언제 아주 조금 하나 하나도 혼자 안녕 안녕하세요 감사합니다
    고맙습니다 반갑습니다 수고하세요 네 예 아니요 그래요 그런 그런데 그래서 이런 저런 그렇게 이렇게 그렇군요 맞아요 글쎄요
    도와주세요 도와줘요 도와 도움 도움을 부탁 부탁해요 부탁드려요 선생님 복지사 말씀 생각 생각이 정도 동안 달 년 월
    주말 아침 점심 저녁 시간 시간이 몇 얼마 얼마나 보여요 지내요 지내시죠 살아요 살 살고 보내요 보내세요 보내고 커피 날씨
    원 만 백 천 십 개 명 씩 쯤 채 지 만큼 대로 뿐 등 및 위한 통한 관련 가지 있고 없고 그리고 그러면 하지만 아무 아무도
    아무것도 처럼 이라 이라서 써요 나서 나도 들어요 있으면 없으면 없이 없는데 있는데 있나요 없나요 수가 전부 모두 먼저
    이상 모든 여러 다른 어느 어떤 성함 이름 전화 문의 상담
    오래 오래됐어요 오래예요 오래인데 오랫동안 종일 온종일 며칠 며칠째 달째 년째 함께 있던 드리고 전화드릴게요 찾아요
    찾습니다 예전에 예전처럼 얼마 전에 지난 그때 그만 심해요 심해서 심하게
"""

# Who it is about matters little for what is needed: such words count for a fraction.
_FAINT_WORDS = """
    남편이 남편 아내가 아내 아이가 아이 아이를 애가 애들이 애들 애 아들이 아들 딸이 딸 어머니가 어머니 아버지가 아버지
    엄마가 엄마 아빠가 아빠 할머니가 할머니 할아버지 부모님 부모 가족 식구 손주 손자 동생이 동생 형 언니 누나 오빠
    시어머니 며느리 집 집이 집에 집에서 집을 방 방에 몸이 몸 마음이 마음
    하루 밤 밤에 낮 새벽 살이 힘이 손이 손을 물이 말을 말이 소리 소리가
"""

# Shares in the judgement: a whole word tells more than two syllables of it, a lone syllable and
# the seam of two words less.
WHOLE_WORD, LONE_SYLLABLE, INSIDE, ACROSS, FAINT = 1.6, 1.2, 1.0, 0.4, 0.5

_WORD = re.compile(r"[가-힣A-Za-z0-9]+")
_CONTRACTED = {6: 20, 14: 13, 9: 8, 10: 11, 1: 0}  # ㅕ>ㅣ ㅝ>ㅜ ㅘ>ㅗ ㅙ>ㅚ ㅐ>ㅏ


def stem(word: str) -> str:
    """The word without particle or ending; at least one syllable stays.

    "월세가" -> "월세", "밀렸어요" -> "밀리", "때립니다" -> "때리".
    """
    rest, verbal = _cut(word, _ENDINGS)
    if not verbal and _is_because(word):
        rest, verbal = word[:-1], True
    if verbal:
        return _bare_verb(rest)
    rest, _ = _cut(word, _PARTICLES)
    return _open_past(rest)


def _is_because(word: str) -> bool:
    """때려서, 아파서 ("because …"), but not 고지서 or 경찰서: 서 after an open ㅏ ㅓ ㅕ ㅘ ㅙ ㅝ."""
    if len(word) < 3 or word[-1] != "서" or not is_syllable(word[-2]):
        return False
    _, vowel, final = parts(word[-2])
    return final == 0 and vowel in (0, 4, 6, 9, 10, 14)


def _cut(word: str, tails: list[str]) -> tuple[str, bool]:
    for tail in tails:
        if len(tail) < len(word) and word.endswith(tail):
            return word[: -len(tail)], True
    return word, False


def _bare_verb(rest: str) -> str:
    """Undo tense and contraction in the last syllable: 때렸/때려/때립/때린 -> 때리."""
    if not is_syllable(rest[-1]):
        return rest
    initial, vowel, final = parts(rest[-1])
    if final == _SS or (final in (_B, _N, _L) and len(rest) > 1):
        final = 0
    if final == 0:
        vowel = _CONTRACTED.get(vowel, vowel)
    return rest[:-1] + compose(initial, vowel, final)


def _open_past(rest: str) -> str:
    """밀렸 -> 밀리 where a sentence breaks off after the past tense."""
    if is_syllable(rest[-1]) and parts(rest[-1])[2] == _SS and len(rest) > 1:
        return _bare_verb(rest)
    return rest


@cache
def _empty() -> frozenset[str]:
    words = _EMPTY_WORDS.split()
    return frozenset(words) | frozenset(map(stem, words))


@cache
def _faint() -> frozenset[str]:
    """Stems that say who or where rather than what is needed."""
    return frozenset(map(stem, _FAINT_WORDS.split()))


def stems(text: str) -> tuple[str, ...]:
    """The words of a sentence that may tell of a need, stemmed, in order.

    "월세가 석 달 밀렸어요" -> ("월세", "석", "밀리"). Digits and filler words are left out.
    """
    found = []
    for word in _WORD.findall(unicodedata.normalize("NFC", text)):
        cut = stem(fold(word))
        if cut not in _empty() and word not in _empty() and not cut.isdigit():
            found.append(cut)
    return tuple(found)


def says_something(text: str) -> bool:
    """Whether any word tells more than whom or where it is about ("우리 어머니" does not)."""
    return any(word not in _faint() for word in stems(text))


def pieces(text: str) -> dict[str, float]:
    """What is compared, each with the share (0-1.6) it has in the judgement.

    Every stem whole, marked "=", and all pairs of neighbouring syllables. Pairs reach over the
    border of two stems, because spacing is free ("도시락배달", "도시락 배달"), with less weight.
    """
    shares: dict[str, float] = {}

    def add(piece: str, share: float) -> None:
        shares[piece] = max(share, shares.get(piece, 0.0))

    words = stems(text)
    for word in words:
        weight = FAINT if word in _faint() else 1.0
        add(f"={word}", weight * (WHOLE_WORD if len(word) > 1 else LONE_SYLLABLE))
        for i in range(len(word) - 1):
            add(word[i : i + 2], weight * INSIDE)
    for left, right in pairwise(words):
        add(left[-1] + right[0], ACROSS)
    return shares
