"""Consents asked in one sitting, each by itself; taken back at once; previewed before anything leaves (P-05 to P-10)."""

from datetime import timedelta

import pytest

from resmap.domain.consent_sheet import Asked, How, Proof, SignedBy, Signer, SigningGap
from resmap.domain.disclosure import ALLOWED
from resmap.domain.permissions import NotAllowed, NotFound, Permission
from resmap.domain.referrals import ReferralState
from resmap.flows import consent_acts, consent_preview, consent_view, consenting
from resmap.flows.case_loading import load_case
from resmap.flows.consent_acts import Answered, SheetRefused
from resmap.flows.referring import disclosure_to
from resmap.flows.ruling import RuleForbids
from resmap.store import CaseRecord, ConsentKind, ConsentRecord, MemberRecord, ReferralRecord, TaskRecord
from tests.support.demo_world import demo_template, world  # noqa: F401

SELF = Signer(SignedBy.SELF)


def agency_of(world) -> str:
    return world.offer_ids["o-0136"]


def write(world, what, *args, login="manager1", number="D04", **how):
    actor = world.actor(login)
    with world.database.write(actor) as uow:
        return what(uow, actor, world.case_ids[number], *args, **how)


def ask(world, *answers, signer=SELF, how=How.PAPER, key="key-of-a-sheet", **more):
    return write(
        world, consent_acts.answer_sheet, world.today, answers=answers, signer=signer, how=how, key=key, **more
    )


def yes(world, asked, recipient=None, items=(), days=100):
    return Answered(asked, True, recipient, tuple(items), world.today + timedelta(days=days))


def loaded(world, number="D04", login="manager1"):
    actor = world.actor(login)
    with world.database.read(actor) as uow:
        return load_case(uow, actor, world.case_ids[number], world.today, Permission.CASE_READ)


def going(world, offer_id, number="D04"):
    case = loaded(world, number)
    return disclosure_to(case, case.network.by_id[offer_id]).fields


def page(world, number="D04", login="manager1", **more):
    actor = world.actor(login)
    with world.database.read(actor) as uow:
        return consent_view.page(uow, actor, world.case_ids[number], world.today, locale="ko", **more)


def consents(world, number="D04"):
    return world.rows(ConsentRecord, ConsentRecord.case_id == world.case_ids[number])


def gaps(world, *answers, signer=SELF, number="D04"):
    with pytest.raises(SheetRefused) as refused:
        ask(world, *answers, signer=signer, number=number)
    return {gap for _, gap in refused.value.gaps}


def child_case(world, age=13, **client):
    """D04 with a child as the client and its grandmother beside it."""

    def act(uow):
        case = uow.get(CaseRecord, world.case_ids["D04"])
        members = sorted(
            (one for one in uow.session.query(MemberRecord).filter_by(client_id=case.client_id)),
            key=lambda one: one.position,
        )
        members[0].age, members[0].birth_year = age, None
        for number, (relation, years) in enumerate((("조모", 70), ("어머니", 38)), start=len(members)):
            uow.add(MemberRecord(client_id=case.client_id, position=number, relation=relation, age=years))

    world.change(act)
    found = world.rows(MemberRecord, MemberRecord.client_id == loaded(world).client_id)
    return {one.relation: one.id for one in found}


# ── the sheet ────────────────────────────────────────────────────────────────


def test_p_05_each_answer_of_one_sitting_is_a_record_with_purpose_items_period_text_and_signature(world):
    agency = agency_of(world)
    kept = ask(
        world,
        yes(world, Asked.COLLECT),
        yes(world, Asked.SENSITIVE),
        yes(world, Asked.AFTERCARE),
        yes(world, Asked.PROVIDE_OFFER, agency, ("name", "phone", "request")),
        Answered(Asked.PHOTO, False),
    )
    found = {one.id: one for one in consents(world) if one.id in kept}
    assert len(found) == 5
    for one in found.values():
        assert one.purpose and one.items and one.text_version and one.how == "paper" and one.signed_by == "self"
        assert (one.until is not None) is one.granted
    named = next(one for one in found.values() if one.kind is ConsentKind.PROVIDE_OFFER)
    assert named.recipient == agency and named.items == ["name", "phone", "request"]


def test_p_05_a_plan_signed_or_a_class_agreed_to_discloses_nothing_and_a_named_recipient_gets_what_was_listed(world):
    agency = agency_of(world)
    ask(world, yes(world, Asked.AGENCIES), yes(world, Asked.NETWORK_CONTACT), key="key-of-classes")
    assert going(world, agency) == ()
    ask(world, yes(world, Asked.PROVIDE_OFFER, agency, ("name", "request")))
    assert going(world, agency) == ("name", "request")


def test_p_06_a_refusal_is_kept_and_the_offer_is_still_told_to_the_client(world):
    agency = agency_of(world)
    ask(world, Answered(Asked.AGENCIES, False), Answered(Asked.PROVIDE_OFFER, False, agency))
    refused = [one for one in consents(world) if not one.granted]
    assert {one.kind for one in refused} >= {ConsentKind.PROVIDE_CLASS, ConsentKind.PROVIDE_OFFER}
    assert going(world, agency) == ()
    needs = [one for one in loaded(world).judgement.match.needs if any(aside.offer.id for aside in one.information_only)]
    assert needs, "offers that may not be asked are told to the client, who calls alone"


def test_a_yes_without_a_last_day_or_without_fields_is_none(world):
    agency = agency_of(world)
    assert {str(gap) for gap in gaps(world, Answered(Asked.PROVIDE_OFFER, True, agency))} == {"NO_FIELDS", "NO_END"}
    assert gaps(world, yes(world, Asked.COLLECT, days=4000)) == {"NO_END"}
    assert gaps(world, yes(world, Asked.PROVIDE_OFFER, agency, ("past_conviction",))) == {"NOT_FOR_THIS_RECIPIENT"}


def test_p_09_an_illness_may_be_told_to_an_agency_that_is_named_and_never_to_a_neighbour(world):
    agency, neighbour = agency_of(world), world.offer_ids["o-0225"]
    assert gaps(world, yes(world, Asked.PROVIDE_OFFER, neighbour, ("call_name", "diagnosis"))) == {
        "NOT_FOR_THIS_RECIPIENT"
    }
    ask(world, yes(world, Asked.PROVIDE_OFFER, agency, ("name", "diagnosis")))
    assert "diagnosis" in going(world, agency)
    ask(world, yes(world, Asked.PROVIDE_OFFER, agency, ("name",)), key="key-of-another")
    assert going(world, agency) == ("name",)


# ── who signs ────────────────────────────────────────────────────────────────


def test_p_07_a_child_does_not_sign_and_a_grandmother_is_no_representative_without_a_guardians_paper(world):
    members = child_case(world)
    assert SigningGap.UNDER_14 in gaps(world, yes(world, Asked.COLLECT))

    def by(relation, proof=None):
        return Signer(SignedBy.LEGAL_REPRESENTATIVE, members[relation], proof=proof, not_feared=True)

    assert gaps(world, yes(world, Asked.COLLECT), signer=by("조모")) == {SigningGap.NOT_VERIFIED}
    assert gaps(world, yes(world, Asked.COLLECT), signer=by("조모", Proof.FAMILY_CERTIFICATE)) == {
        SigningGap.NOT_A_REPRESENTATIVE
    }
    assert ask(world, yes(world, Asked.COLLECT), signer=by("조모", Proof.GUARDIAN_REGISTER), key="key-guardian")
    assert ask(world, yes(world, Asked.COLLECT), signer=by("어머니", Proof.FAMILY_CERTIFICATE), key="key-mother")


def test_p_07_who_is_feared_is_never_asked_whatever_paper_they_bring(world):
    members = child_case(world)

    def feared(uow):
        uow.get(CaseRecord, world.case_ids["D04"]).protected_from = members["어머니"]

    world.change(feared)
    signer = Signer(SignedBy.LEGAL_REPRESENTATIVE, members["어머니"], proof=Proof.FAMILY_CERTIFICATE)
    assert SigningGap.FEARED in gaps(world, yes(world, Asked.COLLECT), signer=signer)
    elsewhere = Signer(SignedBy.LEGAL_REPRESENTATIVE, None, "김아무", "아버지", Proof.FAMILY_CERTIFICATE)
    assert gaps(world, yes(world, Asked.COLLECT), signer=elsewhere) == {SigningGap.FEARED_UNASKED}
    assert members["어머니"] not in {id_ for id_, _ in page(world).members}


def test_p_08_a_grown_member_signs_for_themselves_and_nobody_else_does(world):
    members = child_case(world, age=40)
    other = members["어머니"]
    assert SigningGap.FOR_ANOTHER in gaps(world, yes(world, Asked.FAMILY, other))
    mine = Signer(SignedBy.MEMBER, other)
    assert SigningGap.FOR_ANOTHER in gaps(world, yes(world, Asked.COLLECT), signer=mine)
    assert SigningGap.FOR_ANOTHER in gaps(world, yes(world, Asked.FAMILY, members["조모"]), signer=mine)
    assert ask(world, yes(world, Asked.FAMILY, other), signer=mine)


def test_p_08_r127_of_the_household_nothing_leaves_on_the_clients_word_alone(world):
    members, agency = child_case(world, age=40), agency_of(world)
    ask(world, yes(world, Asked.PROVIDE_OFFER, agency, ("name", "household")))
    assert going(world, agency) == ("name",)
    shown = next(one for one in preview(world).sights if one.offer == agency)
    assert ("household", "family") in shown.stays
    own = [one for one in loaded(world).parts.members[1:]]
    for number, one in enumerate(own):
        assert "household" not in going(world, agency)
        ask(world, yes(world, Asked.FAMILY, one.id), signer=Signer(SignedBy.MEMBER, one.id), key=f"key-own-{number}")
    assert "household" in going(world, agency) and members


def test_r126_r127_the_two_signed_texts_are_two_consents_and_the_first_alone_discloses_nothing(world):
    """Service use is agreed to on the plan; sharing names recipients. Collection alone permits no disclosure."""
    agency = agency_of(world)
    ask(world, yes(world, Asked.COLLECT), yes(world, Asked.RECORD_HANDOVER))
    assert going(world, agency) == ()
    kinds = {one.kind for one in consents(world)}
    assert {ConsentKind.COLLECT, ConsentKind.RECORD_HANDOVER} <= kinds


# ── taken back ───────────────────────────────────────────────────────────────


def sent_letter(world, agency, number="D04"):
    def act(uow):
        uow.add(
            ReferralRecord(
                case_id=world.case_ids[number],
                offer_id=agency,
                organisation="어느 기관",
                unit=f"어느 기관 / {agency}",
                state=ReferralState.IN_PROGRESS,
                requested_at=world.database.clock(),
                disclosed={"name": "아무"},
            )
        )

    world.change(act)


def test_p_10_a_withdrawal_empties_the_next_payload_at_once_and_lists_who_is_to_hear_of_it(world):
    agency = agency_of(world)
    ask(world, yes(world, Asked.PROVIDE_OFFER, agency, ("name", "request", "diagnosis")))
    sent_letter(world, agency)
    assert going(world, agency)
    consent = next(one for one in consents(world) if one.recipient == agency and one.kind is ConsentKind.PROVIDE_OFFER)
    tasks = write(world, consent_acts.withdraw, consent.id, world.today, why="이제 싫어요", key="key-withdraw")
    assert going(world, agency) == () and len(tasks) == 1
    view = page(world)
    line = next(one for one in view.past if one.id == consent.id)
    assert line.why == "이제 싫어요" and [one.recipient for one in line.told] == ["어느 기관"] and view.to_tell == 1
    write(world, consent_acts.told, tasks[0], world.today, key="key-of-telling")
    assert page(world).to_tell == 0
    [kept] = [one for one in consents(world) if one.id == consent.id]
    assert kept.told_on == world.today and kept.granted and kept.withdrawn_at
    assert world.rows(TaskRecord, TaskRecord.id == tasks[0])[0].done_on == world.today


def test_p_10_who_takes_back_the_keeping_of_data_takes_back_all_that_rests_on_it(world):
    agency = agency_of(world)
    ask(world, yes(world, Asked.COLLECT), yes(world, Asked.PROVIDE_OFFER, agency, ("name",)))
    collect = max((one for one in consents(world) if one.kind is ConsentKind.COLLECT), key=lambda one: one.created_at)
    write(world, consent_acts.withdraw, collect.id, world.today, why="그만", key="key-withdraw")
    case = loaded(world)
    assert not case.case.consents.collect
    assert all(disclosure_to(case, offer).fields == () for offer in case.network.offers)


def test_p_10_a_withdrawal_is_possible_in_a_closed_case_and_a_new_consent_is_not(world):
    [first] = ask(world, yes(world, Asked.AFTERCARE))

    def close(uow):
        uow.get(CaseRecord, world.case_ids["D04"]).closed_on = world.today

    world.change(close)
    with pytest.raises(RuleForbids):
        ask(world, yes(world, Asked.STATISTICS), key="key-after-closing")
    write(world, consent_acts.withdraw, first, world.today, why="연락 마세요", key="key-withdraw")
    assert not loaded(world).case.consents.aftercare


def test_a_withdrawal_wants_a_word_and_a_second_press_changes_nothing(world):
    [first] = ask(world, yes(world, Asked.AFTERCARE))
    with pytest.raises(consent_acts.ReasonMissing):
        write(world, consent_acts.withdraw, first, world.today, why=" ", key="key-withdraw")
    for _ in range(2):
        write(world, consent_acts.withdraw, first, world.today, why="싫어요", key="key-again-and-again")
    assert sum(1 for one in consents(world) if one.withdrawn_at) == 1


def test_the_page_lists_what_ends_soon_and_notes_that_it_was_read(world):
    ask(world, yes(world, Asked.AFTERCARE, days=10), yes(world, Asked.STATISTICS, days=200))
    view = page(world)
    assert [one.kind for one in view.ending] == ["aftercare"]
    assert world.events()[-1].facts["page"] == "consents"


def test_a_strangers_page_and_sheet_are_not_found(world):
    with pytest.raises(NotFound):
        page(world, login="manager2")
    with pytest.raises(NotFound):
        ask(world, yes(world, Asked.COLLECT), login="manager2")
    with pytest.raises(NotAllowed):
        ask(world, yes(world, Asked.COLLECT), login="partner")


def test_one_press_on_the_case_page_keeps_what_the_sheet_keeps(world):
    agency = agency_of(world)
    client = loaded(world).parts.members[0]
    kept = write(
        world,
        consenting.agree,
        world.today,
        offer_id=agency,
        fields=("name",),
        until=world.today,
        by=client.id,
        key="key-of-a-press",
    )
    [record] = [one for one in consents(world) if one.id == kept]
    assert record.signed_by == "self" and record.purpose and record.text_version


# ── the preview ──────────────────────────────────────────────────────────────


def preview(world, number="D04", login="manager1", **more):
    actor = world.actor(login)
    with world.database.read(actor) as uow:
        return consent_preview.preview(uow, actor, world.case_ids[number], world.today, locale="ko", **more)


@pytest.mark.parametrize("number", ["D01", "D04", "D07", "D08", "D10"])
def test_r028_the_preview_shows_exactly_what_the_one_function_lets_through(world, number):
    case = loaded(world, number)
    for sight in preview(world, number).sights:
        offer = case.network.by_id[sight.offer]
        ruling = disclosure_to(case, offer)
        shown = {one.name for one in sight.goes}
        unsafe = {name for name, why in sight.stays if why == "unsafe"}
        assert shown | unsafe == set(ruling.fields)
        assert {name for name, _ in sight.stays} - unsafe <= {name for name, _ in ruling.withheld}
        if offer.recipient_class == "neighbour":
            assert shown <= set(ALLOWED[offer.recipient_class])


def test_r028_nobody_who_is_not_named_would_see_anything(world):
    agency = agency_of(world)
    [sight] = preview(world, offer=agency).sights
    assert sight.goes == () and all(why == "NOT_CONSENTED" for _, why in sight.stays)


def test_the_sheet_is_printed_with_open_boxes_and_without_address_or_phone(world):
    actor = world.actor("manager1")
    with world.database.read(actor) as uow:
        paper = consent_view.printed(uow, actor, world.case_ids["D07"], world.today, locale="ko")
    assert paper.startswith(b"%PDF-") and world.events()[-1].facts == {"sheet": "consent", "kind": "pdf"}
