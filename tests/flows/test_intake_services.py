"""Services in use now feed the served rule and the ecomap; who lives with the client."""

import pytest

from resmap.domain.codes import Review, Sex
from resmap.domain.permissions import NotFound, Permission
from resmap.domain.resident_number import ResidentNumberError
from resmap.flows import intake_services, intake_view, networks
from resmap.flows.case_loading import load_case
from resmap.flows.field_refusals import FieldsRefused
from resmap.flows.intake_services import Unlisted
from resmap.store import CaseRecord, MemberRecord, OfferRecord, OrganisationRecord, ServiceRecord
from tests.support.demo_world import demo_template, world  # noqa: F401

CASE = "D04"


def act(world, flow, *arguments, login="manager1", **more):
    actor = world.actor(login)
    with world.database.write(actor) as uow:
        return flow(uow, actor, world.case_ids[CASE], *arguments, **more)


def add(world, key="a-service-of-tests", **more):
    return act(world, intake_services.add, world.today, key=key, **more)


def services(world):
    return world.rows(ServiceRecord, ServiceRecord.case_id == world.case_ids[CASE])


def search(world, text):
    actor = world.actor("manager1")
    with world.database.read(actor) as uow:
        return intake_view.page(uow, actor, world.case_ids[CASE], world.today, locale="ko", search=text).found


def test_a_service_in_use_is_suggested_no_more(world):
    first = world.suggested("manager1", CASE, "DLY16")[0]
    add(world, offer_id=first)
    assert first not in world.suggested("manager1", CASE, "DLY16")


def test_a_service_that_stands_in_no_list_becomes_an_entry_that_nobody_verified(world):
    before = {one.id for one in world.rows(OfferRecord)}
    add(world, unlisted=Unlisted("새벽 반찬 모임", "어느 작은 나눔회", kind="H39"))
    [entry] = [one for one in world.rows(OfferRecord) if one.id not in before]
    assert (entry.name, entry.review, entry.verified_on) == ("새벽 반찬 모임", Review.IMPORTED, None)
    assert services(world)[-1].offer_id == entry.id
    view = intake_page(world)
    assert [one.unverified for one in view.services if one.name == "새벽 반찬 모임"] == [True]


def intake_page(world):
    actor = world.actor("manager1")
    with world.database.read(actor) as uow:
        return intake_view.page(uow, actor, world.case_ids[CASE], world.today, locale="ko")


def test_the_ecomap_shows_an_unlisted_service_and_the_served_rule_counts_its_unit(world):
    service = add(world, unlisted=Unlisted("새벽 반찬 모임", "어느 작은 나눔회"))
    offer = next(one.offer_id for one in services(world) if one.id == service)
    actor = world.actor("manager1")
    with world.database.read(actor) as uow:
        network = networks.of_case(uow, actor, world.case_ids[CASE], world.today)
    assert offer in str(network)
    with world.database.read(actor) as uow:
        loaded = load_case(uow, actor, world.case_ids[CASE], world.today, Permission.CASE_READ)
        assert offer in loaded.around.history.offers


def test_the_same_name_and_agency_is_the_entry_that_stands_already(world):
    offer = next(one for one in world.rows(OfferRecord) if one.kind.startswith("M3") and not one.location_secret)
    house = next(one.name for one in world.rows(OrganisationRecord) if one.id == offer.organisation_id)
    before = len(world.rows(OfferRecord))
    add(world, unlisted=Unlisted(f" {offer.name} ", house))
    assert len(world.rows(OfferRecord)) == before
    assert services(world)[-1].offer_id == offer.id


def test_a_running_service_is_written_down_once(world):
    offer = world.offer_ids["o-0270"]
    first = add(world, offer_id=offer)
    assert add(world, offer_id=offer, key="the-same-once-more") == first


def test_a_service_that_ended_still_counts_and_one_written_by_mistake_does_not(world):
    offer = world.offer_ids["o-0270"]
    one = add(world, offer_id=offer)
    revision = next(kept.revision for kept in services(world) if kept.id == one)
    act(world, intake_services.end, one, world.today, mistake=False, revision=revision, key="it-is-over-now")
    assert next(kept.until for kept in services(world) if kept.id == one) == world.today
    revision = next(kept.revision for kept in services(world) if kept.id == one)
    act(world, intake_services.end, one, world.today, mistake=True, revision=revision, key="it-was-a-mistake")
    assert one not in {kept.id for kept in services(world)}


def test_the_search_finds_by_name_agency_and_initials_and_never_a_resident_or_a_hidden_place(world):
    assert search(world, "복지관") and search(world, "ㅂㅈㄱ") and search(world, "복") == ()
    for one in world.rows(OfferRecord):
        if one.kind.startswith("H1") or one.location_secret:
            assert one.id not in {found.id for found in search(world, one.name)}


@pytest.mark.parametrize(
    ("unlisted", "field"),
    [
        (Unlisted(" "), "name"),
        (Unlisted("도움", kind="H11"), "kind"),
        (Unlisted("가" * 130), "name"),
        (None, "name"),
    ],
)
def test_what_is_no_service_is_refused_by_field(world, unlisted, field):
    with pytest.raises(FieldsRefused) as refused:
        add(world, unlisted=unlisted)
    assert [name for name, _ in refused.value.fields] == [field]


def test_no_resident_number_becomes_an_entry(world):
    with pytest.raises(ResidentNumberError):
        add(world, unlisted=Unlisted("800101-1234567"))


def test_an_offer_that_is_not_there_is_not_found(world):
    with pytest.raises(NotFound):
        add(world, offer_id="00000000-0000-7000-8000-000000000000")


def members(world):
    [case] = world.rows(CaseRecord, CaseRecord.id == world.case_ids[CASE])
    return sorted(world.rows(MemberRecord, MemberRecord.client_id == case.client_id), key=lambda one: one.position)


def test_who_lives_with_them_comes_after_the_client_and_can_be_taken_out_again(world):
    before = members(world)
    made = act(world, intake_services.add_member, relation="손녀", age=9, sex=Sex.FEMALE, key="a-member-of-tests")
    assert members(world)[-1].id == made and members(world)[0].id == before[0].id
    act(world, intake_services.take_member_out, made, revision=1, key="a-member-taken-out")
    assert [one.id for one in members(world)] == [one.id for one in before]


def test_the_client_and_who_holds_an_open_need_stay_in_the_household(world):
    client = members(world)[0]
    with pytest.raises(FieldsRefused) as refused:
        act(world, intake_services.take_member_out, client.id, revision=client.revision, key="the-client-taken-out")
    assert refused.value.fields[0][1] == "IS_THE_CLIENT"
