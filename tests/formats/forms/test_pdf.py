"""A form as PDF: set without network, its texts are texts, its pages break where a reader can go on."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resmap.formats.forms import (
    Field,
    FieldTable,
    Form,
    Grid,
    Note,
    Signatures,
    SignBox,
    Text,
    Tick,
    Ticks,
    count_pages,
    fonts,
    pdf,
    to_pages,
    to_pdf,
)
from resmap.formats.forms.layout import clean, pieces
from resmap.formats.problems import FormatError
from tests.formats.forms import samples

MARKUP = [
    '#import "@preview/cetz:0.3.0"', '#read("/etc/passwd")', "#pagebreak()", "$x^2$", "[a]", "*b* _c_ `d`", "\\u{41} \\",
    "<label> @label", "// gone", "/* gone */", "= Heading", "- item\n+ item", "#panic()", "~ -- --- ...", "\"q\" 'q'", "#",
]  # fmt: skip


def everywhere(text: str) -> Form:
    return Form(
        text,
        (
            FieldTable((Field(text, text), Field(text, text, wide=True)), heading=text),
            Grid((text, text), ((text, text),), heading=text, grouped=True),
            Ticks(text, (Tick(text, True), Tick(text)), heading=text),
            Text(text, text), Text(text, boxed=True), Note(text), Signatures((SignBox(text, text, text),), text, text),
        ),
        text,
        ((text, text),),
        text,
    )  # fmt: skip


def headings(form: Form) -> list[str]:
    """The texts of all headings, as typst understood them."""
    _, compiler = pdf._fitting(form)
    return ["".join(letters(one["body"])) for one in json.loads(compiler.query("heading"))]


def letters(content) -> list[str]:
    if isinstance(content, dict):
        if "text" in content:
            return [content["text"]]
        return [one for key in ("child", "body", "children") for one in letters(content.get(key))] or (
            [" "] if content.get("func") == "space" else []
        )
    return [one for part in content or [] for one in letters(part)] if isinstance(content, list) else []


@pytest.mark.parametrize("text", MARKUP)
def test_markup_is_shown_as_it_was_typed(text):
    form = everywhere(text)
    assert count_pages(form) == 1
    said = {one.replace(" ", "") for one in headings(form)}
    assert said == {clean(text).replace(" ", "").replace("\n", "")}


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=80))
def test_whatever_is_written_in_a_form_it_prints(text):
    assert to_pdf(everywhere(text)).startswith(b"%PDF-")


def test_the_same_form_gives_the_same_bytes():
    form = samples.made(samples.FULL[0])
    assert to_pdf(form) == to_pdf(form)


def test_a_long_list_goes_on_over_pages():
    form = samples.made((samples.sheets.receipt_list, samples.RECEIPTS))
    assert count_pages(form) == 3
    head = pieces(form)[2]
    assert head.head == 1 and len(head.rows) == 41


def test_one_page_stays_one_page_by_smaller_letters_and_only_within_reason():
    rows = tuple((f"서비스 {n}", samples.LONG) for n in range(22))
    form = Form("점검", (Grid(("가", "나"), rows, (1, 2)),), one_page=True)
    assert count_pages(form) == 1
    assert count_pages(Form("점검", (Grid(("가", "나"), rows * 4, (1, 2)),), one_page=True)) > 1


def test_a_word_that_fits_is_never_parted_and_a_longer_one_is():
    assert pdf._words("가람종합복지관 이용", 10.0) == [[("가람종합복지관", True), ("이용", True)]]
    assert pdf._words("가람종합복지관", 4.0) == [[("가람종합복지관", False)]]


def test_pages_are_pictures_to_look_at():
    page, *others = to_pages(Form("가"), ppi=20)
    assert page.startswith(b"\x89PNG") and not others


def test_our_font_is_enough_for_every_sheet_and_the_machine_is_asked_only_for_the_rest(monkeypatch):
    asked = []
    monkeypatch.setattr(fonts, "_fonts", asked.append)
    for pair in samples.FULL:
        fonts.fonts_for(json.dumps(pdf._document(samples.made(pair), 10), ensure_ascii=False))
    fonts.fonts_for("洪吉童")
    assert set(asked[:-1]) == {False} and asked[-1] is True


def test_ours_are_the_only_letters_that_come_along():
    assert fonts.fonts_for("가").families() == ["Pretendard"]


def test_a_missing_font_is_told_by_name(monkeypatch, tmp_path):
    monkeypatch.setattr(fonts, "FOLDER", tmp_path)
    with pytest.raises(FormatError) as refused:
        to_pdf(Form("가"))
    assert refused.value.problems[0].rule == "NO_FONT"
