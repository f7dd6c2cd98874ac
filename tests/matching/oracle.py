"""The contract read a second time, plainly and slowly: where must this offer stand for this need?

Written from the words of the contract over documents, and sharing no code with the engine, so
that a mistake would have to be made twice. It knows `World` documents only (tests/support/worlds.py).
"""

from datetime import date

from tests.support.worlds import World

NETWORK_CLASSES = {"neighbour", "shop", "association", "selfhelp"}


def squeeze(name: str | None) -> str:
    return "".join((name or "").split()).casefold()


def household(world: World) -> list[dict]:
    return world.case_document["client"]["household"]


def holders_of(world: World, holder: str) -> list[dict]:
    """A member; `couple` = the adult partners (everybody if there is no adult); `family` = all."""
    if holder == "family":
        return household(world)
    if holder == "couple":
        adults = [one for one in household(world) if one["age"] is None or one["age"] >= 19]
        return adults or household(world)
    return [one for one in household(world) if one["id"] == holder]


# ------------------------------------------------------------------ hard rules


def broken_rules(world: World, need: dict, offer: dict) -> set[str]:
    """Codes of every gate that `offer` certainly fails for `need`. Unknown is not failing."""
    rules = {
        "CONFLICT": offer["id"] in kept_apart(world) or _at_odds(world, offer),
        "SAFETY": _unsafe(world, need, offer),
        "VET": _unvetted(world, need, offer),
        "SERVED": any(_same_unit(offer, other) for other in _served_offers(world)) or _in_payment(world, offer),
        "DUP": offer["duplicate_group"] in _running_groups(world),
        "REFUSED": _refused(world, need, offer),
        "WISH": _unwished(world, need, offer),
        "CLOSED": offer["status"] == "closed" or squeeze(offer["organization"]) in _closed(world),
        "CAPACITY": offer["status"] == "paused" or offer["places_left"] == 0,
        "AREA": _out_of_area(world, offer),
        "INCOME": _too_rich(world, offer),
        "STALE": _stale(world, offer),
    }
    return {code for code, broken in rules.items() if broken} | _not_eligible(world, need, offer)


def kept_apart(world: World) -> set[str]:
    case, own = world.case_document, {"client", *(one["id"] for one in household(world))}
    ties = world.network_document["ties"] + case["ties"]
    blocked = {block.get("offer") or block.get("person") for block in case["blocked"]} - {None}
    for name in {squeeze(block["organization"]) for block in case["blocked"] if "organization" in block}:
        blocked |= {o["id"] for o in world.network_document["offers"] if squeeze(o["organization"]) == name}
        blocked |= {p["id"] for p in world.network_document["parties"] if squeeze(p["name"]) == name}
    if case["client"]["protected_from"]:
        blocked.add(case["client"]["protected_from"])
    for tie in ties:
        ends = {tie["from"], tie["to"]}
        if tie["kind"] == "conflict" and ends & own:
            blocked |= ends - own
    one_step = {
        end
        for tie in ties
        if tie["kind"] in ("leads", "family") and {tie["from"], tie["to"]} & blocked
        for end in (tie["from"], tie["to"])
    }
    return (blocked | one_step) - {"client"}


def _at_odds(world: World, offer: dict) -> bool:
    """R044: somebody on the offer's side is in conflict with somebody on the side of one that serves now."""
    serving = running(world)
    for tie in world.network_document["ties"]:
        if tie["kind"] != "conflict":
            continue
        mine, theirs = _side(world, tie["from"]), _side(world, tie["to"])
        for here, there in ((mine, theirs), (theirs, mine)):
            if here & serving and offer["id"] in there:
                return True
    return False


def _side(world: World, end: str) -> set[str]:
    """Who stands with one end of a conflict: its unit, what it leads, all offers of an organisation that is a party."""
    document, side = world.network_document, {end}
    side |= {tie["to"] for tie in document["ties"] if tie["kind"] == "leads" and tie["from"] == end}
    for one in document["offers"]:
        if one["id"] == end:
            side |= {other["id"] for other in document["offers"] if _one_unit(one, other)}
    for party in document["parties"]:
        if party["id"] == end:
            name = squeeze(party["name"])
            side |= {one["id"] for one in document["offers"] if squeeze(one["organization"]) == name}
    return side


def _one_unit(one: dict, other: dict) -> bool:
    """Exactly the same organisation and department; a resident is alone."""
    def unit(offer: dict):
        own = offer["id"] if offer["kind"].startswith("H1") else ""
        return squeeze(offer["organization"]), squeeze(offer["department"]) or own

    return unit(one) == unit(other)


def _unsafe(world: World, need: dict, offer: dict) -> bool:
    everybody = set(world.case_document["client"]["facts"]).union(*(one["facts"] for one in household(world)))
    concerned = set(world.case_document["client"]["facts"]).union(
        *(one["facts"] for one in holders_of(world, need["holder"]))
    )
    if "alcohol" in offer["tags"] and "alcohol_dependence" in concerned:
        return True
    joint = "joint_couple_counselling" in offer["tags"] and need["code"] in ("FAM11", "FAM15")
    violence = "dv_active" in everybody or any(one["code"] == "SAF11" for one in world.case_document["needs"])
    return joint and violence


def _unvetted(world: World, need: dict, offer: dict) -> bool:
    minor = any(one["age"] is not None and one["age"] < 18 for one in holders_of(world, need["holder"]))
    individual = offer["kind"].startswith("H1")
    return minor and (offer["vetted_for_minors"] is False or individual and not offer["vetted_for_minors"])


def same_unit(offer: dict, other: dict) -> bool:
    """Organisation + department; the agency where one of the two has no department (R195)."""
    if offer["id"] == other["id"]:
        return True
    if squeeze(offer["organization"]) != squeeze(other["organization"]):
        return False

    def department(one: dict) -> str | None:
        own_unit = one["id"] if one["kind"].startswith("H1") else None  # a resident is a unit
        return squeeze(one["department"]) or own_unit

    mine, theirs = department(offer), department(other)
    if mine is None or theirs is None:
        return not offer["kind"].startswith("H1")
    return mine == theirs


_same_unit = same_unit


def _served_offers(world: World) -> list[dict]:
    served = {one["offer"] for one in world.case_document["served"]}
    return [one for one in world.network_document["offers"] if one["id"] in served]


def running(world: World) -> set[str]:
    today = world.case_document["today"]
    now = {one["offer"] for one in world.case_document["served"] if one["to"] is None or one["to"] >= today}
    return now | set(world.case_document["client"]["benefits_in_payment"])


def _in_payment(world: World, offer: dict) -> bool:
    return offer["id"] in world.case_document["client"]["benefits_in_payment"]


def _running_groups(world: World) -> set[str]:
    now = running(world)
    return {one["duplicate_group"] for one in world.network_document["offers"] if one["id"] in now} - {None}


def _refused(world: World, need: dict, offer: dict) -> bool:
    holding = {one["id"] for one in holders_of(world, need["holder"])}
    return any(
        one["offer"] == offer["id"] and (one["by"] is None or one["by"] in holding)
        for one in world.case_document["declined"]
    )


def _unwished(world: World, need: dict, offer: dict) -> bool:
    """A hard wish of whoever holds the need that the offer certainly breaks."""
    own = {one["id"] for one in household(world)}
    holding = {one["id"] for one in holders_of(world, need["holder"])}
    told = world.case_document.get("wishes", ())
    hard = [
        (one["about"], one["value"], one["by"])
        for one in told
        if one["force"] in ("never", "must") and (one["by"] is None or one["by"] not in own or one["by"] in holding)
    ]
    if any(_is_of(offer, value) for about, value, _ in hard if about == "help"):
        return True
    access = offer.get("access") or {}
    for about, names in (("language", "languages"), ("time", "open_at")):
        for person in {by for *_, by in hard}:  # everybody has to be met, each by one of theirs
            wanted, has = {value for one, value, by in hard if (one, by) == (about, person)}, set(access.get(names) or ())
            if wanted and has and not wanted & has and offer["kind"][:2] not in ("M1", "M4"):
                return True
    diets, has = {value for one, value, _ in hard if one == "diet"}, set(access.get("diets") or ())
    return bool(has) and not diets <= has and need["code"] in ("DLY11", "ECO11") and offer["kind"][:2] != "M1"


def _is_of(offer: dict, value: str) -> bool:
    if value == "religious":
        return (offer.get("access") or {}).get("religious") is True
    if value == "psychiatry":
        return offer["kind"] in ("M22", "M32", "H24") and bool({"HLT21", "HLT22", "HLT23"} & set(offer["needs"]))
    if value == "around":
        return offer["recipient_class"] in NETWORK_CLASSES
    return offer["recipient_class"] == value or offer["kind"].startswith(value)


def _closed(world: World) -> set[str]:
    event = world.case_document["event"] or {}
    names = [*world.network_document["closed_organizations"], event.get("closed_organization")]
    return {squeeze(name) for name in names if name}


def _out_of_area(world: World, offer: dict) -> bool:
    area, here = offer["area"], world.case_document["client"]["place"]
    return area["level"] != "nation" and bool(area["names"]) and here[area["level"]] not in area["names"]


def _too_rich(world: World, offer: dict) -> bool:
    has = world.case_document["client"]["income_percent_of_median"]
    limit = (offer["eligibility"] or {}).get("income_max")
    return has is not None and limit is not None and has > limit


def _stale(world: World, offer: dict) -> bool:
    if offer["verified_on"] is None:
        return True
    today = date.fromisoformat(world.case_document["today"])
    return (today - date.fromisoformat(offer["verified_on"])).days > 365


def _not_eligible(world: World, need: dict, offer: dict) -> set[str]:
    members = holders_of(world, need["holder"])
    misses = [_misses(world, one, offer["eligibility"] or {}) for one in members]
    if not misses:
        return set()
    if need["holder"] != "family":
        return set().union(*misses)
    if not all(misses):
        return set()
    # Nobody of the family is eligible: what everybody misses is surely told, else something is.
    return set.intersection(*misses) or {"SOMEBODY_ELIGIBLE"}


def _misses(world: World, member: dict, rules: dict) -> set[str]:
    facts = set(world.case_document["client"]["facts"]) | set(member["facts"])
    age, sex = member["age"], member["sex"]
    low, high = rules.get("age_min") or 0, rules.get("age_max")
    high = 200 if high is None else high
    found = {
        "AGE": age is not None and not low <= age <= high,
        "SEX": bool(rules.get("sex") and sex and sex != rules["sex"]),
        "REQUIRES": not set(rules.get("requires") or ()) <= facts,
        "EXCLUDES": bool(set(rules.get("excludes") or ()) & facts),
    }
    return {code for code, missed in found.items() if missed}


# ------------------------------------------------------------------ consent


def standing(world: World, need: dict, offer: dict) -> str:
    """Where an offer that breaks no rule stands."""
    consents = world.case_document["consents"]
    if offer["kind"].startswith("M1") or offer["access_line"]:
        return "suggestions"
    child = any(one["age"] is not None and one["age"] < 14 for one in holders_of(world, need["holder"]))
    if child and not consents["legal_representative_agrees"] and not need["code"].startswith("SAF"):
        return "blocked_consent"
    last_day = consents["expires"].get(offer["id"], "9999-12-31")
    named = offer["id"] in consents["provide_to_offers"] and world.case_document["today"] <= last_day
    by_class = offer["recipient_class"] in consents["provide_to_classes"]
    only = consents["network_contact_only"]
    known = consents["network_contact"] and (only is None or offer["id"] in only)
    if named or by_class and (known or offer["recipient_class"] not in NETWORK_CLASSES):
        return "suggestions"
    return "information_only"
