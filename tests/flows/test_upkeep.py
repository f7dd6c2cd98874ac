"""Keeping the register true: consents of residents, checks, the queue, calls, links, agreements, who rests."""

from datetime import timedelta
from itertools import count
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from resmap.domain.codes import (
    AreaLevel,
    ChangeReason,
    CheckMethod,
    ListingScope,
    OfferStatus,
    ProposalKind,
    ProposalState,
    RecipientClass,
    Review,
)
from resmap.domain.events import EventKind
from resmap.domain.listing import BadListing, Listing
from resmap.domain.permissions import NotAllowed, NotFound
from resmap.domain.upkeep import Standing
from resmap.flows import (
    agreements,
    checking,
    do_not_contact,
    editing,
    listing,
    mapping,
    owner,
    proposals,
    register,
    upkeep,
)
from resmap.flows.checking import Answer, Call, NotListed
from resmap.flows.entry_values import BadValue
from resmap.flows.owner import Changed, NoLink, TooMany
from resmap.flows.today import overview
from resmap.store import (
    EventRecord,
    LostUpdate,
    OfferChangeRecord,
    OfferRecord,
    ProposalRecord,
    SuggestedRecord,
)
from resmap.store import register as queries
from resmap.store import upkeep as stored
from tests.store.conftest import TODAY, add_offer, database, office, ring  # noqa: F401

keys = (f"a-key-of-tests-{number}" for number in count())
BOTH = frozenset(ListingScope)
TOKEN = "a-token-of-tests-that-nobody-guesses"


def agreed(days=100, scopes=BOTH, **more) -> Listing:
    usual = {"scopes": scopes, "since": TODAY, "until": TODAY + timedelta(days=days), "how": CheckMethod.SITE}
    return Listing(**usual | more)


def do(database, actor, act, *args, **how):
    with database.write(actor) as uow:
        return act(uow, actor, *args, key=next(keys), **how)


def look(database, actor, act, *args, **how):
    with database.read(actor) as uow:
        return act(uow, actor, *args, **how)


def record(database, offer_id) -> OfferRecord:
    with database.read() as uow:
        return uow.get(OfferRecord, offer_id)


def revision(database, offer_id) -> int:
    return record(database, offer_id).revision


def value(database, offer_id, today=TODAY):
    with database.read() as uow:
        return queries.network(uow, today).by_id[offer_id]


def add(database, name="자양 반찬", **fields) -> str:
    usual = {"kind": "H22", "recipient_class": RecipientClass.SHOP, "public_phone": "02-450-0001", "dong": "자양4동"}
    with database.write() as uow:
        made = add_offer(uow, name, f"{name} 가게", **usual | fields)
        uow.commit()
    return made.id


def resident(database, name="이웃 나○○", **fields) -> str:
    usual = {
        "kind": "H11", "recipient_class": RecipientClass.NEIGHBOUR, "public_phone": None, "private_phone": "010-3333-4444",
        "lat": 37.531, "lon": 127.071, "area_level": AreaLevel.NATION,
    }  # fmt: skip
    return add(database, name, **usual | fields)


def verified_resident(database, office, name="이웃 나○○", given=None) -> str:
    made = resident(database, name)
    do(database, office.sue, checking.confirm, made, CheckMethod.PHONE, TODAY, revision=1, listing=given or agreed())
    return made


def on_map(database, offer_id, today=TODAY) -> bool:
    with database.read() as uow:
        network = queries.network(uow, today)
        return mapping.may_stand(network.by_id[offer_id], network)


# ── residents (P-25) ─────────────────────────────────────────────────────────


def test_a_resident_is_not_verified_without_a_consent_and_is_named(database, office):
    made, shop = resident(database), add(database)
    result = do(database, office.sue, register.verify, [(made, 1), (shop, 1)], TODAY)
    assert (result.done, result.unlisted, result.changed) == ((shop,), ("이웃 나○○",), ())
    assert record(database, made).review is Review.IMPORTED
    with pytest.raises(NotListed):
        do(database, office.sue, checking.confirm, made, CheckMethod.PHONE, TODAY, revision=1)


def test_verifying_takes_the_consent_along_in_one_act(database, office):
    made = resident(database)
    result = do(database, office.sue, register.verify, [(made, 1)], TODAY, listing={made: agreed()})
    assert result.done == (made,) and value(database, made).needs == ("DLY11",) and on_map(database, made)
    care = look(database, office.sue, upkeep.care_of, made, TODAY)
    assert (care.listing.scopes, care.listing.how, care.standing) == (BOTH, CheckMethod.SITE, Standing.FRESH)
    entry = record(database, made)
    assert entry.verified_revision == entry.revision


def test_a_consent_that_is_too_long_or_names_nothing_verifies_nobody(database, office):
    made = resident(database)
    for wrong in (agreed(400), agreed(scopes=frozenset()), agreed(-1, since=TODAY - timedelta(days=9))):
        with pytest.raises(BadListing):
            do(database, office.sue, register.verify, [(made, 1)], TODAY, listing={made: wrong})
    assert record(database, made).review is Review.IMPORTED


def test_a_resident_who_agreed_to_the_map_only_is_suggested_to_nobody_and_on_no_road(database, office):
    made = verified_resident(database, office, given=agreed(scopes=frozenset({ListingScope.MAP})))
    with database.read() as uow:
        network = queries.network(uow, TODAY)
    assert network.by_id[made].needs == () and made in network.hidden and on_map(database, made)


def test_a_resident_who_agreed_to_suggestions_only_stands_on_no_map(database, office):
    made = verified_resident(database, office, given=agreed(scopes=frozenset({ListingScope.SUGGEST})))
    assert value(database, made).needs and not on_map(database, made)


def test_after_the_last_day_a_resident_is_shown_nowhere_and_still_tells_who_served(database, office):
    made = verified_resident(database, office, given=agreed(30))
    day = TODAY + timedelta(days=31)
    assert value(database, made, day - timedelta(days=1)).needs
    over = value(database, made, day)
    assert (over.needs, over.status) == ((), OfferStatus.CLOSED) and not on_map(database, made, day)
    assert over.organization == "이웃 나○○ 가게"


def test_a_last_day_in_a_file_counts_until_it_is_over_and_a_new_consent_replaces_it(database, office):
    made = resident(database, extra={"listed_until": (TODAY + timedelta(days=5)).isoformat()})
    assert do(database, office.sue, register.verify, [(made, 1)], TODAY).done == (made,)
    later = TODAY + timedelta(days=6)
    assert value(database, made).needs and not value(database, made, later).needs
    do(database, office.alice, listing.give, made, agreed(200), TODAY)
    assert value(database, made, later).needs


def test_a_pause_ends_what_a_file_said_too(database, office):
    made = resident(database, extra={"listed_until": (TODAY + timedelta(days=50)).isoformat()})
    do(database, office.sue, register.verify, [(made, 1)], TODAY)
    do(database, office.alice, listing.pause, made)
    assert not value(database, made).needs and not on_map(database, made)
    do(database, office.alice, listing.resume, made)
    assert value(database, made).needs


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(st.sampled_from(["give", "pause", "resume", "take_back", "verify"]), min_size=1, max_size=6))
def test_whoever_paused_or_took_back_is_never_suggested_nor_on_a_map_nor_on_a_call_sheet(database, office, acts):
    made = resident(database, f"이웃 {next(keys)}")
    known = SimpleNamespace(given=False, paused=False)
    for act in acts:
        try:
            if act == "give":
                do(database, office.alice, listing.give, made, agreed(), TODAY)
                known.given, known.paused = True, False
            elif act == "verify":
                do(database, office.sue, register.verify, [(made, revision(database, made))], TODAY)
            else:
                do(database, office.alice, getattr(listing, act), made)
                if act == "take_back":
                    known.given = known.paused = False
                else:
                    known.paused = act == "pause"
        except NotFound:
            assert act in ("pause", "resume") and not known.given
        sheet = look(database, office.sue, checking.call_sheet, [made], TODAY)
        if not known.given or known.paused:
            assert not value(database, made).needs and not on_map(database, made) and not sheet.lines
            assert made in queries_network(database).hidden
    assert value(database, made).organization


def queries_network(database):
    with database.read() as uow:
        return queries.network(uow, TODAY)


def test_only_who_edits_the_register_touches_a_consent_and_an_agency_has_none(database, office):
    made = resident(database)
    for actor in (office.paul, office.adam):
        with pytest.raises(NotAllowed):
            do(database, actor, listing.give, made, agreed(), TODAY)
    with pytest.raises(NotFound):
        do(database, office.alice, listing.give, office.offer, agreed(), TODAY)


def test_nothing_about_a_residents_health_is_written_down_without_being_asked_about(database, office):
    made = resident(database)
    values = {"description": "우울증을 앓은 뒤 쉬고 계심"}
    with pytest.raises(BadValue) as refused:
        do(database, office.sue, editing.change, made, revision=1, values=values)
    assert (refused.value.field, refused.value.code) == ("description", "private")
    values = {"description": "치매 어르신과 함께 걷습니다"}
    do(database, office.sue, editing.change, made, revision=1, values=values, words_meant=True)
    assert record(database, made).description.startswith("치매 어르신")
    do(database, office.sue, editing.change, made, revision=2, values=values | {"hours": "오전"})  # asked once
    shop = add(database)
    do(database, office.sue, editing.change, shop, revision=1, values={"description": "치매 가족 할인"})


# ── checks ───────────────────────────────────────────────────────────────────


def test_one_tap_checks_every_asked_field_and_verifies_the_revision_that_was_seen(database, office):
    shop = add(database, hours="평일 오전", places_left=2, limit=4)
    do(database, office.sue, checking.confirm, shop, CheckMethod.PHONE, TODAY, revision=1)
    entry = record(database, shop)
    assert (entry.review, entry.verified_on, entry.verified_by) == (Review.VERIFIED, TODAY, office.sue.id)
    assert entry.verified_revision == entry.revision
    care = look(database, office.sue, upkeep.care_of, shop, TODAY)
    checked = {one.field for one in care.stories if one.check}
    assert checked == {"name", "status", "needs", "hours", "places_left", "phone"}
    assert all(one.check.by.id == office.sue.id for one in care.stories if one.check)
    with pytest.raises(LostUpdate):
        do(database, office.sue, checking.confirm, shop, CheckMethod.PHONE, TODAY, revision=1)


@pytest.mark.parametrize("review", [Review.WITHDRAWN, Review.MERGED])
def test_what_is_out_of_the_register_is_not_verified_by_a_tap(database, office, review):
    shop = add(database, review=review)
    with pytest.raises(LostUpdate):
        do(database, office.sue, checking.confirm, shop, CheckMethod.PHONE, TODAY, revision=1)
    entry = record(database, shop)
    assert (entry.review, entry.verified_on) == (review, None)


def test_a_check_belongs_to_the_field_as_it_stood_and_a_later_change_leaves_it_behind(database, office):
    shop = add(database, hours="평일 오전")
    do(database, office.alice, checking.check_field, shop, "hours", CheckMethod.SITE, TODAY, revision=1, note="문 앞 안내판")
    do(database, office.alice, checking.check_field, shop, "phone", CheckMethod.PHONE, TODAY, revision=1)
    do(database, office.sue, editing.change, shop, revision=1, values={"hours": "주말"})
    stories = {one.field: one for one in look(database, office.alice, upkeep.care_of, shop, TODAY).stories}
    assert stories["hours"].check is None
    assert (stories["hours"].why, stories["hours"].by.id) == (ChangeReason.EDIT, office.sue.id)
    assert stories["phone"].check.method is CheckMethod.PHONE and stories["phone"].why is None


def test_a_case_manager_checks_fields_and_verifies_nothing(database, office):
    shop = add(database)
    with pytest.raises(NotAllowed):
        do(database, office.alice, checking.confirm, shop, CheckMethod.PHONE, TODAY, revision=1)
    with pytest.raises(BadValue):
        do(database, office.alice, checking.check_field, shop, "source_row", CheckMethod.PHONE, TODAY, revision=1)
    do(database, office.alice, checking.check_field, shop, "hours", CheckMethod.PHONE, TODAY, revision=1)
    assert record(database, shop).review is Review.IMPORTED


def test_a_field_tells_the_file_and_row_that_it_came_from(database, office):
    told = {"file": "시설.csv", "row": 17, "on": "2026-10-01"}
    shop = add(database, source="구청", source_key="17", source_row={"hours": "오전"}, evidence=told, hours="오전")
    stories = {one.field: one for one in look(database, office.sue, upkeep.care_of, shop, TODAY).stories}
    assert (stories["hours"].file, stories["hours"].row, stories["hours"].source) == ("시설.csv", 17, "구청")


def test_nothing_of_the_place_of_a_secret_entry_is_told_by_its_upkeep(database, office):
    made = add(
        database, "온 쉼터", kind="M27", recipient_class=RecipientClass.AGENCY, public_phone=None, dong=None,
        location_secret=True, access_line="1366", area_level=AreaLevel.DONG, area_names=("자양4동",),
    )  # fmt: skip
    care = look(database, office.sue, upkeep.care_of, made, TODAY)
    assert not {"dong", "address", "phone", "area_names", "website", "email"} & {one.field for one in care.stories}
    sheet = look(database, office.sue, checking.call_sheet, [made], TODAY)
    assert [one.phone for one in sheet.lines] == ["1366"]


def test_a_proposed_need_is_confirmed_or_rejected_by_a_person(database, office):
    wanted = [{"code": "SOC11", "confidence": 0.8, "because": ["말벗"]}, {"code": "HOU11", "confidence": 0.4, "because": []}]
    shop = add(database, proposed_needs=wanted)
    do(database, office.alice, checking.decide_need, shop, "SOC11", accept=True, revision=1)
    entry = record(database, shop)
    assert entry.needs == ("DLY11", "SOC11") and [one["code"] for one in entry.proposed_needs] == ["HOU11"]
    do(database, office.alice, checking.decide_need, shop, "HOU11", accept=False, revision=entry.revision)
    entry = record(database, shop)
    assert entry.needs == ("DLY11", "SOC11") and not entry.proposed_needs
    with pytest.raises(BadValue):
        do(database, office.alice, checking.decide_need, shop, "EDU11", accept=True, revision=entry.revision)


# ── the queue ────────────────────────────────────────────────────────────────


def suggest(database, offer_id, times, month="2026-11"):
    with database.write() as uow:
        uow.add(SuggestedRecord(offer_id=offer_id, month=month, times=times))
        uow.commit()


def stale(database, name, days, times=0, **fields) -> str:
    made = add(database, name, review=Review.VERIFIED, verified_on=TODAY - timedelta(days=days), **fields)
    if times:
        suggest(database, made, times)
    return made


def ask(database, people, **how):
    return look(database, people.sue, upkeep.queue, TODAY, **how)


def test_what_is_suggested_often_and_was_checked_long_ago_comes_first(database, office):
    often, seldom = stale(database, "가", 100, 30), stale(database, "나", 100, 3)
    longer = stale(database, "다", 300, 3)
    fresh = stale(database, "라", 10, 500)
    found = ask(database, office)
    order = [one.id for one in found.page.rows]
    assert order.index(often) < order.index(longer) < order.index(seldom) and fresh not in order
    assert found.turns[often].times == 30 and found.turns[often].standing is Standing.DUE
    assert {one.id for one in ask(database, office, standing=Standing.FRESH).page.rows} == {fresh}


def test_never_verified_entries_wait_behind_what_is_suggested_and_overdue_beside_what_is_a_year_old(database, office):
    new = add(database, "새 가게")
    overdue, quiet = stale(database, "밀린 가게", 150, 30), stale(database, "조용한 가게", 150)
    year = stale(database, "오래된 가게", 400)
    order = [one.id for one in ask(database, office, kind="H22").page.rows]
    assert order == [overdue, year, new, quiet]


def test_the_number_of_the_day_is_the_number_of_the_queue(database, office):
    add(database, "새 가게")
    made = stale(database, "밀린 가게", 150)
    stale(database, "막 확인한 가게", 3)
    add(database, "닫은 가게", status=OfferStatus.CLOSED)
    for _ in range(2):
        counted = look(database, office.sue, overview, TODAY).to_verify
        assert counted == ask(database, office).page.total == look(database, office.sue, upkeep.count_waiting, TODAY)
    with database.write() as uow:
        uow.get(OfferRecord, made).status = OfferStatus.CLOSED
        uow.commit()
    assert look(database, office.sue, overview, TODAY).to_verify == counted - 1


def test_a_suggestion_long_past_does_not_count(database, office):
    one, other = stale(database, "가", 100), stale(database, "나", 100)
    suggest(database, other, 99, month="2026-08")
    suggest(database, one, 1, month="2026-09")
    assert [each.id for each in ask(database, office, kind="H22").page.rows] == [one, other]


def test_never_verified_entries_stand_in_the_queue_and_withdrawn_and_closed_ones_do_not(database, office):
    new = add(database, "새 가게")
    add(database, "뺀 가게", review=Review.WITHDRAWN)
    add(database, "닫은 가게", status=OfferStatus.CLOSED)
    found = ask(database, office, kind="H22")
    assert [one.id for one in found.page.rows] == [new] and found.counts[Standing.NEVER] == 1


def test_the_offices_own_days_move_what_is_due(database, office):
    made = stale(database, "가", 40)
    assert made not in ask(database, office).turns
    assert made in ask(database, office, office={"H2": 30}).turns


def test_the_queue_is_for_who_verifies(database, office):
    for actor in (office.alice, office.paul, office.adam):
        with pytest.raises(NotAllowed):
            look(database, actor, upkeep.queue, TODAY)


def test_what_was_told_to_a_user_is_counted_once_for_each_look_with_the_events(database, office):
    made = add(database)
    for _ in range(3):
        with database.read(office.alice) as uow:
            uow.event(EventKind.MATCHED, facts={"model": "x"})
            uow.suggested([made, office.offer, made])
            uow.commit()
    with database.read() as uow:
        assert stored.suggested(uow, ["2026-11"]) == {made: 3, office.offer: 3}


# ── calls ────────────────────────────────────────────────────────────────────


def calls(database, office, *made: Call):
    return do(database, office.sue, checking.take_calls, made, TODAY)


def test_a_call_sheet_leaves_out_and_names_who_rests_and_whose_consent_is_missing(database, office):
    shop, quiet, neighbour = add(database), add(database, "조용한 가게", public_phone="02-1"), resident(database)
    willing = verified_resident(database, office, "이웃 다○○")
    do(database, office.alice, do_not_contact.remember, quiet, why="바쁨", until=None)
    sheet = look(database, office.sue, checking.call_sheet, [shop, quiet, neighbour, willing], TODAY)
    assert [(one.record.id, one.phone) for one in sheet.lines] == [(shop, "02-450-0001"), (willing, "010-3333-4444")]
    assert ([name for name, _ in sheet.resting], sheet.unlisted) == (["조용한 가게"], ("이웃 나○○",))


def events(database, kind):
    with database.read() as uow:
        return list(uow.session.query(EventRecord).filter_by(kind=kind))


def test_numbers_that_leave_on_a_call_sheet_are_noted_and_a_sheet_without_any_is_not(database, office):
    shop, neighbour = add(database), resident(database)
    willing = verified_resident(database, office, "이웃 다○○")
    look(database, office.sue, checking.call_sheet, [neighbour], TODAY)
    assert not events(database, EventKind.EXPORTED)
    look(database, office.sue, checking.call_sheet, [shop, neighbour, willing], TODAY)
    (told,) = events(database, EventKind.EXPORTED)
    assert told.facts == {"format": "calls", "offers": 2, "residents": 1}


def test_each_answer_of_a_call_does_what_it_says(database, office):
    same, changed, stopped, silent = (add(database, name, limit=5) for name in "가나다라")
    do(database, office.sue, register.verify, [(changed, 1)], TODAY - timedelta(days=100))
    taken = calls(
        database, office, Call(same, 1, Answer.SAME, places_left=3), Call(changed, 2, Answer.CHANGED, hours="오후"),
        Call(stopped, 1, Answer.STOPPED), Call(silent, 1, Answer.SILENT), Call(office.offer, 99, Answer.SAME),
    )  # fmt: skip
    assert (taken.same, taken.changed, taken.stopped, taken.silent, taken.left) == (
        (same,), (changed,), (stopped,), (silent,), ("밑반찬 나눔",),
    )  # fmt: skip
    entry = record(database, same)
    assert (entry.review, entry.places_left, entry.verified_on) == (Review.VERIFIED, 3, TODAY)
    entry = record(database, changed)
    assert (entry.review, entry.hours) == (Review.STALE, "오후")
    assert ask(database, office).turns[changed].standing in (Standing.DUE, Standing.OVERDUE)
    assert record(database, stopped).status is OfferStatus.CLOSED
    assert record(database, silent).review is Review.IMPORTED


def test_a_resident_who_says_stop_on_the_phone_is_out_at_once(database, office):
    made = verified_resident(database, office)
    calls(database, office, Call(made, revision(database, made), Answer.STOPPED))
    assert record(database, made).review is Review.WITHDRAWN and not value(database, made).needs


def test_more_places_than_there_are_cannot_be_heard(database, office):
    shop = add(database, limit=4)
    assert calls(database, office, Call(shop, 1, Answer.SAME, places_left=5)).left == ("자양 반찬",)
    assert record(database, shop).review is Review.IMPORTED


# ── out and back ─────────────────────────────────────────────────────────────


def test_what_was_withdrawn_comes_back_unverified_and_a_resident_needs_a_new_consent(database, office):
    made = verified_resident(database, office)
    do(database, office.sue, upkeep.withdraw, made, why="이사", revision=revision(database, made))
    assert not value(database, made).needs
    do(database, office.sue, upkeep.restore, made, revision=revision(database, made))
    result = do(database, office.sue, register.verify, [(made, revision(database, made))], TODAY)
    assert result.unlisted and record(database, made).review is Review.IMPORTED
    result = do(database, office.sue, register.verify, [(made, revision(database, made))], TODAY, listing={made: agreed()})
    assert result.done and value(database, made).needs
    with database.read() as uow:
        why = [one.why for one in uow.session.query(OfferChangeRecord).filter_by(offer_id=made)]
    assert {ChangeReason.WITHDRAW, ChangeReason.RESTORE, ChangeReason.VERIFY} <= set(why)


def test_an_accepted_proposal_to_take_a_resident_out_ends_the_consent_too(database, office):
    made = verified_resident(database, office)
    asked = do(database, office.alice, proposals.propose_withdrawal, made, why="이사하셨대요")
    do(database, office.sue, proposals.accept, asked.id, revision=asked.revision, entry_revision=revision(database, made))
    with database.read() as uow:
        assert stored.listing(uow, made).withdrawn_at is not None
    do(database, office.sue, upkeep.restore, made, revision=revision(database, made))
    assert do(database, office.sue, register.verify, [(made, revision(database, made))], TODAY).unlisted


# ── do not contact ───────────────────────────────────────────────────────────


def known(database, today=TODAY, **how):
    with database.read() as uow:
        return do_not_contact.known(uow, today, **how)


def test_who_asked_for_rest_is_known_again_by_entry_by_number_and_by_name_and_dong(database, office):
    shop = add(database)
    do(database, office.alice, do_not_contact.remember, shop, why=None, until=TODAY + timedelta(days=7))
    assert known(database, offer_id=shop)
    assert known(database, phone="+82 2 450 0001")
    assert known(database, name="자양반찬", dong="자양4동")
    assert not known(database, name="자양반찬", dong="구의1동") and not known(database, phone="02-450-0002")
    assert not known(database, TODAY + timedelta(days=8), offer_id=shop)


def test_who_asked_for_rest_is_not_called_under_the_entry_that_stands_for_theirs(database, office):
    older = add(database, "가 반찬", public_phone="02-450-0001")
    shop = add(database, "나 반찬", public_phone="02-450-0002")
    do(database, office.alice, do_not_contact.remember, older, why=None, until=None)
    assert look(database, office.sue, checking.call_sheet, [shop], TODAY).lines
    with database.write() as uow:
        one = uow.get(OfferRecord, older)
        one.merged_into, one.review = shop, Review.MERGED
        uow.commit()
    assert known(database, offer_id=shop) and known(database, offer_id=older)
    sheet = look(database, office.sue, checking.call_sheet, [shop], TODAY)
    assert not sheet.lines and [name for name, _ in sheet.resting] == ["나 반찬"]
    with pytest.raises(NoLink):
        link(database, office, shop)


def test_the_number_of_who_rests_is_kept_sealed_and_lifting_is_the_supervisors(database, office):
    shop = resident(database)
    kept = do(database, office.alice, do_not_contact.remember, shop, why=None, until=None)
    with database.read() as uow:
        from resmap.store import DoNotContactRecord

        row = uow.session.execute(DoNotContactRecord.__table__.select()).mappings().one()
    assert "3333" not in str(dict(row)) and row["phone_index"]
    with pytest.raises(NotAllowed):
        do(database, office.alice, do_not_contact.lift, kept, why="괜찮다고 하심")
    do(database, office.sue, do_not_contact.lift, kept, why="괜찮다고 하심")
    assert not known(database, offer_id=shop) and not known(database, phone="010-3333-4444")


def test_nothing_of_a_secret_place_is_kept_with_its_rest(database, office):
    made = add(database, "온 쉼터", kind="M27", dong=None, public_phone=None, location_secret=True, access_line="1366")
    do(database, office.alice, do_not_contact.remember, made, why=None, until=None)
    with database.read() as uow:
        (kept,) = stored.remembered(uow)
    assert (kept.phone, kept.name_folded, kept.dong, kept.phone_index) == (None, None, None, None)


# ── the owner's link ─────────────────────────────────────────────────────────


def link(database, office, offer_id, token=TOKEN, by=None, **how):
    return do(database, by or office.alice, owner.make, offer_id, TODAY, token=token, **how)


def opened(database, token=TOKEN):
    with database.read() as uow:
        return owner.look(uow, token)


def answer(database, act, *args, token=TOKEN, seen=None, **how):
    with database.write() as uow:
        return act(uow, token, *args, revision=seen or owner.look(uow, token).revision, key=next(keys), **how)


def test_the_token_is_kept_as_its_digest_only(database, office):
    made = link(database, office, add(database))
    assert made.token == TOKEN and TOKEN not in repr(made)
    with database.read() as uow:
        rows = [dict(row) for row in uow.session.execute(type(stored.owner_link(uow, TOKEN)).__table__.select()).mappings()]
    assert TOKEN not in str(rows) and len(rows[0]["token_hash"]) == 64


def test_a_link_ends_by_time_by_a_newer_one_by_revoking_and_by_every_change_of_hands(database, office):
    shop = add(database)
    link(database, office, shop, lasts=timedelta(0))
    assert opened(database) is None
    link(database, office, shop, "one-token")
    link(database, office, shop, "two-token")
    assert opened(database, "one-token") is None and opened(database, "two-token")
    do(database, office.sue, editing.change, shop, revision=1, values={"hours": "오후"})
    assert opened(database, "two-token")
    do(database, office.sue, editing.change, shop, revision=2, values={"public_phone": "02-999-0000"})
    assert opened(database, "two-token") is None
    link(database, office, shop, "three-token")
    do(database, office.alice, owner.revoke, shop)
    assert opened(database, "three-token") is None and opened(database, "") is None


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"kind": "M27", "location_secret": True, "access_line": "1366", "dong": None, "public_phone": None}, "SECRET"),
        ({"review": Review.WITHDRAWN}, "GONE"),
        ({"kind": "H11", "public_phone": None, "recipient_class": RecipientClass.NEIGHBOUR}, "UNLISTED"),
    ],
)
def test_there_is_no_link_for_a_secret_place_nor_for_who_did_not_agree(database, office, fields, code):
    made = add(database, **fields)
    with pytest.raises(NoLink) as refused:
        link(database, office, made)
    assert refused.value.code == code


def test_who_rests_gets_no_link_and_a_place_that_becomes_secret_loses_it(database, office):
    shop, other = add(database), add(database, "다른 가게", access_line="1366", public_phone="02-7")
    do(database, office.alice, do_not_contact.remember, shop, why=None, until=None)
    with pytest.raises(NoLink):
        link(database, office, shop)
    link(database, office, other)
    do(database, office.sue, editing.change, other, revision=1, values={"location_secret": True})
    assert opened(database) is None


def test_an_owner_renews_a_verification_and_never_makes_the_first(database, office):
    shop = add(database)
    link(database, office, shop, by=office.sue)
    answer(database, owner.confirm, TODAY)
    assert record(database, shop).review is Review.IMPORTED
    do(database, office.sue, register.verify, [(shop, 1)], TODAY - timedelta(days=200))
    answer(database, owner.confirm, TODAY)
    entry = record(database, shop)
    assert (entry.verified_on, entry.verified_by, entry.review) == (TODAY, None, Review.VERIFIED)
    stories = {one.field: one for one in look(database, office.sue, upkeep.care_of, shop, TODAY).stories}
    assert stories["phone"].check.method is CheckMethod.OWNER and stories["phone"].check.by is None


def test_a_link_of_who_may_not_verify_renews_nothing_and_its_answer_is_kept_as_checks(database, office):
    shop = add(database)
    do(database, office.sue, register.verify, [(shop, 1)], TODAY - timedelta(days=200))
    link(database, office, shop)
    answer(database, owner.confirm, TODAY)
    entry = record(database, shop)
    assert (entry.verified_on, entry.verified_by) == (TODAY - timedelta(days=200), office.sue.id)
    stories = {one.field: one for one in look(database, office.sue, upkeep.care_of, shop, TODAY).stories}
    assert stories["phone"].check.method is CheckMethod.OWNER and stories["phone"].check.by is None
    assert shop in ask(database, office).turns
    (told,) = events(database, EventKind.OWNER_ANSWERED)
    assert told.facts["maker"] == office.alice.id


def test_what_an_owner_corrects_waits_and_is_not_confirmed_by_the_same_owner(database, office):
    shop = add(database, hours="오전")
    do(database, office.sue, register.verify, [(shop, 1)], TODAY - timedelta(days=100))
    link(database, office, shop)
    assert answer(database, owner.correct, {"hours": "오후", "public_phone": "02-450-0001", "needs": ("EDU11",)}, note="여름만")
    with database.read() as uow:
        (one,) = stored.proposals_of_owner(uow, shop)
    assert (one.kind, one.fields) == (ProposalKind.CHANGE, {"before": {"hours": "오전"}, "after": {"hours": "오후"}})
    assert record(database, shop).hours == "오전"
    answer(database, owner.confirm, TODAY)
    assert record(database, shop).verified_on == TODAY - timedelta(days=100)
    stories = {one.field: one for one in look(database, office.sue, upkeep.care_of, shop, TODAY).stories}
    assert stories["hours"].check is None and stories["name"].check
    now = revision(database, shop)
    do(database, office.sue, proposals.accept, one.id, fields=["hours"], revision=one.revision, entry_revision=now)
    assert record(database, shop).hours == "오후"


def test_an_agency_that_withdraws_is_suggested_to_nobody_at_once_and_waits_to_be_taken_out(database, office):
    shop = add(database)
    link(database, office, shop)
    answer(database, owner.pause)
    answer(database, owner.withdraw)
    with database.read() as uow:
        kinds = [(one.kind, one.state) for one in stored.proposals_of_owner(uow, shop)]
    assert kinds == [(ProposalKind.CHANGE, ProposalState.WAITING), (ProposalKind.WITHDRAW, ProposalState.WAITING)]
    assert record(database, shop).status is OfferStatus.PAUSED and opened(database) is None


def test_a_residents_pause_and_withdrawal_take_effect_at_once_even_against_a_newer_edit(database, office):
    made = verified_resident(database, office)
    link(database, office, made)
    answer(database, owner.pause, seen=1)
    assert not value(database, made).needs and opened(database).paused
    answer(database, owner.withdraw, seen=1)
    assert record(database, made).review is Review.WITHDRAWN and opened(database) is None
    assert not look(database, office.sue, checking.call_sheet, [made], TODAY).lines


def test_who_answers_an_old_page_looks_again_and_nobody_buries_the_first_answer(database, office):
    shop = add(database)
    link(database, office, shop)
    with pytest.raises(Changed):
        answer(database, owner.confirm, TODAY, seen=7)
    for number in range(owner.MOST_WAITING):
        answer(database, owner.correct, {"hours": f"{number}시"})
    with pytest.raises(TooMany):
        answer(database, owner.correct, {"hours": "밤"})
    assert answer(database, owner.correct, {"hours": ""}) is False


def test_an_owners_contact_is_sealed_and_the_same_click_counts_once(database, office):
    shop = add(database)
    link(database, office, shop)
    for _ in range(2):
        with database.write() as uow:
            owner.correct(uow, TOKEN, {"hours": "밤"}, revision=1, key="one-and-the-same", contact="010-9999-8888")
    with database.read() as uow:
        (one,) = stored.proposals_of_owner(uow, shop)
        row = uow.session.execute(ProposalRecord.__table__.select()).mappings().one()
    assert one.contact == "010-9999-8888" and "9999" not in str(dict(row))


FIELDS = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["H11", "H13", "H22", "M31", "M11"]),
        "description": st.sampled_from([None, "반찬을 나눕니다"]),
        "address": st.sampled_from([None, "자양로 1"]),
        "hours": st.sampled_from([None, "오전"]),
        "email": st.sampled_from([None, "a@example.org"]),
        "website": st.sampled_from([None, "https://example.org"]),
        "tags": st.sampled_from([(), ("alcohol",)]),
        "extra": st.sampled_from([None, {"listed_until": "2027-01-01", "memo": "속사정"}]),
    }
)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(fields=FIELDS)
def test_an_owners_page_never_shows_a_field_that_the_page_of_the_entry_does_not(database, office, fields):
    is_resident = fields["kind"].startswith("H1")
    made = OfferRecord(
        name="가온", recipient_class=RecipientClass.SHOP, organisation_id="x", needs=("DLY11",), dong="자양4동",
        area_level=AreaLevel.NATION, status=OfferStatus.ACTIVE, location_secret=False,
        **fields | ({"private_phone": "010-3333-4444", "address": None} if is_resident else {"public_phone": "02-1"}),
    )  # fmt: skip
    told = owner.public_fields(made)
    assert told.keys() <= set(upkeep.TOLD)
    if is_resident:
        assert not {"phone", "address"} & told.keys() and "3333" not in str(told)
    assert "속사정" not in str(told) and "example.org" not in str(told)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(many=st.integers(2, 4))
def test_a_token_opens_its_own_entry_and_no_other(database, office, many):
    tokens = {f"token-{next(keys)}": add(database, f"가게 {next(keys)}") for _ in range(many)}
    for token, shop in tokens.items():
        link(database, office, shop, token)
    for token, shop in tokens.items():
        assert opened(database, token).fields["name"] == record(database, shop).name
        for near in (token[:-1], token + "0", token.upper(), stored.token_hash(token), shop):
            assert opened(database, near) is None


# ── agreements (R047) ────────────────────────────────────────────────────────


def agreement(database, office, offer_id, since, until):
    days = {"since": TODAY + timedelta(days=since), "until": TODAY + timedelta(days=until)}
    return do(database, office.sue, agreements.keep, offer_id, texts={"contact": "담당 박○○"}, **days)


def test_when_the_last_agreement_has_ended_nothing_goes_there_until_it_is_renewed(database, office):
    shop = add(database)
    assert not value(database, shop).agreement_lapsed
    agreement(database, office, shop, -400, -1)
    assert value(database, shop).agreement_lapsed
    agreement(database, office, shop, 10, 300)
    assert value(database, shop).agreement_lapsed  # not begun yet
    agreement(database, office, shop, 0, 300)
    assert not value(database, shop).agreement_lapsed


def test_an_agreement_that_runs_out_is_announced_thirty_days_ahead(database, office):
    soon, later = add(database, "곧"), add(database, "나중")
    agreement(database, office, soon, -300, 30)
    agreement(database, office, later, -300, 31)
    (ending,) = ask(database, office).ending
    assert (ending.organisation.name, ending.until, ending.entry) == ("곧 가게", TODAY + timedelta(days=30), soon)
    with pytest.raises(BadValue):
        agreement(database, office, soon, 5, 4)
    with pytest.raises(NotAllowed):
        do(database, office.alice, agreements.keep, soon, since=TODAY, until=TODAY, texts={})


