"""``resmap-plan/1``: one plan as one JSON document (contract §1, `check-plan`)."""

from datetime import date
from pathlib import Path

from resmap.domain.planning.goals import GoalType, Ground, Objective, Purpose, Side
from resmap.domain.planning.plan import CheckMethod, LineKind, Plan, PlanLine, PlannedNeed
from resmap.formats.documents import hold_against, read_document, told_name, unknown_fields
from resmap.formats.network import Read
from resmap.formats.problems import FormatError, Problem


def read_plan(path: Path) -> Read:
    """Read a plan file. Raises FormatError."""
    return plan_from(read_document(path), told_name(path))


def plan_from(document: object, what: str = "plan") -> Read:
    """Turn a parsed document into a :class:`Plan`, all of it or nothing; warnings name unknown fields."""
    hold_against("plan", document, what)
    assert isinstance(document, dict)
    problems = [
        *_blank(document),
        *_twice(document),
        *_dangling(document),
        *_crossed(document),
    ]
    if problems:
        raise FormatError(what, problems)
    plan = Plan(
        objectives=tuple(map(_objective, document["objectives"])),
        strengths=tuple(document.get("strengths") or ()),
        purposes=_all(document, "purposes", _purpose),
        needs=_all(document, "needs", _need),
        lines=_all(document, "lines", _line),
    )
    warnings = tuple(("UNKNOWN_FIELD", {"path": path}) for path in unknown_fields("plan", document))
    return Read(plan, warnings)


def _all(document: dict, name: str, make) -> tuple | None:
    """None where the document does not speak of it at all: nothing is then missed."""
    given = document.get(name)
    return None if given is None else tuple(map(make, given))


def _objective(raw: dict) -> Objective:
    return Objective(
        id=raw["id"],
        text=raw["text"],
        holder=raw.get("holder"),
        indicator=_words(raw.get("indicator")),
        baseline=_words(raw.get("baseline")),
        target=_words(raw.get("target")),
        months=raw.get("months"),
        inputs=frozenset(Side(one) for one in raw.get("inputs") or ()),
        purpose=raw.get("purpose"),
        goal_type=GoalType(raw["goal_type"]) if raw.get("goal_type") else None,
        ground=Ground(raw["ground"]) if raw.get("ground") else None,
        confirmed=raw.get("confirmed"),
        strategy=raw.get("strategy"),
    )


def _purpose(raw: dict) -> Purpose:
    return Purpose(
        id=raw["id"],
        text=raw["text"],
        holder=raw.get("holder"),
        needs=tuple(raw.get("needs") or ()),
        goal_type=GoalType(raw["goal_type"]) if raw.get("goal_type") else None,
    )


def _need(raw: dict) -> PlannedNeed:
    return PlannedNeed(raw["code"], raw.get("holder"), bool(raw.get("deferred")), raw.get("reason"))


def _line(raw: dict) -> PlanLine:
    return PlanLine(
        id=raw["id"],
        objective=raw["objective"],
        kind=LineKind(raw["kind"]),
        content=raw["content"],
        provider=raw.get("provider"),
        person=raw.get("person"),
        depends_on=raw.get("depends_on"),
        condition=raw.get("condition"),
        removes=raw.get("removes"),
        priority=raw.get("priority"),
        timing=raw.get("timing"),
        starts_on=_date(raw.get("from")),
        ends_on=_date(raw.get("to")),
        per_week=raw.get("per_week"),
        when=raw.get("when"),
        methods=frozenset(CheckMethod(one) for one in raw.get("methods") or ()),
    )


def _words(value: object) -> str | None:
    """Levels may be given as numbers: 7 is "7", 7.5 is "7.5"."""
    return value if value is None or isinstance(value, str) else f"{value:.15g}"


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _blank(document: dict) -> list[Problem]:
    return [
        Problem(f"$.{name}[{i}].text", "MINLENGTH", "string")
        for name in ("objectives", "purposes")
        for i, raw in enumerate(document.get(name) or ())
        if not raw["text"].strip()
    ]


def _twice(document: dict) -> list[Problem]:
    problems = []
    for name in ("objectives", "purposes", "lines"):
        ids = [raw["id"] for raw in document.get(name) or ()]
        problems += [
            Problem(f"$.{name}[{i}].id", "ID_TWICE", "string") for i, one in enumerate(ids) if one in ids[:i]
        ]
    return problems


def _dangling(document: dict) -> list[Problem]:
    """Lines point at objectives and lines of the plan, objectives at its purposes; no line waits for itself."""
    ids = {
        name: {raw["id"] for raw in document.get(name) or ()} for name in ("objectives", "purposes", "lines")
    }
    problems = []
    for i, raw in enumerate(document["objectives"]):
        if raw.get("purpose") is not None and raw["purpose"] not in ids["purposes"]:
            problems.append(Problem(f"$.objectives[{i}].purpose", "UNKNOWN_ID", "string"))
    for i, raw in enumerate(document.get("lines") or ()):
        if raw["objective"] not in ids["objectives"]:
            problems.append(Problem(f"$.lines[{i}].objective", "UNKNOWN_ID", "string"))
        if raw.get("depends_on") is not None and raw["depends_on"] not in ids["lines"] - {raw["id"]}:
            problems.append(Problem(f"$.lines[{i}].depends_on", "UNKNOWN_ID", "string"))
    return problems


def _crossed(document: dict) -> list[Problem]:
    """⑦ not after ⑧ (R121)."""
    return [
        Problem(f"$.lines[{i}].to", "DATES_CROSSED", "string")
        for i, raw in enumerate(document.get("lines") or ())
        if raw.get("from") and raw.get("to") and raw["to"] < raw["from"]
    ]
