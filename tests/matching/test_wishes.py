"""What the client said once for all: wishes, what hinders, what was tried (R019, R035, R105, R164)."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resmap.domain.access import Access, access_of, told_of
from resmap.domain.wishes import About, Force, Sort, Wish, is_of, is_sort
from resmap.flows import files
from resmap.formats.case import case_from
from resmap.formats.entries import entries_of
from resmap.formats.network import network_from
from resmap.formats.network_writer import network_document
from resmap.matching.engine import match
from tests.support.worlds import (
    WISHES,
    World,
    need,
    open_worlds,
    person,
    plain_case,
    plain_offer,
    plain_world,
)


def matched(*offers: dict, **case) -> dict:
    world = plain_world(*offers, case=plain_case(**case))
    return files.match_files(world.pair, top=50, locale="ko")["needs"][0]


def ids(rows: list[dict]) -> list[str]:
    return [one["offer"] for one in rows]


def reasons(told: dict, offer: str) -> dict[str, str]:
    (entry,) = [one for one in told["excluded"] if one["offer"] == offer]
    return {reason["code"]: reason["text"] for reason in entry["reasons"]}


def line(told: dict, factor: str, offer: str = "A") -> dict:
    (one,) = [one for one in told["suggestions"] if one["offer"] == offer]
    return next(line for line in one["lines"] if line["factor"] == factor)


def wish(about: str, value: str, force: str, by: str | None = None) -> dict:
    return {"about": about, "value": value, "force": force, "by": by}


NO_CHURCH = wish("help", "religious", "never")


# ------------------------------------------------------------------ R035: preferences as filters


def test_r035_no_church_said_once_closes_every_church_and_asks_where_nobody_knows():
    told = matched(
        plain_offer("A", name="사랑교회 반찬", kind="M42"),
        plain_offer("B", tags=["church"]),
        plain_offer("C", access={"religious": False}),
        plain_offer("D"),
        plain_offer("E", kind="M21"),
        wishes=[NO_CHURCH],
    )
    assert set(ids(told["suggestions"])) == {"C", "D", "E"}
    assert "종교단체가 하는 도움은 원하지 않으심" in reasons(told, "A")["WISH"] and set(reasons(told, "B")) == {"WISH"}
    asks = {one["offer"]: one["ask"] for one in told["suggestions"]}
    assert asks == {"C": [], "D": ["WISH"], "E": []}


def test_r035_who_runs_the_entry_may_say_that_it_is_no_church_though_its_name_looks_so():
    by_name = plain_offer(name="교회앞 복지관")
    assert ids(matched(by_name, wishes=[NO_CHURCH])["suggestions"]) == []
    assert ids(matched(by_name | {"access": {"religious": False}}, wishes=[NO_CHURCH])["suggestions"]) == ["A"]


def test_r035_a_language_that_must_be_spoken_closes_is_asked_or_is_met():
    must = [wish("language", "vi", "must")]
    told = matched(
        plain_offer("A", access={"languages": ["vi", "zh"]}),
        plain_offer("B", access={"languages": ["en"]}),
        plain_offer("C"),
        plain_offer("D", languages=["Vietnamese"]),
        wishes=must,
    )
    assert set(ids(told["suggestions"])) == {"A", "C", "D"} and "베트남어가 꼭 통해야 함" in reasons(told, "B")["WISH"]
    assert {one["offer"]: one["ask"] for one in told["suggestions"]} == {"A": [], "C": ["WISH"], "D": []}


def test_r035_of_several_languages_or_hours_one_is_enough_but_food_has_to_be_all_of_it():
    languages = [wish("language", "vi", "must"), wish("language", "zh", "must")]
    assert ids(matched(plain_offer(access={"languages": ["zh"]}), wishes=languages)["suggestions"]) == ["A"]
    food = [wish("diet", "halal", "must"), wish("diet", "soft", "must")]
    assert ids(matched(plain_offer(access={"diets": ["halal"]}), wishes=food)["suggestions"]) == []
    assert ids(matched(plain_offer(access={"diets": ["halal", "soft"]}), wishes=food)["suggestions"]) == ["A"]


@pytest.mark.parametrize(
    ("about", "has", "his", "hers"),
    [("language", "languages", "vi", "zh"), ("time", "open_at", "evening", "weekend"), ("diet", "diets", "halal", "soft")],
)
def test_r035_what_she_must_have_is_no_substitute_for_what_he_must_have(about, has, his, hers):
    two = [person("a"), person("b")]
    must = [wish(about, his, "must", by="a"), wish(about, hers, "must", by="b")]

    def suggested(holder, *known):
        asked = {"household": two, "needs": [need(holder=holder)], "wishes": must}
        return ids(matched(plain_offer(access={has: list(known)}), **asked)["suggestions"]) == ["A"]

    for holder in ("couple", "family"):
        assert suggested(holder, his, hers) and not suggested(holder, hers) and not suggested(holder, his)
    assert suggested("a", his) and suggested("b", hers) and not suggested("a", hers)
    assert suggested("family")  # nobody knows: it is asked


def test_r035_food_matters_only_where_something_is_eaten():
    food = [wish("diet", "halal", "must")]
    away = plain_offer(needs=["SOC11"], access={"diets": ["soft"]})
    assert ids(matched(away, needs=[need("SOC11")], wishes=food)["suggestions"]) == ["A"]


def test_r035_a_soft_wish_weighs_and_is_spoken():
    evenings = [wish("time", "evening", "rather")]
    for open_at, verdict, points in ((["evening"], "for", 6.0), (["weekday_day"], "against", -6.0), ([], "unknown", -8.0)):
        found = line(matched(plain_offer(access={"open_at": open_at}), wishes=evenings), "wishes")
        assert (found["verdict"], found["points"]) == (verdict, points)
        assert "저녁" in found["text"]


def test_r035_people_of_the_neighbourhood_can_be_kept_from_knowing():
    told = matched(
        plain_offer("A", kind="H21", recipient_class="shop"),
        plain_offer("B"),
        wishes=[wish("help", "around", "never")],
    )
    assert ids(told["suggestions"]) == ["B"]


def test_r035_a_wish_counts_for_the_needs_of_who_said_it_and_the_household_s_for_all():
    two = [person("m"), person("n", 30, "M")]
    church = plain_offer(tags=["church"])
    for by, open_for in ((None, set()), ("m", {"n"}), ("n", {"m"}), ("stranger", set())):
        found = {
            holder: ids(matched(church, household=two, needs=[need(holder=holder)], wishes=[NO_CHURCH | {"by": by}])["suggestions"])
            for holder in ("m", "n")
        }
        assert {holder for holder, offers in found.items() if offers} == open_for


# ------------------------------------------------------------------ R105: another sort for the same need


def test_r105_no_psychiatry_at_all_leads_to_counselling_for_the_same_need():
    offers = (
        plain_offer("A", name="정신건강복지센터", kind="M22", needs=["HLT21", "HLT23"]),
        plain_offer("B", name="마음병원", kind="M32", needs=["HLT21"]),
        plain_offer("C", name="복지관 상담실", kind="M31", needs=["FAM11", "HLT21"]),
    )
    asked = {"needs": [need("HLT21")]}
    assert set(ids(matched(*offers, **asked)["suggestions"])) == {"A", "B", "C"}
    told = matched(*offers, **asked, wishes=[wish("help", "psychiatry", "never")])
    assert ids(told["suggestions"]) == ["C"]
    assert "정신과·정신건강 진료는 원하지 않으심" in reasons(told, "A")["WISH"] and "WISH" in reasons(told, "B")


def test_r105_another_clinic_is_no_psychiatry():
    told = matched(plain_offer(name="치과", kind="H24", needs=["HLT12"]), needs=[need("HLT12")],
                   wishes=[wish("help", "psychiatry", "never")])  # fmt: skip
    assert ids(told["suggestions"]) == ["A"]


def test_r105_a_kind_of_the_taxonomy_can_be_refused_as_a_whole():
    told = matched(plain_offer("A", kind="M42"), plain_offer("B"), wishes=[wish("help", "M4", "never")])
    assert ids(told["suggestions"]) == ["B"] and "후원 금품" in reasons(told, "A")["WISH"]


# ------------------------------------------------------------------ R019: what was tried


def test_r019_a_sort_of_help_that_failed_this_household_is_lowered_with_its_reason_and_never_closed():
    offers = (plain_offer("A"), plain_offer("B", kind="M21"))
    before = matched(*offers)
    after = matched(*offers, tried=[{"sort": "M31", "went": "failed"}])
    assert set(ids(after["suggestions"])) == {"A", "B"} and after["excluded"] == before["excluded"]
    found = line(after, "tried_before")
    assert found["verdict"] == "against" and found["points"] == -8.0
    assert "잘 맞지 않았습니다" in found["text"] and "민간 복지서비스" in found["text"]
    assert line(after, "tried_before", "B")["points"] == 0.0


def test_r019_what_helped_raises_what_went_both_ways_does_neither_and_another_need_is_not_touched():
    def points(*tried: dict) -> float:
        return line(matched(plain_offer(), tried=list(tried)), "tried_before")["points"]

    failed, helped = {"sort": "M31", "went": "failed"}, {"sort": "M3", "went": "helped"}
    assert points(helped) > 0 == points(failed, helped) == points(failed | {"needs": ["SOC11"]})
    assert points(failed | {"needs": ["DLY11"]}) < 0 == points({"sort": "M31", "went": "partly"})


# ------------------------------------------------------------------ R164: what hinders, and what takes it away


@pytest.mark.parametrize(
    ("what", "access", "verdict"),
    [
        ("stairs", {"step_free": False}, "against"),
        ("stairs", {"step_free": True}, "for"),
        ("stairs", {}, "unknown"),
        ("stairs", {"comes_home": True}, "for"),
        ("alone", {}, "against"),
        ("alone", {"comes_home": True}, "for"),
        ("cost", {"fee": "full"}, "against"),
        ("cost", {"fee": "reduced"}, "for"),
        ("cost", {}, "unknown"),
    ],
)
def test_r164_what_hinders_lowers_what_is_known_to_be_open_does_not_and_the_rest_is_asked(what, access, verdict):
    told = matched(plain_offer(access=access), hindered=[{"what": what}])
    assert line(told, "getting_there")["verdict"] == verdict
    assert ("HINDRANCE" in told["suggestions"][0]["ask"]) is (verdict == "unknown")


def test_r164_language_and_ways_hinder_too_but_nobody_goes_to_a_telephone():
    vi = [{"what": "language", "value": "vi"}]
    assert line(matched(plain_offer(access={"languages": ["zh"]}), hindered=vi), "getting_there")["verdict"] == "against"
    far = plain_offer(place={"dong": None, "lat": 37.5600, "lon": 127.0700})  # some two kilometres
    for what in ("walking", "transport", "alone"):
        assert line(matched(far, hindered=[{"what": what}]), "getting_there")["verdict"] == "against"
        on_the_phone = far | {"access_line": "1366"}
        assert line(matched(on_the_phone, hindered=[{"what": what}]), "getting_there")["verdict"] == "for"


def test_r164_an_offer_with_something_in_the_way_brings_what_removes_it():
    told = matched(
        plain_offer("A", access={"step_free": False}),
        plain_offer("B", name="동행 봉사", needs=["DLY14"], access={"removes": ["stairs"]}),
        plain_offer("C", name="닫은 봉사", needs=["DLY14"], access={"removes": ["stairs"]}, status="closed"),
        plain_offer("D", name="숨은 봉사", needs=["DLY14"], access={"removes": ["stairs"]}, location_secret=True),
        hindered=[{"what": "stairs"}, {"what": "alone"}, {"what": "cost"}],
    )
    ways = {one["code"]: one for one in told["suggestions"][0]["hindrances"]}
    assert ways["stairs"]["removed_by"] == ["B"] and "동행 봉사가 함께하면" in ways["stairs"]["text"]
    assert ways["alone"]["removed_by"] == ["B"]  # who goes along with people takes it away
    assert set(ways) == {"stairs", "alone"}


def test_r164_a_hindrance_that_nobody_takes_away_says_so_and_without_any_nothing_is_told():
    told = matched(plain_offer(), hindered=[{"what": "alone"}])
    (way,) = told["suggestions"][0]["hindrances"]
    assert way["removed_by"] == [] and "찾지 못했습니다" in way["text"]
    assert "hindrances" not in matched(plain_offer())["suggestions"][0]


def test_r164_what_the_household_has_already_is_asked_first_and_who_was_refused_never():
    rides = [plain_offer(one, needs=["DLY14"], access={"removes": ["alone"]}) for one in ("B", "C", "D")]
    told = matched(
        plain_offer("A"),
        *rides,
        hindered=[{"what": "alone"}],
        served=[{"offer": "D", "from": "2026-01-01", "to": None}],
        declined=[{"offer": "B"}],
    )
    assert told["suggestions"][0]["hindrances"][0]["removed_by"] == ["D", "C"]


# ------------------------------------------------------------------ in every world


def _suggested(world: World) -> set[tuple[str, str, str]]:
    found = match(world.case, world.network)
    return {(one.need.code, one.need.holder, offer.id) for one in found.needs for offer in one.suggested}


@settings(max_examples=150)
@given(open_worlds(), st.sampled_from([one for one in WISHES if one[2] in ("never", "must")]))
def test_never_suggests_what_a_hard_wish_excludes(world, told):
    about, value, force = told
    added = replace(world.case, wishes=(Wish(About(about), value, Force(force)),))
    for one in match(added, world.network).needs:
        for offer in one.suggested:
            if about == "help":
                assert is_of(offer, value) is not True
            elif about == "language" and not offer.kind.startswith(("M1", "M4")):
                assert not offer.access.languages or value in offer.access.languages
            elif about == "time" and not offer.kind.startswith(("M1", "M4")):
                assert not offer.access.open_at or value in offer.access.open_at


@settings(max_examples=100)
@given(open_worlds(), st.sampled_from(WISHES))
def test_a_wish_only_takes_away_and_taking_it_back_gives_the_former_answer(world, told):
    about, value, force = told
    one = Wish(About(about), value, Force(force))
    added = replace(world.case, wishes=(*world.case.wishes, one))
    before, after = match(world.case, world.network), match(added, world.network)
    pairs = [{(n.need.code, offer.id) for n in found.needs for offer in n.suggested} for found in (before, after)]
    # One of several languages or hours is enough: only there can another word open what was closed.
    assert pairs[1] <= pairs[0] or about in ("language", "time")
    back = replace(added, wishes=tuple(w for w in added.wishes if w is not one))
    assert match(back, world.network) == before


@settings(max_examples=100)
@given(open_worlds())
def test_what_was_tried_and_what_hinders_never_close_anything(world):
    bare = world.with_case(lambda case: case.update(hindered=[], tried=[]))
    assert _suggested(world) == _suggested(bare)


@settings(max_examples=100)
@given(open_worlds())
def test_who_takes_a_hindrance_away_fails_no_gate_and_hides_nowhere(world):
    document = files.match_files(world.pair, top=99, locale="ko")
    for told in document["needs"]:
        for one in told["suggestions"]:
            for way in one.get("hindrances", ()):
                for offer in map(world.offer, way["removed_by"]):
                    assert not offer["location_secret"] and offer["status"] != "closed"
                    assert offer["id"] != one["offer"]


# ------------------------------------------------------------------ what is known of an offer


def test_sorts_are_those_that_can_be_named_and_kinds_that_offers_have():
    assert all(is_sort(one) for one in Sort) and is_sort("H21") and is_sort("M4")
    assert not any(is_sort(one) for one in ("R1", "H", "M", "XX", "", None))


def test_what_is_sure_from_the_kind_is_not_kept_as_said_and_comes_back_by_itself():
    sure = access_of("M42", ("쌀 나눔",), ("DLY14",), ())
    assert sure.fee == "free" and sure.removes == {"alone", "walking"} and told_of(sure, sure) == {}
    said = access_of("M42", ("쌀 나눔",), ("DLY14",), (), {"religious": "yes", "languages": ["vi"]})
    assert told_of(said, sure) == {"religious": "yes", "languages": ["vi"]}
    assert access_of("M42", ("쌀 나눔",), ("DLY14",), (), told_of(said, sure)) == said


@settings(max_examples=60)
@given(open_worlds())
def test_what_is_known_of_an_offer_survives_the_network_file_and_the_way_into_the_register(world):
    again = network_from(network_document(world.network)).value
    for one in again.offers:
        before = world.network.by_id[one.id]
        assert one.access == before.access
    for entry in entries_of(world.network):
        said = entry.beyond.get("particulars") or {}
        if not entry.offer.location_secret:
            offer = entry.offer
            assert access_of(offer.kind, (offer.name, offer.organization), offer.needs, offer.tags, said) == offer.access


def test_opening_times_cost_and_languages_of_a_file_are_understood():
    lines = [{"byday": "MO,TU", "opens_at": "09:00", "closes_at": "20:00"}, {"byday": "SA"}]
    found = access_of("M31", ("가",), (), (), languages=["vie", "한국수어", "ko", "en-US"], cost="무료", schedules=lines)
    assert found == Access(
        languages=frozenset({"vi", "ksl", "en"}), fee="free", open_at=frozenset({"weekday_day", "evening", "weekend"})
    )


def test_a_wish_that_cannot_be_meant_is_refused_where_it_stands():
    from resmap.formats.problems import FormatError

    for raw in (wish("help", "vi", "never"), wish("language", "vi", "never"), wish("help", "religious", "must")):
        with pytest.raises(FormatError):
            case_from(plain_case(wishes=[raw]))
