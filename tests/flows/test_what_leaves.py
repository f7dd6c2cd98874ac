"""What leaves the office, to whom, and that the history names whose it was."""

from datetime import timedelta

import pytest

from resmap.domain import taxonomy
from resmap.domain.codes import TieKind
from resmap.domain.permissions import Actor, Permission, Role
from resmap.domain.place import blurred
from resmap.domain.referrals import ReferralState
from resmap.flows import editing, exporting, finding, networks, referral_view, referring, register, replying, together
from resmap.flows.case_loading import load_case
from resmap.formats.network import network_from
from resmap.store import ClientRecord, ConsentKind, ConsentRecord, OfferRecord, PartyRecord, ReferralRecord, TieRecord
from resmap.words.explain import need_name
from tests.support.demo_world import copy_of, demo_template, world  # noqa: F401

S = ReferralState
SECRET = "남편이 알게 되어 그만둡니다"


@pytest.fixture
def agreed(world):
    """D04's client lets name, phone and address go to an agency; answers that offer's id."""
    offer = world.offer("o-0170")  # DLY15 is asked of it below

    def allow(uow):
        uow.get(OfferRecord, offer.id).needs = ("DLY15",)
        uow.add(
            ConsentRecord(
                case_id=world.case_ids["D04"],
                kind=ConsentKind.PROVIDE_OFFER,
                recipient=offer.id,
                items=["name", "phone", "address", "safe_contact"],
                since=world.today,
                until=world.today + timedelta(days=9),
                signer="본인",
            )
        )

    world.change(allow)
    return offer.id


def drafted(world, offer) -> str:
    actor = world.actor("manager1")
    with world.database.write(actor) as uow:
        return referring.draft(
            uow, actor, world.case_ids["D04"], world.today,
            need_id=world.needs("D04")["DLY15"], offer_id=offer, by=None, why=None, seen="", key="draft-key",
        )  # fmt: skip


def fields(world, referral) -> set[str]:
    return {one.name for one in seen(world, referral, "manager1").draft.fields}


def seen(world, referral, login):
    actor = world.actor(login)
    with world.database.read(actor) as uow:
        return referral_view.referral_page(uow, actor, referral, world.today, locale="ko")


def sent(world, offer) -> str:
    """A referral that went out to the partner's own agency."""
    referral, actor = drafted(world, offer), world.actor("manager1")
    with world.database.write(actor) as uow:
        revision = uow.get(ReferralRecord, referral).revision
        referring.send(uow, actor, referral, world.today, chosen={"name": ""}, revision=revision, key="send-key")
    agency = world.actor("partner").organization

    def to_the_partner(uow):
        uow.get(ReferralRecord, referral).organisation = agency

    world.change(to_the_partner)
    return referral


def step(world, referral, to, words, login="manager1"):
    actor = world.actor(login)
    with world.database.write(actor) as uow:
        revision = uow.get(ReferralRecord, referral).revision
        replying.step(
            uow, actor, referral, world.today, to=to, words=words, revision=revision, key=f"to-{to.value}"
        )  # fmt: skip


# ── violence at home ─────────────────────────────────────────────────────────


def test_where_violence_lives_no_letter_tells_how_to_reach_the_home(world, agreed):
    """The flag of a protected client may come later; the fact of violence is enough (P-22)."""
    referral = drafted(world, agreed)
    assert {"phone", "address"} <= fields(world, referral)

    def beaten(uow):
        client = world.rows(ClientRecord, ClientRecord.id == world.events()[-1].client_id)[0]
        uow.get(ClientRecord, client.id).facts = ["dv_active"]

    world.change(beaten)
    assert fields(world, referral) == {"name", "safe_contact"}
    actor = world.actor("manager1")
    with world.database.write(actor) as uow:
        revision = uow.get(ReferralRecord, referral).revision
        told = {"phone": "010-0000-3104", "address": "집", "safe_contact": "언니 전화로만"}
        referring.send(uow, actor, referral, world.today, chosen=told, revision=revision, key="send-key")
    assert world.referral(referral).disclosed == {"safe_contact": "언니 전화로만"}


# ── the agency ───────────────────────────────────────────────────────────────


@pytest.mark.parametrize("how", [(S.CANCELLED,), (S.ACCEPTED, S.FAILED)])
def test_why_the_office_called_it_off_is_not_told_to_the_agency(world, agreed, how):
    referral = sent(world, agreed)
    for to in how[:-1]:
        step(world, referral, to, "", login="partner")
    step(world, referral, how[-1], SECRET)
    assert seen(world, referral, "manager1").reply == SECRET
    assert SECRET not in repr(seen(world, referral, "partner"))


def test_the_agencys_own_words_stay_before_its_eyes(world, agreed):
    referral = sent(world, agreed)
    step(world, referral, S.REJECTED, "자리가 없습니다", login="partner")
    assert seen(world, referral, "partner").reply == "자리가 없습니다"


def test_what_an_agency_reads_and_does_is_noted_with_the_client_it_is_about(world, agreed):
    """P-13: the log names whose data it was, whoever looked."""
    referral = sent(world, agreed)
    seen(world, referral, "partner")
    step(world, referral, S.ACCEPTED, "월요일에", login="partner")
    read, moved = world.events()[-2:]
    assert (read.kind, moved.kind) == ("client.read", "referral.changed")
    assert read.actor_id == moved.actor_id == world.actor("partner").id
    [client] = {one.client_id for one in world.events() if one.subject == world.case_ids["D04"]}
    assert read.client_id == moved.client_id == client is not None


def test_the_agency_reaches_no_client_by_being_noted(world, agreed):
    referral, partner = sent(world, agreed), world.actor("partner")
    assert partner.role is Role.PARTNER
    with world.database.read(partner) as uow:
        assert uow.get(ReferralRecord, referral) is not None
        referral_view.referral_page(uow, partner, referral, world.today, locale="ko")
    with world.database.read(partner) as uow:
        assert uow.get(ClientRecord, world.events()[-1].client_id) is None


# ── a resident ───────────────────────────────────────────────────────────────


def test_after_their_listing_ended_nobody_is_shown_a_residents_number(world):
    actor, offer = world.actor("manager1"), world.offer("o-0226")

    def entry():
        with world.database.read(actor) as uow:
            return register.entry(uow, actor, offer.id, world.today)

    assert entry().phone and "unlisted" not in entry().states
    world.change_offer("o-0226", extra={"listed_until": (world.today - timedelta(days=1)).isoformat()})
    assert entry().phone is None and "unlisted" in entry().states


def test_who_only_runs_the_system_is_not_told_which_residents_quarrel(world):
    one, other = world.offer_ids["o-0225"], world.offer_ids["o-0226"]
    world.change(lambda uow: uow.add(TieRecord(source_id=one, target_id=other, kind=TieKind.CONFLICT)))
    manager = world.actor("manager1")
    admin = Actor("admin", Role.ADMINISTRATOR, office=manager.office)

    def told(actor) -> str:
        with world.database.read(actor) as uow:
            pictures = [networks.of_entry(uow, actor, entry, world.today) for entry in (one, other)]
            return repr(pictures) + repr(register.entry(uow, actor, one, world.today).ties)

    assert "conflict" in told(manager) and "conflict" not in told(admin)


# ── a secret place ───────────────────────────────────────────────────────────


def test_a_refuge_is_told_by_its_access_line_alone_and_sought_by_no_dong(world):
    """A number of its own, or the one dong that it serves, leads to it like an address (P-21)."""
    actor, shelter = world.actor("supervisor"), world.offer("o-0068")
    served = {"area_level": "dong", "area_names": ("구의1동",), "public_phone": "02-0000-4444"}
    world.change_offer("o-0068", **served)
    with world.database.read(actor) as uow:
        assert register.entry(uow, actor, shelter.id, world.today).phone is None
    found = []
    for dong in (None, "구의1동", "중곡1동"):
        with world.database.read(actor) as uow:
            page = finding.find(uow, actor, world.today, need="ENV21", dong=dong, size=200).page
            found.append(shelter.id in {one.id for one in page.rows})
    assert found[0] == found[1] == found[2]


def test_an_entry_that_becomes_a_refuge_loses_its_number_too(world):
    actor, offer = world.actor("supervisor"), world.offer("o-0166")
    assert offer.public_phone
    with world.database.write(actor) as uow:
        values = {"location_secret": True, "access_line": "1366"}
        editing.change(uow, actor, offer.id, revision=offer.revision, values=values, key="make-secret")
    after = world.offer("o-0166")
    assert (after.public_phone, after.address, after.dong, after.lat) == (None, None, None, None)
    assert offer.public_phone not in str(after.source_row)


# ── a file of the register ───────────────────────────────────────────────────


def test_no_file_of_the_register_says_at_which_door_a_resident_lives(world):
    """A file goes from hand to hand: people stand in the middle of a cell, agencies where they are (P-25)."""
    document = exporting.export_network(world.database, world.actor("supervisor"), world.today)
    homes = {
        (one.lat, one.lon)
        for cls, condition in ((OfferRecord, OfferRecord.kind.startswith("H1")), (PartyRecord, PartyRecord.kind == "person"))
        for one in world.rows(cls, condition)
        if one.lat is not None
    }
    places = [one["place"] for one in document["offers"] if one["kind"].startswith("H1")]
    places += [one for one in document["parties"] if one["kind"] == "person"]
    told = [(one["lat"], one["lon"]) for one in places if one["lat"] is not None]
    assert len(homes) > 50 and len(told) > 50
    assert not homes & set(told) and all(blurred(one) == one for one in told)
    agency = next(one for one in document["offers"] if one["id"] == "o-0136")
    assert (agency["place"]["lat"], agency["place"]["lon"]) == (world.offer("o-0136").lat, world.offer("o-0136").lon)


def test_the_last_day_of_a_residents_listing_goes_along_with_the_file(world):
    document = exporting.export_network(world.database, world.actor("supervisor"), world.today)
    again = network_from(document).value.by_id["o-0226"]
    assert again.extra["listed_until"] == world.offer("o-0226").extra["listed_until"]


# ── on a screen that somebody else may see ───────────────────────────────────


@pytest.mark.parametrize("locale", ["ko", "en"])
def test_a_need_about_safety_is_not_named_where_it_is_not_shown(world, locale):
    """Manager and client look at one screen; the husband may stand behind it."""
    actor, needs = world.actor("manager1"), world.needs("D07")

    def shown(**asked):
        with world.database.read(actor) as uow:
            view = together.together(uow, actor, world.case_ids["D07"], world.today, locale=locale, **asked)
        return {one.id: one for one in view.needs}

    violence = need_name("SAF11", locale)
    before, chosen = shown(), shown(needs=[needs["SAF11"]])
    assert violence not in repr(before) and not before[needs["SAF11"]].shown
    assert chosen[needs["SAF11"]].name == violence and chosen[needs["SAF11"]].shown


@pytest.mark.parametrize(("login", "number"), [("manager1", "D04"), ("manager2", "D06"), ("manager1", "D07")])
def test_the_errand_in_a_letter_never_begins_with_the_name_of_an_illness(world, login, number):
    """A neighbour is asked for an errand; the name of the need can be a diagnosis (P-03)."""
    actor = world.actor(login)
    with world.database.read(actor) as uow:
        loaded = load_case(uow, actor, world.case_ids[number], world.today, Permission.CASE_READ)
        for need in loaded.parts.needs:
            first_words = referring.values_of(loaded, ReferralRecord(need_id=need.id)).get("task")
            assert (first_words is None) is taxonomy.need(need.code).sensitive
