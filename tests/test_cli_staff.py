"""A real office set up as its administrator types it: office, user, users, and a server that nobody can log in to."""

import gc
import io
import json
import os
import re
import sys

import pytest

from resmap.cli import main
from resmap.flows import accounts, setting_up

OFFICE = ("office", "광진구청", "--sido", "서울특별시", "--sigungu", "광진구")
DONGS = ("--dong", "자양1동:37.5346,127.0784", "구의1동:37.5424,127.0856")
MANAGER = ("user", "manager1", "--name", "김나래", "--role", "case_manager", "--dong", "자양1동")
PASSWORD = "한 번 쓰는 비밀말 7"


class Terminal(io.TextIOWrapper):
    """Standard input with somebody in front of it."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def home(tmp_path, monkeypatch, capsys):
    """A data folder after ``resmap init``; nothing of the machine's settings counts."""
    for name in list(os.environ):
        if name.startswith("RESMAP_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("RESMAP_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO()))
    assert main(["init"]) == 0
    capsys.readouterr()
    return tmp_path / "home"


@pytest.fixture
def run(home, capsys, monkeypatch):
    """``run(*arguments)`` answers (exit code, standard output, standard error)."""

    def run(*arguments, typed: bytes = b"", stdin: type = io.TextIOWrapper) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "stdin", stdin(io.BytesIO(typed)))
        code = main([str(one) for one in arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


@pytest.fixture
def office(run):
    assert run(*OFFICE, *DONGS)[0] == 0
    return run


def may_enter(password: str, login: str = "manager1") -> bool:
    from resmap import config

    with setting_up.opened(config.read()) as database:
        return isinstance(accounts.login(database, login, password, address="192.0.2.1"), accounts.Login)


def events() -> int:
    from resmap import config

    with setting_up.opened(config.read()) as database:
        return setting_up.verify_events(database).count


# the office


def test_an_office_is_made_once_and_the_second_time_left_as_it_is(run):
    assert "만들었습니다" in run(*OFFICE, *DONGS)[1]
    code, out, _ = run(*OFFICE, *DONGS)
    assert code == 0 and "그대로입니다" in out and "그대로 2" in out and events() == 1


def test_an_office_without_dong_is_told_what_it_lacks(run):
    code, _, err = run(*OFFICE)
    assert code == 0 and "--dongs" in err


def test_the_dong_of_a_file_come_in(run):
    from resmap import config

    code, out, _ = run(*OFFICE, "--dongs", config.demo_folder() / "gwangjin" / "dongs.json")
    assert code == 0 and "모두 15" in out


def test_a_second_office_is_forbidden_and_both_ways_out_are_named(office):
    code, out, err = office("office", "성동구청", "--sido", "서울특별시", "--sigungu", "성동구")
    assert (code, out) == (3, "") and "광진구청" in err and "OTHER_OFFICE" in err
    assert "--database" in err and "--rename" in err


@pytest.mark.parametrize("text", ["자양1동", "자양1동:37.5", ":37.5,127.0", "자양1동:a,b", "자양1동:91,127", "자양1동:nan,127"])
def test_a_dong_without_a_point_is_wrong_use(home, capsys, text):
    with pytest.raises(SystemExit) as ended:
        main([*OFFICE, "--dong", text])
    assert ended.value.code == 2 and "NAME:LAT,LON" in capsys.readouterr().err


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b'{"sido": "x"}', b"\xff"])
def test_a_file_that_holds_no_dong_is_exit_code_2_and_changes_nothing(run, tmp_path, content):
    file = tmp_path / "dongs.json"
    file.write_bytes(content)
    code, out, err = run(*OFFICE, "--dongs", file)
    assert (code, out) == (2, "") and err and "Traceback" not in err and events() == 0


# accounts


def test_an_account_with_a_password_from_standard_input_can_log_in(office):
    code, out, _ = office(*MANAGER, "--password-stdin", typed=f"{PASSWORD}\r\n두번째 줄\n".encode())
    assert code == 0 and PASSWORD not in out and may_enter(PASSWORD)


def test_a_generated_password_is_shown_once_and_opens_the_account(office, home):
    code, out, _ = office(*MANAGER, "--generate")
    made = re.search(r"[a-z2-9]{4}(-[a-z2-9]{4}){3}", out)[0]
    assert code == 0 and may_enter(made)
    assert not any(made.encode() in path.read_bytes() for path in home.iterdir() if path.is_file())


def test_a_password_is_asked_for_twice_and_must_be_the_same(office, monkeypatch):
    answers = [PASSWORD, PASSWORD + "8", PASSWORD, PASSWORD]
    monkeypatch.setattr("getpass.getpass", lambda prompt: answers.pop(0))
    code, _, err = office(*MANAGER, stdin=Terminal)
    assert code == 2 and "다릅니다" in err and PASSWORD not in err
    assert office(*MANAGER, stdin=Terminal)[0] == 0 and may_enter(PASSWORD) and answers == []


@pytest.mark.parametrize(
    ("arguments", "typed", "words"),
    [
        (MANAGER, b"", "--password-stdin"),
        ((*MANAGER, "--password-stdin"), b"short\n", "10자 이상"),
        ((*MANAGER, "--password-stdin"), b"\xff\xfe" * 9, "UTF-8"),
        ((*MANAGER, "구의9동", "--generate"), b"", "구의9동"),
        (("user", "manager1", "--name", "김나래", "--generate"), b"", "--role"),
        (("user", "manager1", "--deactivate"), b"", "그런 계정이 없습니다"),
        ((*MANAGER, "--deactivate"), b"", "--change"),
        (("user", "manager1", "--change", "--generate"), b"", "--reset-password"),
        (("user", "manager1", "--name", "800101-1234567", "--role", "none", "--generate"), b"", "주민등록번호"),
    ],
)
def test_what_cannot_be_done_is_exit_code_2_one_sentence_and_no_account(office, arguments, typed, words):
    code, out, err = office(*arguments, typed=typed)
    assert (code, out) == (2, "") and words in err and "Traceback" not in err and "1234567" not in err
    assert json.loads(office("users", "--json")[1]) == {"users": []}


def test_before_an_office_there_is_no_account_and_the_command_is_named(run):
    code, _, err = run(*MANAGER, "--generate")
    assert code == 2 and "resmap office" in err


def test_a_partner_of_an_unknown_organisation_is_made_and_told_so(office):
    code, _, err = office("user", "partner1", "--name", "이도담", "--role", "partner", "--organization", "나래복지관", "--generate")
    assert code == 0 and "나래복지관" in err


def test_an_account_is_changed_closed_opened_and_given_a_new_password(office):
    office(*MANAGER, "--password-stdin", typed=PASSWORD.encode())
    assert office("user", "manager1", "--change", "--dong", "구의1동")[0] == 0
    assert office("user", "manager1", "--deactivate")[0] == 0 and not may_enter(PASSWORD)
    assert office("user", "manager1", "--activate", "--password-stdin", typed="다른 비밀말입니다 8".encode())[0] == 0
    assert may_enter("다른 비밀말입니다 8")
    code, out, _ = office("user", "manager1", "--reset-password", "--password-stdin", typed=PASSWORD.encode())
    assert code == 0 and "로그인 1건" in out and may_enter(PASSWORD)


def test_the_list_names_logins_roles_and_whether_they_are_open_and_nobody(office):
    assert "아직 계정이 없습니다" in office("users")[1]
    office(*MANAGER, "--generate")
    office("user", "manager1", "--deactivate")
    out = office("users")[1]
    assert re.fullmatch(r"manager1 +case_manager +닫힘\n", out)
    assert json.loads(office("users", "--json")[1]) == {
        "users": [{"login": "manager1", "role": "case_manager", "active": False}]
    }


# serve


@pytest.fixture
def serve(monkeypatch):
    """A server that says its address and ends; gives how many objects were frozen by then."""
    frozen = []

    def answer(app, host, port, started):
        frozen.append(gc.get_freeze_count())
        started("http://127.0.0.1:1/")

    monkeypatch.setattr("resmap.web.server.serve", answer)
    yield frozen
    gc.unfreeze()


def test_a_server_that_nobody_can_log_in_to_says_how_to_let_somebody_in(office, serve):
    code, out, err = office("serve")
    assert (code, out) == (0, "") and "resmap office" in err and "resmap user" in err
    office(*MANAGER, "--generate")
    assert "resmap user" not in office("serve")[2]
    office("user", "manager1", "--deactivate")
    assert "resmap user" in office("serve")[2]


def test_the_server_keeps_what_stands_for_good_out_of_the_garbage_collectors_sight(office, serve):
    office("serve")
    assert serve[0] > 10_000
