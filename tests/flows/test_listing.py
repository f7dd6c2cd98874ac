"""A resident's no and a resident's rest are their own: nothing but a new consent, or they themselves, ends them (P-25)."""

from datetime import timedelta

import pytest

from resmap.domain.codes import CheckMethod, Review
from resmap.domain.listing import BadListing
from resmap.domain.permissions import NotFound
from resmap.flows import checking, entry_history, listing, owner, register, upkeep
from resmap.flows.entry_history import CannotUndo
from resmap.flows.owner import NoLink
from resmap.store import upkeep as stored
from tests.flows.test_upkeep import (
    TODAY,
    add,
    agreed,
    answer,
    do,
    link,
    look,
    on_map,
    opened,
    record,
    resident,
    revision,
    value,
    verified_resident,
)
from tests.store.conftest import database, office, ring  # noqa: F401


@pytest.fixture(params=["file", "register", "nowhere"])
def neighbour(request, database, office):
    """A verified resident whose consent a file told of, or the register keeps; or one whom nobody asked yet."""
    if request.param == "register":
        return verified_resident(database, office)
    until = (TODAY + timedelta(days=90)).isoformat()
    made = resident(database, extra={"listed_until": until} if request.param == "file" else None)
    do(database, office.sue, register.verify, [(made, 1)], TODAY)
    assert bool(value(database, made).needs) is (request.param == "file")
    return made


def assert_out(database, office, made) -> None:
    """No way back into suggestions and the map without a new consent."""
    with database.read() as uow:
        assert stored.listing(uow, made).withdrawn_at is not None
    for step in look(database, office.sue, entry_history.of_entry, made).steps:
        assert not step.may_undo
        with pytest.raises(CannotUndo, match="CONSENT"):
            do(database, office.sue, entry_history.undo, step.id, revision=revision(database, made))
    do(database, office.sue, upkeep.restore, made, revision=revision(database, made))
    result = do(database, office.sue, register.verify, [(made, revision(database, made))], TODAY)
    assert result.unlisted and not result.done
    assert not value(database, made).needs and not on_map(database, made)


def test_a_no_told_to_the_office_is_neither_undone_nor_restored_into_a_suggestion(database, office, neighbour):
    do(database, office.alice, listing.take_back, neighbour)
    assert_out(database, office, neighbour)


def test_a_resident_whom_a_supervisor_took_out_comes_back_by_a_new_consent_only(database, office, neighbour):
    do(database, office.sue, upkeep.withdraw, neighbour, why="그만두심", revision=revision(database, neighbour))
    assert_out(database, office, neighbour)
    how = {"revision": revision(database, neighbour), "listing": agreed()}
    do(database, office.sue, checking.confirm, neighbour, CheckMethod.PHONE, TODAY, **how)
    assert value(database, neighbour).needs


def test_a_no_told_through_the_link_is_neither_undone_nor_restored_into_a_suggestion(database, office, neighbour):
    if not value(database, neighbour).needs:
        with pytest.raises(NoLink):
            link(database, office, neighbour)
        return
    link(database, office, neighbour)
    answer(database, owner.withdraw)
    assert_out(database, office, neighbour)


def test_a_no_said_on_the_phone_is_kept_even_of_who_never_agreed(database, office):
    made = resident(database)
    do(database, office.alice, listing.take_back, made)
    with database.read() as uow:
        kept = stored.listing(uow, made)
    assert (kept.scopes, kept.since, kept.until) == ((), TODAY, TODAY) and kept.withdrawn_at is not None
    assert record(database, made).review is Review.WITHDRAWN


@pytest.mark.parametrize("by_file", [True, False])
def test_a_rest_chosen_by_link_is_ended_by_link_or_a_supervisors_new_consent_and_by_no_click(database, office, by_file):
    if by_file:
        made = resident(database, extra={"listed_until": (TODAY + timedelta(days=90)).isoformat()})
        do(database, office.sue, register.verify, [(made, 1)], TODAY)
    else:
        made = verified_resident(database, office)
    link(database, office, made)
    answer(database, owner.pause)
    for actor in (office.alice, office.sue):
        with pytest.raises(BadListing, match="OWN_REST"):
            do(database, actor, listing.resume, made)
    with pytest.raises(BadListing, match="OWN_REST"):
        do(database, office.alice, listing.give, made, agreed(), TODAY)
    assert not value(database, made).needs and not on_map(database, made)
    answer(database, owner.resume)
    assert value(database, made).needs and not opened(database).paused
    answer(database, owner.pause)
    do(database, office.sue, listing.give, made, agreed(), TODAY)
    assert value(database, made).needs


def test_a_rest_that_the_office_wrote_down_is_ended_by_the_office(database, office):
    made = verified_resident(database, office)
    do(database, office.alice, listing.pause, made)
    do(database, office.alice, listing.resume, made)
    assert value(database, made).needs


def test_a_resident_who_rests_twice_over_still_rests_by_their_own_word(database, office):
    made = verified_resident(database, office)
    link(database, office, made)
    do(database, office.alice, listing.pause, made)
    answer(database, owner.pause)
    with pytest.raises(BadListing, match="OWN_REST"):
        do(database, office.alice, listing.resume, made)


def test_only_a_resident_begins_again_by_link(database, office):
    link(database, office, add(database))
    with pytest.raises(NotFound):
        answer(database, owner.resume)
