"""The form of an entry: what was typed, what stands there, what can be chosen. For editing, adding and proposing."""

from collections.abc import Mapping
from typing import Any

from resmap.domain import particulars
from resmap.domain.codes import AreaLevel, OfferStatus, Review
from resmap.flows import register as entries
from resmap.web import entry_words
from resmap.web.language import locale, t
from resmap.words import has

#: Fields of the form by kind of input.
TEXTS = ("name", "name_en", "description", "address", "access_line", "public_phone", "hours", "how_to_apply")
NUMBERS = ("age_min", "age_max", "places_left", "limit")
REVIEWS = (Review.VERIFIED, Review.IMPORTED, Review.STALE)

#: Fields that only the form of a new entry has.
NEW_TEXTS = ("organization", "department", "phone")


def choices(known: entries.Choices) -> dict[str, Any]:
    """What can be chosen in the form and in the filters of a list."""
    english = locale() == "en"
    return {
        "dongs": [(name, (english and name_en) or name) for name, name_en in known.dongs],
        "kinds": entry_words.kinds_at(2),
        "needs": entry_words.need_groups(),
        "sources": [(source, source) for source in known.sources],
        "reviews": [(review.value, t(f"register.review.{review.value}")) for review in REVIEWS],
    }


def kinds() -> list[tuple[str, str]]:
    """Every kind an entry can be of, for a choice."""
    return entry_words.kinds_at(3) + [("M5", entry_words.kind_name("M5"))]


def areas() -> list[tuple[str, str]]:
    """How far an entry can serve, for a choice."""
    return [(level.value, t(f"proposals.area.{level.value}")) for level in reversed(AreaLevel)]


def typed(form: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """(values as the flow takes them, errors by field)."""
    values: dict[str, Any] = {name: form.get(name, "").strip() or None for name in TEXTS if name in form}
    errors: dict[str, str] = {}
    if "name" in values and values["name"] is None:
        errors["name"] = "empty"
    for name in NUMBERS:
        text = form.get(name, "").strip()
        if text and not (text.isascii() and text.isdigit() and len(text) < 7):
            errors[name] = "number"
        else:
            values[name] = int(text) if text else None
    text = form.get("income_max", "").strip()
    if text and not text.replace(".", "", 1).isdigit():
        errors["income_max"] = "number"
    else:
        values["income_max"] = float(text) if text else None
    first, rest = form.get("first_need") or None, form.getlist("needs")
    values["needs"] = tuple(dict.fromkeys([*([first] if first else []), *rest]))
    values["kind"] = form.get("kind", "")
    values["dong"] = form.get("dong") or None
    values["sex"] = form.get("sex") or None
    values["status"] = form.get("status") if form.get("status") in set(OfferStatus) else OfferStatus.ACTIVE.value
    values["location_secret"] = form.get("location_secret") == "yes"
    values["vetted_for_minors"] = {"yes": True, "no": False}.get(form.get("vetted_for_minors", ""))
    own = particulars.of_kind(values["kind"])
    values["particulars"] = {one.name: _typed_of(form, one) for one in own}
    return values, errors


def _typed_of(form: Mapping[str, Any], one: particulars.Particular) -> Any:
    """A field of its kind as it was typed: several that were ticked, else one text."""
    name = f"particulars-{one.name}"
    return form.getlist(name) if one.input is particulars.Input.CHOICES else form.get(name, "")


def typed_new(form: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """The same for a new entry, with its unit and its reach."""
    values, errors = typed(form)
    values |= {name: form.get(name, "").strip() or None for name in NEW_TEXTS}
    area = form.get("area_level", "")
    values["area_level"] = area if area in set(AreaLevel) else None
    return values, errors


def as_typed(form: Mapping[str, str]) -> dict[str, Any]:
    """What somebody typed, to stand in the form again."""
    plain = (*TEXTS, *NUMBERS, *NEW_TEXTS, "income_max", "dong", "sex", "status", "kind", "area_level")
    told: dict[str, Any] = {name: form.get(name, "") for name in plain}
    kind = form.get("kind", "")
    own = {one.name: _typed_of(form, one) for one in particulars.of_kind(kind)}
    return told | {
        "first_need": form.get("first_need", ""),
        "needs": form.getlist("needs"),
        "location_secret": form.get("location_secret") == "yes",
        "vetted_for_minors": form.get("vetted_for_minors", ""),
        "particulars": own,
    }


def stored(record: Any) -> dict[str, Any]:
    """The record as the form shows it."""
    told = {name: getattr(record, name) for name in (*TEXTS, *NUMBERS, "dong", "kind")}
    income = record.income_max
    return told | {
        "income_max": "" if income is None else f"{income:g}",
        "sex": record.sex.value if record.sex else "",
        "status": record.status.value,
        "first_need": record.needs[0] if record.needs else "",
        "needs": list(record.needs[1:]),
        "location_secret": record.location_secret,
        "vetted_for_minors": {True: "yes", False: "no"}.get(record.vetted_for_minors, ""),
        "particulars": particulars.with_tags(record.kind, record.particulars or {}, record.tags),
    }


def empty(**told: Any) -> dict[str, Any]:
    """The form of a new entry before anything was typed; ``told`` is known already."""
    plain = (*TEXTS, *NUMBERS, *NEW_TEXTS, "income_max", "dong", "sex", "kind", "first_need", "vetted_for_minors")
    start: dict[str, Any] = dict.fromkeys(plain, "")
    start |= {"needs": [], "particulars": {}, "location_secret": False, "status": "active", "area_level": "dong"}
    return start | {name: value for name, value in told.items() if value is not None}


def said(errors: Mapping[str, str]) -> dict[str, str]:
    """A sentence for each field that cannot be taken."""
    own = {code: f"proposals.error.{code}" for code in errors.values() if has(f"proposals.error.{code}")}
    return {name: t(own.get(code, f"register.edit.error.{code}")) for name, code in errors.items()}
