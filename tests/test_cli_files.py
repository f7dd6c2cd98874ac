"""The commands on files as another program calls them: exit codes, one document, messages apart."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from resmap.cli import main
from resmap.domain.codes import ClosingReason
from resmap.formats.documents import schema
from tests.formats.broken import BROKEN, GIFTWORD, RESIDENT
from tests.support.worlds import World, need, person, plain_case, plain_offer, plain_world, tie

SERVED = {"offer": "S", "from": "2025-01-01", "to": "2025-12-31"}
WORLD = plain_world(
    plain_offer("A"),
    plain_offer("B", kind="H11", recipient_class="neighbour", needs=["DLY11", "SOC11"], places_left=None),
    plain_offer("S"),
    plain_offer("P", tags=["alcohol"]),
    plain_offer("C", recipient_class="shop"),
    plain_offer("X", location_secret=True, place={"dong": "달샘동", "lat": 37.51234, "lon": 127.05678}),
    plain_offer("F", needs=["EDU22"]),
    case=plain_case(
        facts=["alcohol_dependence"],
        needs=[need(), need("SOC11", priority=2)],
        served=[SERVED],
        ties=[tie("client", "B", strength=0.4)],
        consents={"provide_to_classes": ["agency", "neighbour"], "provide_to_offers": ["A"]},
        blocked=[{"offer": "Z", "why": None}],
        event={"type": "closing_attempt", "reason": "MANAGER_LEFT", "unmet_needs": ["DLY11"]},
    ),
)


class Ran:
    def __init__(self, code: int, out: str, err: str):
        self.code, self.out, self.err = code, out, err

    @property
    def json(self) -> dict:
        return json.loads(self.out)


@pytest.fixture
def resmap(tmp_path: Path, capsys, monkeypatch):
    """`resmap("match", "--json", world=…)` runs a command on the files of a world."""
    monkeypatch.delenv("RESMAP_LOCALE", raising=False)

    def run(command: str, *options: str, world: World = WORLD, files: bool = True) -> Ran:
        network, case = tmp_path / "동네.json", tmp_path / "사례.json"
        network.write_text(json.dumps(world.network_document), "utf-8")
        case.write_text(json.dumps(world.case_document), "utf-8")
        given = ["--network", str(network), "--case", str(case)] if files else []
        try:
            code = main([command, *given, *options])
        except SystemExit as stop:  # argparse
            code = stop.code
        told = capsys.readouterr()
        return Ran(code, told.out, told.err)

    return run


# ------------------------------------------------------------------ match


def test_match_prints_one_document_and_nothing_else(resmap):
    ran = resmap("match", "--json")
    assert ran.code == 0
    assert ran.out.startswith("{") and ran.out.endswith("}\n")
    Draft202012Validator(schema("match")).validate(ran.json)
    assert "NOT_IN_NETWORK" not in ran.out and "$.blocked" in ran.err  # warnings stand apart


def test_without_json_a_person_reads_words(resmap):
    ran = resmap("match")
    assert ran.code == 0
    for words in ("식사", "자원 A", "확인 필요", "제안하지 않는 까닭", "이미 이용한 곳", "관계를 더 가깝게"):
        assert words in ran.out
    assert "37.5" not in ran.out and "127.0" not in ran.out
    english = resmap("match", "--lang", "en").out
    assert "Has already served this household" in english and "이미" not in english


def test_english_is_spoken_where_the_office_asked_for_it_and_never_by_accident(resmap, monkeypatch):
    monkeypatch.setenv("LANGUAGE", "en_US:en")
    assert "제안" in resmap("match").out
    monkeypatch.setenv("RESMAP_LOCALE", "en")
    assert "Why not:" in resmap("match").out


def test_top_cuts_the_suggestions_and_nothing_else(resmap):
    whole, cut = resmap("match", "--json").json, resmap("match", "--json", "--top", "1").json
    for one, other in zip(whole["needs"], cut["needs"], strict=True):
        assert other["suggestions"] == one["suggestions"][:1]
        assert other["excluded"] == one["excluded"]


@pytest.mark.parametrize("top", ["0", "-1", "1001", "viele", "1.5"])
def test_a_top_that_makes_no_sense_is_wrong_use(resmap, top):
    ran = resmap("match", "--json", "--top", top)
    assert (ran.code, ran.out) == (2, "") and ran.err


def test_before_the_assessment_the_answer_is_assess_first(resmap):
    world = WORLD.with_case(lambda case: case.update(stage="intake"))
    ran = resmap("match", "--json", world=world)
    assert (ran.code, ran.json["needs"]) == (0, [])
    assert ran.json["gate"] == {"open": False, "code": "ASSESS_FIRST"}
    assert "사정" in resmap("match", world=world).out
    told = resmap("match", "--json", "--why-not", "A", world=world).json["why_not"]["needs"]
    assert {one["reasons"][0]["code"] for one in told} == {"ASSESS_FIRST"}
    assert "이 욕구에는 제안되고 있습니다" not in resmap("match", "--why-not", "A", world=world).out


def test_why_not_tells_every_reason_need_included(resmap):
    told = resmap("match", "--json", "--why-not", "F").json["why_not"]
    assert told["offer"] == "F"
    assert [(one["code"], [r["code"] for r in one["reasons"]]) for one in told["needs"]] == [
        ("DLY11", ["NEED"]),
        ("SOC11", ["NEED"]),
    ]
    assert all(reason["text"] for one in told["needs"] for reason in one["reasons"])
    consent = resmap("match", "--json", "--why-not", "C").json["why_not"]["needs"][0]["reasons"]
    assert [one["code"] for one in consent] == ["CONSENT"]
    assert resmap("match", "--json", "--why-not", "A").json["why_not"]["needs"][0]["reasons"] == []


def test_an_offer_nobody_knows_is_wrong_use(resmap):
    for options in (["--why-not", "Q"], ["--override", "Q", "--reason", "까닭"]):
        ran = resmap("match", "--json", *options)
        assert (ran.code, ran.out) == (2, "") and "id" in ran.err
    assert resmap("disclose", "--to", "Q").code == 2


# ------------------------------------------------------------------ override


def test_an_override_with_a_reason_lets_a_served_unit_through_and_is_recorded(resmap):
    ran = resmap("match", "--json", "--override", "S", "--reason", " 당사자가 다시 원함 ")
    assert ran.code == 0
    assert ran.json["override"] == {"offer": "S", "reason": "당사자가 다시 원함", "gates": ["SERVED"]}
    (row,) = [one for one in ran.json["needs"][0]["suggestions"] if one["offer"] == "S"]
    assert row["overridden"] == ["SERVED"]
    assert "다시 원함" in resmap("match", "--override", "S", "--reason", "다시 원함").out


@pytest.mark.parametrize("reason", [[], ["--reason", ""], ["--reason", "  "], ["--reason", RESIDENT]])
def test_an_override_without_a_reason_or_with_a_number_in_it_is_wrong_use(resmap, reason):
    ran = resmap("match", "--json", "--override", "S", *reason)
    assert (ran.code, ran.out) == (2, "") and ran.err and RESIDENT not in ran.err


@pytest.mark.parametrize(
    ("offer", "code", "change"),
    [
        ("P", "SAFETY", {}),
        ("A", "CONFLICT", {"blocked": [{"offer": "A"}]}),
        ("C", "CONSENT", {}),
        ("F", "NEED", {}),
        ("S", "CONFLICT", {"blocked": [{"organization": "기관 S"}]}),
    ],
)
def test_safety_keeping_apart_and_consent_know_no_exception(resmap, offer, code, change):
    world = WORLD.with_case(lambda case: case.update(change))
    ran = resmap("match", "--json", "--override", offer, "--reason", "꼭", world=world)
    assert (ran.code, ran.out) == (3, "") and code in ran.err


def test_a_served_shop_without_consent_stays_without_consent(resmap):
    world = WORLD.with_case(lambda case: case.update(served=[{"offer": "C"}]))
    ran = resmap("match", "--json", "--override", "C", "--reason", "꼭", world=world)
    assert ran.code == 3 and "CONSENT" in ran.err


def test_a_child_without_the_representative_cannot_be_overridden(resmap):
    def child(case):
        case["client"]["household"] = [person(age=9)]
        case["consents"]["legal_representative_agrees"] = False
        case["served"] = [{"offer": "A"}]

    ran = resmap("match", "--override", "A", "--reason", "꼭", world=WORLD.with_case(child))
    assert ran.code == 3 and "CONSENT" in ran.err


# ------------------------------------------------------------------ disclose, close-check, needs, schema


def test_disclose_answers_fields_and_what_stays(resmap):
    ran = resmap("disclose", "--to", "A", "--json")
    assert ran.code == 0 and set(ran.json) == {"to", "fields", "withheld"}
    assert ran.json["fields"]["need_label"] is True
    assert {"field": "diagnosis", "code": "NOT_FOR_THIS_RECIPIENT"} in ran.json["withheld"]
    assert "birth year" in resmap("disclose", "--to", "A", "--lang", "en").out


def test_an_empty_disclosure_is_an_answer(resmap):
    ran = resmap("disclose", "--to", "B", "--json")
    assert (ran.code, ran.json["fields"]) == (0, {})
    assert "전할 수 있는 항목이 없습니다" in resmap("disclose", "--to", "B").out


def test_disclose_on_a_day_goes_by_that_day(resmap):
    world = WORLD.with_case(lambda case: case["consents"].update(expires={"A": "2026-12-31"}))
    assert resmap("disclose", "--to", "A", "--on", "2026-12-31", "--json", world=world).json["fields"]
    later = resmap("disclose", "--to", "A", "--on", "2027-01-01", "--json", world=world)
    assert later.code == 0 and later.json["fields"] == {}
    assert {one["code"] for one in later.json["withheld"]} == {"EXPIRED"}


@pytest.mark.parametrize("day", ["2026-02-30", "tomorrow", "01.01.2027"])
def test_a_day_that_is_none_is_wrong_use(resmap, day):
    ran = resmap("disclose", "--to", "A", "--on", day)
    assert (ran.code, ran.out) == (2, "") and "YYYY-MM-DD" in ran.err


@pytest.mark.parametrize("reason", list(ClosingReason))
@pytest.mark.parametrize("unmet", [[], ["DLY11"]])
def test_close_check_answers_for_every_reason(resmap, reason, unmet):
    event = {"type": "closing_attempt", "reason": str(reason), "unmet_needs": unmet}
    world = WORLD.with_case(lambda case: case.update(event=event))
    ran = resmap("close-check", "--json", world=world)
    ours = reason in ("MANAGER_LEFT", "AGENCY_CLOSED", "AGENCY_REASON")
    assert ran.code == 0
    assert ran.json["reason"] == reason
    assert ran.json["must_refer"] is ran.json["closing_blocked"] is (ours and bool(unmet))
    assert ran.json["suggestions"] is not (reason == "DEATH")
    assert ran.json["cancel_reminders"] is (reason == "DEATH")
    assert isinstance(ran.json["propose_transfer_to"], list) and isinstance(ran.json["duties"], list)
    words = resmap("close-check", world=world).out
    assert ("의뢰가 수락될 때까지" in words) is (ours and bool(unmet))


def test_close_check_without_a_closing_attempt_is_wrong_use(resmap):
    ran = resmap("close-check", "--json", world=WORLD.with_case(lambda case: case.update(event=None)))
    assert (ran.code, ran.out) == (2, "") and "event" in ran.err


def test_needs_finds_codes_and_an_empty_list_is_an_honest_answer(resmap):
    ran = resmap("needs", "월세가 밀렸어요", "--json", files=False)
    assert ran.code == 0 and ran.json["codes"][0]["code"] == "ECO12"
    assert set(ran.json["codes"][0]) == {"code", "score", "because"}
    assert resmap("needs", "ㅎㅎ", "--json", files=False).json == {"codes": []}
    assert len(resmap("needs", "월세가 밀렸어요", "--top", "1", "--json", files=False).json["codes"]) == 1


def test_needs_refuses_a_resident_number_without_repeating_it(resmap):
    ran = resmap("needs", f"월세 {RESIDENT}", "--json", files=False)
    assert (ran.code, ran.out) == (2, "") and RESIDENT not in ran.err


@pytest.mark.parametrize("name", ["network", "case", "match", "plan"])
def test_schema_prints_the_published_schema(resmap, name):
    ran = resmap("schema", name, files=False)
    assert ran.code == 0 and ran.json["title"] == f"resmap-{name}/1"
    Draft202012Validator.check_schema(ran.json)


@pytest.mark.parametrize(
    "words", [["schema", "letter"], ["match"], ["disclose"], ["fly"], [], ["match", "--network", "x"]]
)
def test_wrong_use_is_exit_code_two(words, capsys):
    with pytest.raises(SystemExit) as stop:
        main(words)
    assert stop.value.code == 2 and capsys.readouterr().out == ""


# ------------------------------------------------------------------ files that cannot be used


@pytest.mark.parametrize(("name", "which", "content", "rule", "path"), BROKEN, ids=[one[0] for one in BROKEN])
@pytest.mark.parametrize("lang", ["ko", "en"])
def test_a_broken_file_is_exit_code_two_with_path_and_rule_and_no_value(
    tmp_path, capsys, name, which, content, rule, path, lang
):
    paths = {"network": tmp_path / "network.json", "case": tmp_path / "case.json"}
    paths["network"].write_text(json.dumps(WORLD.network_document), "utf-8")
    paths["case"].write_text(json.dumps(WORLD.case_document), "utf-8")
    paths[which].write_bytes(content)
    code = main(["match", "--network", str(paths["network"]), "--case", str(paths["case"]), "--lang", lang, "--json"])
    told = capsys.readouterr()
    assert (code, told.out) == (2, "")
    assert f"{which}.json" in told.err and rule in told.err
    assert ("쓸 수 없습니다" in told.err) is (lang == "ko")
    assert not any(value in told.err for value in (GIFTWORD, RESIDENT, "7318"))


@pytest.mark.parametrize("command", ["match", "disclose", "close-check"])
def test_a_missing_file_and_a_folder_are_exit_code_two(tmp_path, capsys, command):
    case = tmp_path / "case.json"
    case.write_text(json.dumps(WORLD.case_document), "utf-8")
    extra = ["--to", "A"] if command == "disclose" else []
    for network, words in ((tmp_path / "none.json", "그런 파일이 없습니다"), (tmp_path, "폴더입니다")):
        assert main([command, "--network", str(network), "--case", str(case), *extra]) == 2
        told = capsys.readouterr()
        assert told.out == "" and words in told.err


def test_names_from_a_file_cannot_steer_the_terminal(resmap):
    def rename(network):
        network["offers"][0]["name"] = "밥\x1b[2J\u202eX"
        network["offers"][0]["\x1b[31m"] = 1

    ran = resmap("match", world=WORLD.with_network(rename))
    assert ran.code == 0 and "밥\N{REPLACEMENT CHARACTER}[2J\N{REPLACEMENT CHARACTER}X" in ran.out
    assert "\x1b" not in ran.out + ran.err and "\u202e" not in ran.out


def test_half_a_letter_in_a_name_breaks_nothing(resmap):
    world = WORLD.with_network(lambda network: network["offers"][0].update(name="밥\ud800집"))
    assert resmap("match", world=world).code == 0
    ran = resmap("match", "--json", world=world)
    assert ran.code == 0 and any(one["offer"] == "A" for one in ran.json["needs"][0]["suggestions"])


def test_no_secret_place_comes_out_of_any_command(resmap):
    for words in (["match"], ["match", "--json"], ["match", "--why-not", "X"], ["disclose", "--to", "X"], ["close-check"]):
        ran = resmap(*words)
        assert ran.code == 0
        assert not any(mark in ran.out + ran.err for mark in ("달샘동", "37.51234", "127.05678", "51234"))


def test_the_command_works_as_a_program_of_its_own_in_a_poor_environment(tmp_path):
    """LANG=C and a pipe: Korean comes out as UTF-8; data on one stream, messages on the other."""
    network, case = tmp_path / "n.json", tmp_path / "c.json"
    network.write_text(json.dumps(WORLD.network_document), "utf-8")
    case.write_text(json.dumps(WORLD.case_document), "utf-8")
    ran = subprocess.run(
        [sys.executable, "-m", "resmap", "match", "--network", network, "--case", case, "--json"],
        capture_output=True,
        env={"PATH": os.environ.get("PATH", ""), "LANG": "C", "LC_ALL": "C", "PYTHONPATH": os.pathsep.join(sys.path)},
        timeout=60,
    )
    assert ran.returncode == 0
    document = json.loads(ran.stdout.decode("utf-8"))
    assert document["format"] == "resmap-match/1" and "식사" in ran.stdout.decode("utf-8")
    assert "알림" in ran.stderr.decode("utf-8")
