"""바라는 것·꺼리는 것: said once for all, kept, counted, taken back (R019, R035, R105, R164). On the demo."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from resmap.domain.correcting import Left, Relative
from resmap.domain.permissions import NotAllowed, NotFound, Permission
from resmap.domain.resident_number import ResidentNumberError
from resmap.domain.wishes import FORCES, About, Sort, Told
from resmap.flows import cases, correcting, wishes_view, wishing
from resmap.flows.case_loading import load_case
from resmap.flows.field_refusals import FieldsRefused
from resmap.flows.ruling import RuleForbids, require_allowed
from resmap.store import CaseRecord, MemberRecord, ReferralRecord, WishRecord
from tests.support.demo_world import demo_template, world  # noqa: F401

KEYS = iter(f"wish-key-{n:05d}" for n in range(99999))
AROUND = wishing.Saying(Told.WISH, "help", "around", "never")


def say(world, said, *, number="D04", login="manager1", key=None):
    actor = world.actor(login)
    with world.database.write(actor) as uow:
        return wishing.say(uow, actor, world.case_ids[number], world.today, said=said, key=key or next(KEYS))


def take_back(world, wish, *, number="D04", login="manager1"):
    actor = world.actor(login)
    with world.database.write(actor) as uow:
        wishing.take_back(uow, actor, world.case_ids[number], wish, world.today, key=next(KEYS))


def page(world, number="D04", login="manager1"):
    actor = world.actor(login)
    with world.database.read(actor) as uow:
        return cases.page(uow, actor, world.case_ids[number], world.today, locale="ko")


def answer(world, number="D04"):
    """Every suggestion with its score, need by need, and every reason against."""
    found = loaded(world, number).judgement.match
    return [([(one.offer.id, one.card.score) for one in each.suggestions], each.excluded_codes) for each in found.needs]


def loaded(world, number="D04"):
    actor = world.actor("manager1")
    with world.database.read(actor) as uow:
        return load_case(uow, actor, world.case_ids[number], world.today, Permission.CASE_READ)


def said_once(world) -> list:
    """What the rules know of what was said once for all, but for what the household's own referrals taught."""
    case = loaded(world).case
    return [*case.wishes, *case.hindered, *(one for one in case.tried if one.on == world.today)]


def test_a_wish_counts_at_once_for_every_offer_and_for_the_act_and_taken_back_gives_the_former_answer(world):
    before = answer(world)
    kept = say(world, AROUND)
    case = loaded(world)
    closed = [o for n in case.judgement.match.needs for o in n.excluded_codes if "WISH" in n.excluded_codes[o]]
    assert closed and all(case.network.by_id[one].recipient_class != "agency" for one in closed)
    need = next(one for one in case.case.needs if any(need.need == one for need in case.judgement.match.needs))
    shop = next(case.network.by_id[one] for one in closed if need.code in case.network.by_id[one].needs)
    with pytest.raises(RuleForbids, match="WISH"):
        require_allowed(case, need, shop)
    take_back(world, kept)
    assert answer(world) == before and page(world).wishes == ()


@pytest.mark.parametrize(
    "said",
    [
        AROUND,
        wishing.Saying(Told.HINDRANCE, "stairs"),
        wishing.Saying(Told.TRIED, value="neighbour", went="failed"),
    ],
)
def test_the_word_of_who_has_died_or_moved_out_binds_nobody_and_is_kept(world, said):
    manager = world.actor("manager1")
    with world.database.write(manager) as uow:
        member = correcting.add_member(
            uow, manager, world.case_ids["D04"], world.today, asked=Relative("손녀", "한별", "2004"),
            revision=loaded(world).parts.case.revision, key=next(KEYS),
        )  # fmt: skip
    before = answer(world)
    kept = say(world, replace(said, by=member))
    assert said_once(world)
    with world.database.write(manager) as uow:
        correcting.leave(
            uow, manager, world.case_ids["D04"], member, world.today, reason=Left.DIED,
            revision=uow.get(MemberRecord, member).revision, key=next(KEYS),
        )  # fmt: skip
    assert answer(world) == before and not said_once(world)
    (record,) = world.rows(WishRecord, WishRecord.id == kept)
    assert record.taken_back_on is None and record.voided_at is None and [one.id for one in page(world).wishes] == [kept]


def test_the_page_tells_what_was_said_in_whose_words_and_on_which_day(world):
    say(world, wishing.Saying(Told.WISH, "help", "religious", "never", words=" 교회 분들은 부담스러워요 "))
    say(world, wishing.Saying(Told.HINDRANCE, "stairs"))
    say(world, wishing.Saying(Told.TRIED, value="group", went="failed"))
    said = page(world).wishes
    assert [one.told for one in said] == ["wish", "hindrance", "tried"]
    assert said[0].text == "종교단체가 하는 도움은 원하지 않으심" and said[0].words == "교회 분들은 부담스러워요"
    assert said[0].closes and not said[1].closes and said[0].on == world.today
    assert "전에 맞지 않았음" in said[2].text


def test_the_same_said_otherwise_takes_the_former_word_back_and_the_same_again_changes_nothing(world):
    first = say(world, AROUND)
    assert say(world, AROUND) == first
    second = say(world, wishing.Saying(Told.WISH, "help", "around", "rather_not"))
    assert second != first and [one.id for one in page(world).wishes] == [second]


def test_a_second_press_of_the_button_keeps_one(world):
    assert say(world, AROUND, key="one-press-only") == say(world, AROUND, key="one-press-only")
    with world.database.read(world.actor("manager1")) as uow:
        assert len([one for one in uow.session.query(WishRecord) if one.case_id == world.case_ids["D04"]]) == 1


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (wishing.Saying(Told.WISH, "help", "nonsense", "never"), "value"),
        (wishing.Saying(Told.WISH, "language", "vi", "never"), "force"),
        (wishing.Saying(Told.WISH, "weather", "vi", "never"), "about"),
        (wishing.Saying(Told.HINDRANCE, "language"), "value"),
        (wishing.Saying(Told.TRIED, value="group", went="so so"), "went"),
        (wishing.Saying(Told.WISH, "help", "around", "never", words="가" * 501), "words"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_field_and_nothing_is_kept(world, said, field):
    with pytest.raises(FieldsRefused) as refused:
        say(world, said)
    assert refused.value.fields[0][0] == field and page(world).wishes == ()


def test_who_may_not_know_of_the_case_finds_nothing_and_a_stranger_s_member_neither(world):
    with pytest.raises((NotFound, NotAllowed)):
        say(world, AROUND, login="outsider")
    with pytest.raises((NotFound, NotAllowed)):
        say(world, AROUND, login="manager2")
    kept = say(world, AROUND)
    with pytest.raises((NotFound, NotAllowed)):
        take_back(world, kept, login="manager2")
    other = loaded(world, "D10").parts.members[0].id
    with pytest.raises(NotFound):
        say(world, wishing.Saying(Told.WISH, "help", "around", "never", by=other))
    with pytest.raises(ResidentNumberError):
        say(world, wishing.Saying(Told.WISH, "help", "health", "never", words="800101-1234567"))


def test_neither_the_database_nor_the_history_shows_what_was_said(world):
    kept = say(world, wishing.Saying(Told.WISH, "help", "psychiatry", "never", words="정신과는 싫어요"))
    with world.database.read(world.actor("manager1")) as uow:
        record = uow.get(WishRecord, kept)
        assert b"psychiatry" not in record.what_sealed and "정신과".encode() not in record.words_sealed
    noted = [one for one in world.events() if (one.facts or {}).get("wish") == kept]
    assert len(noted) == 1 and "psychiatry" not in str(noted[0].facts)


def test_a_closed_case_takes_no_wish(world):
    with world.database.write(world.actor("manager1")) as uow:
        uow.get(CaseRecord, world.case_ids["D04"]).closed_on = world.today
        uow.commit()
    with pytest.raises(RuleForbids, match="CLOSED"):
        say(world, AROUND)


def test_r019_a_referral_that_did_not_help_lowers_its_sort_of_help_by_itself(world):
    case = loaded(world)
    match = case.judgement.match
    best = next(one for n in match.needs for one in n.suggestions if one.offer.kind.startswith("M"))
    other = world.case_ids["D04"]
    with world.database.write(world.actor("manager1")) as uow:
        uow.add(
            ReferralRecord(
                case_id=other, offer_id=best.offer.id, organisation="다른 기관", unit="다른 기관", state="failed",
                outcome="no_help", ended_on=world.today,
            )
        )  # fmt: skip
        uow.commit()
    (tried,) = loaded(world).case.tried
    assert (tried.sort, tried.went) == (best.offer.kind, "failed") and tried.needs == set(best.offer.needs)


def test_all_that_can_be_chosen_can_be_said(world):
    found = wishes_view.choices("ko")
    assert {one.value for one in found.helps} == {f"help:{sort}" for sort in Sort}
    for one in (*found.helps, *found.ways):
        about, _, value = one.value.partition(":")
        assert say(world, wishing.Saying(Told.WISH, about, value, FORCES[About(about)][0].value))
    for one in found.hindrances:
        about, _, value = one.value.partition(":")
        assert say(world, wishing.Saying(Told.HINDRANCE, about, value))


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from([*Sort]), min_size=1, max_size=3, unique=True))
def test_taking_back_all_that_was_said_gives_the_former_answer(world, sorts):
    before = answer(world)
    kept = [say(world, wishing.Saying(Told.WISH, "help", sort.value, "never")) for sort in sorts]
    for one in kept:
        take_back(world, one)
    assert answer(world) == before
