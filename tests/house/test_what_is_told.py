"""Who reads what identifies a client, and why (R028, P-09): a new reader is named here with its reason, or this fails.

What goes to somebody outside is built in one place, ``flows/referring.py``: from the records by ``values_of``, as far
as ``disclose`` lets it. Everything else that leaves reads ``referral.disclosed``, which is what was sent.
"""

import ast
from collections.abc import Iterator
from functools import cache

import pytest

from tests.house.rooms import HOUSE

#: What identifies somebody, as attributes of a client's record.
IDENTIFYING = frozenset({"name", "name_en", "phone", "address", "birth_year", "birth_date", "particulars"})

#: The one module that may put them into what goes to a recipient.
LETTERS = "flows/referring.py"

#: Modules that read them for somebody of the office who reaches the case, or for the client's own paper.
READERS = {
    LETTERS: "the values of a letter, as far as the one function lets them go",
    "flows/advising.py": "the list of questions and advice of the manager and the supervisor",
    "flows/advocacy.py": "looks whether a text for the media names anybody; tells no value",
    "flows/carrying.py": "what the manager carries into the duty system by hand",
    "flows/case_lists.py": "compares a list of the duty system with what is known",
    "flows/case_telling.py": "the head of a case page",
    "flows/cases.py": "the manager's list",
    "flows/check_sheets.py": "the visit sheet in the manager's hand, without an address where it is unsafe",
    "flows/closing_sheets.py": "the closing report, and the client's own paper",
    "flows/closings.py": "the list of closings that the supervisor decides on",
    "flows/conferences.py": "the supervisor's agenda, masked until the table may know",
    "flows/consent_view.py": "the consent sheet that the client signs",
    "flows/correcting.py": "what is put right by who works on the case; of a hidden value nothing is told",
    "flows/demo_casework.py": "invented people",
    "flows/donations_page.py": "whom a gift would reach, for the supervisor who said what for",
    "flows/donations_receipts.py": "the list that people sign on; of a protected client a receipt alone",
    "flows/dues.py": "the manager's own list of what is due",
    "flows/helping.py": "the list of cases that somebody helps with",
    "flows/handing_over.py": "the package of a hand-over, with the client's own consent to it",
    "flows/handover_bundle.py": "the texts of a record that is handed over, with the client's own consent to each part",
    "flows/intake_sheets.py": "the intake sheet for the office's file, without a way to the door where it is unsafe",
    "flows/intake_known.py": "is this person known already",
    "flows/networks.py": "the middle of the client's own network",
    "flows/openings.py": "the supervisor looks at who was read",
    "flows/person_view.py": "the page on which it is put right, without what is hidden",
    "flows/plans/sheets.py": "the plan that the client signs",
    "flows/protecting.py": "what is hidden, told once for a reason that is kept",
    "flows/referral_view.py": "the office's own list of referrals; a partner's page reads what was sent",
    "flows/today.py": "the manager's morning",
    "store/queries/known_as.py": "what is taken out of a text; no page shows it",
    "store/queries/protecting.py": "whether another file names the same person",
}

#: Modules that show or send something to somebody without a way into the case.
OUTWARD = (
    "flows/referral_links.py", "flows/referral_letters.py", "flows/referral_consequences.py", "flows/replying.py",
    "flows/exporting.py", "flows/owner.py", "flows/listing.py", "flows/unlisted_referrals.py",
    "flows/referral_waiting.py", "flows/link_overview.py", "flows/capacity_asking.py",
)  # fmt: skip

#: Who may set what a letter tells.
WRITERS = {LETTERS, "flows/demo_cases.py", "flows/unlisted_referrals.py"}


@cache
def nodes() -> tuple[tuple[str, ast.AST], ...]:
    """Attributes and calls of every file, read once."""
    return tuple(
        (path.relative_to(HOUSE).as_posix(), node)
        for path in sorted(HOUSE.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute | ast.Call)
    )


def readers() -> Iterator[tuple[str, str]]:
    """(file, field) for every ``client.field``, ``parts.client.field`` that is read anywhere."""
    for file, node in nodes():
        if isinstance(node, ast.Attribute) and node.attr in IDENTIFYING and isinstance(node.ctx, ast.Load):
            if _called(node.value) == "client":
                yield file, node.attr


def _called(node: ast.AST) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def test_r028_who_reads_what_identifies_a_client_is_named_with_a_reason():
    unnamed = {file for file, _ in readers()} - set(READERS)
    assert not unnamed, f"say in READERS why, or read what was disclosed: {sorted(unnamed)}"


def test_the_scan_finds_who_reads():
    found = {}
    for file, name in readers():
        found.setdefault(file, set()).add(name)
    assert found[LETTERS] >= {"name", "phone", "address", "birth_year"}
    assert found["flows/protecting.py"] >= {"address", "phone", "particulars"}


@pytest.mark.parametrize("file", OUTWARD)
def test_r028_what_is_for_outside_never_reads_the_record_of_a_client(file):
    assert not [name for found, name in readers() if found == file]


def test_r028_what_a_letter_tells_is_written_in_one_place():
    written = set()
    for file, node in nodes():
        if isinstance(node, ast.Attribute) and node.attr == "disclosed" and isinstance(node.ctx, ast.Store):
            written.add(file)
        if isinstance(node, ast.Call) and any(one.arg == "disclosed" for one in node.keywords):
            written.add(file)
    assert written <= WRITERS


def test_no_template_reaches_into_the_record_of_a_client():
    for path in HOUSE.rglob("*.html"):
        text = path.read_text("utf-8")
        assert not [name for name in IDENTIFYING if f"client.{name}" in text], path.name
