"""The demo shows a supervisor's work: doubles that wait, entries to be verified, proposals to decide on."""

import pytest

from resmap import config
from resmap.domain.codes import Review
from resmap.flows import demo_curation, pairs, proposals
from resmap.store import offers
from resmap.store.queries.offers import Search
from tests.support.demo_world import demo_template, world  # noqa: F401


@pytest.fixture
def filled(world):
    demo_curation.fill(world.database, config.demo_folder())
    return world.database, world.actor("supervisor")


def test_the_list_brings_doubles_that_wait_and_entries_that_nobody_verified(filled):
    database, supervisor = filled
    with database.read(supervisor) as uow:
        arrived = offers.search(uow, Search(source=demo_curation.SOURCE)).rows
        assert len(arrived) == 7 and {one.review for one in arrived} == {Review.IMPORTED}
        assert pairs.count_waiting(uow) >= 2


def test_two_proposals_wait_for_the_supervisor(filled):
    database, supervisor = filled
    with database.read(supervisor) as uow:
        waiting = proposals.waiting(uow, supervisor).rows
    assert [one.record.kind.value for one in waiting] == ["new", "change"]
    assert [line.name for line in waiting[1].fields] == ["needs"]
