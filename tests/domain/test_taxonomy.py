"""The need taxonomy: complete, consistent, said in both languages."""

import dataclasses
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resmap.domain import taxonomy as t

HANGUL = re.compile("[가-힣]")


def test_there_are_ten_domains_twenty_subdomains_87_needs_and_109_official_items():
    assert (len(t.domains()), len(t.subdomains())) == (10, 20)
    assert (len(t.needs()), len(t.problem_items())) == (87, 109)
    assert len(t.all_needs()) == 88


def test_every_domain_has_two_subdomains_and_every_subdomain_a_need():
    for domain in t.domains():
        assert [s.code for s in t.subdomains() if s.domain == domain.code] == [
            domain.code + "1",
            domain.code + "2",
        ]
    assert {n.subdomain for n in t.needs()} == {s.code for s in t.subdomains()}
    assert {n.domain for n in t.needs()} == {d.code for d in t.domains()}


def test_codes_are_unique_and_tell_their_place():
    for table in (t.domains(), t.subdomains(), t.all_needs(), t.kinds(), t.abilities()):
        assert len({row.code for row in table}) == len(table)
    assert all(n.code.startswith(n.subdomain) and len(n.code) == 5 for n in t.needs())


def test_everything_is_said_in_korean_and_in_english():
    tables = (
        t.domains(), t.subdomains(), t.all_needs(), t.problem_items(), t.kinds(), t.abilities(),
        t.recipient_classes(), t.sectors(), t.systems(), t.provider_layers(), t.tie_actions(),
    )  # fmt: skip
    for table in tables:
        for row in table:
            assert HANGUL.search(row.ko), row
            assert row.en.strip() and not HANGUL.search(row.en), row


def test_every_official_item_reaches_a_need_of_its_own_subdomain():
    for item in t.problem_items():
        needs = t.needs_for_item(item.key)
        assert needs, item.key
        assert {n.subdomain for n in needs} == {item.subdomain}
        assert item.key == f"{item.subdomain}/{item.ko}"
    assert len({item.key for item in t.problem_items()}) == 109


def test_a_need_that_no_official_item_raises_is_marked_as_ours():
    raised = {code for item in t.problem_items() for code in item.needs}
    assert all(n.ext for n in t.needs() if n.code not in raised)
    assert sum(n.ext for n in t.needs()) == 11


def test_the_same_words_in_two_subdomains_are_two_items():
    assert [n.code for n in t.needs_for_item("SAF1/폭력")] == ["SAF11"]
    assert [n.code for n in t.needs_for_item("SAF2/폭력")] == ["SAF21"]
    assert [n.code for n in t.needs_for_item("HLT1/질병")] == ["HLT11", "HLT15"]


def test_every_need_has_an_example_and_a_dozen_more_ways_to_say_it():
    for need in t.all_needs():
        assert HANGUL.search(need.example)
        assert len(set(need.phrases)) == len(need.phrases) >= 12, need.code


@pytest.mark.parametrize(
    ("code", "example"),
    [
        ("SAF11", "아이들과 제가 맞지 않게 해 주세요"),
        ("HLT11", "우리 아이가 잔병치레가 너무 많아서 걱정이예요"),
        ("HLT22", "살아서 뭐 하나 싶어요"),
        ("HLT25", "남편이 술을 안마시면 우울해하고 잠도 못자요"),
        ("DLY16", "쓰러져도 아무도 모를 거예요"),
        ("FAM11", "남편이 생활비를 안 줘요"),
        ("SOC13", "아플 때 전화할 데가 없어요"),
        ("ECO15", "병원비 좀 지원해 주세요"),
        ("EDU21", "학원비 좀 지원해주세요"),
        ("JOB11", "일자리 좀 소개해 주세요"),
        ("ENV21", "이달 말에 나가래요"),
        ("LAW11", "이혼 할 수 있게 도와주세요"),
    ],
)
def test_the_examples_of_the_practice_notes_are_there_word_for_word(code, example):
    assert t.need(code).example == example


def test_safety_is_violence_neglect_and_suicide_and_belongs_to_specialists():
    safety = {n.code for n in t.all_needs() if n.safety}
    assert safety == {n.code for n in t.needs() if n.domain == "SAF"} | {"HLT22"}
    assert all(t.need(code).best_by == "specialist" for code in safety)


def test_codes_that_tell_of_health_violence_or_status_are_sensitive():
    for need in t.needs():
        if need.domain in {"HLT", "SAF"}:
            assert need.sensitive, need.code
    assert t.need("LAW12").sensitive and t.need("SOC25").sensitive
    assert not t.need("DLY11").sensitive and not t.need("ECO12").sensitive


@pytest.mark.parametrize(
    ("best_by", "codes"),
    [
        ("specialist", "HLT11 HLT24 LAW14 ECO22 FAM11 FAM15 SOC23 SOC25 EDU23 EDU25"),
        ("neighbours", "DLY11 DLY13 DLY14 DLY16 SOC11 SOC13 SOC14 SOC24"),
        ("statutory", "ECO12 ECO14 ECO15 ECO16 EDU21 ENV21 JOB11"),
        ("mixed", "FAM21 EDU22 ENV13"),
    ],
)
def test_who_answers_a_need_first(best_by, codes):
    assert {t.need(code).best_by for code in codes.split()} == {best_by}


def test_case_management_is_a_need_outside_the_ten_domains():
    need = t.need(t.CASE_MGMT)
    assert (need.domain, need.subdomain) == (None, None)
    assert t.is_need("CASE_MGMT") and need not in t.needs()


@pytest.mark.parametrize("code", ["ECO99", "", "eco12", "ECO1", None, 3, ["ECO12"]])
def test_an_unknown_need_code_is_refused_in_clear_words(code):
    assert not t.is_need(code)
    with pytest.raises(KeyError, match="not a known need code"):
        t.need(code)


@pytest.mark.parametrize(
    ("ask", "text"),
    [
        (lambda: t.needs_for_item("HLT9/질병"), "official problem item"),
        (lambda: t.kind("X1"), "kind of resource"),
        (lambda: t.ability("flying"), "ability"),
        (lambda: t.domain("XXX"), "need domain"),
        (lambda: t.subdomain("ECO3"), "need sub-domain"),
    ],
)
def test_what_is_unknown_is_named_in_the_error(ask, text):
    with pytest.raises(KeyError, match=text):
        ask()


@given(st.text(max_size=12))
def test_only_listed_codes_are_needs(code):
    assert t.is_need(code) == (code in {n.code for n in t.all_needs()})


def test_values_cannot_be_changed():
    with pytest.raises(dataclasses.FrozenInstanceError):
        t.need("ECO12").ko = "다른 말"


def test_an_unknown_code_that_may_be_somebodys_words_is_not_repeated():
    with pytest.raises(KeyError) as caught:
        t.need("김영희 800101")
    assert "김영희" not in str(caught.value)
