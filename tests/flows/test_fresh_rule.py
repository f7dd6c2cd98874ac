"""A page is minutes old when its button is pressed: every act asks the whole rule again, on fresh data."""

import json
from datetime import timedelta

import pytest

from resmap.domain.codes import OfferStatus, Review, TieKind
from resmap.domain.permissions import NotFound
from resmap.domain.referrals import ReferralState
from resmap.flows import case_match, exporting, mapping, networks, referring
from resmap.flows.ruling import RuleForbids
from resmap.store import (
    BlockRecord,
    CaseRecord,
    CaseTieRecord,
    ConsentRecord,
    Database,
    OfferRecord,
    OrganisationRecord,
    OverrideRecord,
    PartyRecord,
    ReferralRecord,
    TieRecord,
    UserRecord,
    referrals,
    register,
)
from tests.support.demo_world import Clock, copy_of, demo_template, world  # noqa: F401

BARBER = "o-0270"  # named in a consent of D04
NEIGHBOUR = "o-0226"  # a resident who is told of in D04


def draft(world, offer=BARBER, need="DLY16", *, login="manager1", number="D04"):
    actor = world.actor(login)
    with world.database.write(actor) as uow:
        return referring.draft(
            uow,
            actor,
            world.case_ids[number],
            world.today,
            need_id=world.needs(number)[need],
            offer_id=world.offer_ids[offer],
            by=None,
            why=None,
            seen="",
            key=f"draft-{offer}",
        )


def send(world, referral, chosen=None, *, login="manager1", today=None, database=None):
    actor = world.actor(login)
    with (database or world.database).write(actor) as uow:
        referring.send(
            uow,
            actor,
            referral,
            today or world.today,
            chosen=chosen or {},
            revision=world.referral(referral).revision,
            key=f"send-{referral}",
        )


def refused(world, referral, **more) -> set[str]:
    """Codes of the refusal; nothing was taken, told or noted."""
    places, noted = world.offer(BARBER).places_left, len(world.events())
    with pytest.raises(RuleForbids) as caught:
        send(world, referral, **more)
    record = world.referral(referral)
    assert (record.state, record.disclosed, record.requested_at) == (ReferralState.DRAFT, None, None)
    assert (world.offer(BARBER).places_left, len(world.events())) == (places, noted)
    return {str(one.code) for one in caught.value.reasons}


# ── between the draft and the button ─────────────────────────────────────────


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"status": OfferStatus.PAUSED}, "CAPACITY"),
        ({"status": OfferStatus.CLOSED}, "CLOSED"),
        ({"places_left": 0}, "CAPACITY"),
        ({"needs": ("DLY11",)}, "NEED"),
        ({"review": Review.WITHDRAWN}, "CLOSED"),
        ({"review": Review.IMPORTED}, "STALE"),
        ({"age_max": 12}, "AGE"),
    ],
)
def test_what_became_of_the_entry_meanwhile_is_asked(world, change, code):
    referral = draft(world)
    world.change_offer(BARBER, **change)
    assert code in refused(world, referral)


def test_an_entry_that_was_voided_meanwhile_gets_nothing(world):
    referral, offer = draft(world), world.offer_ids[BARBER]
    world.change(lambda uow: uow.void(uow.get(OfferRecord, offer), "gone"))
    with pytest.raises(RuleForbids, match="CLOSED"):
        send(world, referral)
    assert world.referral(referral).state is ReferralState.DRAFT


def test_an_organisation_that_closed_meanwhile_gets_nothing(world):
    referral = draft(world)
    owner = world.offer(BARBER).organisation_id

    def close(uow):
        uow.get(OrganisationRecord, owner).closed_on = world.today

    world.change(close)
    assert "CLOSED" in refused(world, referral)


def test_whom_the_client_fears_since_this_morning_gets_nothing(world):
    offer, case = world.offer_ids[BARBER], world.case_ids["D04"]
    referral = draft(world)
    world.change(lambda uow: uow.add(BlockRecord(case_id=case, offer_id=offer, why="오늘 들음")))
    assert "CONFLICT" in refused(world, referral)


def test_a_quarrel_told_since_this_morning_stops_the_letter(world):
    offer, case = world.offer_ids[BARBER], world.case_ids["D04"]
    referral = draft(world)
    world.change(lambda uow: uow.add(CaseTieRecord(case_id=case, target_id=offer, kind=TieKind.CONFLICT)))
    assert "CONFLICT" in refused(world, referral)


def test_no_override_of_yesterday_opens_what_may_never_be_opened(world):
    offer, case = world.offer_ids[BARBER], world.case_ids["D04"]
    referral = draft(world)

    def both(uow):
        boss = world.actor("supervisor")
        gates = ("CONFLICT", "SAFETY", "CONSENT")
        uow.add(OverrideRecord(case_id=case, offer_id=offer, gates=gates, reason="무엇이든", by_id=boss.id))
        uow.add(BlockRecord(case_id=case, offer_id=offer, why="오늘 들음"))

    world.change(both)
    assert "CONFLICT" in refused(world, referral)


def test_after_its_last_day_a_consent_lets_no_field_go(world):
    referral = draft(world)
    [consent] = [
        one
        for one in world.rows(ConsentRecord, ConsentRecord.recipient == world.offer_ids[BARBER])
        if one.kind.value == "provide_offer"
    ]

    def until(day):
        def act(uow):
            record = uow.get(ConsentRecord, consent.id)
            record.since, record.until = day, day

        world.change(act)

    until(world.today - timedelta(days=1))
    assert refused(world, referral, chosen={"call_name": ""}) == {"WITHHELD"}
    until(world.today)
    send(world, referral, {"call_name": "김○○"})
    assert world.referral(referral).disclosed == {"call_name": "김○○"}


def test_another_case_of_the_household_that_was_accepted_meanwhile_counts(world):
    """R195: the unit is counted for the household, whichever manager arranged it."""
    referral = draft(world)
    other, offer = world.actor("manager2"), world.offer(BARBER)

    def elsewhere(uow):
        mine = uow.get(CaseRecord, world.case_ids["D04"])
        second = uow.add(
            CaseRecord(
                office_id=mine.office_id,
                number="2026-9999",
                client_id=mine.client_id,
                manager_id=other.id,
                dong=mine.dong,
                opened_on=world.today,
            )
        )
        uow.add(
            ReferralRecord(
                case_id=second.id,
                offer_id=offer.id,
                organisation=offer.organisation.name,
                unit="another spelling",
                state=ReferralState.ACCEPTED,
                requested_at=uow.now(),
            )
        )

    world.change(elsewhere)
    assert refused(world, referral) == {"SERVED"}


def test_a_case_that_was_given_to_another_manager_is_not_found(world):
    referral = draft(world)
    other = world.actor("manager2")

    def hand_over(uow):
        uow.get(CaseRecord, world.case_ids["D04"]).manager_id = other.id

    world.change(hand_over)
    with pytest.raises(NotFound):
        send(world, referral)


def test_what_another_process_changed_is_seen_although_the_neighbourhood_is_kept(world, tmp_path):
    """The kept network belongs to one process; the counter in the database tells that it is old."""
    referral = draft(world)
    other = Database(world.database.url, world.database.ring, world.database.head_file, clock=Clock())
    try:
        with other.read() as uow:
            assert register.network(uow, world.today) is register.network(uow, world.today)
        world.change_offer(BARBER, status=OfferStatus.CLOSED)
        with pytest.raises(RuleForbids):
            send(world, referral, database=other)
    finally:
        other.dispose()


def test_units_that_cannot_be_told_apart_are_one_for_the_rule(world):
    """An entry without a department is the whole agency: where one team served, it is no new unit."""
    unit = world.offer("o-0136")  # 뚝섬나루종합사회복지관, 영양팀

    def accepted(uow):
        uow.add(
            ReferralRecord(
                case_id=world.case_ids["D04"],
                offer_id=unit.id,
                organisation=unit.organisation.name,
                department=unit.department.name,
                unit=referrals.unit_key(register.network(uow, world.today).by_id[unit.id]),
                state=ReferralState.ACCEPTED,
                requested_at=uow.now(),
            )
        )

    world.change(accepted)
    with pytest.raises(RuleForbids) as sibling:
        draft(world, "o-0138", "DLY14")  # 재가돌봄팀 answers other needs; only NEED may stand against it
    assert "SERVED" not in {str(one.code) for one in sibling.value.reasons}
    world.change_offer("o-0138", department_id=None, needs=("DLY14",))
    with pytest.raises(RuleForbids) as whole:
        draft(world, "o-0138", "DLY14")
    assert "SERVED" in {str(one.code) for one in whole.value.reasons}


# ── a resident's own consent (P-25) ──────────────────────────────────────────


def end_listing(world, short: str, days: int = 1) -> None:
    """The resident's agreement to be listed ended so many days ago (0: today is its last day)."""
    last = (world.today - timedelta(days=days)).isoformat()
    record = world.offer(short)
    world.change_offer(short, extra=(record.extra or {}) | {"listed_until": last})


def everything_told(world) -> str:
    """All that manager1 can be told about D04 and the neighbourhood, as one text."""
    actor, case = world.actor("manager1"), world.case_ids["D04"]
    told = [repr(world.page("manager1", "D04", locale=locale)) for locale in ("ko", "en")]
    with world.database.read(actor) as uow:
        told.append(json.dumps(case_match.match_of(uow, actor, case, world.today, locale="ko", top=500)))
    with world.database.read(actor) as uow:
        told.append(repr(networks.of_case(uow, actor, case, world.today)))
    with world.database.read(actor) as uow:
        told.append(repr(mapping.of_case(uow, actor, case, world.today)))
    with world.database.read(actor) as uow:
        told.append(repr(mapping.neighbourhood(uow, actor, world.today)))
    with world.database.read(actor) as uow:
        told.append(repr(networks.candidates(uow, actor, case, world.offer(NEIGHBOUR).name, world.today)))
    told.append(json.dumps(exporting.export_network(world.database, actor, world.today), ensure_ascii=False))
    return "\n".join(told)


def test_a_resident_stands_in_the_lists_to_the_last_day_they_agreed_to_and_not_after(world):
    name = world.offer(NEIGHBOUR).name
    end_listing(world, NEIGHBOUR, days=0)
    assert name in everything_told(world)
    end_listing(world, NEIGHBOUR)
    told = everything_told(world)
    assert name not in told and world.offer_ids[NEIGHBOUR] not in told


def test_a_day_that_nobody_can_read_is_over(world):
    record = world.offer(NEIGHBOUR)
    world.change_offer(NEIGHBOUR, extra=(record.extra or {}) | {"listed_until": "곧"})
    assert record.name not in everything_told(world)


def test_a_resident_who_ended_their_listing_meanwhile_gets_no_letter(world):
    world.change_offer("o-0229", area_names=("자양1동",))  # a resident of the next dong, who comes here too
    referral = draft(world, "o-0229")
    end_listing(world, "o-0229")
    assert refused(world, referral) == {"CLOSED"}


def test_a_resident_who_ended_their_listing_still_counts_as_having_served(world):
    """Their unit served the household; that they left the list does not make a double of them new."""
    end_listing(world, "o-0225")  # accepted for D04
    with world.database.read() as uow:
        assert register.network(uow, world.today).by_id[world.offer_ids["o-0225"]].needs == ()
    assert world.offer_ids["o-0225"] not in world.suggested("manager1", "D04", "DLY16")


def test_a_person_who_ended_their_listing_is_on_no_road_and_in_no_picture_but_still_blocks(world):
    [person] = world.rows(PartyRecord, PartyRecord.short_ref == "p-0036")  # a friend of D04's client
    offer = world.offer_ids[BARBER]

    def related(uow):
        uow.add(TieRecord(source_id=person.id, target_id=offer, kind=TieKind.FAMILY, strength=0.9))

    world.change(related)
    assert person.name in everything_told(world)

    def over(uow):
        uow.get(PartyRecord, person.id).extra = {"listed_until": (world.today - timedelta(days=1)).isoformat()}

    world.change(over)
    told = everything_told(world)
    assert person.name not in told and person.id not in told
    case = world.case_ids["D04"]
    world.change(lambda uow: uow.add(BlockRecord(case_id=case, person_id=person.id, why="다툼")))
    with pytest.raises(RuleForbids) as caught:
        draft(world)
    assert "CONFLICT" in {str(one.code) for one in caught.value.reasons}


def test_an_account_that_was_closed_meanwhile_reaches_nothing_by_its_scope(world):
    """The scope is made from the account at every request: another dong, and the case is gone."""
    boss = world.actor("supervisor")
    assert world.page("supervisor", "D04")

    def move(uow):
        uow.get(UserRecord, boss.id).dongs = ("없는동",)

    world.change(move)
    with pytest.raises(NotFound):
        world.page("supervisor", "D04")
