"""Whose need it is: a member, the couple, the family."""

import pytest

from resmap.domain.household import holders
from tests.support.worlds import person, plain_case, plain_world


def ids(holder: str, *members: dict) -> list[str]:
    client = plain_world(case=plain_case(household=list(members), needs=[])).case.client
    return [member.id for member in holders(client, holder)]


def member(member_id: str, age: int | None, relation: str = "") -> dict:
    return person(member_id, age=age, relation=relation)


def test_a_member_holds_alone_and_a_family_together():
    family = (member("a", 40), member("b", 9))
    assert ids("b", *family) == ["b"]
    assert ids("family", *family) == ["a", "b"]
    assert ids("nobody", *family) == []


def test_two_adults_are_the_couple_and_children_are_not():
    assert ids("couple", member("c", 12), member("w", 39), member("h", 45), member("d", 18)) == ["w", "h"]


def test_an_adult_is_nineteen_and_an_unknown_age_is_not_overlooked():
    assert ids("couple", member("w", 19), member("h", None), member("d", 18)) == ["w", "h"]


@pytest.mark.parametrize(
    "relations",
    [
        ("부인(상담자)", "남편", "시어머니"),
        ("본인", "배우자", "장남"),
        ("어머니(상담자)", "아버지(일용직)", "외할머니"),
        ("wife", "husband", "grandmother"),
    ],
)
def test_with_more_adults_the_relations_tell_the_couple(relations):
    ages = (40, 42, 70)
    family = [member(one, age, said) for one, age, said in zip("abc", ages, relations, strict=True)]
    assert ids("couple", *family) == ["a", "b"]


def test_where_nothing_tells_the_couple_every_adult_counts():
    family = [member("a", 40, "형"), member("b", 38, "동생"), member("c", 70, "할머니")]
    assert ids("couple", *family) == ["a", "b", "c"]


def test_a_couple_without_an_adult_is_everybody():
    assert ids("couple", member("a", 17), member("b", 18)) == ["a", "b"]


def test_the_client_is_the_first_of_the_household_unless_a_member_is_called_so():
    assert ids("client", member("a", 40), member("b", 9)) == ["a"]
    assert ids("client", member("a", 40), member("client", 9)) == ["client"]
