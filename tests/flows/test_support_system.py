"""Internal (dong and gu) and external support, on entries and on links (R013). On the demo."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resmap.domain import taxonomy
from resmap.domain.permissions import NotFound
from resmap.domain.support import System, system_of
from resmap.flows import case_referrals, register
from resmap.store import OfferRecord, OrganisationRecord
from tests.support.demo_world import demo_template, world  # noqa: F401
from tests.web.test_cases_pages import arrive_at_demo, case, demo_app, narae  # noqa: F401


def found(world, system=None, **more) -> dict[str, tuple[str | None, str]]:
    """Sector and kind of every entry that is found, by id."""
    actor = world.actor("supervisor")
    with world.database.read(actor) as uow:
        rows, number = {}, 1
        while True:
            page = register.search(uow, actor, system=system, page=number, size=200, **more)
            rows |= {one.id: (one.organisation.sector, one.kind) for one in page.rows}
            if number >= page.last:
                assert len(rows) == page.total
                return rows
            number += 1


def test_r013_the_two_filters_give_disjoint_sets_that_are_all_entries_together_and_each_is_as_the_rule_says(world):
    inside, outside, everything = found(world, System.INTERNAL), found(world, System.EXTERNAL), found(world)
    assert inside and outside and not inside.keys() & outside.keys()
    assert inside.keys() | outside.keys() == everything.keys()
    assert {system_of(*one) for one in inside.values()} == {"internal"}
    assert {system_of(*one) for one in outside.values()} == {"external"}


def test_r013_what_the_organisation_says_comes_before_what_the_kind_says(world):
    some = next(iter(found(world, System.INTERNAL)))
    with world.database.write(world.actor("supervisor")) as uow:
        entry = uow.get(OfferRecord, some)
        uow.get(OrganisationRecord, entry.organisation_id).sector = "private_nonprofit"
        uow.commit()
    assert some in found(world, System.EXTERNAL) and some not in found(world, System.INTERNAL)


def test_r013_each_link_says_its_system_and_both_are_counted(world, narae):
    actor = world.actor("manager1")
    told = 0
    for case_id in sorted(world.case_ids.values()):
        with world.database.read(actor) as uow:
            try:
                view = case_referrals.page(uow, actor, case_id, world.today, locale="ko")
            except NotFound:
                continue
        assert sum(view.by_system.values()) == len(view.systems) and set(view.by_system) == {"internal", "external"}
        if view.systems:
            told += 1
            page = narae.get(f"/cases/{case_id}/referrals").text
            assert f"내부(동·구) {view.by_system['internal']}건" in page
    assert told


@pytest.mark.parametrize(("asked", "words"), [("internal", True), ("external", True), ("nonsense", False)])
def test_r013_the_filter_stands_on_the_register_and_a_word_that_is_none_filters_nothing(world, narae, asked, words):
    page = narae.get(f"/register?system={asked}")
    assert page.status_code == 200 and "지원체계" in page.text
    assert (f'value="{asked}" selected' in page.text) is words


@given(st.sampled_from([kind.code for kind in taxonomy.kinds()]), st.sampled_from((None, "", "public", "informal", "private_forprofit")))
def test_every_entry_is_of_exactly_one_system(kind, sector):
    assert system_of(sector, kind) in set(System)
    if sector:
        assert (system_of(sector, kind) is System.INTERNAL) is (sector == "public")
