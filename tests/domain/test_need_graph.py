"""Linkage, not number, says complex (R070, R071)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resmap import words
from resmap.domain.need_graph import (
    GraphNeed,
    Link,
    LinkCode,
    LinkKind,
    NeedGraphError,
    linkage,
    obstacles,
)

K = LinkKind
CODES = ["SAF11", "HLT12", "HLT21", "ECO15", "SOC13", "JOB11", "ENV12"]


def needs(count: int, holder: str = "m") -> list[GraphNeed]:
    return [GraphNeed(f"n{n}", CODES[n % len(CODES)], holder) for n in range(count)]


def link(source: int, target: int, kind: LinkKind = K.CAUSES) -> Link:
    return Link(f"n{source}", f"n{target}", kind)


@st.composite
def graphs(draw):
    count = draw(st.integers(2, 7))
    ends = st.integers(0, count - 1)
    pairs = draw(st.lists(st.tuples(ends, ends).filter(lambda pair: pair[0] != pair[1]), max_size=10))
    return needs(count), [link(*pair, draw(st.sampled_from(list(K)))) for pair in pairs]


def codes(picture) -> list[LinkCode]:
    return [reason.code for reason in picture.reasons]


@pytest.mark.parametrize("count", [1, 2, 4, 5, 30])
def test_many_needs_that_are_not_linked_are_not_complex(count):
    picture = linkage(needs(count), [])
    assert not picture.complex and picture.groups == () and len(picture.alone) == count
    assert codes(picture) == [LinkCode.NOT_LINKED]


@pytest.mark.parametrize("kind", list(K))
def test_two_linked_needs_are_complex_whatever_joins_them(kind):
    picture = linkage(needs(2), [link(0, 1, kind)])
    assert picture.complex and picture.groups == (("n0", "n1"),) and picture.connectedness == 1
    assert codes(picture)[0] is LinkCode.LINKED


def test_the_picture_is_explained():
    people = [GraphNeed("wage", "JOB11", "m"), GraphNeed("drink", "HLT24", "m"), GraphNeed("fear", "SAF11", "c"),
              GraphNeed("cost", "ECO15", "m"), GraphNeed("read", "EDU11", "c")]  # fmt: skip
    links = [Link("wage", "drink", K.CAUSES), Link("drink", "wage", K.MAINTAINS), Link("drink", "fear", K.CAUSES),
             Link("cost", "drink", K.BLOCKS)]  # fmt: skip
    picture = linkage(people, links)
    assert picture.groups == (("wage", "drink", "fear", "cost"),)
    assert picture.alone == ("read",)
    assert picture.circles == (("wage", "drink"),)
    assert picture.beginnings == ("cost",)
    assert dict(picture.blocked) == {"drink": ("cost",)}
    assert (picture.domains, picture.connectedness, picture.largest) == (4, 0.6, 4)
    C = LinkCode
    assert codes(picture) == [
        C.LINKED, C.ACROSS_DOMAINS, C.ACROSS_PEOPLE, C.CIRCLE, C.BEGINS_WITH, C.IN_THE_WAY, C.STANDS_ALONE,
    ]  # fmt: skip


@given(graphs())
def test_complex_means_exactly_that_two_needs_are_joined(graph):
    assert linkage(*graph).complex == bool(graph[1])


@given(graphs(), st.integers(1, 9))
def test_needs_that_stand_alone_change_nothing(graph, more):
    people, links = graph
    alone = [GraphNeed(f"x{n}", "SAF13") for n in range(more)]
    before, after = linkage(people, links), linkage([*people, *alone], links)
    assert (before.complex, before.groups, before.circles) == (after.complex, after.groups, after.circles)


@given(graphs())
def test_every_need_is_in_one_group_or_alone(graph):
    picture = linkage(*graph)
    listed = [id for group in picture.groups for id in group] + list(picture.alone)
    assert sorted(listed) == sorted(need.id for need in graph[0])
    assert all(len(group) > 1 for group in picture.groups)
    assert 0 <= picture.connectedness <= 1


@given(graphs())
def test_a_circle_lies_within_a_group_and_a_beginning_in_no_circle(graph):
    picture = linkage(*graph)
    for circle in picture.circles:
        assert any(set(circle) <= set(group) for group in picture.groups)
        assert not set(circle) & set(picture.beginnings)


@given(graphs(), st.randoms(use_true_random=False))
def test_the_order_of_links_plays_no_part(graph, random):
    people, links = graph
    mixed = links * 2
    random.shuffle(mixed)
    assert linkage(people, mixed) == linkage(people, links)


@pytest.mark.parametrize(
    ("links", "code"), [([link(0, 0)], "ITSELF"), ([Link("n0", "nobody", K.CAUSES)], "UNKNOWN_NEED")]
)
def test_a_link_that_cannot_be_is_refused(links, code):
    with pytest.raises(NeedGraphError, match=code):
        linkage(needs(2), links)


def test_a_need_stands_in_the_picture_once():
    with pytest.raises(NeedGraphError, match="TWICE"):
        linkage([*needs(2), *needs(1)], [])


def test_nothing_is_said_of_nobody():
    picture = linkage([], [])
    assert codes(picture) == [LinkCode.NO_NEEDS] and picture.connectedness is None


def test_what_removes_an_obstacle_was_in_the_way():
    assert obstacles({"cost": "cure", "cure": "cure"}) == (Link("cost", "cure", K.BLOCKS),)


def test_everything_said_has_its_words():
    for locale in ("ko", "en"):
        assert all(words.say(f"need_graph.reason.{code}", locale, names="x", n=2) for code in LinkCode)
        for kind in K:
            assert words.say(f"need_graph.kind.{kind}", locale)
            assert words.say(f"need_graph.line.{kind}", locale, source="술", target="밥")
        assert all(words.say(f"need_graph.error.{code}", locale) for code in ("UNKNOWN_NEED", "ITSELF", "TWICE"))
