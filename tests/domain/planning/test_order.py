"""Conditional lines: the worked example of the sick child (B:274)."""

from hypothesis import given
from hypothesis import strategies as st

from resmap.domain.planning.order import dropped_lines, lines_in_circles, waiting_lines
from resmap.domain.planning.plan import LineKind, PlanLine


def line(name: str, after: str | None = None) -> PlanLine:
    return PlanLine(name, "1", LineKind.SERVICE, name, depends_on=after, condition="나오면" if after else None)


CHILD = (line("검사"), line("식사", "검사"), line("치료", "검사"), line("치료비", "치료"))


def test_everything_behind_the_examination_waits_for_its_result():
    assert waiting_lines(CHILD, {}) == {"식사", "치료", "치료비"}
    assert waiting_lines(CHILD, {"치료": True, "식사": False}) == {"식사", "치료비"}
    assert waiting_lines(CHILD, {"치료": True, "치료비": True, "식사": True}) == set()


def test_a_no_drops_the_branch_and_what_hangs_on_it():
    assert dropped_lines(CHILD, {"치료": False}) == {"치료", "치료비"}
    assert dropped_lines(CHILD, {"식사": False}) == {"식사"}
    assert dropped_lines(CHILD, {}) == set()


def test_lines_that_wait_for_each_other_are_named():
    assert lines_in_circles((line("a", "b"), line("b", "a"), line("c", "a"))) == {"a", "b"}
    assert lines_in_circles(CHILD) == set()


NAMES = "abcde"


@given(
    st.lists(st.none() | st.sampled_from(NAMES), min_size=5, max_size=5),
    st.dictionaries(st.sampled_from(NAMES), st.booleans()),
)
def test_any_order_is_answered_and_what_is_dropped_also_waits(after, conditions):
    lines = tuple(line(name, before) for name, before in zip(NAMES, after, strict=True))
    dropped, waiting = dropped_lines(lines, conditions), waiting_lines(lines, conditions)
    assert dropped <= waiting
    assert not waiting & {one.id for one in lines if one.depends_on is None}
    assert lines_in_circles(lines) <= set(NAMES)
