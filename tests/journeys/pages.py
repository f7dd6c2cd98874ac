"""Every page of the program for every role, from the app's own list of addresses and the demo's ids.

A new page is walked by the journeys without being named here; one that needs an id which
``EXAMPLES`` does not know makes :func:`pages_of` fail.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice, product
from urllib.parse import urlencode

from resmap.domain.permissions import Actor, Permission
from resmap.domain.stages import ConferenceKind
from resmap.flows import cases, conferences, donations, owner, proposals, referral_view
from resmap.store import ConferenceRecord, ProposalRecord
from resmap.web.routes import access_of
from tests.journeys.conftest import ADMINISTRATOR, Office

#: A login for each role.
LOGINS = ("supervisor", "manager1", "partner", "outsider", ADMINISTRATOR)

#: Addresses that answer with data or a file; everything else is a page.
NO_PAGES = ("api.", "static", "home.healthz", "home.readyz", "maps.print_", "pairs.look_alikes",
            "case_plan.file", "case_plan.week_file", "conferences.minutes")  # fmt: skip
DATA = "_json"

#: Entries that look different: a benefit, a resident, a group, a place, a secret shelter, an unverified shop.
ENTRIES = ("o-0001", "o-0225", "o-0320", "o-0143", "o-0068", "o-0287")

#: A typical client, one who moves away, a protected one, a child's needs, before the assessment, an emergency.
CASES = ("D04", "D10", "D07", "D11", "D01", "D02")


#: Of a page that looks alike for every id, so many examples are enough.
ENOUGH = 2
#: Pages that look different for each of the examples.
VARIED = ("cases.page", "register.entry", "referrals.page")


@dataclass(frozen=True, slots=True)
class Walk:
    """Whose addresses are looked for."""

    office: Office
    actor: Actor

    def cases(self) -> list[str]:
        with self.office.world.database.read(self.actor) as uow:
            seen = {one.number: one.id for one in cases.mine(uow, self.actor, self.office.world.today, locale="ko")}
        return [seen[number] for number in CASES if number in seen]

    def referrals(self) -> list[str]:
        """One in each state that this person sees."""
        with self.office.world.database.read(self.actor) as uow:
            sections = referral_view.listed(uow, self.actor, self.office.world.today, locale="ko")
        return list({one.state: one.id for lines in sections.values() for one in lines}.values())

    def proposals(self) -> list[str]:
        """What waits for a decision, for who decides; one's own for the others."""
        decides, world = self.actor.may(Permission.REGISTER_VERIFY), self.office.world
        if not world.rows(ProposalRecord):
            manager = world.actor("manager1")
            with world.database.write(manager) as uow:
                proposals.propose_new(uow, manager, what="시장 반찬가게가 반찬을 나눕니다", key="journeys-proposal")
        found = world.rows(ProposalRecord)
        return [one.id for one in found if decides or one.created_by == self.actor.id][:3]

    def links(self) -> list[str]:
        """An owner's link that is alive, made for one of the shops."""
        world, token = self.office.world, "an-owners-link-of-the-journeys"
        boss, shop = world.actor("supervisor"), world.offer_ids[ENTRIES[0]]
        with world.database.read() as uow:
            known = owner.look(uow, token)
        if known is None:
            with world.database.write(boss) as uow:
                owner.make(uow, boss, shop, world.today, token=token, key=f"journeys-link-{uow.new_id()}")
        return [token]

    def conferences(self) -> list[str]:
        """One that the supervisor called, with a case on its agenda."""
        world, boss = self.office.world, self.office.world.actor("supervisor")
        with world.database.write(boss) as uow:
            called = conferences.plan(
                uow,
                boss,
                kind=ConferenceKind.CASE,
                on=world.today,
                written=True,
                place="",
                dong="",
                key="journeys-conference",
            )
        with world.database.write(boss) as uow:
            conferences.put_on_agenda(
                uow, boss, called, world.case_ids["D04"], world.today, question="이대로 이어 갈지", key="journeys-agenda"
            )
        held = [one.id for one in world.rows(ConferenceRecord, ConferenceRecord.held)]
        return [*held, called]

    def donations(self) -> list[str]:
        """One that the supervisor noted and said what the names are for."""
        world, boss = self.office.world, self.office.world.actor("supervisor")
        gift = donations.Gift("쌀 10kg", 20, "포", giver="이름을 밝히지 않은 이웃", needs=("ECO11", "ECO13"))
        with world.database.write(boss) as uow:
            kept = donations.receive(uow, boss, gift, world.today, key="journeys-donation")
        with world.database.write(boss) as uow:
            donations.state_purpose(uow, boss, kept, world.today, words="겨울 나눔", key="journeys-purpose")
        return [kept]

    def entries(self) -> list[str]:
        return [self.office.world.offer_ids[short] for short in ENTRIES]


EXAMPLES: dict[str, Callable[[Walk], list[str]]] = {
    "case": Walk.cases,
    "referral": Walk.referrals,
    "entry": Walk.entries,
    "token": Walk.links,
    "proposal": Walk.proposals,
    "conference": Walk.conferences,
    "donation": Walk.donations,
    "worker": lambda walk: [walk.office.world.actor("manager1").id],
    # Two entries side by side: a place and a shop.
    "a": lambda walk: [walk.office.world.offer_ids["o-0143"]],
    "b": lambda walk: [walk.office.world.offer_ids["o-0287"]],
}

#: What pages look like after something was asked of them.
ASKED = {
    "account.login": ({"ended": "idle"}, {"ended": "needed", "next": "/cases"}),
    "finder.index": (
        {"q": "월세를 못 냈어요"},
        {"q": "혼자 밥 먹기 싫어요", "dong": "자양1동"},
        {"q": "qwxz"},
        {"need": "DLY16"},
    ),
    "register.index": ({"q": "ㅂㅈㄱ"}, {"q": "없는이름없는이름"}, {"review": "imported"}),
    "upkeep.index": ({"state": "stale"}, {"q": "없는이름없는이름"}),
    "maps.index": ({"group": "agency", "dong": "자양1동"}, {"domain": "SAF", "group": "shop", "dong": "능동"}),
    "cases.page": ({"kind": "neighbour"}, {"kind": "benefit"}),
    "figures.cases": ({"code": "cases.ongoing"},),
    "networks.client": ({"q": "이발"}, {"q": "없는이름없는이름"}),
}


def is_page(endpoint: str) -> bool:
    return not endpoint.startswith(NO_PAGES) and not endpoint.endswith(DATA)


def page_rules(office: Office) -> list:
    """The rules of the app that answer a GET with a page."""
    answering = [rule for rule in office.app.url_map.iter_rules() if "GET" in rule.methods and is_page(rule.endpoint)]
    return [rule for rule in answering if not re.search(r"<any\(pdf,hwpx[a-z,]*\):|\.(pdf|hwpx|xlsx)$", rule.rule)]  # no pages


def pages_of(office: Office, login: str, *, every: bool = True) -> list[str]:
    """The paths of all pages that this login may open ("" is nobody).

    With ``every`` example and what can be asked of a page; without, each page once.
    """
    actor = office.world.actor(login) if login else None
    adapter = office.app.url_map.bind("localhost")
    found = []
    for rule in page_rules(office):
        if not access_of(office.app, rule.endpoint).admits(actor):
            continue
        if login and rule.endpoint == "account.login":
            continue  # who is in is led on
        if rule.endpoint == "cases.compare":
            found += comparisons(office, login)
            continue
        ids = [EXAMPLES[name](Walk(office, actor)) for name in sorted(rule.arguments)]
        most = 1 if not every else None if rule.endpoint in VARIED else ENOUGH
        for number, values in enumerate(islice(product(*ids), most)):
            path = adapter.build(rule.endpoint, dict(zip(sorted(rule.arguments), values, strict=True)))
            found.append(path)
            if every and not number:  # what is asked of one example looks alike for the others
                found += [f"{path}?{urlencode(query)}" for query in ASKED.get(rule.endpoint, ())]
    return found


def comparisons(office: Office, login: str) -> Iterator[str]:
    """Two and four suggestions of a need side by side, of the first case with so many."""
    for number in CASES:
        case = office.world.case_ids[number]
        if case not in Walk(office, office.world.actor(login)).cases():
            continue
        for need in office.world.page(login, number).needs:
            if len(need.suggestions) >= 4:
                for n in (2, 4):
                    chosen = [("offer", one.offer) for one in need.suggestions[:n]]
                    yield f"/cases/{case}/compare?{urlencode([('need', need.id), *chosen])}"
                return
