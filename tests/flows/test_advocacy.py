"""Standing up for a client who was refused: the seven in order, who decides, the days of an appeal (R144-R151)."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resmap.domain.advocacy import AppealLaw, Ending, Refuser, Strategy
from resmap.domain.advocacy_paper import AdvocacyPaper, from_content, to_content
from resmap.domain.papers import PaperKind
from resmap.domain.permissions import NotAllowed, NotFound
from resmap.domain.referral_reasons import ReasonCode
from resmap.flows import advocacy
from resmap.flows.ruling import RuleForbids
from resmap.store import ConsentKind, ConsentRecord, PaperRecord, TaskRecord
from tests.flows.test_referral_reasons import say_no, sent
from tests.flows.test_referring import S
from tests.support.demo_world import demo_template, world  # noqa: F401

FIRST_FOUR = list(Strategy)[:4]


@pytest.fixture
def refused(world):
    referral = sent(world)
    say_no(world, referral, Refuser.PROVIDER, ReasonCode.NOT_ELIGIBLE)
    return referral


def act(world, flow, *args, login="manager1", **more):
    actor = world.actor(login)
    with world.database.write(actor) as uow:
        return flow(uow, actor, *args, **more)


def take(world, referral, strategy, *, login="manager1", client_agrees=True, key=None, **more):
    return act(
        world, advocacy.take, world.case_ids["D04"], world.today, login=login, referral_id=referral, strategy=strategy,
        client_agrees=client_agrees, key=key or f"take-{strategy.value}-{login}", **more,
    )  # fmt: skip


def skip(world, referral, strategy, reason="이미 해 보았음", *, login="manager1", key=None):
    return act(
        world, advocacy.skip, world.case_ids["D04"], world.today, login=login, referral_id=referral, strategy=strategy,
        reason=reason, key=key or f"skip-{strategy.value}-{login}",
    )  # fmt: skip


def end(world, paper, ending=Ending.NO_CHANGE, *, login="manager1", key=None, **more):
    (record,) = world.rows(PaperRecord, PaperRecord.id == paper)
    act(
        world, advocacy.end, paper, world.today, login=login, ending=ending, revision=record.revision,
        key=key or f"end-{ending.value}-{record.id}-{record.revision}", **more,
    )  # fmt: skip


def gaps(error) -> set[str]:
    return {str(one.code).removeprefix("ADVOCACY_") for one in error.value.reasons}


def page(world, login="manager1"):
    actor = world.actor(login)
    with world.database.read(actor) as uow:
        return advocacy.page(uow, actor, world.case_ids["D04"], world.today, locale="ko")


def through_four(world, referral):
    for strategy in FIRST_FOUR:
        skip(world, referral, strategy)


def test_a_refusal_opens_advocacy_with_a_task_to_ask_again_R144(world, refused):
    view = page(world)
    found = next(one for one in view.refusals if one.referral == refused)
    assert [one.strategy for one in found.strategies] == [one.value for one in Strategy]
    assert [one.strategy for one in found.strategies if one.prompted] == ["front_line"]
    (task,) = [one for one in world.rows(TaskRecord) if one.subject_id == refused]
    assert task.kind == "ask_again" and task.owner_id == world.actor("manager1").id
    take(world, refused, Strategy.FRONT_LINE, words="담당자와 통화")
    (task,) = [one for one in world.rows(TaskRecord) if one.subject_id == refused]
    assert task.done_on == world.today


def test_a_clients_own_refusal_opens_none_and_nobody_is_stood_up_for_against_their_will(world):
    referral = sent(world)
    say_no(world, referral, Refuser.CLIENT, ReasonCode.NOT_WANTED, to=S.CANCELLED)
    assert referral not in {one.referral for one in page(world).refusals}
    with pytest.raises(NotFound):
        take(world, referral, Strategy.FRONT_LINE)


@pytest.mark.parametrize("strategy", list(Strategy))
def test_no_strategy_is_taken_against_the_clients_will(world, refused, strategy):
    with pytest.raises(RuleForbids) as error:
        take(world, refused, strategy, client_agrees=False, login="supervisor", words="x", article="x")
    assert "CLIENT_AGREES" in gaps(error)


@pytest.mark.parametrize("strategy", list(Strategy)[1:])
def test_the_seven_stand_in_their_order_R145_R151(world, refused, strategy):
    with pytest.raises(RuleForbids) as error:
        take(world, refused, strategy, login="supervisor", words="x", article="x")
    assert "EARLIER_FIRST" in gaps(error)


def test_leaving_one_out_wants_a_reason_R145(world, refused):
    with pytest.raises(RuleForbids) as error:
        skip(world, refused, Strategy.FRONT_LINE, " ")
    assert gaps(error) == {"SKIP_REASON"}
    with pytest.raises(RuleForbids) as error:
        skip(world, refused, Strategy.CHAIN_OF_COMMAND)
    assert "EARLIER_FIRST" in gaps(error)
    skip(world, refused, Strategy.FRONT_LINE)
    take(world, refused, Strategy.CHAIN_OF_COMMAND, words="팀장께 요청")  # R146


def test_the_next_waits_for_the_one_under_way(world, refused):
    paper = take(world, refused, Strategy.FRONT_LINE)
    with pytest.raises(RuleForbids) as error:
        take(world, refused, Strategy.CHAIN_OF_COMMAND)
    assert gaps(error) == {"EARLIER_OPEN"}
    end(world, paper)
    take(world, refused, Strategy.CHAIN_OF_COMMAND)


@pytest.mark.parametrize(("law", "days"), [(AppealLaw.SOCIAL_SECURITY, 90), (AppealLaw.EMERGENCY_WELFARE, 30)])
def test_an_appeal_has_its_article_and_its_last_day_R147_P30(world, refused, law, days):
    for strategy in FIRST_FOUR[:2]:
        skip(world, refused, strategy)
    with pytest.raises(RuleForbids) as error:
        take(world, refused, Strategy.RULES_AND_LAW)
    assert gaps(error) == {"ARTICLE"}
    received = world.today - timedelta(days=3)
    paper = take(world, refused, Strategy.RULES_AND_LAW, law=law, received_on=received, key="by-law-key")
    (record,) = world.rows(PaperRecord, PaperRecord.id == paper)
    assert record.due_on == received + timedelta(days=days) and "§" in record.content["article"]
    line = next(one for one in page(world).refusals[0].strategies if one.strategy == "rules_and_law")
    assert line.deadline.days_left == days - 3
    end(world, paper, Ending.OPEN, filed_on=world.today)
    (record,) = world.rows(PaperRecord, PaperRecord.id == paper)
    assert record.due_on is None and record.content["filed_on"] == world.today.isoformat()
    end(world, paper, Ending.HELPED, decided_on=world.today)
    assert page(world).refusals[0].ended


def test_the_ombudsman_is_the_last_that_a_manager_is_led_to_R148(world, refused):
    for strategy in FIRST_FOUR[:3]:
        skip(world, refused, strategy)
    line = next(one for one in page(world).refusals[0].strategies if one.prompted)
    assert line.strategy == "ombudsman"
    end(world, take(world, refused, Strategy.OMBUDSMAN))
    for login in ("manager1", "supervisor"):
        assert not [one for one in page(world, login).refusals[0].strategies if one.prompted]  # never prompted for


@pytest.mark.parametrize("strategy", [Strategy.FUNDER, Strategy.CONSUMER_GROUPS])
def test_five_and_seven_are_the_supervisors_and_never_a_managers_R149_R151(world, refused, strategy):
    through_four(world, refused)
    order = list(Strategy)
    for one in order[4 : order.index(strategy)]:
        skip(world, refused, one, login="supervisor")
    with pytest.raises(RuleForbids) as error:
        take(world, refused, strategy, words="알리자")
    assert gaps(error) == {"SUPERVISOR"}
    with pytest.raises(RuleForbids) as error:
        take(world, refused, strategy, login="supervisor", key="no-words-key")
    assert gaps(error) == {"WORDS"}
    paper = take(world, refused, strategy, login="supervisor", words="회의에서 정함", key="with-words")
    with pytest.raises(RuleForbids):
        end(world, paper)


def test_the_media_wait_for_the_clients_own_consent_and_for_nobody_to_be_known_R150(world, refused):
    through_four(world, refused)
    skip(world, refused, Strategy.FUNDER, login="supervisor")
    with pytest.raises(RuleForbids) as error:
        take(world, refused, Strategy.MEDIA, login="supervisor", words="제도의 빈틈을 알림")
    assert gaps(error) == {"MEDIA_CONSENT"}
    world.change(
        lambda uow: uow.add(ConsentRecord(case_id=world.case_ids["D04"], kind=ConsentKind.MEDIA, since=world.today))
    )
    for at, words in enumerate(("조만복 어르신이 겪은 일", "010-0000-3104 로 연락")):
        with pytest.raises(RuleForbids) as error:
            take(world, refused, Strategy.MEDIA, login="supervisor", words=words, key=f"names-{at}-key")
        assert gaps(error) == {"IDENTIFIES"}, words
    assert take(world, refused, Strategy.MEDIA, login="supervisor", words="제도의 빈틈을 알림", key="without-names")


def test_only_who_has_the_case_stands_up_in_it(world, refused):
    with pytest.raises(NotFound):
        take(world, refused, Strategy.FRONT_LINE, login="manager2")
    with pytest.raises(NotAllowed):
        take(world, refused, Strategy.FRONT_LINE, login="partner")


def test_what_is_done_is_noted_without_a_word_of_it(world, refused):
    take(world, refused, Strategy.FRONT_LINE, words="아주 사적인 이야기")
    event = world.events()[-1]
    assert event.kind == "case.paper_written" and event.facts["strategy"] == "front_line"
    assert "사적인" not in str(event.facts)


days = st.none() | st.dates()


@given(
    st.builds(
        AdvocacyPaper, strategy=st.sampled_from(Strategy), ending=st.sampled_from(Ending), client_agrees=st.booleans(),
        reason=st.text(max_size=20), words=st.text(max_size=20), law=st.none() | st.sampled_from(AppealLaw),
        received_on=days, filed_on=days, decided_on=days, given_up=st.booleans(), extended=st.booleans(),
    )  # fmt: skip
)
def test_a_paper_comes_back_as_it_was_kept(paper):
    assert from_content(to_content(paper)) == paper
    assert PaperKind.ADVOCACY and from_content({"strategy": "nonsense"}) is None
