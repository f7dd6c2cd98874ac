"""The person's own schedule: what happens when and who comes, in plain words (R162; issue 4, part 5).

It hangs on a fridge. So it holds no diagnosis, no need, no code, no other client, and no address: what the person
does not need to be reminded of is not printed, and whoever visits may read it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from resmap.domain.planning.plan import LineKind, PlanLine

#: Monday is 0, as in ``date.weekday``.
WEEKDAYS = "월화수목금토일"

_TIME = re.compile(r"(?:오전|오후|아침|점심|저녁|밤)?\s*(?:(\d{1,2}):(\d{2})|(\d{1,2})\s*시(?:\s*(\d{1,2})\s*분|\s*반)?)")
#: Not every week: such a text stands under "other" as it is, or the sheet would call for it weekly.
_RARE = re.compile(r"매월|매달|격주|첫째|둘째|셋째|넷째|마지막|(?:한|두|석)\s*달|월\s*\d+\s*회")
_EVERY_DAY = re.compile(r"매일|날마다")
_WORKDAYS = re.compile(r"평일|주중")
_RANGE = re.compile(rf"([{WEEKDAYS}])(?:요일)?\s*[~-]\s*([{WEEKDAYS}])")


@dataclass(frozen=True, slots=True)
class Visit:
    """One thing on the sheet: ``what`` in plain words, ``who`` comes or is met, ``time`` as text ("오전 10시").

    ``mine``: the person does it. ``until`` is its last day, None = open.
    """

    what: str
    who: str
    time: str
    mine: bool = False
    until: date | None = None


@dataclass(frozen=True, slots=True)
class OwnSchedule:
    """``days``: Monday to Sunday, each in order of time. ``other``: without a fixed day. ``not_yet``: waits for something."""

    days: tuple[tuple[Visit, ...], ...]
    other: tuple[Visit, ...]
    not_yet: tuple[Visit, ...]
    call_name: str
    call_phone: str

    @property
    def empty(self) -> bool:
        return not (any(self.days) or self.other or self.not_yet)


def weekdays_in(when: str) -> tuple[int, ...]:
    """Days of the week that a text names, Monday 0: "월·수·금 10시" -> (0, 2, 4), "평일" -> (0, 1, 2, 3, 4).

    A text that names none, or a rhythm other than weekly ("매월 둘째 목요일"), gives (); nothing is guessed
    from "주 3회".
    """
    if _RARE.search(when):
        return ()
    if _EVERY_DAY.search(when):
        return tuple(range(7))
    ranged = _RANGE.search(when)
    if ranged:
        first, last = (WEEKDAYS.index(one) for one in ranged.groups())
        return tuple(range(first, last + 1)) if first <= last else ()
    if _WORKDAYS.search(when):
        return tuple(range(5))
    # 일 and 월 are also day and month: a letter counts as a weekday with 요일, beside others, or alone in front.
    named = {WEEKDAYS.index(one) for one in re.findall(rf"([{WEEKDAYS}])요일", when)}
    listed = re.search(rf"(?<![가-힣\d])([{WEEKDAYS}](?:\s*[·,/ㆍ]\s*[{WEEKDAYS}])+)(?![가-힣])", when)
    if listed:
        named |= {WEEKDAYS.index(one) for one in listed[1] if one in WEEKDAYS}
    alone = re.match(rf"(?:매주\s*)?([{WEEKDAYS}])(?=\s+(?:\d{{1,2}}\s*(?:시|:)|오전|오후|아침|점심|저녁|밤))", when.strip())
    if alone:
        named.add(WEEKDAYS.index(alone[1]))
    return tuple(sorted(named))


def time_in(when: str) -> tuple[str, int]:
    """The time of day as written and as minutes for sorting; ("", 1440) where none is named.

    A bare hour from 1 to 6 is taken for the afternoon, as people mean it when they talk of visits.
    """
    hit = _TIME.search(when)
    if not hit:
        part = re.search("아침|점심|저녁|오전|오후|밤", when)
        order = {"아침": 480, "오전": 540, "점심": 720, "오후": 840, "저녁": 1080, "밤": 1260}
        return (part[0], order[part[0]]) if part else ("", 1440)
    text = hit[0].strip()
    hour = int(hit[1] or hit[3])
    minute = int(hit[2] or hit[4] or (30 if "반" in text else 0))
    late = re.match("오후|저녁|밤", text) or (not re.match("오전|아침|밤", text) and hit[1] is None and 1 <= hour <= 6)
    early = re.match("오전|아침", text)
    hour = hour % 12 if early else hour + 12 if late and hour < 12 else hour
    return text, hour * 60 + minute


def own_schedule(
    lines: Iterable[PlanLine], *, today: date, manager: str, phone: str, waiting: frozenset[str] = frozenset()
) -> OwnSchedule:
    """The sheet from the lines of a contracted plan.

    Lines that have ended are left out; those in ``waiting`` (ids of lines whose condition is still open, R096)
    and those that have not begun stand under "not yet". Lines that only build the manager's or the community's
    capacity are none of the person's appointments. ``phone`` is the office's number.
    """
    days: list[list[tuple[int, Visit]]] = [[] for _ in WEEKDAYS]
    other, not_yet = [], []
    for line in lines:
        if line.kind in (LineKind.CAPACITY_MANAGER, LineKind.CAPACITY_COMMUNITY):
            continue
        if line.ends_on is not None and line.ends_on < today:
            continue
        text, minutes = time_in(line.when or "")
        visit = Visit(
            what=line.content,
            who=" ".join(filter(None, (line.provider, line.person))) or (manager if line.kind is LineKind.DIRECT else ""),
            time=text,
            mine=line.kind is LineKind.CLIENT_TASK,
            until=line.ends_on,
        )
        if line.id in waiting or (line.starts_on is not None and line.starts_on > today):
            not_yet.append(visit)
            continue
        named = weekdays_in(line.when or "")
        for day in named:
            days[day].append((minutes, visit))
        if not named:
            other.append(replace(visit, time=line.when or ""))
    return OwnSchedule(
        days=tuple(tuple(visit for _, visit in sorted(day, key=lambda one: one[0])) for day in days),
        other=tuple(other),
        not_yet=tuple(not_yet),
        call_name=manager,
        call_phone=phone,
    )
