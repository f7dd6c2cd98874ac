"""R030: who may be in charge is the office's word, and never a volunteer's, a partner's or an administrator's."""

from hypothesis import given
from hypothesis import strategies as st

from resmap.domain.in_charge import ROLES, may_be_in_charge, posts_of
from resmap.domain.permissions import Role


def test_r030_without_a_setting_whoever_does_casework_may_be_in_charge():
    assert posts_of(None) is posts_of({}) is posts_of({"in_charge_posts": []}) is None
    assert may_be_in_charge(Role.CASE_MANAGER, None, None) and may_be_in_charge(Role.SUPERVISOR, None, None)


def test_r030_an_office_names_the_posts_that_may_be_in_charge():
    posts = posts_of({"in_charge_posts": ["사회복지직 공무원"]})
    assert may_be_in_charge(Role.CASE_MANAGER, "사회복지직 공무원", posts)
    assert not may_be_in_charge(Role.CASE_MANAGER, "자원봉사자", posts)
    assert not may_be_in_charge(Role.CASE_MANAGER, None, posts)


@given(st.sampled_from(sorted(set(Role) - ROLES)), st.text(max_size=9), st.none() | st.frozensets(st.text(max_size=9)))
def test_r030_no_setting_puts_a_volunteer_a_partner_or_an_administrator_in_charge(role, post, posts):
    assert not may_be_in_charge(role, post, posts)


@given(st.sampled_from(list(Role)))
def test_r030_somebody_whose_login_ended_is_never_put_in_charge(role):
    assert not may_be_in_charge(role, "사회복지직 공무원", None, active=False)
