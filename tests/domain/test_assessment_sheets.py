"""The two sheets of an assessment: what was not asked stays so, items only where something is present."""

from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resmap.domain import taxonomy
from resmap.domain.assessing import Ability, Asked, Function, NowPrompt, domain_codes
from resmap.domain.assessment_sheets import FunctionSheet, NeedSheet, Talk, digest, function_sheet, need_sheet

ITEMS = [item.key for item in taxonomy.problem_items()]
answers = st.dictionaries(st.sampled_from(domain_codes()), st.sampled_from(Asked))
ticks = st.lists(st.sampled_from(ITEMS), max_size=12)
words = st.text(max_size=60)
json_like = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)


@given(answers, ticks)
def test_items_stand_only_under_domains_where_something_is_present(domains, items):
    """R066, R072: a section that is not chosen is not asked for, and nothing of it is kept."""
    sheet = NeedSheet().walked(domains, items)
    for key in sheet.items:
        assert sheet.domains[taxonomy.problem_item(key).subdomain[:3]] is Asked.PRESENT
    kept = {key for key in items if domains.get(taxonomy.problem_item(key).subdomain[:3]) is Asked.PRESENT}
    assert set(sheet.items) == kept


@given(answers)
def test_what_was_not_asked_is_never_kept_as_none(domains):
    """R072: "not asked" is something else than "none"."""
    sheet = NeedSheet().walked(domains, ())
    assert Asked.NOT_ASKED not in sheet.domains.values()
    for code in domain_codes():
        assert sheet.domains.get(code, Asked.NOT_ASKED) is domains.get(code, Asked.NOT_ASKED)


@given(answers, ticks, st.dictionaries(st.sampled_from(NowPrompt), words), words, words)
def test_a_sheet_reads_back_what_it_kept(domains, items, now, wished, how):
    said = {one: text.strip() for one, text in now.items() if text.strip()}
    talk = Talk(MappingProxyType(said), wished.strip(), how.strip())
    sheet = NeedSheet(talk=talk).walked(domains, items)
    assert need_sheet(sheet.content()) == sheet
    assert digest(need_sheet(sheet.content()).content()) == digest(sheet.content())


@given(st.dictionaries(st.sampled_from(Function), st.sampled_from(Ability)), words)
def test_what_the_person_can_do_reads_back(abilities, note):
    """R010: the functional part."""
    asked = {one: how for one, how in abilities.items() if how is not Ability.NOT_ASKED}
    sheet = FunctionSheet(MappingProxyType(asked), note.strip())
    assert function_sheet(sheet.content()) == sheet


def test_the_first_step_has_the_four_prompts():
    """R075: issue, insight, main support, relation."""
    talk = Talk(MappingProxyType({one: "말씀" for one in NowPrompt}))
    assert set(talk.content()["now"]) == {"issue", "insight", "support", "relation"}


@given(st.dictionaries(st.sampled_from(["abilities", "note", "saved_by"]), st.none() | st.text() | st.integers()))
def test_a_content_of_another_shape_breaks_no_page(content):
    content = {name: value for name, value in content.items() if not (name == "abilities" and value)}
    assert function_sheet(content).abilities == {}


@pytest.mark.parametrize(("domains", "items"), [({"XXX": Asked.NONE}, ()), ({}, ("SAF1/없는 항목",))])
def test_an_unknown_domain_or_item_is_refused(domains, items):
    with pytest.raises(KeyError):
        NeedSheet().walked(domains, items)


@given(json_like)
def test_a_digest_tells_contents_apart(content):
    assert digest({"a": content}) == digest({"a": content})
    assert digest({"a": content}) != digest({"a": content, "b": 1})
