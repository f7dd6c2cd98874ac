"""Whose signature counts, and what a yes needs (P-05 to P-08)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resmap.domain.case import Client, Member
from resmap.domain.codes import RecipientClass
from resmap.domain.consent_sheet import (
    LONGEST,
    Asked,
    Proof,
    SignedBy,
    Signer,
    answer_gaps,
    fields_for,
    questions,
    says_parent,
    signing_gaps,
    who_may_sign,
)
from resmap.domain.disclosure import ALLOWED, NEVER, SENSITIVE
from resmap.store import ConsentKind, ConsentRecord
from resmap.store.mapping import consents_value
from tests.support.worlds import TODAY, plain_case, plain_offer, plain_world

DAY = TODAY if isinstance(TODAY, date) else date.fromisoformat(TODAY)


def case_of(*household: dict, **more):
    base = plain_world(plain_offer(), case=plain_case()).case
    members = tuple(Member(f"m{number}", one["age"], relation=one["relation"]) for number, one in enumerate(household))
    return replace(base, client=Client(base.client.place, members, **more))


ages = st.none() | st.integers(0, 100)
relations = st.sampled_from(["어머니", "아버지", "조모", "외할머니", "이모", "오빠", "배우자", "손자", "아들", ""])
signers = st.builds(
    Signer,
    by=st.sampled_from(SignedBy),
    member=st.sampled_from([None, "m0", "m1", "m2", "stranger"]),
    name=st.sampled_from(["", "김아무"]),
    relation=relations,
    proof=st.none() | st.sampled_from(Proof),
    not_feared=st.booleans(),
)
asked = st.frozensets(st.sampled_from(Asked), min_size=1)


@given(st.integers(0, 13), signers, asked)
def test_p_07_for_a_child_nothing_counts_but_a_verified_representative(age, signer, what):
    case = case_of({"age": age, "relation": "본인"}, {"age": 40, "relation": "어머니"}, {"age": 70, "relation": "조모"})
    if signing_gaps(case, signer, what):
        return
    own_part = signer.by is SignedBy.MEMBER and what == {Asked.FAMILY}
    assert own_part or (signer.by is SignedBy.LEGAL_REPRESENTATIVE and signer.proof is not None)
    if signer.by is SignedBy.LEGAL_REPRESENTATIVE and signer.member == "m2":
        assert signer.proof is not Proof.FAMILY_CERTIFICATE


@given(ages, signers, asked, st.sampled_from(["m1", "m2"]))
def test_p_07_who_is_feared_never_signs_anything(age, signer, what, feared):
    household = ({"age": age, "relation": "본인"}, {"age": 45, "relation": "배우자"}, {"age": 70, "relation": "어머니"})
    case = case_of(*household, protected=True, protected_from=feared)
    if signer.member == feared:
        assert signing_gaps(case, signer, what)


@given(signers, asked)
def test_p_08_the_word_of_one_never_covers_another(signer, what):
    case = case_of({"age": 50, "relation": "본인"}, {"age": 45, "relation": "배우자"})
    if not signing_gaps(case, signer, what) and Asked.FAMILY in what:
        assert signer.by is SignedBy.MEMBER and signer.member == "m1" and what == {Asked.FAMILY}


@pytest.mark.parametrize(
    ("relation", "is_one"),
    [("어머니", True), ("부", True), ("모(34)", True), ("조모", False), ("할머니", False), ("이모", False),
     ("외할머니", False), ("새아버지", False), ("계모", False), ("grandmother", False), ("stepfather", False), ("", False)],
)  # fmt: skip
def test_p_07_a_parent_is_told_from_whoever_else_cares_for_a_child(relation, is_one):
    assert says_parent(relation) is is_one


def test_who_lives_alone_is_not_asked_for_a_family_and_nobody_else_signs():
    alone = case_of({"age": 70, "relation": "본인"})
    assert Asked.FAMILY not in questions(alone) and SignedBy.MEMBER not in who_may_sign(alone)
    assert who_may_sign(case_of({"age": 13, "relation": "본인"})) == (SignedBy.LEGAL_REPRESENTATIVE,)


@given(st.sampled_from(RecipientClass))
def test_p_09_nobody_but_an_agency_can_be_named_for_an_illness_and_nobody_at_all_for_a_conviction(recipient):
    fields = set(fields_for(recipient))
    assert not fields & NEVER and set(ALLOWED[recipient]) <= fields
    assert (recipient is RecipientClass.AGENCY) is bool(fields & SENSITIVE)


@given(st.sampled_from(Asked), st.none() | st.integers(-5, 4000))
def test_p_05_a_yes_has_a_last_day_within_three_years_and_a_no_needs_none(what, days):
    until = None if days is None else DAY + timedelta(days=days)
    named = {"recipient": RecipientClass.AGENCY, "items": ("name",)} if what is Asked.PROVIDE_OFFER else {}
    holds = until is not None and DAY <= until <= DAY + LONGEST
    assert (not answer_gaps(what, True, DAY, until=until, **named)) is holds
    assert not answer_gaps(what, False, DAY, until=None, **named)


moves = st.lists(st.tuples(st.sampled_from(["yes", "no", "withdraw"]), st.sampled_from(["A", "B"])), max_size=12)


@given(moves)
def test_p_10_whatever_was_said_before_the_last_word_of_each_recipient_counts(said):
    """Yes, no and withdrawal in any order: only who was agreed to last is named in the value that rules read."""
    records: list[ConsentRecord] = []
    last: dict[str, bool] = {}
    for number, (what, recipient) in enumerate(said):
        at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=number)
        if what == "withdraw":
            for one in records:
                if one.recipient == recipient and one.granted and one.withdrawn_at is None:
                    one.withdrawn_at = at
                    last[recipient] = False
            continue
        records.append(
            ConsentRecord(
                id=f"{number:04d}", case_id="c", kind=ConsentKind.PROVIDE_OFFER, recipient=recipient,
                granted=what == "yes", since=DAY, created_at=at,
            )
        )  # fmt: skip
        last[recipient] = what == "yes"
    value = consents_value(records, DAY, needs_representative=False)
    assert value.provide_to_offers == {recipient for recipient, holds in last.items() if holds}
