"""Conflicts of a household and between entries (R044): they block from their day to their end, and no longer."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resmap.domain.codes import ClosingReason, GateCode, Stage, TieKind
from resmap.domain.conflict import Ending, at_odds, stands
from resmap.domain.permissions import NotAllowed, NotFound, Permission
from resmap.domain.referrals import HOLDS_PLACE, ReferralState
from resmap.domain.resident_number import ResidentNumberError
from resmap.flows import assignments, case_conflicts, register, resource_conflicts
from resmap.flows.assignments import AssignmentKind, Part
from resmap.flows.case_loading import load_case
from resmap.flows.refusals import LostUpdate
from resmap.flows.replying import WordsMissing
from resmap.flows.ruling import RuleForbids, reasons_against
from resmap.store import BlockRecord, ReferralRecord, ResourceConflictRecord, ServiceRecord, TieRecord
from resmap.store import register as network_queries
from resmap.words.refusals import refusal_sentence
from tests.flows.test_referring import draft, send
from tests.flows.test_steps import add, change
from tests.support.demo_world import demo_template, world  # noqa: F401
from tests.support.worlds import person, plain_case, plain_offer, plain_world, tie

NEED = "DLY16"
QUARREL = "지난달 방문 시간을 두고 서로 언성이 높아짐"


def act(world, flow, verb, /, *args, login="manager1", read=False, parts=frozenset(), **more):
    actor = world.actor(login)
    with (world.database.read if read else world.database.write)(actor, parts=parts) as uow:
        return getattr(flow, verb)(uow, actor, *args, **more)


def note(world, other="", number="D04", login="manager1", key="a-conflict-of-tests", **more):
    usual = {"organisation": "", "since": None, "words": QUARREL}
    case = world.case_ids[number]
    return act(world, case_conflicts, "note", case, world.today, other=other, login=login, key=key, **usual | more)


def revision(world, conflict, cls=BlockRecord):
    return world.rows(cls, cls.id == conflict)[0].revision


def end(world, conflict, how=Ending.MEDIATED, login="manager1", key="an-end-of-tests", **more):
    usual = {"words": "서로 사과하고 요일을 나누기로 함", "revision": revision(world, conflict)}
    case = world.case_ids["D04"]
    act(world, case_conflicts, "end", case, conflict, world.today, how=how, login=login, key=key, **usual | more)


def page(world, login="manager1", number="D04", **more):
    case = world.case_ids[number]
    return act(world, case_conflicts, "page", case, world.today, login=login, read=True, locale="ko", **more)


def reasons(world, offer) -> list:
    """Why the offer may not be linked now: what the act of referring asks again."""
    actor = world.actor("manager1")
    with world.database.read(actor) as uow:
        loaded = load_case(uow, actor, world.case_ids["D04"], world.today, Permission.CASE_MATCH)
        _, need = loaded.need(world.needs("D04")[NEED])
        return list(reasons_against(loaded, need, loaded.network.by_id[offer]))


def first(world, number="D04") -> str:
    return world.suggested("manager1", number, NEED)[0]


# ── when it stands ───────────────────────────────────────────────────────────

days = st.one_of(st.none(), st.dates())


@given(days, days, st.dates())
def test_a_conflict_stands_from_its_day_on_and_never_from_its_end_on(since, ended, today):
    found = stands(since, ended, today)
    if since is not None and today < since:
        assert not found
    if ended is not None and today >= ended:
        assert not found
    if (since is None or since <= today) and (ended is None or today < ended):
        assert found


@given(days, days, st.integers(-3, 3))
def test_an_end_is_never_undone_by_the_passing_of_days(since, ended, days_on):
    if ended is not None and ended.year < 9000:
        later = ended + timedelta(days=abs(days_on))
        assert not stands(since, ended, later)


# ── of a household ───────────────────────────────────────────────────────────


def test_a_conflict_takes_the_offer_out_until_it_has_ended(world):
    offer = first(world)
    conflict = note(world, offer)
    assert offer not in world.suggested("manager1", "D04", NEED)
    end(world, conflict)
    assert offer in world.suggested("manager1", "D04", NEED)
    (told,) = page(world).conflicts
    assert (told.state, told.ended_as, told.why) == ("ended", "mediated", QUARREL)


def test_one_that_begins_later_blocks_from_then_on(world):
    offer = first(world)
    note(world, offer, since=world.today + timedelta(days=3))
    assert page(world).conflicts[0].state == "coming" and offer in world.suggested("manager1", "D04", NEED)
    world.today += timedelta(days=3)
    clock = world.database.clock
    clock.moment += timedelta(days=3)
    assert page(world).conflicts[0].state == "standing" and offer not in world.suggested("manager1", "D04", NEED)


def test_a_wrong_entry_is_taken_back_as_a_mistake_and_can_be_seen(world):
    offer = first(world)
    conflict = note(world, offer, since=world.today + timedelta(days=3))
    end(world, conflict, Ending.MISTAKEN, words="이름이 비슷한 다른 곳")
    (told,) = page(world).conflicts
    assert (told.state, told.ended_as) == ("ended", "mistaken")
    assert note(world, offer, key="the-right-one-now") != conflict


def test_steps_of_mediation_are_kept_and_end_nothing(world):
    offer = first(world)
    conflict = note(world, offer)
    case = world.case_ids["D04"]
    for number, agreed in enumerate(("셋이 함께 만남", "화요일만 방문하기로 함")):
        act(
            world, case_conflicts, "mediate", case, conflict, world.today, on=world.today, agreed=agreed,
            revision=revision(world, conflict), key=f"a-step-of-tests-{number}",
        )  # fmt: skip
    (told,) = page(world).conflicts
    assert [(one.agreed, one.by) for one in told.steps] == [
        ("셋이 함께 만남", world.actor("manager1").name),
        ("화요일만 방문하기로 함", world.actor("manager1").name),
    ]
    assert told.state == "standing" and offer not in world.suggested("manager1", "D04", NEED)


def test_a_whole_organisation_is_named_by_its_name(world):
    offer = first(world)
    with world.database.read(world.actor("manager1")) as uow:
        organisation = network_queries.network(uow, world.today).by_id[offer].organization
    note(world, organisation=organisation)
    assert offer not in world.suggested("manager1", "D04", NEED)
    assert page(world).conflicts[0].between == (organisation,)


def test_what_cannot_be_kept_says_so(world):
    offer = first(world)
    for refused, code in (
        (lambda: note(world, key="with-nobody"), "WITH_WHOM"),
        (lambda: note(world, offer, organisation="어느 기관", key="with-two"), "WITH_WHOM"),
    ):
        with pytest.raises(RuleForbids, match=code):
            refused()
    with pytest.raises(WordsMissing):
        note(world, offer, words=" ", key="without-words")
    with pytest.raises(ResidentNumberError):
        note(world, offer, words="900101-1234568", key="with-a-number")
    with pytest.raises(NotFound):
        note(world, "00000000-0000-7000-8000-000000000000", key="with-a-stranger")
    conflict = note(world, offer)
    with pytest.raises(RuleForbids, match="TWICE"):
        note(world, offer, key="noted-twice")
    with pytest.raises(LostUpdate):
        end(world, conflict, revision=revision(world, conflict) - 1, key="an-old-page")
    with pytest.raises(RuleForbids, match="DAY_AHEAD"):
        act(
            world, case_conflicts, "mediate", world.case_ids["D04"], conflict, world.today,
            on=world.today + timedelta(days=1), agreed="내일 만남", revision=revision(world, conflict), key="a-day-ahead",
        )  # fmt: skip
    end(world, conflict)
    with pytest.raises(RuleForbids, match="ENDED"):
        end(world, conflict, key="ended-twice")


def test_words_that_judge_somebody_are_met_with_kinder_ones(world):
    conflict = note(world, first(world), words="담당 선생님이 비협조적이라고 하심")
    assert [word for word, _ in page(world).conflicts[0].hints] == ["비협조"]
    case, kinder = world.case_ids["D04"], "연락이 잘 닿지 않는다고 하심"

    def say_anew(words, key):
        more = {"words": words, "revision": revision(world, conflict), "key": key}
        act(world, case_conflicts, "reword", case, conflict, world.today, **more)

    say_anew(kinder, "said-anew-here")
    (told,) = page(world).conflicts
    assert (told.why, told.hints, told.state) == (kinder, (), "standing")
    end(world, conflict)
    with pytest.raises(RuleForbids, match="ENDED"):
        say_anew("또 다른 말", "said-anew-too-late")


def test_who_answers_for_the_case_writes_it_and_nobody_else(world):
    offer = first(world)
    with pytest.raises(NotFound):
        note(world, offer, login="manager2", key="another-manager")
    with pytest.raises(NotAllowed):
        note(world, offer, login="partner", key="a-partner")
    conflict = note(world, offer, login="supervisor")
    boss = world.actor("supervisor")
    with world.database.write(boss) as uow:
        assignments.add_helper(
            uow, boss, world.case_ids["D04"], world.today, user_id=world.actor("manager2").id,
            kind=AssignmentKind.INTERNAL, scope=tuple(Part), until=world.today + timedelta(days=7), why="함께 방문",
            key="a-helper-of-tests",
        )  # fmt: skip
    with pytest.raises(NotAllowed):
        act(
            world, case_conflicts, "end", world.case_ids["D04"], conflict, world.today, login="manager2",
            parts=frozenset(Part), how=Ending.FADED, words="괜찮다고 함", revision=revision(world, conflict),
            key="a-helpers-end",
        )  # fmt: skip
    assert not page(world, login="manager2", parts=frozenset(Part)).may_edit


def test_a_closed_case_keeps_its_conflicts_as_they_were(world):
    offer = first(world)
    conflict = note(world, offer)
    change(world, closing_reason=ClosingReason.GOAL_MET, closed_on=world.today, stage=Stage.CLOSING)
    with pytest.raises(RuleForbids, match="CLOSED"):
        end(world, conflict)
    told = page(world)
    assert told.closed and not told.may_edit and told.conflicts[0].state == "standing"


# ── between entries ──────────────────────────────────────────────────────────


def between(world, one, other, login="supervisor", key="a-quarrel-of-tests", **more):
    usual = {"since": None, "words": QUARREL}
    return act(world, resource_conflicts, "note", world.today, one=one, other=other, login=login, key=key, **usual | more)


def entries(world, login="supervisor", **more):
    return act(world, resource_conflicts, "page", world.today, login=login, read=True, locale="ko", **more)


def two_units(world) -> tuple[str, str]:
    """Two suggested offers of different organisations."""
    with world.database.read(world.actor("manager1")) as uow:
        known = network_queries.network(uow, world.today).by_id
    one, *rest = world.suggested("manager1", "D04", NEED)
    return one, next(two for two in rest if known[two].organization != known[one].organization)


def pair_of(world) -> tuple[str, str]:
    """Two suggested offers of different units; the second serves the household from now on."""
    one, other = two_units(world)
    add(world, ServiceRecord, offer_id=other, since=world.today)
    assert one in world.suggested("manager1", "D04", NEED)
    return one, other


def test_nobody_is_linked_beside_somebody_they_are_in_conflict_with_until_it_has_ended(world):
    one, serving = pair_of(world)
    conflict = between(world, serving, one)
    assert one not in world.suggested("manager1", "D04", NEED)
    act(
        world, resource_conflicts, "end", conflict, world.today, login="supervisor", how=Ending.MEDIATED,
        words="구역을 나눔", revision=revision(world, conflict, ResourceConflictRecord), key="their-end-of-tests",
    )  # fmt: skip
    assert one in world.suggested("manager1", "D04", NEED)


def test_where_neither_serves_a_quarrel_between_entries_takes_nobody_out(world):
    one, other = world.suggested("manager1", "D04", NEED)[:2]
    between(world, one, other)
    assert {one, other} <= set(world.suggested("manager1", "D04", NEED))


def test_a_quarrel_that_came_with_a_file_blocks_too_and_ends_once_it_was_taken_over(world):
    one, serving = pair_of(world)
    with world.database.write() as uow:
        uow.as_system()
        kept = uow.add(TieRecord(source_id=one, target_id=serving, kind=TieKind.CONFLICT)).id
        uow.commit()
    assert one not in world.suggested("manager1", "D04", NEED)
    assert kept in {line.tie for line in entries(world).from_network}
    conflict = act(
        world, resource_conflicts, "take_over", kept, world.today, login="supervisor", words=QUARREL, key="taken-over"
    )
    assert kept not in {line.tie for line in entries(world).from_network}
    assert one not in world.suggested("manager1", "D04", NEED)
    act(
        world, resource_conflicts, "end", conflict, world.today, login="supervisor", how=Ending.FADED, words="풀렸다고 함",
        revision=revision(world, conflict, ResourceConflictRecord), key="its-end-of-tests",
    )  # fmt: skip
    assert one in world.suggested("manager1", "D04", NEED)


def test_the_registers_page_says_nothing_of_any_client(world):
    one, serving = pair_of(world)
    between(world, serving, one)
    note(world, first(world))
    told = str(entries(world))
    for case in world.case_ids:
        assert case not in told
    assert len(entries(world).conflicts) == 1


def test_only_the_supervisor_writes_it_and_a_worker_reads_it(world):
    one, other = world.suggested("manager1", "D04", NEED)[:2]
    with pytest.raises(NotAllowed):
        between(world, one, other, login="manager1", key="a-workers-note")
    conflict = between(world, one, other)
    assert [line.id for line in entries(world, login="manager1").conflicts] == [conflict]
    with pytest.raises(NotAllowed):
        entries(world, login="partner")


def test_a_secret_place_is_on_no_side_that_is_shown(world):
    shelter, other = world.offer_ids["o-0068"], first(world)
    with pytest.raises(NotFound):
        between(world, shelter, other)
    with world.database.write() as uow:
        uow.as_system()
        uow.add(TieRecord(source_id=shelter, target_id=other, kind=TieKind.CONFLICT))
        uow.commit()
    assert shelter not in str(entries(world)) and not {one.tie for one in entries(world).from_network} & {shelter}


def test_an_entrys_own_page_tells_of_its_quarrel_until_it_has_ended(world):
    one, other = world.suggested("manager1", "D04", NEED)[:2]
    conflict = between(world, one, other)

    def told():
        actor = world.actor("manager1")
        with world.database.read(actor) as uow:
            view = register.entry(uow, actor, one, world.today)
        return [line.other for line in view.ties if line.kind is TieKind.CONFLICT]

    assert other in told()
    act(
        world, resource_conflicts, "end", conflict, world.today, login="supervisor", how=Ending.MISTAKEN, words="다른 곳",
        revision=revision(world, conflict, ResourceConflictRecord), key="a-mistake-of-tests",
    )  # fmt: skip
    assert other not in told()


def test_what_cannot_be_a_quarrel_between_entries_says_so(world):
    one, other = world.suggested("manager1", "D04", NEED)[:2]
    with pytest.raises(RuleForbids, match="WITH_ITSELF"):
        between(world, one, one)
    between(world, one, other)
    with pytest.raises(RuleForbids, match="TWICE"):
        between(world, other, one, key="the-other-way-round")


ASKED = [(state, True) for state in sorted(HOLDS_PLACE)]
NOT_ASKED = [(ReferralState(state), False) for state in ("draft", "rejected", "failed", "cancelled", "expired")]


@pytest.mark.parametrize(("state", "closes"), ASKED + NOT_ASKED)
def test_r044_who_was_only_asked_to_help_counts_like_who_helps(world, state, closes):
    one, other = two_units(world)
    between(world, one, other)
    assert not reasons(world, other)
    add(world, ReferralRecord, offer_id=one, organisation="시험 기관", unit="unit-of-tests", state=state)
    found = [each.facts for each in reasons(world, other) if each.code == GateCode.CONFLICT]
    assert found == ([{"between": "providers"}] if closes else [])


def test_r044_of_two_who_are_in_conflict_the_second_letter_does_not_leave(world):
    """Both were written the same morning: the rule is asked again where it is sent."""
    one, other = two_units(world)
    between(world, one, other)
    first_letter, second = (draft(world, offer, code=NEED, key=f"draft-{offer}") for offer in (one, other))
    send(world, first_letter, key="the-first-of-tests")
    with pytest.raises(RuleForbids, match="CONFLICT"):
        send(world, second, key="the-second-of-tests")
    assert [world.referral(letter).state for letter in (first_letter, second)] == ["requested", "draft"]


# ── the rule itself ──────────────────────────────────────────────────────────

A, B, C, D = (plain_offer(one) for one in "ABCD")


def odds(*offers, ties, running=("A",), parties=()) -> set[str]:
    case = plain_case(household=[person()], served=[{"offer": one, "from": "2026-01-01", "to": None} for one in running])
    made = plain_world(*(offers or (A, B, C, D)), case=case, ties=list(ties), parties=list(parties))
    return set(at_odds(running, made.network))


@pytest.mark.parametrize(("source", "target"), [("A", "B"), ("B", "A")])
def test_a_quarrel_with_the_one_that_serves_counts_both_ways(source, target):
    assert odds(ties=[tie(source, target, "conflict")]) == {"B"}
    assert odds(ties=[tie(source, target, "conflict")], running=("C",)) == set()


def test_it_is_a_quarrel_of_the_unit_and_of_those_who_lead():
    sibling = plain_offer("E", organization="기관 B", department=B["department"])
    assert odds(A, B, C, sibling, ties=[tie("A", "B", "conflict")]) >= {"B", "E"}
    parties = [{"id": "P", "kind": "person", "name": "가온 님"}, {"id": "Q", "kind": "person", "name": "나은 님"}]
    ties = [tie("P", "A", "leads"), tie("Q", "B", "leads"), tie("P", "Q", "conflict")]
    assert odds(ties=ties, parties=parties) & {"A", "B", "C", "D"} == {"B"}


@pytest.mark.parametrize("kind", ["neighbour", "friend", "family", "works_with", "refers_to", "trusts"])
def test_no_other_tie_is_a_quarrel_between_helpers(kind):
    assert odds(ties=[tie("A", "B", kind)]) == set()


def test_the_act_of_referring_asks_again_and_says_why_without_naming_the_other(world):
    one, serving = pair_of(world)
    between(world, serving, one)
    (found,) = [each for each in reasons(world, one) if each.code == GateCode.CONFLICT]
    said = refusal_sentence(str(found.code), found.facts, "ko")
    assert "갈등이 있어" in said and serving not in str(found.facts)
    conflict = note(world, one)
    assert "만나지 않게" in refusal_sentence(str(reasons(world, one)[0].code), reasons(world, one)[0].facts, "ko")
    end(world, conflict)
    assert "갈등이 있어" in refusal_sentence(str(reasons(world, one)[0].code), reasons(world, one)[0].facts, "ko")
