"""A case is opened without an assignment for a purpose and an hour, and a supervisor looks at it (P-12, R027)."""

import ast
import string
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resmap.domain.codes import ClosingReason
from resmap.domain.events import EventKind
from resmap.domain.openings import SHORTEST_PURPOSE, Finding, is_purpose
from resmap.domain.permissions import NotAllowed, NotFound
from resmap.flows import check_sheets, closing_sheets, consent_view, intake_sheets, mapping, openings
from resmap.flows.refusals import LostUpdate
from resmap.flows.ruling import RuleForbids
from resmap.store import AssignmentRecord, CaseRecord, ClientRecord, MemberRecord, OpeningRecord, UserRecord, cases
from tests.house.rooms import HOUSE
from tests.support.demo_world import demo_template, world  # noqa: F401

PURPOSE = "담당자 휴가 중, 병원에서 퇴원 시각을 물어 옴"


def open_case(world, number="D04", *, login="manager2", purpose=PURPOSE, key="key-of-an-opening"):
    actor = world.actor(login)
    with world.database.write(actor) as uow:
        return openings.open_case(uow, actor, number=number, purpose=purpose, key=key)


def page(world, login="supervisor"):
    actor = world.actor(login)
    with world.database.read(actor) as uow:
        return openings.page(uow, actor)


def review(world, opening, finding=Finding.RIGHT, login="supervisor", key="key-of-a-look"):
    actor = world.actor(login)
    with world.database.write(actor) as uow:
        openings.review(uow, actor, opening, finding=finding, words="물어봄", key=key)


def reaches(world, number="D04", login="manager2") -> bool:
    actor = world.actor(login)
    with world.database.read(actor) as uow:
        return uow.get(CaseRecord, world.case_ids[number]) is not None


def test_p_12_with_a_purpose_an_unassigned_worker_reads_for_an_hour_and_the_supervisor_is_told(world):
    assert not reaches(world)
    assert open_case(world) == world.case_ids["D04"]
    assert reaches(world)
    [event] = [one for one in world.events() if one.kind is EventKind.OPENED_UNASSIGNED]
    assert PURPOSE not in str(event.facts) and event.subject == world.case_ids["D04"]
    [waiting] = page(world).waiting
    assert waiting.purpose == PURPOSE and waiting.number == "D04"
    world.database.clock.moment += timedelta(hours=1)
    assert not reaches(world)


def test_p_12_what_is_open_for_an_hour_can_be_read_and_not_changed(world):
    open_case(world)
    actor = world.actor("manager2")
    with world.database.write(actor) as uow, pytest.raises(NotFound):
        cases.get(uow, actor, world.case_ids["D04"])


@pytest.mark.parametrize("purpose", ["", "업무", "        ", "ㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋ", "........."])
def test_without_a_purpose_the_door_stays_closed(world, purpose):
    with pytest.raises(openings.PurposeMissing):
        open_case(world, purpose=purpose)
    assert not reaches(world) and not world.rows(OpeningRecord)


@given(st.text(string.ascii_letters + " 가나다", max_size=SHORTEST_PURPOSE - 1))
def test_a_word_is_no_purpose(words):
    assert not is_purpose(words)


def test_p_22_a_protected_client_and_a_number_that_is_not_there_are_told_alike(world):
    said = []
    for number in ("D07", "D99", ""):
        with pytest.raises(NotFound) as refused:
            open_case(world, number, key=f"key-of-{number or 'none'}-12345")
        said.append(str(refused.value))
    assert len(set(said)) == 1 and not world.rows(OpeningRecord)


def test_p_22_violence_at_home_keeps_the_door_closed_before_anybody_marked_the_client(world):
    def act(uow):
        case = uow.get(CaseRecord, world.case_ids["D04"])
        client = uow.get(ClientRecord, case.client_id)
        client.facts = [*(client.facts or ()), "dv_active"]

    world.change(act)
    with pytest.raises(NotFound):
        open_case(world)


def test_p_22_nor_does_it_open_where_somebody_of_the_household_lives_with_violence(world):
    def act(uow):
        client = uow.get(CaseRecord, world.case_ids["D04"]).client_id
        uow.add(MemberRecord(client_id=client, position=9, relation="손녀", facts=["dv_active"]))

    world.change(act)
    with pytest.raises(NotFound):
        open_case(world)


def test_who_reaches_the_case_anyway_needs_no_opening(world):
    assert open_case(world, login="manager1", purpose="") == world.case_ids["D04"]
    assert not world.rows(OpeningRecord)


@pytest.mark.parametrize("login", ["partner", "outsider"])
def test_who_does_no_casework_opens_nothing(world, login):
    with pytest.raises(NotAllowed):
        open_case(world, login=login)


def test_a_worker_of_another_office_opens_nothing(world):
    def act(uow):
        user = uow.session.query(UserRecord).filter_by(login="manager2").one()
        user.office_id = None

    world.change(act)
    with pytest.raises(NotFound):
        open_case(world)


def test_the_supervisor_looks_at_an_opening_once_and_never_at_the_own(world):
    open_case(world)
    [waiting] = page(world).waiting
    review(world, waiting.id, Finding.ASKED)
    view = page(world)
    assert not view.waiting and view.looked_at[0].finding == "asked" and view.looked_at[0].words == "물어봄"
    with pytest.raises(LostUpdate):
        review(world, waiting.id, key="key-of-another-look")
    with pytest.raises(NotAllowed):
        page(world, "manager1")

    def own(uow):
        boss = uow.session.query(UserRecord).filter_by(login="supervisor").one()
        record = uow.get(OpeningRecord, waiting.id)
        record.user_id, record.reviewed_at = boss.id, None

    world.change(own)
    with pytest.raises(NotFound):
        review(world, waiting.id, key="key-of-the-own")


def test_p_12_somebody_who_looks_at_their_own_name_stands_in_the_list(world):
    def act(uow):
        case = uow.get(CaseRecord, world.case_ids["D04"])
        name = uow.session.query(UserRecord).filter_by(login="manager1").one().name
        uow.get(ClientRecord, case.client_id).name = name

    world.change(act)
    world.page("manager1", "D04")
    [alert] = page(world).alerts
    assert alert.alert == "self" and alert.number == "D04"
    open_case(world)
    assert page(world).waiting[0].alert == "colleague"


def test_a_few_readings_are_drawn_by_lot_and_stay_the_same_for_the_week(world):
    for number in ("D01", "D04", "D08", "D10"):
        try:
            world.page("manager1", number)
        except NotFound:
            continue
    first, second = page(world).sample, page(world).sample
    assert first and first == second


def test_r027_the_same_press_twice_is_one_opening(world):
    for _ in range(2):
        open_case(world)
    assert len(world.rows(OpeningRecord)) == 1


# ── paper stays longer than an hour ───────────────────────────────────────────

#: What is printed of a case that is open, without a plan or a referral.
PRINTS = {
    "consent": lambda uow, actor, case, day: consent_view.printed(uow, actor, case, day, locale="ko"),
    "visit": lambda uow, actor, case, day: check_sheets.visit(uow, actor, case, day, locale="ko"),
    "intake": lambda uow, actor, case, day: intake_sheets.filled(uow, actor, case, day, locale="ko"),
    "blank": lambda uow, actor, case, day: intake_sheets.blank(uow, actor, case, day, locale="ko"),
    "ask_again": lambda uow, actor, case, day: closing_sheets.ask_again(uow, actor, case, day, locale="ko"),
    "report": lambda uow, actor, case, day: closing_sheets.report(uow, actor, case, day, locale="ko"),
    "map": mapping.printed_case,
}


def print_it(world, what, login, parts=()):
    actor = world.actor(login)
    with world.database.read(actor, parts=parts) as uow:
        return PRINTS[what](uow, actor, world.case_ids["D04"], world.today)


def printed(world) -> list:
    kinds = (EventKind.PRINTED, EventKind.MAP_PRINTED)
    return [one for one in world.events() if one.kind in kinds and one.subject == world.case_ids["D04"]]


def wishing_to_close(world):
    world.change(lambda uow: setattr(uow.get(CaseRecord, world.case_ids["D04"]), "closing_reason", ClosingReason.MOVED))


@pytest.mark.parametrize("what", PRINTS)
def test_p_12_who_only_looks_prints_nothing_and_the_worker_does(world, what):
    wishing_to_close(world)
    open_case(world)
    with pytest.raises(RuleForbids) as refused:
        print_it(world, what, "manager2")
    assert [str(one.code) for one in refused.value.reasons] == ["ONLY_LOOKING"] and not printed(world)
    for login in ("manager1", "supervisor"):
        assert print_it(world, what, login)
    assert len(printed(world)) == 2


def test_p_12_who_helps_and_opened_the_rest_prints_what_belongs_to_the_own_parts(world):
    helper = world.actor("manager2").id

    def act(uow):
        mine = {"case_id": world.case_ids["D04"], "user_id": helper, "kind": "internal", "since": world.today}
        uow.add(AssignmentRecord(**mine, scope=("checks",)))

    world.change(act)
    open_case(world)
    assert print_it(world, "visit", "manager2", parts=("checks",))
    with pytest.raises(RuleForbids):
        print_it(world, "intake", "manager2", parts=("assessment",))
    assert len(printed(world)) == 1


def writers_of(kind: str) -> set[tuple[str, str]]:
    """(file, function) for every mention of that kind of event in the program."""
    found = set()
    for path in sorted(HOUSE.rglob("*.py")):
        for function in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(function, ast.FunctionDef):
                for node in ast.walk(function):
                    if isinstance(node, ast.Attribute) and node.attr == kind:
                        found.add((path.relative_to(HOUSE).as_posix(), function.name))
    return found


def test_p_13_nothing_notes_a_print_of_a_case_but_the_one_function_that_asks_who_prints():
    assert writers_of("PRINTED") == {("flows/printing.py", "note_print"), ("flows/referral_letters.py", "reminders_file")}
    spelled = [path for path in HOUSE.rglob("*.py") if f'"{EventKind.PRINTED.value}"' in path.read_text("utf-8")]
    assert [path.name for path in spelled] == ["events.py"]


def test_p_13_the_file_of_reminders_is_excepted_since_it_is_about_no_case_and_names_nobody():
    [function] = [
        one
        for one in ast.walk(ast.parse((HOUSE / "flows/referral_letters.py").read_text("utf-8")))
        if isinstance(one, ast.FunctionDef) and one.name == "reminders_file"
    ]
    [event] = [one for one in ast.walk(function) if isinstance(one, ast.Call) and getattr(one.func, "attr", "") == "event"]
    assert len(event.args) == 1 and {one.arg for one in event.keywords} == {"facts"}


def test_p_13_every_flow_that_makes_a_sheet_notes_it_or_has_no_case_to_tell_of():
    """Whoever draws a form or hands one to be drawn."""
    makes = {"to_pdf", "to_hwpx", "to_xlsx", "sms_sheet", "Sheet"}
    found = {}
    for path in sorted((HOUSE / "flows").rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        froms = [one for one in ast.walk(tree) if isinstance(one, ast.ImportFrom)]
        names = {
            name.name
            for one in froms
            if (one.module or "").startswith("resmap.formats.forms") or one.module == "resmap.flows.drawn_sheets"
            for name in one.names
        }
        if names & makes:
            found[path.relative_to(HOUSE).as_posix()] = any(one.module == "resmap.flows.printing" for one in froms)
    assert [file for file, notes in found.items() if not notes] == ["flows/drawn_sheets.py"]
    assert len(found) > 7
