"""Which part of a case an address belongs to: who helps with none of its parts reaches nothing there (R032).

One table for pages and API, whose addresses are alike after ``/cases/<id>/``. An address that is not named here is
nobody's who helps: closed by default (docs/decisions/0012).
"""

from collections.abc import Mapping

from flask import request

from resmap.domain.helping import Part

_NOBODY: frozenset[Part] = frozenset()


def _of(*parts: Part) -> frozenset[Part]:
    return frozenset(parts)


#: The word after ``/cases/<id>/`` -> the parts that open it; any one of them does.
OF_CASE: Mapping[str, frozenset[Part]] = {
    # 한눈에·연계 (the case itself), 진행, 약속, 그물망과 지도
    "": _of(Part.OVERVIEW),
    "answers": _of(Part.OVERVIEW),
    "compare": _of(Part.OVERVIEW),
    "comparison": _of(Part.OVERVIEW),
    "comparisons": _of(Part.OVERVIEW),
    "course": _of(Part.OVERVIEW),
    "duties": _of(Part.OVERVIEW),
    "emergency": _of(Part.OVERVIEW),
    "map": _of(Part.OVERVIEW),
    "map.json": _of(Part.OVERVIEW),
    "match": _of(Part.OVERVIEW),
    "network": _of(Part.OVERVIEW),
    "network.json": _of(Part.OVERVIEW),
    "path": _of(Part.OVERVIEW),
    "steps": _of(Part.OVERVIEW),
    "tasks": _of(Part.OVERVIEW),
    "ties": _of(Part.OVERVIEW),
    "together": _of(Part.OVERVIEW),
    "wishes": _of(Part.OVERVIEW),
    # 초기상담, 사정
    "assessment": _of(Part.ASSESSMENT),
    "intake": _of(Part.ASSESSMENT),
    "need-links": _of(Part.ASSESSMENT),
    "needs": _of(Part.ASSESSMENT),
    "scales": _of(Part.ASSESSMENT),
    "statements": _of(Part.ASSESSMENT),
    # 계획, 점검
    "plan": _of(Part.PLAN),
    "checks": _of(Part.CHECKS),
    # Whoever visits or looks after the whole notes that somebody was reached.
    "contacts": _of(Part.OVERVIEW, Part.CHECKS),
    # 의뢰
    "advocacy": _of(Part.REFERRALS),
    "capacity": _of(Part.REFERRALS),
    "referrals": _of(Part.REFERRALS),
    # What is asked of the client in person, what is hidden, what ends a case or leaves the office, and who is in
    # charge is nobody's who helps.
    "addenda": _NOBODY,
    "advice": _NOBODY,
    "agenda": _NOBODY,
    "carry": _NOBODY,
    "closing": _NOBODY,
    "conflicts": _NOBODY,
    "consents": _NOBODY,
    "emergencies": _NOBODY,
    "follow-up": _NOBODY,
    "gifts": _NOBODY,
    "handover": _NOBODY,
    "helpers": _NOBODY,
    "hidden": _NOBODY,
    "kind": _NOBODY,
    "manager": _NOBODY,
    "overrides": _NOBODY,
    "person": _NOBODY,
    "preview": _NOBODY,
    "protection": _NOBODY,
    "purge": _NOBODY,
    "return": _NOBODY,
    "safe-contact": _NOBODY,
    "safety": _NOBODY,
    "selection": _NOBODY,
    "team": _NOBODY,
}

#: Addresses over many cases: they tell of those whose part stands here. 내 사례, 오늘 할 일 and 의뢰.
OF_MANY: Mapping[str, frozenset[Part]] = {
    "/": _of(Part.OVERVIEW),
    "/cases": _of(Part.OVERVIEW),
    "/dues": _of(Part.OVERVIEW),
    "/morning": _of(Part.OVERVIEW),
    "/today": _of(Part.OVERVIEW),
}

_CASE, _REFERRALS, _API = "/cases/<uuid:case>", "/referrals", "/api/v1"


def parts_at(rule: str) -> frozenset[Part]:
    """The parts that open an address, by its rule as Flask writes it; empty: nobody's who helps."""
    rule = rule.removeprefix(_API) or "/"
    if rule == _CASE or rule.startswith(f"{_CASE}/"):
        return OF_CASE.get(word_of(rule), _NOBODY)
    if rule == _REFERRALS or rule.startswith(f"{_REFERRALS}/"):
        return _of(Part.REFERRALS)
    return OF_MANY.get(rule, _NOBODY)


def word_of(rule: str) -> str:
    """The word after a case in a rule."""
    return rule.removeprefix(_API).removeprefix(_CASE).strip("/").partition("/")[0]


def parts_here() -> frozenset[Part]:
    """The parts that open the address that was asked for."""
    return parts_at(request.url_rule.rule) if request.url_rule is not None else _NOBODY
