"""What a neighbour took back, and what an agreement no longer covers, leaves no more: whatever the page showed."""

import threading
from datetime import timedelta

import pytest

from resmap.domain.codes import CheckMethod
from resmap.domain.permissions import NotFound
from resmap.domain.referrals import ReferralState
from resmap.flows import agreements, cases, listing, owner, referring
from resmap.flows.ruling import RuleForbids
from resmap.store import AgreementRecord, upkeep
from tests.flows.test_fresh_rule import BARBER, NEIGHBOUR, draft, send
from tests.support.demo_world import demo_template, world  # noqa: F401

TOKEN = "a-token-of-tests-that-nobody-guesses"


def act(world, login, what, *args, **how):
    actor = world.actor(login)
    with world.database.write(actor) as uow:
        return what(uow, actor, *args, **how)


def neighbour_of(world) -> tuple[str, str, str]:
    """(short name, need, case) of a resident whom a page of manager1's suggests for the first time."""
    for number in ("D01", "D03", "D04", "D08", "D10", "D02"):
        try:
            page = world.page("manager1", number, kind="neighbour")
        except NotFound:
            continue
        for need in page.needs:
            for one in need.suggestions:
                if one.referral is None and one.answer is None:
                    short = next(name for name, id_ in world.offer_ids.items() if id_ == one.offer)
                    return short, need.code, number
    raise AssertionError("the demo suggests no neighbour")


@pytest.mark.parametrize("how", ["pause", "take_back", "by link"])
def test_a_letter_on_the_screen_is_not_sent_to_a_neighbour_who_said_no_meanwhile(world, how):
    short, need, number = neighbour_of(world)
    letter = draft(world, short, need, number=number)
    if how == "by link":
        act(world, "supervisor", owner.make, world.offer_ids[short], world.today, token=TOKEN, key="key-of-link")
        with world.database.write() as uow:
            owner.withdraw(uow, TOKEN, revision=1, key="key-of-no")
    else:
        act(world, "supervisor", getattr(listing, how), world.offer_ids[short], key="key-of-no")
    with pytest.raises(RuleForbids):
        send(world, letter)
    assert world.referral(letter).state is ReferralState.DRAFT
    assert world.offer_ids[short] not in world.suggested("manager1", number, need)


def test_a_no_that_comes_while_the_letter_is_being_sent_is_seen_before_it_leaves(world, monkeypatch):
    """Between the reading of the neighbourhood and the taking of the place lies a moment: it is looked at again."""
    short, need, number = neighbour_of(world)
    letter = draft(world, short, need, number=number)
    asked = []

    def gone(uow, offer_id, today):
        asked.append(offer_id)
        return False

    monkeypatch.setattr(upkeep, "is_listed_now", gone)
    with pytest.raises(RuleForbids):
        send(world, letter)
    assert asked == [world.offer_ids[short]] and world.referral(letter).state is ReferralState.DRAFT


def test_whether_somebody_is_listed_is_read_anew_inside_the_transaction(world):
    offer = world.offer_ids[NEIGHBOUR]
    with world.database.read() as reader:
        assert upkeep.is_listed_now(reader, offer, world.today)
    act(world, "supervisor", listing.pause, offer, key="key-of-pause")
    with world.database.read() as reader:
        assert not upkeep.is_listed_now(reader, offer, world.today)
        assert not upkeep.is_listed_now(reader, world.offer_ids[BARBER], world.today)


def end_agreement(world, short: str) -> None:
    def change(uow):
        record = world.offer(short)
        day = world.today - timedelta(days=1)
        uow.add(AgreementRecord(organisation_id=record.organisation_id, since=day - timedelta(days=300), until=day))

    world.change(change)


def agency_of(world) -> tuple[str, str]:
    """(short name, need) of an agency that the page of D03 suggests and that takes letters."""
    for need in world.needs("D03"):
        for one in world.need_view("manager1", "D03", need).suggestions:
            if one.kind == "agency" and not one.line_only and one.referral is None and one.answer is None:
                return next(name for name, id_ in world.offer_ids.items() if id_ == one.offer), need
    raise AssertionError("the demo suggests no agency for D03")


def test_an_agency_whose_agreement_ended_is_information_with_its_own_sentence(world):
    short, need = agency_of(world)
    offer = world.offer_ids[short]
    letter = draft(world, short, need, number="D03")
    end_agreement(world, short)
    view = world.need_view("manager1", "D03", need)
    assert offer not in [one.offer for one in view.suggestions]
    (aside,) = [one for one in view.information_only if one.offer == offer]
    assert aside.reasons == ("협약이 끝나 당사자가 직접 가져가십니다. 이곳에는 아무것도 보내지 않습니다.",)
    assert aside.consent_fields == ()  # nobody can agree it away
    with pytest.raises(RuleForbids):
        send(world, letter)
    days = {"since": world.today, "until": world.today + timedelta(days=365)}
    act(world, "supervisor", agreements.keep, offer, texts={}, key="key-of-renewal", **days)
    assert offer in [one.offer for one in world.need_view("manager1", "D03", need).suggestions]


def test_the_preview_of_what_may_leave_withholds_everything_once_the_agreement_ended(world):
    end_agreement(world, BARBER)
    actor = world.actor("manager1")
    with world.database.read(actor) as uow:
        from resmap.domain.permissions import Permission
        from resmap.flows.case_loading import load_case

        loaded = load_case(uow, actor, world.case_ids["D04"], world.today, Permission.CASE_READ)
        ruling = referring.disclosure_to(loaded, loaded.network.by_id[world.offer_ids[BARBER]])
    assert ruling.fields == () and {str(code) for _, code in ruling.withheld} == {"AGREEMENT"}


def test_every_look_at_a_case_counts_what_it_suggested(world):
    page = world.page("manager1", "D04")
    told = {one.offer for need in page.needs for one in need.suggestions}
    with world.database.read() as uow:
        before = upkeep.suggested(uow, ["2026-11"])
    world.page("manager1", "D04")
    with world.database.read() as uow:
        after = upkeep.suggested(uow, ["2026-11"])
    assert told and {offer: after[offer] - before.get(offer, 0) for offer in told} == dict.fromkeys(told, 1)
    assert sum(after.values()) - sum(before.values()) == len(told)


def test_many_who_look_at_once_are_all_counted(world):
    actor, case = world.actor("manager1"), world.case_ids["D04"]

    def see():
        with world.database.read(actor) as uow:
            cases.page(uow, actor, case, world.today, locale="ko")

    with world.database.read() as uow:
        before = upkeep.suggested(uow, ["2026-11"])
    threads = [threading.Thread(target=see) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with world.database.read() as uow:
        after = upkeep.suggested(uow, ["2026-11"])
    assert {after[offer] - before.get(offer, 0) for offer in after} == {4}


def test_the_demos_residents_are_listed_by_consents_that_hold(world):
    with world.database.read() as uow:
        kept = upkeep.listings(uow)
    assert len(kept) >= 40
    assert all(one.since <= world.today <= one.until for one in kept.values())
    assert {one.how for one in kept.values()} == {CheckMethod.SITE}
