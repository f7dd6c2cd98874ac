"""``resmap-network/1``: a neighbourhood as one JSON document."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from resmap.domain.access import access_of
from resmap.domain.case import CLIENT
from resmap.domain.codes import AreaLevel, OfferStatus, PartyKind, RecipientClass, Sex, TieKind
from resmap.domain.network import (
    Area,
    Eligibility,
    Network,
    Offer,
    Outcomes,
    Party,
    Place,
    Tie,
)
from resmap.formats.documents import hold_against, read_document, schema, told_name, unknown_fields
from resmap.formats.problems import FormatError, Problem

NOWHERE = Place()


@dataclass(frozen=True, slots=True)
class Read:
    """A document that was read: its value and warnings (codes with facts) about it."""

    value: object
    warnings: tuple[tuple[str, dict], ...] = ()


def read_network(path: Path) -> Read:
    """Read a network file. Raises FormatError."""
    return network_from(read_document(path), told_name(path))


def network_from(document: object, what: str = "network") -> Read:
    """Turn a parsed document into a :class:`Network`, all of it or nothing."""
    hold_against("network", document, what)
    assert isinstance(document, dict)
    problems = _twice(document) + _dangling(document) + _crossed(document)
    if problems:
        raise FormatError(what, problems)
    warnings = [("UNKNOWN_FIELD", {"path": path}) for path in unknown_fields("network", document)]
    offers = tuple(_offer(raw) for raw in document["offers"])
    if any(_has_place(raw) for raw in document["offers"] if raw.get("location_secret")):
        # How many and which is not told: the warning itself must not point at one.
        warnings.append(("SECRET_PLACE_DROPPED", {}))
    network = Network(
        today=_date(document.get("today")) or date.min,
        setting=place_from(document.get("setting")),
        offers=offers,
        ties=tuple(tie_from(raw, Tie) for raw in document.get("ties") or ()),
        parties=tuple(_party(raw) for raw in document.get("parties") or ()),
        closed_organizations=frozenset(document.get("closed_organizations") or ()),
    )
    return Read(network, tuple(warnings))


def place_from(raw: dict | None) -> Place:
    raw = raw or {}
    return Place(*(raw.get(name) for name in ("sido", "sigungu", "dong", "lat", "lon")))


def tie_from(raw: dict, make: type):
    """A tie of a network (``Tie``) or of a case (``CaseTie``): the two have one shape."""
    strength = raw.get("strength")
    return make(
        raw["from"],
        raw["to"],
        TieKind(raw["kind"]),
        bool(raw.get("both_ways")),
        0.5 if strength is None else float(strength),
    )


def _offer(raw: dict) -> Offer:
    secret = bool(raw.get("location_secret"))
    rules = raw.get("eligibility") or {}
    area = raw.get("area") or {"level": "nation"}
    outcomes = raw.get("outcomes") or {}
    cost, told = raw.get("cost"), raw.get("access") or {}
    named = schema("network")["properties"]["offers"]["items"]["properties"]
    return Offer(
        id=raw["id"],
        name=raw["name"],
        kind=raw["kind"],
        organization=raw["organization"],
        department=raw.get("department"),
        needs=tuple(dict.fromkeys(raw["needs"])),
        recipient_class=RecipientClass(raw["recipient_class"]),
        # A secret place never gets past this line (P-21).
        place=NOWHERE if secret else place_from(raw.get("place")),
        area=Area(AreaLevel(area["level"]), frozenset(area.get("names") or ())),
        eligibility=Eligibility(
            age_min=rules.get("age_min"),
            age_max=rules.get("age_max"),
            sex=Sex(rules["sex"]) if rules.get("sex") else None,
            income_max=rules.get("income_max"),
            requires=frozenset(rules.get("requires") or ()),
            excludes=frozenset(rules.get("excludes") or ()),
        ),
        duplicate_group=raw.get("duplicate_group") or None,
        tags=frozenset(raw.get("tags") or ()),
        places_left=raw.get("places_left"),
        status=OfferStatus(raw.get("status") or "active"),
        verified_on=_date(raw.get("verified_on")),
        location_secret=secret,
        vetted_for_minors=raw.get("vetted_for_minors"),
        access_line=raw.get("access_line") or None,
        name_en=raw.get("name_en"),
        description=raw.get("description"),
        phone=raw.get("phone"),
        hours=raw.get("hours"),
        how_to_apply=raw.get("how_to_apply"),
        welcomes=frozenset(raw.get("welcomes") or ()),
        limit=raw.get("limit"),
        outcomes=Outcomes(outcomes.get("ended", 0), outcomes.get("helped", 0)),
        access=access_of(
            raw["kind"], (raw["name"], raw["organization"]), raw["needs"], raw.get("tags") or (), told,
            cost=cost if isinstance(cost, str) else None, languages=raw.get("languages"),
        ),  # fmt: skip
        # What we do not know of a secret place may tell where it is.
        extra={} if secret else {key: value for key, value in raw.items() if key not in named},
    )


def _party(raw: dict) -> Party:
    named = schema("network")["properties"]["parties"]["items"]["properties"]
    return Party(
        id=raw["id"],
        kind=PartyKind(raw["kind"]),
        name=raw["name"],
        place=place_from(raw),
        name_en=raw.get("name_en"),
        about=raw.get("about"),
        extra={key: value for key, value in raw.items() if key not in named},
    )


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _has_place(raw: dict) -> bool:
    place = raw.get("place") or {}
    return any(place.get(name) is not None for name in ("dong", "lat", "lon")) or bool(
        raw.get("address")
    )


def _twice(document: dict) -> list[Problem]:
    seen: set[str] = set()
    problems = []
    for group in ("offers", "parties"):
        for i, raw in enumerate(document.get(group) or ()):
            if raw["id"] in seen:
                problems.append(Problem(f"$.{group}[{i}].id", "ID_TWICE", "string"))
            if raw["id"] == CLIENT:  # the node of the client in every case
                problems.append(Problem(f"$.{group}[{i}].id", "RESERVED_ID", "string"))
            seen.add(raw["id"])
    return problems


def _dangling(document: dict) -> list[Problem]:
    known = {raw["id"] for group in ("offers", "parties") for raw in document.get(group) or ()}
    return [
        Problem(f"$.ties[{i}].{end}", "UNKNOWN_ID", "string")
        for i, raw in enumerate(document.get("ties") or ())
        for end in ("from", "to")
        if raw[end] not in known
    ]


def _crossed(document: dict) -> list[Problem]:
    """Pairs of values that contradict each other."""
    problems = []
    for i, raw in enumerate(document["offers"]):
        path = f"$.offers[{i}]"
        rules = raw.get("eligibility") or {}
        low, high = rules.get("age_min"), rules.get("age_max")
        if low is not None and high is not None and low > high:
            problems.append(Problem(f"{path}.eligibility.age_min", "AGES_CROSSED", "number"))
        problems += half_a_point(raw.get("place"), f"{path}.place")
        outcomes = raw.get("outcomes")
        if outcomes and outcomes["helped"] > outcomes["ended"]:
            problems.append(Problem(f"{path}.outcomes.helped", "MORE_THAN_ENDED", "number"))
    for i, raw in enumerate(document.get("parties") or ()):
        problems += half_a_point(raw, f"$.parties[{i}]")
    return problems


def half_a_point(place: dict | None, path: str) -> list[Problem]:
    """A latitude without its longitude, or the other way round, is a mistake of typing."""
    place = place or {}
    if (place.get("lat") is None) == (place.get("lon") is None):
        return []
    return [Problem(path, "HALF_A_POINT", "object")]
