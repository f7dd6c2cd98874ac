"""A manager's edit of a verified entry: what is daily is done, the rest is proposed, in one act."""

import pytest

from resmap.domain.codes import OfferStatus, ProposalState, Review
from resmap.flows import editing, proposals, register
from resmap.store import OfferRecord
from tests.store.conftest import TODAY, database, office, ring  # noqa: F401


@pytest.fixture
def verified(database, office):
    with database.write(office.sue) as uow:
        register.verify(uow, office.sue, [(office.offer, 1)], TODAY, key="verify-key-1")
    return office


def edit(database, actor, offer, values, key="edit-key-0001", revision=2):
    with database.write(actor) as uow:
        return editing.change(uow, actor, offer, revision=revision, values=values, key=key)


def read(database, actor, offer):
    with database.read(actor) as uow:
        return uow.get(OfferRecord, offer)


def test_the_daily_part_counts_and_the_rest_waits_in_one_act(database, verified):
    made = edit(database, verified.alice, verified.offer, {"hours": "평일", "name": "새 이름", "needs": ("SOC11",)})
    entry = read(database, verified.alice, verified.offer)
    assert (entry.hours, entry.name, entry.needs, entry.review) == ("평일", "밑반찬 나눔", ("DLY11",), Review.VERIFIED)
    assert made.proposal.fields["after"] == {"name": "새 이름", "needs": ["SOC11"]}
    with database.read(verified.sue) as uow:
        (waiting,) = proposals.waiting(uow, verified.sue).rows
    assert {line.name for line in waiting.fields} == {"name", "needs"}


def test_what_waited_is_taken_over_as_it_was_proposed(database, verified):
    made = edit(database, verified.alice, verified.offer, {"name": "새 이름", "status": "closed"})
    with database.write(verified.sue) as uow:
        proposals.accept(uow, verified.sue, made.proposal.id, fields=["name", "status"], revision=1, entry_revision=2, key="accept-key-1")
    entry = read(database, verified.sue, verified.offer)
    assert (entry.name, entry.name_folded, entry.status) == ("새 이름", "새이름", OfferStatus.CLOSED)


def test_a_supervisor_changes_everything_at_once(database, verified):
    made = edit(database, verified.sue, verified.offer, {"name": "새 이름", "hours": "평일"})
    assert made.proposal is None and read(database, verified.sue, verified.offer).name == "새 이름"


def test_an_entry_that_nobody_verified_is_completed_by_who_knows_more(database, office):
    made = edit(database, office.alice, office.offer, {"needs": ("DLY11", "SOC11")}, revision=1)
    assert made.proposal is None and read(database, office.alice, office.offer).needs == ("DLY11", "SOC11")


def test_a_manager_hides_a_place_at_once(database, verified):
    place = {"dong": "자양4동", "address": "뚝섬로 1", "lat": 37.53, "lon": 127.07, "public_phone": "02-450-0001"}
    with database.write(verified.sue) as uow:
        entry = uow.get(OfferRecord, verified.offer)
        for name, value in (place | {"source_row": {"address": "뚝섬로 1"}, "access_line": "110"}).items():
            setattr(entry, name, value)
        uow.commit()
    values = place | {"location_secret": True, "access_line": "1366", "name": "쉼터", "address": "뚝섬로 2"}
    values = {name: value for name, value in values.items() if name not in ("lat", "lon")}
    made = edit(database, verified.alice, verified.offer, values, revision=3)
    entry = read(database, verified.alice, verified.offer)
    assert entry.location_secret and entry.access_line == "1366" and entry.name == "밑반찬 나눔"
    assert not any(getattr(entry, name) for name in place) and "뚝섬로" not in str(entry.source_row)
    # What waits says nothing of the place.
    assert made.proposal.fields == {"before": {"name": "밑반찬 나눔"}, "after": {"name": "쉼터"}}
    assert made.proposal.dong is None


def test_the_fields_of_a_kind_wait_with_the_kind(database, verified):
    made = edit(database, verified.alice, verified.offer, {"kind": "H21", "particulars": {"serves_alcohol": True}})
    entry = read(database, verified.alice, verified.offer)
    assert entry.kind != "H21" and not entry.particulars and "alcohol" not in (entry.tags or ())
    assert made.proposal.fields["after"].keys() == {"kind", "particulars"}
    with database.write(verified.sue) as uow:
        fields = ["kind", "particulars"]
        proposals.accept(uow, verified.sue, made.proposal.id, fields=fields, revision=1, entry_revision=2, key="accept-key-2")
    assert "alcohol" in read(database, verified.sue, verified.offer).tags


def test_the_same_click_twice_proposes_once(database, verified):
    for _ in range(2):
        edit(database, verified.alice, verified.offer, {"name": "새 이름"})
    with database.read(verified.alice) as uow:
        page = proposals.mine(uow, verified.alice)
    assert [one.record.state for one in page.rows] == [ProposalState.WAITING]


def test_the_fields_of_a_kind_are_edited_with_the_tag_that_rules_read(database, office):
    edit(database, office.sue, office.offer, {"kind": "H21", "particulars": {"serves_alcohol": True, "gives": "국수"}}, revision=1)
    entry = read(database, office.sue, office.offer)
    assert entry.particulars == {"gives": "국수", "serves_alcohol": True} and "alcohol" in entry.tags
    edit(database, office.sue, office.offer, {"kind": "M31"}, key="edit-key-0002", revision=2)
    assert read(database, office.sue, office.offer).particulars is None
