"""The peer: the same match as a plain walk over a networkx graph, written without our engine.

Offers are nodes with a dict of attributes, need codes are nodes with an edge to
every offer that covers them, ties are edges with a trust. For each need the walk
goes from the need's node to its offers and asks every rule of each, in place.
Only numbers are shared with the product (weights, bands, shares of trust, which
helper a need is best met by); every rule is written a second time.
"""

from collections.abc import Mapping
from datetime import date
from math import asin, cos, radians, sin, sqrt

import networkx as nx

from resmap.bench.answer import Answer
from resmap.domain import taxonomy
from resmap.domain.case import Case, Member, Need
from resmap.domain.network import Network, Offer
from resmap.graph.build import WALKABLE
from resmap.matching.model import MODEL

NAME = f"networkx {nx.__version__} (plain walk)"
WEIGHTS = {factor.name: factor.weight for factor in MODEL.factors}
REACH = ((300, 1.0), (700, 0.8), (1500, 0.5), (3000, 0.2))
NETWORK_CLASSES = ("neighbour", "shop", "association", "selfhelp")
PARTNER_WORDS = ("남편", "부인", "아내", "배우자")

FOR, AGAINST, NEUTRAL, UNKNOWN = "for", "against", "neutral", "unknown"


def folded(name: str | None) -> str:
    return "".join((name or "").casefold().split())


class PlainWalk:
    """The network as one graph of need and offer nodes, one of trust and one of blocking ties."""

    def __init__(self, network: Network):
        self.setting = network.setting
        self.closed = {folded(name) for name in network.closed_organizations}
        self.offers = nx.DiGraph()
        for offer in network.offers:
            self.offers.add_node(offer.id, **_attributes(offer))
            for code in offer.needs:
                self.offers.add_edge(f"need {code}", offer.id)
        self.trust, self.blocking = nx.DiGraph(), nx.MultiGraph()
        for tie in network.ties:
            if tie.kind in ("conflict", "leads", "family"):
                self.blocking.add_edge(tie.source, tie.target, kind=str(tie.kind))
            _trust(self.trust, tie)

    def match(self, case: Case, top: int) -> Answer:
        """The answer for ``case``, its best ``top`` for each need explained."""
        visit = _Visit(self, case)
        return {(need.code, need.holder): visit.need(need, top) for need in case.needs}


def _attributes(offer: Offer) -> dict:
    rules, place = offer.eligibility, offer.place
    secret = offer.location_secret
    return {
        "id": offer.id,
        "kind": offer.kind,
        "organization": folded(offer.organization),
        "department": folded(offer.department),
        "needs": list(offer.needs),
        "class": str(offer.recipient_class),
        "dong": place.dong,
        "point": None if secret or place.lat is None or place.lon is None else (place.lat, place.lon),
        "level": str(offer.area.level),
        "names": {folded(name) for name in offer.area.names},
        "age_min": rules.age_min or 0,
        "age_max": rules.age_max if rules.age_max is not None else 200,
        "sex": rules.sex,
        "income_max": rules.income_max,
        "requires": rules.requires,
        "excludes": rules.excludes,
        "group": offer.duplicate_group,
        "tags": offer.tags,
        "left": offer.places_left,
        "limit": offer.limit,
        "status": str(offer.status),
        "verified": offer.verified_on,
        "secret": secret,
        "vetted": offer.vetted_for_minors,
        "line": offer.access_line,
        "welcomes": offer.welcomes,
        "ended": offer.outcomes.ended,
        "helped": offer.outcomes.helped,
        "resident": offer.kind.startswith("H1"),
        "benefit": offer.kind.startswith("M1"),
    }


def _trust(graph: nx.DiGraph, tie) -> None:
    """Both directions of a tie, as far as one may be walked; the strongest of a pair stays."""
    share = WALKABLE.get(tie.kind)
    if share is None:
        return
    onward = [(tie.source, tie.target, share.forward), (tie.target, tie.source, share.backward)]
    if tie.both_ways:
        onward += [(tie.target, tie.source, share.forward), (tie.source, tie.target, share.backward)]
    for one, other, part in onward:
        trust = round(tie.strength * part, 6)
        if trust > 0 and (not graph.has_edge(one, other) or graph[one][other]["trust"] < trust):
            graph.add_edge(one, other, trust=trust)


class _Visit:
    """One case walking through the graph."""

    def __init__(self, walk: PlainWalk, case: Case):
        self.offers, self.case = walk.offers, case
        self.walk, self.today, self.client = walk, case.today, case.client
        self.codes = {need.code for need in case.needs}
        self.links = {(n.code, o) for n in case.needs for o in (n.depends_on, n.removes_obstacle_to) if o}
        self.own = {"client"} | {member.id for member in self.client.household}
        self.facts = self.client.facts.union(*(member.facts for member in self.client.household))
        self.gives = set().union(*(taxonomy.abilities_in(text) for text in self.client.strengths))
        self.running = {s.offer for s in case.served if s.until is None or s.until >= self.today}
        self.runs = self.running | self.client.benefits_in_payment
        self.served = {s.offer for s in case.served} | self.client.benefits_in_payment
        attributes = [self.offers.nodes[s.offer] for s in case.served if s.offer in self.offers]
        self.units = {(a["organization"], _department(a)) for a in attributes}
        self.groups = {self.offers.nodes[o]["group"] for o in self.runs if o in self.offers} - {None}
        self.apart = self._kept_apart()
        self.roads = self._roads()

    # ---------------------------------------------------------- around the client

    def _kept_apart(self) -> set[str]:
        blocked: set[str] = set()
        organizations = set()
        for one in self.case.blocked:
            blocked |= {name for name in (one.offer, one.person, one.organization) if name}
            organizations |= {folded(one.organization)} - {""}
        if organizations:
            blocked |= {node for node, a in self.offers.nodes(data=True) if a.get("organization") in organizations}
        if self.client.protected_from:
            blocked.add(self.client.protected_from)
        ties = [(tie.source, tie.target, str(tie.kind)) for tie in self.case.ties]
        ties += self._blocking_ties(self.own)
        for one, other, kind in ties:
            if kind == "conflict" and (one in self.own) != (other in self.own):
                blocked.add(other if one in self.own else one)
        ties += self._blocking_ties(blocked)
        apart = set(blocked)
        for one, other, kind in ties:
            if kind in ("leads", "family"):
                apart |= {other} if one in blocked else set()
                apart |= {one} if other in blocked else set()
        return apart - {"client"}

    def _blocking_ties(self, nodes: set[str]) -> list[tuple[str, str, str]]:
        known = [node for node in nodes if node in self.walk.blocking]
        return list(self.walk.blocking.edges(known, data="kind"))

    def _roads(self) -> dict[str, float]:
        """Trust of the best road of at most three hops to every node it reaches."""
        own = nx.DiGraph()
        for member in self.client.household:
            own.add_edge("client", member.id, trust=1.0)
            own.add_edge(member.id, "client", trust=1.0)
        for tie in self.case.ties:
            _trust(own, tie)
        for offer in self.running:
            trust = max(0.6, own.get_edge_data("client", offer, {}).get("trust", 0.0))
            own.add_edge("client", offer, trust=trust)
        feared = self.client.protected or self.client.protected_from
        feared = feared or self.facts & {"dv_active", "exploitation_suspected"}
        feared = feared or any(need.code.startswith("SAF") for need in self.case.needs)
        housemates = {member.id for member in self.client.household} if feared else set()
        best, frontier = {"client": 1.0}, ["client"]
        for _ in range(3):
            found: dict[str, float] = {}
            for node in frontier:
                if not self._introduces(node):
                    continue
                for graph in (own, self.walk.trust):
                    if node not in graph:
                        continue
                    for other, data in graph[node].items():
                        trust = round(best[node] * data["trust"], 6)
                        if trust < 0.05 or other in self.apart | housemates or self._attribute(other, "secret"):
                            continue
                        if trust > max(best.get(other, 0.0), found.get(other, 0.0)):
                            found[other] = trust
            best.update(found)
            frontier = list(found)
        return best

    def _introduces(self, node: str) -> bool:
        if node not in self.offers or node in self.running:
            return True
        if any(answer.offer == node for answer in self.case.declined):
            return False
        offer = self.offers.nodes[node]
        return offer["class"] not in NETWORK_CLASSES or self._may_be_asked(offer)

    def _attribute(self, node: str, name: str):
        return self.offers.nodes[node].get(name) if node in self.offers else None

    def _may_be_asked(self, offer: dict) -> bool:
        consents, node = self.case.consents, offer["id"]
        last = consents.expires.get(node)
        if node in consents.provide_to_offers and (last is None or self.today <= last):
            return True
        if offer["class"] not in consents.provide_to_classes:
            return False
        if offer["class"] not in NETWORK_CLASSES:
            return True
        only = consents.network_contact_only
        return consents.network_contact and (only is None or node in only)

    # ---------------------------------------------------------- from a need to its offers

    def need(self, need: Need, top: int) -> dict:
        holders = self._holders(need.holder)
        suggested, information, blocked, excluded, existing = [], [], [], {}, []
        for node in self.offers[f"need {need.code}"] if f"need {need.code}" in self.offers else ():
            offer = self.offers.nodes[node]
            closed, asks = self._gates(need, holders, offer)
            if node in self.runs and not offer["secret"]:
                existing.append(node)
            if closed:
                if not offer["secret"]:
                    excluded[node] = tuple(sorted(closed))
            elif self._waits(need, holders, offer):
                blocked.append(node)
            elif not offer["benefit"] and not offer["line"] and not self._may_be_asked(offer):
                information.append(node)
            else:
                lines = self._lines(need, holders, offer, asks)
                suggested.append((round(sum(line[2] for line in lines), 1), node, lines))
        suggested.sort(key=lambda one: (-one[0], one[1]))
        return {
            "suggestions": [(node, score) for score, node, _ in suggested],
            "lines": [lines for _, _, lines in suggested[:top]],
            "existing": sorted(existing),
            "information_only": sorted(information),
            "blocked_consent": sorted(blocked),
            "excluded": excluded,
        }

    def _holders(self, holder: str) -> list[Member]:
        household = list(self.client.household)
        if holder == "family":
            return household
        if holder != "couple":
            named = [member for member in household if member.id == holder]
            return household[:1] if holder == "client" and not named else named
        adults = [member for member in household if member.age is None or member.age >= 19]
        if not adults:
            return household
        return adults  # the bench's households never name who is whose partner

    def _waits(self, need: Need, holders: list[Member], offer: dict) -> bool:
        if offer["benefit"] or offer["line"] or need.code.startswith("SAF"):
            return False
        if self.case.consents.legal_representative_agrees:
            return False
        return any(member.age is not None and member.age < 14 for member in holders)

    # ---------------------------------------------------------- rules that must hold

    def _gates(self, need: Need, holders: list[Member], o: dict) -> tuple[set[str], bool]:
        """Codes of every gate that is closed, and whether one has to be asked by phone."""
        closed, asks = set(), False
        node = o["id"]
        if node in self.apart:
            closed.add("CONFLICT")
        if "alcohol" in o["tags"] and "alcohol_dependence" in self._known(holders):
            closed.add("SAFETY")
        elif "joint_couple_counselling" in o["tags"] and need.code in ("FAM11", "FAM15"):
            if "dv_active" in self.facts or "SAF11" in self.codes:
                closed.add("SAFETY")
            elif not self._screened():
                asks = True
        vet = self._vet(holders, o)
        if self._has_served(o):
            closed.add("SERVED")
        if o["group"] and o["group"] in self.groups:
            closed.add("DUP")
        if self._refused(holders, node):
            closed.add("REFUSED")
        if o["organization"] in self.walk.closed or o["status"] == "closed":
            closed.add("CLOSED")
        if o["status"] == "paused" or (o["left"] is not None and o["left"] <= 0):
            closed.add("CAPACITY")
        area = self._in_area(o)
        income = self.client.income_percent
        rich = None if income is None else income <= o["income_max"] if o["income_max"] is not None else True
        if o["income_max"] is None:
            rich = True
        verdicts = {"VET": vet, "AREA": area, "INCOME": rich, **self._personal(need, holders, o)}
        closed |= {code for code, fits in verdicts.items() if fits is False}
        asks = asks or None in verdicts.values()
        if o["verified"] is None or (self.today - o["verified"]).days > 365:
            closed.add("STALE")
        return closed, asks

    def _known(self, holders: list[Member]) -> set[str]:
        return set(self.client.facts).union(*(member.facts for member in holders))

    def _screened(self) -> bool:
        days = [fact[len("dv_screen_negative_") :] for fact in self.facts if fact.startswith("dv_screen_negative_")]
        return any(date.fromisoformat(day) <= self.today for day in days)

    def _vet(self, holders: list[Member], o: dict) -> bool | None:
        if o["vetted"]:
            return True
        unfit = o["vetted"] is False or o["resident"]
        if any(member.age is not None and member.age < 18 for member in holders):
            if unfit:
                return False
            return True if o["class"] == "agency" else None
        return None if unfit and any(member.age is None for member in holders) else True

    def _has_served(self, o: dict) -> bool:
        if o["id"] in self.served:
            return True
        organization, department = o["organization"], _department(o)
        if (organization, department) in self.units:
            return True
        if (organization, None) in self.units and not o["resident"]:
            return True
        return department is None and any(unit[0] == organization for unit in self.units)

    def _refused(self, holders: list[Member], node: str) -> bool:
        holding = {member.id for member in holders}
        return any(
            answer.offer == node
            and (answer.by is None or answer.by not in self.own - {"client"} or answer.by in holding)
            for answer in self.case.declined
        )

    def _in_area(self, o: dict) -> bool | None:
        if o["level"] == "nation":
            return True
        here, setting = self.case.place, self.walk.setting
        name = {"sido": here.sido, "sigungu": here.sigungu, "dong": here.dong}[o["level"]]
        if not o["names"]:
            return None
        answers = [folded(name) in o["names"] if name else None]
        same_sido = folded(here.sido) == folded(setting.sido) if here.sido and setting.sido else None
        if o["level"] == "sigungu" and answers[0] and same_sido is False:
            return None
        if o["level"] == "dong":
            known = here.sigungu and setting.sigungu
            answers += [same_sido, folded(here.sigungu) == folded(setting.sigungu) if known else None]
        return False if False in answers else None if None in answers else True

    def _personal(self, need: Need, holders: list[Member], o: dict) -> dict[str, bool | None]:
        """Age, sex and facts: all of a couple, the one who fits best of a family."""
        fits = {
            "AGE": lambda m: self._right_age(m, o),
            "SEX": lambda m: None if m.sex is None else m.sex is o["sex"],
            "REQUIRES": lambda m: o["requires"] <= self.client.facts | m.facts,
            "EXCLUDES": lambda m: not o["excludes"] & (self.client.facts | m.facts),
        }
        if o["age_min"] <= 0 and o["age_max"] >= 120:
            del fits["AGE"]
        for code, rule in (("SEX", o["sex"]), ("REQUIRES", o["requires"]), ("EXCLUDES", o["excludes"])):
            if not rule:
                del fits[code]
        if not fits:
            return {}
        if not holders:
            return dict.fromkeys(fits)
        answers = [{code: rule(member) for code, rule in fits.items()} for member in holders]
        if need.holder == "family":
            misses = [(list(a.values()).count(False), list(a.values()).count(None)) for a in answers]
            answers = [a for a, miss in zip(answers, misses, strict=True) if miss == min(misses)]
        together = {code: [answer[code] for answer in answers] for code in fits}
        return {
            code: False if False in each else None if None in each else True
            for code, each in together.items()
        }

    def _right_age(self, member: Member, o: dict) -> bool | None:
        return None if member.age is None else o["age_min"] <= member.age <= o["age_max"]

    # ---------------------------------------------------------- considerations that weigh

    def _lines(self, need: Need, holders: list[Member], o: dict, asks: bool) -> list[tuple]:
        """(factor, verdict, points, reason) for every consideration."""
        found = {
            "answers_the_need": self._central(need, o),
            "right_helper": self._helper(need, o),
            "statutory_first": self._statutory(need, o),
            "made_for_situation": self._made_for(holders, o),
            "reach": self._reach(o),
            # the bench's clients tell of no wish, no hindrance and no help that they tried
            "wishes": (NEUTRAL, 0.0, "no_wish"),
            "getting_there": (NEUTRAL, 0.0, "nothing_hinders"),
            "tried_before": (NEUTRAL, 0.0, "not_tried"),
            "priority_and_urgency": self._urgency(need, o),
            "road_of_trust": self._road(o),
            "diagnose_first": self._diagnose(need, o),
            "reciprocity": self._reciprocity(o),
            "linked_needs": self._linked(need, o),
            "outcomes": self._outcomes(o),
            "places_and_load": self._places(o),
            "eligibility_confirmed": (UNKNOWN, 1.0, "ASK_FIRST") if asks else (FOR, 1.0, "confirmed"),
            "freshness": self._fresh(o),
        }
        sign = {FOR: 1.0, AGAINST: -1.0, NEUTRAL: 0.0, UNKNOWN: -1.0}
        return [
            (name, verdict, round(WEIGHTS[name] * sign[verdict] * strength, 1), reason)
            for name, (verdict, strength, reason) in found.items()
        ]

    def _central(self, need: Need, o: dict) -> tuple:
        at = o["needs"].index(need.code)
        return FOR, max(0.7, 1 - 0.08 * at), "also" if at else "central"

    def _helper(self, need: Need, o: dict) -> tuple:
        best, formal = taxonomy.need(need.code).best_by, o["class"] == "agency"
        if best == "specialist":
            if o["benefit"]:
                return NEUTRAL, 0.0, "benefit_beside_specialist"
            if formal:
                return FOR, 1.0, "specialist_for_specialist"
            if o["kind"].startswith("H4"):
                return NEUTRAL, 0.0, "selfhelp_beside_specialist"
            return AGAINST, 0.5, "neighbours_around_not_instead"
        if best == "neighbours":
            if o["class"] in NETWORK_CLASSES:
                return FOR, 1.0, "neighbours_first"
            return (FOR, 0.6, "volunteers_near") if o["class"] == "volunteer" else (AGAINST, 0.5, "formal_as_backup")
        if best == "statutory":
            return (FOR, 0.6, "office_in_charge") if formal else (NEUTRAL, 0.0, "helps_meanwhile")
        return NEUTRAL, 0.0, "either"

    def _statutory(self, need: Need, o: dict) -> tuple:
        if taxonomy.need(need.code).best_by == "neighbours":
            return NEUTRAL, 0.0, "everyday_need"
        by_kind = {
            "M1": (FOR, 1.0, "statutory_benefit"),
            "M2": (FOR, 0.6, "public_service"),
            "M4": (AGAINST, 0.3, "charity_bridges"),
        }
        return by_kind.get(o["kind"][:2], (NEUTRAL, 0.0, "neither"))

    def _made_for(self, holders: list[Member], o: dict) -> tuple:
        if o["requires"] & self._known(holders):
            return FOR, 1.0, "requires_what_is"
        low, high, ages = o["age_min"], min(o["age_max"], 120), [member.age for member in holders]
        if high - low <= 30 and None not in ages and any(low <= age <= high for age in ages):
            return FOR, 0.4, "for_this_age"
        if o["sex"] is not None and holders and all(member.sex is o["sex"] for member in holders):
            return FOR, 0.3, "for_this_sex"
        return NEUTRAL, 0.0, "for_everybody"

    def _reach(self, o: dict) -> tuple:
        if o["secret"] or o["line"] or o["benefit"]:
            return NEUTRAL, 0.0, "no_way_needed"
        here, there = self.case.place, o["point"]
        if there is None and o["dong"] is None:
            return NEUTRAL, 0.0, "no_fixed_place"
        if there is None or here.lat is None or here.lon is None:
            near = here.dong and o["dong"] and folded(here.dong) == folded(o["dong"]) and self._at_home()
            return (FOR, 0.5, "same_dong") if near else (UNKNOWN, 1.0, "PLACE")
        metres = haversine((here.lat, here.lon), there)
        for edge, strength in REACH:
            if metres <= edge:
                return FOR, strength, "within"
        return (NEUTRAL, 0.0, "a_ride_away") if metres <= 6000 else (AGAINST, 0.4, "far")

    def _at_home(self) -> bool:
        """Nothing says that the client lives outside the network's own setting."""
        here, setting = self.case.place, self.walk.setting
        pairs = ((here.sido, setting.sido), (here.sigungu, setting.sigungu))
        return all(folded(one) == folded(other) for one, other in pairs if one and other)

    def _urgency(self, need: Need, o: dict) -> tuple:
        if need.severity >= 4 and o["line"]:
            return FOR, 1.0, "reached_at_once"
        strength = 0.15 * need.severity + (0.1 if need.priority == 1 else 0)
        return (FOR, min(0.7, strength), "severity") if strength else (NEUTRAL, 0.0, "can_wait")

    def _road(self, o: dict) -> tuple:
        trust = self.roads.get(o["id"])
        return (NEUTRAL, 0.0, "no_road") if trust is None else (FOR, min(1.0, trust), "road")

    def _diagnose(self, need: Need, o: dict) -> tuple:
        if "diagnosis" in o["tags"]:
            return FOR, 1.0, "examines_first"
        return NEUTRAL, 0.0, "waits_for" if need.depends_on in self.codes else "no_examination"

    def _reciprocity(self, o: dict) -> tuple:
        if o["welcomes"] & self.gives:
            return FOR, 1.0, "client_can_give"
        if self.gives and ("SOC14" in o["needs"] or o["kind"].startswith("H4")):
            return FOR, 0.5, "place_to_contribute"
        return NEUTRAL, 0.0, "one_way"

    def _linked(self, need: Need, o: dict) -> tuple:
        others = [code for code in o["needs"] if code in self.codes and code != need.code]
        if not others:
            return NEUTRAL, 0.0, "one_need"
        linked = sum((need.code, code) in self.links or (code, need.code) in self.links for code in others)
        return FOR, min(1.0, 0.4 * len(others) + 0.4 * linked), "several_needs"

    def _outcomes(self, o: dict) -> tuple:
        if o["ended"] < 3:
            return NEUTRAL, 0.0, "too_few_outcomes"
        balance = 2 * (o["helped"] + 1) / (o["ended"] + 2) - 1
        return (FOR if balance >= 0 else AGAINST), round(abs(balance), 3), (
            "helped_before" if balance >= 0 else "often_failed"
        )

    def _places(self, o: dict) -> tuple:
        left, limit = o["left"], o["limit"]
        if left is None:
            return UNKNOWN, 1.0, "CAPACITY"
        if left >= 50:
            return FOR, 1.0, "plenty"
        if not limit:
            return FOR, min(1.0, 0.3 + 0.2 * left), "places"
        if left <= 1 and left / limit <= 0.25:
            return AGAINST, 0.3, "nearly_full"
        return FOR, min(1.0, 0.4 + 0.6 * left / limit), "places"

    def _fresh(self, o: dict) -> tuple:
        days = (self.today - o["verified"]).days
        return (FOR, 1.0, "fresh") if days <= 180 else (NEUTRAL, 0.0, "ageing")


def _department(offer: Mapping) -> str | None:
    """A resident without a department is a unit of their own."""
    return offer["department"] or (folded(offer["id"]) if offer["resident"] else None)


def haversine(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Great-circle metres."""
    lat1, lon1, lat2, lon2 = (radians(degrees) for degrees in (*one, *other))
    h = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * 6_371_008.8 * asin(min(1.0, sqrt(h)))
