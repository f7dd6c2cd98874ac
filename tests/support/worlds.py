"""Random neighbourhoods and cases for property tests: small, crowded and full of edges.

Few codes, names and dates are drawn from, so that everything meets everything: the same
organisation written with another spacing, an entry verified 365 and 366 days ago, a child of 13
and of 14. All of it is invented.

`worlds()` draws a `World`: two documents in the form of files, from which the domain values are
made by the same readers that files go through. Hypothesis draws how many offers there are and one
seed for each part, so that a world is made in a moment and a failing one shrinks to few offers.
"""

from copy import deepcopy
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from random import Random

from hypothesis import strategies as st

from resmap.domain.case import Case
from resmap.domain.network import Network
from resmap.flows.files import Pair
from resmap.formats.case import case_from
from resmap.formats.network import network_from

TODAY = date(2026, 11, 2)
SETTING = {"sido": "서울특별시", "sigungu": "솔빛구"}
DONGS = ("솔빛1동", "솔빛2동", "달샘동")

#: The needs of the worlds: every one on which some rule turns, and plain ones beside them.
NEEDS = (
    "DLY11", "SOC11", "SOC14", "HLT22", "ECO16", "EDU22", "FAM11", "FAM15", "SAF13", "CASE_MGMT",
)  # fmt: skip
KINDS = ("H11", "H13", "H21", "H31", "H41", "M11", "M13", "M21", "M22", "M27", "M31", "M42")
CLASSES = ("neighbour", "shop", "association", "selfhelp", "volunteer", "agency")
ORGANIZATIONS = ("햇살 복지관", "햇살복지관", "솔빛구청", "주민", "별빛나눔", "달샘상회", "가온누리")
DEPARTMENTS = ("상담", "상 담", "재가", "급식", "나눔", "돌봄", None)
FACTS = (
    "disability", "developmental_disability", "migrant", "dv_active", "exploitation_suspected",
    "suicidal_ideation", "alcohol_dependence", "crisis_event", "dv_screen_negative_2026-10-20",
    "dv_screen_negative_2027-01-01", "ltc_grade",
)  # fmt: skip
ELIGIBILITY_FACTS = ("disability", "migrant", "crisis_event", "ltc_grade")
TAGS = ("alcohol", "joint_couple_counselling", "diagnosis")
GROUPS = ("livelihood", "centre")
TIES = (
    "neighbour", "family", "friend", "member_of", "leads", "works_with", "refers_to", "trusts", "conflict",
)  # fmt: skip
OFFER_IDS = tuple(f"R{number:02}" for number in range(1, 9))
PARTY_IDS = ("G1", "G2", "G3")
MEMBER_IDS = ("m1", "m2", "m3", "m4")
STRENGTHS = (
    "김치를 잘 담그심", "전기기능사", "뜨개질", "아이를 좋아하심", "운전은 못 함", "동네를 잘 아심",
)  # fmt: skip

def _some(r: Random, values, most: int = 3) -> list:
    return r.sample(values, r.randint(0, min(most, len(values))))


def _perhaps(r: Random, value, chance: float = 0.5):
    """The value of `value()`, or None."""
    return value() if r.random() < chance else None


def _point(r: Random) -> dict:
    return {"lat": round(37.53 + r.random() / 25, 4), "lon": round(127.06 + r.random() / 25, 4)}


# ------------------------------------------------------------------ the neighbourhood


def offer(offer_id: str, r: Random) -> dict:
    """One offer of a network document; most fit most people, so that some are suggested."""
    return {
        "id": offer_id,
        "name": f"자원 {offer_id}",
        "kind": r.choice(KINDS),
        "organization": r.choice(ORGANIZATIONS),
        "department": r.choice(DEPARTMENTS),
        "needs": r.sample(NEEDS, r.randint(1, 5)),
        "place": {
            "dong": _perhaps(r, lambda: r.choice(DONGS), 0.8),
            **(_perhaps(r, lambda: _point(r), 0.8) or {"lat": None, "lon": None}),
        },
        "area": r.choice(AREAS) if r.random() < 0.8 else {"level": "dong", "names": _some(r, DONGS, 3)},
        "recipient_class": r.choice(CLASSES),
        "eligibility": _perhaps(r, lambda: _eligibility(r), 0.4),
        "duplicate_group": r.choice((*[None] * 5, *GROUPS)),
        "tags": _some(r, TAGS),
        "places_left": r.choice((None, 0, 1, 1, 1, 2, 2, 2, 5, 5, 5)),
        "status": r.choice((*["active"] * 10, "paused", "closed")),
        "verified_on": r.choice(VERIFIED),
        "location_secret": r.random() < 0.2,
        "vetted_for_minors": r.choice((None, True, True, False)),
        "access_line": r.choice((None, None, None, "1366")),
        "welcomes": _some(r, ("cooking", "electricity", "needlework"), 2),
        "limit": r.choice((None, 0, 4)),
        "outcomes": r.choice((None, {"ended": 9, "helped": 8}, {"ended": 9, "helped": 1})),
        "access": _perhaps(r, lambda: access(r), 0.7),
    }


def access(r: Random) -> dict:
    """What meets a person or stands in their way; often nobody has said."""
    return {
        "religious": r.choice((None, True, False)),
        "languages": r.choice(([], ["vi"], ["zh", "ksl"])),
        "step_free": r.choice((None, True, False)),
        "comes_home": r.choice((None, None, True, False)),
        "fee": r.choice((None, "free", "reduced", "full")),
        "diets": r.choice(([], ["halal"], ["soft", "low_salt"])),
        "open_at": r.choice(([], ["weekday_day"], ["weekday_day", "evening"], ["weekend"])),
        "removes": r.choice(([], [], [], ["alone", "stairs"], ["language"])),
    }


AREAS = (
    {"level": "nation", "names": []},
    {"level": "nation", "names": []},
    {"level": "sigungu", "names": ["솔빛구"]},
    {"level": "sigungu", "names": ["먼바다구"]},
    {"level": "sigungu", "names": ["솔빛구", "먼바다구"]},
    {"level": "sido", "names": ["서울특별시"]},
)
VERIFIED = (
    *[(TODAY - timedelta(days=days)).isoformat() for days in (0, 1, 20, 30, 60, 90, 120, 180, 181, 300, 364, 365, 366)],
    None,
)


def _eligibility(r: Random) -> dict:
    low, high = r.choice(((None, None), (0, 0), (None, 5), (8, 18), (8, 24), (19, None), (19, 64), (60, 120)))
    return {
        "age_min": low,
        "age_max": high,
        "sex": r.choice((None, None, "F", "M")),
        "income_max": r.choice((None, None, None, 50, 100)),
        "requires": r.choice(([], [], _some(r, ELIGIBILITY_FACTS, 1))),
        "excludes": r.choice(([], [], _some(r, ELIGIBILITY_FACTS, 2))),
    }


def _tie(r: Random, ends) -> dict:
    source, target = r.sample(ends, 2)
    return {
        "from": source,
        "to": target,
        "kind": r.choice(TIES),
        "both_ways": r.random() < 0.5,
        "strength": r.choice((0.1, 0.5, 0.8, 0.8, 1.0)),
    }


def network(offers: list[dict], r: Random) -> dict:
    """A `resmap-network/1` document of these offers."""
    ends = [*(one["id"] for one in offers), *PARTY_IDS]
    return {
        "format": "resmap-network/1",
        "today": TODAY.isoformat(),
        "setting": dict(SETTING),
        "offers": offers,
        "parties": [
            {"id": "G1", "kind": "person", "name": "가온 님"},
            {"id": "G2", "kind": "group", "name": "산책회"},
            {"id": "G3", "kind": "organization", "name": "햇살복지관"},
        ],
        "ties": [_tie(r, ends) for _ in range(r.randint(0, 7))],
        "closed_organizations": r.choice(([], [], [], [], [], [], ["별빛 나눔"])),
    }


# ------------------------------------------------------------------ the case


def household(r: Random) -> list[dict]:
    return [
        {
            "id": one,
            "relation": f"가족 {one}",
            "age": r.choice((None, 5, 13, 14, 17, 18, 19, 40, 40, 40, 64, 65, 81)),
            "sex": r.choice((None, "F", "F", "M", "M")),
            "facts": _some(r, ELIGIBILITY_FACTS, 1),
        }
        for one in MEMBER_IDS[: r.randint(1, 3)]
    ]


def needs(r: Random, member_ids) -> list[dict]:
    """One to four needs with distinct priorities, no two alike."""
    wanted = {(r.choice(NEEDS), r.choice((*member_ids, "couple", "family"))) for _ in range(r.randint(1, 4))}
    return [
        {
            "code": code,
            "holder": holder,
            "priority": at,
            "severity": r.randint(0, 4),
            "depends_on": r.choice((None, None, "HLT22")),
            "removes_obstacle_to": None,
        }
        for at, (code, holder) in enumerate(sorted(wanted), start=1)
    ]


def history(r: Random, offer_ids, member_ids) -> dict:
    """What was served, refused and blocked, and the client's own ties."""
    someone = [*offer_ids, *PARTY_IDS, *member_ids]
    dates = (("2025-01-01", "2025-12-31"), ("2026-01-01", None), ("2026-01-01", "2026-11-02"))

    def block() -> dict:
        kind = r.choice(("offer", "person", "organization"))
        names = {"offer": offer_ids, "person": someone, "organization": ORGANIZATIONS}[kind]
        return {kind: r.choice(names), "why": "만나지 않게"}

    return {
        "served": [
            {"offer": r.choice(offer_ids), "from": since, "to": until}
            for since, until in r.choices(dates, k=r.choice((0, 0, 0, 1, 2)))
        ],
        "declined": [
            {"offer": r.choice(offer_ids), "by": r.choice((None, *member_ids)), "why": None}
            for _ in range(r.choice((0, 0, 0, 1)))
        ],
        "blocked": [block() for _ in range(r.choice((0, 0, 0, 0, 1, 2)))],
        "ties": [_tie(r, ["client", *someone]) for _ in range(r.choice((0, 0, 1, 2, 4)))],
        "event": _perhaps(
            r,
            lambda: {
                "type": "closing_attempt",
                "reason": "MANAGER_LEFT",
                "unmet_needs": ["DLY11"],
                "closed_organization": r.choice((None, "솔빛 구청")),
            },
            0.2,
        ),
    }


WISHES = (
    ("help", "religious", "never"), ("help", "psychiatry", "never"), ("help", "around", "never"),
    ("help", "neighbour", "rather_not"), ("help", "M3", "rather"), ("help", "religious", "rather_not"),
    ("help", "H21", "never"), ("language", "vi", "must"), ("language", "zh", "rather"), ("diet", "halal", "must"),
    ("diet", "soft", "rather"), ("time", "evening", "must"), ("time", "weekend", "must"), ("time", "weekend", "rather"),
)  # fmt: skip
HINDRANCES = ("stairs", "walking", "transport", "alone", "cost", "language")
TRIED = ("M31", "M3", "religious", "group", "public", "neighbour")


def told(r: Random, member_ids) -> dict:
    """What somebody said once for all: wishes, what hinders, what was tried."""
    by = (None, None, *member_ids)

    def hindered(what: str) -> dict:
        return {"what": what, "value": "vi" if what == "language" else None, "by": r.choice(by)}

    return {
        "wishes": [
            {"about": about, "value": value, "force": force, "by": r.choice(by)}
            for about, value, force in _some(r, WISHES, r.choice((0, 0, 1, 3)))
        ],
        "hindered": [hindered(one) for one in _some(r, HINDRANCES, r.choice((0, 0, 2)))],
        "tried": [
            {"sort": one, "went": r.choice(("helped", "partly", "failed")), "needs": r.choice(([], ["DLY11"])), "on": None}
            for one in _some(r, TRIED, r.choice((0, 0, 3)))
        ],
    }


def consents(r: Random, offer_ids) -> dict:
    return {
        "collect": True,
        "provide_to_classes": r.choice((list(CLASSES), _some(r, CLASSES, 6))),
        "provide_to_offers": _some(r, offer_ids, 2),
        "sensitive_to_classes": _some(r, CLASSES, 1),
        "sensitive_to_offers": _some(r, offer_ids, 1),
        "network_contact": r.random() < 0.7,
        "network_contact_only": _perhaps(r, lambda: _some(r, offer_ids, 3), 0.3),
        "legal_representative_agrees": r.random() < 0.7,
        "record_handover": r.random() < 0.5,
        "fields_for_offer": {
            one: _some(r, ("name", "diagnosis", "past_conviction", "task"), 3) for one in _some(r, offer_ids, 1)
        },
        "expires": {
            one: r.choice(("2026-11-01", "2026-11-02", "2026-11-03")) for one in _some(r, offer_ids, 2)
        },
    }


def case(offer_ids, people: Random, past: Random, agreed: Random) -> dict:
    """A `resmap-case/1` document that speaks of the offers `offer_ids`."""
    members = household(people)
    member_ids = [one["id"] for one in members]
    return {
        "format": "resmap-case/1",
        "id": "T01",
        "today": TODAY.isoformat(),
        "stage": people.choice(("planning", "planning", "monitoring", "closing", "assessment")),
        "emergency": people.random() < 0.5,
        "client": {
            "place": {**SETTING, "dong": people.choice(DONGS), **_point(people)},
            "income_percent_of_median": people.choice((None, 0, 50, 51, 130)),
            "household": members,
            "facts": _some(people, FACTS, 4),
            "strengths": _some(people, STRENGTHS, 2),
            "benefits_in_payment": past.choice(([], [], [], [past.choice(offer_ids)])),
            "protected": people.random() < 0.3,
            "protected_from": _perhaps(past, lambda: past.choice((*member_ids, *offer_ids)), 0.15),
        },
        "needs": needs(people, member_ids),
        **history(past, offer_ids, member_ids),
        "consents": consents(agreed, offer_ids),
        "moving_to": None,
        **told(agreed, member_ids),
    }


# ------------------------------------------------------------------ worlds


@dataclass(frozen=True)
class World:
    """A neighbourhood and a case in it, as documents; the domain values on request."""

    network_document: dict
    case_document: dict

    @cached_property
    def network(self) -> Network:
        return network_from(self.network_document).value

    @cached_property
    def case(self) -> Case:
        return case_from(self.case_document).value

    @property
    def pair(self) -> Pair:
        return Pair(self.case, self.network, ())

    def offer(self, offer_id: str) -> dict:
        return next(one for one in self.network_document["offers"] if one["id"] == offer_id)

    def with_case(self, change) -> "World":
        """Another world in which `change(case_document)` was done to a copy of the case."""
        case = deepcopy(self.case_document)
        change(case)
        return World(self.network_document, case)

    def with_network(self, change) -> "World":
        network = deepcopy(self.network_document)
        change(network)
        return World(network, self.case_document)


_seeds = st.integers(0, 2**32 - 1)


@st.composite
def worlds(draw, most: int = len(OFFER_IDS), stage: str | None = None) -> World:
    """Worlds of one to `most` offers; `stage` fixes the stage of the case."""
    offers = [offer(one, Random(draw(_seeds))) for one in OFFER_IDS[: draw(st.integers(1, most))]]
    around = network(offers, Random(draw(_seeds)))
    ids = [one["id"] for one in offers]
    one = case(ids, *(Random(draw(_seeds)) for _ in range(3)))
    return World(around, one | ({"stage": stage} if stage else {}))


def open_worlds(most: int = len(OFFER_IDS)):
    """Worlds whose case is assessed, so that the gate is open."""
    return worlds(most, stage="planning")


# ------------------------------------------------------------------ plain worlds, for one rule at a time


def plain_offer(offer_id: str = "A", **fields) -> dict:
    """An offer that passes every gate of `plain_case`; `fields` replace."""
    return {
        "id": offer_id,
        "name": f"자원 {offer_id}",
        "kind": "M31",
        "organization": f"기관 {offer_id}",
        "department": "상담",
        "needs": ["DLY11"],
        "place": {"dong": DONGS[0], "lat": 37.5400, "lon": 127.0700},
        "area": {"level": "nation", "names": []},
        "recipient_class": "agency",
        "places_left": 2,
        "status": "active",
        "verified_on": "2026-09-15",
        **fields,
    }


def plain_case(**fields) -> dict:
    """A woman of 40 who lives alone, needs meals (DLY11) and agreed to everything; `fields` replace.

    Fields of the client may be given as well; `consents` adds to what was agreed.
    """
    of_client = {key: fields.pop(key) for key in list(fields) if key in _CLIENT_FIELDS}
    agreed = {
        "collect": True,
        "provide_to_classes": list(CLASSES),
        "network_contact": True,
        "legal_representative_agrees": True,
    } | fields.pop("consents", {})
    return {
        "format": "resmap-case/1",
        "id": "T02",
        "today": TODAY.isoformat(),
        "stage": "planning",
        "client": {
            "place": {**SETTING, "dong": DONGS[0], "lat": 37.5400, "lon": 127.0700},
            "income_percent_of_median": 50,
            "household": [person()],
            **of_client,
        },
        "needs": [need()],
        "consents": agreed,
        **fields,
    }


_CLIENT_FIELDS = {
    "place", "income_percent_of_median", "household", "facts", "strengths", "benefits_in_payment",
    "protected", "protected_from",
}  # fmt: skip


def person(member_id: str = "m", age: int | None = 40, sex: str | None = "F", **fields) -> dict:
    return {"id": member_id, "age": age, "sex": sex, **fields}


def need(code: str = "DLY11", holder: str = "m", priority: int = 1, severity: int = 2, **fields) -> dict:
    return {"code": code, "holder": holder, "priority": priority, "severity": severity, **fields}


def tie(source: str, target: str, kind: str = "friend", strength: float = 0.8, both_ways: bool = False) -> dict:
    return {"from": source, "to": target, "kind": kind, "both_ways": both_ways, "strength": strength}


def plain_world(*offers: dict, case: dict | None = None, **network_fields) -> World:
    return World(
        {
            "format": "resmap-network/1",
            "today": TODAY.isoformat(),
            "setting": dict(SETTING),
            "offers": list(offers) or [plain_offer()],
            **network_fields,
        },
        case or plain_case(),
    )
