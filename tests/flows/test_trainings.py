"""The training register on the demo: who had what, what is due again, and who is suggested for what because of it."""

from datetime import timedelta

import pytest

from resmap.domain.permissions import NotAllowed, NotFound, Permission
from resmap.domain.roles import Audience, Training
from resmap.domain.training_tasks import Had
from resmap.flows import overriding, trainings
from resmap.flows import today as day
from resmap.flows.case_loading import load_case
from resmap.flows.field_refusals import FieldsRefused
from resmap.flows.refusals import LostUpdate
from resmap.flows.ruling import offer_of, reasons_against
from resmap.store import OfficeRecord, OverrideRecord, TrainingRecord
from resmap.words import say
from resmap.words.explain import gate_sentence
from tests.support.demo_world import demo_template, world  # noqa: F401

#: A neighbour who is suggested for two needs of D03: to get to know people, and to learn to read.
CASE, HELPER, TASK, OTHER_TASK = "D03", "o-0238", "SOC11", "EDU11"


def act(world, verb, /, *args, login="supervisor", read=False, **more):
    actor = world.actor(login)
    with (world.database.read if read else world.database.write)(actor) as uow:
        return getattr(trainings, verb)(uow, actor, *args, **more)


def page(world, login="supervisor"):
    return act(world, "page", world.today, read=True, login=login, locale="ko")


def mine(world, login="manager1"):
    return act(world, "mine", world.today, read=True, login=login, locale="ko").lines


def note(world, topic, *, users=(), helpers=(), days=0, until=None, key="note-of-tests", **more):
    had = Had(topic, world.today - timedelta(days=days), until)
    return act(
        world, "note", had, world.today,
        users=[world.actor(one).id for one in users], helpers=[world.offer_ids[one] for one in helpers], key=key, **more,
    )  # fmt: skip


def require(world, *topics, need=TASK, key="require-of-tests"):
    act(world, "require_for", need=need, topics=topics, revision=page(world).revision, key=key)


def against(world, code=TASK, helper=HELPER) -> dict:
    """Why the helper may not be asked for the case's need: code -> facts."""
    actor = world.actor("manager1")
    with world.database.read(actor) as uow:
        loaded = load_case(uow, actor, world.case_ids[CASE], world.today, Permission.CASE_READ)
        need = next(one for one in loaded.case.needs if one.code == code)
        found = reasons_against(loaded, need, offer_of(loaded, world.offer_ids[helper]))
        return {str(one.code): dict(one.facts) for one in found}


# ── R043: no training, no suggestion ─────────────────────────────────────────


def test_r043_a_helper_without_the_training_a_task_needs_is_not_suggested_for_it(world):
    helper = world.offer_ids[HELPER]
    assert helper in world.suggested("manager1", CASE, TASK) and "TRAINING" not in against(world)
    require(world, "observing")
    assert helper not in world.suggested("manager1", CASE, TASK)
    facts = against(world)["TRAINING"]
    assert facts["training"] == ["observing"]
    for locale in ("ko", "en"):
        assert say("roles.training.observing", locale) in gate_sentence("TRAINING", facts, locale)
    assert "TRAINING" not in against(world, OTHER_TASK)  # other tasks stay open to them


def test_r043_the_training_opens_the_task_again_and_its_end_closes_it(world):
    require(world, "observing")
    note(world, "observing", helpers=[HELPER], until=world.today + timedelta(days=10))
    assert world.offer_ids[HELPER] in world.suggested("manager1", CASE, TASK)
    world.today += timedelta(days=11)
    assert "TRAINING" in against(world)


def test_r043_a_supervisor_may_let_a_missing_training_pass_and_nothing_else_with_it(world):
    require(world, "observing")
    actor = world.actor("supervisor")
    subject = {"need_id": world.needs(CASE)[TASK], "offer_id": world.offer_ids[HELPER]}
    with world.database.write(actor) as uow:
        overriding.let_pass(
            uow, actor, world.case_ids[CASE], world.today, **subject, reason="다음 주에 교육을 받으심", key="let-pass-of-tests"
        )
    (kept,) = world.rows(OverrideRecord)
    assert kept.gates == ("TRAINING",) and not against(world)


def test_r043_a_training_that_was_taken_out_counts_no_more(world):
    require(world, "observing")
    kept = note(world, "observing", helpers=[HELPER])
    assert "TRAINING" not in against(world)
    (line,) = next(one for one in page(world).helpers if one.id == world.offer_ids[HELPER]).lines
    for _ in range(2):
        act(world, "take_out", kept, why="다른 분이었음", revision=line.revision, key="out-of-tests")
    assert "TRAINING" in against(world)


def test_nothing_is_needed_until_the_office_says_so_nor_after_it_takes_it_back(world):
    before = world.suggested("manager1", CASE, TASK)
    require(world, "observing", "secrecy")
    assert world.suggested("manager1", CASE, TASK) != before
    require(world, key="nothing-of-tests")
    assert world.suggested("manager1", CASE, TASK) == before


def test_only_neighbours_are_asked_for_it(world):
    """An agency answers for its own people."""
    agency = next(one for one in world.suggested("manager1", CASE, TASK) if not _is_neighbour(world, one))
    require(world, "observing")
    assert agency in world.suggested("manager1", CASE, TASK)


def _is_neighbour(world, offer) -> bool:
    with world.database.read() as uow:
        uow.as_system()
        return next(one for one in world.rows(type(world.offer(HELPER))) if one.id == offer).kind.startswith("H1")


def test_who_keeps_the_register_sees_first_which_helpers_lack_something(world):
    require(world, "observing")
    view = page(world)
    assert view.required == ((TASK, ("observing",)),)
    assert (TASK, ("살피고 알리기",)) in view.helpers[0].missing
    note(world, "observing", helpers=[HELPER])
    shown = next(one for one in page(world).helpers if one.id == world.offer_ids[HELPER])
    assert not shown.missing and [one.name for one in shown.lines] == ["살피고 알리기"]


# ── noting ───────────────────────────────────────────────────────────────────


def test_a_training_of_several_people_is_noted_once_with_its_usual_end(world):
    assert note(world, "privacy", users=["manager1", "manager2"]) == note(world, "privacy", users=["manager1", "manager2"])
    found = world.rows(TrainingRecord)
    assert len(found) == 2 and {one.until for one in found} == {world.today.replace(year=world.today.year + 1)}


def test_each_worker_sees_own_trainings_and_nobody_elses(world):
    note(world, "privacy", users=["manager1"])
    assert [one.name for one in mine(world)] == ["개인정보 보호"] and mine(world, "manager2") == ()
    for login in ("manager1", "partner", "outsider"):
        with pytest.raises(NotAllowed):
            page(world, login)
        with pytest.raises(NotAllowed):
            act(world, "require_for", need=TASK, topics=(), revision=1, key="not-allowed-of-tests", login=login)


@pytest.mark.parametrize(
    ("more", "wrong"),
    [
        ({"topic": " "}, ("topic", "MISSING")),
        ({"topic": "긴" * 61}, ("topic", "TOO_LONG")),
        ({"days": -1}, ("on", "FUTURE")),
        ({"hours": 0.0}, ("hours", "RANGE")),
        ({"users": ()}, ("who", "MISSING")),
    ],
)
def test_what_cannot_be_noted_is_named(world, more, wrong):
    with pytest.raises(FieldsRefused) as refused:
        note(world, **{"topic": "listening", "users": ["manager1"]} | more)
    assert refused.value.fields == (wrong,) and not world.rows(TrainingRecord)


def test_a_training_is_noted_of_people_of_the_office_and_of_residents_only(world):
    for more in ({"helpers": ["o-0202"]}, {"users": ["partner"]}):
        with pytest.raises(NotFound):
            note(world, "privacy", **more)


def test_the_office_adds_its_own_in_words_with_its_own_term(world):
    old = page(world).revision
    act(world, "add_own", name="우리 동네 알기", audience=[Audience.HELPER], months=6, revision=old, key="own-of-tests")
    (own,) = page(world).own
    assert (own.name, own.months) == ("우리 동네 알기", 6)
    require(world, "우리 동네 알기")
    assert against(world)["TRAINING"]["training"] == ["우리 동네 알기"]
    with pytest.raises(LostUpdate):
        act(world, "add_own", name="다른 것", audience=[Audience.WORKER], months=None, revision=old, key="old-form-of-tests")
    with pytest.raises(FieldsRefused):
        act(world, "require_for", need=TASK, topics=["없는 교육"], revision=page(world).revision, key="unknown-of-tests")
    (office,) = world.rows(OfficeRecord)
    assert set(office.settings["trainings"]["required"]) == {TASK}


# ── due again ────────────────────────────────────────────────────────────────


def renewals(world, login):
    actor = world.actor(login)
    with world.database.read(actor) as uow:
        return day.morning(uow, actor, world.today, locale="ko").renewals


def test_what_is_due_again_stands_on_the_morning_page_ones_own_and_everybodys_for_the_supervisor(world):
    note(world, "privacy", users=["manager1"], days=360)
    note(world, "secrecy", helpers=[HELPER], days=400, key="note-a-helper")
    assert [(one.who, one.name, one.state) for one in renewals(world, "manager1")] == [("", "개인정보 보호", "due")]
    assert renewals(world, "manager2") == ()
    seen = [(one.name, one.state, bool(one.who)) for one in renewals(world, "supervisor")]
    assert seen == [("비밀 지키기", "lapsed", True), ("개인정보 보호", "due", True)]


def test_what_was_had_again_is_due_no_more(world):
    note(world, "privacy", users=["manager1"], days=360)
    note(world, "privacy", users=["manager1"], key="note-again")
    assert renewals(world, "manager1") == ()


# ── exercises ────────────────────────────────────────────────────────────────


def test_an_exercise_is_noted_by_oneself_with_its_day_and_nothing_else_once_a_day(world):
    for number in range(2):
        act(world, "note_own", Training.INTERVIEW_MISTAKES, world.today, login="manager1", key=f"exercise-{number}-of-tests")
    (kept,) = world.rows(TrainingRecord)
    assert (kept.user_id, kept.on, kept.hours, kept.given_by, kept.until) == (
        world.actor("manager1").id, world.today, None, None, None,
    )  # fmt: skip
    with pytest.raises(NotFound):
        act(world, "note_own", Training.PRIVACY, world.today, login="manager1", key="no-exercise-of-tests")
