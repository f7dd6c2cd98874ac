"""Supervision at a stage (R042): asked, advised, followed; on whose morning page it stands, and who never reads it."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resmap.domain.advice import Advice, decides, from_content, may_read, to_content
from resmap.domain.codes import ClosingReason, Stage
from resmap.domain.papers import PaperKind
from resmap.domain.permissions import Actor, NotAllowed, NotFound, Role
from resmap.domain.resident_number import ResidentNumberError
from resmap.flows import advising, assignments, openings
from resmap.flows import today as day
from resmap.flows.assignments import AssignmentKind, Part
from resmap.flows.handing_over import NEVER, PAPERS
from resmap.flows.refusals import LostUpdate
from resmap.flows.replying import WordsMissing
from resmap.flows.ruling import RuleForbids
from resmap.store import PaperRecord
from tests.flows.test_steps import at, case_of, change
from tests.support.demo_world import demo_template, world  # noqa: F401

QUESTION = "집에 들어오지 못하게 하시는데 어떻게 다가가면 좋을까요?"
ADVICE = "문 앞에서 짧게, 같은 시간에 들러 보세요."


def act(world, verb, /, *args, login="manager1", read=False, parts=frozenset(), **more):
    actor = world.actor(login)
    with (world.database.read if read else world.database.write)(actor, parts=parts) as uow:
        return getattr(advising, verb)(uow, actor, *args, **more)


def ask(world, number="D04", login="manager1", question=QUESTION, key="a-question-of-tests"):
    return act(world, "ask", world.case_ids[number], world.today, login=login, question=question, key=key)


def advise(world, paper=None, number="D04", login="supervisor", until=None, key="an-advice-of-tests", **more):
    usual = {"advice": ADVICE, "to_do": "세 번 들러 보기", "until": until, "paper_id": paper}
    if paper:
        usual["revision"] = record(world, paper).revision
    return act(world, "advise", world.case_ids[number], world.today, login=login, key=key, **usual | more)


def follow(world, paper, number="D04", login="manager1", key="a-following-of-tests", **more):
    usual = {"followed": "세 번째에 문을 열어 주심", "revision": record(world, paper).revision}
    act(world, "follow", world.case_ids[number], paper, world.today, login=login, key=key, **usual | more)


def record(world, paper) -> PaperRecord:
    with world.database.read() as uow:
        uow.as_system()
        return uow.get(PaperRecord, paper)


def page(world, login="manager1", number="D04", parts=frozenset()):
    return act(world, "page", world.case_ids[number], world.today, login=login, read=True, parts=parts, locale="ko")


def morning(world, login, parts=frozenset()):
    """The kinds and subjects of what stands on somebody's first page under "now" and "coming"."""
    actor = world.actor(login)
    with world.database.read(actor, parts=parts) as uow:
        told = day.morning(uow, actor, world.today, locale="ko")
    return {(one.kind, one.subject) for one in (*told.now, *told.coming)}


def test_a_question_is_kept_with_the_stage_that_the_case_is_in_and_the_history_stands_by_stage(world):
    at(world, Stage.ASSESSMENT)
    first = ask(world)
    advise(world, first)
    follow(world, first)
    at(world, Stage.MONITORING)
    ask(world, key="a-later-question")
    told = page(world)
    assert [one.stage for one in told.stages] == ["monitoring", "assessment"]
    (entry,) = told.stages[1].entries
    assert (entry.question, entry.advice, entry.followed) == (QUESTION, ADVICE, "세 번째에 문을 열어 주심")
    assert (entry.state, entry.followed_on) == ("followed", world.today)


def test_a_question_waits_on_the_supervisors_page_and_its_answer_on_the_workers(world):
    paper = ask(world)
    assert ("ADVICE_ASKED", paper) in morning(world, "supervisor")
    assert ("ADVICE_ASKED", paper) not in morning(world, "manager1")
    advise(world, paper, until=world.today + timedelta(days=40))
    assert ("ADVICE_ASKED", paper) not in morning(world, "supervisor")
    assert ("ADVICE_GIVEN", paper) in morning(world, "manager1")
    follow(world, paper)
    for login in ("manager1", "supervisor"):
        assert not {kind for kind, _ in morning(world, login)} & {"ADVICE_ASKED", "ADVICE_GIVEN"}


def test_the_list_tells_each_what_waits_for_them(world):
    paper = ask(world)
    told = act(world, "listed", world.today, login="supervisor", read=True, locale="ko")
    assert [one.entry.id for one in told.asked] == [paper] and not told.given
    actor = world.actor("supervisor")
    with world.database.read(actor) as uow:
        assert advising.count_waiting(uow, actor) == 1
    advise(world, paper, until=world.today)
    told = act(world, "listed", world.today, read=True, locale="ko")
    assert [one.entry.until for one in told.given] == [world.today] and not told.asked


def test_old_advice_and_other_cases_never_push_a_new_question_off_the_list(world, monkeypatch):
    monkeypatch.setattr(advising, "MOST", 2)
    due = [world.today + timedelta(days=days) for days in (9, 3, 6)]
    for number, until in enumerate(due):
        advise(world, key=f"an-advice-{number}", until=until)
    asked = [ask(world, key=f"a-question-{number}") for number in range(3)]
    told = act(world, "listed", world.today, login="supervisor", read=True, locale="ko")
    assert [one.entry.id for one in told.asked] == asked[1:]
    assert [one.entry.until for one in told.given] == sorted(due)[:2]


def test_what_an_actor_reaches_and_may_not_read_uses_up_no_line_of_the_list(world, monkeypatch):
    monkeypatch.setattr(advising, "MOST", 1)
    mine = ask(world, number="D11", login="manager2")
    foreign = ask(world, key="the-younger-question")
    actor = world.actor("manager2")
    with world.database.write(actor) as uow:
        openings.open_case(uow, actor, number=case_of(world).number, purpose="담당자 휴가 중, 병원에서 전화", key="open-for-tests")
    told = act(world, "listed", world.today, login="manager2", read=True, locale="ko")
    assert [one.entry.id for one in told.asked] == [mine] != [foreign]


def test_a_supervisor_may_advise_unasked_and_a_worker_may_not_at_all(world):
    paper = advise(world)
    (entry,) = page(world).stages[0].entries
    assert (entry.id, entry.question, entry.state) == (paper, "", "given")
    with pytest.raises(NotAllowed):
        advise(world, login="manager1", key="not-yours-to-give")


def test_somebody_elses_case_is_not_found_by_question_answer_or_page(world):
    paper = ask(world)
    with pytest.raises(NotFound):
        ask(world, login="manager2", key="another-manager")
    with pytest.raises(NotFound):
        page(world, login="manager2")
    for stranger in ("partner", "outsider"):
        with pytest.raises(NotAllowed):
            page(world, login=stranger)
    with pytest.raises(NotFound):
        follow(world, paper, login="manager2", key="anothers-note")
    other = ask(world, key="of-the-other-case")
    with pytest.raises(NotFound):
        advise(world, other, number="D01", key="a-question-of-another-case")


@pytest.mark.parametrize("kind", [AssignmentKind.INTERNAL, AssignmentKind.EXTERNAL])
def test_who_helps_with_the_case_reads_nothing_of_it(world, kind):
    ask(world)
    supervisor = world.actor("supervisor")
    with world.database.write(supervisor) as uow:
        assignments.add_helper(
            uow,
            supervisor,
            world.case_ids["D04"],
            world.today,
            user_id=world.actor("manager2").id,
            kind=kind,
            scope=tuple(Part),
            until=world.today + timedelta(days=7),
            why="함께 방문",
            key="a-helper-of-tests",
        )
    every = frozenset(Part)  # more than any address would give: what is left is the rule itself
    told = page(world, login="manager2", parts=every)
    assert not told.may_read and not told.stages and not told.may_ask
    told = act(world, "listed", world.today, login="manager2", read=True, parts=every, locale="ko")
    assert not told.asked and not told.given
    with pytest.raises(NotFound):
        act(
            world, "ask", world.case_ids["D04"], world.today, login="manager2", parts=every, question=QUESTION,
            key="a-helpers-question",
        )  # fmt: skip
    advise(world)
    assert not {kind for kind, _ in morning(world, "manager2", every)} & {"ADVICE_ASKED", "ADVICE_GIVEN"}


def test_who_opened_a_case_to_look_reads_nothing_of_it(world):
    ask(world)
    actor = world.actor("manager2")
    with world.database.write(actor) as uow:
        openings.open_case(uow, actor, number=case_of(world).number, purpose="담당자 휴가 중, 병원에서 전화", key="open-for-tests")
    told = page(world, login="manager2")
    assert not told.may_read and not told.stages


def test_what_cannot_be_kept_says_so_and_changes_nothing(world):
    with pytest.raises(WordsMissing):
        ask(world, question="  ", key="empty-question")
    with pytest.raises(ResidentNumberError):
        ask(world, question="900101-1234568 이신 분", key="a-number-of-tests")
    paper = ask(world)
    with pytest.raises(RuleForbids, match="NOT_ANSWERED"):
        follow(world, paper, key="too-early")
    with pytest.raises(RuleForbids, match="DAY_PAST"):
        advise(world, paper, until=world.today - timedelta(days=1), key="a-day-past")
    with pytest.raises(LostUpdate):
        advise(world, paper, revision=record(world, paper).revision - 1, key="an-old-page")
    advise(world, paper)
    with pytest.raises(RuleForbids, match="ANSWERED"):
        advise(world, paper, key="twice-answered")
    assert from_content(record(world, paper).content).advice == ADVICE


def test_the_same_press_twice_is_one_entry(world):
    assert ask(world) == ask(world)
    assert sum(len(one.entries) for one in page(world).stages) == 1


def test_a_question_is_taken_back_by_who_asked_it_as_long_as_nobody_answered(world):
    def back(paper, key, login="manager1"):
        revision = record(world, paper).revision
        act(world, "take_back", world.case_ids["D04"], paper, world.today, login=login, revision=revision, key=key)

    paper = ask(world)
    with pytest.raises(RuleForbids, match="NOT_YOURS"):
        back(paper, "not-hers-to-take", login="supervisor")
    back(paper, "taken-back")
    assert not page(world).stages and not morning(world, "supervisor") & {("ADVICE_ASKED", paper)}
    other = ask(world, key="another-question")
    advise(world, other)
    with pytest.raises(RuleForbids, match="ANSWERED"):
        back(other, "too-late-to-take")


def test_a_closed_case_keeps_its_supervision_and_takes_no_more(world):
    paper = ask(world)
    change(world, closing_reason=ClosingReason.GOAL_MET, closed_on=world.today, stage=Stage.CLOSING)
    for refused in (
        lambda: ask(world, key="after-the-closing"),
        lambda: advise(world, paper, key="answered-after-it"),
        lambda: advise(world, key="unasked-after-it"),
    ):
        with pytest.raises(RuleForbids, match="CLOSED"):
            refused()
    told = page(world)
    assert told.closed and not told.may_ask and not told.may_advise and told.stages[0].entries[0].question == QUESTION
    assert ("ADVICE_ASKED", paper) not in morning(world, "supervisor")


def test_an_event_tells_that_something_was_written_and_never_what(world):
    paper = ask(world)
    advise(world, paper)
    follow(world, paper)
    told = [one for one in world.events() if (one.facts or {}).get("paper") == paper]
    assert [one.facts["advice"] for one in told] == ["asked", "given", "followed"]
    assert all(word not in str(one.facts) for one in told for word in (QUESTION, ADVICE))


def test_no_part_of_a_hand_over_holds_advice():
    assert PaperKind.ADVICE in NEVER and all(PaperKind.ADVICE not in kinds for kinds in PAPERS.values())


people = st.builds(
    Actor,
    id=st.sampled_from("abc"),
    role=st.sampled_from(Role),
    dongs=st.frozensets(st.sampled_from(["가동", "나동"])),
    office=st.just("office"),
)


@given(people, st.sampled_from("abc"), st.sampled_from(["가동", "나동", None]))
def test_nobody_but_the_manager_and_the_supervisor_of_the_dong_ever_reads_it(actor, manager, dong):
    own_dong = actor.role is Role.SUPERVISOR and dong in actor.dongs
    assert may_read(actor, manager=manager, dong=dong) == (actor.id == manager or own_dong)
    assert decides(actor, dong) == own_dong


@given(st.builds(Advice), st.dictionaries(st.text(max_size=5), st.integers()))
def test_what_was_kept_is_told_again_whatever_else_stands_beside_it(advice, more):
    assert from_content(more | to_content(advice)) == advice
