"""Two worlds that differ in a secret look the same to everybody whom it does not concern.

The addresses are taken from the URL map, so that a new page is walked on the day it is made.
TRUST.md: ten secrets, every route; this is a small share of it.
"""

import logging
import re
from datetime import timedelta
from types import SimpleNamespace

import pytest

from resmap.domain.codes import TieKind
from resmap.domain.permissions import Role
from resmap.store import (
    CaseRecord,
    CaseTieRecord,
    ClientRecord,
    MemberRecord,
    NeedRecord,
    OfferRecord,
    ReferralRecord,
    TieRecord,
    UserRecord,
    accounts,
)
from resmap.web.app import create_app
from tests.support.demo_world import NOW, PASSWORD, World, copy_of, demo_template  # noqa: F401

NOWHERE = "00000000-0000-7000-8000-000000000000"
SHELTER, AGENCY, RESIDENT = "o-0068", "o-0136", "o-0225"
#: A client of manager1's who is protected, and what nobody at all is shown of her.
PROTECTED = "D07"
NUMBER = "800101-1234567"
STRANGER = ""

#: What a page needs to be asked for more than its frame.
ASKED = {
    "finder.index": ("q=월세가 밀렸어요", "q=맞았어요&dong=구의1동"),
    "api.find_help": ("text=월세가 밀렸어요", "text=맞았어요&dong=구의1동"),
    "register.index": ("q=쉼터", "dong=구의1동"),
    "api.search_register": ("text=쉼터", "dong=구의1동"),
    "api.find_candidates": ("text=이웃",),
    "networks.client": ("q=이웃",),
    "api.match_case": (f"why_not={NOWHERE}",),
    "api.find_needs": ("text=월세",),
}
#: Forms carry fresh tokens and keys.
_FRESH = (
    re.compile(r'(name="csrf_token" value=")[^"]+'),
    re.compile(r'(name="csrf-token" content=")[^"]+'),
    re.compile(r'(name="idempotency_key" value=")[^"]+'),
    re.compile(r'("csrf":")[^"]+'),
    re.compile(r'("X-CSRFToken": ")[^"]+'),
)


#: What stands in addresses and is nothing: a proposal and a pair that are not there, a conference,
#: an owner's link that opens nothing.
ELSEWHERE = {name: (NOWHERE,) for name in ("proposal", "a", "b", "conference", "paper", "plan", "form", "worker", "donation")} | {
    "token": ("a-token-that-opens-nothing",)
}


class Eyes:
    """Somebody who looks at every address that there is."""

    def __init__(self, world: World, login: str):
        self.app = create_app(world.database, SimpleNamespace(secret_key="x" * 40, secure_cookies=False))
        self.client = self.app.test_client()
        if login:
            page = self.client.get("/login").text
            token = re.search(r'name="csrf_token" value="([^"]+)', page)[1]
            form = {"name": login, "password": PASSWORD, "csrf_token": token}
            assert self.client.post("/login", data=form).status_code == 303

    def look(self, address: str) -> tuple[int, str]:
        answer = self.client.get(address)
        text = answer.get_data().decode("utf-8", "replace")  # a PDF is no text, and has to be the same file
        for fresh in _FRESH:
            text = fresh.sub(r"\1-", text)
        return answer.status_code, text

    def walk(self, ids: dict[str, tuple[str, ...]]) -> dict[str, tuple[int, str]]:
        return {address: self.look(address) for address in addresses(self.app, ids)}


def addresses(app, ids: dict[str, tuple[str, ...]]) -> list[str]:
    """Every address that answers GET, with each of the ids; KeyError for an argument of an unknown kind."""
    found = []
    for rule in app.url_map.iter_rules():
        if "GET" not in rule.methods or rule.endpoint == "static":
            continue
        paths = [rule.rule]
        for name in rule.arguments:
            choices = getattr(rule._converters[name], "items", None)  # <any(pdf,hwpx):kind>
            wanted = sorted(choices) if choices else (ids | ELSEWHERE)[name]
            paths = [re.sub(rf"<([^<>]+:)?{name}>", one, path) for path in paths for one in wanted]
        found += [f"{path}{query}" for path in paths for query in ("", *(f"?{one}" for one in ASKED.get(rule.endpoint, ())))]
    return sorted(found)


@pytest.fixture
def worlds(demo_template, tmp_path):
    """Two copies of one demo, with the same ids, at the same moment that does not pass."""
    made = []
    for name in ("one", "other"):
        folder = tmp_path / name
        folder.mkdir()
        world = copy_of(*demo_template, folder)
        world.database.clock = lambda: NOW
        made.append(world)
    yield made
    for world in made:
        world.database.dispose()


def add_administrator(world: World) -> None:
    def act(uow):
        boss = accounts.user_by_login(uow, "supervisor")
        uow.add(
            UserRecord(
                id="00000000-0000-7000-8000-00000000ad01",
                login="admin",
                name="관리자",
                role=Role.ADMINISTRATOR,
                office_id=boss.office_id,
                password_hash=boss.password_hash,
            )
        )

    world.change(act)


# ── secrets ──────────────────────────────────────────────────────────────────


def nobody_may_know(uow, world: World) -> None:
    """Where a protected client lives and her usual number, and who works beside a refuge."""
    case = uow.get(CaseRecord, world.case_ids[PROTECTED])
    client = uow.get(ClientRecord, case.client_id)
    client.address, client.phone = "새로 옮긴 집 (가상) 77길 7", "010-0000-7777"
    ids = world.offer_ids
    uow.add(TieRecord(source_id=ids[SHELTER], target_id=ids[AGENCY], kind=TieKind.WORKS_WITH, strength=0.9))
    uow.add(TieRecord(source_id=ids[RESIDENT], target_id=ids[SHELTER], kind=TieKind.NEIGHBOUR, strength=0.9))


def clients_of(login: str):
    """Everything about the clients of one manager: who, where, what ails them, and that there is one more."""

    def act(uow, world: World) -> None:
        manager = accounts.user_by_login(uow, login)
        for case in world.rows(CaseRecord, CaseRecord.manager_id == manager.id):
            case = uow.get(CaseRecord, case.id)
            client = uow.get(ClientRecord, case.client_id)
            client.name, client.name_en, client.dong = "서로다른", "Somebody Else", "광장동"
            client.address, client.phone = "다른 집 9길 9", "010-0000-9999"
            client.lat, client.lon = 37.5501, 127.1001
            client.facts = [*client.facts, "dv_active", "suicidal_ideation"]
            case.title, case.quote, case.summary = "다른 이야기", "다른 말", "다른 사정"
            case.emergency = not case.emergency
            uow.add(CaseTieRecord(case_id=case.id, target_id=world.offer_ids[AGENCY], kind=TieKind.CONFLICT))
        client = uow.add(ClientRecord(office_id=manager.office_id, dong="광장동", name="한사람더"))
        member = uow.add(MemberRecord(client_id=client.id, relation="본인", age=50))
        case = uow.add(
            CaseRecord(
                id=NEW_CASE,
                office_id=manager.office_id,
                number="2026-0999",
                client_id=client.id,
                manager_id=manager.id,
                dong="광장동",
                opened_on=world.today - timedelta(days=1),
            )
        )
        uow.add(NeedRecord(case_id=case.id, code="SAF11", holder=member.id, priority=1, severity=4))

    return act


NEW_CASE = "01a1ffff-0000-7000-8000-000000000999"


def compare(worlds, login: str, own: str | None, hidden: tuple[str, ...], *secrets) -> int:
    """Walk both worlds as ``login``; AssertionError where an answer differs. Answers how many were looked at."""
    one, other = worlds
    for world in worlds:
        add_administrator(world)
    for secret in secrets:
        other.change(lambda uow, secret=secret: secret(uow, other))
    letters = {}
    for referral in one.rows(ReferralRecord):
        letters.setdefault(referral.case_id, referral.id)
    cases = tuple(one.case_ids[number] for number in (*hidden, *filter(None, (own,))))
    ids = {
        "case": (*cases, NEW_CASE),
        "referral": (*(letters[case] for case in cases if case in letters), *partner_letters(one)),
        "entry": tuple(one.offer_ids[name] for name in (SHELTER, AGENCY, RESIDENT)),
    }
    before, after = (Eyes(world, login).walk(ids) for world in worlds)
    differing = [address for address in before if before[address] != after[address]]
    assert not differing, f"{login or 'a stranger'}: {differing}\n{first_difference(before, after, differing[0])}"
    assert all(status < 500 for status, _ in before.values())
    return len(before)


def first_difference(before, after, address: str) -> str:
    lines = [(one, other) for one, other in zip(before[address][1].splitlines(), after[address][1].splitlines(), strict=False) if one != other]
    return f"{before[address][0]} {after[address][0]} {lines[:1]}"


def partner_letters(world: World) -> tuple[str, ...]:
    agency = world.actor("partner").organization
    found = [one.id for one in world.rows(ReferralRecord, ReferralRecord.organisation == agency)]
    return tuple(found[:2])


@pytest.mark.parametrize("login", ["manager2", "partner", "outsider", "admin", STRANGER])
def test_whose_clients_they_are_not_learns_nothing_of_them_nor_that_there_is_one_more(worlds, login):
    own = "D06" if login == "manager2" else None
    looked = compare(worlds, login, own, (PROTECTED,), nobody_may_know, clients_of("manager1"))
    assert looked > 60


def test_a_manager_learns_nothing_of_a_colleagues_clients(worlds):
    compare(worlds, "manager1", "D03", ("D05",), nobody_may_know, clients_of("manager2"))


@pytest.mark.parametrize("login", ["manager1", "supervisor"])
def test_where_a_protected_client_lives_and_what_stands_beside_a_refuge_is_shown_to_nobody_at_all(worlds, login):
    """Not to her own manager either: whoever looks over a shoulder reads what the screen shows (P-22)."""
    compare(worlds, login, None, (PROTECTED,), nobody_may_know)


def test_the_secrets_are_there_to_be_told(worlds):
    """The walk can fail: who may see the clients sees the difference."""
    one, other = worlds
    other.change(lambda uow: clients_of("manager1")(uow, other))
    case = one.case_ids["D04"]
    for address in ("/cases", f"/cases/{case}", f"/api/v1/cases/{case}/match", f"/cases/{case}/map.json"):
        seen = [Eyes(world, "manager1").look(address) for world in worlds]
        assert seen[0][0] == seen[1][0] == 200 and seen[0] != seen[1], address
    assert Eyes(other, "manager1").look(f"/cases/{NEW_CASE}")[0] == 200


# ── what is typed, and what goes wrong ───────────────────────────────────────


def test_no_address_repeats_a_resident_number_that_was_typed_into_it(worlds, caplog):
    """P-01: in no search, filter or language; not on the page, not in a log."""
    world = worlds[0]
    eyes = Eyes(world, "supervisor")
    ids = {
        "case": (world.case_ids["D04"],),
        "referral": (partner_letters(world)[0],),
        "entry": (world.offer_ids[AGENCY],),
    }
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.WARNING, logger="sqlalchemy")
    typed = "&".join(f"{name}={NUMBER}" for name in ("q", "text", "dong", "source", "other", "kind", "need", "group", "next"))
    walked = 0
    for address in addresses(eyes.app, ids):
        if "?" in address:
            continue
        _, text = eyes.look(f"{address}?{typed}")
        assert NUMBER not in text and NUMBER.replace("-", "") not in text, address
        walked += 1
    assert walked > 40 and NUMBER not in caplog.text


def test_what_goes_wrong_is_logged_without_a_word_of_the_client(worlds, caplog, monkeypatch):
    world = worlds[0]
    [client] = [one for one in world.rows(ClientRecord) if one.name == "정소라"]
    told = (client.name, client.phone, client.address)

    def broken(*_, **__):
        household = {"name": client.name}  # what a traceback with values would print
        raise RuntimeError(f"{household} {client.phone} {client.address}")

    monkeypatch.setattr("resmap.flows.cases.page", broken)
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.WARNING, logger="sqlalchemy")
    eyes, case = Eyes(world, "manager1"), world.case_ids[PROTECTED]
    for address in (f"/cases/{case}", f"/api/v1/cases/{case}"):
        status, text = eyes.look(address)
        assert status == 500 and not any(one in text for one in told)
    assert "RuntimeError" in caplog.text and "test_no_leaks.py" in caplog.text
    assert not any(one in caplog.text for one in told)


def test_who_is_told_that_a_case_is_not_there_is_told_the_same_of_one_that_is_not_theirs(worlds):
    eyes, world = Eyes(worlds[0], "manager2"), worlds[0]
    for path in ("/cases/{}", "/cases/{}/map.json", "/api/v1/cases/{}", "/api/v1/cases/{}/match", "/cases/{}/network.json"):
        foreign, nowhere = (eyes.look(path.format(one)) for one in (world.case_ids[PROTECTED], NOWHERE))
        assert foreign[0] == 404 and foreign[1].replace(world.case_ids[PROTECTED], NOWHERE) == nowhere[1]


def test_an_entry_that_is_not_an_offer_or_was_taken_out_is_not_found_rather_than_broken(worlds):
    world = worlds[0]
    entry = world.offer_ids[RESIDENT]
    world.change(lambda uow: uow.void(uow.get(OfferRecord, entry), "gone"))
    eyes = Eyes(world, "manager1")
    for path in ("/register/{}", "/network/offer/{}", "/network/offer/{}.json", "/api/v1/register/{}/network"):
        for one in (entry, world.offer_ids[SHELTER] if "network" in path else NOWHERE):
            assert eyes.look(path.format(one))[0] == 404, path
