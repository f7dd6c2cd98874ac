"""``resmap-case/1``: one case as one JSON document."""

from datetime import date
from pathlib import Path

from resmap.domain.case import CLIENT as CLIENT_NODE
from resmap.domain.case import (
    COUPLE,
    FAMILY,
    Blocked,
    Case,
    CaseTie,
    Client,
    ClosingAttempt,
    Consents,
    Declined,
    Member,
    Need,
    Served,
)
from resmap.domain.codes import ClosingReason, Sex, Stage
from resmap.domain.names import same_name
from resmap.domain.network import Network
from resmap.domain.wishes import BadWish, Hindered, Tried, Wish, hindered, tried, wish
from resmap.formats.documents import hold_against, read_document, told_name, unknown_fields
from resmap.formats.network import Read, half_a_point, place_from, tie_from
from resmap.formats.problems import FormatError, Problem


def read_case(path: Path) -> Read:
    """Read a case file. Raises FormatError."""
    return case_from(read_document(path), told_name(path))


def case_from(document: object, what: str = "case") -> Read:
    """Turn a parsed document into a :class:`Case`, all of it or nothing."""
    hold_against("case", document, what)
    assert isinstance(document, dict)
    problems = [
        *_members_twice(document),
        *_unknown_holders(document),
        *_dates_crossed(document),
        *half_a_point(document["client"]["place"], "$.client.place"),
        *half_a_point(document.get("moving_to"), "$.moving_to"),
        *_unknown_wishes(document),
    ]
    if problems:
        raise FormatError(what, problems)
    said = document.get("statements") or {}
    case = Case(
        id=document["id"],
        today=date.fromisoformat(document["today"]),
        stage=Stage(document["stage"]),
        client=_client(document["client"]),
        needs=tuple(_need(raw, i) for i, raw in enumerate(document["needs"])),
        title=document.get("title") or "",
        emergency=bool(document.get("emergency")),
        quote=said.get("quote") or "",
        demand=said.get("demand") or "",
        problem_items=tuple(said.get("problem_items") or ()),
        served=tuple(
            Served(raw["offer"], _date(raw.get("from")), _date(raw.get("to")))
            for raw in document.get("served") or ()
        ),
        declined=tuple(
            Declined(raw["offer"], raw.get("by"), raw.get("why"))
            for raw in document.get("declined") or ()
        ),
        blocked=tuple(
            Blocked(raw.get("offer"), raw.get("organization"), raw.get("person"), raw.get("why"))
            for raw in document.get("blocked") or ()
        ),
        consents=_consents(document.get("consents") or {}),
        ties=tuple(tie_from(raw, CaseTie) for raw in document.get("ties") or ()),
        event=_event(document.get("event")),
        moving_to=place_from(document["moving_to"]) if document.get("moving_to") else None,
        **_told(document),
    )
    warnings = tuple(
        ("UNKNOWN_FIELD", {"path": path}) for path in unknown_fields("case", document)
    )
    return Read(case, warnings)


def unknown_references(case: Case, network: Network) -> tuple[tuple[str, dict], ...]:
    """Warnings for what the case speaks of and the network does not hold.

    It is kept: a served or blocked place may have left the register. A wrong id
    or name would open a gate silently, so it is told.
    """
    ids = {*network.by_id, *(party.id for party in network.parties)}
    organizations = {same_name(party.name) for party in network.parties} | set(network.by_organization)
    own = {CLIENT_NODE, *(member.id for member in case.client.household)}
    spoken = [
        ("$.served", [one.offer for one in case.served]),
        ("$.declined", [one.offer for one in case.declined]),
        ("$.blocked", [name for one in case.blocked for name in (one.offer, one.person)]),
        ("$.client.protected_from", [case.client.protected_from]),
        ("$.client.benefits_in_payment", sorted(case.client.benefits_in_payment)),
        ("$.consents.provide_to_offers", sorted(case.consents.provide_to_offers)),
        ("$.consents.network_contact_only", sorted(case.consents.network_contact_only or ())),
        ("$.consents.fields_for_offer", sorted(case.consents.fields_for_offer)),
        ("$.consents.expires", sorted(case.consents.expires)),
        ("$.ties", [end for tie in case.ties for end in (tie.source, tie.target)]),
    ]
    found = [
        (path, {name for name in names if name and name not in ids and name not in own})
        for path, names in spoken
    ]
    closed = case.event.closed_organization if case.event else None
    for path, names in (
        ("$.blocked", [one.organization for one in case.blocked]),
        ("$.event.closed_organization", [closed]),
    ):
        found.append((path, {name for name in names if name and same_name(name) not in organizations}))
    return tuple(
        ("NOT_IN_NETWORK", {"path": path, "count": len(missing)}) for path, missing in found if missing
    )


def _client(raw: dict) -> Client:
    return Client(
        place=place_from(raw.get("place")),
        household=tuple(
            Member(
                id=member["id"],
                age=member.get("age"),
                sex=Sex(member["sex"]) if member.get("sex") else None,
                relation=member.get("relation") or "",
                facts=frozenset(member.get("facts") or ()),
            )
            for member in raw["household"]
        ),
        income_percent=raw.get("income_percent_of_median"),
        facts=frozenset(raw.get("facts") or ()),
        strengths=tuple(raw.get("strengths") or ()),
        benefits_in_payment=frozenset(raw.get("benefits_in_payment") or ()),
        protected=bool(raw.get("protected")),
        protected_from=raw.get("protected_from"),
        scales=raw.get("scales") or {},
    )


def _need(raw: dict, position: int) -> Need:
    """Without a stated priority the order of the file is the client's order; severity 2 = needed."""
    return Need(
        code=raw["code"],
        holder=raw["holder"],
        priority=raw.get("priority", position + 1),
        severity=raw.get("severity", 2),
        depends_on=raw.get("depends_on"),
        removes_obstacle_to=raw.get("removes_obstacle_to"),
    )


def _consents(raw: dict) -> Consents:
    only = raw.get("network_contact_only")
    return Consents(
        collect=bool(raw.get("collect")),
        provide_to_classes=frozenset(raw.get("provide_to_classes") or ()),
        provide_to_offers=frozenset(raw.get("provide_to_offers") or ()),
        sensitive_to_classes=frozenset(raw.get("sensitive_to_classes") or ()),
        sensitive_to_offers=frozenset(raw.get("sensitive_to_offers") or ()),
        network_contact=bool(raw.get("network_contact")),
        network_contact_only=None if only is None else frozenset(only),
        # Silence is no agreement; it only matters for a holder under 14.
        legal_representative_agrees=bool(raw.get("legal_representative_agrees")),
        record_handover=bool(raw.get("record_handover")),
        fields_for_offer={k: tuple(v) for k, v in (raw.get("fields_for_offer") or {}).items()},
        expires={k: date.fromisoformat(v) for k, v in (raw.get("expires") or {}).items()},
    )


def _event(raw: dict | None) -> ClosingAttempt | None:
    if not raw:
        return None
    return ClosingAttempt(
        ClosingReason(raw["reason"]),
        tuple(raw.get("unmet_needs") or ()),
        raw.get("closed_organization") or None,
    )


def _wish(raw: dict) -> Wish:
    return wish(raw["about"], raw["value"], raw["force"], raw.get("by"))


def _hindered(raw: dict) -> Hindered:
    return hindered(raw["what"], raw.get("value"), raw.get("by"))


def _tried(raw: dict) -> Tried:
    return tried(raw["sort"], raw["went"], raw.get("needs") or (), _date(raw.get("on")))


#: What the client says once for all: field of the document, and how one of it is read.
_TOLD = {"wishes": _wish, "hindered": _hindered, "tried": _tried}


def _told(document: dict) -> dict[str, tuple]:
    return {name: tuple(map(read, document.get(name) or ())) for name, read in _TOLD.items()}


def _unknown_wishes(document: dict) -> list[Problem]:
    """Values that are no sort of help, language, food or time, or not of that force."""
    problems = []
    for name, read in _TOLD.items():
        for i, raw in enumerate(document.get(name) or ()):
            try:
                read(raw)
            except BadWish as error:
                field = error.field if error.field in raw else {"value": "sort"}.get(error.field, "what")
                problems.append(Problem(f"$.{name}[{i}].{field}", "UNKNOWN_WISH", "string"))
    return problems


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _members_twice(document: dict) -> list[Problem]:
    ids = [member["id"] for member in document["client"]["household"]]
    return [
        Problem(f"$.client.household[{i}].id", "ID_TWICE", "string")
        for i, one in enumerate(ids)
        if one in ids[:i]
    ]


def _unknown_holders(document: dict) -> list[Problem]:
    known = {m["id"] for m in document["client"]["household"]} | {COUPLE, FAMILY, CLIENT_NODE}
    return [
        Problem(f"$.needs[{i}].holder", "UNKNOWN_HOLDER", "string", "household id | couple | family")
        for i, raw in enumerate(document["needs"])
        if raw["holder"] not in known
    ]


def _dates_crossed(document: dict) -> list[Problem]:
    return [
        Problem(f"$.served[{i}].to", "DATES_CROSSED", "string")
        for i, raw in enumerate(document.get("served") or ())
        if raw.get("from") and raw.get("to") and raw["to"] < raw["from"]
    ]
