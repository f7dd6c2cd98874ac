"""What else the sources ask of a plan: warnings that never block (R022, R088-R096, R119, R141, R171)."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from resmap.domain.planning.goals import Objective, Side
from resmap.domain.planning.measures import from_to, has_amount, is_event, names_something_countable, period_in
from resmap.domain.planning.order import lines_in_circles
from resmap.domain.planning.plan import CLIENT_LINES, MANAGER_LINES, LineKind, Plan, PlanLine
from resmap.domain.planning.tasks import service_of_its_own, task_instead_of_goal
from resmap.domain.planning.wording import READ, found, pattern, plain


class CautionCode(StrEnum):
    """The code of a warning, in the order in which a plan is read."""

    NO_OBJECTIVE = "NO_OBJECTIVE"
    NO_STRENGTH = "NO_STRENGTH"
    NO_CLIENT_TASK = "NO_CLIENT_TASK"
    ONE_SIDED_INPUTS = "ONE_SIDED_INPUTS"
    NO_INDICATOR = "NO_INDICATOR"
    NO_BASELINE = "NO_BASELINE"
    NO_TARGET = "NO_TARGET"
    NO_PERIOD = "NO_PERIOD"
    TWO_GOALS = "TWO_GOALS"
    NEGATIVE_WORDING = "NEGATIVE_WORDING"
    MEANS_IN_GOAL = "MEANS_IN_GOAL"
    SAME_TEXT = "SAME_TEXT"
    LONG_TEXT = "LONG_TEXT"
    NOT_CONFIRMED = "NOT_CONFIRMED"
    NO_PURPOSE = "NO_PURPOSE"
    NO_GROUND = "NO_GROUND"
    NO_STRATEGY = "NO_STRATEGY"
    PURPOSE_IS_MEANS = "PURPOSE_IS_MEANS"
    PURPOSE_WITHOUT_OBJECTIVE = "PURPOSE_WITHOUT_OBJECTIVE"
    NEED_NOT_TAKEN_UP = "NEED_NOT_TAKEN_UP"
    DEFERRED_WITHOUT_REASON = "DEFERRED_WITHOUT_REASON"
    OBJECTIVE_WITHOUT_LINE = "OBJECTIVE_WITHOUT_LINE"
    NO_CONDITION = "NO_CONDITION"
    CONDITION_ALONE = "CONDITION_ALONE"
    IN_A_CIRCLE = "IN_A_CIRCLE"
    OBSTACLE_UNNAMED = "OBSTACLE_UNNAMED"
    PAYS_BEFORE_EXAMINING = "PAYS_BEFORE_EXAMINING"
    ALL_ON_ONE = "ALL_ON_ONE"
    ALL_ON_MANAGER = "ALL_ON_MANAGER"
    SAME_PRIORITY = "SAME_PRIORITY"
    NO_CHECK_METHOD = "NO_CHECK_METHOD"


@dataclass(frozen=True, slots=True)
class Caution:
    """``about`` is the kind of thing (objective, purpose, need, line) and ``id`` which; both None for the plan.

    ``words`` of the text show it; ``facts`` are codes for the sentence (sides that are missing).
    """

    code: CautionCode
    about: str | None = None
    id: str | None = None
    words: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()


_C = CautionCode


def cautions_of(plan: Plan) -> tuple[Caution, ...]:
    """All cautions, sorted by code in the order of reading, then by the plan's order."""
    order = {code: i for i, code in enumerate(CautionCode)}
    all_of_them = [
        *_of_plan(plan),
        *(one for objective in plan.objectives for one in _of_objective(objective, plan)),
        *_of_purposes(plan),
        *_of_needs(plan),
        *_of_lines(plan),
    ]
    return tuple(sorted(all_of_them, key=lambda one: order[one.code]))


def _of_plan(plan: Plan) -> Iterator[Caution]:
    if not plan.objectives:
        yield Caution(_C.NO_OBJECTIVE)
    if not any(one.strip() for one in plan.strengths):
        yield Caution(_C.NO_STRENGTH)  # R022
    # R171: the client holds at least one role or task, told as an input or as a line of his own.
    if not (
        any(Side.CLIENT in one.inputs for one in plan.objectives)
        or any(line.kind in CLIENT_LINES for line in plan.lines or ())
    ):
        yield Caution(_C.NO_CLIENT_TASK)
    texts = Counter(plain(one.text) for one in plan.objectives)
    for one in plan.objectives:
        if texts[plain(one.text)] > 1:
            yield Caution(_C.SAME_TEXT, "objective", one.id)


def _of_objective(one: Objective, plan: Plan) -> Iterator[Caution]:
    def say(code: CautionCode, words: tuple[str, ...] = (), facts: tuple[str, ...] = ()) -> Caution:
        return Caution(code, "objective", one.id, words, facts)

    text = plain(one.text)
    missing = tuple(side.value for side in Side if side not in one.inputs)
    if missing:
        yield say(_C.ONE_SIDED_INPUTS, facts=missing)  # R093
    yield from (say(code) for code in unmeasured(one))
    if len(" ".join(one.text.split())) > READ:
        yield say(_C.LONG_TEXT)
    two = two_goals(text)
    if two:
        yield say(_C.TWO_GOALS, two)
    negative = negative_wording(text)
    if negative:
        yield say(_C.NEGATIVE_WORDING, negative)
    means = found(_MEANS, text)
    if means and not (task_instead_of_goal(text, one.holder) or service_of_its_own(text)):
        yield say(_C.MEANS_IN_GOAL, means)
    if one.confirmed is False:
        yield say(_C.NOT_CONFIRMED)  # agreed goals, "(합의된) 개입 목적 - 목표" (B:272)
    if plan.purposes is not None:
        if one.purpose is None:
            yield say(_C.NO_PURPOSE)
        if one.ground is None:
            yield say(_C.NO_GROUND)
        if not (one.strategy or "").strip() and plan.lines is None:
            yield say(_C.NO_STRATEGY)


def unmeasured(one: Objective) -> tuple[CautionCode, ...]:
    """Which of indicator, baseline, target and period (R091) neither the fields nor the text tell."""
    text = plain(one.text)
    event = is_event(text)  # "취업한다" is its own indicator, target and (not yet) baseline
    both = from_to(text)
    amount = has_amount(text)
    missing = []
    if not ((one.indicator or "").strip() or event or both or amount or names_something_countable(text)):
        missing.append(_C.NO_INDICATOR)
    if not ((one.baseline or "").strip() or event or both):
        missing.append(_C.NO_BASELINE)
    if not ((one.target or "").strip() or event or amount):
        missing.append(_C.NO_TARGET)
    if one.months is None and period_in(text) is None:
        missing.append(_C.NO_PERIOD)
    return tuple(missing)


_MEANS = pattern(r"(?P<words>[가-힣·\s]{1,14}?(?:을|를)? ?(?:통해서?|통하여|제공하여|제공해|연계하여|연계해|지원하여|지원해|이용하여|받아서?))(?=[\s,])")

_CHANGES = "줄이|늘리|높이|낮추|올리|갚|끊|취업하|이사하|합격하|취득하|회복하|향상되|향상시키|개선하|개선되|감소하|감소되|증가하|해소하|해소되|유지하|형성하|강화하|완화되|완화하|다니|나누|만들"
_AND = pattern(
    rf"(?P<words>[가-힣]*(?:{_CHANGES})(?:고|며|면서))(?=[\s,]+[^.]*(?:한다|함|하기|된다|됨|인다|임|린다|림|춘다|춤|는다|음|찾는다|다|"
    "기) ?[.]?$)|(?P<second>[.;/] ?(?=[가-힣]{2,}))"
)
_NOUNS_AND = pattern(
    r"(?P<words>[가-힣]+ (?:감소|향상|증진|회복|개선|강화|완화|해소|안정|유지) ?(?:및|과|와|·|,) ?[가-힣\s]{0,16}(?:감소|향상|증진|회복|개선|강화|"
    r"완화|해소|안정|유지))"
)


# "줄이고 그 상태를 6개월 이상 지킨다" is one goal: how long it must hold (R103).
_HOLDING = pattern("유지|지킨|지키|지속|이어 간|이어간|계속")


def two_goals(text: str) -> tuple[str, ...]:
    """Words that join two goals in one sentence; each can be reached without the other, so each is judged alone."""
    joined = found(_NOUNS_AND, text)
    if joined:
        return joined
    hit = _AND.search(text.rstrip(" ."))
    if not hit or _HOLDING.search(text, hit.end()):
        return ()
    return ((hit["words"] or hit["second"]).strip(),)


_NEGATIVE = pattern(
    r"(?P<words>[가-힣]+지 (?:않는다|않음|않기|않도록 한다|못하게 한다|말기|말 것)|(?<![가-힣])안 [가-힣]+(?:다|기|음)|[가-힣]+(?:을|"
    r"를)? ?(?:근절|중단|금지|끊는다|끊기|끊음|없앤다|없애기|없앰)[가-힣]{0,2}) ?[.]?$"
)
# Safety is an absence: "폭력이 일어나지 않는다" is the seed's own objective (B:281).
_SAFETY = pattern("폭력|폭언|자해|자살|학대|때리|맞지|넘어지|실종|배회|화재|끊기지|방임")


def negative_wording(text: str) -> tuple[str, ...]:
    """What is not to be, instead of what will be; safety goals may be told as an absence."""
    return () if _SAFETY.search(text) else found(_NEGATIVE, text)


def _of_purposes(plan: Plan) -> Iterator[Caution]:
    used = {one.purpose for one in plan.objectives}
    for purpose in plan.purposes or ():
        facts = [*task_instead_of_goal(plain(purpose.text), purpose.holder), *service_of_its_own(plain(purpose.text))]
        if facts:
            words = tuple(word for fact in facts for word in fact.words)
            yield Caution(_C.PURPOSE_IS_MEANS, "purpose", purpose.id, words)
        if purpose.id not in used:
            yield Caution(_C.PURPOSE_WITHOUT_OBJECTIVE, "purpose", purpose.id)


def _of_needs(plan: Plan) -> Iterator[Caution]:
    """Needs may be left out of the goals, but none may be lost (R089)."""
    taken = {code for purpose in plan.purposes or () for code in purpose.needs}
    for need in plan.needs or ():
        if need.deferred:
            if not (need.reason or "").strip():
                yield Caution(_C.DEFERRED_WITHOUT_REASON, "need", need.code)
        elif plan.purposes is not None and need.code not in taken:
            yield Caution(_C.NEED_NOT_TAKEN_UP, "need", need.code)


_PAYS = pattern(r"(?P<words>[가-힣]*(?:치료비|의료비|병원비|수술비|학원비|간병비|교육비)[가-힣\s]{0,4}(?:지원|후원|지급|대납)?)")
_EXAMINES = pattern("검사|진단|검진|평가|사정|선별")


def _of_lines(plan: Plan) -> Iterator[Caution]:
    if plan.lines is None:
        return
    served = {line.objective for line in plan.lines}
    for one in plan.objectives:
        if one.id not in served:
            yield Caution(_C.OBJECTIVE_WITHOUT_LINE, "objective", one.id)
        elif plan.purposes is not None and not any(line.methods for line in plan.lines if line.objective == one.id):
            yield Caution(_C.NO_CHECK_METHOD, "objective", one.id)
    examining = [line for line in plan.lines if _EXAMINES.search(line.content)]
    for line in plan.lines:
        yield from _of_line(line, examining)
    for name in sorted(lines_in_circles(plan.lines)):
        yield Caution(_C.IN_A_CIRCLE, "line", name)
    yield from _burdens(plan.lines)
    ranks = Counter(line.priority for line in plan.lines if line.priority is not None)
    for line in plan.lines:
        if ranks[line.priority] > 1:
            yield Caution(_C.SAME_PRIORITY, "line", line.id)  # R119


def _of_line(line: PlanLine, examining: list[PlanLine]) -> Iterator[Caution]:
    condition = (line.condition or "").strip()
    if line.depends_on is not None and not condition:
        yield Caution(_C.NO_CONDITION, "line", line.id)  # R096: examine first, then …
    if line.depends_on is None and condition:
        yield Caution(_C.CONDITION_ALONE, "line", line.id)
    if line.kind is LineKind.OBSTACLE and not (line.removes or "").strip():
        yield Caution(_C.OBSTACLE_UNNAMED, "line", line.id)  # R092
    pays = found(_PAYS, line.content)
    others = [one for one in examining if one.id != line.id and one.objective == line.objective]
    if pays and line.depends_on is None and others:
        yield Caution(_C.PAYS_BEFORE_EXAMINING, "line", line.id, pays)  # C01, C02


def _burdens(lines: tuple[PlanLine, ...]) -> Iterator[Caution]:
    """All lines on one person (R141); a plan of one line is nobody's burden."""
    if len(lines) < 2:
        return
    if all(line.kind in MANAGER_LINES for line in lines):
        yield Caution(_C.ALL_ON_MANAGER)
        return
    carriers = {(line.provider or "", line.person or "") for line in lines}
    if len(lines) > 2 and len(carriers) == 1 and carriers != {("", "")}:
        yield Caution(_C.ALL_ON_ONE)
