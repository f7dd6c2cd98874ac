"""Everything the engine can say is said, in Korean and in English, with the facts it really gives."""

import re
from collections import defaultdict

import pytest
from hypothesis import HealthCheck, given, settings

from resmap import words
from resmap.domain.closing import Obligation
from resmap.domain.codes import CaseGateCode, DutyCode, GateCode, TieAction, Withheld
from resmap.domain.disclosure import FIELDS
from resmap.flows import files
from resmap.matching.model import MODEL
from resmap.words import explain
from resmap.words.terminal import fit_key, fit_word, match_lines
from tests.support.worlds import open_worlds, person, plain_case, plain_offer, plain_world

LOCALES = ("ko", "en")
HANGUL = re.compile("[가-힣ㄱ-ㅎㅏ-ㅣ]")


@pytest.mark.parametrize("locale", LOCALES)
def test_every_code_has_its_words(locale):
    for code in GateCode:
        assert explain.gate_name(code, locale)
        assert words.has(f"match.gate.{code}")
    for code in CaseGateCode:
        assert explain.gate_sentence(code, {}, locale)
    for factor in MODEL.factors:
        assert explain.factor_name(factor.name, locale)
        assert words.has(f"match.factor_why.{factor.name}")
    for code in DutyCode:
        assert explain.duty_sentence(code, {}, locale)
    for action in TieAction:
        assert explain.relation_sentence(action, "가온 님", ["이웃"], locale)
    for group, codes in (("obligation", Obligation), ("withheld", Withheld), ("field", FIELDS)):
        assert all(words.has(f"files.{group}.{code}") for code in codes)


def test_every_reason_of_every_factor_has_its_words():
    """The reasons are read from the source, so that a new one cannot be forgotten."""
    import inspect

    from resmap.matching import factors, wishing

    source = inspect.getsource(factors) + inspect.getsource(wishing)
    reasons = set(re.findall(r'(?:speaks_for|speaks_against|neutral|unknown)\(\s*"(\w+)"', source)) - {"fits"}
    assert len(reasons) > 40
    assert {one for one in reasons if not words.has(f"match.reason.{one}")} == set()


# ------------------------------------------------------------------ said of random worlds


@settings(max_examples=250, suppress_health_check=[HealthCheck.too_slow])
@given(open_worlds())
def test_whatever_a_world_brings_up_can_be_said_in_both_languages(world):
    offers = [one["id"] for one in world.network_document["offers"]]
    for locale in LOCALES:
        document = files.match_files(world.pair, top=99, locale=locale, why_not=offers[0])
        for text in _sentences(document):
            assert _whole(text)
            if locale == "en":
                assert not HANGUL.search(_without_names(text)), text
        for told in document["needs"]:
            for one in told["suggestions"]:
                assert all(_whole(explain.ask_sentence(code, locale)) for code in one["ask"])
        assert all("\n" not in line for line in match_lines(document, locale))


def _sentences(document: dict):
    yield from (duty["text"] for duty in document["duties"])
    for told in document["needs"]:
        yield from (one["text"] for one in told["relations"])
        yield from (line["text"] for one in told["suggestions"] for line in one["lines"])
        yield from (way["text"] for one in told["suggestions"] for way in one.get("hindrances", ()))
        for place in ("excluded", "information_only", "blocked_consent"):
            yield from (reason["text"] for one in told[place] for reason in one["reasons"])
    yield from (reason["text"] for told in document["why_not"]["needs"] for reason in told["reasons"])


def _whole(text: str) -> bool:
    """One sentence without holes, codes or empty brackets."""
    return (
        bool(text.strip())
        and text.rstrip()[-1] in ".!?"
        and not re.search(r"[{}]|\(\s*\)|None|  |\(,|\b[A-Z]{2,}_[A-Z]|GateCode", text)
        and not re.search(r"\b[a-z]+_[a-z_]+\b", text)
    )


def _without_names(text: str) -> str:
    """Names of the neighbourhood stay Korean in an English sentence."""
    for name in ("자원", "햇살", "복지관", "솔빛구청", "주민", "별빛나눔", "달샘상회", "가온누리", "가온 님", "산책회",
                 "상담", "상 담", "재가", "급식", "나눔", "돌봄", "솔빛1동", "솔빛2동", "달샘동", "솔빛구", "먼바다구",
                 "서울특별시", "가족"):  # fmt: skip
        text = text.replace(name, "")
    return text


def test_random_worlds_bring_up_nearly_every_reason():
    """Else the test above would prove little. What it misses is said by the single tests of factors."""
    from random import Random

    from tests.support.worlds import OFFER_IDS, World, case, network, offer

    seen = defaultdict(set)
    for seed in range(400):
        r = Random(seed)
        offers = [offer(one, r) for one in OFFER_IDS]
        world = World(network(offers, r), case(OFFER_IDS, r, r, r) | {"stage": "planning"})
        for told in files.match_files(world.pair, top=99, locale="ko")["needs"]:
            seen["gate"] |= {reason["code"] for one in told["excluded"] for reason in one["reasons"]}
            seen["reason"] |= {line["reason"] for one in told["suggestions"] for line in one["lines"]}
            seen["ask"] |= {code for one in told["suggestions"] for code in one["ask"]}
            seen["relation"] |= {one["action"] for one in told["relations"]}
    # What trainings an office asks for stands in its register, not in a file: tests/flows/test_trainings.py.
    assert seen["gate"] == {str(code) for code in GateCode} - {"NEED", "CONSENT", "TRAINING"}
    assert seen["relation"] == {"NEW", "STRENGTHEN"}
    assert seen["ask"] >= {"AGE", "SEX", "INCOME", "CAPACITY", "VET", "SAFETY", "PLACE"}
    told = {key.rpartition(".")[2] for key in words.entries() if key.startswith("match.reason.")}
    only_by_override_or_rare = {
        "stale", "VERIFIED", "full", "plenty", "road_direct", "a_ride_away", "far", "tried_both_ways",
    }  # fmt: skip
    assert told - seen["reason"] <= only_by_override_or_rare


# ------------------------------------------------------------------ single sentences


@pytest.mark.parametrize(
    ("low", "high", "ko", "en"),
    [
        (60, 120, "60세 이상", "60 years and over"),
        (60, None, "60세 이상", "60 years and over"),
        (0, 5, "5세 이하", "up to 5 years"),
        (None, 0, "0세 이하", "up to 0 years"),
        (6, 18, "6~18세", "6–18 years"),
    ],
)
def test_ages_are_said_as_people_say_them(low, high, ko, en):
    facts = {"low": low, "high": high}
    assert ko in explain.gate_sentence("AGE", facts, "ko")
    assert en in explain.gate_sentence("AGE", facts, "en")


def test_served_is_told_with_the_unit_and_the_time():
    facts = {"organization": "복지관", "department": "재가팀", "since": "2025-01-01", "until": "2025-06-30", "running": False}
    assert explain.gate_sentence("SERVED", facts, "ko") == "이미 이용한 곳입니다(복지관 재가팀, 2025년 1월 1일~2025년 6월 30일)."
    running = facts | {"running": True, "until": None, "department": None}
    assert explain.gate_sentence("SERVED", running, "ko") == "이미 이용한 곳입니다(복지관, 지금 이용 중)."
    assert explain.gate_sentence("SERVED", running, "en") == "Has already served this household (복지관, still running)."


def test_unknown_facts_of_the_open_vocabulary_are_said_in_plain_words():
    facts = {"wanted": ["night_shift_worker", "disability"]}
    assert "night shift worker, disability" in explain.gate_sentence("REQUIRES", facts, "en")
    assert "장애" in explain.gate_sentence("REQUIRES", facts, "ko")


def test_an_introduction_is_told_with_names_and_a_direct_tie_without():
    name_of = {"n1": "이웃 가"}.get
    assert explain.line_sentence("road", {"via": ["n1"], "steps": 2}, "ko", name_of) == "이웃 가 소개로 이어질 수 있습니다."
    assert explain.line_sentence("road", {"via": [], "steps": 1}, "ko") == "당사자가 이미 아는 사이입니다."


@pytest.mark.parametrize(
    ("metres", "banded", "ko"), [(None, False, ""), (140, False, "140 m"), (1500, True, "약 1,500 m 이내"), (2330, False, "2.3 km")]
)
def test_distances_are_told_in_metres_kilometres_or_bands(metres, banded, ko):
    assert explain.distance_text(metres, "ko", banded) == ko


@pytest.mark.parametrize(
    ("score", "ask", "key"), [(90, ["AGE"], "to_check"), (60, [], "fits_well"), (59.9, [], "possible")]
)
def test_words_stand_before_any_number(score, ask, key):
    assert fit_key(score, ask) == key
    assert fit_word(score, ask, "ko") == {"to_check": "확인 필요", "fits_well": "잘 맞음", "possible": "가능"}[key]


def test_every_gate_says_its_real_facts():
    """All gates at once, as the strictest single test of the gates makes them."""
    world = plain_world(plain_offer(needs=["DLY12"], status="closed", places_left=0, verified_on=None))
    for locale in LOCALES:
        document = files.match_files(world.pair, top=1, locale=locale, why_not="A")
        texts = [reason["text"] for reason in document["why_not"]["needs"][0]["reasons"]]
        assert len(texts) == 4 and all(map(_whole, texts))


def test_whose_consent_is_missing_is_told():
    child = plain_case(household=[person(age=9)], consents={"legal_representative_agrees": False})
    for case, place, ko in (
        (child, "blocked_consent", "법정대리인의 동의"),
        (plain_case(consents={"provide_to_classes": []}), "information_only", "안내만 할 수 있습니다"),
    ):
        world = plain_world(plain_offer(), case=case)
        document = files.match_files(world.pair, top=1, locale="ko", why_not="A")
        (row,) = document["needs"][0][place]
        assert row["reasons"] == document["why_not"]["needs"][0]["reasons"]
        assert [one["code"] for one in row["reasons"]] == ["CONSENT"] and ko in row["reasons"][0]["text"]
