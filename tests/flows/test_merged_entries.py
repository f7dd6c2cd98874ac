"""What was merged: what forbids one entry forbids all that are the same, what permits one permits no other.

First over random worlds, as pure values (decision 0008); then with records, old ids in hand.
"""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resmap.domain.codes import NETWORK_CLASSES, Answer, GateCode, OfferStatus, PairVerdict, Review, TieKind
from resmap.domain.conflict import kept_apart
from resmap.domain.consent import may_be_asked
from resmap.domain.disclosure import disclose
from resmap.domain.permissions import NotFound, Permission
from resmap.domain.referrals import ReferralState
from resmap.domain.sames import Sames
from resmap.domain.standing_in import joined, spread
from resmap.flows import answers, case_match, consenting, editing, networks, overriding, pairs, referring, replying
from resmap.flows import register as entries
from resmap.flows.case_loading import load_case
from resmap.flows.entering import name_keys
from resmap.flows.refusals import LostUpdate
from resmap.flows.ruling import AlreadyDone, RuleForbids, offer_of
from resmap.graph.roads import roads_from
from resmap.matching.engine import around_case, closed_gates, match
from resmap.matching.situation import situation
from resmap.store import ConsentKind, ConsentRecord, OfferRecord, ReferralRecord, ServiceRecord, TieRecord
from resmap.store.queries import register
from tests.flows.test_referring import draft, page, refusal, send, step
from tests.support.demo_world import NOW, demo_template, world  # noqa: F401
from tests.support.worlds import OFFER_IDS, open_worlds

#: Gates that ask what was said of an entry, and so spread over all that are the same.
SAID = {GateCode.CONFLICT, GateCode.SERVED, GateCode.DUP, GateCode.REFUSED}


def after_merging(world, old: str, stays: str):
    """(case, network) as they are once ``old`` was merged into ``stays`` and nothing was taken over."""
    by_id = world.network.by_id
    gone = replace(by_id[old], needs=(), status=OfferStatus.CLOSED)
    changed = {old: gone, stays: replace(by_id[stays], stands_for=(gone,))}
    sames = Sames({old: stays})
    network = replace(
        world.network,
        offers=tuple(changed.get(one.id, one) for one in world.network.offers),
        ties=joined(world.network.ties, sames),
    )
    return spread(world.case, sames), network


@st.composite
def merges(draw):
    world = draw(open_worlds().filter(lambda one: len(one.network.offers) > 1))
    ids = [one.id for one in world.network.offers]
    old = draw(st.sampled_from(ids))
    return world, old, draw(st.sampled_from([one for one in ids if one != old]))


def suggested(case, network):
    found = match(case, network, roads=roads_from)
    return {(one.need.code, one.need.holder, offer.id) for one in found.needs for offer in one.suggested}


def gates_of(case, network, only=None):
    """(need, offer) -> codes of the gates that are closed."""
    around = around_case(case, network)
    return {
        (need, offer.id): {
            reason.code for reason in closed_gates(situation(around, need, offer)) if only is None or reason.code in only
        }
        for need in case.needs
        for offer in network.offers
    }


@settings(max_examples=250)
@given(merges())
def test_nothing_is_suggested_after_a_merge_that_was_not_suggested_before(merge):
    world, old, stays = merge
    after = suggested(*after_merging(world, old, stays))
    assert after <= suggested(world.case, world.network)
    assert not any(offer == old for _, _, offer in after)


@settings(max_examples=250)
@given(merges())
def test_every_gate_that_was_closed_stays_closed_and_what_was_said_of_the_old_one_closes_the_other(merge):
    world, old, stays = merge
    before, after = gates_of(world.case, world.network), gates_of(*after_merging(world, old, stays))
    for (need, offer), closed in before.items():
        if offer != old:
            assert closed <= after[need, offer]
    for need in world.case.needs:
        assert before[need, old] & SAID <= after[need, stays]


@settings(max_examples=250)
@given(merges())
def test_no_field_is_released_after_a_merge_that_was_not_released_before_and_none_to_the_old_one(merge):
    world, old, stays = merge
    case, network = after_merging(world, old, stays)
    before, after = kept_apart(world.case, world.network), kept_apart(case, network)
    for offer in network.offers:
        released = disclose(case, offer, case.today, after).fields
        assert set(released) <= set(disclose(world.case, world.network.by_id[offer.id], case.today, before).fields)
        assert offer.id != old or not released


@settings(max_examples=250)
@given(merges())
def test_who_must_be_kept_apart_is_kept_apart_with_all_that_are_the_same(merge):
    world, old, stays = merge
    case, network = after_merging(world, old, stays)
    after = kept_apart(case, network)
    assert kept_apart(world.case, world.network).keys() <= after.keys()
    assert (old in after) == (stays in after)


@settings(max_examples=250)
@given(merges())
def test_nobody_introduces_because_another_entry_of_the_same_knows_the_client(merge):
    world, old, stays = merge
    case, network = after_merging(world, old, stays)
    serves = {one.offer for one in world.case.served if one.runs_on(case.today)}
    for road in roads_from(case, network, frozenset(kept_apart(case, network))).values():
        assert old not in road.nodes
        for node in road.nodes[1:-1]:
            offer = network.by_id.get(node)
            if offer is not None and offer.recipient_class in NETWORK_CLASSES and node not in serves:
                assert may_be_asked(offer, case.consents, case.today)


@settings(max_examples=150)
@given(merges())
def test_a_city_is_judged_over_columns_as_offer_by_offer_where_entries_were_merged(merge):
    case, network = after_merging(*merge)
    around = around_case(case, network, roads_from)
    fast, plain = (match(case, network, around=around, columns_from=size) for size in (0, 10**9))
    assert fast == plain


@settings(max_examples=100)
@given(merges(), st.sampled_from(OFFER_IDS))
def test_a_chain_of_merges_is_as_one(merge, third):
    """Merged into one that was merged on: the old ids all say what the last one says."""
    world, old, stays = merge
    others = [one.id for one in world.network.offers if one.id not in (old, stays)]
    if not others:
        return
    last = third if third in others else others[0]
    chain, flat = Sames({old: stays, stays: last}), Sames({old: last, stays: last})
    assert spread(world.case, chain) == spread(world.case, flat)
    assert joined(world.network.ties, chain) == joined(world.network.ties, flat)


# ── with records, old ids in hand ────────────────────────────────────────────

BARBER = "o-0270"  # a shop, named in a consent of D04


def twin_of(world, short=BARBER, **fields) -> str:
    """The same place once more, as another list names it: of an organisation of its own, verified; its id."""
    told = world.offer(short)
    made = []

    def add(uow):
        owner = register.organisation_named(uow, f"{told.name} (새 목록)")
        kept = {
            name: getattr(told, name)
            for name in ("kind", "needs", "recipient_class", "sido", "sigungu", "dong", "address", "lat", "lon",
                         "area_level", "area_names", "public_phone", "places_left", "limit", "status")
        }  # fmt: skip
        usual = kept | {"review": Review.VERIFIED, "verified_on": world.today, "source": "새 목록"}
        record = OfferRecord(name=told.name, organisation_id=owner.id, **name_keys(told.name), **usual | fields)
        made.append(uow.add(record).id)

    world.change(add)
    return made[0]


def merge(world, stays: str, goes: str) -> str:
    """Judge them the same, as a supervisor; the judgement's id."""
    sue = world.actor("supervisor")
    with world.database.write(sue) as uow:
        seen = {id_: uow.get(OfferRecord, id_).revision for id_ in (stays, goes)}
        made = pairs.judge(
            uow, sue, stays, goes, PairVerdict.SAME, revisions=seen, keep=stays, key=f"merge {stays[-8:]} {goes[-8:]}"
        )
    return made.id


def part(world, judgement: str) -> None:
    sue = world.actor("supervisor")
    with world.database.write(sue) as uow:
        pairs.undo(uow, sue, judgement, key=f"part {judgement}")


def answers_of(world) -> dict:
    """What is suggested for every case, with every reason; ids of entries that came later aside."""
    told = {}
    for login in ("manager1", "manager2"):
        actor = world.actor(login)
        for number, case_id in world.case_ids.items():
            with world.database.read(actor) as uow:
                with suppress(NotFound):  # another manager's case
                    told[number] = case_match.match_of(uow, actor, case_id, world.today, locale="ko")
    return told


def loaded(world, number="D04", login="manager1"):
    actor = world.actor(login)
    with world.database.read(actor) as uow:
        return load_case(uow, actor, world.case_ids[number], world.today, Permission.CASE_MATCH)


def reasons(world, number, code, offer, login="manager1") -> set[str]:
    case = loaded(world, number, login)
    _, need = case.need(world.needs(number)[code])
    return {str(one.code) for one in closed_gates(situation(case.around, need, offer_of(case, offer)))}


@pytest.fixture
def barber(world):
    return world.offer_ids[BARBER]


def test_parting_gives_exactly_the_old_answers_back(world, barber):
    twin = twin_of(world)
    before = answers_of(world)
    judgement = merge(world, twin, barber)
    assert answers_of(world) != before
    part(world, judgement)
    assert answers_of(world) == before


def test_a_service_of_the_old_entry_is_a_service_of_the_one_that_stands(world, barber):
    twin = twin_of(world)
    world.change(lambda uow: uow.add(ServiceRecord(case_id=world.case_ids["D04"], offer_id=barber)))
    assert "SERVED" not in reasons(world, "D04", "DLY16", twin)
    merge(world, twin, barber)
    assert "SERVED" in reasons(world, "D04", "DLY16", twin)
    view = world.need_view("manager1", "D04", "DLY16")
    assert twin in {one.offer for one in view.existing} and twin not in {one.offer for one in view.suggestions}


def test_a_service_of_either_unit_counts(world, barber):
    """Another offer of the old entry's organisation served: the one that stands has served too (R195)."""
    twin = twin_of(world)
    made = []

    def add(uow):
        old = uow.get(OfferRecord, barber)
        made.append(
            uow.add(
                OfferRecord(
                    name="출장 이발", organisation_id=old.organisation_id, department_id=old.department_id, kind=old.kind,
                    needs=("DLY14",), recipient_class=old.recipient_class, **name_keys("출장 이발"),
                )
            ).id
        )  # fmt: skip
        uow.flush()
        uow.add(ServiceRecord(case_id=world.case_ids["D04"], offer_id=made[0]))

    world.change(add)
    assert "SERVED" not in reasons(world, "D04", "DLY16", twin)
    merge(world, twin, barber)
    assert "SERVED" in reasons(world, "D04", "DLY16", twin)


def test_a_no_to_the_old_entry_is_listed_and_can_be_taken_back(world, barber):
    twin = twin_of(world)
    actor, need = world.actor("manager1"), world.needs("D04")["DLY16"]
    with world.database.write(actor) as uow:
        said = [one.id for one in world.answers("D04") if one.offer_id == barber]
        no = answers.answer(
            uow, actor, world.case_ids["D04"], world.today, need_id=need, offer_id=barber, said=Answer.DECLINE,
            by=None, why="멀다", seen=said[-1] if said else "", key="say-no",
        )  # fmt: skip
    merge(world, twin, barber)
    assert "REFUSED" in reasons(world, "D04", "DLY16", twin)
    listed = {one.offer: one.answer.id for one in world.need_view("manager1", "D04", "DLY16").declined}
    assert listed[twin] == no
    with world.database.write(actor) as uow:
        answers.reopen(uow, actor, world.case_ids["D04"], no, key="take-back")
    assert "REFUSED" not in reasons(world, "D04", "DLY16", twin)


def test_a_consent_that_names_the_old_entry_does_not_open_the_one_that_stands(world, barber):
    twin = twin_of(world)
    case = loaded(world)
    assert referring.disclosure_to(case, offer_of(case, barber)).fields
    merge(world, twin, barber)
    case = loaded(world)
    for one in (twin, barber):
        assert referring.disclosure_to(case, offer_of(case, one)).fields == ()


def test_a_consent_that_names_the_one_that_stands_stays(world, barber):
    twin = twin_of(world)
    before = referring.disclosure_to(loaded(world), offer_of(loaded(world), barber)).fields
    merge(world, barber, twin)
    assert referring.disclosure_to(loaded(world), offer_of(loaded(world), barber)).fields == before != ()


@pytest.mark.parametrize("how", ["refused", "withdrawn"])
def test_taking_a_consent_back_for_one_takes_it_back_for_all_that_are_the_same(world, barber, how):
    twin = twin_of(world)

    def say_no(uow):
        named = ConsentRecord(
            case_id=world.case_ids["D04"], kind=ConsentKind.PROVIDE_OFFER, recipient=twin, since=world.today,
            until=world.today + timedelta(9), granted=how == "withdrawn", created_at=NOW + timedelta(hours=2),
        )  # fmt: skip
        named.withdrawn_at = NOW + timedelta(hours=3) if how == "withdrawn" else None
        uow.add(named)

    world.change(say_no)
    assert referring.disclosure_to(loaded(world), offer_of(loaded(world), barber)).fields
    judgement = merge(world, barber, twin)
    assert referring.disclosure_to(loaded(world), offer_of(loaded(world), barber)).fields == ()
    part(world, judgement)
    assert referring.disclosure_to(loaded(world), offer_of(loaded(world), barber)).fields


def test_nobody_signs_for_an_entry_that_stands_no_more(world, barber):
    twin, actor = twin_of(world), world.actor("manager1")
    signer = world.page("manager1", "D04").head.household[0].id
    merge(world, twin, barber)
    with world.database.write(actor) as uow, pytest.raises(LostUpdate):
        consenting.agree(
            uow, actor, world.case_ids["D04"], world.today, offer_id=barber, fields=("task",),
            until=world.today + timedelta(9), by=signer, key="sign-late",
        )  # fmt: skip


# Referrals


@pytest.mark.parametrize("asked", ["the one that stands", "the old id"])
@pytest.mark.parametrize("way", ["merged into the new one", "merged into the old one"])
def test_a_live_referral_to_the_merged_one_refuses_another_to_the_one_that_stands(world, barber, way, asked):
    twin = twin_of(world)
    alive = draft(world)
    stays, goes = (twin, barber) if way == "merged into the new one" else (barber, twin)
    merge(world, stays, goes)
    with pytest.raises(AlreadyDone) as told:
        draft(world, stays if asked == "the one that stands" else goes, key="second-draft")
    assert told.value.subject == alive


def test_a_live_referral_to_the_one_that_stands_refuses_one_to_the_merged_unit(world, barber):
    """A third offer of the old unit is the same unit as the one that stands."""
    twin = twin_of(world)
    third = []

    def add(uow):
        old = uow.get(OfferRecord, barber)
        third.append(
            uow.add(
                OfferRecord(
                    name="출장 이발", organisation_id=old.organisation_id, department_id=old.department_id, kind=old.kind,
                    needs=("DLY16",), recipient_class=old.recipient_class, review=Review.VERIFIED,
                    verified_on=world.today, **name_keys("출장 이발"),
                )
            ).id
        )  # fmt: skip

    world.change(add)
    merge(world, twin, barber)
    alive = draft(world, twin)
    with pytest.raises(AlreadyDone) as told:
        draft(world, third[0], key="second-draft")
    assert told.value.subject == alive


def test_a_new_referral_by_the_old_id_goes_to_the_one_that_stands(world, barber):
    twin = twin_of(world)
    merge(world, twin, barber)
    assert world.referral(draft(world)).offer_id == twin


def test_a_draft_to_an_entry_that_was_merged_since_tells_it_nothing(world, barber):
    referral = draft(world)
    merge(world, twin_of(world), barber)
    assert refusal(world, referral, chosen={"call_name": "만복 님"}) == {"CLOSED"}
    shown = page(world, referral)
    assert shown.draft.fields == () and shown.offer == world.offer(BARBER).name


def test_what_was_sent_to_the_merged_one_stays_visible_and_can_be_answered(world, barber):
    places = world.offer(BARBER).places_left
    referral = draft(world)
    send(world, referral, {"call_name": "만복 님"})
    merge(world, twin_of(world), barber)
    assert dict(page(world, referral).sent) == {"call_name": "만복 님"}
    step(world, referral, ReferralState.ACCEPTED)
    assert world.referral(referral).state is ReferralState.ACCEPTED
    step(world, referral, ReferralState.FAILED)
    assert world.offer(BARBER).places_left == places


def test_the_partner_answers_a_referral_to_an_entry_that_was_merged_since(world):
    agency = world.actor("partner").organization
    waiting = next(
        one for one in world.rows(ReferralRecord) if one.organisation == agency and one.state is ReferralState.REQUESTED
    )
    short = next(short for short, id_ in world.offer_ids.items() if id_ == waiting.offer_id)
    merge(world, twin_of(world, short), waiting.offer_id)
    assert page(world, waiting.id, "partner").offer
    actor = world.actor("partner")
    with world.database.write(actor) as uow:
        replying.step(
            uow, actor, waiting.id, world.today, to=ReferralState.ACCEPTED, words="내일 가겠습니다",
            revision=waiting.revision, key="partner-says-yes",
        )  # fmt: skip
    assert world.referral(waiting.id).state is ReferralState.ACCEPTED


def test_what_a_supervisor_let_pass_for_the_old_one_is_not_let_pass_for_the_other(world, barber):
    world.change_offer(BARBER, places_left=0)
    twin, sue = twin_of(world, places_left=0), world.actor("supervisor")
    with world.database.write(sue) as uow:
        overriding.let_pass(
            uow, sue, world.case_ids["D04"], world.today, need_id=world.needs("D04")["DLY16"], offer_id=barber,
            reason="한 분 더 받겠다고 통화함", key="let-pass-key",
        )  # fmt: skip
    merge(world, twin, barber)
    with pytest.raises(RuleForbids):
        draft(world, twin)


# The register


def test_an_old_id_opens_the_entry_that_stands_with_the_ties_of_both(world, barber):
    twin, sue = twin_of(world), world.actor("supervisor")
    other = world.offer_ids["o-0188"]
    world.change(lambda uow: uow.add(TieRecord(source_id=barber, target_id=other, kind=TieKind.WORKS_WITH, strength=0.7)))
    merge(world, twin, barber)
    with world.database.read(sue) as uow:
        view = entries.entry(uow, sue, barber, world.today)
        assert view.record.id == twin and [one.id for one in view.merged] == [barber]
        assert other in {one.other for one in view.ties}
        assert networks.of_entry(uow, sue, barber, world.today).centre == twin
        found = entries.entry(uow, sue, other, world.today)
        assert twin in {one.other for one in found.ties} and barber not in {one.other for one in found.ties}


def test_a_search_finds_the_one_that_stands_and_never_the_merged_one(world, barber):
    twin, sue = twin_of(world), world.actor("supervisor")
    merge(world, twin, barber)
    with world.database.read(sue) as uow:
        assert [one.id for one in entries.search(uow, sue, text="단골이발관").rows] == [twin]
        assert [one.id for one in entries.search(uow, sue, text="단골이발관", review=Review.MERGED).rows] == []


def test_a_form_that_was_open_on_the_merged_one_loses_against_the_merge(world, barber):
    twin, sue = twin_of(world), world.actor("supervisor")
    merge(world, twin, barber)
    with world.database.write(sue) as uow, pytest.raises(LostUpdate):
        revision = uow.get(OfferRecord, barber).revision
        editing.change(uow, sue, barber, revision=revision, values={"hours": "늦게"}, key="late-form")
