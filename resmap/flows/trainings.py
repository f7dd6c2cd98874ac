"""The training register (R043): who had which training when, what is due again, what is needed for which task."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from resmap.domain.events import EventKind
from resmap.domain.korean import fold
from resmap.domain.permissions import Actor, NotFound, Permission
from resmap.domain.resident_number import refuse
from resmap.domain.roles import Audience, Training
from resmap.domain.training_tasks import (
    ADVISED,
    Had,
    Lacking,
    PolicyError,
    Standing,
    latest,
    policy_from,
    policy_values,
    standing,
)
from resmap.flows.field_refusals import FieldsRefused
from resmap.store import OfficeRecord, TrainingRecord, UnitOfWork, UserRecord, accounts, history, register
from resmap.store.queries import trainings
from resmap.words import has, say

LONGEST = 200
#: Hours of one training.
MOST_HOURS = 200
MOST_FOUND = 8
#: Trainings that a page of exercises may be noted as.
BY_ONESELF = frozenset({Training.INTERVIEW_MISTAKES, Training.PLAN_MISTAKES})


@dataclass(frozen=True, slots=True)
class TrainingLine:
    """A training that somebody had; ``name`` is its topic in words, ``state`` a code of ``training_tasks.Standing``."""

    id: str
    topic: str
    name: str
    on: date
    until: date | None
    hours: float | None
    given_by: str | None
    state: str
    revision: int


@dataclass(frozen=True, slots=True)
class Trained:
    """A worker or a resident helper with what they had, and (helpers) tasks they may not be asked for now."""

    id: str
    name: str
    lines: tuple[TrainingLine, ...]
    missing: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class OwnTraining:
    name: str
    audience: tuple[str, ...]
    months: int | None


@dataclass(frozen=True, slots=True)
class TrainingsPage:
    """``required``: (need code, topics). ``advised`` is what is proposed and not yet taken over."""

    office: str
    revision: int
    workers: tuple[Trained, ...]
    helpers: tuple[Trained, ...]
    own: tuple[OwnTraining, ...]
    required: tuple[tuple[str, tuple[str, ...]], ...]
    advised: tuple[tuple[str, tuple[str, ...]], ...]
    topics: tuple[tuple[str, str], ...]
    helper_topics: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class MyTrainings:
    lines: tuple[TrainingLine, ...]


@dataclass(frozen=True, slots=True)
class DueTraining:
    """A training that is to be had again: whose (empty: one's own), which, and its last day."""

    who: str
    name: str
    until: date
    state: str


@dataclass(frozen=True, slots=True)
class Helper:
    id: str
    name: str


def page(uow: UnitOfWork, actor: Actor, today: date, *, locale: str) -> TrainingsPage:
    """The register of the office, for who keeps it."""
    actor.require(Permission.TRAININGS_EDIT)
    office = _office(uow, actor)
    policy, network = trainings.policy_of(office), register.network(uow, today)
    by_user: dict[str, list[TrainingRecord]] = {}
    by_helper: dict[str, list[TrainingRecord]] = {}
    for record in trainings.of_office(uow, actor):
        if record.user_id:
            by_user.setdefault(record.user_id, []).append(record)
        else:
            by_helper.setdefault(network.sames.standing(record.offer_id), []).append(record)
    lacking = {one.id: one.lacks_training for one in network.offers if one.lacks_training and not one.is_taken_out}
    names = register.names_of(uow, {*by_helper, *lacking})
    helpers = [
        Trained(id_, names[id_], _lines(by_helper.get(id_, ()), today, locale), _told(lacking.get(id_, ()), locale))
        for id_ in {*by_helper, *lacking}
        if id_ in names
    ]
    advised = {code: topics for code, topics in ADVISED.items() if code not in policy.required}
    return TrainingsPage(
        office=office.id,
        revision=office.revision,
        workers=tuple(
            Trained(user.id, (locale == "en" and user.name_en) or user.name, _lines(by_user.get(user.id, ()), today, locale))
            for user in sorted(_workers(uow, actor), key=lambda one: (one.name, one.id))
        ),
        helpers=tuple(sorted(helpers, key=lambda one: (not one.missing, one.name, one.id))),
        own=tuple(OwnTraining(one.name, tuple(sorted(one.audience)), one.months) for one in policy.own),
        required=tuple(policy.required.items()),
        advised=tuple(advised.items()),
        topics=tuple(dict.fromkeys(_named(policy.topics(Audience.WORKER) + policy.topics(Audience.HELPER), locale))),
        helper_topics=tuple(_named(policy.topics(Audience.HELPER), locale)),
    )


def mine(uow: UnitOfWork, actor: Actor, today: date, *, locale: str) -> MyTrainings:
    """What the reader had; nobody else's."""
    actor.require(Permission.CASE_READ)
    return MyTrainings(_lines(trainings.of_user(uow, actor), today, locale))


def due(uow: UnitOfWork, actor: Actor, today: date, *, locale: str) -> tuple[DueTraining, ...]:
    """What is to be had again: one's own, and for who keeps the register everybody's. The most pressing first.

    What ran out more than a year ago is no reminder any more.
    """
    actor.require(Permission.CASE_READ)
    found: list[DueTraining] = []
    keeps = actor.may(Permission.TRAININGS_EDIT)
    by_person: dict[tuple[str | None, str | None], list[TrainingRecord]] = {}
    for record in trainings.of_office(uow, actor) if keeps else trainings.of_user(uow, actor):
        by_person.setdefault((record.user_id, record.offer_id), []).append(record)
    people = {one.id: (locale == "en" and one.name_en) or one.name for one in accounts.users(uow)} if keeps else {}
    people |= register.names_of(uow, {offer for _, offer in by_person if offer})
    for (user, offer), records in by_person.items():
        for one in latest(map(trainings.had, records)):
            state = standing(one, today)
            if state is not Standing.HOLDS and one.until is not None and today - one.until <= timedelta(days=365):
                who = "" if user == actor.id else people.get(user or offer or "", "")
                if who or user == actor.id:
                    found.append(DueTraining(who, topic_name(one.topic, locale), one.until, state.value))
    return tuple(sorted(found, key=lambda one: (one.until, one.who, one.name)))


def find_helpers(uow: UnitOfWork, actor: Actor, text: str, today: date) -> tuple[Helper, ...]:
    """Resident helpers by name; nothing for fewer than two letters."""
    actor.require(Permission.TRAININGS_EDIT)
    folded = fold(text)
    if len(folded) < 2:
        return ()
    found = [
        Helper(one.id, one.name)
        for one in register.network(uow, today).offers
        if one.is_individual and not one.is_taken_out and not one.location_secret and folded in fold(one.name)
    ]
    return tuple(sorted(found, key=lambda one: (one.name, one.id))[:MOST_FOUND])


def note(
    uow: UnitOfWork,
    actor: Actor,
    had: Had,
    today: date,
    *,
    users: Iterable[str] = (),
    helpers: Iterable[str] = (),
    hours: float | None = None,
    given_by: str = "",
    key: str,
) -> str:
    """Note that these people had a training, all of them or nobody; answers the id of the first.

    ``had.until`` None: as long as the policy says. Raises FieldsRefused, NotFound (somebody of another office, an
    entry that is no resident).
    """
    actor.require(Permission.TRAININGS_EDIT)
    done = history.begin_once(uow, key, "training.note")
    if done is not None:
        return done
    users, helpers = tuple(dict.fromkeys(users)), tuple(dict.fromkeys(helpers))
    refuse(given_by, "given_by")
    refuse(had.topic, "topic")
    topic, until = had.topic.strip(), had.until or trainings.policy_of(_office(uow, actor)).until(had.topic.strip(), had.on)
    wrong = [("topic", "MISSING" if not topic else "TOO_LONG")] if not topic or len(topic) > 60 else []
    wrong += [("on", "FUTURE")] if had.on > today else []
    wrong += [("until", "CROSSED")] if until is not None and until < had.on else []
    wrong += [("hours", "RANGE")] if hours is not None and not 0 < hours <= MOST_HOURS else []
    wrong += [("given_by", "TOO_LONG")] if len(given_by.strip()) > LONGEST else []
    wrong += [("who", "MISSING")] if not users and not helpers else []
    if wrong:
        raise FieldsRefused(wrong)
    known = {one.id for one in _workers(uow, actor)}
    network = register.network(uow, today)
    residents = {one.id for one in network.offers if one.is_individual and not one.location_secret}
    if not set(users) <= known or not set(helpers) <= residents:
        raise NotFound("TrainingRecord")
    common = {
        "office_id": actor.office, "topic": topic, "on": had.on, "until": until, "hours": hours,
        "given_by": given_by.strip() or None,
    }  # fmt: skip
    kept = [uow.add(TrainingRecord(**common, user_id=user)) for user in users]
    kept += [uow.add(TrainingRecord(**common, offer_id=helper)) for helper in helpers]
    for one in kept:
        uow.event(EventKind.TRAINING_NOTED, one.id, facts={"user": one.user_id, "offer": one.offer_id})
    history.finish_once(uow, key, kept[0].id)
    uow.commit()
    return kept[0].id


def note_own(uow: UnitOfWork, actor: Actor, topic: Training, today: date, *, key: str) -> str:
    """Somebody went through a page of exercises and says so. What they picked there is kept nowhere."""
    actor.require(Permission.CASE_READ)
    done = history.begin_once(uow, key, "training.own")
    if done is not None:
        return done
    if topic not in BY_ONESELF:
        raise NotFound("TrainingRecord")
    known = next((one for one in trainings.of_user(uow, actor) if (one.topic, one.on) == (topic.value, today)), None)
    if known is None:
        known = uow.add(TrainingRecord(office_id=actor.office, topic=topic.value, on=today, user_id=actor.id))
        uow.event(EventKind.TRAINING_NOTED, known.id, facts={"user": actor.id, "own": True})
    history.finish_once(uow, key, known.id)
    uow.commit()
    return known.id


def take_out(uow: UnitOfWork, actor: Actor, training_id: str, *, why: str, revision: int, key: str) -> None:
    """Take out a training that was noted by mistake; it stays in the table with who, when and why."""
    actor.require(Permission.TRAININGS_EDIT)
    if history.begin_once(uow, key, "training.take_out", about=training_id) is None:
        record = trainings.get(uow, actor, training_id)
        uow.check_revision(record, revision)
        if not why.strip():
            raise FieldsRefused([("why", "MISSING")])
        uow.void(record, why.strip()[:LONGEST])
        uow.event(EventKind.TRAINING_NOTED, training_id, facts={"taken_out": True})
        history.finish_once(uow, key, training_id)
    uow.commit()


def add_own(
    uow: UnitOfWork, actor: Actor, *, name: str, audience: Iterable[Audience], months: int | None, revision: int, key: str
) -> None:
    """Add a training of the office's own, in words. Raises FieldsRefused, LostUpdate."""
    refuse(name, "name")
    own = {"name": name.strip(), "for": [who.value for who in audience], "months": months}
    _keep(uow, actor, lambda values: values | {"own": [*values["own"], own]}, revision=revision, key=key)


def require_for(
    uow: UnitOfWork, actor: Actor, *, need: str, topics: Iterable[str], revision: int, key: str
) -> None:
    """Say which trainings a resident helper needs for a task; none: nothing is needed any more. It counts at once."""
    topics = list(topics)
    _keep(
        uow, actor, lambda values: values | {"required": values["required"] | {need: topics}}, revision=revision, key=key
    )


def _keep(uow: UnitOfWork, actor: Actor, change, *, revision: int, key: str) -> None:
    actor.require(Permission.TRAININGS_EDIT)
    office = _office(uow, actor)
    if history.begin_once(uow, key, "office.trainings", about=office.id) is None:
        uow.check_revision(office, revision)
        try:
            policy = policy_from(change(policy_values(trainings.policy_of(office))))
        except PolicyError as wrong:
            raise FieldsRefused(wrong.fields) from None
        office.settings = {**(office.settings or {}), trainings.SETTING: policy_values(policy)}
        uow.event(EventKind.OFFICE_CHANGED, office.id, facts={"trainings": sorted(policy.required)})
        history.finish_once(uow, key, office.id)
    uow.commit()


def topic_name(topic: str, locale: str) -> str:
    """The words for a topic; the office's own are words already."""
    key = f"roles.training.{topic}"
    return say(key, locale) if has(key) else topic


def _named(topics: Iterable[str], locale: str) -> list[tuple[str, str]]:
    return [(topic, topic_name(topic, locale)) for topic in topics]


def _told(lacking: Iterable[Lacking], locale: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((one.task, tuple(topic_name(topic, locale) for topic in one.topics)) for one in lacking)


def _lines(records: Iterable[TrainingRecord], today: date, locale: str) -> tuple[TrainingLine, ...]:
    return tuple(
        TrainingLine(
            id=one.id,
            topic=one.topic,
            name=topic_name(one.topic, locale),
            on=one.on,
            until=one.until,
            hours=one.hours,
            given_by=one.given_by,
            state=standing(trainings.had(one), today).value,
            revision=one.revision,
        )
        for one in records
    )


def _workers(uow: UnitOfWork, actor: Actor) -> list[UserRecord]:
    """Who works at the office: partners and accounts without any right have their trainings elsewhere."""
    return [
        one
        for one in accounts.users(uow)
        if one.office_id == actor.office and Actor(one.id, one.role, office=actor.office).may(Permission.CASE_READ)
    ]


def _office(uow: UnitOfWork, actor: Actor) -> OfficeRecord:
    office = uow.get(OfficeRecord, actor.office) if actor.office else None
    if office is None:
        raise NotFound("OfficeRecord")
    return office
