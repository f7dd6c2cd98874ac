"""A case from the database says to the rules exactly what was recorded."""

from datetime import date, timedelta

import pytest

from resmap.domain.case import Declined, Served
from resmap.domain.codes import Answer, RecipientClass, Stage, TieKind
from resmap.domain.consent import network_may_know
from resmap.domain.permissions import NotAllowed
from resmap.domain.referrals import ReferralState
from resmap.domain.serving import unit_of
from resmap.store import (
    AnswerRecord,
    BlockRecord,
    CaseRecord,
    CaseTieRecord,
    ClientRecord,
    ConsentKind,
    ConsentRecord,
    MemberRecord,
    NeedRecord,
    ReferralRecord,
    Refused,
    ScopeMissing,
    ServiceRecord,
    cases,
    offers,
    referrals,
)
from tests.store.conftest import NOW, TODAY

YESTERDAY, TOMORROW = TODAY - timedelta(1), TODAY + timedelta(1)


@pytest.fixture
def record(database, office):
    """``record(records…)`` adds them to alice's case and gives the case as rules see it."""

    def act(*made):
        with database.write(office.alice) as uow:
            uow.add_all(made)
            uow.commit()
        with database.read(office.alice) as uow:
            return cases.load(uow, office.alice, office.case, TODAY)[1]

    return act


def test_a_case_as_rules_see_it(record, office):
    case = record()
    assert (case.id, case.stage, case.quote) == (office.case, Stage.INTAKE, "밥을 못 해 먹어요")
    assert case.client.place.sigungu == "광진구" and case.client.place.dong == "자양4동"
    assert case.client.place.point == (37.5312345, 127.0712345)
    [member] = case.client.household
    assert (member.id, member.age, member.sex) == (office.member, 71, "F")
    [need] = case.needs
    assert (need.code, need.holder, need.priority, need.severity) == ("DLY11", office.member, 1, 2)
    assert case.facts == {"alcohol_dependence"}


def test_a_member_of_whom_only_the_birth_year_is_known_has_an_age(record, office):
    case = record(MemberRecord(client_id=office.client, birth_year=2013, position=1))
    assert [member.age for member in case.client.household] == [71, 13]


def test_a_need_that_was_met_is_no_longer_asked_for(record, office):
    met = NeedRecord(
        case_id=office.case, code="ECO16", holder=office.member, priority=2, severity=1, state="met"
    )
    assert [need.code for need in record(met).needs] == ["DLY11"]


def test_services_running_or_ended_count(record, office):
    service = {"case_id": office.case, "offer_id": office.offer, "since": YESTERDAY}
    case = record(ServiceRecord(**service), ServiceRecord(**service, until=TODAY))
    assert set(case.served) == {
        Served(office.offer, YESTERDAY, None),
        Served(office.offer, YESTERDAY, TODAY),
    }


def test_what_served_the_household_counts_whoever_arranged_it(record, database, office):
    """R195: an earlier case of the same client, with a manager whom alice cannot look over."""
    with database.write() as uow:
        uow.as_system()
        earlier = uow.add(
            CaseRecord(
                office_id=office.id,
                number="2020-001",
                client_id=office.client,
                manager_id=office.bob.id,
                dong="구의1동",
                opened_on=date(2020, 1, 1),
            )
        )
        uow.add(ServiceRecord(case_id=earlier.id, offer_id=office.offer, since=date(2020, 2, 1)))
        uow.commit()
    assert [served.offer for served in record().served] == [office.offer]
    with database.read(office.alice) as uow:
        assert uow.get(CaseRecord, earlier.id) is None


def referral(office, state: ReferralState, **fields) -> ReferralRecord:
    return ReferralRecord(
        case_id=office.case,
        offer_id=office.offer,
        organisation="자양종합사회복지관",
        unit="u",
        state=state,
        requested_at=NOW,
        **fields,
    )


@pytest.mark.parametrize("state", ReferralState)
def test_a_referral_counts_as_service_only_once_it_was_accepted(record, office, state):
    served = record(referral(office, state, started_on=YESTERDAY, ended_on=TODAY)).served
    serving = {"accepted", "in_progress", "on_hold"}
    if state.value in serving:
        assert served == (Served(office.offer, YESTERDAY, None),)
    elif state is ReferralState.COMPLETED:
        assert served == (Served(office.offer, YESTERDAY, TODAY),)
    else:
        assert served == ()


def answer(office, what: Answer, **fields) -> AnswerRecord:
    return AnswerRecord(case_id=office.case, offer_id=office.offer, answer=what, **fields)


def test_a_no_is_kept_with_its_reason(record, office):
    assert record(answer(office, Answer.DECLINE, why="멀어요")).declined == (
        Declined(office.offer, None, "멀어요"),
    )


def test_a_no_of_one_member_is_that_members(record, office):
    assert record(answer(office, Answer.DECLINE, by_id=office.member)).declined == (
        Declined(office.offer, office.member, None),
    )


def test_a_no_that_was_reopened_or_followed_by_a_yes_is_none(record, office):
    assert record(answer(office, Answer.DECLINE, reopened_at=NOW)).declined == ()
    assert record(answer(office, Answer.DECLINE), answer(office, Answer.ACCEPT)).declined == ()
    assert record(answer(office, Answer.LATER)).declined == ()


def consent(office, kind: ConsentKind, **fields) -> ConsentRecord:
    usual = {"case_id": office.case, "kind": kind, "since": YESTERDAY}
    return ConsentRecord(**usual | fields)


def test_nothing_is_consented_before_it_was(record):
    consents = record().consents
    assert not consents.collect and not consents.network_contact and not consents.record_handover
    assert consents.provide_to_classes == consents.provide_to_offers == frozenset()


def test_separate_consents_fold_into_one_answer(record, office):
    kind = ConsentKind
    consents = record(
        consent(office, kind.COLLECT),
        consent(office, kind.PROVIDE_CLASS, recipient="agency"),
        consent(office, kind.PROVIDE_OFFER, recipient=office.offer, items=["name"], until=TOMORROW),
        consent(office, kind.SENSITIVE_OFFER, recipient=office.offer),
        consent(office, kind.NETWORK_CONTACT),
        consent(office, kind.NETWORK_CONTACT_ONLY, recipient=office.offer),
        consent(office, kind.RECORD_HANDOVER),
    ).consents
    assert consents.collect and consents.network_contact and consents.record_handover
    assert RecipientClass.AGENCY in consents.provide_to_classes
    assert consents.provide_to_offers == consents.sensitive_to_offers == {office.offer}
    assert consents.network_contact_only == {office.offer}
    assert consents.fields_for_offer == {office.offer: ("name",)}
    assert consents.expires == {office.offer: TOMORROW}


@pytest.mark.parametrize(
    "ended", [{"withdrawn_at": NOW}, {"until": YESTERDAY}, {"since": TOMORROW}, {"granted": False}]
)
def test_a_consent_that_ended_or_was_refused_holds_no_more(record, office, ended):
    consents = record(consent(office, ConsentKind.NETWORK_CONTACT, **ended)).consents
    assert not consents.network_contact


def test_a_later_refusal_takes_an_earlier_yes_back(record, office):
    kind = ConsentKind.PROVIDE_CLASS
    yes = consent(office, kind, recipient="agency")
    no = consent(office, kind, recipient="agency", since=TODAY, granted=False)
    assert record(yes, no).consents.provide_to_classes == frozenset()


@pytest.mark.parametrize("ended", [{"withdrawn_at": NOW}, {"until": YESTERDAY}, {"granted": False}])
def test_taking_one_neighbour_back_opens_the_contact_to_nobody_else(record, office, ended):
    """The client allowed one neighbour to know; a no to that one is no yes to the street."""
    whole = consent(office, ConsentKind.NETWORK_CONTACT)
    limited = consent(office, ConsentKind.NETWORK_CONTACT_ONLY, recipient=office.offer, **ended)
    consents = record(whole, limited).consents
    assert consents.network_contact and consents.network_contact_only == frozenset()
    assert not network_may_know(office.offer, consents) and not network_may_know("another", consents)


def test_an_offers_consent_that_ran_out_still_says_so(record, office):
    """A disclosure answers EXPIRED for it, not NOT_CONSENTED (contract, disclose)."""
    named = consent(office, ConsentKind.PROVIDE_OFFER, recipient=office.offer, until=YESTERDAY)
    assert record(named).consents.expires == {office.offer: YESTERDAY}


def test_an_offers_consent_that_was_withdrawn_is_gone(record, office):
    named = consent(office, ConsentKind.PROVIDE_OFFER, recipient=office.offer, withdrawn_at=NOW)
    assert record(named).consents.provide_to_offers == frozenset()


def test_a_child_needs_the_legal_representatives_word(record, office):
    assert record().consents.legal_representative_agrees
    child = MemberRecord(client_id=office.client, age=13)
    assert not record(child).consents.legal_representative_agrees
    said = record(consent(office, ConsentKind.LEGAL_REPRESENTATIVE, signer="모"))
    assert said.consents.legal_representative_agrees


def test_a_class_consent_without_a_class_is_refused(record, office):
    with pytest.raises(Refused):
        record(consent(office, ConsentKind.PROVIDE_CLASS))


def test_blocks_and_ties_come_along(record, office):
    case = record(
        BlockRecord(case_id=office.case, offer_id=office.offer, why="사촌"),
        CaseTieRecord(
            case_id=office.case, target_id=office.offer, kind=TieKind.TRUSTS, strength=0.8
        ),
    )
    assert (case.blocked[0].offer, case.blocked[0].why) == (office.offer, "사촌")
    assert (case.ties[0].source, case.ties[0].target) == ("client", office.offer)


@pytest.mark.parametrize("named", [{}, {"organisation": "a", "person_id": "b"}])
def test_a_block_names_exactly_one(record, office, named):
    with pytest.raises(Refused):
        record(BlockRecord(case_id=office.case, **named))


def test_a_list_shows_the_actors_cases_with_client_and_needs(database, office):
    for actor, expected in ((office.alice, 1), (office.sue, 1), (office.bob, 0)):
        with database.read(actor) as uow:
            rows = cases.of_actor(uow, actor)
        assert len(rows) == expected
    with database.read(office.alice) as uow:
        [row] = cases.of_actor(uow, office.alice)
    assert (row.client.name, [need.code for need in row.needs]) == ("김당사자", ["DLY11"])
    with database.read(office.adam) as uow, pytest.raises(NotAllowed):
        cases.of_actor(uow, office.adam)


def test_a_closed_case_leaves_the_list_unless_asked_for(database, office):
    with database.write(office.alice) as uow:
        uow.get(CaseRecord, office.case).closed_on = TODAY
        uow.commit()
    with database.read(office.alice) as uow:
        assert cases.of_actor(uow, office.alice) == []
        assert len(cases.of_actor(uow, office.alice, with_closed=True)) == 1
        assert cases.of_actor(uow, office.alice, with_closed=True, dong="구의1동") == []


def test_a_client_is_found_by_phone_within_the_scope(database, office):
    with database.read(office.alice) as uow:
        [client] = cases.by_phone(uow, office.alice, "010 1234 5678")
        assert cases.by_phone(uow, office.alice, "010 1234 9999") == []
        assert cases.by_phone(uow, office.alice, "") == []
    assert client.id == office.client
    with database.read(office.bob) as uow:
        assert cases.by_phone(uow, office.bob, "010 1234 5678") == []


def test_the_next_number_counts_the_years_cases_of_everybody(database, office):
    with database.write() as uow:
        uow.as_system()
        uow.get(CaseRecord, office.case).number = "2026-0007"
        uow.commit()
    with database.read(office.bob) as uow:
        assert cases.next_number(uow, office.id, TODAY) == "2026-0008"
        assert cases.next_number(uow, office.id, date(2027, 1, 1)) == "2027-0001"


def test_a_second_live_referral_to_one_unit_is_refused(record, office):
    record(referral(office, ReferralState.REQUESTED))
    with pytest.raises(Refused) as caught:
        record(referral(office, ReferralState.DRAFT))
    assert caught.value.constraint == "uq_referrals_one_live_per_unit"


def test_after_a_rejection_the_unit_can_be_asked_again(record, office):
    record(referral(office, ReferralState.REJECTED), referral(office, ReferralState.CANCELLED))
    record(referral(office, ReferralState.REQUESTED))


def test_a_referral_keeps_what_was_sent(database, record, office):
    sent = referral(office, ReferralState.REQUESTED, request="반찬 부탁드립니다",
                    disclosed={"call_name": "김○○"})  # fmt: skip
    record(sent)
    with database.read(office.paul) as uow:
        [seen] = referrals.of_actor(uow, office.paul)
    assert (seen.request, seen.disclosed) == ("반찬 부탁드립니다", {"call_name": "김○○"})


def test_the_unit_of_a_referral_is_the_unit_that_served_counts(database, office):
    with database.read() as uow:
        value = offers.value(offers.get(uow, office.offer), TODAY)
    organisation, department = unit_of(value)
    assert referrals.unit_key(value) == f"{organisation} / {department or ''}"


def test_a_client_is_registered_together_with_a_case(database, office):
    with pytest.raises(ScopeMissing), database.write(office.alice) as uow:
        uow.add(ClientRecord(office_id=office.id, name="x"))
        uow.commit()
